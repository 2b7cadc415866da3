//! A desk keeps its ledger over the years: it starts from a list, reviews, takes retractions and newer coders in.

mod place;

use std::path::Path;

use assert_cmd::Command;
use place::Folder;
use serde_json::Value;

const SEVERED: &str =
    "Ukraine severed diplomatic relations with Syria on June 30, the foreign ministry said.";

fn legation(at: &Path, line: &str) -> Command {
    let mut command = Command::cargo_bin("legation").unwrap();
    command
        .current_dir(at)
        .env("LEGATION_LEDGER", place::ledger(at, "legation.ledger"))
        .env("LEGATION_REVIEWER", "A. Reader")
        .env("COLUMNS", "80")
        .args(line.split_whitespace());
    command
}

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

fn complaint(at: &Path, line: &str) -> (i32, String) {
    let output = legation(at, line).output().unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn line_of(id: &str, text: &str) -> String {
    format!(
        "{{\"id\":\"{id}\",\"date\":\"2022-07-01\",\"publisher\":\"Atlas\",\"text\":\"{text}\"}}\n"
    )
}

fn desk() -> Folder {
    let folder = Folder::new();
    std::fs::write(folder.path().join("news.jsonl"), line_of("story", SEVERED)).unwrap();
    printed(folder.path(), "ingest news.jsonl");
    folder
}

/// The claim that Ukraine severed relations with Syria.
fn claim(at: &Path) -> String {
    let answer = json(at, "relations UKR SYR --on 2022-07-20");
    answer["relations"][0]["claims"][0]
        .as_str()
        .unwrap()
        .to_owned()
}

fn diplomatic(at: &Path, on: &str) -> Option<String> {
    let answer = json(at, &format!("relations UKR SYR --on {on}"));
    let line = answer["relations"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["aspect"] == "diplomatic")?
        .clone();
    Some(format!(
        "{} {}",
        line["state"].as_str().unwrap(),
        line["since"].as_str().unwrap_or("?")
    ))
}

fn sample(name: &str) -> String {
    format!(
        "{}/../../samples/baseline/{name}.csv",
        env!("CARGO_MANIFEST_DIR")
    )
}

#[test]
fn a_verdict_is_given_explained_kept_over_a_second_ingest_and_undone() {
    let desk = desk();
    let at = desk.path();
    let id = claim(at);
    let verdict = json(at, &format!("review reject {} --reason satire", &id[..8]));
    assert_eq!(
        (&verdict["kind"], &verdict["by"], &verdict["stands"]),
        (&"reject".into(), &"A. Reader".into(), &true.into())
    );
    printed(at, "ingest news.jsonl");
    assert_eq!(diplomatic(at, "2022-07-20"), None);
    let said = printed(at, &format!("explain {id}"));
    assert!(
        said.contains("does not stand: a reviewer has rejected it"),
        "{said}"
    );
    assert!(said.contains("by A. Reader: satire"), "{said}");
    let said = printed(at, &format!("review undo {id} --reason mistaken"));
    assert!(said.contains("last verdict undone"), "{said}");
    assert_eq!(
        diplomatic(at, "2022-07-20").as_deref(),
        Some("severed 2022-06-30")
    );
}

#[test]
fn a_date_is_corrected_and_the_corrected_claim_answers() {
    let desk = desk();
    let at = desk.path();
    let id = claim(at);
    printed(
        at,
        &format!("review correct {id} --date 2022-06-29 --reason note"),
    );
    assert_eq!(
        diplomatic(at, "2022-06-29").as_deref(),
        Some("severed 2022-06-29")
    );
    assert_eq!(json(at, &format!("explain {id}"))["status"], "corrected");
    printed(
        at,
        &format!("review correct {id} --party SYR=Belarus --reason note"),
    );
    assert_eq!(diplomatic(at, "2022-07-20"), None);
    assert_eq!(
        json(at, "relations UKR BLR")["relations"][0]["state"],
        "severed"
    );
    assert!(
        json(at, "review")
            .as_array()
            .unwrap()
            .iter()
            .all(|d| d["claim"] != id.as_str())
    );
}

#[test]
fn what_a_reviewer_writes_wrong_is_said() {
    let desk = desk();
    let at = desk.path();
    let id = claim(at);
    for (line, code, words) in [
        (
            format!("review correct {id} --reason x"),
            2,
            "--date, --party or --state",
        ),
        (
            format!("review correct {id} --state friends --reason x"),
            2,
            "is no state",
        ),
        (
            format!("review correct {id} --party SYR --reason x"),
            2,
            "WRONG=RIGHT",
        ),
        (
            format!("review correct {id} --date 2022-06-30 --reason x"),
            1,
            "changes nothing",
        ),
        (
            format!("review undo {id} --reason x"),
            1,
            "no verdict stands",
        ),
        (format!("review reject {id}"), 2, "--reason"),
        (
            "review reject ffffffff --reason x".to_owned(),
            1,
            "no claim begins with",
        ),
        (
            "review accept x --reason x --ledger none.ledger".to_owned(),
            1,
            "no such ledger",
        ),
        (
            "retract nothing --reason x".to_owned(),
            1,
            "no report has the id 'nothing'",
        ),
    ] {
        let (found, said) = complaint(at, &line);
        assert_eq!(found, code, "{line}: {said}");
        assert!(said.contains(words), "{line}: {said}");
    }
    assert!(!at.join("none.ledger").exists());
}

#[test]
fn a_corrected_version_and_a_retraction_by_the_publisher_count() {
    let desk = desk();
    let at = desk.path();
    let corrected = SEVERED.replace("June 30", "June 29");
    std::fs::write(at.join("corrected.jsonl"), line_of("story", &corrected)).unwrap();
    let (code, said) = complaint(at, "ingest corrected.jsonl");
    assert_eq!(code, 0);
    assert!(
        said.contains("another report has this id") && said.contains("--revised"),
        "{said}"
    );
    assert_eq!(
        diplomatic(at, "2022-07-20").as_deref(),
        Some("severed 2022-06-30")
    );
    printed(at, "ingest --revised corrected.jsonl");
    assert_eq!(
        diplomatic(at, "2022-07-20").as_deref(),
        Some("severed 2022-06-29")
    );
    let again = json(at, "ingest --revised corrected.jsonl");
    assert_eq!((&again["new"], &again["known"]), (&0.into(), &1.into()));
    let said = printed(at, "retract story#2 --reason retracted");
    assert!(said.contains("its claims count no longer"), "{said}");
    assert_eq!(diplomatic(at, "2022-07-20"), None);
    let sound = json(at, "check");
    assert!(sound["faults"].as_array().unwrap().is_empty(), "{sound}");
}

#[test]
fn lists_are_imported_and_each_row_is_a_source() {
    let desk = desk();
    let at = desk.path();
    let said = printed(at, &format!("import --baseline {}", sample("desk")));
    assert_eq!(
        said,
        format!(
            "{}: 4 new rows with 4 claims, 0 known, 0 that say nothing new\n",
            place::named(at, "legation.ledger")
        )
    );
    assert_eq!(
        diplomatic(at, "2022-01").as_deref(),
        Some("established 1992-03")
    );
    for name in ["cow", "ddr", "wikidata"] {
        let file = sample(name);
        let first = json(at, &format!("import --baseline --mapping {name} {file}"));
        assert_eq!(first["errors"], 0, "{first}");
        assert!(first["new"].as_u64() > Some(2), "{first}");
        let again = json(at, &format!("import --baseline --mapping {name} {file}"));
        assert_eq!((&again["new"], &again["known"]), (&0.into(), &first["new"]));
    }
    let sound = json(at, "check");
    assert!(sound["faults"].as_array().unwrap().is_empty(), "{sound}");
    let recognition = json(at, "recognition ABH");
    assert_eq!(
        recognition["recognised_by"][0]["sources"][0]["publisher"],
        "List of recognitions, 2nd ed."
    );
}

#[test]
fn a_row_with_an_unknown_name_is_named_and_the_rest_is_taken_in() {
    let desk = desk();
    let at = desk.path();
    let list = "from,to,aspect,state,since,source\nUkrane,SYR,diplomatic,established,1992,x\n\
                UKR,PRK,diplomatic,established,1992,x\n";
    std::fs::write(at.join("list.csv"), list).unwrap();
    let (code, said) = complaint(at, "import --baseline list.csv");
    assert_eq!(code, 1);
    assert!(
        said.contains("list.csv:2:") && said.contains("did you mean Ukraine"),
        "{said}"
    );
    assert_eq!(
        json(at, "relations UKR PRK")["relations"][0]["state"],
        "established"
    );
    let (code, said) = complaint(at, "import --baseline --mapping nothing list.csv");
    assert_eq!(code, 2);
    assert!(said.contains("cow, ddr, wikidata"), "{said}");
    assert_eq!(complaint(at, "import list.csv").0, 2);
}

#[test]
fn recoding_shows_what_differs_and_writes_only_when_told_to() {
    let desk = desk();
    let at = desk.path();
    assert!(printed(at, "recode").contains("1 reports read again; 0 differ"));
    // A codebook that takes the same words for a suspension is another coder.
    let own = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../codebook/acts.toml"
    ))
    .unwrap()
    .replace(
        "moves = { aspect = \"diplomatic\", state = \"severed\" }",
        "moves = { aspect = \"diplomatic\", state = \"suspended\" }",
    );
    std::fs::write(at.join("own.toml"), own).unwrap();
    let shown = json(at, "recode --codebook own.toml");
    assert_eq!(
        shown["differences"][0]["changed"].as_array().unwrap().len(),
        1
    );
    assert_eq!(shown["written"], Value::Null);
    assert_eq!(
        diplomatic(at, "2022-07-20").as_deref(),
        Some("severed 2022-06-30")
    );
    let said = printed(at, "recode --write --codebook own.toml");
    assert!(
        said.contains("written: 1 events stand now, 1 no longer"),
        "{said}"
    );
    assert_eq!(
        diplomatic(at, "2022-07-20").as_deref(),
        Some("suspended 2022-06-30")
    );
    assert!(printed(at, "recode --codebook own.toml").contains("0 differ"));
    assert!(printed(at, "recode --format csv").contains("story,was,"));
}

