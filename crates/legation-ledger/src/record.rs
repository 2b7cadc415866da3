//! Adding reports, with their events and claims, within a transaction.

use legation_coder::Event;
use legation_text::{PartialDate, Report};

use crate::claim::{Claim, Said, unordered_sides};
use crate::entry::{Entry, milliseconds};
use crate::layers::Told;
use crate::moments::{self, Moment};
use crate::sql::{Database, values};
use crate::voices::{Signature, Voice};
use crate::{LedgerError, Outcome, Reading, content_hash, part};

pub(crate) fn report_id<'a>(report: &'a Report, hash: &'a str) -> &'a str {
    if report.id.is_empty() {
        &hash[..16]
    } else {
        &report.id
    }
}

/// The hash of the report that is there under this id, or with this content.
pub(crate) fn known_hash(
    database: &Database,
    id: &str,
    hash: &str,
) -> Result<Option<String>, LedgerError> {
    database.one(
        "SELECT hash FROM reports WHERE id = ?1 UNION ALL SELECT hash FROM reports WHERE hash = ?2",
        values![id, hash],
        |row| row.get(0),
    )
}

/// Adds the readings that are not there yet: what became of each, and what their rows tell.
pub(crate) fn all(
    database: &Database,
    readings: &[Reading],
    kind: &str,
    learned: &str,
) -> Result<(Vec<Outcome>, Told), LedgerError> {
    let mut adding = Adding {
        database,
        kind,
        learned,
        learned_at: milliseconds(learned)
            .ok_or_else(|| LedgerError::damaged(database.place(), format!("time '{learned}'")))?,
        told: Told::default(),
        reports: Vec::new(),
        claims: Vec::new(),
    };
    let mut outcomes = Vec::with_capacity(readings.len());
    for reading in readings {
        outcomes.push(adding.report(reading, outcomes.len())?);
    }
    let (told, made) = adding.claims()?;
    for at in made {
        if let Some(Outcome::New { claims, .. }) = outcomes.get_mut(at) {
            *claims += 1;
        }
    }
    Ok((outcomes, told))
}

/// Reports that are being added, in one transaction.
struct Adding<'a> {
    database: &'a Database,
    kind: &'a str,
    learned: &'a str,
    learned_at: i64,
    told: Told,
    reports: Vec<Added<'a>>,
    claims: Vec<NewClaim<'a>>,
}

/// A report that was added.
struct Added<'a> {
    reading: &'a Reading<'a>,
    /// Its place among the readings.
    at: usize,
    row: i64,
    voice: Voice,
}

/// A claim that is to be added.
struct NewClaim<'a> {
    said: Said,
    event: &'a Event,
    event_row: i64,
    /// Its place among the reports that were added.
    report: usize,
}

impl<'a> Adding<'a> {
    fn report(&mut self, reading: &'a Reading<'a>, at: usize) -> Result<Outcome, LedgerError> {
        let (database, report) = (self.database, reading.report);
        let hash = content_hash(report);
        let id = report_id(report, &hash);
        if let Some(known) = known_hash(database, id, &hash)? {
            return Ok(Outcome::Known {
                differs: known != hash,
            });
        }
        let row = add_report(database, reading, self.kind, (id, &hash), self.learned)?;
        let publisher = report.publisher.as_deref();
        let mut voice = Voice::of(publisher, None, None);
        if self.kind == "report" {
            let (agency, wording) = add_provenance(database, row, report)?;
            voice = Voice::of(publisher, agency.as_deref(), wording.as_ref());
            database.index_words(row, report.title.as_deref(), &report.text)?;
        }
        let place = Place {
            report: row,
            learned: self.learned,
        };
        let mut events = 0;
        for event in reading.events {
            let Some(event_row) = add_event(database, &place, event)? else {
                continue;
            };
            events += 1;
            let moment = Moment::new(event, (event_row, row), report.date, self.learned_at);
            self.told.moments.extend(moments::New::of(event, moment));
            let said = Claim::of_event(event).into_iter();
            self.claims.extend(said.map(|said| NewClaim {
                said,
                event,
                event_row,
                report: self.reports.len(),
            }));
        }
        self.reports.push(Added {
            reading,
            at,
            row,
            voice,
        });
        Ok(Outcome::New { events, claims: 0 })
    }

    /// Adds the claims of all reports. Gives for each that is no denial the place of its reading.
    fn claims(mut self) -> Result<(Told, Vec<usize>), LedgerError> {
        // Ids are hashes. In their order each page of their index is looked for once, and not once for every claim.
        self.claims.sort_by(|a, b| a.said.id.cmp(&b.said.id));
        let mut made = Vec::with_capacity(self.claims.len());
        for claim in self.claims {
            let (report, event) = (&self.reports[claim.report], claim.event);
            let rows = (claim.event_row, report.row);
            let added = add_claim(self.database, rows, event, &claim.said, self.learned)?;
            let Some(row) = added else { continue };
            if !claim.said.denies {
                made.push(report.at);
            }
            let Said {
                id,
                relation,
                state,
                denies,
            } = claim.said;
            let strange = || LedgerError::damaged(self.database.place(), format!("claim '{id}'"));
            let own_word = [speaker(event), report.reading.publisher_entity]
                .into_iter()
                .flatten()
                .any(|entity| relation.is_act_of(entity));
            self.told.claims.push(part::New {
                entry: Entry {
                    id: u64::from_str_radix(&id, 16).map_err(|_| strange())?,
                    claim: row,
                    event: claim.event_row,
                    report: report.row,
                    learned: self.learned_at,
                    state: 0,
                    by: 0,
                    place: u32::try_from(event.trigger.start).map_err(|_| strange())?,
                    valid_from: event.date,
                    published: report.reading.report.date,
                    denies,
                    own_word,
                    touched: false,
                    voice: report.voice,
                },
                relation,
                state,
                by: actors(event),
            });
        }
        Ok((self.told, made))
    }
}

