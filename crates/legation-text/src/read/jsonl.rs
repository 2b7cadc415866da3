//! Reports as JSON: one object a line, one object alone, or an array of objects.

use serde::Deserialize;
use serde_json::Value;

use crate::read::Reading;
use crate::{Report, Span};

/// Why a line of JSON Lines is no report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoRecord {
    /// The line is not JSON.
    #[error("not JSON ({0}); write one object a line: {{\"id\",\"date\",\"text\"}}")]
    Syntax(String),
    /// JSON, but no object of the report's fields.
    #[error(
        "no report ({0}); a report is {{\"id\",\"date\",\"title\"?,\"text\",\"publisher\"?,\"url\"?,\"language\"?}}"
    )]
    Shape(String),
    /// No `text`, or one without a letter.
    #[error("a report without text; give it a field \"text\"")]
    NoText,
}

#[derive(Deserialize)]
struct Record {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    date: Value,
    title: Option<String>,
    text: Option<String>,
    publisher: Option<String>,
    url: Option<String>,
    language: Option<String>,
}

/// Reads one line of JSON Lines (the format of reports in): a line end, a carriage return or a byte order mark around
/// the object is passed over, as are fields that are not the report's.
///
/// The id is empty where the line has none. A date that is none of the three precisions gives a warning and no date.
///
/// # Errors
/// Where the line is no such object; the message says what is wrong and what to write.
pub fn record(line: &str) -> Result<Reading, NoRecord> {
    let line = line.trim_start_matches('\u{feff}').trim();
    let record: Record = serde_json::from_str(line).map_err(|e| match e.classify() {
        serde_json::error::Category::Data => NoRecord::Shape(without_place(&e)),
        _ => NoRecord::Syntax(format!("{} at column {}", without_place(&e), e.column())),
    })?;
    reading(record)
}

/// Reads a file that is one object or an array of objects; one result each.
///
/// # Errors
/// Where the file as a whole is not JSON.
pub fn json(text: &str) -> Result<Vec<Result<Reading, NoRecord>>, NoRecord> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let whole: Value = serde_json::from_str(text).map_err(|e| NoRecord::Syntax(e.to_string()))?;
    let values = match whole {
        Value::Array(values) => values,
        one => vec![one],
    };
    Ok(values.into_iter().map(from_value).collect())
}

fn from_value(value: Value) -> Result<Reading, NoRecord> {
    reading(serde_json::from_value(value).map_err(|e| NoRecord::Shape(without_place(&e)))?)
}

/// serde_json's message without "at line 1 column 7", which would count from the start of the line handed in.
fn without_place(error: &serde_json::Error) -> String {
    let said = error.to_string();
    said.rsplit_once(" at line ")
        .map_or(said.clone(), |(what, _)| what.to_owned())
}

fn reading(record: Record) -> Result<Reading, NoRecord> {
    let text = record
        .text
        .filter(|text| !text.trim().is_empty())
        .ok_or(NoRecord::NoText)?;
    let body = Span::new(0, text.len());
    let named =
        |field: Option<String>| field.map(|f| f.trim().to_owned()).filter(|f| !f.is_empty());
    let mut report = Report::new(text);
    report.body = body;
    report.id = scalar(&record.id).unwrap_or_default();
    report.title = named(record.title);
    report.publisher = named(record.publisher);
    report.url = named(record.url);
    report.language = named(record.language);
    let mut read = Reading::of(report);
    if let Some(date) = scalar(&record.date) {
        read.take_date(&date);
    } else if !matches!(record.date, Value::Null | Value::String(_)) {
        read.take_date(&record.date.to_string());
    }
    Ok(read)
}

/// A text or a number as text; archives write both as ids.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|t| !t.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_report() {
        let line = "\u{feff}{\"id\":7,\"date\":\"2022-07\",\"text\":\"Kyiv broke with Pyongyang.\",\"publisher\":\"Atlas\",\"more\":[1]}\r\n";
        let report = record(line).unwrap().report;
        assert_eq!(
            (report.id.as_str(), report.publisher.as_deref()),
            ("7", Some("Atlas"))
        );
        assert_eq!(report.date.unwrap().to_string(), "2022-07");
        assert_eq!(report.body.of(&report.text), "Kyiv broke with Pyongyang.");
    }

    #[test]
    fn a_report_may_be_without_a_date_and_an_unknown_one_is_reported() {
        assert_eq!(
            record(r#"{"text":"Kyiv.","date":null}"#)
                .unwrap()
                .report
                .date,
            None
        );
        let read = record(r#"{"text":"Kyiv.","date":"last Tuesday"}"#).unwrap();
        assert_eq!((read.report.date, read.warnings.len()), (None, 1));
    }

    #[test]
    fn what_is_wrong_with_a_line_is_said() {
        assert!(matches!(record("{\"text\":"), Err(NoRecord::Syntax(_))));
        assert!(matches!(record("[1]"), Err(NoRecord::Shape(_))));
        assert!(matches!(record("{\"text\":7}"), Err(NoRecord::Shape(_))));
        assert_eq!(record("{\"id\":\"a\"}"), Err(NoRecord::NoText));
        assert_eq!(record("{\"text\":\"  \"}"), Err(NoRecord::NoText));
    }

    #[test]
    fn an_array_gives_each_of_its_reports() {
        let read = json("[{\"text\":\"One.\"},\n {\"id\":\"b\"},\n {\"text\":\"Two.\"}]").unwrap();
        assert_eq!(
            read.iter().map(Result::is_ok).collect::<Vec<_>>(),
            [true, false, true]
        );
        assert_eq!(json("{\n \"text\": \"Alone.\"\n}").unwrap().len(), 1);
    }

    #[test]
    fn deep_nesting_is_an_error_and_no_crash() {
        assert!(record(&"[".repeat(1_000_000)).is_err());
    }
}
