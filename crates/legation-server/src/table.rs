//! Answers as JSON or as a table of comma-separated values.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use legation_ledger::rows::Tabled;
use serde::Serialize;

use crate::problem::Problem;

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON document.
    Json,
    /// The same, to be kept as a file.
    JsonFile,
    /// Comma-separated values with a header.
    Csv,
}

impl Format {
    /// What `format=` asks for.
    pub fn of(field: Option<&str>) -> Result<Format, Problem> {
        match field {
            None => Ok(Format::Json),
            Some("json") => Ok(Format::JsonFile),
            Some("csv") => Ok(Format::Csv),
            Some(_) => Err(Problem::Asked("format: json or csv".to_owned())),
        }
    }
}

/// JSON.
pub fn json<T: Serialize>(answer: &T) -> Result<Response, Problem> {
    let body = serde_json::to_vec(answer).map_err(|e| Problem::fault(&e))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// A list of an answer in the format asked for.
pub fn of<'a, A: Serialize, T: Tabled + 'a>(
    format: Format,
    name: &str,
    whole: &A,
    list: impl IntoIterator<Item = &'a T>,
) -> Result<Response, Problem> {
    let rows = list.into_iter().map(Tabled::cells);
    answer(format, name, whole, &T::columns(), rows)
}

/// In the format asked for.
pub fn answer<T: Serialize, C: AsRef<str>>(
    format: Format,
    name: &str,
    whole: &T,
    columns: &[C],
    rows: impl Iterator<Item = Vec<String>>,
) -> Result<Response, Problem> {
    match format {
        Format::Json => return json(whole),
        Format::JsonFile => return Ok(file(json(whole)?, name, "json")),
        Format::Csv => {}
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |e: csv::Error| Problem::fault(&e);
    writer
        .write_record(columns.iter().map(AsRef::as_ref))
        .map_err(failed)?;
    for row in rows {
        writer
            .write_record(row.iter().map(|cell| harmless(cell)))
            .map_err(failed)?;
    }
    let body = writer
        .into_inner()
        .map_err(|e| Problem::fault(&e.to_string()))?;
    let kind = "text/csv; charset=utf-8; header=present";
    let response = ([(header::CONTENT_TYPE, kind)], body).into_response();
    Ok(file(response, name, "csv"))
}

/// The answer as a file of this name.
fn file(mut response: Response, name: &str, kind: &str) -> Response {
    let disposition = format!("attachment; filename=\"{name}.{kind}\"");
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// A cell that a spreadsheet takes for what it is. What begins like a formula would be carried out there: text of others gets an
/// apostrophe before it; numbers do not need one.
fn harmless(cell: &str) -> String {
    let formula =
        cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if formula {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn a_sentence_that_begins_like_a_formula_is_text_in_a_spreadsheet() {
        assert_eq!(
            harmless("=HYPERLINK(\"http://x\")"),
            "'=HYPERLINK(\"http://x\")"
        );
        assert_eq!(harmless("-6.5"), "-6.5");
        assert_eq!(harmless("Ukraine severs"), "Ukraine severs");
    }
}
