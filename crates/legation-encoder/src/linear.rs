//! Matrix products, in floats or in bytes.
//!
//! In bytes, each row of the input is scaled so that its largest number is 127, and the products are summed in 32-bit integers:
//! about twice as fast where the processor multiplies bytes (AVX-512 VNNI), with logits that differ in the second place behind
//! the point. Where it does not, sums of bytes could overflow, and floats are used.

use rten_gemm::{
    BiasVector, GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix, QuantParams,
};
use rten_tensor::NdTensorView;

use crate::ModelError;
use crate::weights::Weights;
use crate::wide::{largest, wide};

/// In what the products of the transformer are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// As training does.
    Floats,
    /// Faster and coarser, where the processor can do it.
    Bytes,
}

impl Arithmetic {
    /// The faster one that this processor has.
    pub fn fastest() -> Self {
        if GemmExecutor::<u8, i8, i32>::new().may_saturate() {
            Arithmetic::Floats
        } else {
            Arithmetic::Bytes
        }
    }
}

// The kernels that this processor can run are looked for once a thread.
thread_local! {
    static FLOATS: GemmExecutor<f32> = GemmExecutor::new();
    static BYTES: GemmExecutor<u8, i8, i32> = GemmExecutor::new();
}

enum Matrix {
    Floats(PackedBMatrix<f32>),
    Bytes(PackedBMatrix<i8>, Vec<f32>),
}

impl Matrix {
    fn floats(outputs_by_inputs: NdTensorView<'_, f32, 2>) -> Self {
        let inputs_by_outputs = outputs_by_inputs.transposed();
        Matrix::Floats(FLOATS.with(|executor| executor.prepack_b(inputs_by_outputs)))
    }

    fn bytes(outputs_by_inputs: NdTensorView<'_, i8, 2>, scales: Vec<f32>) -> Self {
        let inputs_by_outputs = outputs_by_inputs.transposed();
        let packed = BYTES.with(|executor| executor.prepack_b(inputs_by_outputs));
        Matrix::Bytes(packed, scales)
    }
}

/// A matrix product with a bias.
pub(crate) struct Linear {
    matrix: Matrix,
    inputs: usize,
    bias: Vec<f32>,
}

/// What stands for nought among the bytes of the input.
const NOUGHT: u8 = 128;

impl Linear {
    /// From `NAME.weight` (outputs × inputs) and `NAME.bias`, in bytes if they are wanted and the file has them.
    pub fn load(
        arithmetic: Arithmetic,
        weights: &Weights,
        name: &str,
        inputs: usize,
        outputs: usize,
    ) -> Result<Self, ModelError> {
        let mut parts = Linear::load_parts(arithmetic, weights, name, 1, inputs, outputs)?;
        Ok(parts.remove(0))
    }

    /// `parts` products that are to be added up, each of as many columns of the matrix; the first has the bias.
    pub fn load_parts(
        arithmetic: Arithmetic,
        weights: &Weights,
        name: &str,
        parts: usize,
        inputs: usize,
        outputs: usize,
    ) -> Result<Vec<Self>, ModelError> {
        let shape = [outputs, parts * inputs];
        let bias = weights.floats(&format!("{name}.bias"), &[outputs])?;
        let name = format!("{name}.weight");
        let columns = |at: usize| at * inputs..(at + 1) * inputs;
        let bytes = match arithmetic {
            Arithmetic::Bytes => weights.bytes(&name, &shape)?,
            Arithmetic::Floats => None,
        };
        let matrices: Vec<Matrix> = if let Some((bytes, scales)) = bytes {
            let bytes: Vec<i8> = bytes.iter().map(|byte| byte.cast_signed()).collect();
            let whole = NdTensorView::from_data(shape, bytes.as_slice());
            (0..parts)
                .map(|at| Matrix::bytes(whole.slice((.., columns(at))), scales.clone()))
                .collect()
        } else {
            let floats = weights.floats(&name, &shape)?;
            let whole = NdTensorView::from_data(shape, floats.as_slice());
            (0..parts)
                .map(|at| Matrix::floats(whole.slice((.., columns(at)))))
                .collect()
        };
        let part = |(at, matrix)| Linear {
            matrix,
            inputs,
            bias: if at == 0 {
                bias.clone()
            } else {
                vec![0.0; outputs]
            },
        };
        Ok(matrices.into_iter().enumerate().map(part).collect())
    }

