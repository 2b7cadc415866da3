//! `legation codebook`: the acts, and one whole.

use anyhow::Result;
use legation_coder::{Act, Codebook, Moves, Wording};

use crate::args::{CodebookArgs, Format};
use crate::failure::{Done, WrongCommandLine};
use crate::output::{FAINT, Output, STRONG, styled};
use crate::world::World;

const COLUMNS: [&str; 8] = [
    "act",
    "name",
    "event",
    "mode",
    "cameo",
    "plover_score",
    "goldstein",
    "moves",
];

/// Runs the command.
pub fn codebook(world: &World, args: &CodebookArgs) -> Result<Done> {
    let codebook = world.codebook()?;
    let mut output = Output::new();
    match &args.act {
        None => list(&mut output, &codebook, args.format.format)?,
        Some(id) => {
            let act = codebook
                .act(id)
                .ok_or_else(|| WrongCommandLine(no_act(&codebook, id)))?;
            match args.format.format {
                Format::Json => output.json(act)?,
                Format::Jsonl => output.jsonl([act])?,
                Format::Csv => output.csv(&COLUMNS, [row(act)])?,
                Format::Table => show(&mut output, act)?,
            }
        }
    }
    output.finish()?;
    Ok(Done::All)
}

fn no_act(codebook: &Codebook, id: &str) -> String {
    let part = id.split('-').next().unwrap_or(id);
    let near: Vec<&str> = codebook
        .acts()
        .iter()
        .map(|act| act.id.as_str())
        .filter(|known| known.contains(part))
        .collect();
    match near.as_slice() {
        [] => format!("the codebook has no act '{id}'; `legation codebook` lists them"),
        near => format!(
            "the codebook has no act '{id}'; did you mean {}?",
            near.join(" or ")
        ),
    }
}

fn list(output: &mut Output, codebook: &Codebook, format: Format) -> Result<()> {
    match format {
        Format::Json => output.json(&codebook.acts()),
        Format::Jsonl => output.jsonl(codebook.acts()),
        Format::Csv => output.csv(&COLUMNS, codebook.acts().iter().map(row)),
        Format::Table => {
            let header = ["act", "PLOVER", "CAMEO", "score", "Goldstein", "moves"];
            let row = |act: &Act| {
                let event = if act.event.is_empty() {
                    "–"
                } else {
                    &act.event
                };
                let moves = act
                    .moves
                    .as_ref()
                    .map(|moves| format!("{}: {}", moves.aspect, moves.state));
                vec![
                    act.id.clone(),
                    event.to_owned(),
                    act.cameo.clone(),
                    act.plover_score.to_string(),
                    act.goldstein.to_string(),
                    moves.unwrap_or_default(),
                ]
            };
            let rows: Vec<_> = codebook.acts().iter().map(row).collect();
            output.table(&header, &rows, &["score", "Goldstein"], 0)
        }
    }
}

fn row(act: &Act) -> Vec<String> {
    vec![
        act.id.clone(),
        act.name.clone(),
        act.event.clone(),
        act.mode.clone().unwrap_or_default(),
        act.cameo.clone(),
        act.plover_score.to_string(),
        act.goldstein.to_string(),
        act.moves.as_ref().map(moved).unwrap_or_default(),
    ]
}

fn moved(moves: &Moves) -> String {
    let sides = match (&moves.from, &moves.to) {
        (Some(from), Some(to)) => format!(" ({from} to {to})"),
        _ => " (both sides)".to_owned(),
    };
    let of = moves
        .of
        .as_ref()
        .map(|of| format!(", {of}"))
        .unwrap_or_default();
    format!("{}: {}{sides}{of}", moves.aspect, moves.state)
}

fn show(output: &mut Output, act: &Act) -> Result<()> {
    output.line(&styled(STRONG, &act.id))?;
    output.line(&act.definition)?;
    output.line("")?;
    let mode = act
        .mode
        .as_ref()
        .map(|mode| format!(", {mode}"))
        .unwrap_or_default();
    let event = if act.event.is_empty() {
        "not coded"
    } else {
        &act.event
    };
    let line = |name: &str, value: &str| format!("{name:<10} {value}");
    output.line(&line(
        "PLOVER",
        &format!("{event}{mode}  score {}", act.plover_score),
    ))?;
    output.line(&line("context", &act.context.join(", ")))?;
    output.line(&line(
        "CAMEO",
        &format!("{}  Goldstein {}", act.cameo, act.goldstein),
    ))?;
    output.line(&line(
        "moves",
        &act.moves
            .as_ref()
            .map_or_else(|| "nothing".to_owned(), moved),
    ))?;
    for wording in &act.wordings {
        output.line("")?;
        for part in parts(wording) {
            output.line(&format!("  {part}"))?;
        }
    }
    output.line("")?;
    output.line(&styled(
        FAINT,
        "codebook/acts.toml explains the fields; --format json gives all of them",
    ))
}

fn parts(wording: &Wording) -> Vec<String> {
    let mut parts = Vec::new();
    let mut list = |name: &str, words: &[String]| {
        if !words.is_empty() {
            parts.push(format!("{name:<10} {}", words.join(", ")));
        }
    };
    list("verbs", &wording.verbs);
    list("nouns", &wording.nouns);
    list("theme", wording.theme.as_slice());
    list("complement", &wording.complement);
    list("without", &wording.without);
    let roles: Vec<String> = wording
        .roles
        .iter()
        .map(|(preposition, role)| format!("{preposition}: {role}"))
        .collect();
    list("roles", &roles);
    parts
}
