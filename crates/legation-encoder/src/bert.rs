//! The transformer: BERT's encoder, as `training/model.py` defines it.
//!
//! The sentences of a batch lie one behind the other in one matrix, without padding, for all that is done token by
//! token, which is nearly everything; only attention goes sentence by sentence. The matrix products are `rten-gemm`'s,
//! with the weights packed once: it has kernels for AVX-512, AVX2, NEON and plain code, and picks one when it runs.

use std::borrow::Cow;
use std::cell::Cell;

use rten_simd::{SimdOp, SimdUnaryOp};
use rten_vecmath::Gelu;
use serde::Deserialize;

use crate::ModelError;
use crate::attention::Attention;
use crate::linear::{self, Arithmetic, Linear};
use crate::weights::Weights;
use crate::wide::{add, sum, wide};

/// The measures of the transformer, from `config.json`.
#[derive(Clone, Debug, Deserialize)]
pub struct Measures {
    /// Ids there are, the marks among them.
    pub ids: usize,
    /// Tokens of the longest sentence.
    pub length: usize,
    /// Tokens of the longest sentence with what stands before it; without this number none is read so.
    #[serde(default)]
    pub passage: Option<usize>,
    /// Numbers a token.
    pub width: usize,
    /// Numbers a token within the feed-forward part.
    pub inner: usize,
    /// Heads of attention.
    pub heads: usize,
    /// Layers.
    pub layers: usize,
    /// Added to the variance in layer normalisation.
    pub epsilon: f32,
}

/// Layer normalisation.
struct Norm {
    weight: Vec<f32>,
    bias: Vec<f32>,
    epsilon: f32,
}

impl Norm {
    fn load(weights: &Weights, name: &str, measures: &Measures) -> Result<Self, ModelError> {
        let width = measures.width;
        Ok(Norm {
            weight: weights.floats(&format!("{name}.weight"), &[width])?,
            bias: weights.floats(&format!("{name}.bias"), &[width])?,
            epsilon: measures.epsilon,
        })
    }

    /// Normalises each row in place.
    fn apply(&self, rows: &mut [f32]) {
        wide(
            #[inline(always)]
            || self.normalise(rows),
        );
    }

    /// Adds `more`, then normalises each row in place.
    fn apply_to_sum(&self, rows: &mut [f32], more: &[f32]) {
        wide(
            #[inline(always)]
            || {
                add(rows, more);
                self.normalise(rows);
            },
        );
    }

    #[inline(always)]
    fn normalise(&self, rows: &mut [f32]) {
        let width = self.weight.len();
        for row in rows.chunks_exact_mut(width) {
            let mean = sum(row, |x| x) / width as f32;
            let variance = sum(row, |x| (x - mean) * (x - mean)) / width as f32;
            let scale = 1.0 / (variance + self.epsilon).sqrt();
            for ((x, weight), bias) in row.iter_mut().zip(&self.weight).zip(&self.bias) {
                *x = (*x - mean) * scale * weight + bias;
            }
        }
    }
}

struct Layer {
    qkv: Linear,
    out: Linear,
    after_attention: Norm,
    up: Linear,
    down: Linear,
    after_feed: Norm,
}

/// The embeddings of the vocabulary: of thirty thousand a sentence needs thirty, so bytes stay bytes.
enum Words {
    Floats(Vec<f32>),
    Bytes(Cow<'static, [u8]>, Vec<f32>),
}

impl Words {
    fn load(weights: &Weights, measures: &Measures) -> Result<Self, ModelError> {
        let shape = [measures.ids, measures.width];
        Ok(match weights.bytes("encoder.words.weight", &shape)? {
            Some((bytes, scales)) => Words::Bytes(bytes, scales),
            None => Words::Floats(weights.floats("encoder.words.weight", &shape)?),
        })
    }

