//! Reading stored reports again with a newer coder: what differs, and how the ledger takes it in.
//!
//! Nothing is taken out. An event that the newer coder does not read any more is marked as not standing from then on, and
//! its claims with it, unless a reviewer has accepted them. An id names one content for ever: where the newer coder gives an id
//! that is there to an event that is another, the new one gets an id of its own.

use std::collections::HashMap;

use legation_coder::{Effect, Event, Modality, Party};
use legation_text::{PartialDate, Report, Span};
use serde::Serialize;

use crate::load::event_of;
use crate::record::{Place, add_event_with_claims};
use crate::review::{NewVerdict, Reviewer, VerdictKind, insert};
use crate::sql::{Database, Row, values};
use crate::{Ledger, LedgerError};

/// A report as it is in the ledger, with the events that stand.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The report.
    pub report: Report,
    /// Its events, in the order in which they were added.
    pub events: Vec<Event>,
    /// Its row; reports come in the order of their rows.
    pub row: i64,
}

/// What a newer coder reads differently in one report.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// The report's id.
    pub report: String,
    /// Events that it reads and that were not read before.
    pub added: Vec<Event>,
    /// Events that it reads no longer.
    pub gone: Vec<Event>,
    /// Events that it reads otherwise: as it was, and as it is.
    pub changed: Vec<[Event; 2]>,
    #[serde(skip)]
    row: i64,
    /// The ids of events that it reads as before, as the ledger has them, by the ids that it gives them.
    #[serde(skip)]
    same: HashMap<String, String>,
}

/// How much a recoding moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Recoded {
    /// Events that stand now and did not before.
    pub added: usize,
    /// Events that stand no longer.
    pub gone: usize,
    /// Verdicts of reviewers that were carried over to what was read anew.
    pub carried: usize,
}

impl Difference {
    /// What of `coded` differs from what is stored; `None` where nothing does that matters to an answer. Spans and
    /// confidence may differ without that.
    pub fn between(stored: &Stored, coded: &[Event]) -> Option<Self> {
        let mut old: Vec<&Event> = stored.events.iter().collect();
        let mut new = Vec::new();
        let mut same = HashMap::new();
        for event in coded {
            let gist = Gist::of(event, coded);
            match old.iter().position(|o| Gist::of(o, &stored.events) == gist) {
                Some(at) => {
                    same.insert(event.id.clone(), old.remove(at).id.clone());
                }
                None => new.push(event),
            }
        }
        let mut difference = Difference {
            report: stored.report.id.clone(),
            added: Vec::new(),
            gone: Vec::new(),
            changed: Vec::new(),
            row: stored.row,
            same,
        };
        for event in new {
            let was = old.iter().position(|o| o.id == event.id).or_else(|| {
                old.iter()
                    .position(|o| o.act == event.act && o.act.is_some())
            });
            match was {
                Some(at) => difference
                    .changed
                    .push([old.remove(at).clone(), event.clone()]),
                None => difference.added.push(event.clone()),
            }
        }
        difference.gone = old.into_iter().cloned().collect();
        let moved = difference.added.len() + difference.gone.len() + difference.changed.len();
        (moved > 0).then_some(difference)
    }
}

/// What of an event can change an answer.
#[derive(PartialEq)]
struct Gist<'a> {
    act: Option<&'a str>,
    event: Option<&'a str>,
    mode: Option<&'a str>,
    parties: [Vec<&'a str>; 3],
    date: Option<PartialDate>,
    modality: Modality,
    speaker: Option<&'a str>,
    effect: Option<&'a Effect>,
    cause: Option<(Option<&'a str>, Vec<&'a str>)>,
}

impl<'a> Gist<'a> {
    fn of(event: &'a Event, all: &'a [Event]) -> Self {
        let ids = |parties: &'a [Party]| -> Vec<&'a str> {
            parties.iter().map(|party| party.id.as_str()).collect()
        };
        let cause = event
            .cause
            .as_ref()
            .and_then(|id| all.iter().find(|other| other.id == *id));
        Gist {
            act: event.act.as_deref(),
            event: event.event.as_deref(),
            mode: event.mode.as_deref(),
            parties: [ids(&event.actor), ids(&event.recipient), ids(&event.object)],
            date: event.date,
            modality: event.modality,
            speaker: event.attribution.as_ref().and_then(|a| a.id.as_deref()),
            effect: event.effect.as_ref(),
            cause: cause.map(|cause| (cause.act.as_deref(), ids(&cause.actor))),
        }
    }
}

