//! `--model`: which encoder is asked.

use std::convert::Infallible;
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::Result;
use legation_encoder::Model;

/// Which encoder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelChoice {
    /// None: the codebook's wordings alone.
    None,
    /// The one that is built in.
    Default,
    /// The smaller and faster one that is built in.
    Small,
    /// The user's own, of a folder.
    Folder(PathBuf),
}

impl FromStr for ModelChoice {
    type Err = Infallible;

    fn from_str(word: &str) -> Result<Self, Infallible> {
        Ok(match word {
            "none" => ModelChoice::None,
            "default" => ModelChoice::Default,
            "small" => ModelChoice::Small,
            folder => ModelChoice::Folder(folder.into()),
        })
    }
}

impl ModelChoice {
    /// What gives the model. Built-in weights are unpacked by the first call; a folder is read at once, so that what is wrong
    /// with it is told before any report is read.
    pub fn model(&self) -> Result<Option<fn() -> &'static Model>> {
        static OWN: std::sync::OnceLock<Model> = std::sync::OnceLock::new();
        Ok(match self {
            ModelChoice::None => None,
            ModelChoice::Default => Some(Model::built_in),
            ModelChoice::Small => Some(Model::small),
            ModelChoice::Folder(folder) => {
                let own = Model::open(folder)?;
                OWN.get_or_init(|| own);
                Some(|| OWN.get().expect("it has just been read"))
            }
        })
    }
}
