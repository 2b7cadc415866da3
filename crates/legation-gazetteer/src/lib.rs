//! Which entity a name means on a date.
//!
//! The names are data: the CSV files of `gazetteer/`, compiled into the program, on top of which a user's own folder
//! can add entities and names.

mod entity;
mod fold;
mod load;
mod publisher;
mod resolve;

use std::path::Path;
use std::sync::OnceLock;

use legation_text::PartialDate;
use rustc_hash::{FxHashMap, FxHashSet};

pub use entity::{Entity, EntityKind, EntityRef, Name, NameUse, SourceLine, Term};
pub use fold::{extend_key, fold, name_key, name_words, word_key};
pub use load::GazetteerError;
pub use publisher::entity_of as publisher_entity;
pub use resolve::{Unresolved, entity_id, unknown};

/// What a generic noun for an office or body ("foreign ministry") says about who acts.
#[derive(Clone, Debug)]
pub struct Office {
    /// PLOVER's sector.
    pub sector: String,
    /// Whether its acts are the state's own in diplomacy.
    pub speaks_for: bool,
    /// Whether it is one person.
    pub person: bool,
}

/// One meaning of a name that has several.
#[derive(Clone, Debug)]
pub struct Sense {
    /// What it means; `None`: no entity at all (the bird, the first name).
    pub entity: Option<EntityRef>,
    /// Whether it holds where nothing speaks for another.
    pub default: bool,
    /// Words or phrases near by that speak for it.
    pub evidence: Vec<String>,
}

/// What a word or phrase of a description ("the tiny West African nation") says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Describes {
    /// It stands before the noun and narrows whom it means.
    Modifier,
    /// The same, and with a noun in the plural it means them all: "the Baltic states".
    Group,
    /// It stands before the noun and says nothing of who is meant.
    Neutral,
    /// It is the noun for a state.
    State,
    /// It is the noun for a territory or disputed state.
    Territory,
    /// It is the noun for an organisation.
    Organisation,
}

impl Describes {
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "modifier" => Describes::Modifier,
            "group" => Describes::Group,
            "neutral" => Describes::Neutral,
            "state" => Describes::State,
            "territory" => Describes::Territory,
            "organisation" => Describes::Organisation,
            _ => return None,
        })
    }

    /// Whether it is the noun at which a description ends.
    pub fn is_noun(self) -> bool {
        !matches!(
            self,
            Describes::Modifier | Describes::Group | Describes::Neutral
        )
    }

    /// Whether the noun can stand for something of this kind; a modifier can for all.
    pub fn covers(self, kind: EntityKind) -> bool {
        match self {
            Describes::Modifier | Describes::Group | Describes::Neutral => true,
            Describes::State => kind.is_polity(),
            Describes::Territory => {
                matches!(kind, EntityKind::Disputed | EntityKind::Territory)
            }
            Describes::Organisation => kind == EntityKind::Organisation,
        }
    }
}

/// A word or phrase with which news describes whom it does not name.
#[derive(Clone, Debug)]
pub struct Description {
    /// What it says.
    pub describes: Describes,
    /// Of a noun: whether it is the plural.
    pub plural: bool,
    /// Whom it fits; empty: anyone.
    pub entities: Vec<EntityRef>,
}

/// The names of the world: entities, names with their dates, offices, and the senses of ambiguous names.
#[derive(Default)]
pub struct Gazetteer {
    entities: Vec<Entity>,
    by_id: FxHashMap<String, EntityRef>,
    names: Vec<Name>,
    by_key: FxHashMap<u64, Vec<u32>>,
    beginnings: FxHashSet<u64>,
    offices: FxHashMap<u64, Office>,
    office_beginnings: FxHashSet<u64>,
    senses: FxHashMap<u64, Vec<Sense>>,
    descriptions: FxHashMap<u64, Vec<Description>>,
    description_beginnings: FxHashSet<u64>,
    neighbours: FxHashSet<(EntityRef, EntityRef)>,
    /// Those that acted before a state, and since when it acted itself.
    predecessors: FxHashMap<EntityRef, (Vec<EntityRef>, Option<PartialDate>)>,
    /// The terms of office by the holder's surname, made when first asked for.
    surnames: OnceLock<FxHashMap<String, Vec<u32>>>,
}

