//! How a foreign list is read: the files of `baseline/`, and one's own in the same form.

use std::collections::BTreeMap;

use legation_text::PartialDate;
use serde::Deserialize;

use super::BaselineError;
use crate::vocabulary;

const COW: &str = include_str!("../../../../baseline/cow-diplomatic-exchange.toml");
const DDR: &str = include_str!("../../../../baseline/diplometrics-ddr.toml");
const WIKIDATA: &str = include_str!("../../../../baseline/wikidata.toml");
const COW_STATES: &str = include_str!("../../../../baseline/cow-states.csv");

/// The mappings that are compiled into the program, by name.
pub const BUILT_IN: [(&str, &str); 3] = [("cow", COW), ("ddr", DDR), ("wikidata", WIKIDATA)];

/// How the rows of a foreign list are read; the heads of the files in `baseline/` say what each field is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// On whose word the claims then are.
    pub publisher: String,
    /// The code book in which entities are written, where it is not the gazetteer's.
    #[serde(default)]
    pub codes: Option<String>,
    /// The column with the year, of a list that says year by year how things were.
    #[serde(default)]
    pub panel: Option<String>,
    /// What a row says.
    #[serde(rename = "line")]
    pub lines: Vec<LineMapping>,
}

/// One thing that a row says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct LineMapping {
    pub from: String,
    pub to: String,
    pub aspect: String,
    #[serde(default)]
    pub object: Option<String>,
    #[serde(default)]
    pub value: Option<String>,
    #[serde(default)]
    pub states: BTreeMap<String, String>,
    #[serde(default)]
    pub ends: BTreeMap<String, String>,
    #[serde(default)]
    pub state: Option<String>,
    #[serde(default)]
    pub since: Option<String>,
    #[serde(default)]
    pub precision: Option<String>,
    #[serde(default)]
    pub until: Option<String>,
    #[serde(default)]
    pub until_precision: Option<String>,
    #[serde(default)]
    pub until_state: Option<String>,
}

impl Mapping {
    /// A mapping from TOML; `file` is how messages name it. Fails where a field is unknown or a state is none of its aspect.
    pub fn from_toml(text: &str, file: &str) -> Result<Self, BaselineError> {
        let wrong = |problem: String| BaselineError {
            file: file.to_owned(),
            line: None,
            problem,
        };
        let mapping: Mapping = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
        for line in &mapping.lines {
            let named = line
                .states
                .values()
                .chain(line.ends.values())
                .chain(&line.state)
                .chain(&line.until_state);
            for state in named {
                check_state(&line.aspect, state).map_err(&wrong)?;
            }
            if line.value.is_none() && line.state.is_none() {
                return Err(wrong(
                    "a [[line]] has neither `value` nor `state`; give one of them".to_owned(),
                ));
            }
        }
        if let Some(codes) = mapping.codes.as_deref().filter(|codes| *codes != "cow") {
            return Err(wrong(format!(
                "there are no codes '{codes}'; leave them out or write \"cow\""
            )));
        }
        Ok(mapping)
    }

    /// The compiled-in mapping of this name (`cow`, `ddr`, `wikidata`).
    pub fn built_in(name: &str) -> Option<Result<Self, BaselineError>> {
        BUILT_IN
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(name, text)| Mapping::from_toml(text, name))
    }

    /// The columns that a file must have, each once.
    pub(super) fn columns(&self) -> Vec<&str> {
        let mut columns: Vec<&str> = self.panel.iter().map(String::as_str).collect();
        for line in &self.lines {
            let named = [&line.from, &line.to]
                .into_iter()
                .chain(&line.value)
                .chain(&line.since)
                .chain(&line.until);
            for column in named {
                if !columns.contains(&column.as_str()) {
                    columns.push(column);
                }
            }
        }
        columns
    }

    /// The entity that a code names in a year; the code itself where the mapping has no code book.
    pub(super) fn decode(&self, code: &str, on: Option<PartialDate>) -> Result<String, String> {
        if self.codes.is_none() {
            return Ok(code.to_owned());
        }
        let within = |from: &str, to: &str| {
            let bound = |text: &str| text.parse::<PartialDate>().ok();
            on.is_none_or(|on| {
                bound(from).is_none_or(|from| from.first_day() <= on.last_day())
                    && bound(to).is_none_or(|to| to.first_day() > on.last_day())
            })
        };
        let found = COW_STATES.lines().find_map(|line| {
            let mut cells = line.split(',');
            let (known, id) = (cells.next()?, cells.next()?);
            let (from, to) = (cells.next()?, cells.next()?);
            (known == code && within(from, to)).then(|| id.to_owned())
        });
        found.ok_or_else(|| format!("'{code}' is no Correlates of War code of that year"))
    }
}

/// That this is a state of this aspect; else what would be one.
pub(super) fn check_state(aspect: &str, state: &str) -> Result<(), String> {
    let Some(states) = vocabulary::states(aspect) else {
        let known: Vec<&str> = vocabulary::aspects().collect();
        return Err(format!(
            "'{aspect}' is no aspect; write {}",
            known.join(", ")
        ));
    };
    if states.contains(&state) {
        Ok(())
    } else {
        Err(format!(
            "'{state}' is no state of {aspect}; write {}",
            states.join(", ")
        ))
    }
}
