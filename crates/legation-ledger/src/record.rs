//! Adding reports, with their events and claims, within a transaction.

use legation_coder::Event;
use legation_text::{PartialDate, Report};

use crate::claim::{Claim, Said, unordered_sides};
use crate::entry::{Entry, milliseconds};
use crate::layers::Told;
use crate::prepared::{self, Origin, Prepared, json};
use crate::sql::{Database, values};
use crate::voices::{Signature, Voice};
use crate::{LedgerError, Outcome, Reading, part};

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
    // Hashes are indexed by their first digits, which takes a third of the room.
    database.one(
        "SELECT hash FROM reports WHERE id = ?1 UNION ALL
         SELECT hash FROM reports WHERE substr(hash, 1, 10) = ?2 AND hash = ?3",
        values![id, &hash[..10], hash],
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
    };
    let mut outcomes = Vec::with_capacity(readings.len());
    prepared::each(readings, |reading| {
        outcomes.push(adding.report(reading)?);
        Ok(())
    })?;
    Ok((outcomes, adding.told))
}

/// Reports that are being added, in one transaction.
struct Adding<'a> {
    database: &'a Database,
    kind: &'a str,
    learned: &'a str,
    learned_at: i64,
    told: Told,
}

impl Adding<'_> {
    fn report(&mut self, prepared: Prepared) -> Result<Outcome, LedgerError> {
        let (database, reading) = (self.database, prepared.reading);
        let (report, hash) = (reading.report, prepared.hash);
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
            let origin = &prepared.origin;
            add_provenance(database, row, origin)?;
            voice = Voice::of(publisher, origin.agency.as_deref(), origin.wording.as_ref());
            database.index_words(row, report.title.as_deref(), &report.text)?;
        }
        let place = Place {
            report: row,
            learned: self.learned,
        };
        let (mut events, mut claims) = (0, 0);
        for prepared in prepared.events {
            let event = prepared.event;
            let Some(event_row) = add_event(database, &place, event, prepared.json)? else {
                continue;
            };
            events += 1;
            let told = prepared.moments.into_iter();
            let rows = (event_row, row);
            self.told
                .moments
                .extend(told.map(|new| new.at(rows, self.learned_at)));
            for said in prepared.said {
                claims += usize::from(!said.denies);
                let claim = self.claim((event, said), rows, reading, voice)?;
                self.told.claims.push(claim);
            }
        }
        Ok(Outcome::New { events, claims })
    }

    fn claim(
        &self,
        (event, said): (&Event, Said),
        (event_row, report): (i64, i64),
        reading: &Reading,
        voice: Voice,
    ) -> Result<part::New, LedgerError> {
        let claim = add_claim(
            self.database,
            (event_row, report),
            event,
            &said,
            self.learned,
        )?;
        let Said {
            id,
            relation,
            state,
            denies,
        } = said;
        let strange = || LedgerError::damaged(self.database.place(), format!("claim '{id}'"));
        let own_word = [speaker(event), reading.publisher_entity]
            .into_iter()
            .flatten()
            .any(|entity| relation.is_act_of(entity));
        Ok(part::New {
            entry: Entry {
                id: u64::from_str_radix(&id, 16).map_err(|_| strange())?,
                claim,
                event: event_row,
                report,
                learned: self.learned_at,
                state: 0,
                by: 0,
                place: u32::try_from(event.trigger.start).map_err(|_| strange())?,
                valid_from: event.date,
                published: reading.report.date,
                denies,
                own_word,
                touched: false,
                voice,
            },
            relation,
            state,
            by: actors(event),
        })
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
    let Some(row) = add_event(database, place, event, json(event))? else {
        return Ok(None);
    };
    add_claims(database, (row, place.report), event, place.learned)?;
    Ok(Some(row))
}

pub(crate) fn add_provenance(
    database: &Database,
    row: i64,
    origin: &Origin,
) -> Result<(), LedgerError> {
    database.execute(
        "INSERT INTO provenance (report, agency, minhash) VALUES (?1, ?2, ?3)",
        values![
            row,
            origin.agency.as_deref(),
            origin.wording.as_ref().map(Signature::to_bytes)
        ],
    )?;
    Ok(())
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
    json: Result<String, serde_json::Error>,
) -> Result<Option<i64>, LedgerError> {
    let json = json
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

/// The row of a claim of an event that is new, as the claim therefore is too.
fn add_claim(
    database: &Database,
    (row, report): (i64, i64),
    event: &Event,
    said: &Said,
    learned: &str,
) -> Result<i64, LedgerError> {
    let first_day = event.date.map(PartialDate::first_day);
    let row = database.insert(
        "INSERT INTO claims (id, event, report, aspect, from_id, to_id, object, ordered, state,
                             by_ids, speaker, place, valid_from, precision, first_day, learned, denied)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
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
    )?;
    row.ok_or_else(|| database.not_added("claim", &said.id))
}

/// The ids of those who did it.
fn actors(event: &Event) -> String {
    let ids: Vec<&str> = event.actor.iter().map(|party| party.id.as_str()).collect();
    ids.join(" ")
}

fn speaker(event: &Event) -> Option<&str> {
    event.attribution.as_ref()?.id.as_deref()
}
