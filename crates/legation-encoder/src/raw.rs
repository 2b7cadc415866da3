//! Sentences as they stand: who in them does what to whom, all ordered pairs in one pass.
//!
//! The transformer reads a sentence once. One head tags the words that name an actor or a recipient; then each ordered pair of
//! what was tagged and of the names that the caller knows looks over the sentence's states for what the one does to the other.
//! `training/model.py` (`Coder.raw`) and `training/raw.py` define the same.

use legation_text::Span;
use rayon::prelude::*;
use rten_simd::SimdUnaryOp;
use rten_vecmath::Tanh;

use crate::ModelError;
use crate::linear::{Arithmetic, Linear};
use crate::model::{Logits, Model, Relating, mean, sigmoid, softmax};
use crate::weights::Weights;
use crate::wide::{dot, wide};

/// Sentences that one core takes at a time.
const BATCH: usize = 8;
/// Names of one sentence that are looked at: of a list of thirty the first.
const NAMES: usize = 12;

/// The heads that only sentences as they stand have.
pub(crate) struct RawHeads {
    tags: Linear,
    /// Of the actor and of the recipient.
    query: Vec<Linear>,
    /// Of what the pair sees, of the actor and of the recipient.
    pair: Vec<Linear>,
}

impl RawHeads {
    pub fn load(
        arithmetic: Arithmetic,
        weights: &Weights,
        width: usize,
    ) -> Result<Self, ModelError> {
        let parts =
            |name, parts| Linear::load_parts(arithmetic, weights, name, parts, width, width);
        Ok(RawHeads {
            tags: Linear::load(arithmetic, weights, "tags", width, 6)?,
            query: parts("query", 2)?,
            pair: parts("pair", 3)?,
        })
    }
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
    /// That it does, and that it is this event.
    pub confidence: f32,
    /// The probability that a second event of the same pair needs.
    pub second: f32,
}

