//! Answers: how two entities stand, who recognises whom, what moved, and why the ledger says so.

use legation_text::PartialDate;

use crate::answer::{
    Change, Changes, Explanation, Recogniser, Recognition, Relation, Relations, ReportCard, Source,
};
use crate::claim::{Claim, RelationKey};
use crate::fold::{History, Line, fold, independent_publishers};
use crate::{Ledger, LedgerError};

/// The order in which a desk looks at the aspects.
const ASPECTS: [&str; 7] = [
    "diplomatic",
    "consular",
    "recognition",
    "representation",
    "sanctions",
    "membership",
    "treaty",
];

/// Which of the two times a question is about.
#[derive(Clone, Copy, Debug)]
pub struct AsOf {
    /// Valid time: how it was at the end of this date.
    pub on: PartialDate,
    /// System time: what the ledger had learned by the end of this date (UTC); `None`: all that it knows.
    pub as_known: Option<PartialDate>,
}

impl AsOf {
    /// How it was on a date, as known now.
    pub fn on(on: PartialDate) -> Self {
        AsOf { on, as_known: None }
    }
}

/// The last day by which a claim must have been learned, as SQLite compares it.
fn last_learned(as_known: Option<PartialDate>) -> String {
    as_known.map_or_else(
        || "9999-12-31".to_owned(),
        |date| date.last_day().to_string(),
    )
}

impl Ledger {
    /// How two entities stand: a line for each aspect, direction and object, and one more for each contested state.
    pub fn relations(&self, a: &str, b: &str, as_of: AsOf) -> Result<Relations, LedgerError> {
        let claims = self.claims_where(
            "((c.from_id = ?1 AND c.to_id = ?2) OR (c.from_id = ?2 AND c.to_id = ?1)) AND substr(c.learned, 1, 10) <= ?3",
            &[&a, &b, &last_learned(as_of.as_known)],
        )?;
        let mut histories = fold(claims);
        histories.sort_by_key(|history| rank(&history.relation.aspect));
        let mut relations = Vec::new();
        for history in &histories {
            if let Some(line) = history.on(as_of.on) {
                relations.push(self.relation(&history.relation, line, line.is_disputed())?);
                for rival in &line.rivals {
                    relations.push(self.relation(&history.relation, rival, true)?);
                }
            }
        }
        Ok(Relations {
            pair: [a.to_owned(), b.to_owned()],
            on: as_of.on,
            relations,
        })
    }

    /// Who recognises an entity, who no longer does, and who refuses to.
    pub fn recognition(&self, of: &str, as_of: AsOf) -> Result<Recognition, LedgerError> {
        let claims = self.claims_where(
            "c.to_id = ?1 AND c.aspect = 'recognition' AND substr(c.learned, 1, 10) <= ?2",
            &[&of, &last_learned(as_of.as_known)],
        )?;
        let mut answer = Recognition {
            of: of.to_owned(),
            on: as_of.on,
            recognised_by: Vec::new(),
            withdrawn: Vec::new(),
            refused: Vec::new(),
            other: Vec::new(),
        };
        for history in fold(claims) {
            let Some(line) = history.on(as_of.on) else {
                continue;
            };
            for state in std::iter::once(line).chain(&line.rivals) {
                let recogniser = self.recogniser(&history, state, line.is_disputed())?;
                match (&history.relation.object, state.state.as_str()) {
                    (Some(_), _) => answer.other.push(recogniser),
                    (None, "recognised") => answer.recognised_by.push(recogniser),
                    (None, "withdrawn") => answer.withdrawn.push(recogniser),
                    (None, _) => answer.refused.push(recogniser),
                }
            }
        }
        let by_date = |a: &Recogniser, b: &Recogniser| first_day(a.since).cmp(&first_day(b.since));
        for list in [
            &mut answer.recognised_by,
            &mut answer.withdrawn,
            &mut answer.refused,
            &mut answer.other,
        ] {
            list.sort_by(by_date);
        }
        Ok(answer)
    }

    /// The relations that went into another state from the first day of `since` to the last day of `until`.
    pub fn changes(
        &self,
        since: PartialDate,
        until: Option<PartialDate>,
        as_known: Option<PartialDate>,
    ) -> Result<Changes, LedgerError> {
        let first = since.first_day();
        let last = until.map_or(jiff::civil::Date::MAX, PartialDate::last_day);
        let claims = self.claims_where(
            "(c.from_id, c.to_id, c.aspect) IN
               (SELECT m.from_id, m.to_id, m.aspect FROM claims m WHERE m.first_day BETWEEN ?1 AND ?2)
             AND substr(c.learned, 1, 10) <= ?3",
            &[&first.to_string(), &last.to_string(), &last_learned(as_known)],
        )?;
        let mut changes = Vec::new();
        for history in fold(claims) {
            let mut before = None;
            for line in &history.lines {
                if line
                    .since
                    .is_some_and(|date| (first..=last).contains(&date.first_day()))
                {
                    changes.push(self.change(
                        &history,
                        line,
                        before.clone(),
                        line.is_disputed(),
                    )?);
                    for rival in &line.rivals {
                        changes.push(self.change(&history, rival, before.clone(), true)?);
                    }
                }
                before = Some(line.state.clone());
            }
        }
        changes.sort_by_key(|change| first_day(change.relation.since));
        Ok(Changes {
            since,
            until,
            changes,
        })
    }

