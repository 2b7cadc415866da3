//! Which relations moved, filtered as the asker wants; for the page, the API and the feed alike.

use jiff::{Span, civil::Date};
use legation_gazetteer::Gazetteer;
use legation_ledger::{Among, Change, Moved, vocabulary};
use legation_text::PartialDate;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::ask;
use crate::problem::Problem;
use crate::{Site, places, urls};

/// Days that are shown where the asker gives no beginning, and that a feed of all entities looks back.
const WINDOW: i64 = 90;
const FEED_WINDOW: i64 = 366;
/// The first day that can be written.
const FIRST: Date = Date::constant(0, 1, 1);

/// What the address holds.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// From the first day of this date; where it is left out, from ninety days before the last change that is known of.
    #[param(inline, value_type = Option<crate::api::params::WhichDate>)]
    since: Option<String>,
    /// To the last day of this date; today where it is left out.
    #[param(inline, value_type = Option<crate::api::params::WhichDate>)]
    until: Option<String>,
    /// With what the ledger had learned by the end of this date (UTC).
    #[param(inline, value_type = Option<crate::api::params::WhichDate>)]
    as_known: Option<String>,
    /// Of this aspect only.
    #[param(inline, value_type = Option<crate::api::shapes::AspectName>)]
    aspect: Option<String>,
    /// One side lies in this region (UN M49, by its English name).
    #[param(inline, value_type = Option<crate::api::params::RegionName>)]
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

/// A change as news.
#[derive(Clone, Debug)]
pub struct News {
    /// The change.
    pub change: Change,
    /// When the ledger learned of it, RFC 3339 in UTC.
    pub learned: String,
    /// The claim that told it first.
    pub claim: String,
}

impl News {
    /// Names the change for good: what is told of it later, or taken for more or less certain, makes no other of it.
    pub fn id(&self) -> String {
        let line = &self.change.relation;
        let [a, b] = &self.change.pair;
        let mut hasher = blake3::Hasher::new();
        for part in [
            a,
            b,
            &line.aspect,
            line.from.as_ref().unwrap_or(&String::new()),
            line.object.as_ref().unwrap_or(&String::new()),
            &line.state,
            &self.claim,
        ] {
            hasher.update(part.as_bytes());
            hasher.update(&[0]);
        }
        format!("urn:legation:change:{}", &hasher.finalize().to_hex()[..32])
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
    /// Understands what was written. Without an end, today is meant; without a beginning, the ninety days up to the last change that the
    /// ledger knows of by then, for a ledger of old reports has nothing to tell of the last ninety days.
    pub async fn wanted(&self, site: &Site) -> Result<Wanted, Problem> {
        self.over(site, WINDOW).await
    }

    /// The same for a feed: without a beginning, all that moved between the entity or the two that are asked for, else a year of it.
    pub async fn wanted_as_feed(&self, site: &Site) -> Result<Wanted, Problem> {
        let mut wanted = self.over(site, FEED_WINDOW).await?;
        let all = ask::given(self.since.as_deref()).is_none();
        if all && (wanted.a.is_some() || wanted.b.is_some()) {
            wanted.since = PartialDate::day(FIRST);
        }
        Ok(wanted)
    }

    /// Whether days are asked for.
    pub fn is_dated(&self) -> bool {
        [&self.since, &self.until]
            .into_iter()
            .any(|date| ask::given(date.as_deref()).is_some())
    }

    async fn over(&self, site: &Site, window: i64) -> Result<Wanted, Problem> {
        let until = ask::date("until", self.until.as_deref())?.unwrap_or_else(ask::today);
        let since = match ask::date("since", self.since.as_deref())? {
            Some(since) => since,
            None => {
                let days = site.store.read(|ledger| Ok(ledger.days()?)).await?;
                let last = days.map_or(until.last_day(), |(_, last)| last.min(until.last_day()));
                let back = last.checked_sub(Span::new().days(window));
                // Dates are written with four digits.
                PartialDate::day(back.map_or(FIRST, |day| day.max(FIRST)))
            }
        };
        self.understood(site.coder.gazetteer(), since, until)
    }

    fn understood(
        &self,
        gazetteer: &Gazetteer,
        since: PartialDate,
        until: PartialDate,
    ) -> Result<Wanted, Problem> {
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
    /// How many changes there are, and of these, the latest first, those of this part of them.
    pub async fn find(
        &self,
        site: &Site,
        offset: usize,
        most: usize,
    ) -> Result<(usize, Vec<Change>), Problem> {
        self.chosen(site, move |moved| {
            let total = moved.len();
            let part = moved.into_iter().rev().skip(offset).take(most).collect();
            (part, total)
        })
        .await
        .map(|(changes, total)| (total, changes))
    }

    /// The changes with the moment at which the ledger learned of each, those that it learned last first, `most` of them.
    pub async fn news(&self, site: &Site, most: usize) -> Result<Vec<News>, Problem> {
        let (changes, learned) = self
            .chosen(site, move |mut moved| {
                moved.reverse();
                moved.retain(|one| one.learned.is_some());
                // Stable: what was learned at once stays in the order of its dates.
                moved.sort_by(|x, y| {
                    let at = |one: &Moved| one.learned.as_ref().map(|(at, _)| at.clone());
                    at(y).cmp(&at(x))
                });
                moved.truncate(most);
                let learned: Vec<_> = moved.iter().filter_map(|one| one.learned.clone()).collect();
                (moved, learned)
            })
            .await?;
        let news = changes.into_iter().zip(learned);
        Ok(news
            .map(|(change, (learned, claim))| News {
                change,
                learned,
                claim,
            })
            .collect())
    }

    /// Those of the changes that `choose` takes, and what it says of them.
    async fn chosen<T: Send + 'static>(
        &self,
        site: &Site,
        choose: impl FnOnce(Vec<Moved>) -> (Vec<Moved>, T) + Send + 'static,
    ) -> Result<(Vec<Change>, T), Problem> {
        let wanted = self.clone();
        site.store
            .read_much(move |ledger| {
                let among = match (&wanted.a, &wanted.b) {
                    (Some(a), Some(b)) => Among::Two(a, b),
                    (Some(a), None) | (None, Some(a)) => Among::Of(a),
                    (None, None) => Among::All,
                };
                let days = (wanted.since, Some(wanted.until));
                let mut said = None;
                let changes = ledger.changes_among(among, days, wanted.as_known, |mut moved| {
                    moved.retain(|one| wanted.holds(one));
                    let (chosen, of_them) = choose(moved);
                    said = Some(of_them);
                    chosen
                })?;
                let said = said.ok_or_else(|| Problem::fault(&"nothing was chosen"))?;
                Ok((changes, said))
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
