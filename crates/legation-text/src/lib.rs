//! From bytes to a [`Report`]: its text, title, dateline, sentences and tokens.
//!
//! The text of a report is never altered, and every offset is a byte offset into it.

mod date;
mod dateline;
pub mod read;
mod report;
mod sentence;
mod span;
mod token;

pub use date::{DateError, PartialDate, Precision};
pub use dateline::Dateline;
pub use report::{Report, SourceMap};
pub use sentence::{Sentence, SentenceKind};
pub use span::Span;
pub use token::{Token, TokenKind, tokens};
