//! Writing: a report with its events and claims, in one transaction.

use std::path::Path;
use std::sync::Arc;

use jiff::{Timestamp, Unit};
use legation_coder::Event;
use legation_text::{PartialDate, Report};
use serde::Serialize;

use crate::claim::{Claim, unordered_sides};
use crate::listing::Listed;
use crate::sql::{Database, Purpose, values};
use crate::view::View;
use crate::voices::Signature;
use crate::{LedgerError, dossier, layers, schema};

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
        self.write(|database, learned| {
            readings
                .iter()
                .map(|reading| record_one(database, reading, "report", learned))
                .collect()
        })
    }

    /// Does `work` in one transaction, which is on the disk when this returns; all of it, or nothing where it fails.
    /// `work` is given the system time of the rows that it adds. What is worked out from the rows follows them.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&Database, &str) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        let database = &self.database;
        let clock = self.clock;
        database.write(|| {
            // Asked when no other writes any more, so that later rows have later times.
            let now = clock.unwrap_or_else(Timestamp::now);
            let learned = now.round(Unit::Millisecond).unwrap_or(now).to_string();
            let last = layers::Last::now(database)?;
            let before = dossier::Before::now(database)?;
            let done = work(database, &learned)?;
            layers::take_in(database, &last)?;
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

fn report_id<'a>(report: &'a Report, hash: &'a str) -> &'a str {
    if report.id.is_empty() {
        &hash[..16]
    } else {
        &report.id
    }
}

/// The hash of the report that is there under this id, or with this content.
fn known_hash(database: &Database, id: &str, hash: &str) -> Result<Option<String>, LedgerError> {
    database.one(
        "SELECT hash FROM reports WHERE id = ?1 UNION ALL SELECT hash FROM reports WHERE hash = ?2",
        values![id, hash],
        |row| row.get(0),
    )
}

pub(crate) fn record_one(
    database: &Database,
    reading: &Reading,
    kind: &str,
    learned: &str,
) -> Result<Outcome, LedgerError> {
    let hash = content_hash(reading.report);
    let id = report_id(reading.report, &hash);
    if let Some(known) = known_hash(database, id, &hash)? {
        return Ok(Outcome::Known {
            differs: known != hash,
        });
    }
    let report = add_report(database, reading, kind, (id, &hash), learned)?;
    if kind == "report" {
        add_provenance(database, report, reading.report)?;
        database.index_words(
            report,
            reading.report.title.as_deref(),
            &reading.report.text,
        )?;
    }
    let place = Place { report, learned };
    let (mut events, mut claims) = (0, 0);
    for event in reading.events {
        if let Some((_, made)) = add_event_with_claims(database, &place, event)? {
            events += 1;
            claims += made;
        }
    }
    Ok(Outcome::New { events, claims })
}

/// The report to which events are added, and the system time.
pub(crate) struct Place<'a> {
    pub report: i64,
    pub learned: &'a str,
}

/// The event's row and how many claims it makes; `None` where an event with its id is there already.
pub(crate) fn add_event_with_claims(
    database: &Database,
    place: &Place,
    event: &Event,
) -> Result<Option<(i64, usize)>, LedgerError> {
    let Some(row) = add_event(database, place, event)? else {
        return Ok(None);
    };
    let claims = add_claims(database, (row, place.report), event, place.learned)?;
    Ok(Some((row, claims)))
}

/// What tells copies of a report: the agency that its dateline names, and its wording.
pub(crate) fn add_provenance(
    database: &Database,
    row: i64,
    report: &Report,
) -> Result<(), LedgerError> {
    let agency = report.dateline().and_then(|dateline| dateline.agency);
    let signature = Signature::of(report.body.of(&report.text));
    database.execute(
        "INSERT INTO provenance (report, agency, minhash) VALUES (?1, ?2, ?3)",
        values![row, agency.as_deref(), signature.map(|s| s.to_bytes())],
    )?;
    Ok(())
}

fn add_report(
    database: &Database,
    reading: &Reading,
    kind: &str,
    (id, hash): (&str, &str),
    learned: &str,
) -> Result<i64, LedgerError> {
    let report = reading.report;
    let row = database.insert(
        "INSERT INTO reports (id, publisher, publisher_entity, published, published_precision, title, url, language,
                              text, hash, learned, kind, body_start, body_end)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        values![
            id,
            &report.publisher,
            reading.publisher_entity,
            report.date,
            report.date.map(|date| date.precision().as_str()),
            &report.title,
            &report.url,
            &report.language,
            &report.text,
            hash,
            learned,
            kind,
            report.body.start,
            report.body.end,
        ],
    )?;
    row.ok_or_else(|| database.not_added("report", id))
}

/// The event's row; `None` where an event with its id is there already.
fn add_event(
    database: &Database,
    place: &Place,
    event: &Event,
) -> Result<Option<i64>, LedgerError> {
    let json = serde_json::to_string(event)
        .map_err(|e| LedgerError::damaged(database.place(), format!("event {}: {e}", event.id)))?;
    database.insert(
        "INSERT INTO events (id, report, act, modality, date, date_precision, span_start, span_end,
                             sentence, json, learned, cause, confidence)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT DO NOTHING",
        values![
            &event.id,
            place.report,
            &event.act,
            event.modality.as_str(),
            event.date,
            event.date.map(|date| date.precision().as_str()),
            event.span.start,
            event.span.end,
            &event.text,
            json,
            place.learned,
            &event.cause,
            event.confidence,
        ],
    )
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

/// Adds the event's claims and denials; returns how many claims it added, denials not counted.
pub(crate) fn add_claims(
    database: &Database,
    (row, report): (i64, i64),
    event: &Event,
    learned: &str,
) -> Result<usize, LedgerError> {
    let by: Vec<&str> = event.actor.iter().map(|party| party.id.as_str()).collect();
    let by = by.join(" ");
    let speaker = event
        .attribution
        .as_ref()
        .and_then(|attribution| attribution.id.as_deref());
    let first_day = event.date.map(PartialDate::first_day);
    let mut claims = 0;
    for said in Claim::of_event(event) {
        let added = database.execute(
            "INSERT INTO claims (id, event, report, aspect, from_id, to_id, object, ordered, state,
                                 by_ids, speaker, place, valid_from, precision, first_day, learned, denied)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) ON CONFLICT DO NOTHING",
            values![
                said.id,
                row,
                report,
                said.relation.aspect,
                said.relation.from,
                said.relation.to,
                &said.relation.object,
                said.relation.ordered,
                said.state,
                &by,
                speaker,
                event.trigger.start,
                event.date,
                event.date.map(|date| date.precision().as_str()),
                first_day.map(|day| day.to_string()),
                learned,
                said.denies,
            ],
        )?;
        if !said.denies {
            claims += added;
        }
    }
    Ok(claims)
}
