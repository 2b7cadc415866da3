//! From a report to its events: who did what to whom, when, on whose word, and whether it was so.
//!
//! What is said (`Event`) is kept apart from how it is recognised: `wording` finds acts by the codebook's wordings over a
//! sentence's shallow structure (`syntax`, `clause`) and hands on findings; `coder` makes events of them.

mod clause;
mod codebook;
mod coder;
mod description;
mod discourse;
mod envoys;
mod event;
mod grammar;
mod mention;
mod merge;
mod party;
mod plover;
mod syntax;
mod times;
mod wording;

pub use codebook::{Act, Codebook, CodebookError, Moves, Theme, Wording};
pub use coder::{Coder, CoderError, NamedSentence, Seen};
pub use event::{Attribution, Coding, Effect, Event, Modality, Note, Party};
