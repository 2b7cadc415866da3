//! Tellings: claims of one state whose dates agree, in the order of valid time.

use std::ops::Range;

use jiff::civil::Date;
use legation_text::{PartialDate, Precision};

use super::{FoldedLine, Line, Told, append};

/// Claims for which a new line has room.
const FEW: usize = 4;

/// Claims of one state whose dates agree (rule 1).
pub(super) struct Telling {
    pub state: u16,
    date: PartialDate,
    /// Those with this very date, among all claims.
    exact: Range<usize>,
    /// Those with vaguer dates.
    vague: Vec<Told>,
}

impl Telling {
    pub fn claims<'a>(&'a self, all: &'a [Told]) -> impl Iterator<Item = &'a Told> {
        all[self.exact.clone()].iter().chain(&self.vague)
    }

    pub fn is_implied(&self, all: &[Told]) -> bool {
        self.claims(all).all(|claim| claim.implied)
    }

    pub fn moment(&self) -> (Date, Precision) {
        (self.date.first_day(), self.date.precision())
    }

    pub fn into_line(self, all: &[Told]) -> FoldedLine {
        let exact = &all[self.exact];
        let mut claims = Vec::with_capacity((exact.len() + self.vague.len()).max(FEW));
        claims.extend_from_slice(exact);
        claims.extend_from_slice(&self.vague);
        Line::of(self.state, Some(self.date), self.date.first_day(), claims)
    }

    /// Rule 3.
    pub fn append(self, all: &[Told], lines: &mut Vec<FoldedLine>) {
        match lines.last_mut() {
            Some(last) if last.state == self.state => {
                last.claims.extend_from_slice(&all[self.exact]);
                last.claims.extend_from_slice(&self.vague);
            }
            _ => append(lines, self.into_line(all)),
        }
    }
}

/// Rule 1: the claims in another order, and the tellings in the order of valid time. The most precise claims come first, so
/// that each vaguer one finds what it agrees with.
pub(super) fn tellings(claims: &[Told]) -> (Vec<Told>, Vec<Telling>) {
    let claims = in_order(claims);
    let mut all: Vec<Telling> = Vec::with_capacity(claims.len());
    // Where the tellings of the state at hand begin; they are kept in the order of their first days.
    let mut begin = 0;
    for (at, claim) in claims.iter().enumerate() {
        let Some(date) = claim.since else { continue };
        if all.last().is_some_and(|last| last.state != claim.state) {
            begin = all.len();
        }
        let known = &mut all[begin..];
        // Whatever is already there is at least as precise, so its first day lies within the date that it agrees with.
        let place = match known.last() {
            Some(last) if last.date.first_day() < date.first_day() => known.len(),
            _ => known.partition_point(|telling| telling.date.first_day() < date.first_day()),
        };
        match known.get_mut(place) {
            Some(same) if same.date == date && same.exact.end == at => same.exact.end = at + 1,
            Some(same) if same.date.first_day() <= date.last_day() => same.vague.push(*claim),
            _ => all.insert(
                begin + place,
                Telling {
                    state: claim.state,
                    date,
                    exact: at..at + 1,
                    vague: Vec::new(),
                },
            ),
        }
    }
    all.sort_by_key(|telling| (telling.moment(), telling.state));
    (claims, all)
}

/// By state, the more precise dates first, then by date: one number tells, as comparing is much of what folding does.
fn in_order(claims: &[Told]) -> Vec<Told> {
    let key = |claim: &Told| {
        let date = claim.since.map_or(0, |date| {
            let first = date.first_day();
            let precision = match date.precision() {
                Precision::Day => 0,
                Precision::Month => 1,
                Precision::Year => 2,
            };
            // The year's sign bit is turned, so that years before the first come before it.
            let year = u64::from(first.year() as u16 ^ 1 << 15);
            precision << 32 | year << 16 | (first.month() as u64) << 8 | first.day() as u64
        });
        u64::from(claim.state) << 48 | date
    };
    let mut keys: Vec<(u64, u32)> = claims.iter().map(key).zip(0..).collect();
    // Stable, which is the quicker the more of them are in order, as those are that follow from another relation.
    keys.sort_by_key(|(key, _)| *key);
    keys.into_iter()
        .map(|(_, at)| claims[at as usize])
        .collect()
}

/// A report that tells all of these.
pub(super) fn common_report(all: &[Told], moment: &[Telling]) -> Option<i64> {
    let (first, others) = moment.split_first()?;
    let tells = |telling: &Telling, report: i64| telling.claims(all).any(|c| c.report == report);
    first
        .claims(all)
        .map(|claim| claim.report)
        .filter(|r| others.iter().all(|t| tells(t, *r)))
        .min()
}

pub(super) fn first_place(all: &[Told], telling: &Telling, report: i64) -> usize {
    let places = telling
        .claims(all)
        .filter(|claim| claim.report == report)
        .map(|claim| claim.place);
    places.min().unwrap_or(usize::MAX)
}
