//! `legation ingest`: reports into a ledger, coded over all cores, written by one.

use std::collections::HashMap;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Result, anyhow};
use indicatif::{ProgressBar, ProgressStyle};
use legation_coder::Coder;
use legation_ledger::{Ledger, LedgerError, Outcome, Reading};
use legation_text::Report;
use serde::Serialize;

use crate::args::{Format, IngestArgs};
use crate::batches::{Coded, code_all};
use crate::failure::{Done, complain};
use crate::output::Output;
use crate::world::World;

/// Batches that wait to be written before coding pauses.
const AHEAD: usize = 4;

/// What an ingest did.
#[derive(Debug, Default, Serialize)]
struct Summary {
    ledger: String,
    new: usize,
    known: usize,
    events: usize,
    claims: usize,
    errors: usize,
}

/// What the coding thread tells the writing one.
enum Message {
    /// Reports to write.
    Batch(Vec<Coded>),
    /// A report that the ledger has already, and whether it has another text there.
    Known {
        /// The report's id.
        id: String,
        /// Whether the text is another.
        differs: bool,
    },
    /// The ledger could not be asked.
    Failed(LedgerError),
}

/// Corrected versions that are on their way: the id of each, and of the version before it.
#[derive(Default)]
struct Revisions(Mutex<HashMap<String, String>>);

impl Revisions {
    /// Gives a corrected version of a report an id of its own.
    fn revise(&self, report: &mut Report, known: &Ledger) -> Result<(), LedgerError> {
        let mut earlier = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut latest, mut next) = known.next_version(&report.id)?;
        let mut number = 2;
        while earlier.contains_key(&next) {
            number += 1;
            latest = std::mem::replace(&mut next, format!("{}#{number}", report.id));
        }
        report.id.clone_from(&next);
        earlier.insert(next, latest);
        Ok(())
    }

    /// The id of the version that this one corrects.
    fn earlier(&self, id: &str) -> Option<String> {
        let earlier = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        earlier.get(id).cloned()
    }
}

/// Runs the command.
pub fn ingest(world: &World, args: &IngestArgs) -> Result<Done> {
    let mut ledger = Ledger::open(&args.ledger.ledger)?;
    let coder = world.ledger_coder(&args.encoder.model)?;
    let mut summary = Summary {
        ledger: ledger.path().display().to_string(),
        ..Summary::default()
    };
    let bar = progress();
    let (sender, receiver) = sync_channel(AHEAD);
    let revisions = Revisions::default();
    summary.errors = std::thread::scope(|scope| -> Result<usize> {
        let reading = scope.spawn(|| code_for(args, coder, &revisions, sender));
        for message in receiver {
            match message {
                Message::Batch(batch) => {
                    let outcomes = record(&mut ledger, coder, &batch, &revisions, &bar)?;
                    add(&mut summary, &outcomes);
                }
                Message::Known { id, differs } => {
                    summary.known += 1;
                    warn_of_another(&bar, &id, differs);
                }
                Message::Failed(error) => return Err(error.into()),
            }
            bar.set_position((summary.new + summary.known) as u64);
        }
        reading.join().map_err(|_| {
            anyhow!("the coder stopped; what is in the ledger is whole, run this again")
        })
    })?;
    bar.finish_and_clear();
    let mut output = Output::new();
    show(&mut output, args.format.format, &summary)?;
    output.finish()?;
    Ok(Done::unless_failed(summary.errors))
}

