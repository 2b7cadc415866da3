//! Reports whose events are known.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use legation_coder::Modality;
use legation_text::{PartialDate, Report};
use serde::Deserialize;

/// A report and what truly happened in it.
pub struct Annotated {
    /// The report.
    pub report: Report,
    /// Its true events.
    pub events: Vec<GoldEvent>,
}

/// A true event.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldEvent {
    /// The act.
    pub act: String,
    /// Who did it.
    #[serde(default)]
    pub actor: Vec<String>,
    /// To whom.
    #[serde(default)]
    pub recipient: Vec<String>,
    /// What about.
    #[serde(default)]
    pub object: Vec<String>,
    /// When; empty where the text does not tell.
    #[serde(default)]
    date: String,
    /// Whether it was so.
    pub modality: Modality,
    /// The words that tell it.
    #[serde(default)]
    pub evidence: String,
    /// `date`, read.
    #[serde(skip)]
    pub day: Option<PartialDate>,
}

#[derive(Deserialize)]
struct File {
    id: String,
    #[serde(default)]
    date: String,
    publisher: Option<String>,
    title: Option<String>,
    text: String,
    #[serde(default)]
    event: Vec<GoldEvent>,
}

/// The annotated reports of files and folders, in the order of their names.
pub fn load(paths: &[PathBuf]) -> Result<Vec<Annotated>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut inside = Vec::new();
            for item in std::fs::read_dir(path).with_context(|| path.display().to_string())? {
                inside.push(item.with_context(|| path.display().to_string())?.path());
            }
            inside.retain(|file| {
                file.extension()
                    .is_some_and(|extension| extension == "toml")
            });
            inside.sort();
            if inside.is_empty() {
                bail!(
                    "{}: holds no annotated report; `legation evaluate --help` tells the format",
                    path.display()
                );
            }
            files.append(&mut inside);
        } else {
            files.push(path.clone());
        }
    }
    files.iter().map(|file| read(file)).collect()
}

fn read(path: &Path) -> Result<Annotated> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{shown}: cannot be read; check the name"))?;
    let file: File =
        toml::from_str(&text).with_context(|| format!("{shown}: is no annotated report"))?;
    let date = |text: &str| -> Result<Option<PartialDate>> {
        if text.is_empty() {
            Ok(None)
        } else {
            Ok(Some(text.parse().with_context(|| shown.to_string())?))
        }
    };
    let mut events = file.event;
    for event in &mut events {
        event.day = date(&event.date)?;
    }
    let report = Report {
        id: file.id,
        date: date(&file.date)?,
        title: file.title,
        publisher: file.publisher,
        ..Report::new(file.text)
    };
    Ok(Annotated { report, events })
}
