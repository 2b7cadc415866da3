//! What holds of every text, however odd: offsets lie inside it, on character boundaries, in order, and nothing panics.

use legation_text::read::{Format, decode, html, json, plain, record, written_date};
use legation_text::{Report, Span, tokens};

/// A small generator of numbers that are the same on every run (Marsaglia's xorshift).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn text(&mut self, pieces: usize) -> String {
        (0..self.below(pieces))
            .map(|_| PIECES[self.below(PIECES.len())])
            .collect()
    }
}

const PIECES: &[&str] = &[
    " ",
    " ",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "\u{a0}",
    "\u{feff}",
    "\u{200b}",
    ".",
    ".",
    ",",
    "'",
    "’s",
    "\"",
    "“",
    "”",
    "—",
    " – ",
    "--",
    "(",
    ")",
    "/",
    ":",
    "- ",
    "# ",
    "1. ",
    "* ",
    "U.S.",
    "D.P.R.K.",
    "Gen. ",
    "No. 5",
    "a.b.",
    "n't",
    "KYIV, July 13",
    "(Reuters)",
    "Ukraine",
    "broke off",
    "Côte d'Ivoire",
    "Türkiye",
    "é",
    "ё",
    "中国",
    "🇺🇦",
    "e\u{301}",
    "İ",
    "ẞ",
    "date 2022-07 ",
    "Date: July 13, 2022",
    "title ",
    "---\n",
    "source: x",
    "<p>",
    "</p>",
    "<div class=nav>",
    "<h1>A b</h1>",
    "&amp;",
    "&eacute",
    "&#0;",
    "&#x1F600;",
    "&",
    "<",
    ">",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<br>",
    "<a href=x>",
    "</a>",
    "<li>",
    "{\"text\":\"",
    "\"}",
    "[",
    "]",
    "{",
    "}",
    "2022",
    "13.07.2022",
    "<pre>",
    "<title>",
    "<article>",
];

fn check(report: &Report) {
    let text = &report.text;
    assert!(
        text.get(report.body.start..report.body.end).is_some(),
        "the body is no part of {text:?}"
    );
    let mut last = report.body.start;
    for sentence in report.sentences() {
        let said = text
            .get(sentence.span.start..sentence.span.end)
            .unwrap_or_else(|| panic!("{:?} of {text:?}", sentence.span));
        assert!(
            sentence.span.start >= last && sentence.span.end <= report.body.end && !said.is_empty()
        );
        assert_eq!(said.trim(), said);
        last = sentence.span.end;
        check_tokens(text, sentence.span);
    }
    check_tokens(text, report.body);
}

fn check_tokens(text: &str, within: Span) {
    let mut last = within.start;
    for token in tokens(text, within) {
        assert!(
            !text
                .get(token.span.start..token.span.end)
                .unwrap_or("")
                .is_empty(),
            "{:?} of {text:?}",
            token.span
        );
        assert!(token.span.start >= last && token.span.end <= within.end);
        assert!(
            text[last..token.span.start]
                .chars()
                .all(|c| !c.is_alphanumeric()),
            "a letter stands between tokens: {text:?}"
        );
        last = token.span.end;
    }
}

#[test]
fn offsets_of_every_text_lie_inside_it_and_on_character_boundaries() {
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    for _ in 0..6_000 {
        let text = chance.text(60);
        let read = plain(text.clone()).report;
        assert_eq!(read.text, text, "plain text is never altered");
        check(&read);
        check(&Report::new(text.clone()));
        written_date(&text);
        _ = (record(&text), json(&text), Format::of(None, &text));
    }
}

#[test]
fn the_source_map_of_every_page_leads_to_the_bytes_that_say_it() {
    let mut chance = Chance(88_172_645_463_325_252);
    for _ in 0..6_000 {
        let page = chance.text(60);
        let report = html(&page).report;
        check(&report);
        for (at, c) in report
            .text
            .char_indices()
            .filter(|(_, c)| !c.is_whitespace())
        {
            let file = report.source_map.in_file(at);
            let there = page
                .get(file..)
                .unwrap_or_else(|| panic!("{file} is no character of {page:?}"));
            assert!(
                there.starts_with(c) || there.starts_with('&'),
                "{c:?} at {at} leads to {file} of {page:?}"
            );
        }
    }
}

#[test]
fn bytes_at_random_never_panic() {
    let mut chance = Chance(42);
    for round in 0..4_000 {
        let length = chance.below(400);
        let low = if round % 2 == 0 { 0 } else { 0x20 };
        let bytes: Vec<u8> = (0..length)
            .map(|_| (chance.below(256 - low) + low) as u8)
            .collect();
        if let Ok(decoded) = decode(bytes) {
            check(&plain(decoded.text.clone()).report);
            check(&html(&decoded.text).report);
            _ = record(&decoded.text);
        }
    }
}

/// `size` bytes of each of the things that make a cutter go back over its steps.
fn pathological(size: usize) {
    let fills = [
        "word ", ".", ". ", "a.b.", "A.", "x", "1. ", "\" ", "'s", "é", "U.S. ", "\n", "No. ",
        "., ", "- \n", "a\r",
    ];
    for fill in fills {
        let text = fill.repeat(size / fill.len());
        let started = std::time::Instant::now();
        let report = plain(text).report;
        let sentences = report.sentences();
        let cut = started.elapsed();
        assert!(sentences.iter().all(|s| s.span.len() <= 20_000));
        let tokens = tokens(&report.text, report.body).len();
        let took = started.elapsed();
        println!(
            "{fill:?}: {} sentences in {cut:?}, {tokens} tokens after {took:?}",
            sentences.len()
        );
        assert!(took.as_secs() < 60, "{fill:?} took {took:?}");
    }
}

#[test]
fn a_single_line_of_a_megabyte_is_cut_in_time() {
    pathological(1_000_000);
}
