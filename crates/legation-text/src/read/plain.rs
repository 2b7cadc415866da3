//! Plain text and Markdown: what its first lines tell of the report, and where the news begins.

use crate::read::{Reading, written_date};
use crate::{PartialDate, Report, Span, dateline};

/// The longest header line, in bytes; longer lines are news that begins like one.
const LONGEST_HEADER: usize = 300;
/// The longest headline, in bytes.
const LONGEST_TITLE: usize = 200;
/// The longest YAML front matter, in lines.
const LONGEST_FRONT_MATTER: usize = 100;

/// What a header line tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Date,
    Title,
    Publisher,
    Url,
    Language,
    Id,
    /// Known, and of no use here: author, section, tags.
    Passed,
}

impl Key {
    fn of(word: &str) -> Option<Key> {
        Some(match word.to_ascii_lowercase().as_str() {
            "date" | "published" | "publication_date" | "pubdate" => Key::Date,
            "title" | "headline" => Key::Title,
            "publisher" | "source" => Key::Publisher,
            "url" | "link" | "permalink" => Key::Url,
            "language" | "lang" => Key::Language,
            "id" => Key::Id,
            "author" | "authors" | "byline" | "section" | "category" | "categories" | "tags"
            | "keywords" => Key::Passed,
            _ => return None,
        })
    }
}

/// Reads plain text or Markdown.
///
/// Header lines stand at the very top, in any order, in any case, with or without a colon (`date 2022-07`,
/// `Date: July 13, 2022`, `title …`, `publisher …` or `source …`, `url …`, `language …`, `id …`), or as YAML front
/// matter between `---` lines. After a date the news may go on in the same line. The text of the report is the text
/// given, unchanged; its body begins after the headers. A headline over the news (a line without a final stop, followed by
/// a blank line) is the title and stays in the body as well.
///
/// ```
/// use legation_text::read::plain;
/// let read = plain(" date 2022-07 Ukraine breaks relations.\n".to_owned()).report;
/// assert_eq!(read.date.unwrap().to_string(), "2022-07");
/// assert_eq!(read.body.of(&read.text), "Ukraine breaks relations.\n");
/// ```
pub fn plain(text: String) -> Reading {
    let mut headers = Headers {
        read: Reading::of(Report::new(String::new())),
        seen: 0,
    };
    let start = headers
        .front_matter(&text)
        .unwrap_or_else(|| headers.lines(&text));
    let start = start + blank_prefix(&text[start..]);
    let mut read = headers.read;
    let body = Span::new(start, text.len());
    if read.report.title.is_none() {
        read.report.title = headline(&text, body).map(str::to_owned);
    }
    read.report.text = text;
    read.report.body = body;
    read
}

fn blank_prefix(text: &str) -> usize {
    text.len()
        - text
            .trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
            .len()
}

struct Headers {
    read: Reading,
    seen: usize,
}

impl Headers {
    /// Reads YAML front matter; gives the byte after it.
    fn front_matter(&mut self, text: &str) -> Option<usize> {
        let start = blank_prefix(text);
        let mut at = start;
        let mut fields = Vec::new();
        for (number, line) in text[start..]
            .split_inclusive('\n')
            .take(LONGEST_FRONT_MATTER)
            .enumerate()
        {
            at += line.len();
            let line = line.trim_end();
            match number {
                0 if line == "---" => {}
                0 => return None,
                _ if line == "---" || line == "..." => {
                    fields
                        .into_iter()
                        .for_each(|(key, value)| _ = self.take(key, value));
                    return Some(at);
                }
                _ => {
                    let field = line
                        .split_once(':')
                        .and_then(|(key, value)| Some((Key::of(key)?, unquoted(value))));
                    fields.extend(field);
                }
            }
        }
        None
    }

    /// Reads header lines; gives the byte after them.
    fn lines(&mut self, text: &str) -> usize {
        let mut at = blank_prefix(text);
        loop {
            let line = text[at..].split_inclusive('\n').next().unwrap_or("");
            let Some(length) = self.line(line, &text[at + line.len()..]) else {
                return at;
            };
            at += length;
            if length < line.len() {
                return at;
            }
            // a blank line ends the headers, but for a header line after it nobody would write as news
            let blank = blank_prefix(&text[at..]);
            let next = text[at + blank..].lines().next().unwrap_or("");
            if blank > 0
                && (blank > 2 || text[at..at + blank].contains('\n'))
                && !has_colon_key(next)
            {
                return at;
            }
            at += blank;
        }
    }

