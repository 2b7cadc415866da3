//! `legation check`: whether a ledger is sound. `legation retract`: that a publisher has taken a report back.

use anyhow::Result;
use clap::Args;
use legation_ledger::{Check, Ledger, Reviewer};
use serde::Serialize;

use crate::args::{Format, FormatArg, LedgerArg};
use crate::failure::Done;
use crate::output::{CAREFUL, Output, styled};

/// Arguments of `check`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct CheckArgs {
    #[command(flatten)]
    pub ledger: LedgerArg,
    #[command(flatten)]
    pub format: FormatArg,
}

/// Runs `check`; exit code 1 where something is wrong.
pub fn check(args: &CheckArgs) -> Result<Done> {
    let ledger = Ledger::open_to_read(&args.ledger.ledger)?;
    let found = ledger.check()?;
    let mut output = Output::new();
    match args.format.format {
        Format::Json => output.json(&found)?,
        Format::Jsonl => output.jsonl(&found.faults)?,
        Format::Csv => {
            let rows = found
                .faults
                .iter()
                .map(|fault| vec![fault.place.clone(), fault.problem.clone()]);
            output.csv(&["place", "problem"], rows)?;
        }
        Format::Table => show(&mut output, &ledger, &found)?,
    }
    output.finish()?;
    Ok(Done::unless_failed(found.faults.len()))
}

fn show(output: &mut Output, ledger: &Ledger, found: &Check) -> Result<()> {
    for fault in &found.faults {
        output.line(&format!(
            "{}: {}",
            styled(CAREFUL, &fault.place),
            fault.problem
        ))?;
    }
    let verdict = match found.faults.len() {
        0 => "sound".to_owned(),
        1 => "1 fault; restore the ledger from a copy, or ingest the reports into a new one"
            .to_owned(),
        n => format!(
            "{n} faults; restore the ledger from a copy, or ingest the reports into a new one"
        ),
    };
    output.line(&format!(
        "{}: {} reports, {} events, {} claims, {} relations; {verdict}",
        ledger.path().display(),
        found.counts.reports,
        found.counts.events,
        found.counts.claims,
        found.relations
    ))
}

/// Arguments of `retract`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct RetractArgs {
    /// The report's id
    pub report: String,
    /// The id of the report in the ledger that corrects it
    #[arg(long, value_name = "REPORT")]
    pub corrected_by: Option<String>,
    /// Who says so, as it is kept
    #[arg(long, value_name = "NAME", env = "LEGATION_REVIEWER")]
    pub by: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub ledger: LedgerArg,
    #[command(flatten)]
    pub format: FormatArg,
}

/// What a retraction did.
#[derive(Debug, Serialize)]
struct Retracted<'a> {
    report: &'a str,
    corrected_by: Option<&'a str>,
    by: &'a str,
    reason: &'a str,
    new: bool,
}

/// Runs `retract`.
pub fn retract(args: &RetractArgs) -> Result<Done> {
    // Asked first, so that a slip of the pen does not make a ledger.
    drop(Ledger::open_to_read(&args.ledger.ledger)?);
    let reviewer = Reviewer {
        name: &args.by,
        reason: &args.reason,
    };
    let corrected_by = args.corrected_by.as_deref();
    let new = Ledger::open(&args.ledger.ledger)?.retract(&args.report, corrected_by, reviewer)?;
    let done = Retracted {
        report: &args.report,
        corrected_by,
        by: &args.by,
        reason: &args.reason,
        new,
    };
    let mut output = Output::new();
    match args.format.format {
        Format::Json => output.json(&done)?,
        Format::Jsonl => output.jsonl([&done])?,
        Format::Csv => {
            let row = [
                done.report,
                corrected_by.unwrap_or(""),
                done.by,
                done.reason,
            ];
            let row = row
                .map(str::to_owned)
                .into_iter()
                .chain([new.to_string()])
                .collect();
            output.csv(&["report", "corrected_by", "by", "reason", "new"], [row])?;
        }
        Format::Table => {
            let how = match corrected_by {
                Some(other) => format!("corrected by {other}"),
                None => "retracted".to_owned(),
            };
            let known = if new { "" } else { " (known already)" };
            output.line(&format!(
                "report {}: {how}, its claims count no longer{known}",
                args.report
            ))?;
        }
    }
    output.finish()?;
    Ok(Done::All)
}
