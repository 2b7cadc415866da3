//! Of two entities, and of claims.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use legation_ledger::Ledger;

use super::describe::Problems;
use super::{Body, Written, shapes};
use crate::ask::{self, At, Known, Params, Times};
use crate::guard::Asker;
use crate::problem::Problem;
use crate::table::{self, Format};
use crate::verdict::{self, Said};
use crate::{Shared, Site};

fn pair(site: &Site, a: &str, b: &str, times: &Times) -> Result<(String, String), Problem> {
    let on = times.as_of()?.on;
    let id = |written: &str| ask::id(site.coder.gazetteer(), written, Some(on));
    Ok((id(a)?, id(b)?))
}

/// How two entities stand on a date
#[utoipa::path(get, path = "/api/v1/relations/{a}/{b}", tag = "two",
    params(("a" = String, Path, description = "id or name", example = "UKR"), ("b" = String, Path, description = "id or name", example = "SYR"), Times, Written),
    responses((status = 200, content((shapes::Relations = "application/json"), (String = "text/csv"))), Problems))]
pub async fn relations(
    State(site): State<Shared>,
    At((a, b)): At<(String, String)>,
    Params(times): Params<Times>,
    Params(written): Params<Written>,
) -> Result<Response, Problem> {
    let format = Format::of(written.format.as_deref())?;
    let as_of = times.as_of()?;
    let (a, b) = pair(&site, &a, &b, &times)?;
    let name = format!("relations-{a}-{b}");
    let answer = site
        .store
        .read(move |ledger| Ok(ledger.relations(&a, &b, as_of)?))
        .await?;
    table::of(format, &name, &answer, &answer.relations)
}

/// All states of all relations of two, one after the other
#[utoipa::path(get, path = "/api/v1/history/{a}/{b}", tag = "two",
    params(("a" = String, Path, description = "id or name", example = "UKR"), ("b" = String, Path, description = "id or name", example = "SYR"), Times, Written),
    responses((status = 200, content((shapes::Histories = "application/json"), (String = "text/csv"))), Problems))]
pub async fn history(
    State(site): State<Shared>,
    At((a, b)): At<(String, String)>,
    Params(times): Params<Times>,
    Params(written): Params<Written>,
) -> Result<Response, Problem> {
    let format = Format::of(written.format.as_deref())?;
    let known = times.as_of()?.as_known;
    let (a, b) = pair(&site, &a, &b, &times)?;
    let name = format!("history-{a}-{b}");
    let answer = site
        .store
        .read(move |ledger| Ok(ledger.histories(&a, &b, known)?))
        .await?;
    let lines = answer
        .histories
        .iter()
        .flat_map(|history| history.lines.iter().chain(&history.contested));
    table::of(format, &name, &answer, lines)
}

/// All that happened between two, and what is said not to have happened; with `on` what had begun by then
#[utoipa::path(get, path = "/api/v1/timeline/{a}/{b}", tag = "two",
    params(("a" = String, Path, description = "id or name", example = "UKR"), ("b" = String, Path, description = "id or name", example = "SYR"), Times, Written),
    responses((status = 200, content((shapes::Timeline = "application/json"), (String = "text/csv"))), Problems))]
pub async fn timeline(
    State(site): State<Shared>,
    At((a, b)): At<(String, String)>,
    Params(times): Params<Times>,
    Params(written): Params<Written>,
) -> Result<Response, Problem> {
    let format = Format::of(written.format.as_deref())?;
    let (on, known) = (times.on()?, times.as_of()?.as_known);
    let (a, b) = pair(&site, &a, &b, &times)?;
    let name = format!("timeline-{a}-{b}");
    let answer = site
        .store
        .read(move |ledger| Ok(ledger.timeline(&a, &b, on, known)?))
        .await?;
    table::of(format, &name, &answer, &answer.entries)
}

/// A claim, down to its words
#[utoipa::path(get, path = "/api/v1/claims/{claim}", tag = "claims",
    params(("claim" = String, Path, description = "its id, or the beginning of it"), Known),
    responses((status = 200, body = shapes::Explanation), Problems))]
pub async fn claim(
    State(site): State<Shared>,
    At(claim): At<String>,
    Params(known): Params<Known>,
) -> Result<Response, Problem> {
    let known = known.by()?;
    let told = move |ledger: &Ledger| Ok(ledger.explain(&claim, known)?);
    table::json(&site.store.read(told).await?)
}

/// What led to a claim, and what answered it, across reports
#[utoipa::path(get, path = "/api/v1/claims/{claim}/chain", tag = "claims",
    params(("claim" = String, Path, description = "its id, or the beginning of it"), Known, Written),
    responses((status = 200, content((shapes::Chain = "application/json"), (String = "text/csv"))), Problems))]
pub async fn chain(
    State(site): State<Shared>,
    At(claim): At<String>,
    Params(known): Params<Known>,
    Params(written): Params<Written>,
) -> Result<Response, Problem> {
    let format = Format::of(written.format.as_deref())?;
    let known = known.by()?;
    let answer = site
        .store
        .read(move |ledger| Ok(ledger.chain(&claim, known)?))
        .await?;
    let name = format!("chain-{}", answer.claim);
    table::of(format, &name, &answer, &answer.links)
}

/// Give a verdict on a claim, or undo one; kept under the name of the token
#[utoipa::path(post, path = "/api/v1/claims/{claim}/verdicts", tag = "claims",
    params(("claim" = String, Path, description = "its id, or the beginning of it")),
    request_body = Said,
    security(("token" = [])),
    responses((status = 201, body = shapes::Verdict), Problems))]
pub async fn give_verdict(
    State(site): State<Shared>,
    Extension(Asker(person)): Extension<Asker>,
    At(claim): At<String>,
    Body(said): Body<Said>,
) -> Result<Response, Problem> {
    let person = verdict::program(person)?;
    let verdict = verdict::give(&site, &claim, &said, &person).await?;
    Ok((StatusCode::CREATED, table::json(&verdict)?).into_response())
}
