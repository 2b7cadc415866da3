//! Where sentences begin and end.
//!
//! The boundaries of Unicode's text segmentation (UAX #29), then joined again where news English does not end a
//! sentence: after titles, initials and abbreviations, and inside quotations.

use unicode_segmentation::UnicodeSegmentation;

use crate::Span;
use crate::token::cut_before;

/// What a sentence is in the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentenceKind {
    /// A headline or heading: a line by itself without a full stop.
    Heading,
    /// An item of a list.
    Item,
    /// A sentence of the text.
    Plain,
}

/// A sentence: where it stands and in which paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Bytes of the report's text, without surrounding white space.
    pub span: Span,
    /// What it is in the report.
    pub kind: SentenceKind,
    /// The paragraph that it stands in, counted from 0.
    pub paragraph: usize,
}

/// Words after which a full stop does not end the sentence when a capital or a digit follows.
const ABBREVIATIONS: &[&str] = &[
    "Mr", "Mrs", "Ms", "Dr", "Prof", "Gen", "Lt", "Col", "Maj", "Capt", "Cmdr", "Adm", "Brig",
    "Sgt", "Cpl", "Gov", "Sen", "Rep", "Pres", "Sec", "Amb", "Hon", "Rev", "Fr", "St", "Ste", "Mt",
    "Ft", "No", "Nos", "Art", "Arts", "Jr", "Sr", "vs", "v", "Jan", "Feb", "Mar", "Apr", "Jun",
    "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec", "Mon", "Tue", "Tues", "Wed", "Thu", "Thur",
    "Thurs", "Fri", "Sat", "Sun", "approx", "ca", "cf", "al", "Bros", "Vol", "pp", "para", "Res",
    "Ms", "Mme", "Mlle", "Messrs", "Supt", "Ambs", "Gens", "Sens", "Reps", "Govs", "Ret", "ret",
    "e.g", "i.e", "Univ", "Dept", "Atty", "Insp", "Dist", "Ave", "Blvd", "viz", "resp", "Abp",
    "Bp", "Msgr", "Sra",
];

/// Words that begin a sentence rather than go on after "U.S." or "Inc.".
const STARTERS: &[&str] = &[
    "The",
    "A",
    "An",
    "In",
    "On",
    "At",
    "It",
    "Its",
    "He",
    "She",
    "They",
    "We",
    "I",
    "This",
    "That",
    "These",
    "Those",
    "But",
    "And",
    "However",
    "Meanwhile",
    "For",
    "From",
    "After",
    "Before",
    "As",
    "When",
    "While",
    "If",
    "There",
    "His",
    "Her",
    "Their",
    "Since",
    "Both",
    "Earlier",
    "Last",
    "Also",
    "By",
    "To",
    "With",
    "Under",
    "According",
];

const COMPANY_ENDINGS: &[&str] = &[
    "Inc", "Ltd", "Co", "Corp", "Bros", "Plc", "etc", "a.m", "p.m", "approx",
];

/// The longest sentence, in bytes. What is longer is no sentence but a list, a table or noise; it is cut between words.
const LONGEST_SENTENCE: usize = 20_000;

/// The sentences of `text[within]`, in order; none longer than 20,000 bytes.
pub fn sentences(text: &str, within: Span) -> Vec<Sentence> {
    let mut out = Vec::new();
    for (paragraph, block) in blocks(text, within).into_iter().enumerate() {
        let before = out.len();
        cut_block(text, block, paragraph, &mut out);
        if out.len() == before + 1
            && block.kind == SentenceKind::Plain
            && is_heading(text, out[before].span, paragraph)
        {
            out[before].kind = SentenceKind::Heading;
        }
    }
    out
}

#[derive(Clone, Copy)]
struct Block {
    span: Span,
    kind: SentenceKind,
}

