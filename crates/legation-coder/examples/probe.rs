//! Reads JSON Lines of reports on standard input, writes the events of all as JSON Lines.
use legation_coder::Coder;
use legation_text::Report;
fn main() {
    let coder = Coder::built_in().unwrap();
    for line in std::io::stdin().lines() {
        let v: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let mut report = Report::new(v["text"].as_str().unwrap());
        report.id = v["id"].as_str().unwrap().into();
        report.date = v["date"].as_str().unwrap().parse().ok();
        report.title = v["title"].as_str().map(Into::into);
        for e in coder.code(&report).events {
            println!("{}", serde_json::to_string(&e).unwrap());
        }
    }
}
