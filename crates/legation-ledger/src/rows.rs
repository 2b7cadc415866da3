//! Answers as rows of a table, the same for the command line and the server, and events in a few words.

use legation_coder::{Event, Party};
use legation_text::{PartialDate, Precision};

use crate::answer::{Change, Recogniser, Relation, ReportCard, Source, TimelineEntry};
use crate::browse::{Standing, ToldEvent};
use crate::chain::Link;
use crate::doubt::Doubt;
use crate::search::{FOUND, Found};

/// What a list of an answer holds, as a row of comma-separated values.
pub trait Tabled {
    /// The names of the columns.
    fn columns() -> Vec<&'static str>;

    /// The row, in the order of the columns.
    fn cells(&self) -> Vec<String>;
}

impl Tabled for Relation {
    fn columns() -> Vec<&'static str> {
        RELATION_COLUMNS.to_vec()
    }

    fn cells(&self) -> Vec<String> {
        relation_row(self)
    }
}

impl Tabled for Change {
    fn columns() -> Vec<&'static str> {
        joined(&["a", "b", "before"], &RELATION_COLUMNS)
    }

    fn cells(&self) -> Vec<String> {
        let [a, b] = self.pair.clone();
        let mut row = vec![a, b, optional(&self.before)];
        row.extend(relation_row(&self.relation));
        row
    }
}

impl Tabled for Doubt {
    fn columns() -> Vec<&'static str> {
        let columns = joined(&["claim", "why", "confidence", "a", "b"], &RELATION_COLUMNS);
        joined(&columns, &["denies"])
    }

    fn cells(&self) -> Vec<String> {
        let [a, b] = self.pair.clone();
        let (why, confidence) = (self.why.as_str().to_owned(), self.confidence.to_string());
        let mut row = vec![self.claim.clone(), why, confidence, a, b];
        row.extend(relation_row(&self.relation));
        row.push(self.denies.to_string());
        row
    }
}

impl Tabled for Recogniser {
    fn columns() -> Vec<&'static str> {
        vec![
            "id",
            "state",
            "object",
            "since",
            "since_precision",
            "disputed",
            "stands",
            "implied",
            "reports",
            "publishers",
            "voices",
            "denied_by",
            "claims",
            "sources",
        ]
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.state.clone(),
            optional(&self.object),
            date(self.since),
            precision(self.since_precision),
            self.disputed.to_string(),
            self.stands.to_string(),
            self.implied.to_string(),
            self.reports.to_string(),
            self.publishers.to_string(),
            self.voices.to_string(),
            self.denied_by.join(" "),
            self.claims.join(" "),
            report_ids(&self.sources).join(" "),
        ]
    }
}

impl Tabled for Standing {
    fn columns() -> Vec<&'static str> {
        vec![
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
        ]
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.with.clone(),
            self.aspect.clone(),
            optional(&self.from),
            optional(&self.to),
            optional(&self.object),
            self.state.clone(),
            date(self.since),
            precision(self.since_precision),
            optional(&self.before),
            self.disputed.to_string(),
            self.implied.to_string(),
            self.reports.to_string(),
            optional(&self.claim),
        ]
    }
}

impl Tabled for ReportCard {
    fn columns() -> Vec<&'static str> {
        vec!["id", "publisher", "published", "title", "url"]
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            optional(&self.publisher),
            date(self.published),
            optional(&self.title),
            optional(&self.url),
        ]
    }
}

impl Tabled for Found {
    fn columns() -> Vec<&'static str> {
        joined(&ReportCard::columns(), &["excerpt"])
    }

    fn cells(&self) -> Vec<String> {
        let mut row = self.report.cells();
        row.push(self.excerpt.replace(FOUND, ""));
        row
    }
}

impl Tabled for TimelineEntry {
    fn columns() -> Vec<&'static str> {
        joined(&columns_of_several(), &["sources"])
    }

    fn cells(&self) -> Vec<String> {
        let sources = report_ids(&self.sources).join(" ");
        row_of_several(&self.event, [sources])
    }
}

impl Tabled for Link {
    fn columns() -> Vec<&'static str> {
        joined(
            &columns_of_several(),
            &["answers", "claims", "asked", "sources"],
        )
    }

    fn cells(&self) -> Vec<String> {
        let further = [
            self.answers.join(" "),
            self.claims.join(" "),
            self.asked.to_string(),
            report_ids(&self.sources).join(" "),
        ];
        row_of_several(&self.event, further)
    }
}

impl Tabled for ToldEvent {
    fn columns() -> Vec<&'static str> {
        joined(&columns_of_several(), &["publisher", "published"])
    }

    fn cells(&self) -> Vec<String> {
        let further = [optional(&self.publisher), date(self.published)];
        row_of_several(&self.event, further)
    }
}

/// Of an event among those of several reports. The words of the act alone are left out: they are cut from the text of its report, which
/// such answers do not have.
fn columns_of_several() -> Vec<&'static str> {
    let columns = EVENT_COLUMNS.into_iter();
    columns.filter(|column| *column != "words").collect()
}

fn row_of_several(event: &Event, further: impl IntoIterator<Item = String>) -> Vec<String> {
    let cells = event_row(event, "").into_iter().zip(EVENT_COLUMNS);
    let own = cells.filter(|(_, column)| *column != "words");
    own.map(|(cell, _)| cell).chain(further).collect()
}

fn joined(first: &[&'static str], then: &[&'static str]) -> Vec<&'static str> {
    [first, then].concat()
}

fn optional(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}

fn date(date: Option<PartialDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

fn precision(precision: Option<Precision>) -> String {
    precision.map_or_else(String::new, |precision| precision.as_str().to_owned())
}

/// The columns of a line in a table of comma-separated values.
const RELATION_COLUMNS: [&str; 18] = [
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
fn relation_row(line: &Relation) -> Vec<String> {
    vec![
        line.aspect.clone(),
        optional(&line.from),
        optional(&line.to),
        optional(&line.object),
        line.state.clone(),
        date(line.since),
        precision(line.since.map(PartialDate::precision)),
        date(line.until),
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

/// One event as a row of [`EVENT_COLUMNS`]; `text` is the report's, or empty where it is not at hand.
pub fn event_row(event: &Event, text: &str) -> Vec<String> {
    vec![
        event.report.clone(),
        event.id.clone(),
        event.sentence.to_string(),
        date(event.date),
        precision(event.date_precision),
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
