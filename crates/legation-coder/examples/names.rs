//! Reads JSON Lines of reports on standard input and writes, a line a report, its sentences and the names in them with the
//! entities that they stand for: what the encoder's act heads are trained on (`training/acts.py`). `parties` of a line are names,
//! whose ids are given back.
use legation_coder::Coder;
use legation_gazetteer::entity_id;
use legation_text::Report;
use serde_json::{Map, Value, json};

fn main() {
    let coder = Coder::built_in().expect("the built-in coder is whole");
    for line in std::io::stdin().lines() {
        let line = line.expect("standard input is text");
        let read: Value = serde_json::from_str(&line).expect("each line is JSON");
        let mut report = Report::new(read["text"].as_str().unwrap_or_default());
        report.date = read["date"].as_str().and_then(|date| date.parse().ok());
        let sentences: Vec<Value> = coder
            .names(&report)
            .into_iter()
            .map(|sentence| {
                let names: Vec<Value> = sentence
                    .names
                    .into_iter()
                    .map(|(span, ids)| json!([span.start, span.end, ids]))
                    .collect();
                json!({"span": [sentence.span.start, sentence.span.end], "names": names})
            })
            .collect();
        let parties = read["parties"].as_array().into_iter().flatten();
        let ids: Map<String, Value> = parties
            .filter_map(Value::as_str)
            .filter_map(|name| {
                let id = entity_id(coder.gazetteer(), name, report.date).ok()?;
                Some((name.to_owned(), id.into()))
            })
            .collect();
        let out =
            json!({"id": read["id"], "text": report.text, "sentences": sentences, "ids": ids});
        println!("{out}");
    }
}
