//! The transformer: BERT's encoder, as `training/model.py` defines it.
//!
//! The sentences of a batch lie one behind the other in one matrix, without padding, for all that is done token by
//! token, which is nearly everything; only attention goes sentence by sentence. The matrix products are `rten-gemm`'s,
//! with the weights packed once: it has kernels for AVX-512, AVX2, NEON and plain code, and picks one when it runs.

use std::ops::Range;

use rten_gemm::GemmInputB;
use rten_simd::{SimdOp, SimdUnaryOp};
use rten_tensor::NdTensorView;
use rten_vecmath::{Gelu, Softmax};
use serde::Deserialize;

use crate::ModelError;
use crate::linear::{Arithmetic, Linear, product};
use crate::weights::Weights;

/// The measures of the transformer, from `config.json`.
#[derive(Clone, Debug, Deserialize)]
pub struct Measures {
    /// Ids there are, the marks among them.
    pub ids: usize,
    /// Tokens of the longest sentence.
    pub length: usize,
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
    fn load(weights: &Weights<'_>, name: &str, measures: &Measures) -> Result<Self, ModelError> {
        let width = measures.width;
        Ok(Norm {
            weight: weights.floats(&format!("{name}.weight"), &[width])?,
            bias: weights.floats(&format!("{name}.bias"), &[width])?,
            epsilon: measures.epsilon,
        })
    }

    /// Normalises each row in place.
    fn apply(&self, rows: &mut [f32]) {
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

/// A sum in sixteen lanes, which the compiler can lay side by side.
fn sum(row: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let (chunks, rest) = row.as_chunks::<16>();
    let mut lanes = [0.0; 16];
    for chunk in chunks {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane += of(x);
        }
    }
    lanes.iter().sum::<f32>() + rest.iter().map(|&x| of(x)).sum::<f32>()
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
    Bytes(Vec<i8>, Vec<f32>),
}

impl Words {
    fn load(weights: &Weights<'_>, measures: &Measures) -> Result<Self, ModelError> {
        let shape = [measures.ids, measures.width];
        Ok(match weights.bytes("encoder.words.weight", &shape)? {
            Some((bytes, scales)) => Words::Bytes(bytes, scales),
            None => Words::Floats(weights.floats("encoder.words.weight", &shape)?),
        })
    }

    fn row(&self, id: usize, width: usize) -> Vec<f32> {
        let place = id * width..(id + 1) * width;
        match self {
            Words::Floats(rows) => rows[place].to_vec(),
            Words::Bytes(rows, scales) => rows[place]
                .iter()
                .map(|&x| f32::from(x) * scales[id])
                .collect(),
        }
    }
}

/// The transformer with its weights.
pub struct Bert {
    measures: Measures,
    words: Words,
    positions: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
}

impl Bert {
    /// From the tensors under `encoder.`.
    pub fn load(
        weights: &Weights<'_>,
        measures: &Measures,
        arithmetic: Arithmetic,
    ) -> Result<Self, ModelError> {
        let Measures { width, inner, .. } = *measures;
        let layer = |number: usize| {
            let at = format!("encoder.layers.{number}");
            let linear = |name: &str, inputs, outputs| {
                Linear::load_as(
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
        Ok(Bert {
            words: Words::load(weights, measures)?,
            positions: weights.floats("encoder.positions.weight", &[measures.length, width])?,
            norm: Norm::load(weights, "encoder.norm", measures)?,
            layers: (0..measures.layers).map(layer).collect::<Result<_, _>>()?,
            measures: measures.clone(),
        })
    }

    /// The last states of sentences of ids, a row a token, one sentence behind the other.
    pub fn states(&self, sentences: &[&[u32]]) -> Vec<f32> {
        let mut x = self.embed(sentences);
        let mut places = Vec::with_capacity(sentences.len());
        let mut start = 0;
        for sentence in sentences {
            places.push(start..start + sentence.len());
            start += sentence.len();
        }
        for layer in &self.layers {
            let attended = layer.out.of(&self.attend(&layer.qkv.of(&x), &places));
            add(&mut x, &attended);
            layer.after_attention.apply(&mut x);
            let mut fed = layer.up.of(&x);
            Gelu {}.map_mut(&mut fed);
            add(&mut x, &layer.down.of(&fed));
            layer.after_feed.apply(&mut x);
        }
        x
    }

    fn embed(&self, sentences: &[&[u32]]) -> Vec<f32> {
        let width = self.measures.width;
        let mut x = Vec::with_capacity(sentences.iter().map(|s| s.len()).sum::<usize>() * width);
        for sentence in sentences {
            for (position, &id) in sentence.iter().enumerate() {
                let mut token = self.words.row(id as usize, width);
                add(
                    &mut token,
                    &self.positions[position * width..(position + 1) * width],
                );
                x.extend(token);
            }
        }
        self.norm.apply(&mut x);
        x
    }

    /// What each token takes from the tokens of its sentence, all heads beside each other.
    fn attend(&self, qkv: &[f32], sentences: &[Range<usize>]) -> Vec<f32> {
        let width = self.measures.width;
        let head = width / self.measures.heads;
        let scale = 1.0 / (head as f32).sqrt();
        let mut out = vec![0.0; qkv.len() / 3];
        let mut scores = Vec::new();
        let mut taken = Vec::new();
        for place in sentences {
            let length = place.len();
            let rows = &qkv[place.start * 3 * width..place.end * 3 * width];
            let part = |which: usize, number: usize| {
                let start = which * width + number * head;
                NdTensorView::from_data_with_strides([length, head], &rows[start..], [3 * width, 1])
                    .expect("the rows hold queries, keys and values")
            };
            scores.resize(length * length, 0.0);
            taken.resize(length * head, 0.0);
            for number in 0..self.measures.heads {
                let keys = part(1, number);
                let keys = GemmInputB::Unpacked(keys.transposed());
                product(&mut scores, part(0, number), keys, scale, None);
                for row in scores.chunks_exact_mut(length) {
                    Softmax::new_mut(row).dispatch();
                }
                let shares = NdTensorView::from_data([length, length], scores.as_slice());
                let values = GemmInputB::Unpacked(part(2, number));
                product(&mut taken, shares, values, 1.0, None);
                for (token, row) in taken.chunks_exact(head).enumerate() {
                    let at = (place.start + token) * width + number * head;
                    out[at..at + head].copy_from_slice(row);
                }
            }
        }
        out
    }
}

fn add(to: &mut [f32], more: &[f32]) {
    for (x, y) in to.iter_mut().zip(more) {
        *x += y;
    }
}
