//! All that happened between two entities, each thing once however many reports tell it.

use std::collections::{BTreeSet, HashMap};

use legation_coder::{Event, Modality, Party};
use legation_text::PartialDate;
use rusqlite::named_params;

use crate::answer::{Source, Timeline, TimelineEntry};
use crate::load::{Status, known_bound};
use crate::{Ledger, LedgerError};

impl Ledger {
    /// The events of all modalities in which both take part, in the order of their dates; undated ones stand where
    /// their first report was published.
    pub fn timeline(
        &self,
        a: &str,
        b: &str,
        as_known: Option<PartialDate>,
    ) -> Result<Timeline, LedgerError> {
        self.at_once(|| self.timeline_now(a, b, as_known))
    }

    fn timeline_now(
        &self,
        a: &str,
        b: &str,
        as_known: Option<PartialDate>,
    ) -> Result<Timeline, LedgerError> {
        let told = self.told_between(a, b, as_known)?;
        Ok(Timeline {
            pair: [a.to_owned(), b.to_owned()],
            entries: merge(
                told.into_iter()
                    .map(|(_, event, source)| (event, source))
                    .collect(),
            ),
        })
    }

    /// The events that stand in which both take part, with their rows and where they are told, in the order of publication.
    /// An event whose claims are all rejected is left out; one whose claim is corrected has the corrected date.
    pub(crate) fn told_between(
        &self,
        a: &str,
        b: &str,
        as_known: Option<PartialDate>,
    ) -> Result<Vec<(i64, Event, Source)>, LedgerError> {
        let (lesser, greater) = if a <= b { (a, b) } else { (b, a) };
        let known = known_bound(as_known);
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT r.id, r.publisher, r.published, e.span_start, e.span_end, e.sentence, e.json, e.seq
                 FROM pairs p JOIN events e ON e.seq = p.event JOIN reports r ON r.seq = e.report
                 WHERE p.a = :a AND p.b = :b AND e.learned < :known
                   AND (coalesce((SELECT s.stands FROM standings s WHERE s.event = e.seq AND s.learned < :known
                                  ORDER BY s.seq DESC LIMIT 1), 1)
                        OR EXISTS (SELECT 1 FROM claims c JOIN verdicts v ON v.claim = c.seq WHERE c.event = e.seq))
                   AND NOT EXISTS (SELECT 1 FROM revisions x WHERE x.report = e.report AND x.learned < :known)
                 ORDER BY r.published IS NULL, r.published, r.id, e.span_start, e.seq",
            )
            .map_err(|e| self.failed(e))?;
        let mut rows = statement
            .query(named_params! { ":a": lesser, ":b": greater, ":known": known })
            .map_err(|e| self.failed(e))?;
        let reviewed = self.has_verdicts()?;
        let mut told = Vec::new();
        while let Some(row) = rows.next().map_err(|e| self.failed(e))? {
            let (json, seq): (String, i64) = (self.column(row, 6)?, self.column(row, 7)?);
            let event = self.parse_event(&json)?;
            let event = if reviewed {
                self.as_reviewed(seq, event, as_known)?
            } else {
                Some(event)
            };
            if let Some(event) = event {
                told.push((seq, event, self.source_of(row)?));
            }
        }
        Ok(told)
    }

    fn has_verdicts(&self) -> Result<bool, LedgerError> {
        self.connection
            .query_row("SELECT EXISTS (SELECT 1 FROM verdicts)", [], |row| {
                row.get(0)
            })
            .map_err(|e| self.failed(e))
    }

    /// The event as reviewers left it; `None` where none of its claims stands.
    fn as_reviewed(
        &self,
        row: i64,
        mut event: Event,
        as_known: Option<PartialDate>,
    ) -> Result<Option<Event>, LedgerError> {
        let claims = self.claims_with_status("c.event = :event", &[(":event", &row)], as_known)?;
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
#[derive(PartialEq, Eq, Hash)]
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

pub(crate) fn same_time(a: Option<PartialDate>, b: Option<PartialDate>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.agrees_with(b),
        (a, b) => a == b,
    }
}

fn merge(told: Vec<(Event, Source)>) -> Vec<TimelineEntry> {
    let mut entries: Vec<TimelineEntry> = Vec::new();
    let mut known: HashMap<Deed, Vec<usize>> = HashMap::new();
    for (event, source) in told {
        let same = known.entry(Deed::of(&event)).or_default();
        match same
            .iter()
            .find(|&&at| same_time(entries[at].date, event.date))
        {
            Some(&at) => add(&mut entries[at], event, source),
            None => {
                same.push(entries.len());
                let date = event.date;
                let date_precision = date.map(PartialDate::precision);
                entries.push(TimelineEntry {
                    date,
                    date_precision,
                    event,
                    sources: vec![source],
                });
            }
        }
    }
    entries.sort_by_key(|entry| {
        let stands = entry.date.map(PartialDate::first_day);
        let published = entry.sources[0].published.map(PartialDate::last_day);
        (
            stands.or(published).unwrap_or(jiff::civil::Date::MAX),
            entry.event.trigger.start,
        )
    });
    entries
}

fn add(entry: &mut TimelineEntry, event: Event, source: Source) {
    if let (Some(known), Some(date)) = (entry.date, event.date) {
        let date = known.sharpen(date);
        entry.date = Some(date);
        entry.date_precision = Some(date.precision());
    }
    if event.modality == Modality::Asserted && entry.event.modality != Modality::Asserted {
        entry.event = event;
    }
    if !entry.sources.contains(&source) {
        entry.sources.push(source);
    }
}
