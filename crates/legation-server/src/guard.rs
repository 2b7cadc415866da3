//! What every request passes before it is answered, and every answer before it leaves.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::Site;
use crate::listen::Peer;
use crate::page;
use crate::problem::Problem;
use crate::session::Person;

/// How long an answer may take, from the first byte of its body to the last decision about it.
const LONGEST: Duration = Duration::from_secs(25);
/// What reading a text costs, measured in looks at a page.
const READING_COSTS: f64 = 10.0;

/// Nothing but what this server sends itself is loaded, run or framed; no form goes elsewhere.
const CONTENT_SECURITY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Who asks, where that is known; on every request.
#[derive(Clone, Debug)]
pub struct Asker(pub Option<Person>);

/// Puts on every answer what browsers must know, and writes problems out: a page for people, details for programs.
pub async fn dress(request: Request, next: Next) -> Response {
    let program = request.uri().path().starts_with("/api/");
    let head = request.method() == Method::HEAD;
    let here = (request.method() == Method::GET).then(|| request.uri().to_string());
    let mut response = next.run(request).await;
    let problem = response.extensions_mut().remove::<Problem>().or_else(|| {
        // What the router itself refuses carries no words.
        match response.status().as_u16() {
            405 => Some(Problem::Method),
            413 => Some(Problem::TooLarge),
            500 => Some(Problem::fault(&"a handler panicked")),
            _ => None,
        }
    });
    if let Some(problem) = problem {
        let mut written = if program {
            let body = serde_json::to_string(&problem.details()).unwrap_or_default();
            let kind = (header::CONTENT_TYPE, "application/problem+json");
            (problem.status(), [kind], body).into_response()
        } else {
            (problem.status(), page::problem(&problem, here.as_deref())).into_response()
        };
        for (name, value) in response.headers() {
            if [header::RETRY_AFTER, header::WWW_AUTHENTICATE, header::ALLOW].contains(name) {
                written.headers_mut().insert(name, value.clone());
            }
        }
        if head {
            *written.body_mut() = axum::body::Body::empty();
        }
        written
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response = written;
    }
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-security-policy", CONTENT_SECURITY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), geolocation=(), microphone=()",
        ),
        ("x-frame-options", "DENY"),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    response
}

/// Refuses what should not be answered at all.
pub async fn admit(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    match check(&site, &request) {
        Ok(asker) => {
            request.extensions_mut().insert(Asker(asker));
            match tokio::time::timeout(LONGEST, next.run(request)).await {
                Ok(response) => response,
                Err(_) => Problem::Busy(
                    "this took too long; send less at once, or try again in a moment".to_owned(),
                )
                .into_response(),
            }
        }
        Err(problem) => problem.into_response(),
    }
}

fn check(site: &Site, request: &Request) -> Result<Option<Person>, Problem> {
    let writes = ![Method::GET, Method::HEAD].contains(request.method());
    if let Some(Peer(peer)) = request.extensions().get::<Peer>() {
        let cost = if writes { READING_COSTS } else { 1.0 };
        site.limiter
            .take(peer.ip(), cost, Instant::now())
            .map_err(Problem::TooMany)?;
    }
    check_host(site, request)?;
    if writes {
        check_origin(request)?;
    }
    let asker = site.sessions.person(request.headers(), &site.tokens)?;
    let open = ["/signin", "/static/"]
        .iter()
        .any(|open| request.uri().path().starts_with(open));
    if !site.reading_is_open && asker.is_none() && !open {
        return Err(Problem::SignIn(
            "this ledger is read with a token only: sign in, or send it as 'Authorization: Bearer …'".to_owned(),
        ));
    }
    Ok(asker)
}

/// On loopback only this machine's own names are answered: a page elsewhere that lets its name point here gets nothing.
fn check_host(site: &Site, request: &Request) -> Result<(), Problem> {
    if !site.loopback {
        return Ok(());
    }
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or("");
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let own = name.eq_ignore_ascii_case("localhost")
        || name
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback());
    if own {
        Ok(())
    } else {
        Err(Problem::Forbidden(
            "this server answers to localhost and 127.0.0.1 only".to_owned(),
        ))
    }
}

/// What changes something must come from a page of ours, or from no page at all.
fn check_origin(request: &Request) -> Result<(), Problem> {
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let refused = || {
        Err(Problem::Forbidden(
            "this was sent by a page of another site; open this server's own page".to_owned(),
        ))
    };
    match header("sec-fetch-site") {
        None | Some("same-origin" | "none") => {}
        Some(_) => return refused(),
    }
    match (header("origin"), header("host")) {
        (None, _) => Ok(()),
        (Some(origin), Some(host)) => match origin.split_once("://") {
            Some((_, from)) if from.eq_ignore_ascii_case(host) => Ok(()),
            _ => refused(),
        },
        (Some(_), None) => refused(),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use axum::{Router, middleware};
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    async fn breaks() -> &'static str {
        panic!("SELECT secret FROM /home/desk/desk.ledger")
    }

    #[tokio::test]
    async fn a_fault_of_the_program_is_told_as_a_problem_without_its_words() {
        for (path, kind) in [
            ("/page", "text/html; charset=utf-8"),
            ("/api/v1/list", "application/problem+json"),
        ] {
            let router = Router::new()
                .route(path, get(breaks))
                .layer(CatchPanicLayer::new())
                .layer(middleware::from_fn(dress));
            let request = Request::get(path).body(Body::empty()).unwrap();
            let response = router.oneshot(request).await.unwrap();
            assert_eq!(response.status().as_u16(), 500);
            assert_eq!(response.headers()[header::CONTENT_TYPE], kind);
            let body = axum::body::to_bytes(response.into_body(), usize::MAX).await;
            let body = String::from_utf8(body.unwrap().to_vec()).unwrap();
            assert!(body.contains("finds it in its log under"), "{body}");
            for secret in ["SELECT", "desk.ledger", "panicked", ".rs"] {
                assert!(!body.contains(secret), "{secret} in {body}");
            }
        }
    }
}
