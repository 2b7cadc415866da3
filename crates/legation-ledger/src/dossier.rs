//! All claims about a relation in one place.
//!
//! What a relation is gets worked out from its claims each time that it is asked for. So that this takes a few reads and not
//! some for every claim, the table `dossiers` has, for each relation, what folding needs of all its claims: in *parts* of up
//! to [`PART`] entries of a fixed number of bytes (see [`crate::entry`]), with the *words* (states, and ids of those who did it)
//! that the entries give by number. Every transaction that adds claims adds them to their dossiers; `check` works all dossiers
//! out anew and compares.
//!
//! Whether a claim stands is not kept here, as that depends on what was known when. An entry is only marked where some
//! verdict, recoding or revision is about it; of those, and of no others, [`crate::load`] is asked.

use std::collections::{BTreeMap, HashMap};

use legation_coder::Event;
use legation_text::PartialDate;

use crate::claim::RelationKey;
use crate::entry::{Entry, LENGTH, milliseconds};
use crate::fold::{FoldedHistory, Folding, Told, numbered, told_by};
use crate::implication::follows_from;
use crate::load::{Status, known_before};
use crate::sql::{Cell, Database, Row, Value, values};
use crate::store::pairs_of;
use crate::voices::{Signature, Voice};
use crate::{Ledger, LedgerError};

/// Entries of one part: as many as fit a page of the file with what stands beside them.
const PART: usize = 37;

/// Words of one part.
const WORDS: usize = 200;

/// Claims that are taken into dossiers together where all are worked out anew.
const TOGETHER: i64 = 100_000;

/// What folding needs of claims, with the rows that make it. `?1` and `?2` bound the rows of the claims.
const NEW_ENTRIES: &str = "
SELECT c.seq, c.id, c.event, c.report, c.learned, c.state, c.by_ids, c.place, c.valid_from, r.published, c.denied,
       c.speaker, r.publisher_entity, r.publisher, p.agency, p.minhash,
       CASE WHEN c.corrects IS NOT NULL
              OR EXISTS (SELECT 1 FROM verdicts v WHERE v.claim = c.seq)
              OR EXISTS (SELECT 1 FROM standings s WHERE s.event = c.event)
              OR EXISTS (SELECT 1 FROM revisions x WHERE x.report = c.report) THEN 1 ELSE 0 END,
       c.aspect, c.from_id, c.to_id, c.object, c.ordered
FROM claims c JOIN reports r ON r.seq = c.report LEFT JOIN provenance p ON p.report = c.report
WHERE c.seq > ?1 AND c.seq <= ?2 ORDER BY c.seq";

/// A claim on its way into its dossier.
pub(crate) struct New {
    pub relation: RelationKey,
    pub state: String,
    pub by: String,
    /// Its `state` and `by` are not numbered yet.
    pub entry: Entry,
}

impl New {
    fn of(row: &Row) -> Result<Self, LedgerError> {
        let text = |at: usize| -> Result<Option<String>, LedgerError> { row.get(at) };
        let [speaker, voice_of, publisher, agency] = [text(11)?, text(12)?, text(13)?, text(14)?];
        let relation = RelationKey {
            aspect: row.get(17)?,
            from: row.get(18)?,
            to: row.get(19)?,
            object: row.get(20)?,
            ordered: row.get(21)?,
        };
        let own_word = [&speaker, &voice_of]
            .into_iter()
            .flatten()
            .any(|entity| relation.is_act_of(entity));
        let wording = match row.cell(15)? {
            Cell::Blob(bytes) => Signature::from_bytes(bytes),
            _ => None,
        };
        let id: String = row.get(1)?;
        let learned: String = row.get(4)?;
        let place: i64 = row.get(7)?;
        Ok(New {
            entry: Entry {
                id: u64::from_str_radix(&id, 16)
                    .map_err(|_| row.strange(format!("claim '{id}'")))?,
                claim: row.get(0)?,
                event: row.get(2)?,
                report: row.get(3)?,
                learned: milliseconds(&learned)
                    .ok_or_else(|| row.strange(format!("time '{learned}'")))?,
                state: 0,
                by: 0,
                place: u32::try_from(place).map_err(|e| row.strange(e))?,
                valid_from: row.get(8)?,
                published: row.get(9)?,
                denies: row.get(10)?,
                own_word,
                touched: row.get(16)?,
                voice: Voice::of(publisher.as_deref(), agency.as_deref(), wording.as_ref()),
            },
            relation,
            state: row.get(5)?,
            by: row.get(6)?,
        })
    }
}

