//! When a thing was done: the expression of time that belongs to it.

use super::borrowed::{is_clause_behind_head, time_of_opening, time_of_the_last_time};
use super::*;

impl Pass<'_> {
    /// When: the expression of time between subject and verb, else after the verb, else in the clause that tells of it.
    pub(super) fn date_of(
        &self,
        s: usize,
        clauses: &Clauses,
        times: &[TimeExpression],
        finding: &Finding,
    ) -> Dated {
        // "expelled him on Thursday in retaliation for the ouster of its own": the day is not that of the ouster
        let aside = finding.presupposed
            && finding
                .verb
                .is_some_and(|v| clauses.s.vgs[v].chunk < finding.chunks.0);
        let before = self
            .date_before(clauses, times, finding)
            .filter(|before| !aside && !is_presupposed_in_telling(clauses, finding, before));
        let after = self.date_after(clauses, times, finding);
        // "protested on Friday at Iran's closure of its embassy": the day is of the protest; "in 2014 over its annexation"
        let of_now = match before {
            Some(Dated::Own(date) | Dated::Outer(date)) => !self.is_past(date),
            _ => true,
        };
        if finding.presupposed && of_now && is_reason(clauses, finding) {
            return after.map_or(Dated::Unknown, Dated::Own);
        }
        // "on Monday, following Riyadh's severing of relations a day earlier": the day behind it is its own
        if let Some(date) =
            after.filter(|_| finding.presupposed && is_behind_following(clauses, finding))
        {
            return Dated::Own(date);
        }
        // "on Thursday resumed relations that were broken off a generation ago": the day is that of the other verb
        let hanging = finding.verb.is_some_and(|v| {
            let vg = &clauses.s.vgs[v];
            vg.passive
                && vg.chunk > 1
                && matches!(
                    clauses.s.chunks[vg.chunk - 1].kind,
                    Kind::That | Kind::Which
                )
                && clauses.s.np_at(vg.chunk - 2).is_some()
        });
        if hanging || finding.verb.is_some_and(|v| clauses.is_attributive(v)) {
            return after.map_or(Dated::Unknown, Dated::Own);
        }
        // "three weeks after China imposed sanctions on December 5": the day that the clause itself names
        let counted = times
            .iter()
            .any(|t| t.following && matches!(before, Some(Dated::Own(date)) if date == t.date));
        if let Some(date) = after.filter(|_| counted) {
            return Dated::Own(date);
        }
        // "…, and Venezuela on September 10"
        let first = finding.chunks.0;
        let gapped = finding.verb.is_none()
            && clauses.s.np_at(first).is_some()
            && clauses
                .s
                .chunks
                .get(first + 1)
                .is_some_and(|c| c.kind == Kind::Date);
        if let Some(date) = after.filter(|_| gapped) {
            return Dated::Own(date);
        }
        // "restored relations in October, having cut them in January 2016"
        let perfect = finding.verb.is_some_and(|v| {
            let vg = &clauses.s.vgs[v];
            vg.shape == VerbShape::Gerund && clauses.s.toks[vg.first].lower == "having"
        });
        // "on Monday after restoring ties last month": the gerund's own, if it names one
        let earlier = finding.verb.is_some_and(|v| {
            let vg = &clauses.s.vgs[v];
            vg.shape == VerbShape::Gerund
                && vg.chunk > 0
                && matches!(
                    clauses.s.word_of(vg.chunk - 1),
                    "after" | "before" | "since" | "following"
                )
        });
        if let Some(date) = after.filter(|_| perfect || earlier) {
            return Dated::Own(date);
        }
        // "dropped it in 2002, only to restore ties in 2005"
        let turned = finding.verb.is_some_and(|v| {
            let first = clauses.s.vgs[v].first;
            clauses.s.vgs[v].shape == VerbShape::Infinitive
                && (first.saturating_sub(2)..=first).any(|k| clauses.s.toks[k].lower == "only")
        });
        if let Some(date) = after.filter(|_| turned) {
            return Dated::Own(date);
        }
        // "left in November 2016, Gabon returned that July"
        if let Some(date) = after.filter(|_| is_strung_on(clauses, finding)) {
            return Dated::Own(date);
        }
        if let Some(date) = time_of_the_last_time(clauses, times, finding) {
            return Dated::Own(date);
        }
        if let Some(Dated::Own(date)) = before {
            return Dated::Own(date);
        }
        if let Some(date) = after {
            return Dated::Own(date);
        }
        before
            .or_else(|| self.time_near(times, finding))
            .or_else(|| self.date_of_next(clauses, times, finding))
            .or_else(|| self.date_of_partner(clauses, times, finding))
            .or_else(|| self.time_after_clause(clauses, times, finding))
            .or_else(|| self.date_behind(clauses, times, finding))
            .or_else(|| self.date_at_head(clauses, times))
            .or_else(|| self.only_time(clauses, times, finding))
            .or_else(|| time_of_opening(clauses, times, finding))
            .or_else(|| self.time_of_background(s, clauses, finding))
            .unwrap_or(Dated::Unknown)
    }

    /// The time that a chunk expresses; none where it belongs to a noun ("the coup of 2012").
    pub(super) fn time_at<'t>(
        &self,
        clauses: &Clauses,
        times: &'t [TimeExpression],
        c: usize,
        ahead: bool,
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
        // "at the start of September"
        let part = c > 1
            && s.np_at(c - 2).is_some_and(|np| {
                matches!(
                    s.head(np),
                    "start"
                        | "beginning"
                        | "end"
                        | "middle"
                        | "close"
                        | "evening"
                        | "morning"
                        | "night"
                        | "spring"
                        | "summer"
                        | "autumn"
                        | "fall"
                        | "winter"
                        | "half"
                        | "quarter"
                        | "weeks"
                        | "month"
                        | "months"
                )
            });
        let of = (of && !part) || owns;
        let time = s.toks[s.chunks[c].last]
            .time
            .filter(|_| !of)
            .and_then(|t| times.get(t))?;
        // "will reopen by July", "takes effect from 1 June"
        let until = ahead
            && time.bound
            && time.first > 0
            && matches!(
                self.words.lower[time.first - 1].as_str(),
                "by" | "before" | "from"
            );
        ((!time.bound || until)
            && (time.relative.is_none()
                || time.following
                || self.last_day.is_some()
                || times.len() > 1))
            .then_some(time)
    }

    /// "has been closed since 2017": of a state that lasts, its beginning.
    fn since_when<'t>(
        &self,
        clauses: &Clauses,
        times: &'t [TimeExpression],
        finding: &Finding,
        c: usize,
    ) -> Option<&'t TimeExpression> {
        let s = clauses.s;
        let verb = finding.verb.map(|v| &s.vgs[v])?;
        let time = times.get(s.toks[s.chunks[c].last].time?)?;
        let since = time.first > 0 && self.words.lower[time.first - 1] == "since";
        // "has banned visas for its officials since October": and not "has recalled its envoys since Monday"
        let goes_on = !verb.passive
            && verb.perfect
            && time.relative.is_none()
            && matches!(
                verb.lemma.as_str(),
                "ban" | "bar" | "block" | "freeze" | "suspend" | "recognise" | "recognize"
            );
        // "has had relations since 1992", "is a member since May"
        let lasts = !verb.passive
            && matches!(
                verb.lemma.as_str(),
                "have" | "maintain" | "enjoy" | "belong" | "be"
            );
        let closed = verb.passive && verb.perfect && time.relative.is_none();
        (since && (lasts || closed || goes_on) && !verb.past_perfect).then_some(time)
    }

    pub(super) fn date_after(
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
                // "recalled its envoy because Ottawa let a May 15 deadline pass"
                _ if c > first && s.word_of(c) == "because" => return None,
                Kind::Vg(_) if when.is_some_and(|w| c > w) => {}
                // "expelled the ambassador and suspended trade on Wednesday"
                Kind::Vg(w)
                    if c > first
                        && s.chunks[c - 1].kind == Kind::And
                        && s.vgs[w].shape == VerbShape::Finite
                        && s.vgs[w].modal.is_none()
                        && !s.vgs[w].perfect => {}
                // "applied to join the bloc in June 2019"
                Kind::Vg(w)
                    if s.vgs[w].shape == VerbShape::Infinitive
                        && finding.verb.is_some_and(|v| {
                            v + 1 == w
                                && matches!(
                                    s.vgs[v].lemma.as_str(),
                                    "apply" | "ask" | "tell" | "order"
                                )
                        }) => {}
                // another verb's clause: "ties cut by Male in 2016"
                Kind::Vg(_)
                    if c > first && s.toks[s.chunks[c].first].span.start > finding.trigger.end =>
                {
                    return None;
                }
                Kind::Date => match self
                    .time_at(
                        clauses,
                        times,
                        c,
                        matches!(finding.force, Force::Future | Force::Hypothetical),
                    )
                    .or_else(|| self.since_when(clauses, times, finding, c))
                {
                    Some(time) if time.following => return None,
                    Some(time) => return Some(time.date),
                    None => {}
                },
                _ => {}
            }
        }
        None
    }

    pub(super) fn date_before(
        &self,
        clauses: &Clauses,
        times: &[TimeExpression],
        finding: &Finding,
    ) -> Option<Dated> {
        if is_later_than_told(clauses, finding) {
            return Some(Dated::Unknown);
        }
        let s = clauses.s;
        let subject = finding
            .verb
            .and_then(|v| clauses.subject(v))
            .map(|np| s.nps[np].chunk);
        let mut c = finding.chunks.0;
        let mut outer = false;
        let mut crossed = false;
        let past_perfect = finding.verb.is_some_and(|v| s.vgs[v].past_perfect);
        while c > 0 {
            c -= 1;
            match s.chunks[c].kind {
                // "said on Tuesday that flights would go on although it had severed relations"
                Kind::Sub
                    if past_perfect
                        && matches!(
                            s.word_of(c),
                            "although" | "though" | "while" | "whereas" | "because"
                        ) =>
                {
                    return None;
                }
                // "Panama in June last year, while Honduras did so in May": the clause has its own, if it names one
                Kind::Sub
                    if subject == Some(c + 1)
                        && matches!(s.word_of(c), "while" | "whereas" | "although" | "though") =>
                {
                    outer = true;
                }
                // "took up his post on Sunday, the first since the last envoy was recalled": a clause of its own
                Kind::Prep
                    if subject == Some(c + 1)
                        && matches!(s.word_of(c), "since" | "after" | "before" | "until") =>
                {
                    outer = true;
                }
                Kind::Date => {
                    let Some(time) = self.time_at(
                        clauses,
                        times,
                        c,
                        matches!(finding.force, Force::Future | Force::Hypothetical),
                    ) else {
                        continue;
                    };
                    // "on April 23, the day after the massacre": the day itself stands before
                    let apposed = c > 1
                        && s.chunks[c - 1].kind == Kind::Comma
                        && s.chunks[c - 2].kind == Kind::Date
                        && s.chunks[c..finding.chunks.0]
                            .iter()
                            .any(|k| k.kind == Kind::Comma);
                    if time.following && apposed {
                        continue;
                    }
                    // "recognised it in 1984, suspended relations in 1996": the date of the verb before
                    // (of an infinitive the verb before governs it: "voted on Monday to end ties")
                    let finite = finding
                        .verb
                        .is_some_and(|v| s.vgs[v].shape == VerbShape::Finite);
                    let of_other = finite
                        && subject.is_some_and(|n| n < c && (n..c).any(|k| s.vg_at(k).is_some()));
                    // "Having broken with Chile in April 1962, Bolivia …": the time of the opening
                    let of_opening = subject.is_some_and(|n| {
                        n > c
                            && s.vg_at(0)
                                .is_some_and(|v| s.vgs[v].shape == VerbShape::Gerund)
                            && s.chunks[c..n].iter().any(|k| k.kind == Kind::Comma)
                    });
                    if of_opening {
                        continue;
                    }
                    // "took it back in 2020, and in January 2021 resumed ties"
                    let opening = c - usize::from(c > 0 && s.chunks[c - 1].kind == Kind::Prep);
                    let opens = finding.verb.is_some_and(|v| s.vgs[v].chunk == c + 1)
                        && opening > 0
                        && s.chunks[opening - 1].kind == Kind::And;
                    if of_other && !outer && !opens {
                        continue;
                    }
                    if opens {
                        return Some(Dated::Own(time.date));
                    }
                    let trails = (0..c)
                        .rev()
                        .take_while(|&k| !matches!(s.chunks[k].kind, Kind::Stop))
                        .any(|k| s.vg_at(k).is_some());
                    if crossed && trails {
                        return Some(Dated::Outer(time.date));
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
                        // "In September 2011, more than a year after it lost an aircraft, Turkey downgraded relations"
                        let put_in = subject.is_some_and(|n| {
                            s.chunks[n - 1].kind == Kind::Comma
                                && (self.is_counted_behind_head(clauses, times)
                                    || is_clause_behind_head(clauses, n))
                        });
                        if put_in {
                            return self.time_of_head(clauses, times).map(Dated::Own);
                        }
                        // "Within hours the envoy was summoned, and Germany recalled its own": of both
                        return self
                            .time_of_head(clauses, times)
                            .filter(|_| crossed)
                            .map(Dated::Outer);
                    }
                    outer = true;
                }
                Kind::Comma => {
                    // ", which it joined in 2004,", ", following talks held in November,"
                    let open = clauses.opening_comma(c).filter(|&open| {
                        s.chunks[open + 1].kind == Kind::Which || s.word_of(open + 1) == "following"
                    });
                    c = open.unwrap_or(c);
                }
                // "Colombia broke off relations on May 2, and Bolivia …": the time of the clause before
                Kind::And if subject == Some(c + 1) => crossed = true,
                Kind::That => outer = true,
                // "since 1979, when Iran cut ties"
                Kind::Sub if s.word_of(c) == "when" && subject.is_none_or(|n| n > c) => {
                    let before = (0..c).rev().find(|&k| s.chunks[k].kind != Kind::Comma)?;
                    let time = s.toks[s.chunks[before].last].time?;
                    return Some(Dated::Own(times.get(time)?.date));
                }
                // "last November, the same month in which Honduras recalled its ambassador"
                Kind::Which
                    if c > 1
                        && s.chunks[c - 1].kind == Kind::Prep
                        && s.chunks[c - 2].kind == Kind::Date =>
                {
                    let time = s.toks[s.chunks[c - 2].last].time?;
                    return Some(Dated::Own(times.get(time)?.date));
                }
                // "recognised them on August 26, after which Tbilisi broke off relations": that month, if not that day
                Kind::Which if subject.is_none_or(|n| n > c) && is_after_which(clauses, c) => {
                    let time = (0..c)
                        .rev()
                        .take_while(|&k| s.chunks[k].kind != Kind::Stop)
                        .filter(|&k| s.chunks[k].kind == Kind::Date)
                        .find_map(|k| times.get(s.toks[s.chunks[k].last].time?))?;
                    let day = time.date.first_day();
                    let month = PartialDate::month(day.year(), day.month());
                    return match time.date.precision() {
                        Precision::Day => month.map(Dated::Outer),
                        _ => Some(Dated::Outer(time.date)),
                    };
                }
                Kind::Stop | Kind::Which => return None,
                _ => {}
            }
        }
        None
    }

    /// Whether the verb tells what others did or what was decided: "said", "announced", "confirmed".
    pub(super) fn tells(&self, clauses: &Clauses, v: usize) -> bool {
        let lemma = clauses.s.vgs[v].lemma.as_str();
        if declares_independence(clauses, v) {
            return false;
        }
        clauses.grammar.governor(lemma) == Some(Governs::Tell)
            || matches!(
                lemma,
                "announce" | "declare" | "confirm" | "inform" | "notify" | "tell"
            )
    }
}

