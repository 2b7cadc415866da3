//! The program computes what training computed: the same logits for the same marked sentences.

use legation_encoder::{Dyad, Logits, Model};
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
    let logits = Model::built_in().logits(&dyads(&told));
    for (logits, told) in logits.iter().zip(&told) {
        let distance = distance(logits, told);
        assert!(distance <= 1e-3, "{distance} off: {}", told.text);
    }
}

#[test]
fn a_sentence_is_read_alike_alone_and_among_others() {
    let told = told();
    let dyads = dyads(&told);
    let model = Model::built_in();
    let together = model.logits(&dyads);
    for (dyad, told) in dyads.iter().zip(&told).step_by(7) {
        let alone = &model.logits(&[*dyad])[0];
        assert!(distance(alone, told) <= 1e-3);
    }
    assert_eq!(together.len(), dyads.len());
}
