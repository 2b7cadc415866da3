//! What is asked: dates, entities, pages of lists, formats; each refused in words where it cannot be understood.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use jiff::{Timestamp, tz::TimeZone};
use legation_gazetteer::{Entity, Gazetteer};
use legation_ledger::AsOf;
use legation_text::PartialDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use crate::problem::Problem;

/// Items of a page where the asker does not say.
const PER_PAGE: usize = 50;
/// Items of a page at most.
const MOST: usize = 500;
/// The last page of any list.
const LAST: usize = 1_000_000;

/// The part of an address behind the question mark.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Query::try_from_uri(&parts.uri)
            .map(|Query(asked)| Params(asked))
            .map_err(|e| Problem::Asked(e.body_text()))
    }
}

/// The parts of an address's path.
pub struct At<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        Path::from_request_parts(parts, state)
            .await
            .map(|Path(found)| At(found))
            .map_err(|e| Problem::NotFound(e.body_text()))
    }
}

/// What was written in a field; `None` where it was left empty.
pub fn given(field: Option<&str>) -> Option<&str> {
    field.map(str::trim).filter(|text| !text.is_empty())
}

/// A date; `None` where none is given.
pub fn date(name: &str, field: Option<&str>) -> Result<Option<PartialDate>, Problem> {
    given(field)
        .map(|text| {
            text.parse()
                .map_err(|e| Problem::Asked(format!("{name}: {e}")))
        })
        .transpose()
}

/// The two times of a question.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Times {
    /// How it was in the world at the end of this date; today where it is left out.
    #[param(inline, value_type = Option<crate::api::params::WhichDate>)]
    on: Option<String>,
    /// With what the ledger had learned by the end of this date (UTC).
    #[param(inline, value_type = Option<crate::api::params::WhichDate>)]
    as_known: Option<String>,
}

impl Times {
    /// The date in the world; `None` where none is given.
    pub fn on(&self) -> Result<Option<PartialDate>, Problem> {
        date("on", self.on.as_deref())
    }

    /// With today where no date is asked about.
    pub fn as_of(&self) -> Result<AsOf, Problem> {
        Ok(AsOf {
            on: self.on()?.unwrap_or_else(today),
            as_known: date("as_known", self.as_known.as_deref())?,
        })
    }
}

/// The time of a question that is about no date.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Known {
    /// With what the ledger had learned by the end of this date (UTC).
    #[param(inline, value_type = Option<crate::api::params::WhichDate>)]
    as_known: Option<String>,
}

impl Known {
    /// The date; `None` where none is given.
    pub fn by(&self) -> Result<Option<PartialDate>, Problem> {
        date("as_known", self.as_known.as_deref())
    }
}

/// Which page of a list.
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    /// Counted from 1.
    pub page: usize,
    /// Items of it.
    pub per_page: usize,
}

impl Slice {
    /// The page asked for.
    pub fn of(page: Option<&str>, per_page: Option<&str>) -> Result<Self, Problem> {
        let number = |field: Option<&str>, otherwise: usize, most: usize| match field.map(str::trim)
        {
            None => Some(otherwise),
            Some(text) => text.parse().ok().filter(|n| (1..=most).contains(n)),
        };
        let page = number(page, 1, LAST);
        let per_page = number(per_page, PER_PAGE, MOST);
        match (page, per_page) {
            (Some(page), Some(per_page)) => Ok(Slice { page, per_page }),
            _ => Err(Problem::Asked(format!(
                "page counts from 1 to {LAST}, per_page from 1 to {MOST}"
            ))),
        }
    }

    /// The whole list, as a file has it.
    pub const WHOLE: Slice = Slice {
        page: 1,
        per_page: 100_000,
    };

    /// Items before it.
    pub fn offset(self) -> usize {
        (self.page - 1) * self.per_page
    }

    /// The page's part of a whole list.
    pub fn cut<T>(self, list: Vec<T>) -> Vec<T> {
        list.into_iter()
            .skip(self.offset())
            .take(self.per_page)
            .collect()
    }
}

/// The entity that an id or a name means on a date.
pub fn entity<'a>(
    gazetteer: &'a Gazetteer,
    written: &str,
    on: Option<PartialDate>,
) -> Result<&'a Entity, Problem> {
    let id = legation_gazetteer::entity_id(gazetteer, written, on).map_err(|e| {
        Problem::NotFound(e.to_string().replace(
            "; `legation who NAME` shows what a name means; --gazetteer adds names of your own",
            "",
        ))
    })?;
    let at = gazetteer
        .by_id(&id)
        .ok_or_else(|| Problem::NotFound(format!("no entity '{id}'")))?;
    Ok(gazetteer.entity(at))
}

/// The id of the entity that an id or a name means on a date.
pub fn id(
    gazetteer: &Gazetteer,
    written: &str,
    on: Option<PartialDate>,
) -> Result<String, Problem> {
    Ok(entity(gazetteer, written, on)?.id.clone())
}

/// Today, UTC.
pub fn today() -> PartialDate {
    PartialDate::day(Timestamp::now().to_zoned_datetime(TimeZone::UTC).date())
}
