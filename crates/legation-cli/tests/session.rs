//! The command as its users meet it: a desk reads reports, keeps a ledger, asks it, and makes mistakes.

mod place;

use std::path::Path;

use assert_cmd::Command;
use place::Folder;
use serde_json::Value;

const SEVERED: &str =
    "Ukraine severed diplomatic relations with Syria on June 30, the foreign ministry said.";
const RECOGNISED: &str = "Syria recognised Abkhazia on May 29, the Syrian foreign ministry said.";

fn desk() -> Folder {
    let folder = Folder::new();
    std::fs::write(folder.path().join("severed.txt"), SEVERED).unwrap();
    std::fs::write(folder.path().join("recognised.txt"), RECOGNISED).unwrap();
    folder
}

fn legation(at: &Path, line: &str) -> Command {
    let mut command = Command::cargo_bin("legation").unwrap();
    command
        .current_dir(at)
        .env("LEGATION_LEDGER", place::ledger(at, "legation.ledger"))
        .env("COLUMNS", "80")
        .args(line.split_whitespace());
    command
}

/// What a command that does all prints.
fn printed(at: &Path, line: &str) -> String {
    let output = legation(at, line)
        .assert()
        .success()
        .get_output()
        .stdout
        .clone();
    String::from_utf8(output).unwrap()
}

fn json(at: &Path, line: &str) -> Value {
    serde_json::from_str(&printed(at, &format!("{line} --format json"))).unwrap()
}

/// The exit code of a command and what it says on standard error.
fn complaint(at: &Path, line: &str) -> (i32, String) {
    let output = legation(at, line).output().unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn ingested() -> Folder {
    let folder = desk();
    let line = "ingest severed.txt recognised.txt --date 2022-07-01 --publisher Atlas";
    let said = printed(folder.path(), line);
    assert_eq!(
        said,
        format!(
            "{}: 2 new reports, 0 known; 2 events, 2 claims\n",
            place::named(folder.path(), "legation.ledger")
        )
    );
    folder
}

#[test]
fn read_shows_the_event_and_marks_the_words() {
    let desk = desk();
    let said = printed(desk.path(), "read severed.txt --date 2022-07-01");
    assert!(
        said.contains("UKR  sever-diplomatic-relations  SYR  asserted"),
        "{said}"
    );
    assert!(said.contains('«') && said.contains('»'), "{said}");
    assert!(
        said.lines().all(|line| line.chars().count() <= 80),
        "{said}"
    );
}

#[test]
fn read_writes_events_as_promised() {
    let desk = desk();
    let said = printed(
        desk.path(),
        "read severed.txt recognised.txt --date 2022-07-01 --format jsonl",
    );
    let events: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(events.len(), 2);
    assert_eq!(events[0]["act"], "sever-diplomatic-relations");
    assert_eq!(events[0]["actor"][0]["id"], "UKR");
    assert_eq!(events[0]["modality"], "asserted");
    assert!(events[0]["span"].is_array());
    assert_eq!(events[1]["object"][0]["id"], "ABH");
    let whole: Value = json(
        desk.path(),
        "read severed.txt recognised.txt --date 2022-07-01",
    );
    assert_eq!(whole.as_array().unwrap().len(), 2);
    let csv = printed(
        desk.path(),
        "read severed.txt recognised.txt --date 2022-07-01 --format csv",
    );
    assert_eq!(csv.lines().count(), 3);
}

#[test]
fn read_takes_standard_input() {
    let desk = desk();
    let output = legation(desk.path(), "read - --format jsonl --date 2022-07-01")
        .write_stdin(SEVERED)
        .output()
        .unwrap();
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("sever-diplomatic-relations")
    );
}

#[test]
fn ingesting_twice_changes_nothing() {
    let desk = ingested();
    let line = "ingest severed.txt recognised.txt --date 2022-07-01 --publisher Atlas";
    assert_eq!(
        printed(desk.path(), line),
        format!(
            "{}: 0 new reports, 2 known; 0 events, 0 claims\n",
            place::named(desk.path(), "legation.ledger")
        )
    );
}

