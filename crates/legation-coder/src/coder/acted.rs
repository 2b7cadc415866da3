//! Acts that the encoder sees and no wording tells.
//!
//! The wordings say more exactly who and what, so the encoder is heard only where they are silent: not where a wording of the report tells
//! the same act of one of the two, nor where it tells an act of the same aspect between both. Of an act that the encoder sees in a sentence
//! it is the likeliest pair that counts, and who stands in one list with one of them; both must be named in the sentence itself, and the
//! encoder must be as sure as [`SURE`].

use legation_encoder::{Model, Passage};
use legation_gazetteer::EntityKind;

use super::*;

/// The probability below which the encoder's word is not taken; what it costs and brings stands in `model/MODEL_CARD.md`.
const SURE: f32 = 0.9;
/// The probability above which another pair competes.
const HEARD: f32 = 0.3;
/// Sentences before the one asked about that the encoder reads too.
const BEFORE: usize = 2;

/// An act as the encoder sees it in a sentence.
#[derive(Clone, Debug)]
pub(super) struct SeenAct {
    /// Its place in the codebook.
    act: usize,
    /// Who, and where the sentence or what stands before it names them; `None` for nobody named.
    actor: Option<(EntityRef, Span)>,
    other: Option<(EntityRef, Span)>,
    modality: &'static str,
    chance: f32,
    /// The word that tells it best; bytes of the report's text.
    trigger: Span,
}

/// The acts that the encoder sees in each of the `worth` sentences.
pub(super) fn acts_of(
    coder: &Coder,
    model: &'static Model,
    report: &Report,
    sentences: &[Sentence],
    words: &Words,
    mentions: &[Vec<Mention>],
    worth: &[usize],
) -> Vec<Vec<SeenAct>> {
    let mut out = vec![Vec::new(); sentences.len()];
    let mut asked = Vec::new();
    for &s in worth {
        // Both sides must be named in the sentence itself.
        let named = mentions[s].iter().filter(|m| !m.weak && !m.former);
        let mut here = named.flat_map(|m| &m.entities);
        let one = here.next();
        if here.all(|other| Some(other) == one) {
            continue;
        }
        let first = s.saturating_sub(BEFORE);
        let start = sentences[first].span.start;
        let mut entities: Vec<(EntityRef, Vec<Span>)> = Vec::new();
        for m in mentions[first..=s].iter().flatten() {
            if m.weak || m.former {
                continue;
            }
            let span = words.span(m.first, m.last);
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
            text: Span::new(start, sentences[s].span.end).of(&report.text),
            begin: sentences[s].span.start - start,
            entities: places,
        };
        asked.push((s, start, known, passage));
    }
    let passages: Vec<Passage> = asked.iter().map(|(.., passage)| passage.clone()).collect();
    let deeds = model.deeds(&passages, HEARD);
    for ((s, start, known, passage), deeds) in asked.iter().zip(deeds) {
        for deed in deeds {
            let acts = coder.codebook.acts();
            let Some(act) = acts.iter().position(|act| act.id == deed.act) else {
                continue;
            };
            let moved = |span: Span| Span::new(span.start + start, span.end + start);
            let named = |at: usize| {
                let span = nearest(&passage.entities[at], passage.begin, deed.trigger);
                (known[at], moved(span))
            };
            out[*s].push(SeenAct {
                act,
                actor: deed.actor.map(named),
                other: deed.other.map(named),
                modality: deed.modality,
                chance: deed.chance,
                trigger: moved(deed.trigger),
            });
        }
    }
    out
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

/// The likeliest pair of an act with those who stand beside one of them; `seen` is of one act, the likeliest first.
fn joint(seen: &[SeenAct], mutual: bool, beside: impl Fn(Span, Span) -> bool) -> Option<Joint> {
    let best = seen.first().filter(|best| best.chance >= SURE)?;
    let (actor, other) = (best.actor?, best.other?);
    let mut joint = Joint {
        seen: best.clone(),
        actors: vec![actor],
        others: vec![other],
    };
    let mut each_other = false;
    for one in seen[1..].iter().filter(|one| one.chance >= SURE) {
        let (Some(a), Some(o)) = (one.actor, one.other) else {
            continue;
        };
        if mutual && a.0 == other.0 && o.0 == actor.0 {
            each_other = true;
        } else if a.0 == other.0 || o.0 == actor.0 {
            // nobody does it to himself
        } else if o.0 == other.0 && beside(a.1, actor.1) {
            joint.actors.push(a);
        } else if a.0 == actor.0 && beside(o.1, other.1) {
            joint.others.push(o);
        }
    }
    // "Oman and Chad established relations": each with the other
    if each_other && joint.actors.len() == 1 && joint.others.len() == 1 {
        joint.actors.append(&mut joint.others);
    }
    Some(joint)
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
        let here = self.sentences[s].span;
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
        let mut joints: Vec<Joint> = seen
            .chunk_by(|a, b| a.act == b.act)
            .filter_map(|of_act| {
                let mutual = acts[of_act[0].act].wordings.iter().any(|w| w.mutual);
                joint(of_act, mutual, beside)
            })
            .filter(|joint| {
                let mut named = joint.actors.iter().chain(&joint.others);
                named.all(|(_, span)| here.contains(*span))
            })
            .collect();
        // Of two acts of one aspect in the same words the likelier.
        joints.sort_by(|a, b| b.seen.chance.total_cmp(&a.seen.chance));
        let mut taken: Vec<(&str, Span)> = Vec::new();
        for joint in joints {
            let act = &acts[joint.seen.act];
            let place = (act.aspect(), joint.seen.trigger);
            if !act.aspect().is_empty() && taken.contains(&place) {
                continue;
            }
            taken.push(place);
            let side = |&(entity, span): &(EntityRef, Span)| Side {
                entity,
                sector: self.coder.gazetteer.entity(entity).sector.clone(),
                span,
                speaks: true,
                implicit: false,
            };
            let actors: Vec<Side> = joint.actors.iter().map(side).collect();
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
            let before = self.told.len();
            self.tell(s, clauses, times, finding);
            self.acted_told.extend(self.told.drain(before..));
        }
    }
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
    let mut out = acted;
    out.retain(|one| {
        let (mine, of) = (parties(&one.event), aspect(&one.event));
        !worded.iter().map(|t| &t.event).any(|event| {
            let theirs = parties(event);
            let shared = mine.iter().filter(|id| theirs.contains(id)).count();
            (event.act == one.event.act && shared > 0)
                || (!of.is_empty() && aspect(event) == of && shared > 1)
        })
    });
    out
}
