//! `legation import`: what is known from elsewhere, into the ledger.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use legation_gazetteer::Gazetteer;
use legation_ledger::baseline::{self, BUILT_IN, Baseline, BaselineRow, Mapping};
use legation_ledger::{Ledger, Outcome};
use legation_text::PartialDate;
use serde::Serialize;

use crate::args::{Format, FormatArg, LedgerArg};
use crate::failure::{Done, WrongCommandLine, complain};
use crate::names::entity_id;
use crate::output::Output;
use crate::world::World;

/// Rows that are written together.
const ROWS: usize = 4096;

/// Arguments of `import`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct ImportArgs {
    /// Take the files as baselines: lists of relations as they stand elsewhere (CSV with a header)
    #[arg(long, required = true)]
    pub baseline: bool,
    /// How the files are read: cow, ddr, wikidata, or a file like those in baseline/ [default: Legation's own columns]
    #[arg(long, value_name = "NAME|FILE")]
    pub mapping: Option<String>,
    /// CSV files
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub ledger: LedgerArg,
    #[command(flatten)]
    pub format: FormatArg,
}

/// What an import did.
#[derive(Debug, Default, Serialize)]
struct Summary {
    ledger: String,
    new: usize,
    known: usize,
    claims: usize,
    silent: usize,
    errors: usize,
}

/// Runs the command.
pub fn import(world: &World, args: &ImportArgs) -> Result<Done> {
    let mapping = args.mapping.as_deref().map(mapping).transpose()?;
    let gazetteer = world.gazetteer()?;
    let mut ledger = Ledger::open(&args.ledger.ledger)?;
    let mut summary = Summary {
        ledger: ledger.path().display().to_string(),
        ..Summary::default()
    };
    for path in &args.files {
        let shown = path.display().to_string();
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                complain(&format!(
                    "{shown}: {error}; give a CSV file in UTF-8 that you may read"
                ));
                summary.errors += 1;
                continue;
            }
        };
        let resolve = |written: &str, on: Option<PartialDate>| resolve(&gazetteer, written, on);
        let found = match &mapping {
            Some(mapping) => baseline::read_mapped(&text, &shown, mapping, &resolve),
            None => baseline::read_own(&text, &shown, &resolve),
        };
        add(&mut ledger, &mut summary, &found)?;
    }
    let mut output = Output::new();
    show(&mut output, args.format.format, &summary)?;
    output.finish()?;
    Ok(Done::unless_failed(summary.errors))
}

fn mapping(name: &str) -> Result<Mapping> {
    if let Some(known) = Mapping::built_in(name) {
        return Ok(known?);
    }
    let wrong = |problem: String| -> anyhow::Error { WrongCommandLine(problem).into() };
    let text = std::fs::read_to_string(name).map_err(|error| {
        let known: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
        wrong(format!(
            "{name}: {error}; --mapping takes {} or a TOML file like those in baseline/",
            known.join(", ")
        ))
    })?;
    Mapping::from_toml(&text, name).map_err(|error| wrong(error.to_string()))
}

fn resolve(
    gazetteer: &Gazetteer,
    written: &str,
    on: Option<PartialDate>,
) -> Result<String, String> {
    entity_id(gazetteer, written, on).map_err(|error| error.to_string())
}

fn add(ledger: &mut Ledger, summary: &mut Summary, found: &Baseline) -> Result<()> {
    for error in &found.errors {
        complain(error);
    }
    summary.errors += found.errors.len();
    summary.silent += found.silent;
    for rows in found.rows.chunks(ROWS) {
        count(summary, &ledger.record_baseline(rows)?, rows);
    }
    Ok(())
}

fn count(summary: &mut Summary, outcomes: &[Outcome], rows: &[BaselineRow]) {
    debug_assert_eq!(outcomes.len(), rows.len());
    for outcome in outcomes {
        match outcome {
            Outcome::New { claims, .. } => {
                summary.new += 1;
                summary.claims += claims;
            }
            Outcome::Known { .. } => summary.known += 1,
        }
    }
}

fn show(output: &mut Output, format: Format, summary: &Summary) -> Result<()> {
    match format {
        Format::Json => output.json(summary),
        Format::Jsonl => output.jsonl([summary]),
        Format::Csv => {
            let numbers = [
                summary.new,
                summary.known,
                summary.claims,
                summary.silent,
                summary.errors,
            ];
            let row = std::iter::once(summary.ledger.clone())
                .chain(numbers.map(|n| n.to_string()))
                .collect();
            output.csv(
                &["ledger", "new", "known", "claims", "silent", "errors"],
                [row],
            )
        }
        Format::Table => {
            let errors = match summary.errors {
                0 => String::new(),
                n => format!("; {n} could not be read"),
            };
            output.line(&format!(
                "{}: {} new rows with {} claims, {} known, {} that say nothing new{errors}",
                summary.ledger, summary.new, summary.claims, summary.known, summary.silent
            ))
        }
    }
}
