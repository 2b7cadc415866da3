//! Of entities.

use axum::extract::State;
use axum::response::Response;
use legation_gazetteer::Entity;
use legation_ledger::rows::Tabled;
use legation_ledger::{AsOf, Direction, Mentioned, Recogniser, Standing, ToldEvent};
use legation_text::PartialDate;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::describe::Problems;
use super::{Paging, Written, shapes};
use crate::ask::{self, At, Params, Times};
use crate::page::entities_meant;
use crate::problem::Problem;
use crate::show::Show;
use crate::table::{self, Format};
use crate::{Shared, places};

/// Which view of the map.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct View {
    /// The entity: its id or a name.
    #[param(example = "UKR")]
    of: String,
    /// Which of its relations.
    #[param(inline, value_type = Option<shapes::ShowName>)]
    show: Option<String>,
}

#[derive(Serialize)]
struct Standings {
    of: String,
    /// Which view, where the answer is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    show: Option<&'static str>,
    on: PartialDate,
    as_known: Option<PartialDate>,
    standings: Vec<Standing>,
}

/// The relations of an entity on a date, in one view or all.
async fn standings(
    site: &Shared,
    of: String,
    show: Option<Show>,
    as_of: AsOf,
    format: Format,
) -> Result<Response, Problem> {
    let (aspect, direction) = match show {
        Some(show) => (Some(show.aspect), show.direction),
        None => (None, Direction::Both),
    };
    let standings = site.standing(&of, aspect, direction, as_of).await?;
    let show = show.map(|show| show.key);
    let name = format!("{}-{of}", show.unwrap_or("relations"));
    let answer = Standings {
        of,
        show,
        on: as_of.on,
        as_known: as_of.as_known,
        standings,
    };
    table::of(format, &name, &answer, &answer.standings)
}

/// How all stand to one entity, in one view: what the map shows
#[utoipa::path(get, path = "/api/v1/world", tag = "entities", params(View, Times, Written),
    responses((status = 200, content((shapes::World = "application/json"), (String = "text/csv"))), Problems))]
pub async fn world(
    State(site): State<Shared>,
    Params(view): Params<View>,
    Params(times): Params<Times>,
    Params(written): Params<Written>,
) -> Result<Response, Problem> {
    let format = Format::of(written.format.as_deref())?;
    let (show, as_of) = (Show::of(view.show.as_deref())?, times.as_of()?);
    let of = ask::id(site.coder.gazetteer(), &view.of, Some(as_of.on))?;
    standings(&site, of, Some(show), as_of, format).await
}

/// All relations of an entity on a date
#[utoipa::path(get, path = "/api/v1/entities/{entity}/relations", tag = "entities",
    params(("entity" = String, Path, description = "id or name", example = "UKR"), Times, Written),
    responses((status = 200, content((shapes::Standings = "application/json"), (String = "text/csv"))), Problems))]
pub async fn relations_of(
    State(site): State<Shared>,
    At(entity): At<String>,
    Params(times): Params<Times>,
    Params(written): Params<Written>,
) -> Result<Response, Problem> {
    let format = Format::of(written.format.as_deref())?;
    let as_of = times.as_of()?;
    let of = ask::id(site.coder.gazetteer(), &entity, Some(as_of.on))?;
    standings(&site, of, None, as_of, format).await
}

#[derive(Serialize)]
struct LatestEvents {
    of: String,
    on: PartialDate,
    as_known: Option<PartialDate>,
    events: Vec<ToldEvent>,
}

/// The latest events that an entity takes part in, fifty at most
#[utoipa::path(get, path = "/api/v1/entities/{entity}/events", tag = "entities",
    params(("entity" = String, Path, description = "id or name", example = "UKR"), Times, Written),
    responses((status = 200, content((shapes::LatestEvents = "application/json"), (String = "text/csv"))), Problems))]
pub async fn events_of(
    State(site): State<Shared>,
    At(entity): At<String>,
    Params(times): Params<Times>,
    Params(written): Params<Written>,
) -> Result<Response, Problem> {
    let format = Format::of(written.format.as_deref())?;
    let as_of = times.as_of()?;
    let of = ask::id(site.coder.gazetteer(), &entity, Some(as_of.on))?;
    let id = of.clone();
    let events = site
        .store
        .read(move |ledger| Ok(ledger.latest_events(&id, as_of, 50)?))
        .await?;
    let answer = LatestEvents {
        of,
        on: as_of.on,
        as_known: as_of.as_known,
        events,
    };
    let name = format!("events-{}", answer.of);
    table::of(format, &name, &answer, &answer.events)
}

/// Who recognises an entity, who no longer does, and who refuses to
#[utoipa::path(get, path = "/api/v1/recognition/{entity}", tag = "entities",
    params(("entity" = String, Path, description = "id or name", example = "UKR"), Times, Written),
    responses((status = 200, content((shapes::Recognition = "application/json"), (String = "text/csv"))), Problems))]