/// The claims of the rows after `after` up to `last`, as they go into dossiers.
pub(crate) fn new_entries(
    database: &Database,
    after: i64,
    last: i64,
) -> Result<Vec<New>, LedgerError> {
    database.all(NEW_ENTRIES, values![after, last], New::of)
}

/// Puts the claims of the rows after `after` into their dossiers.
pub(crate) fn take_in(database: &Database, after: i64) -> Result<(), LedgerError> {
    put(database, new_entries(database, after, i64::MAX)?)
}

/// Puts all claims into dossiers that hold none yet.
pub(crate) fn work_out(database: &Database) -> Result<(), LedgerError> {
    let last: i64 = database.value("SELECT coalesce(max(seq), 0) FROM claims", &[])?;
    for after in (0..last).step_by(TOGETHER as usize) {
        put(
            database,
            new_entries(database, after, after.saturating_add(TOGETHER))?,
        )?;
    }
    Ok(())
}

fn put(database: &Database, new: Vec<New>) -> Result<(), LedgerError> {
    // Relation by relation, so that what lies together is written together.
    let mut by_relation: BTreeMap<RelationKey, Vec<New>> = BTreeMap::new();
    for mut claim in new {
        let relation = std::mem::take(&mut claim.relation);
        by_relation.entry(relation).or_default().push(claim);
    }
    for (relation, claims) in by_relation {
        let mut part = last_part(database, &relation)?;
        for claim in &claims {
            if !part.add(claim) {
                part.write(database, &relation)?;
                part = Part {
                    number: part.number + 1,
                    ..Part::default()
                };
                part.add(claim);
            }
        }
        part.write(database, &relation)?;
    }
    Ok(())
}

/// Some entries of a dossier.
#[derive(Default)]
struct Part {
    /// Its row; `None` where it has none yet.
    row: Option<i64>,
    number: i64,
    words: Vec<String>,
    entries: Vec<u8>,
}

fn last_part(database: &Database, relation: &RelationKey) -> Result<Part, LedgerError> {
    let query = "
        SELECT seq, part, words, entries FROM dossiers
        WHERE from_id = ?1 AND to_id = ?2 AND aspect = ?3 AND object = ?4 ORDER BY part DESC LIMIT 1";
    let found = database.one(query, &named(relation), |row| {
        Ok(Part {
            row: Some(row.get(0)?),
            number: row.get(1)?,
            words: row
                .get::<String>(2)?
                .split('\n')
                .map(str::to_owned)
                .collect(),
            entries: row.get(3)?,
        })
    })?;
    Ok(found.unwrap_or_default())
}

fn named(relation: &RelationKey) -> [Value<'_>; 4] {
    [
        (&relation.from).into(),
        (&relation.to).into(),
        (&relation.aspect).into(),
        relation.object.as_deref().unwrap_or("").into(),
    ]
}

impl Part {
    /// Adds the claim; false where the part is full.
    fn add(&mut self, claim: &New) -> bool {
        if self.entries.len() >= PART * LENGTH || self.words.len() + 2 > WORDS {
            return false;
        }
        let (state, by) = (self.number_of(&claim.state), self.number_of(&claim.by));
        claim.entry.write(state, by, &mut self.entries);
        true
    }

    fn number_of(&mut self, word: &str) -> u8 {
        let known = self.words.iter().position(|known| known == word);
        let at = known.unwrap_or_else(|| {
            self.words.push(word.to_owned());
            self.words.len() - 1
        });
        // There are at most `WORDS`.
        at as u8
    }

