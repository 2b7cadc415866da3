//! From the claims about one relation to what was so, and when.
//!
//! The rules, in the order in which they apply:
//!
//! 1. **The same told again.** Claims of the same state whose dates agree are one telling with many claims; the most
//!    precise of their dates is its date. "In June" and "29 June" agree.
//! 2. **Later valid time wins.** Tellings follow each other in valid time; each ends the state before it. Of two that
//!    begin on the same first day the less precise comes first.
//! 3. **Unbroken states are one line.** A telling of the state that the relation is already in (relations upgraded,
//!    sanctions extended) supports the line and does not change since when it is so.
//! 4. **At the same time**, tellings of different states that one report tells together follow the order of its text.
//!    Otherwise they contradict each other: the line is disputed and both are shown. The word of one whose act it is
//!    wins, then the greater number of independent publishers, then the later publication.
//! 5. **Undated claims** say that it was so when the report was published. They support the latest line of their state
//!    that had begun by then. Where the relation has no line by then they make one whose beginning is unknown.
//!    Where a dated line says otherwise they move nothing.
//!
//! Every aspect is folded by itself: severing diplomatic relations leaves consular relations as they are (Vienna
//! Convention on Consular Relations, art. 2(3)).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use legation_text::PartialDate;

use crate::claim::{Claim, RelationKey};

/// A state of a relation, from when until when, on whose word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The state.
    pub state: String,
    /// Since when; `None` where no claim tells.
    pub since: Option<PartialDate>,
    /// The beginning of the next state; `None` where there is none, or none that is dated.
    pub until: Option<PartialDate>,
    /// The day from which the ledger holds it to be so: the first day of `since`, else the day by which it was told.
    pub holds_from: Date,
    /// The ids of those who brought it about.
    pub by: Vec<String>,
    /// The claims that say so.
    pub claims: Vec<Claim>,
    /// What others say of the same time.
    pub rivals: Vec<Line>,
}

impl Line {
    /// Whether others say otherwise of the same time.
    pub fn is_disputed(&self) -> bool {
        !self.rivals.is_empty()
    }
}

/// The lines of one relation, in the order of valid time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// The relation.
    pub relation: RelationKey,
    /// Its states, one after the other.
    pub lines: Vec<Line>,
}

impl History {
    /// The line that holds on a date: the last one that had begun by its last day.
    pub fn on(&self, date: PartialDate) -> Option<&Line> {
        self.lines
            .iter()
            .rev()
            .find(|line| line.holds_from <= date.last_day())
    }
}

/// How many independent voices these claims have: their publishers; unnamed publishers count as one.
pub fn independent_publishers<'a>(claims: impl IntoIterator<Item = &'a Claim>) -> usize {
    let voices: BTreeSet<Option<String>> = claims
        .into_iter()
        .map(|claim| claim.publisher.as_ref().map(|name| name.to_lowercase()))
        .collect();
    voices.len()
}

/// Folds claims about any number of relations; the histories are in the order of their keys.
pub fn fold(claims: Vec<Claim>) -> Vec<History> {
    let mut by_relation: BTreeMap<RelationKey, Vec<Claim>> = BTreeMap::new();
    for claim in claims {
        by_relation
            .entry(claim.relation.clone())
            .or_default()
            .push(claim);
    }
    by_relation
        .into_iter()
        .map(|(relation, claims)| History {
            relation,
            lines: fold_relation(claims),
        })
        .collect()
}

/// Claims of one state whose dates agree (rule 1).
struct Telling {
    state: String,
    date: PartialDate,
    claims: Vec<Claim>,
}

fn fold_relation(claims: Vec<Claim>) -> Vec<Line> {
    let (dated, undated): (Vec<_>, Vec<_>) = claims
        .into_iter()
        .partition(|claim| claim.valid_from.is_some());
    let mut lines: Vec<Line> = Vec::new();
    for moment in moments(tellings(dated)) {
        settle(moment)
            .into_iter()
            .for_each(|line| append(&mut lines, line));
    }
    add_undated(&mut lines, undated);
    for line in &mut lines {
        line.claims.sort_by(|a, b| told(a).cmp(&told(b)));
    }
    lines
}

/// The order in which claims of one line are named: by publication, then by report and place.
fn told(claim: &Claim) -> (Date, &str, usize, &str) {
    (known_by(claim), &claim.report, claim.place, &claim.id)
}

/// Rule 1. The most precise claims come first, so that each vaguer one finds what it agrees with.
fn tellings(claims: Vec<Claim>) -> Vec<Telling> {
    let mut dated: Vec<(PartialDate, Claim)> = claims
        .into_iter()
        .filter_map(|claim| Some((claim.valid_from?, claim)))
        .collect();
    dated.sort_by(|(a, x), (b, y)| {
        (b.precision(), a.first_day(), &x.id).cmp(&(a.precision(), b.first_day(), &y.id))
    });
    let mut found: BTreeMap<String, BTreeMap<Date, Telling>> = BTreeMap::new();
    for (date, claim) in dated {
        let known = found.entry(claim.state.clone()).or_default();
        // Whatever is already there is at least as precise, so its first day lies within the date that it agrees with.
        let same = known
            .range_mut(date.first_day()..=date.last_day())
            .map(|(_, t)| t)
            .find(|t| t.date.agrees_with(date));
        match same {
            Some(telling) => telling.claims.push(claim),
            None => {
                let state = claim.state.clone();
                known.insert(
                    date.first_day(),
                    Telling {
                        state,
                        date,
                        claims: vec![claim],
                    },
                );
            }
        }
    }
    let mut all: Vec<Telling> = found
        .into_values()
        .flat_map(BTreeMap::into_values)
        .collect();
    all.sort_by(|a, b| {
        moment_of(a)
            .cmp(&moment_of(b))
            .then_with(|| a.state.cmp(&b.state))
    });
    all
}