pub async fn recognition(
    State(site): State<Shared>,
    At(entity): At<String>,
    Params(times): Params<Times>,
    Params(written): Params<Written>,
) -> Result<Response, Problem> {
    let format = Format::of(written.format.as_deref())?;
    let as_of = times.as_of()?;
    let of = ask::id(site.coder.gazetteer(), &entity, Some(as_of.on))?;
    let name = format!("recognition-{of}");
    let answer = site
        .store
        .read(move |ledger| Ok(ledger.recognition(&of, as_of)?))
        .await?;
    // Whose recognition, and by whom.
    let columns: Vec<&str> = ["of", "by"]
        .into_iter()
        .chain(Recogniser::columns().into_iter().skip(1))
        .collect();
    let lists = [
        &answer.recognised_by,
        &answer.withdrawn,
        &answer.refused,
        &answer.other,
    ];
    let rows = lists.into_iter().flatten().map(|one| {
        std::iter::once(answer.of.clone())
            .chain(one.cells())
            .collect()
    });
    table::answer(format, &name, &answer, &columns, rows)
}

/// What is sought.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Sought {
    /// An id, a name, or a part of one; without, all that the ledger has claims about.
    q: Option<String>,
    /// What the words mean on this date; today where it is left out.
    #[param(inline, value_type = Option<crate::api::params::WhichDate>)]
    on: Option<String>,
}

#[derive(Serialize)]
struct EntityCard {
    id: String,
    name: String,
    kind: String,
    country: Option<String>,
    region: Option<&'static str>,
    from: Option<PartialDate>,
    to: Option<PartialDate>,
    claims: i64,
}

impl EntityCard {
    fn of(entity: &Entity, claims: i64) -> Self {
        EntityCard {
            id: entity.id.clone(),
            name: entity.label.clone(),
            kind: format!("{:?}", entity.kind).to_lowercase(),
            country: entity.country.clone(),
            region: places::of(&entity.id).map(|place| place.region),
            from: entity.from,
            to: entity.to,
            claims,
        }
    }

    fn row(&self) -> Vec<String> {
        let date =
            |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
        vec![
            self.id.clone(),
            self.name.clone(),
            self.kind.clone(),
            self.country.clone().unwrap_or_default(),
            self.region.unwrap_or_default().to_owned(),
            date(self.from),
            date(self.to),
            self.claims.to_string(),
        ]
    }
}

#[derive(Serialize)]
struct Entities {
    total: usize,
    page: usize,
    per_page: usize,
    entities: Vec<EntityCard>,
}

/// How many claims are about an entity.
fn claims_of(mentioned: &[Mentioned], id: &str) -> i64 {
    let known = mentioned.iter().find(|one| one.id == id);
    known.map_or(0, |one| one.claims)
}

/// Entities: those that the ledger has claims about, or those that words mean
#[utoipa::path(get, path = "/api/v1/entities", tag = "entities", params(Sought, Paging, Written),
    responses((status = 200, content((shapes::Entities = "application/json"), (String = "text/csv"))), Problems))]
pub async fn entities(
    State(site): State<Shared>,
    Params(sought): Params<Sought>,
    Params(paging): Params<Paging>,
    Params(written): Params<Written>,
) -> Result<Response, Problem> {
    let format = Format::of(written.format.as_deref())?;
    let slice = paging.slice(&written)?;
    let on = ask::date("on", sought.on.as_deref())?.unwrap_or_else(ask::today);
    let gazetteer = site.coder.gazetteer();
    let mut all = Vec::new();
    let mentioned = site.mentioned().await?;
    match ask::given(sought.q.as_deref()) {
        Some(words) => {
            for entity in entities_meant(gazetteer, words, on) {
                all.push(EntityCard::of(entity, claims_of(&mentioned, &entity.id)));
            }
        }
        None => {
            for one in &mentioned {
                if let Some(at) = gazetteer.by_id(&one.id) {
                    all.push(EntityCard::of(gazetteer.entity(at), one.claims));
                }
            }
        }
    }
    let answer = Entities {
        total: all.len(),
        page: slice.page,
        per_page: slice.per_page,
        entities: slice.cut(all),
    };
    let columns = [
        "id", "name", "kind", "country", "region", "from", "to", "claims",
    ];
    table::answer(
        format,
        "entities",
        &answer,
        &columns,
        answer.entities.iter().map(EntityCard::row),
    )
}

/// An entity
#[utoipa::path(get, path = "/api/v1/entities/{entity}", tag = "entities",
    params(("entity" = String, Path, description = "id or name", example = "UKR")),
    responses((status = 200, body = shapes::Entity), Problems))]
pub async fn entity(
    State(site): State<Shared>,
    At(entity): At<String>,
) -> Result<Response, Problem> {
    let entity = ask::entity(site.coder.gazetteer(), &entity, None)?;
    table::json(&EntityCard::of(
        entity,
        claims_of(&site.mentioned().await?, &entity.id),
    ))
}
