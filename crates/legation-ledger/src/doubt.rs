//! The claims that someone should look at, a page at a time.
//!
//! What is contradicted comes out of folding, and is kept with what was folded (see [`crate::view`]); what the coder is not sure of
//! stands in an index of the store, in the order in which it is listed. So of a long list no more is read than the numbers of the
//! claims before a page, and whole only the claims of the page.

use std::collections::{BTreeSet, HashSet};

use jiff::civil::Date;
use legation_text::PartialDate;
use serde::Serialize;

use crate::answer::Relation;
use crate::claim::Claim;
use crate::dossier::Folded;
use crate::fold::{FoldedLine, Told};
use crate::load::Status;
use crate::sql::{Value, values};
use crate::{Ledger, LedgerError};

/// Claims of which the coder is not sure, and on which nobody has said anything: neither a person nor a newer coder nor the publisher.
/// The confidence stands here as the index of such events has it.
const UNSURE: &str = "
events e JOIN claims c ON c.event = e.seq
WHERE e.confidence < 0.9 AND c.denied = 0 AND c.corrects IS NULL
  AND NOT EXISTS (SELECT 1 FROM verdicts w WHERE w.claim = c.seq AND w.kind <> 'undo'
                    AND NOT EXISTS (SELECT 1 FROM verdicts u WHERE u.undoes = w.seq))
  AND NOT EXISTS (SELECT 1 FROM revisions x WHERE x.report = c.report)
  AND coalesce((SELECT s.stands FROM standings s WHERE s.event = c.event ORDER BY s.seq DESC LIMIT 1), 1) <> 0";

/// Confidence below which a claim is listed, as in [`UNSURE`].
const DOUBTFUL: f64 = 0.9;

/// Rows that are asked for in one question.
const TOGETHER: usize = 100;

/// A claim that someone should look at.
#[derive(Clone, Debug, Serialize)]
pub struct Doubt {
    /// The claim.
    pub claim: String,
    /// Why.
    pub why: Why,
    /// How sure the coder is: 0 to 1.
    pub confidence: f64,
    /// Whether it says that this was *not* so.
    pub denies: bool,
    /// The two whose relation it is.
    pub pair: [String; 2],
    /// What it says: a line that rests on this claim alone.
    pub relation: Relation,
}

/// Why someone should look at a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// Others say otherwise.
    Disputed,
    /// Others say that it was not so.
    Denied,
    /// The coder is not sure.
    Doubtful,
}

impl Why {
    /// The word that the output formats use.
    pub fn as_str(self) -> &'static str {
        match self {
            Why::Disputed => "disputed",
            Why::Denied => "denied",
            Why::Doubtful => "doubtful",
        }
    }
}

/// A page of the claims that someone should look at.
#[derive(Clone, Debug)]
pub struct Doubts {
    /// How many there are in all.
    pub total: usize,
    /// Those of the page.
    pub doubts: Vec<Doubt>,
}

/// A claim that is contradicted, and where it stands in the list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Contradicted {
    confidence: f64,
    event: i64,
    claim: i64,
    why: Why,
    /// Whether it would be listed as doubtful, too.
    unsure: bool,
}

impl Contradicted {
    fn place(&self) -> (f64, i64, i64) {
        (self.confidence, self.event, self.claim)
    }
}