impl Gazetteer {
    /// The gazetteer that is compiled into the program.
    ///
    /// ```
    /// let gazetteer = legation_gazetteer::Gazetteer::built_in().unwrap();
    /// let date = "2022-07-13".parse().unwrap();
    /// let found = gazetteer.who("Dmytro Kuleba", Some(date));
    /// assert_eq!(gazetteer.entity(found[0].entity).id, "UKR");
    /// ```
    pub fn built_in() -> Result<Self, GazetteerError> {
        let mut gazetteer = Gazetteer::default();
        load::built_in(&mut gazetteer)?;
        Ok(gazetteer)
    }

    /// Adds the files of a folder laid out like `gazetteer/`: new entities and names are added, an entity with a known
    /// id, an office or a name's senses replace what was there.
    pub fn add_folder(&mut self, root: &Path) -> Result<(), GazetteerError> {
        load::folder(self, root)
    }

    /// The entity behind a reference of this gazetteer.
    pub fn entity(&self, at: EntityRef) -> &Entity {
        &self.entities[at.0 as usize]
    }

    /// All entities, in the order of the files.
    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        self.entities.iter()
    }

    /// The entity with this id.
    pub fn by_id(&self, id: &str) -> Option<EntityRef> {
        self.by_id.get(id).copied()
    }

    /// Everything that `name` stands for: what holds on `date` first, then what it meant at other times.
    pub fn who(&self, name: &str, date: Option<PartialDate>) -> Vec<&Name> {
        let mut found: Vec<&Name> = self.named(name_key(name)).collect();
        found.sort_by_key(|name| !name.holds_on(date));
        found
    }

    /// For whom the holder of a title with this surname acts on `date`, or acted in the year before: "President",
    /// "Clinton". `None` where nobody or more than one country's holder fits.
    pub fn titled(
        &self,
        title: &str,
        surname: &str,
        date: Option<PartialDate>,
    ) -> Option<EntityRef> {
        let index = self.surnames.get_or_init(|| {
            let mut index: FxHashMap<String, Vec<u32>> = FxHashMap::default();
            for (at, name) in self.names.iter().enumerate() {
                let person = name.term.as_ref().filter(|t| t.person == name.text);
                if let Some(last) = person.and_then(|t| t.person.rsplit(' ').next()) {
                    index.entry(fold(last)).or_default().push(at as u32);
                }
            }
            index
        });
        let date = date?;
        let title = fold(title);
        let held = index.get(&fold(surname))?;
        let one = |on: PartialDate| {
            let mut found = held
                .iter()
                .map(|&at| &self.names[at as usize])
                .filter(|name| {
                    name.term.as_ref().is_some_and(|term| {
                        let held = fold(&term.title);
                        held == title || held.ends_with(&format!(" {title}"))
                    })
                })
                .filter(|name| name.holds_on(Some(on)))
                .map(|name| name.entity);
            let first = found.next()?;
            found.all(|other| other == first).then_some(first)
        };
        one(date).or_else(|| one(PartialDate::year(date.first_day().year() - 1)?))
    }

    /// The names with this key (see [`name_key`]).
    pub fn named(&self, key: u64) -> impl Iterator<Item = &Name> {
        self.by_key
            .get(&key)
            .into_iter()
            .flatten()
            .map(|&i| &self.names[i as usize])
    }

    /// Whether some name begins with the words of this key.
    pub fn begins(&self, key: u64) -> bool {
        self.beginnings.contains(&key)
    }

    /// The office with this key.
    pub fn office(&self, key: u64) -> Option<&Office> {
        self.offices.get(&key)
    }

    /// Whether some office begins with the words of this key.
    pub fn office_begins(&self, key: u64) -> bool {
        self.office_beginnings.contains(&key)
    }

    /// The senses of an ambiguous name; empty for all others.
    pub fn senses(&self, key: u64) -> &[Sense] {
        self.senses.get(&key).map_or(&[], Vec::as_slice)
    }

    /// The descriptions with this key, as "west african" and "kingdom" are; empty for all other words.
    pub fn descriptions(&self, key: u64) -> &[Description] {
        self.descriptions.get(&key).map_or(&[], Vec::as_slice)
    }

    /// Whether some description begins with the words of this key.
    pub fn description_begins(&self, key: u64) -> bool {
        self.description_beginnings.contains(&key)
    }

    /// Whether two states border on each other, by land or across a strait.
    pub fn are_neighbours(&self, one: EntityRef, other: EntityRef) -> bool {
        self.neighbours.contains(&(one, other))
    }

    /// Who acted for a state on a date: its predecessor, where the date lies wholly within that one's time.
    ///
    /// ```
    /// let gazetteer = legation_gazetteer::Gazetteer::built_in().unwrap();
    /// let russia = gazetteer.by_id("RUS").unwrap();
    /// let then = gazetteer.in_the_time_of(russia, "1948-05".parse().unwrap());
    /// assert_eq!(gazetteer.entity(then).id, "SUN");
    /// ```
    pub fn in_the_time_of(&self, state: EntityRef, date: PartialDate) -> EntityRef {
        let then = |&before: &EntityRef| {
            let entity = self.entity(before);
            let begun = entity
                .from
                .is_none_or(|d| d.first_day() <= date.first_day());
            begun && entity.to.is_some_and(|d| date.last_day() < d.last_day())
        };
        let before = self
            .predecessors
            .get(&state)
            .filter(|(_, from)| from.is_none_or(|from| date.last_day() < from.first_day()));
        before
            .and_then(|(list, _)| list.iter().copied().find(then))
            .unwrap_or(state)
    }

    fn add_entity(&mut self, entity: Entity) {
        if let Some(&at) = self.by_id.get(&entity.id) {
            self.entities[at.0 as usize] = entity;
            return;
        }
        let at = EntityRef(self.entities.len() as u32);
        self.by_id.insert(entity.id.clone(), at);
        self.entities.push(entity);
    }

    fn add_name(&mut self, name: Name) {
        let mut key = 0;
        for word in name_words(&name.text) {
            key = extend_key(key, word_key(word));
            self.beginnings.insert(key);
        }
        let at = self.names.len() as u32;
        self.by_key.entry(key).or_default().push(at);
        self.names.push(name);
    }

    fn add_office(&mut self, noun: &str, office: Office) {
        let mut key = 0;
        for word in name_words(noun) {
            key = extend_key(key, word_key(word));
            self.office_beginnings.insert(key);
        }
        self.offices.insert(key, office);
    }

    fn add_sense(&mut self, name: &str, sense: Sense) {
        let mut key = 0;
        for word in name_words(name) {
            key = extend_key(key, word_key(word));
            self.beginnings.insert(key);
        }
        self.senses.entry(key).or_default().push(sense);
    }

    fn add_description(&mut self, words: &str, describes: Describes, entities: Vec<EntityRef>) {
        let mut forms = vec![(words.to_owned(), false)];
        if describes.is_noun() {
            let plural = match words.strip_suffix('y') {
                Some(stem) if !words.ends_with("ey") => format!("{stem}ies"),
                _ => format!("{words}s"),
            };
            forms.push((plural, true));
        }
        for (form, plural) in forms {
            let mut key = 0;
            for word in name_words(&form) {
                key = extend_key(key, word_key(word));
                self.description_beginnings.insert(key);
            }
            let known = self.descriptions.entry(key).or_default();
            known.retain(|d| d.describes != describes || d.plural != plural);
            known.push(Description {
                describes,
                plural,
                entities: entities.clone(),
            });
        }
    }

    fn add_neighbours(&mut self, one: EntityRef, other: EntityRef) {
        self.neighbours.insert((one, other));
        self.neighbours.insert((other, one));
    }
}
