//! Reading rows: claims, sources, events.

use legation_coder::Event;
use legation_text::{PartialDate, Span};
use rusqlite::{OptionalExtension, Row, ToSql};

use crate::answer::Source;
use crate::claim::{Claim, RelationKey};
use crate::{Ledger, LedgerError};

const CLAIM_COLUMNS: &str = "c.id, c.event, c.aspect, c.from_id, c.to_id, c.object, c.ordered, c.state, c.by_ids, \
     c.speaker, c.place, c.valid_from, c.learned, r.id, r.publisher, r.publisher_entity, r.published";

impl Ledger {
    /// The claims for which `condition` holds, a piece of SQL about `c` (claims) and `r` (their reports).
    pub(crate) fn claims_where(
        &self,
        condition: &str,
        values: &[&dyn ToSql],
    ) -> Result<Vec<Claim>, LedgerError> {
        let query = format!(
            "SELECT {CLAIM_COLUMNS} FROM claims c JOIN reports r ON r.seq = c.report WHERE {condition}"
        );
        let mut statement = self
            .connection
            .prepare_cached(&query)
            .map_err(|e| self.failed(e))?;
        let mut rows = statement.query(values).map_err(|e| self.failed(e))?;
        let mut claims = Vec::new();
        while let Some(row) = rows.next().map_err(|e| self.failed(e))? {
            claims.push(self.claim(row)?);
        }
        Ok(claims)
    }

    fn claim(&self, row: &Row) -> Result<Claim, LedgerError> {
        let by: String = self.column(row, 8)?;
        let place: i64 = self.column(row, 10)?;
        Ok(Claim {
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
        })
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
