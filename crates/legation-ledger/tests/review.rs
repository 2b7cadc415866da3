//! People have the last word, and can take it back.

mod desk;

use desk::{Desk, READER, day, desk, event, report};
use legation_coder::Event;
use legation_ledger::{
    Correction, Difference, Doubt, Ledger, LedgerError, Opinion, Reviewer, Status, VerdictKind,
};

const SEVERED: &str = "sever-diplomatic-relations";

fn told() -> (Desk, String) {
    let mut desk = desk();
    desk.hear("paper", "2022-07-14", SEVERED, "UKR>PRK>", "2022-07-13");
    let claim = desk
        .line("UKR", "PRK", "2022-08", "diplomatic")
        .unwrap()
        .claims[0]
        .clone();
    (desk, claim)
}

fn state(desk: &Desk) -> Option<String> {
    desk.state("UKR", "PRK", "2022-08", "diplomatic")
}

/// What a newer coder that reads these events changes, taken into the ledger.
fn recode(desk: &mut Desk, events: &[Event]) -> Option<Difference> {
    let stored = desk.ledger.stored(0, 10).unwrap().remove(0);
    let difference = Difference::between(&stored, events)?;
    desk.ledger
        .recode("newer", std::slice::from_ref(&difference))
        .unwrap();
    Some(difference)
}

#[test]
fn a_rejected_claim_is_not_folded_and_an_undone_rejection_is() {
    let (mut desk, claim) = told();
    desk.ledger
        .review(&claim[..8], &Opinion::Reject, READER)
        .unwrap();
    assert_eq!(state(&desk), None);
    assert!(
        desk.ledger
            .timeline("UKR", "PRK", None, None)
            .unwrap()
            .entries
            .is_empty()
    );
    let explained = desk.ledger.explain(&claim, None).unwrap();
    assert_eq!(explained.status, Status::Rejected);
    assert_eq!(
        (
            explained.verdicts[0].by.as_str(),
            explained.verdicts[0].stands
        ),
        ("A. Reader", true)
    );
    let undone = desk.ledger.review(&claim, &Opinion::Undo, READER).unwrap();
    assert_eq!(undone.undoes, Some(explained.verdicts[0].number));
    assert_eq!(state(&desk).as_deref(), Some("severed 2022-07-13"));
    let twice = desk
        .ledger
        .review(&claim, &Opinion::Undo, READER)
        .unwrap_err();
    assert!(matches!(twice, LedgerError::Verdict { .. }), "{twice}");
}

#[test]
fn undoing_brings_back_the_verdict_before() {
    let (mut desk, claim) = told();
    desk.ledger
        .review(&claim, &Opinion::Reject, READER)
        .unwrap();
    desk.ledger
        .review(&claim, &Opinion::Accept, READER)
        .unwrap();
    assert!(state(&desk).is_some());
    desk.ledger.review(&claim, &Opinion::Undo, READER).unwrap();
    assert_eq!(state(&desk), None);
}

#[test]
fn a_corrected_date_party_or_state_stands_instead() {
    let corrections = [
        (
            Correction {
                date: Some(day("2022-07-12")),
                ..Correction::default()
            },
            "UKR",
            "PRK",
            "severed 2022-07-12",
        ),
        (
            Correction {
                state: Some("suspended".to_owned()),
                ..Correction::default()
            },
            "UKR",
            "PRK",
            "suspended 2022-07-13",
        ),
        (
            Correction {
                party: Some(("PRK".to_owned(), "KOR".to_owned())),
                ..Correction::default()
            },
            "UKR",
            "KOR",
            "severed 2022-07-13",
        ),
    ];
    for (correction, a, b, expected) in corrections {
        let (mut desk, claim) = told();
        let opinion = Opinion::Correct(correction);
        let verdict = desk.ledger.review(&claim, &opinion, READER).unwrap();
        assert_eq!(verdict.kind, VerdictKind::Correct);
        assert_eq!(
            desk.state(a, b, "2022-08", "diplomatic").as_deref(),
            Some(expected)
        );
        let undo = verdict.replacement.unwrap();
        desk.ledger.review(&undo, &Opinion::Undo, READER).unwrap();
        assert_eq!(
            state(&desk).as_deref(),
            Some("severed 2022-07-13"),
            "undone by the new claim's id"
        );
        assert_eq!(
            desk.ledger.explain(&undo, None).unwrap().status,
            Status::Undone
        );
        assert!(
            desk.ledger
                .check()
                .unwrap()
                .faults
                .iter()
                .all(|f| !f.problem.contains("claims"))
        );
    }
}

#[test]
fn a_verdict_without_name_reason_or_change_is_refused() {
    let (mut desk, claim) = told();
    let nobody = Reviewer {
        name: " ",
        ..READER
    };
    assert!(
        desk.ledger
            .review(&claim, &Opinion::Reject, nobody)
            .is_err()
    );
    let same = Opinion::Correct(Correction {
        date: Some(day("2022-07-13")),
        ..Correction::default()
    });
    let error = desk
        .ledger
        .review(&claim, &same, READER)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("changes nothing") && error.contains("accept"),
        "{error}"
    );
    let itself = Opinion::Correct(Correction {
        party: Some(("PRK".into(), "UKR".into())),
        ..Correction::default()
    });
    assert!(desk.ledger.review(&claim, &itself, READER).is_err());
}

#[test]
fn a_verdict_survives_reading_the_report_again() {
    let (mut desk, claim) = told();
    desk.ledger
        .review(&claim, &Opinion::Reject, READER)
        .unwrap();
    desk.hear("paper", "2022-07-14", SEVERED, "UKR>PRK>", "2022-07-13");
    assert_eq!(state(&desk), None);
}

