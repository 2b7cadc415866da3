//! Finding reports by their words.

use legation_text::PartialDate;
use serde::Serialize;

use crate::answer::ReportCard;
use crate::load::known_bound;
use crate::sql::values;
use crate::{Ledger, LedgerError};

/// The version of the ledger from which on words are indexed.
const INDEXED_SINCE: i64 = 3;

/// Matches beyond which they are not ranked by relevance, which takes a look at each: the latest come first instead.
const RANKED: i64 = 5_000;

/// Stand around the words that were found, in [`Found::excerpt`].
pub const FOUND: [char; 2] = ['\u{2}', '\u{3}'];

/// What a search finds.
#[derive(Clone, Debug, Serialize)]
pub struct Search {
    /// How many reports have the words; of more than ten thousand, ten thousand and one.
    pub total: i64,
    /// Whether the best match comes first; else the latest does.
    pub ranked: bool,
    /// The page asked for.
    pub reports: Vec<Found>,
}

/// A report that has the words.
#[derive(Clone, Debug, Serialize)]
pub struct Found {
    /// The report.
    #[serde(flatten)]
    pub report: ReportCard,
    /// The place in it, with U+0002 before and U+0003 after each word that was found.
    pub excerpt: String,
}

/// What is sought.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sought<'a> {
    /// Words that all must stand in the report; "words in quotation marks" one after the other.
    pub words: &'a str,
    /// Published on the first day of this date or later.
    pub since: Option<PartialDate>,
    /// Published on the last day of this date or before.
    pub until: Option<PartialDate>,
    /// Learned by the end of this date (UTC).
    pub as_known: Option<PartialDate>,
    /// How many to give.
    pub limit: usize,
    /// How many to leave out before them.
    pub offset: usize,
}

impl Ledger {
    /// The reports that have all the words. Fails where the ledger is of a version that has no index of them.
    pub fn search(&self, sought: Sought) -> Result<Search, LedgerError> {
        let phrases = phrases(sought.words);
        if phrases.is_empty() {
            return Ok(Search {
                total: 0,
                ranked: true,
                reports: Vec::new(),
            });
        }
        self.at_once(|| self.search_now(&self.database.sought(&phrases), sought))
    }

    fn search_now(&self, words: &str, sought: Sought) -> Result<Search, LedgerError> {
        if self.database.version()? < INDEXED_SINCE {
            return Err(LedgerError::NotIndexed(self.path().to_owned()));
        }
        let since = sought
            .since
            .map_or_else(String::new, |date| date.to_string());
        let until = match sought.until {
            Some(date) => format!("{}~", date.last_day()),
            None => "~".to_owned(),
        };
        let known = known_bound(sought.as_known);
        let search = self.database.word_search();
        let within = format!(
            "{} AND coalesce(r.published, '') >= ?2 AND coalesce(r.published, '') < ?3 AND r.learned < ?4",
            search.within
        );
        let total: i64 = self.database.value(
            &format!("SELECT count(*) FROM (SELECT 1 {within} LIMIT 10001) AS found"),
            values![words, &since, &until, &known],
        )?;
        let ranked = total <= RANKED;
        let order = if ranked {
            format!("{}, {}", search.best_first, search.latest_first)
        } else {
            search.latest_first.to_owned()
        };
        let page = format!(
            "SELECT r.id, r.publisher, r.published, r.title, r.url, {}
             {within} ORDER BY {order} LIMIT ?5 OFFSET ?6",
            search.excerpt
        );
        let values = values![words, &since, &until, &known, sought.limit, sought.offset];
        let reports = self.database.all(&page, values, |row| {
            Ok(Found {
                report: ReportCard::of(row)?,
                excerpt: row.get(5)?,
            })
        })?;
        Ok(Search {
            total,
            ranked,
            reports,
        })
    }
}

/// The words one by one, and those in quotation marks together.
fn phrases(words: &str) -> Vec<&str> {
    let mut phrases: Vec<&str> = Vec::new();
    for (at, piece) in words.split('"').enumerate() {
        if at % 2 == 1 {
            phrases.push(piece);
        } else {
            phrases.extend(piece.split_whitespace());
        }
    }
    phrases.retain(|phrase| phrase.chars().any(char::is_alphanumeric));
    phrases
}

#[cfg(test)]
mod tests {
    use super::phrases;

    #[test]
    fn what_stands_in_quotation_marks_is_sought_together() {
        assert_eq!(
            phrases(r#"the "diplomatic relations" of"#),
            ["the", "diplomatic relations", "of"]
        );
        assert_eq!(
            phrases(r#"unclosed "quotation mark"#),
            ["unclosed", "quotation mark"]
        );
        assert!(phrases(" - \" \" * ").is_empty());
    }
}
