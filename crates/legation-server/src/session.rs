//! Who is at the other end: the bearer of a token, or a browser that has signed in with one.
//!
//! A browser trades its token for a session: a cookie that scripts cannot read and other sites cannot send, good for twelve
//! hours or until the token is revoked. Each session has a word of its own that every form must carry; a program with a
//! bearer token sends no cookie and needs none.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, header};

use crate::problem::Problem;
use crate::random;
use crate::tokens::{Token, Tokens};

/// The cookie's name.
const COOKIE: &str = "legation_session";
/// How long a session lasts.
const LASTS: Duration = Duration::from_secs(12 * 3600);
/// Sessions that are kept at most.
const MOST: usize = 10_000;

/// Someone who may write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name of the token.
    pub name: String,
    /// Of a browser: what its forms must carry. `None`: a program with a bearer token.
    pub form_word: Option<String>,
}

struct Session {
    token: Token,
    form_word: String,
    since: Instant,
}

/// The browsers that have signed in.
#[derive(Default)]
pub struct Sessions {
    open: Mutex<HashMap<String, Session>>,
}

impl Sessions {
    /// Signs a browser in; the value of its `Set-Cookie`.
    pub fn begin(&self, token: Token) -> String {
        let id = random::hex::<32>();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, session| session.since.elapsed() < LASTS);
        if open.len() >= MOST {
            open.clear();
        }
        open.insert(
            id.clone(),
            Session {
                token,
                form_word: random::hex::<16>(),
                since: Instant::now(),
            },
        );
        format!(
            "{COOKIE}={id}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}",
            LASTS.as_secs()
        )
    }

    /// Signs a browser out; the value of its `Set-Cookie`.
    pub fn end(&self, headers: &HeaderMap) -> String {
        if let Some(id) = cookie(headers) {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            open.remove(id);
        }
        format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0")
    }

    /// Who sent this, if that can be told. A token that is not in force is a problem, not nobody.
    pub fn person(&self, headers: &HeaderMap, tokens: &Tokens) -> Result<Option<Person>, Problem> {
        let fault = |e| Problem::fault(&e);
        if let Some(token) = bearer(headers) {
            return match tokens.holder(token).map_err(fault)? {
                Some(token) => Ok(Some(Person {
                    name: token.name,
                    form_word: None,
                })),
                None => Err(Problem::SignIn("this token is not in force".to_owned())),
            };
        }
        let Some(id) = cookie(headers) else {
            return Ok(None);
        };
        let found = {
            let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            let session = open
                .get(id)
                .filter(|session| session.since.elapsed() < LASTS);
            session.map(|session| {
                let person = Person {
                    name: session.token.name.clone(),
                    form_word: Some(session.form_word.clone()),
                };
                (person, session.token.hash.clone())
            })
        };
        match found {
            Some((person, hash)) if tokens.in_force(&hash).map_err(fault)? => Ok(Some(person)),
            _ => Ok(None),
        }
    }
}

impl Person {
    /// Refuses a form that does not carry the session's word: another site made it.
    pub fn check_form(&self, word: Option<&str>) -> Result<(), Problem> {
        match &self.form_word {
            Some(expected) if word != Some(expected) => Err(Problem::Forbidden(
                "this form is not from the page that you signed in to; reload it and send it again"
                    .to_owned(),
            )),
            _ => Ok(()),
        }
    }
}

/// Whether a browser is signed in, as far as its cookie tells.
pub fn has_cookie(headers: &HeaderMap) -> bool {
    cookie(headers).is_some()
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == COOKIE && !value.is_empty())
        .map(|(_, value)| value)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}
