//! `legation review`: what someone should look at, and what people say of it.

use anyhow::Result;
use clap::{Args, Subcommand};
use legation_ledger::{
    Correction, Doubt, Ledger, Opinion, Reviewer, Verdict, VerdictKind, vocabulary,
};
use legation_text::PartialDate;

use crate::args::{Format, FormatArg, LedgerArg};
use crate::failure::{Done, WrongCommandLine};
use crate::names::entity_id;
use crate::output::{CAREFUL, Output, STRONG, styled};
use crate::relations::{show_sources, written};
use crate::world::World;

/// Arguments of `review`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
#[allow(missing_docs)]
pub struct ReviewArgs {
    #[command(subcommand)]
    pub verdict: Option<VerdictCommand>,
    #[command(flatten)]
    pub list: ListArgs,
}

/// What is listed.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct ListArgs {
    /// How many claims to list
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    #[command(flatten)]
    pub ledger: LedgerArg,
    #[command(flatten)]
    pub format: FormatArg,
}

/// The verdicts.
#[derive(Debug, Subcommand)]
pub enum VerdictCommand {
    /// It is as the claim says: this goes over all that others say of the same time
    Accept(VerdictArgs),
    /// The claim is wrong: it is not folded any more
    Reject(VerdictArgs),
    /// The claim is right but for a date, a party or the state
    #[command(after_help = "\
Examples:
  legation review correct 3f9a1c --date 2022-07-13 --by 'A. Reader' --reason 'The ministry gives the 13th'
  legation review correct 3f9a1c --party PRK=KOR --by 'A. Reader' --reason 'Seoul is meant'
  legation review correct 3f9a1c --state suspended --by 'A. Reader' --reason 'The note says suspended'")]
    Correct(CorrectArgs),
    /// The last verdict on the claim no longer stands; the one before it does again
    Undo(VerdictArgs),
}

/// Arguments of a verdict.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct VerdictArgs {
    /// The claim's id, or its beginning
    pub claim: String,
    /// Your name, as it is kept with the verdict
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

/// Arguments of `review correct`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
#[group(id = "correction", multiple = true)]
pub struct CorrectArgs {
    /// Since when it is so
    #[arg(long, value_name = "DATE")]
    pub date: Option<PartialDate>,
    /// An entity that was taken for another, and the right one
    #[arg(long, value_name = "WRONG=RIGHT")]
    pub party: Option<String>,
    /// The state
    #[arg(long, value_name = "STATE")]
    pub state: Option<String>,
    #[command(flatten)]
    pub verdict: VerdictArgs,
}

/// Runs the command.
pub fn review(world: &World, args: &ReviewArgs) -> Result<Done> {
    match &args.verdict {
        None => list(&args.list),
        Some(VerdictCommand::Accept(args)) => give(args, &Opinion::Accept),
        Some(VerdictCommand::Reject(args)) => give(args, &Opinion::Reject),
        Some(VerdictCommand::Undo(args)) => give(args, &Opinion::Undo),
        Some(VerdictCommand::Correct(args)) => {
            give(&args.verdict, &Opinion::Correct(correction(world, args)?))
        }
    }
}

fn correction(world: &World, args: &CorrectArgs) -> Result<Correction> {
    let wrong = |problem: String| -> anyhow::Error { WrongCommandLine(problem).into() };
    if args.date.is_none() && args.party.is_none() && args.state.is_none() {
        return Err(wrong(
            "nothing is corrected; give --date, --party or --state".to_owned(),
        ));
    }
    if let Some(state) = &args.state {
        let mut known: Vec<&str> = vocabulary::aspects()
            .filter_map(vocabulary::states)
            .flatten()
            .copied()
            .collect();
        known.sort_unstable();
        known.dedup();
        if !known.contains(&state.as_str()) {
            return Err(wrong(format!(
                "'{state}' is no state of a relation; write one of {}",
                known.join(", ")
            )));
        }
    }
    let party = match &args.party {
        None => None,
        Some(text) => {
            let (from, to) = text.split_once('=').ok_or_else(|| {
                wrong(format!(
                    "'{text}' names no two entities; write WRONG=RIGHT, such as PRK=KOR"
                ))
            })?;
            let gazetteer = world.gazetteer()?;
            Some((
                entity_id(&gazetteer, from, None)?,
                entity_id(&gazetteer, to, None)?,
            ))
        }
    };
    Ok(Correction {
        date: args.date,
        party,
        state: args.state.clone(),
    })
}