/// Paragraphs, headings and list items: blank lines part them, and so do the marks of Markdown.
fn blocks(text: &str, within: Span) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    let mut at = within.start;
    let lines: Vec<&str> = within.of(text).split_inclusive('\n').collect();
    let wrapped = is_hard_wrapped(&lines);
    for line in lines {
        let start = at;
        at += line.len();
        let content = line.trim();
        if content.is_empty()
            || content
                .chars()
                .all(|c| matches!(c, '-' | '=' | '*' | '_' | '#'))
        {
            out.extend(open.take());
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let (kind, mark) = line_kind(content);
        let span = Span::new(start + indent + mark, start + indent + content.len());
        match open.as_mut() {
            Some(block)
                if kind == SentenceKind::Plain
                    && (wrapped || block.kind == SentenceKind::Item && indent > 0) =>
            {
                block.span = block.span.join(span);
            }
            _ => {
                out.extend(open.take());
                open = Some(Block { span, kind });
                if kind == SentenceKind::Heading {
                    out.extend(open.take());
                }
            }
        }
    }
    out.extend(open);
    out
}

/// Whether line ends are only wrapping: most lines that another line follows at once are 50 to 100 characters long and
/// do not end a sentence.
fn is_hard_wrapped(lines: &[&str]) -> bool {
    let followed: Vec<&str> = lines
        .windows(2)
        .filter(|pair| !pair[0].trim().is_empty() && !pair[1].trim().is_empty())
        .map(|pair| pair[0].trim())
        .collect();
    let open = followed
        .iter()
        .filter(|line| {
            (40..=120).contains(&line.chars().count())
                && !line.ends_with(['.', '!', '?', ':', '"', '”'])
        })
        .count();
    !followed.is_empty() && open * 2 >= followed.len()
}

/// What a line opens, and how many bytes its mark takes.
fn line_kind(content: &str) -> (SentenceKind, usize) {
    let hashes = content.bytes().take_while(|&b| b == b'#').count();
    if (1..=6).contains(&hashes) && content[hashes..].starts_with(' ') {
        return (SentenceKind::Heading, hashes + 1);
    }
    for mark in ["- ", "* ", "+ ", "• ", "– ", "· ", "> "] {
        if content.starts_with(mark) {
            return (SentenceKind::Item, mark.len());
        }
    }
    let digits = content.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=2).contains(&digits)
        && (content[digits..].starts_with(". ") || content[digits..].starts_with(") "))
    {
        return (SentenceKind::Item, digits + 2);
    }
    (SentenceKind::Plain, 0)
}

/// A line by itself that does not end like a sentence is a heading, where it stands first or is short.
fn is_heading(text: &str, span: Span, paragraph: usize) -> bool {
    let line = span.of(text);
    let length = line.chars().count();
    let open = !line.ends_with(['.', '!', '?', ':', ';', '"', '”', '’', '\'', ')', ',']);
    open && (length <= 80 || (paragraph == 0 && length <= 200))
}

fn cut_block(text: &str, block: Block, paragraph: usize, out: &mut Vec<Sentence>) {
    // line ends within a paragraph are white space; same length, so offsets hold
    let body = block.span.of(text);
    let flat;
    let flat: &str = if body.contains(['\n', '\r', '\t']) {
        flat = body.replace(['\n', '\r', '\t'], " ");
        &flat
    } else {
        body
    };
    let mut push_one = |start: usize, end: usize| {
        let piece = &flat[start..end];
        let lead = piece.len() - piece.trim_start().len();
        let span = Span::new(
            block.span.start + start + lead,
            block.span.start + start + piece.trim_end().len().max(lead),
        );
        if !span.is_empty() {
            out.push(Sentence {
                span,
                kind: block.kind,
                paragraph,
            });
        }
    };
    let mut push = |mut start: usize, end: usize| {
        while end - start > LONGEST_SENTENCE {
            let cut = cut_before(flat, Span::new(start, end), LONGEST_SENTENCE);
            push_one(start, cut);
            start = cut;
        }
        push_one(start, end);
    };
    let mut start = 0;
    for (at, piece) in flat.split_sentence_bound_indices() {
        let end = at + piece.len();
        let joined = end < flat.len() && goes_on(&flat[start..end], &flat[end..]);
        if !joined {
            push(start, end);
            start = end;
        }
    }
    if start < flat.len() {
        push(start, flat.len());
    }
}

