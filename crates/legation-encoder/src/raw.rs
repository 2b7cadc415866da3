//! Sentences as they stand: who in them does what to whom, all ordered pairs in one pass.
//!
//! The transformer reads a sentence once. One head tags the words that name an actor or a recipient; then each ordered pair of
//! what was tagged and of the names that the caller knows looks over the sentence's states for what the one does to the other.
//! `training/model.py` (`Coder.raw`) and `training/raw.py` define the same.

use legation_text::Span;
use rayon::prelude::*;

use crate::linear::Linear;
use crate::model::{Logits, Model, Relating, mean, softmax};

/// Sentences that one core takes at a time.
const BATCH: usize = 8;
/// Names of one sentence that are looked at: of a list of thirty the first.
const NAMES: usize = 12;

/// The heads that only sentences as they stand have.
pub(crate) struct RawHeads {
    pub tags: Linear,
    pub query: Linear,
    pub pair: Linear,
}

/// A sentence, and the names in it that are known; spans are bytes of `text`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence<'a> {
    /// The sentence.
    pub text: &'a str,
    /// Names of entities.
    pub names: &'a [Span],
}

/// How sure an answer must be to be given back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cuts {
    /// That a tagged actor does something to a tagged recipient, or to nobody named.
    pub tagged: f32,
    /// That it does, where one of the two is known as a name only and was not tagged in that part.
    pub named: f32,
    /// What a word needs more (or less) than even odds to be part of a tagged name, in logits.
    pub tag: f32,
    /// The probability that a second event of the same pair needs.
    pub second: f32,
}

impl Default for Cuts {
    fn default() -> Self {
        Cuts {
            tagged: 0.5,
            named: 0.9,
            tag: 0.0,
            second: 0.35,
        }
    }
}

/// One thing that someone in a sentence does.
#[derive(Clone, Debug, PartialEq)]
pub struct Doing<'m> {
    /// Who does it, as the sentence names it.
    pub actor: Span,
    /// To whom; `None` where nobody is named.
    pub recipient: Option<Span>,
    /// The event, its mode and modality.
    pub relating: Relating<'m>,
    /// The word that tells it best.
    pub trigger: Span,
    /// The probability that there is an event, times that it is this one.
    pub confidence: f32,
}

/// A sentence as ids.
struct Coded {
    ids: Vec<u32>,
    /// Of each word its bytes and its first token.
    words: Vec<(Span, usize)>,
}

/// A name that may play a part.
struct Candidate {
    span: Span,
    tokens: Vec<usize>,
    actor: bool,
    recipient: bool,
}

/// What the heads say of one ordered pair of spans, before it is made probabilities.
#[derive(Clone, Debug, PartialEq)]
pub struct PairLogits {
    /// Of event, mode, modality, and that there is one.
    pub logits: Logits,
    /// How much the pair looked at each token.
    pub shares: Vec<f32>,
}

