//! The reading of bytes: encoding, then the format, then the report.
//!
//! [`decode`] makes text of bytes, [`Format::of`] says what the text is, and [`plain`], [`html()`], [`record`] and
//! [`json`] make reports of it. None of them touches a file; that is the sources' trade.

mod encoding;
mod format;
mod html;
mod jsonl;
mod plain;
mod written_date;

pub use encoding::{Decoded, NotText, decode};
pub use format::Format;
pub use html::html;
pub use jsonl::{NoRecord, json, record};
pub use plain::plain;
pub use written_date::written_date;

use crate::Report;

/// A report as it was read, and what its reader should know.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The report; its id is empty where the text names none, see [`Report::content_id`].
    pub report: Report,
    /// One sentence each, without the name of the file.
    pub warnings: Vec<String>,
}

impl Reading {
    fn of(report: Report) -> Self {
        Reading {
            report,
            warnings: Vec::new(),
        }
    }

    /// Takes the date that the text gives, or warns that it is none.
    fn take_date(&mut self, text: &str) {
        match written_date(text) {
            Some((date, _)) => _ = self.report.date.get_or_insert(date),
            None => {
                let text: String = text.chars().take(40).collect();
                self.warnings.push(format!(
                    "'{text}' is no date that is known; write YYYY-MM-DD, YYYY-MM or YYYY"
                ));
            }
        }
    }
}