#[test]
fn relations_takes_ids_and_names() {
    let desk = ingested();
    let by_id = json(desk.path(), "relations UKR SYR --on 2022-07-20");
    assert_eq!(by_id["pair"], serde_json::json!(["UKR", "SYR"]));
    assert_eq!(by_id["relations"][0]["state"], "severed");
    assert_eq!(by_id["relations"][0]["since"], "2022-06-30");
    assert_eq!(
        json(desk.path(), "relations ukraine Syria --on 2022-07-20"),
        by_id
    );
    let before = json(desk.path(), "relations UKR SYR --on 2022-06-29");
    assert!(before["relations"].as_array().unwrap().is_empty());
}

#[test]
fn the_other_questions_are_answered_too() {
    let desk = ingested();
    let recognition = json(desk.path(), "recognition Abkhazia");
    assert_eq!(
        (&recognition["of"], &recognition["recognised_by"][0]["id"]),
        (&"ABH".into(), &"SYR".into())
    );
    let timeline = json(desk.path(), "timeline UKR SYR");
    assert_eq!(
        timeline["entries"][0]["event"]["act"],
        "sever-diplomatic-relations"
    );
    let changes = json(desk.path(), "changes --since 2022-06");
    assert_eq!(changes["changes"].as_array().unwrap().len(), 1);
    for line in [
        "relations UKR SYR",
        "recognition ABH",
        "timeline UKR SYR",
        "changes --since 2022",
    ] {
        let said = printed(desk.path(), line);
        assert!(
            said.lines().all(|line| line.chars().count() <= 80),
            "{said}"
        );
        assert!(
            printed(desk.path(), &format!("{line} --format csv"))
                .lines()
                .count()
                >= 2
        );
    }
}

#[test]
fn explain_leads_to_the_sentence() {
    let desk = ingested();
    let relations = json(desk.path(), "relations UKR SYR");
    let claim = relations["relations"][0]["claims"][0].as_str().unwrap();
    let explained = json(desk.path(), &format!("explain {}", &claim[..8]));
    assert_eq!(explained["claim"], claim);
    assert!(
        explained["event"]["text"]
            .as_str()
            .unwrap()
            .starts_with("Ukraine severed")
    );
    let said = printed(desk.path(), &format!("explain {claim}"));
    assert!(
        said.contains("diplomatic SYR – UKR: severed from 2022-06-30"),
        "{said}"
    );
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_done() {
    let desk = desk();
    let output = legation(
        desk.path(),
        "read missing.txt severed.txt --date 2022-07-01 --format jsonl",
    )
    .output()
    .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 1);
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("missing.txt")
    );
    let (code, said) = complaint(
        desk.path(),
        "ingest missing.txt severed.txt --date 2022-07-01",
    );
    assert_eq!(code, 1);
    assert!(said.contains("missing.txt"));
}

#[test]
fn a_name_that_nothing_has_is_a_wrong_command_line_with_a_hint() {
    let desk = ingested();
    for line in [
        "relations Ukrane SYR",
        "recognition Ukrane",
        "timeline SYR Ukrane",
        "who Ukrane",
    ] {
        let (code, said) = complaint(desk.path(), line);
        assert_eq!(code, 2, "{line}");
        assert!(said.contains("did you mean Ukraine (UKR)"), "{said}");
    }
    assert_eq!(complaint(desk.path(), "codebook sever-everything").0, 2);
    assert_eq!(complaint(desk.path(), "relations UKR").0, 2);
    assert_eq!(
        complaint(desk.path(), "relations UKR SYR --on yesterday").0,
        2
    );
}

#[test]
fn a_ledger_that_cannot_be_used_is_named_with_the_remedy() {
    let desk = desk();
    let (code, said) = complaint(desk.path(), "relations UKR SYR --ledger none.ledger");
    assert_eq!(code, 1);
    assert!(
        said.contains("none.ledger") && said.contains("legation ingest"),
        "{said}"
    );
    let (code, said) = complaint(desk.path(), "ingest severed.txt --ledger severed.txt");
    assert_eq!(code, 1);
    assert!(said.contains("severed.txt: is not a ledger"), "{said}");
    assert_eq!(
        std::fs::read_to_string(desk.path().join("severed.txt")).unwrap(),
        SEVERED
    );
}

