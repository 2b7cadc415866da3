//! The ledger's file: its tables, its marks, and how it is opened.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::{LedgerError, migration, search};

/// SQLite's `application_id` of a ledger: the letters `LEGA`.
pub const APPLICATION_ID: i64 = 0x4C45_4741;

/// SQLite's `user_version` of a ledger that this program writes.
pub const SCHEMA_VERSION: i64 = 2;

/// How long to wait for another writer before giving up.
const PATIENCE: Duration = Duration::from_secs(10);

/// Pages kept in memory, in KiB. Ids are hashes and fall anywhere in their indexes: SQLite's usual 2 MB are read and written
/// over and over once the file is larger (measured in docs/scale.md).
const CACHE: i64 = 96 * 1024;

/// Bytes of the file that readers look at where the system has it in memory, without a copy of their own: a commit by another
/// connection empties their cache.
const MAPPED: i64 = 4 << 30;

/// Pages of the write-ahead log after which they are written back to the file.
const CHECKPOINT: i64 = 16_000;

/// The tables of version 1, on which later versions build. Rows are only ever added; `learned` is the system time, UTC, of the transaction that added them.
///
/// Dates are ISO 8601 of day, month or year precision, beside the precision's name. `claims.first_day` is the earliest
/// day of `valid_from`, so that ranges can be searched. An unordered pair is stored with the lesser id first. `pairs`
/// lists which two entities take part in an event, lesser id first. `docs/ledger-schema.md` documents the file as it is in
/// the current version.
const VERSION_1: &str = "
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

/// Opens the ledger for writing, making it where there is none.
pub(crate) fn open_for_writing(path: &Path) -> Result<Connection, LedgerError> {
    let failed = |source| LedgerError::from_sqlite(path, source);
    if path.is_dir() {
        return Err(LedgerError::NotALedger(path.to_owned()));
    }
    let mut connection = Connection::open(path).map_err(failed)?;
    keep_plans(&connection).map_err(failed)?;
    connection.busy_timeout(PATIENCE).map_err(failed)?;
    if check(&connection, path)? < SCHEMA_VERSION {
        // The first to get the write lock makes the tables; whoever waited for it finds them made.
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        match check(&transaction, path)? {
            SCHEMA_VERSION => {}
            found => {
                if found == 0 {
                    transaction.execute_batch(VERSION_1).map_err(failed)?;
                    transaction
                        .pragma_update(None, "application_id", APPLICATION_ID)
                        .map_err(failed)?;
                }
                migration::to_version_2(&transaction).map_err(failed)?;
                transaction
                    .pragma_update(None, "user_version", SCHEMA_VERSION)
                    .map_err(failed)?;
            }
        }
        transaction.commit().map_err(failed)?;
    }
    let writable = !connection.is_readonly("main").map_err(failed)?;
    if !writable {
        return Err(LedgerError::ReadOnly(path.to_owned()));
    }
    connection
        .pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))
        .and_then(|()| connection.pragma_update(None, "synchronous", "FULL"))
        .and_then(|()| connection.pragma_update(None, "foreign_keys", true))
        .and_then(|()| connection.pragma_update(None, "cache_size", -CACHE))
        .and_then(|()| connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT))
        .and_then(|()| search::ensure(&mut connection))
        .map_err(failed)?;
    Ok(connection)
}

/// Opens an existing ledger for reading only.
pub(crate) fn open_for_reading(path: &Path) -> Result<Connection, LedgerError> {
    match path.metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(LedgerError::Missing(path.to_owned()));
        }
        Err(error) => {
            return Err(LedgerError::CannotOpen {
                path: path.to_owned(),
                reason: error.to_string(),
            });
        }
        Ok(found) if !found.is_file() => return Err(LedgerError::NotALedger(path.to_owned())),
        Ok(_) => {}
    }
    let usual = open_existing(
        path,
        &path.to_string_lossy(),
        OpenFlags::SQLITE_OPEN_READ_ONLY,
    );
    let opened = match usual {
        // A file in a folder where nothing can be written has no place for WAL's shared memory: read it as it stands.
        Err(LedgerError::CannotOpen { .. } | LedgerError::ReadOnly(_)) => {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            open_existing(path, &immutable_uri(path), flags)
        }
        usual => usual,
    };
    match opened? {
        (_, 0) => Err(LedgerError::NotALedger(path.to_owned())),
        (connection, version) => {
            if version < SCHEMA_VERSION {
                migration::read_as_version_2(&connection)
                    .map_err(|source| LedgerError::from_sqlite(path, source))?;
            }
            Ok(connection)
        }
    }
}

fn open_existing(
    path: &Path,
    name: &str,
    flags: OpenFlags,
) -> Result<(Connection, i64), LedgerError> {
    let failed = |source| LedgerError::from_sqlite(path, source);
    let connection = Connection::open_with_flags(name, flags).map_err(failed)?;
    keep_plans(&connection).map_err(failed)?;
    connection.busy_timeout(PATIENCE).map_err(failed)?;
    let version = check(&connection, path)?;
    connection
        .pragma_update(None, "cache_size", -CACHE)
        .and_then(|()| connection.pragma_update_and_check(None, "mmap_size", MAPPED, |_| Ok(())))
        .map_err(failed)?;
    Ok((connection, version))
}

/// A statement keeps its plan whatever values it is given: the SQLite that comes along would otherwise prepare many of them anew for
/// every row that is asked for, which takes longer than the answer.
fn keep_plans(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

fn immutable_uri(path: &Path) -> String {
    let escaped: String = path
        .to_string_lossy()
        .chars()
        .map(|c| match c {
            '%' => "%25".to_owned(),
            '?' => "%3f".to_owned(),
            '#' => "%23".to_owned(),
            c => c.to_string(),
        })
        .collect();
    format!("file:{escaped}?immutable=1")
}

/// The version of a ledger that this program reads; 0 where the file holds nothing yet.
fn check(connection: &Connection, path: &Path) -> Result<i64, LedgerError> {
    let number = |query: &str| -> Result<i64, LedgerError> {
        connection
            .query_row(query, [], |row| row.get(0))
            .map_err(|source| LedgerError::from_sqlite(path, source))
    };
    let application = number("PRAGMA application_id")?;
    let version = number("PRAGMA user_version")?;
    if application == APPLICATION_ID {
        return if version > SCHEMA_VERSION {
            Err(LedgerError::Newer {
                path: path.to_owned(),
                found: version,
                known: SCHEMA_VERSION,
            })
        } else {
            Ok(version)
        };
    }
    if application != 0 || version != 0 || number("SELECT count(*) FROM sqlite_schema")? != 0 {
        return Err(LedgerError::NotALedger(path.to_owned()));
    }
    Ok(0)
}