impl Default for Cuts {
    fn default() -> Self {
        Cuts {
            tagged: 0.5,
            named: 0.9,
            tag: 0.0,
            confidence: 0.35,
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

/// A name without the marks and the "and" around it; empty where nothing of it is left.
fn tidy(text: &str, span: Span) -> Span {
    let marks = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.');
    let words = span.of(text).trim_start_matches(marks);
    let words = words.strip_prefix("and ").unwrap_or(words);
    let start = span.end - words.len();
    let words = words.trim_end_matches(marks);
    if is_article(words) || words == "and" {
        return Span::new(start, start);
    }
    Span::new(start, start + words.len())
}

fn is_article(word: &str) -> bool {
    matches!(word, "The" | "the" | "A" | "a" | "An" | "an")
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

/// A sentence's pairs, to be asked about.
struct Asked<'s> {
    /// The sentence's, a row a token.
    states: &'s [f32],
    /// The tokens of each name.
    places: Vec<Vec<usize>>,
    /// Actor and recipient, by their places.
    pairs: Vec<(usize, usize)>,
}

/// What the heads read of the pairs of several sentences, one behind the other.
struct Seen {
    /// A row a pair.
    mixed: Vec<f32>,
    /// How much each pair looked at each token of its sentence.
    shares: Vec<Vec<f32>>,
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
                let texts: Vec<&Sentence<'_>> = some.iter().map(|&at| &sentences[at]).collect();
                self.read_together(&texts, &coded, cuts)
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
    ) -> (Vec<Vec<f32>>, Vec<Logits>) {
        let coded = self.coded(text);
        let states = self.bert.states(&[&coded.ids]);
        let tags = self.tags(&coded, &states);
        let mut places = Vec::with_capacity(pairs.len() * 2);
        for (actor, recipient) in pairs {
            places.push(coded.tokens(*actor));
            places.push(recipient.map_or_else(|| vec![0], |span| coded.tokens(span)));
        }
        let seen = self.seen(&[Asked {
            states: &states,
            places,
            pairs: (0..pairs.len()).map(|at| (2 * at, 2 * at + 1)).collect(),
        }]);
        (tags, self.heads(&seen.mixed, pairs.len()))
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

    /// What each pair looks at in its sentence, mixed for the heads.
    ///
    /// What a place gives to a query or to the mixture is the same in all its pairs, and computed once.
    fn seen(&self, sentences: &[Asked<'_>]) -> Seen {
        let width = self.width();
        let mut named = Vec::new();
        // The pairs by the rows of their places among those of all sentences.
        let mut pairs = Vec::new();
        for asked in sentences {
            let first = named.len() / width;
            pairs.extend(asked.pairs.iter().map(|(a, b)| (first + a, first + b)));
            for place in &asked.places {
                named.extend(mean(asked.states, place.iter().copied(), width));
            }
        }
        if pairs.is_empty() {
            return Seen {
                mixed: Vec::new(),
                shares: Vec::new(),
            };
        }
        let row = |at: usize| at * width..(at + 1) * width;
        let of_actor = self.raw.query[0].of(&named);
        let of_recipient = self.raw.query[1].of(&named);
        let states = sentences
            .iter()
            .flat_map(|asked| asked.pairs.iter().map(|_| asked.states));
        let mut seen = vec![0.0; pairs.len() * width];
        let shares = pairs
            .iter()
            .zip(states)
            .zip(seen.chunks_exact_mut(width))
            .map(|((&(actor, recipient), states), seen)| {
                let sides = (&of_actor[row(actor)], &of_recipient[row(recipient)]);
                wide(
                    #[inline(always)]
                    || look(states, sides, seen),
                )
            })
            .collect();
        let mut mixed = self.raw.pair[0].of(&seen);
        let of_actor = self.raw.pair[1].of(&named);
        let of_recipient = self.raw.pair[2].of(&named);
        for (&(actor, recipient), mixed) in pairs.iter().zip(mixed.chunks_exact_mut(width)) {
            let sides = of_actor[row(actor)]
                .iter()
                .zip(&of_recipient[row(recipient)]);
            for (x, (a, b)) in mixed.iter_mut().zip(sides) {
                *x += a + b;
            }
        }
        Tanh {}.map_mut(&mut mixed);
        Seen { mixed, shares }
    }

    /// What is done in a few sentences.
    fn read_together(
        &self,
        sentences: &[&Sentence<'_>],
        coded: &[Coded],
        cuts: Cuts,
    ) -> Vec<Vec<Doing<'_>>> {
        let ids: Vec<&[u32]> = coded.iter().map(|one| one.ids.as_slice()).collect();
        let states = self.bert.states(&ids);
        let mut rest = states.as_slice();
        let mut candidates = Vec::with_capacity(coded.len());
        let mut asked = Vec::with_capacity(coded.len());
        for (sentence, coded) in sentences.iter().zip(coded) {
            let (states, after) = rest.split_at(coded.ids.len() * self.width());
            rest = after;
            let tags = self.tags(coded, states);
            let found = coded.candidates(sentence.text, &tags, sentence.names, cuts.tag);
            asked.push(Asked {
                states,
                // Behind the candidates stands nobody, who is read off the first token.
                places: found
                    .iter()
                    .map(|one| one.tokens.clone())
                    .chain([vec![0]])
                    .collect(),
                pairs: pairs(&found),
            });
            candidates.push(found);
        }
        let seen = self.seen(&asked);
        let acts = if seen.shares.is_empty() {
            Vec::new()
        } else {
            self.acts.of(&seen.mixed)
        };
        let rows = seen.mixed.chunks_exact(self.width());
        let mut told = rows.zip(&seen.shares).zip(&acts);
        let all = asked.iter().zip(&candidates).zip(coded);
        all.map(|((asked, candidates), coded)| {
            let told = told.by_ref().take(asked.pairs.len());
            let told = told.map(|((mixed, shares), acts)| (mixed, shares.as_slice(), *acts));
            self.doings(coded, candidates, asked.pairs.iter().zip(told), cuts)
        })
        .collect()
    }

    /// What of a sentence's pairs is sure enough; each comes with what the heads read, what it looked at, and the logit that it acts.
    fn doings<'t>(
        &self,
        coded: &Coded,
        candidates: &[Candidate],
        told: impl Iterator<Item = (&'t (usize, usize), (&'t [f32], &'t [f32], f32))>,
        cuts: Cuts,
    ) -> Vec<Doing<'_>> {
        let mut busy = vec![false; candidates.len()];
        let mut out = Vec::new();
        for (&(a, b), (mixed, shares, acts)) in told {
            let recipient = candidates.get(b);
            let in_part = candidates[a].actor && recipient.is_none_or(|b| b.recipient);
            let cut = if in_part { cuts.tagged } else { cuts.named };
            if (recipient.is_none() && busy[a]) || sigmoid(acts) < cut {
                continue;
            }
            let logits = &self.heads(mixed, 1)[0];
            let relating = self.relating(logits);
            if relating.acts * relating.score() < cuts.confidence {
                continue;
            }
            busy[a] = true;
            let trigger = coded.looked_at(shares, &[Some(&candidates[a]), recipient]);
            let second = self
                .second(logits, &relating)
                .filter(|second| second.score() >= cuts.second);
            for relating in std::iter::once(relating).chain(second) {
                out.push(Doing {
                    actor: candidates[a].span,
                    recipient: recipient.map(|b| b.span),
                    trigger,
                    confidence: relating.acts * relating.score(),
                    relating,
                });
            }
        }
        // What two do with each other is told once, the way that is likelier.
        let told = out.clone();
        out.retain(|one: &Doing<'_>| {
            !told.iter().any(|other| {
                Some(other.actor) == one.recipient
                    && other.recipient == Some(one.actor)
                    && other.relating.event == one.relating.event
                    && (other.confidence, other.actor.start) > (one.confidence, one.actor.start)
            })
        });
        out.sort_by_key(|doing| (doing.trigger.start, doing.actor.start));
        out
    }

    pub(crate) fn width(&self) -> usize {
        self.config.measures.width
    }
}

/// What a pair looks at: adds up the states in `seen`, each by its share, and gives the shares.
#[inline(always)]
pub(crate) fn look(
    states: &[f32],
    (actor, recipient): (&[f32], &[f32]),
    seen: &mut [f32],
) -> Vec<f32> {
    let width = seen.len();
    let query: Vec<f32> = actor.iter().zip(recipient).map(|(x, y)| x + y).collect();
    let scale = 1.0 / (width as f32).sqrt();
    let scores: Vec<f32> = states
        .chunks_exact(width)
        .map(|state| dot(state, &query) * scale)
        .collect();
    let shares = softmax(&scores);
    for (state, share) in states.chunks_exact(width).zip(&shares) {
        for (x, y) in seen.iter_mut().zip(state) {
            *x += y * share;
        }
    }
    shares
}

/// The ordered pairs that are asked about; the recipient behind the last candidate is nobody.
fn pairs(candidates: &[Candidate]) -> Vec<(usize, usize)> {
    let nobody = candidates.len();
    let mut out = Vec::new();
    for (a, actor) in candidates.iter().enumerate() {
        for (b, recipient) in candidates.iter().enumerate() {
            // Of two names of which neither was tagged in its part nothing is told.
            if a != b
                && (actor.actor || recipient.recipient)
                && !actor.span.overlaps(recipient.span)
            {
                out.push((a, b));
            }
        }
    }
    // Nobody last: an actor who does it to someone does not do it to nobody too.
    let actors = (0..nobody).filter(|&a| candidates[a].actor);
    out.extend(actors.map(|a| (a, nobody)));
    out
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

    /// The spans that one side's tags make: runs of words that are more likely within a name than outside. Two names never touch.
    fn runs(&self, text: &str, tags: &[Vec<f32>], side: usize, bias: f32) -> Vec<Span> {
        let mut out: Vec<Span> = Vec::new();
        let mut ended = None;
        for (at, ((place, _), logits)) in self.words.iter().zip(tags).enumerate() {
            let [outside, first, within] =
                [logits[3 * side], logits[3 * side + 1], logits[3 * side + 2]];
            if first.max(within) + bias <= outside {
                continue;
            }
            match (out.last_mut(), ended) {
                (Some(last), Some(end))
                    if end == at || (end + 1 == at && is_article(last.of(text))) =>
                {
                    last.end = place.end
                }
                _ => out.push(*place),
            }
            ended = Some(at + 1);
        }
        out.iter_mut().for_each(|span| *span = tidy(text, *span));
        out.retain(|span| !span.is_empty());
        out
    }

    /// What was tagged, and the known names that it does not hold.
    fn candidates(
        &self,
        text: &str,
        tags: &[Vec<f32>],
        names: &[Span],
        bias: f32,
    ) -> Vec<Candidate> {
        let mut out: Vec<Candidate> = Vec::new();
        for side in 0..2 {
            for span in self.runs(text, tags, side, bias) {
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
