//! A model: the vocabulary, the transformer, and its heads for event, mode and modality.

use std::borrow::Cow;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use legation_text::Span;
use rayon::prelude::*;
use serde::Deserialize;

use crate::ModelError;
use crate::acts::ActHeads;
use crate::bert::{Bert, Measures};
use crate::linear::{Arithmetic, Linear};
use crate::raw::RawHeads;
use crate::weights::Weights;
use crate::wordpiece::WordPiece;

/// Marked sentences that one core takes at a time: enough for the matrix products, few enough for the cache.
const BATCH: usize = 8;

/// `config.json`.
#[derive(Debug, Deserialize)]
pub(crate) struct Config {
    pub(crate) measures: Measures,
    events: Vec<String>,
    /// `EVENT:mode`, and `EVENT:` for "none, or not told".
    modes: Vec<String>,
    pub(crate) modalities: Vec<String>,
    /// The acts of the codebook; none in a model that does not know them.
    #[serde(default)]
    pub(crate) acts: Vec<String>,
}

/// Two entities of a sentence; spans are bytes of `text`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dyad<'a> {
    /// The sentence, or a few of them; what is far from the two entities is not read.
    pub text: &'a str,
    /// Where the actor is named.
    pub actor: &'a [Span],
    /// Where the recipient is named; may be empty.
    pub recipient: &'a [Span],
}

/// What the actor of a dyad does to its recipient.
#[derive(Clone, Debug, PartialEq)]
pub struct Relating<'m> {
    /// The likeliest of the 16 events.
    pub event: &'m str,
    /// The likeliest mode of that event; `None` where it has no modes or none is told.
    pub mode: Option<&'m str>,
    /// Whether it is asserted, negated, future, hypothetical or historical.
    pub modality: &'m str,
    /// The probability of each event, given that there is one.
    pub scores: Vec<(&'m str, f32)>,
    /// The probability that the actor does anything to the recipient.
    pub acts: f32,
}

impl Relating<'_> {
    /// The probability of `event`, given that there is one.
    pub fn score(&self) -> f32 {
        let own = self.scores.iter().find(|(event, _)| *event == self.event);
        own.map_or(0.0, |(_, score)| *score)
    }
}

/// What the heads say before it is made probabilities, in the order of the config's labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Logits {
    /// Of the 16 events.
    pub event: Vec<f32>,
    /// Of the modes of all events.
    pub mode: Vec<f32>,
    /// Of the five modalities.
    pub modality: Vec<f32>,
    /// That there is an event at all.
    pub acts: f32,
}

/// A model, ready to be asked from any number of threads.
pub struct Model {
    pub(crate) config: Config,
    pub(crate) pieces: WordPiece,
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) bert: Bert,
    pub(crate) raw: RawHeads,
    pub(crate) act: Option<ActHeads>,
    mix: Linear,
    event: Linear,
    mode: Linear,
    pub(crate) modality: Linear,
    pub(crate) acts: Linear,
}

/// A marked sentence as ids, and where its marks open.
struct Coded {
    ids: Vec<u32>,
    /// Of the actor, of the recipient.
    opened: [Vec<usize>; 2],
}

