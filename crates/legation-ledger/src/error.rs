//! What can go wrong with a ledger file, said so that its owner knows what to do.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why the ledger could not do what was asked. Every message names the file, what is wrong, and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// There is no such file.
    #[error("{0}: there is no such ledger; make one with `legation ingest REPORT... --ledger {0}`")]
    Missing(PathBuf),
    /// The file is something else.
    #[error("{0}: is not a ledger; name another with --ledger")]
    NotALedger(PathBuf),
    /// The file was written by a newer program.
    #[error(
        "{path}: was written by a newer Legation (ledger version {found}, this one reads up to {known}); install that version or a later one"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version that the file has.
        found: i64,
        /// The newest version that this program reads.
        known: i64,
    },
    /// The file cannot be written.
    #[error(
        "{0}: cannot be written; make the file and its folder writable, or name another with --ledger"
    )]
    ReadOnly(PathBuf),
    /// The file cannot be opened.
    #[error(
        "{path}: cannot be opened ({reason}); check that its folder exists and that you may read and write there"
    )]
    CannotOpen {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Another program holds the file.
    #[error("{0}: is locked by another program; wait until that has ended and run this again")]
    Locked(PathBuf),
    /// The disk is full.
    #[error(
        "{0}: the disk is full; free some space and run this again: what was acknowledged is kept, the rest is done then"
    )]
    DiskFull(PathBuf),
    /// The file is damaged.
    #[error(
        "{path}: is damaged ({reason}); restore it from a copy, or ingest the reports into a new ledger"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// The server does not answer.
    #[error(
        "{path}: cannot be reached ({reason}); check that the server runs, and host, port and network"
    )]
    Unreachable {
        /// The address, without the password.
        path: PathBuf,
        /// What the system or the server said.
        reason: String,
    },
    /// The server does not let one in.
    #[error(
        "{path}: the server refuses the login ({reason}); check the user, and the password in the address or in PGPASSWORD"
    )]
    Refused {
        /// The address, without the password.
        path: PathBuf,
        /// What the server said.
        reason: String,
    },
    /// The server has no such database.
    #[error("{path}: {reason}; make it with `createdb`, or name another with --ledger")]
    NoDatabase {
        /// The address, without the password.
        path: PathBuf,
        /// What the server said.
        reason: String,
    },
    /// The server does not let this user do that.
    #[error(
        "{path}: may not be written or read ({reason}); have its owner make the schema and grant you the rights"
    )]
    Forbidden {
        /// The address, without the password.
        path: PathBuf,
        /// What the server said.
        reason: String,
    },
    /// Anything else that the server reports.
    #[error("{path}: the server reports: {reason}; nothing of what was being written is kept")]
    Server {
        /// The address, without the password.
        path: PathBuf,
        /// What the server said.
        reason: String,
    },
    /// A claim that was not known at the time that is asked about.
    #[error("the ledger learned claim {id} later, at {learned}; ask with --as-known of that day")]
    LearnedLater {
        /// The claim.
        id: String,
        /// When, RFC 3339 in UTC.
        learned: String,
    },
    /// No claim has this id.
    #[error(
        "{path}: no claim begins with '{id}'; `legation relations A B --format json` lists the claims of each line"
    )]
    NoClaim {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        id: String,
    },
    /// Several claims begin so.
    #[error("{path}: {count} claims begin with '{id}' ({first}, {second} …); write more of the id")]
    SeveralClaims {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        id: String,
        /// How many there are.
        count: usize,
        /// One of them.
        first: String,
        /// Another.
        second: String,
    },
    /// A verdict that cannot be given.
    #[error("claim {claim}: {reason}")]
    Verdict {
        /// The claim.
        claim: String,
        /// Why not, and what would be possible.
        reason: String,
    },
    /// No report has this id.
    #[error(
        "{path}: no report has the id '{id}'; `legation explain CLAIM` names the report of a claim"
    )]
    NoReport {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        id: String,
    },
    /// The file has no index of its reports' words.
    #[error(
        "{0}: has no index of words yet; the next command that writes to it makes one, such as `legation ingest`"
    )]
    NotIndexed(PathBuf),
    /// Anything else that SQLite reports.
    #[error(
        "{path}: {source}; if this happens again, the file may be damaged: restore it from a copy"
    )]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
}

impl LedgerError {
    /// Turns what SQLite says about `path` into what its owner can act on.
    pub(crate) fn from_sqlite(path: &Path, source: rusqlite::Error) -> Self {
        let at = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => LedgerError::NotALedger(at),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => LedgerError::ReadOnly(at),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => LedgerError::Locked(at),
            Some(ErrorCode::DiskFull) => LedgerError::DiskFull(at),
            Some(ErrorCode::CannotOpen) => LedgerError::CannotOpen {
                path: at,
                reason: source.to_string(),
            },
            Some(ErrorCode::DatabaseCorrupt) => LedgerError::Damaged {
                path: at,
                reason: source.to_string(),
            },
            _ => LedgerError::Sqlite { path: at, source },
        }
    }

    /// A value in the file that this program never writes there.
    pub(crate) fn damaged(path: &Path, reason: impl ToString) -> Self {
        LedgerError::Damaged {
            path: path.to_owned(),
            reason: reason.to_string(),
        }
    }
}
