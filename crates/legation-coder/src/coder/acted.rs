//! Acts that the encoder sees and no wording tells, and wordings that it doubts.
//!
//! The encoder reads a sentence behind what stands before it, all pairs at once; whoever seems to act on another is read once more,
//! with the two marked. An act is told where both readings together are as sure as [`SURE`], one of the two is named in the sentence
//! itself, no wording of the report tells the two the same act or one of the same aspect, and none tells in the same words, or of the
//! same actor in the same sentence, that it was done to others. What a wording tells of two of whom the
//! second reading sees nothing like it ([`DOUBT`]) is left out, of acts that move a relation.

use legation_encoder::{Model, Passage};
use legation_gazetteer::EntityKind;

use super::*;

/// The probability below which the encoder's word is not taken; what it costs and brings stands in `model/MODEL_CARD.md`. Of the two
/// readings it is the geometric mean.
const SURE: f32 = 0.97;
/// The same where only one of the two is named in the sentence itself: of what lies between, half was wrong.
const SURER: f32 = 0.98;
/// What the first reading must find for that.
const HEARD: f32 = SURE * SURE;
/// The probability below which a wording is not believed that leaves a side to be found, or is not of the exactest.
const DOUBT: f32 = 0.25;
/// The same of a wording that says exactly who does it to whom ([`EXACT`]).
const DENIAL: f32 = 0.01;
/// The confidence of such a wording.
const EXACT: f64 = 0.9;
/// Sentences before the one asked about that the encoder reads too.
const BEFORE: usize = 2;

/// Sentences before it among which a side is looked for that a wording only points to.
const FAR_BEFORE: usize = 8;

/// An act as the encoder sees it in a sentence.
#[derive(Clone, Debug)]
pub(super) struct SeenAct {
    /// Its place in the codebook.
    act: usize,
    /// Who, and where the sentence or what stands before it names them.
    actor: (EntityRef, Span),
    other: (EntityRef, Span),
    modality: &'static str,
    chance: f32,
    /// The word that tells it best; bytes of the report's text.
    trigger: Span,
}

/// A sentence with what stands before it, and the entities that are named in both.
pub(super) struct Window<'a> {
    /// Where it begins in the report's text.
    start: usize,
    pub known: Vec<EntityRef>,
    pub passage: Passage<'a>,
}

impl Window<'_> {
    /// Where the report names an entity of the passage last; bytes of its text.
    pub fn last_named(&self, at: usize) -> Span {
        let span = self.passage.entities[at].last();
        span.map_or(Span::new(self.start, self.start), |span| {
            Span::new(span.start + self.start, span.end + self.start)
        })
    }
}

/// A report whose sentences the encoder is asked about.
pub(super) struct Asking<'a> {
    pub coder: &'a Coder,
    pub model: &'static Model,
    pub report: &'a Report,
    pub sentences: &'a [Sentence],
    pub words: &'a Words<'a>,
    pub mentions: &'a [Vec<Mention>],
}

