//! The same as the pages show, for programs: JSON and CSV at stable addresses, described by OpenAPI.

mod describe;
mod entities;
mod lists;
mod pairs;
pub mod params;
mod reports;
pub mod shapes;

use axum::Router;
use axum::extract::{FromRequest, Json, Request};
use axum::routing::{get, post};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use crate::Shared;
use crate::ask::Slice;
use crate::problem::Problem;

pub use describe::{open_api, parsed as description};

/// The addresses of the API.
pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/v1/openapi.json", get(describe::description))
        .route("/api/v1/entities", get(entities::entities))
        .route("/api/v1/entities/{entity}", get(entities::entity))
        .route(
            "/api/v1/entities/{entity}/relations",
            get(entities::relations_of),
        )
        .route("/api/v1/entities/{entity}/events", get(entities::events_of))
        .route("/api/v1/world", get(entities::world))
        .route("/api/v1/recognition/{entity}", get(entities::recognition))
        .route("/api/v1/changes", get(lists::changes))
        .route("/api/v1/doubts", get(lists::doubts))
        .route("/api/v1/acts", get(lists::acts))
        .route("/api/v1/relations/{a}/{b}", get(pairs::relations))
        .route("/api/v1/history/{a}/{b}", get(pairs::history))
        .route("/api/v1/timeline/{a}/{b}", get(pairs::timeline))
        .route("/api/v1/claims/{claim}", get(pairs::claim))
        .route("/api/v1/claims/{claim}/chain", get(pairs::chain))
        .route("/api/v1/claims/{claim}/verdicts", post(pairs::give_verdict))
        .route("/api/v1/reports", get(reports::list).post(reports::keep))
        .route("/api/v1/reports/{report}", get(reports::one))
        .route("/api/v1/search", get(reports::search))
        .route("/api/v1/read", post(reports::read))
}

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// Counted from 1.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1_000_000)]
    pub page: Option<String>,
    /// Items of a page: 1 to 500, 50 where it is left out.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500)]
    pub per_page: Option<String>,
}

impl Paging {
    /// The page that is asked for; of a list that is asked for as a file, the whole.
    fn slice(&self, written: &Written) -> Result<Slice, Problem> {
        if written.format.is_some() && self.page.is_none() && self.per_page.is_none() {
            return Ok(Slice::WHOLE);
        }
        Slice::of(self.page.as_deref(), self.per_page.as_deref())
    }
}

/// How the answer is written.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Written {
    /// As a file: `csv`, a table, or `json`; of lists then the whole, unless a page is asked for. Left out: JSON.
    #[param(inline, value_type = Option<params::FormatName>)]
    pub format: Option<String>,
}

/// A JSON body.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::from_request(request, state).await {
            Ok(Json(body)) => Ok(Body(body)),
            Err(rejection) => Err(match rejection.status().as_u16() {
                413 => Problem::TooLarge,
                415 => Problem::MediaType("send it as Content-Type: application/json".to_owned()),
                _ => Problem::Asked(rejection.body_text()),
            }),
        }
    }
}
