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

enum Matrix {
    Floats(PackedBMatrix<f32>),
    Bytes(PackedBMatrix<i8>, Vec<f32>),
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
    /// From `NAME.weight` (outputs × inputs) and `NAME.bias`, in floats.
    pub fn load(
        weights: &Weights<'_>,
        name: &str,
        inputs: usize,
        outputs: usize,
    ) -> Result<Self, ModelError> {
        let weight = weights.floats(&format!("{name}.weight"), &[outputs, inputs])?;
        let transposed = NdTensorView::from_data([outputs, inputs], weight.as_slice());
        Ok(Linear {
            matrix: Matrix::Floats(GemmExecutor::<f32>::new().prepack_b(transposed.transposed())),
            inputs,
            bias: weights.floats(&format!("{name}.bias"), &[outputs])?,
        })
    }

    /// `parts` products that are to be added up, each of as many columns of the matrix; the first has the bias.
    pub fn load_parts(
        weights: &Weights<'_>,
        name: &str,
        parts: usize,
        inputs: usize,
        outputs: usize,
    ) -> Result<Vec<Self>, ModelError> {
        let weight = weights.floats(&format!("{name}.weight"), &[outputs, parts * inputs])?;
        let bias = weights.floats(&format!("{name}.bias"), &[outputs])?;
        let whole = NdTensorView::from_data([outputs, parts * inputs], weight.as_slice());
        let part = |at: usize| {
            let columns = whole.slice((.., at * inputs..(at + 1) * inputs));
            Linear {
                matrix: Matrix::Floats(GemmExecutor::<f32>::new().prepack_b(columns.transposed())),
                inputs,
                bias: if at == 0 {
                    bias.clone()
                } else {
                    vec![0.0; outputs]
                },
            }
        };
        Ok((0..parts).map(part).collect())
    }

    /// As `load`, but in bytes if they are wanted and the file has them.
    pub fn load_as(
        arithmetic: Arithmetic,
        weights: &Weights<'_>,
        name: &str,
        inputs: usize,
        outputs: usize,
    ) -> Result<Self, ModelError> {
        let bytes = weights.bytes(&format!("{name}.weight"), &[outputs, inputs])?;
        let Some((bytes, scales)) = bytes.filter(|_| arithmetic == Arithmetic::Bytes) else {
            return Linear::load(weights, name, inputs, outputs);
        };
        let transposed = NdTensorView::from_data([outputs, inputs], bytes.as_slice());
        let packed = GemmExecutor::<u8, i8, i32>::new().prepack_b(transposed.transposed());
        Ok(Linear {
            matrix: Matrix::Bytes(packed, scales),
            inputs,
            bias: weights.floats(&format!("{name}.bias"), &[outputs])?,
        })
    }

    /// `input` has a row a token; so has what is given back.
    pub fn of(&self, input: &[f32]) -> Vec<f32> {
        let rows = input.len() / self.inputs;
        match &self.matrix {
            Matrix::Floats(weight) => {
                let mut out = vec![0.0; rows * self.bias.len()];
                let input = NdTensorView::from_data([rows, self.inputs], input);
                product(
                    &mut out,
                    input,
                    GemmInputB::Packed(weight),
                    1.0,
                    Some(&self.bias),
                );
                out
            }
            Matrix::Bytes(weight, scales) => self.of_bytes(input, rows, weight, scales),
        }
    }

    fn of_bytes(
        &self,
        input: &[f32],
        rows: usize,
        weight: &PackedBMatrix<i8>,
        scales: &[f32],
    ) -> Vec<f32> {
        let mut bytes = Vec::with_capacity(input.len());
        let mut sizes = Vec::with_capacity(rows);
        for row in input.chunks_exact(self.inputs) {
            let size = largest(row).max(1e-8) / 127.0;
            let times = 1.0 / size;
            bytes.extend(
                row.iter()
                    .map(|x| (x * times + (f32::from(NOUGHT) + 0.5)) as u8),
            );
            sizes.push(size);
        }
        let mut sums = vec![0i32; rows * self.bias.len()];
        let noughts = vec![NOUGHT; rows];
        let options = GemmOptions {
            a_quant: Some(QuantParams {
                zero_point: &noughts,
            }),
            ..GemmOptions::default()
        };
        GemmExecutor::<u8, i8, i32>::new()
            .gemm(
                &mut sums,
                GemmInputA::Unpacked(NdTensorView::from_data(
                    [rows, self.inputs],
                    bytes.as_slice(),
                )),
                GemmInputB::Packed(weight),
                options,
            )
            .expect("shapes are checked when the model is loaded");
        let mut out = Vec::with_capacity(sums.len());
        for (sums, size) in sums.chunks_exact(self.bias.len()).zip(sizes) {
            let columns = sums.iter().zip(scales).zip(&self.bias);
            out.extend(columns.map(|((&sum, scale), bias)| sum as f32 * (size * scale) + bias));
        }
        out
    }
}

/// The largest size of a number, in sixteen lanes, which the compiler can lay side by side.
fn largest(row: &[f32]) -> f32 {
    let (chunks, rest) = row.as_chunks::<16>();
    let mut lanes = [0.0f32; 16];
    for chunk in chunks {
        for (lane, x) in lanes.iter_mut().zip(chunk) {
            let x = x.abs();
            *lane = if x > *lane { x } else { *lane };
        }
    }
    lanes
        .iter()
        .chain(rest)
        .fold(0.0, |most, x| most.max(x.abs()))
}

/// `out = scale * a @ b + bias`.
pub(crate) fn product(
    out: &mut [f32],
    a: NdTensorView<'_, f32, 2>,
    b: GemmInputB<'_, f32>,
    scale: f32,
    bias: Option<&[f32]>,
) {
    let options = GemmOptions {
        alpha: scale,
        bias: bias.map(BiasVector::Row),
        ..GemmOptions::default()
    };
    GemmExecutor::<f32>::new()
        .gemm(out, GemmInputA::Unpacked(a), b, options)
        .expect("shapes are checked when the model is loaded");
}