#[test]
fn a_chain_is_shown_in_every_format() {
    let desk = desk();
    let at = desk.path();
    let told = "Syria recognised the independence of Abkhazia on June 29. In response, Ukraine severed diplomatic \
                relations with Syria on June 30.";
    std::fs::write(at.join("both.jsonl"), line_of("both", told)).unwrap();
    printed(at, "ingest both.jsonl");
    let id = claim(at);
    let chain = json(at, &format!("chain {id}"));
    let acts: Vec<&Value> = chain["links"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| &link["event"]["act"])
        .collect();
    assert_eq!(
        acts,
        ["recognize-state", "sever-diplomatic-relations"],
        "{chain}"
    );
    assert_eq!(chain["links"][1]["sources"].as_array().unwrap().len(), 2);
    let said = printed(at, &format!("chain {id}"));
    assert!(said.contains("answers 1"), "{said}");
    for format in ["jsonl", "csv"] {
        assert!(
            printed(at, &format!("chain {id} --format {format}"))
                .lines()
                .count()
                >= 2
        );
    }
}

#[test]
fn a_ledger_that_is_not_sound_is_told_with_exit_code_1() {
    let desk = desk();
    let at = desk.path();
    assert!(printed(at, "check").contains("sound"));
    if !at.join("legation.ledger").exists() {
        // On a server there is no file to spoil.
        return;
    }
    let bytes = std::fs::read(at.join("legation.ledger")).unwrap();
    let words = b"severed diplomatic relations";
    let mut other = bytes.clone();
    for place in 0..bytes.len() - words.len() {
        if bytes[place..].starts_with(words) {
            other[place] = b'S';
        }
    }
    assert_ne!(other, bytes);
    std::fs::write(at.join("legation.ledger"), other).unwrap();
    let (code, _) = complaint(at, "check");
    assert_eq!(code, 1);
    let output = legation(at, "check --format csv").output().unwrap();
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("report story")
    );
}

#[test]
fn the_new_commands_explain_themselves_with_examples() {
    let desk = desk();
    for command in [
        "chain",
        "review",
        "review correct",
        "retract",
        "recode",
        "import",
        "check",
    ] {
        let help = printed(desk.path(), &format!("{command} --help"));
        assert!(help.contains("Examples:"), "{command} has no examples");
    }
}
