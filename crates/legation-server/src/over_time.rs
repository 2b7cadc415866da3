//! The relations of one entity over time, those that moved last first.
//!
//! What the ledger folded for an entity tells how all stand on any one date. From the date asked about this goes back, each time to
//! the day before the latest of the states that it has seen began, so that no look at the claims is needed.

use std::collections::HashMap;

use legation_gazetteer::Gazetteer;
use legation_ledger::{Direction, Folded, Standing};
use legation_text::PartialDate;

use crate::bands::{Band, Row};
use crate::page::label;
use crate::places;
use crate::tone::aspect_label;

/// Relations shown at most.
const RELATIONS: usize = 12;
/// Dates that are looked at, at most.
const LOOKS: usize = 60;

/// With whom, in what, from whom to whom, about what.
type Key = (
    String,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
);

fn key(standing: &Standing) -> Key {
    (
        standing.with.clone(),
        standing.aspect.clone(),
        standing.from.clone(),
        standing.to.clone(),
        standing.object.clone(),
    )
}

/// One row for each of the relations that moved last, of those that there are `now`, and how many more there are.
pub fn rows(
    gazetteer: &Gazetteer,
    of: &str,
    folded: &Folded,
    now: &[Standing],
) -> (Vec<Row>, usize) {
    let mut moved: Vec<&Standing> = now
        .iter()
        .filter(|standing| standing.since.is_some() && !standing.implied)
        .collect();
    moved.sort_by_key(|standing| std::cmp::Reverse(standing.since.map(PartialDate::first_day)));
    let more = moved.len().saturating_sub(RELATIONS);
    moved.truncate(RELATIONS);
    let folded = folded.only(&moved);
    let mut rows: Vec<Row> = Vec::with_capacity(moved.len());
    let mut place: HashMap<Key, usize> = HashMap::new();
    for standing in moved {
        place.insert(key(standing), rows.len());
        rows.push(Row {
            name: label(gazetteer, &standing.with),
            region: places::of(&standing.with).and_then(|place| place.alpha2),
            below: below(gazetteer, of, standing),
            bands: vec![band(standing, None)],
            contested: Vec::new(),
        });
    }
    let mut open = vec![true; rows.len()];
    for _ in 0..LOOKS {
        let began = |row: &Row| row.bands[0].since.map(PartialDate::first_day);
        let still_open = rows.iter().zip(&open).filter(|(_, open)| **open);
        let Some(latest) = still_open.filter_map(|(row, _)| began(row)).max() else {
            break;
        };
        let Ok(before) = latest.yesterday() else {
            break;
        };
        let mut then: HashMap<usize, Standing> = folded
            .on(PartialDate::day(before), None, Direction::Both)
            .into_iter()
            .filter_map(|standing| Some((*place.get(&key(&standing))?, standing)))
            .collect();
        for (at, row) in rows.iter_mut().enumerate() {
            if !open[at] || began(row) != Some(latest) {
                continue;
            }
            let next = row.bands[0].since;
            let earlier = then.remove(&at).filter(|standing| {
                standing
                    .since
                    .is_none_or(|since| since.first_day() < latest)
            });
            match earlier {
                Some(standing) => {
                    open[at] = standing.since.is_some();
                    row.bands.insert(0, band(&standing, next));
                }
                None => open[at] = false,
            }
        }
    }
    (rows, more)
}

fn band(standing: &Standing, until: Option<PartialDate>) -> Band {
    Band {
        aspect: standing.aspect.clone(),
        state: standing.state.clone(),
        since: standing.since,
        until,
        disputed: standing.disputed,
        claim: standing.claim.clone(),
    }
}

/// The aspect, and which way it goes.
fn below(gazetteer: &Gazetteer, of: &str, standing: &Standing) -> String {
    let object = standing.object.as_deref().map(|id| label(gazetteer, id));
    let about = match (&standing.aspect[..], object) {
        ("representation", Some(thing)) => thing,
        (aspect, object) => aspect_label(aspect, object.as_deref()),
    };
    match &standing.from {
        Some(from) if from == of => format!("→ {about}"),
        Some(_) => format!("← {about}"),
        None => about,
    }
}
