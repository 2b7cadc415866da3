//! What a text is, by the name of its file and by its first bytes.

/// The formats in which reports come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text or Markdown.
    Plain,
    /// An HTML page.
    Html,
    /// One JSON object or an array of them.
    Json,
    /// One JSON object a line.
    JsonLines,
    /// An RSS or Atom feed.
    Feed,
}

/// How much of a text is looked at, in bytes.
const HEAD: usize = 4096;

impl Format {
    /// The format of a text that begins with `head`; `extension` is its file's ending without the dot (and without `gz`).
    ///
    /// Content decides where it is clear, for pages are often saved as `.txt`; the ending where it is not.
    pub fn of(extension: Option<&str>, head: &str) -> Format {
        let extension = extension.map(str::to_ascii_lowercase);
        let head = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let mut end = head.len().min(HEAD);
        while !head.is_char_boundary(end) {
            end -= 1;
        }
        let start = head[..end].to_ascii_lowercase();
        let json = || {
            if is_lines(head) {
                Format::JsonLines
            } else {
                Format::Json
            }
        };
        match extension.as_deref() {
            Some("jsonl" | "ndjson") if !start.starts_with('[') => Format::JsonLines,
            Some("json" | "jsonl" | "ndjson") => json(),
            _ if is_feed(&start) => Format::Feed,
            Some("html" | "htm" | "xhtml") => Format::Html,
            _ if is_page(&start) => Format::Html,
            Some("txt" | "md" | "markdown" | "text") => Format::Plain,
            Some("xml" | "rss" | "atom") => Format::Feed,
            _ if is_json(&start) => json(),
            _ => Format::Plain,
        }
    }
}

fn is_feed(start: &str) -> bool {
    start.starts_with('<')
        && ["<rss", "<feed", "<rdf:rdf"]
            .iter()
            .any(|tag| start.contains(tag))
        && !start.contains("<html")
}

fn is_page(start: &str) -> bool {
    let known = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<article",
        "<div",
        "<p>",
        "<p ",
        "<h1",
    ];
    known.iter().any(|tag| start.starts_with(tag))
        || ((start.starts_with("<?xml") || start.starts_with("<!--")) && start.contains("<html"))
}

fn is_json(start: &str) -> bool {
    let object = |text: &str| {
        text.strip_prefix('{')
            .is_some_and(|rest| rest.trim_start().starts_with(['"', '}']))
    };
    object(start)
        || start
            .strip_prefix('[')
            .is_some_and(|rest| object(rest.trim_start()))
}

/// Whether the first line of `head` is an object by itself, or is too long for that to be seen.
fn is_lines(head: &str) -> bool {
    if !head.starts_with('{') {
        return false;
    }
    match head.split_once('\n') {
        Some((line, _)) => line.trim_end().ends_with('}'),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_seen_by_ending_and_content() {
        let rows = [
            (Some("txt"), "Kyiv broke off relations.", Format::Plain),
            (Some("txt"), "<!DOCTYPE html><html>", Format::Html),
            (Some("md"), "{\"a\": quoted}", Format::Plain),
            (Some("jsonl"), "{\"id\":\"1\"}\n", Format::JsonLines),
            (Some("JSON"), "[{\"id\":\"1\"}]", Format::Json),
            (Some("json"), "{\n  \"id\": \"1\"\n}", Format::Json),
            (
                Some("json"),
                "{\"id\":\"1\"}\n{\"id\":\"2\"}\n",
                Format::JsonLines,
            ),
            (
                Some("xml"),
                "<?xml version=\"1.0\"?><rss version=\"2.0\">",
                Format::Feed,
            ),
            (
                None,
                "\u{feff}<?xml version=\"1.0\"?>\n<feed xmlns=\"\">",
                Format::Feed,
            ),
            (None, "{\"text\":\"Kyiv\"}\n", Format::JsonLines),
            (None, "Kyiv", Format::Plain),
        ];
        for (extension, head, format) in rows {
            assert_eq!(Format::of(extension, head), format, "{extension:?} {head}");
        }
    }
}
