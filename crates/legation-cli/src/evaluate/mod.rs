//! `legation evaluate`: scores the reading against reports whose events are known.

mod gold;
mod score;

use anyhow::Result;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::args::{EvaluateArgs, Format};
use crate::failure::Done;
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
    let annotated = gold::load(&args.paths)?;
    let coder = world.coder()?;
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
