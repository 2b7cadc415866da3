//! What is known from elsewhere: lists of relations as CSV, each row a source like any other.
//!
//! Legation's own form has the columns `from`, `to`, `aspect`, `state`, `since`, `source`, and where wanted `object` and
//! `as_of` (when the list was made); `docs/baseline.md` documents it. Foreign lists are read by a [`Mapping`].
//!
//! Every row that says something becomes a report whose text is the row as it stands in the file, with an event for each
//! thing that it says. It is never read by a coder, so recoding leaves it alone.

mod mapping;
mod panel;

use std::collections::HashMap;

use legation_coder::{Effect, Event, Modality, Party};
use legation_text::{PartialDate, Precision, Report, Span};

pub use mapping::{BUILT_IN, LineMapping, Mapping};

use crate::{Ledger, LedgerError, Outcome, Reading, record, vocabulary};

/// The columns that Legation's own form must have.
const OWN_COLUMNS: [&str; 4] = ["from", "to", "aspect", "state"];

/// A row or a mapping that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaselineError {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: Option<u64>,
    /// What is wrong, and the remedy.
    pub problem: String,
}

impl std::fmt::Display for BaselineError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.problem),
            None => write!(f, "{}: {}", self.file, self.problem),
        }
    }
}

impl std::error::Error for BaselineError {}

/// A row that says something.
#[derive(Clone, Debug)]
pub struct BaselineRow {
    /// The row as a report: its text is the line of the file.
    pub report: Report,
    /// What it says.
    pub events: Vec<Event>,
}

/// What a file says.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// The rows that say something, in the order of the file.
    pub rows: Vec<BaselineRow>,
    /// How many rows say nothing: no representation, or as the year before.
    pub silent: usize,
    /// The rows that cannot be read.
    pub errors: Vec<BaselineError>,
}

/// Turns an entity as the file writes it (an id, or a name on a date) into its id, or says why not.
pub type Resolve<'a> = dyn Fn(&str, Option<PartialDate>) -> Result<String, String> + 'a;

/// Something that a row says.
struct Saying {
    from: Cell,
    to: Cell,
    aspect: String,
    object: Option<String>,
    state: String,
    since: Option<PartialDate>,
    /// Where the row says it.
    place: Span,
}

/// An entity and where the row names it.
struct Cell {
    id: String,
    span: Span,
}

/// A row with its cells by column.
struct Row<'a> {
    line: u64,
    text: &'a str,
    cells: HashMap<String, (String, Span)>,
}

impl Row<'_> {
    /// A cell that is there and not empty.
    fn cell(&self, column: &str) -> Option<&str> {
        let (text, _) = self.cells.get(column)?;
        (!text.is_empty()).then_some(text.as_str())
    }

    fn span(&self, column: &str) -> Span {
        self.cells
            .get(column)
            .map_or(Span::new(0, self.text.len()), |(_, span)| *span)
    }

    fn needed(&self, column: &str) -> Result<&str, String> {
        self.cell(column)
            .ok_or_else(|| format!("the column '{column}' is missing or empty"))
    }

    fn date(&self, column: &str) -> Result<Option<PartialDate>, String> {
        self.cell(column)
            .map(|text| text.parse().map_err(|e| format!("column '{column}': {e}")))
            .transpose()
    }

    fn party(
        &self,
        column: &str,
        on: Option<PartialDate>,
        resolve: &Resolve,
    ) -> Result<Cell, String> {
        let text = self.needed(column)?;
        Ok(Cell {
            id: resolve(text, on)?,
            span: self.span(column),
        })
    }
}

/// Reads a file in Legation's own form.
pub fn read_own(text: &str, file: &str, resolve: &Resolve) -> Baseline {
    let mut baseline = Baseline::default();
    for row in rows(text, file, &OWN_COLUMNS, &mut baseline.errors) {
        match own_saying(&row, resolve) {
            Ok((saying, as_of)) => {
                let source = row.cell("source").unwrap_or(file).to_owned();
                baseline
                    .rows
                    .push(baseline_row(&row, &source, as_of, vec![saying]));
            }
            Err(problem) => baseline.errors.push(error(file, row.line, problem)),
        }
    }
    baseline
}

