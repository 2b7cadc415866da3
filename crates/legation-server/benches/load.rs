//! How long readers wait: two hundred of them at once, on a ledger of a hundred thousand claims, while reports are ingested.
//!
//!     cargo bench -p legation-server --bench load
//!
//! Each reader asks for a page, reads it for five seconds on average, and asks for another. Half of them look at today, the others at a month drawn at random; half of the states asked for are of the most told tenth. Server, readers and ingest share the machine's cores.
//! `docs/serve.md` keeps what it printed.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use legation_coder::{Coder, Coding};
use legation_encoder::Model;
use legation_ledger::{Ledger, Reading};
use legation_server::{Config, Rate, Server};
use legation_text::Report;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Claims of the ledger before the readers come.
const CLAIMS: i64 = 100_000;
/// Readers at once.
const READERS: usize = 200;
/// How long they read.
const LASTS: Duration = Duration::from_secs(60);
/// Reports of one transaction, as `legation ingest` writes them.
const BATCH: usize = 256;

/// SplitMix64: the same ledger each time.
#[derive(Clone)]
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut n = self.0;
        n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((n ^ (n >> 31)) % sides as u64) as usize
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.roll(list.len())]
    }
}

const DEEDS: [&str; 7] = [
    "{a} severed diplomatic relations with {b} on {day}.",
    "{a} and {b} restored diplomatic relations on {day}.",
    "On {day}, {a} recalled its ambassador to {b}.",
    "{a} imposed sanctions on {b} on {day}.",
    "{a} closed its embassy in {b} on {day}.",
    "On {day}, {a} recognised the independence of {b}.",
    "{a} opened an embassy in {b} on {day}.",
];
const SCENES: [&str; 4] = [
    "The price of wheat rose for a third week, traders in the neighbouring provinces said.",
    "A spokesman declined to say how many people had gathered in the square before the rain began.",
    "Parliament will return from its recess on Monday to debate the budget and a law on fisheries.",
    "In the capital, where buses were running again, shops stayed open and the markets were full.",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Half of the news is about a tenth of the states.
fn state<'a>(states: &'a [(String, String)], dice: &mut Dice) -> &'a (String, String) {
    if dice.roll(2) == 0 {
        &states[dice.roll(states.len() / 10)]
    } else {
        dice.of(states)
    }
}

fn report(n: usize, states: &[(String, String)], dice: &mut Dice) -> Report {
    let (year, month, day) = (1990 + dice.roll(35), 1 + dice.roll(12), 1 + dice.roll(28));
    let mut text = String::new();
    for _ in 0..3 {
        let (a, b) = (&state(states, dice).1, &state(states, dice).1);
        if a != b {
            let deed = dice.of::<&str>(&DEEDS);
            let deed = deed.replace("{a}", a).replace("{b}", b);
            text.push_str(&deed.replace("{day}", &format!("{} {day}, {year}", MONTHS[month - 1])));
            text.push(' ');
        }
        text.push_str(dice.of::<&str>(&SCENES));
        text.push(' ');
    }
    Report {
        id: format!("report-{n}"),
        publisher: Some(format!("Publisher {}", dice.roll(300))),
        title: Some(format!("Report {n}")),
        ..Report::new(text).dated(
            format!("{year}-{month:02}-{day:02}")
                .parse()
                .expect("a date"),
        )
    }
}

/// Codes over two cores and writes, as `legation ingest` does.
fn ingest(ledger: &mut Ledger, coder: &Coder, reports: &[Report]) {
    let (left, right) = reports.split_at(reports.len() / 2);
    let code = |reports: &[Report]| -> Vec<Coding> {
        reports.iter().map(|report| coder.code(report)).collect()
    };
    let coded: Vec<Coding> = std::thread::scope(|scope| {
        let other = scope.spawn(|| code(right));
        let mut coded = code(left);
        coded.extend(other.join().expect("coded"));
        coded
    });
    let readings: Vec<Reading> = reports
        .iter()
        .zip(&coded)
        .map(|(report, coding)| Reading {
            report,
            events: &coding.events,
            publisher_entity: None,
        })
        .collect();
    ledger.record(&readings).expect("written");
}

