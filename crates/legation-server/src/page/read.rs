//! Pasting or dropping a report: what it says, before it is kept.

use axum::Extension;
use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Redirect, Response};
use legation_coder::Event;
use legation_ledger::StoredClaim;
use maud::{Markup, html};

use super::report::{Reading, side_by_side, window};
use super::world::DATE_PATTERN;
use super::{Frame, day};
use crate::guard::Asker;
use crate::intake::{self, Sent};
use crate::problem::Problem;
use crate::session::Person;
use crate::{Shared, marked, shown, urls, verdict};

/// `GET /read`
pub async fn form(Extension(Asker(person)): Extension<Asker>) -> Markup {
    frame(person.as_ref(), "Read", fields(&Sent::default(), false))
}

/// `POST /read`
pub async fn read(
    State(site): State<Shared>,
    Extension(Asker(person)): Extension<Asker>,
    parts: Multipart,
) -> Result<Markup, Problem> {
    let (sent, _) = take(parts).await?;
    let report = sent.report()?;
    let coding = intake::code(&site, &report, true).await?;
    let gazetteer = site.coder.gazetteer();
    let read: Vec<(&Event, &[StoredClaim])> = coding
        .events
        .iter()
        .map(|event| (event, &[] as &[StoredClaim]))
        .collect();
    let title = shown::name(report.title.as_deref().unwrap_or(""), "What it says");
    let window = window(&report.text, report.body, None);
    let reading = Reading {
        text: &report.text,
        body: report.body,
        window,
        seen: marked::seen(&site, &report.text, window, report.date).await?,
        at: None,
        here: None,
        times: "",
        after: None,
    };
    let body = html! {
        div class="head" {
            h1 dir="auto" { (title) }
            p class="lead" {
                bdi { (shown::name(report.publisher.as_deref().unwrap_or(""), "unnamed publisher")) } ", "
                @if let Some(date) = report.date { (day(date)) } @else { "without a date: times such as \"on Monday\" cannot be placed" }
                ". Nothing of this is kept yet."
            }
        }
        @for note in &coding.notes { p class="notice" { (shown::name(&note.text, "")) } }
        (side_by_side(gazetteer, &reading, &read))
        section class="again" aria-label="Again, or keep it" {
            (fields(&sent, true))
            @if person.is_some() { (keeping(&sent, person.as_ref())) }
            @else { p class="faint" { a href=(format!("/signin{}", urls::query(&[("next", "/read")]))) { "Sign in" } " to keep reports in the ledger." } }
        }
    };
    Ok(frame(person.as_ref(), &title, body))
}

/// `POST /read/keep`
pub async fn keep(
    State(site): State<Shared>,
    Extension(Asker(person)): Extension<Asker>,
    parts: Multipart,
) -> Result<Response, Problem> {
    let person = verdict::reviewer(person)?;
    let (sent, word) = take(parts).await?;
    person.check_form(word.as_deref())?;
    let kept = intake::keep(&site, sent.report()?).await?;
    Ok(Redirect::to(&urls::report(&kept.report, "")).into_response())
}

fn frame(person: Option<&Person>, title: &str, body: Markup) -> Markup {
    Frame {
        title,
        menu: "/read",
        person,
        feed: None,
    }
    .around(body)
}

fn fields(sent: &Sent, again: bool) -> Markup {
    html! {
        @if !again {
            div class="head" {
                h1 { "Read a report" }
                p class="lead" { "Paste a report or drop a file, and see what it says. Nothing is kept, and nothing leaves this machine but to this server." }
            }
        }
        details class="paste" open[!again] {
            summary class=(if again { "" } else { "unseen" }) { "Change the text and read it again" }
            form class="stack" method="post" action="/read" enctype="multipart/form-data" data-drop {
                label for="text" { "Text of the report, or its HTML" }
                textarea id="text" name="text" rows=(if again { 8 } else { 14 }) dir="auto" { (sent.text) }
                div class="controls" {
                    div class="field" { label for="file" { "or a file" } input id="file" name="file" type="file" accept=".txt,.md,.html,.htm,text/plain,text/html"; }
                    div class="field" { label for="date" { "Published" } input id="date" name="date" size="10" value=[sent.date.as_ref()] placeholder="YYYY-MM-DD" pattern=(DATE_PATTERN) title="YYYY-MM-DD, YYYY-MM or YYYY"; }
                    div class="field" { label for="publisher" { "Publisher" } input id="publisher" name="publisher" value=[sent.publisher.as_ref()]; }
                    div class="field" { label for="title" { "Title" } input id="title" name="title" value=[sent.title.as_ref()]; }
                    div class="field" { label for="url" { "Address" } input id="url" name="url" type="url" value=[sent.url.as_ref()] placeholder="https://"; }
                    button type="submit" { "Read it" }
                }
            }
        }
    }
}

fn keeping(sent: &Sent, person: Option<&Person>) -> Markup {
    html! {
        form method="post" action="/read/keep" enctype="multipart/form-data" {
            input type="hidden" name="word" value=[person.and_then(|person| person.form_word.as_ref())];
            textarea name="text" hidden aria-label="Text of the report" { (sent.text) }
            @for (name, value) in [("date", &sent.date), ("publisher", &sent.publisher), ("title", &sent.title), ("url", &sent.url)] { input type="hidden" name=(name) value=[value.as_ref()]; }
            button type="submit" class="yes" { "Keep it in the ledger" }
        }
    }
}

/// The fields of the form, and the session's word.
async fn take(mut parts: Multipart) -> Result<(Sent, Option<String>), Problem> {
    let mut sent = Sent::default();
    let (mut word, mut file) = (None, None);
    let unreadable = |error: axum::extract::multipart::MultipartError| match error.status().as_u16()
    {
        413 => Problem::TooLarge,
        _ => Problem::Asked("the form cannot be read; send it again".to_owned()),
    };
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        let name = part.name().unwrap_or("").to_owned();
        let bytes = part.bytes().await.map_err(unreadable)?;
        if name == "file" {
            if !bytes.is_empty() {
                let decoded = legation_text::read::decode(bytes.to_vec())
                    .map_err(|e| Problem::Asked(format!("the file: {e}")))?;
                file = Some(decoded.text);
            }
            continue;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match name.as_str() {
            // Browsers send each end of a line as two letters.
            "text" => sent.text = text.replace("\r\n", "\n"),
            "date" => sent.date = Some(text),
            "publisher" => sent.publisher = Some(text),
            "title" => sent.title = Some(text),
            "url" => sent.url = Some(text),
            "word" => word = Some(text),
            _ => {}
        }
    }
    if let Some(text) = file {
        sent.text = text;
    }
    Ok((sent, word))
}
