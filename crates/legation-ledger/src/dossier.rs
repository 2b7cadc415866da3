//! All claims about a relation in one place.
//!
//! What a relation is gets worked out from its claims each time that it is asked for. So that this takes a few reads and not
//! some for every claim, the table `dossiers` has, for each relation, what folding needs of all its claims: in *parts* of up
//! to 150 entries of a fixed number of bytes (see [`crate::entry`]), with the *words* (states, and ids of those who did it)
//! that the entries give by number (see [`crate::part`]). Every transaction that adds claims adds a layer with their dossiers
//! (see [`crate::layers`]); `check` works all dossiers out anew and compares.
//!
//! Whether a claim stands is not kept here, as that depends on what was known when. An entry is only marked where some
//! verdict, recoding or revision is about it; of those, and of no others, [`crate::load`] is asked.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use legation_text::PartialDate;
use rustc_hash::FxHashMap;

use crate::aspects::Aspects;
use crate::claim::RelationKey;
use crate::entry::{Entry, LENGTH};
use crate::fold::{FoldedHistory, Folding, Told, Wanted, numbered, told_by};
use crate::load::{Status, known_before};
use crate::part::new_entries;
use crate::sql::{Cell, Database, Row, Value, values};
use crate::threads::taken_in;
use crate::voices::Voice;
use crate::{Ledger, LedgerError, moments};

/// Said of a dossier of which something cannot be read.
const UNREAD: &str = "a dossier cannot be read; `legation check` tells which";

/// Claims that are looked at together where all dossiers are compared.
const TOGETHER: i64 = 100_000;

/// The events of which verdicts, standings and revisions speak that came since. `CROSS JOIN`, and no `DISTINCT`: from the few rows
/// that are new, and not through all claims and events for them.
const SPOKEN_OF: [&str; 3] = [
    "SELECT c.event FROM verdicts v CROSS JOIN claims c WHERE c.seq = v.claim AND v.seq > ?1",
    "SELECT event FROM standings WHERE seq > ?1",
    "SELECT e.seq FROM revisions x CROSS JOIN events e WHERE e.report = x.report AND x.seq > ?1",
];

/// The last row of each table whose rows supersede others.
pub(crate) struct Before {
    verdict: i64,
    standing: i64,
    revision: i64,
}

impl Before {
    pub fn now(database: &Database) -> Result<Self, LedgerError> {
        let last = |table: &str| {
            database.value::<i64>(&format!("SELECT coalesce(max(seq), 0) FROM {table}"), &[])
        };
        Ok(Before {
            verdict: last("verdicts")?,
            standing: last("standings")?,
            revision: last("revisions")?,
        })
    }

    /// Marks everything of which rows that came since say something.
    pub fn touch(&self, database: &Database) -> Result<(), LedgerError> {
        let after = [self.verdict, self.standing, self.revision];
        let mut events = BTreeSet::new();
        for (query, after) in SPOKEN_OF.into_iter().zip(after) {
            events.extend(database.all(query, values![after], |row| row.get::<i64>(0))?);
        }
        events
            .into_iter()
            .try_for_each(|event| touch(database, event))
    }
}

/// Marks the claims of an event in their dossiers, and the event itself among those of its pairs.
fn touch(database: &Database, event: i64) -> Result<(), LedgerError> {
    let query = "SELECT seq, from_id, to_id, aspect, object FROM claims WHERE event = ?1";
    let claims = database.all(query, values![event], |row| {
        let relation: [String; 3] = [row.get(1)?, row.get(2)?, row.get(3)?];
        Ok((row.get::<i64>(0)?, relation, row.get::<Option<String>>(4)?))
    })?;
    for (claim, [from, to, aspect], object) in claims {
        let object = object.unwrap_or_default();
        let query = "
            SELECT d.seq, d.entries FROM layers l CROSS JOIN dossiers d
            WHERE d.layer = l.seq AND d.from_id = ?1 AND d.to_id = ?2 AND d.aspect = ?3 AND d.object = ?4";
        let parts = database.all(query, values![from, to, aspect, object], |row| {
            Ok((row.get::<i64>(0)?, row.get::<Vec<u8>>(1)?))
        })?;
        for (part, mut entries) in parts {
            let mut each = entries.chunks_exact_mut(LENGTH);
            if each.any(|entry| Entry::touch(entry, claim)) {
                database.execute(
                    "UPDATE dossiers SET entries = ?2 WHERE seq = ?1",
                    values![part, entries],
                )?;
                break;
            }
        }
    }
    moments::touch(database, event)
}