    /// Appends the row of an id.
    fn push(&self, id: usize, width: usize, to: &mut Vec<f32>) {
        let place = id * width..(id + 1) * width;
        match self {
            Words::Floats(rows) => to.extend_from_slice(&rows[place]),
            Words::Bytes(rows, scales) => {
                let row = rows[place].iter();
                to.extend(row.map(|&x| f32::from(x.cast_signed()) * scales[id]));
            }
        }
    }
}

/// Buffers of one pass.
#[derive(Default)]
struct Room {
    product: linear::Room,
    qkv: Vec<f32>,
    attended: Vec<f32>,
    fed: Vec<f32>,
    more: Vec<f32>,
}

// Kept from batch to batch, for to get and clear the memory takes longer than to fill it. A thread that begins another batch in the
// midst of one finds none here and makes its own.
thread_local! {
    static ROOM: Cell<Room> = Cell::default();
}

/// The transformer with its weights.
pub struct Bert {
    measures: Measures,
    words: Words,
    positions: Vec<f32>,
    /// Added to the tokens of what stands before a sentence.
    before: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
}

impl Bert {
    /// From the tensors under `encoder.`.
    pub fn load(
        weights: &Weights,
        measures: &Measures,
        arithmetic: Arithmetic,
    ) -> Result<Self, ModelError> {
        let Measures { width, inner, .. } = *measures;
        let layer = &|number: usize| {
            let at = format!("encoder.layers.{number}");
            let linear = |name: &str, inputs, outputs| {
                Linear::load(
                    arithmetic,
                    weights,
                    &format!("{at}.{name}"),
                    inputs,
                    outputs,
                )
            };
            let norm = |name: &str| Norm::load(weights, &format!("{at}.{name}"), measures);
            Ok(Layer {
                qkv: linear("qkv", width, 3 * width)?,
                out: linear("out", width, width)?,
                after_attention: norm("norm1")?,
                up: linear("up", width, inner)?,
                down: linear("down", inner, width)?,
                after_feed: norm("norm2")?,
            })
        };
        // On threads of their own: a model may be loaded by whoever of a thread pool needs it first, while the others of the pool wait
        // for it, and work that is given to the pool then never gets done.
        let layers: Result<Vec<Layer>, ModelError> = std::thread::scope(|scope| {
            let loading: Vec<_> = (0..measures.layers)
                .map(|number| scope.spawn(move || layer(number)))
                .collect();
            let loaded = loading.into_iter().map(|one| {
                one.join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            });
            loaded.collect()
        });
        Ok(Bert {
            words: Words::load(weights, measures)?,
            positions: weights.floats(
                "encoder.positions.weight",
                &[measures.passage.unwrap_or(measures.length), width],
            )?,
            before: match measures.passage {
                Some(_) => weights.floats("encoder.before", &[width])?,
                None => vec![0.0; width],
            },
            norm: Norm::load(weights, "encoder.norm", measures)?,
            layers: layers?,
            measures: measures.clone(),
        })
    }

    /// The last states of sentences of ids, a row a token, one sentence behind the other.
    pub fn states(&self, sentences: &[&[u32]]) -> Vec<f32> {
        self.states_behind(sentences, &[])
    }

    /// The same of sentences with what stands before them; each begins at the token that `begins` tells.
    pub fn states_behind(&self, sentences: &[&[u32]], begins: &[usize]) -> Vec<f32> {
        let mut x = self.embed(sentences, begins);
        let mut places = Vec::with_capacity(sentences.len());
        let mut start = 0;
        for sentence in sentences {
            places.push(start..start + sentence.len());
            start += sentence.len();
        }
        let mut room = ROOM.take();
        for layer in &self.layers {
            layer.qkv.write(&x, &mut room.qkv, &mut room.product);
            room.attended.resize(x.len(), 0.0);
            Attention {
                qkv: &room.qkv,
                out: &mut room.attended,
                sentences: &places,
                width: self.measures.width,
                heads: self.measures.heads,
            }
            .dispatch();
            layer
                .out
                .write(&room.attended, &mut room.more, &mut room.product);
            layer.after_attention.apply_to_sum(&mut x, &room.more);
            layer.up.write(&x, &mut room.fed, &mut room.product);
            Gelu {}.map_mut(&mut room.fed);
            layer
                .down
                .write(&room.fed, &mut room.more, &mut room.product);
            layer.after_feed.apply_to_sum(&mut x, &room.more);
        }
        ROOM.set(room);
        x
    }

    fn embed(&self, sentences: &[&[u32]], begins: &[usize]) -> Vec<f32> {
        let width = self.measures.width;
        let mut x = Vec::with_capacity(sentences.iter().map(|s| s.len()).sum::<usize>() * width);
        for (number, sentence) in sentences.iter().enumerate() {
            let begin = begins.get(number).copied().unwrap_or(0);
            for (position, &id) in sentence.iter().enumerate() {
                let at = x.len();
                self.words.push(id as usize, width, &mut x);
                add(
                    &mut x[at..],
                    &self.positions[position * width..(position + 1) * width],
                );
                if (1..begin).contains(&position) {
                    add(&mut x[at..], &self.before);
                }
            }
        }
        self.norm.apply(&mut x);
        x
    }
}
