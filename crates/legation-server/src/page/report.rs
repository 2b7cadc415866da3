//! A report: its text with what is read in it marked in place, the events beside it.

use axum::Extension;
use axum::extract::State;
use legation_coder::{Event, Seen};
use legation_gazetteer::Gazetteer;
use legation_ledger::{AsOf, Status, StoredClaim, StoredReport};
use legation_text::{PartialDate, Span};
use maud::{Markup, html};
use serde::Deserialize;

use super::entity::times_form;
use super::{Frame, day, day_or_dash, deed, downloads, modality_says, moment};
use crate::ask::{self, At, Params, Times};
use crate::guard::Asker;
use crate::marked::{self, Anchors};
use crate::problem::Problem;
use crate::{Shared, shown, urls};

/// Bytes of text on one page; longer reports are read page by page.
const WINDOW: usize = 60_000;

/// What the address holds.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// A byte of the text: its page is shown, with the sentence there led to.
    at: Option<String>,
    #[serde(flatten)]
    times: Times,
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
    let as_of = asked.times.as_of()?;
    let times = urls::times_of(as_of);
    let report = site.report(id, as_of.as_known).await?;
    let gazetteer = site.coder.gazetteer();
    let card = &report.card;
    let title = shown::name(card.title.as_deref().unwrap_or(&card.id), "Untitled report");
    let read: Vec<(&Event, &[StoredClaim])> = report
        .events
        .iter()
        .filter(|event| event.stands)
        .map(|event| (&event.event, event.claims.as_slice()))
        .collect();
    let window = window(&report.text, report.body, at);
    let reading = Reading {
        text: &report.text,
        body: report.body,
        window,
        seen: marked::seen(&site, &report.text, window, card.published).await?,
        at,
        here: Some(&card.id),
        times: &times,
        after: (!times.is_empty()).then_some(as_of.on),
    };
    let body = html! {
        div class="head" {
            h1 dir="auto" { (title) }
            (about(&report, as_of, &times))
        }
        (times_form(&urls::report(&card.id, ""), as_of))
        div id="live" {
            (side_by_side(gazetteer, &reading, &read))
            (downloads(&format!("/api/v1/reports/{}{}", urls::escaped(&card.id), urls::times(None, as_of.as_known))))
        }
    };
    let frame = Frame {
        title: &title,
        menu: "",
        person: person.as_ref(),
        feed: None,
    };
    Ok(frame.around(body))
}

fn about(report: &StoredReport, as_of: AsOf, times: &str) -> Markup {
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
            " · learned " (moment(&report.learned)) " · " code { (shown::name(&card.id, "?")) }
            @if report.kind == "baseline" { " · a row of an imported list" }
            @if let Some(known) = as_of.as_known { " · with what the ledger had learned by " (day(known)) }
        }
        @if let Some(revised) = &report.revised {
            p class="notice" {
                "Its publisher has " (revised) " this report; its claims count no longer."
                @if let Some(new) = &report.replacement { " " a href=(urls::report(new, times)) { "The corrected version" } }
            }
        }
    }
}

/// A text and which part of it is shown.
pub struct Reading<'a> {
    /// The whole text.
    pub text: &'a str,
    /// The part of it that is news.
    pub body: Span,
    /// The part that is shown; see [`window`].
    pub window: Span,
    /// The names and times in that.
    pub seen: Seen,
    /// The byte that the reader is led to.
    pub at: Option<usize>,
    /// The report, if it is kept.
    pub here: Option<&'a str>,
    /// The two times, which go on with the links.
    pub times: &'a str,
    /// The day that is asked about, where one is: events of later ones are told apart.
    pub after: Option<PartialDate>,
}

