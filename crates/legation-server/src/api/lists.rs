//! What changed, what is in doubt, and the codebook.

use axum::extract::State;
use axum::response::Response;
use legation_coder::Act;
use legation_ledger::{Change, Doubt};
use legation_text::PartialDate;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::describe::Problems;
use super::{Paging, Written, shapes};
use crate::Shared;
use crate::ask::{self, Params};
use crate::moved::Asked;
use crate::page::acts_meant;
use crate::problem::Problem;
use crate::table::{self, Format};

#[derive(Serialize)]
struct Changes {
    since: PartialDate,
    until: PartialDate,
    as_known: Option<PartialDate>,
    total: usize,
    page: usize,
    per_page: usize,
    changes: Vec<Change>,
}

/// Which relations moved between two dates, the latest first
#[utoipa::path(get, path = "/api/v1/changes", tag = "changes", params(Asked, Paging, Written),
    responses((status = 200, content((shapes::Changes = "application/json"), (String = "text/csv"))), Problems))]
pub async fn changes(
    State(site): State<Shared>,
    Params(asked): Params<Asked>,
    Params(paging): Params<Paging>,
    Params(written): Params<Written>,
) -> Result<Response, Problem> {
    let format = Format::of(written.format.as_deref())?;
    let slice = paging.slice(&written)?;
    let wanted = asked.wanted(&site).await?;
    let (total, changes) = wanted.find(&site, slice.offset(), slice.per_page).await?;
    let answer = Changes {
        since: wanted.since,
        until: wanted.until,
        as_known: wanted.as_known,
        total,
        page: slice.page,
        per_page: slice.per_page,
        changes,
    };
    table::of(format, "changes", &answer, &answer.changes)
}

#[derive(Serialize)]
struct Doubts {
    total: usize,
    more: bool,
    page: usize,
    per_page: usize,
    doubts: Vec<Doubt>,
}

/// The claims that someone should look at, the most doubtful first: `total` of them, and `more` where some come after this page
#[utoipa::path(get, path = "/api/v1/doubts", tag = "claims", params(Paging, Written),
    responses((status = 200, content((shapes::Doubts = "application/json"), (String = "text/csv"))), Problems))]
pub async fn doubts(
    State(site): State<Shared>,
    Params(paging): Params<Paging>,
    Params(written): Params<Written>,
) -> Result<Response, Problem> {
    let format = Format::of(written.format.as_deref())?;
    let slice = paging.slice(&written)?;
    let (offset, most) = (slice.offset(), slice.per_page);
    let found = site
        .store
        .read_much(move |ledger| Ok(ledger.doubts(offset, most)?))
        .await?;
    let answer = Doubts {
        total: found.total,
        more: offset + found.doubts.len() < found.total,
        page: slice.page,
        per_page: slice.per_page,
        doubts: found.doubts,
    };
    table::of(format, "doubts", &answer, &answer.doubts)
}

#[derive(Serialize)]
struct ActCard<'a> {
    id: &'a str,
    name: &'a str,
    definition: &'a str,
    event: &'a str,
    mode: Option<&'a str>,
    context: &'a [String],
    cameo: &'a str,
    plover_score: f64,
    goldstein: f64,
}

#[derive(Serialize)]
struct Acts<'a> {
    acts: Vec<ActCard<'a>>,
}

/// Which acts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichActs {
    /// Words that the act's name or definition has; without, all acts.
    q: Option<String>,
}

/// The acts of the codebook
#[utoipa::path(get, path = "/api/v1/acts", tag = "codebook", params(WhichActs, Written),
    responses((status = 200, content((shapes::Acts = "application/json"), (String = "text/csv"))), Problems))]
pub async fn acts(
    State(site): State<Shared>,
    Params(which): Params<WhichActs>,
    Params(written): Params<Written>,
) -> Result<Response, Problem> {
    let format = Format::of(written.format.as_deref())?;
    let card = |act: &'static Act| ActCard {
        id: &act.id,
        name: &act.name,
        definition: &act.definition,
        event: &act.event,
        mode: act.mode.as_deref(),
        context: &act.context,
        cameo: &act.cameo,
        plover_score: act.plover_score,
        goldstein: act.goldstein,
    };
    let coder: &'static legation_coder::Coder = site.coder;
    let all = coder.codebook().acts();
    let acts = match ask::given(which.q.as_deref()) {
        Some(words) => acts_meant(all, words).into_iter().map(card).collect(),
        None => all.iter().map(card).collect(),
    };
    let answer = Acts { acts };
    let columns = [
        "id",
        "name",
        "definition",
        "event",
        "mode",
        "context",
        "cameo",
        "plover_score",
        "goldstein",
    ];
    let rows = answer.acts.iter().map(|act| {
        vec![
            act.id.to_owned(),
            act.name.to_owned(),
            act.definition.to_owned(),
            act.event.to_owned(),
            act.mode.unwrap_or_default().to_owned(),
            act.context.join(" "),
            act.cameo.to_owned(),
            act.plover_score.to_string(),
            act.goldstein.to_string(),
        ]
    });
    table::answer(format, "acts", &answer, &columns, rows)
}
