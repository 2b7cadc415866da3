//! What is worked out of readings before they are written: on another processor, a little ahead of the one that writes.

use std::sync::mpsc::sync_channel;

use legation_coder::Event;
use legation_text::Report;

use crate::claim::{Claim, Said};
use crate::voices::Signature;
use crate::{LedgerError, Reading, content_hash, moments};

/// Readings that are prepared together, and so many times that may wait to be written.
const TOGETHER: usize = 32;
const AHEAD: usize = 16;

/// A reading with all that its rows need but their numbers.
pub(crate) struct Prepared<'a> {
    pub reading: &'a Reading<'a>,
    pub hash: String,
    pub origin: Origin,
    pub events: Vec<PreparedEvent<'a>>,
}

/// What tells copies of a report: the agency that its dateline names, and its wording.
pub(crate) struct Origin {
    pub agency: Option<String>,
    pub wording: Option<Signature>,
}

pub(crate) struct PreparedEvent<'a> {
    pub event: &'a Event,
    pub json: Result<String, serde_json::Error>,
    pub said: Vec<Said>,
    pub moments: Vec<moments::New>,
}

impl Origin {
    pub fn of(report: &Report) -> Self {
        Origin {
            agency: report.dateline().and_then(|dateline| dateline.agency),
            wording: Signature::of(report.body.of(&report.text)),
        }
    }
}

/// The part of a report's text that tells its copies, as the ledger has it: from where to where, or all of it; `None` where that lies outside the text.
pub(crate) fn body(text: &str, start: Option<usize>, end: Option<usize>) -> Option<&str> {
    match start.zip(end) {
        Some((start, end)) => text.get(start..end),
        None => Some(text),
    }
}

impl<'a> Prepared<'a> {
    fn of(reading: &'a Reading<'a>) -> Self {
        let report = reading.report;
        let events = reading.events.iter().map(|event| PreparedEvent {
            event,
            json: json(event),
            said: Claim::of_event(event),
            moments: moments::New::of(event, report.date),
        });
        Prepared {
            reading,
            hash: content_hash(report),
            origin: Origin::of(report),
            events: events.collect(),
        }
    }
}

/// The event as it is written.
pub(crate) fn json(event: &Event) -> Result<String, serde_json::Error> {
    serde_json::to_string(event)
}

/// Hands on the readings in their order, prepared.
pub(crate) fn each<'a>(
    readings: &'a [Reading<'a>],
    mut see: impl FnMut(Prepared<'a>) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    if readings.len() <= TOGETHER {
        return readings.iter().map(Prepared::of).try_for_each(see);
    }
    std::thread::scope(|scope| {
        let (ready, waiting) = sync_channel::<Vec<Prepared>>(AHEAD);
        scope.spawn(move || {
            for some in readings.chunks(TOGETHER) {
                let some = some.iter().map(Prepared::of).collect();
                // Nobody waits any more where writing has failed.
                if ready.send(some).is_err() {
                    return;
                }
            }
        });
        waiting.into_iter().flatten().try_for_each(&mut see)
    })
}
