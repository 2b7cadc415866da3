//! `legation chain`: what led to a claim, and what answered it, across reports.

use anyhow::Result;
use clap::Args;
use legation_ledger::{Chain, Ledger};

use crate::args::{AsKnownArg, Format, FormatArg, LedgerArg};
use crate::failure::Done;
use crate::output::{FAINT, Output, STRONG, styled};
use crate::read::{deed, evidence, ids, whom};
use crate::relations::{reports, written};

/// Arguments of `chain`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct ChainArgs {
    /// The claim's id, or its beginning
    pub claim: String,
    #[command(flatten)]
    pub as_known: AsKnownArg,
    #[command(flatten)]
    pub ledger: LedgerArg,
    #[command(flatten)]
    pub format: FormatArg,
}

/// Runs the command.
pub fn chain(args: &ChainArgs) -> Result<Done> {
    let ledger = Ledger::open_to_read(&args.ledger.ledger)?;
    let answer = ledger.chain(&args.claim, args.as_known.as_known)?;
    let mut output = Output::new();
    match args.format.format {
        Format::Json => output.json(&answer)?,
        Format::Jsonl => output.jsonl(&answer.links)?,
        Format::Csv => output.csv_of(&answer.links)?,
        Format::Table => show(&mut output, &answer)?,
    }
    output.finish()?;
    Ok(Done::All)
}

fn show(output: &mut Output, answer: &Chain) -> Result<()> {
    for (at, link) in answer.links.iter().enumerate() {
        if at > 0 {
            output.line("")?;
        }
        let event = &link.event;
        let mark = if link.asked { ">" } else { " " };
        let date = written(link.date);
        let head = format!(
            "{mark} {:<2} {date:<10}  {}  {}  {}",
            at + 1,
            ids(&event.actor),
            styled(STRONG, &deed(event)),
            whom(event)
        );
        output.line(head.trim_end())?;
        evidence(output, event)?;
        let answered: Vec<String> = link
            .answers
            .iter()
            .filter_map(|id| answer.links.iter().position(|other| other.event.id == *id))
            .map(|at| (at + 1).to_string())
            .collect();
        if !answered.is_empty() {
            output.line(&format!("    answers {}", answered.join(", ")))?;
        }
        let sources = reports(&link.sources).join(", ");
        output.line(&styled(FAINT, &format!("    — {sources}")))?;
    }
    if answer.links.len() == 1 {
        output.line("")?;
        output.line("  no report tells what it answers, or what answered it")?;
    }
    Ok(())
}
