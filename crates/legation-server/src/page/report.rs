//! A report: its text with what is read in it marked in place, the events beside it.

use std::collections::BTreeSet;

use axum::Extension;
use axum::extract::State;
use legation_coder::Event;
use legation_gazetteer::Gazetteer;
use legation_ledger::{Status, StoredClaim, StoredReport};
use legation_text::{PartialDate, Span};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Frame, day, day_or_dash, deed, modality_says};
use crate::ask::{self, At, Params};
use crate::guard::Asker;
use crate::marked;
use crate::problem::Problem;
use crate::{Shared, shown, urls};

/// Bytes of text on one page; longer reports are read page by page.
const WINDOW: usize = 60_000;

/// What the address holds.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// A byte of the text: its page is shown, with the sentence there led to.
    at: Option<String>,
}

/// `/report/{report}`
pub async fn page(
    State(site): State<Shared>,
    Extension(Asker(person)): Extension<Asker>,
    At(id): At<String>,
    Params(asked): Params<Asked>,
) -> Result<Markup, Problem> {
    let at = match ask::given(asked.at.as_deref()) {
        None => None,
        Some(text) => Some(text.parse::<usize>().map_err(|_| {
            Problem::Asked("at: a byte of the report's text, counted from 0".to_owned())
        })?),
    };
    let sought = id.clone();
    let report = site
        .store
        .read(move |ledger| Ok(ledger.report(&sought)?))
        .await?;
    let report = report.ok_or_else(|| {
        Problem::NotFound(format!("no report has the id '{}'", shown::name(&id, "?")))
    })?;
    let gazetteer = site.coder.gazetteer();
    let card = &report.card;
    let title = shown::name(card.title.as_deref().unwrap_or(&card.id), "Untitled report");
    let read: Vec<(&Event, &[StoredClaim])> = report
        .events
        .iter()
        .filter(|event| event.stands)
        .map(|event| (&event.event, event.claims.as_slice()))
        .collect();
    let body = html! {
        div class="head" {
            h1 dir="auto" { (title) }
            (about(&report))
        }
        (side_by_side(gazetteer, &report.text, report.body, card.published, &read, at, &urls::report(&card.id)))
        p class="downloads" { a href={ "/api/v1/reports/" (urls::escaped(&card.id)) } { "JSON" } }
    };
    let frame = Frame {
        title: &title,
        menu: "",
        person: person.as_ref(),
        feed: None,
    };
    Ok(frame.around(body))
}

fn about(report: &StoredReport) -> Markup {
    let card = &report.card;
    let web = card
        .url
        .as_deref()
        .filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    html! {
        p class="lead" {
            bdi { (shown::name(card.publisher.as_deref().unwrap_or(""), "unnamed publisher")) }
            @if let Some(published) = card.published { ", " (day(published)) }
            @if let Some(url) = web { " · " a href=(url) rel="noreferrer nofollow" { "where it was published" } }
            " · learned " (shown::moment(&report.learned)) " UTC · " code { (shown::name(&card.id, "?")) }
            @if report.kind == "baseline" { " · a row of an imported list" }
        }
        @if let Some(revised) = &report.revised {
            p class="notice" {
                "Its publisher has " (revised) " this report; its claims count no longer."
                @if let Some(new) = &report.replacement { " " a href=(urls::report(new)) { "The corrected version" } }
            }
        }
    }
}

