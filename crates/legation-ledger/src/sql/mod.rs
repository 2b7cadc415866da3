//! The seam between the ledger and the store that keeps it: SQL goes in, rows come out, and what stores do differently
//! stays behind it.
//!
//! Every query of the ledger is written once, in the SQL that its stores have in common, with placeholders `?1`, `?2` …
//! A store knows how to begin a transaction, how to keep a second writer waiting, where the ledger's version is marked, and
//! which [`LedgerError`] its own errors are.

mod postgres;
mod sqlite;
mod words;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::LedgerError;

/// How long to wait for another writer before giving up.
const PATIENCE: Duration = Duration::from_secs(10);

/// A ledger's store, open.
pub(crate) struct Database {
    engine: Engine,
    place: PathBuf,
}

enum Engine {
    Sqlite(rusqlite::Connection),
    Postgres(Box<postgres::Server>),
}

/// Stops what a store is busy with, from another thread.
pub struct Interrupter(Stop);

enum Stop {
    Sqlite(rusqlite::InterruptHandle),
    Postgres(::postgres::CancelToken),
}

impl Interrupter {
    /// The question that the ledger is answering fails. May wait for a server; does nothing where no question is open.
    pub fn interrupt(&self) {
        match &self.0 {
            Stop::Sqlite(file) => file.interrupt(),
            // A server that cannot be reached answers nobody.
            Stop::Postgres(server) => drop(server.cancel_query(::postgres::NoTls)),
        }
    }
}

/// Whether rows are to be added.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Write,
    Read,
    /// Beside other connections of the same program.
    ReadBeside,
}

/// What is bound to a placeholder.
#[derive(Clone, Debug)]
pub(crate) enum Value<'a> {
    Null,
    Int(i64),
    Real(f64),
    Text(Cow<'a, str>),
    Blob(Cow<'a, [u8]>),
}

/// What stands in one column of one row.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cell<'a> {
    Null,
    Int(i64),
    Real(f64),
    Text(&'a str),
    Blob(&'a [u8]),
}

/// One row of an answer.
pub(crate) struct Row<'a> {
    cells: Cells<'a>,
    place: &'a Path,
}

enum Cells<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a ::postgres::Row),
}

/// Whether this is the address of a server and no file.
pub fn is_server(place: &Path) -> bool {
    postgres::address(place).is_some()
}

/// A ledger's place for people to see: an address without its password.
pub fn shown(place: &Path) -> PathBuf {
    postgres::address(place).map_or_else(|| place.to_owned(), postgres::shown)
}

/// Lists the values of a statement's placeholders.
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::sql::Value::from($value)),*][..] };
}
pub(crate) use values;

impl Database {
    /// Opens the store at `place`: a server where that is an address `postgres://…`, else a file.
    ///
    /// To write, a file is made where there is none; to read, one has to be there.
    pub fn open(place: &Path, purpose: Purpose) -> Result<Self, LedgerError> {
        if let Some(address) = postgres::address(place) {
            return Ok(Database {
                engine: Engine::Postgres(Box::new(postgres::Server::connect(address)?)),
                place: postgres::shown(address),
            });
        }
        Ok(Database {
            engine: Engine::Sqlite(sqlite::open(place, purpose)?),
            place: place.to_owned(),
        })
    }

    /// The store as its owner knows it, without a password.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// Runs a statement; how many rows it added or changed.
    pub fn execute(&self, sql: &str, values: &[Value]) -> Result<usize, LedgerError> {
        match &self.engine {
            Engine::Sqlite(file) => sqlite::execute(file, sql, values).map_err(|e| self.sqlite(e)),
            Engine::Postgres(server) => server.execute(sql, values).map_err(|e| self.postgres(&e)),
        }
    }

    /// Adds a row to a table that numbers its rows in `seq`; its number, or `None` where `ON CONFLICT` has left it out.
    pub fn insert(&self, sql: &str, values: &[Value]) -> Result<Option<i64>, LedgerError> {
        match &self.engine {
            // Not `RETURNING`, for which SQLite makes a table in memory each time.
            Engine::Sqlite(file) => match self.execute(sql, values)? {
                0 => Ok(None),
                _ => Ok(Some(file.last_insert_rowid())),
            },
            Engine::Postgres(_) => {
                self.one(&format!("{sql} RETURNING seq"), values, |row| row.get(0))
            }
        }
    }

