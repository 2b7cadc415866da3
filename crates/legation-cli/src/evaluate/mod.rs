//! `legation evaluate`: scores the reading against reports whose events are known.

mod dyads;
mod gold;
mod score;

use std::path::PathBuf;

use anyhow::Result;
use legation_coder::Coder;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::args::{EvaluateArgs, Format};
use crate::failure::{Done, WrongCommandLine};
use crate::output::{FAINT, Output, STRONG, styled};
use crate::sentence::{self, Layout};
use crate::world::World;
use score::{Finding, Mistake, Rules, Scores, Tally};

const COLUMNS: [&str; 8] = [
    "act",
    "gold",
    "coded",
    "right",
    "date right",
    "P",
    "R",
    "F1",
];

/// Runs the command.
pub fn evaluate(world: &World, args: &EvaluateArgs) -> Result<Done> {
    let (marked, paths): (Vec<PathBuf>, Vec<PathBuf>) = args
        .paths
        .iter()
        .cloned()
        .partition(|path| path.extension().is_some_and(|end| end == "jsonl"));
    let coder = world.coder(&args.encoder.model)?;
    if !marked.is_empty() {
        evaluate_dyads(&marked, coder, args)?;
    }
    if paths.is_empty() {
        return Ok(Done::All);
    }
    let annotated = gold::load(&paths)?;
    let codings: Vec<_> = annotated
        .par_iter()
        .map(|annotated| coder.code(&annotated.report))
        .collect();
    let rules = Rules {
        codebook: coder.codebook(),
        all_acts: args.all_acts,
    };
    let mut scores = Scores::default();
    for (annotated, coding) in annotated.iter().zip(&codings) {
        scores.add(&rules, annotated, coding);
    }
    if !args.errors {
        scores.errors.clear();
    }
    let mut output = Output::new();
    match args.format.format {
        Format::Json => output.json(&document(&scores))?,
        Format::Jsonl => output.jsonl([document(&scores)])?,
        Format::Csv => output.csv(&COLUMNS, rows(&scores))?,
        Format::Table => show(&mut output, &scores)?,
    }
    output.finish()?;
    Ok(Done::All)
}

/// Scores files of marked dyads.
fn evaluate_dyads(paths: &[PathBuf], coder: &Coder, args: &EvaluateArgs) -> Result<()> {
    let Some(model) = args.encoder.model.model()? else {
        return Err(WrongCommandLine(
            "marked dyads are read by the encoder; --model takes default or a folder".to_owned(),
        )
        .into());
    };
    let mut output = Output::new();
    for path in paths {
        let scores = dyads::score(path, coder, model())?;
        let mut rows: Vec<Vec<String>> = scores
            .events
            .iter()
            .map(|(event, tally)| row(event, tally))
            .collect();
        let events = rows.len();
        for (name, tally) in [
            ("read: country dyads with the event", &scores.country_dyads),
            ("read: country dyads", &scores.countries),
            ("read: actors", &scores.actors),
            ("read: actors, exactly", &scores.actors_exactly),
            ("read: recipients", &scores.recipients),
            ("read: recipients, exactly", &scores.recipients_exactly),
        ] {
            rows.push(row(name, tally));
        }
        for row in &mut rows {
            row.remove(4);
        }
        let columns: Vec<&str> = COLUMNS
            .iter()
            .copied()
            .filter(|column| *column != "date right")
            .collect();
        match args.format.format {
            Format::Json => output.json(&scores)?,
            Format::Jsonl => output.jsonl([&scores])?,
            Format::Csv => output.csv(&columns, rows)?,
            Format::Table => {
                output.table(&columns, &rows, &columns[1..], events)?;
                output.line("")?;
                let shown = percent(scores.macro_f1());
                output.line(&format!(
                    "{} sentences; macro-F1 of the marked dyads {shown}",
                    scores.sentences
                ))?;
            }
        }
    }
    output.finish()?;
    Ok(())
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1}", share * 100.0))
}

fn row(name: &str, tally: &Tally) -> Vec<String> {
    let numbers = [tally.gold, tally.coded, tally.right, tally.dated].map(|n| n.to_string());
    let shares = [tally.precision(), tally.recall(), tally.f1()].map(percent);
    std::iter::once(name.to_owned())
        .chain(numbers)
        .chain(shares)
        .collect()
}

/// The lines with only those counted right whose date is right too.
fn with_dates(lines: Tally) -> Tally {
    Tally {
        right: lines.dated,
        ..lines
    }
}

fn totals(scores: &Scores) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = scores
        .modalities
        .iter()
        .map(|(name, tally)| row(&format!("all {name}"), tally))
        .collect();
    rows.push(row("all events", &scores.events));
    rows.push(row("ledger lines, dates aside", &scores.lines));
    rows.push(row("ledger lines, with dates", &with_dates(scores.lines)));
    rows
}

fn rows(scores: &Scores) -> Vec<Vec<String>> {
    scores
        .acts
        .iter()
        .map(|(act, tally)| row(act, tally))
        .chain(totals(scores))
        .collect()
}

fn document(scores: &Scores) -> Value {
    let tally = |tally: &Tally| {
        json!({
            "gold": tally.gold, "coded": tally.coded, "right": tally.right, "date_right": tally.dated,
            "precision": tally.precision(), "recall": tally.recall(), "f1": tally.f1(),
        })
    };
    let map = |tallies: &std::collections::BTreeMap<String, Tally>| -> Value {
        tallies
            .iter()
            .map(|(name, counted)| (name.clone(), tally(counted)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    json!({
        "reports": scores.reports,
        "acts": map(&scores.acts),
        "modalities": map(&scores.modalities),
        "events": tally(&scores.events),
        "lines": tally(&with_dates(scores.lines)),
        "lines_dates_aside": tally(&scores.lines),
        "errors": scores.errors,
    })
}

fn show(output: &mut Output, scores: &Scores) -> Result<()> {
    output.table(&COLUMNS, &rows(scores), &COLUMNS[1..], scores.acts.len())?;
    output.line("")?;
    output.line(&styled(
        FAINT,
        &format!("{} reports; P, R and F1 in per cent", scores.reports),
    ))?;
    let mut errors: Vec<&Finding> = scores.errors.iter().collect();
    errors.sort_by(|a, b| (&a.report, a.mistake).cmp(&(&b.report, b.mistake)));
    let layout = Layout {
        width: output.width().min(110),
        indent: 4,
        styled: output.is_styled(),
    };
    for error in errors {
        let mistake = match error.mistake {
            Mistake::Missed => "missed",
            Mistake::Wrong => "wrong ",
            Mistake::Date => "date  ",
        };
        output.line("")?;
        output.line(&format!(
            "{} {}  {}, {}",
            styled(STRONG, mistake),
            error.report,
            error.event,
            error.date
        ))?;
        let nowhere = legation_text::Span::new(0, 0);
        for line in sentence::lines(&error.text, nowhere, nowhere, layout) {
            output.line(&line)?;
        }
    }
    Ok(())
}
