//! Words, numbers and punctuation of a text, with their byte offsets.

use crate::Span;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, with inner hyphens, apostrophes and the dots of an abbreviation (`U.S.`, `Gen.`, `d'Ivoire`).
    Word,
    /// Digits, with inner separators (`1,032`, `24-hour` is a word).
    Number,
    /// The possessive ending `'s`, or the bare apostrophe of a plural possessive.
    Possessive,
    /// One mark.
    Punctuation,
}

/// A token: what it is and where it stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Bytes of the report's text.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '`' | '‘')
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑')
}

/// Cuts `text[within]` into tokens, in order. White space and invisible format characters stand between tokens.
///
/// `n't` and `'s` are cut off as tokens of their own (`doesn` + `'t` never happens: `does` + `n't`), so that
/// negation and possession are seen; abbreviations with inner dots keep their dots, a sentence's last dot does not.
pub fn tokens(text: &str, within: Span) -> Vec<Token> {
    let mut out = Vec::with_capacity(within.of(text).len() / 5);
    let mut rest = within;
    while let Some(stretch) = next_stretch(text, &mut rest) {
        cut_stretch(text, stretch, &mut out);
    }
    out
}

/// A text is cut in stretches of this many bytes, so that the memory needed beside the tokens does not grow with it.
const STRETCH: usize = 64 * 1024;

/// Takes the next stretch off `rest`: up to the last space within reach, for no token holds one.
fn next_stretch(text: &str, rest: &mut Span) -> Option<Span> {
    let whole = *rest;
    if whole.of(text).is_empty() {
        return None;
    }
    let end = if whole.len() <= STRETCH {
        whole.end
    } else {
        cut_before(text, whole, STRETCH)
    };
    *rest = Span::new(end, whole.end);
    Some(Span::new(whole.start, end))
}

/// The byte after the last white space among the first `reach` bytes of `within`; the last character boundary among
/// them where there is none. Always after the start.
pub(crate) fn cut_before(text: &str, within: Span, reach: usize) -> usize {
    let mut limit = (within.start + reach).min(within.end);
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    let head = &text[within.start..limit];
    match head.char_indices().rfind(|(_, c)| c.is_whitespace()) {
        Some((at, c)) => within.start + at + c.len_utf8(),
        None => limit,
    }
}

fn cut_stretch(text: &str, within: Span, out: &mut Vec<Token>) {
    let body = within.of(text);
    let chars: Vec<(usize, char)> = body
        .char_indices()
        .map(|(i, c)| (i + within.start, c))
        .collect();
    let end_of = |i: usize| chars.get(i).map_or(within.end, |&(at, _)| at);
    let mut i = 0;
    while i < chars.len() {
        let (start, c) = chars[i];
        if c.is_whitespace() || is_invisible(c) {
            i += 1;
            continue;
        }
        if is_apostrophe(c) && ends_word(&chars, i) {
            if let Some(next) = possessive_s(&chars, i) {
                out.push(Token {
                    span: Span::new(start, end_of(next)),
                    kind: TokenKind::Possessive,
                });
                i = next;
                continue;
            }
            let after_s = i > 0 && matches!(chars[i - 1].1, 's' | 'S' | 'x' | 'z');
            let kind = if after_s {
                TokenKind::Possessive
            } else {
                TokenKind::Punctuation
            };
            out.push(Token {
                span: Span::new(start, end_of(i + 1)),
                kind,
            });
            i += 1;
            continue;
        }
        if !c.is_alphanumeric() {
            out.push(Token {
                span: Span::new(start, end_of(i + 1)),
                kind: TokenKind::Punctuation,
            });
            i += 1;
            continue;
        }
        let next = word_end(&chars, i);
        push_word(text, Span::new(start, end_of(next)), out);
        i = next;
    }
}

/// Zero-width and direction marks: they are no part of a word and never make one.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{00AD}')
}

fn ends_word(chars: &[(usize, char)], i: usize) -> bool {
    i > 0
        && (chars[i - 1].1.is_alphanumeric() || matches!(chars[i - 1].1, '.' | '"' | '”' | ')'))
        && chars
            .get(i + 1)
            .is_none_or(|&(_, c)| !c.is_alphanumeric() || matches!(c, 's' | 'S'))
}

/// The index after `'s` at `i`, where `s` ends the word.
fn possessive_s(chars: &[(usize, char)], i: usize) -> Option<usize> {
    let s = chars
        .get(i + 1)
        .is_some_and(|&(_, c)| matches!(c, 's' | 'S'));
    let ends = chars.get(i + 2).is_none_or(|&(_, c)| !c.is_alphanumeric());
    (s && ends).then_some(i + 2)
}

