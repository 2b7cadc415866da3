//! What is worked out is written in layers; however reports come in, answers are the same.

mod desk;

use desk::{Place, READER, day, desk_at, event, report, rows};
use legation_coder::Event;
use legation_ledger::{AsOf, Ledger, Opinion, Reading};
use legation_text::Report;

const STATES: [&str; 5] = ["UKR", "PRK", "SYR", "NIC", "VUT"];
const ACTS: [&str; 4] = [
    "sever-diplomatic-relations",
    "establish-diplomatic-relations",
    "open-embassy",
    "close-embassy",
];

/// Reports that tell two things each, of states that recur, on days that are in no order.
fn told(count: usize) -> Vec<(Report, Vec<Event>)> {
    let tell = |n: usize| {
        let published = format!("2022-{:02}-{:02}", n * 5 % 12 + 1, n * 11 % 28 + 1);
        let report = report(&format!("r{n}"), &format!("Paper {}", n % 7), &published);
        let of = |k: usize| {
            let (from, to) = (STATES[k % 5], STATES[(k + 1 + k / 5 % 4) % 5]);
            let who = format!("{from}>{to}>");
            let date = format!(
                "20{:02}-{:02}-{:02}",
                k * 3 % 22,
                k * 7 % 12 + 1,
                k * 13 % 28 + 1
            );
            event(&report, ACTS[k * 3 % 4], &who, &date)
        };
        let events = vec![of(2 * n), of(2 * n + 1)];
        (report, events)
    };
    (0..count).map(tell).collect()
}

fn record(ledger: &mut Ledger, told: &[(Report, Vec<Event>)], together: usize) {
    for some in told.chunks(together) {
        let readings: Vec<Reading> = some
            .iter()
            .map(|(report, events)| Reading {
                report,
                events,
                publisher_entity: None,
            })
            .collect();
        ledger.record(&readings).unwrap();
    }
}

fn says(ledger: &Ledger) -> Vec<String> {
    let as_of = AsOf::on(day("2022-12"));
    let mut said = Vec::new();
    for a in STATES {
        let latest = ledger.latest_events(a, as_of, 40).unwrap();
        let latest = latest.iter().map(|told| told.event.id.as_str());
        said.push(latest.collect::<Vec<_>>().join(" "));
        let recognised = ledger.recognition(a, as_of).unwrap();
        said.push(serde_json::to_string(&recognised).unwrap());
        for b in STATES.into_iter().filter(|b| a < *b) {
            let relations = ledger.relations(a, b, as_of).unwrap();
            let timeline = ledger.timeline(a, b, None, None).unwrap();
            said.push(serde_json::to_string(&(relations, timeline)).unwrap());
        }
    }
    said
}

#[test]
fn one_report_at_a_time_or_all_together_the_answers_are_the_same() {
    let place = Place::new();
    let told = told(80);
    let mut whole = Ledger::open(&place.another("whole")).unwrap();
    record(&mut whole, &told, 80);
    let expected = says(&whole);
    assert!(expected[0].split(' ').count() == 40, "{}", expected[0]);
    for (name, together) in [("one", 1), ("some", 13)] {
        let path = place.another(name);
        let mut ledger = Ledger::open(&path).unwrap();
        record(&mut ledger, &told, together);
        assert_eq!(says(&ledger), expected, "{together} together");
        let faults = ledger.check().unwrap().faults.into_iter();
        let mut faults = faults.filter(|fault| !fault.problem.contains("does not stand where"));
        assert!(faults.next().is_none(), "{together} together");
        let layers = rows(&path, "SELECT CAST(seq AS text) FROM layers").len();
        assert!(layers < 30, "{layers} layers of {together} reports each");
    }
}

#[test]
fn what_was_touched_stays_so_when_layers_become_one() {
    let mut desk = desk_at(Place::new());
    let told = told(80);
    record(&mut desk.ledger, &told[..3], 1);
    let claim = desk.line("PRK", "SYR", "2022-12", "representation");
    let claim = claim.expect("an embassy is told of").claims[0].clone();
    desk.ledger
        .review(&claim, &Opinion::Reject, READER)
        .unwrap();
    desk.ledger.retract("r2", None, READER).unwrap();
    let before = says(&desk.ledger);
    assert!(!before.concat().contains(&claim));
    record(&mut desk.ledger, &told[3..], 1);
    let after = says(&desk.ledger).concat();
    assert!(
        !after.contains(&claim) && !after.contains("\"r2\""),
        "{claim} in {after}"
    );
}
