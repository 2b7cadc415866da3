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

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use legation_text::PartialDate;

use crate::aspects::Aspects;
use crate::claim::RelationKey;
use crate::entry::{Entry, LENGTH};
use crate::fold::{FoldedHistory, Folding, Told, numbered, told_by};
use crate::load::{Status, known_before};
use crate::part::{new_entries, relation_of};
use crate::sql::{Cell, Database, Row, Value, values};
use crate::voices::Voice;
use crate::{Ledger, LedgerError, moments};

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
#[derive(Default)]
pub(crate) struct Dossiers {
    entries: Entries,
    /// The claims that stand. Their states are numbers of words.
    relations: BTreeMap<RelationKey, Vec<Told>>,
    /// Claims of which it is to be asked whether they stand, by [`Told::at`].
    touched: Vec<usize>,
    numbers: HashMap<String, u16>,
}

/// Entries as they are written, of whichever relation, one behind the other. Folding needs little of an entry, which
/// it has as [`Told`].
#[derive(Default)]
struct Entries {
    bytes: Vec<u8>,
    /// The numbers of the state and of those who did it, of each entry.
    said: Vec<[u16; 2]>,
    /// What these number.
    words: Vec<String>,
}

impl Entries {
    fn bytes(&self, at: usize) -> &[u8] {
        &self.bytes[at * LENGTH..][..LENGTH]
    }

    fn entry(&self, at: usize) -> Entry {
        let [state, by] = self.said[at];
        let entry = Entry::read(self.bytes(at)).expect("it was read when it was taken in");
        Entry { state, by, ..entry }
    }

    fn voice(&self, at: usize) -> Voice {
        Entry::voice_of(self.bytes(at)).expect("it was read when it was taken in")
    }

    fn word(&self, number: u16) -> &str {
        self.words
            .get(usize::from(number))
            .map_or("", String::as_str)
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

impl Dossiers {
    fn add(&mut self, row: &Row, known_before: i64) -> Result<(), LedgerError> {
        let relation = relation_of(row, 0)?;
        let words: Vec<u16> = match row.cell(5)? {
            Cell::Text(words) => words.split('\n').map(|word| self.number(word)).collect(),
            _ => Vec::new(),
        };
        let Cell::Blob(bytes) = row.cell(6)? else {
            return Err(row.strange("a dossier without entries"));
        };
        let claims = self.relations.entry(relation).or_default();
        let entries = &mut self.entries;
        for bytes in bytes.chunks(LENGTH) {
            let entry = Entry::read(bytes).and_then(|entry| {
                let [state, by] = [entry.state, entry.by].map(usize::from);
                Some((entry, [*words.get(state)?, *words.get(by)?]))
            });
            let (entry, said) = entry.ok_or_else(|| {
                row.strange("a dossier cannot be read; `legation check` tells which")
            })?;
            if entry.learned >= known_before {
                continue;
            }
            let at = entries.said.len();
            if entry.touched {
                self.touched.push(at);
            }
            claims.push(Told {
                at,
                state: said[0],
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
            });
            entries.said.push(said);
            entries.bytes.extend(bytes);
        }
        Ok(())
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

    /// Folds them; what diplomatic relations imply for a relation that is `asked` about becomes a line in any case.
    pub fn fold(self, asked: impl Fn(&RelationKey) -> bool) -> Folded {
        let Dossiers {
            entries,
            mut relations,
            ..
        } = self;
        relations.retain(|_, claims| !claims.is_empty());
        let mut used = vec![false; entries.words.len()];
        for [state, _] in &entries.said {
            used[usize::from(*state)] = true;
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
            histories: folding.fold(relations, asked),
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

impl Ledger {
    /// The dossiers of all relations of two, in both directions.
    pub(crate) fn dossiers_between(
        &self,
        a: &str,
        b: &str,
        as_known: Option<PartialDate>,
    ) -> Result<Dossiers, LedgerError> {
        let mut found = Dossiers::default();
        for (from, to) in [(a, b), (b, a)]
            .into_iter()
            .take(if a == b { 1 } else { 2 })
        {
            self.add_dossiers(
                &mut found,
                "d.from_id = ?1 AND d.to_id = ?2",
                values![from, to],
                as_known,
            )?;
        }
        self.settle_touched(found, as_known)
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
        let condition = format!(
            "d.from_id = ?1 AND d.to_id = ?2 AND d.aspect IN ({})",
            places.join(", ")
        );
        let mut found = Dossiers::default();
        let sides = [(a, b), (b, a)];
        for (from, to) in sides.into_iter().take(if a == b { 1 } else { 2 }) {
            let mut values: Vec<Value> = vec![from.into(), to.into()];
            values.extend(names.iter().map(|name| Value::from(*name)));
            self.add_dossiers(&mut found, &condition, &values, as_known)?;
        }
        self.settle_touched(found, as_known)
    }

    /// The dossiers of all relations of an entity.
    pub(crate) fn dossiers_of(
        &self,
        of: &str,
        as_known: Option<PartialDate>,
    ) -> Result<Dossiers, LedgerError> {
        let mut found = Dossiers::default();
        // One after the other: no relation is of an entity with itself on both sides in two rows.
        for condition in ["d.from_id = ?1", "d.to_id = ?1 AND d.from_id <> ?1"] {
            self.add_dossiers(&mut found, condition, values![of], as_known)?;
        }
        self.settle_touched(found, as_known)
    }

    /// The dossiers of all recognition of an entity, and of its diplomatic relations.
    pub(crate) fn dossiers_on_recognition(
        &self,
        of: &str,
        as_known: Option<PartialDate>,
    ) -> Result<Dossiers, LedgerError> {
        let mut found = Dossiers::default();
        for condition in [
            "d.to_id = ?1 AND d.aspect = 'recognition'",
            "d.to_id = ?1 AND d.aspect = 'diplomatic'",
            "d.from_id = ?1 AND d.aspect = 'diplomatic'",
        ] {
            self.add_dossiers(&mut found, condition, values![of], as_known)?;
        }
        self.settle_touched(found, as_known)
    }

    fn add_dossiers(
        &self,
        found: &mut Dossiers,
        condition: &str,
        values: &[Value],
        as_known: Option<PartialDate>,
    ) -> Result<(), LedgerError> {
        let known_before = known_before(as_known);
        // `CROSS JOIN`: layer after layer, of which there are few.
        let query = format!(
            "SELECT d.from_id, d.to_id, d.aspect, d.object, d.ordered, d.words, d.entries
             FROM layers l CROSS JOIN dossiers d WHERE d.layer = l.seq AND {condition}"
        );
        self.database
            .each(&query, values, |row| found.add(row, known_before))
    }

    /// Leaves out the entries that do not stand, and keeps which of the others a person has accepted.
    fn settle_touched(
        &self,
        mut found: Dossiers,
        as_known: Option<PartialDate>,
    ) -> Result<Dossiers, LedgerError> {
        let (mut out, mut accepted) = (HashSet::new(), HashSet::new());
        for at in std::mem::take(&mut found.touched) {
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
                let mut one = Dossiers::default();
                one.add(row, i64::MAX)?;
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
