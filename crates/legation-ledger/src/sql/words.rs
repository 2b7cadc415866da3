//! The index of the words of reports, as each store keeps it.
//!
//! Both take the same for a word: letters and digits without what stands between, in lower case, without accents, down to
//! the stem that Porter's rules leave ("severed", "severs"); no word is too common to be found.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Database, Engine, values};
use crate::LedgerError;

/// Bytes of a text whose words a server can find; its index of one text ends at a megabyte of distinct words.
const INDEXED: usize = 300_000;

/// Bytes of words that a file's index gathers before it writes them.
const GATHERED: usize = 4 << 20;

const IN_A_FILE: &str = "
DROP TRIGGER IF EXISTS reports_words;
DROP TABLE IF EXISTS report_words;
DROP INDEX IF EXISTS reports_published;
CREATE VIRTUAL TABLE report_words USING fts5(
  title, text, content='reports', content_rowid='seq', tokenize='porter unicode61 remove_diacritics 2'
);
";

const ON_A_SERVER: &str = "
CREATE TEXT SEARCH DICTIONARY legation_stems (TEMPLATE = snowball, Language = porter);
CREATE TEXT SEARCH CONFIGURATION legation_words (PARSER = default);
ALTER TEXT SEARCH CONFIGURATION legation_words
  ADD MAPPING FOR asciiword, word, numword, int, uint, float, sfloat, version,
                  asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart
  WITH legation_stems;
CREATE TABLE report_words (report BIGINT PRIMARY KEY REFERENCES reports(seq), words tsvector NOT NULL);
CREATE INDEX report_words_words ON report_words USING gin(words);
";

/// How reports are found by their words: pieces of SQL about `r` (reports), in which `?1` is what [`Database::sought`] gives.
pub(crate) struct WordSearch {
    /// Joins `r` and holds where the words are found.
    pub within: &'static str,
    /// Orders the best match first.
    pub best_first: &'static str,
    /// Orders the latest learned first, by the index's own key: so that the index is read backwards and only as far as the page goes.
    pub latest_first: &'static str,
    /// The place in the text, with U+0002 before and U+0003 after each word that was found.
    pub excerpt: &'static str,
}

const SEARCH_A_FILE: WordSearch = WordSearch {
    within: "FROM report_words w JOIN reports r ON r.seq = w.rowid WHERE report_words MATCH ?1",
    best_first: "w.rank",
    latest_first: "w.rowid DESC",
    excerpt: "snippet(report_words, 1, '\u{2}', '\u{3}', '…', 40)",
};

const SEARCH_A_SERVER: WordSearch = WordSearch {
    within: "FROM report_words w JOIN reports r ON r.seq = w.report
             WHERE w.words @@ to_tsquery('legation_words', CAST(?1 AS text))",
    best_first: "ts_rank(w.words, to_tsquery('legation_words', CAST(?1 AS text))) DESC",
    latest_first: "w.report DESC",
    excerpt: "ts_headline('legation_words', r.text, to_tsquery('legation_words', CAST(?1 AS text)),
                'StartSel=\u{2}, StopSel=\u{3}, MaxWords=40, MinWords=20, MaxFragments=1, FragmentDelimiter=…')",
};

impl Database {
    /// Makes the index, with nothing in it.
    pub fn define_words(&self) -> Result<(), LedgerError> {
        self.run(match &self.engine {
            Engine::Sqlite(_) => IN_A_FILE,
            Engine::Postgres(_) => ON_A_SERVER,
        })
    }

    /// Has a file's index gather more words of a transaction before it writes them, which leaves less to put together later.
    pub fn gather_words(&self) -> Result<(), LedgerError> {
        match &self.engine {
            Engine::Sqlite(_) => self.run(&format!(
                "INSERT INTO report_words (report_words, rank) VALUES ('hashsize', {GATHERED})"
            )),
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// Takes the words of a report into the index.
    pub fn index_words(
        &self,
        report: i64,
        title: Option<&str>,
        text: &str,
    ) -> Result<(), LedgerError> {
        match &self.engine {
            Engine::Sqlite(_) => self.execute(
                "INSERT INTO report_words (rowid, title, text) VALUES (?1, ?2, ?3)",
                values![report, title, text],
            )?,
            Engine::Postgres(_) => self.execute(
                "INSERT INTO report_words (report, words) VALUES (?1, to_tsvector('legation_words', CAST(?2 AS text)))",
                values![report, folded(&format!("{} {text}", title.unwrap_or_default()), INDEXED)],
            )?,
        };
        Ok(())
    }

    /// Takes all reports into an index that has none.
    pub fn index_all_words(&self) -> Result<(), LedgerError> {
        self.each(
            "SELECT seq, title, text FROM reports WHERE kind = 'report'",
            &[],
            |row| {
                let (title, text): (Option<String>, String) = (row.get(1)?, row.get(2)?);
                self.index_words(row.get(0)?, title.as_deref(), &text)
            },
        )
    }

    /// How this store is asked for words.
    pub fn word_search(&self) -> &'static WordSearch {
        match &self.engine {
            Engine::Sqlite(_) => &SEARCH_A_FILE,
            Engine::Postgres(_) => &SEARCH_A_SERVER,
        }
    }

    /// Words and phrases, all of which are to be found, as this store wants them: none is taken for an operator.
    pub fn sought(&self, phrases: &[&str]) -> String {
        match &self.engine {
            Engine::Sqlite(_) => for_a_file(phrases),
            Engine::Postgres(_) => for_a_server(phrases),
        }
    }
}

fn for_a_file(phrases: &[&str]) -> String {
    let quoted: Vec<String> = phrases.iter().map(|p| format!("\"{p}\"")).collect();
    quoted.join(" ")
}

fn for_a_server(phrases: &[&str]) -> String {
    let quoted: Vec<String> = phrases
        .iter()
        .map(|phrase| format!("'{}'", folded(phrase, INDEXED)))
        .collect();
    quoted.join(" & ")
}

/// The words of a text up to so many bytes, without accents and what stands between them.
fn folded(text: &str, bytes: usize) -> String {
    let mut words = String::with_capacity(text.len().min(bytes));
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        } else if !words.ends_with(' ') {
            if words.len() >= bytes {
                break;
            }
            words.push(' ');
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_words_and_never_operators() {
        let asked = ["sever", "OR", "NOT", "ties*", "diplomatic relations"];
        assert_eq!(
            for_a_file(&asked),
            r#""sever" "OR" "NOT" "ties*" "diplomatic relations""#
        );
        assert_eq!(
            for_a_server(&["it's", "Brasília", "OR|!"]),
            "'it s' & 'brasilia' & 'or '"
        );
    }

    #[test]
    fn a_text_without_end_is_indexed_up_to_a_bound() {
        assert!(folded(&"word ".repeat(100_000), 1000).len() <= 1010);
    }
}