/// Whether the clause follows another that ends with a time and a comma: its time is its own.
fn is_strung_on(clauses: &Clauses, finding: &Finding) -> bool {
    let s = clauses.s;
    let subject = finding
        .verb
        .filter(|&v| s.vgs[v].shape == VerbShape::Finite)
        .and_then(|v| clauses.subject(v));
    let before = subject.and_then(|np| s.nps[np].chunk.checked_sub(1));
    // "on February 3, and six others did so on December 16"
    let comma = before.map(|c| match s.chunks[c].kind {
        Kind::And => c.saturating_sub(1),
        _ => c,
    });
    comma.is_some_and(|c| {
        s.chunks[c].kind == Kind::Comma
            && c > 0
            && s.chunks[c - 1].kind == Kind::Date
            && (0..c).any(|k| {
                s.vg_at(k)
                    .is_some_and(|v| s.vgs[v].shape == VerbShape::Finite)
            })
    })
}

/// "warned last month that the resumption of ties did not mean …": the time of the warning.
fn is_presupposed_in_telling(clauses: &Clauses, finding: &Finding, before: &Dated) -> bool {
    let s = clauses.s;
    let within = (0..finding.chunks.0).any(|c| s.chunks[c].kind == Kind::That);
    finding.presupposed && within && matches!(before, Dated::Outer(_))
}

