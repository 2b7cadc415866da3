//! What moved: the relations that went into another state within some time.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use legation_text::PartialDate;

use crate::answer::{Change, Changes};
use crate::aspects::Aspects;
use crate::fold::Wanted;
use crate::query::Shown;
use crate::view::{Between, Pair, Stays, ordered};
use crate::{Ledger, LedgerError};

/// Whose relations are meant.
#[derive(Clone, Copy, Debug)]
pub enum Among<'a> {
    /// All.
    All,
    /// Those of this entity.
    Of(&'a str),
    /// Those of these two.
    Two(&'a str, &'a str),
}

/// A relation that went into another state, without what tells so.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The two; of an unordered relation the lesser id first.
    pub pair: [String; 2],
    /// `recognition`, `diplomatic`, …
    pub aspect: String,
    /// What it is about, where that is more than the aspect.
    pub object: Option<String>,
    /// Since when.
    pub since: Option<PartialDate>,
    /// Whether others say otherwise of the same time.
    pub disputed: bool,
    /// How many independent voices say so; of a rival 0.
    pub voices: usize,
    /// When the ledger learned of it, RFC 3339 in UTC, and of which claim.
    pub learned: Option<(String, String)>,
    /// The line of its relation, and which of its rivals.
    place: (usize, Option<usize>),
}

impl Ledger {
    /// The relations that went into another state from the first day of `since` to the last day of `until`.
    pub fn changes(
        &self,
        since: PartialDate,
        until: Option<PartialDate>,
        as_known: Option<PartialDate>,
    ) -> Result<Changes, LedgerError> {
        Ok(Changes {
            since,
            until,
            changes: self.changes_among(Among::All, (since, until), as_known, |moved| moved)?,
        })
    }

    /// Like [`Ledger::changes`], of which `choose` takes those that are wanted, in the order that is wanted: it is given all, in
    /// the order of their dates.
    pub fn changes_among(
        &self,
        among: Among,
        (since, until): (PartialDate, Option<PartialDate>),
        as_known: Option<PartialDate>,
        choose: impl FnOnce(Vec<Moved>) -> Vec<Moved>,
    ) -> Result<Vec<Change>, LedgerError> {
        let first = since.first_day();
        let last = until.map_or(Date::MAX, PartialDate::last_day);
        self.at_once(|| {
            let folded = match among {
                Among::All => self.between_moved((first, last), as_known)?,
                Among::Of(a) => self.around(a, as_known)?,
                Among::Two(a, b) => {
                    self.between([ordered(a.to_owned(), b.to_owned())], as_known)?
                }
            };
            self.told_of(&choose(moved(&folded, first, last)), as_known)
        })
    }

    /// Each of these with what it rests on.
    fn told_of(
        &self,
        moved: &[Moved],
        as_known: Option<PartialDate>,
    ) -> Result<Vec<Change>, LedgerError> {
        // Aspect by aspect, as most that is between two has nothing to do with what moved.
        let mut of_pairs: BTreeMap<(Pair, &str), Vec<usize>> = BTreeMap::new();
        for (at, one) in moved.iter().enumerate() {
            let [a, b] = one.pair.clone();
            let pair = (ordered(a, b), one.aspect.as_str());
            of_pairs.entry(pair).or_default().push(at);
        }
        let most = self.listed.sources_of_each(moved.len());
        let mut changes: Vec<Option<Change>> = vec![None; moved.len()];
        for (((a, b), aspect), wanted) in of_pairs {
            let dossiers = self.dossiers_between_in(Aspects::of(aspect), (&a, &b), as_known)?;
            let folded = dossiers.fold(Wanted::WithImplied(&|relation| {
                relation.aspect == "recognition"
            }));
            for at in wanted {
                let (one, (line, rival)) = (&moved[at], moved[at].place);
                let history = folded.histories.iter().find(|history| {
                    let key = &history.relation;
                    [&key.from, &key.to] == [&one.pair[0], &one.pair[1]]
                        && key.aspect == one.aspect
                        && key.object == one.object
                });
                let Some(history) = history else { continue };
                let stands = &history.lines[line];
                let shown = Shown {
                    history,
                    line: rival.map_or(stands, |rival| &stands.rivals[rival]),
                    stands: rival.is_none(),
                    disputed: one.disputed,
                    on: None,
                };
                let before = line
                    .checked_sub(1)
                    .map(|before| history.lines[before].state);
                changes[at] = Some(self.change(&folded, &shown, before, most)?);
            }
        }
        Ok(changes.into_iter().flatten().collect())
    }
}

/// What of these began in this time, in the order of dates.
fn moved(folded: &[Between], first: Date, last: Date) -> Vec<Moved> {
    let relations = folded.iter().flat_map(|between| between.iter());
    let mut all: Vec<(&Arc<Stays>, usize, Option<usize>)> = Vec::new();
    for relation in relations.filter(|relation| relation.told) {
        for (at, line) in relation.lines.iter().enumerate() {
            let within = |date: PartialDate| (first..=last).contains(&date.first_day());
            if line.since.is_some_and(within) {
                all.push((relation, at, None));
                all.extend((0..line.rivals.len()).map(|rival| (relation, at, Some(rival))));
            }
        }
    }
    let since = |(relation, line, rival): &(&Arc<Stays>, usize, Option<usize>)| {
        let line = &relation.lines[*line];
        rival.map_or(line.since, |rival| line.rivals[rival].0)
    };
    // A rival stays behind the line that it contradicts.
    all.sort_by(|x, y| {
        let day = |one| since(one).map(PartialDate::first_day);
        let (a, b) = (&x.0.key, &y.0.key);
        (day(x), &a.aspect, &a.from, &a.to, &a.object).cmp(&(
            day(y),
            &b.aspect,
            &b.from,
            &b.to,
            &b.object,
        ))
    });
    all.iter()
        .map(|one| {
            let (relation, line, rival) = *one;
            let stay = &relation.lines[line];
            let learned = rival.map_or(stay.learned, |rival| stay.rivals[rival].1);
            let written = |(at, claim): (i64, u64)| {
                let at = jiff::Timestamp::from_millisecond(at).ok()?;
                Some((at.to_string(), format!("{claim:016x}")))
            };
            Moved {
                learned: learned.and_then(written),
                pair: [relation.key.from.clone(), relation.key.to.clone()],
                aspect: relation.key.aspect.clone(),
                object: relation.key.object.clone(),
                since: since(one),
                disputed: stay.disputed,
                voices: if rival.is_none() {
                    stay.voices as usize
                } else {
                    0
                },
                place: (line, rival),
            }
        })
        .collect()
}
