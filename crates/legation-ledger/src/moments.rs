//! The rows of `pairs`: what a timeline needs of the events in which two take part, in *parts* of up to [`PART`] moments of a
//! fixed number of bytes, in the order of their days.
//!
//! They are written layer by layer (see [`crate::layers`]).

use std::collections::{BTreeMap, BinaryHeap, HashMap};

use jiff::civil::Date;
use legation_coder::{Event, Modality};
use legation_text::PartialDate;

use crate::entry::{milliseconds, packed, take, unpacked};
use crate::layers::{each_key, take_out};
use crate::load::event_of;
use crate::record::pairs_of;
use crate::sql::{Cell, Database, Row, values};
use crate::timeline::Deed;
use crate::view::Pair;
use crate::{Ledger, LedgerError};

/// Moments of one part: as many as fit a page of the file with what stands beside them.
const PART: usize = 390;

/// Bytes of a moment.
const LENGTH: usize = 4 * 8 + 2 * 4 + 1;

const ASSERTED: u8 = 1;
const TOUCHED: u8 = 2;

/// What is kept of events, with the rows that tell of some that something was said about them since. `?1` and `?2` bound the rows.
const NEW_MOMENTS: &str = "
SELECT e.seq, e.report, e.json, r.published, e.learned,
       CASE WHEN EXISTS (SELECT 1 FROM standings s WHERE s.event = e.seq)
              OR EXISTS (SELECT 1 FROM revisions x WHERE x.report = e.report)
              OR EXISTS (SELECT 1 FROM claims c JOIN verdicts v ON v.claim = c.seq WHERE c.event = e.seq)
            THEN 1 ELSE 0 END
FROM events e JOIN reports r ON r.seq = e.report WHERE e.seq > ?1 AND e.seq <= ?2 ORDER BY e.seq";

/// An event between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub event: i64,
    pub report: i64,
    /// The same for events that are the same but for their dates.
    pub deed: i64,
    pub date: Option<PartialDate>,
    pub asserted: bool,
    pub published: Option<PartialDate>,
    /// System time, in milliseconds since 1970.
    pub learned: i64,
    /// Some verdict, recoding or revision is about it: whether it stands is to be asked.
    pub touched: bool,
}

impl Moment {
    /// The order of publication.
    pub fn order(&self) -> (bool, Option<Date>, i64, i64) {
        let published = self.published.map(PartialDate::first_day);
        (published.is_none(), published, self.report, self.event)
    }

    /// When it stands among the latest, as a number.
    fn day(&self) -> i64 {
        let day = self.date.or(self.published);
        day.map_or(0, |day| packed(Some(day)).into())
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        for n in [self.event, self.report, self.deed, self.learned] {
            bytes.extend(n.to_le_bytes());
        }
        bytes.extend(packed(self.date).to_le_bytes());
        bytes.extend(packed(self.published).to_le_bytes());
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        bytes.push(flag(self.asserted, ASSERTED) | flag(self.touched, TOUCHED));
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let [event, report, deed, learned] = [
            i64::from_le_bytes(take(&mut rest)?),
            i64::from_le_bytes(take(&mut rest)?),
            i64::from_le_bytes(take(&mut rest)?),
            i64::from_le_bytes(take(&mut rest)?),
        ];
        let date = unpacked(i32::from_le_bytes(take(&mut rest)?))?;
        let published = unpacked(i32::from_le_bytes(take(&mut rest)?))?;
        let [flags] = take(&mut rest)?;
        rest.is_empty().then_some(Moment {
            event,
            report,
            deed,
            date,
            asserted: flags & ASSERTED != 0,
            published,
            learned,
            touched: flags & TOUCHED != 0,
        })
    }
}

/// The moments of a part, which stand in this column.
fn moments_of(row: &Row, at: usize) -> Result<Vec<Moment>, LedgerError> {
    let strange = || row.strange("a pair cannot be read; `legation check` tells which");
    let Cell::Blob(bytes) = row.cell(at)? else {
        return Err(strange());
    };
    let moments = bytes.chunks(LENGTH).map(Moment::read);
    moments.collect::<Option<_>>().ok_or_else(strange)
}

/// An event on its way to those of two.
pub(crate) struct New {
    pair: Pair,
    moment: Moment,
}

