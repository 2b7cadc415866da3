//! What was answered is answered again while the ledger stands still.
//!
//! Every page is a function of its address, of what the ledger holds and of the day. So one mark serves all: a browser that has
//! the page of this mark is told so without a question to the ledger, and others get what the last one got, or is about to get.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

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
    /// What is being answered: who asks for the same waits for that answer.
    begun: Mutex<HashMap<String, Weak<tokio::sync::Mutex<()>>>>,
}

#[derive(Default)]
struct Kept {
    /// What the ledger holds, of which the answers are.
    stamp: String,
    answers: HashMap<String, (HeaderMap, Bytes)>,
    size: usize,
}

impl Cache {
    /// Keeps answers of this state of the ledger from now on; marks of an earlier one do not come back.
    fn follow(&self, stamp: &str) {
        let old = {
            let mut kept = lock(&self.kept);
            if kept.stamp == stamp {
                return;
            }
            let new = Kept {
                stamp: stamp.to_owned(),
                ..Kept::default()
            };
            std::mem::replace(&mut *kept, new)
        };
        // Nobody waits for it to be given back.
        drop(old);
    }

    fn get(&self, mark: &str) -> Option<(HeaderMap, Bytes)> {
        lock(&self.kept).answers.get(mark).cloned()
    }

    fn put(&self, stamp: &str, mark: &str, headers: &HeaderMap, body: &Bytes) {
        let mut kept = lock(&self.kept);
        if kept.stamp != stamp {
            return;
        }
        if kept.size + body.len() > ROOM {
            // What is asked again comes back.
            kept.answers.clear();
            kept.size = 0;
        }
        kept.size += body.len();
        kept.answers
            .insert(mark.to_owned(), (headers.clone(), body.clone()));
    }

    /// What is held by the one who answers, and waited for by others.
    fn turn(&self, mark: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut begun = lock(&self.begun);
        if let Some(turn) = begun.get(mark).and_then(Weak::upgrade) {
            return turn;
        }
        begun.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::new(tokio::sync::Mutex::new(()));
        begun.insert(mark.to_owned(), Arc::downgrade(&turn));
        turn
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
    site.cache.follow(&stamp);
    let turn = site.cache.turn(&mark);
    let mut answering = None;
    if !head {
        if let Some((headers, body)) = site.cache.get(&mark) {
            return (headers, body).into_response();
        }
        match turn.try_lock() {
            Ok(own) => answering = Some(own),
            Err(_) => {
                // Where the first one got no answer that can be kept, each of the others asks for itself.
                drop(turn.lock().await);
                if let Some((headers, body)) = site.cache.get(&mark) {
                    return (headers, body).into_response();
                }
            }
        }
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
                site.cache.put(&stamp, &mark, &parts.headers, &body);
            }
            drop(answering);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_for_the_same_waits_for_the_same_answer() {
        let cache = Cache::default();
        let (first, second) = (cache.turn("a"), cache.turn("a"));
        let answering = first.try_lock().unwrap();
        assert!(second.try_lock().is_err());
        assert!(cache.turn("b").try_lock().is_ok());
        drop(answering);
        assert!(second.try_lock().is_ok());
        drop((first, second));
        cache.turn("c");
        assert_eq!(lock(&cache.begun).len(), 1, "what is answered is forgotten");
    }

    #[test]
    fn an_answer_of_an_earlier_ledger_is_not_kept() {
        let cache = Cache::default();
        let (headers, body) = (HeaderMap::new(), Bytes::from_static(b"page"));
        cache.follow("1");
        cache.put("1", "page of 1", &headers, &body);
        assert!(cache.get("page of 1").is_some());
        cache.follow("2");
        assert!(cache.get("page of 1").is_none());
        cache.put("1", "late page of 1", &headers, &body);
        assert!(cache.get("late page of 1").is_none());
    }
}