    fn write(&self, database: &Database, relation: &RelationKey) -> Result<(), LedgerError> {
        let words = self.words.join("\n");
        let entries = self.entries.as_slice();
        match self.row {
            Some(row) => database.execute(
                "UPDATE dossiers SET words = ?2, entries = ?3 WHERE seq = ?1",
                values![row, words, entries],
            )?,
            None => {
                let [from, to, aspect, object] = named(relation);
                database.execute(
                    "INSERT INTO dossiers (from_id, to_id, aspect, object, ordered, part, words, entries)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    values![from, to, aspect, object, relation.ordered, self.number, words, entries],
                )?
            }
        };
        Ok(())
    }
}

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
        let events = [
            (
                "SELECT DISTINCT c.event FROM verdicts v JOIN claims c ON c.seq = v.claim WHERE v.seq > ?1",
                self.verdict,
            ),
            (
                "SELECT DISTINCT event FROM standings WHERE seq > ?1",
                self.standing,
            ),
            (
                "SELECT DISTINCT e.seq FROM revisions x JOIN events e ON e.report = x.report WHERE x.seq > ?1",
                self.revision,
            ),
        ];
        for (query, after) in events {
            let events: Vec<i64> = database.all(query, values![after], |row| row.get(0))?;
            for event in events {
                touch(database, event)?;
            }
        }
        Ok(())
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
            SELECT seq, entries FROM dossiers WHERE from_id = ?1 AND to_id = ?2 AND aspect = ?3 AND object = ?4";
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
    let json: String = database.value("SELECT json FROM events WHERE seq = ?1", values![event])?;
    let event_told: Event =
        serde_json::from_str(&json).map_err(|e| LedgerError::damaged(database.place(), e))?;
    for (a, b) in pairs_of(&event_told) {
        database.execute(
            "UPDATE pairs SET touched = 1 WHERE a = ?1 AND b = ?2 AND event = ?3",
            values![a, b, event],
        )?;
    }
    Ok(())
}

/// The dossiers that a question is about, with what stands in them at its system time.
#[derive(Default)]
pub(crate) struct Dossiers {
    /// All entries, of whichever relation.
    entries: Vec<Entry>,
    /// Whether a person says that it stands.
    accepted: Vec<bool>,
    /// What the entries' `state` and `by` number.
    words: Vec<String>,
    /// Which of them stand.
    relations: BTreeMap<RelationKey, Vec<usize>>,
    numbers: HashMap<String, u16>,
}

/// What dossiers are, folded.
pub(crate) struct Folded {
    /// In the order of their keys.
    pub histories: Vec<FoldedHistory>,
    /// The names of the states in the histories.
    pub states: Vec<String>,
    /// What the histories' claims are, by [`Told::at`].
    entries: Vec<Entry>,
    /// What the entries' `by` number.
    words: Vec<String>,
}

impl Dossiers {
    fn add(&mut self, row: &Row, known_before: i64) -> Result<(), LedgerError> {
        let object: String = row.get(3)?;
        let relation = RelationKey {
            from: row.get(0)?,
            to: row.get(1)?,
            aspect: row.get(2)?,
            object: (!object.is_empty()).then_some(object),
            ordered: row.get(4)?,
        };
        let words = match row.cell(5)? {
            Cell::Text(words) => words.split('\n').map(|word| self.number(word)).collect(),
            _ => Vec::new(),
        };
        let Cell::Blob(bytes) = row.cell(6)? else {
            return Err(row.strange("a dossier without entries"));
        };
        let claims = self.relations.entry(relation).or_default();
        for bytes in bytes.chunks(LENGTH) {
            let entry = Entry::read(bytes).and_then(|entry| {
                Some(Entry {
                    state: *words.get(usize::from(entry.state))?,
                    by: *words.get(usize::from(entry.by))?,
                    ..entry
                })
            });
            let entry = entry.ok_or_else(|| {
                row.strange("a dossier cannot be read; `legation check` tells which")
            })?;
            if entry.learned < known_before {
                claims.push(self.entries.len());
                self.entries.push(entry);
            }
        }
        Ok(())
    }

    fn number(&mut self, word: &str) -> u16 {
        if let Some(known) = self.numbers.get(word) {
            return *known;
        }
        let number = u16::try_from(self.words.len()).unwrap_or(u16::MAX);
        self.words.push(word.to_owned());
        self.numbers.insert(word.to_owned(), number);
        number
    }

    /// The entries of one relation.
    pub fn of(&self, relation: &RelationKey) -> impl Iterator<Item = &Entry> {
        let claims = self.relations.get(relation).into_iter().flatten();
        claims.map(|at| &self.entries[*at])
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
        self.words
            .get(usize::from(number))
            .map_or("", String::as_str)
    }

