//! `legation relate` as its users meet it: dyads in, events out, line by line.

use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};

fn relate(at: &Path, arguments: &[&str], input: &str) -> (i32, String, String) {
    let output = Command::cargo_bin("legation")
        .unwrap()
        .current_dir(at)
        .env("COLUMNS", "80")
        .arg("relate")
        .args(arguments)
        .write_stdin(input)
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

/// A line of dyads: the first places of the two names in the text.
fn pair(id: &str, text: &str, actor: &str, recipient: &str) -> String {
    let span = |name: &str| {
        let start = text.find(name).unwrap();
        [[start, start + name.len()]]
    };
    json!({"id": id, "text": text, "actor": span(actor), "recipient": span(recipient)}).to_string()
}

fn lines(text: &str) -> Vec<Value> {
    let lines = text.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().unwrap()
}

#[test]
fn each_dyad_has_its_event_and_sixteen_scores_in_the_order_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let pairs = [
        pair(
            "a",
            "Police in Lima arrested two Chilean journalists on Friday.",
            "Police in Lima",
            "two Chilean journalists",
        ),
        pair(
            "b",
            "Kenya condemned Chad over the massacre.",
            "Kenya",
            "Chad",
        ),
        pair(
            "c",
            "Peru received $20 million in food aid from Norway.",
            "Norway",
            "Peru",
        ),
    ]
    .join("\n");
    std::fs::write(folder.path().join("pairs.jsonl"), pairs).unwrap();
    let (code, out, err) = relate(folder.path(), &["pairs.jsonl"], "");
    assert_eq!((code, err.as_str()), (0, ""));
    let told = lines(&out);
    let of = |field: &str| -> Vec<&str> {
        told.iter()
            .map(|line| line[field].as_str().unwrap())
            .collect()
    };
    assert_eq!(of("id"), ["a", "b", "c"]);
    assert_eq!(of("event"), ["COERCE", "ACCUSE", "AID"]);
    assert_eq!(told[0]["mode"], "arrest");
    assert_eq!(told[2]["mode"], Value::Null);
    for line in &told {
        let scores = line["scores"].as_object().unwrap();
        assert_eq!(scores.len(), 16);
        let sum: f64 = scores.values().map(|score| score.as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 0.01, "{line}");
    }
}

#[test]
fn a_line_that_is_no_dyad_is_named_and_the_rest_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let good = pair("good", "Mali thanked Togo for its help.", "Mali", "Togo");
    let input = format!(
        "{{\"id\":1}}\n{good}\n{{\"id\":2,\"text\":\"Cura\u{e7}ao\",\"actor\":[[0,5]],\"recipient\":[]}}\n"
    );
    let (code, out, err) = relate(folder.path(), &["-"], &input);
    assert_eq!(code, 1);
    let told = lines(&out);
    assert_eq!(
        told.len(),
        2,
        "a stray span is told, and answered all the same"
    );
    assert!(err.contains("standard input:1: no dyad"), "{err}");
    assert!(
        err.contains("standard input:3: [0,5] cuts through a character"),
        "{err}"
    );
}

#[test]
fn a_table_is_for_people() {
    let folder = tempfile::tempdir().unwrap();
    let input = pair("x", "Mali thanked Togo for its help.", "Mali", "Togo");
    let (code, out, _) = relate(folder.path(), &["--format", "table", "-"], &input);
    assert_eq!(code, 0);
    assert!(out.starts_with("id  event"), "{out}");
}

#[test]
fn a_folder_without_a_model_is_told_with_what_belongs_into_it() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, err) = relate(folder.path(), &["--model", ".", "-"], "");
    assert_eq!(code, 1);
    assert!(
        err.contains("config.json, vocab.txt and coder.safetensors"),
        "{err}"
    );
}

#[test]
fn an_empty_file_has_an_empty_answer() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        relate(folder.path(), &["-"], "\n"),
        (0, String::new(), String::new())
    );
}
