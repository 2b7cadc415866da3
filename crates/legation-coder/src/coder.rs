//! The coder: a report in, its events out.

use legation_gazetteer::{EntityRef, Gazetteer, GazetteerError, extend_key, word_key};
use legation_text::{PartialDate, Precision, Report, Sentence, SentenceKind, Span};
use rustc_hash::FxHashSet;

use crate::clause::{Clauses, Force};
use crate::codebook::{Codebook, CodebookError};
use crate::event::{Attribution, Coding, Event, Modality, Note, Party};
use crate::grammar::{Governs, Grammar};
use crate::mention::{NameFinder, Words};
use crate::merge;
use crate::party::{Acted, Discourse, Resolver, Side};
use crate::syntax::{Kind, VerbShape, structure};
use crate::times::{Clock, TimeExpression, shifted};
use crate::wording::{Finding, Recogniser, WordingIndex};

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
        let mut triggers = FxHashSet::default();
        for lemma in index.verb_lemmas() {
            triggers.extend(grammar.forms_of(lemma).map(word_key));
        }
        triggers.extend(index.noun_words().map(word_key));
        triggers.extend(["suit", "likewise", "same", "so"].map(word_key));
        Ok(Coder {
            gazetteer,
            codebook,
            grammar,
            index,
            triggers,
        })
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
        let mut coding = self.code_text(report);
        if let Some(title) = report
            .title
            .as_ref()
            .filter(|title| !report.text.contains(title.as_str()))
        {
            self.add_title(report, title, &mut coding);
        }
        coding
    }

    /// What the title alone tells of relations: kept as a note, since it stands in no byte of the text.
    fn add_title(&self, report: &Report, title: &str, coding: &mut Coding) {
        let mut headline = Report::new(title);
        headline.id.clone_from(&report.id);
        headline.date = report.date;
        for event in self.code_text(&headline).events {
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

    fn code_text(&self, report: &Report) -> Coding {
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
        let mentions = NameFinder::new(&words, &self.gazetteer, date).find();
        let home = dateline.as_ref().and_then(|d| self.home(&d.place));
        let mut pass = Pass {
            coder: self,
            report,
            sentences: &sentences,
            words: &words,
            date,
            discourse: Discourse::new(&words, &mentions, &self.gazetteer, home),
            told: Vec::new(),
            notes: Vec::new(),
            last_day: None,
            last_told: None,
            last_told_in: None,
            told_before: None,
            news_day: None,
        };
        if report.date.is_none() {
            pass.notes.push(Note { span: Span::new(0, 0), text: "the report has no date: give one with --date, or a line 'date YYYY-MM-DD' at its head".to_owned() });
        }
        for (s, found) in mentions.iter().enumerate() {
            pass.sentence(s, found);
        }
        let Pass {
            told,
            notes,
            news_day,
            ..
        } = pass;
        Coding {
            events: merge::events(told, news_day),
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
    pub mutual: bool,
    pub answers: bool,
    pub title: bool,
}

/// One reading of one report.
struct Pass<'a> {
    coder: &'a Coder,
    report: &'a Report,
    sentences: &'a [Sentence],
    words: &'a Words<'a>,
    date: Option<PartialDate>,
    discourse: Discourse,
    told: Vec<Told>,
    notes: Vec<Note>,
    /// The day told last, for "the next day".
    last_day: Option<PartialDate>,
    /// The time told last, for "that year".
    last_told: Option<PartialDate>,
    last_told_in: Option<usize>,
    /// The time told last before this sentence, and in which sentence.
    told_before: Option<(usize, PartialDate)>,
    /// Of a report dated by the month: the day that its first sentences name.
    news_day: Option<PartialDate>,
}

impl Pass<'_> {
    fn sentence(&mut self, s: usize, mentions: &[crate::mention::Mention]) {
        let (from, to) = self.words.sentences[s];
        let lower = |i: usize| self.words.lower[i].as_str();
        let clock = Clock {
            text: self.words.text,
            tokens: &self.words.tokens,
            lower: &lower,
            today: self.date,
        };
        let mut times = clock.expressions(from, to);
        let mut day = self.last_day;
        let mut here = None;
        let mut told = self.last_told;
        for time in &mut times {
            // "on Friday, a day after …": of the sentence's own day, else of the news
            let base = if time.following { here.or(self.date) } else { day };
            if let (Some(days), Some(day)) = (time.relative, base) {
                time.date = shifted(day, days);
            }
            if let (Some(anaphor), Some(told)) = (time.anaphoric, told) {
                if let Some(date) = anaphor.within(told, time.following) {
                    time.date = date;
                    time.bound = false;
                }
                time.following = false;
            }
            if time.following {
                continue;
            }
            if !time.bound || time.date.precision() != Precision::Day {
                told = Some(time.date);
            }
            if time.date.precision() == Precision::Day && !time.bound {
                here = Some(time.date);
            }
            if time.date.precision() == Precision::Day && !time.bound {
                day = Some(time.date);
            }
            if time.weekday_contradicts {
                let text = format!(
                    "the weekday in '{}' does not fall on that date; the date was taken",
                    time.span.of(self.words.text)
                );
                self.notes.push(Note {
                    span: time.span,
                    text,
                });
            }
        }
        self.told_before = self.last_told_in.zip(self.last_told);
        // "had expelled them in 2013", "would quit in January": the pluperfect looks back and the future ahead, and the
        // news goes on after them
        let looks_back = (from..to)
            .any(|i| matches!(self.words.lower[i].as_str(), "had" | "would" | "will"));
        if times.iter().any(|t| !t.bound && !t.following) && !looks_back {
            self.last_told_in = Some(s);
        }
        self.last_told = told;
        self.learn_day(&times, s);
        let moved = (from..to).any(|i| self.coder.triggers.contains(&self.words.keys[i]));
        if !moved || (mentions.is_empty() && self.told.is_empty() && s > 0) {
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
        if std::env::var_os("LDUMP").is_some() {
            for c in &structure.chunks { // TEMPORARY
                let w: Vec<&str> = structure.toks[c.first..=c.last].iter().map(|t| t.lower.as_str()).collect();
                let k = match c.kind { Kind::Vg(v) => format!("V{:?}:{}{}{:?}", structure.vgs[v].shape, structure.vgs[v].lemma, if structure.vgs[v].passive {"(p)"} else {""}, clauses.subject(v).map(|n| structure.head(n))), k => format!("{k:?}") };
                eprint!("[{k} {}] ", w.join(" "));
            }
            eprintln!();
        }
        let resolver = Resolver {
            clauses: &clauses,
            gazetteer: &self.coder.gazetteer,
            discourse: &self.discourse,
            sentence: s,
        };
        let recogniser = Recogniser {
            codebook: &self.coder.codebook,
            index: &self.coder.index,
            clauses: &clauses,
            resolver,
            gazetteer: &self.coder.gazetteer,
            discourse: &self.discourse,
            sentence: s,
            siblings: std::cell::RefCell::new(Vec::new()),
        };
        let mut findings = recogniser.find();
        let kept = self.kept_consular(&findings, &clauses);
        findings.retain(|f| !kept.iter().any(|k| k.trigger == f.trigger));
        findings.extend(kept);
        let likewise = self.likewise(s, &clauses);
        findings.sort_by_key(|f| f.trigger.start);
        for finding in findings {
            self.tell(s, &clauses, &times, finding);
        }
        for (side, chunk) in likewise {
            self.tell_likewise(s, &clauses, &times, side, chunk);
        }
    }

    fn learn_day(&mut self, times: &[TimeExpression], s: usize) {
        let day = times
            .iter()
            .rev()
            .find(|t| t.date.precision() == Precision::Day && !t.bound && !t.following);
        if let Some(time) = day {
            self.last_day = Some(time.date);
            let vague = self
                .date
                .is_some_and(|d| d.precision() != Precision::Day && d.agrees_with(time.date));
            if vague && self.news_day.is_none() && s < 4 {
                self.news_day = Some(time.date);
            }
        }
    }

    /// "severed diplomatic relations … without breaking consular relations": the consular ones are kept.
    fn kept_consular(&self, findings: &[Finding], clauses: &Clauses) -> Vec<Finding> {
        let acts = self.coder.codebook.acts();
        let Some(keep) = acts.iter().position(|a| a.id == "keep-consular-relations") else {
            return Vec::new();
        };
        let by_id = |f: &Finding, id: &str| acts[f.act].id == id;
        findings
            .iter()
            .filter(|f| {
                f.force == Force::Negated
                    && (by_id(f, "sever-consular-relations")
                        || by_id(f, "suspend-consular-relations"))
            })
            .filter_map(|f| {
                let severed = findings.iter().find(|o| {
                    by_id(o, "sever-diplomatic-relations")
                        && matches!(o.force, Force::Asserted | Force::Future)
                })?;
                let without = f.verb.is_some_and(|v| {
                    let c = clauses.s.vgs[v].chunk;
                    c > 0
                        && clauses.s.chunks[c - 1].kind == Kind::Prep
                        && clauses.s.word_of(c - 1) == "without"
                });
                without.then(|| Finding {
                    act: keep,
                    force: severed.force,
                    recipients: severed.recipients.clone(),
                    actors: severed.actors.clone(),
                    ..f.clone()
                })
            })
            .collect()
    }

    /// "Bahrain and Sudan followed suit", "Qatar did likewise": who does as was done before.
    fn likewise(&self, s: usize, clauses: &Clauses) -> Vec<(Vec<Side>, usize)> {
        let structure = clauses.s;
        let resolver = Resolver {
            clauses,
            gazetteer: &self.coder.gazetteer,
            discourse: &self.discourse,
            sentence: s,
        };
        let mut out = Vec::new();
        for v in 0..structure.vgs.len() {
            let vg = &structure.vgs[v];
            let next: Vec<&str> = structure.toks[vg.last + 1..]
                .iter()
                .take(3)
                .map(|t| t.lower.as_str())
                .collect();
            // "as did Canada"
            let inverted = vg.lemma == "do"
                && vg.chunk > 0
                && structure.word_of(vg.chunk - 1) == "as"
                && !vg.negated;
            if inverted && let Some(np) = structure.np_at(vg.chunk + 1) {
                out.push((resolver.list(np, false), vg.chunk));
                continue;
            }
            let same = match vg.lemma.as_str() {
                "follow" => next.first() == Some(&"suit"),
                "do" => matches!(
                    next.as_slice(),
                    ["likewise", ..] | ["so", ..] | ["the", "same", ..]
                ),
                "take" => matches!(
                    next.as_slice(),
                    [
                        "the",
                        "same" | "identical",
                        "step" | "decision" | "measure" | "action" | "course"
                    ] | ["similar", "action" | "steps" | "measures", ..]
                        | ["a", "similar", "step" | "decision" | "measure"]
                ),
                _ => false,
            };
            if same
                && clauses.force(v) == Force::Asserted
                && let Some(np) = clauses.subject(v)
            {
                out.push((resolver.list(np, false), vg.chunk));
            }
        }
        out
    }

    fn tell_likewise(
        &mut self,
        s: usize,
        clauses: &Clauses,
        times: &[TimeExpression],
        sides: Vec<Side>,
        chunk: usize,
    ) {
        // "followed suit" may look back further than "did so"
        let follows = clauses
            .s
            .vg_at(chunk)
            .is_some_and(|v| clauses.s.vgs[v].lemma == "follow");
        let reach = if follows { 3 } else { 1 };
        let Some(model) = self
            .told
            .iter()
            .rev()
            .take_while(|t| t.event.sentence + reach >= s)
            .find(|t| t.event.act.is_some() && t.event.modality == Modality::Asserted)
        else {
            return;
        };
        let (act, recipients, objects) = (
            model.event.act.clone(),
            model.event.recipient.clone(),
            model.event.object.clone(),
        );
        let Some(act) = self
            .coder
            .codebook
            .acts()
            .iter()
            .position(|a| Some(&a.id) == act.as_ref())
        else {
            return;
        };
        let back = |parties: &[Party]| -> Vec<Side> {
            parties
                .iter()
                .filter_map(|p| {
                    Some(Side {
                        entity: self.coder.gazetteer.by_id(&p.id)?,
                        sector: p.sector.clone(),
                        span: p.span,
                        speaks: true,
                        implicit: true,
                    })
                })
                .collect()
        };
        let (recipients, objects) = (back(&recipients), back(&objects));
        let structure = clauses.s;
        let trigger = structure.toks[structure.chunks[chunk].first]
            .span
            .join(structure.toks[structure.chunks[chunk].last].span);
        for actor in sides
            .into_iter()
            .filter(|a| a.speaks && !recipients.iter().any(|r| r.entity == a.entity))
        {
            let finding = Finding {
                act,
                actors: vec![actor],
                recipients: recipients.clone(),
                objects: objects.clone(),
                force: Force::Asserted,
                trigger,
                chunks: (chunk, structure.chunks.len() - 1),
                verb: structure.vg_at(chunk),
                presupposed: false,
                exactness: 2,
                each_other: false,
            };
            self.tell(s, clauses, times, finding);
        }
    }

    fn tell(&mut self, s: usize, clauses: &Clauses, times: &[TimeExpression], finding: Finding) {
        let act = &self.coder.codebook.acts()[finding.act];
        let dated = self.date_of(s, clauses, times, &finding);
        let modality = self.modality(clauses, &finding, &dated, act.modality.as_deref());
        let (date, default_date) = match dated {
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
        let date = match modality {
            Modality::Future => date.and_then(|d| self.ahead(d, matches!(dated, Dated::Own(_)))),
            _ => date,
        };
        if finding.actors.len() > 2 {
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
        let split = !mutual || !finding.recipients.is_empty();
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
            let pair = (
                actors.first().map(|a| a.entity),
                finding
                    .recipients
                    .first()
                    .or(actors.get(1))
                    .map(|r| r.entity),
            );
            if let ((Some(a), Some(b)), true) = (pair, act.moves.is_some()) {
                self.discourse.last_pair = Some((a, b));
            }
            if !finding.recipients.is_empty() {
                let acted = Acted {
                    sentence: s,
                    actors: actors.clone(),
                    recipients: finding.recipients.clone(),
                };
                self.discourse.last_of.insert(finding.act, acted);
            }
            if act.moves.as_ref().is_some_and(|m| m.aspect == "recognition")
                && !finding.objects.is_empty()
            {
                self.discourse.last_objects.clone_from(&finding.objects);
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
                mutual,
                answers,
                title: sentence.kind == SentenceKind::Heading && s == 0,
            });
        }
    }

    /// When a thing will be that the report announces. A weekday or a day without a year was read as one that is past:
    /// "will reopen on Tuesday" is next Tuesday, "will quit on January 1" next year's. The day of the telling is no date.
    fn ahead(&self, date: PartialDate, own: bool) -> Option<PartialDate> {
        let Some(today) = self.date else {
            return Some(date);
        };
        if date.last_day() > today.last_day() || (own && date.agrees_with(today)) {
            return Some(date);
        }
        if !own || date.precision() == Precision::Year {
            return None;
        }
        let days = today.last_day().since(date.first_day()).ok()?.get_days();
        let next = if date.precision() == Precision::Day && days <= 7 {
            date.first_day().checked_add(jiff::Span::new().days(7))
        } else {
            date.first_day().checked_add(jiff::Span::new().years(1))
        }
        .ok()?;
        match date.precision() {
            _ if next <= today.last_day() => None,
            Precision::Day => Some(PartialDate::day(next)),
            _ => PartialDate::month(next.year(), next.month()),
        }
    }

    /// "gave diplomats 72 hours to leave on Wednesday, saying that he was breaking off ties": the one day that the
    /// sentence names, where the clause has none of its own.
    fn only_time(
        &self,
        clauses: &Clauses,
        times: &[TimeExpression],
        finding: &Finding,
    ) -> Option<Dated> {
        let vg = &clauses.s.vgs[finding.verb?];
        let [only] = times else { return None };
        let recent = self.date.is_some_and(|today| {
            only.date.precision() == Precision::Day
                && today
                    .last_day()
                    .since(only.date.first_day())
                    .is_ok_and(|days| (0..=7).contains(&days.get_days()))
        });
        let plain = !only.bound && !only.following && only.relative.is_none();
        (recent && plain && !vg.past_perfect && !vg.perfect).then_some(Dated::Outer(only.date))
    }

    /// A paragraph that tells of an earlier time goes on at that time: "Relations soured in 2009. Rabat recalled its
    /// ambassador."
    fn time_of_background(&self, s: usize, clauses: &Clauses, finding: &Finding) -> Option<Dated> {
        let vg = &clauses.s.vgs[finding.verb?];
        let simple = vg.shape == VerbShape::Finite && !vg.perfect && vg.modal.is_none();
        let past = clauses.s.toks[vg.main]
            .verbs
            .iter()
            .any(|f| f.forms & crate::grammar::PAST != 0);
        let (told_in, told) = self.told_before?;
        let today = self.date?;
        let days = today.first_day().since(told.last_day()).ok()?.get_days();
        (simple
            && past
            && told_in + 1 == s
            && self.sentences[told_in].paragraph == self.sentences[s].paragraph
            && days > 31)
            .then(|| Dated::Own(to_month(told)))
    }

    /// "withdrew its ambassador on October 29, gave the envoy 48 hours": the day of the actor's act before it in the
    /// sentence.
    fn day_of_sibling(
        &self,
        s: usize,
        clauses: &Clauses,
        finding: &Finding,
    ) -> Option<PartialDate> {
        let verb = finding.verb?;
        let finite = clauses.s.vgs[verb].shape == VerbShape::Finite;
        if finite && !clauses.is_coordinated(verb) {
            return None;
        }
        let actor = finding.actors.first()?;
        let id = &self.coder.gazetteer.entity(actor.entity).id;
        let sibling = self.told.iter().rev().find(|t| {
            t.event.sentence == s
                && t.own_date
                && t.event.modality == Modality::Asserted
                && t.event.trigger.end <= finding.trigger.start
                && t.event.actor.iter().any(|a| a.id == *id)
        })?;
        sibling.event.date
    }

    /// News told on without a date goes on at the day of the sentence before it in the same paragraph.
    fn day_in_paragraph(
        &self,
        s: usize,
        clauses: &Clauses,
        finding: &Finding,
    ) -> Option<PartialDate> {
        let paragraph = self.sentences[s].paragraph;
        let simple = finding
            .verb
            .is_some_and(|v| !clauses.s.vgs[v].perfect && !clauses.s.vgs[v].progressive);
        let asserted = |t: &&Told| {
            t.own_date && t.event.modality == Modality::Asserted && t.event.sentence < s
        };
        let last = self.told.last().filter(asserted)?;
        if !simple || self.sentences[last.event.sentence].paragraph != paragraph {
            return None;
        }
        last.event.date
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

    /// When: the expression of time between subject and verb, else after the verb, else in the clause that tells of it.
    fn date_of(
        &self,
        s: usize,
        clauses: &Clauses,
        times: &[TimeExpression],
        finding: &Finding,
    ) -> Dated {
        let before = self.date_before(clauses, times, finding);
        let after = self.date_after(clauses, times, finding);
        // "three weeks after China imposed sanctions on December 5": the day that the clause itself names
        let counted = times.iter().any(|t| {
            t.following && matches!(before, Some(Dated::Own(date)) if date == t.date)
        });
        if let Some(date) = after.filter(|_| counted) {
            return Dated::Own(date);
        }
        if let Some(Dated::Own(date)) = before {
            return Dated::Own(date);
        }
        if let Some(date) = after {
            return Dated::Own(date);
        }
        before
            .or_else(|| self.date_of_partner(clauses, times, finding))
            .or_else(|| self.date_behind(clauses, times, finding))
            .or_else(|| self.date_at_head(clauses, times))
            .or_else(|| self.only_time(clauses, times, finding))
            .or_else(|| self.time_of_background(s, clauses, finding))
            .unwrap_or(Dated::Unknown)
    }

    /// The time that a chunk expresses; none where it belongs to a noun ("the coup of 2012").
    fn time_at<'t>(
        &self,
        clauses: &Clauses,
        times: &'t [TimeExpression],
        c: usize,
    ) -> Option<&'t TimeExpression> {
        let s = clauses.s;
        let of = c > 0
            && s.chunks[c - 1].kind == Kind::Prep
            && matches!(s.word_of(c - 1), "of" | "to" | "than" | "following");
        // "following last month's coup"
        let owns = s
            .toks
            .get(s.chunks[c].last + 1)
            .is_some_and(|t| t.tag == crate::syntax::Tag::Mark);
        let of = of || owns;
        let time = s.toks[s.chunks[c].last]
            .time
            .filter(|_| !of)
            .and_then(|t| times.get(t))?;
        (!time.bound
            && (time.relative.is_none()
                || time.following
                || self.last_day.is_some()
                || times.len() > 1))
            .then_some(time)
    }

    fn date_after(
        &self,
        clauses: &Clauses,
        times: &[TimeExpression],
        finding: &Finding,
    ) -> Option<PartialDate> {
        let s = clauses.s;
        let (first, last) = finding.chunks;
        // "severed relations when they went to war in May 1998"
        let when = (first..s.chunks.len())
            .take_while(|&c| c == first || !matches!(s.chunks[c].kind, Kind::Vg(_) | Kind::Stop))
            .find(|&c| s.chunks[c].kind == Kind::Sub && s.word_of(c) == "when");
        let last = when.map_or(last, |_| s.chunks.len() - 1);
        for c in first..=last.min(s.chunks.len() - 1) {
            match s.chunks[c].kind {
                Kind::Stop => return None,
                Kind::Vg(_) if when.is_some_and(|w| c > w) => {}
                // another verb's clause: "ties cut by Male in 2016"
                Kind::Vg(_)
                    if c > first && s.toks[s.chunks[c].first].span.start > finding.trigger.end =>
                {
                    return None;
                }
                Kind::Date => match self.time_at(clauses, times, c) {
                    Some(time) if time.following => return None,
                    Some(time) => return Some(time.date),
                    None => {}
                },
                _ => {}
            }
        }
        None
    }

    fn date_before(
        &self,
        clauses: &Clauses,
        times: &[TimeExpression],
        finding: &Finding,
    ) -> Option<Dated> {
        let s = clauses.s;
        let subject = finding
            .verb
            .and_then(|v| clauses.subject(v))
            .map(|np| s.nps[np].chunk);
        let mut c = finding.chunks.0;
        let mut outer = false;
        while c > 0 {
            c -= 1;
            match s.chunks[c].kind {
                Kind::Date => {
                    let Some(time) = self.time_at(clauses, times, c) else {
                        continue;
                    };
                    // "recognised it in 1984, suspended relations in 1996": the date of the verb before
                    // (of an infinitive the verb before governs it: "voted on Monday to end ties")
                    let finite = finding
                        .verb
                        .is_some_and(|v| s.vgs[v].shape == VerbShape::Finite);
                    let of_other = finite
                        && subject.is_some_and(|n| n < c && (n..c).any(|k| s.vg_at(k).is_some()));
                    if of_other && !outer {
                        continue;
                    }
                    // "said on Wednesday that they would": the day of the telling
                    let told = c > 0 && s.vg_at(c - 1).is_some();
                    return Some(if outer || told {
                        Dated::Outer(time.date)
                    } else {
                        Dated::Own(time.date)
                    });
                }
                Kind::Vg(v) => {
                    let governs = clauses.grammar.governor(&s.vgs[v].lemma).is_some()
                        && matches!(s.vgs[v].shape, VerbShape::Finite | VerbShape::Infinitive);
                    if !governs && subject.is_none_or(|n| n > c) {
                        return None;
                    }
                    outer = true;
                }
                Kind::Comma => {
                    let open = clauses
                        .opening_comma(c)
                        .filter(|&open| s.chunks[open + 1].kind == Kind::Which);
                    c = open.unwrap_or(c);
                }
                Kind::That => outer = true,
                // "since 1979, when Iran cut ties"
                Kind::Sub if s.word_of(c) == "when" => {
                    let before = (0..c).rev().find(|&k| s.chunks[k].kind != Kind::Comma)?;
                    let time = s.toks[s.chunks[before].last].time?;
                    return Some(Dated::Own(times.get(time)?.date));
                }
                Kind::Stop | Kind::Which => return None,
                _ => {}
            }
        }
        None
    }

    /// "withdrew its ambassador on October 29, gave the envoy 48 hours and banned …": the day of the verb before.
    fn date_of_partner(
        &self,
        clauses: &Clauses,
        times: &[TimeExpression],
        finding: &Finding,
    ) -> Option<Dated> {
        let s = clauses.s;
        let v = finding.verb?;
        let vg = &s.vgs[v];
        let simple = vg.shape == VerbShape::Finite
            && vg.modal.is_none()
            && !vg.perfect
            && !vg.passive
            && !vg.progressive;
        let joined = vg.chunk.checked_sub(1)?;
        if !simple || !clauses.is_coordinated(v) {
            return None;
        }
        let other = clauses.partner_verb(joined, v)?;
        let o = &s.vgs[other];
        if o.shape != VerbShape::Finite || o.perfect || o.modal.is_some() {
            return None;
        }
        (o.chunk + 1..joined)
            .filter(|&c| s.chunks[c].kind == Kind::Date)
            .find_map(|c| self.time_at(clauses, times, c))
            .filter(|time| !time.following)
            .map(|time| Dated::Own(time.date))
    }

    /// A date behind the whole: "…, the ministry said on Tuesday".
    fn date_behind(
        &self,
        clauses: &Clauses,
        times: &[TimeExpression],
        finding: &Finding,
    ) -> Option<Dated> {
        let s = clauses.s;
        let mut told = false;
        for c in finding.chunks.0 + 1..s.chunks.len() {
            match s.chunks[c].kind {
                Kind::Vg(v) => told = self.tells(clauses, v),
                Kind::Date if told => {
                    if let Some(time) = self.time_at(clauses, times, c) {
                        return Some(Dated::Outer(time.date));
                    }
                }
                Kind::Stop => return None,
                _ => {}
            }
        }
        None
    }

    /// "[Sept 5] Papua New Guinea opens embassy": the only date, at the very head.
    fn date_at_head(&self, clauses: &Clauses, times: &[TimeExpression]) -> Option<Dated> {
        let first = clauses.s.toks.first()?;
        match times {
            [only]
                if !only.bound
                    && only.relative.is_none()
                    && only.first + 4 >= first.first
                    && only.last <= first.first + 2 =>
            {
                Some(Dated::Outer(only.date))
            }
            _ => None,
        }
    }

    /// Whether the verb tells what others did or what was decided: "said", "announced", "confirmed".
    fn tells(&self, clauses: &Clauses, v: usize) -> bool {
        let lemma = clauses.s.vgs[v].lemma.as_str();
        clauses.grammar.governor(lemma) == Some(Governs::Tell)
            || matches!(
                lemma,
                "announce" | "declare" | "confirm" | "inform" | "notify" | "tell"
            )
    }

    fn modality(
        &self,
        clauses: &Clauses,
        finding: &Finding,
        dated: &Dated,
        fixed: Option<&str>,
    ) -> Modality {
        let s = clauses.s;
        match finding.force {
            Force::Negated => return Modality::Negated,
            Force::Hypothetical => return Modality::Hypothetical,
            Force::Future => return Modality::Future,
            Force::Asserted => {}
        }
        if fixed == Some("future") {
            return Modality::Future;
        }
        // "after being closed for seven years"
        let was = finding.verb.is_some_and(|v| {
            let vg = &s.vgs[v];
            vg.shape == VerbShape::Gerund && vg.passive
        });
        if was && !matches!(dated, Dated::Own(_)) {
            return Modality::Historical;
        }
        let today = self.date;
        if let (Dated::Own(date) | Dated::Outer(date), Some(today)) = (dated, today) {
            let days = today
                .first_day()
                .since(date.last_day())
                .map_or(0, |span| span.get_days());
            let earlier_year =
                date.precision() == Precision::Year && date.last_day() < today.first_day();
            if days > HISTORY_DAYS || earlier_year {
                return Modality::Historical;
            }
            if date.first_day() > today.last_day() {
                return Modality::Future;
            }
            return Modality::Asserted;
        }
        let Some(verb) = finding.verb else {
            return Modality::Asserted;
        };
        let vg = &s.vgs[verb];
        let relative = vg.chunk > 0 && s.chunks[vg.chunk - 1].kind == Kind::Which && !vg.perfect;
        let told = (0..vg.chunk).any(|c| s.vg_at(c).is_some_and(|w| self.tells(clauses, w)));
        let background = vg.past_perfect && !told;
        let since = (finding.chunks.0..=finding.chunks.1.min(s.chunks.len() - 1)).any(|c| {
            matches!(s.chunks[c].kind, Kind::Prep | Kind::Date)
                && matches!(s.word_of(c), "since" | "until")
        });
        let state = vg.shape == VerbShape::Participle && !told && relative;
        if relative || background || since || state || (finding.presupposed && vg.past_perfect) {
            return Modality::Historical;
        }
        Modality::Asserted
    }

    /// Who says so: the subject of a verb of telling in the sentence, or "according to X".
    fn attribution(&self, s: usize, clauses: &Clauses, finding: &Finding) -> Option<Attribution> {
        let structure = clauses.s;
        let resolver = Resolver {
            clauses,
            gazetteer: &self.coder.gazetteer,
            discourse: &self.discourse,
            sentence: s,
        };
        for v in 0..structure.vgs.len() {
            let vg = &structure.vgs[v];
            let telling = matches!(
                vg.lemma.as_str(),
                "say"
                    | "announce"
                    | "state"
                    | "report"
                    | "tell"
                    | "add"
                    | "declare"
                    | "confirm"
                    | "write"
                    | "indicate"
                    | "claim"
                    | "disclose"
                    | "tweet"
                    | "note"
                    | "reveal"
            );
            if !telling || finding.verb == Some(v) {
                continue;
            }
            let span_of = |np: usize| structure.np_span(np);
            let verb_span = structure.toks[vg.first]
                .span
                .join(structure.toks[vg.last].span);
            let after = structure.np_at(vg.chunk + 1).filter(|_| {
                vg.chunk > 0 && matches!(structure.chunks[vg.chunk - 1].kind, Kind::Comma)
            });
            let np = after.or_else(|| clauses.subject(v))?;
            let id = resolver
                .phrase(np, false)
                .first()
                .map(|x| self.coder.gazetteer.entity(x.entity).id.clone());
            let span = verb_span.join(span_of(np));
            return Some(Attribution {
                text: span.of(&self.report.text).to_owned(),
                span,
                id,
            });
        }
        for (k, tok) in structure.toks.iter().enumerate() {
            if tok.lower == "according" {
                let np = structure.nps.iter().position(|np| np.first > k)?;
                let id = resolver
                    .phrase(np, false)
                    .first()
                    .map(|x| self.coder.gazetteer.entity(x.entity).id.clone());
                let span = tok.span.join(structure.np_span(np));
                return Some(Attribution {
                    text: span.of(&self.report.text).to_owned(),
                    span,
                    id,
                });
            }
        }
        None
    }

    /// Whether the sentence says that this answers what was told before ("In response, …").
    fn answers(&self, clauses: &Clauses, finding: &Finding) -> bool {
        let s = clauses.s;
        let until = s.chunks[finding.chunks.0].first;
        let text: Vec<&str> = s.toks[..until.min(s.toks.len())]
            .iter()
            .map(|t| t.lower.as_str())
            .collect();
        let text = text.join(" ");
        [
            "in response",
            "in retaliation",
            "in reply",
            "in a tit-for-tat",
            "in turn",
            "in protest",
            "as a result",
            "in return",
            "reciprocally",
            "retaliat",
            "responded by",
        ]
        .iter()
        .any(|phrase| text.contains(phrase))
            || s.toks
                .iter()
                .any(|t| matches!(t.lower.as_str(), "response" | "retaliation"))
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

fn to_month(date: PartialDate) -> PartialDate {
    PartialDate::month(date.first_day().year(), date.first_day().month())
        .filter(|_| date.precision() == Precision::Day)
        .unwrap_or(date)
}

fn confidence(finding: &Finding, implicit: bool, default_date: bool) -> f64 {
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