    /// Puts the claims of each relation the other way round, which folding must not notice.
    pub fn turn_round(&mut self) {
        self.relations
            .values_mut()
            .for_each(|claims| claims.reverse());
    }

    /// Folds them; what diplomatic relations imply for a relation that is `asked` about becomes a line in any case.
    pub fn fold(self, asked: impl Fn(&RelationKey) -> bool) -> Folded {
        let mut used = vec![false; self.words.len()];
        for entry in &self.entries {
            used[usize::from(entry.state)] = true;
        }
        let used = self.words.iter().zip(&used).filter(|(_, used)| **used);
        let states = numbered(used.map(|(word, _)| word.as_str()));
        let number: Vec<u16> = self
            .words
            .iter()
            .map(|word| crate::fold::number_of(&states, word))
            .collect();
        let told = |at: &usize| {
            let entry = &self.entries[*at];
            Told {
                at: *at,
                state: number[usize::from(entry.state)],
                since: entry.valid_from,
                known_by: entry.known_by(),
                published: entry.published,
                report: entry.report,
                place: entry.place as usize,
                id: entry.id,
                denies: entry.denies,
                own_word: entry.own_word,
                accepted: self.accepted[*at],
                implied: false,
            }
        };
        let claims = self
            .relations
            .into_iter()
            .filter(|(_, claims)| !claims.is_empty())
            .map(|(relation, claims)| (relation, claims.iter().map(told).collect()))
            .collect();
        let folding = Folding {
            states: &states,
            voice: &|at| self.entries[at].voice,
        };
        Folded {
            histories: folding.fold(claims, asked),
            states,
            entries: self.entries,
            words: self.words,
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
        self.words
            .get(usize::from(number))
            .map_or("", String::as_str)
    }

    /// Who tells these claims, each report once.
    pub fn told_by(&self, claims: &[Told]) -> Vec<Voice> {
        told_by(claims, |at| self.entries[at].voice)
    }

    /// The entry of a claim.
    pub fn entry(&self, told: &Told) -> &Entry {
        &self.entries[told.at]
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
                "from_id = ?1 AND to_id = ?2",
                values![from, to],
                as_known,
            )?;
        }
        self.settle_touched(found, as_known)
    }

    /// The dossiers of the relations of two in one aspect, in both directions, with those from which something follows for it.
    pub(crate) fn dossiers_between_in(
        &self,
        aspect: &str,
        (a, b): (&str, &str),
        as_known: Option<PartialDate>,
    ) -> Result<Dossiers, LedgerError> {
        let mut found = Dossiers::default();
        let sides = [(a, b), (b, a)];
        for (from, to) in sides.into_iter().take(if a == b { 1 } else { 2 }) {
            self.add_dossiers(
                &mut found,
                "from_id = ?1 AND to_id = ?2 AND aspect IN (?3, ?4)",
                values![from, to, aspect, follows_from(aspect)],
                as_known,
            )?;
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
        for condition in ["from_id = ?1", "to_id = ?1 AND from_id <> ?1"] {
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
            "to_id = ?1 AND aspect = 'recognition'",
            "to_id = ?1 AND aspect = 'diplomatic'",
            "from_id = ?1 AND aspect = 'diplomatic'",
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
        let query = format!(
            "SELECT from_id, to_id, aspect, object, ordered, words, entries FROM dossiers WHERE {condition}"
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
        found.accepted = vec![false; found.entries.len()];
        let mut out = vec![false; found.entries.len()];
        for (at, entry) in found.entries.iter().enumerate() {
            if entry.touched {
                let claim =
                    self.claims_with_status("c.seq = ?2", &[entry.claim.into()], as_known)?;
                let (status, accepted) = claim
                    .first()
                    .map_or((Status::Undone, false), |(claim, status)| {
                        (*status, claim.accepted)
                    });
                out[at] = status != Status::Stands;
                found.accepted[at] = accepted;
            }
        }
        for claims in found.relations.values_mut() {
            claims.retain(|at| !out[*at]);
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
                    for at in claims {
                        let entry = &one.entries[*at];
                        let word = |n: u16| one.words[usize::from(n)].as_str();
                        digests.add(relation.clone(), entry, word(entry.state), word(entry.by));
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
