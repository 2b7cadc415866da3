//! A report's text with what is read in it marked at the right letters.
//!
//! Marks come as byte spans and may overlap in any way; the text is cut wherever one begins or ends, and each piece carries
//! all that covers it.

use std::collections::BTreeSet;

use legation_coder::{Event, Seen};
use legation_gazetteer::Gazetteer;
use legation_text::{PartialDate, Report, Span};
use maud::{Markup, PreEscaped, html};

use crate::page::label;
use crate::problem::Problem;
use crate::{Site, shown};

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

/// A span of the text, and the events that it belongs to (their place in the list); none where it only stands in the text.
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

/// The names and times in a part of a text, with spans of the whole of it.
pub async fn seen(
    site: &Site,
    text: &str,
    part: Span,
    published: Option<PartialDate>,
) -> Result<Seen, Problem> {
    let mut report = Report::new(part.of(text));
    report.date = published;
    let coder = site.coder;
    let mut seen = tokio::task::spawn_blocking(move || coder.seen(&report))
        .await
        .map_err(|panic| Problem::fault(&panic))?;
    let names = seen.names.iter_mut().map(|(span, _)| span);
    for span in names.chain(seen.times.iter_mut().map(|(span, _)| span)) {
        *span = Span::new(part.start + span.start, part.start + span.end);
    }
    Ok(seen)
}

/// The marks of events, that is their words, parties and voices, and all names and times that are seen in the text: those of an
/// event with it, the others by themselves.
pub fn marks(gazetteer: &Gazetteer, text: &str, events: &[&Event], seen: &Seen) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut add = |span: Span, kind: Kind, event: Option<usize>, says: String| {
        if span.is_empty() || span.end > text.len() {
            return;
        }
        match marks
            .iter_mut()
            .find(|mark| mark.span == span && mark.kind == kind)
        {
            Some(mark) => {
                mark.events.extend(event);
                if !mark.says.split(", ").any(|part| part == says) {
                    mark.says = format!("{}, {says}", mark.says);
                }
            }
            None => marks.push(Mark {
                span,
                kind,
                events: event.into_iter().collect(),
                says,
            }),
        }
    };
    let mut parties: Vec<Span> = Vec::new();
    for (at, event) in events.iter().enumerate() {
        let act = legation_ledger::rows::deed(event).replace('-', " ");
        add(event.trigger, Kind::Act, Some(at), act);
        for party in event
            .actor
            .iter()
            .chain(&event.recipient)
            .chain(&event.object)
        {
            let says = match party.id.as_str() {
                "" => "not in the gazetteer".to_owned(),
                id => label(gazetteer, id),
            };
            add(party.span, Kind::Entity, Some(at), says);
            parties.push(party.span);
        }
        if let Some(voice) = &event.attribution {
            let says = match &voice.id {
                Some(id) => format!("source: {}", label(gazetteer, id)),
                None => "source".to_owned(),
            };
            add(voice.span, Kind::Voice, Some(at), says);
        }
    }
    for (span, ids) in &seen.names {
        if !parties.iter().any(|party| party.overlaps(*span)) {
            let names: Vec<String> = ids.iter().map(|id| label(gazetteer, id)).collect();
            add(*span, Kind::Entity, None, names.join(", "));
        }
    }
    for (span, date) in &seen.times {
        let says = date.map_or("counted from another time".to_owned(), |date| {
            date.to_string()
        });
        add(*span, Kind::Date, None, says.clone());
        for (at, event) in events.iter().enumerate() {
            if tells_when(event, *span, *date, seen) {
                add(*span, Kind::Date, Some(at), says.clone());
            }
        }
    }
    marks
}

/// Whether an expression of time tells when an event was: one in its sentence that agrees with its date; elsewhere the very same date;
/// and one that is counted from another time, if nothing else in the sentence tells it.
fn tells_when(event: &Event, span: Span, date: Option<PartialDate>, seen: &Seen) -> bool {
    let Some(known) = event.date else {
        return false;
    };
    let near = event.span.contains(span);
    match date {
        Some(date) => known == date || (near && known.agrees_with(date)),
        None => {
            near && !seen.times.iter().any(|(other, date)| {
                event.span.contains(*other) && date.is_some_and(|date| known.agrees_with(date))
            })
        }
    }
}

/// Where a reader is led to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Anchors<'a> {
    /// The sentences of the events, in their order: each gets the anchor by which the list beside the text leads to it.
    pub sentences: &'a [Span],
    /// The sentence that the address asks for.
    pub asked: Option<Span>,
}

/// The text of `part` with the marks and the anchors in it.
pub fn write(text: &str, part: Span, marks: &[Mark], anchors: Anchors) -> Markup {
    let mut cuts: BTreeSet<usize> = BTreeSet::from([part.start, part.end]);
    let within = |at: &usize| part.start < *at && *at < part.end && text.is_char_boundary(*at);
    let ends = marks.iter().map(|mark| mark.span).chain(anchors.asked);
    cuts.extend(ends.flat_map(|span| [span.start, span.end]).filter(within));
    let starts = anchors.sentences.iter().map(|span| span.start);
    cuts.extend(starts.filter(within));
    let cuts: Vec<usize> = cuts.into_iter().collect();
    html! {
        @for pair in cuts.windows(2) {
            @let piece = Span::from([pair[0], pair[1]]);
            @for (at, sentence) in anchors.sentences.iter().enumerate() {
                @if sentence.start == piece.start { span id=(format!("s{at}")) {} }
            }
            @let covering: Vec<&Mark> = marks.iter().filter(|mark| mark.span.contains(piece)).collect();
            @match anchors.asked.filter(|asked| asked.contains(piece)) {
                Some(asked) => span class="asked" id=[(asked.start == piece.start).then_some("at")] { (marked(piece.of(text), &covering)) },
                None => (marked(piece.of(text), &covering)),
            }
        }
    }
}

fn marked(piece: &str, covering: &[&Mark]) -> Markup {
    if covering.is_empty() {
        return letters(piece);
    }
    let mut kinds: Vec<Kind> = covering.iter().map(|mark| mark.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let mut classes: Vec<&str> = kinds.iter().map(|kind| kind.class()).collect();
    let events: BTreeSet<usize> = covering
        .iter()
        .flat_map(|mark| mark.events.iter().copied())
        .collect();
    if events.is_empty() {
        classes.push("m-alone");
    }
    let events: Vec<String> = events.iter().map(usize::to_string).collect();
    let events = (!events.is_empty()).then(|| events.join(" "));
    let says: Vec<&str> = covering.iter().map(|mark| mark.says.as_str()).collect();
    html! {
        mark class=(classes.join(" ")) data-e=[events] title=(says.join("; ")) { (letters(piece)) }
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
        let written = write(
            text,
            Span::from([0, text.len()]),
            &marks,
            Anchors::default(),
        )
        .into_string();
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
        let written = write(
            text,
            Span::from([0, text.len()]),
            &marks,
            Anchors::default(),
        )
        .into_string();
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
        let written = write(
            text,
            Span::from([0, text.len()]),
            &[broken],
            Anchors::default(),
        )
        .into_string();
        assert!(written.contains("le"), "{written}");
    }
}