#[test]
fn the_ledger_can_be_named_by_the_environment() {
    let desk = desk();
    legation(desk.path(), "ingest severed.txt")
        .env("LEGATION_LEDGER", "own.ledger")
        .assert()
        .success();
    assert!(desk.path().join("own.ledger").exists());
}

#[test]
fn who_names_the_line_of_the_gazetteer() {
    let desk = desk();
    let answer = json(desk.path(), "who Ukraine --on 2022-07-13");
    assert_eq!(answer["meanings"][0]["id"], "UKR");
    assert_eq!(answer["meanings"][0]["holds"], true);
    assert!(
        answer["meanings"][0]["source"]
            .as_str()
            .unwrap()
            .starts_with("names/")
    );
}

#[test]
fn the_codebook_is_listed_and_an_own_one_adds_to_it() {
    let desk = desk();
    assert!(printed(desk.path(), "codebook").contains("sever-diplomatic-relations"));
    assert_eq!(
        json(desk.path(), "codebook sever-diplomatic-relations")["id"],
        "sever-diplomatic-relations"
    );
    let own = "[[act]]\nid='twin-cities'\nname='Twin cities'\ndefinition='Twins two cities.'\nevent='AGREE'\n\
               cameo='057'\nplover_score=3.0\ngoldstein=3.0\n";
    std::fs::write(desk.path().join("own.toml"), own).unwrap();
    assert!(
        printed(desk.path(), "codebook twin-cities --codebook own.toml")
            .contains("Twins two cities.")
    );
    std::fs::write(desk.path().join("bad.toml"), "[[act]]\nid = 3\n").unwrap();
    let (code, said) = complaint(desk.path(), "codebook --codebook bad.toml");
    assert_eq!(code, 2);
    assert!(said.contains("bad.toml"), "{said}");
}

#[test]
fn evaluate_scores_annotated_reports() {
    let desk = desk();
    let report = format!(
        "id = 'e1'\ndate = '2022-07-01'\ntext = '''\n{SEVERED}\n'''\n[[event]]\nact = 'sever-diplomatic-relations'\n\
         actor = ['UKR']\nrecipient = ['SYR']\nobject = []\ndate = '2022-06-30'\nmodality = 'asserted'\n\
         evidence = 'severed diplomatic relations'\n[[event]]\nact = 'keep-consular-relations'\nactor = ['UKR']\n\
         recipient = ['SYR']\nobject = []\ndate = ''\nmodality = 'asserted'\nevidence = 'said'\n"
    );
    std::fs::write(desk.path().join("e1.toml"), report).unwrap();
    let scores = json(desk.path(), "evaluate e1.toml --errors");
    let events = &scores["events"];
    assert_eq!(
        [&events["gold"], &events["coded"], &events["right"]],
        [2, 1, 1]
    );
    assert_eq!(scores["errors"][0]["mistake"], "missed");
    let said = printed(desk.path(), "evaluate e1.toml --errors");
    assert!(
        said.contains("ledger lines, with dates") && said.contains("missed"),
        "{said}"
    );
    let (code, said) = complaint(desk.path(), "evaluate severed.txt");
    assert_eq!(code, 1);
    assert!(said.contains("severed.txt"), "{said}");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("legation"))
        .args(["codebook", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn every_command_explains_itself_with_examples() {
    let desk = desk();
    let commands = [
        "read",
        "ingest",
        "relations",
        "recognition",
        "timeline",
        "changes",
        "explain",
        "who",
        "codebook",
        "evaluate",
    ];
    for command in commands {
        let help = printed(desk.path(), &format!("{command} --help"));
        assert!(help.contains("Examples:"), "{command} has no examples");
    }
}
