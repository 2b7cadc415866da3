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
//!    Otherwise they contradict each other: the line is disputed and both are shown. What a reviewer has accepted
//!    wins, then the word of one whose act it is, then the greater number of independent voices, then the later
//!    publication.
//! 5. **Undated claims** say that it was so when the report was published. They support the latest line of their state
//!    that had begun by then. Where the relation has no line by then they make one whose beginning is unknown.
//!    Where a dated line says otherwise they move nothing.
//!
//! 6. **Denials** say that by their day the relation was not in a state. They contradict the line that has it in that state
//!    then. The line is disputed; by the same order of weight either it stands or it is overruled, and is shown as such.
//! 7. **Implications.** Severing diplomatic relations ends the representation of either in the other; establishing them
//!    recognises. Only lines of which some report speaks are moved so, and what a report says for the same time goes first.
//!
//! Every aspect is folded by itself otherwise: severing diplomatic relations leaves consular relations as they are (Vienna
//! Convention on Consular Relations, art. 2(3)).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use legation_text::PartialDate;

use crate::claim::{Claim, RelationKey};
use crate::implication::implied_by;
use crate::voices::voices;

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
    /// Claims that it was not so.
    pub denials: Vec<Claim>,
}

impl Line {
    /// Whether others say otherwise of the same time.
    pub fn is_disputed(&self) -> bool {
        !self.rivals.is_empty() || !self.denials.is_empty()
    }

    /// Whether no report says so and all its claims follow from another relation's.
    pub fn is_implied(&self) -> bool {
        self.claims.iter().all(|claim| claim.implied)
    }

    fn of(state: String, since: Option<PartialDate>, holds_from: Date, claims: Vec<Claim>) -> Self {
        let mut line = Line {
            state,
            since,
            until: None,
            holds_from,
            by: actors(&claims),
            claims,
            rivals: Vec::new(),
            denials: Vec::new(),
        };
        line.claims.sort_by(|a, b| told(a).cmp(&told(b)));
        line
    }

    /// The day by which it had surely begun, as far as its claims tell: "in July", written on the 9th, is by the 9th.
    fn begun_by(&self) -> Date {
        let latest = self.since.map_or(self.holds_from, PartialDate::last_day);
        let written = self.claims.iter().map(known_by).min();
        written.map_or(latest, |day| {
            day.clamp(self.holds_from, latest.max(self.holds_from))
        })
    }
}

/// The lines of one relation, in the order of valid time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// The relation.
    pub relation: RelationKey,
    /// Its states, one after the other.
    pub lines: Vec<Line>,
    /// What is told but does not stand, because a denial outweighs it.
    pub overruled: Vec<Line>,
}

impl History {
    /// The line that holds on a date: the last one that had begun by its last day.
    pub fn on(&self, date: PartialDate) -> Option<&Line> {
        self.lines
            .iter()
            .rev()
            .find(|line| line.holds_from <= date.last_day())
    }

    /// The overruled lines that would hold on a date if they stood.
    pub fn overruled_on(&self, date: PartialDate) -> impl Iterator<Item = &Line> {
        let begun = self.on(date).map(|line| line.holds_from);
        self.overruled.iter().filter(move |line| {
            line.holds_from <= date.last_day() && begun.is_none_or(|begun| line.holds_from >= begun)
        })
    }
}

/// Folds claims about any number of relations; the histories are in the order of their keys.
pub fn fold(claims: Vec<Claim>) -> Vec<History> {
    fold_asked(claims, |_| false)
}

