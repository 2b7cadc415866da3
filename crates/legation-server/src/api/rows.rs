//! The rows of tables that several answers have.

use legation_coder::Event;
use legation_ledger::rows::{EVENT_COLUMNS, RELATION_COLUMNS, event_row, relation_row};
use legation_ledger::{Relation, ReportCard, Standing};

/// Of how one stands to another.
pub const STANDING: [&str; 13] = [
    "with",
    "aspect",
    "from",
    "to",
    "object",
    "state",
    "since",
    "since_precision",
    "before",
    "disputed",
    "implied",
    "reports",
    "claim",
];

/// A row of [`STANDING`].
pub fn standing(standing: &Standing) -> Vec<String> {
    vec![
        standing.with.clone(),
        standing.aspect.clone(),
        optional(&standing.from),
        optional(&standing.to),
        optional(&standing.object),
        standing.state.clone(),
        standing
            .since
            .map(|date| date.to_string())
            .unwrap_or_default(),
        standing
            .since_precision
            .map(|precision| precision.as_str().to_owned())
            .unwrap_or_default(),
        optional(&standing.before),
        standing.disputed.to_string(),
        standing.implied.to_string(),
        standing.reports.to_string(),
        optional(&standing.claim),
    ]
}

/// Of a report without its text.
pub const CARD: [&str; 5] = ["id", "publisher", "published", "title", "url"];

/// A row of [`CARD`].
pub fn card(card: &ReportCard) -> Vec<String> {
    vec![
        card.id.clone(),
        optional(&card.publisher),
        card.published
            .map(|date| date.to_string())
            .unwrap_or_default(),
        optional(&card.title),
        optional(&card.url),
    ]
}

/// Of an event, with further columns behind. The words of the act alone are left out: they are cut from the text of its report, which
/// answers about several reports do not have.
pub fn event_columns(further: &[&'static str]) -> Vec<&'static str> {
    let own = EVENT_COLUMNS
        .into_iter()
        .filter(|column| *column != "words");
    own.chain(further.iter().copied()).collect()
}

/// A row of [`event_columns`].
pub fn event(event: &Event, further: Vec<String>) -> Vec<String> {
    let cells = event_row(event, "").into_iter();
    let own = cells
        .zip(EVENT_COLUMNS)
        .filter(|(_, column)| *column != "words");
    own.map(|(cell, _)| cell).chain(further).collect()
}

/// Of a line of the ledger, with further columns before it.
pub fn relation_columns(before: &[&'static str]) -> Vec<&'static str> {
    before.iter().copied().chain(RELATION_COLUMNS).collect()
}

/// A row of [`relation_columns`].
pub fn relation(before: Vec<String>, line: &Relation) -> Vec<String> {
    before.into_iter().chain(relation_row(line)).collect()
}

/// A cell; empty where there is nothing.
pub fn optional(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}
