//! The ledger's tables, by version, and how a ledger is opened.

use std::path::Path;

use crate::sql::{Database, Purpose};
use crate::{LedgerError, migration};

/// SQLite's `application_id` of a ledger: the letters `LEGA`.
pub const APPLICATION_ID: i64 = 0x4C45_4741;

/// The version of a ledger that this program writes.
pub const SCHEMA_VERSION: i64 = 6;

/// The version from which on signatures of wordings are made as they are now.
pub(crate) const SIGNED_SINCE: i64 = 6;

/// The tables of version 1, on which later versions build. Rows are only ever added; `learned` is the system time, UTC, of the transaction that added them.
///
/// Dates are ISO 8601 of day, month or year precision, beside the precision's name. `claims.first_day` is the earliest
/// day of `valid_from`, so that ranges can be searched. An unordered pair is stored with the lesser id first. `pairs`
/// lists which two entities take part in an event, lesser id first. `docs/ledger-schema.md` documents the file as it is in
/// the current version.
pub(crate) const VERSION_1: &str = "
CREATE TABLE reports (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  publisher TEXT,
  publisher_entity TEXT,
  published TEXT,
  published_precision TEXT,
  title TEXT,
  url TEXT,
  language TEXT,
  text TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  learned TEXT NOT NULL
) STRICT;
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  report INTEGER NOT NULL REFERENCES reports(seq),
  act TEXT,
  modality TEXT NOT NULL,
  date TEXT,
  date_precision TEXT,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  sentence TEXT NOT NULL,
  json TEXT NOT NULL,
  learned TEXT NOT NULL
) STRICT;
CREATE INDEX events_report ON events(report);
CREATE TABLE pairs (
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  event INTEGER NOT NULL REFERENCES events(seq),
  PRIMARY KEY (a, b, event)
) STRICT, WITHOUT ROWID;
CREATE TABLE claims (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  event INTEGER NOT NULL REFERENCES events(seq),
  report INTEGER NOT NULL REFERENCES reports(seq),
  aspect TEXT NOT NULL,
  from_id TEXT NOT NULL,
  to_id TEXT NOT NULL,
  object TEXT,
  ordered INTEGER NOT NULL,
  state TEXT NOT NULL,
  by_ids TEXT NOT NULL,
  speaker TEXT,
  place INTEGER NOT NULL,
  valid_from TEXT,
  precision TEXT,
  first_day TEXT,
  learned TEXT NOT NULL
) STRICT;
CREATE INDEX claims_pair ON claims(from_id, to_id, aspect);
CREATE INDEX claims_to ON claims(to_id, aspect);
CREATE INDEX claims_day ON claims(first_day);
CREATE INDEX claims_event ON claims(event);
";

/// What version 2 adds: the wording and agency of each report, the cause of each event, denials, and the rows by which
/// people and newer coders supersede what is there.
pub(crate) const VERSION_2: &str = "
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

