//! Signing in with a token, and out again.

use axum::Extension;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::Frame;
use crate::Shared;
use crate::ask;
use crate::guard::Asker;
use crate::problem::Problem;

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct Entry {
    token: String,
    next: Option<String>,
}

/// What the address holds.
#[derive(Debug, Deserialize)]
pub struct Asked {
    next: Option<String>,
}

/// `GET /signin`
pub async fn form(
    Extension(Asker(person)): Extension<Asker>,
    ask::Params(asked): ask::Params<Asked>,
) -> Markup {
    let frame = Frame {
        title: "Sign in",
        menu: "",
        person: person.as_ref(),
        feed: None,
    };
    frame.around(html! {
        section class="narrow" {
            h1 { "Sign in" }
            @if let Some(person) = &person { p { "You are signed in as " strong { (person.name) } "." } }
            p { "Writing needs a token: verdicts are kept under its name. Who runs this server makes one with" }
            pre { "legation token create NAME" }
            form class="stack" method="post" action="/signin" {
                input type="hidden" name="next" value=[asked.next];
                label for="token" { "Token" }
                input id="token" name="token" type="password" autocomplete="current-password" required size="40";
                button type="submit" { "Sign in" }
            }
        }
    })
}

/// `POST /signin`
pub async fn sign_in(
    State(site): State<Shared>,
    Form(entry): Form<Entry>,
) -> Result<Response, Problem> {
    let holder = site
        .tokens
        .holder(&entry.token)
        .map_err(|e| Problem::fault(&e))?;
    let Some(token) = holder else {
        return Err(Problem::SignIn("this token is not in force".to_owned()));
    };
    let cookie = site.sessions.begin(token);
    // Only to a page of ours: an address of another site would begin otherwise.
    let next = entry
        .next
        .as_deref()
        .filter(|next| next.starts_with('/') && !next.starts_with("//") && !next.contains('\\'));
    let next = next
        .filter(|next| next.bytes().all(|b| b.is_ascii_graphic()))
        .unwrap_or("/review");
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(next)).into_response())
}

/// What signing out sends.
#[derive(Debug, Deserialize)]
pub struct Leaving {
    word: Option<String>,
}

/// `POST /signout`
pub async fn sign_out(
    State(site): State<Shared>,
    Extension(Asker(person)): Extension<Asker>,
    headers: HeaderMap,
    Form(leaving): Form<Leaving>,
) -> Result<Response, Problem> {
    if let Some(person) = person {
        person.check_form(leaving.word.as_deref())?;
    }
    let cookie = site.sessions.end(&headers);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}
