//! What can go wrong with a source, told to the person who can mend it.

use std::fmt;
use std::io;
use std::path::Path;

use legation_text::read::{NoRecord, NotText};

/// One thing that could not be read: the file, the line where there is one, what is wrong and the remedy.
///
/// Written `FILE:LINE: what; remedy`, or `FILE: what; remedy`.
#[derive(Debug, thiserror::Error)]
#[error("{}{}: {problem}", .file, Place(*.line))]
pub struct SourceError {
    /// The file as it was named or found; `standard input` for `-`.
    pub file: String,
    /// The line of the file, counted from 1.
    pub line: Option<usize>,
    /// What is wrong with it.
    pub problem: Problem,
}

struct Place(Option<usize>);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

/// What is wrong with a source.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// There is no such file.
    #[error("no such file or folder; check the spelling and the working directory")]
    Missing,
    /// The file may not be read.
    #[error("no permission to read it; ask its owner, or run chmod u+r")]
    Permission,
    /// A folder in which nothing can be read.
    #[error(
        "a folder without a report; put .txt, .md, .html, .json, .jsonl or feed .xml files (or .gz of them) into it, or name a file"
    )]
    NoReports,
    /// The bytes are no text.
    #[error(transparent)]
    NotText(NotText),
    /// A page, feed or file of JSON Lines without a text in it.
    #[error("no text of news in it; save the article itself, not the page that leads to it")]
    NoNews,
    /// A gzip file that ends too early or is damaged.
    #[error(
        "the gzip data is cut off or damaged ({0}); what came before is read; fetch the file again"
    )]
    Damaged(io::Error),
    /// A line or object that is no report.
    #[error("{0}")]
    Record(NoRecord),
    /// An object of an array that is no report; its place in the array, counted from 1.
    #[error("object {0} of the array: {1}")]
    Object(usize, NoRecord),
    /// XML that is no feed.
    #[error("no RSS or Atom feed ({0}); save the articles as .html, or mend the feed")]
    Feed(String),
    /// The system could not read it.
    #[error("cannot be read ({0}); check the disk or the connection and run again")]
    Io(io::Error),
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Problem::Missing,
            io::ErrorKind::PermissionDenied => Problem::Permission,
            _ => Problem::Io(error),
        }
    }
}

impl SourceError {
    pub(crate) fn new(file: &Path, problem: impl Into<Problem>) -> Self {
        SourceError {
            file: shown(file),
            line: None,
            problem: problem.into(),
        }
    }

    pub(crate) fn at(file: &Path, line: usize, wrong: NoRecord) -> Self {
        SourceError {
            file: shown(file),
            line: Some(line),
            problem: Problem::Record(wrong),
        }
    }
}

/// A path as messages show it.
pub(crate) fn shown(file: &Path) -> String {
    if file == Path::new("-") {
        "standard input".to_owned()
    } else {
        file.display().to_string()
    }
}
