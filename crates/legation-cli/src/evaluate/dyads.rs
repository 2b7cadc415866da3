//! Scores against sentences with a marked actor and recipient: `legation relate` on the marked dyads, and `legation read` on the
//! sentences as they stand.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use legation_coder::{Coder, Event, Party};
use legation_encoder::{Dyad, Model};
use legation_text::{Report, Span};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::score::Tally;

/// One line of the file.
#[derive(Deserialize)]
struct Marked {
    text: String,
    #[serde(default)]
    actor: Vec<Span>,
    #[serde(default)]
    recipient: Vec<Span>,
    #[serde(default)]
    event: Events,
}

/// The events that are accepted; none where only the spans are known.
#[derive(Deserialize, Default)]
#[serde(untagged)]
enum Events {
    #[default]
    Unknown,
    One(String),
    Any(Vec<String>),
}

impl Events {
    fn all(&self) -> Vec<&str> {
        match self {
            Events::Unknown => Vec::new(),
            Events::One(event) => vec![event],
            Events::Any(events) => events.iter().map(String::as_str).collect(),
        }
    }
}

/// What was counted.
#[derive(Debug, Default, Serialize)]
pub struct DyadScores {
    /// Sentences read.
    pub sentences: usize,
    /// The event of the marked dyads, by event; those that the set does not tell apart are one.
    pub events: BTreeMap<String, Tally>,
    /// Actor, event and recipient, of sentences as they stand, where both sides are of a country.
    pub country_dyads: Tally,
    /// The same without the event.
    pub countries: Tally,
    /// Spans of actors that touch a marked one.
    pub actors: Tally,
    /// Spans of recipients likewise.
    pub recipients: Tally,
    /// Spans of actors that are a marked one to the byte.
    pub actors_exactly: Tally,
    /// Spans of recipients likewise.
    pub recipients_exactly: Tally,
}

impl DyadScores {
    /// The mean of the events' F1.
    pub fn macro_f1(&self) -> Option<f64> {
        let each: Vec<f64> = self.events.values().filter_map(Tally::f1).collect();
        (!each.is_empty()).then(|| each.iter().sum::<f64>() / each.len() as f64)
    }
}

/// Scores a file of marked dyads.
pub fn score(path: &Path, coder: &Coder, model: &Model) -> Result<DyadScores> {
    let shown = path.display();
    let text = fs::read_to_string(path)
        .with_context(|| format!("{shown}: cannot be read; check the name"))?;
    let rows: Vec<Marked> = text
        .lines()
        .zip(1..)
        .filter(|(line, _)| !line.trim().is_empty())
        .map(|(line, number)| {
            serde_json::from_str(line)
                .with_context(|| format!("{shown}:{number}: is no marked dyad"))
        })
        .collect::<Result<_>>()?;
    let mut scores = DyadScores {
        sentences: rows.len(),
        ..DyadScores::default()
    };
    marked(&mut scores, &rows, model);
    let read: Vec<_> = rows
        .par_iter()
        .map(|row| {
            let report = Report::new(row.text.as_str());
            (coder.code(&report).events, coder.countries(&report))
        })
        .collect();
    for (row, (events, countries)) in rows.iter().zip(&read) {
        raw(&mut scores, row, events, countries);
    }
    Ok(scores)
}

fn marked(scores: &mut DyadScores, rows: &[Marked], model: &Model) {
    let rows: Vec<&Marked> = rows
        .iter()
        .filter(|row| !row.event.all().is_empty())
        .collect();
    let dyads: Vec<Dyad<'_>> = rows
        .iter()
        .map(|row| Dyad {
            text: &row.text,
            actor: &row.actor,
            recipient: &row.recipient,
        })
        .collect();
    for (row, relating) in rows.iter().zip(model.relate(&dyads)) {
        let accepted = row.event.all();
        let right = accepted.contains(&relating.event);
        let gold = accepted.join(" or ");
        let told = if right {
            gold.clone()
        } else {
            class_of(relating.event, &rows)
        };
        scores.events.entry(gold.clone()).or_default().gold += 1;
        let tally = scores.events.entry(told).or_default();
        tally.coded += 1;
        tally.right += usize::from(right);
    }
}

/// The class of an event in a set that accepts either of two.
fn class_of(event: &str, rows: &[&Marked]) -> String {
    let class = rows
        .iter()
        .map(|row| row.event.all())
        .find(|accepted| accepted.contains(&event));
    class.map_or_else(|| event.to_owned(), |accepted| accepted.join(" or "))
}

fn raw(scores: &mut DyadScores, row: &Marked, events: &[Event], countries: &[(Span, Vec<String>)]) {
    let spans = |parties: fn(&Event) -> &Vec<Party>| -> BTreeSet<Span> {
        events
            .iter()
            .flat_map(|event| parties(event).iter().map(|party| party.span))
            .collect()
    };
    let actors = spans(|event| &event.actor);
    let recipients = spans(|event| &event.recipient);
    let same = |a: Span, b: Span| a == b;
    count(&mut scores.actors, &row.actor, &actors, Span::overlaps);
    count(&mut scores.actors_exactly, &row.actor, &actors, same);
    count(
        &mut scores.recipients,
        &row.recipient,
        &recipients,
        Span::overlaps,
    );
    count(
        &mut scores.recipients_exactly,
        &row.recipient,
        &recipients,
        same,
    );

    let accepted = row.event.all();
    if accepted.is_empty() {
        return;
    }
    let country_of = |spans: &[Span]| -> BTreeSet<String> {
        let first = |span: &Span| countries.iter().find(|(name, _)| span.contains(*name));
        spans
            .iter()
            .filter_map(first)
            .flat_map(|(_, ids)| ids.iter().cloned())
            .collect()
    };
    let gold: BTreeSet<(String, String)> =
        pairs(&country_of(&row.actor), &country_of(&row.recipient));
    let of = |parties: &[Party]| {
        parties
            .iter()
            .filter_map(|party| party.country.clone())
            .collect()
    };
    let told: BTreeSet<(String, (String, String))> = events
        .iter()
        .filter_map(|event| {
            Some((
                event.event.clone()?,
                pairs(&of(&event.actor), &of(&event.recipient)),
            ))
        })
        .flat_map(|(event, pairs)| pairs.into_iter().map(move |pair| (event.clone(), pair)))
        .collect();
    let told_pairs: BTreeSet<&(String, String)> = told.iter().map(|(_, pair)| pair).collect();
    scores.country_dyads.gold += gold.len();
    scores.country_dyads.coded += told.len();
    scores.country_dyads.right += told
        .iter()
        .filter(|(event, pair)| gold.contains(pair) && accepted.contains(&event.as_str()))
        .count();
    scores.countries.gold += gold.len();
    scores.countries.coded += told_pairs.len();
    scores.countries.right += told_pairs.iter().filter(|pair| gold.contains(pair)).count();
}

fn pairs(actors: &BTreeSet<String>, recipients: &BTreeSet<String>) -> BTreeSet<(String, String)> {
    actors
        .iter()
        .flat_map(|a| recipients.iter().map(move |r| (a.clone(), r.clone())))
        .collect()
}

/// Each marked span is found by at most one told.
fn count(tally: &mut Tally, gold: &[Span], told: &BTreeSet<Span>, same: fn(Span, Span) -> bool) {
    tally.gold += gold.len();
    tally.coded += told.len();
    let mut left: Vec<Span> = told.iter().copied().collect();
    for &span in gold {
        if let Some(at) = left.iter().position(|&other| same(span, other)) {
            left.remove(at);
            tally.right += 1;
        }
    }
}
