//! A ministry's statement of July 2022, from the file to the ledger's answers, as a user goes through it.
//!
//! The report tells two recognitions and two breaks of relations, each several times over, beside much that must not move
//! a relation: what Ukraine calls null and void, sanctions that others imposed, a consular relation that goes on.

mod place;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const SAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../samples/ukraine-dprk-2022-07.txt"
);

/// What the report says. Where `recipient`, `object` or `date` is `None`, the report leaves it open.
struct Row {
    actor: &'static str,
    act: &'static str,
    event: Option<&'static str>,
    recipient: Option<&'static [&'static str]>,
    object: Option<&'static [&'static str]>,
    date: Option<&'static str>,
    modality: &'static [&'static str],
    /// Words of the sentence that tells it.
    told: &'static str,
}

const TOLD: [Row; 9] = [
    Row {
        actor: "PRK",
        act: "recognize-state",
        event: Some("SUPPORT"),
        recipient: None,
        object: Some(&["DNR", "LNR"]),
        date: Some("2022-07-13"),
        modality: &["asserted"],
        told: "recogni",
    },
    Row {
        actor: "UKR",
        act: "condemn",
        event: Some("ACCUSE"),
        recipient: Some(&["PRK"]),
        object: None,
        date: Some("2022-07-13"),
        modality: &["asserted"],
        told: "strongly condemns",
    },
    Row {
        actor: "UKR",
        act: "sever-diplomatic-relations",
        event: Some("SANCTION"),
        recipient: Some(&["PRK"]),
        object: Some(&[]),
        date: Some("2022-07-13"),
        modality: &["asserted"],
        told: "diplomatic relations with",
    },
    Row {
        actor: "SYR",
        act: "recognize-state",
        event: Some("SUPPORT"),
        recipient: None,
        object: Some(&["DNR", "LNR"]),
        date: Some("2022-06-29"),
        modality: &["asserted"],
        told: "On June 29",
    },
    Row {
        actor: "UKR",
        act: "sever-diplomatic-relations",
        event: Some("SANCTION"),
        recipient: Some(&["SYR"]),
        object: Some(&[]),
        date: Some("2022-06-30"),
        modality: &["asserted"],
        told: "On June 30",
    },
    Row {
        actor: "UKR",
        act: "keep-consular-relations",
        event: None,
        recipient: Some(&["SYR"]),
        object: Some(&[]),
        date: Some("2022-06-30"),
        modality: &["asserted"],
        told: "without breaking consular relations",
    },
    Row {
        actor: "RUS",
        act: "appeal",
        event: Some("REQUEST"),
        recipient: Some(&["PRK"]),
        object: None,
        date: None,
        modality: &["asserted"],
        told: "Russia's appeal",
    },
    Row {
        actor: "RUS",
        act: "occupy",
        event: None,
        recipient: Some(&["UKR"]),
        object: None,
        date: None,
        modality: &["asserted", "historical"],
        told: "Ukrain",
    },
    Row {
        actor: "UKR",
        act: "threaten",
        event: Some("THREATEN"),
        recipient: None,
        object: None,
        date: None,
        modality: &["future"],
        told: "will continue to respond",
    },
];

/// Runs `legation` and gives what it writes on standard output; it must succeed.
fn legation(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_legation"))
        .args(args)
        .env_remove("LEGATION_LEDGER")
        .output()
        .expect("the program starts");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "legation {}: {}\n{complaint}",
        args.join(" "),
        output.status
    );
    String::from_utf8(output.stdout).expect("the program writes UTF-8")
}

fn json(args: &[&str]) -> Value {
    let written = legation(args);
    serde_json::from_str(&written)
        .unwrap_or_else(|e| panic!("legation {}: {e}\n{written}", args.join(" ")))
}

fn events() -> Vec<Value> {
    let lines = legation(&["read", "--format", "jsonl", SAMPLE]);
    lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect()
}

fn sample() -> String {
    std::fs::read_to_string(SAMPLE).expect("the sample is there")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn ids(parties: &Value) -> BTreeSet<&str> {
    list(parties)
        .iter()
        .filter_map(|party| party["id"].as_str())
        .collect()
}

fn is_told_by(row: &Row, event: &Value) -> bool {
    let are = |field: &str, wanted: Option<&[&'static str]>| {
        wanted.is_none_or(|wanted| ids(&event[field]) == wanted.iter().copied().collect())
    };
    event["act"] == row.act
        && ids(&event["actor"]) == BTreeSet::from([row.actor])
        && are("recipient", row.recipient)
        && are("object", row.object)
        && row
            .date
            .is_none_or(|date| event["date"] == date && event["date_precision"] == "day")
        && event["modality"]
            .as_str()
            .is_some_and(|modality| row.modality.contains(&modality))
}

fn the_one<'a>(events: &'a [Value], row: &Row) -> &'a Value {
    let found: Vec<&Value> = events
        .iter()
        .filter(|event| is_told_by(row, event))
        .collect();
    let all: Vec<String> = events.iter().map(in_short).collect();
    let Row {
        actor,
        act,
        recipient,
        ..
    } = row;
    assert_eq!(
        found.len(),
        1,
        "{actor} {act} {recipient:?} is to be found once, in:\n{}",
        all.join("\n")
    );
    found[0]
}

