//! Of one entity, of all, and of the codebook.

use axum::extract::State;
use axum::response::Response;
use legation_coder::Act;
use legation_gazetteer::Entity;
use legation_ledger::rows::{EVENT_COLUMNS, RELATION_COLUMNS, event_row, relation_row, report_ids};
use legation_ledger::{Change, Direction, Doubt, Standing, ToldEvent};
use legation_text::PartialDate;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::describe::Problems;
use super::{Paging, Written, shapes};
use crate::ask::{self, At, Params, Slice, Times};
use crate::moved::Asked;
use crate::page::entities_meant;
use crate::problem::Problem;
use crate::show::Show;
use crate::table::{self, Format};
use crate::{Shared, places};

const STANDING_COLUMNS: [&str; 13] = [
    "with",
    "aspect",
    "from",
    "to",
    "object",
    "state",
    "since",
    "since_precision",
    "before",
    "disputed",
    "implied",
    "reports",
    "claim",
];

fn standing_row(standing: &Standing) -> Vec<String> {
    let optional = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        standing.with.clone(),
        standing.aspect.clone(),
        optional(&standing.from),
        optional(&standing.to),
        optional(&standing.object),
        standing.state.clone(),
        standing
            .since
            .map(|date| date.to_string())
            .unwrap_or_default(),
        standing
            .since_precision
            .map(|precision| precision.as_str().to_owned())
            .unwrap_or_default(),
        optional(&standing.before),
        standing.disputed.to_string(),
        standing.implied.to_string(),
        standing.reports.to_string(),
        optional(&standing.claim),
    ]
}

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
struct World {
    of: String,
    show: &'static str,
    on: PartialDate,
    as_known: Option<PartialDate>,
    standings: Vec<Standing>,
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
    let of = ask::entity(site.coder.gazetteer(), &view.of, Some(as_of.on))?
        .id
        .clone();
    let standings = site
        .standing(&of, Some(show.aspect), show.direction, as_of)
        .await?;
    let answer = World {
        of,
        show: show.key,
        on: as_of.on,
        as_known: as_of.as_known,
        standings,
    };
    let name = format!("{}-{}", answer.show, answer.of);
    table::answer(
        format,
        &name,
        &answer,
        &STANDING_COLUMNS,
        answer.standings.iter().map(standing_row),
    )
}

#[derive(Serialize)]
struct Standings {
    of: String,
    on: PartialDate,
    as_known: Option<PartialDate>,
    standings: Vec<Standing>,
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
    let of = ask::entity(site.coder.gazetteer(), &entity, Some(as_of.on))?
        .id
        .clone();
    let standings = site.standing(&of, None, Direction::Both, as_of).await?;
    let answer = Standings {
        of,
        on: as_of.on,
        as_known: as_of.as_known,
        standings,
    };
    let name = format!("relations-{}", answer.of);
    table::answer(
        format,
        &name,
        &answer,
        &STANDING_COLUMNS,
        answer.standings.iter().map(standing_row),
    )
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
    let of = ask::entity(site.coder.gazetteer(), &entity, Some(as_of.on))?
        .id
        .clone();
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
    let columns: Vec<&str> = EVENT_COLUMNS
        .into_iter()
        .filter(|column| *column != "words")
        .collect();
    let words = EVENT_COLUMNS
        .iter()
        .position(|column| *column == "words")
        .unwrap_or(0);
    let rows = answer.events.iter().map(|told| {
        let mut row = event_row(&told.event, "");
        row.remove(words);
        row
    });
    table::answer(format, &name, &answer, &columns, rows)
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
    let of = ask::entity(site.coder.gazetteer(), &entity, Some(as_of.on))?
        .id
        .clone();
    let name = format!("recognition-{of}");
    let answer = site
        .store
        .read(move |ledger| Ok(ledger.recognition(&of, as_of)?))
        .await?;
    let columns = [
        "of", "by", "state", "object", "since", "disputed", "stands", "implied", "reports",
        "voices", "claims", "sources",
    ];
    let lists = [
        &answer.recognised_by,
        &answer.withdrawn,
        &answer.refused,
        &answer.other,
    ];
    let rows = lists.into_iter().flatten().map(|one| {
        vec![
            answer.of.clone(),
            one.id.clone(),
            one.state.clone(),
            one.object.clone().unwrap_or_default(),
            one.since.map(|date| date.to_string()).unwrap_or_default(),
            one.disputed.to_string(),
            one.stands.to_string(),
            one.implied.to_string(),
            one.reports.to_string(),
            one.voices.to_string(),
            one.claims.join(" "),
            report_ids(&one.sources).join(" "),
        ]
    });
    table::answer(format, &name, &answer, &columns, rows)
}

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
    let slice = Slice::of(paging.page.as_deref(), paging.per_page.as_deref())?;
    let wanted = asked.wanted(site.coder.gazetteer())?;
    // A table is downloaded whole, unless a page of it is asked for.
    let whole = format == Format::Csv && paging.page.is_none() && paging.per_page.is_none();
    let (offset, most) = if whole {
        (0, usize::MAX)
    } else {
        (slice.offset(), slice.per_page)
    };
    let (total, changes) = wanted.find(&site, offset, most).await?;
    let answer = Changes {
        since: wanted.since,
        until: wanted.until,
        as_known: wanted.as_known,
        total,
        page: slice.page,
        per_page: slice.per_page,
        changes,
    };
    let columns: Vec<&str> = ["a", "b", "before"]
        .into_iter()
        .chain(RELATION_COLUMNS)
        .collect();
    let rows = answer.changes.iter().map(|change| {
        let [a, b] = &change.pair;
        let mut row = vec![
            a.clone(),
            b.clone(),
            change.before.clone().unwrap_or_default(),
        ];
        row.extend(relation_row(&change.relation));
        row
    });
    table::answer(format, "changes", &answer, &columns, rows)
}

