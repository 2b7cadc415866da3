//! A ledger on a PostgreSQL server, in the first schema of the connection's search path.

use std::cell::{RefCell, RefMut};
use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;

use postgres::error::SqlState;
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{CancelToken, Client, Config, NoTls, Row, Statement};

use super::{Cell, PATIENCE, Value};
use crate::LedgerError;
use crate::schema::{APPLICATION_ID, SCHEMA_VERSION};

/// Takes the password where the address has none, so that it need not stand in a command line.
const PASSWORD: &str = "PGPASSWORD";

/// How long to wait for the server to answer.
const CONNECT: Duration = Duration::from_secs(10);

/// Has tables refuse changes; statements of [`super::Database::forbid_changes`] call it.
const REFUSE: &str = "
CREATE OR REPLACE FUNCTION legation_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a ledger is append-only'; END $$";

/// Changes of rows that can be forbidden.
const CHANGES: [&str; 3] = ["UPDATE", "DELETE", "TRUNCATE"];

/// The mark of a ledger.
const MARK: &str = "
CREATE TABLE IF NOT EXISTS legation_ledger (application BIGINT NOT NULL, version BIGINT NOT NULL);
DELETE FROM legation_ledger;
";

pub(super) struct Server {
    /// `None` only while it is dropped.
    client: RefCell<Option<Client>>,
    statements: RefCell<HashMap<String, Statement>>,
}

/// The address of a server, where `place` is one and no file.
pub(super) fn address(place: &Path) -> Option<&str> {
    place
        .to_str()
        .filter(|text| text.starts_with("postgres://") || text.starts_with("postgresql://"))
}

/// The address without the password, for people to see.
pub(super) fn shown(address: &str) -> PathBuf {
    let (scheme, rest) = address.split_once("://").unwrap_or(("postgres", address));
    let (server, options) = match rest.split_once('?') {
        Some((server, options)) => (server, Some(options)),
        None => (rest, None),
    };
    // A password may hold a '@' that should have been escaped: what precedes the last one is never shown.
    let server = match server.rsplit_once('@') {
        Some((who, host)) => format!("{}@{host}", who.split(':').next().unwrap_or("")),
        None => server.to_owned(),
    };
    let options: Vec<&str> = options
        .into_iter()
        .flat_map(|options| options.split('&'))
        .filter(|option| !option.starts_with("password="))
        .collect();
    let sign = if options.is_empty() { "" } else { "?" };
    format!("{scheme}://{server}{sign}{}", options.join("&")).into()
}

impl Server {
    pub fn connect(address: &str) -> Result<Self, LedgerError> {
        let path = shown(address);
        let mut config: Config = address.parse().map_err(|_| LedgerError::Unreachable {
            path: path.clone(),
            reason: "the address is not postgres://USER:PASSWORD@HOST:PORT/DATABASE; write special letters as %40".to_owned(),
        })?;
        if config.get_password().is_none()
            && let Ok(password) = std::env::var(PASSWORD)
        {
            config.password(password);
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        config.application_name("legation");
        let client = config.connect(NoTls).map_err(|e| refused(&path, &e))?;
        let server = Server {
            client: RefCell::new(Some(client)),
            statements: RefCell::default(),
        };
        server
            .set_patience(PATIENCE)
            .map_err(|e| failed(&path, &e))?;
        Ok(server)
    }

    fn client(&self) -> RefMut<'_, Client> {
        RefMut::map(self.client.borrow_mut(), |client| {
            client
                .as_mut()
                .expect("the connection is there until it is dropped")
        })
    }

    pub fn set_patience(&self, patience: Duration) -> Result<(), postgres::Error> {
        self.run(&format!("SET lock_timeout = {}", patience.as_millis()))
    }

    pub fn cancel_token(&self) -> CancelToken {
        self.client().cancel_token()
    }

    pub fn run(&self, statements: &str) -> Result<(), postgres::Error> {
        self.client().batch_execute(statements)
    }

