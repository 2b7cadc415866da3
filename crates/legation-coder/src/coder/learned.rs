//! What the encoder adds to the codebook's wordings: PLOVER events of sentences that word no act, and acts that no wording tells
//! (`acted`).
//!
//! A PLOVER event of the encoder that is already told as an act is that act: where both see something between the same two parties in a
//! sentence, or in the same words, the act stands.

use legation_encoder::{Cuts, Doing, Model, Sentence as Asked};

use super::acted::{Asking, SeenAct};
use super::*;

/// Gives the model, which may unpack its weights when it is first asked for.
pub(super) type Encoder = Box<dyn Fn() -> &'static Model + Send + Sync>;

/// What the encoder says of a report.
#[derive(Default)]
pub(super) struct Learned {
    /// What is done in each sentence; empty without an encoder.
    doings: Vec<Vec<Doing<'static>>>,
    /// The acts that are told in each sentence, likewise.
    acts: Vec<Vec<SeenAct>>,
    /// What the report is about.
    context: Vec<String>,
}

impl Learned {
    /// Asks the encoder about the sentences that may tell a political event.
    pub fn of(
        coder: &Coder,
        report: &Report,
        sentences: &[Sentence],
        words: &Words,
        mentions: &[Vec<Mention>],
    ) -> Self {
        let Some(encoder) = &coder.encoder else {
            return Learned::default();
        };
        let political = |i: usize| coder.plover.is_political(&words.lower[i]);
        let of_relations = |i: usize| coder.things.contains(&words.keys[i]);
        let with = |is: &dyn Fn(usize) -> bool| -> Vec<usize> {
            let has = |&s: &usize| (words.sentences[s].0..words.sentences[s].1).any(is);
            (0..sentences.len()).filter(has).collect()
        };
        let may_tell_acts = with(&of_relations);
        let worth = if coder.acts_only {
            Vec::new()
        } else {
            with(&political)
        };
        let names: Vec<Vec<Span>> = worth
            .iter()
            .map(|&s| {
                let start = sentences[s].span.start;
                let named = mentions[s].iter().filter(|m| !m.weak && !m.former);
                named
                    .map(|m| {
                        let span = words.span(m.first, m.last);
                        Span::new(span.start - start, span.end - start)
                    })
                    .collect()
            })
            .collect();
        let asked: Vec<Asked> = worth
            .iter()
            .zip(&names)
            .map(|(&s, names)| Asked {
                text: sentences[s].span.of(&report.text),
                names,
            })
            .collect();
        let mut doings = vec![Vec::new(); sentences.len()];
        if asked.is_empty() && may_tell_acts.is_empty() {
            return Learned {
                doings,
                ..Learned::default()
            };
        }
        let model = encoder();
        let asking = Asking {
            coder,
            model,
            report,
            sentences,
            words,
            mentions,
        };
        let acts = asking.acts(&may_tell_acts);
        for (&s, mut told) in worth.iter().zip(model.read(&asked, Cuts::default())) {
            let start = sentences[s].span.start;
            let moved = |span: Span| Span::new(span.start + start, span.end + start);
            for doing in &mut told {
                doing.actor = moved(doing.actor);
                doing.recipient = doing.recipient.map(moved);
                doing.trigger = moved(doing.trigger);
            }
            doings[s] = told;
        }
        let context = if doings.iter().all(Vec::is_empty) {
            Vec::new()
        } else {
            coder.plover.contexts(
                sentences
                    .iter()
                    .map(|sentence| sentence.span.of(&report.text)),
            )
        };
        Learned {
            doings,
            acts,
            context,
        }
    }

    /// Takes the acts that are told in one sentence.
    pub fn take_acts(&mut self, s: usize) -> Vec<SeenAct> {
        self.acts.get_mut(s).map(std::mem::take).unwrap_or_default()
    }

    /// Takes what is done in one sentence.
    pub fn take(&mut self, s: usize) -> Vec<Doing<'static>> {
        self.doings
            .get_mut(s)
            .map(std::mem::take)
            .unwrap_or_default()
    }
}

/// Doings of the same words that are one event: those who do it together, those to whom it is done together.
struct Group {
    doing: Doing<'static>,
    actors: Vec<Span>,
    recipients: Vec<Span>,
}