/// The address of a page, and what kind it is.
fn page(states: &[(String, String)], reports: usize, dice: &mut Dice) -> (&'static str, String) {
    let (a, b) = (&state(states, dice).0, &state(states, dice).0);
    let (year, month) = (1992 + dice.roll(33), 1 + dice.roll(12));
    let on = match dice.roll(2) {
        0 => String::new(),
        _ => format!("{year}-{month:02}"),
    };
    let moved = format!("{year}-{month:02}");
    match dice.roll(20) {
        0..4 => {
            let show = *dice.of(&["diplomatic", "recognised-by", "sanctions", "missions-in"]);
            ("world", format!("/?of={a}&show={show}&on={on}"))
        }
        4..7 => ("entity", format!("/entity/{a}?on={on}")),
        7..14 if a != b => ("dyad", format!("/dyad/{a}/{b}?on={on}")),
        14..17 => ("report", format!("/report/report-{}", dice.roll(reports))),
        17..19 => ("changes", format!("/changes?since={moved}&until={moved}")),
        _ => (
            "search",
            format!(
                "/search?q=%22recalled%20its%20ambassador%22%20{}&since={year}",
                MONTHS[month - 1]
            ),
        ),
    }
}

/// Asks for one page over a connection that stays open.
async fn ask(stream: &mut TcpStream, path: &str, buffer: &mut Vec<u8>) -> std::io::Result<u16> {
    stream
        .write_all(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes())
        .await?;
    buffer.clear();
    let (mut head, mut length) = (None, 0);
    loop {
        if head.is_none()
            && let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n")
        {
            let text = String::from_utf8_lossy(&buffer[..end]).to_lowercase();
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix("content-length:"));
            length = line.and_then(|n| n.trim().parse().ok()).unwrap_or(0);
            head = Some((end + 4, text[9..12].parse().unwrap_or(0)));
        }
        if let Some((start, status)) = head
            && buffer.len() >= start + length
        {
            return Ok(status);
        }
        if stream.read_buf(buffer).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
}