    /// Reads one header line; gives the bytes that it takes, all of the line or up to the news that goes on in it.
    fn line(&mut self, line: &str, after: &str) -> Option<usize> {
        let indent = line.len() - line.trim_start().len();
        let word_end =
            indent + line[indent..].find(|c: char| !c.is_ascii_alphabetic() && c != '_')?;
        let key = Key::of(&line[indent..word_end])?;
        let rest = &line[word_end..];
        let colon = rest.trim_start().starts_with(':');
        if !colon && !rest.starts_with([' ', '\t']) {
            return None;
        }
        let value = rest.trim_start_matches([' ', '\t', ':']);
        let value_at = line.len() - value.len();
        if key == Key::Date {
            return self.date(value, colon).map(|taken| {
                if taken == 0 {
                    line.len()
                } else {
                    value_at + taken
                }
            });
        }
        let lower = line[indent..].starts_with(char::is_lowercase);
        let plausible = colon
            || (key != Key::Passed && lower)
            || (key != Key::Passed && (self.seen > 0 || begins_header(after)));
        let value = unquoted(value);
        (plausible && line.len() <= LONGEST_HEADER && fits(key, value) && self.take(key, value))
            .then_some(line.len())
    }

    /// Takes the date that `value` begins with; gives the bytes up to the news that goes on in the line, 0 where none does.
    fn date(&mut self, value: &str, colon: bool) -> Option<usize> {
        let Some((date, length)) = written_date(value) else {
            let line_is_header = colon && value.len() <= 60;
            return (line_is_header && self.take(Key::Date, value.trim())).then_some(0);
        };
        self.found_date(date);
        let rest = &value[length..];
        if rest.trim().is_empty() || rest.starts_with(['T', '+']) || is_time(rest) {
            return Some(0);
        }
        Some(
            length + rest.len()
                - rest
                    .trim_start_matches([' ', '\t', ',', ';', '.', '|', '—', '–', '\u{a0}'])
                    .len(),
        )
    }

    fn found_date(&mut self, date: PartialDate) {
        self.seen += 1;
        self.read.report.date.get_or_insert(date);
    }

    fn take(&mut self, key: Key, value: &str) -> bool {
        if value.is_empty() {
            return false;
        }
        self.seen += 1;
        let report = &mut self.read.report;
        match key {
            Key::Date => self.read.take_date(value),
            Key::Title => _ = report.title.get_or_insert_with(|| value.to_owned()),
            Key::Publisher => _ = report.publisher.get_or_insert_with(|| value.to_owned()),
            Key::Url => _ = report.url.get_or_insert_with(|| value.to_owned()),
            Key::Language => _ = report.language.get_or_insert_with(|| value.to_owned()),
            Key::Id if report.id.is_empty() => report.id = value.to_owned(),
            Key::Id | Key::Passed => {}
        }
        true
    }
}

/// Whether the rest of a date line is a time of day and a zone (`10:00:00 GMT`, `at 14:05`).
fn is_time(rest: &str) -> bool {
    let rest = rest.trim().trim_start_matches(',').trim_start();
    let rest = rest.strip_prefix("at ").unwrap_or(rest);
    rest.len() <= 30 && rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains(':')
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    let inner = |mark: char| value.strip_prefix(mark).and_then(|v| v.strip_suffix(mark));
    inner('"').or_else(|| inner('\'')).unwrap_or(value).trim()
}

/// Whether a value can be one of this key: "Language is a weapon, …" is news.
fn fits(key: Key, value: &str) -> bool {
    match key {
        Key::Url => !value.contains(' ') && (value.contains("://") || value.contains('.')),
        Key::Language => value.len() <= 35 && !value.contains(' '),
        Key::Id => !value.contains(' '),
        Key::Publisher => value.len() <= 120,
        _ => true,
    }
}

fn has_colon_key(line: &str) -> bool {
    line.len() <= LONGEST_HEADER
        && line
            .split_once(':')
            .is_some_and(|(key, _)| Key::of(key.trim()).is_some())
}

/// Whether the text begins with what can only be a header line.
fn begins_header(text: &str) -> bool {
    let line = text.lines().next().unwrap_or("").trim_start();
    has_colon_key(line)
        || line
            .split_once([' ', '\t'])
            .is_some_and(|(key, value)| match Key::of(key) {
                Some(Key::Date) => written_date(value.trim_start()).is_some(),
                Some(key @ (Key::Url | Key::Language | Key::Id)) => fits(key, value.trim()),
                _ => false,
            })
}

