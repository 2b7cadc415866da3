//! `legation timeline` and `legation changes`: what happened between two, and what moved at all.

use anyhow::Result;
use legation_coder::Modality;
use legation_ledger::{Changes, Timeline};

use crate::args::{ChangesArgs, Format, TimelineArgs};
use crate::failure::Done;
use crate::names::entity_id;
use crate::output::{CAREFUL, FAINT, Output, STRONG, styled};
use crate::read::{deed, evidence, ids, whom};
use crate::relations::{reports, show_sources, written};
use crate::world::World;

/// Runs `timeline`.
pub fn timeline(world: &World, args: &TimelineArgs) -> Result<Done> {
    let gazetteer = world.gazetteer()?;
    let a = entity_id(&gazetteer, &args.a, None)?;
    let b = entity_id(&gazetteer, &args.b, None)?;
    let ledger = args.all.open(&args.ledger)?;
    let answer = ledger.timeline(&a, &b, args.on, args.as_known.as_known)?;
    let mut output = Output::new();
    match args.format.format {
        Format::Json => output.json(&answer)?,
        Format::Jsonl => output.jsonl(&answer.entries)?,
        Format::Csv => output.csv_of(&answer.entries)?,
        Format::Table => show_timeline(&mut output, &answer)?,
    }
    output.finish()?;
    Ok(Done::All)
}

fn show_timeline(output: &mut Output, answer: &Timeline) -> Result<()> {
    let [a, b] = &answer.pair;
    output.line(&styled(STRONG, &format!("{a} – {b}")))?;
    if answer.entries.is_empty() {
        return output.line("  the ledger knows of nothing between them");
    }
    if answer.earlier > 0 {
        let said = format!(
            "  {} earlier ones are not listed; --all lists them",
            answer.earlier
        );
        output.line(&styled(FAINT, &said))?;
    }
    for entry in &answer.entries {
        let event = &entry.event;
        let date = entry
            .date
            .map_or_else(|| "–".to_owned(), |date| date.to_string());
        let modality = match event.modality {
            Modality::Asserted => String::new(),
            other => format!("  {}", styled(CAREFUL, other.as_str())),
        };
        output.line("")?;
        let deed = styled(STRONG, &deed(event));
        output.line(&format!(
            "{date:<10}  {}  {deed}  {}{modality}",
            ids(&event.actor),
            whom(event)
        ))?;
        evidence(output, event)?;
        let mut told = reports(&entry.sources).join(", ");
        if entry.unlisted > 0 {
            told.push_str(&format!(" and {} more", entry.unlisted));
        }
        output.line(&styled(FAINT, &format!("    — {told}")))?;
    }
    Ok(())
}

/// Runs `changes`.
pub fn changes(_: &World, args: &ChangesArgs) -> Result<Done> {
    let ledger = args.all.open(&args.ledger)?;
    let answer = ledger.changes(args.since, args.until, args.as_known.as_known)?;
    let mut output = Output::new();
    match args.format.format {
        Format::Json => output.json(&answer)?,
        Format::Jsonl => output.jsonl(&answer.changes)?,
        Format::Csv => output.csv_of(&answer.changes)?,
        Format::Table => show_changes(&mut output, &answer)?,
    }
    output.finish()?;
    Ok(Done::All)
}

fn show_changes(output: &mut Output, answer: &Changes) -> Result<()> {
    let until = answer
        .until
        .map(|date| format!(" until {date}"))
        .unwrap_or_default();
    output.line(&styled(
        STRONG,
        &format!("What moved since {}{until}", answer.since),
    ))?;
    if answer.changes.is_empty() {
        return output.line("  nothing that the ledger knows of");
    }
    for change in &answer.changes {
        let line = &change.relation;
        let [a, b] = &change.pair;
        let sides = if line.from.is_some() {
            format!("{a} → {b}")
        } else {
            format!("{a} – {b}")
        };
        let object = line
            .object
            .as_ref()
            .map(|object| format!(" ({object})"))
            .unwrap_or_default();
        let before = change
            .before
            .as_ref()
            .map(|state| format!("{state} → "))
            .unwrap_or_default();
        let disputed = if line.disputed {
            format!("  {}", styled(CAREFUL, "disputed"))
        } else {
            String::new()
        };
        let state = styled(STRONG, &line.state);
        output.line("")?;
        let date = written(line.since);
        output.line(&format!(
            "{date:<10}  {sides}  {}{object}  {before}{state}{disputed}",
            line.aspect
        ))?;
        show_sources(output, &line.sources, &line.claims, line.unlisted)?;
    }
    Ok(())
}
