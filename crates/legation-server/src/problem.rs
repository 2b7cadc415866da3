//! What goes wrong, said in the words of the asker: RFC 9457 problem details to programs, a page to people.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use legation_ledger::LedgerError;
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request was not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The request cannot be understood; says which part of it, and what would be.
    Asked(String),
    /// There is no such thing.
    NotFound(String),
    /// The address does not take this method.
    Method,
    /// A token is needed.
    SignIn(String),
    /// Not to be done this way.
    Forbidden(String),
    /// It is there already, and says otherwise.
    Conflict(String),
    /// The body is larger than what is taken.
    TooLarge,
    /// Sent as what is not taken.
    MediaType(String),
    /// More requests than one address may send; seconds to wait.
    TooMany(u64),
    /// It took too long, or too much else is going on.
    Busy(String),
    /// A fault of ours, told on standard error under this reference.
    Fault(String),
}

/// Problem details (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Details {
    /// `about:blank`: the title says it.
    pub r#type: &'static str,
    /// What kind of problem.
    pub title: String,
    /// The HTTP status code.
    pub status: u16,
    /// What is wrong here, and the remedy.
    pub detail: String,
}

impl Problem {
    /// The status code.
    pub fn status(&self) -> StatusCode {
        match self {
            Problem::Asked(_) => StatusCode::BAD_REQUEST,
            Problem::NotFound(_) => StatusCode::NOT_FOUND,
            Problem::Method => StatusCode::METHOD_NOT_ALLOWED,
            Problem::SignIn(_) => StatusCode::UNAUTHORIZED,
            Problem::Forbidden(_) => StatusCode::FORBIDDEN,
            Problem::Conflict(_) => StatusCode::CONFLICT,
            Problem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::MediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Problem::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Problem::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Problem::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What is wrong, and the remedy.
    pub fn detail(&self) -> String {
        match self {
            Problem::Asked(text)
            | Problem::NotFound(text)
            | Problem::SignIn(text)
            | Problem::Forbidden(text)
            | Problem::Conflict(text)
            | Problem::MediaType(text)
            | Problem::Busy(text) => text.clone(),
            Problem::Method => "this address does not take that method".to_owned(),
            Problem::TooLarge => "the body is larger than what is taken here".to_owned(),
            Problem::TooMany(wait) => format!("too many requests; wait {wait} s"),
            Problem::Fault(reference) => format!(
                "something went wrong on our side; who runs this server finds it in its log under {reference}"
            ),
        }
    }

    /// As RFC 9457 has it.
    pub fn details(&self) -> Details {
        let status = self.status();
        Details {
            r#type: "about:blank",
            title: status.canonical_reason().unwrap_or("Problem").to_owned(),
            status: status.as_u16(),
            detail: self.detail(),
        }
    }

    /// A fault that only the log tells whole.
    pub fn fault(what: &dyn std::fmt::Display) -> Self {
        let reference = crate::random::hex::<4>();
        eprintln!("legation: fault {reference}: {what}");
        Problem::Fault(reference)
    }
}

impl From<LedgerError> for Problem {
    /// The ledger's errors name its file and the remedies of the command line; a reader of pages gets neither.
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::NoClaim { id, .. } => {
                Problem::NotFound(format!("no claim begins with '{id}'"))
            }
            LedgerError::LearnedLater { id, learned } => Problem::NotFound(format!(
                "the ledger learned claim {id} later, on {}",
                learned.split('T').next().unwrap_or(&learned)
            )),
            LedgerError::SeveralClaims { id, count, .. } => Problem::NotFound(format!(
                "{count} claims begin with '{id}'; write more of the id"
            )),
            LedgerError::NoReport { id, .. } => {
                Problem::NotFound(format!("no report has the id '{id}'"))
            }
            LedgerError::Verdict { reason, .. } => Problem::Asked(reason),
            LedgerError::NotIndexed(_) => Problem::Busy(
                "this ledger has no index of words yet; the next ingest makes one".to_owned(),
            ),
            LedgerError::Locked(_) => Problem::Busy(
                "another program is writing to the ledger; try again in a moment".to_owned(),
            ),
            LedgerError::ReadOnly(_) => {
                Problem::Forbidden("this ledger's file cannot be written".to_owned())
            }
            other => Problem::fault(&other),
        }
    }
}

impl IntoResponse for Problem {
    /// An empty answer that carries the problem; the `dress` layer writes it out as the asker reads it.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Problem::TooMany(wait) = &self {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(*wait));
        }
        if let Problem::Busy(_) = &self {
            let wait = HeaderValue::from_static("5");
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        if let Problem::SignIn(_) = &self {
            response.headers_mut().insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"legation\""),
            );
        }
        response.extensions_mut().insert(self);
        response
    }
}