/// The text on one side, the events on the other; hovering one shows the other.
pub fn side_by_side(
    gazetteer: &Gazetteer,
    text: &str,
    body: Span,
    published: Option<PartialDate>,
    read: &[(&Event, &[StoredClaim])],
    at: Option<usize>,
    here: &str,
) -> Markup {
    let mut window = window(text, at.unwrap_or(body.start));
    // Header lines are no news; what they tell stands above.
    window.start = window.start.max(body.start.min(window.end));
    let within: Vec<&(&Event, &[StoredClaim])> = read
        .iter()
        .filter(|(event, _)| window.overlaps(event.span))
        .collect();
    let told: Vec<&Event> = within.iter().map(|(event, _)| *event).collect();
    let marks = marked::marks(&told, text, window, published);
    let sentences: Vec<Span> = within.iter().map(|(event, _)| event.span).collect();
    let target = at.and_then(|at| sentences.iter().position(|span| span.start == at));
    let elsewhere = read.len() - within.len();
    html! {
        div class="reading" {
            article class="text" dir="auto" aria-label="Text of the report" data-at=[target] {
                @if window.start > body.start { p class="faint" { a href={ (here) "?at=" (window.start.saturating_sub(WINDOW)) } { "… the text before" } } }
                (paragraphs(text, window, &marks, &sentences, at))
                @if window.end < text.len() { p class="faint" { a href={ (here) "?at=" (window.end) } { "the text goes on …" } } }
            }
            section class="readings" aria-labelledby="read" {
                h2 id="read" { "What it says" }
                @if read.is_empty() { p { "No event is read in it." } }
                @if elsewhere > 0 { p class="faint" { (elsewhere) " more in other parts of the text." } }
                ol class="events" {
                    @for (at, (event, claims)) in within.iter().enumerate() { (reading(gazetteer, at, event, claims, &within)) }
                }
                ul class="legend" aria-label="Legend" {
                    li { mark class="m-act" { "act" } } li { mark class="m-ent" { "entity" } } li { mark class="m-date" { "date" } } li { mark class="m-voice" { "who says so" } }
                }
            }
        }
    }
}

fn reading(
    gazetteer: &Gazetteer,
    at: usize,
    event: &Event,
    claims: &[StoredClaim],
    all: &[&(&Event, &[StoredClaim])],
) -> Markup {
    html! {
        li id={ "e" (at) } data-event=(at) tabindex="0" {
            p { (day_or_dash(event.date)) " " (deed(gazetteer, event)) }
            p class="faint" {
                a href={ "#s" (at) } { "in the text" }
                " · " span title=(modality_says(event.modality)) { (event.modality.as_str()) }
                " · sure to " (format!("{:.0} %", event.confidence * 100.0))
                @if let Some(cause) = event.cause.as_ref().and_then(|id| all.iter().position(|(other, _)| other.id == *id)) {
                    " · answers " a href={ "#e" (cause) } { (legation_ledger::rows::deed(all[cause].0).replace('-', " ")) }
                }
                @for claim in claims {
                    " · " a class=(if claim.status == Status::Stands { "id" } else { "id fallen" }) href=(urls::claim(&claim.id)) title=(super::claim::status(claim.status)) { "claim" }
                }
            }
        }
    }
}

/// The part of the text that is shown: whole paragraphs around a byte, where there are any.
fn window(text: &str, at: usize) -> Span {
    if text.len() <= WINDOW {
        return Span::from([0, text.len()]);
    }
    let at = at.min(text.len());
    let start = at / WINDOW * WINDOW;
    let settle = |mut at: usize| {
        while at < text.len() && !text.is_char_boundary(at) {
            at += 1;
        }
        let near = &text[at..];
        let end = near
            .char_indices()
            .map(|(i, _)| i)
            .take_while(|i| *i < 2_000)
            .last()
            .unwrap_or(0);
        near[..end].find('\n').map_or(at, |line| at + line + 1)
    };
    let start = if start == 0 { 0 } else { settle(start) };
    let end = if at / WINDOW * WINDOW + WINDOW >= text.len() {
        text.len()
    } else {
        settle(at / WINDOW * WINDOW + WINDOW)
    };
    Span::from([start, end])
}

fn paragraphs(
    text: &str,
    window: Span,
    marks: &[marked::Mark],
    sentences: &[Span],
    at: Option<usize>,
) -> Markup {
    let mut parts: Vec<Span> = Vec::new();
    let mut start = window.start;
    for (offset, _) in window.of(text).match_indices('\n') {
        parts.push(Span::from([start, window.start + offset]));
        start = window.start + offset + 1;
    }
    parts.push(Span::from([start, window.end]));
    let led: BTreeSet<usize> = at.into_iter().collect();
    html! {
        @for part in parts {
            @if !part.of(text).trim().is_empty() {
                @let here = led.iter().any(|at| part.start <= *at && *at < part.end.max(part.start + 1));
                p id=[here.then_some("at")] { (marked::write(text, part, &touching(marks, part), sentences)) }
            }
        }
    }
}

fn touching(marks: &[marked::Mark], part: Span) -> Vec<marked::Mark> {
    marks
        .iter()
        .filter(|mark| mark.span.overlaps(part))
        .cloned()
        .collect()
}
