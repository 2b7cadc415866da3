//! Acts of the codebook: which of them a sentence tells of each ordered pair of entities.
//!
//! The transformer reads the sentence behind what stands before it, where the parties that "it" and "the ministry" stand for are
//! named. An entity is the mean of all that names it; nobody is the first token. That is one reading for all pairs. A pair that
//! matters can be read once more with its names marked ([`Model::judge`]), which sees better who does what to whom.
//! `training/model.py` (`Acts`) and `training/acts.py` define the same.

use legation_text::Span;
use rayon::prelude::*;
use rten_simd::SimdUnaryOp;
use rten_vecmath::Tanh;

use crate::ModelError;
use crate::linear::{Arithmetic, Linear};
use crate::model::{Config, MARKS, Model, likeliest, mean, sigmoid};
use crate::raw::look;
use crate::weights::Weights;
use crate::wide::wide;

/// Sentences that one core takes at a time.
const BATCH: usize = 8;
/// Entities that are looked at, the last named of those before the sentence first to go.
const ENTITIES: usize = 12;

/// The heads that tell acts.
pub(crate) struct ActHeads {
    /// Of actor and other.
    query: Vec<Linear>,
    /// Of what the pair sees, of actor and other.
    pair: Vec<Linear>,
    which: Linear,
    /// A row an act.
    kind: Vec<f32>,
    look: Linear,
    told: Linear,
    modality: Linear,
    /// The acts of a pair that is marked in the text.
    judge: Linear,
}

impl ActHeads {
    /// `None` where the config names no acts.
    pub fn load(
        arithmetic: Arithmetic,
        weights: &Weights,
        config: &Config,
    ) -> Result<Option<Self>, ModelError> {
        if config.acts.is_empty() {
            return Ok(None);
        }
        let width = config.measures.width;
        let linear = |name: &str, inputs, outputs| {
            Linear::load(arithmetic, weights, &format!("act.{name}"), inputs, outputs)
        };
        let parts = |name: &str, parts| {
            let name = format!("act.{name}");
            Linear::load_parts(arithmetic, weights, &name, parts, width, width)
        };
        let acts = config.acts.len();
        Ok(Some(ActHeads {
            query: parts("query", 2)?,
            pair: parts("pair", 3)?,
            which: linear("which", width, acts)?,
            kind: weights.floats("act.kind.weight", &[acts, width])?,
            look: linear("look", width, width)?,
            told: linear("told", 2 * width, width)?,
            modality: linear("modality", width, config.modalities.len())?,
            judge: linear("judge", width, acts)?,
        }))
    }
}

/// A sentence in what stands before it, and the entities named in both; spans are bytes of `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage<'a> {
    /// The sentence and what stands before it.
    pub text: &'a str,
    /// Where the sentence begins.
    pub begin: usize,
    /// Of each entity the places that name it.
    pub entities: Vec<Vec<Span>>,
}

/// An act that a sentence tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed<'m> {
    /// Its id in the codebook.
    pub act: &'m str,
    /// Who does it, by its place among the passage's entities; `None` where nobody is named.
    pub actor: Option<usize>,
    /// The other side: the recipient, or the object of acts that have one.
    pub other: Option<usize>,
    /// Whether it is asserted, negated, future, hypothetical or historical.
    pub modality: &'m str,
    /// The probability that the sentence tells it.
    pub chance: f32,
    /// The word that tells it best.
    pub trigger: Span,
}

/// What a second reading, in which a pair is marked, says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement<'m> {
    acts: &'m [String],
    /// The logit of each act.
    pub logits: Vec<f32>,
    /// The logits of the five modalities.
    pub modalities: Vec<f32>,
    /// Whether what they do is asserted, negated, future, hypothetical or historical.
    pub modality: &'m str,
}

impl Judgement<'_> {
    /// The probability that the sentence tells an act of the codebook; `None` for an act that the model does not know.
    pub fn chance(&self, act: &str) -> Option<f32> {
        let at = self.acts.iter().position(|id| id == act)?;
        Some(sigmoid(self.logits[at]))
    }
}

/// A passage as ids.
struct Coded {
    ids: Vec<u32>,
    /// Of each word its bytes and its tokens, `[first, end)`.
    words: Vec<(Span, usize, usize)>,
    /// The token at which the sentence itself begins.
    begin: usize,
}

