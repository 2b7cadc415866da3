//! How many average reports (20 sentences, most of them without any act) are coded a second, by the wordings alone and with the
//! encoder, and how long start-up takes.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use legation_coder::Coder;
use legation_encoder::Model;
use legation_text::Report;
use rayon::prelude::*;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const REPORTS: usize = 500;
const SENTENCES: usize = 20;

/// Every how many sentences one tells an act.
const ACT_EVERY: usize = 7;

const STATES: [&str; 16] = [
    "Ukraine",
    "North Korea",
    "Syria",
    "Iran",
    "Saudi Arabia",
    "Georgia",
    "Qatar",
    "Egypt",
    "Nicaragua",
    "Chad",
    "Israel",
    "Jordan",
    "Mali",
    "Norway",
    "Ecuador",
    "Mexico",
];

/// Sentences with an act; `{a}` and `{b}` are states.
const ACTS: [&str; 8] = [
    "{a} severed diplomatic relations with {b} on Wednesday.",
    "{a} recalled its ambassador to {b} in response to the decision.",
    "{b}'s ambassador was expelled from {a}, the foreign ministry said.",
    "Officials said {a} had decided to close its embassy in {b}.",
    "{a} and {b} agreed to restore diplomatic ties after seven years.",
    "The foreign minister of {a} condemned {b} and called for talks.",
    "{a} imposed sanctions on {b} over the attack last month.",
    "{a} urged {b} not to recognise the breakaway region.",
];

/// Sentences without one.
const SCENES: [&str; 12] = [
    "The price of wheat rose for a third week, traders in {a} and the neighbouring provinces said.",
    "A spokesman declined to say how many people had gathered in the square before the rain began.",
    "Schools in the north of {a} opened late because the roads were covered with snow and ice.",
    "\"We have waited for this bridge since my grandfather was young,\" said a farmer near the border with {b}.",
    "Economists expect growth of about 2.4 percent this year, down from 3.1 percent the year before.",
    "The prime minister, who took office in March, spent the weekend at home with a cold.",
    "Dr. Alan Frey of the institute called the figures, published on June 29, a pleasant surprise.",
    "Most of the ships that call at the port carry cement, fertiliser and second-hand cars from {b}.",
    "The museum holds some 4,000 manuscripts, of which only a tenth has been photographed so far.",
    "Residents said that they had heard nothing unusual until the lights went out shortly after midnight.",
    "Parliament will return from its recess on Monday to debate the budget and a law on fisheries.",
    "In the capital, where buses were running again, shops stayed open and the markets were full.",
];

/// The nth report: always the same.
fn report(n: usize) -> Report {
    let mut text = format!("KYIV, July {} (Atlas) —", 1 + n % 28);
    for i in 0..SENTENCES {
        let turn = n * 31 + i * 7;
        let sentence = if i % ACT_EVERY == 0 {
            ACTS[(n + i / ACT_EVERY) % ACTS.len()]
        } else {
            SCENES[turn % SCENES.len()]
        };
        let a = STATES[turn % STATES.len()];
        let b = STATES[(turn + 1 + n % (STATES.len() - 1)) % STATES.len()];
        text.push(' ');
        text.push_str(&sentence.replace("{a}", a).replace("{b}", b));
        if i % 4 == 3 {
            text.push_str("\n\n");
        }
    }
    let mut report = Report::new(text).dated("2022-07-30".parse().expect("a date"));
    report.id = format!("bench-{n}");
    report
}

fn reading(criterion: &mut Criterion) {
    let coder = Coder::built_in().expect("the compiled-in data is tested");
    let reports: Vec<Report> = (0..REPORTS).map(report).collect();
    let mut group = criterion.benchmark_group("read");
    group.sample_size(10);
    group.throughput(Throughput::Elements(REPORTS as u64));
    group.bench_function("on one core", |bencher| {
        bencher.iter(|| -> usize {
            let coded = reports.iter().map(|report| coder.code(report).events.len());
            coded.sum()
        });
    });
    let two = rayon::ThreadPoolBuilder::new()
        .num_threads(2)
        .build()
        .expect("two threads");
    group.bench_function("on two cores", |bencher| {
        bencher.iter(|| -> usize {
            two.install(|| {
                let coded = reports
                    .par_iter()
                    .map(|report| coder.code(report).events.len());
                coded.sum()
            })
        });
    });
    group.finish();
}

/// The same reports, with the encoder asked about what may be political, on all cores; in sentences a second.
fn reading_with_encoder(criterion: &mut Criterion) {
    let reports: Vec<Report> = (0..REPORTS / 10).map(report).collect();
    let mut group = criterion.benchmark_group("read with the encoder");
    group.sample_size(10);
    group.throughput(Throughput::Elements((reports.len() * SENTENCES) as u64));
    for name in ["default", "small"] {
        let model = match name {
            "small" => Model::small,
            _ => Model::built_in,
        };
        let coder = Coder::built_in()
            .expect("the compiled-in data is tested")
            .with_encoder(model);
        group.bench_function(name, |bencher| {
            bencher.iter(|| -> usize {
                let coded = reports
                    .par_iter()
                    .map(|report| coder.code(report).events.len());
                coded.sum()
            });
        });
    }
    group.finish();
}

fn start_up(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("start-up");
    group.sample_size(20);
    group.bench_function("gazetteer and codebook", |bencher| {
        bencher.iter(|| black_box(Coder::built_in().expect("the compiled-in data is tested")));
    });
    group.finish();
}

criterion_group!(benches, reading, reading_with_encoder, start_up);
criterion_main!(benches);
