//! What pages ask, while others write.

mod desk;

use std::collections::BTreeSet;

use desk::{Desk, READER, day, desk, event, report};
use legation_ledger::{Among, AsOf, Change, Direction, Ledger, Opinion, Reading, Sought, Standing};

const SEVERED: &str = "sever-diplomatic-relations";
const RESTORED: &str = "restore-diplomatic-relations";

fn standings(ledger: &Ledger, of: &str, as_of: AsOf) -> Vec<Standing> {
    let folded = ledger.folded(of, as_of.as_known).unwrap();
    folded.on(as_of.on, None, Direction::Both)
}

fn states(ledger: &Ledger, of: &str) -> Vec<String> {
    standings(ledger, of, AsOf::on(day("2023")))
        .iter()
        .map(|one| format!("{} {} {}", one.with, one.aspect, one.state))
        .collect()
}

/// All that a ledger says of these entities, now and as known on a day, as JSON.
fn all_of(ledger: &Ledger, ids: &[&str]) -> String {
    let mut all = String::new();
    for as_known in [None, Some(day("2022-07-15"))] {
        // Of a few days only some aspects are folded, and kept.
        for few in ["2022-07-02", "2022-07-09", "2022-07-16"] {
            let changes = ledger.changes(day(few), Some(day(few)), as_known).unwrap();
            all += &serde_json::to_string(&changes).unwrap();
        }
        let as_of = AsOf {
            on: day("2023"),
            as_known,
        };
        for id in ids {
            for aspect in [None, Some("recognition")] {
                let found = ledger.folded(id, as_known).unwrap();
                let found = found.on(as_of.on, aspect, Direction::Both);
                all += &serde_json::to_string(&found).unwrap();
            }
        }
        let changes = ledger.changes(day("2021"), None, as_known).unwrap();
        all += &serde_json::to_string(&changes).unwrap();
    }
    all + &serde_json::to_string(&ledger.mentioned().unwrap()).unwrap()
}

fn hear(desk: &mut Desk, n: usize, act: &str, who: &str) {
    let date = format!("2022-07-{:02}", 1 + n % 28);
    let published = format!("2022-08-{:02}", 1 + n % 28);
    desk.hear(&format!("paper {n}"), &published, act, who, &date);
}

#[test]
fn whatever_another_writes_is_in_the_next_answer() {
    let mut desk = desk();
    desk.on("2022-07-14");
    hear(&mut desk, 1, SEVERED, "UKR>PRK>");
    let reader = Ledger::open_to_read(&desk.path).unwrap();
    assert_eq!(states(&reader, "UKR"), ["PRK diplomatic severed"]);

    hear(&mut desk, 2, "recognize-state", "PRK>>DNR");
    hear(&mut desk, 3, SEVERED, "UKR>SYR>");
    assert_eq!(
        states(&reader, "UKR"),
        ["PRK diplomatic severed", "SYR diplomatic severed"]
    );
    assert_eq!(states(&reader, "DNR"), ["PRK recognition recognised"]);

    let claim = standings(&reader, "UKR", AsOf::on(day("2023")))[1]
        .claim
        .clone()
        .unwrap();
    desk.ledger
        .review(&claim, &Opinion::Reject, READER)
        .unwrap();
    assert_eq!(states(&reader, "UKR"), ["PRK diplomatic severed"]);
    desk.ledger.review(&claim, &Opinion::Undo, READER).unwrap();
    assert_eq!(states(&reader, "UKR").len(), 2);
    assert!(desk.ledger.retract("paper 1", None, READER).unwrap());
    assert_eq!(states(&reader, "UKR"), ["SYR diplomatic severed"]);
}

#[test]
fn what_is_kept_is_what_would_be_folded_anew() {
    let ids = ["UKR", "PRK", "SYR", "RUS", "DNR"];
    let acts = [
        SEVERED,
        RESTORED,
        "recognize-state",
        "close-embassy",
        "impose-sanctions",
    ];
    let mut desk = desk();
    desk.on("2022-07-14");
    let first = Ledger::open_to_read(&desk.path).unwrap();
    let second = first.beside(&desk.path).unwrap();
    for n in 0..24 {
        let (a, b) = (ids[n * 7 % 5], ids[(n * 7 + 1 + n % 3) % 5]);
        let act = acts[n * 3 % 5];
        let who = match act {
            "recognize-state" => format!("{a}>>{b}"),
            _ => format!("{a}>{b}>"),
        };
        desk.on(if n < 12 { "2022-07-14" } else { "2022-07-20" });
        hear(&mut desk, n, act, &who);
        if n % 5 == 4 {
            desk.ledger
                .retract(&format!("paper {}", n - 2), None, READER)
                .unwrap();
        }
        // Now and then all that moved is folded before somebody asks, now and then a part of it.
        if n % 4 == 1 {
            while second.freshen(2).unwrap() {}
        } else if n % 4 == 3 {
            first.freshen(1).unwrap();
        }
        if n % 3 == 0 {
            let anew = Ledger::open_to_read(&desk.path).unwrap();
            let expected = all_of(&anew, &ids);
            for reader in [&first, &second, &desk.ledger] {
                assert_eq!(all_of(reader, &ids), expected, "after report {n}");
            }
        }
    }
}

