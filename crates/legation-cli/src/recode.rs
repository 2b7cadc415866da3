//! `legation recode`: stored reports read again by the present coder, and what differs.

use anyhow::Result;
use clap::Args;
use legation_coder::{Coder, Event};
use legation_ledger::{Difference, Ledger, Recoded, Stored};
use rayon::prelude::*;
use serde::Serialize;

use crate::args::{EncoderArg, Format, FormatArg, LedgerArg};
use crate::failure::Done;
use crate::output::{CAREFUL, FAINT, Output, STRONG, styled};
use crate::read::{deed, ids, whom};
use crate::relations::written;
use crate::world::World;

/// Reports that are read together.
const REPORTS: usize = 256;

/// Arguments of `recode`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct RecodeArgs {
    /// Write the difference to the ledger
    #[arg(long)]
    pub write: bool,
    #[command(flatten)]
    pub encoder: EncoderArg,
    #[command(flatten)]
    pub ledger: LedgerArg,
    #[command(flatten)]
    pub format: FormatArg,
}

/// What a recoding found.
#[derive(Debug, Default, Serialize)]
struct Summary {
    reports: usize,
    differences: Vec<Difference>,
    written: Option<Recoded>,
}

/// Runs the command.
pub fn recode(world: &World, args: &RecodeArgs) -> Result<Done> {
    let ledger = Ledger::open_to_read(&args.ledger.ledger)?;
    let coder = world.ledger_coder(&args.encoder.model)?;
    let mut summary = Summary::default();
    let mut after = 0;
    loop {
        let stored = ledger.stored(after, REPORTS)?;
        let Some(last) = stored.last() else { break };
        after = last.row;
        summary.reports += stored.len();
        summary.differences.extend(differences(coder, &stored));
    }
    drop(ledger);
    if args.write && !summary.differences.is_empty() {
        let name = format!("legation {}", env!("CARGO_PKG_VERSION"));
        let mut ledger = Ledger::open(&args.ledger.ledger)?;
        summary.written = Some(ledger.recode(&name, &summary.differences)?);
    }
    let mut output = Output::new();
    match args.format.format {
        Format::Json => output.json(&summary)?,
        Format::Jsonl => output.jsonl(&summary.differences)?,
        Format::Csv => output.csv(&COLUMNS, summary.differences.iter().flat_map(rows))?,
        Format::Table => show(&mut output, &summary)?,
    }
    output.finish()?;
    Ok(Done::All)
}

fn differences(coder: &Coder, stored: &[Stored]) -> Vec<Difference> {
    stored
        .par_iter()
        .filter_map(|stored| Difference::between(stored, &coder.code(&stored.report).events))
        .collect()
}

const COLUMNS: [&str; 9] = [
    "report",
    "difference",
    "id",
    "date",
    "modality",
    "actor",
    "act",
    "recipient",
    "object",
];

fn rows(difference: &Difference) -> Vec<Vec<String>> {
    marked(difference)
        .into_iter()
        .map(|(mark, event)| {
            vec![
                difference.report.clone(),
                mark.to_owned(),
                event.id.clone(),
                written(event.date),
                event.modality.as_str().to_owned(),
                ids(&event.actor),
                deed(event),
                ids(&event.recipient),
                ids(&event.object),
            ]
        })
        .collect()
}

/// The events of a difference, each with what became of it.
fn marked(difference: &Difference) -> Vec<(&'static str, &Event)> {
    let mut marked = Vec::new();
    for [was, is] in &difference.changed {
        marked.extend([("was", was), ("is", is)]);
    }
    marked.extend(difference.gone.iter().map(|event| ("gone", event)));
    marked.extend(difference.added.iter().map(|event| ("added", event)));
    marked
}

fn show(output: &mut Output, summary: &Summary) -> Result<()> {
    for difference in &summary.differences {
        output.line(&styled(STRONG, &difference.report))?;
        for (mark, event) in marked(difference) {
            let date = written(event.date);
            let told = format!(
                "  {mark:<5}  {date:<10}  {}  {}  {}  {}",
                ids(&event.actor),
                deed(event),
                whom(event),
                event.modality.as_str()
            );
            let style = if matches!(mark, "gone" | "was") {
                FAINT
            } else {
                CAREFUL
            };
            output.line(&styled(style, &told))?;
        }
        output.line("")?;
    }
    let count = |of: fn(&Difference) -> usize| summary.differences.iter().map(of).sum::<usize>();
    output.line(&format!(
        "{} reports read again; {} differ: {} events added, {} gone, {} changed",
        summary.reports,
        summary.differences.len(),
        count(|d| d.added.len()),
        count(|d| d.gone.len()),
        count(|d| d.changed.len()),
    ))?;
    match summary.written {
        Some(written) => output.line(&format!(
            "written: {} events stand now, {} no longer; {} verdicts carried over",
            written.added, written.gone, written.carried
        )),
        None if summary.differences.is_empty() => Ok(()),
        None => output.line("nothing was written; --write takes the difference into the ledger"),
    }
}
