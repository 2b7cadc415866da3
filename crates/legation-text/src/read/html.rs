//! HTML: the news of a page without what stands around it.
//!
//! The tokens come from html5gum (the WHATWG tokenizer, with byte offsets). No tree is built: a list of open elements on
//! the heap tells where each run of text stands, so neither depth nor broken nesting can do harm. What is boilerplate is
//! told by element, by class names and by the density of links, after Kohlschütter et al., *Boilerplate Detection using
//! Shallow Text Features* (WSDM 2010).

mod boilerplate;
mod choice;
mod meta;
mod page;

use page::{Block, Page};

use crate::read::Reading;
use crate::{Report, SourceMap, Span};

/// Reads an HTML page or a fragment of one.
///
/// The text of the report is the headline and the paragraphs of the news, separated by blank lines; its
/// [`source_map`](Report::source_map) leads each byte back to the byte of `page` where it stood. Where the page holds no
/// text at all the report's text is empty. Title, date, publisher, language and address come from the page's metadata.
///
/// ```
/// use legation_text::read::html;
/// let page = "<title>Break</title><nav><a href=/>Home</a></nav><p>Kyiv &amp; Pyongyang broke off relations.</p>";
/// let report = html(page).report;
/// assert_eq!(report.text, "Kyiv & Pyongyang broke off relations.");
/// assert_eq!(report.source_map.in_file(report.text.find("Pyongyang").unwrap()), page.find("Pyongyang").unwrap());
/// ```
pub fn html(page: &str) -> Reading {
    let page = Page::of(page);
    let chosen = choice::news(&page);
    let mut out = Extract::default();
    chosen.iter().for_each(|block| out.push(block));
    let mut report = Report::new(out.text);
    report.body = Span::new(0, report.text.len());
    report.source_map = SourceMap { runs: out.runs };
    let headline = page.headline().map(|block| block.text.trim());
    report.publisher = page.meta.publisher.clone();
    report.title = page.meta.title(headline);
    report.language = page.meta.language.clone();
    report.url = page.meta.url.clone();
    let mut read = Reading::of(report);
    page.meta.dates().find(|date| {
        read.take_date(date);
        read.report.date.is_some()
    });
    if read.report.date.is_some() {
        read.warnings.clear();
    }
    read
}

#[derive(Default)]
struct Extract {
    text: String,
    runs: Vec<(usize, usize)>,
}

impl Extract {
    fn push(&mut self, block: &Block) {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let text = block.text.trim_end();
        let base = self.text.len();
        let runs = block.runs.iter().filter(|(start, _)| *start < text.len());
        self.runs
            .extend(runs.map(|&(start, file)| (base + start, file)));
        self.text.push_str(text);
    }
}

#[cfg(test)]
mod tests;
