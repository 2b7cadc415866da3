//! The coder: a report in, its events out.

mod acted;
mod borrowed;
mod dating;
mod inferred;
mod learned;
mod likewise;
mod meant;
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
use crate::discourse::{Acted, Discourse, Filed};
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
                "has",
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
                Some(filed) => filed_on(date, filed),
                None => date,
            });
        let mut mentions = NameFinder::new(&words, &self.gazetteer, date).find();
        description::add(&words, &self.gazetteer, &mut mentions);
        let home = dateline.as_ref().and_then(|d| self.home(d));
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
            diary: None,
            year_told: None,
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
                let mut chances = asking.judged(&told);
                asking.mend(&mut told, &mut chances);
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

    fn home(&self, dateline: &legation_text::Dateline) -> Option<Filed> {
        let mut key = 0;
        for word in legation_gazetteer::name_words(&dateline.place) {
            key = extend_key(key, word_key(word));
        }
        self.gazetteer
            .named(key)
            .find(|n| self.gazetteer.entity(n.entity).kind.is_polity())
            .map(|n| Filed {
                home: n.entity,
                seat: n.usage == legation_gazetteer::NameUse::Seat,
                span: dateline.span,
            })
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
    /// Whether the date is that of what came after it, so that it was done by then.
    pub by_then: bool,
    /// "has severed": done by then, on a day that the clause does not tell.
    pub perfect: bool,
    /// "had severed": before the news.
    pub looks_back: bool,
    pub mutual: bool,
    pub answers: bool,
    pub title: bool,
    /// Whether who acts, and on whom, was left to be found.
    pub actor_implied: bool,
    pub other_implied: bool,
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
    /// The last sentence that told a time which what follows goes on at, and that time: none told in passing, or looking back.
    last_told_in: Option<(usize, PartialDate)>,
    /// The time told last before this sentence, and in which sentence.
    told_before: Option<(usize, PartialDate)>,
    /// The day that heads this part of a chronology.
    diary: Option<Diary>,
    /// The last day or month that was told with its year, and the sentence.
    year_told: Option<(usize, jiff::civil::Date)>,
}

/// "Sunday, March 2." as a sentence of its own: the day of what is told below it.
#[derive(Clone, Copy)]
struct Diary {
    day: PartialDate,
    paragraph: usize,
    /// Whether nothing else stands in its paragraph, so that the next ones are of that day.
    alone: bool,
}

impl Pass<'_> {
    fn sentence(&mut self, s: usize, mentions: &[Mention]) {
        let (from, to) = self.words.sentences[s];
        let times = self.times(s);
        self.keep_diary(s, &times);
        let moved = (from..to).any(|i| self.coder.triggers.contains(&self.words.keys[i]));
        // "India accused Pakistan. Both countries recalled their envoys": somebody must have been spoken of
        let of_nobody =
            mentions.is_empty() && self.told.is_empty() && !self.discourse.names_just_before(s);
        let worded = moved && !(of_nobody && s > 0);
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
        let resolver = self.resolver(s, clauses);
        let recogniser = Recogniser {
            codebook: &self.coder.codebook,
            index: &self.coder.index,
            clauses,
            resolver,
            gazetteer: &self.coder.gazetteer,
            discourse: &self.discourse,
            sentence: s,
            siblings: std::cell::RefCell::new(Vec::new()),
            recognised: std::cell::RefCell::new(Vec::new()),
            joined: std::cell::RefCell::new(self.discourse.last_joined.clone()),
            aimed: std::cell::RefCell::new(Vec::new()),
            things_named: std::cell::OnceCell::new(),
        };
        let mut findings = recogniser.find();
        let things = recogniser.things();
        let aimed = recogniser.aimed.take();
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
        for (act, recipient) in aimed {
            if !self.discourse.acted_on_so_far.contains(&recipient.entity) {
                self.discourse.acted_on_so_far.push(recipient.entity);
            }
            let acted = Acted {
                sentence: s,
                actors: Vec::new(),
                recipients: vec![recipient],
                done: true,
            };
            self.discourse.last_of.entry(act).or_insert(acted);
        }
        if !things.is_empty() {
            self.discourse.things = things;
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
            let other = finding.recipients.first().or(actors.get(1));
            let named = !actors[0].implicit && other.is_some_and(|side| !side.implicit);
            // "closed its embassy in Lusaka and recalled its ambassador": the same two, of whom both were named
            let again = self
                .discourse
                .last_pair_named_in
                .is_some_and(|at| at + 1 >= s)
                && matches!(self.discourse.last_pair, Some(two) if two == (a, b) || two == (b, a));
            if named {
                self.discourse.last_pair_named_in = Some(s);
            } else if !again {
                self.discourse.last_pair_named_in = None;
            }
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
                done: finding.force == Force::Asserted,
            };
            self.discourse.last_of.insert(finding.act, acted);
            let strikes = act.moves.is_some() || act.event == "SANCTION";
            if strikes && finding.force == Force::Asserted {
                for by in actors {
                    let on = finding.recipients.iter().cloned();
                    self.discourse.blows.extend(on.map(|to| (by.entity, to)));
                }
            }
        }
        // a claim that is accepted is no state that is recognised
        if act.aspect() == "recognition" && act.has_object() && !finding.objects.is_empty() {
            self.discourse.last_objects_in = s;
            self.discourse.last_objects.clone_from(&finding.objects);
            if finding.objects.len() > 1 {
                self.discourse.last_several.clone_from(&finding.objects);
            }
        }
        if let Some(organisation) = finding.organisation(act) {
            self.discourse.last_joined = Some(organisation.clone());
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

/// The day on which a report was filed, of which its dateline tells month and day: within what is known of its date,
/// or a few days before it was published ("WASHINGTON, Nov. 26" in the paper of 27 November).
fn filed_on(date: PartialDate, (month, day): (i8, i8)) -> PartialDate {
    let published = date.first_day();
    let in_year = |year| jiff::civil::Date::new(year, month, day).ok();
    if date.precision() != Precision::Day {
        return in_year(published.year()).map_or(date, PartialDate::day);
    }
    let shortly_before = |filed: &jiff::civil::Date| {
        (published - *filed)
            .total((jiff::Unit::Day, published))
            .is_ok_and(|days| (0.0..=3.0).contains(&days))
    };
    [published.year(), published.year() - 1]
        .into_iter()
        .filter_map(in_year)
        .find(shortly_before)
        .map_or(date, PartialDate::day)
}

/// Where an event's date comes from.
enum Dated {
    /// Its own clause.
    Own(PartialDate),
    /// The clause that tells of it.
    Outer(PartialDate),
    Unknown,
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