/// The dossiers that a question is about, with what stands in them at its system time.
pub(crate) struct Dossiers {
    entries: Entries,
    /// The claims that stand. Their states are numbers of words.
    relations: BTreeMap<RelationKey, Vec<Told>>,
}

/// A row of `dossiers`.
struct Written {
    /// The columns that name the relation, each with the end of a line.
    relation: String,
    ordered: bool,
    words: String,
    entries: Vec<u8>,
}

/// What is found in dossiers of what was learned before some time.
#[derive(Default)]
struct Found {
    /// In milliseconds.
    known_before: i64,
    entries: Entries,
    relations: Vec<(RelationKey, Vec<Told>)>,
    /// Where a relation is among these, by the columns that name it.
    places: FxHashMap<String, usize>,
    numbers: FxHashMap<String, u16>,
    /// The claims of which it is to be asked whether they stand, by [`Told::at`].
    touched: Vec<usize>,
    /// Some row cannot be read.
    damaged: bool,
}

/// Entries as they are written, of whichever relation. Folding needs little of an entry, which it has as [`Told`].
#[derive(Default)]
struct Entries {
    parts: Vec<Part>,
    /// What the parts' words are.
    words: Vec<String>,
}

struct Part {
    /// The numbers of its words among all that were found.
    words: Vec<u16>,
    entries: Vec<u8>,
}

/// Of how many layers a relation's claims have room at first.
const LAYERS: usize = 8;

/// An entry is numbered by its part and by its place in it, which takes the low bits.
const PLACE_BITS: u32 = 8;

impl Entries {
    fn bytes(&self, at: usize) -> (&Part, &[u8]) {
        let part = &self.parts[at >> PLACE_BITS];
        let place = at & ((1 << PLACE_BITS) - 1);
        (part, &part.entries[place * LENGTH..][..LENGTH])
    }

    fn entry(&self, at: usize) -> Entry {
        let (part, bytes) = self.bytes(at);
        part.entry(bytes).expect("it was read when it was taken in")
    }

    fn voice(&self, at: usize) -> Voice {
        Entry::voice_of(self.bytes(at).1).expect("it was read when it was taken in")
    }

    fn word(&self, number: u16) -> &str {
        self.words
            .get(usize::from(number))
            .map_or("", String::as_str)
    }
}

impl Part {
    fn entry(&self, bytes: &[u8]) -> Option<Entry> {
        let entry = Entry::read(bytes)?;
        let word = |number: u16| self.words.get(usize::from(number)).copied();
        Some(Entry {
            state: word(entry.state)?,
            by: word(entry.by)?,
            ..entry
        })
    }
}

/// What dossiers are, folded.
pub(crate) struct Folded {
    /// In the order of their keys.
    pub histories: Vec<FoldedHistory>,
    /// The names of the states in the histories.
    pub states: Vec<String>,
    /// What the histories' claims are, by [`Told::at`].
    entries: Entries,
}

impl Written {
    fn of(row: &Row) -> Result<Self, LedgerError> {
        let mut relation = String::with_capacity(64);
        for at in 0..4 {
            if let Cell::Text(name) = row.cell(at)? {
                relation.push_str(name);
            }
            relation.push('\n');
        }
        Ok(Written {
            relation,
            ordered: row.get(4)?,
            words: row.get(5)?,
            entries: match row.cell(6)? {
                Cell::Blob(bytes) if is_whole(bytes) => bytes.to_vec(),
                _ => return Err(row.strange("a dossier without entries")),
            },
        })
    }
}

impl Found {
    fn known_before(known_before: i64) -> Self {
        Found {
            known_before,
            ..Found::default()
        }
    }

    fn add(&mut self, written: Written) {
        self.damaged |= self.read(written).is_none();
    }

