//! Reading rows: claims, sources, events.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use legation_coder::Event;
use legation_text::{PartialDate, Span};
use rusqlite::{OptionalExtension, Row, ToSql};
use serde::Serialize;

use crate::answer::Source;
use crate::claim::{Claim, RelationKey};
use crate::voices::Signature;
use crate::{Ledger, LedgerError};

/// Claims with all that decides whether they stand at `:known`. `v` is the verdict that stands on the claim, `o` the one on
/// the claim that it corrects.
const CLAIMS: &str = "
SELECT c.id, c.event, c.aspect, c.from_id, c.to_id, c.object, c.ordered, c.state, c.by_ids, c.speaker, c.place,
       c.valid_from, c.learned, r.id, r.publisher, r.publisher_entity, r.published, c.denied, c.seq, c.corrects,
       p.agency, p.minhash, c.report,
       (SELECT s.stands FROM standings s WHERE s.event = c.event AND s.learned < :known ORDER BY s.seq DESC LIMIT 1),
       (SELECT max(x.learned) FROM revisions x WHERE x.report = c.report AND x.learned < :known),
       v.kind, v.learned, o.replacement, o.learned
FROM claims c
JOIN reports r ON r.seq = c.report
LEFT JOIN provenance p ON p.report = c.report
LEFT JOIN verdicts v ON v.seq = (
  SELECT w.seq FROM verdicts w WHERE w.claim = c.seq AND w.kind <> 'undo' AND w.learned < :known
    AND NOT EXISTS (SELECT 1 FROM verdicts u WHERE u.undoes = w.seq AND u.learned < :known)
  ORDER BY w.seq DESC LIMIT 1)
LEFT JOIN verdicts o ON o.seq = (
  SELECT w.seq FROM verdicts w WHERE w.claim = c.corrects AND w.kind <> 'undo' AND w.learned < :known
    AND NOT EXISTS (SELECT 1 FROM verdicts u WHERE u.undoes = w.seq AND u.learned < :known)
  ORDER BY w.seq DESC LIMIT 1)
WHERE c.learned < :known AND ";

/// Whether a claim is folded, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is folded.
    Stands,
    /// A reviewer has rejected it.
    Rejected,
    /// A reviewer has corrected it; the corrected claim stands instead.
    Corrected,
    /// It is a correction that was undone.
    Undone,
    /// The present coder does not read it any more in the report.
    Recoded,
    /// The publisher has corrected or retracted the report.
    Retracted,
}

impl Status {
    /// The word that the output formats use.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Stands => "stands",
            Status::Rejected => "rejected",
            Status::Corrected => "corrected",
            Status::Undone => "undone",
            Status::Recoded => "recoded",
            Status::Retracted => "retracted",
        }
    }
}

/// What `:known` is bound to: every `learned` of the last day of the date, or of all days, is less.
pub(crate) fn known_bound(as_known: Option<PartialDate>) -> String {
    let day = as_known.map_or_else(
        || "9999-12-31".to_owned(),
        |date| date.last_day().to_string(),
    );
    // '~' comes after the 'T' that follows the day in a timestamp.
    format!("{day}~")
}

/// Wordings that were read already: many claims stand in one report.
type Signatures = HashMap<i64, Option<Arc<Signature>>>;

impl Ledger {
    /// The claims that stand and for which `condition` holds, a piece of SQL about `c` (claims) and `r` (their reports)
    /// with the named `values`.
    pub(crate) fn claims_where(
        &self,
        condition: &str,
        values: &[(&str, &dyn ToSql)],
        as_known: Option<PartialDate>,
    ) -> Result<Vec<Claim>, LedgerError> {
        let all = self.claims_with_status(condition, values, as_known)?;
        Ok(all
            .into_iter()
            .filter(|(_, status)| *status == Status::Stands)
            .map(|(claim, _)| claim)
            .collect())
    }

    /// Like [`Self::claims_where`], with those that do not stand.
    pub(crate) fn claims_with_status(
        &self,
        condition: &str,
        values: &[(&str, &dyn ToSql)],
        as_known: Option<PartialDate>,
    ) -> Result<Vec<(Claim, Status)>, LedgerError> {
        let known = known_bound(as_known);
        let mut named: Vec<(&str, &dyn ToSql)> = vec![(":known", &known)];
        named.extend_from_slice(values);
        let mut statement = self
            .connection
            .prepare_cached(&format!("{CLAIMS} {condition}"))
            .map_err(|e| self.failed(e))?;
        let mut rows = statement.query(&named[..]).map_err(|e| self.failed(e))?;
        let mut claims = Vec::new();
        let mut signatures = Signatures::new();
        while let Some(row) = rows.next().map_err(|e| self.failed(e))? {
            claims.push(self.claim(row, &mut signatures)?);
        }
        Ok(claims)
    }

