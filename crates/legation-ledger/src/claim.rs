//! What one event says about one relation.

use std::sync::Arc;

use legation_coder::{Effect, Event, Modality};
use legation_text::PartialDate;

use crate::voices::{Signature, Voice};

/// Names a relation: the aspect and the two sides, and what it is about.
///
/// Of an unordered relation (diplomatic, consular) `from` is the lesser id.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelationKey {
    /// `recognition`, `diplomatic`, `consular`, `representation`, `sanctions`, `membership` or `treaty`.
    pub aspect: String,
    /// The side from which it goes out.
    pub from: String,
    /// The side to which it goes.
    pub to: String,
    /// What it is about, where that is more than the aspect: `embassy`, `ambassador`, `government`, an entity.
    pub object: Option<String>,
    /// Whether the sides are told apart.
    pub ordered: bool,
}

impl RelationKey {
    /// The relations that an effect moves: of an ordered one each `from` to each `to`, of an unordered one every two
    /// different sides.
    pub fn moved_by(effect: &Effect) -> Vec<RelationKey> {
        let sides = if effect.ordered {
            ordered_sides(&effect.from, &effect.to)
        } else {
            unordered_sides(effect.from.iter().chain(&effect.to))
        };
        sides
            .into_iter()
            .map(|(from, to)| RelationKey {
                aspect: effect.aspect.clone(),
                from,
                to,
                object: effect.object.clone(),
                ordered: effect.ordered,
            })
            .collect()
    }

    /// Whether it is this entity's act: of the side from which an ordered relation goes out, of either side where both make
    /// the relation.
    pub(crate) fn is_act_of(&self, entity: &str) -> bool {
        let one_sided = matches!(
            self.aspect.as_str(),
            "recognition" | "representation" | "sanctions"
        );
        entity == self.from || (!one_sided && entity == self.to)
    }
}

/// What one event of one report says about one relation: *diplomatic relations PRK–UKR: severed, from 2022-07-13*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Made from its content by [`claim_id`]; the same on every machine.
    pub id: String,
    /// The relation.
    pub relation: RelationKey,
    /// The state that the relation is then in.
    pub state: String,
    /// Since when; `None` where the report does not tell.
    pub valid_from: Option<PartialDate>,
    /// The ids of those who did it.
    pub by: Vec<String>,
    /// The entity that says so inside the report, where one does.
    pub speaker: Option<String>,
    /// The report's id.
    pub report: String,
    /// The byte of the report's text where the act is told; orders the acts of one report.
    pub place: usize,
    /// Who published the report.
    pub publisher: Option<String>,
    /// The entity whose voice the publisher is: a ministry's website.
    pub publisher_entity: Option<String>,
    /// When the report was published.
    pub published: Option<PartialDate>,
    /// System time: when the ledger learned it, RFC 3339 in UTC.
    pub learned: String,
    /// Whether it says that the relation was *not* in this state.
    pub denies: bool,
    /// Whether no report says so and another relation's claim implies it; see [`crate::fold`].
    pub implied: bool,
    /// Whether a reviewer has accepted it, or made it by correcting another.
    pub accepted: bool,
    /// The agency that the report's dateline names.
    pub agency: Option<String>,
    /// The wording of the report, by which copies of it are found.
    pub signature: Option<Arc<Signature>>,
    /// The row of the claim in its store; 0 outside one.
    pub(crate) row: i64,
    /// The row of the event in its store; 0 outside one.
    pub(crate) event_row: i64,
}

/// What an event says about one relation, before it is a row.
pub(crate) struct Said {
    pub id: String,
    pub relation: RelationKey,
    pub state: String,
    pub denies: bool,
}

impl Claim {
    /// What an event says of each relation: that it is in a state where the event is asserted, that it is not where it is
    /// denied, and nothing otherwise.
    pub(crate) fn of_event(event: &Event) -> Vec<Said> {
        let denies = match event.modality {
            Modality::Asserted => false,
            Modality::Negated => true,
            Modality::Future | Modality::Hypothetical | Modality::Historical => return Vec::new(),
        };
        let Some(effect) = &event.effect else {
            return Vec::new();
        };
        RelationKey::moved_by(effect)
            .into_iter()
            .map(|relation| Said {
                id: said_id(&event.id, &relation, &effect.state, denies),
                relation,
                state: effect.state.clone(),
                denies,
            })
            .collect()
    }

    /// Whether this is the word of one whose act it is.
    pub(crate) fn is_own_word(&self) -> bool {
        [&self.speaker, &self.publisher_entity]
            .into_iter()
            .flatten()
            .any(|voice| self.relation.is_act_of(voice))
    }

    /// Who tells it, as far as it matters to how many voices there are.
    pub(crate) fn voice(&self) -> Voice {
        Voice::of(
            self.publisher.as_deref(),
            self.agency.as_deref(),
            self.signature.as_deref(),
        )
    }
}

fn ordered_sides(from: &[String], to: &[String]) -> Vec<(String, String)> {
    let mut sides: Vec<_> = from
        .iter()
        .flat_map(|f| {
            to.iter()
                .filter(move |t| *t != f)
                .map(move |t| (f.clone(), t.clone()))
        })
        .collect();
    sides.sort();
    sides.dedup();
    sides
}

/// Every two different ids, the lesser first.
pub(crate) fn unordered_sides<'a>(ids: impl Iterator<Item = &'a String>) -> Vec<(String, String)> {
    let mut ids: Vec<&String> = ids.collect();
    ids.sort();
    ids.dedup();
    let mut sides = Vec::new();
    for (i, a) in ids.iter().enumerate() {
        sides.extend(ids[i + 1..].iter().map(|b| ((*a).clone(), (*b).clone())));
    }
    sides
}

fn said_id(event: &str, relation: &RelationKey, state: &str, denies: bool) -> String {
    if denies {
        claim_id(event, relation, &format!("not {state}"))
    } else {
        claim_id(event, relation, state)
    }
}

/// The id of a claim: 16 hexadecimal digits made from the event's id, the relation and the state.
pub fn claim_id(event: &str, relation: &RelationKey, state: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    let object = relation.object.as_deref().unwrap_or("");
    for part in [
        event,
        &relation.aspect,
        &relation.from,
        &relation.to,
        object,
        state,
    ] {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    let mut id = hasher.finalize().to_hex().to_string();
    id.truncate(16);
    id
}