    /// `None` where something cannot be read.
    fn read(&mut self, written: Written) -> Option<()> {
        let place = self.place(&written)?;
        let words = written.words.split('\n');
        let part = Part {
            words: words.map(|word| self.number(word)).collect(),
            entries: written.entries,
        };
        let (_, claims) = &mut self.relations[place];
        let count = part.entries.len() / LENGTH;
        if claims.is_empty() {
            // There is more of it in the other layers.
            claims.reserve_exact(LAYERS * count);
        }
        let first = self.entries.parts.len() << PLACE_BITS;
        for (at, bytes) in (first..).zip(part.entries.chunks_exact(LENGTH)) {
            let entry = part.entry(bytes)?;
            if entry.learned < self.known_before {
                claims.push(told(at, &entry));
                self.touched.extend(entry.touched.then_some(at));
            }
        }
        self.entries.parts.push(part);
        Some(())
    }

    /// The place of the relation that a row is about. A relation has a row in each layer, so that most are there already.
    fn place(&mut self, written: &Written) -> Option<usize> {
        if let Some(known) = self.places.get(&written.relation) {
            return Some(*known);
        }
        let mut columns = written.relation.split_terminator('\n').map(str::to_owned);
        let mut next = || columns.next();
        let relation = RelationKey {
            from: next()?,
            to: next()?,
            aspect: next()?,
            object: next().filter(|object| !object.is_empty()),
            ordered: written.ordered,
        };
        let place = self.relations.len();
        self.relations.push((relation, Vec::new()));
        self.places.insert(written.relation.clone(), place);
        Some(place)
    }

    fn number(&mut self, word: &str) -> u16 {
        if let Some(known) = self.numbers.get(word) {
            return *known;
        }
        let words = &mut self.entries.words;
        let number = u16::try_from(words.len()).unwrap_or(u16::MAX);
        words.push(word.to_owned());
        self.numbers.insert(word.to_owned(), number);
        number
    }

    /// All of it, and the claims of which it is to be asked whether they stand; `None` where something could not be read.
    fn all(self) -> Option<(Dossiers, Vec<usize>)> {
        let dossiers = Dossiers {
            entries: self.entries,
            relations: self.relations.into_iter().collect(),
        };
        (!self.damaged).then_some((dossiers, self.touched))
    }
}

/// Whether these are the bytes of as many entries as a part can have.
fn is_whole(bytes: &[u8]) -> bool {
    bytes.len().is_multiple_of(LENGTH) && bytes.len() <= LENGTH << PLACE_BITS
}

fn told(at: usize, entry: &Entry) -> Told {
    Told {
        at,
        state: entry.state,
        since: entry.valid_from,
        known_by: entry.known_by(),
        published: entry.published,
        report: entry.report,
        place: entry.place as usize,
        id: entry.id,
        denies: entry.denies,
        own_word: entry.own_word,
        accepted: false,
        implied: false,
    }
}

impl Dossiers {
    /// The entries of one relation.
    pub fn of(&self, relation: &RelationKey) -> impl Iterator<Item = Entry> {
        let claims = self.relations.get(relation).into_iter().flatten();
        claims.map(|told| self.entries.entry(told.at))
    }

    /// The relations about which some of the claims are.
    pub fn told(&self) -> impl Iterator<Item = &RelationKey> {
        let told = self
            .relations
            .iter()
            .filter(|(_, claims)| !claims.is_empty());
        told.map(|(relation, _)| relation)
    }

    /// The word that is numbered so.
    pub fn word(&self, number: u16) -> &str {
        self.entries.word(number)
    }

    /// Puts the claims of each relation the other way round, which folding must not notice.
    pub fn turn_round(&mut self) {
        self.relations
            .values_mut()
            .for_each(|claims| claims.reverse());
    }

    /// Folds them.
    pub fn fold(self, wanted: Wanted) -> Folded {
        let Dossiers {
            entries,
            mut relations,
        } = self;
        relations.retain(|_, claims| !claims.is_empty());
        let mut used = vec![false; entries.words.len()];
        for claim in relations.values().flatten() {
            used[usize::from(claim.state)] = true;
        }
        let used = entries.words.iter().zip(&used).filter(|(_, used)| **used);
        let states = numbered(used.map(|(word, _)| word.as_str()));
        let words = entries.words.iter();
        let number: Vec<u16> = words
            .map(|word| crate::fold::number_of(&states, word))
            .collect();
        for claim in relations.values_mut().flatten() {
            claim.state = number[usize::from(claim.state)];
        }
        let folding = Folding {
            states: &states,
            voice: &|at| entries.voice(at),
        };
        Folded {
            histories: folding.fold(relations, wanted),
            states,
            entries,
        }
    }
}