impl<'a> Asking<'a> {
    /// The names of a sentence that count.
    fn named(&self, s: usize) -> impl Iterator<Item = &'a Mention> {
        let word = |k: usize| self.words.lower.get(k).map_or("", String::as_str);
        // "the former Yugoslav republic of Macedonia"
        let was = move |m: &Mention| {
            matches!(word(m.last + 1), "republic" | "republics") && word(m.last + 2) == "of"
        };
        self.mentions[s]
            .iter()
            .filter(move |m| !m.weak && !m.former && !was(m))
    }

    /// A sentence behind those from `first` on.
    pub(super) fn window(&self, first: usize, s: usize) -> Window<'a> {
        let start = self.sentences[first].span.start;
        let mut entities: Vec<(EntityRef, Vec<Span>)> = Vec::new();
        for m in (first..=s).flat_map(|at| self.named(at)) {
            let span = self.words.span(m.first, m.last);
            let span = Span::new(span.start - start, span.end - start);
            for &entity in &m.entities {
                match entities.iter_mut().find(|(known, _)| *known == entity) {
                    Some((_, spans)) => spans.push(span),
                    None => entities.push((entity, vec![span])),
                }
            }
        }
        let (known, places): (Vec<EntityRef>, Vec<Vec<Span>>) = entities.into_iter().unzip();
        let passage = Passage {
            text: Span::new(start, self.sentences[s].span.end).of(&self.report.text),
            begin: self.sentences[s].span.start - start,
            entities: places,
        };
        Window {
            start,
            known,
            passage,
        }
    }

    /// Whether a party is this entity.
    pub(super) fn is(&self, party: &Party, entity: EntityRef) -> bool {
        self.coder.gazetteer.entity(entity).id == party.id
    }

    /// The first sentence of a passage in which all sides of an event are named, as far as they are.
    pub(super) fn first(&self, event: &Event) -> usize {
        let s = event.sentence;
        let names = |at: usize, party: &Party| {
            let mut entities = self.named(at).flat_map(|m| &m.entities);
            entities.any(|&entity| self.is(party, entity))
        };
        let sides = event
            .actor
            .iter()
            .chain(&event.recipient)
            .chain(&event.object);
        let last_named = |party: &Party| {
            let mut near = (s.saturating_sub(FAR_BEFORE)..=s).rev();
            near.find(|&at| names(at, party))
        };
        let farthest = sides.filter_map(last_named).min();
        farthest.unwrap_or(s).min(s.saturating_sub(BEFORE))
    }

    /// The acts that the encoder sees in each of the `worth` sentences.
    pub fn acts(&self, worth: &[usize]) -> Vec<Vec<SeenAct>> {
        let mut out = vec![Vec::new(); self.sentences.len()];
        let mut asked = Vec::new();
        for &s in worth {
            let window = self.window(s.saturating_sub(BEFORE), s);
            if self.named(s).next().is_some() && window.known.len() > 1 {
                asked.push((s, window));
            }
        }
        let passages: Vec<Passage> = asked.iter().map(|(_, w)| w.passage.clone()).collect();
        let deeds = self.model.deeds(&passages, HEARD);
        // Whoever seems to act on another is read once more, with the two marked.
        let mut pairs: Vec<(usize, usize, usize)> = deeds
            .iter()
            .enumerate()
            .flat_map(|(at, deeds)| {
                let two = deeds.iter().filter_map(|d| d.actor.zip(d.other));
                two.map(move |(actor, other)| (at, actor, other))
            })
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        let marked: Vec<_> = pairs
            .iter()
            .map(|&(at, actor, other)| (&passages[at], Some(actor), Some(other)))
            .collect();
        let judged = self.model.judge(&marked);
        for (at, ((s, window), deeds)) in asked.iter().zip(deeds).enumerate() {
            for deed in deeds {
                let acts = self.coder.codebook.acts();
                let Some(act) = acts.iter().position(|act| act.id == deed.act) else {
                    continue;
                };
                let (Some(actor), Some(other)) = (deed.actor, deed.other) else {
                    continue;
                };
                let Ok(pair) = pairs.binary_search(&(at, actor, other)) else {
                    continue;
                };
                let moved =
                    |span: Span| Span::new(span.start + window.start, span.end + window.start);
                let named = |at: usize| {
                    let places = &window.passage.entities[at];
                    let span = nearest(places, window.passage.begin, deed.trigger);
                    (window.known[at], moved(span))
                };
                let (actor, other) = (named(actor), named(other));
                if actor.0 == other.0 || !self.may_act(&acts[act], actor.0, other.0) {
                    continue;
                }
                let here = self.sentences[*s].span;
                let again = &judged[pair];
                let chance = (deed.chance * again.chance(deed.act).unwrap_or(0.0)).sqrt();
                let (one, both) = (
                    here.contains(actor.1) || here.contains(other.1),
                    here.contains(actor.1) && here.contains(other.1),
                );
                if !one || chance < if both { SURE } else { SURER } {
                    continue;
                }
                // It is done where both readings say so.
                let is_fact = |modality: &str| matches!(modality, "asserted" | "historical");
                let modality = match (deed.modality, again.modality) {
                    (first, second) if is_fact(first) && !is_fact(second) => second,
                    (first, _) => first,
                };
                out[*s].push(SeenAct {
                    act,
                    actor,
                    other,
                    modality,
                    chance,
                    trigger: moved(deed.trigger),
                });
            }
        }
        out
    }

    /// Whether an act that moves a relation can be of these two: states and organisations act, and a treaty is signed, not a state.
    pub(super) fn may_act(&self, act: &Act, actor: EntityRef, other: EntityRef) -> bool {
        let kind = |entity: EntityRef| self.coder.gazetteer.entity(entity).kind;
        // of the claims that it sees accepted most are not
        if act.id == "recognize-claim" {
            return false;
        }
        match act.aspect() {
            "" => true,
            "treaty" => kind(other) == EntityKind::Treaty,
            // envoys are of states, and of the European Union; "named him as its representative in Baghdad"
            "representation" => {
                let id = &self.coder.gazetteer.entity(actor).id;
                kind(actor).is_polity() || id == "EUR"
            }
            _ => {
                let actor = kind(actor);
                actor.is_polity() || actor == EntityKind::Organisation
            }
        }
    }

    /// What the wordings tell of acts that move a relation, as likely as the encoder finds it of two who are marked in the text; `None`
    /// where the two are not named in the sentence or shortly before.
    pub fn judged(&self, told: &[Told]) -> Vec<Option<f32>> {
        // It has not learned whether a state signs a treaty that is named: of these the wordings are taken at their word.
        let moving = told.iter().enumerate().filter(|(_, t)| {
            moves(self.coder, &t.event) && aspect(self.coder, &t.event) != "treaty"
        });
        let windows: Vec<(usize, Window)> = moving
            .map(|(n, t)| (n, self.window(self.first(&t.event), t.event.sentence)))
            .collect();
        let mut asked = Vec::new();
        let mut of = Vec::new();
        for (n, window) in &windows {
            let event = &told[*n].event;
            let place = |party: &Party| {
                window
                    .known
                    .iter()
                    .position(|&entity| self.is(party, entity))
            };
            let others = event.recipient.iter().chain(&event.object);
            let others: Vec<usize> = others.filter_map(place).collect();
            let actors: Vec<usize> = event.actor.iter().filter_map(place).collect();
            let each_other = others.is_empty();
            for &actor in &actors {
                for &other in if each_other { &actors } else { &others } {
                    if actor != other {
                        asked.push((&window.passage, Some(actor), Some(other)));
                        of.push(*n);
                    }
                }
            }
        }
        let mut out = vec![None; told.len()];
        for (n, judgement) in of.into_iter().zip(self.model.judge(&asked)) {
            let chance = told[n]
                .event
                .act
                .as_deref()
                .and_then(|act| judgement.chance(act));
            out[n] = match (out[n], chance) {
                (Some(one), Some(other)) => Some(f32::max(one, other)),
                (one, other) => one.or(other),
            };
        }
        out
    }
}

