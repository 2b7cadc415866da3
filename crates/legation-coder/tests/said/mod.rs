//! What the coder reads in a sentence, as one line an event.

use std::sync::OnceLock;

use legation_coder::{Coder, Party};
use legation_text::Report;

/// What the coder reads in `text`, published on Wednesday 7 August 2024: `act actors>recipients[objects] date modality`.
fn read(text: &str) -> Vec<String> {
    static CODER: OnceLock<Coder> = OnceLock::new();
    let coder = CODER.get_or_init(|| Coder::built_in().expect("the built-in data is sound"));
    let report = Report::new(text).dated("2024-08-07".parse().expect("a date"));
    let ids = |parties: &[Party]| {
        parties
            .iter()
            .map(|p| p.id.as_str())
            .collect::<Vec<_>>()
            .join("+")
    };
    coder
        .code(&report)
        .events
        .iter()
        .map(|e| {
            let act = e.act.as_deref().unwrap_or("-");
            let date = e.date.map_or("-".to_owned(), |d| d.to_string());
            format!(
                "{act} {}>{}[{}] {date} {}",
                ids(&e.actor),
                ids(&e.recipient),
                ids(&e.object),
                e.modality.as_str()
            )
        })
        .collect()
}

pub fn says(rows: &[(&str, &[&str])]) {
    for (text, events) in rows {
        assert_eq!(read(text), *events, "{text}");
    }
}