/// The headline over the news.
fn headline(text: &str, body: Span) -> Option<&str> {
    let mut lines = body.of(text).lines();
    let line = lines.next()?;
    let blank_follows = lines.next().is_some_and(|next| next.trim().is_empty())
        && lines.any(|next| !next.trim().is_empty());
    let hashes = line.len() - line.trim_start_matches('#').len();
    let title = line[hashes..].trim();
    if (1..=6).contains(&hashes) && line[hashes..].starts_with(' ') && !title.is_empty() {
        return Some(title.trim_end_matches('#').trim_end());
    }
    let open = !title.ends_with(['.', '!', ':', ';', ',', '"', '”', '…'])
        && !title.starts_with(['-', '*', '•', '>', '|', '<']);
    let at = Span::new(body.start, body.start + line.len());
    let fits =
        !title.is_empty() && title.len() <= LONGEST_TITLE && title.contains(char::is_alphabetic);
    (blank_follows && open && fits && dateline::find(text, at).is_none()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Report {
        plain(text.to_owned()).report
    }

    fn body(report: &Report) -> &str {
        report.body.of(&report.text)
    }

    #[test]
    fn the_news_may_go_on_in_the_line_of_the_date() {
        let text = " date 2022-07 The Ministry condemns the decision.\n\nIt said so.\n";
        let report = read(text);
        assert_eq!(report.date.unwrap().to_string(), "2022-07");
        assert_eq!(report.text, text);
        assert!(body(&report).starts_with("The Ministry"));
    }

    #[test]
    fn header_lines_are_read_in_any_order_and_case() {
        let report = read(
            "Title: Kyiv breaks with Damascus\nDATE: Thursday, June 30, 2022 14:05 GMT\nsource Atlas Wire\nurl https://a.example/1\nLanguage: en\nid a-1\n\nUkraine broke off relations.\n",
        );
        assert_eq!(report.title.as_deref(), Some("Kyiv breaks with Damascus"));
        assert_eq!(report.date.unwrap().to_string(), "2022-06-30");
        assert_eq!(report.publisher.as_deref(), Some("Atlas Wire"));
        assert_eq!(
            (
                report.url.as_deref(),
                report.language.as_deref(),
                report.id.as_str()
            ),
            (Some("https://a.example/1"), Some("en"), "a-1")
        );
        assert_eq!(body(&report), "Ukraine broke off relations.\n");
    }

    #[test]
    fn front_matter_is_read() {
        let report = read(
            "---\ntitle: \"A break\"\ndate: 2022-06-30\ntags: [a, b]\nlayout: post\n---\n\nUkraine broke off relations.",
        );
        assert_eq!(
            (
                report.title.as_deref(),
                report.date.unwrap().to_string().as_str()
            ),
            (Some("A break"), "2022-06-30")
        );
        assert_eq!(body(&report), "Ukraine broke off relations.");
    }

    #[test]
    fn a_headline_is_the_title_and_stays_in_the_body() {
        for text in [
            "Chad reopens embassy\n\nChad did so on Monday.",
            "# Chad reopens embassy\nChad did so on Monday.",
        ] {
            let report = read(text);
            assert_eq!(report.title.as_deref(), Some("Chad reopens embassy"));
            assert_eq!(body(&report), text);
        }
        for text in [
            "Chad reopened its embassy.\n\nIt said so.",
            "KYIV, July 13 (Reuters) — Ukraine\n\nbroke",
            "Chad reopens embassy",
        ] {
            assert_eq!(read(text).title, None, "{text}");
        }
    }

    #[test]
    fn news_that_begins_like_a_header_is_news() {
        for text in [
            "Source countries of migrants met in Rabat.\nThey agreed.",
            "Title fights apart, the ministers met.",
            "Language is a weapon, the minister said.",
            "Date palms were given to the envoy.",
            "Publishers protested.",
        ] {
            assert_eq!(body(&read(text)), text);
        }
    }

    #[test]
    fn an_unknown_date_is_reported() {
        let read = plain("Date: last Tuesday\n\nUkraine broke off relations.".to_owned());
        assert_eq!((read.report.date, read.warnings.len()), (None, 1));
        assert_eq!(body(&read.report), "Ukraine broke off relations.");
    }
}
