//! How a command ends: the exit code, and what is said on standard error.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

/// How a command that came to its end did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Exit code 0.
    All,
    /// Exit code 1: some inputs could not be read; each has been named.
    InPart,
}

impl Done {
    /// All done if nothing failed.
    pub fn unless_failed(failures: usize) -> Self {
        if failures == 0 {
            Done::All
        } else {
            Done::InPart
        }
    }
}

/// What was asked cannot be answered as it was asked: exit code 2.
#[derive(Debug)]
pub struct WrongCommandLine(pub String);

impl fmt::Display for WrongCommandLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongCommandLine {}

/// Names an input that could not be read, or anything else that its owner should know.
pub fn complain(message: &dyn fmt::Display) {
    // Nobody is left to tell where standard error is closed.
    let _ = writeln!(anstream::stderr(), "legation: {message}");
}

/// The exit code, after saying what went wrong.
pub fn exit_code(result: anyhow::Result<Done>) -> ExitCode {
    match result {
        Ok(Done::All) => ExitCode::SUCCESS,
        Ok(Done::InPart) => ExitCode::from(1),
        // A reader such as `head` that has seen enough is no failure.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::from(if error.is::<WrongCommandLine>() { 2 } else { 1 })
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json = cause
            .downcast_ref::<serde_json::Error>()
            .and_then(serde_json::Error::io_error_kind);
        let csv = cause
            .downcast_ref::<csv::Error>()
            .and_then(|error| match error.kind() {
                csv::ErrorKind::Io(io) => Some(io.kind()),
                _ => None,
            });
        io.or(json).or(csv) == Some(io::ErrorKind::BrokenPipe)
    })
}