/// Of the places that name an entity the one nearest to the words that tell the act; those of the sentence itself first.
fn nearest(places: &[Span], begin: usize, trigger: Span) -> Span {
    let far = |span: &Span| {
        let apart = if span.end <= trigger.start {
            trigger.start - span.end
        } else {
            span.start.saturating_sub(trigger.end)
        };
        (span.start < begin, apart)
    };
    places.iter().copied().min_by_key(far).unwrap_or(trigger)
}

/// Acts of the same words that are one: those who do it together, those to whom it is done together.
struct Joint {
    seen: SeenAct,
    actors: Vec<(EntityRef, Span)>,
    others: Vec<(EntityRef, Span)>,
}

/// The pairs of one act, the likeliest first, those who stand beside one another together.
fn joints(mut seen: Vec<SeenAct>, mutual: bool, beside: impl Fn(Span, Span) -> bool) -> Vec<Joint> {
    let mut out = Vec::new();
    while !seen.is_empty() {
        let best = seen.remove(0);
        let (actor, other) = (best.actor, best.other);
        let mut joint = Joint {
            actors: vec![actor],
            others: vec![other],
            seen: best,
        };
        let mut each_other = false;
        seen.retain(|one| {
            let (a, o) = (one.actor, one.other);
            if mutual && a.0 == other.0 && o.0 == actor.0 {
                each_other = true;
            } else if one.modality != joint.seen.modality {
                return true;
            } else if o.0 == other.0 && beside(a.1, actor.1) {
                joint.actors.push(a);
            } else if a.0 == actor.0 && beside(o.1, other.1) {
                joint.others.push(o);
            } else {
                return true;
            }
            false
        });
        // "Oman and Chad established relations": each with the other
        if each_other && joint.actors.len() == 1 && joint.others.len() == 1 {
            joint.actors.append(&mut joint.others);
        }
        out.push(joint);
    }
    out
}

