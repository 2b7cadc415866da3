//! A ledger as its users meet it: reports go in, answers come out.

mod desk;

use desk::{Desk, day, desk, event, report};
use legation_coder::{Event, Modality};
use legation_ledger::{AsOf, Ledger, LedgerError, Outcome};
use legation_text::Report;

fn seed(desk: &mut Desk) -> Report {
    let report = report("seed", "Agency", "2022-07");
    let events = [
        event(&report, "recognize-state", "PRK>>DNR,LNR", "2022-07-13"),
        event(
            &report,
            "sever-diplomatic-relations",
            "UKR>PRK>",
            "2022-07-13",
        ),
        event(&report, "recognize-state", "SYR>>DNR,LNR", "2022-06-29"),
        event(
            &report,
            "sever-diplomatic-relations",
            "UKR>SYR>",
            "2022-06-30",
        ),
        event(&report, "keep-consular-relations", "UKR>SYR>", "2022-06-30"),
        event(&report, "condemn", "UKR>PRK>", "2022-07-13"),
    ];
    assert_eq!(
        desk.tell(&report, &events),
        Outcome::New {
            events: 6,
            claims: 7
        }
    );
    report
}

#[test]
fn relations_tell_the_state_since_when_and_on_whose_word() {
    let mut desk = desk();
    seed(&mut desk);
    let line = desk.line("UKR", "PRK", "2022-07-20", "diplomatic").unwrap();
    assert_eq!(
        (line.state.as_str(), line.since),
        ("severed", Some(day("2022-07-13")))
    );
    assert_eq!(
        (line.from, line.to, line.by),
        (None, None, vec!["UKR".to_owned()])
    );
    assert_eq!(line.sources[0].text, "Ukraine broke with North Korea.");
    assert!(
        desk.line("PRK", "UKR", "2022-07-12", "diplomatic")
            .is_none(),
        "it was not so the day before"
    );
}

#[test]
fn severing_diplomatic_relations_leaves_consular_relations_as_they_are() {
    let mut desk = desk();
    seed(&mut desk);
    assert_eq!(
        desk.line("UKR", "SYR", "2022-07-20", "diplomatic")
            .unwrap()
            .state,
        "severed"
    );
    assert_eq!(
        desk.line("UKR", "SYR", "2022-07-20", "consular")
            .unwrap()
            .state,
        "kept"
    );
    assert!(desk.line("UKR", "PRK", "2022-07-20", "consular").is_none());
}

#[test]
fn the_json_of_relations_is_as_promised() {
    let mut desk = desk();
    seed(&mut desk);
    let answer = desk
        .ledger
        .relations("UKR", "PRK", AsOf::on(day("2022-07-20")))
        .unwrap();
    let json = serde_json::to_value(answer).unwrap();
    let line = &json["relations"][0];
    assert_eq!(json["pair"], serde_json::json!(["UKR", "PRK"]));
    assert_eq!(json["on"], "2022-07-20");
    assert_eq!(line["from"], serde_json::Value::Null);
    assert_eq!(line["since_precision"], "day");
    assert_eq!(line["until"], serde_json::Value::Null);
    assert_eq!(line["disputed"], false);
    assert_eq!(line["sources"][0]["published"], "2022-07");
    assert_eq!(line["sources"][0]["span"], serde_json::json!([0, 31]));
}

#[test]
fn recognition_lists_who_recognises_withdrew_and_refused() {
    let mut desk = desk();
    seed(&mut desk);
    let later = report("later", "Agency", "2023-05-02");
    let events = [
        event(&later, "withdraw-recognition", "SYR>>DNR", "2023-05-01"),
        event(&later, "refuse-recognition", "SRB>>DNR", "2023-05-01"),
        event(&later, "recognize-claim", "NIC>RUS>DNR", "2023-05-01"),
    ];
    desk.tell(&later, &events);
    let answer = desk
        .ledger
        .recognition("DNR", AsOf::on(day("2023-06")))
        .unwrap();
    let ids = |list: &[legation_ledger::Recogniser]| {
        list.iter().map(|r| r.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&answer.recognised_by), ["PRK"]);
    assert_eq!(ids(&answer.withdrawn), ["SYR"]);
    assert_eq!(ids(&answer.refused), ["SRB"]);
    let before = desk
        .ledger
        .recognition("DNR", AsOf::on(day("2022-12-31")))
        .unwrap();
    assert_eq!(ids(&before.recognised_by), ["SYR", "PRK"], "earliest first");
    let russia = desk
        .ledger
        .recognition("RUS", AsOf::on(day("2023-06")))
        .unwrap();
    assert!(
        russia.recognised_by.is_empty(),
        "a claim accepted is no state recognised"
    );
    assert_eq!(russia.other[0].object.as_deref(), Some("DNR"));
}

