//! `legation read`: what reports say, with the evidence.

use anyhow::Result;
use legation_coder::{Event, Modality};
pub use legation_ledger::rows::{EVENT_COLUMNS, deed, event_row as csv_row, ids, whom};

use crate::args::{Format, ReadArgs};
use crate::batches::{Coded, code_all};
use crate::failure::Done;
use crate::output::{CAREFUL, FAINT, Output, STRONG, styled};
use crate::sentence::{self, Layout};
use crate::world::World;

/// Runs the command.
pub fn read(world: &World, args: &ReadArgs) -> Result<Done> {
    let coder = world.coder(&args.encoder.model)?;
    let mut output = Output::new();
    let mut written: Result<()> = Ok(());
    let mut all: Vec<Event> = Vec::new();
    let mut first = true;
    let failures = code_all(
        &args.reports,
        &args.about,
        coder,
        |_| true,
        |batch| {
            if args.format.format == Format::Json {
                all.extend(batch.into_iter().flat_map(|coded| coded.coding.events));
            } else {
                written = batch.iter().try_for_each(|coded| {
                    write(
                        &mut output,
                        args.format.format,
                        coded,
                        std::mem::take(&mut first),
                    )
                });
            }
            written.is_ok()
        },
    );
    written?;
    match args.format.format {
        Format::Json => output.json(&all)?,
        Format::Csv if first => output.csv(&EVENT_COLUMNS, [])?,
        _ => {}
    }
    output.finish()?;
    Ok(Done::unless_failed(failures))
}

fn write(output: &mut Output, format: Format, coded: &Coded, first: bool) -> Result<()> {
    let events = &coded.coding.events;
    match format {
        Format::Jsonl => output.jsonl(events),
        Format::Csv => {
            let header: &[&str] = if first { &EVENT_COLUMNS } else { &[] };
            output.csv(
                header,
                events
                    .iter()
                    .map(|event| csv_row(event, &coded.report.text)),
            )
        }
        Format::Table | Format::Json => {
            if !first {
                output.line("")?;
            }
            blocks(output, coded)
        }
    }
}

fn blocks(output: &mut Output, coded: &Coded) -> Result<()> {
    let report = &coded.report;
    let date = report.date.map(|date| date.to_string());
    let about: Vec<&str> = [report.publisher.as_deref(), date.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    let about = if about.is_empty() {
        String::new()
    } else {
        format!("  {}", about.join(", "))
    };
    output.line(&format!(
        "{}{}",
        styled(STRONG, &report.id),
        styled(FAINT, &about)
    ))?;
    if let Some(title) = &report.title {
        output.line(title)?;
    }
    let events = &coded.coding.events;
    if events.is_empty() {
        output.line(&styled(FAINT, "  no event"))?;
    }
    let columns = Columns::of(events);
    for event in events {
        output.line("")?;
        let mut modality = event.modality.as_str().to_owned();
        if event.modality != Modality::Asserted {
            modality = styled(CAREFUL, &modality);
        }
        output.line(&format!("{}  {modality}", columns.row(event)))?;
        evidence(output, event)?;
        if let Some(answered) = event
            .cause
            .as_ref()
            .and_then(|id| events.iter().find(|other| other.id == *id))
        {
            let deed = format!(
                "{} {} {}",
                ids(&answered.actor),
                deed(answered),
                whom(answered)
            );
            output.line(&styled(FAINT, &format!("    answers: {}", deed.trim_end())))?;
        }
    }
    notes(output, coded)
}

/// The sentence of an event, and who says so.
pub fn evidence(output: &mut Output, event: &Event) -> Result<()> {
    let layout = Layout {
        width: output.width().min(110),
        indent: 4,
        styled: output.is_styled(),
    };
    for line in sentence::lines(&event.text, event.span, event.trigger, layout) {
        output.line(&line)?;
    }
    match &event.attribution {
        Some(attribution) if !event.span.contains(attribution.span) => {
            let words: Vec<&str> = attribution.text.split_whitespace().collect();
            output.line(&styled(
                FAINT,
                &format!("    according to: {}", words.join(" ")),
            ))
        }
        _ => Ok(()),
    }
}

fn notes(output: &mut Output, coded: &Coded) -> Result<()> {
    if coded.coding.notes.is_empty() {
        return Ok(());
    }
    output.line("")?;
    for note in &coded.coding.notes {
        output.line(&format!("{} {}", styled(CAREFUL, "note:"), note.text))?;
    }
    Ok(())
}

/// How wide the columns of a report's events are.
struct Columns {
    actor: usize,
    deed: usize,
    whom: usize,
}

impl Columns {
    fn of(events: &[Event]) -> Self {
        let widest = |text: fn(&Event) -> String| {
            events
                .iter()
                .map(|e| text(e).chars().count())
                .max()
                .unwrap_or(0)
        };
        Columns {
            actor: widest(|event| ids(&event.actor)).clamp(3, 15),
            deed: widest(deed).min(32),
            whom: widest(whom).clamp(3, 15),
        }
    }

    fn row(&self, event: &Event) -> String {
        let date = event
            .date
            .map_or_else(|| "–".to_owned(), |date| date.to_string());
        let deed = styled(STRONG, &format!("{:<1$}", deed(event), self.deed));
        let (actor, whom) = (ids(&event.actor), whom(event));
        format!(
            "{date:<10}  {actor:<0$}  {deed}  {whom:<1$}",
            self.actor, self.whom
        )
    }
}
