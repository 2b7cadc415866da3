//! The codebook's wordings, found in a sentence.
//!
//! This is one way of seeing what is said; it hands on [`Finding`]s, as any other recogniser would.

mod direct;
mod following;
mod membership;
mod noun;
mod owner;
mod parties;
mod partner;
mod recognition;
mod relative;
mod roles;
mod theme;
mod things;
mod verb;

use std::cell::{OnceCell, RefCell};

use legation_gazetteer::{EntityRef, Gazetteer, NameUse};
use legation_text::Span;
use rustc_hash::FxHashMap;

use crate::clause::{Clauses, Force, combine};
use crate::codebook::{Act, Codebook, Theme, Wording};
use crate::discourse::{Discourse, Thing};
use crate::grammar::Governs;
use crate::party::{Owner, Resolver, Side};
use crate::syntax::{Kind, Tag, VerbShape};

/// An act found in a sentence, with who plays which part.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub act: usize,
    pub actors: Vec<Side>,
    pub recipients: Vec<Side>,
    pub objects: Vec<Side>,
    pub force: Force,
    /// The words that express it.
    pub trigger: Span,
    /// Its first chunk and its last, for what belongs to the same clause.
    pub chunks: (usize, usize),
    pub verb: Option<usize>,
    /// Told as already known ("condemned the recognition of …").
    pub presupposed: bool,
    /// How many conditions the wording met; the more exact of two readings wins.
    pub exactness: i32,
    /// Each actor does it to the others.
    pub each_other: bool,
    /// Of an act that the encoder saw and no wording told.
    pub sight: Option<Sight>,
}

/// How the encoder saw an act.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sight {
    /// The probability that it is told.
    pub chance: f32,
    /// Whether it is told as long past.
    pub historical: bool,
}

/// The wordings by the words that can begin them.
pub(crate) struct WordingIndex {
    verbs: FxHashMap<String, Vec<(usize, usize, Vec<String>)>>,
    nouns: FxHashMap<String, Vec<(usize, usize)>>,
}

impl WordingIndex {
    pub fn new(codebook: &Codebook) -> Self {
        let mut verbs: FxHashMap<String, Vec<_>> = FxHashMap::default();
        let mut nouns: FxHashMap<String, Vec<_>> = FxHashMap::default();
        for (a, act) in codebook.acts().iter().enumerate() {
            for (w, wording) in act.wordings.iter().enumerate() {
                for verb in &wording.verbs {
                    let mut words = verb.split(' ').map(str::to_owned);
                    let head = words.next().unwrap_or_default();
                    verbs.entry(head).or_default().push((a, w, words.collect()));
                }
                for noun in &wording.nouns {
                    nouns.entry(noun.clone()).or_default().push((a, w));
                }
            }
        }
        WordingIndex { verbs, nouns }
    }

    /// Every word whose forms can begin a wording: verbs in the base form, nouns as they are.
    pub fn verb_lemmas(&self) -> impl Iterator<Item = &str> {
        self.verbs.keys().map(String::as_str)
    }

    pub fn noun_words(&self) -> impl Iterator<Item = &str> {
        self.nouns
            .keys()
            .filter_map(|noun| noun.split(' ').next_back())
    }
}

/// Finds the acts of one sentence.
pub(crate) struct Recogniser<'a, 'c, 's> {
    pub codebook: &'a Codebook,
    pub index: &'a WordingIndex,
    pub clauses: &'a Clauses<'c, 's>,
    pub resolver: Resolver<'a, 'c, 's>,
    pub gazetteer: &'a Gazetteer,
    pub discourse: &'a Discourse,
    pub sentence: usize,
    /// The acts found in the sentence so far: which, who did it, and to whom.
    pub siblings: RefCell<Vec<(usize, EntityRef, Side)>>,
    /// What the sentence has told of as recognised so far.
    pub recognised: RefCell<Vec<Side>>,
    /// The organisation of whose members the report has told last.
    pub joined: RefCell<Option<Side>>,
    /// To whom the sentence tells that something was done by those whom it does not name: "two states recalled their envoys from it".
    pub aimed: RefCell<Vec<(usize, Side)>>,
    /// Of each phrase the thing that it names, once something asked for it.
    pub things_named: OnceCell<Vec<Option<Thing>>>,
}

/// The parts of a wording as they are filled.
#[derive(Default, Clone)]
struct Roles {
    actors: Vec<Side>,
    recipients: Vec<Side>,
    objects: Vec<Side>,
    parties: Vec<Side>,
    /// A part is named in the text by words that no entity is known for.
    unresolved: bool,
    /// "each other's diplomats".
    each_other: bool,
}