impl Folded {
    /// The state that is numbered so.
    pub fn state(&self, number: u16) -> &str {
        self.states
            .get(usize::from(number))
            .map_or("", String::as_str)
    }

    /// The word that is numbered so.
    pub fn word(&self, number: u16) -> &str {
        self.entries.word(number)
    }

    /// Who tells these claims, each report once.
    pub fn told_by(&self, claims: &[Told]) -> Vec<Voice> {
        told_by(claims, |at| self.entries.voice(at))
    }

    /// The entry of a claim.
    pub fn entry(&self, told: &Told) -> Entry {
        self.entries.entry(told.at)
    }
}

/// Some dossiers: a condition, and what is in it.
type Which<'a> = (&'a str, &'a [Value<'a>]);

impl Ledger {
    /// The dossiers of all relations of two, in both directions.
    pub(crate) fn dossiers_between(
        &self,
        a: &str,
        b: &str,
        as_known: Option<PartialDate>,
    ) -> Result<Dossiers, LedgerError> {
        let between = "d.from_id = ?1 AND d.to_id = ?2";
        let sides: [Which; 2] = [(between, values![a, b]), (between, values![b, a])];
        self.dossiers_where(&sides[usize::from(a == b)..], as_known)
    }

    /// The dossiers of the relations of two in some aspects, in both directions, with those from which something follows for them.
    pub(crate) fn dossiers_between_in(
        &self,
        aspects: Aspects,
        (a, b): (&str, &str),
        as_known: Option<PartialDate>,
    ) -> Result<Dossiers, LedgerError> {
        let Some(names) = aspects.with_their_ground().names() else {
            return self.dossiers_between(a, b, as_known);
        };
        let places: Vec<String> = (0..names.len()).map(|at| format!("?{}", at + 3)).collect();
        let between = format!(
            "d.from_id = ?1 AND d.to_id = ?2 AND d.aspect IN ({})",
            places.join(", ")
        );
        let values = |from, to| -> Vec<Value> {
            let names = names.iter().map(|name| Value::from(*name));
            [Value::from(from), Value::from(to)]
                .into_iter()
                .chain(names)
                .collect()
        };
        let [there, back] = [values(a, b), values(b, a)];
        let sides: [Which; 2] = [(&between, &there), (&between, &back)];
        self.dossiers_where(&sides[usize::from(a == b)..], as_known)
    }

    /// The dossiers of all relations of an entity.
    pub(crate) fn dossiers_of(
        &self,
        of: &str,
        as_known: Option<PartialDate>,
    ) -> Result<Dossiers, LedgerError> {
        // One after the other: no relation is of an entity with itself on both sides in two rows.
        let all = ["d.from_id = ?1", "d.to_id = ?1 AND d.from_id <> ?1"];
        let values = values![of];
        self.dossiers_where(&all.map(|which| (which, values)), as_known)
    }

    /// The dossiers of all recognition of an entity, and of its diplomatic relations.
    pub(crate) fn dossiers_on_recognition(
        &self,
        of: &str,
        as_known: Option<PartialDate>,
    ) -> Result<Dossiers, LedgerError> {
        let all = [
            "d.to_id = ?1 AND d.aspect = 'recognition'",
            "d.to_id = ?1 AND d.aspect = 'diplomatic'",
            "d.from_id = ?1 AND d.aspect = 'diplomatic'",
        ];
        let values = values![of];
        self.dossiers_where(&all.map(|which| (which, values)), as_known)
    }

