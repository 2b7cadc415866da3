//! A ledger in one file of SQLite.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql};

use super::{PATIENCE, Purpose, Value};
use crate::LedgerError;
use crate::schema::{APPLICATION_ID, SCHEMA_VERSION};

/// Pages kept in memory by one who writes and by one who asks, in KiB. Ids are hashes and fall anywhere in their indexes: SQLite's usual 2 MB are read and written
/// over and over once the file is larger (measured in docs/scale.md).
const WRITING: i64 = 192 * 1024;
const READING: i64 = 128 * 1024;
const BESIDE: i64 = 16 * 1024;

/// Bytes of a page: four times what SQLite takes by itself. What is added lies mostly one behind the other, so that fewer pages are less work;
/// and a relation of which much is told takes fewer rows (measured in docs/scale.md).
const PAGE: i64 = 16 * 1024;

/// Pages of the write-ahead log after which they are written back to the file.
const CHECKPOINT: i64 = 4_000;

/// Bytes of the file at which readers beside each other look where the system has it in memory: they need no copies of their own,
/// which the next commit of a writer would make useless.
const MAPPED: i64 = 4 << 30;

/// Statements that are kept prepared.
const STATEMENTS: usize = 100;

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(n) => ValueRef::Integer(*n),
            Value::Real(n) => ValueRef::Real(*n),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

pub(super) fn execute(file: &Connection, sql: &str, values: &[Value]) -> rusqlite::Result<usize> {
    file.prepare_cached(sql)?
        .execute(rusqlite::params_from_iter(values))
}

pub(super) fn open(path: &Path, purpose: Purpose) -> Result<Connection, LedgerError> {
    let failed = |source| LedgerError::from_sqlite(path, source);
    let (file, cache) = match purpose {
        Purpose::Write => (open_for_writing(path)?, WRITING),
        Purpose::Read => (open_for_reading(path)?, READING),
        Purpose::ReadBeside => (open_for_reading(path)?, BESIDE),
    };
    if purpose == Purpose::ReadBeside {
        file.pragma_update_and_check(None, "mmap_size", MAPPED, |_| Ok(()))
            .map_err(failed)?;
    }
    file.set_prepared_statement_cache_capacity(STATEMENTS);
    // Else SQLite compiles many statements anew for each value that is bound to them.
    file.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(failed)?;
    file.pragma_update(None, "cache_size", -cache)
        .map_err(failed)?;
    Ok(file)
}

fn open_for_writing(path: &Path) -> Result<Connection, LedgerError> {
    let failed = |source| LedgerError::from_sqlite(path, source);
    if path.is_dir() {
        return Err(LedgerError::NotALedger(path.to_owned()));
    }
    let file = Connection::open(path).map_err(failed)?;
    file.busy_timeout(PATIENCE).map_err(failed)?;
    // Of a file that is made now; one that is there keeps its own.
    file.pragma_update(None, "page_size", PAGE)
        .map_err(failed)?;
    // Until it is ready, see there: a table to which others refer may be made anew.
    file.pragma_update(None, "foreign_keys", false)
        .map_err(failed)?;
    // What is no ledger, or a newer one, is left as it is.
    version(&file, path)?;
    if file.is_readonly("main").map_err(failed)? {
        return Err(LedgerError::ReadOnly(path.to_owned()));
    }
    Ok(file)
}

/// How a ledger that has its tables is written to.
pub(super) fn ready(file: &Connection) -> rusqlite::Result<()> {
    file.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    file.pragma_update(None, "synchronous", "FULL")?;
    file.pragma_update(None, "foreign_keys", true)?;
    file.pragma_update(None, "wal_autocheckpoint", CHECKPOINT)
}

fn open_for_reading(path: &Path) -> Result<Connection, LedgerError> {
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
    match usual {
        // A file in a folder where nothing can be written has no place for WAL's shared memory: read it as it stands.
        Err(LedgerError::CannotOpen { .. } | LedgerError::ReadOnly(_)) => {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            open_existing(path, &immutable_uri(path), flags)
        }
        usual => usual,
    }
}

fn open_existing(path: &Path, name: &str, flags: OpenFlags) -> Result<Connection, LedgerError> {
    let failed = |source| LedgerError::from_sqlite(path, source);
    let file = Connection::open_with_flags(name, flags).map_err(failed)?;
    file.busy_timeout(PATIENCE).map_err(failed)?;
    version(&file, path)?;
    Ok(file)
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
pub(super) fn version(file: &Connection, path: &Path) -> Result<i64, LedgerError> {
    let number = |query: &str| -> Result<i64, LedgerError> {
        file.query_row(query, [], |row| row.get(0))
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

pub(super) fn set_version(file: &Connection, version: i64) -> rusqlite::Result<()> {
    file.pragma_update(None, "application_id", APPLICATION_ID)?;
    file.pragma_update(None, "user_version", version)
}

/// SQLite takes no constraint off a table: another is made in its place, with the same rows, indexes and triggers.
pub(super) fn index_no_more(file: &Connection, table: &str, column: &str) -> rusqlite::Result<()> {
    let made = |kind: &str| -> rusqlite::Result<String> {
        let query = "
            SELECT coalesce(group_concat(sql, ';'), '') FROM sqlite_schema
            WHERE tbl_name = ?1 AND type = ?2 AND sql IS NOT NULL";
        file.query_row(query, [table, kind], |row| row.get(0))
    };
    let (indexes, triggers) = (made("index")?, made("trigger")?);
    let plain = format!("{column} TEXT NOT NULL");
    let anew = made("table")?.replacen(&format!("{plain} UNIQUE"), &plain, 1);
    let (_, columns) = anew.split_once('(').unwrap_or_default();
    file.execute_batch(&format!(
        "CREATE TABLE anew ({columns};
         INSERT INTO anew SELECT * FROM {table} ORDER BY seq;
         DROP TABLE {table};
         ALTER TABLE anew RENAME TO {table};
         {indexes};
         {triggers};"
    ))
}

/// Changes of rows that can be forbidden.
const CHANGES: [&str; 2] = ["UPDATE", "DELETE"];

pub(super) fn forbid_changes(file: &Connection, table: &str) -> rusqlite::Result<()> {
    for change in CHANGES {
        file.execute_batch(&format!(
            "CREATE TRIGGER {table}_no_{} BEFORE {change} ON {table}
             BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;",
            change.to_lowercase()
        ))?;
    }
    Ok(())
}

pub(super) fn permit_changes(file: &Connection, table: &str) -> rusqlite::Result<()> {
    for change in CHANGES {
        file.execute_batch(&format!(
            "DROP TRIGGER {table}_no_{}",
            change.to_lowercase()
        ))?;
    }
    Ok(())
}