impl Roles {
    fn add(&mut self, role: &str, sides: Vec<Side>) {
        let list = match role {
            "actor" | "envoy" => &mut self.actors,
            "recipient" => &mut self.recipients,
            "object" => &mut self.objects,
            "parties" => &mut self.parties,
            _ => return,
        };
        for side in sides {
            if !list.iter().any(|s| s.entity == side.entity) {
                list.push(side);
            }
        }
    }

    fn has(&self, role: &str) -> bool {
        match role {
            "actor" => !self.actors.is_empty(),
            "recipient" => !self.recipients.is_empty(),
            "object" => !self.objects.is_empty(),
            _ => true,
        }
    }
}

impl Recogniser<'_, '_, '_> {
    /// All findings of the sentence; of two readings of the same words the more exact one.
    pub fn find(&self) -> Vec<Finding> {
        let mut out = Vec::new();
        for vg in 0..self.clauses.s.vgs.len() {
            let mut here = self.verb_findings(vg);
            keep_most_exact(&mut here, self.codebook);
            // "recognised Palestine, a step that led Israel to recall its ambassador": from whom is answered
            let recognised = here.first().filter(|f| {
                let moves = self.codebook.acts()[f.act].moves.as_ref();
                !f.objects.is_empty() && moves.is_some_and(|m| m.aspect == "recognition")
            });
            if let Some(recognised) = recognised {
                self.recognised.borrow_mut().clone_from(&recognised.objects);
            }
            let joined = here
                .first()
                .and_then(|f| f.organisation(&self.codebook.acts()[f.act]));
            if let Some(organisation) = joined {
                *self.joined.borrow_mut() = Some(organisation.clone());
            }
            let recognised = recognised.filter(|f| f.recipients.is_empty());
            if let Some((object, actor)) =
                recognised.and_then(|f| f.objects.first().zip(f.actors.first()))
            {
                let act = here[0].act;
                self.siblings
                    .borrow_mut()
                    .push((act, object.entity, actor.clone()));
            }
            // "if Israel annexes the West Bank, Jordan could downgrade ties": not with whom the place is of
            let seizes = |f: &&Finding| {
                let event = self.codebook.acts()[f.act].event.as_str();
                matches!(event, "COERCE" | "ASSAULT")
            };
            if let Some((actor, recipient)) = here
                .first()
                .filter(|f| !seizes(f))
                .and_then(|f| f.actors.first().zip(f.recipients.first()))
            {
                let act = here[0].act;
                *self.resolver.between.borrow_mut() = Some([
                    (actor.entity, actor.span),
                    (recipient.entity, recipient.span),
                ]);
                self.siblings
                    .borrow_mut()
                    .push((act, actor.entity, recipient.clone()));
            }
            out.extend(here);
        }
        self.look_ahead(&mut out);
        for np in 0..self.clauses.s.nps.len() {
            let mut here = self.noun_findings(np);
            // "revoked its recognition of Kosovo" is no recognition
            let aspect = |f: &Finding| {
                let moves = self.codebook.acts()[f.act].moves.as_ref();
                moves.map(|m| m.aspect.clone())
            };
            here.retain(|f| {
                !out.iter().any(|v: &Finding| {
                    v.verb.is_some()
                        && v.act != f.act
                        && v.trigger.start <= f.trigger.start
                        && f.trigger.start < v.trigger.end
                        && aspect(v) == aspect(f)
                })
            });
            keep_most_exact(&mut here, self.codebook);
            out.extend(here);
        }
        out
    }

    /// "withdrew its ambassador, gave Lebanon's envoy 48 hours to leave": the other side is told with the act behind it.
    fn look_ahead(&self, out: &mut Vec<Finding>) {
        if self.siblings.borrow().is_empty() {
            return;
        }
        for vg in 0..self.clauses.s.vgs.len() {
            if out.iter().any(|f| f.verb == Some(vg)) {
                continue;
            }
            let mut here = self.verb_findings(vg);
            here.retain(|f| {
                let by = |other: &Finding| {
                    other.verb.is_some_and(|w| w > vg)
                        && other.recipients.len() == 1
                        && f.recipients.len() == 1
                        && other.actors.first().map(|a| a.entity)
                            == f.actors.first().map(|a| a.entity)
                        && (other.recipients[0].entity == f.recipients[0].entity
                            || (self.breaks(f.act)
                                && self.befriends(other.act)
                                && self.other_china(other.recipients[0].entity)
                                    == Some(f.recipients[0].entity)))
                };
                f.recipients.iter().all(|r| r.implicit) && out.iter().any(by)
            });
            keep_most_exact(&mut here, self.codebook);
            out.extend(here);
        }
    }

    fn verb_findings(&self, vg: usize) -> Vec<Finding> {
        let v = &self.clauses.s.vgs[vg];
        let Some(candidates) = self.index.verbs.get(&v.lemma) else {
            return Vec::new();
        };
        let mut found: Vec<Finding> = candidates
            .iter()
            .filter_map(|(a, w, particles)| {
                let act = &self.codebook.acts()[*a];
                self.match_verb(vg, (*a, act), &act.wordings[*w], particles)
            })
            .filter(|finding| !self.sets_up_what_is(finding))
            .collect();
        self.recognised_persons(&mut found);
        if (v.first.saturating_sub(1)..=v.main).any(|k| self.clauses.s.toks[k].lower == "longer") {
            self.no_longer(&mut found);
        }
        self.refused(vg, &mut found);
        found
    }

    fn noun_findings(&self, np: usize) -> Vec<Finding> {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let head = s.head(np);
        let Some(candidates) = self.index.nouns.get(head) else {
            return Vec::new();
        };
        candidates
            .iter()
            .filter_map(|(a, w)| {
                let act = &self.codebook.acts()[*a];
                self.match_noun(np, phrase.chunk, (*a, act), &act.wordings[*w])
            })
            .collect()
    }
}