impl Model {
    /// The model that is compiled in, unpacked when it is first asked for.
    pub fn built_in() -> &'static Model {
        static MODEL: LazyLock<Model> = LazyLock::new(|| {
            Model::parse(
                include_str!("../../../model/config.json"),
                include_str!("../../../model/vocab.txt").into(),
                Weights::read(CODER.into()),
                Arithmetic::fastest(),
            )
            .expect(WHOLE)
        });
        &MODEL
    }

    /// The smaller model that is compiled in: half the layers, narrower ones, upon the same vocabulary.
    pub fn small() -> &'static Model {
        static MODEL: LazyLock<Model> = LazyLock::new(|| {
            let small = include_bytes!("../../../model/small.safetensors");
            let weights = Weights::read(small.as_slice().into())
                .and_then(|small| Ok(small.over(Weights::read(CODER.into())?)));
            Model::parse(
                include_str!("../../../model/small.json"),
                include_str!("../../../model/vocab.txt").into(),
                weights,
                Arithmetic::fastest(),
            )
            .expect(WHOLE)
        });
        &MODEL
    }

    /// The model of a folder laid out like `model/`.
    pub fn open(folder: &Path) -> Result<Model, ModelError> {
        Model::open_as(folder, Arithmetic::fastest())
    }

    /// The same, computed in floats or in bytes.
    pub fn open_as(folder: &Path, arithmetic: Arithmetic) -> Result<Model, ModelError> {
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read(&path).map_err(|source| ModelError::Unreadable { path, source })
        };
        let text =
            |name: &str| read(name).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        Model::parse(
            &text("config.json")?,
            text("vocab.txt")?.into(),
            Weights::read(read("coder.safetensors")?.into()),
            arithmetic,
        )
    }

    fn parse(
        config: &str,
        vocabulary: Cow<'static, str>,
        weights: Result<Weights, ModelError>,
        arithmetic: Arithmetic,
    ) -> Result<Model, ModelError> {
        let config: Config = serde_json::from_str(config).map_err(ModelError::Config)?;
        let weights = weights?;
        let pieces = WordPiece::new(vocabulary);
        let special = |piece: &str| {
            pieces
                .id(piece)
                .ok_or_else(|| ModelError::Malformed(format!("vocab.txt has no {piece}")))
        };
        let width = config.measures.width;
        let head = |name: &str, outputs| Linear::load(arithmetic, &weights, name, width, outputs);
        Ok(Model {
            start: special("[CLS]")?,
            end: special("[SEP]")?,
            bert: Bert::load(&weights, &config.measures, arithmetic)?,
            raw: RawHeads::load(arithmetic, &weights, width)?,
            act: ActHeads::load(arithmetic, &weights, &config)?,
            mix: Linear::load(arithmetic, &weights, "mix", 3 * width, width)?,
            event: head("event", config.events.len())?,
            mode: head("mode", config.modes.len())?,
            modality: head("modality", config.modalities.len())?,
            acts: head("acts", 1)?,
            pieces,
            config,
        })
    }

    /// What the actor of each dyad does to its recipient, in the order of the dyads. Uses all cores; the memory that it
    /// takes besides the answer does not grow with the number of dyads.
    pub fn relate(&self, dyads: &[Dyad<'_>]) -> Vec<Relating<'_>> {
        self.logits(dyads)
            .iter()
            .map(|logits| self.relating(logits))
            .collect()
    }

    /// What the heads say of each dyad.
    pub fn logits(&self, dyads: &[Dyad<'_>]) -> Vec<Logits> {
        // Neighbours of like length make batches that end together.
        let mut order: Vec<usize> = (0..dyads.len()).collect();
        order.sort_by_key(|&at| std::cmp::Reverse(dyads[at].text.len()));
        let told: Vec<Vec<Logits>> = order
            .par_chunks(BATCH)
            .map(|some| {
                let coded: Vec<Coded> = some.iter().map(|&at| self.code(&dyads[at])).collect();
                self.batch(&coded)
            })
            .collect();
        let mut out = vec![None; dyads.len()];
        for (at, logits) in order.into_iter().zip(told.into_iter().flatten()) {
            out[at] = Some(logits);
        }
        out.into_iter().flatten().collect()
    }

    fn batch(&self, coded: &[Coded]) -> Vec<Logits> {
        let ids: Vec<&[u32]> = coded.iter().map(|one| one.ids.as_slice()).collect();
        let states = self.bert.states(&ids);
        let texts = coded.iter().map(|one| (one.ids.len(), &one.opened));
        let mixed = self.mixed(&states, texts);
        self.heads(&mixed, coded.len())
    }

    /// What the heads read of marked texts: of each its length in tokens, and where the marks of actor and recipient open.
    pub(crate) fn mixed<'o>(
        &self,
        states: &[f32],
        texts: impl Iterator<Item = (usize, &'o [Vec<usize>; 2])>,
    ) -> Vec<f32> {
        let width = self.config.measures.width;
        let mut pooled = Vec::new();
        let mut rest = states;
        for (length, opened) in texts {
            let (rows, after) = rest.split_at(length * width);
            rest = after;
            pooled.extend(mean(rows, 0..length, width));
            for side in opened {
                pooled.extend(mean(rows, side.iter().copied(), width));
            }
        }
        let mut mixed = self.mix.of(&pooled);
        for x in &mut mixed {
            *x = x.tanh();
        }
        mixed
    }

    /// What the heads say of `count` rows.
    pub(crate) fn heads(&self, mixed: &[f32], count: usize) -> Vec<Logits> {
        let event = self.event.of(mixed);
        let mode = self.mode.of(mixed);
        let modality = self.modality.of(mixed);
        let acts = self.acts.of(mixed);
        let row = |of: &[f32], at: usize| {
            let outputs = of.len() / count;
            of[at * outputs..(at + 1) * outputs].to_vec()
        };
        (0..count)
            .map(|at| Logits {
                event: row(&event, at),
                mode: row(&mode, at),
                modality: row(&modality, at),
                acts: acts[at],
            })
            .collect()
    }

    /// Probabilities and the likeliest labels.
    pub(crate) fn relating(&self, logits: &Logits) -> Relating<'_> {
        self.relating_as(logits, likeliest(&logits.event))
    }

    /// The same with the second likeliest event.
    pub(crate) fn second(&self, logits: &Logits, first: &Relating<'_>) -> Option<Relating<'_>> {
        let others = (0..logits.event.len()).filter(|&at| self.config.events[at] != first.event);
        let second = others.max_by(|&a, &b| logits.event[a].total_cmp(&logits.event[b]))?;
        Some(self.relating_as(logits, second))
    }

    fn relating_as(&self, logits: &Logits, event: usize) -> Relating<'_> {
        let Config {
            events,
            modes,
            modalities,
            ..
        } = &self.config;
        let chances = softmax(&logits.event);
        let event = events[event].as_str();
        let own = modes.iter().zip(&logits.mode).filter_map(|(mode, &logit)| {
            let (of, mode) = mode.split_once(':')?;
            (of == event).then_some((mode, logit))
        });
        let mode = own
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(mode, _)| mode)
            .filter(|mode| !mode.is_empty());
        Relating {
            event,
            mode,
            modality: &modalities[likeliest(&logits.modality)],
            scores: events.iter().map(String::as_str).zip(chances).collect(),
            acts: sigmoid(logits.acts),
        }
    }

    /// The ids of a dyad's text with a mark before and after each name.
    fn code(&self, dyad: &Dyad<'_>) -> Coded {
        let marks = (self.config.measures.ids - MARKS) as u32;
        let mut ids = Vec::with_capacity(dyad.text.len() / 4 + 8);
        let mut opened = [Vec::new(), Vec::new()];
        for (piece, mark) in cut(dyad) {
            ids.extend(self.pieces.encode(piece));
            if let Some(mark) = mark {
                if mark % 2 == 0 {
                    opened[mark / 2].push(ids.len());
                }
                ids.push(marks + mark as u32);
            }
        }
        let room = self.config.measures.length - 2;
        let first = opened.iter().flatten().copied().min().unwrap_or(0);
        let kept = window(ids.len(), first, room);
        let place = |side: &[usize]| {
            let inside: Vec<usize> = side
                .iter()
                .filter(|&&at| kept.contains(&at))
                .map(|at| at - kept.start + 1)
                .collect();
            // A side without a mark is read off the first token.
            if inside.is_empty() { vec![0] } else { inside }
        };
        let opened = [place(&opened[0]), place(&opened[1])];
        let mut whole = vec![self.start];
        whole.extend(&ids[kept]);
        whole.push(self.end);
        Coded { ids: whole, opened }
    }
}

