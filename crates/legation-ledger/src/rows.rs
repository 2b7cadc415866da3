//! Answers as rows of a table, and events in a few words.

use legation_coder::{Event, Party};
use legation_text::PartialDate;

use crate::answer::{Relation, Source};

/// The columns of a line in a table of comma-separated values.
pub const RELATION_COLUMNS: [&str; 18] = [
    "aspect",
    "from",
    "to",
    "object",
    "state",
    "since",
    "since_precision",
    "until",
    "by",
    "disputed",
    "stands",
    "implied",
    "reports",
    "publishers",
    "voices",
    "denied_by",
    "claims",
    "sources",
];

/// The columns of a table of events.
pub const EVENT_COLUMNS: [&str; 18] = [
    "report",
    "id",
    "sentence",
    "date",
    "date_precision",
    "modality",
    "actor",
    "act",
    "event",
    "mode",
    "cameo",
    "recipient",
    "object",
    "attribution",
    "cause",
    "confidence",
    "words",
    "text",
];

/// A line as a row of comma-separated values, in the order of [`RELATION_COLUMNS`].
pub fn relation_row(line: &Relation) -> Vec<String> {
    let optional = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        line.aspect.clone(),
        optional(&line.from),
        optional(&line.to),
        optional(&line.object),
        line.state.clone(),
        optional_date(line.since),
        line.since
            .map(|date| date.precision().as_str().to_owned())
            .unwrap_or_default(),
        optional_date(line.until),
        line.by.join(" "),
        line.disputed.to_string(),
        line.stands.to_string(),
        line.implied.to_string(),
        line.reports.to_string(),
        line.publishers.to_string(),
        line.voices.to_string(),
        line.denied_by.join(" "),
        line.claims.join(" "),
        report_ids(&line.sources).join(" "),
    ]
}

/// The ids of the reports, each once.
pub fn report_ids(sources: &[Source]) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    for source in sources {
        if !ids.contains(&source.report.as_str()) {
            ids.push(&source.report);
        }
    }
    ids
}

fn optional_date(date: Option<PartialDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// One event as a row of [`EVENT_COLUMNS`]; `text` is the report's, or empty where it is not at hand.
pub fn event_row(event: &Event, text: &str) -> Vec<String> {
    let optional = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        event.report.clone(),
        event.id.clone(),
        event.sentence.to_string(),
        event.date.map(|date| date.to_string()).unwrap_or_default(),
        event
            .date_precision
            .map(|precision| precision.as_str().to_owned())
            .unwrap_or_default(),
        event.modality.as_str().to_owned(),
        ids(&event.actor),
        optional(&event.act),
        optional(&event.event),
        optional(&event.mode),
        event.cameo.clone(),
        ids(&event.recipient),
        ids(&event.object),
        event
            .attribution
            .as_ref()
            .map(|attribution| attribution.text.clone())
            .unwrap_or_default(),
        optional(&event.cause),
        event.confidence.to_string(),
        event.trigger.of(text).to_owned(),
        event.text.clone(),
    ]
}

/// The ids of parties, each once, in their order; of a party that no gazetteer has, its name in quotation marks.
pub fn ids(parties: &[Party]) -> String {
    let mut ids: Vec<String> = Vec::new();
    for party in parties {
        let id = if party.id.is_empty() {
            format!("\"{}\"", party.text)
        } else {
            party.id.clone()
        };
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids.join(" ")
}

/// The act, or where it is none the PLOVER event, or of a baseline the state.
pub fn deed(event: &Event) -> String {
    match (&event.act, &event.event) {
        (Some(act), _) => act.clone(),
        (None, Some(plover)) => match &event.mode {
            Some(mode) => format!("{plover} ({mode})"),
            None => plover.clone(),
        },
        // A row of a baseline tells a state and not the act that led to it.
        (None, None) => match &event.effect {
            Some(effect) => format!("{}: {}", effect.aspect, effect.state),
            None => "–".to_owned(),
        },
    }
}

/// To whom, and what about.
pub fn whom(event: &Event) -> String {
    match (ids(&event.recipient), ids(&event.object)) {
        (recipients, objects) if recipients.is_empty() => objects,
        (recipients, objects) if objects.is_empty() => recipients,
        (recipients, objects) => format!("{recipients} / {objects}"),
    }
}
