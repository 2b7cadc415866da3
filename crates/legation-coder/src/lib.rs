mod codebook;
mod event;
pub use codebook::*;
pub use event::*;
