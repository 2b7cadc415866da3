//! A sentence of evidence, wrapped, with the words that express the act marked in it.

use legation_text::Span;

use crate::output::{STRONG, styled};

/// How to lay a sentence out.
#[derive(Clone, Copy)]
pub struct Layout {
    /// Characters in a line, the indent among them.
    pub width: usize,
    /// Spaces before each line.
    pub indent: usize,
    /// Whether marked words are bold; else they stand in «».
    pub styled: bool,
}

/// The lines of a sentence. `span` is where the sentence stands in its report and `marked` where the words do.
pub fn lines(sentence: &str, span: Span, marked: Span, layout: Layout) -> Vec<String> {
    let room = layout.width.saturating_sub(layout.indent).max(20);
    let indent = " ".repeat(layout.indent);
    let mut lines = Vec::new();
    let (mut line, mut used) = (indent.clone(), 0);
    for word in words(sentence, span, marked, layout.styled) {
        if used > 0 && used + 1 + word.width > room {
            lines.push(std::mem::replace(&mut line, indent.clone()));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(&word.shown);
        used += word.width;
    }
    if used > 0 {
        lines.push(line);
    }
    lines
}

struct Word {
    shown: String,
    width: usize,
}

fn words(sentence: &str, span: Span, marked: Span, bold: bool) -> Vec<Word> {
    let base = sentence.as_ptr() as usize;
    let found: Vec<(&str, bool)> = sentence
        .split_whitespace()
        .map(|word| {
            let start = span.start + (word.as_ptr() as usize - base);
            (word, Span::new(start, start + word.len()).overlaps(marked))
        })
        .collect();
    let is_marked = |i: usize| found.get(i).is_some_and(|(_, marked)| *marked);
    found
        .iter()
        .enumerate()
        .map(|(i, (word, marked))| {
            let mut shown = String::new();
            let mut width = word.chars().count();
            if *marked && bold {
                shown = styled(STRONG, word);
            } else {
                let opens = *marked && (i == 0 || !is_marked(i - 1));
                let closes = *marked && !is_marked(i + 1);
                shown.extend(opens.then_some('«'));
                shown.push_str(word);
                shown.extend(closes.then_some('»'));
                width += usize::from(opens) + usize::from(closes);
            }
            Word { shown, width }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_act_are_marked_where_the_sentence_is_wrapped() {
        let sentence = "Ukraine breaks off\nrelations with Syria.";
        let layout = Layout {
            width: 24,
            indent: 2,
            styled: false,
        };
        let shown = lines(sentence, Span::new(100, 140), Span::new(108, 118), layout);
        assert_eq!(shown, ["  Ukraine «breaks off»", "  relations with Syria."]);
    }

    #[test]
    fn an_empty_sentence_has_no_lines() {
        let layout = Layout {
            width: 80,
            indent: 4,
            styled: true,
        };
        assert!(lines("", Span::new(0, 0), Span::new(0, 0), layout).is_empty());
    }
}
