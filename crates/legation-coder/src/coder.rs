//! The coder: a report in, its events out.

mod acted;
mod dating;
mod learned;
mod likewise;
mod seen;
mod telling;
mod timing;

use legation_encoder::Model;
use legation_gazetteer::{EntityRef, Gazetteer, GazetteerError, extend_key, word_key};
use legation_text::{PartialDate, Precision, Report, Sentence, SentenceKind, Span};
use rustc_hash::FxHashSet;

use crate::clause::{Clauses, Force};
use crate::codebook::{Act, Codebook, CodebookError};
use crate::description;
use crate::discourse::{Acted, Discourse};
use crate::event::{Attribution, Coding, Event, Modality, Note, Party};
use crate::grammar::{Governs, Grammar};
use crate::mention::{Mention, NameFinder, Words};
use crate::merge::{self, NewsDays};
use crate::party::{Resolver, Side};
use crate::plover::Plover;
use crate::syntax::{Kind, VerbShape, structure};
use crate::times::TimeExpression;
use crate::wording::{Finding, Recogniser, Sight, WordingIndex};
use learned::Learned;
pub use seen::Seen;

/// A sentence and the names in it; spans are bytes of the report's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedSentence {
    /// The sentence.
    pub span: Span,
    /// Each name with the ids of those that it stands for.
    pub names: Vec<(Span, Vec<String>)>,
}

