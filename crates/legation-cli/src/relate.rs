//! `legation relate`: the event between a given actor and recipient, dyad by dyad.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result};
use legation_encoder::{Dyad, Model, Relating};
use legation_text::Span;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::args::{Format, RelateArgs};
use crate::failure::{Done, WrongCommandLine, complain};
use crate::output::Output;

/// Dyads that are read, coded and written at a time.
const BATCH: usize = 1024;

/// One line in.
#[derive(Debug, Deserialize)]
struct Pair {
    #[serde(default)]
    id: Value,
    text: String,
    actor: Vec<Span>,
    #[serde(default)]
    recipient: Vec<Span>,
}

/// One line out.
#[derive(Debug, Serialize)]
struct Related {
    id: Value,
    event: String,
    mode: Option<String>,
    modality: String,
    scores: Map<String, Value>,
}

/// Runs the command.
pub fn relate(args: &RelateArgs) -> Result<Done> {
    let model = args.model.model()?.ok_or_else(|| {
        WrongCommandLine(
            "relate is the encoder's alone; --model takes default or a folder laid out like model/"
                .to_owned(),
        )
    })?();
    let mut output = Output::new();
    let mut failures = 0;
    let mut kept = Vec::new();
    for path in &args.pairs {
        let read = each_batch(path, &mut failures, |pairs| {
            let related = code(model, &pairs);
            match args.format {
                Format::Jsonl => output.jsonl(&related)?,
                Format::Table | Format::Json | Format::Csv => kept.extend(related),
            }
            Ok(())
        });
        read?;
    }
    match args.format {
        Format::Jsonl => {}
        Format::Json => output.json(&kept)?,
        Format::Csv => output.csv(&HEADER, kept.iter().map(row))?,
        Format::Table => {
            let rows: Vec<Vec<String>> = kept.iter().map(row).collect();
            output.table(&HEADER, &rows, &["score"], 0)?;
        }
    }
    output.finish()?;
    Ok(Done::unless_failed(failures))
}

const HEADER: [&str; 5] = ["id", "event", "mode", "modality", "score"];

fn row(related: &Related) -> Vec<String> {
    let score = related.scores.get(&related.event).and_then(Value::as_f64);
    vec![
        shown(&related.id),
        related.event.clone(),
        related.mode.clone().unwrap_or_default(),
        related.modality.clone(),
        format!("{:.2}", score.unwrap_or(0.0)),
    ]
}

fn shown(id: &Value) -> String {
    match id {
        Value::String(id) => id.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Reads a file of dyads batch by batch. A line that is no dyad is named and counted, and the rest is done.
fn each_batch(
    path: &Path,
    failures: &mut usize,
    mut take: impl FnMut(Vec<Pair>) -> Result<()>,
) -> Result<()> {
    let name = if path == Path::new("-") {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    };
    let input: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        match File::open(path) {
            Ok(file) => Box::new(BufReader::new(file)),
            Err(error) => {
                complain(&format!(
                    "{name}: {error}; check the spelling and the working directory"
                ));
                *failures += 1;
                return Ok(());
            }
        }
    };
    let mut batch = Vec::new();
    for (line, number) in input.split(b'\n').zip(1..) {
        let line = line.with_context(|| format!("{name}:{number}: cannot be read"))?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match pair(&line) {
            Ok(pair) => {
                if let Some(Span { start, end }) = stray(&pair) {
                    complain(&format!(
                        "{name}:{number}: [{start},{end}] cuts through a character or the end of the text; spans are \
                         bytes of the text in UTF-8"
                    ));
                }
                batch.push(pair);
            }
            Err(what) => {
                complain(&format!("{name}:{number}: {what}"));
                *failures += 1;
            }
        }
        if batch.len() == BATCH {
            take(std::mem::take(&mut batch))?;
        }
    }
    take(batch)
}

fn pair(line: &[u8]) -> Result<Pair, String> {
    serde_json::from_slice(line).map_err(|error| {
        format!(
            "no dyad ({error}); a line is {{\"id\",\"text\",\"actor\":[[start,end]],\"recipient\":[[start,end]]}}"
        )
    })
}

/// A span that is not of the text. The dyad is answered all the same, by the characters before.
fn stray(pair: &Pair) -> Option<Span> {
    let mut spans = pair.actor.iter().chain(&pair.recipient);
    spans
        .find(|span| pair.text.get(span.start..span.end).is_none())
        .copied()
}

fn code(model: &Model, pairs: &[Pair]) -> Vec<Related> {
    let dyads: Vec<Dyad<'_>> = pairs
        .iter()
        .map(|pair| Dyad {
            text: &pair.text,
            actor: &pair.actor,
            recipient: &pair.recipient,
        })
        .collect();
    let relatings = model.relate(&dyads);
    let related = pairs.iter().zip(relatings);
    related
        .map(|(pair, relating)| told(&pair.id, &relating))
        .collect()
}

fn told(id: &Value, relating: &Relating<'_>) -> Related {
    let rounded = |score: f32| (f64::from(score) * 1e4).round() / 1e4;
    let scores = relating.scores.iter();
    Related {
        id: id.clone(),
        event: relating.event.to_owned(),
        mode: relating.mode.map(str::to_owned),
        modality: relating.modality.to_owned(),
        scores: scores
            .map(|&(event, score)| (event.to_owned(), rounded(score).into()))
            .collect(),
    }
}