    /// What of these was known and stands, and which of it a person has accepted.
    fn dossiers_where(
        &self,
        which: &[Which],
        as_known: Option<PartialDate>,
    ) -> Result<Dossiers, LedgerError> {
        let found = Found::known_before(known_before(as_known));
        let found = taken_in(found, Found::add, |give| {
            which.iter().try_for_each(|(condition, values)| {
                // `CROSS JOIN`: layer after layer, of which there are few.
                let query = format!(
                    "SELECT d.from_id, d.to_id, d.aspect, d.object, d.ordered, d.words, d.entries
                     FROM layers l CROSS JOIN dossiers d WHERE d.layer = l.seq AND {condition}"
                );
                self.database.each(&query, values, |row| {
                    give(Written::of(row)?);
                    Ok(())
                })
            })
        })?;
        let unread = || LedgerError::damaged(self.path(), UNREAD);
        let (mut found, touched) = found.all().ok_or_else(unread)?;
        let (mut out, mut accepted) = (HashSet::new(), HashSet::new());
        for at in touched {
            let row = found.entries.entry(at).claim;
            let claim = self.claims_with_status("c.seq = ?2", &[row.into()], as_known)?;
            let stands = claim
                .first()
                .filter(|(_, status)| *status == Status::Stands);
            match stands {
                Some((claim, _)) if claim.accepted => accepted.insert(at),
                Some(_) => continue,
                None => out.insert(at),
            };
        }
        if !out.is_empty() || !accepted.is_empty() {
            for claims in found.relations.values_mut() {
                claims.retain(|told| !out.contains(&told.at));
                for claim in claims {
                    claim.accepted = accepted.contains(&claim.at);
                }
            }
        }
        Ok(found)
    }
}

/// What a dossier should hold and what it holds, as one number for each relation: for `check`.
#[derive(Default)]
pub(crate) struct Digests(BTreeMap<RelationKey, u64>);

impl Digests {
    fn add(&mut self, relation: RelationKey, entry: &Entry, state: &str, by: &str) {
        let mut bytes = Vec::with_capacity(LENGTH + 32);
        entry.write(0, 0, &mut bytes);
        bytes.extend(state.as_bytes());
        bytes.push(0);
        bytes.extend(by.as_bytes());
        let mut number = [0; 8];
        number.copy_from_slice(&blake3::hash(&bytes).as_bytes()[..8]);
        // A sum, as the order of entries says nothing.
        let sum = self.0.entry(relation).or_default();
        *sum = sum.wrapping_add(u64::from_le_bytes(number) | 1);
    }

    /// Worked out from the claims.
    pub fn of_claims(database: &Database) -> Result<Self, LedgerError> {
        let mut digests = Digests::default();
        let last: i64 = database.value("SELECT coalesce(max(seq), 0) FROM claims", &[])?;
        for after in (0..last).step_by(TOGETHER as usize) {
            for new in new_entries(database, after, after.saturating_add(TOGETHER))? {
                digests.add(new.relation, &new.entry, &new.state, &new.by);
            }
        }
        Ok(digests)
    }

    /// As the dossiers have it.
    pub fn of_dossiers(database: &Database) -> Result<Self, LedgerError> {
        let mut digests = Digests::default();
        database.each(
            "SELECT from_id, to_id, aspect, object, ordered, words, entries FROM dossiers",
            &[],
            |row| {
                let mut one = Found::known_before(i64::MAX);
                one.add(Written::of(row)?);
                let (one, _) = one.all().ok_or_else(|| row.strange(UNREAD))?;
                for (relation, claims) in &one.relations {
                    for told in claims {
                        let entry = one.entries.entry(told.at);
                        let [state, by] = [entry.state, entry.by].map(|n| one.word(n));
                        digests.add(relation.clone(), &entry, state, by);
                    }
                }
                Ok(())
            },
        )?;
        Ok(digests)
    }

    /// The relations of which the two differ.
    pub fn differing<'a>(&'a self, other: &'a Digests) -> impl Iterator<Item = &'a RelationKey> {
        let differs = |(relation, sum): &(&RelationKey, &u64)| other.0.get(relation) != Some(sum);
        let missing = |(relation, _): &(&RelationKey, &u64)| !self.0.contains_key(relation);
        self.0
            .iter()
            .filter(differs)
            .chain(other.0.iter().filter(missing))
            .map(|(relation, _)| relation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_looks_for_what_it_touches_and_not_through_the_whole_ledger() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("desk.ledger")).unwrap();
        for query in SPOKEN_OF {
            let query = format!("EXPLAIN QUERY PLAN {query}");
            let plan = ledger
                .database
                .all(&query, values![0_i64], |row| row.get::<String>(3));
            let plan = plan.unwrap();
            assert!(
                plan.iter().all(|step| !step.starts_with("SCAN")),
                "{plan:?}"
            );
        }
    }
}
