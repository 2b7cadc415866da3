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

mod tellings;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::civil::Date;
use legation_text::{PartialDate, Precision};
use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::claim::{Claim, RelationKey};
use crate::implication::implied_by;
use crate::threads::in_two;
use crate::voices::{Voice, counted};

use tellings::{Telling, common_report, first_place, tellings};

/// A state of a relation, from when until when, on whose word.
///
/// Folding works with numbers for states and claims (see [`Told`]); outside, a line has the claims themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<S = String, T = Claim> {
    /// The state.
    pub state: S,
    /// Since when; `None` where no claim tells.
    pub since: Option<PartialDate>,
    /// The beginning of the next state; `None` where there is none, or none that is dated.
    pub until: Option<PartialDate>,
    /// The day from which the ledger holds it to be so: the first day of `since`, else the day by which it was told.
    pub holds_from: Date,
    /// The claims that say so.
    pub claims: Vec<T>,
    /// How many of these, the first ones, tell how it began.
    pub begun: usize,
    /// What others say of the same time.
    pub rivals: Vec<Line<S, T>>,
    /// Claims that it was not so.
    pub denials: Vec<T>,
}

impl<S, T> Line<S, T> {
    /// Whether others say otherwise of the same time.
    pub fn is_disputed(&self) -> bool {
        !self.rivals.is_empty() || !self.denials.is_empty()
    }

    fn of(state: S, since: Option<PartialDate>, holds_from: Date, claims: Vec<T>) -> Self {
        Line {
            state,
            since,
            until: None,
            holds_from,
            begun: claims.len(),
            claims,
            rivals: Vec::new(),
            denials: Vec::new(),
        }
    }
}

/// The lines of one relation, in the order of valid time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History<S = String, T = Claim> {
    /// The relation.
    pub relation: RelationKey,
    /// Its states, one after the other.
    pub lines: Vec<Line<S, T>>,
    /// What is told but does not stand, because a denial outweighs it.
    pub overruled: Vec<Line<S, T>>,
}

impl<S, T> History<S, T> {
    /// The line that holds on a date: the last one that had begun by its last day.
    pub fn on(&self, date: PartialDate) -> Option<&Line<S, T>> {
        let begun = self
            .lines
            .iter()
            .rposition(|line| line.holds_from <= date.last_day());
        begun.map(|at| &self.lines[at])
    }

    /// The overruled lines that would hold on a date if they stood.
    pub fn overruled_on(&self, date: PartialDate) -> impl Iterator<Item = &Line<S, T>> {
        let begun = self.on(date).map(|line| line.holds_from);
        self.overruled.iter().filter(move |line| {
            line.holds_from <= date.last_day() && begun.is_none_or(|begun| line.holds_from >= begun)
        })
    }
}

/// What folding needs of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// Which of the claims that are folded it is.
    pub at: usize,
    /// The number of its state; numbers are in the order of the states' names.
    pub state: u16,
    pub since: Option<PartialDate>,
    /// The last day by which its report must have been written.
    pub known_by: Date,
    pub published: Option<PartialDate>,
    pub report: i64,
    pub place: usize,
    /// Orders claims that nothing else does.
    pub id: u64,
    pub denies: bool,
    pub own_word: bool,
    pub accepted: bool,
    pub implied: bool,
}

impl Told {
    /// The order in which claims of one line are named: by publication, then by report and place.
    pub fn order(&self) -> (Date, i64, usize, u64) {
        (self.known_by, self.report, self.place, self.id)
    }
}

pub(crate) type FoldedLine = Line<u16, Told>;
pub(crate) type FoldedHistory = History<u16, Told>;

impl Line {
    /// Whether no report says so and all its claims follow from another relation's.
    pub fn is_implied(&self) -> bool {
        self.claims.iter().all(|claim| claim.implied)
    }
}

impl FoldedLine {
    /// Whether no report says so and all its claims follow from another relation's.
    pub fn is_implied(&self) -> bool {
        self.claims.iter().all(|claim| claim.implied)
    }

    /// The claim that is named first.
    pub fn first(&self) -> Option<&Told> {
        let (begun, later) = self.claims.split_at(self.begun);
        let earliest = |claims: &'_ [Told]| {
            claims
                .iter()
                .enumerate()
                .min_by_key(|(_, c)| c.order())
                .map(|(at, _)| at)
        };
        earliest(begun)
            .map(|at| &begun[at])
            .or_else(|| earliest(later).map(|at| &later[at]))
    }

    /// The day by which it had surely begun, as far as its claims tell: "in July", written on the 9th, is by the 9th.
    fn begun_by(&self) -> Date {
        let latest = self.since.map_or(self.holds_from, PartialDate::last_day);
        let written = self.claims.iter().map(|claim| claim.known_by).min();
        written.map_or(latest, |day| {
            day.clamp(self.holds_from, latest.max(self.holds_from))
        })
    }
}

