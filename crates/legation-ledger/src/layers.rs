//! What is worked out from other rows is written in *layers*, so that a transaction writes beside each other what it adds, and
//! not a page of the file for each of the thousands of relations that it is about.
//!
//! Each transaction's rows of `dossiers` and `pairs` are a layer of their own, in the order of their keys. As soon as there are
//! [`FEW`] layers of about the same size they become one of the next size, so that there are never many to look at, and each
//! claim is written again a few times only, whatever the ledger's size (a log-structured merge tree: O'Neil et al. 1996).

use std::cmp::Ordering;
use std::collections::VecDeque;

use crate::sql::{Database, values};
use crate::{LedgerError, moments, part};

/// So many layers of one size become one. A layer of some size holds up to as many times what one of the size below does.
const FEW: i64 = 8;

/// A layer of more is left as it is, so that no transaction has to write a large part of the ledger again.
const LARGE: i64 = 1 << 20;

/// Claims or events that make a layer where all are worked out anew.
const TOGETHER: i64 = 100_000;

/// Rows of a layer that are read together where layers become one.
const READ: i64 = 400;

/// The last rows from which something is worked out.
pub(crate) struct Last {
    claim: i64,
    event: i64,
}

impl Last {
    pub fn now(database: &Database) -> Result<Self, LedgerError> {
        let last = |table: &str| {
            database.value(&format!("SELECT coalesce(max(seq), 0) FROM {table}"), &[])
        };
        Ok(Last {
            claim: last("claims")?,
            event: last("events")?,
        })
    }
}

/// What new rows tell, as far as something is worked out from it.
#[derive(Default)]
pub(crate) struct Told {
    pub claims: Vec<part::New>,
    pub moments: Vec<moments::New>,
}

/// What the rows after these tell.
pub(crate) fn told_after(database: &Database, after: &Last) -> Result<Told, LedgerError> {
    Ok(Told {
        claims: part::new_entries(database, after.claim, i64::MAX)?,
        moments: moments::new_moments(database, after.event, i64::MAX)?,
    })
}

/// Works out what all rows make, whatever was worked out before.
pub(crate) fn work_out_anew(database: &Database) -> Result<(), LedgerError> {
    for table in ["layers", "dossiers", "pairs"] {
        database.execute(&format!("DELETE FROM {table}"), &[])?;
    }
    work_out(database)
}

/// Works out what all rows make, where nothing is yet.
pub(crate) fn work_out(database: &Database) -> Result<(), LedgerError> {
    let last = Last::now(database)?;
    for after in (0..last.claim).step_by(TOGETHER as usize) {
        let claims = part::new_entries(database, after, after.saturating_add(TOGETHER))?;
        let moments = Vec::new();
        take_in(database, Told { claims, moments })?;
    }
    for after in (0..last.event).step_by(TOGETHER as usize) {
        let moments = moments::new_moments(database, after, after.saturating_add(TOGETHER))?;
        let claims = Vec::new();
        take_in(database, Told { claims, moments })?;
    }
    Ok(())
}

/// Makes a layer of this.
pub(crate) fn take_in(database: &Database, told: Told) -> Result<(), LedgerError> {
    let size = (told.claims.len() + told.moments.len()) as i64;
    if size == 0 {
        return Ok(());
    }
    let layer = begin(database, size)?;
    part::put(database, layer, told.claims)?;
    moments::put(database, layer, told.moments)?;
    while let Some((few, size)) = full(database)? {
        let layer = begin(database, size)?;
        part::merge(database, &few, layer)?;
        moments::merge(database, &few, layer)?;
        for old in few {
            database.execute("DELETE FROM layers WHERE seq = ?1", values![old])?;
        }
    }
    Ok(())
}

fn begin(database: &Database, size: i64) -> Result<i64, LedgerError> {
    let row = database.insert("INSERT INTO layers (size) VALUES (?1)", values![size])?;
    row.ok_or_else(|| database.not_added("layer", ""))
}

