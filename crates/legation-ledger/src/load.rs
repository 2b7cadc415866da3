//! Reading rows: claims, sources, events.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use legation_coder::Event;
use legation_text::{PartialDate, Span};
use serde::Serialize;

use crate::answer::Source;
use crate::claim::{Claim, RelationKey};
use crate::sql::{Cell, Row, Value, values};
use crate::voices::Signature;
use crate::{Ledger, LedgerError};

/// Claims with all that decides whether they stand at system time `?1`. `v` is the verdict that stands on the claim, `o` the one on
/// the claim that it corrects.
const CLAIMS: &str = "
SELECT c.id, c.event, c.aspect, c.from_id, c.to_id, c.object, c.ordered, c.state, c.by_ids, c.speaker, c.place,
       c.valid_from, c.learned, r.id, r.publisher, r.publisher_entity, r.published, c.denied, c.seq, c.corrects,
       p.agency, p.minhash, c.report,
       (SELECT s.stands FROM standings s WHERE s.event = c.event AND s.learned < ?1 ORDER BY s.seq DESC LIMIT 1),
       (SELECT max(x.learned) FROM revisions x WHERE x.report = c.report AND x.learned < ?1),
       v.kind, v.learned, o.replacement, o.learned
FROM claims c
JOIN reports r ON r.seq = c.report
LEFT JOIN provenance p ON p.report = c.report
LEFT JOIN verdicts v ON v.seq = (
  SELECT w.seq FROM verdicts w WHERE w.claim = c.seq AND w.kind <> 'undo' AND w.learned < ?1
    AND NOT EXISTS (SELECT 1 FROM verdicts u WHERE u.undoes = w.seq AND u.learned < ?1)
  ORDER BY w.seq DESC LIMIT 1)
LEFT JOIN verdicts o ON o.seq = (
  SELECT w.seq FROM verdicts w WHERE w.claim = c.corrects AND w.kind <> 'undo' AND w.learned < ?1
    AND NOT EXISTS (SELECT 1 FROM verdicts u WHERE u.undoes = w.seq AND u.learned < ?1)
  ORDER BY w.seq DESC LIMIT 1)
WHERE c.learned < ?1 AND ";

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

/// What a system time is compared with: every `learned` of the last day of the date, or of all days, is less.
pub(crate) fn known_bound(as_known: Option<PartialDate>) -> String {
    let day = as_known.map_or_else(
        || "9999-12-31".to_owned(),
        |date| date.last_day().to_string(),
    );
    // '~' comes after the 'T' that follows the day in a timestamp.
    format!("{day}~")
}

/// The same in milliseconds since 1970.
pub(crate) fn known_before(as_known: Option<PartialDate>) -> i64 {
    let midnight = as_known.and_then(|date| {
        let next = date.last_day().tomorrow().ok()?;
        let midnight = next.to_datetime(jiff::civil::Time::midnight());
        jiff::tz::Offset::UTC.to_timestamp(midnight).ok()
    });
    midnight.map_or(i64::MAX, |at| at.as_millisecond())
}

/// Wordings that were read already: many claims stand in one report.
type Signatures = HashMap<i64, Option<Arc<Signature>>>;

impl Ledger {
    /// The claims that stand and for which `condition` holds, a piece of SQL about `c` (claims) and `r` (their reports)
    /// with `values` from `?2` on.
    pub(crate) fn claims_where(
        &self,
        condition: &str,
        values: &[Value],
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
        values: &[Value],
        as_known: Option<PartialDate>,
    ) -> Result<Vec<(Claim, Status)>, LedgerError> {
        let mut all = vec![known_bound(as_known).into()];
        all.extend_from_slice(values);
        let mut signatures = Signatures::new();
        self.database
            .all(&format!("{CLAIMS} {condition}"), &all, |row| {
                claim(row, &mut signatures)
            })
    }

