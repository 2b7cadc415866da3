//! The rows of `dossiers`: *parts* of up to [`PART`] entries, with the words that these give by number.
//!
//! They are written layer by layer (see [`crate::layers`]); of a relation each layer has as many parts as it needs.

use crate::LedgerError;
use crate::claim::RelationKey;
use crate::entry::{Entry, LENGTH, STATE_AND_BY, milliseconds};
use crate::layers::{each_key, take_out};
use crate::sql::{Cell, Database, Row, values};
use crate::voices::{Signature, Voice};

/// Entries of one part: as many as fit a page of the file with what stands beside them.
const PART: usize = 150;

/// Words of one part.
const WORDS: usize = 200;

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

/// Writes these claims as the dossiers of a new layer.
pub(crate) fn put(database: &Database, layer: i64, mut new: Vec<New>) -> Result<(), LedgerError> {
    // Relation by relation, so that what lies together is written together.
    new.sort_by(|a, b| place(&a.relation).cmp(&place(&b.relation)));
    for claims in new.chunk_by(|a, b| a.relation == b.relation) {
        let mut part = Part::default();
        for claim in claims {
            if !part.add(claim) {
                part.write(database, layer, &claim.relation)?;
                part = Part::default();
                part.add(claim);
            }
        }
        part.write(database, layer, &claims[0].relation)?;
    }
    Ok(())
}

/// Where a relation stands in its layer: recognition is asked about by whom it is of, so that this lies together.
fn place(relation: &RelationKey) -> (&str, &str, &str, Option<&str>) {
    let RelationKey {
        aspect, from, to, ..
    } = relation;
    let (first, second) = match aspect.as_str() {
        "recognition" => (to, from),
        _ => (from, to),
    };
    (aspect, first, second, relation.object.as_deref())
}

/// Makes one layer out of others.
pub(crate) fn merge(database: &Database, layers: &[i64], into: i64) -> Result<(), LedgerError> {
    let read = |after, last, most| {
        let query = "
            SELECT seq, from_id, to_id, aspect, object, ordered, words, entries FROM dossiers
            WHERE seq > ?1 AND seq <= ?2 ORDER BY seq LIMIT ?3";
        database.all(query, values![after, last, most], |row| {
            let part = Part {
                words: row
                    .get::<String>(6)?
                    .split('\n')
                    .map(str::to_owned)
                    .collect(),
                entries: row.get(7)?,
            };
            Ok((row.get(0)?, (relation_of(row, 1)?, part)))
        })
    };
    let order =
        |(a, _): &(RelationKey, Part), (b, _): &(RelationKey, Part)| place(a).cmp(&place(b));
    each_key((database, "dossiers"), layers, read, order, |parts| {
        let mut parts = parts.into_iter();
        let Some((relation, mut whole)) = parts.next() else {
            return Ok(());
        };
        for (_, part) in parts {
            for entry in part.entries.chunks(LENGTH) {
                if !whole.add_written(entry, &part.words) {
                    whole.write(database, into, &relation)?;
                    whole = Part::default();
                    whole.add_written(entry, &part.words);
                }
            }
        }
        whole.write(database, into, &relation)
    })?;
    take_out(database, "dossiers", layers)
}

/// The relation of the columns from, to, aspect, object and ordered.
pub(crate) fn relation_of(row: &Row, at: usize) -> Result<RelationKey, LedgerError> {
    let object: String = row.get(at + 3)?;
    Ok(RelationKey {
        from: row.get(at)?,
        to: row.get(at + 1)?,
        aspect: row.get(at + 2)?,
        object: (!object.is_empty()).then_some(object),
        ordered: row.get(at + 4)?,
    })
}

/// Some entries of a dossier.
#[derive(Default)]
struct Part {
    words: Vec<String>,
    entries: Vec<u8>,
}

impl Part {
    /// Adds the claim; false where the part is full.
    fn add(&mut self, claim: &New) -> bool {
        if self.is_full() {
            return false;
        }
        let (state, by) = (self.number_of(&claim.state), self.number_of(&claim.by));
        claim.entry.write(state, by, &mut self.entries);
        true
    }

    fn is_full(&self) -> bool {
        self.entries.len() >= PART * LENGTH || self.words.len() + 2 > WORDS
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

    /// Adds an entry of another part, which has these words; false where the part is full.
    fn add_written(&mut self, entry: &[u8], words: &[String]) -> bool {
        if self.is_full() {
            return false;
        }
        let start = self.entries.len();
        self.entries.extend(entry);
        for at in STATE_AND_BY {
            // What cannot be read is left for `check` to name.
            if let Some(number) = self.entries.get(start + at).copied() {
                let word = words.get(usize::from(number)).map_or("", String::as_str);
                self.entries[start + at] = self.number_of(word);
            }
        }
        true
    }

    fn write(
        &self,
        database: &Database,
        layer: i64,
        relation: &RelationKey,
    ) -> Result<(), LedgerError> {
        database.execute(
            "INSERT INTO dossiers (layer, from_id, to_id, aspect, object, ordered, words, entries)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            values![
                layer,
                &relation.from,
                &relation.to,
                &relation.aspect,
                relation.object.as_deref().unwrap_or(""),
                relation.ordered,
                self.words.join("\n"),
                self.entries.as_slice(),
            ],
        )?;
        Ok(())
    }
}
