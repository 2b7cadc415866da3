//! Loops on the widest vectors that this processor has, though the program is compiled for the least that all have.

use rten_simd::{Isa, SimdOp};

struct Wide<F>(F);

impl<O, F: FnOnce() -> O> SimdOp for Wide<F> {
    type Output = O;

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) -> O {
        (self.0)()
    }
}

/// Runs plain loops, which the compiler lays side by side as far as the processor can. What is called in them must be inlined.
#[inline]
pub(crate) fn wide<O>(run: impl FnOnce() -> O) -> O {
    Wide(run).dispatch()
}

/// A sum in sixteen lanes.
#[inline(always)]
pub(crate) fn sum(row: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let (chunks, rest) = row.as_chunks::<16>();
    let mut lanes = [0.0; 16];
    for chunk in chunks {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane += of(x);
        }
    }
    lanes.iter().sum::<f32>() + rest.iter().map(|&x| of(x)).sum::<f32>()
}

/// The largest size of a number.
#[inline(always)]
pub(crate) fn largest(row: &[f32]) -> f32 {
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
        .fold(0.0, |most, x| if x.abs() > most { x.abs() } else { most })
}

/// A product of two rows.
#[inline(always)]
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0; 16];
    for (x, y) in a.as_chunks::<16>().0.iter().zip(b.as_chunks::<16>().0) {
        for (lane, (x, y)) in lanes.iter_mut().zip(x.iter().zip(y)) {
            *lane += x * y;
        }
    }
    let done = a.len() / 16 * 16;
    let rest: f32 = a[done..].iter().zip(&b[done..]).map(|(x, y)| x * y).sum();
    lanes.iter().sum::<f32>() + rest
}

/// Adds one row to another.
#[inline(always)]
pub(crate) fn add(to: &mut [f32], more: &[f32]) {
    for (x, y) in to.iter_mut().zip(more) {
        *x += y;
    }
}