#[test]
fn what_was_rejected_stays_so_where_a_newer_coder_reads_it_under_another_id() {
    let (mut desk, claim) = told();
    desk.ledger
        .review(&claim, &Opinion::Reject, READER)
        .unwrap();
    let source = report("paper", "paper", "2022-07-14");
    let mut anew = event(&source, SEVERED, "UKR>PRK>", "2022-07");
    anew.id = "of the newer coder".to_owned();
    recode(&mut desk, &[anew]).unwrap();
    assert_eq!(state(&desk), None);
}

#[test]
fn what_was_accepted_stays_where_a_newer_coder_reads_it_no_longer_or_otherwise() {
    let (mut desk, claim) = told();
    desk.ledger
        .review(&claim, &Opinion::Accept, READER)
        .unwrap();
    recode(&mut desk, &[]).unwrap();
    assert_eq!(state(&desk).as_deref(), Some("severed 2022-07-13"));
    let source = report("paper", "paper", "2022-07-14");
    let otherwise = event(&source, SEVERED, "UKR>PRK>", "2022-07-01");
    recode(&mut desk, &[otherwise]).unwrap();
    assert_eq!(state(&desk).as_deref(), Some("severed 2022-07-13"));
}

#[test]
fn a_correction_stays_where_a_newer_coder_makes_the_old_mistake_again() {
    let (mut desk, claim) = told();
    let opinion = Opinion::Correct(Correction {
        date: Some(day("2022-07-20")),
        ..Correction::default()
    });
    desk.ledger.review(&claim, &opinion, READER).unwrap();
    let source = report("paper", "paper", "2022-07-14");
    let mut again = event(&source, SEVERED, "UKR>PRK>", "2022-07-11");
    again.id = "of the newer coder".to_owned();
    recode(&mut desk, &[again]).unwrap();
    assert_eq!(state(&desk).as_deref(), Some("severed 2022-07-20"));
}

#[test]
fn disputed_claims_are_listed_before_doubtful_ones_and_judged_ones_not_at_all() {
    let mut desk = desk();
    desk.hear("a", "2022-07-14", SEVERED, "UKR>PRK>", "2022-07-13");
    desk.hear(
        "b",
        "2022-07-14",
        "suspend-diplomatic-relations",
        "UKR>PRK>",
        "2022-07-13",
    );
    let source = report("c", "c", "2022-07-14");
    let unsure = Event {
        confidence: 0.4,
        ..event(&source, SEVERED, "UKR>SYR>", "2022-06-30")
    };
    desk.tell(&source, &[unsure]);
    desk.hear("d", "2022-07-14", SEVERED, "NIC>TWN>", "2021-12-09");
    let listed = |desk: &Desk| -> Vec<&'static str> {
        desk.ledger
            .doubts(0, 10)
            .unwrap()
            .doubts
            .iter()
            .map(|doubt| doubt.why.as_str())
            .collect()
    };
    assert_eq!(listed(&desk), ["disputed", "disputed", "doubtful"]);
    let claim = desk.ledger.doubts(0, 1).unwrap().doubts[0].claim.clone();
    desk.ledger
        .review(&claim, &Opinion::Reject, READER)
        .unwrap();
    assert_eq!(
        listed(&desk),
        ["doubtful"],
        "with one rejected the other is disputed no longer"
    );
}

#[test]
fn the_list_of_doubts_comes_in_pages_that_join_without_a_gap() {
    let mut desk = desk();
    let reader = Ledger::open_to_read(&desk.path).unwrap();
    let acts = [SEVERED, "suspend-diplomatic-relations"];
    for n in 0..14 {
        let name = format!("paper {n}");
        let source = report(&name, &name, "2022-07-14");
        // Some contradict each other, most are unsure, some are both, and many are as unsure as others.
        let who = ["UKR>PRK>", "UKR>SYR>", "NIC>TWN>"][n % 3];
        let told = Event {
            confidence: [0.95, 0.4, 0.4, 0.7, 0.89][n % 5],
            ..event(
                &source,
                acts[(n / 4) % 2],
                who,
                ["2022-07-13", "2021-12-09"][n % 2],
            )
        };
        desk.tell(&source, &[told]);
        if n == 9 {
            let claim = reader.doubts(2, 1).unwrap().doubts[0].claim.clone();
            desk.ledger
                .review(&claim, &Opinion::Accept, READER)
                .unwrap();
            assert_eq!(reader.place_in_doubt(&claim).unwrap(), None);
        }
        let whole = reader.doubts(0, 100).unwrap();
        assert_eq!(whole.total, whole.doubts.len(), "after {n}");
        let of = |doubts: &[Doubt]| -> Vec<String> {
            doubts.iter().map(|doubt| doubt.claim.clone()).collect()
        };
        let whole = of(&whole.doubts);
        let pages: Vec<String> = (0..=whole.len())
            .step_by(3)
            .flat_map(|offset| of(&reader.doubts(offset, 3).unwrap().doubts))
            .collect();
        assert_eq!(pages, whole, "after {n}");
        for (at, claim) in whole.iter().enumerate() {
            assert_eq!(reader.place_in_doubt(claim).unwrap(), Some(at));
        }
        let anew = Ledger::open_to_read(&desk.path).unwrap();
        assert_eq!(of(&anew.doubts(0, 100).unwrap().doubts), whole);
    }
    assert!(reader.doubts(0, 0).unwrap().total > 8);
}
