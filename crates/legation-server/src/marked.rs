//! A report's text with what is read in it marked at the right letters.
//!
//! Marks come as byte spans and may overlap in any way; the text is cut wherever one begins or ends, and each piece carries
//! all that covers it.

use std::collections::BTreeSet;

use legation_coder::Event;
use legation_text::{PartialDate, Span};
use maud::{Markup, PreEscaped, html};

use crate::{dates, shown};

/// What a mark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The words that express an act.
    Act,
    /// The name of a party.
    Entity,
    /// A date.
    Date,
    /// Who says so.
    Voice,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Kind::Act => "m-act",
            Kind::Entity => "m-ent",
            Kind::Date => "m-date",
            Kind::Voice => "m-voice",
        }
    }
}

/// A span of the text, and the events that it belongs to (their place in the list).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: Kind,
    /// Of which events.
    pub events: BTreeSet<usize>,
    /// What it says, for who cannot see the colour.
    pub says: String,
}

/// The marks of events: their words, parties and voices, and their dates within `part` of the text.
pub fn marks(
    events: &[&Event],
    text: &str,
    part: Span,
    published: Option<PartialDate>,
) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut add = |span: Span, kind: Kind, event: usize, says: String| {
        if span.is_empty() || span.end > text.len() {
            return;
        }
        match marks
            .iter_mut()
            .find(|mark| mark.span == span && mark.kind == kind)
        {
            Some(mark) => {
                mark.events.insert(event);
                if !mark.says.split(", ").any(|part| part == says) {
                    mark.says = format!("{}, {says}", mark.says);
                }
            }
            None => marks.push(Mark {
                span,
                kind,
                events: BTreeSet::from([event]),
                says,
            }),
        }
    };
    for (at, event) in events.iter().enumerate() {
        let act = legation_ledger::rows::deed(event);
        add(event.trigger, Kind::Act, at, act);
        for party in event
            .actor
            .iter()
            .chain(&event.recipient)
            .chain(&event.object)
        {
            add(party.span, Kind::Entity, at, party.id.clone());
        }
        if let Some(voice) = &event.attribution {
            let who = voice.id.clone().unwrap_or_default();
            add(
                voice.span,
                Kind::Voice,
                at,
                format!("source {who}").trim_end().to_owned(),
            );
        }
    }
    // A date that an event has stands in its sentence or elsewhere; elsewhere it must be the very same.
    for (span, date) in dates::written_in(text, part, published) {
        for (at, event) in events.iter().enumerate() {
            let near = event.span.contains(span);
            if event
                .date
                .is_some_and(|known| known == date || (near && known.agrees_with(date)))
            {
                add(span, Kind::Date, at, date.to_string());
            }
        }
    }
    marks
}

/// The text of `part` with the marks in it; `link` gives the anchor by which an event is found beside the text.
pub fn write(text: &str, part: Span, marks: &[Mark], sentences: &[Span]) -> Markup {
    let mut cuts: BTreeSet<usize> = BTreeSet::from([part.start, part.end]);
    let within = |at: &usize| part.start < *at && *at < part.end && text.is_char_boundary(*at);
    for mark in marks {
        cuts.extend(
            [mark.span.start, mark.span.end]
                .iter()
                .filter(|at| within(at)),
        );
    }
    // The first letter of an event's sentence carries the anchor by which the list leads here.
    cuts.extend(
        sentences
            .iter()
            .map(|span| span.start)
            .filter(|at| within(at)),
    );
    let cuts: Vec<usize> = cuts.into_iter().collect();
    html! {
        @for pair in cuts.windows(2) {
            @let piece = Span::from([pair[0], pair[1]]);
            @for (at, sentence) in sentences.iter().enumerate() {
                @if sentence.start == piece.start { span id=(format!("s{at}")) {} }
            }
            @let covering: Vec<&Mark> = marks.iter().filter(|mark| mark.span.contains(piece)).collect();
            @if covering.is_empty() {
                (letters(piece.of(text)))
            } @else {
                (marked(piece.of(text), &covering))
            }
        }
    }
}

fn marked(piece: &str, covering: &[&Mark]) -> Markup {
    let mut kinds: Vec<Kind> = covering.iter().map(|mark| mark.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let classes: Vec<&str> = kinds.iter().map(|kind| kind.class()).collect();
    let events: BTreeSet<usize> = covering
        .iter()
        .flat_map(|mark| mark.events.iter().copied())
        .collect();
    let events: Vec<String> = events.iter().map(usize::to_string).collect();
    let says: Vec<&str> = covering.iter().map(|mark| mark.says.as_str()).collect();
    html! {
        mark class=(classes.join(" ")) data-e=(events.join(" ")) title=(says.join("; ")) { (letters(piece)) }
    }
}

/// Letters as they stand, those that would turn the order of others shown as signs.
fn letters(text: &str) -> Markup {
    if !text
        .chars()
        .any(|c| shown::turns_order(c) || (c.is_control() && !c.is_whitespace()))
    {
        return html! { (text) };
    }
    let mut out = String::with_capacity(text.len() + 64);
    let mut plain = String::new();
    let flush = |plain: &mut String, out: &mut String| {
        out.push_str(&html! { (plain) }.into_string());
        plain.clear();
    };
    for c in text.chars() {
        if shown::turns_order(c) || (c.is_control() && !c.is_whitespace()) {
            flush(&mut plain, &mut out);
            out.push_str(&html! { span class="sign" { (shown::sign(c)) } }.into_string());
        } else {
            plain.push(c);
        }
    }
    flush(&mut plain, &mut out);
    PreEscaped(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(text: &str, words: &str, kind: Kind, event: usize) -> Mark {
        let start = text.find(words).unwrap();
        Mark {
            span: Span::from([start, start + words.len()]),
            kind,
            events: BTreeSet::from([event]),
            says: words.to_owned(),
        }
    }

    #[test]
    fn marks_that_overlap_keep_every_letter_and_are_both_there() {
        let text = "Île: the foreign ministry of Ukraine said so.";
        let marks = [
            mark(text, "foreign ministry of Ukraine", Kind::Voice, 0),
            mark(text, "Ukraine said", Kind::Entity, 1),
        ];
        let written = write(text, Span::from([0, text.len()]), &marks, &[]).into_string();
        assert!(
            written.contains(r#"<mark class="m-ent m-voice" data-e="0 1""#),
            "{written}"
        );
        let letters: String = written
            .split('<')
            .map(|piece| piece.split_once('>').map_or(piece, |(_, rest)| rest))
            .collect();
        assert_eq!(letters, text);
    }

    #[test]
    fn what_a_report_brings_along_is_text_and_nothing_else() {
        let text = "<script>alert(1)</script> \u{202e}evil & \"quoted\"";
        let marks = [mark(text, "<script>alert", Kind::Act, 0)];
        let written = write(text, Span::from([0, text.len()]), &marks, &[]).into_string();
        assert!(!written.contains("<script"), "{written}");
        assert!(written.contains("‹U+202E›"), "{written}");
    }

    #[test]
    fn a_span_within_a_letter_marks_nothing_and_breaks_nothing() {
        let text = "Île de France";
        let broken = Mark {
            span: Span::from([1, 4]),
            kind: Kind::Act,
            events: BTreeSet::new(),
            says: String::new(),
        };
        let written = write(text, Span::from([0, text.len()]), &[broken], &[]).into_string();
        assert!(written.contains("le"), "{written}");
    }
}
