//! All that happened between two entities, each thing once however many reports tell it.
//!
//! The table `pairs` has of each event, for every two that take part, what is needed to see which events are the same and in
//! which order they stand (see [`crate::moments`]). Only what is shown is then read whole.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use legation_coder::{Event, Modality, Party};
use legation_text::PartialDate;

use crate::answer::{Source, Timeline, TimelineEntry};
use crate::entry::packed;
use crate::load::{Status, event_of, known_before, known_bound, source_of};
use crate::moments::{self, Moment};
use crate::sql::values;
use crate::{AsOf, Ledger, LedgerError};

/// Events that are one.
struct Happening {
    date: Option<PartialDate>,
    /// The first one is the one that is shown.
    told: Vec<Moment>,
    published: Option<PartialDate>,
}

impl Happening {
    fn add(&mut self, moment: Moment) {
        if let (Some(known), Some(date)) = (self.date, moment.date) {
            self.date = Some(known.sharpen(date));
        }
        let shown = self.told[0].asserted;
        self.told.push(moment);
        if moment.asserted && !shown {
            self.told.rotate_right(1);
        }
    }

    /// When it stands in the timeline.
    fn day(&self) -> Date {
        let day = self.date.map(PartialDate::first_day);
        day.or(self.published.map(PartialDate::last_day))
            .unwrap_or(Date::MAX)
    }
}

impl Ledger {
    /// The events of all modalities in which both take part, in the order of their dates; undated ones stand where
    /// their first report was published. With `on` those that had begun by the end of that date, so that "in June" is among those of
    /// 15 June. Of very many only the latest are listed, see [`Timeline::earlier`].
    pub fn timeline(
        &self,
        a: &str,
        b: &str,
        on: Option<PartialDate>,
        as_known: Option<PartialDate>,
    ) -> Result<Timeline, LedgerError> {
        self.at_once(|| self.timeline_now(a, b, on, as_known))
    }

    fn timeline_now(
        &self,
        a: &str,
        b: &str,
        on: Option<PartialDate>,
        as_known: Option<PartialDate>,
    ) -> Result<Timeline, LedgerError> {
        let (moments, reviewed) = self.moments_between(a, b, as_known)?;
        let mut happenings = merge(moments);
        if let Some(on) = on {
            happenings.retain(|happening| happening.day() <= on.last_day());
        }
        let earlier = happenings.len().saturating_sub(self.listed.events);
        happenings.drain(..earlier);
        let sources = self.listed.sources_of_each(happenings.len());
        let entries = happenings
            .iter()
            .map(|happening| self.entry(happening, sources, &reviewed))
            .collect::<Result<_, _>>()?;
        Ok(Timeline {
            pair: [a.to_owned(), b.to_owned()],
            entries,
            earlier,
        })
    }

