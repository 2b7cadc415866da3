//! Attention: what each token takes from the tokens of its sentence.
//!
//! A head's matrices are of some thirty rows of thirty-two numbers: too small for the general products, which would spend their
//! time on packing them.

use std::ops::Range;

use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp};
use rten_vecmath::Softmax;

/// Queries that are multiplied together.
const QUERIES: usize = 8;

/// One call: queries, keys and values of all tokens beside each other (`qkv`, `3 * width` numbers a token), and where the sentences lie.
pub(crate) struct Attention<'a> {
    pub qkv: &'a [f32],
    /// What is taken: a row of `width` numbers a token, all heads beside each other.
    pub out: &'a mut [f32],
    pub sentences: &'a [Range<usize>],
    pub width: usize,
    pub heads: usize,
}

impl SimdOp for Attention<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        let lanes = ops.len();
        let Attention {
            qkv,
            out,
            sentences,
            width,
            heads,
        } = self;
        let head = width / heads;
        // Rows are filled up to whole vectors.
        let deep = head.next_multiple_of(lanes);
        let scale = ops.splat(1.0 / (head as f32).sqrt());
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        let (mut shares, mut taken) = (Vec::new(), Vec::new());
        let mut turned = Vec::new();
        for place in sentences {
            let length = place.len();
            let across = length.next_multiple_of(lanes);
            let rows = length.next_multiple_of(QUERIES);
            keys.clear();
            keys.resize(head * across, 0.0);
            values.clear();
            values.resize(length * deep, 0.0);
            shares.resize(rows * across, 0.0);
            taken.resize(rows * deep, 0.0);
            for number in 0..heads {
                let row = |token: usize, part: usize| {
                    let at = (place.start + token) * 3 * width + part * width + number * head;
                    &qkv[at..at + head]
                };
                for token in 0..length {
                    for (at, key) in row(token, 1).iter().enumerate() {
                        keys[at * across + token] = *key;
                    }
                    values[token * deep..token * deep + head].copy_from_slice(row(token, 2));
                }
                for first in (0..length).step_by(QUERIES) {
                    // Eight queries beside each other, the last once more where there are fewer.
                    let members: [&[f32]; QUERIES] =
                        std::array::from_fn(|at| row((first + at).min(length - 1), 0));
                    beside(&members, &mut turned);
                    for column in (0..across).step_by(lanes) {
                        let mut sums = [ops.zero(); QUERIES];
                        for (queries, keys) in turned.iter().zip(keys.chunks_exact(across)) {
                            let keys = ops.load(&keys[column..]);
                            for (sum, &query) in sums.iter_mut().zip(queries) {
                                *sum = ops.mul_add(ops.splat(query), keys, *sum);
                            }
                        }
                        for (at, sum) in sums.into_iter().enumerate() {
                            let to = (first + at) * across + column;
                            ops.store(ops.mul(sum, scale), &mut shares[to..to + lanes]);
                        }
                    }
                }
                for share in shares.chunks_exact_mut(across).take(length) {
                    Softmax::new_mut(&mut share[..length]).eval(isa);
                }
                for first in (0..length).step_by(QUERIES) {
                    let members: [&[f32]; QUERIES] = std::array::from_fn(|at| {
                        &shares[(first + at) * across..(first + at) * across + length]
                    });
                    beside(&members, &mut turned);
                    for column in (0..deep).step_by(lanes) {
                        let mut sums = [ops.zero(); QUERIES];
                        for (shares, values) in turned.iter().zip(values.chunks_exact(deep)) {
                            let values = ops.load(&values[column..]);
                            for (sum, &share) in sums.iter_mut().zip(shares) {
                                *sum = ops.mul_add(ops.splat(share), values, *sum);
                            }
                        }
                        for (at, sum) in sums.into_iter().enumerate() {
                            let to = (first + at) * deep + column;
                            ops.store(sum, &mut taken[to..to + lanes]);
                        }
                    }
                }
                for (token, taken) in taken.chunks_exact(deep).take(length).enumerate() {
                    let at = (place.start + token) * width + number * head;
                    out[at..at + head].copy_from_slice(&taken[..head]);
                }
            }
        }
    }
}

/// The numbers of several rows of one length beside each other, place by place.
#[inline(always)]
fn beside(rows: &[&[f32]; QUERIES], out: &mut Vec<[f32; QUERIES]>) {
    out.clear();
    out.resize(rows[0].len(), [0.0; QUERIES]);
    for (at, row) in rows.iter().enumerate() {
        for (out, x) in out.iter_mut().zip(*row) {
            out[at] = *x;
        }
    }
}
