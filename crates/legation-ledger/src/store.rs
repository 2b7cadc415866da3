//! Writing: a report with its events and claims, in one transaction.

use std::path::{Path, PathBuf};

use jiff::{Timestamp, Unit};
use legation_coder::Event;
use legation_text::{PartialDate, Report};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use serde::Serialize;

use crate::claim::{Claim, unordered_sides};
use crate::voices::Signature;
use crate::{LedgerError, schema};

/// One ledger file, open.
///
/// ```
/// use legation_ledger::{Ledger, Outcome, Reading};
/// use legation_text::Report;
///
/// let folder = tempfile::tempdir().unwrap();
/// let mut ledger = Ledger::open(&folder.path().join("desk.ledger")).unwrap();
/// let report = Report { id: "r1".into(), ..Report::new("Nothing happened.") };
/// let reading = Reading { report: &report, events: &[], publisher_entity: None };
/// assert!(matches!(ledger.record(&[reading]).unwrap()[0], Outcome::New { .. }));
/// assert!(matches!(ledger.record(&[reading]).unwrap()[0], Outcome::Known { .. }));
/// ```
pub struct Ledger {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
    clock: Option<Timestamp>,
}

/// A report and what a coder found in it.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The report. Where its id is empty, its content's hash stands for it.
    pub report: &'a Report,
    /// Its events.
    pub events: &'a [Event],
    /// The entity whose voice the publisher is, where it is one: a foreign ministry's website.
    pub publisher_entity: Option<&'a str>,
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was not in the ledger and is now.
    New {
        /// How many events it added.
        events: usize,
        /// How many claims they make, denials not counted.
        claims: usize,
    },
    /// It was there already; nothing was changed.
    Known {
        /// Whether the report that is there under this id has another text.
        differs: bool,
    },
}

/// How much a ledger holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Reports.
    pub reports: i64,
    /// Events of all modalities.
    pub events: i64,
    /// Claims, denials and corrected claims not counted.
    pub claims: i64,
}

/// What makes two reports the same: their date, publisher and text.
pub fn content_hash(report: &Report) -> String {
    let date = report.date.map(|date| date.to_string());
    hash_of(date.as_deref(), report.publisher.as_deref(), &report.text)
}

