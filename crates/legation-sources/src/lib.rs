//! Files, folders, feeds and archives as a stream of reports.
//!
//! [`open`] takes a path as a person would write it — a file, a folder, `-` for the standard input, each perhaps
//! gzipped — and gives its reports one after another. What cannot be read is an error that names the file, the line and the
//! remedy; the rest goes on.

mod error;
mod feed;
mod input;
mod lines;
mod reports;
mod walk;

pub use error::{Problem, SourceError};
pub use reports::{Reports, open};

use legation_text::PartialDate;

/// What is true of reports that do not say it themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Defaults {
    /// The date of publication.
    pub date: Option<PartialDate>,
    /// The publisher.
    pub publisher: Option<String>,
    /// BCP 47 language tag.
    pub language: Option<String>,
}