fn grouped(doings: Vec<Doing<'static>>) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    for doing in doings {
        let recipients: Vec<Span> = doing.recipient.into_iter().collect();
        let same = out.iter_mut().find(|g| {
            g.doing.relating.event == doing.relating.event
                && g.doing.relating.modality == doing.relating.modality
                && g.doing.trigger == doing.trigger
                && (g.recipients == recipients || g.actors == [doing.actor])
        });
        match same {
            Some(group) if group.recipients == recipients => group.actors.push(doing.actor),
            Some(group) => group.recipients.extend(recipients),
            None => out.push(Group {
                actors: vec![doing.actor],
                recipients,
                doing,
            }),
        }
    }
    out
}

impl Pass<'_> {
    /// Makes events of what the encoder sees in a sentence and no wording has told.
    pub(super) fn tell_learned(
        &mut self,
        s: usize,
        clauses: &Clauses,
        times: &[TimeExpression],
        doings: Vec<Doing<'static>>,
    ) {
        for group in grouped(doings) {
            let members = |pass: &Self, spans: &[Span]| {
                let mut out: Vec<Party> = Vec::new();
                for &span in spans {
                    for party in pass.named_parties(s, clauses, span) {
                        if party.id.is_empty() || !out.iter().any(|other| other.id == party.id) {
                            out.push(party);
                        }
                    }
                }
                out
            };
            let actor = members(self, &group.actors);
            let mut recipient = members(self, &group.recipients);
            // "Germany's parliament … its government": of one state, both are kept; the same words are one party
            recipient.retain(|r| !actor.iter().any(|a| a.span == r.span));
            // "marched in Nairobi": where, not against whom
            if group.doing.relating.event == "PROTEST" {
                let text = self.words.text;
                recipient.retain(|r| !text[..r.span.start].ends_with(" in "));
            }
            if actor.is_empty()
                || self.already_told(s, &group, &actor, &recipient)
                || self.is_kept_to_oneself(s, group.doing.trigger)
            {
                continue;
            }
            let told = self.told_of(s, clauses, times, &group, actor, recipient);
            self.learned_told.push(told);
        }
    }

    /// Whether an act has been told between these two, or in these words.
    fn already_told(&self, s: usize, group: &Group, actor: &[Party], recipient: &[Party]) -> bool {
        let known =
            |parties: &[Party], id: &str| !id.is_empty() && parties.iter().any(|p| p.id == id);
        let acts = self.told.iter().chain(&self.acted_told);
        let here = acts.filter(|t| t.event.sentence == s && t.event.act.is_some());
        here.map(|t| &t.event).any(|event| {
            let all: Vec<Party> = [&event.actor, &event.recipient, &event.object]
                .into_iter()
                .flatten()
                .cloned()
                .collect();
            let acts = actor.iter().any(|a| known(&event.actor, &a.id));
            let pair = acts
                && if recipient.is_empty() {
                    event.event.as_deref() == Some(group.doing.relating.event)
                } else {
                    recipient.iter().any(|r| known(&all, &r.id))
                };
            pair || event.trigger.overlaps(group.doing.trigger)
        })
    }

    fn told_of(
        &self,
        s: usize,
        clauses: &Clauses,
        times: &[TimeExpression],
        group: &Group,
        actor: Vec<Party>,
        recipient: Vec<Party>,
    ) -> Told {
        let relating = &group.doing.relating;
        let finding = worded(clauses, group.doing.trigger, relating.modality);
        let dated = self.date_of(s, clauses, times, &finding);
        let modality = match relating.modality {
            "historical" => Modality::Historical,
            _ => self.modality(clauses, &finding, &dated, None),
        };
        let (date, default_date) = match dated {
            Dated::Own(date) | Dated::Outer(date) => (Some(date), false),
            Dated::Unknown if modality == Modality::Asserted => (self.date, true),
            Dated::Unknown => (None, true),
        };
        let date = match modality {
            Modality::Future => date.and_then(|d| self.ahead(d, matches!(dated, Dated::Own(_)))),
            _ => date,
        };
        let codes = self.coder.plover.codes(relating.event, relating.mode);
        let sentence = &self.sentences[s];
        let who: Vec<String> = actor
            .iter()
            .chain(&recipient)
            .map(|p| p.span.start.to_string())
            .collect();
        let event = Event {
            id: event_id(&self.report.id, relating.event, &who, group.doing.trigger),
            report: self.report.id.clone(),
            sentence: s,
            text: sentence.span.of(&self.report.text).to_owned(),
            span: sentence.span,
            actor,
            recipient,
            object: Vec::new(),
            event: Some(relating.event.to_owned()),
            mode: relating.mode.map(str::to_owned),
            context: self.learned.context.clone(),
            cameo: codes.map(|c| c.cameo.clone()).unwrap_or_default(),
            act: None,
            date,
            date_precision: date.map(PartialDate::precision),
            modality,
            attribution: self.attribution(s, clauses, &finding),
            cause: None,
            plover_score: codes.map_or(0.0, |c| c.plover_score),
            goldstein: codes.map_or(0.0, |c| c.goldstein),
            confidence: (f64::from(group.doing.confidence) * 100.0).round() / 100.0,
            trigger: group.doing.trigger,
            evidence: vec![sentence.span],
            effect: None,
        };
        Told {
            event,
            own_date: !default_date,
            default_date,
            presupposed: false,
            by_then: false,
            looks_back: false,
            perfect: false,
            mutual: false,
            answers: false,
            title: false,
            actor_implied: false,
            other_implied: false,
        }
    }

    /// The parties that a span names: who stands in it, or whom it refers to; a party without an id where nobody knows the name.
    fn named_parties(&self, s: usize, clauses: &Clauses, span: Span) -> Vec<Party> {
        let words = |m: &Mention| self.words.span(m.first, m.last);
        let inside: Vec<&Mention> = clauses
            .mentions
            .iter()
            .filter(|m| !m.weak && span.contains(words(m)))
            .collect();
        let mut out = Vec::new();
        let mut start = span.start;
        let mut before: Option<Span> = None;
        for m in inside {
            // What stands behind the first name belongs to it, unless it is another member of a list.
            if let Some(before) = before {
                let Some(next) = list_member(self.words.text, before.end, words(m).start) else {
                    continue;
                };
                close(&mut out, start, next, self.words.text);
                start = next;
            }
            before = Some(words(m));
            for &entity in &m.entities {
                let entity = self.coder.gazetteer.entity(entity);
                let sector = sector(Span::new(start, span.end).of(self.words.text))
                    .unwrap_or(&entity.sector);
                out.push(Party {
                    id: entity.id.clone(),
                    country: entity.country.clone(),
                    sector: sector.to_owned(),
                    text: String::new(),
                    span: Span::new(start, span.end),
                });
            }
        }
        if out.is_empty() {
            out = self.referred(s, clauses, span);
        }
        for party in &mut out {
            party.text = party.span.of(self.words.text).to_owned();
        }
        out
    }

    /// "he", "the ministry", or a name that the gazetteer lacks.
    fn referred(&self, s: usize, clauses: &Clauses, span: Span) -> Vec<Party> {
        let resolver = self.resolver(s, clauses);
        let phrase = (0..clauses.s.nps.len()).find(|&np| span.overlaps(clauses.s.np_span(np)));
        let sides = phrase
            .map(|np| resolver.phrase(np, false))
            .unwrap_or_default();
        let pronoun = span.of(self.words.text).split_whitespace().count() == 1 && span.len() <= 4;
        if sides.is_empty() {
            return vec![Party {
                id: String::new(),
                country: None,
                sector: sector(span.of(self.words.text)).unwrap_or("CVL").to_owned(),
                text: String::new(),
                span,
            }];
        }
        sides
            .iter()
            .map(|side| Party {
                span: if pronoun { side.span } else { span },
                ..self.party(side)
            })
            .collect()
    }
}

