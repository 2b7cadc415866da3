//! The API's own description, generated from its handlers.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr};
use utoipa::{IntoResponses, Modify, OpenApi};

use super::{entities, lists, pairs, reports};
use crate::intake::{Kept, Sent};
use crate::problem::Details;
use crate::verdict::Said;

/// What may go wrong at any address.
pub struct Problems;

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let problem = |says: &str| {
            let content = ContentBuilder::new()
                .schema(Some(Ref::from_schema_name("Details")))
                .build();
            let response = ResponseBuilder::new()
                .description(says)
                .content("application/problem+json", content);
            RefOr::T(response.build())
        };
        [
            ("400", "what is asked cannot be understood; says which part"),
            ("401", "a token is needed, or the one sent is not in force"),
            ("403", "not to be done this way"),
            ("404", "there is no such thing"),
            ("409", "it is there already, and says otherwise"),
            ("413", "the body is too large"),
            ("415", "the body is not JSON"),
            ("429", "too many requests; wait as long as Retry-After says"),
            ("503", "it takes too long just now"),
        ]
        .into_iter()
        .map(|(status, says)| (status.to_owned(), problem(says)))
        .collect()
    }
}

struct Token;

impl Modify for Token {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("Made with `legation token create NAME`."))
            .build();
        if let Some(components) = &mut description.components {
            components.add_security_scheme("token", SecurityScheme::Http(scheme));
        }
    }
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Legation",
        description = "The ledger of relations between states. Dates are ISO 8601 of day, month or year precision; offsets are bytes of UTF-8. Every answer has an ETag; errors are problem details (RFC 9457). `on` asks how it was in the world at the end of a date, `as_known` with what the ledger had learned by then.",
        license(name = "MIT OR Apache-2.0")
    ),
    paths(
        entities::entities, entities::entity, entities::relations_of, entities::events_of, entities::world, entities::recognition, lists::changes,
        lists::doubts, lists::acts, pairs::relations, pairs::history, pairs::timeline, pairs::claim, pairs::chain,
        pairs::give_verdict, reports::list, reports::one, reports::search, reports::read, reports::keep
    ),
    components(schemas(Details, Sent, Said, Kept)),
    modifiers(&Token)
)]
struct Description;

static WRITTEN: LazyLock<String> =
    LazyLock::new(|| Description::openapi().to_pretty_json().unwrap_or_default());

/// The description as JSON.
pub fn open_api() -> &'static str {
    &WRITTEN
}

/// `/api/v1/openapi.json`
pub async fn description() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], open_api())
}

/// The description, to be read by the page about the API.
pub fn parsed() -> utoipa::openapi::OpenApi {
    Description::openapi()
}