    pub fn execute(&self, sql: &str, values: &[Value]) -> Result<usize, postgres::Error> {
        let statement = self.prepared(sql)?;
        let done = self.client().execute(&statement, &bound(values))?;
        Ok(usize::try_from(done).unwrap_or(usize::MAX))
    }

    pub fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, postgres::Error> {
        let statement = self.prepared(sql)?;
        self.client().query(&statement, &bound(values))
    }

    fn prepared(&self, sql: &str) -> Result<Statement, postgres::Error> {
        if let Some(known) = self.statements.borrow().get(sql) {
            return Ok(known.clone());
        }
        let statement = self.client().prepare(&placeholders(sql))?;
        let mut statements = self.statements.borrow_mut();
        statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// The version of the ledger in the schema at hand; 0 where it holds nothing.
    pub fn version(&self, path: &Path) -> Result<i64, LedgerError> {
        let said = |e| failed(path, &e);
        let tables = "
            SELECT count(*), count(*) FILTER (WHERE tablename = 'legation_ledger')
            FROM pg_tables WHERE schemaname = current_schema()";
        let found = self.query(tables, &[]).map_err(said)?;
        let number = |at: usize| found.first().map_or(0, |row| row.get::<_, i64>(at));
        match (number(0), number(1)) {
            (0, _) => return Ok(0),
            (_, 0) => return Err(LedgerError::NotALedger(path.to_owned())),
            _ => {}
        }
        let mark = "SELECT application, version FROM legation_ledger";
        let rows = self.query(mark, &[]).map_err(said)?;
        let marked = rows.first().map(|row| (row.get(0), row.get(1)));
        match marked {
            Some((APPLICATION_ID, version)) if version > SCHEMA_VERSION => {
                Err(LedgerError::Newer {
                    path: path.to_owned(),
                    found: version,
                    known: SCHEMA_VERSION,
                })
            }
            Some((APPLICATION_ID, version)) => Ok(version),
            _ => Err(LedgerError::NotALedger(path.to_owned())),
        }
    }

    pub fn set_version(&self, version: i64) -> Result<(), postgres::Error> {
        self.run(MARK)?;
        self.run(&format!(
            "INSERT INTO legation_ledger VALUES ({APPLICATION_ID}, {version})"
        ))
    }

    pub fn index_no_more(&self, table: &str, column: &str) -> Result<(), postgres::Error> {
        self.run(&format!(
            "ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_key"
        ))
    }

    pub fn forbid_changes(&self, table: &str) -> Result<(), postgres::Error> {
        self.run(REFUSE)?;
        for change in CHANGES {
            self.run(&format!(
                "CREATE TRIGGER {table}_no_{} BEFORE {change} ON {table}
                 FOR EACH STATEMENT EXECUTE FUNCTION legation_append_only()",
                change.to_lowercase()
            ))?;
        }
        Ok(())
    }

    pub fn permit_changes(&self, table: &str) -> Result<(), postgres::Error> {
        for change in CHANGES {
            self.run(&format!(
                "DROP TRIGGER {table}_no_{} ON {table}",
                change.to_lowercase()
            ))?;
        }
        Ok(())
    }
}

impl Drop for Server {
    /// Taking leave waits for the server, which no thread of a program that waits for much at once may do.
    fn drop(&mut self) {
        let client = self.client.take();
        std::thread::scope(|scope| {
            scope.spawn(move || drop(client));
        });
    }
}

/// Begins a transaction that no other writer to the same ledger is in.
pub(super) fn begin_writing() -> String {
    format!("BEGIN; SELECT pg_advisory_xact_lock({APPLICATION_ID}, hashtext(current_schema()))")
}

/// Begins a transaction that sees one state.
pub(super) const BEGIN_READING: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";

/// Statements that make tables, written as SQLite has them, as PostgreSQL has them.
pub(super) fn translated(statements: &str) -> String {
    [
        (
            "seq INTEGER PRIMARY KEY",
            "seq BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
        ),
        (" INTEGER", " BIGINT"),
        (" REAL", " DOUBLE PRECISION"),
        (" BLOB", " BYTEA"),
        // Whatever the language of the server, texts are ordered as their bytes are.
        (" TEXT", " TEXT COLLATE \"C\""),
        (") STRICT, WITHOUT ROWID", ")"),
        (") STRICT", ")"),
    ]
    .into_iter()
    .fold(statements.to_owned(), |text, (sqlite, postgres)| {
        text.replace(sqlite, postgres)
    })
}

/// `?1` is `$1`.
fn placeholders(sql: &str) -> String {
    sql.replace('?', "$")
}

fn bound<'a>(values: &'a [Value]) -> Vec<&'a (dyn ToSql + Sync)> {
    values
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}