/// Like [`fold`], but what diplomatic relations imply for a relation that is `asked` about becomes a line even where no
/// report speaks of that relation.
pub fn fold_asked(claims: Vec<Claim>, asked: impl Fn(&RelationKey) -> bool) -> Vec<History> {
    let mut by_relation: BTreeMap<RelationKey, Vec<Claim>> = BTreeMap::new();
    for claim in claims {
        by_relation
            .entry(claim.relation.clone())
            .or_default()
            .push(claim);
    }
    let (moving, mut others): (BTreeMap<_, _>, BTreeMap<_, _>) = by_relation
        .into_iter()
        .partition(|(relation, _)| relation.aspect == "diplomatic");
    let mut histories: Vec<History> = moving.into_iter().map(fold_relation).collect();
    for history in &histories {
        for claim in implied_by(history) {
            if asked(&claim.relation) {
                others
                    .entry(claim.relation.clone())
                    .or_default()
                    .push(claim);
            } else if let Some(known) = others.get_mut(&claim.relation) {
                known.push(claim);
            }
        }
    }
    histories.extend(others.into_iter().map(fold_relation));
    histories.sort_by(|a, b| a.relation.cmp(&b.relation));
    histories
}

fn fold_relation((relation, claims): (RelationKey, Vec<Claim>)) -> History {
    let (denials, claims): (Vec<_>, Vec<_>) = claims.into_iter().partition(|claim| claim.denies);
    if denials.is_empty() {
        return History {
            relation,
            lines: lines_of(claims),
            overruled: Vec::new(),
        };
    }
    let mut lines = lines_of(claims.clone());
    deny(&mut lines, denials);
    let overruled: Vec<Line> = lines.extract_if(.., |line| outweighed(line)).collect();
    if !overruled.is_empty() {
        // What is left is folded anew: the states around an overruled one may be one unbroken line.
        let out: BTreeSet<&str> = overruled
            .iter()
            .flat_map(|line| &line.claims)
            .map(|claim| claim.id.as_str())
            .collect();
        let denials: Vec<Claim> = lines.into_iter().flat_map(|line| line.denials).collect();
        lines = lines_of(
            claims
                .into_iter()
                .filter(|claim| !out.contains(claim.id.as_str()))
                .collect(),
        );
        deny(&mut lines, denials);
    }
    History {
        relation,
        lines,
        overruled,
    }
}

/// Rule 6: gives each denial to the line that it contradicts. A denial that contradicts none is borne out.
fn deny(lines: &mut [Line], denials: Vec<Claim>) {
    for denial in denials {
        let day = denial
            .valid_from
            .map_or_else(|| known_by(&denial), PartialDate::last_day);
        let holding = lines.iter_mut().rev().find(|line| line.holds_from <= day);
        if let Some(line) = holding.filter(|l| l.state == denial.state && l.begun_by() <= day) {
            line.denials.push(denial);
        }
    }
    for line in lines {
        line.denials.sort_by(|a, b| told(a).cmp(&told(b)));
    }
}

fn outweighed(line: &Line) -> bool {
    !line.denials.is_empty() && weight(&line.denials) > weight(&line.claims)
}

/// Claims of one state whose dates agree (rule 1).
struct Telling {
    state: String,
    date: PartialDate,
    claims: Vec<Claim>,
}

impl Telling {
    fn is_implied(&self) -> bool {
        self.claims.iter().all(|claim| claim.implied)
    }
}

fn lines_of(claims: Vec<Claim>) -> Vec<Line> {
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
    if moment.iter().any(|telling| !telling.is_implied()) {
        moment.retain(|telling| !telling.is_implied());
    }
    if let Some(report) = common_report(&moment) {
        moment.sort_by_key(|telling| first_place(telling, &report));
        return moment.into_iter().map(line_of).collect();
    }
    moment.sort_by(|a, b| {
        weight(&b.claims)
            .cmp(&weight(&a.claims))
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

/// Rule 4: whose word counts for more.
fn weight(claims: &[Claim]) -> (bool, bool, usize, Option<Date>) {
    let latest = claims
        .iter()
        .filter_map(|claim| claim.published)
        .map(PartialDate::last_day)
        .max();
    (
        claims.iter().any(|claim| claim.accepted),
        claims.iter().any(Claim::is_own_word),
        voices(claims),
        latest,
    )
}

fn line_of(telling: Telling) -> Line {
    Line::of(
        telling.state,
        Some(telling.date),
        telling.date.first_day(),
        telling.claims,
    )
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
            append(
                &mut before,
                Line::of(claim.state.clone(), None, day, vec![claim]),
            );
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

#[cfg(test)]
#[path = "fold_properties.rs"]
mod properties;