/// The layers that are to become one, and how much they hold together.
fn full(database: &Database) -> Result<Option<(Vec<i64>, i64)>, LedgerError> {
    let layers: Vec<(i64, i64)> =
        database.all("SELECT seq, size FROM layers ORDER BY seq", &[], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let mut step = 1;
    while step < LARGE {
        let of_step = |(_, size): &&(i64, i64)| (step..step * FEW).contains(size) && *size < LARGE;
        let few: Vec<&(i64, i64)> = layers.iter().filter(of_step).take(FEW as usize).collect();
        if few.len() == FEW as usize {
            let size = few.iter().map(|(_, size)| size).sum();
            return Ok(Some((few.iter().map(|(seq, _)| *seq).collect(), size)));
        }
        step *= FEW;
    }
    Ok(None)
}

/// The rows of some layers of `table`, those of one key together, in the order of keys. `read` gives rows in the order of their
/// `seq`, at most so many of those after the first up to the last.
pub(crate) fn each_key<T>(
    (database, table): (&Database, &str),
    layers: &[i64],
    read: impl Fn(i64, i64, i64) -> Result<Vec<(i64, T)>, LedgerError>,
    order: impl Fn(&T, &T) -> Ordering,
    mut see: impl FnMut(Vec<T>) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let mut sources = Vec::new();
    for layer in layers {
        sources.push(Source {
            rows: VecDeque::new(),
            rest: bounds(database, table, *layer)?,
        });
    }
    loop {
        let mut same: Vec<T> = Vec::new();
        for source in &mut sources {
            source.fill(&read)?;
        }
        let fronts = sources.iter().enumerate();
        let fronts = fronts.filter_map(|(at, source)| Some((at, source.rows.front()?)));
        let Some((first, _)) = fronts.min_by(|(_, a), (_, b)| order(a, b)) else {
            return Ok(());
        };
        same.extend(sources[first].rows.pop_front());
        // Of equal ones `min_by` gives the first, so that layers before it have none of this key.
        for source in &mut sources[first..] {
            source.fill(&read)?;
            while source
                .rows
                .front()
                .is_some_and(|row| order(row, &same[0]).is_eq())
            {
                same.extend(source.rows.pop_front());
                source.fill(&read)?;
            }
        }
        see(same)?;
    }
}

/// The rows before the first and at the last of a layer, which lie one after the other.
fn bounds(database: &Database, table: &str, layer: i64) -> Result<(i64, i64), LedgerError> {
    let query = format!(
        "SELECT coalesce(min(seq), 1) - 1, coalesce(max(seq), 0) FROM {table} WHERE layer = ?1"
    );
    let bounds = database.one(&query, values![layer], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(bounds.unwrap_or_default())
}

/// Takes out the rows of a layer.
pub(crate) fn take_out(
    database: &Database,
    table: &str,
    layers: &[i64],
) -> Result<(), LedgerError> {
    for layer in layers {
        let (before, last) = bounds(database, table, *layer)?;
        database.execute(
            &format!("DELETE FROM {table} WHERE seq > ?1 AND seq <= ?2"),
            values![before, last],
        )?;
    }
    Ok(())
}

/// The rows of one layer that are still to be seen.
struct Source<T> {
    rows: VecDeque<T>,
    rest: (i64, i64),
}

impl<T> Source<T> {
    fn fill(
        &mut self,
        read: impl Fn(i64, i64, i64) -> Result<Vec<(i64, T)>, LedgerError>,
    ) -> Result<(), LedgerError> {
        let (after, last) = self.rest;
        if !self.rows.is_empty() || after >= last {
            return Ok(());
        }
        let found = read(after, last, READ)?;
        self.rest.0 = found.last().map_or(last, |(seq, _)| *seq);
        self.rows.extend(found.into_iter().map(|(_, row)| row));
        Ok(())
    }
}