impl Model {
    /// What is done in each sentence. Uses all cores; memory does not grow with the number of sentences.
    pub fn read(&self, sentences: &[Sentence<'_>], cuts: Cuts) -> Vec<Vec<Doing<'_>>> {
        let mut order: Vec<usize> = (0..sentences.len()).collect();
        order.sort_by_key(|&at| std::cmp::Reverse(sentences[at].text.len()));
        let told: Vec<Vec<Vec<Doing<'_>>>> = order
            .par_chunks(BATCH)
            .map(|some| {
                let coded: Vec<Coded> = some
                    .iter()
                    .map(|&at| self.coded(sentences[at].text))
                    .collect();
                let ids: Vec<&[u32]> = coded.iter().map(|one| one.ids.as_slice()).collect();
                let states = self.bert.states(&ids);
                let mut start = 0;
                some.iter()
                    .zip(&coded)
                    .map(|(&at, one)| {
                        let rows = start..start + one.ids.len() * self.width();
                        start = rows.end;
                        self.doings(one, &states[rows], sentences[at].names, cuts)
                    })
                    .collect()
            })
            .collect();
        let mut out = vec![Vec::new(); sentences.len()];
        for (at, doings) in order.into_iter().zip(told.into_iter().flatten()) {
            out[at] = doings;
        }
        out
    }

    /// What the heads say of one sentence: the tags of each of its words, and of each pair of spans.
    pub fn raw_logits(
        &self,
        text: &str,
        pairs: &[(Span, Option<Span>)],
    ) -> (Vec<Vec<f32>>, Vec<PairLogits>) {
        let coded = self.coded(text);
        let states = self.bert.states(&[&coded.ids]);
        let tags = self.tags(&coded, &states);
        let places: Vec<[Vec<usize>; 2]> = pairs
            .iter()
            .map(|(actor, recipient)| {
                let recipient = recipient.map_or_else(|| vec![0], |span| coded.tokens(span));
                [coded.tokens(*actor), recipient]
            })
            .collect();
        (tags, self.pairs(&states, &places))
    }

    fn coded(&self, text: &str) -> Coded {
        let room = self.config.measures.length - 1;
        let mut ids = vec![self.start];
        let mut words = Vec::new();
        let mut full = false;
        self.pieces.each_word(text, |place, pieces| {
            full |= ids.len() + pieces.len() > room;
            if !full {
                words.push((Span::new(place.start, place.end), ids.len()));
                ids.extend_from_slice(pieces);
            }
        });
        ids.push(self.end);
        Coded { ids, words }
    }

    /// Six logits a word: outside, first, within, of actors and of recipients.
    fn tags(&self, coded: &Coded, states: &[f32]) -> Vec<Vec<f32>> {
        let width = self.width();
        let mut firsts = Vec::with_capacity(coded.words.len() * width);
        for (_, first) in &coded.words {
            firsts.extend_from_slice(&states[first * width..(first + 1) * width]);
        }
        let tags = self.raw.tags.of(&firsts);
        tags.chunks_exact(6).map(<[f32]>::to_vec).collect()
    }

    fn pairs(&self, states: &[f32], places: &[[Vec<usize>; 2]]) -> Vec<PairLogits> {
        if places.is_empty() {
            return Vec::new();
        }
        let width = self.width();
        let mut sides = Vec::with_capacity(places.len() * 2 * width);
        for place in places.iter().flatten() {
            sides.extend(mean(states, place.iter().copied(), width));
        }
        let queries = self.raw.query.of(&sides);
        let mut all = Vec::with_capacity(places.len() * 3 * width);
        let mut shares = Vec::with_capacity(places.len());
        for (query, both) in queries
            .chunks_exact(width)
            .zip(sides.chunks_exact(2 * width))
        {
            let scale = 1.0 / (width as f32).sqrt();
            let scores: Vec<f32> = states
                .chunks_exact(width)
                .map(|state| state.iter().zip(query).map(|(x, y)| x * y).sum::<f32>() * scale)
                .collect();
            let share = softmax(&scores);
            let mut seen = vec![0.0; width];
            for (state, share) in states.chunks_exact(width).zip(&share) {
                for (x, y) in seen.iter_mut().zip(state) {
                    *x += y * share;
                }
            }
            all.extend(seen);
            all.extend_from_slice(both);
            shares.push(share);
        }
        let mut mixed = self.raw.pair.of(&all);
        for x in &mut mixed {
            *x = x.tanh();
        }
        let logits = self.heads(&mixed, places.len());
        let paired = logits.into_iter().zip(shares);
        paired
            .map(|(logits, shares)| PairLogits { logits, shares })
            .collect()
    }

    fn doings(&self, coded: &Coded, states: &[f32], names: &[Span], cuts: Cuts) -> Vec<Doing<'_>> {
        let tags = self.tags(coded, states);
        let candidates = coded.candidates(&tags, names, cuts.tag);
        let mut asked: Vec<(usize, Option<usize>)> = Vec::new();
        for (a, actor) in candidates.iter().enumerate() {
            if actor.actor {
                asked.push((a, None));
            }
            for (b, recipient) in candidates.iter().enumerate() {
                if a != b && !actor.span.overlaps(recipient.span) {
                    asked.push((a, Some(b)));
                }
            }
        }
        let places: Vec<[Vec<usize>; 2]> = asked
            .iter()
            .map(|&(a, b)| {
                let recipient = b.map_or_else(|| vec![0], |b| candidates[b].tokens.clone());
                [candidates[a].tokens.clone(), recipient]
            })
            .collect();
        let mut out = Vec::new();
        let mut busy = vec![false; candidates.len()];
        let mut told: Vec<(usize, Option<usize>, PairLogits)> = asked
            .into_iter()
            .zip(self.pairs(states, &places))
            .map(|((a, b), logits)| (a, b, logits))
            .collect();
        // Pairs before what is done to nobody named: an actor who does it to someone does not do it to nobody too.
        told.sort_by_key(|(_, b, _)| b.is_none());
        for (a, b, pair) in told {
            let relating = self.relating(&pair.logits);
            let in_part = candidates[a].actor && b.is_none_or(|b| candidates[b].recipient);
            let cut = if in_part { cuts.tagged } else { cuts.named };
            if relating.acts < cut || (b.is_none() && busy[a]) {
                continue;
            }
            busy[a] = true;
            let trigger = coded.looked_at(
                &pair.shares,
                &[Some(&candidates[a]), b.map(|b| &candidates[b])],
            );
            let second = self
                .second(&pair.logits, &relating)
                .filter(|second| second.score() >= cuts.second);
            for relating in std::iter::once(relating).chain(second) {
                out.push(Doing {
                    actor: candidates[a].span,
                    recipient: b.map(|b| candidates[b].span),
                    trigger,
                    confidence: relating.acts * relating.score(),
                    relating,
                });
            }
        }
        out.sort_by_key(|doing| (doing.trigger.start, doing.actor.start));
        out
    }

    fn width(&self) -> usize {
        self.config.measures.width
    }
}

impl Coded {
    /// The tokens of a span; of a span that was not read, the first token of the sentence.
    fn tokens(&self, span: Span) -> Vec<usize> {
        let mut out = Vec::new();
        for (at, (place, first)) in self.words.iter().enumerate() {
            if place.overlaps(span) {
                let end = self
                    .words
                    .get(at + 1)
                    .map_or(self.ids.len() - 1, |(_, next)| *next);
                out.extend(*first..end);
            }
        }
        if out.is_empty() { vec![0] } else { out }
    }

