//! A ledger, open: reports go in, each transaction all or nothing.

use std::path::Path;
use std::sync::Arc;

use jiff::{Timestamp, Unit};
use legation_coder::Event;
use legation_text::Report;
use serde::Serialize;

use crate::listing::Listed;
use crate::record::{known_hash, report_id};
use crate::sql::{Database, Purpose};
use crate::view::View;
use crate::{LedgerError, dossier, layers, record, schema};

/// One ledger, open.
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
    pub(crate) database: Database,
    pub(crate) listed: Listed,
    pub(crate) view: Arc<View>,
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
        Ok(Ledger::of(schema::open_for_writing(path)?))
    }

    /// Opens an existing ledger for reading; nothing is written, neither to it nor beside it where that is forbidden.
    pub fn open_to_read(path: &Path) -> Result<Self, LedgerError> {
        Ok(Ledger::of(schema::open_for_reading(path, Purpose::Read)?))
    }

    /// Another connection for reading the ledger at `path`, which is this one: they share what was folded.
    pub fn beside(&self, path: &Path) -> Result<Self, LedgerError> {
        let database = schema::open_for_reading(path, Purpose::ReadBeside)?;
        Ok(Ledger {
            view: self.view.clone(),
            ..Ledger::of(database)
        })
    }

    fn of(database: Database) -> Self {
        Ledger {
            database,
            listed: Listed::default(),
            view: Arc::default(),
            clock: None,
        }
    }

    /// Has answers list every claim, source and event, however many there are.
    pub fn listing_all(mut self) -> Self {
        self.listed = Listed::ALL;
        self
    }

    /// Where it is kept.
    pub fn path(&self) -> &Path {
        self.database.place()
    }

    /// [`Outcome::Known`] where the report is in the ledger, by its id or its content. Lets a rerun leave out the coding.
    pub fn known(&self, report: &Report) -> Result<Option<Outcome>, LedgerError> {
        let hash = content_hash(report);
        let known = known_hash(&self.database, report_id(report, &hash), &hash)?;
        Ok(known.map(|known| Outcome::Known {
            differs: known != hash,
        }))
    }

    /// Adds reports that are not there yet, all in one transaction, which is on the disk when this returns.
    ///
    /// The outcomes are in the order of the readings.
    pub fn record(&mut self, readings: &[Reading]) -> Result<Vec<Outcome>, LedgerError> {
        self.write_told(|database, learned| {
            let (outcomes, told) = record::all(database, readings, "report", learned)?;
            Ok((outcomes, Some(told)))
        })
    }

    /// Does `work` in one transaction, which is on the disk when this returns; all of it, or nothing where it fails.
    /// `work` is given the system time of the rows that it adds. What is worked out from the rows follows them.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&Database, &str) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        self.write_told(|database, learned| Ok((work(database, learned)?, None)))
    }

    /// Like [`Self::write`], of `work` that hands on all that its rows tell, so that they need not be read again.
    pub(crate) fn write_told<T>(
        &mut self,
        work: impl FnOnce(&Database, &str) -> Result<(T, Option<layers::Told>), LedgerError>,
    ) -> Result<T, LedgerError> {
        let database = &self.database;
        let clock = self.clock;
        database.write(|| {
            // Asked when no other writes any more, so that later rows have later times.
            let now = clock.unwrap_or_else(Timestamp::now);
            let learned = now.round(Unit::Millisecond).unwrap_or(now).to_string();
            let last = layers::Last::now(database)?;
            let before = dossier::Before::now(database)?;
            let (done, told) = work(database, &learned)?;
            let told = match told {
                Some(told) => told,
                None => layers::told_after(database, &last)?,
            };
            layers::take_in(database, told)?;
            before.touch(database)?;
            Ok(done)
        })
    }

    /// How much the ledger holds.
    pub fn counts(&self) -> Result<Counts, LedgerError> {
        let count = |rows: &str| {
            self.database
                .value(&format!("SELECT count(*) FROM {rows}"), &[])
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
        self.database.limit_pages(pages);
    }

    /// Answers from one state of the ledger, whatever others write meanwhile.
    pub(crate) fn at_once<T>(
        &self,
        answer: impl FnOnce() -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        self.database.at_once(answer)
    }

    /// Lets a test not wait as long for another writer as a person would.
    #[doc(hidden)]
    pub fn set_patience_for_tests(&self, patience: std::time::Duration) {
        self.database.set_patience(patience);
    }

    /// Lets rows be added as if it were this time, so that tests can ask what was known then.
    #[doc(hidden)]
    pub fn set_clock_for_tests(&mut self, now: Timestamp) {
        self.clock = Some(now);
    }
}
