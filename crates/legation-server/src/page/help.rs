//! How to read the pages, and the API, from its own description.

use axum::Extension;
use maud::{Markup, html};
use utoipa::openapi::RefOr;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};

use super::{Frame, chip};
use crate::api;
use crate::guard::Asker;

/// `/api`
pub async fn page(Extension(Asker(person)): Extension<Asker>) -> Markup {
    let described = api::description();
    let mut operations: Vec<(&str, &str, &Operation)> = Vec::new();
    for (path, item) in &described.paths.paths {
        operations.extend(
            item.get
                .as_ref()
                .map(|operation| (path.as_str(), "GET", operation)),
        );
        operations.extend(
            item.post
                .as_ref()
                .map(|operation| (path.as_str(), "POST", operation)),
        );
    }
    let frame = Frame {
        title: "How to read this, and the API",
        menu: "/api",
        person: person.as_ref(),
        feed: None,
    };
    frame.around(html! {
        div class="prose" {
            h1 { "How to read this" }
            p { "Legation reads news reports and keeps what they say of relations between states. A " em { "claim" } " is what one report says about one relation. How states " em { "stand" } " is worked out from the claims each time that it is asked: later dates go before earlier ones, a party's own word before reports about it, more independent voices before fewer. What was threatened, planned, demanded or denied moves nothing." }
            dl class="facts" {
                dt { "On" } dd { "the date asked about, in the world." }
                dt { "As known on" } dd { "with what the ledger had learned by the end of that day: what one could have known." }
                dt { (chip("diplomatic", "established")) } dd { "in force; the colours go over " (chip("diplomatic", "downgraded")) " in part and " (chip("diplomatic", "suspended")) " interrupted to " (chip("diplomatic", "severed")) " cut. Sanctions in force have the last." }
                dt { span class="flag" { "disputed" } } dd { "others say otherwise of the same time; theirs is shown too." }
                dt { span class="flag" { "implied" } } dd { "no report says so; it follows from the state of diplomatic relations." }
                dt { "Voices" } dd { "copies of one text and papers that carry one agency are one voice." }
            }
            p { "Keys: " kbd { "/" } " to the search; in the review " kbd { "a" } " accept, " kbd { "r" } " reject, " kbd { "c" } " correct, " kbd { "u" } " undo, " kbd { "j" } " and " kbd { "k" } " next and before." }
            h2 id="api" { "The API" }
            p { "All that the pages show is there for programs under " code { "/api/v1" } ": JSON, and CSV with " code { "format=csv" } ". Changes are an Atom feed at " code { "/changes.atom" } ", with the same filters. The description for machines: " a href="/api/v1/openapi.json" { "OpenAPI" } "." }
            p { "Reading needs no token on this machine. Writing does: " code { "Authorization: Bearer …" } " with one from " code { "legation token create NAME" } ". Lists come in pages (" code { "page" } ", " code { "per_page" } "); an " code { "ETag" } " saves what you have already; errors are problem details (RFC 9457)." }
            @for (path, method, operation) in operations {
                section class="operation" {
                    h3 { code { span class="method" { (method) } " " (path) } }
                    @if let Some(summary) = &operation.summary { p { (summary) @if operation.security.is_some() { ". Needs a token" } "." } }
                    @if let Some(parameters) = &operation.parameters {
                        dl class="facts" {
                            @for parameter in parameters.iter().filter_map(inline) {
                                dt { code { (parameter.name) } @if parameter.parameter_in == ParameterIn::Path { " " span class="faint" { "in the path" } } }
                                dd { (parameter.description.as_deref().unwrap_or("")) }
                            }
                        }
                    }
                }
            }
        }
    })
}

fn inline(parameter: &RefOr<Parameter>) -> Option<&Parameter> {
    match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    }
}