/// The text on one side, the events on the other; hovering one shows the other.
pub fn side_by_side(
    gazetteer: &Gazetteer,
    reading: &Reading,
    read: &[(&Event, &[StoredClaim])],
) -> Markup {
    let Reading { text, window, .. } = *reading;
    let place = |at: usize| reading.here.map(|id| urls::place(id, at, reading.times));
    let within: Vec<&(&Event, &[StoredClaim])> = read
        .iter()
        .filter(|(event, _)| window.overlaps(event.span))
        .collect();
    let told: Vec<&Event> = within.iter().map(|(event, _)| *event).collect();
    let marks = marked::marks(gazetteer, text, &told, &reading.seen);
    let sentences: Vec<Span> = within.iter().map(|(event, _)| event.span).collect();
    let asked = reading
        .at
        .and_then(|at| sentences.iter().find(|span| span.start == at).copied());
    let anchors = Anchors {
        sentences: &sentences,
        asked,
    };
    let elsewhere = read.len() - within.len();
    html! {
        div class="reading" {
            article class="text" dir="auto" aria-label="Text of the report" {
                @if window.start > reading.body.start { p class="faint" { a href=[place(window.start.saturating_sub(WINDOW))] { "… the text before" } } }
                (paragraphs(reading, &marks, anchors))
                @if window.end < text.len() { p class="faint" { a href=[place(window.end)] { "the text goes on …" } } }
            }
            section class="readings" aria-labelledby="read" {
                h2 id="read" { "What it says" }
                @if read.is_empty() { p { "No event is read in it." } }
                @if elsewhere > 0 { p class="faint" { (elsewhere) " more in other parts of the text." } }
                ol class="events" {
                    @for (at, (event, claims)) in within.iter().enumerate() { (beside(gazetteer, reading, at, (event, claims), &within, asked == Some(event.span))) }
                }
                ul class="legend" aria-label="Legend" {
                    li { mark class="m-act" { "act" } } li { mark class="m-ent" { "entity" } } li { mark class="m-date" { "date" } } li { mark class="m-voice" { "who says so" } }
                    li { mark class="m-ent m-alone" { "in no event" } }
                }
            }
        }
    }
}

fn beside(
    gazetteer: &Gazetteer,
    reading: &Reading,
    at: usize,
    (event, claims): (&Event, &[StoredClaim]),
    all: &[&(&Event, &[StoredClaim])],
    asked: bool,
) -> Markup {
    let times = reading.times;
    let later = |on: PartialDate| {
        event
            .date
            .is_some_and(|date| date.first_day() > on.last_day())
    };
    html! {
        li id={ "e" (at) } data-event=(at) tabindex="0" aria-current=[asked.then_some("true")] {
            p { (day_or_dash(event.date)) " " (deed(gazetteer, event, times)) @if let Some(on) = reading.after.filter(|on| later(*on)) { " " span class="flag" { "after " (day(on)) } } }
            p class="faint" {
                a href={ "#s" (at) } { "in the text" }
                " · " span title=(modality_says(event.modality)) { (event.modality.as_str()) }
                " · sure to " (format!("{:.0} %", event.confidence * 100.0))
                @if let Some(cause) = event.cause.as_ref().and_then(|id| all.iter().position(|(other, _)| other.id == *id)) {
                    " · answers " a href={ "#e" (cause) } { (legation_ledger::rows::deed(all[cause].0).replace('-', " ")) }
                }
                @for claim in claims {
                    " · " a class=(if claim.status == Status::Stands { "id" } else { "id fallen" }) href=(urls::claim(&claim.id, times)) title=(super::claim::status(claim.status)) { "claim" }
                }
            }
        }
    }
}

/// The part of the text that is shown: whole paragraphs around a byte, where there are any, without header lines; what these tell
/// stands above the text.
pub fn window(text: &str, body: Span, at: Option<usize>) -> Span {
    let mut window = around(text, at.unwrap_or(body.start));
    window.start = window.start.max(body.start.min(window.end));
    window
}

fn around(text: &str, at: usize) -> Span {
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

fn paragraphs(reading: &Reading, marks: &[marked::Mark], anchors: Anchors) -> Markup {
    let Reading {
        text, window, at, ..
    } = *reading;
    let mut parts: Vec<Span> = Vec::new();
    let mut start = window.start;
    for (offset, _) in window.of(text).match_indices('\n') {
        parts.push(Span::from([start, window.start + offset]));
        start = window.start + offset + 1;
    }
    parts.push(Span::from([start, window.end]));
    // Where no event's sentence begins there, its paragraph is led to.
    let led = at.filter(|_| anchors.asked.is_none());
    html! {
        @for part in parts {
            @if !part.of(text).trim().is_empty() {
                @let here = led.is_some_and(|at| part.start <= at && at < part.end.max(part.start + 1));
                p id=[here.then_some("at")] { (marked::write(text, part, &touching(marks, part), anchors)) }
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