    /// The spans that one side's tags make: runs of words that are more likely within a name than outside.
    fn runs(&self, tags: &[Vec<f32>], side: usize, bias: f32) -> Vec<Span> {
        let mut out: Vec<Span> = Vec::new();
        let mut open = false;
        for ((place, _), logits) in self.words.iter().zip(tags) {
            let [outside, first, within] =
                [logits[3 * side], logits[3 * side + 1], logits[3 * side + 2]];
            if first.max(within) + bias <= outside {
                open = false;
            } else if let (true, false, Some(last)) = (open, first > within, out.last_mut()) {
                last.end = place.end;
            } else {
                out.push(*place);
                open = true;
            }
        }
        out
    }

    /// What was tagged, and the known names that it does not hold.
    fn candidates(&self, tags: &[Vec<f32>], names: &[Span], bias: f32) -> Vec<Candidate> {
        let mut out: Vec<Candidate> = Vec::new();
        for side in 0..2 {
            for span in self.runs(tags, side, bias) {
                let same = out.iter_mut().find(|one| one.span == span);
                match same {
                    Some(one) => one.recipient = true,
                    None => out.push(Candidate {
                        span,
                        tokens: self.tokens(span),
                        actor: side == 0,
                        recipient: side == 1,
                    }),
                }
            }
        }
        for &name in names {
            let tokens = self.tokens(name);
            if tokens != [0] && !out.iter().any(|one| one.span.overlaps(name)) {
                out.push(Candidate {
                    span: name,
                    tokens,
                    actor: false,
                    recipient: false,
                });
            }
        }
        out.truncate(NAMES);
        out
    }

    /// The word outside the pair's names that it looked at most.
    fn looked_at(&self, shares: &[f32], names: &[Option<&Candidate>]) -> Span {
        let share = |at: usize| {
            let end = self
                .words
                .get(at + 1)
                .map_or(self.ids.len() - 1, |(_, next)| *next);
            shares[self.words[at].1..end].iter().sum::<f32>()
        };
        let free = |at: &usize| {
            !names
                .iter()
                .flatten()
                .any(|name| name.span.overlaps(self.words[*at].0))
        };
        (0..self.words.len())
            .filter(free)
            .max_by(|&a, &b| share(a).total_cmp(&share(b)))
            .map_or_else(|| Span::new(0, 0), |at| self.words[at].0)
    }
}
