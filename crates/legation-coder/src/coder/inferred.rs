//! When a thing was done that the sentence gives no time of its own: what tense, paragraph and neighbours leave to be inferred.

use super::dating::is_past_tense;
use crate::times::Anaphor;

use super::*;

impl Pass<'_> {
    /// The time long past that the sentence before in the paragraph told: "In 2016 it cut ties. It acted months after …".
    pub(super) fn past_of_paragraph(&self, s: usize) -> Option<PartialDate> {
        let (told_in, _) = self.last_told_in?;
        let told = self.last_told.filter(|told| self.is_past(*told))?;
        (told_in + 1 == s && self.sentences[told_in].paragraph == self.sentences[s].paragraph)
            .then_some(told)
    }

    /// Whether it is more than a month before the report.
    pub(super) fn is_past(&self, date: PartialDate) -> bool {
        self.date
            .and_then(|today| today.first_day().since(date.last_day()).ok())
            .is_some_and(|span| span.get_days() > 31)
    }

    /// "recalled its ambassador in November", told in August: what was done was done in the November before.
    pub(super) fn in_tense(
        &self,
        clauses: &Clauses,
        times: &[TimeExpression],
        finding: &Finding,
        dated: Dated,
    ) -> Dated {
        let (Dated::Own(date) | Dated::Outer(date)) = dated else {
            return dated;
        };
        let (Some(today), Some(verb)) = (self.date, finding.verb) else {
            return dated;
        };
        let floating = times
            .iter()
            .any(|t| t.date == date && !t.year_told && !t.bound && t.relative.is_none());
        let ahead = date.first_day() > today.last_day();
        let vg = &clauses.s.vgs[verb];
        // "said in September that it was recalling its ambassador"
        let was = vg.progressive
            && (vg.first..=vg.main)
                .any(|k| matches!(clauses.s.toks[k].lower.as_str(), "was" | "were"));
        let past = was || is_past_tense(clauses, verb) || vg.shape == VerbShape::Gerund;
        if !(ahead && finding.force == Force::Asserted && past) {
            return dated;
        }
        if !floating {
            // "suspended it until the vote in April 2013", but "severed ties as of 1 January"
            let takes_effect = times.iter().any(|t| {
                t.date == date
                    && t.first > 0
                    && matches!(
                        self.words.lower[t.first - 1].as_str(),
                        "of" | "from" | "effective"
                    )
            });
            return if takes_effect { dated } else { Dated::Unknown };
        }
        let day = date.first_day();
        // "on the 20th", told on the 7th: of the month before
        let of_month = times
            .iter()
            .any(|t| t.date == date && matches!(t.anaphoric, Some(Anaphor::Day(_))));
        let ago = match of_month {
            true => jiff::Span::new().months(1),
            false => jiff::Span::new().years(1),
        };
        let before = day.checked_sub(ago).ok();
        let date = before.and_then(|day| match date.precision() {
            Precision::Day => Some(PartialDate::day(day)),
            _ => PartialDate::month(day.year(), day.month()),
        });
        date.map_or(Dated::Unknown, |date| match dated {
            Dated::Outer(_) => Dated::Outer(date),
            _ => Dated::Own(date),
        })
    }

    /// Whether the year of a date is not told, so that it may lie ahead as well as behind.
    pub(super) fn is_floating(times: &[TimeExpression], date: PartialDate) -> bool {
        times
            .iter()
            .any(|t| t.date == date && !t.year_told && t.relative.is_none())
    }

    /// When a thing will be that the report announces. A weekday or a day without a year was read as one that is past:
    /// "will reopen on Tuesday" is next Tuesday, "will quit on January 1" next year's. The day of the telling is no date.
    pub(super) fn ahead(&self, date: PartialDate, own: bool) -> Option<PartialDate> {
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
    pub(super) fn only_time(
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
        // "protested on Sunday over the pardon of a man whose return led Armenia to suspend relations"
        let of_other = clauses.s.chunks[..vg.chunk]
            .iter()
            .any(|c| c.kind == Kind::Which && clauses.s.toks[c.first].lower == "whose");
        // "is being closed, and its staff were due on the flight on Wednesday"
        let being = (vg.first..=vg.main).any(|k| clauses.s.toks[k].lower == "being");
        let going_on = (vg.progressive || being) && !is_past_tense(clauses, finding.verb?);
        // "joined in recognising him; …, signed the text that was put to it on Thursday"
        let apart = clauses.s.chunks[vg.chunk..].iter().any(|c| {
            let tok = &clauses.s.toks[c.first];
            c.kind == Kind::Stop && tok.lower == ";" && tok.span.start < only.span.start
        });
        (recent && plain && !of_other && !going_on && !apart && !vg.past_perfect && !vg.perfect)
            .then_some(Dated::Outer(only.date))
    }

    /// A paragraph that tells of an earlier time goes on at that time: "Relations soured in 2009. Rabat recalled its
    /// ambassador."
    pub(super) fn time_of_background(
        &self,
        s: usize,
        clauses: &Clauses,
        finding: &Finding,
    ) -> Option<Dated> {
        let vg = &clauses.s.vgs[finding.verb?];
        let simple = vg.shape == VerbShape::Finite && !vg.perfect && vg.modal.is_none();
        let past = is_past_tense(clauses, finding.verb?);
        let (told_in, told) = self.told_before?;
        let today = self.date?;
        let days = today.first_day().since(told.last_day()).ok()?.get_days();
        (simple
            && past
            && told_in + 2 >= s
            && self.sentences[told_in].paragraph == self.sentences[s].paragraph
            && days > 31)
            .then(|| Dated::Own(to_month(told)))
    }

    /// "withdrew its ambassador on October 29, gave the envoy 48 hours": the day of the actor's act before it in the
    /// sentence.
    pub(super) fn day_of_sibling(
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

    /// Keeps the day of a sentence that is nothing but a day.
    pub(super) fn keep_diary(&mut self, s: usize, times: &[TimeExpression]) {
        let (from, to) = self.words.sentences[s];
        let [time] = times else { return };
        let beside = |i: &usize| *i < time.first || *i > time.last;
        let word = |i: usize| self.words.tokens[i].kind != legation_text::TokenKind::Punctuation;
        if (from..to).filter(beside).any(word) {
            return;
        }
        let paragraph = self.sentences[s].paragraph;
        let shares = |at: Option<usize>| {
            let other = at.and_then(|at| self.sentences.get(at));
            other.is_some_and(|other| other.paragraph == paragraph)
        };
        let alone = !shares(Some(s + 1)) && !shares(s.checked_sub(1));
        // the day at the top is that of the report
        if s == 0 && alone {
            return;
        }
        self.diary = Some(Diary {
            day: time.date,
            paragraph,
            alone,
        });
    }

    /// The day that the chronology gives to a sentence.
    fn day_of_diary(&self, s: usize) -> Option<PartialDate> {
        let paragraph = self.sentences[s].paragraph;
        let of_this = |diary: &Diary| diary.alone || diary.paragraph == paragraph;
        self.diary.filter(of_this).map(|diary| diary.day)
    }

    /// News told on without a date goes on at the day of the sentence before it in the same paragraph.
    pub(super) fn day_in_paragraph(
        &self,
        s: usize,
        clauses: &Clauses,
        finding: &Finding,
    ) -> Option<PartialDate> {
        let paragraph = self.sentences[s].paragraph;
        if let Some(day) = self.day_of_diary(s) {
            return Some(day);
        }
        let simple = finding
            .verb
            .is_some_and(|v| !clauses.s.vgs[v].perfect && !clauses.s.vgs[v].progressive);
        // "had expelled him on January 6. Mauritania recalled its own": the news goes on, not what was before it
        let asserted = |t: &&Told| {
            t.own_date
                && !t.looks_back
                && t.event.modality == Modality::Asserted
                && t.event.sentence < s
        };
        let told = self
            .told
            .last()
            .filter(asserted)
            .filter(|last| self.sentences[last.event.sentence].paragraph == paragraph);
        if let Some(last) = told.filter(|_| simple) {
            return last.event.date;
        }
        // "Rabat reacted the same evening. Its foreign ministry announced the recall"
        let (told_in, day) = self.told_before?;
        let recent = self.date.is_some_and(|today| {
            today
                .last_day()
                .since(day.first_day())
                .is_ok_and(|days| (0..=7).contains(&days.get_days()))
        });
        (simple
            && recent
            && day.precision() == Precision::Day
            && told_in + 1 == s
            && self.sentences[told_in].paragraph == paragraph)
            .then_some(day)
    }
}