/// Claims about any number of relations, ready to be folded.
pub(crate) struct Folding<'a> {
    /// The names of states, in their order, with those that can be implied.
    pub states: &'a [String],
    /// Who tells each claim.
    pub voice: &'a (dyn Fn(usize) -> Voice + Sync),
}

/// What is told of one relation.
type Claims = (RelationKey, Vec<Told>);

/// Which relations become histories.
#[derive(Clone, Copy)]
pub(crate) enum Wanted<'a> {
    /// All of which something is told.
    Told,
    /// These too, where diplomatic relations imply something of them.
    WithImplied(&'a (dyn Fn(&RelationKey) -> bool + Sync)),
    /// Of those that are told or implied, these.
    Only(&'a (dyn Fn(&RelationKey) -> bool + Sync)),
}

/// The names of these states and of those that can be implied, so that their numbers are in the order of the names.
pub(crate) fn numbered<'a>(states: impl Iterator<Item = &'a str>) -> Vec<String> {
    let names: BTreeSet<&str> = states.chain(crate::implication::STATES).collect();
    names.into_iter().map(str::to_owned).collect()
}

impl Folding<'_> {
    /// Folds; the histories are in the order of their keys.
    pub fn fold(
        &self,
        claims: BTreeMap<RelationKey, Vec<Told>>,
        wanted: Wanted,
    ) -> Vec<FoldedHistory> {
        fn pair((relation, _): &Claims) -> (&str, &str) {
            let (a, b) = (relation.from.as_str(), relation.to.as_str());
            (a.min(b), a.max(b))
        }
        let mut all: Vec<Claims> = claims.into_iter().collect();
        all.sort_by(|a, b| pair(a).cmp(&pair(b)));
        let mut pairs: Vec<Vec<Claims>> = Vec::new();
        for claims in all {
            match pairs.last_mut() {
                Some(last) if pair(&last[0]) == pair(&claims) => last.push(claims),
                _ => pairs.push(vec![claims]),
            }
        }
        // What follows from a relation is about the same two.
        let folded = in_two(
            pairs,
            |pair| pair.iter().map(|(_, claims)| claims.len()).sum(),
            |pair| self.histories(pair, wanted),
        );
        let mut histories: Vec<FoldedHistory> = folded.into_iter().flatten().collect();
        histories.sort_by(|a, b| a.relation.cmp(&b.relation));
        histories
    }

    /// The histories of two.
    fn histories(&self, pair: Vec<Claims>, wanted: Wanted) -> Vec<FoldedHistory> {
        let (moving, mut others): (Vec<_>, Vec<_>) = pair
            .into_iter()
            .partition(|(relation, _)| relation.aspect == "diplomatic");
        let moving = moving.into_iter();
        let mut histories: Vec<FoldedHistory> = moving
            .map(|(relation, claims)| self.history(relation, claims))
            .collect();
        for history in &histories {
            let is_told =
                |relation: &RelationKey| others.iter().any(|(known, _)| known == relation);
            let becomes_one = |relation: &RelationKey| match wanted {
                Wanted::Told => is_told(relation),
                Wanted::WithImplied(these) => these(relation) || is_told(relation),
                Wanted::Only(these) => these(relation),
            };
            for (relation, claims) in implied_by(history, self.states, becomes_one) {
                match others.iter_mut().find(|(known, _)| *known == relation) {
                    Some((_, known)) => known.extend(claims),
                    None => others.push((relation, claims)),
                }
            }
        }
        if let Wanted::Only(these) = wanted {
            histories.retain(|history| these(&history.relation));
            others.retain(|(relation, _)| these(relation));
        }
        let others = others.into_iter();
        histories.extend(others.map(|(relation, claims)| self.history(relation, claims)));
        histories
    }

    fn history(&self, relation: RelationKey, claims: Vec<Told>) -> FoldedHistory {
        if !claims.iter().any(|claim| claim.denies) {
            return History {
                relation,
                lines: self.lines_of(claims),
                overruled: Vec::new(),
            };
        }
        let (denials, claims): (Vec<_>, Vec<_>) =
            claims.into_iter().partition(|claim| claim.denies);
        let mut lines = self.lines_of(claims.clone());
        deny(&mut lines, denials);
        let overruled: Vec<FoldedLine> =
            lines.extract_if(.., |line| self.outweighed(line)).collect();
        if !overruled.is_empty() {
            // What is left is folded anew: the states around an overruled one may be one unbroken line.
            let out: HashSet<usize> = overruled
                .iter()
                .flat_map(|line| &line.claims)
                .map(|claim| claim.at)
                .collect();
            let denials: Vec<Told> = lines.into_iter().flat_map(|line| line.denials).collect();
            lines = self.lines_of(
                claims
                    .into_iter()
                    .filter(|claim| !out.contains(&claim.at))
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

    fn lines_of(&self, claims: Vec<Told>) -> Vec<FoldedLine> {
        let (mut dated, mut undated) = (claims, Vec::new());
        if dated.iter().any(|claim| claim.since.is_none()) {
            (dated, undated) = dated.into_iter().partition(|claim| claim.since.is_some());
        }
        let mut lines = match first_of_one_state(&dated) {
            Some(since) => vec![one_line(dated, since)],
            None => self.lines_of_dated(&dated),
        };
        add_undated(&mut lines, undated);
        lines
    }

    fn lines_of_dated(&self, dated: &[Told]) -> Vec<FoldedLine> {
        let mut lines: Vec<FoldedLine> = Vec::new();
        let mut moment: Vec<Telling> = Vec::new();
        // Rule 2: tellings of the same time together, in the order of valid time.
        let (dated, tellings) = tellings(dated);
        for telling in tellings {
            if moment
                .last()
                .is_some_and(|last| last.moment() != telling.moment())
            {
                self.settle(&dated, &mut moment, &mut lines);
            }
            moment.push(telling);
        }
        self.settle(&dated, &mut moment, &mut lines);
        lines
    }

    /// Rule 4: what of the tellings of one time becomes a line, in which order.
    fn settle(&self, all: &[Told], moment: &mut Vec<Telling>, lines: &mut Vec<FoldedLine>) {
        if moment.len() > 1 {
            if moment.iter().any(|telling| !telling.is_implied(all)) {
                moment.retain(|telling| !telling.is_implied(all));
            }
            if let Some(report) = common_report(all, moment) {
                moment.sort_by_key(|telling| first_place(all, telling, report));
            } else {
                // Numbers of states are in the order of their names.
                moment.sort_by_cached_key(|telling| {
                    let claims: Vec<Told> = telling.claims(all).copied().collect();
                    (Reverse(self.weight(&claims)), telling.state)
                });
                let rivals = moment.split_off(1);
                moment.drain(..).for_each(|told| told.append(all, lines));
                if let Some(line) = lines.last_mut() {
                    line.rivals
                        .extend(rivals.into_iter().map(|rival| rival.into_line(all)));
                }
                return;
            }
        }
        moment
            .drain(..)
            .for_each(|telling| telling.append(all, lines));
    }

    /// Rule 4: whose word counts for more.
    fn weight(&self, claims: &[Told]) -> (bool, bool, usize, Option<Date>) {
        let latest = claims
            .iter()
            .filter_map(|claim| claim.published)
            .map(PartialDate::last_day)
            .max();
        (
            claims.iter().any(|claim| claim.accepted),
            claims.iter().any(|claim| claim.own_word),
            match claims {
                [_] => 1,
                _ => counted(&told_by(claims, self.voice)).voices,
            },
            latest,
        )
    }

    fn outweighed(&self, line: &FoldedLine) -> bool {
        !line.denials.is_empty() && self.weight(&line.denials) > self.weight(&line.claims)
    }
}

/// Who tells these claims, each report once.
pub(crate) fn told_by(claims: &[Told], voice: impl Fn(usize) -> Voice) -> Vec<Voice> {
    let mut reports = FxHashSet::with_capacity_and_hasher(claims.len(), FxBuildHasher);
    let once = claims.iter().filter(|claim| reports.insert(claim.report));
    once.map(|claim| voice(claim.at)).collect()
}

/// Rule 6: gives each denial to the line that it contradicts. A denial that contradicts none is borne out.
fn deny(lines: &mut [FoldedLine], denials: Vec<Told>) {
    for denial in denials {
        let day = denial.since.map_or(denial.known_by, PartialDate::last_day);
        let holding = lines.iter_mut().rev().find(|line| line.holds_from <= day);
        if let Some(line) = holding.filter(|l| l.state == denial.state && l.begun_by() <= day) {
            line.denials.push(denial);
        }
    }
}

/// The earliest date of claims that all tell the same state, and all to the day: these are one line, and nothing is to be put in order.
fn first_of_one_state(dated: &[Told]) -> Option<PartialDate> {
    let state = dated.first()?.state;
    let mut earliest: Option<PartialDate> = None;
    for claim in dated {
        let date = claim.since?;
        if claim.state != state || date.precision() != Precision::Day {
            return None;
        }
        if earliest.is_none_or(|earliest| date.first_day() < earliest.first_day()) {
            earliest = Some(date);
        }
    }
    earliest
}

fn one_line(dated: Vec<Told>, since: PartialDate) -> FoldedLine {
    let state = dated[0].state;
    let (mut claims, later): (Vec<Told>, Vec<Told>) = dated
        .into_iter()
        .partition(|claim| claim.since == Some(since));
    let begun = claims.len();
    claims.extend(later);
    Line {
        begun,
        ..Line::of(state, Some(since), since.first_day(), claims)
    }
}

/// Rule 3, and the end of the line before.
fn append(lines: &mut Vec<FoldedLine>, next: FoldedLine) {
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

/// Rule 5.
fn add_undated(lines: &mut Vec<FoldedLine>, mut undated: Vec<Told>) {
    undated.sort_by_key(Told::order);
    let mut before: Vec<FoldedLine> = Vec::new();
    for claim in undated {
        let day = claim.known_by;
        if let Some(line) = lines
            .iter_mut()
            .rev()
            .find(|l| l.state == claim.state && l.holds_from <= day)
        {
            line.claims.push(claim);
        } else if lines.first().is_none_or(|first| first.holds_from > day) {
            append(&mut before, Line::of(claim.state, None, day, vec![claim]));
        }
    }
    put_before(lines, before);
}

fn put_before(lines: &mut Vec<FoldedLine>, mut before: Vec<FoldedLine>) {
    if let (Some(last), Some(first)) = (before.last_mut(), lines.first_mut()) {
        if last.state == first.state {
            // The dated line tells since when; the undated claims only say that it was so.
            first.claims.append(&mut last.claims);
            before.pop();
        }
        if let Some(last) = before.last_mut() {
            last.until = first.since;
        }
    }
    before.append(lines);
    *lines = before;
}

/// Folds claims about any number of relations; the histories are in the order of their keys.
pub fn fold(claims: Vec<Claim>) -> Vec<History> {
    let states = numbered(claims.iter().map(|claim| claim.state.as_str()));
    let rank = |of: fn(&Claim) -> &str| -> HashMap<String, usize> {
        let all: BTreeSet<&str> = claims.iter().map(of).collect();
        let numbered = all.into_iter().enumerate();
        numbered.map(|(n, name)| (name.to_owned(), n)).collect()
    };
    let (reports, ids) = (rank(|claim| &claim.report), rank(|claim| &claim.id));
    let mut by_relation: BTreeMap<RelationKey, Vec<Told>> = BTreeMap::new();
    for (at, claim) in claims.iter().enumerate() {
        let told = Told {
            at,
            state: number_of(&states, &claim.state),
            since: claim.valid_from,
            known_by: known_by(claim),
            published: claim.published,
            report: reports[&claim.report] as i64,
            place: claim.place,
            id: ids[&claim.id] as u64,
            denies: claim.denies,
            own_word: claim.is_own_word(),
            accepted: claim.accepted,
            implied: claim.implied,
        };
        by_relation
            .entry(claim.relation.clone())
            .or_default()
            .push(told);
    }
    let folding = Folding {
        states: &states,
        voice: &|at| claims[at].voice(),
    };
    let histories = folding.fold(by_relation, Wanted::Told);
    histories
        .into_iter()
        .map(|history| History {
            lines: with_claims(history.lines, &history.relation, &states, &claims),
            overruled: with_claims(history.overruled, &history.relation, &states, &claims),
            relation: history.relation,
        })
        .collect()
}

/// The number of a state that is among these.
pub(crate) fn number_of(states: &[String], state: &str) -> u16 {
    let at = states.binary_search_by(|known| known.as_str().cmp(state));
    at.ok()
        .and_then(|at| u16::try_from(at).ok())
        .unwrap_or(u16::MAX)
}

fn with_claims(
    lines: Vec<FoldedLine>,
    relation: &RelationKey,
    states: &[String],
    claims: &[Claim],
) -> Vec<Line> {
    let claims_of = |mut told: Vec<Told>, begun: usize| -> Vec<Claim> {
        let (first, later) = told.split_at_mut(begun);
        first.sort_by_key(Told::order);
        later.sort_by_key(Told::order);
        told.iter()
            .map(|told| match told.implied {
                false => claims[told.at].clone(),
                true => Claim {
                    relation: relation.clone(),
                    state: states[usize::from(told.state)].clone(),
                    valid_from: told.since,
                    implied: true,
                    ..claims[told.at].clone()
                },
            })
            .collect()
    };
    lines
        .into_iter()
        .map(|line| Line {
            state: states[usize::from(line.state)].clone(),
            since: line.since,
            until: line.until,
            holds_from: line.holds_from,
            begun: line.begun,
            claims: claims_of(line.claims, line.begun),
            rivals: with_claims(line.rivals, relation, states, claims),
            denials: claims_of(line.denials, 0),
        })
        .collect()
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

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "fold_properties.rs"]
mod properties;
