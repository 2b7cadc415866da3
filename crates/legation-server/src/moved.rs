//! Which relations moved, filtered as the asker wants; for the page, the API and the feed alike.

use jiff::{Span, civil::Date};
use legation_gazetteer::Gazetteer;
use legation_ledger::{Among, Change, Moved, vocabulary};
use legation_text::PartialDate;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::ask;
use crate::problem::Problem;
use crate::store::Extent;
use crate::{Site, places, urls};

/// Days that are shown where the asker gives no beginning.
const WINDOW: i64 = 90;
/// The first day that can be written.
const FIRST: Date = Date::constant(0, 1, 1);

/// What the address holds.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// From the first day of this date; ninety days before the end where it is left out.
    #[param(pattern = "^([0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$")]
    since: Option<String>,
    /// To the last day of this date; today where it is left out.
    #[param(pattern = "^([0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$")]
    until: Option<String>,
    /// With what the ledger had learned by the end of this date (UTC).
    #[param(pattern = "^([0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$")]
    as_known: Option<String>,
    /// Of this aspect only.
    #[param(inline, value_type = Option<crate::api::shapes::AspectName>)]
    aspect: Option<String>,
    /// One side lies in this region (UN M49, by its English name).
    region: Option<String>,
    /// How sure: corroborated is undisputed and told by two independent voices.
    #[param(inline, value_type = Option<crate::api::shapes::CertaintyName>)]
    certainty: Option<String>,
    /// One side is this entity (id or name).
    a: Option<String>,
    /// The other side is this one.
    b: Option<String>,
}

/// How sure a change must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// Any.
    All,
    /// Nobody says otherwise.
    Undisputed,
    /// Nobody says otherwise, and two independent voices say so.
    Corroborated,
    /// Others say otherwise.
    Disputed,
}

impl Certainty {
    /// Each, as addresses and people say it.
    pub const ALL: [(Certainty, &'static str, &'static str); 4] = [
        (Certainty::All, "all", "All"),
        (Certainty::Undisputed, "undisputed", "Undisputed"),
        (
            Certainty::Corroborated,
            "corroborated",
            "Undisputed, two voices or more",
        ),
        (Certainty::Disputed, "disputed", "Disputed only"),
    ];

    fn holds(self, moved: &Moved) -> bool {
        match self {
            Certainty::All => true,
            Certainty::Undisputed => !moved.disputed,
            Certainty::Corroborated => !moved.disputed && moved.voices >= 2,
            Certainty::Disputed => moved.disputed,
        }
    }

    /// As addresses have it.
    pub fn key(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(one, _, _)| *one == self)
            .map_or("all", |(_, key, _)| key)
    }
}

/// What is wanted, understood.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// From the first day of this date.
    pub since: PartialDate,
    /// To the last day of this one.
    pub until: PartialDate,
    /// With what the ledger had learned by then.
    pub as_known: Option<PartialDate>,
    /// Of this aspect only.
    pub aspect: Option<String>,
    /// One side lies in this region.
    pub region: Option<&'static str>,
    /// How sure.
    pub certainty: Certainty,
    /// One side is this entity.
    pub a: Option<String>,
    /// The other side is this one.
    pub b: Option<String>,
}