/// The trigger as a finding, so that its time and its speaker are found as those of a wording are.
pub(super) fn worded(clauses: &Clauses, trigger: Span, modality: &str) -> Finding {
    let s = clauses.s;
    let verb = (0..s.vgs.len()).find(|&v| {
        let (first, last) = (s.vgs[v].first, s.vgs[v].last);
        s.toks[first].span.join(s.toks[last].span).overlaps(trigger)
    });
    // "Mexico never broke with it": where the sentence's structure says so, the encoder is not asked how far it is so
    let own = verb
        .map(|v| clauses.force(v))
        .filter(|force| *force != Force::Asserted);
    let noun = || {
        s.chunks.iter().position(|c| {
            s.toks[c.first]
                .span
                .join(s.toks[c.last].span)
                .overlaps(trigger)
        })
    };
    let chunk = verb.map(|v| s.vgs[v].chunk).or_else(noun).unwrap_or(0);
    // "in protest at the recognition": a reason is known of, and done before
    let presupposed = verb.is_none()
        && chunk > 0
        && s.chunks[chunk - 1].kind == Kind::Prep
        && matches!(
            s.toks[s.chunks[chunk - 1].last].lower.rsplit(' ').next(),
            Some("at" | "over" | "against" | "after" | "following" | "since" | "despite")
        );
    // "put visa bans on": the verb before the noun
    let verb = verb.or_else(|| {
        let before = (0..s.vgs.len()).filter(|&v| s.vgs[v].chunk < chunk);
        let nearest = before.max_by_key(|&v| s.vgs[v].chunk)?;
        (chunk - s.vgs[nearest].chunk == 1).then_some(nearest)
    });
    Finding {
        act: 0,
        actors: Vec::new(),
        recipients: Vec::new(),
        objects: Vec::new(),
        force: match modality {
            "negated" => Force::Negated,
            "future" => Force::Future,
            "hypothetical" => Force::Hypothetical,
            _ => own.unwrap_or(Force::Asserted),
        },
        trigger,
        chunks: (chunk, s.chunks.len().saturating_sub(1)),
        verb,
        presupposed,
        exactness: 0,
        sight: None,
        each_other: false,
    }
}