/// Why a coder could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CoderError {
    /// The gazetteer.
    #[error(transparent)]
    Gazetteer(#[from] GazetteerError),
    /// The codebook.
    #[error(transparent)]
    Codebook(#[from] CodebookError),
    /// The words of grammar.
    #[error("{0}")]
    Grammar(String),
}

/// Reads reports with one gazetteer and one codebook; made once, used for any number of reports, from any thread.
pub struct Coder {
    gazetteer: Gazetteer,
    codebook: Codebook,
    grammar: Grammar,
    index: WordingIndex,
    triggers: FxHashSet<u64>,
    plover: Plover,
    encoder: Option<learned::Encoder>,
    /// Words of what acts of the codebook are done to, of recognising, joining and signing, and of doing the like: their sentences are
    /// shown to the encoder.
    things: FxHashSet<u64>,
    /// Whether the encoder is asked for acts of the codebook alone.
    acts_only: bool,
}

/// Days after which what a report tells is history: a year and a day.
const HISTORY_DAYS: i32 = 366;

impl Coder {
    /// The coder of the compiled-in gazetteer and codebook.
    ///
    /// ```
    /// use legation_coder::Coder;
    /// use legation_text::Report;
    /// let coder = Coder::built_in().unwrap();
    /// let report = Report::new("Ukraine breaks diplomatic relations with the DPRK.").dated("2022-07-13".parse().unwrap());
    /// let events = coder.code(&report).events;
    /// assert_eq!(events[0].act.as_deref(), Some("sever-diplomatic-relations"));
    /// assert_eq!(events[0].recipient[0].id, "PRK");
    /// ```
    pub fn built_in() -> Result<Self, CoderError> {
        Self::new(Gazetteer::built_in()?, Codebook::built_in()?)
    }

    /// A coder of these.
    pub fn new(gazetteer: Gazetteer, codebook: Codebook) -> Result<Self, CoderError> {
        let grammar = Grammar::new(&codebook).map_err(CoderError::Grammar)?;
        let index = WordingIndex::new(&codebook);
        let verbs: FxHashSet<&str> = index.verb_lemmas().collect();
        let mut triggers: FxHashSet<u64> = grammar.forms_of(&verbs).map(word_key).collect();
        triggers.extend(index.noun_words().map(word_key));
        triggers.extend(
            [
                "suit",
                "likewise",
                "same",
                "so",
                "followed",
                "kind",
                "reciprocated",
            ]
            .map(word_key),
        );
        // who recognises or joins does it to somebody: no thing is named
        let done: FxHashSet<&str> = codebook
            .acts()
            .iter()
            .filter(|act| act.has_object())
            .flat_map(|act| &act.wordings)
            .flat_map(|wording| &wording.verbs)
            .filter_map(|verb| verb.split(' ').next())
            .collect();
        let mut things: FxHashSet<u64> = grammar.forms_of(&done).map(word_key).collect();
        let heads = codebook.themes().flat_map(|theme| &theme.heads);
        things.extend(
            heads
                .filter_map(|head| head.split(' ').next_back())
                .chain(["same", "suit", "likewise", "followed", "follow"])
                .map(word_key),
        );
        Ok(Coder {
            gazetteer,
            codebook,
            grammar,
            index,
            triggers,
            plover: Plover::built_in()?,
            encoder: None,
            things,
            acts_only: false,
        })
    }

    /// The same coder, which asks an encoder about what no wording tells. The model is asked for when a sentence needs it.
    #[must_use]
    pub fn with_encoder(self, model: impl Fn() -> &'static Model + Send + Sync + 'static) -> Self {
        Coder {
            encoder: Some(Box::new(model)),
            ..self
        }
    }

    /// The same coder, which tells acts of the codebook alone: what a ledger keeps.
    #[must_use]
    pub fn for_acts(self) -> Self {
        Coder {
            acts_only: true,
            ..self
        }
    }

    /// The gazetteer.
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// The codebook.
    pub fn codebook(&self) -> &Codebook {
        &self.codebook
    }

    /// What the report says. The same report gives the same events, whatever was read before.
    pub fn code(&self, report: &Report) -> Coding {
        let mut coding = self.code_text(report, true);
        if let Some(title) = report
            .title
            .as_ref()
            .filter(|title| !report.text.contains(title.as_str()))
        {
            self.add_title(report, title, &mut coding);
        }
        coding
    }

    /// The names in a report's text that stand for a country or an intergovernmental organisation, with its code.
    pub fn countries(&self, report: &Report) -> Vec<(Span, Vec<String>)> {
        let sentences = report.sentences();
        let words = Words::new(report, &sentences);
        let mentions = NameFinder::new(&words, &self.gazetteer, report.date).find();
        let country = |entity: &EntityRef| self.gazetteer.entity(*entity).country.clone();
        let named = mentions.into_iter().flatten().filter(|m| !m.weak);
        named
            .map(|m| {
                (
                    words.span(m.first, m.last),
                    m.entities.iter().filter_map(country).collect(),
                )
            })
            .collect()
    }

    /// A report's sentences, and the names in each with the ids of the entities that they stand for.
    pub fn names(&self, report: &Report) -> Vec<NamedSentence> {
        let sentences = report.sentences();
        let words = Words::new(report, &sentences);
        let mut mentions = NameFinder::new(&words, &self.gazetteer, report.date).find();
        description::add(&words, &self.gazetteer, &mut mentions);
        let ids = |m: &Mention| {
            let id = |&entity: &EntityRef| self.gazetteer.entity(entity).id.clone();
            m.entities.iter().map(id).collect()
        };
        let named = mentions.iter().map(|some| {
            let some = some.iter().filter(|m| !m.weak && !m.former);
            some.map(|m| (words.span(m.first, m.last), ids(m)))
                .collect()
        });
        let both = sentences.iter().map(|s| s.span).zip(named);
        both.map(|(span, names)| NamedSentence { span, names })
            .collect()
    }

    /// What the title alone tells of relations: kept as a note, since it stands in no byte of the text.
    fn add_title(&self, report: &Report, title: &str, coding: &mut Coding) {
        let mut headline = Report::new(title);
        headline.id.clone_from(&report.id);
        headline.date = report.date;
        for event in self.code_text(&headline, false).events {
            let moves = event.effect.is_some() && event.modality == Modality::Asserted;
            if moves && !coding.events.iter().any(|e| e.act == event.act) {
                let act = event.act.as_deref().unwrap_or_default();
                coding.notes.push(Note {
                    span: Span::new(0, 0),
                    text: format!("the title tells of '{act}', which the text does not: {title}"),
                });
            }
        }
    }

    fn code_text(&self, report: &Report, body: bool) -> Coding {
        let sentences = report.sentences();
        let words = Words::new(report, &sentences);
        let dateline = report.dateline();
        let date = report
            .date
            .map(|date| match dateline.as_ref().and_then(|d| d.month_day) {
                Some((month, day)) if date.precision() != Precision::Day => {
                    jiff::civil::Date::new(date.first_day().year(), month, day)
                        .map_or(date, PartialDate::day)
                }
                _ => date,
            });
        let mut mentions = NameFinder::new(&words, &self.gazetteer, date).find();
        description::add(&words, &self.gazetteer, &mut mentions);
        let home = dateline.as_ref().and_then(|d| self.home(&d.place));
        // A title alone is read for the acts of the codebook.
        let learned = if body {
            Learned::of(self, report, &sentences, &words, &mentions)
        } else {
            Learned::default()
        };
        let mut pass = Pass {
            coder: self,
            learned,
            report,
            sentences: &sentences,
            words: &words,
            date,
            discourse: Discourse::new(&words, &mentions, &self.gazetteer, home),
            told: Vec::new(),
            learned_told: Vec::new(),
            acted_told: Vec::new(),
            notes: Vec::new(),
            last_day: None,
            news: NewsDays {
                lead: sentences
                    .iter()
                    .position(|s| s.kind != SentenceKind::Heading)
                    .unwrap_or(0),
                ..NewsDays::default()
            },
            last_past: None,
            last_told: None,
            last_told_in: None,
            told_before: None,
        };
        if report.date.is_none() {
            pass.notes.push(Note { span: Span::new(0, 0), text: "the report has no date: give one with --date, or a line 'date YYYY-MM-DD' at its head".to_owned() });
        }
        for (s, found) in mentions.iter().enumerate() {
            pass.sentence(s, found);
        }
        let Pass {
            mut told,
            learned_told,
            acted_told,
            notes,
            news,
            ..
        } = pass;
        if let Some(encoder) = self.encoder.as_ref().filter(|_| body && !told.is_empty()) {
            let model = encoder();
            if model.tells_acts() {
                let asking = acted::Asking {
                    coder: self,
                    model,
                    report,
                    sentences: &sentences,
                    words: &words,
                    mentions: &mentions,
                };
                let chances = asking.judged(&told);
                let mut chances = chances.into_iter();
                told.retain(|told| acted::is_believed(told, chances.next().flatten()));
            }
        }
        let acted_told = acted::unworded(self, &told, acted_told);
        told.extend(acted_told);
        told.extend(learned_told);
        Coding {
            events: merge::events(told, date, news),
            notes,
        }
    }

    fn home(&self, place: &str) -> Option<EntityRef> {
        let mut key = 0;
        for word in legation_gazetteer::name_words(place) {
            key = extend_key(key, word_key(word));
        }
        self.gazetteer
            .named(key)
            .find(|n| self.gazetteer.entity(n.entity).kind.is_polity())
            .map(|n| n.entity)
    }
}

/// An event as one sentence tells it, with what merging needs.
pub(crate) struct Told {
    pub event: Event,
    /// Whether the date stands in the event's own clause.
    pub own_date: bool,
    /// Whether the date is the report's, for want of another.
    pub default_date: bool,
    pub presupposed: bool,
    /// "has severed": done by then, on a day that the clause does not tell.
    pub perfect: bool,
    pub mutual: bool,
    pub answers: bool,
    pub title: bool,
}

/// One reading of one report.
struct Pass<'a> {
    coder: &'a Coder,
    learned: Learned,
    report: &'a Report,
    sentences: &'a [Sentence],
    words: &'a Words<'a>,
    date: Option<PartialDate>,
    discourse: Discourse,
    told: Vec<Told>,
    /// What the encoder sees, apart: what the wordings leave out is filled by what wordings told.
    learned_told: Vec<Told>,
    /// The acts that it sees, likewise.
    acted_told: Vec<Told>,
    notes: Vec<Note>,
    /// The day told last, for "the next day".
    last_day: Option<PartialDate>,
    news: NewsDays,
    /// The time told last that is long past.
    last_past: Option<PartialDate>,
    /// The time told last, for "that year".
    last_told: Option<PartialDate>,
    last_told_in: Option<usize>,
    /// The time told last before this sentence, and in which sentence.
    told_before: Option<(usize, PartialDate)>,
}

