//! Reports: those that are kept, those that have words, those that are sent.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use legation_coder::{Event, Note};
use legation_ledger::rows::{EVENT_COLUMNS, event_row};
use legation_ledger::{ReportCard, Search};
use legation_text::PartialDate;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::describe::Problems;
use super::{Body, Paging, Written, shapes};
use crate::ask::{self, At, Known, Params};
use crate::guard::Asker;
use crate::intake::{self, Kept, Sent};
use crate::problem::Problem;
use crate::table::{self, Format};
use crate::{Shared, verdict};

#[derive(Serialize)]
struct Reports {
    page: usize,
    per_page: usize,
    reports: Vec<ReportCard>,
}

/// The reports of the ledger, the latest published first
#[utoipa::path(get, path = "/api/v1/reports", tag = "reports", params(Paging, Written),
    responses((status = 200, content((shapes::Reports = "application/json"), (String = "text/csv"))), Problems))]
pub async fn list(
    State(site): State<Shared>,
    Params(paging): Params<Paging>,
    Params(written): Params<Written>,
) -> Result<Response, Problem> {
    let format = Format::of(written.format.as_deref())?;
    let slice = paging.slice(&written)?;
    let reports = site
        .store
        .read(move |ledger| Ok(ledger.reports(slice.per_page, slice.offset())?))
        .await?;
    let answer = Reports {
        page: slice.page,
        per_page: slice.per_page,
        reports,
    };
    table::of(format, "reports", &answer, &answer.reports)
}

/// A report with its text and what is read in it; as a table, its events
#[utoipa::path(get, path = "/api/v1/reports/{report}", tag = "reports",
    params(("report" = String, Path, description = "its id"), Known, Written),
    responses((status = 200, content((shapes::Report = "application/json"), (String = "text/csv"))), Problems))]
pub async fn one(
    State(site): State<Shared>,
    At(id): At<String>,
    Params(known): Params<Known>,
    Params(written): Params<Written>,
) -> Result<Response, Problem> {
    let format = Format::of(written.format.as_deref())?;
    let report = site.report(id, known.by()?).await?;
    let columns: Vec<&str> = EVENT_COLUMNS
        .into_iter()
        .chain(["stands", "claims"])
        .collect();
    let rows = report.events.iter().map(|told| {
        let mut row = event_row(&told.event, &report.text);
        let claims: Vec<&str> = told.claims.iter().map(|claim| claim.id.as_str()).collect();
        row.extend([told.stands.to_string(), claims.join(" ")]);
        row
    });
    table::answer(format, "report", &report, &columns, rows)
}

/// What is sought.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Words {
    /// Words that must all stand in the report; "words in quotation marks" one after the other.
    q: Option<String>,
    /// Published on the first day of this date or later.
    #[param(inline, value_type = Option<crate::api::params::WhichDate>)]
    since: Option<String>,
    /// Published on the last day of this date or before.
    #[param(inline, value_type = Option<crate::api::params::WhichDate>)]
    until: Option<String>,
}

#[derive(Serialize)]
struct Answer {
    page: usize,
    per_page: usize,
    #[serde(flatten)]
    found: Search,
}

/// The reports that have words
#[utoipa::path(get, path = "/api/v1/search", tag = "reports", params(Words, Known, Paging, Written),
    responses((status = 200, content((shapes::Search = "application/json"), (String = "text/csv"))), Problems))]
pub async fn search(
    State(site): State<Shared>,
    Params(words): Params<Words>,
    Params(known): Params<Known>,
    Params(paging): Params<Paging>,
    Params(written): Params<Written>,
) -> Result<Response, Problem> {
    let format = Format::of(written.format.as_deref())?;
    let slice = paging.slice(&written)?;
    let (since, until) = (
        ask::date("since", words.since.as_deref())?,
        ask::date("until", words.until.as_deref())?,
    );
    let q = words.q.unwrap_or_default();
    let as_known = known.by()?;
    let found = site
        .store
        .read(move |ledger| {
            Ok(ledger.search(legation_ledger::Sought {
                words: &q,
                since,
                until,
                as_known,
                limit: slice.per_page,
                offset: slice.offset(),
            })?)
        })
        .await?;
    let answer = Answer {
        page: slice.page,
        per_page: slice.per_page,
        found,
    };
    table::of(format, "search", &answer, &answer.found.reports)
}

#[derive(Serialize)]
struct Reading {
    report: String,
    published: Option<PartialDate>,
    title: Option<String>,
    text: String,
    events: Vec<Event>,
    notes: Vec<Note>,
}

/// What a report says; nothing is kept. At most one megabyte of text
#[utoipa::path(post, path = "/api/v1/read", tag = "reports", request_body = Sent,
    responses((status = 200, body = shapes::Reading), Problems))]
pub async fn read(State(site): State<Shared>, Body(sent): Body<Sent>) -> Result<Response, Problem> {
    let report = sent.report()?;
    let coding = intake::code(&site, &report, true).await?;
    table::json(&Reading {
        report: report.id,
        published: report.date,
        title: report.title,
        text: report.text,
        events: coding.events,
        notes: coding.notes,
    })
}

/// Keep a report and what it says in the ledger; sent again it adds nothing
#[utoipa::path(post, path = "/api/v1/reports", tag = "reports", request_body = Sent, security(("token" = [])),
    responses((status = 201, description = "it is new", body = Kept), (status = 200, description = "it was there already", body = Kept), Problems))]
pub async fn keep(
    State(site): State<Shared>,
    Extension(Asker(person)): Extension<Asker>,
    Body(sent): Body<Sent>,
) -> Result<Response, Problem> {
    verdict::program(person)?;
    let kept = intake::keep(&site, sent.report()?).await?;
    let status = if kept.known {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    Ok((status, table::json(&kept)?).into_response())
}