    /// The claim with this id, or the only one whose id begins so: the event that makes it, its report and its words.
    pub fn explain(&self, id: &str) -> Result<Explanation, LedgerError> {
        let claim = self.find_claim(id)?;
        let event = self.event(claim.event_row)?;
        let words = self.words(claim.event_row, event.trigger)?;
        let line = Line {
            state: claim.state.clone(),
            since: claim.valid_from,
            until: None,
            holds_from: claim
                .valid_from
                .map_or(jiff::civil::Date::MIN, PartialDate::first_day),
            by: claim.by.clone(),
            claims: vec![claim.clone()],
            rivals: Vec::new(),
        };
        Ok(Explanation {
            relation: self.relation(&claim.relation, &line, false)?,
            pair: [claim.relation.from.clone(), claim.relation.to.clone()],
            claim: claim.id,
            learned: claim.learned,
            event,
            words,
            report: self.report_card(&claim.report)?,
        })
    }

    fn find_claim(&self, prefix: &str) -> Result<Claim, LedgerError> {
        let id = prefix.trim().to_ascii_lowercase();
        let none = || LedgerError::NoClaim {
            path: self.path.clone(),
            id: prefix.to_owned(),
        };
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(none());
        }
        // Ids are lower-case hexadecimal: all that begin with `id` lie between it and `id` followed by 'g'.
        let mut found = self.claims_where("c.id >= ?1 AND c.id < ?2", &[&id, &format!("{id}g")])?;
        match found.len() {
            0 => Err(none()),
            1 => Ok(found.remove(0)),
            count => Err(LedgerError::SeveralClaims {
                path: self.path.clone(),
                id: prefix.to_owned(),
                count,
                first: found[0].id.clone(),
                second: found[1].id.clone(),
            }),
        }
    }

    fn words(&self, event_row: i64, span: legation_text::Span) -> Result<String, LedgerError> {
        let query =
            "SELECT r.text FROM reports r JOIN events e ON e.report = r.seq WHERE e.seq = ?1";
        let text: String = self
            .connection
            .query_row(query, [event_row], |row| row.get(0))
            .map_err(|e| self.failed(e))?;
        Ok(span.of(&text).to_owned())
    }

    fn report_card(&self, id: &str) -> Result<ReportCard, LedgerError> {
        let query = "SELECT id, publisher, published, title, url FROM reports WHERE id = ?1";
        let mut statement = self
            .connection
            .prepare_cached(query)
            .map_err(|e| self.failed(e))?;
        let mut rows = statement.query([id]).map_err(|e| self.failed(e))?;
        let row = rows.next().map_err(|e| self.failed(e))?;
        let row =
            row.ok_or_else(|| LedgerError::damaged(&self.path, format!("report {id} is missing")))?;
        Ok(ReportCard {
            id: self.column(row, 0)?,
            publisher: self.column(row, 1)?,
            published: self.date(row, 2)?,
            title: self.column(row, 3)?,
            url: self.column(row, 4)?,
        })
    }

    fn relation(
        &self,
        key: &RelationKey,
        line: &Line,
        disputed: bool,
    ) -> Result<Relation, LedgerError> {
        Ok(Relation {
            aspect: key.aspect.clone(),
            from: key.ordered.then(|| key.from.clone()),
            to: key.ordered.then(|| key.to.clone()),
            object: key.object.clone(),
            state: line.state.clone(),
            since: line.since,
            since_precision: line.since.map(PartialDate::precision),
            until: line.until,
            by: line.by.clone(),
            disputed,
            publishers: independent_publishers(&line.claims),
            claims: line.claims.iter().map(|claim| claim.id.clone()).collect(),
            sources: self.sources(&line.claims)?,
        })
    }

    fn recogniser(
        &self,
        history: &History,
        line: &Line,
        disputed: bool,
    ) -> Result<Recogniser, LedgerError> {
        Ok(Recogniser {
            id: history.relation.from.clone(),
            state: line.state.clone(),
            object: history.relation.object.clone(),
            since: line.since,
            since_precision: line.since.map(PartialDate::precision),
            disputed,
            claims: line.claims.iter().map(|claim| claim.id.clone()).collect(),
            sources: self.sources(&line.claims)?,
        })
    }

    fn change(
        &self,
        history: &History,
        line: &Line,
        before: Option<String>,
        disputed: bool,
    ) -> Result<Change, LedgerError> {
        let key = &history.relation;
        let relation = self.relation(key, line, disputed)?;
        Ok(Change {
            pair: [key.from.clone(), key.to.clone()],
            before,
            relation,
        })
    }

    fn sources(&self, claims: &[Claim]) -> Result<Vec<Source>, LedgerError> {
        let mut sources: Vec<Source> = Vec::with_capacity(claims.len());
        for claim in claims {
            let source = self.source(claim.event_row)?;
            // Claims stand in the order of their reports, so that two of one sentence are neighbours.
            if sources.last() != Some(&source) {
                sources.push(source);
            }
        }
        Ok(sources)
    }
}

fn rank(aspect: &str) -> usize {
    ASPECTS
        .iter()
        .position(|known| *known == aspect)
        .unwrap_or(ASPECTS.len())
}

fn first_day(date: Option<PartialDate>) -> Option<jiff::civil::Date> {
    date.map(PartialDate::first_day)
}