impl Ledger {
    /// The claims that someone should look at, `limit` of them after `offset`: disputed and denied ones first, then those of which the
    /// coder is least sure. Claims on which a verdict stands are left out.
    pub fn doubts(&self, offset: usize, limit: usize) -> Result<Doubts, LedgerError> {
        self.at_once(|| {
            let contradicted = self.contradicted()?;
            let twice = contradicted.iter().filter(|one| one.unsure).count();
            let count = format!("SELECT count(*) FROM {UNSURE}");
            let unsure: i64 = self.database.value(&count, &[])?;
            let unsure = usize::try_from(unsure).unwrap_or(0);
            let mut page: Vec<(i64, Why)> = contradicted
                .iter()
                .skip(offset)
                .take(limit)
                .map(|one| (one.claim, one.why))
                .collect();
            if page.len() < limit {
                let skip = offset.saturating_sub(contradicted.len());
                let rest = self.unsure(skip, limit - page.len(), &contradicted)?;
                page.extend(rest.into_iter().map(|claim| (claim, Why::Doubtful)));
            }
            Ok(Doubts {
                total: contradicted.len() + unsure.saturating_sub(twice),
                doubts: self.told_whole(&page)?,
            })
        })
    }

    /// Where among the claims in doubt this one stands, counted from 0; `None` where it is none of them.
    pub fn place_in_doubt(&self, claim: &str) -> Result<Option<usize>, LedgerError> {
        self.at_once(|| {
            let (claim, _) = self.find_claim(claim)?;
            let contradicted = self.contradicted()?;
            if let Some(at) = contradicted.iter().position(|one| one.claim == claim.row) {
                return Ok(Some(at));
            }
            let query = format!("SELECT e.confidence, e.seq, c.seq FROM {UNSURE} AND c.seq = ?1");
            let place = self.database.one(&query, values![claim.row], |row| {
                Ok::<(f64, i64, i64), _>((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
            let Some(place) = place else { return Ok(None) };
            let before = format!(
                "SELECT count(*) FROM {UNSURE} AND (e.confidence < ?1 OR (e.confidence = ?1 AND (e.seq < ?2 OR (e.seq = ?2 AND c.seq < ?3))))"
            );
            let (confidence, event, row) = place;
            let before: i64 = self
                .database
                .value(&before, values![confidence, event, row])?;
            let twice = contradicted
                .iter()
                .filter(|one| one.unsure && one.place() < place);
            let before = usize::try_from(before).unwrap_or(0) - twice.count();
            Ok(Some(contradicted.len() + before))
        })
    }

    /// The rows of claims of which the coder is not sure, `limit` of them after `offset`, without those that are contradicted.
    fn unsure(
        &self,
        offset: usize,
        limit: usize,
        contradicted: &[Contradicted],
    ) -> Result<Vec<i64>, LedgerError> {
        let listed: HashSet<i64> = contradicted
            .iter()
            .filter(|one| one.unsure)
            .map(|one| one.claim)
            .collect();
        let query =
            format!("SELECT c.seq FROM {UNSURE} ORDER BY e.confidence, e.seq, c.seq LIMIT ?1");
        let (mut before, mut found) = (0, Vec::new());
        let most = offset.saturating_add(limit).saturating_add(listed.len());
        self.database.each(&query, values![most], |row| {
            let claim: i64 = row.get(0)?;
            if !listed.contains(&claim) {
                if before >= offset && found.len() < limit {
                    found.push(claim);
                }
                before += 1;
            }
            Ok(())
        })?;
        Ok(found)
    }

    fn told_whole(&self, page: &[(i64, Why)]) -> Result<Vec<Doubt>, LedgerError> {
        let mut told = Vec::with_capacity(page.len());
        for some in page.chunks(TOGETHER) {
            let (condition, rows) = among("c.seq", 2, some.iter().map(|(claim, _)| *claim));
            let claims = self.claims_where(&condition, &rows, None)?;
            for (row, why) in some {
                if let Some(claim) = claims.iter().find(|claim| claim.row == *row) {
                    told.push(self.doubt(claim, *why)?);
                }
            }
        }
        Ok(told)
    }

    fn doubt(&self, claim: &Claim, why: Why) -> Result<Doubt, LedgerError> {
        let confidence = self.database.value(
            "SELECT confidence FROM events WHERE seq = ?1",
            values![claim.event_row],
        )?;
        Ok(Doubt {
            claim: claim.id.clone(),
            why,
            confidence,
            denies: claim.denies,
            pair: [claim.relation.from.clone(), claim.relation.to.clone()],
            relation: self.line_of_claim(claim, Status::Stands)?,
        })
    }

    /// Pairs of which claims may contradict each other.
    pub(crate) fn contradicted_pairs(&self) -> Result<BTreeSet<(String, String)>, LedgerError> {
        let query = "
            SELECT from_id, to_id FROM claims WHERE first_day IS NOT NULL
            GROUP BY from_id, to_id, aspect, object, first_day, precision HAVING count(DISTINCT state) > 1
            UNION SELECT from_id, to_id FROM claims WHERE denied = 1";
        self.pairs_in(query, &[])
    }

    /// These claims, each once, in the order in which they are listed.
    pub(crate) fn listed_as_contradicted(
        &self,
        claims: &[(i64, Why)],
    ) -> Result<Vec<Contradicted>, LedgerError> {
        let mut known = HashSet::new();
        let once: Vec<(i64, Why)> = claims
            .iter()
            .filter(|(claim, _)| known.insert(*claim))
            .copied()
            .collect();
        let mut listed = Vec::with_capacity(once.len());
        for some in once.chunks(TOGETHER) {
            let (condition, rows) = among("c.seq", 1, some.iter().map(|(claim, _)| *claim));
            let query = format!(
                "SELECT e.confidence, e.seq, c.seq, c.denied FROM claims c JOIN events e ON e.seq = c.event WHERE {condition}"
            );
            self.database.each(&query, &rows, |row| {
                let (confidence, claim): (f64, i64) = (row.get(0)?, row.get(2)?);
                let denies: bool = row.get(3)?;
                let why = some.iter().find(|(known, _)| *known == claim);
                listed.push(Contradicted {
                    confidence,
                    event: row.get(1)?,
                    claim,
                    why: why.map_or(Why::Disputed, |(_, why)| *why),
                    unsure: !denies && confidence < DOUBTFUL,
                });
                Ok(())
            })?;
        }
        listed.sort_by(|a, b| {
            a.place()
                .partial_cmp(&b.place())
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        Ok(listed)
    }
}

/// That a column is one of these numbers, whose places begin with `first`: always as many, so that the question stays the same.
fn among(
    column: &str,
    first: usize,
    numbers: impl Iterator<Item = i64>,
) -> (String, Vec<Value<'static>>) {
    let places: Vec<String> = (first..first + TOGETHER)
        .map(|at| format!("?{at}"))
        .collect();
    let mut values: Vec<Value> = numbers.map(Value::from).collect();
    // No row has the number 0.
    values.resize(TOGETHER, Value::Int(0));
    (format!("{column} IN ({})", places.join(", ")), values)
}

/// The rows of the claims of a line that others contradict, or that contradict others.
pub(crate) fn contradicted(folded: &Folded, line: &FoldedLine) -> Vec<(i64, Why)> {
    let mut found = Vec::new();
    let mut add = |claims: &mut dyn Iterator<Item = &Told>, why| {
        let open = claims.filter(|claim| !claim.accepted && !claim.implied);
        found.extend(open.map(|claim| (folded.entry(claim).claim, why)));
    };
    if !line.rivals.is_empty() {
        // Only what is told for the time of the rivals is disputed, not what later supported the line.
        let days: BTreeSet<Option<Date>> = line
            .rivals
            .iter()
            .map(|rival| rival.since.map(PartialDate::first_day))
            .collect();
        let disputed = |claim: &&Told| days.contains(&claim.since.map(PartialDate::first_day));
        add(&mut line.claims.iter().filter(disputed), Why::Disputed);
        line.rivals
            .iter()
            .for_each(|rival| add(&mut rival.claims.iter(), Why::Disputed));
    }
    if !line.denials.is_empty() {
        add(&mut line.claims.iter(), Why::Denied);
        add(&mut line.denials.iter(), Why::Disputed);
    }
    found
}