fn own_saying(row: &Row, resolve: &Resolve) -> Result<(Saying, Option<PartialDate>), String> {
    let (since, as_of) = (row.date("since")?, row.date("as_of")?);
    let (aspect, state) = (row.needed("aspect")?, row.needed("state")?);
    mapping::check_state(aspect, state)?;
    let object = row.cell("object").map(str::to_owned);
    if aspect == "representation" && object.is_none() {
        return Err("representation needs an object; write embassy, consulate or ambassador into the column 'object'".to_owned());
    }
    let on = since.or(as_of);
    let (from, to) = (
        row.party("from", on, resolve)?,
        row.party("to", on, resolve)?,
    );
    let saying = Saying {
        from,
        to,
        aspect: aspect.to_owned(),
        object,
        state: state.to_owned(),
        since,
        place: row.span("state"),
    };
    two_sides(&saying)?;
    Ok((saying, as_of))
}

/// Reads a foreign list by its mapping.
pub fn read_mapped(text: &str, file: &str, mapping: &Mapping, resolve: &Resolve) -> Baseline {
    if mapping.panel.is_some() {
        return panel::read(text, file, mapping, resolve);
    }
    let mut baseline = Baseline::default();
    for row in rows(text, file, &mapping.columns(), &mut baseline.errors) {
        let said: Result<Vec<Vec<Saying>>, String> = mapping
            .lines
            .iter()
            .map(|line| sayings(&row, mapping, line, resolve))
            .collect();
        match said {
            Ok(said) => {
                let said: Vec<Saying> = said.into_iter().flatten().collect();
                if said.is_empty() {
                    baseline.silent += 1;
                } else {
                    baseline
                        .rows
                        .push(baseline_row(&row, &mapping.publisher, None, said));
                }
            }
            Err(problem) => baseline.errors.push(error(file, row.line, problem)),
        }
    }
    baseline
}

fn sayings(
    row: &Row,
    mapping: &Mapping,
    line: &LineMapping,
    resolve: &Resolve,
) -> Result<Vec<Saying>, String> {
    let value = line.value.as_ref().and_then(|column| row.cell(column));
    let told = value.and_then(|value| line.states.get(value));
    let Some(state) = told.or(line.state.as_ref()) else {
        return Ok(Vec::new());
    };
    let date = |column: &Option<String>, precision: &Option<String>| match column {
        Some(column) => {
            let precision = precision.as_ref().and_then(|column| row.cell(column));
            row.date(column)
                .map(|date| date.and_then(|date| coarsened(date, precision)))
        }
        None => Ok(None),
    };
    let since = date(&line.since, &line.precision)?;
    let until = date(&line.until, &line.until_precision)?;
    let mut said = vec![saying(row, mapping, line, state, since, resolve)?];
    if let (Some(until), Some(state)) = (until, &line.until_state) {
        let mut end = saying(row, mapping, line, state, Some(until), resolve)?;
        end.place = row.span(line.until.as_deref().unwrap_or(""));
        said.push(end);
    }
    Ok(said)
}

fn saying(
    row: &Row,
    mapping: &Mapping,
    line: &LineMapping,
    state: &str,
    since: Option<PartialDate>,
    resolve: &Resolve,
) -> Result<Saying, String> {
    let year = mapping
        .panel
        .as_ref()
        .and_then(|column| row.date(column).ok()?);
    let on = since.or(year);
    let decoded = |text: &str, on| resolve(&mapping.decode(text, on)?, on);
    let said = Saying {
        from: row.party(&line.from, on, &decoded)?,
        to: row.party(&line.to, on, &decoded)?,
        aspect: line.aspect.clone(),
        object: line.object.clone(),
        state: state.to_owned(),
        since,
        place: row.span(
            line.value
                .as_ref()
                .or(line.since.as_ref())
                .unwrap_or(&line.to),
        ),
    };
    two_sides(&said)?;
    Ok(said)
}

fn two_sides(saying: &Saying) -> Result<(), String> {
    if saying.from.id == saying.to.id {
        return Err(format!(
            "both sides are {}; a relation has two",
            saying.from.id
        ));
    }
    Ok(())
}

/// A date as precise as Wikidata's code says: 11 day, 10 month, 9 year; `None` for coarser ones.
fn coarsened(date: PartialDate, precision: Option<&str>) -> Option<PartialDate> {
    let first = date.first_day();
    match precision {
        Some("10") if date.precision() == Precision::Day => {
            PartialDate::month(first.year(), first.month())
        }
        Some("9") => PartialDate::year(first.year()),
        None | Some("10" | "11" | "12" | "13" | "14") => Some(date),
        Some(_) => None,
    }
}

fn error(file: &str, line: u64, problem: String) -> BaselineError {
    BaselineError {
        file: file.to_owned(),
        line: Some(line),
        problem,
    }
}