/// Codes what the ledger does not have yet. Returns how many inputs could not be read.
fn code_for(
    args: &IngestArgs,
    coder: &Coder,
    revisions: &Revisions,
    sender: SyncSender<Message>,
) -> usize {
    // A reading connection of its own, so that asking never waits for a write.
    let known = match Ledger::open_to_read(&args.ledger.ledger) {
        Ok(known) => known,
        Err(error) => {
            let _ = sender.send(Message::Failed(error));
            return 0;
        }
    };
    let wanted = |report: &mut Report| match known.known(report) {
        Ok(None | Some(Outcome::New { .. })) => true,
        Ok(Some(Outcome::Known { differs: true })) if args.revised => {
            match revisions.revise(report, &known) {
                Ok(()) => true,
                Err(error) => {
                    let _ = sender.send(Message::Failed(error));
                    false
                }
            }
        }
        Ok(Some(Outcome::Known { differs })) => {
            let _ = sender.send(Message::Known {
                id: report.id.clone(),
                differs,
            });
            false
        }
        Err(error) => {
            let _ = sender.send(Message::Failed(error));
            false
        }
    };
    // Sending fails where the writer has given up; it says why.
    code_all(&args.paths, &args.about, coder, wanted, |batch| {
        sender.send(Message::Batch(batch)).is_ok()
    })
}

fn record(
    ledger: &mut Ledger,
    coder: &Coder,
    batch: &[Coded],
    revisions: &Revisions,
    bar: &ProgressBar,
) -> Result<Vec<Outcome>> {
    let voices: Vec<Option<String>> = batch
        .iter()
        .map(|coded| {
            let publisher = coded.report.publisher.as_ref()?;
            legation_gazetteer::publisher_entity(coder.gazetteer(), publisher, coded.report.date)
        })
        .collect();
    let readings: Vec<Reading> = batch
        .iter()
        .zip(&voices)
        .map(|(coded, voice)| Reading {
            report: &coded.report,
            events: &coded.coding.events,
            publisher_entity: voice.as_deref(),
        })
        .collect();
    let (revised, new): (Vec<Reading>, Vec<Reading>) = readings
        .iter()
        .partition(|reading| revisions.earlier(&reading.report.id).is_some());
    let mut outcomes = ledger.record(&new)?;
    for (reading, outcome) in new.iter().zip(&outcomes) {
        warn_of_another(
            bar,
            &reading.report.id,
            *outcome == (Outcome::Known { differs: true }),
        );
    }
    for reading in &revised {
        if let Some(earlier) = revisions.earlier(&reading.report.id) {
            outcomes.push(ledger.record_revision(reading, &earlier)?);
        }
    }
    Ok(outcomes)
}

fn warn_of_another(bar: &ProgressBar, id: &str, differs: bool) {
    if differs {
        bar.suspend(|| {
            complain(&format!(
                "{id}: another report has this id; give each report an id of its own, or take it as its corrected version with --revised"
            ))
        });
    }
}

fn add(summary: &mut Summary, outcomes: &[Outcome]) {
    for outcome in outcomes {
        match outcome {
            Outcome::New { events, claims } => {
                summary.new += 1;
                summary.events += events;
                summary.claims += claims;
            }
            Outcome::Known { .. } => summary.known += 1,
        }
    }
}

/// Drawn on standard error where that is a terminal.
fn progress() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) =
        ProgressStyle::with_template("{spinner} {human_pos} reports, {per_sec}, {elapsed}")
    {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

fn show(output: &mut Output, format: Format, summary: &Summary) -> Result<()> {
    match format {
        Format::Json => output.json(summary),
        Format::Jsonl => output.jsonl([summary]),
        Format::Csv => {
            let numbers = [
                summary.new,
                summary.known,
                summary.events,
                summary.claims,
                summary.errors,
            ];
            let row = std::iter::once(summary.ledger.clone())
                .chain(numbers.map(|n| n.to_string()))
                .collect();
            output.csv(
                &["ledger", "new", "known", "events", "claims", "errors"],
                [row],
            )
        }
        Format::Table => {
            let errors = match summary.errors {
                0 => String::new(),
                n => format!("; {} could not be read", count(n, "input")),
            };
            output.line(&format!(
                "{}: {}, {} known; {}, {}{errors}",
                summary.ledger,
                count(summary.new, "new report"),
                summary.known,
                count(summary.events, "event"),
                count(summary.claims, "claim"),
            ))
        }
    }
}

fn count(n: usize, what: &str) -> String {
    if n == 1 {
        format!("1 {what}")
    } else {
        format!("{n} {what}s")
    }
}