fn moment_of(telling: &Telling) -> (Date, legation_text::Precision) {
    (telling.date.first_day(), telling.date.precision())
}

/// Rule 2: tellings of the same time together, in the order of valid time.
fn moments(tellings: Vec<Telling>) -> Vec<Vec<Telling>> {
    let mut moments: Vec<Vec<Telling>> = Vec::new();
    for telling in tellings {
        match moments.last_mut() {
            Some(moment) if moment_of(&moment[0]) == moment_of(&telling) => moment.push(telling),
            _ => moments.push(vec![telling]),
        }
    }
    moments
}

/// Rule 4: what of the tellings of one time becomes a line, in which order.
fn settle(mut moment: Vec<Telling>) -> Vec<Line> {
    if let Some(report) = common_report(&moment) {
        moment.sort_by_key(|telling| first_place(telling, &report));
        return moment.into_iter().map(line_of).collect();
    }
    moment.sort_by(|a, b| {
        weight(b)
            .cmp(&weight(a))
            .then_with(|| a.state.cmp(&b.state))
    });
    let mut lines = moment.into_iter().map(line_of);
    let Some(mut winner) = lines.next() else {
        return Vec::new();
    };
    winner.rivals = lines.collect();
    vec![winner]
}

/// A report that tells all of these.
fn common_report(moment: &[Telling]) -> Option<String> {
    let (first, others) = moment.split_first()?;
    let tells =
        |telling: &Telling, report: &str| telling.claims.iter().any(|claim| claim.report == report);
    first
        .claims
        .iter()
        .map(|claim| &claim.report)
        .filter(|r| others.iter().all(|t| tells(t, r)))
        .min()
        .cloned()
}

fn first_place(telling: &Telling, report: &str) -> usize {
    let places = telling
        .claims
        .iter()
        .filter(|claim| claim.report == report)
        .map(|claim| claim.place);
    places.min().unwrap_or(usize::MAX)
}

fn weight(telling: &Telling) -> (bool, usize, Option<Date>) {
    let own_word = telling.claims.iter().any(Claim::is_own_word);
    let latest = telling
        .claims
        .iter()
        .filter_map(|claim| claim.published)
        .map(PartialDate::last_day)
        .max();
    (own_word, independent_publishers(&telling.claims), latest)
}

fn line_of(telling: Telling) -> Line {
    let mut line = Line {
        state: telling.state,
        since: Some(telling.date),
        until: None,
        holds_from: telling.date.first_day(),
        by: actors(&telling.claims),
        claims: telling.claims,
        rivals: Vec::new(),
    };
    line.claims.sort_by(|a, b| told(a).cmp(&told(b)));
    line
}

fn actors(claims: &[Claim]) -> Vec<String> {
    let by: BTreeSet<&String> = claims.iter().flat_map(|claim| &claim.by).collect();
    by.into_iter().cloned().collect()
}

/// Rule 3, and the end of the line before.
fn append(lines: &mut Vec<Line>, next: Line) {
    match lines.last_mut() {
        Some(last) if last.state == next.state => {
            last.claims.extend(next.claims);
            last.rivals.extend(next.rivals);
        }
        last => {
            if let Some(last) = last {
                last.until = next.since;
            }
            lines.push(next);
        }
    }
}

/// The last day by which a claim's report must have been written.
fn known_by(claim: &Claim) -> Date {
    let learned = || claim.learned.get(..10).and_then(|day| day.parse().ok());
    claim
        .published
        .map(PartialDate::last_day)
        .or_else(learned)
        .unwrap_or(Date::MAX)
}

/// Rule 5.
fn add_undated(lines: &mut Vec<Line>, mut undated: Vec<Claim>) {
    undated.sort_by(|a, b| told(a).cmp(&told(b)));
    let mut before: Vec<Line> = Vec::new();
    for claim in undated {
        let day = known_by(&claim);
        if let Some(line) = lines
            .iter_mut()
            .rev()
            .find(|l| l.state == claim.state && l.holds_from <= day)
        {
            line.claims.push(claim);
        } else if lines.first().is_none_or(|first| first.holds_from > day) {
            let line = Line {
                state: claim.state.clone(),
                since: None,
                until: None,
                holds_from: day,
                by: claim.by.clone(),
                claims: vec![claim],
                rivals: Vec::new(),
            };
            append(&mut before, line);
        }
    }
    put_before(lines, before);
}

fn put_before(lines: &mut Vec<Line>, mut before: Vec<Line>) {
    if let (Some(last), Some(first)) = (before.last_mut(), lines.first_mut()) {
        if last.state == first.state {
            // The dated line tells since when; the undated claims only say that it was so.
            first.claims.append(&mut last.claims);
            before.pop();
        } else {
            last.until = first.since;
        }
    }
    before.append(lines);
    *lines = before;
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
