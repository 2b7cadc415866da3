//! The report: one article or statement, as it was read.

use crate::dateline::Dateline;
use crate::sentence::{self, Sentence};
use crate::{PartialDate, Span, dateline};

/// One article or statement: text, title, publisher and publication date.
///
/// The text is never altered after it has been read; every offset that any room hands on is a byte offset into
/// [`text`](Self::text).
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Names the report among others; the file's or the feed's own, else made from its content.
    pub id: String,
    /// When it was published; may be known to the month or the year only.
    pub date: Option<PartialDate>,
    /// The headline, where it stands apart from the text.
    pub title: Option<String>,
    /// The whole text, UTF-8.
    pub text: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// The part of the text that is news: without header lines; the dateline still stands in it.
    pub body: Span,
    /// Of HTML: where each run of the text stood in the page, in bytes of its UTF-8 text. Empty where text and file are the
    /// same bytes, and for a report out of JSON or a feed, whose text is a value within the file.
    pub source_map: SourceMap,
}

/// Which bytes of the file a run of text came from; runs in order of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceMap {
    /// `(start in the text, start in the file)` of each run.
    pub runs: Vec<(usize, usize)>,
}

impl SourceMap {
    /// The byte of the file where byte `offset` of the text stood; of a decoded character reference its ampersand, of the
    /// blank line between two paragraphs a byte after the first.
    pub fn in_file(&self, offset: usize) -> usize {
        match self.runs.partition_point(|&(start, _)| start <= offset) {
            0 => offset,
            i => {
                let (text, file) = self.runs[i - 1];
                file + (offset - text)
            }
        }
    }
}

impl Report {
    /// A report of this text alone, with an empty id and nothing else known.
    ///
    /// ```
    /// let report = legation_text::Report::new("KYIV, July 13 (Atlas) — Ukraine broke off relations. It said so.");
    /// assert_eq!(report.sentences().len(), 2);
    /// assert_eq!(report.dateline().unwrap().place, "KYIV");
    /// ```
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let body = Span::new(0, text.len());
        Report {
            id: String::new(),
            date: None,
            title: None,
            text,
            publisher: None,
            url: None,
            language: None,
            body,
            source_map: SourceMap::default(),
        }
    }

    /// The same report, published on this date.
    pub fn dated(mut self, date: PartialDate) -> Self {
        self.date = Some(date);
        self
    }

    /// An id made from the content: the first 16 hexadecimal digits of the text's BLAKE3 hash.
    pub fn content_id(&self) -> String {
        blake3::hash(self.text.as_bytes()).to_hex()[..16].to_owned()
    }

    /// The dateline at the head of the body ("KYIV, July 13 (Reuters) —"), where there is one.
    pub fn dateline(&self) -> Option<Dateline> {
        dateline::find(&self.text, self.body)
    }

    /// The sentences of the body in order, headings and list items among them; the dateline is in none.
    pub fn sentences(&self) -> Vec<Sentence> {
        let start = self.dateline().map_or(self.body.start, |d| d.span.end);
        sentence::sentences(&self.text, Span::new(start, self.body.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_of_the_text_leads_back_to_the_file() {
        let map = SourceMap {
            runs: vec![(0, 120), (40, 300)],
        };
        assert_eq!(map.in_file(5), 125);
        assert_eq!(map.in_file(40), 300);
        assert_eq!(SourceMap::default().in_file(7), 7);
    }
}
