//! Publishers correct and retract their reports; papers copy each other.

mod desk;

use desk::{READER, day, desk, event, report};
use legation_ledger::{AsOf, LedgerError, Opinion, Outcome, Reading, Status};

const SEVERED: &str = "sever-diplomatic-relations";

#[test]
fn a_retracted_report_counts_no_longer_and_counted_until_then() {
    let mut desk = desk();
    desk.on("2022-07-14")
        .hear("paper", "2022-07-14", SEVERED, "UKR>PRK>", "2022-07-13");
    let claim = desk
        .line("UKR", "PRK", "2022-08", "diplomatic")
        .unwrap()
        .claims[0]
        .clone();
    desk.on("2022-07-16");
    assert!(desk.ledger.retract("paper", None, READER).unwrap());
    assert!(
        !desk.ledger.retract("paper", None, READER).unwrap(),
        "known already"
    );
    assert!(desk.line("UKR", "PRK", "2022-08", "diplomatic").is_none());
    let then = AsOf {
        on: day("2022-08"),
        as_known: Some(day("2022-07-15")),
    };
    assert_eq!(
        desk.ledger
            .relations("UKR", "PRK", then)
            .unwrap()
            .relations
            .len(),
        1
    );
    assert_eq!(
        desk.ledger.explain(&claim, None).unwrap().status,
        Status::Retracted
    );
    let error = desk.ledger.retract("no such", None, READER).unwrap_err();
    assert!(matches!(error, LedgerError::NoReport { .. }), "{error}");
}

#[test]
fn a_corrected_version_takes_the_place_of_the_one_before() {
    let mut desk = desk();
    desk.hear("paper", "2022-07-14", SEVERED, "UKR>PRK>", "2022-07-12");
    let (latest, next) = desk.ledger.next_version("paper").unwrap();
    assert_eq!((latest.as_str(), next.as_str()), ("paper", "paper#2"));
    let corrected = report(&next, "paper", "2022-07-14");
    let events = [event(&corrected, SEVERED, "UKR>PRK>", "2022-07-13")];
    let reading = Reading {
        report: &corrected,
        events: &events,
        publisher_entity: None,
    };
    let outcome = desk.ledger.record_revision(&reading, &latest).unwrap();
    assert!(matches!(outcome, Outcome::New { .. }));
    assert_eq!(
        desk.state("UKR", "PRK", "2022-08", "diplomatic").as_deref(),
        Some("severed 2022-07-13")
    );
    let again = desk.ledger.record_revision(&reading, &latest).unwrap();
    assert_eq!(again, Outcome::Known { differs: false });
    assert_eq!(desk.ledger.next_version("paper").unwrap().1, "paper#3");
    assert!(
        desk.line("UKR", "PRK", "2022-07-12", "diplomatic")
            .is_none()
    );
}

#[test]
fn a_reviewer_who_has_seen_the_retraction_can_keep_the_claim() {
    let mut desk = desk();
    desk.on("2022-07-14")
        .hear("paper", "2022-07-14", SEVERED, "UKR>PRK>", "2022-07-13");
    let claim = desk
        .line("UKR", "PRK", "2022-08", "diplomatic")
        .unwrap()
        .claims[0]
        .clone();
    desk.ledger
        .review(&claim, &Opinion::Accept, READER)
        .unwrap();
    desk.on("2022-07-16")
        .ledger
        .retract("paper", None, READER)
        .unwrap();
    assert!(desk.line("UKR", "PRK", "2022-08", "diplomatic").is_none());
    desk.on("2022-07-17")
        .ledger
        .review(&claim, &Opinion::Accept, READER)
        .unwrap();
    assert!(desk.line("UKR", "PRK", "2022-08", "diplomatic").is_some());
}

#[test]
fn reports_publishers_and_independent_voices_are_counted_apart() {
    let mut desk = desk();
    let copy = "Ukraine broke with North Korea. It had recognised two republics in the east, and the president said in \
                a video address that nothing was left to talk about.";
    let own = "Ukraine broke with North Korea. Officials in the capital gave no further reason on Wednesday night, but \
               pointed to a letter from the embassy in Moscow.";
    for (id, publisher, text) in [
        ("a", "Atlas", copy.to_owned()),
        (
            "b",
            "Borealis",
            format!("{copy} Borealis carries this story from its partners."),
        ),
        (
            "c",
            "Atlas",
            format!("{copy} It was updated in the evening."),
        ),
        ("d", "Corona", own.to_owned()),
    ] {
        let mut told = report(id, publisher, "2022-07-14");
        told.text = text;
        told.body = legation_text::Span::new(0, told.text.len());
        let events = [event(&told, SEVERED, "UKR>PRK>", "2022-07-13")];
        desk.tell(&told, &events);
    }
    let line = desk.line("UKR", "PRK", "2022-08", "diplomatic").unwrap();
    assert_eq!((line.reports, line.publishers, line.voices), (4, 3, 2));
}

#[test]
fn a_denial_is_shown_with_the_line_that_it_contradicts() {
    let mut desk = desk();
    desk.hear("paper", "2022-07-14", SEVERED, "UKR>PRK>", "2022-07-13");
    let told = report("ministry", "Ministry", "2022-07-15");
    let denial = legation_coder::Event {
        modality: legation_coder::Modality::Negated,
        ..event(&told, SEVERED, "UKR>PRK>", "2022-07-15")
    };
    desk.ledger
        .record(&[Reading {
            report: &told,
            events: &[denial],
            publisher_entity: Some("UKR"),
        }])
        .unwrap();
    let line = desk.line("UKR", "PRK", "2022-08", "diplomatic").unwrap();
    assert_eq!(
        (line.state.as_str(), line.stands, line.disputed),
        ("severed", false, true)
    );
    assert_eq!(
        (line.denied_by.len(), line.denials[0].report.as_str()),
        (1, "ministry")
    );
    let listed: Vec<(&str, bool)> = desk
        .ledger
        .doubts(0, 5)
        .unwrap()
        .doubts
        .iter()
        .map(|doubt| (doubt.why.as_str(), doubt.denies))
        .collect();
    assert_eq!(listed, [("denied", false), ("disputed", true)]);
}

#[test]
fn who_has_relations_with_a_state_recognises_it() {
    let mut desk = desk();
    desk.hear(
        "paper",
        "2009-09-11",
        "establish-diplomatic-relations",
        "NIC>ABH>",
        "2009-09-10",
    );
    let answer = desk
        .ledger
        .recognition("ABH", AsOf::on(day("2010")))
        .unwrap();
    let [by] = answer.recognised_by.as_slice() else {
        panic!("{:?}", answer.recognised_by)
    };
    assert_eq!(
        (by.id.as_str(), by.implied, by.since),
        ("NIC", true, Some(day("2009-09-10")))
    );
    assert!(
        desk.line("NIC", "ABH", "2010", "recognition").is_none(),
        "no report speaks of it"
    );
    desk.hear(
        "earlier",
        "2008-09-06",
        "recognize-state",
        "NIC>>ABH",
        "2008-09-05",
    );
    let answer = desk
        .ledger
        .recognition("ABH", AsOf::on(day("2010")))
        .unwrap();
    assert_eq!(
        (
            answer.recognised_by[0].since,
            answer.recognised_by[0].implied
        ),
        (Some(day("2008-09-05")), false)
    );
}
