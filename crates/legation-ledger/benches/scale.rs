//! How ingest and answers grow: makes a ledger of N generated reports with three claims each, and times both.
//!
//!     cargo bench -p legation-ledger --bench scale -- 10000 100000 1000000
//!
//! Without numbers it makes one of 10,000 reports. Where `LEGATION_SCALE_FOLDER` names a folder, the ledgers are kept there, and
//! those that are there are only asked. `docs/scale.md` keeps what it printed.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use legation_coder::{Effect, Event, Modality, Party};
use legation_ledger::{AsOf, Ledger, Reading};
use legation_text::{PartialDate, Report, Span};
use rustix::time::ClockId;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Names a folder in which ledgers are kept.
const FOLDER: &str = "LEGATION_SCALE_FOLDER";
/// Entities that the reports are about.
const ENTITIES: u64 = 200;
/// Reports written in one transaction. Ids are hashes and dirty a page of each index anew in each transaction, so that larger
/// ones are cheaper.
const BATCH: u64 = 24_576;
/// Questions of each kind that are timed.
const QUESTIONS: u64 = 60;

/// SplitMix64: the same ledger each time.
struct Dice(u64);

impl Dice {
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut n = self.0;
        n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        n ^ (n >> 31)
    }

    fn roll(&mut self, sides: u64) -> u64 {
        self.word() % sides
    }

    /// Half of the news is about a tenth of the world.
    fn entity(&mut self) -> String {
        let n = if self.roll(2) == 0 {
            self.roll(ENTITIES / 10)
        } else {
            self.roll(ENTITIES)
        };
        format!("E{n:02}")
    }

    fn day(&mut self) -> PartialDate {
        let (year, month, day) = (
            1990 + self.roll(35) as i16,
            1 + self.roll(12) as i8,
            1 + self.roll(28) as i8,
        );
        format!("{year:04}-{month:02}-{day:02}")
            .parse()
            .expect("a date")
    }
}

const DEEDS: [(&str, &str, Option<&str>, &str, bool); 8] = [
    (
        "sever-diplomatic-relations",
        "diplomatic",
        None,
        "severed",
        false,
    ),
    (
        "establish-diplomatic-relations",
        "diplomatic",
        None,
        "established",
        false,
    ),
    ("recognize-state", "recognition", None, "recognised", true),
    (
        "open-embassy",
        "representation",
        Some("embassy"),
        "open",
        true,
    ),
    (
        "close-embassy",
        "representation",
        Some("embassy"),
        "closed",
        true,
    ),
    (
        "recall-ambassador",
        "representation",
        Some("ambassador"),
        "recalled",
        true,
    ),
    ("impose-sanctions", "sanctions", None, "in-force", true),
    ("lift-sanctions", "sanctions", None, "lifted", true),
];

fn report(n: u64, dice: &mut Dice) -> (Report, Vec<Event>) {
    let sentences: Vec<String> = (0..3)
        .map(|_| {
            let words: Vec<String> = (0..14).map(|_| format!("w{}", dice.roll(20_000))).collect();
            format!("{}. ", words.join(" "))
        })
        .collect();
    let report = Report {
        id: format!("report-{n}"),
        publisher: Some(format!("Publisher {}", dice.roll(300))),
        ..Report::new(sentences.concat()).dated(dice.day())
    };
    let mut at = 0;
    let events = sentences
        .iter()
        .enumerate()
        .map(|(i, sentence)| {
            let span = Span::new(at, at + sentence.len());
            at += sentence.len();
            event(&report, i, span, dice)
        })
        .collect();
    (report, events)
}

