//! Whether a ledger is sound: the file, the spans against the text, the claims against their events, the folding.

use std::collections::BTreeSet;

use legation_coder::Event;
use serde::Serialize;

use crate::claim::{Claim, RelationKey};
use crate::dossier::Digests;
use crate::fold::{FoldedHistory, FoldedLine, Told, Wanted};
use crate::prepared::body;
use crate::schema::SIGNED_SINCE;
use crate::sql::{Row, values};
use crate::store::Counts;
use crate::view::Pair;
use crate::voices::Signature;
use crate::{Ledger, LedgerError, moments};

/// Faults after which no more are listed.
const LISTED: usize = 100;

/// Rows that are looked at together.
const TOGETHER: usize = 1000;

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
    /// Looks at everything: the store's own check of itself, references between rows, hashes and wordings of reports, spans
    /// of events against the text, claims and pairs against the events that make them, dossiers against the claims that
    /// they are worked out from, and that the folding of every relation gives the same in any order, with states that follow
    /// each other.
    pub fn check(&self) -> Result<Check, LedgerError> {
        self.at_once(|| self.check_now())
    }

    fn check_now(&self) -> Result<Check, LedgerError> {
        let mut check = Check {
            counts: self.counts()?,
            relations: 0,
            faults: Vec::new(),
        };
        for fault in self.database.own_faults()? {
            check.fault("file", fault);
        }
        self.check_reports(&mut check)?;
        self.check_twice(&mut check)?;
        self.check_events(&mut check)?;
        self.check_pairs(&mut check)?;
        self.check_dossiers(&mut check)?;
        // What is folded are the dossiers: where these are wrong, no more can be said.
        if check.faults.is_empty() {
            self.check_folding(&mut check)?;
        }
        Ok(check)
    }

    fn check_reports(&self, check: &mut Check) -> Result<(), LedgerError> {
        let signed = self.database.version()? >= SIGNED_SINCE;
        let query = "
            SELECT r.seq, r.id, r.text, r.hash, r.published, r.publisher, p.minhash, r.body_start, r.body_end
            FROM reports r LEFT JOIN provenance p ON p.report = r.seq
            WHERE r.seq > ?1 ORDER BY r.seq LIMIT ?2";
        self.by_rows(query, check, |row, check| {
            let (id, text): (String, String) = (row.get(1)?, row.get(2)?);
            let hash: String = row.get(3)?;
            let published: Option<String> = row.get(4)?;
            let publisher: Option<String> = row.get(5)?;
            let place = format!("report {id}");
            let now = crate::store::hash_of(published.as_deref(), publisher.as_deref(), &text);
            if now != hash {
                check.fault(
                    &place,
                    "its text, date or publisher is not what its hash was made from",
                );
            }
            let (start, end): (Option<usize>, Option<usize>) = (row.get(7)?, row.get(8)?);
            let minhash: Option<Vec<u8>> = row.get(6)?;
            match body(&text, start, end) {
                None => check.fault(&place, "its body lies outside its text"),
                Some(body) if signed && minhash.is_some() => {
                    if Signature::of(body).map(|s| s.to_bytes()) != minhash {
                        check.fault(&place, "its minhash is not that of its text");
                    }
                }
                Some(_) => {}
            }
            Ok(())
        })
    }

    /// What is there once is so by the writers' care, as no index has it all together.
    fn check_twice(&self, check: &mut Check) -> Result<(), LedgerError> {
        let twice = |query: &str| {
            let query = format!("{query} HAVING count(*) > 1 LIMIT 100");
            self.database.all(&query, &[], |row| row.get::<String>(0))
        };
        for id in twice("SELECT min(id) FROM reports GROUP BY hash")? {
            let place = format!("report {id}");
            check.fault(&place, "its content is that of another report");
        }
        for id in twice("SELECT id FROM claims GROUP BY id")? {
            let place = format!("claim {id}");
            check.fault(&place, "its id is that of another claim");
        }
        Ok(())
    }

    fn check_events(&self, check: &mut Check) -> Result<(), LedgerError> {
        let query = "
            SELECT e.seq, e.id, e.json, e.sentence, e.span_start, e.span_end, r.text,
                   (SELECT string_agg(c.id, ' ' ORDER BY c.id) FROM claims c
                    WHERE c.event = e.seq AND c.corrects IS NULL)
            FROM events e JOIN reports r ON r.seq = e.report
            WHERE e.seq > ?1 ORDER BY e.seq LIMIT ?2";
        let keeps_denials = self.database.version()? > 1;
        self.by_rows(query, check, |row, check| {
            let place = format!("event {}", row.get::<String>(1)?);
            let (json, sentence): (String, String) = (row.get(2)?, row.get(3)?);
            let (start, end): (i64, i64) = (row.get(4)?, row.get(5)?);
            let text: String = row.get(6)?;
            let within = usize::try_from(start).ok().zip(usize::try_from(end).ok());
            if within.and_then(|(start, end)| text.get(start..end)) != Some(sentence.as_str()) {
                check.fault(
                    &place,
                    "its span does not hold its sentence in the report's text",
                );
            }
            let claims: Option<String> = row.get(7)?;
            match serde_json::from_str::<Event>(&json) {
                Err(problem) => check.fault(&place, format!("its JSON cannot be read: {problem}")),
                Ok(event) => {
                    if event.text != sentence {
                        check.fault(&place, "its JSON has another sentence");
                    }
                    check_parties(check, &place, &event, &text);
                    // Version 1 kept no denials.
                    let mut made: Vec<String> = Claim::of_event(&event)
                        .into_iter()
                        .filter(|said| keeps_denials || !said.denies)
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
        })?;
        Ok(())
    }

    fn check_pairs(&self, check: &mut Check) -> Result<(), LedgerError> {
        let kept = match moments::Digests::of_pairs(&self.database) {
            Err(LedgerError::Damaged { reason, .. }) => {
                check.fault("pairs", reason);
                return Ok(());
            }
            digests => digests?.0,
        };
        let mut made = moments::Digests::default();
        let last: i64 = self
            .database
            .value("SELECT coalesce(max(seq), 0) FROM events", &[])?;
        for after in (0..last).step_by(TOGETHER) {
            let until = after.saturating_add(TOGETHER as i64);
            made.add_events(&self.database, after, until)?;
        }
        let both: BTreeSet<&Pair> = kept.keys().chain(made.0.keys()).collect();
        for pair in both {
            if kept.get(pair) != made.0.get(pair) {
                let (a, b) = pair;
                check.fault(
                    &format!("pair {a} {b}"),
                    "what is kept of the two is not what their events make",
                );
            }
        }
        Ok(())
    }

    fn check_dossiers(&self, check: &mut Check) -> Result<(), LedgerError> {
        let digests = Digests::of_dossiers(&self.database)
            .and_then(|kept| Ok((kept, Digests::of_claims(&self.database)?)));
        let (kept, made) = match digests {
            Ok(both) => both,
            Err(LedgerError::Damaged { reason, .. }) => {
                check.fault("dossiers", reason);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        for relation in made.differing(&kept) {
            let RelationKey {
                aspect, from, to, ..
            } = relation;
            check.fault(
                &format!("relation {aspect} {from} {to}"),
                "its dossier is not what its claims make",
            );
        }
        Ok(())
    }

    fn check_folding(&self, check: &mut Check) -> Result<(), LedgerError> {
        let pairs = self.pairs_in("SELECT DISTINCT from_id, to_id FROM dossiers", &[])?;
        for (a, b) in pairs {
            let mut folded = self.dossiers_between(&a, &b, None)?.fold(Wanted::Told);
            let mut backwards = self.dossiers_between(&a, &b, None)?;
            backwards.turn_round();
            let mut other = backwards.fold(Wanted::Told);
            check.relations += folded.histories.len();
            folded.histories.iter_mut().for_each(in_one_order);
            other.histories.iter_mut().for_each(in_one_order);
            for (history, other) in folded.histories.iter().zip(&other.histories) {
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

    /// Hands on the rows of a query that has their number in its first column, and takes up to `?2` of those after `?1`.
    fn by_rows(
        &self,
        query: &str,
        check: &mut Check,
        mut see: impl FnMut(&Row, &mut Check) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        let mut after = 0_i64;
        loop {
            let mut found = 0;
            self.database.each(query, values![after, TOGETHER], |row| {
                after = row.get(0)?;
                found += 1;
                see(row, check)
            })?;
            if found < TOGETHER {
                return Ok(());
            }
        }
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

/// What says nothing, the order of claims within a line, is made the same.
fn in_one_order(history: &mut FoldedHistory) {
    fn of_line(line: &mut FoldedLine) {
        line.claims.sort_unstable_by_key(Told::order);
        line.denials.sort_unstable_by_key(Told::order);
        line.rivals.iter_mut().for_each(of_line);
    }
    let lines = history.lines.iter_mut().chain(&mut history.overruled);
    lines.for_each(of_line);
}

fn in_order(history: &FoldedHistory) -> bool {
    history
        .lines
        .windows(2)
        .all(|two| two[0].holds_from <= two[1].holds_from && two[0].state != two[1].state)
}