/// The rows of a CSV file whose header has the `needed` columns; what cannot be read goes to `errors`.
fn rows<'a>(
    text: &'a str,
    file: &str,
    needed: &[&str],
    errors: &mut Vec<BaselineError>,
) -> Vec<Row<'a>> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .comment(Some(b'#'))
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let text = text.trim_start_matches('\u{feff}');
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|name| name.trim().to_owned()).collect(),
        Err(problem) => {
            errors.push(error(file, 1, problem.to_string()));
            return Vec::new();
        }
    };
    if let Some(missing) = needed
        .iter()
        .find(|column| !header.iter().any(|name| name == *column))
    {
        let problem = format!(
            "the column '{missing}' is missing; the first line must name the columns {}",
            needed.join(", ")
        );
        errors.push(error(file, 1, problem));
        return Vec::new();
    }
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let start = reader.position().clone();
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return rows,
            Err(problem) => {
                errors.push(error(file, start.line(), problem.to_string()));
                continue;
            }
        }
        let start = record.position().unwrap_or(&start);
        let from = usize::try_from(start.byte()).unwrap_or(text.len());
        let to = usize::try_from(reader.position().byte()).unwrap_or(text.len());
        let line = text.get(from..to).unwrap_or("").trim();
        rows.push(Row {
            line: start.line(),
            text: line,
            cells: cells(line, &header, &record),
        });
    }
}

/// Where each cell stands in its line. A cell with doubled quotes does not stand there as it reads; it is given the line.
fn cells(
    line: &str,
    header: &[String],
    record: &csv::StringRecord,
) -> HashMap<String, (String, Span)> {
    let mut at = 0;
    header
        .iter()
        .zip(record.iter())
        .map(|(column, cell)| {
            let cell = cell.trim();
            let span = match line[at..].find(cell) {
                Some(offset) => Span::new(at + offset, at + offset + cell.len()),
                None => Span::new(0, line.len()),
            };
            if span.end > at && !cell.is_empty() {
                at = if span.end == line.len() && span.start == 0 {
                    at
                } else {
                    span.end
                };
            }
            (column.clone(), (cell.to_owned(), span))
        })
        .collect()
}

fn baseline_row(
    row: &Row,
    publisher: &str,
    as_of: Option<PartialDate>,
    sayings: Vec<Saying>,
) -> BaselineRow {
    let mut report = Report::new(row.text);
    report.publisher = Some(publisher.to_owned());
    report.date = as_of;
    let hash = blake3::hash(format!("{publisher}\0{}\0{as_of:?}", row.text).as_bytes()).to_hex();
    report.id = format!("baseline-{}", &hash[..16]);
    let events = sayings
        .into_iter()
        .map(|saying| event(&report, saying))
        .collect();
    BaselineRow { report, events }
}

fn event(report: &Report, saying: Saying) -> Event {
    let party = |cell: Cell| Party {
        country: Some(cell.id.clone()),
        id: cell.id,
        sector: String::new(),
        text: cell.span.of(&report.text).to_owned(),
        span: cell.span,
    };
    let effect = Effect {
        aspect: saying.aspect.clone(),
        state: saying.state,
        ordered: vocabulary::is_ordered(&saying.aspect),
        from: vec![saying.from.id.clone()],
        to: vec![saying.to.id.clone()],
        object: saying.object,
    };
    let told = format!("{}\0{effect:?}\0{:?}", report.id, saying.since);
    let whole = Span::new(0, report.text.len());
    Event {
        id: blake3::hash(told.as_bytes()).to_hex()[..16].to_owned(),
        report: report.id.clone(),
        sentence: 0,
        text: report.text.clone(),
        span: whole,
        actor: vec![party(saying.from)],
        recipient: vec![party(saying.to)],
        object: Vec::new(),
        event: None,
        mode: None,
        context: Vec::new(),
        cameo: String::new(),
        act: None,
        date: saying.since,
        date_precision: saying.since.map(PartialDate::precision),
        modality: Modality::Asserted,
        attribution: None,
        cause: None,
        plover_score: 0.0,
        goldstein: 0.0,
        confidence: 1.0,
        trigger: saying.place,
        evidence: vec![whole],
        effect: Some(effect),
    }
}

impl Ledger {
    /// Adds the rows that are not there yet, all in one transaction; the outcomes are in their order.
    pub fn record_baseline(&mut self, rows: &[BaselineRow]) -> Result<Vec<Outcome>, LedgerError> {
        let readings: Vec<Reading> = rows
            .iter()
            .map(|row| Reading {
                report: &row.report,
                events: &row.events,
                publisher_entity: None,
            })
            .collect();
        self.write_told(|database, learned| {
            let (outcomes, told) = record::all(database, &readings, "baseline", learned)?;
            Ok((outcomes, Some(told)))
        })
    }
}
