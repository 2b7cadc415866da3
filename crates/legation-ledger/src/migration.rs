//! From one version of the file to the next, and reading an older one as it stands.

use legation_coder::Event;
use legation_text::Report;
use rusqlite::{Connection, Transaction};

use crate::store::{add_claims, add_provenance};

/// What version 2 adds: the wording and agency of each report, the cause of each event, denials, and the rows by which
/// people and newer coders supersede what is there.
const VERSION_2: &str = "
ALTER TABLE reports ADD COLUMN kind TEXT NOT NULL DEFAULT 'report';
ALTER TABLE reports ADD COLUMN body_start INTEGER;
ALTER TABLE reports ADD COLUMN body_end INTEGER;
ALTER TABLE events ADD COLUMN cause TEXT;
ALTER TABLE events ADD COLUMN confidence REAL NOT NULL DEFAULT 1.0;
CREATE INDEX events_cause ON events(cause) WHERE cause IS NOT NULL;
CREATE INDEX events_doubtful ON events(confidence) WHERE confidence < 0.9;
ALTER TABLE claims ADD COLUMN denied INTEGER NOT NULL DEFAULT 0;
ALTER TABLE claims ADD COLUMN corrects INTEGER REFERENCES claims(seq);
CREATE INDEX claims_report ON claims(report);
CREATE TABLE provenance (
  report INTEGER PRIMARY KEY REFERENCES reports(seq),
  agency TEXT,
  minhash BLOB
) STRICT;
CREATE TABLE recodings (
  seq INTEGER PRIMARY KEY,
  coder TEXT NOT NULL,
  learned TEXT NOT NULL
) STRICT;
CREATE TABLE standings (
  seq INTEGER PRIMARY KEY,
  event INTEGER NOT NULL REFERENCES events(seq),
  stands INTEGER NOT NULL,
  recoding INTEGER NOT NULL REFERENCES recodings(seq),
  learned TEXT NOT NULL
) STRICT;
CREATE INDEX standings_event ON standings(event);
CREATE TABLE verdicts (
  seq INTEGER PRIMARY KEY,
  claim INTEGER NOT NULL REFERENCES claims(seq),
  kind TEXT NOT NULL,
  by_name TEXT NOT NULL,
  reason TEXT NOT NULL,
  replacement INTEGER REFERENCES claims(seq),
  undoes INTEGER REFERENCES verdicts(seq),
  carried INTEGER REFERENCES verdicts(seq),
  learned TEXT NOT NULL
) STRICT;
CREATE INDEX verdicts_claim ON verdicts(claim);
CREATE INDEX verdicts_undoes ON verdicts(undoes) WHERE undoes IS NOT NULL;
CREATE TABLE revisions (
  seq INTEGER PRIMARY KEY,
  report INTEGER NOT NULL REFERENCES reports(seq),
  kind TEXT NOT NULL,
  replacement INTEGER REFERENCES reports(seq),
  by_name TEXT NOT NULL,
  reason TEXT NOT NULL,
  learned TEXT NOT NULL
) STRICT;
CREATE INDEX revisions_report ON revisions(report);
";

/// All tables.
const TABLES: [&str; 9] = [
    "reports",
    "events",
    "pairs",
    "claims",
    "provenance",
    "recodings",
    "standings",
    "verdicts",
    "revisions",
];

/// A file of version 1 seen as one of version 2, without a byte of it changed: for files that are only read.
/// What version 1 did not keep is empty: no denials, no agencies, no wording by which copies are found.
const SEEN_AS_VERSION_2: &str = "
CREATE TEMP VIEW reports AS
  SELECT *, 'report' AS kind, NULL AS body_start, NULL AS body_end FROM main.reports;
CREATE TEMP VIEW events AS
  SELECT *, json_extract(json, '$.cause') AS cause, json_extract(json, '$.confidence') AS confidence FROM main.events;
CREATE TEMP VIEW claims AS SELECT *, 0 AS denied, NULL AS corrects FROM main.claims;
CREATE TEMP TABLE provenance (report INTEGER PRIMARY KEY, agency TEXT, minhash BLOB);
CREATE TEMP TABLE recodings (seq INTEGER PRIMARY KEY, coder TEXT, learned TEXT);
CREATE TEMP TABLE standings (seq INTEGER PRIMARY KEY, event INTEGER, stands INTEGER, recoding INTEGER, learned TEXT);
CREATE TEMP TABLE verdicts (seq INTEGER PRIMARY KEY, claim INTEGER, kind TEXT, by_name TEXT, reason TEXT,
  replacement INTEGER, undoes INTEGER, carried INTEGER, learned TEXT);
CREATE TEMP TABLE revisions (seq INTEGER PRIMARY KEY, report INTEGER, kind TEXT, replacement INTEGER, by_name TEXT,
  reason TEXT, learned TEXT);
";

/// Adds what version 2 has and works out for the rows that are there what it would have kept of them.
pub(crate) fn to_version_2(transaction: &Transaction) -> rusqlite::Result<()> {
    transaction.execute_batch(VERSION_2)?;
    transaction.execute(
        "UPDATE events SET cause = json_extract(json, '$.cause'), confidence = json_extract(json, '$.confidence')",
        [],
    )?;
    sign_reports(transaction)?;
    add_denials(transaction)?;
    forbid_changes(transaction)
}

/// Append-only is kept by the file itself, whichever program writes to it.
fn forbid_changes(transaction: &Transaction) -> rusqlite::Result<()> {
    for table in TABLES {
        for change in ["UPDATE", "DELETE"] {
            let verb = change.to_lowercase();
            transaction.execute_batch(&format!(
                "CREATE TRIGGER {table}_no_{verb} BEFORE {change} ON {table}
                 BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;"
            ))?;
        }
    }
    Ok(())
}

fn sign_reports(transaction: &Transaction) -> rusqlite::Result<()> {
    let mut reports = transaction.prepare("SELECT seq, text FROM reports")?;
    let mut rows = reports.query([])?;
    while let Some(row) = rows.next()? {
        add_provenance(
            transaction,
            row.get(0)?,
            &Report::new(row.get::<_, String>(1)?),
        )?;
    }
    Ok(())
}

fn add_denials(transaction: &Transaction) -> rusqlite::Result<()> {
    let mut events = transaction
        .prepare("SELECT seq, report, json, learned FROM events WHERE modality = 'negated'")?;
    let mut rows = events.query([])?;
    while let Some(row) = rows.next()? {
        let json: String = row.get(2)?;
        // What cannot be read is left for `check` to name.
        if let Ok(event) = serde_json::from_str::<Event>(&json) {
            let learned: String = row.get(3)?;
            add_claims(transaction, row.get(1)?, row.get(0)?, &event, &learned)?;
        }
    }
    Ok(())
}

/// Lets a connection that only reads an older file ask it as if it were of version 2.
pub(crate) fn read_as_version_2(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(SEEN_AS_VERSION_2)
}