    /// Runs statements that take no values and give no rows.
    pub fn run(&self, statements: &str) -> Result<(), LedgerError> {
        match &self.engine {
            Engine::Sqlite(file) => file.execute_batch(statements).map_err(|e| self.sqlite(e)),
            Engine::Postgres(server) => server.run(statements).map_err(|e| self.postgres(&e)),
        }
    }

    /// Hands each row to `see`.
    pub fn each(
        &self,
        sql: &str,
        values: &[Value],
        mut see: impl FnMut(&Row) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        match &self.engine {
            Engine::Sqlite(file) => {
                let mut statement = file.prepare_cached(sql).map_err(|e| self.sqlite(e))?;
                let mut rows = statement
                    .query(rusqlite::params_from_iter(values))
                    .map_err(|e| self.sqlite(e))?;
                while let Some(row) = rows.next().map_err(|e| self.sqlite(e))? {
                    see(&Row {
                        cells: Cells::Sqlite(row),
                        place: &self.place,
                    })?;
                }
            }
            Engine::Postgres(server) => {
                for row in &server.query(sql, values).map_err(|e| self.postgres(&e))? {
                    see(&Row {
                        cells: Cells::Postgres(row),
                        place: &self.place,
                    })?;
                }
            }
        }
        Ok(())
    }

    /// What `read` makes of each row.
    pub fn all<T>(
        &self,
        sql: &str,
        values: &[Value],
        mut read: impl FnMut(&Row) -> Result<T, LedgerError>,
    ) -> Result<Vec<T>, LedgerError> {
        let mut all = Vec::new();
        self.each(sql, values, |row| {
            all.push(read(row)?);
            Ok(())
        })?;
        Ok(all)
    }

    /// What `read` makes of the first row; `None` where there is none.
    pub fn one<T>(
        &self,
        sql: &str,
        values: &[Value],
        read: impl Fn(&Row) -> Result<T, LedgerError>,
    ) -> Result<Option<T>, LedgerError> {
        let mut first = None;
        self.each(sql, values, |row| {
            if first.is_none() {
                first = Some(read(row)?);
            }
            Ok(())
        })?;
        Ok(first)
    }

    /// The first column of the only row.
    pub fn value<T: Column>(&self, sql: &str, values: &[Value]) -> Result<T, LedgerError> {
        self.one(sql, values, |row| row.get(0))?
            .ok_or_else(|| LedgerError::damaged(&self.place, "a row is missing"))
    }

    /// Does `work` in one transaction, all of it or nothing. Another writer waits until it is done.
    pub fn write<T>(
        &self,
        work: impl FnOnce() -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        let begun = self.run(&match &self.engine {
            // Immediate: two writers wait for each other instead of failing when the second one comes to write.
            Engine::Sqlite(_) => "BEGIN IMMEDIATE".to_owned(),
            Engine::Postgres(_) => postgres::begin_writing(),
        });
        match begun {
            Ok(()) => self.end(work()),
            Err(error) => self.end(Err(error)),
        }
    }

    /// Asks in one transaction: all answers are of one state, whatever others write meanwhile.
    pub fn at_once<T>(
        &self,
        ask: impl FnOnce() -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        self.run(match &self.engine {
            Engine::Sqlite(_) => "BEGIN",
            Engine::Postgres(_) => postgres::BEGIN_READING,
        })?;
        self.end(ask())
    }

    fn end<T>(&self, done: Result<T, LedgerError>) -> Result<T, LedgerError> {
        if done.is_ok() {
            self.run("COMMIT")?;
        } else {
            // What made it fail is what is told, also where the store has rolled back by itself.
            let _ = self.run("ROLLBACK");
        }
        done
    }

    /// The version of the ledger; 0 where the store holds nothing yet.
    ///
    /// Fails where it holds something else.
    pub fn version(&self) -> Result<i64, LedgerError> {
        match &self.engine {
            Engine::Sqlite(file) => sqlite::version(file, &self.place),
            Engine::Postgres(server) => server.version(&self.place),
        }
    }