fn in_short(event: &Value) -> String {
    let (actor, recipient, object) = (
        ids(&event["actor"]),
        ids(&event["recipient"]),
        ids(&event["object"]),
    );
    format!(
        "{actor:?} {} {recipient:?} {object:?} {} {}",
        event["act"], event["date"], event["modality"]
    )
}

/// The text that a `[start, end)` of the output covers.
fn covered<'a>(text: &'a str, span: &Value) -> &'a str {
    let at = |i: usize| span[i].as_u64().and_then(|n| usize::try_from(n).ok());
    let (start, end) = at(0)
        .zip(at(1))
        .unwrap_or_else(|| panic!("{span} is no span"));
    text.get(start..end)
        .unwrap_or_else(|| panic!("{span} lies outside the file or within a character"))
}

#[test]
fn each_thing_is_told_once() {
    let events = events();
    for row in &TOLD {
        let event = the_one(&events, row);
        let sentence = event["text"].as_str().unwrap_or_default();
        assert!(
            sentence.contains(row.told),
            "{} is told by {sentence:?}",
            row.act
        );
        if let Some(plover) = row.event {
            assert_eq!(event["event"], plover, "{}", row.act);
        }
    }
}

#[test]
fn the_break_with_pyongyang_answers_its_recognition() {
    let events = events();
    let [recognition, break_off] = [the_one(&events, &TOLD[0]), the_one(&events, &TOLD[2])];
    assert!(recognition["id"].is_string());
    assert_eq!(break_off["cause"], recognition["id"]);
}

#[test]
fn nothing_else_moves_a_relation() {
    let codebook = json(&["codebook", "--format", "json"]);
    let moving: BTreeSet<&str> = list(&codebook)
        .iter()
        .filter(|act| act["moves"].is_object())
        .filter_map(|act| act["id"].as_str())
        .collect();
    assert!(
        moving.contains("sever-diplomatic-relations"),
        "the codebook tells which acts move a relation"
    );

    let events = events();
    let moves = |event: &&Value| {
        event["modality"] == "asserted"
            && event["act"]
                .as_str()
                .is_some_and(|act| moving.contains(act))
    };
    for event in events.iter().filter(moves) {
        assert!(
            TOLD.iter().any(|row| is_told_by(row, event)),
            "the report does not say {}",
            in_short(event)
        );
    }
}

#[test]
fn every_span_leads_back_to_the_file() {
    let text = sample();
    let events = events();
    assert!(!events.is_empty());
    for event in &events {
        assert_eq!(
            covered(&text, &event["span"]),
            event["text"].as_str().unwrap_or_default()
        );
        for role in ["actor", "recipient", "object"] {
            for party in list(&event[role]) {
                let name = party["text"].as_str().unwrap_or_default();
                assert!(!name.is_empty(), "{role} of {}", in_short(event));
                assert_eq!(covered(&text, &party["span"]), name);
            }
        }
        if !event["attribution"].is_null() {
            let words = event["attribution"]["text"].as_str().unwrap_or_default();
            assert_eq!(covered(&text, &event["attribution"]["span"]), words);
        }
        assert!(!covered(&text, &event["trigger"]).is_empty());
        list(&event["evidence"])
            .iter()
            .for_each(|span| _ = covered(&text, span));
    }
}

#[test]
fn causes_are_events_of_the_same_report() {
    let events = events();
    let known: BTreeSet<&str> = events
        .iter()
        .filter_map(|event| event["id"].as_str())
        .collect();
    assert_eq!(known.len(), events.len(), "each event has an id of its own");
    for event in events.iter().filter(|event| !event["cause"].is_null()) {
        assert!(
            event["cause"]
                .as_str()
                .is_some_and(|cause| known.contains(cause)),
            "{}",
            in_short(event)
        );
    }
}

/// A ledger that holds the sample, in a folder that goes with it.
struct Desk {
    folder: place::Folder,
}

impl Desk {
    fn with_the_sample() -> Self {
        let desk = Desk {
            folder: place::Folder::new(),
        };
        let summary = desk.ingest();
        assert_eq!(
            (&summary["new"], &summary["errors"]),
            (&1.into(), &0.into()),
            "{summary}"
        );
        desk
    }

    fn ledger(&self) -> String {
        let path: &Path = self.folder.path();
        let file = path.join("desk.ledger");
        place::ledger(path, file.to_str().expect("a path in UTF-8"))
    }

    fn ingest(&self) -> Value {
        json(&[
            "ingest",
            SAMPLE,
            "--ledger",
            &self.ledger(),
            "--format",
            "json",
        ])
    }

