//! Marked sentences a second, on all cores: news of the usual length, each with one pair.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use legation_encoder::{Dyad, Model};
use legation_text::Span;

fn encode(criterion: &mut Criterion) {
    let model = Model::built_in();
    let texts: Vec<String> = (0..256)
        .map(|number| {
            format!(
                "Norway condemned Chad on Tuesday over the detention of {number} fishermen, and said that the talks on \
                 the border would not go on before they were free again."
            )
        })
        .collect();
    let (actor, recipient) = ([Span::new(0, 6)], [Span::new(17, 21)]);
    let dyads: Vec<Dyad<'_>> = texts
        .iter()
        .map(|text| Dyad {
            text,
            actor: &actor,
            recipient: &recipient,
        })
        .collect();
    let mut group = criterion.benchmark_group("encode");
    group.throughput(Throughput::Elements(dyads.len() as u64));
    group.sample_size(10);
    group.bench_function("relate", |b| b.iter(|| black_box(model.relate(&dyads))));
    group.finish();
}

criterion_group!(benches, encode);
criterion_main!(benches);