type Times = Arc<Mutex<Vec<(&'static str, Duration)>>>;

/// Two hundred readers, each with a pause of `pause` on average between pages.
async fn read(
    address: std::net::SocketAddr,
    states: Arc<Vec<(String, String)>>,
    reports: usize,
    pause: Duration,
    seed: u64,
) -> (Vec<(&'static str, Duration)>, usize) {
    let times: Times = Arc::default();
    let failed = Arc::new(AtomicUsize::new(0));
    let end = Instant::now() + LASTS;
    let readers: Vec<_> = (0..READERS)
        .map(|n| {
            let (times, failed, states) = (times.clone(), failed.clone(), states.clone());
            tokio::spawn(async move {
                let mut dice = Dice(seed + n as u64);
                let mut buffer = Vec::new();
                let Ok(mut stream) = TcpStream::connect(address).await else {
                    return;
                };
                // Not all at the same moment.
                tokio::time::sleep(pause.mul_f64(dice.roll(1000) as f64 / 1000.0)).await;
                while Instant::now() < end {
                    let (kind, path) = page(&states, reports, &mut dice);
                    let begun = Instant::now();
                    match ask(&mut stream, &path, &mut buffer).await {
                        Ok(200) => times
                            .lock()
                            .expect("no reader panics")
                            .push((kind, begun.elapsed())),
                        _ => {
                            failed.fetch_add(1, Ordering::Relaxed);
                            let Ok(new) = TcpStream::connect(address).await else {
                                return;
                            };
                            stream = new;
                        }
                    }
                    tokio::time::sleep(pause.mul_f64(dice.roll(2000) as f64 / 1000.0)).await;
                }
            })
        })
        .collect();
    for reader in readers {
        reader.await.expect("no reader panics");
    }
    let times = std::mem::take(&mut *times.lock().expect("no reader panics"));
    (times, failed.load(Ordering::Relaxed))
}

fn show(name: &str, times: &[(&'static str, Duration)], failed: usize, ingested: usize) {
    println!(
        "\n{name}: {:.0} pages a second, {failed} failed, {:.0} reports ingested a second",
        times.len() as f64 / LASTS.as_secs_f64(),
        ingested as f64 / LASTS.as_secs_f64()
    );
    println!(
        "| page | asked | median | p90 | p99 | worst |\n| --- | --- | --- | --- | --- | --- |"
    );
    for kind in [
        "world", "entity", "dyad", "report", "changes", "search", "all",
    ] {
        let mut own: Vec<f64> = times
            .iter()
            .filter(|(k, _)| kind == "all" || *k == kind)
            .map(|(_, t)| t.as_secs_f64() * 1e3)
            .collect();
        own.sort_by(f64::total_cmp);
        let at = |share: f64| {
            own.get(((own.len() as f64 * share) as usize).min(own.len().saturating_sub(1)))
                .copied()
                .unwrap_or(f64::NAN)
        };
        println!(
            "| {kind} | {} | {:.1} | {:.1} | {:.1} | {:.1} |",
            own.len(),
            at(0.5),
            at(0.9),
            at(0.99),
            at(1.0)
        );
    }
}

fn main() {
    let built_in = || Coder::built_in().expect("the built-in coder");
    let coder: &'static Coder = Box::leak(Box::new(built_in()));
    let with_encoder = &built_in().with_encoder(Model::built_in);
    let polity =
        |entity: &&legation_gazetteer::Entity| entity.kind == legation_gazetteer::EntityKind::State;
    let states: Vec<(String, String)> = coder
        .gazetteer()
        .entities()
        .filter(polity)
        .map(|e| (e.id.clone(), e.label.clone()))
        .collect();
    let states = Arc::new(states);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("load.ledger");
    let mut ledger = Ledger::open(&path).expect("a ledger");
    let mut dice = Dice(7);
    let mut reports = 0;
    let begun = Instant::now();
    while ledger.counts().expect("counted").claims < CLAIMS {
        let batch: Vec<Report> = (reports..reports + 2048)
            .map(|n| report(n, &states, &mut dice))
            .collect();
        ingest(&mut ledger, coder, &batch);
        reports += batch.len();
    }
    let counts = ledger.counts().expect("counted");
    println!(
        "{} reports, {} claims, {} MB, ingested in {:.0} s",
        counts.reports,
        counts.claims,
        path.metadata().expect("the file").len() >> 20,
        begun.elapsed().as_secs_f64()
    );

    let config = Config {
        ledger: path,
        listen: "127.0.0.1:0".parse().expect("an address"),
        allow_remote_read: false,
        rate: Rate {
            per_second: 1e9,
            burst: 1e9,
        },
    };
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    let server = runtime
        .block_on(Server::bind(&config, coder))
        .expect("a server");
    let address = server.address().expect("an address");
    runtime.spawn(server.run(std::future::pending()));

    let mut next = reports;
    let pause = Duration::from_secs(5);
    for (name, writes) in [
        ("While reports are ingested", Some(with_encoder)),
        (
            "While reports are ingested by the wordings alone",
            Some(coder),
        ),
        ("While nothing is written", None),
    ] {
        let ended = AtomicBool::new(false);
        let (times, failed, ingested) = std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                let mut ingested = 0;
                while let Some(coder) = writes
                    && !ended.load(Ordering::Relaxed)
                {
                    let batch: Vec<Report> = (next + ingested..next + ingested + BATCH)
                        .map(|n| report(n, &states, &mut dice))
                        .collect();
                    ingest(&mut ledger, coder, &batch);
                    ingested += batch.len();
                }
                ingested
            });
            let (times, failed) =
                runtime.block_on(read(address, states.clone(), reports, pause, next as u64));
            ended.store(true, Ordering::Relaxed);
            (times, failed, writer.join().expect("the writer ends"))
        });
        next += ingested;
        show(name, &times, failed, ingested);
    }
    runtime.shutdown_background();
}