impl Ledger {
    /// Up to `limit` reports in the order of their rows, from the row after `after` on. Baseline rows, and reports that
    /// their publisher has corrected or retracted, are left out.
    pub fn stored(&self, after: i64, limit: usize) -> Result<Vec<Stored>, LedgerError> {
        let query = "
            SELECT seq, id, published, title, text, publisher, url, language, body_start, body_end FROM reports r
            WHERE seq > ?1 AND kind = 'report' AND NOT EXISTS (SELECT 1 FROM revisions x WHERE x.report = r.seq)
            ORDER BY seq LIMIT ?2";
        let mut stored = self.database.all(query, values![after, limit], stored_of)?;
        for report in &mut stored {
            report.events = self.standing_events(report.row)?;
        }
        Ok(stored)
    }

    fn standing_events(&self, report: i64) -> Result<Vec<Event>, LedgerError> {
        let query = "
            SELECT json FROM events e WHERE e.report = ?1
              AND coalesce((SELECT s.stands FROM standings s WHERE s.event = e.seq ORDER BY s.seq DESC LIMIT 1), 1) <> 0
            ORDER BY e.seq";
        self.database
            .all(query, values![report], |row| event_of(row, 0))
    }

    /// Takes the differences in, all in one transaction. `coder` is kept as the name of the coder that read so.
    pub fn recode(
        &mut self,
        coder: &str,
        differences: &[Difference],
    ) -> Result<Recoded, LedgerError> {
        self.write(|database, learned| {
            let recoding = database
                .insert(
                    "INSERT INTO recodings (coder, learned) VALUES (?1, ?2)",
                    values![coder, learned],
                )?
                .ok_or_else(|| database.not_added("recoding", coder))?;
            let mut moved = Recoded::default();
            for difference in differences {
                let taking = Taking {
                    database,
                    recoding,
                    learned,
                };
                taking.take_in(difference, &mut moved)?;
            }
            Ok(moved)
        })
    }
}

/// A report of the columns that [`Ledger::stored`] asks for, as yet without events.
fn stored_of(row: &Row) -> Result<Stored, LedgerError> {
    let text: String = row.get(4)?;
    let [start, end]: [Option<usize>; 2] = [row.get(8)?, row.get(9)?];
    let body = start
        .zip(end)
        .and_then(|(start, end)| text.get(start..end).map(|_| Span::new(start, end)));
    let mut report = Report {
        id: row.get(1)?,
        date: row.get(2)?,
        title: row.get(3)?,
        publisher: row.get(5)?,
        url: row.get(6)?,
        language: row.get(7)?,
        ..Report::new(text)
    };
    report.body = body.unwrap_or(report.body);
    Ok(Stored {
        report,
        events: Vec::new(),
        row: row.get(0)?,
    })
}

/// One recoding being written.
struct Taking<'a> {
    database: &'a Database,
    recoding: i64,
    learned: &'a str,
}