#[test]
fn the_same_report_again_changes_nothing() {
    let mut desk = desk();
    let told = seed(&mut desk);
    let before = desk.ledger.counts().unwrap();
    let events = [event(
        &told,
        "sever-diplomatic-relations",
        "UKR>PRK>",
        "2022-07-13",
    )];
    assert_eq!(
        desk.ledger.known(&told).unwrap(),
        Some(Outcome::Known { differs: false })
    );
    assert_eq!(desk.tell(&told, &events), Outcome::Known { differs: false });
    let copy = Report {
        id: "another id".to_owned(),
        ..told.clone()
    };
    assert_eq!(desk.tell(&copy, &events), Outcome::Known { differs: false });
    let edited = Report {
        text: "Other words.".to_owned(),
        ..told
    };
    assert_eq!(desk.tell(&edited, &[]), Outcome::Known { differs: true });
    assert_eq!(desk.ledger.counts().unwrap(), before);
}

#[test]
fn only_asserted_events_move_a_relation() {
    let mut desk = desk();
    let told = report("r", "Agency", "2022-07-13");
    for (n, modality) in [
        Modality::Negated,
        Modality::Future,
        Modality::Hypothetical,
        Modality::Historical,
    ]
    .into_iter()
    .enumerate()
    {
        let told = report(&format!("r{n}"), "Agency", "2022-07-13");
        let threat = Event {
            modality,
            ..event(
                &told,
                "sever-diplomatic-relations",
                "UKR>PRK>",
                "2022-07-13",
            )
        };
        assert_eq!(
            desk.tell(&told, &[threat]),
            Outcome::New {
                events: 1,
                claims: 0
            }
        );
    }
    let condemned = event(&told, "condemn", "UKR>PRK>", "2022-07-13");
    assert_eq!(
        desk.tell(&told, &[condemned]),
        Outcome::New {
            events: 1,
            claims: 0
        }
    );
    assert_eq!(
        desk.ledger
            .timeline("PRK", "UKR", None, None)
            .unwrap()
            .entries
            .len(),
        5
    );
}

#[test]
fn a_mutual_act_of_three_makes_a_claim_for_every_pair() {
    let mut desk = desk();
    let told = report("r", "Agency", "2020-09-15");
    let events = [event(
        &told,
        "establish-diplomatic-relations",
        "ISR,ARE,BHR>>",
        "2020-09-15",
    )];
    assert_eq!(
        desk.tell(&told, &events),
        Outcome::New {
            events: 1,
            claims: 3
        }
    );
    let line = desk.line("ARE", "ISR", "2020-09-15", "diplomatic").unwrap();
    assert_eq!(line.by, ["ARE", "BHR", "ISR"]);
}

#[test]
fn a_timeline_names_each_event_once_with_all_its_reports() {
    let mut desk = desk();
    for (id, date) in [("a", "2022-06"), ("b", "2022-06-30")] {
        let told = report(id, id, "2022-07-01");
        desk.tell(
            &told,
            &[event(&told, "sever-diplomatic-relations", "UKR>SYR>", date)],
        );
    }
    let told = report("c", "c", "2023-07-01");
    let history = Event {
        modality: Modality::Historical,
        ..event(
            &told,
            "sever-diplomatic-relations",
            "SYR>UKR>",
            "2022-06-30",
        )
    };
    desk.tell(&told, &[history]);
    let timeline = desk.ledger.timeline("SYR", "UKR", None, None).unwrap();
    assert_eq!(timeline.entries.len(), 1);
    assert_eq!(timeline.entries[0].date, Some(day("2022-06-30")));
    assert_eq!(timeline.entries[0].sources.len(), 3);
}

