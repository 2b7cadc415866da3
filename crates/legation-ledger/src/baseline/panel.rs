//! Lists that say year by year how things were.
//!
//! Years that follow each other in the same state are one claim, told by the row of the first. It is dated, to the year,
//! where the list has the year before in another state; else the list tells only that it was so by then.

use std::collections::{BTreeMap, HashMap};

use legation_text::PartialDate;

use super::{
    Baseline, LineMapping, Mapping, Resolve, Row, Saying, baseline_row, error, rows, saying,
};

/// One observation: which row, and the state that it tells.
struct Seen {
    row: usize,
    state: Option<String>,
    ends: bool,
}

pub(super) fn read(text: &str, file: &str, mapping: &Mapping, resolve: &Resolve) -> Baseline {
    let mut baseline = Baseline::default();
    let rows = rows(text, file, &mapping.columns(), &mut baseline.errors);
    let column = mapping.panel.as_deref().unwrap_or("year");
    let mut said: HashMap<usize, Vec<Saying>> = HashMap::new();
    for line in &mapping.lines {
        for (_, years) in observed(&rows, column, line) {
            for (row, state, since) in runs(years) {
                match saying(&rows[row], mapping, line, &state, since, resolve) {
                    Ok(saying) => said.entry(row).or_default().push(saying),
                    Err(problem) => baseline.errors.push(error(file, rows[row].line, problem)),
                }
            }
        }
    }
    for (at, row) in rows.iter().enumerate() {
        match row.date(column) {
            Err(problem) => baseline.errors.push(error(file, row.line, problem)),
            Ok(None) => {
                let problem = format!("the column '{column}' is missing or empty");
                baseline.errors.push(error(file, row.line, problem));
            }
            Ok(year) => match said.remove(&at) {
                Some(said) => baseline
                    .rows
                    .push(baseline_row(row, &mapping.publisher, year, said)),
                None => baseline.silent += 1,
            },
        }
    }
    baseline.errors.sort_by_key(|error| error.line);
    baseline.errors.dedup();
    baseline
}

/// What is seen of each two, by year.
fn observed<'a>(
    rows: &'a [Row],
    column: &str,
    line: &LineMapping,
) -> BTreeMap<(&'a str, &'a str), BTreeMap<i16, Seen>> {
    let mut seen: BTreeMap<(&str, &str), BTreeMap<i16, Seen>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let (Some(from), Some(to)) = (row.cell(&line.from), row.cell(&line.to)) else {
            continue;
        };
        let Ok(Some(year)) = row.date(column) else {
            continue;
        };
        let value = line.value.as_ref().and_then(|column| row.cell(column));
        let told = value.and_then(|value| line.states.get(value));
        let ended = value.and_then(|value| line.ends.get(value));
        seen.entry((from, to)).or_default().insert(
            year.first_day().year(),
            Seen {
                row: at,
                state: told.or(ended).cloned(),
                ends: told.is_none(),
            },
        );
    }
    seen
}

/// The row of the first year of each run, its state, and since when where that is known.
fn runs(years: BTreeMap<i16, Seen>) -> Vec<(usize, String, Option<PartialDate>)> {
    let mut runs = Vec::new();
    let mut before: Option<(i16, Option<String>)> = None;
    for (year, seen) in years {
        let follows = before.as_ref().is_some_and(|(last, _)| last + 1 == year);
        let held = before.as_ref().and_then(|(_, state)| state.clone());
        if let Some(state) = &seen.state {
            // What was not there before has not ended.
            let says = !seen.ends || held.is_some();
            if says && !(follows && held.as_ref() == Some(state)) {
                let since = follows.then(|| PartialDate::year(year)).flatten();
                runs.push((seen.row, state.clone(), since));
            }
            before = Some((year, says.then(|| state.clone())));
        } else {
            before = Some((year, None));
        }
    }
    runs
}
