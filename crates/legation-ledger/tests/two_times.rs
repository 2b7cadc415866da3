//! Valid time and system time: a late report changes history as known now, and not history as known then.

mod desk;

use desk::{READER, day, desk};
use legation_ledger::{AsOf, LedgerError, Opinion, Status};

#[test]
fn a_report_read_late_changes_history_as_known_now_and_not_as_known_then() {
    let mut desk = desk();
    desk.on("2022-07-14").hear(
        "paper",
        "2022-07-14",
        "sever-diplomatic-relations",
        "UKR>PRK>",
        "2022-07-13",
    );
    desk.on("2023-05-01").hear(
        "archive",
        "2022-06-02",
        "suspend-diplomatic-relations",
        "UKR>PRK>",
        "2022-06-01",
    );
    let state = |on: &str, as_known: Option<&str>| {
        let as_of = AsOf {
            on: day(on),
            as_known: as_known.map(day),
        };
        let answer = desk.ledger.relations("UKR", "PRK", as_of).unwrap();
        answer.relations.first().map(|line| line.state.clone())
    };
    assert_eq!(state("2022-06-15", None).as_deref(), Some("suspended"));
    assert_eq!(state("2022-06-15", Some("2022-12-31")), None);
    assert_eq!(
        state("2022-07-20", Some("2022-07-14")).as_deref(),
        Some("severed")
    );
    assert_eq!(
        state("2022-07-20", Some("2022-07-13")),
        None,
        "the day before it was learned"
    );
    assert_eq!(
        state("2022-07-20", Some("2023")).as_deref(),
        Some("severed")
    );
}

#[test]
fn every_question_can_be_asked_as_known_then() {
    let mut desk = desk();
    let told = desk.on("2022-07-14").hear(
        "paper",
        "2022-07-14",
        "recognize-state",
        "PRK>>DNR",
        "2022-07-13",
    );
    let early = Some(day("2022-07-13"));
    let ledger = &desk.ledger;
    let as_of = |as_known| AsOf {
        on: day("2022-08"),
        as_known,
    };
    for (as_known, n) in [(None, 1), (early, 0)] {
        let recognition = ledger.recognition("DNR", as_of(as_known)).unwrap();
        assert_eq!(recognition.recognised_by.len(), n);
        assert_eq!(
            ledger
                .timeline("PRK", "DNR", None, as_known)
                .unwrap()
                .entries
                .len(),
            n
        );
        assert_eq!(
            ledger
                .changes(day("2022"), None, as_known)
                .unwrap()
                .changes
                .len(),
            n
        );
    }
    assert_eq!(told.date, Some(day("2022-07-13")));
}

#[test]
fn a_verdict_counts_from_the_day_on_which_it_was_given() {
    let mut desk = desk();
    desk.on("2022-07-14").hear(
        "paper",
        "2022-07-14",
        "sever-diplomatic-relations",
        "UKR>PRK>",
        "2022-07-13",
    );
    let claim = desk
        .line("UKR", "PRK", "2022-08", "diplomatic")
        .unwrap()
        .claims[0]
        .clone();
    desk.on("2022-09-01");
    desk.ledger
        .review(&claim, &Opinion::Reject, READER)
        .unwrap();
    let lines = |as_known: &str| {
        let as_of = AsOf {
            on: day("2022-08"),
            as_known: Some(day(as_known)),
        };
        desk.ledger
            .relations("UKR", "PRK", as_of)
            .unwrap()
            .relations
            .len()
    };
    assert_eq!((lines("2022-08-31"), lines("2022-09-01")), (1, 0));
}

#[test]
fn a_claim_and_its_report_are_shown_with_what_was_said_of_them_by_then() {
    let mut desk = desk();
    desk.on("2022-07-14").hear(
        "paper",
        "2022-07-14",
        "sever-diplomatic-relations",
        "UKR>PRK>",
        "2022-07-13",
    );
    let claim = desk
        .line("UKR", "PRK", "2022-08", "diplomatic")
        .unwrap()
        .claims[0]
        .clone();
    let (reject, undo) = (&Opinion::Reject, &Opinion::Undo);
    desk.on("2022-09-01");
    desk.ledger.review(&claim, reject, READER).unwrap();
    desk.on("2022-10-01");
    desk.ledger.review(&claim, undo, READER).unwrap();
    desk.on("2022-11-01");
    assert!(desk.ledger.retract("paper", None, READER).unwrap());

    let ledger = &desk.ledger;
    let then = |known: &str| {
        let as_known = Some(day(known));
        let told = ledger.explain(&claim, as_known).unwrap();
        let report = ledger.report("paper", as_known).unwrap().unwrap();
        let in_report = report.events[0].claims[0].status;
        assert_eq!(told.status, in_report, "{known}");
        let verdicts = told.verdicts.iter();
        let standing = verdicts.clone().filter(|verdict| verdict.stands).count();
        (told.status, verdicts.count(), standing, report.revised)
    };
    assert_eq!(then("2022-08"), (Status::Stands, 0, 0, None));
    assert_eq!(then("2022-09"), (Status::Rejected, 1, 1, None));
    assert_eq!(then("2022-10"), (Status::Stands, 2, 0, None));
    let retracted = Some("retracted".to_owned());
    assert_eq!(then("2022-11"), (Status::Retracted, 2, 0, retracted));

    let before = Some(day("2022-07-13"));
    assert!(ledger.report("paper", before).unwrap().is_none());
    let error = ledger.explain(&claim, before).unwrap_err();
    assert!(matches!(error, LedgerError::LearnedLater { .. }), "{error}");
}

#[test]
fn in_june_and_29_june_agree_and_what_is_not_certain_is_said() {
    let mut desk = desk();
    desk.hear(
        "vague",
        "2022-07-01",
        "sever-diplomatic-relations",
        "UKR>SYR>",
        "2022-06",
    );
    let certain =
        |desk: &desk::Desk, on: &str| desk.line("UKR", "SYR", on, "diplomatic").unwrap().certain;
    assert!(
        !certain(&desk, "2022-06-15"),
        "it may have been on the 29th"
    );
    assert!(certain(&desk, "2022-06-30") && certain(&desk, "2022-06"));
    desk.hear(
        "exact",
        "2022-07-01",
        "sever-diplomatic-relations",
        "UKR>SYR>",
        "2022-06-29",
    );
    let line = desk.line("UKR", "SYR", "2022-07", "diplomatic").unwrap();
    assert_eq!((line.since, line.reports), (Some(day("2022-06-29")), 2));
    assert!(
        desk.line("UKR", "SYR", "2022-06-15", "diplomatic")
            .is_none()
    );
}
