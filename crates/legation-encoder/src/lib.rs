//! The learned coder: given two entities of a sentence, which of PLOVER's 16 events the one does to the other.
//!
//! A six-layer transformer reads the sentence once with the two marked ([`Model::relate`]). It runs on the CPU, with the
//! weights that are compiled in ([`Model::built_in`]) or those of a folder ([`Model::open`]), and needs no network, no
//! Python and no shared library. `training/` makes the weights.
//!
//! ```
//! use legation_encoder::{Dyad, Model};
//! use legation_text::Span;
//!
//! let text = "Mongolia condemned Chad over the arrests.";
//! let dyad = Dyad {
//!     text,
//!     actor: &[Span::new(0, 8)],
//!     recipient: &[Span::new(19, 23)],
//! };
//! let relating = &Model::built_in().relate(&[dyad])[0];
//! assert_eq!(relating.event, "ACCUSE");
//! ```

mod acts;
mod attention;
mod bert;
mod error;
mod linear;
mod model;
mod raw;
mod weights;
mod wide;
mod wordpiece;

pub use acts::{Deed, Judgement, Passage};
pub use error::ModelError;
pub use linear::Arithmetic;
pub use model::{Dyad, Logits, Model, Relating};
pub use raw::{Cuts, Doing, Sentence};