/// "called for calm on Saturday after Washington expelled the envoy": done by then, and maybe a day before.
pub(super) fn is_behind_after(clauses: &Clauses, finding: &Finding) -> bool {
    is_opened_by(clauses, finding, "after")
}

/// "did so in 1988, well before they entered the bloc": after what the sentence tells, and when is not told.
pub(super) fn is_later_than_told(clauses: &Clauses, finding: &Finding) -> bool {
    is_opened_by(clauses, finding, "before")
}

/// The chunk in which the act is told.
fn chunk_of(clauses: &Clauses, finding: &Finding) -> Option<usize> {
    let s = clauses.s;
    s.chunks.iter().position(|c| {
        let (first, last) = (s.toks[c.first].span, s.toks[c.last].span);
        first.start <= finding.trigger.start && finding.trigger.start < last.end
    })
}

/// Whether the act stands behind one of these prepositions.
fn is_behind(clauses: &Clauses, finding: &Finding, words: &[&str]) -> bool {
    let s = clauses.s;
    let before = chunk_of(clauses, finding).and_then(|c| c.checked_sub(1));
    before.is_some_and(|c| {
        let last = s.toks[s.chunks[c].last].lower.rsplit(' ').next();
        s.chunks[c].kind == Kind::Prep && last.is_some_and(|word| words.contains(&word))
    })
}