impl Pass<'_> {
    fn sentence(&mut self, s: usize, mentions: &[Mention]) {
        let (from, to) = self.words.sentences[s];
        let times = self.times(s);
        let moved = (from..to).any(|i| self.coder.triggers.contains(&self.words.keys[i]));
        let worded = moved && !(mentions.is_empty() && self.told.is_empty() && s > 0);
        let doings = self.learned.take(s);
        let acts = self.learned.take_acts(s);
        if !worded && doings.is_empty() && acts.is_empty() {
            return;
        }
        let structure = structure(
            self.words,
            (from, to),
            mentions,
            &times,
            &self.coder.gazetteer,
            &self.coder.grammar,
        );
        let clauses = Clauses::new(&structure, &self.coder.grammar, mentions);
        if worded {
            self.tell_worded(s, &clauses, &times);
        }
        self.tell_acted(s, &clauses, &times, acts);
        self.tell_learned(s, &clauses, &times, doings);
    }

    /// Makes events of what the codebook's wordings find in a sentence.
    fn tell_worded(&mut self, s: usize, clauses: &Clauses, times: &[TimeExpression]) {
        let resolver = Resolver {
            clauses,
            gazetteer: &self.coder.gazetteer,
            discourse: &self.discourse,
            sentence: s,
            between: std::cell::RefCell::new(None),
        };
        let recogniser = Recogniser {
            codebook: &self.coder.codebook,
            index: &self.coder.index,
            clauses,
            resolver,
            gazetteer: &self.coder.gazetteer,
            discourse: &self.discourse,
            sentence: s,
            siblings: std::cell::RefCell::new(Vec::new()),
            things_named: std::cell::OnceCell::new(),
        };
        let mut findings = recogniser.find();
        let things = recogniser.things();
        let kept = self.kept_consular(&findings, clauses);
        findings.retain(|f| !kept.iter().any(|k| k.trigger == f.trigger));
        findings.extend(kept);
        let likewise = self.likewise(s, clauses);
        findings.sort_by_key(|f| f.trigger.start);
        for finding in findings {
            self.tell(s, clauses, times, finding);
        }
        for (side, chunk) in likewise {
            self.tell_likewise(s, clauses, times, side, chunk);
        }
        if !things.is_empty() {
            self.discourse.things = things;
        }
    }

    fn tell(&mut self, s: usize, clauses: &Clauses, times: &[TimeExpression], finding: Finding) {
        let act = &self.coder.codebook.acts()[finding.act];
        // "broke off relations", of whom and with whom is not told
        let unordered = act.moves.as_ref().is_some_and(|m| m.from.is_none());
        if unordered && finding.actors.len() + finding.recipients.len() < 2 {
            return;
        }
        let mut finding = self.carried_out_later(clauses, times, finding);
        let apart = dated_apart(clauses, &mut finding);
        let dated = self.date_of(s, clauses, times, &finding);
        let dated = self.in_tense(clauses, times, &finding, dated);
        let modality = self.modality(clauses, &finding, &dated, Some(act));
        let (date, default_date) = match dated {
            // the day on which somebody asks for it or denies it is not its own
            Dated::Outer(date)
                if matches!(modality, Modality::Negated | Modality::Hypothetical)
                    && self.date.is_none_or(|d| date.first_day() <= d.last_day()) =>
            {
                (None, true)
            }
            Dated::Own(date) | Dated::Outer(date) => (Some(date), false),
            Dated::Unknown => match modality {
                Modality::Asserted if finding.presupposed => (self.date.map(to_month), true),
                Modality::Asserted => match self.day_of_sibling(s, clauses, &finding) {
                    Some(day) => (Some(day), false),
                    None => (
                        self.day_in_paragraph(s, clauses, &finding).or(self.date),
                        true,
                    ),
                },
                _ => (None, true),
            },
        };
        let long_ago = times.iter().any(|t| t.vague && Some(t.date) == date)
            || self.roughly_before(clauses, times, &finding, date);
        let date = date.filter(|_| !long_ago);
        let date = match modality {
            Modality::Future => {
                let plan = finding.force == Force::Future
                    && finding
                        .verb
                        .is_none_or(|v| !dating::is_past_tense(clauses, v));
                let own = matches!(dated, Dated::Own(_)) && plan;
                date.and_then(|d| self.ahead(d, own && Self::is_floating(times, d)))
            }
            _ => date,
        };
        // what the encoder sees is no ground for who is meant later
        let grounded = finding.sight.is_none();
        if grounded && finding.actors.len() > 2 {
            self.discourse.last_group_in = s;
            self.discourse.last_group = finding
                .actors
                .iter()
                .map(|side| Side {
                    implicit: true,
                    ..side.clone()
                })
                .collect();
        }
        let mutual = act.wordings.iter().any(|w| w.mutual);
        // a treaty without an id is one that all of them signed
        let together = act.id == "sign-treaty" && finding.objects.is_empty();
        let split = !together && (!mutual || !finding.recipients.is_empty());
        let groups: Vec<Vec<Side>> = if split && finding.actors.len() > 1 {
            finding.actors.iter().map(|a| vec![a.clone()]).collect()
        } else {
            vec![finding.actors.clone()]
        };
        let each_other = finding.each_other
            || (act.moves.as_ref().is_some_and(|m| m.from.is_some())
                && mutual
                && finding.recipients.is_empty()
                && finding.actors.len() == 2);
        let groups = if each_other {
            finding.actors.iter().map(|a| vec![a.clone()]).collect()
        } else {
            groups
        };
        let mutual = mutual && act.moves.as_ref().is_none_or(|m| m.from.is_none());
        let sentence = &self.sentences[s];
        let attribution = self.attribution(s, clauses, &finding);
        let answers = self.answers(clauses, &finding);
        for actors in groups {
            let mut finding = finding.clone();
            if finding.objects.len() > 1
                || finding.objects.iter().any(|o| o.entity == actors[0].entity)
            {
                finding.objects.retain(|o| o.entity != actors[0].entity);
            }
            if each_other {
                finding.recipients = finding
                    .actors
                    .iter()
                    .filter(|a| a.entity != actors[0].entity)
                    .cloned()
                    .collect();
            }
            if grounded {
                self.remember(s, act, &finding, &actors, together);
            }
            let ids = |sides: &[Side]| {
                sides
                    .iter()
                    .map(|x| self.coder.gazetteer.entity(x.entity).id.clone())
                    .collect::<Vec<_>>()
            };
            let effect = self.coder.codebook.effect(
                &act.id,
                &ids(&actors),
                &ids(&finding.recipients),
                &ids(&finding.objects),
            );
            let implicit = actors
                .iter()
                .chain(&finding.recipients)
                .chain(&finding.objects)
                .any(|x| x.implicit);
            let confidence = confidence(&finding, implicit, default_date);
            let parties = |sides: &[Side]| sides.iter().map(|x| self.party(x)).collect::<Vec<_>>();
            let event = Event {
                id: event_id(&self.report.id, &act.id, &ids(&actors), finding.trigger),
                report: self.report.id.clone(),
                sentence: s,
                text: sentence.span.of(&self.report.text).to_owned(),
                span: sentence.span,
                actor: parties(&actors),
                recipient: parties(&finding.recipients),
                object: parties(&finding.objects),
                event: Some(act.event.clone()).filter(|e| !e.is_empty()),
                mode: act.mode.clone(),
                context: act.context.clone(),
                cameo: act.cameo.clone(),
                act: Some(act.id.clone()),
                date,
                date_precision: date.map(PartialDate::precision),
                modality,
                attribution: attribution.clone(),
                cause: None,
                plover_score: act.plover_score,
                goldstein: act.goldstein,
                confidence,
                trigger: finding.trigger,
                evidence: vec![sentence.span],
                effect,
            };
            let own_date = !default_date;
            self.told.push(Told {
                event,
                own_date,
                default_date,
                presupposed: finding.presupposed,
                perfect: finding.verb.is_some_and(|v| {
                    let vg = &clauses.s.vgs[v];
                    vg.perfect && !vg.past_perfect
                }),
                mutual,
                answers,
                title: sentence.kind == SentenceKind::Heading && s == 0,
            });
        }
        for later in apart {
            self.tell(s, clauses, times, later);
        }
    }

    /// Keeps what was told for what later sentences leave out or only point to.
    fn remember(
        &mut self,
        s: usize,
        act: &Act,
        finding: &Finding,
        actors: &[Side],
        together: bool,
    ) {
        let pair = (
            actors.first().map(|a| a.entity),
            finding
                .recipients
                .first()
                .or(actors.get(1))
                .map(|r| r.entity),
        );
        if let ((Some(a), Some(b)), true) = (pair, act.moves.is_some() && !together) {
            self.discourse.last_pair = Some((a, b));
            self.discourse.last_with.insert(a, b);
            self.discourse.last_with.insert(b, a);
        }
        for side in &finding.recipients {
            if !self.discourse.acted_on_so_far.contains(&side.entity) {
                self.discourse.acted_on_so_far.push(side.entity);
            }
        }
        if !finding.recipients.is_empty() {
            let acted = Acted {
                sentence: s,
                actors: actors.to_vec(),
                recipients: finding.recipients.clone(),
            };
            self.discourse.last_of.insert(finding.act, acted);
        }
        if act
            .moves
            .as_ref()
            .is_some_and(|m| m.aspect == "recognition")
            && !finding.objects.is_empty()
        {
            self.discourse.last_objects_in = s;
            self.discourse.last_objects.clone_from(&finding.objects);
        }
    }

    fn party(&self, side: &Side) -> Party {
        let entity = self.coder.gazetteer.entity(side.entity);
        Party {
            id: entity.id.clone(),
            country: entity.country.clone(),
            sector: side.sector.clone(),
            text: side.span.of(&self.report.text).to_owned(),
            span: side.span,
        }
    }
}