/// Whether the sentence goes on across the boundary between `head` and `tail`.
fn goes_on(head: &str, tail: &str) -> bool {
    let trimmed = head.trim_end();
    if tail.starts_with(char::is_lowercase) {
        return true;
    }
    let Some(without_dot) = trimmed.strip_suffix('.') else {
        return false;
    };
    if without_dot.ends_with(['"', '”', ')', ' ']) {
        return false;
    }
    let word = without_dot
        .rsplit([' ', '(', '"', '“', '\u{a0}', '/'])
        .next()
        .unwrap_or("");
    let next: String = tail
        .trim_start()
        .chars()
        .take_while(|c| c.is_alphanumeric())
        .collect();
    let next_is_digit = next.starts_with(|c: char| c.is_ascii_digit());
    let next_starts = STARTERS.contains(&next.as_str());
    if matches!(word, "No" | "Nos" | "Art" | "Arts" | "pp" | "para" | "Res") {
        return next_is_digit;
    }
    if matches!(
        word,
        "Mar" | "Sun" | "Sat" | "Mon" | "Dec" | "Sec" | "al" | "ret" | "Ret"
    ) {
        return next_is_digit || (word == "Sec" && !next_starts);
    }
    if ABBREVIATIONS.contains(&word) {
        return true;
    }
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let dotted = word.contains('.')
        && word
            .split('.')
            .all(|part| part.chars().count() <= 2 && !part.is_empty());
    if initial || dotted || COMPANY_ENDINGS.contains(&word) {
        return !next_starts && !next.is_empty();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text, Span::new(0, text.len()))
            .iter()
            .map(|s| s.span.of(text))
            .collect()
    }

    #[test]
    fn titles_initials_and_abbreviations_end_no_sentence() {
        for sentence in [
            "The U.S. State Department recalled Gen. John F. Kelly and Dr. Smith.",
            "Resolution No. 2758 was adopted.",
            "U.S. President George W. Bush spoke to Gov. Jeb Bush in St. Petersburg on Jan. 5.",
            "Lt. Col. Assimi Goita met U.N. Secretary-General Antonio Guterres.",
        ] {
            assert_eq!(cut(sentence), [sentence]);
        }
    }

    #[test]
    fn a_country_abbreviation_may_end_a_sentence() {
        assert_eq!(
            cut("Cuba restored ties with the U.S. The embassy opened."),
            ["Cuba restored ties with the U.S.", "The embassy opened."]
        );
    }

    #[test]
    fn a_quotation_stays_with_its_speaker() {
        assert_eq!(
            cut("\"We break relations,\" he said. She left."),
            ["\"We break relations,\" he said.", "She left."]
        );
        assert_eq!(
            cut("\"Is it over?\" he asked. It was."),
            ["\"Is it over?\" he asked.", "It was."]
        );
    }

    #[test]
    fn lists_and_headlines_are_sentences_of_their_own() {
        let text = "Chad reopens embassy in Israel\n\nTwo steps were taken:\n- Chad opened an embassy\n- Israel sent an envoy\n";
        assert_eq!(
            cut(text),
            [
                "Chad reopens embassy in Israel",
                "Two steps were taken:",
                "Chad opened an embassy",
                "Israel sent an envoy"
            ]
        );
        let kinds: Vec<_> = sentences(text, Span::new(0, text.len()))
            .iter()
            .map(|s| s.kind)
            .collect();
        assert_eq!(
            kinds,
            [
                SentenceKind::Heading,
                SentenceKind::Plain,
                SentenceKind::Item,
                SentenceKind::Item
            ]
        );
    }

    #[test]
    fn wrapped_lines_make_one_sentence() {
        let text = "The government of Nicaragua said on Thursday that it had broken\ndiplomatic relations with Taiwan. It now recognises\none China.\n";
        assert_eq!(cut(text).len(), 2);
    }
}
