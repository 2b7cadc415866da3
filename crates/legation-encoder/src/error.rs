//! What can be wrong with a model's files.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// A model that cannot be used.
#[derive(Debug, Error)]
pub enum ModelError {
    /// A file that cannot be read.
    #[error(
        "{path}: {source}; a model is a folder with config.json, vocab.txt and coder.safetensors"
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A `config.json` that is not one.
    #[error("config.json: {0}; take the file that training/export.py wrote beside the weights")]
    Config(serde_json::Error),
    /// Weights that are cut off, or no safetensors at all.
    #[error("coder.safetensors: {0}; copy the file again, or make it with training/export.py")]
    Malformed(String),
    /// Weights of another model than the config's.
    #[error(
        "coder.safetensors: {name} has the shape {found:?}, but config.json asks for {wanted:?}; take both from one export"
    )]
    Shape {
        /// The tensor.
        name: String,
        /// Its shape.
        found: Vec<usize>,
        /// The shape that follows from the config.
        wanted: Vec<usize>,
    },
}