/// Where an event's date comes from.
enum Dated {
    /// Its own clause.
    Own(PartialDate),
    /// The clause that tells of it.
    Outer(PartialDate),
    Unknown,
}

/// "with Angola in 1975 and with Uganda in 1963": those that have a time of their own, taken out of the others.
fn dated_apart(clauses: &Clauses, finding: &mut Finding) -> Vec<Finding> {
    let s = clauses.s;
    let own_time = |side: &Side| {
        let np = (0..s.nps.len()).find(|&np| s.np_span(np).contains(side.span))?;
        let chunk = s.nps[np].chunk;
        let dated = s
            .chunks
            .get(chunk + 1)
            .is_some_and(|c| c.kind == Kind::Date);
        dated.then_some(chunk)
    };
    let of_objects = finding.recipients.is_empty();
    let others = if of_objects {
        &mut finding.objects
    } else {
        &mut finding.recipients
    };
    if others.len() < 2 || !others.iter().all(|side| own_time(side).is_some()) {
        return Vec::new();
    }
    let apart: Vec<Side> = others.drain(1..).collect();
    let later = |side: Side| {
        let chunk = own_time(&side)?;
        let (recipients, objects) = match of_objects {
            true => (Vec::new(), vec![side]),
            false => (vec![side], finding.objects.clone()),
        };
        Some(Finding {
            recipients,
            objects,
            chunks: (chunk, chunk + 1),
            verb: None,
            ..finding.clone()
        })
    };
    apart.into_iter().filter_map(later).collect()
}

fn to_month(date: PartialDate) -> PartialDate {
    PartialDate::month(date.first_day().year(), date.first_day().month())
        .filter(|_| date.precision() == Precision::Day)
        .unwrap_or(date)
}

fn confidence(finding: &Finding, implicit: bool, default_date: bool) -> f64 {
    if let Some(sight) = finding.sight {
        return (f64::from(sight.chance) * 100.0).round() / 100.0;
    }
    let mut value: f64 = 0.80 + 0.02 * f64::from(finding.exactness.clamp(0, 8));
    if finding.presupposed {
        value -= 0.10;
    }
    if implicit {
        value -= 0.12;
    }
    if !default_date {
        value += 0.02;
    }
    (value.clamp(0.3, 0.99) * 100.0).round() / 100.0
}

fn event_id(report: &str, act: &str, actors: &[String], trigger: Span) -> String {
    let content = format!(
        "{report}\u{1f}{act}\u{1f}{}\u{1f}{}",
        actors.join(","),
        trigger.start
    );
    blake3::hash(content.as_bytes()).to_hex()[..12].to_owned()
}