/// Whether the verb takes back what its object says was done.
fn undoes(lemma: &str) -> bool {
    matches!(
        lemma,
        "reverse"
            | "withdraw"
            | "revoke"
            | "rescind"
            | "cancel"
            | "annul"
            | "scrap"
            | "drop"
            | "abandon"
            | "overturn"
            | "suspend"
            | "freeze"
            | "retract"
            | "undo"
    )
}

struct Draft {
    force: Force,
    trigger: Span,
    chunks: (usize, usize),
    verb: Option<usize>,
    presupposed: bool,
    exact: i32,
    at: usize,
    /// The act's place in the codebook.
    act: usize,
}

enum Reach {
    Owner,
    Named,
}

/// Whether a role may be filled by the owner of what is named ("sanctions on Russian banks": Russia).
fn act_reach(wording: &Wording) -> Reach {
    let on = ["on", "upon", "against", "targeting"]
        .iter()
        .any(|p| wording.roles.contains_key(*p));
    if on || wording.direct_owner {
        Reach::Owner
    } else {
        Reach::Named
    }
}

/// What is bought and sold, or moves, between states: "a ban on trade with Iran".
fn is_traded(noun: &str) -> bool {
    matches!(
        noun,
        "trade"
            | "investment"
            | "investments"
            | "imports"
            | "exports"
            | "goods"
            | "flights"
            | "travel"
            | "sales"
            | "sale"
            | "purchases"
            | "shipments"
            | "supplies"
            | "transactions"
            | "dealings"
    )
}

/// Of several readings of the same words the most exact one of each aspect.
fn keep_most_exact(findings: &mut Vec<Finding>, codebook: &Codebook) {
    findings.sort_by_key(|f| std::cmp::Reverse(f.exactness));
    let family = |f: &Finding| {
        codebook.acts()[f.act]
            .moves
            .as_ref()
            .map_or("", |m| m.aspect.as_str())
            .to_owned()
    };
    let mut kept: Vec<Finding> = Vec::new();
    for finding in findings.drain(..) {
        let both = |k: &Finding| {
            let (a, b) = (&codebook.acts()[k.act], &codebook.acts()[finding.act]);
            let pair = (family(k), family(&finding));
            // "cut diplomatic and consular relations" is two acts; a switch from Taipei to Beijing too
            let house = |act: &Act| act.moves.as_ref().and_then(|m| m.of.clone());
            let houses = pair.0 == "representation"
                && pair.1 == "representation"
                && house(a) != house(b)
                && [house(a), house(b)].iter().all(|h| {
                    h.as_deref()
                        .is_some_and(|h| matches!(h, "embassy" | "consulate"))
                });
            // "closing the embassy and all consulates"
            houses
                || pair == ("diplomatic".to_owned(), "consular".to_owned())
                || pair == ("consular".to_owned(), "diplomatic".to_owned())
                || (matches!(
                    (a.id.as_str(), b.id.as_str()),
                    (
                        "sever-diplomatic-relations",
                        "establish-diplomatic-relations"
                    ) | (
                        "establish-diplomatic-relations",
                        "sever-diplomatic-relations"
                    )
                ) && k.recipients.first().map(|o| o.entity)
                    != finding.recipients.first().map(|o| o.entity))
        };
        if kept.is_empty() || (kept.iter().all(both) && !kept.iter().any(|k| k.act == finding.act))
        {
            kept.push(finding);
        }
    }
    *findings = kept;
}