pub(crate) fn hash_of(date: Option<&str>, publisher: Option<&str>, text: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [date.unwrap_or(""), publisher.unwrap_or(""), text] {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex().to_string()
}

impl Ledger {
    /// Opens the ledger for writing; makes the file where there is none.
    ///
    /// Fails if the file is no ledger, is of a newer version, or cannot be written.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        Ok(Ledger {
            connection: schema::open_for_writing(path)?,
            path: path.to_owned(),
            clock: None,
        })
    }

    /// Opens an existing ledger for reading; nothing is written, neither to it nor beside it where that is forbidden.
    pub fn open_to_read(path: &Path) -> Result<Self, LedgerError> {
        Ok(Ledger {
            connection: schema::open_for_reading(path)?,
            path: path.to_owned(),
            clock: None,
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// [`Outcome::Known`] where the report is in the ledger, by its id or its content. Lets a rerun leave out the coding.
    pub fn known(&self, report: &Report) -> Result<Option<Outcome>, LedgerError> {
        let hash = content_hash(report);
        let known = known_hash(&self.connection, report_id(report, &hash), &hash)
            .map_err(|e| self.failed(e))?;
        Ok(known.map(|known| Outcome::Known {
            differs: known != hash,
        }))
    }

    /// Adds reports that are not there yet, all in one transaction, which is on the disk when this returns.
    ///
    /// The outcomes are in the order of the readings.
    pub fn record(&mut self, readings: &[Reading]) -> Result<Vec<Outcome>, LedgerError> {
        self.write(|transaction, learned| {
            readings
                .iter()
                .map(|reading| record_one(transaction, reading, "report", learned))
                .collect()
        })
    }

    /// Does `work` in one transaction, which is on the disk when this returns; all of it, or nothing where it fails.
    /// `work` is given the system time of the rows that it adds.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction, &str) -> rusqlite::Result<T>,
    ) -> Result<T, LedgerError> {
        let now = self.clock.unwrap_or_else(Timestamp::now);
        write(&mut self.connection, now, work)
            .map_err(|source| LedgerError::from_sqlite(&self.path, source))
    }

    /// How much the ledger holds.
    pub fn counts(&self) -> Result<Counts, LedgerError> {
        let count = |rows: &str| {
            let query = format!("SELECT count(*) FROM {rows}");
            self.connection
                .query_row(&query, [], |row| row.get::<_, i64>(0))
                .map_err(|e| self.failed(e))
        };
        Ok(Counts {
            reports: count("reports")?,
            events: count("events")?,
            claims: count("claims WHERE denied = 0 AND corrects IS NULL")?,
        })
    }

    /// Lets the file grow to this many pages and no more, as a full disk would.
    #[doc(hidden)]
    pub fn limit_pages_for_tests(&self, pages: i64) {
        let _ = self.connection.pragma_update(None, "max_page_count", pages);
    }

    /// Answers from one state of the file, whatever others write meanwhile.
    pub(crate) fn at_once<T>(
        &self,
        answer: impl FnOnce() -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        let reading = self
            .connection
            .unchecked_transaction()
            .map_err(|e| self.failed(e))?;
        let answer = answer()?;
        reading.finish().map_err(|e| self.failed(e))?;
        Ok(answer)
    }

    /// Lets a test not wait as long for another writer as a person would.
    #[doc(hidden)]
    pub fn set_patience_for_tests(&self, patience: std::time::Duration) {
        let _ = self.connection.busy_timeout(patience);
    }

    /// Lets rows be added as if it were this time, so that tests can ask what was known then.
    #[doc(hidden)]
    pub fn set_clock_for_tests(&mut self, now: Timestamp) {
        self.clock = Some(now);
    }

    pub(crate) fn failed(&self, source: rusqlite::Error) -> LedgerError {
        LedgerError::from_sqlite(&self.path, source)
    }
}

fn write<T>(
    connection: &mut Connection,
    now: Timestamp,
    work: impl FnOnce(&Transaction, &str) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    // Immediate: two writers wait for each other instead of failing when the second one comes to write.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let learned = now.round(Unit::Millisecond).unwrap_or(now).to_string();
    let done = work(&transaction, &learned)?;
    transaction.commit()?;
    Ok(done)
}

fn report_id<'a>(report: &'a Report, hash: &'a str) -> &'a str {
    if report.id.is_empty() {
        &hash[..16]
    } else {
        &report.id
    }
}

/// The hash of the report that is there under this id, or with this content.
fn known_hash(connection: &Connection, id: &str, hash: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT hash FROM reports WHERE id = ?1 UNION ALL SELECT hash FROM reports WHERE hash = ?2")?
        .query_row([id, hash], |row| row.get(0))
        .optional()
}

pub(crate) fn record_one(
    transaction: &Transaction,
    reading: &Reading,
    kind: &str,
    learned: &str,
) -> rusqlite::Result<Outcome> {
    let hash = content_hash(reading.report);
    let id = report_id(reading.report, &hash);
    if let Some(known) = known_hash(transaction, id, &hash)? {
        return Ok(Outcome::Known {
            differs: known != hash,
        });
    }
    let report = add_report(transaction, reading, kind, (id, &hash), learned)?;
    if kind == "report" {
        add_provenance(transaction, report, reading.report)?;
    }
    let (mut events, mut claims) = (0, 0);
    for event in reading.events {
        if let Some((_, made)) = add_event_with_claims(transaction, report, event, learned)? {
            events += 1;
            claims += made;
        }
    }
    Ok(Outcome::New { events, claims })
}

/// The event's row and how many claims it makes; `None` where an event with its id is there already.
pub(crate) fn add_event_with_claims(
    transaction: &Transaction,
    report: i64,
    event: &Event,
    learned: &str,
) -> rusqlite::Result<Option<(i64, usize)>> {
    let Some(row) = add_event(transaction, report, event, learned)? else {
        return Ok(None);
    };
    add_pairs(transaction, row, event)?;
    let claims = add_claims(transaction, report, row, event, learned)?;
    Ok(Some((row, claims)))
}

/// What tells copies of a report: the agency that its dateline names, and its wording.
pub(crate) fn add_provenance(
    transaction: &Transaction,
    row: i64,
    report: &Report,
) -> rusqlite::Result<()> {
    let agency = report.dateline().and_then(|dateline| dateline.agency);
    let signature = Signature::of(report.body.of(&report.text));
    transaction
        .prepare_cached("INSERT INTO provenance (report, agency, minhash) VALUES (?1, ?2, ?3)")?
        .execute(params![row, agency, signature.map(|s| s.to_bytes())])?;
    Ok(())
}

fn add_report(
    transaction: &Transaction,
    reading: &Reading,
    kind: &str,
    (id, hash): (&str, &str),
    learned: &str,
) -> rusqlite::Result<i64> {
    let report = reading.report;
    transaction
        .prepare_cached(
            "INSERT INTO reports (id, publisher, publisher_entity, published, published_precision, title, url, language,
                                  text, hash, learned, kind, body_start, body_end)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )?
        .insert(params![
            id,
            report.publisher,
            reading.publisher_entity,
            report.date.map(|date| date.to_string()),
            report.date.map(|date| date.precision().as_str()),
            report.title,
            report.url,
            report.language,
            report.text,
            hash,
            learned,
            kind,
            report.body.start as i64,
            report.body.end as i64,
        ])
}