#[test]
fn a_timeline_on_a_date_has_what_had_begun_by_then() {
    let mut desk = desk();
    seed(&mut desk);
    let until = |on: Option<&str>| {
        let timeline = desk.ledger.timeline("SYR", "UKR", on.map(day), None);
        timeline.unwrap().entries.len()
    };
    assert_eq!(until(Some("2022-06-29")), 0);
    assert_eq!(until(Some("2022-06")), until(None));
    assert!(until(None) > 0);
}

#[test]
fn changes_are_what_moved_in_the_time_asked_for() {
    let mut desk = desk();
    seed(&mut desk);
    let moved = |since: &str, until: Option<&str>| {
        let changes = desk
            .ledger
            .changes(day(since), until.map(day), None)
            .unwrap()
            .changes;
        changes
            .iter()
            .map(|c| {
                format!(
                    "{} {}-{} {}",
                    c.relation.aspect, c.pair[0], c.pair[1], c.relation.state
                )
            })
            .collect()
    };
    let july: Vec<String> = moved("2022-07", None);
    assert_eq!(
        july,
        [
            "diplomatic PRK-UKR severed",
            "recognition PRK-DNR recognised",
            "recognition PRK-LNR recognised"
        ]
    );
    let june: Vec<String> = moved("2022-06-01", Some("2022-06-29"));
    assert_eq!(
        june,
        [
            "recognition SYR-DNR recognised",
            "recognition SYR-LNR recognised"
        ]
    );
}

#[test]
fn a_change_tells_the_state_before() {
    let mut desk = desk();
    seed(&mut desk);
    let told = report("r", "Agency", "2025-01-02");
    desk.tell(
        &told,
        &[event(
            &told,
            "restore-diplomatic-relations",
            "UKR,SYR>>",
            "2025-01-01",
        )],
    );
    let changes = desk
        .ledger
        .changes(day("2025"), None, None)
        .unwrap()
        .changes;
    assert_eq!(changes[0].before.as_deref(), Some("severed"));
    let before = desk.line("UKR", "SYR", "2024-12-31", "diplomatic").unwrap();
    assert_eq!(before.until, Some(day("2025-01-01")));
}

#[test]
fn explain_leads_from_a_claim_to_the_words() {
    let mut desk = desk();
    seed(&mut desk);
    let id = desk
        .line("UKR", "PRK", "2022-07-20", "diplomatic")
        .unwrap()
        .claims[0]
        .clone();
    let explained = desk.ledger.explain(&id[..10], None).unwrap();
    assert_eq!(
        (explained.claim.as_str(), explained.words.as_str()),
        (id.as_str(), "broke")
    );
    assert_eq!(
        (
            explained.report.id.as_str(),
            explained.event.report.as_str()
        ),
        ("seed", "seed")
    );
    assert!(matches!(
        desk.ledger.explain("zzz", None),
        Err(LedgerError::NoClaim { .. })
    ));
    assert!(matches!(
        desk.ledger.explain("", None),
        Err(LedgerError::NoClaim { .. })
    ));
}

#[test]
fn what_was_learned_later_was_not_known_then() {
    let mut desk = desk();
    seed(&mut desk);
    let as_of = AsOf {
        on: day("2022-07-20"),
        as_known: Some(day("2022-07-20")),
    };
    assert!(
        desk.ledger
            .relations("UKR", "PRK", as_of)
            .unwrap()
            .relations
            .is_empty()
    );
}

#[test]
fn what_was_acknowledged_is_there_after_the_file_is_opened_again() {
    let mut desk = desk();
    seed(&mut desk);
    let other = Ledger::open_to_read(&desk.path).unwrap();
    assert_eq!(other.counts().unwrap(), desk.ledger.counts().unwrap());
}