fn give(args: &VerdictArgs, opinion: &Opinion) -> Result<Done> {
    let reviewer = Reviewer {
        name: &args.by,
        reason: &args.reason,
    };
    // Asked first, so that a slip of the pen does not make a ledger.
    drop(Ledger::open_to_read(&args.ledger.ledger)?);
    let verdict = Ledger::open(&args.ledger.ledger)?.review(&args.claim, opinion, reviewer)?;
    let mut output = Output::new();
    match args.format.format {
        Format::Json => output.json(&verdict)?,
        Format::Jsonl => output.jsonl([&verdict])?,
        Format::Csv => output.csv(&VERDICT_COLUMNS, [verdict_row(&verdict)])?,
        Format::Table => output.line(&told(&verdict))?,
    }
    output.finish()?;
    Ok(Done::All)
}

const VERDICT_COLUMNS: [&str; 10] = [
    "number",
    "claim",
    "kind",
    "by",
    "reason",
    "given",
    "stands",
    "replacement",
    "undoes",
    "carried",
];

fn verdict_row(verdict: &Verdict) -> Vec<String> {
    let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    vec![
        verdict.number.to_string(),
        verdict.claim.clone(),
        verdict.kind.as_str().to_owned(),
        verdict.by.clone(),
        verdict.reason.clone(),
        verdict.given.clone(),
        verdict.stands.to_string(),
        verdict.replacement.clone().unwrap_or_default(),
        number(verdict.undoes),
        number(verdict.carried),
    ]
}

/// A verdict in a sentence.
pub fn told(verdict: &Verdict) -> String {
    let what = match verdict.kind {
        VerdictKind::Accept => "accepted".to_owned(),
        VerdictKind::Reject => "rejected".to_owned(),
        VerdictKind::Correct => match &verdict.replacement {
            Some(claim) => format!("corrected, claim {claim} stands instead"),
            None => "corrected".to_owned(),
        },
        VerdictKind::Undo => "last verdict undone".to_owned(),
    };
    format!(
        "claim {}: {what} (verdict {} by {}: {})",
        verdict.claim, verdict.number, verdict.by, verdict.reason
    )
}

fn list(args: &ListArgs) -> Result<Done> {
    let doubts = Ledger::open_to_read(&args.ledger.ledger)?
        .doubts(0, args.limit)?
        .doubts;
    let mut output = Output::new();
    match args.format.format {
        Format::Json => output.json(&doubts)?,
        Format::Jsonl => output.jsonl(&doubts)?,
        Format::Csv => output.csv_of(&doubts)?,
        Format::Table => show(&mut output, &doubts)?,
    }
    output.finish()?;
    Ok(Done::All)
}

fn show(output: &mut Output, doubts: &[Doubt]) -> Result<()> {
    if doubts.is_empty() {
        return output.line("no claim is disputed or doubtful");
    }
    for (at, doubt) in doubts.iter().enumerate() {
        if at > 0 {
            output.line("")?;
        }
        let [a, b] = &doubt.pair;
        let line = &doubt.relation;
        let arrow = if line.from.is_some() { "→" } else { "–" };
        let object = line
            .object
            .as_ref()
            .map(|object| format!(" ({object})"))
            .unwrap_or_default();
        let since = match line.since {
            Some(_) => format!(" since {}", written(line.since)),
            None => String::new(),
        };
        output.line(&format!(
            "{}  {} {a} {arrow} {b}{object}: {}{}{since}  {}",
            doubt.claim,
            line.aspect,
            if doubt.denies { "not " } else { "" },
            styled(STRONG, &line.state),
            styled(
                CAREFUL,
                &format!("{}, confidence {:.2}", doubt.why.as_str(), doubt.confidence)
            ),
        ))?;
        show_sources(output, &line.sources, &[], 0)?;
    }
    Ok(())
}
