//! The time of an act that stands outside its clause: at the head of the sentence, with the verb joined on, behind the whole.

use super::*;

impl Pass<'_> {
    /// "withdrew its ambassador on October 29, gave the envoy 48 hours and banned …": the day of the verb before.
    pub(super) fn date_of_partner(
        &self,
        clauses: &Clauses,
        times: &[TimeExpression],
        finding: &Finding,
    ) -> Option<Dated> {
        let s = clauses.s;
        let v = finding.verb?;
        let vg = &s.vgs[v];
        let joined = vg.chunk.checked_sub(1)?;
        if !is_simple(vg) || !clauses.is_coordinated(v) {
            return None;
        }
        let other = clauses.partner_verb(joined, v)?;
        let o = &s.vgs[other];
        if o.shape != VerbShape::Finite || o.perfect || o.modal.is_some() {
            return None;
        }
        (o.chunk + 1..joined)
            .filter(|&c| s.chunks[c].kind == Kind::Date)
            .find_map(|c| {
                self.time_at(
                    clauses,
                    times,
                    c,
                    matches!(finding.force, Force::Future | Force::Hypothetical),
                )
            })
            .filter(|time| !time.following)
            .map(|time| Dated::Own(time.date))
    }

    /// "broke with Taiwan and established relations with Beijing in 2019": the time behind the verb that is joined on.
    pub(super) fn date_of_next(
        &self,
        clauses: &Clauses,
        times: &[TimeExpression],
        finding: &Finding,
    ) -> Option<Dated> {
        let s = clauses.s;
        let v = finding.verb?;
        let next = v + 1;
        let joined = s.vgs.get(next)?.chunk.checked_sub(1)?;
        // "recalled its ambassador and told Israel's to go in May 2018"
        let ordered = |c: usize| {
            s.vg_at(c)
                .is_some_and(|w| w == next + 1 && s.vgs[w].shape == VerbShape::Infinitive)
        };
        let behind = s.vgs[next].chunk + 1..s.chunks.len();
        let orders = behind.clone().take(4).any(ordered);
        let joins = is_simple(&s.vgs[v])
            && is_simple(&s.vgs[next])
            && s.chunks[joined].kind == Kind::And
            && clauses.partner_verb(joined, next) == Some(v)
            && (!self.tells(clauses, next) || orders);
        let mut clause = behind.take_while(|&c| match s.chunks[c].kind {
            Kind::Vg(_) => ordered(c),
            Kind::Stop | Kind::Which | Kind::Sub | Kind::Comma | Kind::And | Kind::That => false,
            _ => true,
        });
        let date = clause.find_map(|c| self.time_at(clauses, times, c, false))?;
        (joins && !date.following && !date.bound).then_some(Dated::Own(date.date))
    }

    /// The time with which the sentence begins.
    pub(super) fn time_of_head(
        &self,
        clauses: &Clauses,
        times: &[TimeExpression],
    ) -> Option<PartialDate> {
        let s = clauses.s;
        let head = usize::from(s.chunks.first()?.kind == Kind::Prep);
        (s.chunks.get(head)?.kind == Kind::Date)
            .then(|| self.time_at(clauses, times, head, false))?
            .filter(|time| !time.following)
            .map(|time| time.date)
    }

    /// Whether what follows the time with which the sentence begins is counted from another time: "In May, a year after …".
    pub(super) fn is_counted_behind_head(
        &self,
        clauses: &Clauses,
        times: &[TimeExpression],
    ) -> bool {
        let s = clauses.s;
        let head = usize::from(s.chunks.first().is_some_and(|c| c.kind == Kind::Prep));
        let Some(comma) = s.chunks.get(head + 1).filter(|c| c.kind == Kind::Comma) else {
            return false;
        };
        let from = s.toks[comma.last].span.end;
        let before = |t: &&TimeExpression| t.span.start >= from;
        times.iter().find(before).is_some_and(|t| {
            t.following
                && Span::new(from, t.span.start)
                    .of(self.words.text)
                    .split_whitespace()
                    .count()
                    <= 2
        })
    }

    /// "imposed a ban days after he ousted the government on December 5": so far from the day that the clause names.
    pub(super) fn time_after_clause(
        &self,
        clauses: &Clauses,
        times: &[TimeExpression],
        finding: &Finding,
    ) -> Option<Dated> {
        let s = clauses.s;
        let counted = times
            .iter()
            .position(|t| t.following && !t.vague && t.span.start >= finding.trigger.end)?;
        let day = times
            .get(counted + 1)
            .filter(|t| !t.bound && !t.following && t.relative.is_none())?;
        let between = |k: usize| {
            let at = s.toks[k].span.start;
            at >= finding.trigger.end && at < day.span.start
        };
        let apart = s
            .chunks
            .iter()
            .any(|c| matches!(c.kind, Kind::Stop | Kind::And | Kind::Which) && between(c.first));
        (!apart).then(|| {
            Dated::Own(
                times[counted]
                    .relative
                    .map_or(day.date, |far| far.turned().from(day.date)),
            )
        })
    }

    /// "imposed an embargo within days of the coup of September 30, 1991": shortly after a time long past, in that year.
    pub(super) fn time_near(&self, times: &[TimeExpression], finding: &Finding) -> Option<Dated> {
        let behind = |t: &&TimeExpression| t.span.start >= finding.trigger.end && !t.following;
        let time = times.iter().find(|t| behind(t) && self.is_past(t.date))?;
        let words = self.words.lower.get(..time.first)?;
        let of = words.windows(3).rposition(|three| {
            three[0] == "within"
                && matches!(three[1].as_str(), "hours" | "days" | "weeks")
                && three[2] == "of"
        })?;
        let own = self.words.tokens[of].span.start >= finding.trigger.end && time.first - of < 16;
        let year = PartialDate::year(time.date.first_day().year())?;
        own.then_some(Dated::Own(year))
    }

    /// A date behind the whole: "…, the ministry said on Tuesday".
    pub(super) fn date_behind(
        &self,
        clauses: &Clauses,
        times: &[TimeExpression],
        finding: &Finding,
    ) -> Option<Dated> {
        let s = clauses.s;
        let mut told = false;
        for c in finding.chunks.0 + 1..s.chunks.len() {
            match s.chunks[c].kind {
                Kind::Vg(v) => {
                    // "the first to recognise it since it declared independence in 2008"
                    let subject = clauses.subject(v).map(|np| s.nps[np].chunk);
                    let apart = subject.and_then(|n| n.checked_sub(1)).is_some_and(|k| {
                        matches!(
                            s.word_of(k),
                            "since" | "after" | "before" | "until" | "when"
                        )
                    });
                    told = self.tells(clauses, v) && !apart;
                }
                Kind::Date if told => {
                    if let Some(time) = self.time_at(
                        clauses,
                        times,
                        c,
                        matches!(finding.force, Force::Future | Force::Hypothetical),
                    ) {
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
    pub(super) fn date_at_head(
        &self,
        clauses: &Clauses,
        times: &[TimeExpression],
    ) -> Option<Dated> {
        let first = clauses.s.toks.first()?;
        // "July 28, 2009: Venezuela recalls its ambassador"
        let entry = times.first().filter(|t| {
            let colon = self.words.lower.get(t.last + 1).map(String::as_str);
            t.first <= first.first && colon == Some(":") && !t.bound && t.relative.is_none()
        });
        if let Some(time) = entry {
            return Some(Dated::Own(time.date));
        }
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
}

/// "When the movement first ruled, from 1996 to 2001, only Pakistan recognised it": the time of the clause before it.
pub(super) fn time_of_opening(
    clauses: &Clauses,
    times: &[TimeExpression],
    finding: &Finding,
) -> Option<Dated> {
    let s = clauses.s;
    let opens = s.chunks.first()?;
    if opens.kind != Kind::Sub || !matches!(s.word_of(0), "when" | "while") {
        return None;
    }
    // "When Britain recognised it in 1972, Pakistan had already left": before that
    let before = finding.verb.is_some_and(|v| {
        let v = &s.vgs[v];
        v.past_perfect
            && s.toks[v.first..=v.main]
                .iter()
                .any(|t| t.lower == "already")
    });
    if before {
        return Some(Dated::Unknown);
    }
    let time = times
        .iter()
        .find(|t| !t.following && t.relative.is_none() && t.span.start < finding.trigger.start)?;
    Some(Dated::Outer(time.date))
}

/// "On August 31, when the senate removed her, Venezuela withdrew …", the subject in chunk `subject`: a clause put in
/// behind the time with which the sentence begins.
pub(super) fn is_clause_behind_head(clauses: &Clauses, subject: usize) -> bool {
    let s = clauses.s;
    let head = usize::from(s.chunks.first().is_some_and(|c| c.kind == Kind::Prep));
    let opens = head + 1;
    let comma = |c: usize| s.chunks.get(c).is_some_and(|k| k.kind == Kind::Comma);
    let put_in = s.chunks.get(opens + 1).is_some_and(|c| {
        matches!(c.kind, Kind::Sub | Kind::Prep)
            && matches!(
                s.word_of(opens + 1),
                "when" | "after" | "before" | "as" | "while"
            )
    });
    // "when Kim Jong-nam, half-brother of the leader, was killed,"
    let commas: Vec<usize> = (opens + 1..subject - 1).filter(|&c| comma(c)).collect();
    let apposed = match commas.as_slice() {
        [] => true,
        &[a, b] => (a..b).all(|c| s.vg_at(c).is_none()),
        _ => false,
    };
    comma(opens) && put_in && apposed
}

/// "The last time that the Dutch recalled their ambassador was in January 2015": the time behind the verb of the whole.
pub(super) fn time_of_the_last_time(
    clauses: &Clauses,
    times: &[TimeExpression],
    finding: &Finding,
) -> Option<PartialDate> {
    let s = clauses.s;
    // "The last state that it broke with was Chile, in November 1974", "Its last expulsion of a diplomat was in 2015"
    let head = s.np_at(0).filter(|&np| {
        matches!(s.head(np), "time" | "state" | "country" | "nation")
            || (finding.verb.is_none() && s.np_span(np).overlaps(finding.trigger))
    })?;
    let which = s.toks[s.nps[head].first..=s.nps[head].last]
        .iter()
        .any(|t| matches!(t.lower.as_str(), "last" | "first" | "only"));
    let verb = finding.verb.map_or(finding.chunks.0, |v| s.vgs[v].chunk);
    let was = (verb + 1..s.chunks.len()).find(|&c| {
        s.vg_at(c).is_some_and(|v| {
            let v = &s.vgs[v];
            v.shape == VerbShape::Finite && matches!(v.lemma.as_str(), "be" | "come")
        })
    })?;
    let at = (was + 1..s.chunks.len().min(was + 5)).find(|&c| s.chunks[c].kind == Kind::Date)?;
    let time = times.get(s.toks[s.chunks[at].last].time?)?;
    (which && !time.bound && time.relative.is_none()).then_some(time.date)
}

/// "recalled", not "has recalled", "will recall" or "was recalling".
fn is_simple(verb: &crate::syntax::Vg) -> bool {
    verb.shape == VerbShape::Finite && verb.modal.is_none() && !verb.perfect && !verb.progressive
}