/// What version 3 adds: all claims about a relation in one place, and of each event of a pair what its timeline needs, so
/// that an answer reads a few rows that lie together. Both are worked out from the other tables, as version 4 does otherwise.
pub(crate) const VERSION_3: &str = "
DROP INDEX claims_pair;
DROP INDEX claims_to;
DROP INDEX claims_day;
CREATE INDEX claims_month ON claims(substr(first_day, 1, 7));
CREATE TABLE dossiers (
  seq INTEGER PRIMARY KEY,
  aspect TEXT NOT NULL,
  from_id TEXT NOT NULL,
  to_id TEXT NOT NULL,
  object TEXT NOT NULL,
  ordered INTEGER NOT NULL,
  part INTEGER NOT NULL,
  words TEXT NOT NULL,
  entries BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX dossiers_relation ON dossiers(from_id, to_id, aspect, object, part);
CREATE INDEX dossiers_to ON dossiers(to_id, aspect, from_id);
DROP TABLE pairs;
CREATE TABLE pairs (
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  event INTEGER NOT NULL REFERENCES events(seq),
  report INTEGER NOT NULL,
  deed INTEGER NOT NULL,
  date INTEGER,
  asserted INTEGER NOT NULL,
  published INTEGER,
  learned INTEGER NOT NULL,
  touched INTEGER NOT NULL,
  PRIMARY KEY (a, b, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX pairs_of_a ON pairs(a, (coalesce(date, published, 0)), event);
CREATE INDEX pairs_of_b ON pairs(b, (coalesce(date, published, 0)), event);
CREATE INDEX reports_published ON reports((coalesce(published, '')), seq) WHERE kind = 'report';
";

/// What version 4 changes: what is worked out is written in layers, and of each pair its events lie together; see
/// [`crate::layers`], [`crate::part`] and [`crate::moments`].
pub(crate) const VERSION_4: &str = "
DROP TABLE dossiers;
DROP TABLE pairs;
CREATE TABLE layers (
  seq INTEGER PRIMARY KEY,
  size INTEGER NOT NULL
) STRICT;
CREATE TABLE dossiers (
  seq INTEGER PRIMARY KEY,
  layer INTEGER NOT NULL,
  aspect TEXT NOT NULL,
  from_id TEXT NOT NULL,
  to_id TEXT NOT NULL,
  object TEXT NOT NULL,
  ordered INTEGER NOT NULL,
  words TEXT NOT NULL,
  entries BLOB NOT NULL
) STRICT;
CREATE INDEX dossiers_relation ON dossiers(layer, from_id, to_id, aspect, object);
CREATE INDEX dossiers_to ON dossiers(layer, to_id, aspect, from_id);
CREATE TABLE pairs (
  seq INTEGER PRIMARY KEY,
  layer INTEGER NOT NULL,
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  earliest INTEGER NOT NULL,
  latest INTEGER NOT NULL,
  moments BLOB NOT NULL
) STRICT;
CREATE INDEX pairs_of_a ON pairs(layer, a, b, earliest, latest);
CREATE INDEX pairs_of_b ON pairs(layer, b, earliest, latest);
";

/// What version 5 changes: the hashes of reports and the ids of claims are not indexed whole any more, see
/// [`crate::migration`]. They fall anywhere in an index, so that every transaction wrote nearly all of its pages. Of hashes
/// the first digits are enough; claims are indexed by thousands of rows, so that one writes to the end of the index only.
pub(crate) const VERSION_5: &str = "
CREATE INDEX reports_content ON reports(substr(hash, 1, 10));
DROP INDEX claims_report;
DROP INDEX reports_published;
CREATE INDEX reports_published ON reports((coalesce(published, ''))) WHERE kind = 'report';
CREATE INDEX claims_id ON claims((seq >> 16), id);
";

/// Claims that the index of ids has together, as a power of two.
pub(crate) const CLAIMS_TOGETHER: i64 = 16;

/// The tables whose rows are only ever added.
pub(crate) const KEPT: [&str; 8] = [
    "reports",
    "events",
    "claims",
    "provenance",
    "recodings",
    "standings",
    "verdicts",
    "revisions",
];

/// Opens the ledger for writing, making it where there is none and bringing an older one to the present version.
pub(crate) fn open_for_writing(place: &Path) -> Result<Database, LedgerError> {
    let database = Database::open(place, Purpose::Write)?;
    if database.version()? < SCHEMA_VERSION {
        // The first to get the write lock makes the tables; whoever waited for it finds them made.
        database.write(|| match database.version()? {
            SCHEMA_VERSION => Ok(()),
            found => {
                migration::migrate(&database, found)?;
                database.set_version(SCHEMA_VERSION)
            }
        })?;
    }
    database.ready()?;
    Ok(database)
}

/// Opens an existing ledger for reading only.
pub(crate) fn open_for_reading(place: &Path, purpose: Purpose) -> Result<Database, LedgerError> {
    let database = Database::open(place, purpose)?;
    match database.version()? {
        0 => Err(database.nothing_there()),
        version => {
            if version < SCHEMA_VERSION {
                migration::see_as_present(&database, version)?;
            }
            Ok(database)
        }
    }
}
