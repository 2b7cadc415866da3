//! Sentences a second, on all cores: news of the usual length, marked with one pair, and as they stand.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use legation_encoder::{Arithmetic, Cuts, Dyad, Model, Sentence};
use legation_text::Span;

fn encode(criterion: &mut Criterion) {
    let texts: Vec<String> = (0..256)
        .map(|number| {
            format!(
                "Norway condemned Chad on Tuesday over the detention of {number} fishermen, and said that the talks on \
                 the border would not go on."
            )
        })
        .collect();
    let (actor, recipient) = ([Span::new(0, 6)], [Span::new(17, 21)]);
    let names = [actor[0], recipient[0]];
    let dyads: Vec<Dyad<'_>> = texts
        .iter()
        .map(|text| Dyad {
            text,
            actor: &actor,
            recipient: &recipient,
        })
        .collect();
    let sentences: Vec<Sentence<'_>> = texts
        .iter()
        .map(|text| Sentence {
            text,
            names: &names,
        })
        .collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../model");
    let floats = Model::open_as(&folder, Arithmetic::Floats).expect("the model in the repository");
    let mut group = criterion.benchmark_group("encode");
    group.throughput(Throughput::Elements(texts.len() as u64));
    group.sample_size(10);
    for (name, model) in [
        ("in floats", &floats),
        ("default", Model::built_in()),
        ("small", Model::small()),
    ] {
        group.bench_function(format!("relate, {name}"), |b| {
            b.iter(|| black_box(model.relate(&dyads)));
        });
        group.bench_function(format!("read, {name}"), |b| {
            b.iter(|| black_box(model.read(&sentences, Cuts::default())));
        });
    }
    group.finish();
}

criterion_group!(benches, encode);
criterion_main!(benches);
