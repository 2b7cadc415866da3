//! The times that a sentence tells, and what it leaves to later ones: the day and the year that "the next day" and "that year" are of.

use crate::times::{Anaphor, Clock};

use super::*;

impl Pass<'_> {
    /// "did not open until 1963", "not until 1992 did they meet": the time before `at` is that at which it was done.
    fn is_until_then(&self, from: usize, at: usize) -> bool {
        let lower = |k: usize| self.words.lower[k].as_str();
        let Some(until) = at
            .checked_sub(1)
            .filter(|&k| k >= from && matches!(lower(k), "until" | "till"))
        else {
            return false;
        };
        let clause = (from..until)
            .rev()
            .take_while(|&k| !matches!(lower(k), "," | ";" | ":"));
        let before: Vec<&str> = clause.take(14).map(lower).collect();
        let past = |word: &&str| matches!(*word, "did" | "was" | "were");
        match before.as_slice() {
            ["not", ..] if lower(from) == "not" => true,
            words => {
                let not = words.iter().position(|word| matches!(*word, "not" | "n't"));
                not.is_some_and(|not| words.get(not + 1).is_some_and(past))
            }
        }
    }

    /// The expressions of time in a sentence, those resolved that are counted from what was told before.
    pub(super) fn times(&mut self, s: usize) -> Vec<TimeExpression> {
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
        // "In March 2023 Baku opened an embassy in Tel Aviv. Its expulsion of four diplomats in April …"
        let goes_on = self
            .year_told
            .filter(|(told_in, _)| told_in + 1 == s)
            .filter(|(told_in, _)| {
                self.sentences[*told_in].paragraph == self.sentences[s].paragraph
            })
            // "Sierra Leone recognised it in June 2008. Ghana withdrew its recognition in November": of another
            .filter(|(told_in, _)| {
                let first = self.words.lower[from].as_str();
                let points = matches!(
                    first,
                    "it" | "its" | "they" | "their" | "he" | "his" | "she" | "her" | "the"
                );
                points || self.discourse.goes_on_about(*told_in, s)
            });
        // "recognised it on 9 October 2008. Serbia sent the envoy home on 10 October": of that October, whoever acts
        let month_told = self.year_told.filter(|(told_in, _)| {
            told_in + 1 == s && self.sentences[*told_in].paragraph == self.sentences[s].paragraph
        });
        let mut here_year: Option<jiff::civil::Date> = goes_on.map(|(_, day)| day);
        let mut here_time: Option<PartialDate> = None;
        let mut near: Option<PartialDate> = None;
        let mut aside = false;
        for time in &mut times {
            if self.is_until_then(from, time.first) {
                time.bound = false;
                let ahead = |today: PartialDate| time.date.first_day() > today.last_day();
                if time.date.precision() == Precision::Day && self.date.is_some_and(ahead) {
                    // "until Monday" is a Monday ahead, but of what was done the last one
                    time.date = crate::times::shifted(time.date, -7);
                }
            }
            // "on Friday, a day after …": of the sentence's own day, else of the news
            let recent = self.last_day.filter(|told| {
                let of_news = self.date.is_some_and(|today| {
                    today
                        .last_day()
                        .since(told.first_day())
                        .is_ok_and(|days| (0..=7).contains(&days.get_days()))
                });
                of_news && told.precision() == Precision::Day
            });
            if let Some(distance) = time.relative {
                let base = match (time.following, distance.is_in_days()) {
                    // "The step comes a day after": of the news
                    (true, true)
                        if time.first > from
                            && matches!(lower(time.first - 1), "comes" | "follows")
                            && here.is_none() =>
                    {
                        self.news.recent.first().map(|(_, day)| *day).or(self.date)
                    }
                    (true, _) => here
                        .or(here_time)
                        .or(self.past_of_paragraph(s))
                        .or(recent)
                        .or(self.date),
                    // "in May 2018, and Guatemala two days afterwards", "in May 2018 and … the same day"
                    (false, true) => near.or(day),
                    // "on 15 December. … in 1991 … Two weeks earlier": of the day, and not of the year
                    (false, false) if !distance.is_in_years() => told
                        .filter(|t| t.precision() != Precision::Year)
                        .or(day)
                        .or(told),
                    (false, false) => told,
                };
                // "the following year", when the news was told last: of what was told of before the news
                let base = base.map(|base| {
                    let date = distance.from(base);
                    let ahead = self.date.is_some_and(|d| date.first_day() > d.last_day());
                    let counted = ahead && !distance.is_in_days() && !time.following;
                    self.last_past.filter(|_| counted).unwrap_or(base)
                });
                // "in 2018, and Guatemala two days later": of a year so many days on there is the year
                let coarse =
                    here_time.filter(|t| t.precision() != Precision::Day && !time.following);
                match (base, coarse) {
                    (Some(base), _) => time.date = distance.from(base),
                    (None, Some(coarse)) if distance.is_in_days() => {
                        time.date = coarse;
                        time.bound = false;
                        time.relative = None;
                    }
                    (None, _) => time.bound |= !distance.is_in_days(),
                }
                // "nine days later", of a day that was not told: a past is no future
                time.bound |= !time.following
                    && distance.is_ahead()
                    && self
                        .date
                        .is_some_and(|today| time.date.first_day() > today.last_day());
            }
            let within = match time.anaphoric {
                // "on the 20th": of the month that was told, else of the report's
                Some(Anaphor::Day(_)) => here_year
                    .map(|day| to_month(PartialDate::day(day)))
                    .filter(|month| self.is_past(*month))
                    .or(self.date),
                _ => told,
            };
            if let (Some(anaphor), Some(within)) = (time.anaphoric, within) {
                if let Some(date) = anaphor.within(within, time.following) {
                    time.date = date;
                    time.bound = false;
                }
                time.following = false;
            }
            // "in March 2022 …, and Moscow retaliated in April"
            if let Some(before) = here_year
                && time.date.precision() == Precision::Month
                && !time.year_told
                && time.relative.is_none()
                && time.anaphoric.is_none()
                && time.date.first_day().year() > before.year()
                && time.date.first_day().month() >= before.month()
                && let Some(date) = PartialDate::month(before.year(), time.date.first_day().month())
            {
                time.date = date;
            }
            let month_told = here_year.or(month_told.map(|(_, day)| day));
            if let Some(before) = month_told
                && time.date.precision() == Precision::Day
                && !time.year_told
                && time.relative.is_none()
                && time.anaphoric.is_none()
                && time.date.first_day().month() == before.month()
                && time.date.first_day().year() > before.year()
                && let Ok(day) = time.date.first_day().with().year(before.year()).build()
            {
                time.date = PartialDate::day(day);
            }
            let year_told = time.year_told || time.anaphoric.is_some();
            if time.date.precision() != Precision::Year && year_told && !time.bound {
                here_year = Some(time.date.first_day());
            }
            if time.following {
                aside = true;
                continue;
            }
            // "on Monday, following the break a day earlier, and Kuwait the next day": the next of Monday
            if here.is_some() && time.relative.is_some_and(|far| !far.is_ahead()) {
                continue;
            }
            if !time.bound || time.date.precision() != Precision::Day {
                told = Some(time.date);
            }
            if !time.bound {
                here_time = Some(time.date);
                near = here_time
                    .filter(|date| date.precision() != Precision::Year)
                    .or(near);
            }
            // "on Saturday, hours after police entered it late on Friday": the next day is Sunday
            if time.date.precision() == Precision::Day && !time.bound && !(aside && here.is_some())
            {
                day = Some(time.date);
            }
            if time.date.precision() == Precision::Day && !time.bound {
                here = Some(time.date);
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
        if let Some(day) = here_year {
            self.year_told = Some((s, day));
        }
        self.told_before = self.last_told_in;
        // "had expelled them in 2013", "would quit in January": the pluperfect looks back and the future ahead, and the
        // news goes on after them
        // (of a clause put in, as "after he had demanded …,", it does not say so)
        let mut put_in = false;
        let looks_back = (from..to).any(|i| {
            let opens = i > from && self.words.lower[i - 1] == ",";
            match self.words.lower[i].as_str() {
                "," => put_in = false,
                "after" | "when" | "which" | "who" | "because" | "as" if opens => put_in = true,
                "had" | "would" | "will" => return !put_in,
                _ => {}
            }
            false
        });
        // "relations, established in 1975, would not be affected": told in passing
        let in_passing = |t: &TimeExpression| {
            let word = |k: usize| self.words.lower.get(k).map_or("", String::as_str);
            let opens = (from..t.first).rev().take(4).any(|k| word(k) == ",");
            opens && word(t.last + 1) == ","
        };
        let mut own = times.iter().filter(|t| !t.bound && !t.following);
        if own.any(|t| !in_passing(t)) && !looks_back {
            self.last_told_in = told.map(|date| (s, date));
        }
        self.last_told = told;
        self.last_past = times
            .iter()
            .filter(|t| !t.bound && !t.following && !t.vague)
            .map(|t| t.date)
            .rfind(|date| self.is_past(*date))
            .or(self.last_past);
        // "in April. A day later …": in that month
        let month = times
            .iter()
            .rfind(|t| !t.bound && !t.following)
            .map(|t| t.date)
            .filter(|date| date.precision() == Precision::Month);
        // "had in 2009 listed the telephones. … that same afternoon": of the news that it looks back from
        self.last_day = month
            .filter(|month| !(looks_back && self.is_past(*month)))
            .or(day);
        self.learn_day(&times, s);
        times
    }

    /// Takes the days that the first sentences name as days of the news.
    pub(super) fn learn_day(&mut self, times: &[TimeExpression], s: usize) {
        for time in times.iter().filter(|_| s < 5) {
            let recent = self.date.is_some_and(|today| {
                today
                    .last_day()
                    .since(time.date.first_day())
                    .is_ok_and(|days| (0..=3).contains(&days.get_days()))
            });
            let plain = !time.bound && !time.following && time.relative.is_none();
            let looks_back = (self.words.sentences[s].0..time.first)
                .any(|i| self.words.lower[i].as_str() == "had");
            // "…, which withdrew its own on Monday": what is told beside the news
            let beside = (self.words.sentences[s].0..time.first)
                .rev()
                .map(|i| self.words.lower[i].as_str())
                .take_while(|word| *word != ",")
                .any(|word| matches!(word, "which" | "who" | "whose"));
            if recent
                && plain
                && !(looks_back && s > self.news.lead)
                && time.date.precision() == Precision::Day
                && !self.news.recent.contains(&(s, time.date))
            {
                self.news.recent.push((s, time.date));
                if beside {
                    self.news.beside.push((s, time.date));
                }
            }
        }
        let day = times
            .iter()
            .rev()
            .find(|t| t.date.precision() == Precision::Day && !t.bound && !t.following);
        if let Some(time) = day {
            let vague = self
                .date
                .is_some_and(|d| d.precision() != Precision::Day && d.agrees_with(time.date));
            if vague && self.news.of_month.is_none() && s < 4 {
                self.news.of_month = Some(time.date);
            }
        }
    }

    /// "voted on Tuesday to cut air links from 15 April": what is decided on for a day ahead is not done.
    pub(super) fn carried_out_later(
        &self,
        clauses: &Clauses,
        times: &[TimeExpression],
        finding: Finding,
    ) -> Finding {
        let ahead = |t: &TimeExpression| {
            let before = t.first.checked_sub(1).map(|k| self.words.lower[k].as_str());
            t.span.start > finding.trigger.end
                && t.relative.is_none()
                && matches!(before, Some("by" | "from" | "starting" | "beginning"))
                && self
                    .date
                    .is_some_and(|today| t.date.first_day() > today.last_day())
        };
        let decided = finding.verb.is_some_and(|verb| clauses.is_decided(verb));
        if finding.force == Force::Asserted && decided && times.iter().any(ahead) {
            return Finding {
                force: Force::Future,
                ..finding
            };
        }
        finding
    }

    /// "returned on Friday, more than five months after they were recalled": no day of the sentence is that of the recall.
    pub(super) fn roughly_before(
        &self,
        clauses: &Clauses,
        times: &[TimeExpression],
        finding: &Finding,
        (date, default_date): (Option<PartialDate>, bool),
    ) -> bool {
        let opens = clauses.s.toks[clauses.s.chunks[finding.chunks.0].first]
            .span
            .start;
        times.iter().any(|t| {
            let roughly = (t.first.saturating_sub(3)..t.first).any(|k| {
                matches!(
                    self.words.lower[k].as_str(),
                    "than" | "almost" | "nearly" | "about" | "some" | "around" | "over" | "barely"
                )
            });
            let apart = |from: usize, to: usize| {
                Span::new(from, to).of(self.words.text).contains([',', ';'])
            };
            // "opened its embassy less than three months later"
            let other = |o: &TimeExpression| {
                Some(o.date) == date && o.relative.is_none() && o.span.start >= finding.trigger.end
            };
            let later = t.relative.is_some_and(|far| !far.is_in_days())
                && !t.following
                && !times.iter().any(other)
                && t.span.start >= finding.trigger.end
                && !apart(finding.trigger.end, t.span.start);
            // "which cut ties in 1984, restored them three months after the handover", whose day nobody tells
            let after_a_thing = default_date
                && times
                    .iter()
                    .any(|t| !t.following && !t.bound && self.is_past(t.date))
                && t.following
                && t.relative.is_some_and(|far| !far.is_in_days())
                && t.span.start >= finding.trigger.end
                && !apart(finding.trigger.end, t.span.start);
            after_a_thing
                || roughly
                    && (later
                        || t.following
                            && Some(t.date) != date
                            && t.span.end <= opens
                            && !apart(t.span.end, opens))
        })
    }
}

/// "with Angola in 1975 and with Uganda in 1963": those that have a time of their own, taken out of the others.
pub(super) fn dated_apart(clauses: &Clauses, finding: &mut Finding) -> Vec<Finding> {
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

/// "Montenegro and Albania, which established relations with it in 2009 and 2010": as many times as there are parties on one side, each with its own.
pub(super) fn in_turn(
    clauses: &Clauses,
    times: &[TimeExpression],
    finding: &Finding,
) -> Vec<(Finding, PartialDate)> {
    let s = clauses.s;
    let plain = |c: usize| {
        let time = times.get(s.toks[s.chunks.get(c)?.last].time?)?;
        (s.chunks[c].kind == Kind::Date
            && !time.bound
            && !time.following
            && time.relative.is_none())
        .then_some(time.date)
    };
    let first = (finding.chunks.0 + 1..s.chunks.len())
        .take_while(|&c| !matches!(s.chunks[c].kind, Kind::Stop | Kind::Vg(_)))
        .find(|&c| plain(c).is_some());
    let mut dates = Vec::new();
    let mut at = first.unwrap_or(s.chunks.len());
    while let Some(date) = plain(at) {
        dates.push(date);
        let joins = |c: &usize| {
            s.chunks.get(*c).is_some_and(|k| {
                matches!(k.kind, Kind::And | Kind::Comma)
                    || (k.kind == Kind::Prep && matches!(s.word_of(*c), "in" | "on"))
            })
        };
        let next = (at + 1..)
            .take_while(joins)
            .last()
            .map_or(at + 1, |c| c + 1);
        // "in 2009 and in 2010 opened an embassy": the time of what follows
        if plain(next).is_none() || s.vg_at(next + 1).is_some() {
            break;
        }
        at = next;
    }
    let (actors, recipients, objects) = (&finding.actors, &finding.recipients, &finding.objects);
    let many = dates.len();
    // "the two regions", which were named before, are one phrase
    let sides = || recipients.iter().chain(objects);
    let named = |side: &&Side| side.span.start >= finding.trigger.end;
    let others = match sides().filter(named).count() {
        0 => sides().count().min(1),
        named => named,
    };
    if many < 2 || finding.each_other {
        return Vec::new();
    }
    let one = |at: usize| -> Option<Finding> {
        let mut own = finding.clone();
        if actors.len() == many && others == 1 {
            own.actors = vec![actors[at].clone()];
        } else if actors.len() == 1 && recipients.len() == many {
            own.recipients = vec![recipients[at].clone()];
        } else if actors.len() == 1 && recipients.is_empty() && objects.len() == many {
            own.objects = vec![objects[at].clone()];
        } else {
            return None;
        }
        Some(own)
    };
    let in_turn = dates.iter().enumerate();
    in_turn
        .filter_map(|(at, date)| Some((one(at)?, *date)))
        .collect()
}