const CODER: &[u8] = include_bytes!("../../../model/coder.safetensors");
const WHOLE: &str = "the models that are compiled in are whole; tests read them";

/// Marks: actor opens, closes, recipient opens, closes.
pub(crate) const MARKS: usize = 4;

/// The pieces of a text between its marks, each with the mark that follows it. Spans that are not of the text are
/// moved to the nearest character before.
fn cut<'a>(dyad: &Dyad<'a>) -> Vec<(&'a str, Option<usize>)> {
    let text = dyad.text;
    let mut cuts = Vec::new();
    for (side, spans) in [dyad.actor, dyad.recipient].into_iter().enumerate() {
        for span in spans {
            let start = boundary(text, span.start);
            let end = boundary(text, span.end).max(start);
            // At one place, what closes comes before what opens, and the longer opens first.
            cuts.push((start, 1, std::cmp::Reverse(end), 2 * side));
            cuts.push((end, 0, std::cmp::Reverse(start), 2 * side + 1));
        }
    }
    cuts.sort();
    let mut out = Vec::with_capacity(cuts.len() + 1);
    let mut at = 0;
    for (place, _, _, mark) in cuts {
        out.push((&text[at..place], Some(mark)));
        at = place;
    }
    out.push((&text[at..], None));
    out
}