impl Taking<'_> {
    fn take_in(&self, difference: &Difference, moved: &mut Recoded) -> Result<(), LedgerError> {
        for event in difference
            .gone
            .iter()
            .chain(difference.changed.iter().map(|[was, _]| was))
        {
            self.stand(&event.id, false)?;
            moved.gone += 1;
        }
        let mut ids = difference.same.clone();
        let mut new: Vec<Event> = difference
            .added
            .iter()
            .chain(difference.changed.iter().map(|[_, is]| is))
            .cloned()
            .collect();
        for event in &mut new {
            let given = event.id.clone();
            event.id = self.free_id(event)?;
            ids.insert(given, event.id.clone());
        }
        let place = Place {
            report: difference.row,
            learned: self.learned,
        };
        for event in &mut new {
            event.cause = event
                .cause
                .take()
                .map(|id| ids.get(&id).cloned().unwrap_or(id));
            moved.added += 1;
            match add_event_with_claims(self.database, &place, event)? {
                Some(row) => moved.carried += self.carry_verdicts(difference.row, row)?,
                None => self.stand(&event.id, true)?,
            }
        }
        Ok(())
    }

    fn stand(&self, event: &str, stands: bool) -> Result<(), LedgerError> {
        self.database.execute(
            "INSERT INTO standings (event, stands, recoding, learned)
             SELECT seq, ?2, ?3, ?4 FROM events WHERE id = ?1",
            values![event, stands, self.recoding, self.learned],
        )?;
        Ok(())
    }

    /// The event's own id, or where that names another content, one made from both; the same each time.
    fn free_id(&self, event: &Event) -> Result<String, LedgerError> {
        let mut id = event.id.clone();
        loop {
            let query = "SELECT json FROM events WHERE id = ?1";
            let known = self
                .database
                .one(query, values![&id], |row| Ok(event_of(row, 0).ok()))?;
            let Some(known) = known.flatten() else {
                return Ok(id);
            };
            let as_known = Event {
                id: known.id.clone(),
                cause: known.cause.clone(),
                ..event.clone()
            };
            if known == as_known {
                return Ok(id);
            }
            let content = serde_json::to_string(&as_known)
                .map_err(|e| LedgerError::damaged(self.database.place(), e))?;
            let hash = blake3::hash(format!("{id}\0{content}").as_bytes()).to_hex();
            id = hash[..16].to_owned();
        }
    }

    /// Gives the claims of a newly read event the verdicts that people gave on the same in an earlier reading. What was
    /// rejected or corrected stays so; what contradicts an accepted claim of the same report is rejected.
    fn carry_verdicts(&self, report: i64, event: i64) -> Result<usize, LedgerError> {
        let query = "
            SELECT d.seq, v.seq, v.kind, v.by_name, v.reason, d.valid_from, c.valid_from,
                   n.seq IS NOT NULL AND n.from_id = d.from_id AND n.to_id = d.to_id AND n.state = d.state,
                   n.valid_from
            FROM claims d
            JOIN claims c ON c.event IN (SELECT seq FROM events WHERE report = ?1) AND c.seq <> d.seq AND c.aspect = d.aspect AND c.from_id = d.from_id
                         AND c.to_id = d.to_id AND c.object IS NOT DISTINCT FROM d.object AND c.state = d.state
                         AND c.denied = d.denied
            JOIN verdicts v ON v.claim = c.seq AND v.kind <> 'undo'
                           AND NOT EXISTS (SELECT 1 FROM verdicts u WHERE u.undoes = v.seq)
            LEFT JOIN claims n ON n.seq = v.replacement
            WHERE d.event = ?2 ORDER BY d.seq, v.seq DESC";
        let judged = self
            .database
            .all(query, values![report, event], Judged::of)?;
        let mut carried: Vec<i64> = Vec::new();
        for judged in &judged {
            if judged.reads_wrong() && !carried.contains(&judged.claim) {
                let reviewer = Reviewer {
                    name: &judged.by,
                    reason: &judged.reason,
                };
                let verdict = NewVerdict {
                    carried: Some(judged.verdict),
                    ..NewVerdict::of(judged.claim, VerdictKind::Reject, reviewer)
                };
                insert(self.database, &verdict, self.learned)?;
                carried.push(judged.claim);
            }
        }
        Ok(carried.len())
    }
}

/// A claim that was read anew, and a verdict that was given on the same in an earlier reading.
struct Judged {
    claim: i64,
    verdict: i64,
    kind: String,
    by: String,
    reason: String,
    read: Option<PartialDate>,
    judged: Option<PartialDate>,
    /// Whether the correction, where it is one, has these sides and this state.
    as_corrected: bool,
    corrected: Option<PartialDate>,
}

impl Judged {
    fn of(row: &Row) -> Result<Self, LedgerError> {
        Ok(Judged {
            claim: row.get(0)?,
            verdict: row.get(1)?,
            kind: row.get(2)?,
            by: row.get(3)?,
            reason: row.get(4)?,
            read: row.get(5)?,
            judged: row.get(6)?,
            as_corrected: row.get::<Option<bool>>(7)?.unwrap_or(false),
            corrected: row.get(8)?,
        })
    }

    fn reads_wrong(&self) -> bool {
        match self.kind.as_str() {
            "reject" => agree(self.read, self.judged),
            "accept" => !agree(self.read, self.judged),
            _ => !(self.as_corrected && agree(self.read, self.corrected)),
        }
    }
}

/// Whether two dates can be the same day; an unknown one can be any.
fn agree(a: Option<PartialDate>, b: Option<PartialDate>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.agrees_with(b),
        _ => true,
    }
}
