//! Whether a ledger is sound: the file, the spans against the text, the claims against their events, the folding.

use legation_coder::Event;
use rusqlite::Row;
use serde::Serialize;

use crate::claim::{Claim, Said};
use crate::fold::{History, fold};
use crate::store::Counts;
use crate::voices::Signature;
use crate::{Ledger, LedgerError};

/// Faults after which no more are listed.
const LISTED: usize = 100;

/// What a check found.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// What was looked at.
    #[serde(flatten)]
    pub counts: Counts,
    /// Relations that were folded.
    pub relations: usize,
    /// What is wrong, at most a hundred.
    pub faults: Vec<Fault>,
}

/// One thing that is not as this program writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Where: `file`, or the table and the id of the row.
    pub place: String,
    /// What.
    pub problem: String,
}

impl Ledger {
    /// Looks at everything: SQLite's own check of the file, references between rows, hashes and wordings of reports, spans
    /// of events against the text, claims against the events that make them, and that the folding of every relation gives
    /// the same in any order, with states that follow each other.
    pub fn check(&self) -> Result<Check, LedgerError> {
        self.at_once(|| self.check_now())
    }

    fn check_now(&self) -> Result<Check, LedgerError> {
        let mut check = Check {
            counts: self.counts()?,
            relations: 0,
            faults: Vec::new(),
        };
        self.check_file(&mut check)?;
        self.check_reports(&mut check)?;
        self.check_events(&mut check)?;
        self.check_folding(&mut check)?;
        Ok(check)
    }

    fn check_file(&self, check: &mut Check) -> Result<(), LedgerError> {
        self.each("PRAGMA integrity_check", check, |row, check| {
            let said: String = row.get(0)?;
            if said != "ok" {
                check.fault("file", said);
            }
            Ok(())
        })?;
        self.each("PRAGMA foreign_key_check", check, |row, check| {
            let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
            check.fault(
                "file",
                format!("a row of {table} refers to a row of {parent} that is missing"),
            );
            Ok(())
        })
    }

    fn check_reports(&self, check: &mut Check) -> Result<(), LedgerError> {
        let query = "
            SELECT r.id, r.text, r.hash, r.published, r.publisher, p.minhash, r.body_start, r.body_end
            FROM reports r LEFT JOIN provenance p ON p.report = r.seq";
        self.each(query, check, |row, check| {
            let (id, text): (String, String) = (row.get(0)?, row.get(1)?);
            let hash: String = row.get(2)?;
            let published: Option<String> = row.get(3)?;
            let publisher: Option<String> = row.get(4)?;
            let place = format!("report {id}");
            let now = crate::store::hash_of(published.as_deref(), publisher.as_deref(), &text);
            if now != hash {
                check.fault(
                    &place,
                    "its text, date or publisher is not what its hash was made from",
                );
            }
            let (start, end): (Option<i64>, Option<i64>) = (row.get(6)?, row.get(7)?);
            let body = start.zip(end).map_or(Some(text.as_str()), |(start, end)| {
                text.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
            });
            let minhash: Option<Vec<u8>> = row.get(5)?;
            match body {
                None => check.fault(&place, "its body lies outside its text"),
                Some(body) if minhash.is_some() => {
                    if Signature::of(body).map(|s| s.to_bytes()) != minhash {
                        check.fault(&place, "its minhash is not that of its text");
                    }
                }
                Some(_) => {}
            }
            Ok(())
        })
    }

