//! Writers that are killed, and writers that write at once.

mod desk;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use desk::{Place, event, report, rows};
use legation_ledger::{Ledger, Reading};
use legation_text::Report;

/// Set in the process that writes until it is killed: the ledger's path.
const WRITES_TO: &str = "LEGATION_TEST_WRITES_TO";
/// Reports that the writer writes.
const REPORTS: usize = 400;
/// How often it is killed.
const KILLS: u64 = 200;

fn told(n: usize) -> (Report, legation_coder::Event) {
    let report = report(&format!("r{n}"), "Atlas", "2022-07-14");
    let who = format!("UKR>S{:02}>", n % 40);
    let date = format!("2022-07-{:02}", n % 28 + 1);
    let event = event(&report, "sever-diplomatic-relations", &who, &date);
    (report, event)
}

fn write(ledger: &mut Ledger, n: usize) {
    let (report, event) = told(n);
    let reading = Reading {
        report: &report,
        events: &[event],
        publisher_entity: None,
    };
    ledger.record(&[reading]).unwrap();
}

/// What the ledger holds, row by row, without the times at which it learned it.
fn content(path: &Path) -> Vec<String> {
    let rows = |query: &str| rows(path, query);
    let mut all = rows("SELECT 'report ' || id || hash FROM reports ORDER BY id");
    all.extend(rows(
        "SELECT 'event ' || id || json FROM events ORDER BY id",
    ));
    all.extend(rows(
        "SELECT 'claim ' || id || state || first_day FROM claims ORDER BY id",
    ));
    all.extend(rows(
        "SELECT 'pair ' || a || b || sum(length(moments)) FROM pairs GROUP BY a, b ORDER BY 1",
    ));
    all
}

/// Not a test by itself: what the killed process does. It says each report that the ledger has acknowledged.
#[test]
fn writes_until_it_is_killed() {
    let Some(path) = std::env::var_os(WRITES_TO) else {
        return;
    };
    let mut ledger = Ledger::open(Path::new(&path)).unwrap();
    for n in 0..REPORTS {
        write(&mut ledger, n);
        println!("\nacknowledged {n}");
    }
}

#[test]
fn two_hundred_kills_lose_nothing_acknowledged_and_a_rerun_completes_the_same_content() {
    let place = Place::new();
    let whole = place.another("whole");
    let mut ledger = Ledger::open(&whole).unwrap();
    let readings: Vec<_> = (0..REPORTS).map(told).collect();
    let readings: Vec<Reading> = readings
        .iter()
        .map(|(report, event)| Reading {
            report,
            events: std::slice::from_ref(event),
            publisher_entity: None,
        })
        .collect();
    ledger.record(&readings).unwrap();
    let expected = content(&whole);

    let mut path = place.path.clone();
    let mut said = 0;
    for kill in 0..KILLS {
        // A fresh file from time to time, so that kills fall on its making and its first rows too.
        if kill.is_multiple_of(4) {
            path = place.another(&format!("killed_{kill}"));
        }
        let acknowledged = killed_while_writing(&path, kill);
        said += acknowledged.len();
        let found = Ledger::open(&path).unwrap();
        for n in acknowledged {
            assert!(
                found.known(&told(n).0).unwrap().is_some(),
                "report {n} was lost by kill {kill}"
            );
        }
    }
    assert!(
        said > 400,
        "the kills came before anything was written: {said}"
    );
    let mut ledger = Ledger::open(&path).unwrap();
    (0..REPORTS).for_each(|n| write(&mut ledger, n));
    assert_eq!(content(&path), expected);
    let faults = ledger.check().unwrap().faults.into_iter();
    let others: Vec<_> = faults
        .filter(|fault| !fault.problem.contains("does not stand where"))
        .collect();
    assert_eq!(others, []);
}

/// Starts the writer, kills it (SIGKILL) at a moment that differs from kill to kill, and tells what it had acknowledged.
///
/// Every fifth kill falls somewhere in its start, the others a little after so many acknowledgements.
fn killed_while_writing(path: &Path, kill: u64) -> Vec<usize> {
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "writes_until_it_is_killed", "--nocapture"])
        .env(WRITES_TO, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(writer.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| line.strip_prefix("acknowledged ")?.parse::<usize>().ok());
    let mut acknowledged: Vec<usize> = Vec::new();
    if kill.is_multiple_of(5) {
        std::thread::sleep(Duration::from_micros(kill * 7919 % 40_000));
    } else {
        acknowledged.extend(said.by_ref().take(1 + (kill * 37 % 7) as usize));
        std::thread::sleep(Duration::from_micros(kill * 7919 % 4_000));
    }
    writer.kill().unwrap();
    acknowledged.extend(said);
    writer.wait().unwrap();
    acknowledged
}

#[test]
fn two_writers_at_once_lose_nothing_and_duplicate_nothing() {
    let place = Place::new();
    let path = place.path.clone();
    std::thread::scope(|scope| {
        for first in [0, 50, 25] {
            let path = &path;
            scope.spawn(move || {
                let mut ledger = Ledger::open(path).unwrap();
                (first..first + 100).for_each(|n| write(&mut ledger, n));
            });
        }
    });
    let alone = place.another("alone");
    let mut ledger = Ledger::open(&alone).unwrap();
    (0..150).for_each(|n| write(&mut ledger, n));
    assert_eq!(content(&path), content(&alone));
}