    fn ask(&self, question: &[&str]) -> Value {
        let ledger = self.ledger();
        json(&[question, &["--ledger", &ledger, "--format", "json"]].concat())
    }

    /// Aspect to state and since when.
    fn standing(&self, question: &[&str]) -> BTreeMap<String, (String, String)> {
        let answer = self.ask(question);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let line = |line: &Value| {
            (
                text(&line["aspect"]),
                (text(&line["state"]), text(&line["since"])),
            )
        };
        list(&answer["relations"]).iter().map(line).collect()
    }

    /// Who recognises, and since when.
    fn recognised_by(&self, entity: &str) -> BTreeMap<String, String> {
        let answer = self.ask(&["recognition", entity]);
        assert_eq!(answer["of"], entity);
        assert!(
            list(&answer["withdrawn"]).is_empty() && list(&answer["refused"]).is_empty(),
            "{answer}"
        );
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        list(&answer["recognised_by"])
            .iter()
            .map(|line| (text(&line["id"]), text(&line["since"])))
            .collect()
    }
}

fn stands(lines: &[(&str, &str, &str)]) -> BTreeMap<String, (String, String)> {
    lines
        .iter()
        .map(|(aspect, state, since)| ((*aspect).into(), ((*state).into(), (*since).into())))
        .collect()
}

#[test]
fn the_ledger_knows_how_the_states_stand() {
    let desk = Desk::with_the_sample();
    let severed = stands(&[("diplomatic", "severed", "2022-07-13")]);
    assert_eq!(desk.standing(&["relations", "UKR", "PRK"]), severed);
    assert_eq!(
        desk.standing(&["relations", "PRK", "UKR", "--on", "2022-07-20"]),
        severed,
        "the pair is not ordered"
    );
    assert_eq!(
        desk.standing(&["relations", "UKR", "PRK", "--on", "2022-07-12"]),
        stands(&[]),
        "not yet"
    );
    assert_eq!(
        desk.standing(&["relations", "UKR", "SYR"]),
        stands(&[
            ("diplomatic", "severed", "2022-06-30"),
            ("consular", "kept", "2022-06-30")
        ])
    );
    assert_eq!(
        desk.standing(&["relations", "UKR", "RUS"]),
        stands(&[]),
        "the report tells of no break with Russia"
    );
}

#[test]
fn the_ledger_knows_who_recognises_whom() {
    let desk = Desk::with_the_sample();
    let by = BTreeMap::from([
        ("PRK".to_owned(), "2022-07-13".to_owned()),
        ("SYR".to_owned(), "2022-06-29".to_owned()),
    ]);
    assert_eq!(desk.recognised_by("DNR"), by);
    assert_eq!(desk.recognised_by("LNR"), by);
}

#[test]
fn every_claim_is_explained_by_its_sentence() {
    let desk = Desk::with_the_sample();
    let text = sample();
    let questions: [&[&str]; 4] = [
        &["relations", "UKR", "PRK"],
        &["relations", "UKR", "SYR"],
        &["recognition", "DNR"],
        &["recognition", "LNR"],
    ];
    let mut explained = 0;
    for question in questions {
        let answer = desk.ask(question);
        for line in list(&answer["relations"])
            .iter()
            .chain(list(&answer["recognised_by"]))
        {
            assert!(
                !list(&line["claims"]).is_empty(),
                "a line without a claim: {line}"
            );
            assert!(
                !list(&line["sources"]).is_empty(),
                "a line without a source: {line}"
            );
            for source in list(&line["sources"]) {
                assert_eq!(
                    covered(&text, &source["span"]),
                    source["text"].as_str().unwrap_or_default()
                );
            }
            for claim in list(&line["claims"]) {
                let id = claim.as_str().unwrap_or_default();
                let reason = desk.ask(&["explain", id]);
                assert_eq!(reason["claim"], *claim);
                let sentence = reason["event"]["text"].as_str().unwrap_or_default();
                assert_eq!(covered(&text, &reason["event"]["span"]), sentence);
                let told = TOLD
                    .iter()
                    .filter(|row| is_told_by(row, &reason["event"]))
                    .map(|row| row.told)
                    .next();
                assert!(
                    told.is_some_and(|words| sentence.contains(words)),
                    "{id} rests on {sentence:?}"
                );
                explained += 1;
            }
        }
    }
    assert_eq!(
        explained, 7,
        "three relations and four recognitions rest on one claim each"
    );
}

#[test]
fn reading_it_again_changes_nothing() {
    let desk = Desk::with_the_sample();
    let before = desk.ask(&["relations", "UKR", "PRK"]);
    let again = desk.ingest();
    assert_eq!(
        (&again["new"], &again["known"]),
        (&0.into(), &1.into()),
        "{again}"
    );
    assert_eq!(desk.ask(&["relations", "UKR", "PRK"]), before);
}
