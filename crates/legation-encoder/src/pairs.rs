//! All ordered pairs of a sentence's entities: who does what to whom, and who does nothing to whom.

use legation_text::Span;

use crate::model::{Dyad, Model, Relating};

/// Which pairs are asked about, and how sure an answer must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pairing {
    /// Entities further apart than this many bytes are no pair.
    pub apart: usize,
    /// The least confidence of an event that is given back.
    pub confidence: f32,
}

impl Default for Pairing {
    fn default() -> Self {
        Pairing {
            apart: 200,
            confidence: 0.5,
        }
    }
}

/// An event between two of the entities that were asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct PairEvent<'m> {
    /// The sentence, by its place in what was asked.
    pub sentence: usize,
    /// The actor, by its place among the sentence's entities.
    pub actor: usize,
    /// The recipient, likewise.
    pub recipient: usize,
    /// The event, its mode and modality.
    pub relating: Relating<'m>,
    /// The probability that there is an event, times that it is this one.
    pub confidence: f32,
}

impl Model {
    /// The events between the entities of each sentence. Of the two directions of a pair the likelier is given back,
    /// and of a name that is told twice each place is an entity of its own.
    pub fn events(&self, sentences: &[(&str, &[Span])], pairing: Pairing) -> Vec<PairEvent<'_>> {
        let mut asked = Vec::new();
        for (sentence, (_, entities)) in sentences.iter().enumerate() {
            for (actor, a) in entities.iter().enumerate() {
                for (recipient, b) in entities.iter().enumerate() {
                    let between = a.start.max(b.start).saturating_sub(a.end.min(b.end));
                    if actor != recipient && !a.overlaps(*b) && between <= pairing.apart {
                        asked.push((sentence, actor, recipient));
                    }
                }
            }
        }
        let dyads: Vec<Dyad<'_>> = asked
            .iter()
            .map(|&(sentence, actor, recipient)| {
                let (text, entities) = sentences[sentence];
                Dyad {
                    text,
                    actor: &entities[actor..=actor],
                    recipient: &entities[recipient..=recipient],
                }
            })
            .collect();
        let told: Vec<PairEvent<'_>> = asked
            .into_iter()
            .zip(self.relate(&dyads))
            .map(|((sentence, actor, recipient), relating)| {
                let best = relating.scores.iter().map(|(_, score)| *score);
                let confidence = relating.acts * best.fold(0.0, f32::max);
                PairEvent {
                    sentence,
                    actor,
                    recipient,
                    relating,
                    confidence,
                }
            })
            .collect();
        let reversed = |one: &PairEvent<'_>| {
            told.iter()
                .find(|other| {
                    (other.sentence, other.actor, other.recipient)
                        == (one.sentence, one.recipient, one.actor)
                })
                .map_or(0.0, |other| other.confidence)
        };
        told.iter()
            .filter(|one| one.confidence >= pairing.confidence && one.confidence > reversed(one))
            .cloned()
            .collect()
    }
}