/// Why a connection could not be made.
fn refused(path: &Path, error: &postgres::Error) -> LedgerError {
    let (path, reason) = (path.to_owned(), reason(error));
    match error.code() {
        Some(code)
            if *code == SqlState::INVALID_PASSWORD
                || *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION =>
        {
            LedgerError::Refused { path, reason }
        }
        Some(code) if *code == SqlState::INVALID_CATALOG_NAME => {
            LedgerError::NoDatabase { path, reason }
        }
        // The server asks for a password and there is none.
        None if reason.contains("password missing") => LedgerError::Refused { path, reason },
        _ => LedgerError::Unreachable { path, reason },
    }
}

/// What went wrong on a connection.
pub(super) fn failed(path: &Path, error: &postgres::Error) -> LedgerError {
    let (path, reason) = (path.to_owned(), reason(error));
    match error.code() {
        Some(code) if *code == SqlState::LOCK_NOT_AVAILABLE => LedgerError::Locked(path),
        Some(code) if *code == SqlState::DISK_FULL => LedgerError::DiskFull(path),
        Some(code)
            if *code == SqlState::INSUFFICIENT_PRIVILEGE
                || *code == SqlState::READ_ONLY_SQL_TRANSACTION
                || *code == SqlState::INVALID_SCHEMA_NAME =>
        {
            LedgerError::Forbidden { path, reason }
        }
        Some(code) if code.code().starts_with("57P") || code.code().starts_with("08") => {
            LedgerError::Unreachable { path, reason }
        }
        None if error.is_closed() || error.source().is_some_and(|e| e.is::<std::io::Error>()) => {
            LedgerError::Unreachable { path, reason }
        }
        _ => LedgerError::Server { path, reason },
    }
}

fn reason(error: &postgres::Error) -> String {
    match (error.as_db_error(), error.source()) {
        (Some(said), _) => said.message().to_owned(),
        (None, Some(source)) => format!("{error}: {source}"),
        (None, None) => error.to_string(),
    }
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(n) => match *ty {
                Type::BOOL => (*n != 0).to_sql(ty, out),
                Type::INT4 => i32::try_from(*n)?.to_sql(ty, out),
                _ => n.to_sql(ty, out),
            },
            Value::Real(n) => n.to_sql(ty, out),
            Value::Text(text) => (&**text).to_sql(ty, out),
            Value::Blob(bytes) => (&**bytes).to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match *ty {
            Type::BOOL => Cell::Int(bool::from_sql(ty, raw)?.into()),
            Type::INT4 => Cell::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Cell::Int(i64::from_sql(ty, raw)?),
            Type::FLOAT8 => Cell::Real(f64::from_sql(ty, raw)?),
            Type::BYTEA => Cell::Blob(raw),
            _ => Cell::Text(<&str>::from_sql(ty, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Cell::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_password_is_never_shown() {
        for (address, seen) in [
            (
                "postgres://desk:secret@db.example:5432/ledger",
                "postgres://desk@db.example:5432/ledger",
            ),
            (
                "postgresql://desk:se@cret@db/ledger?sslmode=disable&password=secret",
                "postgresql://desk@db/ledger?sslmode=disable",
            ),
            ("postgres://db/ledger", "postgres://db/ledger"),
        ] {
            assert_eq!(shown(address).to_str(), Some(seen));
        }
    }
}