impl Pass<'_> {
    /// Makes events of the acts that the encoder sees in a sentence.
    pub(super) fn tell_acted(
        &mut self,
        s: usize,
        clauses: &Clauses,
        times: &[TimeExpression],
        mut seen: Vec<SeenAct>,
    ) {
        let phrase = |span: Span| {
            let nps = 0..clauses.s.nps.len();
            nps.into_iter()
                .find(|&np| clauses.s.np_span(np).overlaps(span))
        };
        let beside = |a: Span, b: Span| {
            phrase(a)
                .zip(phrase(b))
                .is_some_and(|(a, b)| clauses.lists[a].contains(&b))
        };
        seen.sort_by(|a, b| {
            (a.act, b.chance)
                .partial_cmp(&(b.act, a.chance))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        let acts = self.coder.codebook.acts();
        // "restores relations with Germany and France": each with somebody else, not the two with one another
        let among_partners = |one: &SeenAct| {
            let np = phrase(one.actor.1);
            let first = np.map(|np| clauses.lists[np][0]);
            beside(one.actor.1, one.other.1)
                && first.is_some_and(|np| {
                    clauses
                        .s
                        .governing_preposition(np)
                        .is_some_and(|word| word == "with")
                })
        };
        seen.retain(|one| !among_partners(one));
        // "broke off relations, leaving only Pakistan with ties to Kabul": who is left does nothing
        let left = |one: &SeenAct| {
            let np = phrase(one.actor.1);
            let first = np.map(|np| clauses.s.nps[clauses.lists[np][0]].chunk);
            let before = first.and_then(|c| {
                let mut before = (0..c).rev();
                before.find(|&k| clauses.s.chunks[k].kind != Kind::Adverb)
            });
            let verb = before.and_then(|c| clauses.s.vg_at(c));
            verb.is_some_and(|v| {
                clauses.s.vgs[v].lemma == "leave" && clauses.s.vgs[v].shape == VerbShape::Gerund
            })
        };
        seen.retain(|one| !left(one));
        // "recognised the former Yugoslav republics of Bosnia and Croatia": those, and not what they were republics of
        let of = |np: usize| {
            let chunk = clauses.s.nps[np].chunk + 1;
            let of = clauses.s.chunks.get(chunk)?;
            let next = clauses.s.np_at(chunk + 1)?;
            (of.kind == Kind::Prep && clauses.s.word_of(chunk) == "of").then_some(next)
        };
        let described: Vec<(EntityRef, usize, Span)> = seen
            .iter()
            .map(|one| (one.actor.0, one.act, one.other.1))
            .collect();
        seen.retain(|one| {
            let named = phrase(one.other.1).and_then(of);
            !named.is_some_and(|np| {
                described.iter().any(|&(actor, act, span)| {
                    actor == one.actor.0
                        && act == one.act
                        && phrase(span).is_some_and(|other| clauses.lists[np].contains(&other))
                })
            })
        });
        let mut joints: Vec<Joint> = seen
            .chunk_by(|a, b| a.act == b.act)
            .flat_map(|of_act| {
                let mutual = acts[of_act[0].act].wordings.iter().any(|w| w.mutual);
                joints(of_act.to_vec(), mutual, beside)
            })
            .collect();
        // Of two acts of one aspect between the same two the likelier.
        joints.sort_by(|a, b| b.seen.chance.total_cmp(&a.seen.chance));
        let mut taken: Vec<(&str, usize, EntityRef, EntityRef, Span)> = Vec::new();
        for joint in joints {
            let act = &acts[joint.seen.act];
            let (a, o) = (joint.seen.actor.0, joint.seen.other.0);
            let other_act = |&(aspect, of, x, y, _): &(&str, usize, EntityRef, EntityRef, Span)| {
                aspect == act.aspect()
                    && of != joint.seen.act
                    && ((x, y) == (a, o) || (x, y) == (o, a))
            };
            // The same words do not tell that each recalled an envoy from the other.
            let turned = |&(_, of, x, y, trigger): &(&str, usize, EntityRef, EntityRef, Span)| {
                of == joint.seen.act && (x, y) == (o, a) && trigger == joint.seen.trigger
            };
            if (!act.aspect().is_empty() && taken.iter().any(other_act)) || taken.iter().any(turned)
            {
                continue;
            }
            taken.push((act.aspect(), joint.seen.act, a, o, joint.seen.trigger));
            let side = |&(entity, span): &(EntityRef, Span)| Side {
                entity,
                sector: self.coder.gazetteer.entity(entity).sector.clone(),
                span,
                speaks: true,
                implicit: false,
            };
            let mut actors: Vec<Side> = joint.actors.iter().map(side).collect();
            // "Samoa and Tuvalu opened embassies; Tuvalu had recognised Abkhazia": the wording says whose verb it is
            let worded: Vec<Span> = self.actors_worded(s, act, joint.seen.trigger);
            if !worded.is_empty() {
                actors.retain(|a| {
                    worded
                        .iter()
                        .any(|&w| w.overlaps(a.span) || beside(a.span, w))
                });
                if actors.is_empty() {
                    continue;
                }
            }
            let others: Vec<Side> = joint.others.iter().map(side).collect();
            let is_treaty =
                |other: &Side| self.coder.gazetteer.entity(other.entity).kind == EntityKind::Treaty;
            let is_object =
                act.has_object() && (act.aspect() != "treaty" || others.iter().all(is_treaty));
            let (recipients, objects) = if is_object {
                (Vec::new(), others)
            } else {
                (others, Vec::new())
            };
            let finding = Finding {
                act: joint.seen.act,
                actors,
                recipients,
                objects,
                sight: Some(Sight {
                    chance: joint.seen.chance,
                    historical: joint.seen.modality == "historical",
                }),
                ..learned::worded(clauses, joint.seen.trigger, joint.seen.modality)
            };
            let finding = self.in_clause_of_actor(clauses, finding);
            let before = self.told.len();
            self.tell(s, clauses, times, finding);
            self.acted_told.extend(self.told.drain(before..));
        }
    }

    /// "One was quickest off the mark on Sunday; others came on Monday": told in the clause of those who act.
    fn in_clause_of_actor(&self, clauses: &Clauses, mut finding: Finding) -> Finding {
        let Some(actor) = finding.actors.first().map(|side| side.span) else {
            return finding;
        };
        let trigger = finding.trigger;
        let (from, to) = match actor.start > trigger.end {
            true => (trigger.end, actor.start),
            false => (actor.end, trigger.start),
        };
        let s = clauses.s;
        let apart = s
            .toks
            .iter()
            .any(|t| t.lower == ";" && t.span.start >= from && t.span.end <= to);
        let verb = (0..s.vgs.len()).find(|&v| {
            let subject = clauses.subject(v);
            subject.is_some_and(|np| {
                let mut members = clauses.lists[np].iter();
                members.any(|&member| s.np_span(member).overlaps(actor))
            })
        });
        if let Some(v) = verb.filter(|_| apart) {
            finding.verb = Some(v);
            finding.chunks = (s.vgs[v].chunk, s.chunks.len() - 1);
            finding.trigger = s.toks[s.vgs[v].main].span;
        }
        finding
    }

    /// Where a sentence names those who do an act in these words, as a wording tells it.
    fn actors_worded(&self, s: usize, act: &Act, trigger: Span) -> Vec<Span> {
        let told = self.told.iter().map(|t| &t.event);
        let same = told.filter(|e| {
            e.sentence == s && e.act.as_deref() == Some(&act.id) && e.trigger.overlaps(trigger)
        });
        let here = self.sentences[s].span;
        let actors = same.flat_map(|e| e.actor.iter().map(|party| party.span));
        actors.filter(|&span| here.contains(span)).collect()
    }
}

/// The aspect that an event's act moves; empty where it moves none.
pub(super) fn aspect<'a>(coder: &'a Coder, event: &Event) -> &'a str {
    let act = event.act.as_deref().and_then(|id| coder.codebook.act(id));
    act.map_or("", |act| act.aspect())
}

