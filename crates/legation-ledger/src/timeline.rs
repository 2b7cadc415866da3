//! All that happened between two entities, each thing once however many reports tell it.

use std::collections::{BTreeSet, HashMap};

use legation_coder::{Event, Modality, Party};
use legation_text::PartialDate;
use rusqlite::params;

use crate::answer::{Source, Timeline, TimelineEntry};
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
        let (lesser, greater) = if a <= b { (a, b) } else { (b, a) };
        let learned = as_known.map_or_else(
            || "9999-12-31".to_owned(),
            |date| date.last_day().to_string(),
        );
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT r.id, r.publisher, r.published, e.span_start, e.span_end, e.sentence, e.json
                 FROM pairs p JOIN events e ON e.seq = p.event JOIN reports r ON r.seq = e.report
                 WHERE p.a = ?1 AND p.b = ?2 AND substr(e.learned, 1, 10) <= ?3
                 ORDER BY r.published IS NULL, r.published, r.id, e.span_start, e.seq",
            )
            .map_err(|e| self.failed(e))?;
        let mut rows = statement
            .query(params![lesser, greater, learned])
            .map_err(|e| self.failed(e))?;
        let mut told = Vec::new();
        while let Some(row) = rows.next().map_err(|e| self.failed(e))? {
            let json: String = self.column(row, 6)?;
            told.push((self.parse_event(&json)?, self.source_of(row)?));
        }
        Ok(Timeline {
            pair: [a.to_owned(), b.to_owned()],
            entries: merge(told),
        })
    }
}

/// Who did what to whom, by which two tellings are compared.
#[derive(PartialEq, Eq, Hash)]
struct Deed {
    act: Option<String>,
    event: Option<String>,
    mode: Option<String>,
    happened: Option<Modality>,
    sides: Vec<BTreeSet<String>>,
}

impl Deed {
    fn of(event: &Event) -> Self {
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

fn same_time(a: Option<PartialDate>, b: Option<PartialDate>) -> bool {
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
