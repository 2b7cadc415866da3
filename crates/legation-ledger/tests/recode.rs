//! A newer coder reads stored reports again.

mod desk;

use desk::{Desk, day, desk, event, report};
use legation_coder::Event;
use legation_ledger::{AsOf, Difference, Stored};

const SEVERED: &str = "sever-diplomatic-relations";

fn stored(desk: &Desk) -> Stored {
    desk.ledger.stored(0, 10).unwrap().remove(0)
}

fn told() -> (Desk, Event) {
    let mut desk = desk();
    desk.on("2022-07-14");
    let event = desk.hear("paper", "2022-07-14", SEVERED, "UKR>PRK>", "2022-07-13");
    (desk, event)
}

#[test]
fn a_coder_that_reads_the_same_differs_in_nothing() {
    let (desk, event) = told();
    let surer = Event {
        confidence: 0.99,
        ..event
    };
    assert!(Difference::between(&stored(&desk), &[surer]).is_none());
    let report = stored(&desk).report;
    assert_eq!(
        (report.id.as_str(), report.date),
        ("paper", Some(day("2022-07-14")))
    );
}

#[test]
fn what_is_added_gone_and_changed_is_shown_before_it_is_written() {
    let (desk, event) = told();
    let source = report("paper", "paper", "2022-07-14");
    let kept = desk::event(&source, "keep-consular-relations", "UKR>PRK>", "2022-07-13");
    let changed = Event {
        date: Some(day("2022-07-12")),
        ..event.clone()
    };
    let shown = Difference::between(&stored(&desk), &[changed, kept]).unwrap();
    assert_eq!(
        (shown.added.len(), shown.gone.len(), shown.changed.len()),
        (1, 0, 1)
    );
    assert_eq!(
        shown.changed[0].each_ref().map(|e| e.date),
        [Some(day("2022-07-13")), Some(day("2022-07-12"))]
    );
    let gone = Difference::between(&stored(&desk), &[]).unwrap();
    assert_eq!(gone.gone, [event]);
    assert_eq!(
        desk.state("UKR", "PRK", "2022-08", "diplomatic").as_deref(),
        Some("severed 2022-07-13")
    );
}

#[test]
fn once_written_it_is_so_from_then_on_and_was_not_so_before() {
    let (mut desk, event) = told();
    let changed = Event {
        date: Some(day("2022-07-12")),
        ..event
    };
    let difference = Difference::between(&stored(&desk), &[changed]).unwrap();
    desk.on("2023-01-01");
    let moved = desk.ledger.recode("newer", &[difference]).unwrap();
    assert_eq!((moved.added, moved.gone), (1, 1));
    assert_eq!(
        desk.state("UKR", "PRK", "2022-08", "diplomatic").as_deref(),
        Some("severed 2022-07-12")
    );
    let then = AsOf {
        on: day("2022-08"),
        as_known: Some(day("2022-12-31")),
    };
    let line = desk
        .ledger
        .relations("UKR", "PRK", then)
        .unwrap()
        .relations
        .remove(0);
    assert_eq!(line.since, Some(day("2022-07-13")));
    assert_eq!(
        desk.ledger
            .timeline("UKR", "PRK", None, None)
            .unwrap()
            .entries
            .len(),
        1
    );
}

#[test]
fn an_older_reading_that_comes_back_stands_again_and_adds_no_row() {
    let (mut desk, event) = told();
    let gone = Difference::between(&stored(&desk), &[]).unwrap();
    desk.ledger.recode("newer", &[gone]).unwrap();
    assert!(desk.line("UKR", "PRK", "2022-08", "diplomatic").is_none());
    let before = desk.ledger.counts().unwrap();
    let back = Difference::between(&stored(&desk), &[event]).unwrap();
    desk.ledger.recode("newest", &[back]).unwrap();
    assert_eq!(desk.ledger.counts().unwrap(), before);
    assert!(desk.line("UKR", "PRK", "2022-08", "diplomatic").is_some());
}

#[test]
fn what_a_new_event_answers_is_found_though_it_has_another_id_there() {
    let mut desk = desk();
    let source = report("paper", "paper", "2022-07-14");
    let recognised = event(&source, "recognize-state", "PRK>>DNR", "2022-07-13");
    desk.tell(&source, std::slice::from_ref(&recognised));
    let same = Event {
        id: "new-recognised".to_owned(),
        ..recognised
    };
    let answer = Event {
        cause: Some(same.id.clone()),
        ..event(&source, SEVERED, "UKR>PRK>", "2022-07-13")
    };
    let difference = Difference::between(&stored(&desk), &[same, answer]).unwrap();
    desk.ledger.recode("newer", &[difference]).unwrap();
    let claim = desk
        .line("UKR", "PRK", "2022-08", "diplomatic")
        .unwrap()
        .claims[0]
        .clone();
    assert_eq!(desk.ledger.chain(&claim, None).unwrap().links.len(), 2);
}