    fn entry(
        &self,
        happening: &Happening,
        most: usize,
        reviewed: &HashMap<i64, Event>,
    ) -> Result<TimelineEntry, LedgerError> {
        let shown = happening.told[0];
        let (event, source) = self.event_and_source(shown.event)?;
        let mut told = happening.told.clone();
        told.sort_by_key(Moment::order);
        let mut sources = Vec::new();
        for moment in told.iter().take(most) {
            let source = if moment.event == shown.event {
                source.clone()
            } else {
                self.source(moment.event)?
            };
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        Ok(TimelineEntry {
            date: happening.date,
            date_precision: happening.date.map(PartialDate::precision),
            event: reviewed.get(&shown.event).cloned().unwrap_or(event),
            sources,
            unlisted: told.len().saturating_sub(most),
        })
    }

    pub(crate) fn event_and_source(&self, event: i64) -> Result<(Event, Source), LedgerError> {
        let query = "
            SELECT r.id, r.publisher, r.published, e.span_start, e.span_end, e.sentence, e.json
            FROM events e JOIN reports r ON r.seq = e.report WHERE e.seq = ?1";
        self.database
            .one(query, values![event], |row| {
                Ok((event_of(row, 6)?, source_of(row)?))
            })?
            .ok_or_else(|| LedgerError::damaged(self.path(), format!("event {event} is missing")))
    }

    /// The events that stand in which both take part, in the order of publication, and as reviewers left them those on
    /// which verdicts are. An event whose claims are all rejected is left out; one whose claim is corrected has the corrected
    /// date.
    pub(crate) fn moments_between(
        &self,
        a: &str,
        b: &str,
        as_known: Option<PartialDate>,
    ) -> Result<(Vec<Moment>, HashMap<i64, Event>), LedgerError> {
        let (lesser, greater) = if a <= b { (a, b) } else { (b, a) };
        let known_before = known_before(as_known);
        let mut moments = moments::between(&self.database, lesser, greater)?;
        moments.retain(|moment| moment.learned < known_before);
        let touched = moments.iter().filter(|moment| moment.touched);
        let touched: Vec<i64> = touched.map(|moment| moment.event).collect();
        let mut reviewed = HashMap::new();
        for event in touched {
            let standing = self.as_reviewed(event, as_known)?;
            let at = moments.iter().position(|moment| moment.event == event);
            match (at, standing) {
                (Some(at), Some(standing)) => {
                    moments[at] = Moment {
                        deed: Deed::of(&standing).number(),
                        date: standing.date,
                        ..moments[at]
                    };
                    reviewed.insert(event, standing);
                }
                (Some(at), None) => {
                    moments.swap_remove(at);
                }
                (None, _) => {}
            }
        }
        moments.sort_by_key(Moment::order);
        Ok((moments, reviewed))
    }

    /// The events in which an entity takes part, the latest first, at most `limit`; see [`Ledger::latest_events`].
    pub(crate) fn latest_moments(
        &self,
        of: &str,
        as_of: AsOf,
        limit: usize,
    ) -> Result<Vec<i64>, LedgerError> {
        // Dates of days and of vaguer precision, as numbers: those of one month or year come before its days.
        let last = i64::from(packed(Some(PartialDate::day(as_of.on.last_day()))));
        let known_before = known_before(as_of.as_known);
        self.latest_of(of, last, limit, |moment| {
            Ok(moment.learned < known_before
                && (!moment.touched || self.event_stands(moment.event, as_of.as_known)?))
        })
    }

    /// Whether recodings and revisions have left the event.
    fn event_stands(&self, row: i64, as_known: Option<PartialDate>) -> Result<bool, LedgerError> {
        let query = "
            SELECT 1 FROM events e WHERE e.seq = ?1
              AND coalesce((SELECT s.stands FROM standings s WHERE s.event = e.seq AND s.learned < ?2
                            ORDER BY s.seq DESC LIMIT 1), 1) <> 0
              AND NOT EXISTS (SELECT 1 FROM revisions x WHERE x.report = e.report AND x.learned < ?2)";
        let values = values![row, known_bound(as_known)];
        Ok(self.database.one(query, values, |_| Ok(()))?.is_some())
    }

    /// The event as recodings, revisions and reviewers left it; `None` where it does not stand, or none of its claims does.
    fn as_reviewed(
        &self,
        row: i64,
        as_known: Option<PartialDate>,
    ) -> Result<Option<Event>, LedgerError> {
        let query = "
            SELECT e.json FROM events e WHERE e.seq = ?1
              AND (coalesce((SELECT s.stands FROM standings s WHERE s.event = e.seq AND s.learned < ?2
                             ORDER BY s.seq DESC LIMIT 1), 1) <> 0
                   OR EXISTS (SELECT 1 FROM claims c JOIN verdicts v ON v.claim = c.seq WHERE c.event = e.seq))
              AND NOT EXISTS (SELECT 1 FROM revisions x WHERE x.report = e.report AND x.learned < ?2)";
        let known = known_bound(as_known);
        let event = self
            .database
            .one(query, values![row, known], |row| event_of(row, 0))?;
        let Some(mut event) = event else {
            return Ok(None);
        };
        let claims = self.claims_with_status("c.event = ?2", values![row], as_known)?;
        if claims.is_empty() {
            return Ok(Some(event));
        }
        let mut standing = claims
            .iter()
            .filter(|(_, status)| *status == Status::Stands)
            .map(|(claim, _)| claim)
            .peekable();
        if standing.peek().is_none() {
            return Ok(None);
        }
        if let Some(corrected) =
            standing.find(|claim| claim.accepted && claim.valid_from != event.date)
        {
            event.date = corrected.valid_from;
            event.date_precision = event.date.map(PartialDate::precision);
        }
        Ok(Some(event))
    }
}

/// Who did what to whom, by which two tellings are compared.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Deed {
    act: Option<String>,
    event: Option<String>,
    mode: Option<String>,
    happened: Option<Modality>,
    sides: Vec<BTreeSet<String>>,
}

impl Deed {
    pub(crate) fn of(event: &Event) -> Self {
        let ids = |parties: &[Party]| {
            parties
                .iter()
                .map(|party| party.id.clone())
                .collect::<BTreeSet<_>>()
        };
        let (actors, recipients) = (ids(&event.actor), ids(&event.recipient));
        let unordered = event.effect.as_ref().is_some_and(|effect| !effect.ordered);
        let mut sides = if unordered {
            vec![&actors | &recipients]
        } else {
            vec![actors, recipients]
        };
        sides.push(ids(&event.object));
        // What one report tells as news and a later one as history is the same, if it happened on the same date.
        let past = matches!(event.modality, Modality::Asserted | Modality::Historical)
            && event.date.is_some();
        Deed {
            act: event.act.clone(),
            event: event.event.clone(),
            mode: event.mode.clone(),
            happened: (!past).then_some(event.modality),
            sides,
        }
    }
}

impl Deed {
    /// A number by which deeds are told apart; the same on every machine.
    pub(crate) fn number(&self) -> i64 {
        let mut number = [0; 8];
        let written = format!("{self:?}");
        number.copy_from_slice(&blake3::hash(written.as_bytes()).as_bytes()[..8]);
        i64::from_le_bytes(number)
    }
}

pub(crate) fn same_time(a: Option<PartialDate>, b: Option<PartialDate>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.agrees_with(b),
        (a, b) => a == b,
    }
}

/// Takes together what is the same, in the order of dates. The moments are in the order of publication.
fn merge(moments: Vec<Moment>) -> Vec<Happening> {
    let mut happenings: Vec<Happening> = Vec::new();
    let mut known: HashMap<i64, Vec<usize>> = HashMap::new();
    for moment in moments {
        let same = known.entry(moment.deed).or_default();
        match same
            .iter()
            .find(|&&at| same_time(happenings[at].date, moment.date))
        {
            Some(&at) => happenings[at].add(moment),
            None => {
                same.push(happenings.len());
                happenings.push(Happening {
                    date: moment.date,
                    told: vec![moment],
                    published: moment.published,
                });
            }
        }
    }
    happenings.sort_by_key(|happening| (happening.day(), happening.told[0].event));
    happenings
}