/// The last boundary of a character at or before a byte.
fn boundary(text: &str, byte: usize) -> usize {
    let byte = byte.min(text.len());
    (0..=byte)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

/// Of a text of `length` ids, the `room` that are kept: from a little before the first mark.
fn window(length: usize, first_mark: usize, room: usize) -> Range<usize> {
    if length <= room {
        return 0..length;
    }
    let start = first_mark.saturating_sub(room / 4).min(length - room);
    start..start + room
}

pub(crate) fn mean(
    rows: &[f32],
    of: impl ExactSizeIterator<Item = usize>,
    width: usize,
) -> Vec<f32> {
    let share = 1.0 / of.len() as f32;
    let mut out = vec![0.0; width];
    for at in of {
        for (x, y) in out.iter_mut().zip(&rows[at * width..(at + 1) * width]) {
            *x += y * share;
        }
    }
    out
}

pub(crate) fn softmax(logits: &[f32]) -> Vec<f32> {
    let most = logits.iter().copied().fold(f32::MIN, f32::max);
    let raised: Vec<f32> = logits.iter().map(|x| (x - most).exp()).collect();
    let total: f32 = raised.iter().sum();
    raised.into_iter().map(|x| x / total).collect()
}

pub(crate) fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

pub(crate) fn likeliest(logits: &[f32]) -> usize {
    let best = logits.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
    best.map_or(0, |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_marked_where_they_stand_even_one_within_the_other() {
        let dyad = Dyad {
            text: "Iraqi fighters left.",
            actor: &[Span::new(0, 5)],
            recipient: &[Span::new(0, 14)],
        };
        let pieces: Vec<_> = cut(&dyad);
        assert_eq!(
            pieces,
            [
                ("", Some(2)),
                ("", Some(0)),
                ("Iraqi", Some(1)),
                (" fighters", Some(3)),
                (" left.", None)
            ]
        );
    }

    #[test]
    fn spans_beyond_the_text_or_within_a_character_do_no_harm() {
        let dyad = Dyad {
            text: "Cura\u{e7}ao",
            actor: &[Span::new(5, 900)],
            recipient: &[],
        };
        assert_eq!(
            cut(&dyad),
            [("Cura", Some(0)), ("\u{e7}ao", Some(1)), ("", None)]
        );
    }

    #[test]
    fn a_long_text_is_read_around_its_marks() {
        assert_eq!(window(50, 10, 94), 0..50);
        assert_eq!(window(500, 10, 94), 0..94);
        assert_eq!(window(500, 200, 94), 177..271);
        assert_eq!(window(500, 499, 94), 406..500);
    }
}