impl New {
    /// One for every two that take part, of an event that has no row yet.
    pub fn of(event: &Event, published: Option<PartialDate>) -> Vec<New> {
        let mut pairs = pairs_of(event);
        pairs.sort();
        pairs.dedup();
        let moment = Moment {
            event: 0,
            report: 0,
            deed: Deed::of(event).number(),
            date: event.date,
            asserted: event.modality == Modality::Asserted,
            published,
            learned: 0,
            touched: false,
        };
        let pairs = pairs.into_iter();
        pairs.map(|pair| New { pair, moment }).collect()
    }

    /// Of the event of this row of the report of that row, as learned at this time.
    pub fn at(mut self, (event, report): (i64, i64), learned: i64) -> Self {
        self.moment = Moment {
            event,
            report,
            learned,
            ..self.moment
        };
        self
    }
}

/// The events of the rows after `after` up to `last`, for every two that take part.
pub(crate) fn new_moments(
    database: &Database,
    after: i64,
    last: i64,
) -> Result<Vec<New>, LedgerError> {
    let mut new = Vec::new();
    database.each(NEW_MOMENTS, values![after, last], |row| {
        // What cannot be read is left for `check` to name.
        let Ok(event) = event_of(row, 2) else {
            return Ok(());
        };
        let learned: String = row.get(4)?;
        let learned =
            milliseconds(&learned).ok_or_else(|| row.strange(format!("time '{learned}'")))?;
        let (rows, touched) = ((row.get(0)?, row.get(1)?), row.get(5)?);
        let of_event = New::of(&event, row.get(3)?).into_iter();
        new.extend(of_event.map(|new| {
            let mut new = new.at(rows, learned);
            new.moment.touched = touched;
            new
        }));
        Ok(())
    })?;
    Ok(new)
}

/// Writes these as the pairs of a new layer.
pub(crate) fn put(database: &Database, layer: i64, mut new: Vec<New>) -> Result<(), LedgerError> {
    new.sort_by(|a, b| a.pair.cmp(&b.pair));
    for of_pair in new.chunk_by(|a, b| a.pair == b.pair) {
        let moments = of_pair.iter().map(|new| new.moment).collect();
        write(database, layer, &of_pair[0].pair, moments)?;
    }
    Ok(())
}

/// Makes one layer out of others.
pub(crate) fn merge(database: &Database, layers: &[i64], into: i64) -> Result<(), LedgerError> {
    let read = |after, last, most| {
        let query = "SELECT seq, a, b, moments FROM pairs WHERE seq > ?1 AND seq <= ?2 ORDER BY seq LIMIT ?3";
        database.all(query, values![after, last, most], |row| {
            let pair: Pair = (row.get(1)?, row.get(2)?);
            Ok((row.get(0)?, (pair, moments_of(row, 3)?)))
        })
    };
    let order = |(a, _): &(Pair, Vec<Moment>), (b, _): &(Pair, Vec<Moment>)| a.cmp(b);
    each_key((database, "pairs"), layers, read, order, |parts| {
        let mut whole = Vec::new();
        let mut between = Pair::default();
        for (pair, moments) in parts {
            whole.extend(moments);
            between = pair;
        }
        write(database, into, &between, whole)
    })?;
    take_out(database, "pairs", layers)
}

fn write(
    database: &Database,
    layer: i64,
    (a, b): &Pair,
    mut moments: Vec<Moment>,
) -> Result<(), LedgerError> {
    moments.sort_unstable_by_key(|moment| (moment.day(), moment.event));
    for part in moments.chunks(PART) {
        let mut bytes = Vec::with_capacity(part.len() * LENGTH);
        part.iter().for_each(|moment| moment.write(&mut bytes));
        let day = |moment: Option<&Moment>| moment.map_or(0, Moment::day);
        database.execute(
            "INSERT INTO pairs (layer, a, b, earliest, latest, moments) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            values![layer, a, b, day(part.first()), day(part.last()), bytes],
        )?;
    }
    Ok(())
}

/// Marks an event among those of its pairs.
pub(crate) fn touch(database: &Database, event: i64) -> Result<(), LedgerError> {
    let told = database.one(
        "SELECT json FROM events WHERE seq = ?1",
        values![event],
        |row| event_of(row, 0),
    )?;
    for (a, b) in told.iter().flat_map(pairs_of) {
        let query = "
            SELECT p.seq, p.moments FROM layers l CROSS JOIN pairs p WHERE p.layer = l.seq AND p.a = ?1 AND p.b = ?2";
        let parts = database.all(query, values![a, b], |row| {
            Ok((row.get::<i64>(0)?, row.get::<Vec<u8>>(1)?))
        })?;
        for (part, mut moments) in parts {
            let mut each = moments.chunks_exact_mut(LENGTH);
            let it = each.find(|moment| moment.starts_with(&event.to_le_bytes()));
            if let Some(flags) = it.and_then(|moment| moment.last_mut()) {
                *flags |= TOUCHED;
                database.execute(
                    "UPDATE pairs SET moments = ?2 WHERE seq = ?1",
                    values![part, moments],
                )?;
                break;
            }
        }
    }
    Ok(())
}