/// Whether the act stands behind "at", "over" or "against": why, and not what.
fn is_reason(clauses: &Clauses, finding: &Finding) -> bool {
    is_behind(clauses, finding, &["at", "over", "against"])
}

/// Whether the act is one that the sentence's own follows, and the time behind it stands in the same breath.
fn is_behind_following(clauses: &Clauses, finding: &Finding) -> bool {
    let s = clauses.s;
    let time = chunk_of(clauses, finding).and_then(|at| {
        let mut behind = at..s.chunks.len();
        let end =
            behind.find(|&c| matches!(s.chunks[c].kind, Kind::Date | Kind::Comma | Kind::Vg(_)))?;
        (s.chunks[end].kind == Kind::Date).then_some(end)
    });
    time.is_some() && is_behind(clauses, finding, &["following", "after"])
}

/// "after which", "upon which".
fn is_after_which(clauses: &Clauses, which: usize) -> bool {
    let s = clauses.s;
    let before = which.checked_sub(1);
    before.is_some_and(|c| {
        matches!(s.chunks[c].kind, Kind::Prep | Kind::Sub)
            && matches!(s.word_of(c), "after" | "upon" | "following")
    })
}

/// Whether the word stands before the subject of the act.
fn is_opened_by(clauses: &Clauses, finding: &Finding, word: &str) -> bool {
    let s = clauses.s;
    let subject = finding.verb.and_then(|v| clauses.subject(v));
    let opens = subject.and_then(|np| s.nps[np].chunk.checked_sub(1));
    opens
        .is_some_and(|c| matches!(s.chunks[c].kind, Kind::Prep | Kind::Sub) && s.word_of(c) == word)
}

/// "recalled", "was recalled", "has recalled".
pub(super) fn is_past_tense(clauses: &Clauses, verb: usize) -> bool {
    let vg = &clauses.s.vgs[verb];
    let forms = |at: usize| {
        clauses.s.toks[at]
            .verbs
            .iter()
            .fold(0, |all, form| all | form.forms)
    };
    let past = if vg.passive {
        forms(vg.first) & crate::grammar::PAST != 0 || clauses.s.toks[vg.first].lower == "were"
    } else {
        forms(vg.main) & crate::grammar::PAST != 0
    };
    vg.shape == VerbShape::Finite && vg.modal.is_none() && (past || vg.perfect)
}

/// "declared independence in 2008": done, and not told.
pub(super) fn declares_independence(clauses: &Clauses, v: usize) -> bool {
    let s = clauses.s;
    let object = s.np_at(s.vgs[v].chunk + 1);
    s.vgs[v].lemma == "declare" && object.is_some_and(|np| s.head(np) == "independence")
}
