//! Whom a wording means where the text leaves a side to be found, as the encoder sees it.

use legation_gazetteer::EntityRef;
use legation_text::Span;

use super::acted::{Asking, aspect, moves};
use super::*;

/// Above this confidence no side was left to be found.
const NAMED: f64 = 0.85;
/// What the encoder believes less of one is asked of the others.
const UNSURE: f32 = 0.5;
/// What it must find for another.
const LIKELY: f32 = 0.7;

/// Who is meant in place of the side that was found.
struct Meant {
    at: usize,
    /// Whether it is the one who acts.
    acts: bool,
    entity: EntityRef,
    span: Span,
    chance: f32,
}

impl Asking<'_> {
    /// Where a wording leaves one side to be found and the encoder does not believe the one that was found: the other whom it
    /// sees there. What is told of that one as well is told once.
    pub fn mend(&self, told: &mut [Told], chances: &mut [Option<f32>]) {
        for meant in self.meant(told, chances) {
            let (act, sides) = (
                told[meant.at].event.act.clone(),
                self.sides_with(&told[meant.at].event, &meant),
            );
            let twice = told.iter().any(|other| {
                let event = &other.event;
                let ids = (event.actor.first(), other_party(event));
                event.act == act
                    && ids.0.is_some_and(|p| p.id == sides.0)
                    && ids.1.is_some_and(|p| p.id == sides.1)
            });
            if twice {
                chances[meant.at] = Some(0.0);
                continue;
            }
            chances[meant.at] = Some(meant.chance);
            self.put(&mut told[meant.at].event, &meant);
        }
    }

    fn meant(&self, told: &[Told], chances: &[Option<f32>]) -> Vec<Meant> {
        let mut out = Vec::new();
        for (n, t) in told.iter().enumerate() {
            let event = &t.event;
            let doubted = chances[n].is_some_and(|chance| chance < UNSURE);
            let one_left = t.actor_implied != t.other_implied;
            let others = event.recipient.len() + event.object.len();
            if !(doubted && one_left && event.confidence < NAMED)
                || event.actor.len() != 1
                || others != 1
                || !moves(self.coder, event)
                || aspect(self.coder, event) == "treaty"
            {
                continue;
            }
            let (Some(act), Some(other)) = (event.act.as_deref(), other_party(event)) else {
                continue;
            };
            let Some(of) = self.coder.codebook.act(act) else {
                continue;
            };
            let window = self.window(self.first(event), event.sentence);
            let place = |party: &Party| {
                let mut known = window.known.iter();
                known.position(|&entity| self.is(party, entity))
            };
            let (actor, other) = (place(&event.actor[0]), place(other));
            let (kept, left) = match t.actor_implied {
                true => (other, actor),
                false => (actor, other),
            };
            let (Some(kept), Some(left)) = (kept, left) else {
                continue;
            };
            let polity = |at: usize| {
                let entity = self.coder.gazetteer.entity(window.known[at]);
                entity.kind.is_polity()
            };
            let pair = |candidate: usize| match t.actor_implied {
                true => (candidate, kept),
                false => (kept, candidate),
            };
            let candidates: Vec<usize> = (0..window.known.len())
                .filter(|&at| at != kept && at != left && polity(at) == polity(left))
                .filter(|&at| {
                    let (actor, other) = pair(at);
                    self.may_act(of, window.known[actor], window.known[other])
                })
                .collect();
            let asked: Vec<_> = candidates
                .iter()
                .map(|&at| {
                    let (actor, other) = pair(at);
                    (&window.passage, Some(actor), Some(other))
                })
                .collect();
            let judged = self.model.judge(&asked);
            let chance = judged.iter().map(|j| j.chance(act).unwrap_or(0.0));
            let best = candidates
                .iter()
                .zip(chance)
                .max_by(|a, b| a.1.total_cmp(&b.1));
            if let Some((&at, chance)) = best.filter(|(_, chance)| *chance >= LIKELY) {
                out.push(Meant {
                    at: n,
                    acts: t.actor_implied,
                    entity: window.known[at],
                    span: window.last_named(at),
                    chance,
                });
            }
        }
        out
    }

    /// The ids of who acts and on whom, with the one who is meant.
    fn sides_with(&self, event: &Event, meant: &Meant) -> (String, String) {
        let id = self.coder.gazetteer.entity(meant.entity).id.clone();
        match meant.acts {
            true => (
                id,
                other_party(event).map_or(String::new(), |p| p.id.clone()),
            ),
            false => (event.actor[0].id.clone(), id),
        }
    }

    /// Puts the one who is meant into the event.
    fn put(&self, event: &mut Event, meant: &Meant) {
        let entity = self.coder.gazetteer.entity(meant.entity);
        let party = Party {
            id: entity.id.clone(),
            country: entity.country.clone(),
            sector: entity.sector.clone(),
            text: meant.span.of(&self.report.text).to_owned(),
            span: meant.span,
        };
        let side = if meant.acts {
            &mut event.actor
        } else if event.recipient.is_empty() {
            &mut event.object
        } else {
            &mut event.recipient
        };
        *side = vec![party];
        let ids = |side: &[Party]| side.iter().map(|p| p.id.clone()).collect::<Vec<_>>();
        let act = event.act.clone().unwrap_or_default();
        event.id = event_id(&event.report, &act, &ids(&event.actor), event.trigger);
        event.effect = self.coder.codebook.effect(
            &act,
            &ids(&event.actor),
            &ids(&event.recipient),
            &ids(&event.object),
        );
    }
}

/// On whom or what the actor acts.
fn other_party(event: &Event) -> Option<&Party> {
    event.recipient.first().or(event.object.first())
}