/// All moments between two, the lesser first.
pub(crate) fn between(database: &Database, a: &str, b: &str) -> Result<Vec<Moment>, LedgerError> {
    let query = "
        SELECT p.moments FROM layers l CROSS JOIN pairs p WHERE p.layer = l.seq AND p.a = ?1 AND p.b = ?2";
    let mut moments = Vec::new();
    database.each(query, values![a, b], |row| {
        moments.extend(moments_of(row, 0)?);
        Ok(())
    })?;
    Ok(moments)
}

impl Ledger {
    /// The events in which an entity takes part, the latest first, each once, at most `limit`, of those that stand;
    /// none whose day comes after `last`.
    pub(crate) fn latest_of(
        &self,
        of: &str,
        last: i64,
        limit: usize,
        mut stands: impl FnMut(&Moment) -> Result<bool, LedgerError>,
    ) -> Result<Vec<i64>, LedgerError> {
        // The parts that can hold some, the one with the latest first.
        let mut parts: Vec<(i64, i64)> = Vec::new();
        for side in ["a", "b"] {
            let query = format!(
                "SELECT p.latest, p.seq FROM layers l CROSS JOIN pairs p
                 WHERE p.layer = l.seq AND p.{side} = ?1 AND p.earliest <= ?2"
            );
            parts.extend(self.database.all(&query, values![of, last], |row| {
                Ok((row.get::<i64>(0)?.min(last), row.get(1)?))
            })?);
        }
        parts.sort_unstable_by(|x, y| y.cmp(x));
        let mut waiting: BinaryHeap<(i64, i64)> = BinaryHeap::new();
        let mut known: HashMap<i64, Moment> = HashMap::new();
        let mut found: Vec<i64> = Vec::new();
        let ends = parts.iter().map(|(latest, seq)| (*latest, Some(*seq)));
        for (latest, part) in ends.chain([(i64::MIN, None)]) {
            // No part that is still to be read holds a later one than these.
            while let Some(&(day, event)) = waiting.peek()
                && day > latest
            {
                waiting.pop();
                if let Some(moment) = known.remove(&event)
                    && stands(&moment)?
                {
                    found.push(event);
                    if found.len() == limit {
                        return Ok(found);
                    }
                }
            }
            let Some(part) = part else { break };
            let query = "SELECT moments FROM pairs WHERE seq = ?1";
            self.database.each(query, values![part], |row| {
                for moment in moments_of(row, 0)? {
                    if moment.day() <= last && known.insert(moment.event, moment).is_none() {
                        waiting.push((moment.day(), moment.event));
                    }
                }
                Ok(())
            })?;
        }
        Ok(found)
    }
}

/// What stands between two, as one number for each two: for `check`.
#[derive(Default, PartialEq)]
pub(crate) struct Digests(pub BTreeMap<Pair, u64>);

impl Digests {
    fn add(&mut self, pair: Pair, moment: &Moment) {
        let mut bytes = Vec::with_capacity(LENGTH);
        moment.write(&mut bytes);
        let mut number = [0; 8];
        number.copy_from_slice(&blake3::hash(&bytes).as_bytes()[..8]);
        // A sum, as the order says nothing.
        let sum = self.0.entry(pair).or_default();
        *sum = sum.wrapping_add(u64::from_le_bytes(number) | 1);
    }

    /// Worked out from the events of the rows after `after` up to `last`, and added to the others.
    pub fn add_events(
        &mut self,
        database: &Database,
        after: i64,
        last: i64,
    ) -> Result<(), LedgerError> {
        for New { pair, moment } in new_moments(database, after, last)? {
            self.add(pair, &moment);
        }
        Ok(())
    }

    /// As the pairs have it.
    pub fn of_pairs(database: &Database) -> Result<Self, LedgerError> {
        let mut digests = Digests::default();
        database.each("SELECT a, b, moments FROM pairs", &[], |row| {
            let pair: Pair = (row.get(0)?, row.get(1)?);
            for moment in moments_of(row, 2)? {
                digests.add(pair.clone(), &moment);
            }
            Ok(())
        })?;
        Ok(digests)
    }
}