    /// The sentence of an event, and the report that it stands in.
    pub(crate) fn source(&self, event_row: i64) -> Result<Source, LedgerError> {
        let query = "
            SELECT r.id, r.publisher, r.published, e.span_start, e.span_end, e.sentence
            FROM events e JOIN reports r ON r.seq = e.report WHERE e.seq = ?1";
        self.database
            .one(query, values![event_row], source_of)?
            .ok_or_else(|| self.missing(event_row))
    }

    /// The whole event of a row.
    pub(crate) fn event(&self, event_row: i64) -> Result<Event, LedgerError> {
        self.database
            .one(
                "SELECT json FROM events WHERE seq = ?1",
                values![event_row],
                |row| event_of(row, 0),
            )?
            .ok_or_else(|| self.missing(event_row))
    }

    fn missing(&self, event_row: i64) -> LedgerError {
        LedgerError::damaged(self.path(), format!("event {event_row} is missing"))
    }
}

/// A source from the columns report, publisher, published, span start, span end, sentence.
pub(crate) fn source_of(row: &Row) -> Result<Source, LedgerError> {
    Ok(Source {
        report: row.get(0)?,
        publisher: row.get(1)?,
        published: row.get(2)?,
        span: Span::from([row.get(3)?, row.get(4)?]),
        text: row.get(5)?,
    })
}

/// The event whose JSON stands in this column.
pub(crate) fn event_of(row: &Row, at: usize) -> Result<Event, LedgerError> {
    match row.cell(at)? {
        Cell::Text(json) => serde_json::from_str(json).map_err(|e| row.strange(e)),
        _ => Err(row.strange("an event without JSON")),
    }
}

fn claim(row: &Row, signatures: &mut Signatures) -> Result<(Claim, Status), LedgerError> {
    let by: String = row.get(8)?;
    let (status, accepted) = status(row)?;
    let signature = match signatures.entry(row.get(22)?) {
        Entry::Occupied(known) => known.get().clone(),
        Entry::Vacant(new) => {
            let signature = match row.cell(21)? {
                Cell::Blob(bytes) => Signature::from_bytes(bytes),
                _ => None,
            };
            new.insert(signature.map(Arc::new)).clone()
        }
    };
    let claim = Claim {
        id: row.get(0)?,
        event_row: row.get(1)?,
        relation: RelationKey {
            aspect: row.get(2)?,
            from: row.get(3)?,
            to: row.get(4)?,
            object: row.get(5)?,
            ordered: row.get(6)?,
        },
        state: row.get(7)?,
        by: by.split_whitespace().map(str::to_owned).collect(),
        speaker: row.get(9)?,
        place: row.get(10)?,
        valid_from: row.get(11)?,
        learned: row.get(12)?,
        report: row.get(13)?,
        publisher: row.get(14)?,
        publisher_entity: row.get(15)?,
        published: row.get(16)?,
        denies: row.get(17)?,
        implied: false,
        accepted,
        agency: row.get(20)?,
        signature,
        row: row.get(18)?,
    };
    Ok((claim, status))
}

/// Whether the claim stands, and whether it does because a person says so. A person's word goes over what a newer
/// coder reads, and over what the publisher had withdrawn before it was given.
fn status(row: &Row) -> Result<(Status, bool), LedgerError> {
    let (seq, corrects): (i64, Option<i64>) = (row.get(18)?, row.get(19)?);
    let event_stands: Option<bool> = row.get(23)?;
    let revised: Option<String> = row.get(24)?;
    let verdict: Option<String> = row.get(25)?;
    let replacement: Option<i64> = row.get(27)?;
    let own_correction = corrects.is_some();
    match verdict.as_deref() {
        Some("reject") => return Ok((Status::Rejected, false)),
        Some("correct") => return Ok((Status::Corrected, false)),
        _ if own_correction && replacement != Some(seq) => return Ok((Status::Undone, false)),
        _ => {}
    }
    let said: Option<String> = match verdict {
        Some(_) => row.get(26)?,
        None => row.get(28)?,
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