/// The report to which events are added, and the system time.
pub(crate) struct Place<'a> {
    pub report: i64,
    pub learned: &'a str,
}

/// Adds an event and at once its claims; its row, or `None` where an event with its id is there already.
pub(crate) fn add_event_with_claims(
    database: &Database,
    place: &Place,
    event: &Event,
) -> Result<Option<i64>, LedgerError> {
    let Some(row) = add_event(database, place, event)? else {
        return Ok(None);
    };
    add_claims(database, (row, place.report), event, place.learned)?;
    Ok(Some(row))
}

/// What tells copies of a report: the agency that its dateline names, and its wording.
pub(crate) fn add_provenance(
    database: &Database,
    row: i64,
    report: &Report,
) -> Result<(Option<String>, Option<Signature>), LedgerError> {
    let agency = report.dateline().and_then(|dateline| dateline.agency);
    let signature = Signature::of(report.body.of(&report.text));
    database.execute(
        "INSERT INTO provenance (report, agency, minhash) VALUES (?1, ?2, ?3)",
        values![
            row,
            agency.as_deref(),
            signature.as_ref().map(Signature::to_bytes)
        ],
    )?;
    Ok((agency, signature))
}

fn add_report(
    database: &Database,
    reading: &Reading,
    kind: &str,
    (id, hash): (&str, &str),
    learned: &str,
) -> Result<i64, LedgerError> {
    let report = reading.report;
    let row = database.insert(
        "INSERT INTO reports (id, publisher, publisher_entity, published, published_precision, title, url, language,
                              text, hash, learned, kind, body_start, body_end)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        values![
            id,
            &report.publisher,
            reading.publisher_entity,
            report.date,
            report.date.map(|date| date.precision().as_str()),
            &report.title,
            &report.url,
            &report.language,
            &report.text,
            hash,
            learned,
            kind,
            report.body.start,
            report.body.end,
        ],
    )?;
    row.ok_or_else(|| database.not_added("report", id))
}

/// The event's row; `None` where an event with its id is there already.
fn add_event(
    database: &Database,
    place: &Place,
    event: &Event,
) -> Result<Option<i64>, LedgerError> {
    let json = serde_json::to_string(event)
        .map_err(|e| LedgerError::damaged(database.place(), format!("event {}: {e}", event.id)))?;
    database.insert(
        "INSERT INTO events (id, report, act, modality, date, date_precision, span_start, span_end,
                             sentence, json, learned, cause, confidence)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT DO NOTHING",
        values![
            &event.id,
            place.report,
            &event.act,
            event.modality.as_str(),
            event.date,
            event.date.map(|date| date.precision().as_str()),
            event.span.start,
            event.span.end,
            &event.text,
            json,
            place.learned,
            &event.cause,
            event.confidence,
        ],
    )
}

/// Every two that take part in different roles, and the actors of a mutual act among themselves; lesser id first.
pub(crate) fn pairs_of(event: &Event) -> Vec<(String, String)> {
    let ids = |parties: &[legation_coder::Party]| {
        parties
            .iter()
            .map(|party| party.id.clone())
            .collect::<Vec<_>>()
    };
    let (actors, recipients, objects) =
        (ids(&event.actor), ids(&event.recipient), ids(&event.object));
    let mut pairs = Vec::new();
    for (side, other) in [
        (&actors, &recipients),
        (&actors, &objects),
        (&recipients, &objects),
    ] {
        for a in side {
            pairs.extend(
                other
                    .iter()
                    .filter(|b| *b != a)
                    .flat_map(|b| unordered_sides([a, b].into_iter())),
            );
        }
    }
    if recipients.is_empty() && objects.is_empty() {
        pairs.extend(unordered_sides(actors.iter()));
    }
    pairs
}

/// Adds the event's claims and denials.
pub(crate) fn add_claims(
    database: &Database,
    rows: (i64, i64),
    event: &Event,
    learned: &str,
) -> Result<(), LedgerError> {
    for said in Claim::of_event(event) {
        add_claim(database, rows, event, &said, learned)?;
    }
    Ok(())
}

/// The claim's row; `None` where one with its id is there already.
fn add_claim(
    database: &Database,
    (row, report): (i64, i64),
    event: &Event,
    said: &Said,
    learned: &str,
) -> Result<Option<i64>, LedgerError> {
    let first_day = event.date.map(PartialDate::first_day);
    database.insert(
        "INSERT INTO claims (id, event, report, aspect, from_id, to_id, object, ordered, state,
                             by_ids, speaker, place, valid_from, precision, first_day, learned, denied)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) ON CONFLICT DO NOTHING",
        values![
            &said.id,
            row,
            report,
            &said.relation.aspect,
            &said.relation.from,
            &said.relation.to,
            &said.relation.object,
            said.relation.ordered,
            &said.state,
            actors(event),
            speaker(event),
            event.trigger.start,
            event.date,
            event.date.map(|date| date.precision().as_str()),
            first_day.map(|day| day.to_string()),
            learned,
            said.denies,
        ],
    )
}

/// The ids of those who did it.
fn actors(event: &Event) -> String {
    let ids: Vec<&str> = event.actor.iter().map(|party| party.id.as_str()).collect();
    ids.join(" ")
}

fn speaker(event: &Event) -> Option<&str> {
    event.attribution.as_ref()?.id.as_deref()
}