    /// Marks the store as a ledger of this version.
    pub fn set_version(&self, version: i64) -> Result<(), LedgerError> {
        match &self.engine {
            Engine::Sqlite(file) => sqlite::set_version(file, version).map_err(|e| self.sqlite(e)),
            Engine::Postgres(server) => server.set_version(version).map_err(|e| self.postgres(&e)),
        }
    }

    /// Makes a store that has its tables ready to take rows safely.
    pub fn ready(&self) -> Result<(), LedgerError> {
        match &self.engine {
            Engine::Sqlite(file) => sqlite::ready(file).map_err(|e| self.sqlite(e)),
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// Runs statements that make tables and indexes, written as SQLite has them.
    pub fn define(&self, statements: &str) -> Result<(), LedgerError> {
        match &self.engine {
            Engine::Sqlite(_) => self.run(statements),
            Engine::Postgres(_) => self.run(&postgres::translated(statements)),
        }
    }

    /// Lets go of the index that has every value of this column be another, which the table was made with.
    pub fn index_no_more(&self, table: &str, column: &str) -> Result<(), LedgerError> {
        match &self.engine {
            Engine::Sqlite(file) => {
                sqlite::index_no_more(file, table, column).map_err(|e| self.sqlite(e))
            }
            Engine::Postgres(server) => server
                .index_no_more(table, column)
                .map_err(|e| self.postgres(&e)),
        }
    }

    /// Has the store itself refuse to change or take out a row of this table.
    pub fn forbid_changes(&self, table: &str) -> Result<(), LedgerError> {
        match &self.engine {
            Engine::Sqlite(file) => sqlite::forbid_changes(file, table).map_err(|e| self.sqlite(e)),
            Engine::Postgres(server) => server.forbid_changes(table).map_err(|e| self.postgres(&e)),
        }
    }

    /// Undoes [`Database::forbid_changes`], for a migration.
    pub fn permit_changes(&self, table: &str) -> Result<(), LedgerError> {
        match &self.engine {
            Engine::Sqlite(file) => sqlite::permit_changes(file, table).map_err(|e| self.sqlite(e)),
            Engine::Postgres(server) => server.permit_changes(table).map_err(|e| self.postgres(&e)),
        }
    }

    /// The store's own check of itself: what is wrong with it.
    pub fn own_faults(&self) -> Result<Vec<String>, LedgerError> {
        match &self.engine {
            Engine::Sqlite(_) => {
                let mut faults =
                    self.all("PRAGMA integrity_check", &[], |row| row.get::<String>(0))?;
                faults.retain(|said| said != "ok");
                faults.extend(self.all("PRAGMA foreign_key_check", &[], |row| {
                    let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
                    Ok(format!(
                        "a row of {table} refers to a row of {parent} that is missing"
                    ))
                })?);
                Ok(faults)
            }
            // The server keeps its own files, and lets no row refer to one that is missing.
            Engine::Postgres(_) => Ok(Vec::new()),
        }
    }

    /// What stops a question to this store.
    pub fn interrupter(&self) -> Interrupter {
        Interrupter(match &self.engine {
            Engine::Sqlite(file) => Stop::Sqlite(file.get_interrupt_handle()),
            Engine::Postgres(server) => Stop::Postgres(server.cancel_token()),
        })
    }

    /// How long a second writer waits.
    pub fn set_patience(&self, patience: Duration) {
        let _ = match &self.engine {
            Engine::Sqlite(file) => file.busy_timeout(patience).map_err(|e| self.sqlite(e)),
            Engine::Postgres(server) => {
                server.set_patience(patience).map_err(|e| self.postgres(&e))
            }
        };
    }

    /// Lets a file grow to this many pages and no more, as a full disk would.
    pub fn limit_pages(&self, pages: i64) {
        let _ = self.run(&format!("PRAGMA max_page_count = {pages}"));
    }

    /// What to say where a row that is new was not taken.
    pub fn not_added(&self, what: &str, id: &str) -> LedgerError {
        LedgerError::damaged(&self.place, format!("{what} {id} was not added"))
    }

    /// What to say to one who asks a store that holds nothing.
    pub fn nothing_there(&self) -> LedgerError {
        match &self.engine {
            Engine::Sqlite(_) => LedgerError::NotALedger(self.place.clone()),
            Engine::Postgres(_) => LedgerError::Missing(self.place.clone()),
        }
    }

    fn postgres(&self, error: &::postgres::Error) -> LedgerError {
        postgres::failed(&self.place, error)
    }

    fn sqlite(&self, error: rusqlite::Error) -> LedgerError {
        LedgerError::from_sqlite(&self.place, error)
    }
}

impl Row<'_> {
    /// The column at this place.
    ///
    /// Fails where it holds something that a ledger never has there.
    pub fn get<T: Column>(&self, at: usize) -> Result<T, LedgerError> {
        let cell = self.cell(at)?;
        T::of(cell).ok_or_else(|| self.strange(format!("{cell:?} in column {at}")))
    }

    /// The column at this place, as it lies in the row.
    pub fn cell(&self, at: usize) -> Result<Cell<'_>, LedgerError> {
        use rusqlite::types::ValueRef;
        match self.cells {
            Cells::Sqlite(row) => Ok(match row.get_ref(at).map_err(|e| self.strange(e))? {
                ValueRef::Null => Cell::Null,
                ValueRef::Integer(n) => Cell::Int(n),
                ValueRef::Real(n) => Cell::Real(n),
                ValueRef::Text(text) => {
                    Cell::Text(std::str::from_utf8(text).map_err(|e| self.strange(e))?)
                }
                ValueRef::Blob(bytes) => Cell::Blob(bytes),
            }),
            Cells::Postgres(row) => row.try_get(at).map_err(|e| self.strange(e)),
        }
    }

