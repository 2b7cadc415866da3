//! What was answered is answered again while the ledger stands still.
//!
//! Every page is a function of its address, of what the ledger holds and of the day. So one mark serves all: a browser that has
//! the page of this mark is told so without a question to the ledger, and others get what the last one got.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::Problem;
use crate::{Site, ask, session};

/// The largest answer that is kept, in bytes.
const LARGEST: usize = 2 << 20;
/// All answers that are kept, in bytes.
const ROOM: usize = 64 << 20;

/// Answers by their mark.
#[derive(Default)]
pub struct Cache {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    answers: HashMap<String, (HeaderMap, Bytes)>,
    size: usize,
}

impl Cache {
    fn get(&self, mark: &str) -> Option<(HeaderMap, Bytes)> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.answers.get(mark).cloned()
    }

    fn put(&self, mark: &str, headers: &HeaderMap, body: &Bytes) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.size + body.len() > ROOM {
            // What is asked again comes back; marks of yesterday's ledger do not.
            *kept = Kept::default();
        }
        kept.size += body.len();
        kept.answers
            .insert(mark.to_owned(), (headers.clone(), body.clone()));
    }
}

/// Answers from what is kept, where it can be; marks and keeps what can be kept.
pub async fn keep(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    // Pages say who is signed in; what programs get is the same for all who may read.
    let path = request.uri().path();
    let page = !path.starts_with("/api/v1/") && path != "/changes.atom";
    let known = session::has_cookie(request.headers())
        || request.headers().contains_key(header::AUTHORIZATION);
    let own = page && known;
    if own || ![Method::GET, Method::HEAD].contains(request.method()) {
        let mut response = next.run(request).await;
        response
            .headers_mut()
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
        return response;
    }
    let stamp = match site.store.stamp().await {
        Ok(stamp) => stamp,
        Err(problem) => return problem.into_response(),
    };
    let mark = mark(&stamp, &request);
    let known = request
        .headers()
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| {
            value
                .split(',')
                .any(|tag| tag.trim() == mark || tag.trim() == "*")
        });
    if known {
        return marked(StatusCode::NOT_MODIFIED.into_response(), &mark);
    }
    let head = request.method() == Method::HEAD;
    if !head && let Some((headers, body)) = site.cache.get(&mark) {
        return (headers, body).into_response();
    }
    let response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return response;
    }
    let response = marked(response, &mark);
    if head {
        return response;
    }
    let (parts, body) = response.into_parts();
    match axum::body::to_bytes(body, usize::MAX).await {
        Ok(body) => {
            if body.len() <= LARGEST {
                site.cache.put(&mark, &parts.headers, &body);
            }
            Response::from_parts(parts, Body::from(body))
        }
        Err(error) => Problem::fault(&error).into_response(),
    }
}

fn mark(stamp: &str, request: &Request) -> String {
    let mut hasher = blake3::Hasher::new();
    let host = request.headers().get(header::HOST);
    let day = ask::today().to_string();
    for part in [
        env!("CARGO_PKG_VERSION").as_bytes(),
        crate::assets::version().as_bytes(),
        day.as_bytes(),
        stamp.as_bytes(),
        host.map_or(&[], HeaderValue::as_bytes),
        request.uri().to_string().as_bytes(),
    ] {
        hasher.update(part);
        hasher.update(&[0]);
    }
    format!("W/\"{}\"", &hasher.finalize().to_hex()[..20])
}

fn marked(mut response: Response, mark: &str) -> Response {
    let headers = response.headers_mut();
    if let Ok(mark) = HeaderValue::from_str(mark) {
        headers.insert(header::ETAG, mark);
    }
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Cookie, Authorization"),
    );
    response
}