#[test]
fn readers_that_share_what_was_folded_read_while_another_writes() {
    let mut desk = desk();
    hear(&mut desk, 0, SEVERED, "UKR>PRK>");
    let first = Ledger::open_to_read(&desk.path).unwrap();
    let mut readers: Vec<Ledger> = (0..4).map(|_| first.beside(&desk.path).unwrap()).collect();
    let ahead = readers.pop().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for _ in 0..200 {
                ahead.freshen(1).unwrap();
            }
        });
        for reader in readers {
            scope.spawn(move || {
                let mut last = 0;
                for _ in 0..60 {
                    let known = states(&reader, "UKR").len();
                    assert!(known >= last, "{known} after {last}");
                    last = known;
                    reader.changes(day("2022"), None, None).unwrap();
                }
            });
        }
        for n in 1..40 {
            hear(&mut desk, n, SEVERED, &format!("UKR>S{n:02}>"));
        }
    });
    assert_eq!(states(&first, "UKR").len(), 40);
}

fn since(changes: &[Change]) -> Vec<String> {
    let told = |change: &Change| {
        let since = change.relation.since.unwrap();
        format!("{} {since}", change.pair.join("–"))
    };
    changes.iter().map(told).collect()
}

#[test]
fn of_what_moved_only_what_is_chosen_is_told_whole() {
    let mut desk = desk();
    hear(&mut desk, 2, SEVERED, "UKR>PRK>");
    hear(&mut desk, 4, SEVERED, "UKR>SYR>");
    hear(&mut desk, 6, SEVERED, "IRN>SAU>");
    let within = (day("2022-07"), None);
    let ask = |among: Among, leave: usize| {
        let latest_first = |moved: Vec<legation_ledger::Moved>| {
            moved.into_iter().rev().skip(leave).take(2).collect()
        };
        let found = desk.ledger.changes_among(among, within, None, latest_first);
        since(&found.unwrap())
    };
    assert_eq!(
        ask(Among::All, 0),
        ["IRN–SAU 2022-07-07", "SYR–UKR 2022-07-05"]
    );
    assert_eq!(ask(Among::All, 2), ["PRK–UKR 2022-07-03"]);
    assert_eq!(
        ask(Among::Of("UKR"), 0),
        ["SYR–UKR 2022-07-05", "PRK–UKR 2022-07-03"]
    );
    assert_eq!(ask(Among::Two("UKR", "PRK"), 0), ["PRK–UKR 2022-07-03"]);
}

#[test]
fn the_latest_events_are_those_that_stand_and_had_begun() {
    let mut desk = desk();
    hear(&mut desk, 2, SEVERED, "UKR>PRK>");
    hear(&mut desk, 4, SEVERED, "UKR>SYR>");
    hear(&mut desk, 6, SEVERED, "IRN>UKR>");
    let latest = |on: &str, limit: usize| {
        let told = desk.ledger.latest_events("UKR", AsOf::on(day(on)), limit);
        let reports = told.unwrap().into_iter().map(|told| told.event.report);
        reports.collect::<Vec<_>>()
    };
    assert_eq!(latest("2023", 2), ["paper 6", "paper 4"]);
    assert_eq!(latest("2022-07-05", 9), ["paper 4", "paper 2"]);
    desk.ledger.retract("paper 6", None, READER).unwrap();
    let told = desk.ledger.latest_events("UKR", AsOf::on(day("2023")), 1);
    assert_eq!(told.unwrap()[0].event.report, "paper 4");
}

#[test]
fn reports_are_found_by_their_words_on_either_store() {
    let mut desk = desk();
    for (id, title, text) in [
        (
            "a",
            "Envoy",
            "Ukraine SEVERED diplomatic relations with Syria; it's final.",
        ),
        (
            "b",
            "Visit",
            "Brasília severs nothing: the relations are not diplomatic.",
        ),
        (
            "c",
            "Severing",
            "Nothing else of note was said on 13 July 2022.",
        ),
    ] {
        let told = legation_text::Report {
            id: id.to_owned(),
            title: Some(title.to_owned()),
            ..legation_text::Report::new(text.to_owned()).dated(day("2022-07-14"))
        };
        let events = [event(
            &report(id, "Atlas", "2022-07-14"),
            SEVERED,
            "UKR>SYR>",
            "",
        )];
        let reading = Reading {
            report: &told,
            events: if id == "a" { &events } else { &[] },
            publisher_entity: None,
        };
        desk.ledger.record(&[reading]).unwrap();
    }
    let found = |words: &str| -> String {
        let sought = Sought {
            words,
            limit: 10,
            ..Sought::default()
        };
        let found = desk.ledger.search(sought).unwrap();
        let ids: BTreeSet<String> = found.reports.into_iter().map(|r| r.report.id).collect();
        assert_eq!(found.total as usize, ids.len());
        ids.into_iter().collect()
    };
    for (words, reports) in [
        ("severed", "abc"),
        ("sever ukraine", "a"),
        ("\"diplomatic relations\"", "a"),
        ("diplomatic relations", "ab"),
        ("brasilia", "b"),
        ("BRASÍLIA the", "b"),
        ("it's", "a"),
        ("of", "c"),
        ("2022", "c"),
        ("envoy final", "a"),
        ("sever OR nothing", ""),
        ("sever* & | ! ( ) : ' nothing", "bc"),
        ("absent", ""),
        ("*", ""),
    ] {
        assert_eq!(found(words), reports, "{words}");
    }
    let sought = Sought {
        words: "severing final",
        limit: 1,
        ..Sought::default()
    };
    let excerpt = desk
        .ledger
        .search(sought)
        .unwrap()
        .reports
        .remove(0)
        .excerpt;
    assert!(
        excerpt.contains("\u{2}SEVERED\u{3} diplomatic"),
        "{excerpt}"
    );
}