    /// An error that says that the row is not as a ledger has it.
    pub fn strange(&self, reason: impl ToString) -> LedgerError {
        LedgerError::damaged(self.place, reason)
    }
}

/// What a cell can be read as.
pub(crate) trait Column: Sized {
    /// `None` where the cell holds something else.
    fn of(cell: Cell) -> Option<Self>;
}

impl Column for i64 {
    fn of(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Int(n) => Some(n),
            _ => None,
        }
    }
}

impl Column for usize {
    fn of(cell: Cell) -> Option<Self> {
        usize::try_from(i64::of(cell)?).ok()
    }
}

impl Column for bool {
    fn of(cell: Cell) -> Option<Self> {
        i64::of(cell).map(|n| n != 0)
    }
}

impl Column for f64 {
    fn of(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Real(n) => Some(n),
            _ => None,
        }
    }
}

impl Column for String {
    fn of(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Text(text) => Some(text.to_owned()),
            _ => None,
        }
    }
}

impl Column for Vec<u8> {
    fn of(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Blob(bytes) => Some(bytes.to_vec()),
            _ => None,
        }
    }
}

impl Column for legation_text::PartialDate {
    fn of(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

impl<T: Column> Column for Option<T> {
    fn of(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            cell => T::of(cell).map(Some),
        }
    }
}

impl From<i64> for Value<'_> {
    fn from(n: i64) -> Self {
        Value::Int(n)
    }
}

impl From<usize> for Value<'_> {
    fn from(n: usize) -> Self {
        Value::Int(i64::try_from(n).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Value<'_> {
    fn from(is: bool) -> Self {
        Value::Int(is.into())
    }
}

impl From<f64> for Value<'_> {
    fn from(n: f64) -> Self {
        Value::Real(n)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(text.into())
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::Text(text.into())
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(text.into())
    }
}

impl<'a> From<&'a Option<String>> for Value<'a> {
    fn from(text: &'a Option<String>) -> Self {
        text.as_deref().into()
    }
}

impl From<Vec<u8>> for Value<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Value::Blob(bytes.into())
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Value::Blob(bytes.into())
    }
}

impl From<legation_text::PartialDate> for Value<'_> {
    fn from(date: legation_text::PartialDate) -> Self {
        date.to_string().into()
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}