    fn claim(
        &self,
        row: &Row,
        signatures: &mut Signatures,
    ) -> Result<(Claim, Status), LedgerError> {
        let by: String = self.column(row, 8)?;
        let place: i64 = self.column(row, 10)?;
        let (status, accepted) = self.status(row)?;
        let signature = match signatures.entry(self.column(row, 22)?) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(new) => {
                let bytes: Option<Vec<u8>> = self.column(row, 21)?;
                let signature = bytes.and_then(|bytes| Signature::from_bytes(&bytes));
                new.insert(signature.map(Arc::new)).clone()
            }
        };
        let claim = Claim {
            id: self.column(row, 0)?,
            event_row: self.column(row, 1)?,
            relation: RelationKey {
                aspect: self.column(row, 2)?,
                from: self.column(row, 3)?,
                to: self.column(row, 4)?,
                object: self.column(row, 5)?,
                ordered: self.column(row, 6)?,
            },
            state: self.column(row, 7)?,
            by: by.split_whitespace().map(str::to_owned).collect(),
            speaker: self.column(row, 9)?,
            place: usize::try_from(place).map_err(|e| LedgerError::damaged(&self.path, e))?,
            valid_from: self.date(row, 11)?,
            learned: self.column(row, 12)?,
            report: self.column(row, 13)?,
            publisher: self.column(row, 14)?,
            publisher_entity: self.column(row, 15)?,
            published: self.date(row, 16)?,
            denies: self.column(row, 17)?,
            implied: false,
            accepted,
            agency: self.column(row, 20)?,
            signature,
            row: self.column(row, 18)?,
        };
        Ok((claim, status))
    }

    /// Whether the claim stands, and whether it does because a person says so. A person's word goes over what a newer
    /// coder reads, and over what the publisher had withdrawn before it was given.
    fn status(&self, row: &Row) -> Result<(Status, bool), LedgerError> {
        let (seq, corrects): (i64, Option<i64>) = (self.column(row, 18)?, self.column(row, 19)?);
        let event_stands: Option<bool> = self.column(row, 23)?;
        let revised: Option<String> = self.column(row, 24)?;
        let verdict: Option<String> = self.column(row, 25)?;
        let replacement: Option<i64> = self.column(row, 27)?;
        let own_correction = corrects.is_some();
        match verdict.as_deref() {
            Some("reject") => return Ok((Status::Rejected, false)),
            Some("correct") => return Ok((Status::Corrected, false)),
            _ if own_correction && replacement != Some(seq) => return Ok((Status::Undone, false)),
            _ => {}
        }
        let said: Option<String> = match verdict {
            Some(_) => self.column(row, 26)?,
            None => self.column(row, 28)?,
        };
        if revised.is_some_and(|revised| said.as_ref().is_none_or(|said| *said <= revised)) {
            return Ok((Status::Retracted, false));
        }
        let accepted = said.is_some();
        if event_stands == Some(false) && !accepted {
            return Ok((Status::Recoded, false));
        }
        Ok((Status::Stands, accepted))
    }

    /// The sentence of an event, and the report that it stands in.
    pub(crate) fn source(&self, event_row: i64) -> Result<Source, LedgerError> {
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT r.id, r.publisher, r.published, e.span_start, e.span_end, e.sentence
                 FROM events e JOIN reports r ON r.seq = e.report WHERE e.seq = ?1",
            )
            .map_err(|e| self.failed(e))?;
        let mut rows = statement.query([event_row]).map_err(|e| self.failed(e))?;
        match rows.next().map_err(|e| self.failed(e))? {
            Some(row) => self.source_of(row),
            None => Err(LedgerError::damaged(
                &self.path,
                format!("event {event_row} is missing"),
            )),
        }
    }

    /// A source from the columns report, publisher, published, span start, span end, sentence.
    pub(crate) fn source_of(&self, row: &Row) -> Result<Source, LedgerError> {
        let [start, end] = [self.column::<i64>(row, 3)?, self.column::<i64>(row, 4)?];
        let offset = |n: i64| usize::try_from(n).map_err(|e| LedgerError::damaged(&self.path, e));
        Ok(Source {
            report: self.column(row, 0)?,
            publisher: self.column(row, 1)?,
            published: self.date(row, 2)?,
            span: Span::from([offset(start)?, offset(end)?]),
            text: self.column(row, 5)?,
        })
    }

    /// The whole event of a row.
    pub(crate) fn event(&self, event_row: i64) -> Result<Event, LedgerError> {
        let json: Option<String> = self
            .connection
            .query_row(
                "SELECT json FROM events WHERE seq = ?1",
                [event_row],
                |row| row.get(0),
            )
            .optional()
            .map_err(|e| self.failed(e))?;
        let json = json.ok_or_else(|| {
            LedgerError::damaged(&self.path, format!("event {event_row} is missing"))
        })?;
        self.parse_event(&json)
    }

    pub(crate) fn parse_event(&self, json: &str) -> Result<Event, LedgerError> {
        serde_json::from_str(json).map_err(|e| LedgerError::damaged(&self.path, e))
    }

    pub(crate) fn column<T: rusqlite::types::FromSql>(
        &self,
        row: &Row,
        at: usize,
    ) -> Result<T, LedgerError> {
        row.get(at).map_err(|e| LedgerError::damaged(&self.path, e))
    }

    pub(crate) fn date(&self, row: &Row, at: usize) -> Result<Option<PartialDate>, LedgerError> {
        let text: Option<String> = self.column(row, at)?;
        text.map(|text| {
            text.parse()
                .map_err(|e| LedgerError::damaged(&self.path, e))
        })
        .transpose()
    }
}
