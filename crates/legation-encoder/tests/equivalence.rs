//! The program computes what training computed: the same logits for the same marked sentences.

use std::path::Path;

use legation_encoder::{Arithmetic, Dyad, Logits, Model, Passage};
use legation_text::Span;
use serde::Deserialize;

/// A sentence with the logits that `training/export.py` wrote for it.
#[derive(Deserialize)]
struct Told {
    text: String,
    actor: Vec<Span>,
    recipient: Vec<Span>,
    event: Vec<f32>,
    mode: Vec<f32>,
    modality: Vec<f32>,
    acts: Vec<f32>,
}

/// The model that is compiled in, computed in floats as training does.
fn in_floats() -> Model {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../model");
    Model::open_as(&folder, Arithmetic::Floats).unwrap()
}

fn told() -> Vec<Told> {
    serde_json::from_str(include_str!("logits.json")).unwrap()
}

fn dyads(told: &[Told]) -> Vec<Dyad<'_>> {
    told.iter()
        .map(|told| Dyad {
            text: &told.text,
            actor: &told.actor,
            recipient: &told.recipient,
        })
        .collect()
}

/// Equal to 0.001, each to each.
fn near(a: &[f32], b: &[f32]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-3)
}

/// A sentence as it stands, with the logits that `training/export.py` wrote for its words and pairs.
#[derive(Deserialize)]
struct Raw {
    text: String,
    tags: Vec<Vec<f32>>,
    pairs: Vec<RawPair>,
}

#[derive(Deserialize)]
struct RawPair {
    actor: Span,
    recipient: Option<Span>,
    event: Vec<f32>,
    mode: Vec<f32>,
    modality: Vec<f32>,
    acts: Vec<f32>,
}

#[test]
fn words_and_pairs_of_a_sentence_as_it_stands_are_read_as_in_training() {
    let rows: Vec<Raw> = serde_json::from_str(include_str!("raw.json")).unwrap();
    let model = in_floats();
    for row in rows {
        let asked: Vec<_> = row
            .pairs
            .iter()
            .map(|pair| (pair.actor, pair.recipient))
            .collect();
        let (tags, pairs) = model.raw_logits(&row.text, &asked);
        assert_eq!(tags.len(), row.tags.len(), "{}", row.text);
        assert!(
            tags.iter().zip(&row.tags).all(|(a, b)| near(a, b)),
            "{}",
            row.text
        );
        for (logits, pair) in pairs.iter().zip(&row.pairs) {
            let same = near(&logits.event, &pair.event)
                && near(&logits.mode, &pair.mode)
                && near(&logits.modality, &pair.modality)
                && near(&[logits.acts], &pair.acts);
            assert!(same, "{} {:?}", row.text, pair.actor);
        }
    }
}

/// A sentence behind others, with the logits that `training/export.py` wrote for its pairs of entities.
#[derive(Deserialize)]
struct ToldPassage {
    text: String,
    begin: usize,
    entities: Vec<Vec<Span>>,
    pairs: Vec<ToldPair>,
}

#[derive(Deserialize)]
struct ToldPair {
    actor: Option<usize>,
    other: Option<usize>,
    acts: Vec<f32>,
    act: usize,
    modality: Vec<f32>,
    judged: Vec<f32>,
    judged_modality: Vec<f32>,
}

#[test]
fn the_acts_of_pairs_are_read_as_in_training() {
    let rows: Vec<ToldPassage> = serde_json::from_str(include_str!("acts.json")).unwrap();
    let model = in_floats();
    for row in &rows {
        let passage = Passage {
            text: &row.text,
            begin: row.begin,
            entities: row.entities.clone(),
        };
        for pair in &row.pairs {
            let told = model.act_logits(&passage, pair.actor, pair.other, pair.act);
            let (acts, modality) = told.unwrap();
            assert!(near(&acts, &pair.acts), "{} {:?}", row.text, pair.actor);
            assert!(near(&modality, &pair.modality), "{}", row.text);
            let judged = &model.judge(&[(&passage, pair.actor, pair.other)])[0];
            assert!(near(&judged.logits, &pair.judged), "marked: {}", row.text);
            assert!(near(&judged.modalities, &pair.judged_modality));
        }
    }
}

#[test]
fn bytes_tell_the_same_events_as_floats() {
    let told = told();
    let exact = in_floats();
    let bytes = Model::built_in().relate(&dyads(&told));
    let floats = exact.relate(&dyads(&told));
    let same = bytes
        .iter()
        .zip(&floats)
        .filter(|(a, b)| a.event == b.event)
        .count();
    assert!(same + 1 >= told.len(), "{same} of {}", told.len());
}

/// The largest difference between two sets of logits.
fn distance(logits: &Logits, told: &Told) -> f32 {
    let pairs = [
        (&logits.event, &told.event),
        (&logits.mode, &told.mode),
        (&logits.modality, &told.modality),
        (&vec![logits.acts], &told.acts),
    ];
    pairs
        .into_iter()
        .flat_map(|(a, b)| {
            assert_eq!(a.len(), b.len());
            a.iter().zip(b).map(|(a, b)| (a - b).abs())
        })
        .fold(0.0, f32::max)
}

#[test]
fn the_logits_are_those_of_training_to_a_thousandth() {
    let told = told();
    let logits = in_floats().logits(&dyads(&told));
    for (logits, told) in logits.iter().zip(&told) {
        let distance = distance(logits, told);
        assert!(distance <= 1e-3, "{distance} off: {}", told.text);
    }
}

#[test]
fn a_sentence_is_read_alike_alone_and_among_others() {
    let told = told();
    let dyads = dyads(&told);
    let model = in_floats();
    let together = model.logits(&dyads);
    for (dyad, told) in dyads.iter().zip(&told).step_by(7) {
        let alone = &model.logits(&[*dyad])[0];
        assert!(distance(alone, told) <= 1e-3);
    }
    assert_eq!(together.len(), dyads.len());
}