#[derive(Serialize)]
struct Doubts {
    total: usize,
    page: usize,
    per_page: usize,
    doubts: Vec<Doubt>,
}

/// The claims that someone should look at, the most doubtful first; five hundred at most
#[utoipa::path(get, path = "/api/v1/doubts", tag = "claims", params(Paging, Written),
    responses((status = 200, content((shapes::Doubts = "application/json"), (String = "text/csv"))), Problems))]
pub async fn doubts(
    State(site): State<Shared>,
    Params(paging): Params<Paging>,
    Params(written): Params<Written>,
) -> Result<Response, Problem> {
    let format = Format::of(written.format.as_deref())?;
    let slice = Slice::of(paging.page.as_deref(), paging.per_page.as_deref())?;
    let doubts = site.doubts().await?;
    let answer = Doubts {
        total: doubts.len(),
        page: slice.page,
        per_page: slice.per_page,
        doubts: slice.cut(doubts.to_vec()),
    };
    let columns: Vec<&str> = ["claim", "why", "confidence", "a", "b"]
        .into_iter()
        .chain(RELATION_COLUMNS)
        .collect();
    let rows = answer.doubts.iter().map(|doubt| {
        let [a, b] = &doubt.pair;
        let mut row = vec![
            doubt.claim.clone(),
            doubt.why.to_owned(),
            doubt.confidence.to_string(),
            a.clone(),
            b.clone(),
        ];
        row.extend(relation_row(&doubt.relation));
        row
    });
    table::answer(format, "doubts", &answer, &columns, rows)
}

/// What is sought.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Sought {
    /// An id, a name, or a part of one; without, all that the ledger has claims about.
    q: Option<String>,
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
    let slice = Slice::of(paging.page.as_deref(), paging.per_page.as_deref())?;
    let gazetteer = site.coder.gazetteer();
    let mentioned = site.mentioned().await?;
    let mut all = Vec::new();
    match ask::given(sought.q.as_deref()) {
        Some(words) => {
            for entity in entities_meant(gazetteer, words) {
                let known = mentioned.iter().find(|one| one.id == entity.id);
                all.push(EntityCard::of(entity, known.map_or(0, |one| one.claims)));
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
    let mentioned = site.mentioned().await?;
    let known = mentioned.iter().find(|one| one.id == entity.id);
    table::json(&EntityCard::of(entity, known.map_or(0, |one| one.claims)))
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

/// The acts of the codebook
#[utoipa::path(get, path = "/api/v1/acts", tag = "codebook", params(Written),
    responses((status = 200, content((shapes::Acts = "application/json"), (String = "text/csv"))), Problems))]
pub async fn acts(
    State(site): State<Shared>,
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
    let answer = Acts {
        acts: coder.codebook().acts().iter().map(card).collect(),
    };
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