/// The event's row; `None` where an event with its id is there already.
fn add_event(
    transaction: &Transaction,
    report: i64,
    event: &Event,
    learned: &str,
) -> rusqlite::Result<Option<i64>> {
    let json = serde_json::to_string(event)
        .map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
    let added = transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO events (id, report, act, modality, date, date_precision, span_start, span_end,
                                           sentence, json, learned, cause, confidence)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute(params![
            event.id,
            report,
            event.act,
            event.modality.as_str(),
            event.date.map(|date| date.to_string()),
            event.date.map(|date| date.precision().as_str()),
            event.span.start as i64,
            event.span.end as i64,
            event.text,
            json,
            learned,
            event.cause,
            event.confidence,
        ])?;
    Ok((added == 1).then(|| transaction.last_insert_rowid()))
}

/// Every two that take part in different roles, and the actors of a mutual act among themselves; lesser id first.
pub(crate) fn pairs_of(event: &Event) -> Vec<(String, String)> {
    let ids = |parties: &[legation_coder::Party]| {
        parties
            .iter()
            .map(|party| party.id.clone())
            .collect::<Vec<_>>()
    };
    let (actors, recipients, objects) =
        (ids(&event.actor), ids(&event.recipient), ids(&event.object));
    let mut pairs = Vec::new();
    for (side, other) in [
        (&actors, &recipients),
        (&actors, &objects),
        (&recipients, &objects),
    ] {
        for a in side {
            pairs.extend(
                other
                    .iter()
                    .filter(|b| *b != a)
                    .flat_map(|b| unordered_sides([a, b].into_iter())),
            );
        }
    }
    if recipients.is_empty() && objects.is_empty() {
        pairs.extend(unordered_sides(actors.iter()));
    }
    pairs
}

fn add_pairs(transaction: &Transaction, row: i64, event: &Event) -> rusqlite::Result<()> {
    let mut insert = transaction
        .prepare_cached("INSERT OR IGNORE INTO pairs (a, b, event) VALUES (?1, ?2, ?3)")?;
    for (a, b) in pairs_of(event) {
        insert.execute(params![a, b, row])?;
    }
    Ok(())
}

/// Adds the event's claims and denials; returns how many claims it added, denials not counted.
pub(crate) fn add_claims(
    transaction: &Transaction,
    report: i64,
    row: i64,
    event: &Event,
    learned: &str,
) -> rusqlite::Result<usize> {
    let by: Vec<&str> = event.actor.iter().map(|party| party.id.as_str()).collect();
    let speaker = event
        .attribution
        .as_ref()
        .and_then(|attribution| attribution.id.as_deref());
    let mut claims = 0;
    for said in Claim::of_event(event) {
        let added = transaction
            .prepare_cached(
                "INSERT OR IGNORE INTO claims (id, event, report, aspect, from_id, to_id, object, ordered, state,
                                               by_ids, speaker, place, valid_from, precision, first_day, learned, denied)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
            )?
            .execute(params![
                said.id,
                row,
                report,
                said.relation.aspect,
                said.relation.from,
                said.relation.to,
                said.relation.object,
                said.relation.ordered,
                said.state,
                by.join(" "),
                speaker,
                event.trigger.start as i64,
                event.date.map(|date| date.to_string()),
                event.date.map(|date| date.precision().as_str()),
                event.date.map(PartialDate::first_day).map(|day| day.to_string()),
                learned,
                said.denies,
            ])?;
        if !said.denies {
            claims += added;
        }
    }
    Ok(claims)
}