impl Asked {
    /// Understands what was written; without a beginning, the ninety days before the end are meant, without an end, today.
    pub fn wanted(&self, gazetteer: &Gazetteer) -> Result<Wanted, Problem> {
        let until = ask::date("until", self.until.as_deref())?.unwrap_or_else(ask::today);
        let since = match ask::date("since", self.since.as_deref())? {
            Some(since) => since,
            None => PartialDate::day(
                until
                    .first_day()
                    .checked_sub(Span::new().days(WINDOW))
                    // Dates are written with four digits.
                    .map_or(FIRST, |day| day.max(FIRST)),
            ),
        };
        let aspect = self.aspect.as_deref().filter(|aspect| *aspect != "all");
        if let Some(aspect) = aspect.filter(|aspect| vocabulary::states(aspect).is_none()) {
            let all: Vec<&str> = vocabulary::aspects().collect();
            return Err(Problem::Asked(format!(
                "aspect: '{aspect}' is none of {}",
                all.join(", ")
            )));
        }
        let region = match ask::given(self.region.as_deref()) {
            None => None,
            Some(name) => Some(
                places::regions()
                    .into_iter()
                    .find(|known| *known == name)
                    .ok_or_else(|| {
                        Problem::Asked(format!(
                            "region: '{name}' is none of {}",
                            places::regions().join(", ")
                        ))
                    })?,
            ),
        };
        let certainty = match self.certainty.as_deref() {
            None => Certainty::All,
            Some(key) => Certainty::ALL
                .iter()
                .find(|(_, known, _)| *known == key)
                .map(|(one, _, _)| *one)
                .ok_or_else(|| {
                    Problem::Asked(format!(
                        "certainty: '{key}' is none of all, undisputed, corroborated, disputed"
                    ))
                })?,
        };
        let entity = |field: &Option<String>| -> Result<Option<String>, Problem> {
            let given = ask::given(field.as_deref());
            given
                .map(|written| Ok(ask::entity(gazetteer, written, Some(until))?.id.clone()))
                .transpose()
        };
        Ok(Wanted {
            since,
            until,
            as_known: ask::date("as_known", self.as_known.as_deref())?,
            aspect: aspect.map(str::to_owned),
            region,
            certainty,
            a: entity(&self.a)?,
            b: entity(&self.b)?,
        })
    }
}

impl Wanted {
    /// How many changes there are, and of these, the latest first, those of this slice of them.
    pub async fn find(
        &self,
        site: &Site,
        offset: usize,
        most: usize,
    ) -> Result<(usize, Vec<Change>), Problem> {
        let wanted = self.clone();
        site.store
            .read_much(Extent::Whole, move |ledger| {
                let among = match (&wanted.a, &wanted.b) {
                    (Some(a), Some(b)) => Among::Two(a, b),
                    (Some(a), None) | (None, Some(a)) => Among::Of(a),
                    (None, None) => Among::All,
                };
                let mut total = 0;
                let choose = |mut moved: Vec<Moved>| {
                    moved.retain(|one| wanted.holds(one));
                    total = moved.len();
                    moved.into_iter().rev().skip(offset).take(most).collect()
                };
                let days = (wanted.since, Some(wanted.until));
                let changes = ledger.changes_among(among, days, wanted.as_known, choose)?;
                Ok((total, changes))
            })
            .await
    }

    fn holds(&self, moved: &Moved) -> bool {
        let of = |id: &Option<String>| id.as_ref().is_none_or(|id| moved.pair.contains(id));
        self.aspect
            .as_ref()
            .is_none_or(|aspect| *aspect == moved.aspect)
            && self.certainty.holds(moved)
            && of(&self.a)
            && of(&self.b)
            && self.region.is_none_or(|region| {
                moved
                    .pair
                    .iter()
                    .any(|id| places::of(id).is_some_and(|place| place.region == region))
            })
    }

    /// The same question as a part of an address.
    pub fn query(&self, page: usize) -> String {
        let since = self.since.to_string();
        let until = if self.until == ask::today() {
            String::new()
        } else {
            self.until.to_string()
        };
        let known = self
            .as_known
            .map(|date| date.to_string())
            .unwrap_or_default();
        let page = if page > 1 {
            page.to_string()
        } else {
            String::new()
        };
        let certainty = if self.certainty == Certainty::All {
            ""
        } else {
            self.certainty.key()
        };
        urls::query(&[
            ("since", &since),
            ("until", &until),
            ("as_known", &known),
            ("aspect", self.aspect.as_deref().unwrap_or("")),
            ("region", self.region.unwrap_or("")),
            ("certainty", certainty),
            ("a", self.a.as_deref().unwrap_or("")),
            ("b", self.b.as_deref().unwrap_or("")),
            ("page", &page),
        ])
    }

    /// The filters as a part of an address, without the days: for a feed, which goes on.
    pub fn lasting(&self) -> String {
        urls::query(&[
            ("aspect", self.aspect.as_deref().unwrap_or("")),
            ("region", self.region.unwrap_or("")),
            (
                "certainty",
                if self.certainty == Certainty::All {
                    ""
                } else {
                    self.certainty.key()
                },
            ),
            ("a", self.a.as_deref().unwrap_or("")),
            ("b", self.b.as_deref().unwrap_or("")),
        ])
    }
}