/// Whether an event is of an act that moves a relation.
pub(super) fn moves(coder: &Coder, event: &Event) -> bool {
    !aspect(coder, event).is_empty()
}

/// Whether a wording stands, which the second reading finds as likely as `chance`.
pub(super) fn is_believed(told: &Told, chance: Option<f32>) -> bool {
    let enough = if told.event.confidence < EXACT {
        DOUBT
    } else {
        DENIAL
    };
    chance.is_none_or(|chance| chance >= enough)
}

/// Leaves out what a wording of the report tells as well.
pub(super) fn unworded(coder: &Coder, worded: &[Told], acted: Vec<Told>) -> Vec<Told> {
    let aspect = |event: &Event| {
        let act = event.act.as_deref().and_then(|id| coder.codebook.act(id));
        act.map_or("", Act::aspect)
    };
    let parties = |event: &Event| -> Vec<String> {
        let all = event
            .actor
            .iter()
            .chain(&event.recipient)
            .chain(&event.object);
        all.map(|party| party.id.clone()).collect()
    };
    let to_whom = |event: &Event, id: &str| {
        let mut others = event.recipient.iter().chain(&event.object);
        others.any(|party| party.id == id)
    };
    let mut out = acted;
    out.retain(|one| {
        let (mine, of) = (parties(&one.event), aspect(&one.event));
        !worded.iter().map(|t| &t.event).any(|event| {
            let theirs = parties(event);
            let shared = mine.iter().filter(|id| theirs.contains(id)).count();
            let likewise = shared > 1
                && (event.act == one.event.act || (!of.is_empty() && aspect(event) == of));
            // Who else does it to the same, the wording may have left out; to whom these words or this actor do it, it says better.
            let of_these = event.trigger.overlaps(one.event.trigger)
                || event
                    .actor
                    .iter()
                    .any(|party| one.event.actor.iter().any(|a| a.id == party.id));
            // the same words of the same actor
            let same_words = event.trigger.overlaps(one.event.trigger)
                && one
                    .event
                    .actor
                    .iter()
                    .all(|a| event.actor.iter().any(|party| party.id == a.id));
            let to_others = event.act == one.event.act
                && (event.confidence >= EXACT || same_words)
                && event.sentence == one.event.sentence
                && of_these
                && !mine
                    .iter()
                    .any(|id| to_whom(&one.event, id) && to_whom(event, id));
            likewise || to_others
        })
    });
    out
}
