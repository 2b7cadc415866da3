//! What the program knows of the world: codebook and gazetteer, with the user's own on top.

use std::path::PathBuf;

use anyhow::Result;
use legation_coder::{Codebook, Coder};
use legation_gazetteer::Gazetteer;
use legation_text::PartialDate;

use crate::failure::WrongCommandLine;
use crate::model::ModelChoice;

/// The user's own files, not read before they are needed.
pub struct World {
    /// `--codebook`.
    pub codebooks: Vec<PathBuf>,
    /// `--gazetteer`.
    pub gazetteers: Vec<PathBuf>,
}

impl World {
    /// The built-in codebook and the user's on top.
    pub fn codebook(&self) -> Result<Codebook> {
        let mut codebook = Codebook::built_in()?;
        for path in &self.codebooks {
            let shown = path.to_string_lossy();
            let wrong = |problem: String| {
                WrongCommandLine(format!(
                    "{problem}; --codebook takes a TOML file written like codebook/acts.toml"
                ))
            };
            let text = std::fs::read_to_string(path).map_err(|e| wrong(format!("{shown}: {e}")))?;
            codebook
                .add(&text, &shown)
                .map_err(|e| wrong(e.to_string()))?;
        }
        Ok(codebook)
    }

    /// The built-in gazetteer and the user's on top.
    pub fn gazetteer(&self) -> Result<Gazetteer> {
        let mut gazetteer = Gazetteer::built_in()?;
        for path in &self.gazetteers {
            gazetteer
                .add_folder(path)
                .map_err(|e| WrongCommandLine(e.to_string()))?;
        }
        Ok(gazetteer)
    }

    /// A coder with both, for as long as the program runs: to free its fifty thousand names at the end would take longer
    /// than to read a report.
    pub fn coder(&self, model: &ModelChoice) -> Result<&'static Coder> {
        Ok(Box::leak(Box::new(self.new_coder(model)?)))
    }

    /// The same for a ledger, which keeps acts of the codebook alone.
    pub fn ledger_coder(&self, model: &ModelChoice) -> Result<&'static Coder> {
        Ok(Box::leak(Box::new(self.new_coder(model)?.for_acts())))
    }

    fn new_coder(&self, model: &ModelChoice) -> Result<Coder> {
        let model = model.model()?;
        // The weights are unpacked while gazetteer and codebook are read; a sentence that needs them sooner waits.
        if let Some(model) = model {
            std::thread::spawn(model);
        }
        let (gazetteer, codebook) = std::thread::scope(|scope| {
            let gazetteer = scope.spawn(|| self.gazetteer());
            let codebook = self.codebook();
            (gazetteer.join(), codebook)
        });
        let gazetteer = gazetteer.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        let coder = Coder::new(gazetteer, codebook?)?;
        Ok(match model {
            Some(model) => coder.with_encoder(model),
            None => coder,
        })
    }
}

/// Today, UTC.
pub fn today() -> PartialDate {
    PartialDate::day(
        jiff::Timestamp::now()
            .to_zoned_datetime(jiff::tz::TimeZone::UTC)
            .date(),
    )
}