    fn check_events(&self, check: &mut Check) -> Result<(), LedgerError> {
        let query = "
            SELECT e.id, e.json, e.sentence, e.span_start, e.span_end, r.text,
                   (SELECT group_concat(id, ' ') FROM (SELECT id FROM claims c WHERE c.event = e.seq AND c.corrects IS NULL
                                                       ORDER BY id))
            FROM events e JOIN reports r ON r.seq = e.report";
        let version: i64 = self
            .connection
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .map_err(|e| self.failed(e))?;
        let keeps_denials = version > 1;
        self.each(query, check, |row, check| {
            let place = format!("event {}", row.get::<_, String>(0)?);
            let (json, sentence): (String, String) = (row.get(1)?, row.get(2)?);
            let (start, end): (i64, i64) = (row.get(3)?, row.get(4)?);
            let text: String = row.get(5)?;
            let within = usize::try_from(start).ok().zip(usize::try_from(end).ok());
            if within.and_then(|(start, end)| text.get(start..end)) != Some(sentence.as_str()) {
                check.fault(
                    &place,
                    "its span does not hold its sentence in the report's text",
                );
            }
            let claims: Option<String> = row.get(6)?;
            match serde_json::from_str::<Event>(&json) {
                Err(problem) => check.fault(&place, format!("its JSON cannot be read: {problem}")),
                Ok(event) => {
                    check_parties(check, &place, &event, &text);
                    // Version 1 kept no denials.
                    let keeps = |said: &Said| keeps_denials || !said.denies;
                    let mut made: Vec<String> = Claim::of_event(&event)
                        .into_iter()
                        .filter(keeps)
                        .map(|said| said.id)
                        .collect();
                    made.sort();
                    made.dedup();
                    if made.join(" ") != claims.as_deref().unwrap_or("") {
                        check.fault(&place, "its claims are not those that it makes");
                    }
                }
            }
            Ok(())
        })
    }

    fn check_folding(&self, check: &mut Check) -> Result<(), LedgerError> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        let query = "SELECT DISTINCT min(from_id, to_id), max(from_id, to_id) FROM claims";
        self.each(query, check, |row, _| {
            pairs.push((row.get(0)?, row.get(1)?));
            Ok(())
        })?;
        for (a, b) in pairs {
            let claims = self.claims_between(&a, &b, None)?;
            let histories = fold(claims.clone());
            let backwards = fold(claims.into_iter().rev().collect());
            check.relations += histories.len();
            for (history, other) in histories.iter().zip(&backwards) {
                let place = format!("relation {} {a} {b}", history.relation.aspect);
                if history != other {
                    check.fault(&place, "the order of its claims changes what it is");
                }
                if !in_order(history) {
                    check.fault(&place, "its states do not follow each other");
                }
            }
        }
        Ok(())
    }

    fn each(
        &self,
        query: &str,
        check: &mut Check,
        mut see: impl FnMut(&Row, &mut Check) -> rusqlite::Result<()>,
    ) -> Result<(), LedgerError> {
        let mut statement = self.connection.prepare(query).map_err(|e| self.failed(e))?;
        let mut rows = statement.query([]).map_err(|e| self.failed(e))?;
        while let Some(row) = rows.next().map_err(|e| self.failed(e))? {
            see(row, check).map_err(|e| self.failed(e))?;
        }
        Ok(())
    }
}

impl Check {
    fn fault(&mut self, place: &str, problem: impl Into<String>) {
        if self.faults.len() < LISTED {
            self.faults.push(Fault {
                place: place.to_owned(),
                problem: problem.into(),
            });
        }
    }
}

fn check_parties(check: &mut Check, place: &str, event: &Event, text: &str) {
    let parties = event
        .actor
        .iter()
        .chain(&event.recipient)
        .chain(&event.object);
    for party in parties {
        if text.get(party.span.start..party.span.end) != Some(party.text.as_str()) {
            check.fault(
                place,
                format!("'{}' does not stand where the event says", party.text),
            );
        }
    }
    if text.get(event.trigger.start..event.trigger.end).is_none() {
        check.fault(place, "the words of its act lie outside the report's text");
    }
}

fn in_order(history: &History) -> bool {
    history
        .lines
        .windows(2)
        .all(|two| two[0].holds_from <= two[1].holds_from && two[0].state != two[1].state)
}
