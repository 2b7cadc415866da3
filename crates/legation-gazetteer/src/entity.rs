//! Entities, the names that they go by, and where each was written down.

use std::fmt;

use legation_text::PartialDate;
use serde::Serialize;

/// Points at an entity of one [`Gazetteer`](crate::Gazetteer); cheap to copy and compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityRef(pub(crate) u32);

/// A state, territory, organisation, treaty or group.
#[derive(Clone, Debug)]
pub struct Entity {
    /// ISO 3166-1 alpha-3, or a fixed code of three letters.
    pub id: String,
    /// What it is.
    pub kind: EntityKind,
    /// The state that it acts for, `IGO` for intergovernmental organisations.
    pub country: Option<String>,
    /// PLOVER's sector (`GOV`, `IGO`, `REB` …); empty for treaties.
    pub sector: String,
    /// What people call it.
    pub label: String,
    /// Since when it exists; `None`: always, for our purpose.
    pub from: Option<PartialDate>,
    /// Until when it existed; `None`: it still does.
    pub to: Option<PartialDate>,
    /// Where it is written down.
    pub source: SourceLine,
}

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EntityKind {
    /// A member or observer of the United Nations.
    State,
    /// A territory with an ISO code that is no state.
    Territory,
    /// An entity whose statehood is disputed.
    Disputed,
    /// A state that has ended.
    Historic,
    /// An intergovernmental organisation.
    Organisation,
    /// A treaty or agreement that states join and leave.
    Treaty,
    /// An armed group, media house or other group.
    Group,
    /// A political party.
    Party,
    /// A company.
    Company,
    /// A movement.
    Movement,
    /// A region that acts by itself.
    Region,
}

impl EntityKind {
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "state" => EntityKind::State,
            "territory" => EntityKind::Territory,
            "disputed" => EntityKind::Disputed,
            "historic" => EntityKind::Historic,
            "organisation" => EntityKind::Organisation,
            "treaty" => EntityKind::Treaty,
            "group" => EntityKind::Group,
            "party" => EntityKind::Party,
            "company" => EntityKind::Company,
            "movement" => EntityKind::Movement,
            "region" => EntityKind::Region,
            _ => return None,
        })
    }

    /// Whether it can have relations as states have them: states, disputed and historic ones, and territories.
    pub fn is_polity(self) -> bool {
        matches!(
            self,
            EntityKind::State | EntityKind::Disputed | EntityKind::Historic | EntityKind::Territory
        )
    }
}

/// How a name stands for its entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NameUse {
    /// The full official name.
    Official,
    /// A usual name.
    Name,
    /// A name that it had.
    Former,
    /// An abbreviation; matched with its capitals.
    Abbreviation,
    /// "Ukrainian".
    Adjective,
    /// "Ukrainians".
    Demonym,
    /// A capital, palace or street that stands for the government.
    Seat,
    /// A body of it with a name of its own: "the Knesset", "the Security Council".
    Organ,
    /// An armed or security force of it: "the IDF".
    Force,
    /// A place inside it that does not stand for it.
    Place,
    /// A person who holds or held an office of it.
    Holder,
}

impl NameUse {
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "official" => NameUse::Official,
            "name" => NameUse::Name,
            "former" => NameUse::Former,
            "abbreviation" => NameUse::Abbreviation,
            "adjective" => NameUse::Adjective,
            "demonym" => NameUse::Demonym,
            "seat" => NameUse::Seat,
            "organ" => NameUse::Organ,
            "force" => NameUse::Force,
            "place" => NameUse::Place,
            _ => return None,
        })
    }
}

/// A name in the gazetteer: what it stands for, how, and when.
#[derive(Clone, Debug)]
pub struct Name {
    /// As written.
    pub text: String,
    /// What it names.
    pub entity: EntityRef,
    /// How it stands for it.
    pub usage: NameUse,
    /// Since when it means this; `None`: always.
    pub from: Option<PartialDate>,
    /// Until when it meant this; `None`: it still does.
    pub to: Option<PartialDate>,
    /// Of a person: the office.
    pub term: Option<Term>,
    /// Where it is written down.
    pub source: SourceLine,
}

impl Name {
    /// Whether it could mean this on some day of `date`; without a date, always.
    pub fn holds_on(&self, date: Option<PartialDate>) -> bool {
        date.is_none_or(|date| {
            self.from
                .is_none_or(|from| from.first_day() <= date.last_day())
                && self.to.is_none_or(|to| to.last_day() >= date.first_day())
        })
    }
}

/// A term of office.
#[derive(Clone, Debug)]
pub struct Term {
    /// `head-of-state`, `head-of-government`, `foreign-minister`, …
    pub office: String,
    /// The word before the name: "President".
    pub title: String,
    /// The person's usual full name.
    pub person: String,
}

/// A line of a data file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLine {
    /// The file's path within the gazetteer.
    pub file: std::sync::Arc<str>,
    /// The line, counted from 1.
    pub line: u64,
}

impl fmt::Display for SourceLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}