impl Coded {
    /// Appends words and what ends them.
    fn add(&mut self, words: &[(Span, Vec<u32>)], end: u32) {
        for (span, pieces) in words {
            let first = self.ids.len();
            self.ids.extend_from_slice(pieces);
            self.words.push((*span, first, self.ids.len()));
        }
        self.ids.push(end);
    }

    fn tokens(&self, spans: &[Span]) -> Vec<usize> {
        self.words
            .iter()
            .filter(|(place, ..)| spans.iter().any(|span| place.overlaps(*span)))
            .flat_map(|(_, first, end)| *first..*end)
            .collect()
    }
}

/// What is asked of one pair: whose, and what the heads read of it.
struct Read {
    actor: Option<usize>,
    other: Option<usize>,
    mixed: Vec<f32>,
}

impl Model {
    /// Whether the model knows acts.
    pub fn tells_acts(&self) -> bool {
        self.act.is_some()
    }

    /// The acts of each sentence that are at least as likely as `floor`. Uses all cores; memory does not grow with the number of
    /// passages.
    pub fn deeds(&self, passages: &[Passage<'_>], floor: f32) -> Vec<Vec<Deed<'_>>> {
        let mut out = vec![Vec::new(); passages.len()];
        let Some(heads) = &self.act else {
            return out;
        };
        let mut order: Vec<usize> = (0..passages.len()).collect();
        order.sort_by_key(|&at| std::cmp::Reverse(passages[at].text.len()));
        let told: Vec<Vec<Vec<Deed<'_>>>> = order
            .par_chunks(BATCH)
            .map(|some| {
                let coded: Vec<Coded> =
                    some.iter().map(|&at| self.passage(&passages[at])).collect();
                let ids: Vec<&[u32]> = coded.iter().map(|one| one.ids.as_slice()).collect();
                let begins: Vec<usize> = coded.iter().map(|one| one.begin).collect();
                let states = self.bert.states_behind(&ids, &begins);
                let mut rest = states.as_slice();
                let each = some.iter().zip(&coded).map(|(&at, coded)| {
                    let (states, after) = rest.split_at(coded.ids.len() * self.width());
                    rest = after;
                    self.told_in(heads, &passages[at], coded, states, floor)
                });
                each.collect()
            })
            .collect();
        for (at, deeds) in order.into_iter().zip(told.into_iter().flatten()) {
            out[at] = deeds;
        }
        out
    }

    /// Of a pair of entities (nobody is `None`) the logit of each act, and of an act its logits of modality.
    pub fn act_logits(
        &self,
        passage: &Passage<'_>,
        actor: Option<usize>,
        other: Option<usize>,
        act: usize,
    ) -> Option<(Vec<f32>, Vec<f32>)> {
        let heads = self.act.as_ref()?;
        let coded = self.passage(passage);
        let states = self.bert.states_behind(&[&coded.ids], &[coded.begin]);
        let read = self.pairs_in(heads, passage, &coded, &states);
        let one = read
            .iter()
            .find(|one| one.actor == actor && one.other == other)?;
        let (_, modality) = self.telling(heads, &coded, &states, &one.mixed, act);
        Some((heads.which.of(&one.mixed), modality))
    }

    /// Of each passage with two of its entities (nobody is `None`), who are marked in it, what the one does to the other. Uses all
    /// cores; memory does not grow with the number of pairs.
    pub fn judge(
        &self,
        asked: &[(&Passage<'_>, Option<usize>, Option<usize>)],
    ) -> Vec<Judgement<'_>> {
        let Some(heads) = &self.act else {
            return Vec::new();
        };
        let mut order: Vec<usize> = (0..asked.len()).collect();
        order.sort_by_key(|&at| std::cmp::Reverse(asked[at].0.text.len()));
        let told: Vec<Vec<Judgement<'_>>> = order
            .par_chunks(BATCH)
            .map(|some| {
                let marked = |&at: &usize| {
                    let (passage, actor, other) = asked[at];
                    self.marked(passage, [actor, other])
                };
                let coded: Vec<(Coded, [Vec<usize>; 2])> = some.iter().map(marked).collect();
                let ids: Vec<&[u32]> = coded.iter().map(|(one, _)| one.ids.as_slice()).collect();
                let begins: Vec<usize> = coded.iter().map(|(one, _)| one.begin).collect();
                let states = self.bert.states_behind(&ids, &begins);
                let sides = coded.iter().map(|(one, opened)| (one.ids.len(), opened));
                let mixed = self.mixed(&states, sides);
                let (logits, modality) = (heads.judge.of(&mixed), self.modality.of(&mixed));
                let modalities = self.config.modalities.len();
                logits
                    .chunks_exact(self.config.acts.len())
                    .zip(modality.chunks_exact(modalities))
                    .map(|(logits, modality)| Judgement {
                        acts: &self.config.acts,
                        logits: logits.to_vec(),
                        modalities: modality.to_vec(),
                        modality: &self.config.modalities[likeliest(modality)],
                    })
                    .collect()
            })
            .collect();
        let mut out = vec![None; asked.len()];
        for (at, judgement) in order.into_iter().zip(told.into_iter().flatten()) {
            out[at] = Some(judgement);
        }
        out.into_iter().flatten().collect()
    }

    /// The ids of a passage with a mark before and after each name of two entities, and where the marks of each open; of nobody
    /// that is the first token.
    fn marked(&self, passage: &Passage<'_>, pair: [Option<usize>; 2]) -> (Coded, [Vec<usize>; 2]) {
        let signs = (self.config.measures.ids - MARKS) as u32;
        let mut words = self.words(passage, 0..passage.begin);
        let begin = words.len();
        words.extend(self.words(passage, passage.begin..passage.text.len()));
        let mut around: Vec<(Vec<u32>, Vec<u32>)> = vec![Default::default(); words.len()];
        for (side, one) in pair.into_iter().enumerate() {
            let sign = signs + 2 * side as u32;
            for span in one.iter().flat_map(|&at| &passage.entities[at]) {
                let mut named = (0..words.len()).filter(|&n| words[n].0.overlaps(*span));
                let Some(first) = named.next() else { continue };
                let last = named.next_back().unwrap_or(first);
                around[first].0.push(sign);
                around[last].1.insert(0, sign + 1);
            }
        }
        for ((_, pieces), (opens, closes)) in words.iter_mut().zip(around) {
            pieces.splice(0..0, opens);
            pieces.extend(closes);
        }
        let coded = self.fitted(&words, begin);
        let opened = [0, 1].map(|side| {
            let sign = signs + 2 * side;
            let at: Vec<usize> = (0..coded.ids.len())
                .filter(|&at| coded.ids[at] == sign)
                .collect();
            if at.is_empty() { vec![0] } else { at }
        });
        (coded, opened)
    }

    /// The ids of the sentence and of as much before it as there is room for.
    fn passage(&self, passage: &Passage<'_>) -> Coded {
        let mut words = self.words(passage, 0..passage.begin);
        let begin = words.len();
        words.extend(self.words(passage, passage.begin..passage.text.len()));
        self.fitted(&words, begin)
    }

    /// The words of a part of a passage, each with its bytes and ids.
    fn words(&self, passage: &Passage<'_>, range: std::ops::Range<usize>) -> Vec<(Span, Vec<u32>)> {
        let mut words = Vec::new();
        let start = range.start;
        self.pieces
            .each_word(&passage.text[range], |place, pieces| {
                let place = Span::new(place.start + start, place.end + start);
                words.push((place, pieces.to_vec()));
            });
        words
    }

    /// The words of a sentence, which is the one from `begin` on, and as many before it as there is room for.
    fn fitted(&self, words: &[(Span, Vec<u32>)], begin: usize) -> Coded {
        let length = self.config.measures.passage.unwrap_or(3);
        let mut room = length.saturating_sub(3);
        let mut fits = |word: &&(Span, Vec<u32>)| {
            let fits = word.1.len() <= room;
            room = if fits { room - word.1.len() } else { 0 };
            fits
        };
        let (before, here) = words.split_at(begin);
        let here = &here[..here.iter().take_while(&mut fits).count()];
        let kept = before.iter().rev().take_while(&mut fits).count();
        let mut coded = Coded {
            ids: vec![self.start],
            words: Vec::with_capacity(here.len() + kept),
            begin: 0,
        };
        coded.add(&before[before.len() - kept..], self.end);
        coded.begin = coded.ids.len();
        coded.add(here, self.end);
        coded
    }

    /// All ordered pairs of a passage's entities, nobody among them.
    fn pairs_in(
        &self,
        heads: &ActHeads,
        passage: &Passage<'_>,
        coded: &Coded,
        states: &[f32],
    ) -> Vec<Read> {
        let width = self.width();
        let mut sides: Vec<(Option<usize>, Vec<usize>)> = passage
            .entities
            .iter()
            .enumerate()
            .map(|(at, spans)| (Some(at), coded.tokens(spans)))
            .filter(|(_, tokens)| !tokens.is_empty())
            .collect();
        sides.drain(..sides.len().saturating_sub(ENTITIES));
        sides.push((None, vec![0]));
        let mut named = Vec::with_capacity(sides.len() * width);
        for (_, tokens) in &sides {
            named.extend(mean(states, tokens.iter().copied(), width));
        }
        let row = |at: usize| at * width..(at + 1) * width;
        let (of_actor, of_other) = (heads.query[0].of(&named), heads.query[1].of(&named));
        let two = |n: usize| (0..n).flat_map(move |a| (0..n).map(move |b| (a, b)));
        let pairs: Vec<(usize, usize)> = two(sides.len()).filter(|(a, b)| a != b).collect();
        let mut seen = vec![0.0; pairs.len() * width];
        for (&(a, b), seen) in pairs.iter().zip(seen.chunks_exact_mut(width)) {
            let sides = (&of_actor[row(a)], &of_other[row(b)]);
            wide(
                #[inline(always)]
                || look(states, sides, seen),
            );
        }
        let mut mixed = heads.pair[0].of(&seen);
        let (of_actor, of_other) = (heads.pair[1].of(&named), heads.pair[2].of(&named));
        for (&(a, b), mixed) in pairs.iter().zip(mixed.chunks_exact_mut(width)) {
            let sides = of_actor[row(a)].iter().zip(&of_other[row(b)]);
            for (x, (a, b)) in mixed.iter_mut().zip(sides) {
                *x += a + b;
            }
        }
        Tanh {}.map_mut(&mut mixed);
        pairs
            .iter()
            .zip(mixed.chunks_exact(width))
            .map(|(&(a, b), mixed)| Read {
                actor: sides[a].0,
                other: sides[b].0,
                mixed: mixed.to_vec(),
            })
            .collect()
    }

    /// How much each token of the sentence itself tells an act of a pair, and the logits of its modality.
    fn telling(
        &self,
        heads: &ActHeads,
        coded: &Coded,
        states: &[f32],
        mixed: &[f32],
        act: usize,
    ) -> (Vec<f32>, Vec<f32>) {
        let width = self.width();
        let kind = &heads.kind[act * width..(act + 1) * width];
        let of_act: Vec<f32> = mixed.iter().zip(kind).map(|(x, y)| x + y).collect();
        let query = heads.look.of(&of_act);
        let nothing = vec![0.0; width];
        let mut seen = vec![0.0; width];
        let here = &states[coded.begin * width..];
        let shares = wide(
            #[inline(always)]
            || look(here, (&query, &nothing), &mut seen),
        );
        seen.extend_from_slice(&of_act);
        let mut told = heads.told.of(&seen);
        Tanh {}.map_mut(&mut told);
        (shares, heads.modality.of(&told))
    }

    fn told_in(
        &self,
        heads: &ActHeads,
        passage: &Passage<'_>,
        coded: &Coded,
        states: &[f32],
        floor: f32,
    ) -> Vec<Deed<'_>> {
        let read = self.pairs_in(heads, passage, coded, states);
        let all: Vec<f32> = read
            .iter()
            .flat_map(|one| one.mixed.iter().copied())
            .collect();
        let logits = heads.which.of(&all);
        let acts = self.config.acts.len();
        let mut out = Vec::new();
        for (one, logits) in read.iter().zip(logits.chunks_exact(acts)) {
            for (act, logit) in logits.iter().enumerate() {
                let chance = sigmoid(*logit);
                if chance < floor {
                    continue;
                }
                let (shares, modality) = self.telling(heads, coded, states, &one.mixed, act);
                let best = coded.begin + likeliest(&shares);
                let word = coded
                    .words
                    .iter()
                    .find(|(_, first, end)| (*first..*end).contains(&best));
                let whole = Span::new(passage.begin, passage.text.len());
                out.push(Deed {
                    act: &self.config.acts[act],
                    actor: one.actor,
                    other: one.other,
                    modality: &self.config.modalities[likeliest(&modality)],
                    chance,
                    trigger: word.map_or(whole, |(span, ..)| *span),
                });
            }
        }
        out
    }
}
