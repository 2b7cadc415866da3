//! Answers: how two entities stand, who recognises whom, what moved, and why the ledger says so.

use std::collections::BTreeSet;

use jiff::civil::Date;
use legation_text::PartialDate;

use crate::answer::{
    Change, Changes, Explanation, Recogniser, Recognition, Relation, Relations, ReportCard, Source,
};
use crate::claim::{Claim, RelationKey};
use crate::fold::{History, Line, fold, fold_asked};
use crate::load::Status;
use crate::{Ledger, LedgerError, vocabulary, voices};

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

impl Ledger {
    /// How two entities stand: a line for each aspect, direction and object, and one more for each contested state.
    pub fn relations(&self, a: &str, b: &str, as_of: AsOf) -> Result<Relations, LedgerError> {
        self.at_once(|| self.relations_now(a, b, as_of))
    }

    fn relations_now(&self, a: &str, b: &str, as_of: AsOf) -> Result<Relations, LedgerError> {
        let claims = self.claims_between(a, b, as_of.as_known)?;
        let mut histories = fold(claims);
        histories.sort_by_key(|history| rank(&history.relation.aspect));
        let mut relations = Vec::new();
        for history in &histories {
            let key = &history.relation;
            let overruled: Vec<&Line> = history.overruled_on(as_of.on).collect();
            let told = |line, stands, disputed| {
                let told = Told {
                    stands,
                    disputed,
                    on: Some(as_of.on),
                };
                self.relation(key, line, told)
            };
            if let Some(line) = history.on(as_of.on) {
                relations.push(told(
                    line,
                    true,
                    line.is_disputed() || !overruled.is_empty(),
                )?);
                for rival in &line.rivals {
                    relations.push(told(rival, false, true)?);
                }
            }
            for line in overruled {
                relations.push(told(line, false, true)?);
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
        self.at_once(|| self.recognition_now(of, as_of))
    }

    fn recognition_now(&self, of: &str, as_of: AsOf) -> Result<Recognition, LedgerError> {
        let claims = self.claims_where(
            "((c.to_id = :of AND c.aspect IN ('recognition', 'diplomatic')) OR (c.from_id = :of AND c.aspect = 'diplomatic'))",
            &[(":of", &of)],
            as_of.as_known,
        )?;
        let mut answer = Recognition {
            of: of.to_owned(),
            on: as_of.on,
            recognised_by: Vec::new(),
            withdrawn: Vec::new(),
            refused: Vec::new(),
            other: Vec::new(),
        };
        let is_asked =
            |relation: &RelationKey| relation.aspect == "recognition" && relation.to == of;
        let histories = fold_asked(claims, is_asked);
        for history in histories
            .iter()
            .filter(|history| is_asked(&history.relation))
        {
            let overruled: Vec<&Line> = history.overruled_on(as_of.on).collect();
            let holding = history.on(as_of.on);
            let disputed = !overruled.is_empty() || holding.is_some_and(Line::is_disputed);
            let told = holding
                .into_iter()
                .flat_map(|line| {
                    std::iter::once((line, true)).chain(line.rivals.iter().map(|l| (l, false)))
                })
                .chain(overruled.into_iter().map(|line| (line, false)));
            for (state, stands) in told {
                let told = Told {
                    stands,
                    disputed,
                    on: Some(as_of.on),
                };
                let recogniser = self.recogniser(history, state, told)?;
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
        self.at_once(|| self.changes_now(since, until, as_known))
    }

    fn changes_now(
        &self,
        since: PartialDate,
        until: Option<PartialDate>,
        as_known: Option<PartialDate>,
    ) -> Result<Changes, LedgerError> {
        let first = since.first_day();
        let last = until.map_or(Date::MAX, PartialDate::last_day);
        let mut histories = Vec::new();
        for (a, b) in self.pairs_moved(first, last)? {
            histories.extend(fold(self.claims_between(&a, &b, as_known)?));
        }
        self.changes_in(&histories, since, until)
    }

    /// The changes of these relations that began in this time.
    pub(crate) fn changes_in(
        &self,
        histories: &[History],
        since: PartialDate,
        until: Option<PartialDate>,
    ) -> Result<Changes, LedgerError> {
        let first = since.first_day();
        let last = until.map_or(Date::MAX, PartialDate::last_day);
        let told = |stands, disputed| Told {
            stands,
            disputed,
            on: None,
        };
        let mut changes = Vec::new();
        for history in histories {
            let mut before = None;
            for line in &history.lines {
                if line
                    .since
                    .is_some_and(|date| (first..=last).contains(&date.first_day()))
                {
                    let disputed = line.is_disputed();
                    changes.push(self.change(
                        history,
                        line,
                        before.clone(),
                        told(true, disputed),
                    )?);
                    for rival in &line.rivals {
                        changes.push(self.change(
                            history,
                            rival,
                            before.clone(),
                            told(false, true),
                        )?);
                    }
                }
                before = Some(line.state.clone());
            }
        }
        // Stable: a rival stays behind the line that it contradicts.
        changes.sort_by(|x: &Change, y: &Change| {
            let place = |c: &Change| (first_day(c.relation.since), c.relation.aspect.clone());
            (place(x), &x.pair, &x.relation.object).cmp(&(place(y), &y.pair, &y.relation.object))
        });
        Ok(Changes {
            since,
            until,
            changes,
        })
    }

    /// The claim with this id, or the only one whose id begins so: the event that makes it, its report and its words.
    pub fn explain(&self, id: &str) -> Result<Explanation, LedgerError> {
        self.at_once(|| self.explain_now(id))
    }

    fn explain_now(&self, id: &str) -> Result<Explanation, LedgerError> {
        let (claim, status) = self.find_claim(id)?;
        let event = self.event(claim.event_row)?;
        let words = self.words(claim.event_row, event.trigger)?;
        Ok(Explanation {
            relation: self.line_of_claim(&claim, status)?,
            status,
            denies: claim.denies,
            verdicts: self.verdicts_on(claim.row)?,
            pair: [claim.relation.from.clone(), claim.relation.to.clone()],
            claim: claim.id,
            learned: claim.learned,
            event,
            words,
            report: self.report_card(&claim.report)?,
        })
    }

    /// A line that rests on this claim alone.
    pub(crate) fn line_of_claim(
        &self,
        claim: &Claim,
        status: Status,
    ) -> Result<Relation, LedgerError> {
        let line = Line {
            state: claim.state.clone(),
            since: claim.valid_from,
            until: None,
            holds_from: claim.valid_from.map_or(Date::MIN, PartialDate::first_day),
            by: claim.by.clone(),
            claims: vec![claim.clone()],
            rivals: Vec::new(),
            denials: Vec::new(),
        };
        let told = Told {
            stands: status == Status::Stands && !claim.denies,
            disputed: false,
            on: None,
        };
        self.relation(&claim.relation, &line, told)
    }

    /// The claim with this id, or the only one whose id begins so, whether or not it stands.
    pub(crate) fn find_claim(&self, prefix: &str) -> Result<(Claim, Status), LedgerError> {
        let id = prefix.trim().to_ascii_lowercase();
        let none = || LedgerError::NoClaim {
            path: self.path.clone(),
            id: prefix.to_owned(),
        };
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(none());
        }
        // Ids are lower-case hexadecimal: all that begin with `id` lie between it and `id` followed by 'g'.
        let end = format!("{id}g");
        let mut found = self.claims_with_status(
            "c.id >= :id AND c.id < :end",
            &[(":id", &id), (":end", &end)],
            None,
        )?;
        match found.len() {
            0 => Err(none()),
            1 => Ok(found.remove(0)),
            count => Err(LedgerError::SeveralClaims {
                path: self.path.clone(),
                id: prefix.to_owned(),
                count,
                first: found[0].0.id.clone(),
                second: found[1].0.id.clone(),
            }),
        }
    }

    /// All that stands between two, in both directions.
    pub(crate) fn claims_between(
        &self,
        a: &str,
        b: &str,
        as_known: Option<PartialDate>,
    ) -> Result<Vec<Claim>, LedgerError> {
        self.claims_where(
            "((c.from_id = :a AND c.to_id = :b) OR (c.from_id = :b AND c.to_id = :a))",
            &[(":a", &a), (":b", &b)],
            as_known,
        )
    }

    /// The pairs of which a claim says that something began in this time, lesser id first.
    fn pairs_moved(
        &self,
        first: Date,
        last: Date,
    ) -> Result<BTreeSet<(String, String)>, LedgerError> {
        let query = "SELECT DISTINCT min(from_id, to_id), max(from_id, to_id) FROM claims WHERE first_day BETWEEN ?1 AND ?2";
        let mut statement = self
            .connection
            .prepare_cached(query)
            .map_err(|e| self.failed(e))?;
        let mut rows = statement
            .query([first.to_string(), last.to_string()])
            .map_err(|e| self.failed(e))?;
        let mut pairs = BTreeSet::new();
        while let Some(row) = rows.next().map_err(|e| self.failed(e))? {
            pairs.insert((self.column(row, 0)?, self.column(row, 1)?));
        }
        Ok(pairs)
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

    pub(crate) fn relation(
        &self,
        key: &RelationKey,
        line: &Line,
        told: Told,
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
            disputed: told.disputed,
            stands: told.stands,
            certain: told.certain(line),
            implied: line.is_implied(),
            reports: voices::reports(&line.claims),
            publishers: voices::publishers(&line.claims),
            voices: voices::voices(&line.claims),
            denied_by: line.denials.iter().map(|claim| claim.id.clone()).collect(),
            denials: self.sources(&line.denials)?,
            claims: line.claims.iter().map(|claim| claim.id.clone()).collect(),
            sources: self.sources(&line.claims)?,
        })
    }

    fn recogniser(
        &self,
        history: &History,
        line: &Line,
        told: Told,
    ) -> Result<Recogniser, LedgerError> {
        Ok(Recogniser {
            id: history.relation.from.clone(),
            state: line.state.clone(),
            object: history.relation.object.clone(),
            since: line.since,
            since_precision: line.since.map(PartialDate::precision),
            disputed: told.disputed,
            stands: told.stands,
            certain: told.certain(line),
            implied: line.is_implied(),
            reports: voices::reports(&line.claims),
            publishers: voices::publishers(&line.claims),
            voices: voices::voices(&line.claims),
            denied_by: line.denials.iter().map(|claim| claim.id.clone()).collect(),
            claims: line.claims.iter().map(|claim| claim.id.clone()).collect(),
            sources: self.sources(&line.claims)?,
        })
    }

    fn change(
        &self,
        history: &History,
        line: &Line,
        before: Option<String>,
        told: Told,
    ) -> Result<Change, LedgerError> {
        let key = &history.relation;
        let relation = self.relation(key, line, told)?;
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

/// How a line is shown.
#[derive(Clone, Copy)]
pub(crate) struct Told {
    /// Whether the ledger holds it to be so.
    pub stands: bool,
    /// Whether others say otherwise.
    pub disputed: bool,
    /// The date asked about.
    pub on: Option<PartialDate>,
}

impl Told {
    /// "Since July" had surely begun by 1 August, and on 15 July perhaps not yet.
    fn certain(self, line: &Line) -> bool {
        self.on
            .zip(line.since)
            .is_none_or(|(on, since)| since.last_day() <= on.last_day())
    }
}

pub(crate) fn rank(aspect: &str) -> usize {
    vocabulary::aspects()
        .position(|known| known == aspect)
        .unwrap_or(usize::MAX)
}

fn first_day(date: Option<PartialDate>) -> Option<Date> {
    date.map(PartialDate::first_day)
}