    /// `input` has a row a token; so has what is given back.
    pub fn of(&self, input: &[f32]) -> Vec<f32> {
        let mut out = Vec::new();
        self.write(input, &mut out, &mut Room::default());
        out
    }

    /// The same into a buffer that is used again and again, whatever is in it.
    pub fn write(&self, input: &[f32], out: &mut Vec<f32>, room: &mut Room) {
        let rows = input.len() / self.inputs;
        out.resize(rows * self.bias.len(), 0.0);
        match &self.matrix {
            Matrix::Floats(weight) => {
                let options = GemmOptions {
                    bias: Some(BiasVector::Row(&self.bias)),
                    ..GemmOptions::default()
                };
                let input = NdTensorView::from_data([rows, self.inputs], input);
                let (input, weight) = (GemmInputA::Unpacked(input), GemmInputB::Packed(weight));
                FLOATS
                    .with(|executor| executor.gemm(out, input, weight, options))
                    .expect(SHAPES);
            }
            Matrix::Bytes(weight, scales) => {
                room.bytes.resize(input.len(), 0);
                room.sizes.resize(rows, 0.0);
                room.sums.resize(out.len(), 0);
                room.noughts.resize(rows, NOUGHT);
                wide(
                    #[inline(always)]
                    || round(input, &mut room.bytes, &mut room.sizes),
                );
                let options = GemmOptions {
                    a_quant: Some(QuantParams {
                        zero_point: &room.noughts,
                    }),
                    ..GemmOptions::default()
                };
                let bytes = NdTensorView::from_data([rows, self.inputs], room.bytes.as_slice());
                let (bytes, weight) = (GemmInputA::Unpacked(bytes), GemmInputB::Packed(weight));
                BYTES
                    .with(|executor| executor.gemm(&mut room.sums, bytes, weight, options))
                    .expect(SHAPES);
                wide(
                    #[inline(always)]
                    || scale(&room.sums, &room.sizes, scales, &self.bias, out),
                );
            }
        }
    }
}

/// Buffers of a product in bytes.
#[derive(Default)]
pub(crate) struct Room {
    bytes: Vec<u8>,
    sizes: Vec<f32>,
    noughts: Vec<u8>,
    sums: Vec<i32>,
}

/// The input in bytes, each row scaled so that its largest number is 127, and the scale of each row.
#[inline(always)]
fn round(input: &[f32], bytes: &mut [u8], sizes: &mut [f32]) {
    let width = input.len() / sizes.len().max(1);
    let rows = input.chunks_exact(width.max(1));
    for ((row, bytes), to) in rows.zip(bytes.chunks_exact_mut(width.max(1))).zip(sizes) {
        let size = largest(row).max(1e-8) / 127.0;
        let times = 1.0 / size;
        for (byte, x) in bytes.iter_mut().zip(row) {
            *byte = (x * times + (f32::from(NOUGHT) + 0.5)) as i32 as u8;
        }
        *to = size;
    }
}

/// What the sums of bytes stand for, with the bias.
#[inline(always)]
fn scale(sums: &[i32], sizes: &[f32], scales: &[f32], bias: &[f32], out: &mut [f32]) {
    let rows = out.chunks_exact_mut(bias.len());
    for ((out, sums), size) in rows.zip(sums.chunks_exact(bias.len())).zip(sizes) {
        let columns = out.iter_mut().zip(sums).zip(scales).zip(bias);
        for (((out, &sum), scale), bias) in columns {
            *out = sum as f32 * (size * scale) + bias;
        }
    }
}

const SHAPES: &str = "shapes are checked when the model is loaded";