fn event(report: &Report, sentence: usize, span: Span, dice: &mut Dice) -> Event {
    let (act, aspect, object, state, ordered) = DEEDS[dice.roll(8) as usize];
    let (from, mut to) = (dice.entity(), dice.entity());
    if from == to {
        to = "E999".to_owned();
    }
    let word = Span::new(span.start, span.start + 2);
    let party = |id: &str| Party {
        id: id.to_owned(),
        country: Some(id.to_owned()),
        sector: "GOV".to_owned(),
        text: word.of(&report.text).to_owned(),
        span: word,
    };
    let date = dice.day();
    Event {
        // As the coder makes them, which fall anywhere in an index.
        id: format!("{:016x}", dice.word()),
        report: report.id.clone(),
        sentence,
        text: span.of(&report.text).to_owned(),
        span,
        actor: vec![party(&from)],
        recipient: vec![party(&to)],
        object: Vec::new(),
        event: Some("SANCTION".to_owned()),
        mode: Some("discontinue".to_owned()),
        context: vec!["diplomatic".to_owned()],
        cameo: "161".to_owned(),
        act: Some(act.to_owned()),
        date: Some(date),
        date_precision: Some(date.precision()),
        modality: Modality::Asserted,
        attribution: None,
        cause: None,
        plover_score: -6.0,
        goldstein: -7.0,
        confidence: 0.9 + dice.roll(10) as f64 / 100.0,
        trigger: word,
        evidence: vec![span],
        effect: Some(Effect {
            aspect: aspect.to_owned(),
            state: state.to_owned(),
            ordered,
            from: vec![from],
            to: vec![to],
            object: object.map(str::to_owned),
        }),
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut sizes: Vec<u64> = std::env::args()
        .filter_map(|arg| arg.parse().ok())
        .collect();
    if sizes.is_empty() {
        sizes.push(10_000);
    }
    println!(
        "                     events/s of      file    ms by the clock (by the processor): mean, worst                                                         memory\n\
         reports    the clock  the processor  MB    relations                 as known then             recognition               timeline                  MB"
    );
    for size in sizes {
        measure(size)?;
    }
    Ok(())
}

fn measure(size: u64) -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let kept = std::env::var_os(FOLDER).map(PathBuf::from);
    let path = kept
        .unwrap_or_else(|| folder.path().to_owned())
        .join(format!("{size}.ledger"));
    let mut dice = Dice(size);
    let ingest = if path.exists() {
        format!("{:>9}  {:>13}", "–", "–")
    } else {
        let (by_the_clock, by_the_processor) = ingested(&path, size, &mut dice)?;
        format!("{by_the_clock:>9.0}  {by_the_processor:>13.0}")
    };
    let ledger = Ledger::open_to_read(&path)?;
    let as_of = AsOf::on("2015-06".parse()?);
    let then = AsOf {
        as_known: Some("2026-01-05".parse()?),
        ..as_of
    };
    let mut dice = Dice(size + 1);
    let mut pairs: Vec<(String, String)> = (0..QUESTIONS)
        .map(|_| (dice.entity(), dice.entity()))
        .collect();
    // The pair of which most is told is among them.
    pairs.push(("E00".to_owned(), "E01".to_owned()));
    let relations = timed(&pairs, |(a, b)| ledger.relations(a, b, as_of).map(drop))?;
    let known_then = timed(&pairs, |(a, b)| ledger.relations(a, b, then).map(drop))?;
    let recognition = timed(&pairs, |(a, _)| ledger.recognition(a, as_of).map(drop))?;
    let timeline = timed(&pairs, |(a, b)| ledger.timeline(a, b, None, None).map(drop))?;
    println!(
        "{size:<9}  {ingest}  {:>4}  {relations:<24}  {known_then:<24}  {recognition:<24}  {timeline:<24}  {:>4}",
        path.metadata()?.len() >> 20,
        memory()
    );
    Ok(())
}

/// Events a second, by the clock and by the processor.
fn ingested(
    path: &Path,
    size: u64,
    dice: &mut Dice,
) -> Result<(f64, f64), Box<dyn std::error::Error>> {
    let mut ledger = Ledger::open(path)?;
    let (mut writing, mut working) = (Duration::ZERO, 0.0);
    for start in (0..size).step_by(BATCH as usize) {
        let told: Vec<_> = (start..size.min(start + BATCH))
            .map(|n| report(n, dice))
            .collect();
        let readings: Vec<Reading> = told
            .iter()
            .map(|(report, events)| Reading {
                report,
                events,
                publisher_entity: None,
            })
            .collect();
        // As if a tenth of the reports were read on each of ten days.
        let day = 1 + start * 10 / size;
        ledger.set_clock_for_tests(format!("2026-01-{day:02}T12:00:00Z").parse()?);
        let (began, worked) = (Instant::now(), processor_time());
        ledger.record(&readings)?;
        writing += began.elapsed();
        working += processor_time() - worked;
    }
    let events = 3.0 * size as f64;
    Ok((events / writing.as_secs_f64(), 1000.0 * events / working))
}

/// Mean and worst of all questions, each asked once before, in milliseconds by the clock, and by the processor. Of three askings of
/// each the quickest counts, so that what else runs on the machine counts as little as can be.
fn timed<T, E>(questions: &[T], ask: impl Fn(&T) -> Result<(), E>) -> Result<String, E> {
    let (mut clock, mut processor) = (Vec::new(), Vec::new());
    for question in questions {
        ask(question)?;
        let mut quickest = [f64::MAX; 2];
        for _ in 0..3 {
            let (began, worked) = (Instant::now(), processor_time());
            ask(question)?;
            quickest[0] = quickest[0].min(began.elapsed().as_secs_f64() * 1e3);
            quickest[1] = quickest[1].min(processor_time() - worked);
        }
        clock.push(quickest[0]);
        processor.push(quickest[1]);
    }
    let worst = |times: &[f64]| times.iter().copied().fold(0.0, f64::max);
    let mean = |times: &[f64]| times.iter().sum::<f64>() / times.len() as f64;
    let [clock, processor] =
        [clock, processor].map(|times| format!("{:.2}, {:.2}", mean(&times), worst(&times)));
    Ok(format!("{clock} ({processor})"))
}

/// Milliseconds that all threads of the process together have run.
fn processor_time() -> f64 {
    let time = rustix::time::clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

/// The most memory that the process has had, in MB; 0 where the system does not tell.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) >> 10
}
