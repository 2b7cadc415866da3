//! Finding reports by their words, and the indexes that only browsing needs.
//!
//! These are derived from the rows and hold nothing of their own, so that they belong to no version of the file: whoever
//! opens a ledger to write makes them where they are missing, and triggers keep them, whichever program writes.

use legation_text::PartialDate;
use rusqlite::{Connection, TransactionBehavior, named_params};
use serde::Serialize;

use crate::answer::ReportCard;
use crate::{Ledger, LedgerError};

/// Words are folded to their stems ("severed", "severs"), accents are left out.
const DERIVED: &str = "
CREATE INDEX pairs_other ON pairs(b, a, event);
CREATE INDEX reports_published ON reports(published) WHERE kind = 'report';
CREATE VIRTUAL TABLE report_words USING fts5(
  title, text, content='reports', content_rowid='seq', tokenize='porter unicode61 remove_diacritics 2'
);
INSERT INTO report_words(rowid, title, text) SELECT seq, title, text FROM reports WHERE kind = 'report';
CREATE TRIGGER reports_words AFTER INSERT ON reports WHEN new.kind = 'report' BEGIN
  INSERT INTO report_words(rowid, title, text) VALUES (new.seq, new.title, new.text);
END;
";

const MADE: &str = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'report_words')";

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
    /// How many to give.
    pub limit: usize,
    /// How many to leave out before them.
    pub offset: usize,
}

/// Makes what is missing.
pub(crate) fn ensure(connection: &mut Connection) -> rusqlite::Result<()> {
    let made = |connection: &Connection| connection.query_row(MADE, [], |row| row.get(0));
    if made(connection)? {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if !made(&transaction)? {
        transaction.execute_batch(DERIVED)?;
    }
    transaction.commit()
}

impl Ledger {
    /// The reports that have all the words. Fails where the file has no index yet.
    pub fn search(&self, sought: Sought) -> Result<Search, LedgerError> {
        let Some(query) = match_expression(sought.words) else {
            return Ok(Search {
                total: 0,
                ranked: true,
                reports: Vec::new(),
            });
        };
        self.at_once(|| self.search_now(&query, sought))
    }

    fn search_now(&self, query: &str, sought: Sought) -> Result<Search, LedgerError> {
        let made: bool = self
            .connection
            .query_row(MADE, [], |row| row.get(0))
            .map_err(|e| self.failed(e))?;
        if !made {
            return Err(LedgerError::NotIndexed(self.path.clone()));
        }
        let since = sought
            .since
            .map_or_else(String::new, |date| date.to_string());
        let until = match sought.until {
            Some(date) => format!("{}~", date.last_day()),
            None => "~".to_owned(),
        };
        let within = "FROM report_words w JOIN reports r ON r.seq = w.rowid
             WHERE report_words MATCH :query AND coalesce(r.published, '') >= :since AND coalesce(r.published, '') < :until";
        let total: i64 = self
            .connection
            .prepare_cached(&format!(
                "SELECT count(*) FROM (SELECT 1 {within} LIMIT 10001)"
            ))
            .and_then(|mut count| {
                count.query_row(
                    named_params! { ":query": query, ":since": since, ":until": until },
                    |row| row.get(0),
                )
            })
            .map_err(|e| self.failed(e))?;
        let ranked = total <= RANKED;
        let order = if ranked {
            "w.rank, r.seq DESC"
        } else {
            "r.seq DESC"
        };
        let [start, end] = FOUND;
        let page = format!(
            "SELECT r.id, r.publisher, r.published, r.title, r.url,
                    snippet(report_words, 1, '{start}', '{end}', '…', 40)
             {within} ORDER BY {order} LIMIT :limit OFFSET :offset"
        );
        let mut statement = self
            .connection
            .prepare_cached(&page)
            .map_err(|e| self.failed(e))?;
        let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let mut rows = statement
            .query(named_params! {
                ":query": query, ":since": since, ":until": until,
                ":limit": number(sought.limit), ":offset": number(sought.offset),
            })
            .map_err(|e| self.failed(e))?;
        let mut reports = Vec::new();
        while let Some(row) = rows.next().map_err(|e| self.failed(e))? {
            reports.push(Found {
                report: ReportCard {
                    id: self.column(row, 0)?,
                    publisher: self.column(row, 1)?,
                    published: self.date(row, 2)?,
                    title: self.column(row, 3)?,
                    url: self.column(row, 4)?,
                },
                excerpt: self.column(row, 5)?,
            });
        }
        Ok(Search {
            total,
            ranked,
            reports,
        })
    }
}

/// The words as FTS5 wants them: each in quotation marks, so that none is taken for an operator. `None` where there are none.
fn match_expression(words: &str) -> Option<String> {
    let mut phrases: Vec<String> = Vec::new();
    for (at, piece) in words.split('"').enumerate() {
        let quoted = at % 2 == 1;
        let mut add = |phrase: &str| {
            if phrase.chars().any(char::is_alphanumeric) {
                phrases.push(format!("\"{phrase}\""));
            }
        };
        if quoted {
            add(piece);
        } else {
            piece.split_whitespace().for_each(add);
        }
    }
    (!phrases.is_empty()).then(|| phrases.join(" "))
}

#[cfg(test)]
mod tests {
    use super::match_expression;

    #[test]
    fn words_are_words_and_never_operators() {
        let asked = |words: &str| match_expression(words).unwrap_or_default();
        assert_eq!(asked("sever OR NOT ties*"), r#""sever" "OR" "NOT" "ties*""#);
        assert_eq!(
            asked(r#"the "diplomatic relations" of"#),
            r#""the" "diplomatic relations" "of""#
        );
        assert_eq!(
            asked(r#"unclosed "quotation mark"#),
            r#""unclosed" "quotation mark""#
        );
        assert_eq!(match_expression(" - \" \" * "), None);
    }
}