fn word_end(chars: &[(usize, char)], start: usize) -> usize {
    let at = |i: usize| chars.get(i).map(|&(_, c)| c);
    let mut i = start;
    while let Some(c) = at(i) {
        if c.is_alphanumeric() || is_combining(c) {
            i += 1;
            continue;
        }
        let next_is_letter = at(i + 1).is_some_and(char::is_alphanumeric);
        let joins = next_is_letter
            && ((is_apostrophe(c) && possessive_s(chars, i).is_none())
                || is_dash(c)
                || c == '&'
                || (matches!(c, '.' | ',') && digits_around(chars, i))
                || (c == '.' && dotted_abbreviation(chars, start, i)));
        if joins {
            i += 1;
            continue;
        }
        // the last dot of "U.S." or "Ph.D." belongs to it, as does that of an initial ("J.")
        if c == '.' && dotted_abbreviation(chars, start, i) && (i - start) >= 1 {
            return i + 1;
        }
        break;
    }
    i
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

fn digits_around(chars: &[(usize, char)], i: usize) -> bool {
    i > 0
        && chars[i - 1].1.is_ascii_digit()
        && chars.get(i + 1).is_some_and(|&(_, c)| c.is_ascii_digit())
}

/// The longest abbreviation with inner dots, in characters; without a bound a page of them takes quadratic time.
const LONGEST_ABBREVIATION: usize = 32;

/// Whether the letters before the dot at `i` are single letters each followed by a dot (`U.S`, `D.P.R.K`, `J`).
fn dotted_abbreviation(chars: &[(usize, char)], start: usize, i: usize) -> bool {
    let word = &chars[start..i];
    if word.len() == 1 {
        return word[0].1.is_uppercase();
    }
    if word.len() > LONGEST_ABBREVIATION {
        return false;
    }
    word.iter().enumerate().all(|(k, &(_, c))| {
        if k % 2 == 0 {
            c.is_alphabetic()
        } else {
            c == '.'
        }
    }) && word.len() % 2 == 1
}

fn push_word(text: &str, span: Span, out: &mut Vec<Token>) {
    let word = span.of(text);
    if word
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
    {
        out.push(Token {
            span,
            kind: TokenKind::Number,
        });
        return;
    }
    for ending in ["n't", "n’t"] {
        let cut = word.len().saturating_sub(ending.len());
        let ends = word
            .get(cut..)
            .is_some_and(|end| end.eq_ignore_ascii_case(ending));
        if ends && cut > 0 {
            let cut = span.start + cut;
            out.push(Token {
                span: Span::new(span.start, cut),
                kind: TokenKind::Word,
            });
            out.push(Token {
                span: Span::new(cut, span.end),
                kind: TokenKind::Word,
            });
            return;
        }
    }
    out.push(Token {
        span,
        kind: TokenKind::Word,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokens(text, Span::new(0, text.len()))
            .iter()
            .map(|t| t.span.of(text))
            .collect()
    }

    #[test]
    fn abbreviations_keep_their_dots() {
        assert_eq!(
            words("The U.S. and the D.P.R.K. met J. Smith."),
            [
                "The", "U.S.", "and", "the", "D.P.R.K.", "met", "J.", "Smith", "."
            ]
        );
    }

    #[test]
    fn possession_is_a_token_of_its_own() {
        assert_eq!(
            words("Iran's envoy, the ministers' aide"),
            ["Iran", "'s", "envoy", ",", "the", "ministers", "'", "aide"]
        );
        assert_eq!(words("Iran’s"), ["Iran", "’s"]);
    }

    #[test]
    fn names_keep_their_inner_marks() {
        assert_eq!(
            words("Côte d'Ivoire and Guinea-Bissau"),
            ["Côte", "d'Ivoire", "and", "Guinea-Bissau"]
        );
    }

    #[test]
    fn a_quoted_word_is_free_of_its_quotes() {
        assert_eq!(
            words("\"LPR\" and 'DPR'"),
            ["\"", "LPR", "\"", "and", "'", "DPR", "'"]
        );
    }

    #[test]
    fn negation_is_a_token_of_its_own() {
        assert_eq!(
            words("it doesn't, didn’t"),
            ["it", "does", "n't", ",", "did", "n’t"]
        );
    }

    #[test]
    fn numbers_keep_their_separators_and_sentences_lose_their_dot() {
        assert_eq!(words("1,032 in 2016."), ["1,032", "in", "2016", "."]);
    }
}