/// Ends the parties that are still open where the next member of the list begins.
fn close(parties: &mut [Party], start: usize, next: usize, text: &str) {
    for party in parties.iter_mut().filter(|p| p.span.start == start) {
        let words = text[start..next].trim_end();
        let words = words.strip_suffix(" and").unwrap_or(words);
        party.span.end = start + words.trim_end_matches([',', ' ']).len();
    }
}

/// Where the member of a list begins whose name is the second of two: behind the last "and" or comma between them, unless a
/// preposition comes after it ("and the president of").
fn list_member(text: &str, from: usize, to: usize) -> Option<usize> {
    let between = &text[from..to];
    let at = [" and ", ", ", " & "]
        .iter()
        .filter_map(|joint| Some(between.rfind(joint)? + joint.len()))
        .max()?;
    let rest: Vec<&str> = between[at..].split_whitespace().collect();
    let ends = rest.iter().any(|word| {
        matches!(
            *word,
            "of" | "in" | "from" | "to" | "at" | "with" | "against" | "by" | "near"
        )
    });
    (!ends && rest.len() <= 3).then_some(from + at)
}

/// PLOVER's sector of a party, by the words that name it.
fn sector(phrase: &str) -> Option<&'static str> {
    let has = |words: &[&str]| {
        phrase
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| words.contains(&word.to_lowercase().as_str()))
    };
    const SECTORS: [(&str, &[&str]); 10] = [
        (
            "REB",
            &[
                "rebel",
                "rebels",
                "militants",
                "insurgents",
                "guerrillas",
                "militia",
                "gunmen",
                "militiamen",
            ],
        ),
        ("OPP", &["opposition", "dissident", "dissidents"]),
        ("COP", &["police", "policemen", "officers"]),
        (
            "JUD",
            &[
                "court",
                "judge",
                "judges",
                "tribunal",
                "prosecutor",
                "prosecutors",
            ],
        ),
        ("SPY", &["intelligence", "spy", "spies"]),
        (
            "LEG",
            &[
                "parliament",
                "lawmakers",
                "senate",
                "congress",
                "senators",
                "deputies",
                "knesset",
            ],
        ),
        (
            "MIL",
            &[
                "army",
                "military",
                "troops",
                "soldiers",
                "forces",
                "navy",
                "warplanes",
                "jets",
                "general",
            ],
        ),
        (
            "MED",
            &[
                "journalist",
                "journalists",
                "newspaper",
                "reporters",
                "media",
            ],
        ),
        (
            "GOV",
            &[
                "government",
                "president",
                "minister",
                "ministry",
                "premier",
                "authorities",
                "ambassador",
                "officials",
                "embassy",
            ],
        ),
        (
            "CVL",
            &[
                "civilians",
                "protesters",
                "demonstrators",
                "citizens",
                "people",
                "workers",
                "students",
                "refugees",
                "residents",
                "migrants",
                "activists",
            ],
        ),
    ];
    SECTORS
        .iter()
        .find(|(_, words)| has(words))
        .map(|(sector, _)| *sector)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_goes_on_behind_its_and_but_not_within_a_title() {
        let text = "Russia and the Syrian army";
        assert_eq!(list_member(text, 6, 15), Some(11));
        let text = "the UAE ambassador to Bahrain";
        assert_eq!(list_member(text, 7, 22), None);
        let text = "Russia, and the president of Syria";
        assert_eq!(list_member(text, 6, 29), None);
    }

    #[test]
    fn the_sector_is_that_of_the_most_telling_word() {
        assert_eq!(sector("Syrian government forces"), Some("MIL"));
        assert_eq!(sector("a Turkish court"), Some("JUD"));
        assert_eq!(sector("Norway"), None);
    }
}
