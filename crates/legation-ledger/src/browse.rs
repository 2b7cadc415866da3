//! What pages ask: a relation's whole history, how all stand to one entity, a report with what is read in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use legation_coder::Event;
use legation_text::{PartialDate, Precision, Span};
use serde::Serialize;

use crate::answer::{Relation, ReportCard};
use crate::dossier;
use crate::fold::{FoldedHistory, FoldedLine, Wanted};
use crate::load::{Status, event_of, known_bound};
use crate::query::{Shown, rank};
use crate::sql::{Interrupter, values};
use crate::view::{Between, Stays};
use crate::{AsOf, Ledger, LedgerError};

/// The states of every relation between two entities, one after the other.
#[derive(Clone, Debug, Serialize)]
pub struct Histories {
    /// The two, as asked for.
    pub pair: [String; 2],
    /// One for each aspect, direction and object of which something is known.
    pub histories: Vec<RelationHistory>,
}

/// The states of one relation.
#[derive(Clone, Debug, Serialize)]
pub struct RelationHistory {
    /// `recognition`, `diplomatic`, …
    pub aspect: String,
    /// The side from which it goes out; `None` where the pair is not ordered.
    pub from: Option<String>,
    /// The side to which it goes.
    pub to: Option<String>,
    /// What it is about, where that is more than the aspect.
    pub object: Option<String>,
    /// What was so, in the order of valid time.
    pub lines: Vec<Relation>,
    /// What is told and does not stand: rivals of lines, and lines that denials outweigh.
    pub contested: Vec<Relation>,
}

/// How one entity stands to the one asked about, in one relation.
#[derive(Clone, Debug, Serialize)]
pub struct Standing {
    /// The other entity.
    pub with: String,
    /// `recognition`, `diplomatic`, …
    pub aspect: String,
    /// The side from which it goes out; `None` where the pair is not ordered.
    pub from: Option<String>,
    /// The side to which it goes.
    pub to: Option<String>,
    /// What it is about, where that is more than the aspect.
    pub object: Option<String>,
    /// The state.
    pub state: String,
    /// Since when.
    pub since: Option<PartialDate>,
    /// How precisely that is known.
    pub since_precision: Option<Precision>,
    /// The state before, where it is known.
    pub before: Option<String>,
    /// Whether others say otherwise of the same time.
    pub disputed: bool,
    /// Whether it had surely begun by the date asked for.
    pub certain: bool,
    /// Whether no report says so and it follows from the state of diplomatic relations.
    pub implied: bool,
    /// How many reports say so.
    pub reports: usize,
    /// The claim that tells it first.
    pub claim: Option<String>,
}

/// Which relations of an entity [`Folded::on`] gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Those that go out from it, and unordered ones.
    Out,
    /// Those that go to it, and unordered ones.
    In,
    /// All.
    Both,
}

/// A report as the ledger keeps it, and what is read in it.
#[derive(Clone, Debug, Serialize)]
pub struct StoredReport {
    /// Publisher, date, title and address.
    #[serde(flatten)]
    pub card: ReportCard,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// `report`, or `baseline` for a row of an imported list.
    pub kind: String,
    /// When the ledger learned it, RFC 3339 in UTC.
    pub learned: String,
    /// `corrected` or `retracted`, where its publisher has.
    pub revised: Option<String>,
    /// The report that corrects it.
    pub replacement: Option<String>,
    /// The part of the text that is news.
    pub body: Span,
    /// The whole text.
    pub text: String,
    /// What is read in it, in the order of the text.
    pub events: Vec<StoredEvent>,
}

/// An event of a report with the claims that it makes.
#[derive(Clone, Debug, Serialize)]
pub struct StoredEvent {
    /// Whether the present coder reads it so.
    pub stands: bool,
    /// The claims, and whether each is folded.
    pub claims: Vec<StoredClaim>,
    /// The event.
    pub event: Event,
}

/// A claim of an event, by name.
#[derive(Clone, Debug, Serialize)]
pub struct StoredClaim {
    /// Its id.
    pub id: String,
    /// Whether it is folded, and if not, why.
    pub status: Status,
}

/// An event that an entity takes part in, and where it is told.
#[derive(Clone, Debug, Serialize)]
pub struct ToldEvent {
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub published: Option<PartialDate>,
    /// The event.
    pub event: Event,
}

/// How much the ledger has of an entity.
#[derive(Clone, Debug, Serialize)]
pub struct Mentioned {
    /// The entity.
    pub id: String,
    /// The claims about relations of it.
    pub claims: i64,
}

impl Ledger {
    /// Changes whenever a row is added: what was answered under the same stamp is answered so again.
    pub fn stamp(&self) -> Result<String, LedgerError> {
        let marks = self.marks()?.map(|mark| format!("{mark:x}"));
        Ok(marks.join("."))
    }

    /// Stops the question that this ledger is answering, from another thread: it then fails.
    pub fn interrupter(&self) -> Interrupter {
        self.database.interrupter()
    }

    /// All states of all relations between two entities, with what the ledger had learned by `as_known`.
    pub fn histories(
        &self,
        a: &str,
        b: &str,
        as_known: Option<PartialDate>,
    ) -> Result<Histories, LedgerError> {
        self.at_once(|| {
            let folded = self.dossiers_between(a, b, as_known)?.fold(Wanted::Told);
            let lines = folded.histories.iter().map(|history| history.lines.len());
            let most = self.listed.sources_of_each(lines.sum());
            let mut histories = folded
                .histories
                .iter()
                .map(|history| self.history(&folded, history, most))
                .collect::<Result<Vec<_>, _>>()?;
            histories.sort_by_key(|history| rank(&history.aspect));
            Ok(Histories {
                pair: [a.to_owned(), b.to_owned()],
                histories,
            })
        })
    }

    fn history(
        &self,
        folded: &dossier::Folded,
        history: &FoldedHistory,
        most: usize,
    ) -> Result<RelationHistory, LedgerError> {
        let key = &history.relation;
        let told = |line: &FoldedLine, stands: bool| {
            let shown = Shown {
                history,
                line,
                stands,
                disputed: !stands || line.is_disputed(),
                on: None,
            };
            self.relation(folded, &shown, most)
        };
        let lines = history.lines.iter().map(|line| told(line, true));
        let rivals = history.lines.iter().flat_map(|line| &line.rivals);
        let contested = rivals
            .chain(&history.overruled)
            .map(|line| told(line, false));
        Ok(RelationHistory {
            aspect: key.aspect.clone(),
            from: key.ordered.then(|| key.from.clone()),
            to: key.ordered.then(|| key.to.clone()),
            object: key.object.clone(),
            lines: lines.collect::<Result<_, _>>()?,
            contested: contested.collect::<Result<_, _>>()?,
        })
    }

    /// How all entities of which something is known stand to one, over all time: to be asked about any date, aspect and direction
    /// without another look at the ledger.
    pub fn folded(&self, of: &str, as_known: Option<PartialDate>) -> Result<Folded, LedgerError> {
        let mut around = self.at_once(|| self.around(of, as_known))?;
        around.retain(|between| !between.is_empty());
        Ok(Folded {
            of: of.to_owned(),
            around,
        })
    }

    /// The report with this id, with what was read in it and said of it by `as_known`; `None` where there is none, or was none by then.
    pub fn report(
        &self,
        id: &str,
        as_known: Option<PartialDate>,
    ) -> Result<Option<StoredReport>, LedgerError> {
        self.at_once(|| self.report_now(id, as_known))
    }

    fn report_now(
        &self,
        id: &str,
        as_known: Option<PartialDate>,
    ) -> Result<Option<StoredReport>, LedgerError> {
        let query = "
            SELECT r.seq, r.id, r.publisher, r.published, r.title, r.url, r.language, r.kind, r.learned,
                   x.kind, n.id, r.body_start, r.body_end, r.text
            FROM reports r LEFT JOIN revisions x ON x.seq = (
              SELECT max(seq) FROM revisions WHERE report = r.seq AND learned < ?2)
            LEFT JOIN reports n ON n.seq = x.replacement WHERE r.id = ?1 AND r.learned < ?2";
        self.database
            .one(query, values![id, known_bound(as_known)], |row| {
                let text: String = row.get(13)?;
                let body: [Option<usize>; 2] = [row.get(11)?, row.get(12)?];
                let body = match body {
                    [Some(start), Some(end)] => Span::from([start, end]),
                    _ => Span::from([0, text.len()]),
                };
                let report = StoredReport {
                    card: ReportCard {
                        id: row.get(1)?,
                        publisher: row.get(2)?,
                        published: row.get(3)?,
                        title: row.get(4)?,
                        url: row.get(5)?,
                    },
                    language: row.get(6)?,
                    kind: row.get(7)?,
                    learned: row.get(8)?,
                    revised: row.get(9)?,
                    replacement: row.get(10)?,
                    body,
                    text,
                    events: Vec::new(),
                };
                Ok((row.get(0)?, report))
            })?
            .map(|(seq, report)| {
                Ok(StoredReport {
                    events: self.stored_events(seq, as_known)?,
                    ..report
                })
            })
            .transpose()
    }

    fn stored_events(
        &self,
        report: i64,
        as_known: Option<PartialDate>,
    ) -> Result<Vec<StoredEvent>, LedgerError> {
        let mut claims: BTreeMap<i64, Vec<StoredClaim>> = BTreeMap::new();
        let of_report = "c.event IN (SELECT seq FROM events WHERE report = ?2)";
        let told = self.claims_with_status(of_report, values![report], as_known)?;
        for (claim, status) in told {
            let id = claim.id;
            let of_event = claims.entry(claim.event_row).or_default();
            of_event.push(StoredClaim { id, status });
        }
        let query = "
            SELECT e.seq, e.json, coalesce((SELECT s.stands FROM standings s WHERE s.event = e.seq AND s.learned < ?2
                                            ORDER BY s.seq DESC LIMIT 1), 1)
            FROM events e WHERE e.report = ?1 AND e.learned < ?2 ORDER BY e.span_start, e.seq";
        let values = values![report, known_bound(as_known)];
        self.database.all(query, values, |row| {
            Ok(StoredEvent {
                stands: row.get(2)?,
                claims: claims.remove(&row.get(0)?).unwrap_or_default(),
                event: event_of(row, 1)?,
            })
        })
    }

    /// The reports of the ledger, the latest published first, rows of baselines left out: the page of `limit` after `offset`.
    pub fn reports(&self, limit: usize, offset: usize) -> Result<Vec<ReportCard>, LedgerError> {
        let query = "SELECT id, publisher, published, title, url FROM reports WHERE kind = 'report'
                     ORDER BY coalesce(published, '') DESC, seq DESC LIMIT ?1 OFFSET ?2";
        self.database
            .all(query, values![limit, offset], ReportCard::of)
    }

    /// The events in which an entity takes part with another, as told last: dated ones by their date, others by their report's,
    /// each report's telling by itself; at most `limit`, none that began after the end of `on`.
    pub fn latest_events(
        &self,
        of: &str,
        as_of: AsOf,
        limit: usize,
    ) -> Result<Vec<ToldEvent>, LedgerError> {
        self.at_once(|| {
            let mut told = Vec::new();
            for event in self.latest_moments(of, as_of, limit)? {
                let (event, source) = self.event_and_source(event)?;
                told.push(ToldEvent {
                    publisher: source.publisher,
                    published: source.published,
                    event,
                });
            }
            Ok(told)
        })
    }

    /// The entities that claims are about, the most claimed first.
    pub fn mentioned(&self) -> Result<Vec<Mentioned>, LedgerError> {
        let mentions = self.at_once(|| self.mentions())?;
        let mut mentioned: Vec<Mentioned> = mentions
            .into_iter()
            .map(|(id, claims)| Mentioned { id, claims })
            .collect();
        mentioned.sort_by(|x, y| y.claims.cmp(&x.claims).then_with(|| x.id.cmp(&y.id)));
        Ok(mentioned)
    }

    /// Whether a report is there under this id.
    pub fn has_report(&self, id: &str) -> Result<bool, LedgerError> {
        let query = "SELECT 1 FROM reports WHERE id = ?1";
        let found = self.database.one(query, values![id], |_| Ok(()))?;
        Ok(found.is_some())
    }

    /// The first and the last day on which some relation is said to have moved.
    pub fn days(&self) -> Result<Option<(Date, Date)>, LedgerError> {
        // By month, which has an index.
        let one = |which: &str| {
            let query = format!(
                "SELECT {which}(first_day) FROM claims WHERE substr(first_day, 1, 7) =
                 (SELECT {which}(substr(first_day, 1, 7)) FROM claims WHERE substr(first_day, 1, 7) IS NOT NULL)"
            );
            self.database.value::<Option<PartialDate>>(&query, &[])
        };
        let days = one("min")?.zip(one("max")?);
        Ok(days.map(|(first, last)| (first.first_day(), last.first_day())))
    }
}

/// The relations of an entity over all time, without their claims.
#[derive(Clone, Debug)]
pub struct Folded {
    of: String,
    around: Vec<Between>,
}

impl Folded {
    /// How all stand on a date, in one aspect or, with `None`, in all. With an aspect, recognition includes what only follows from
    /// diplomatic relations.
    pub fn on(&self, on: PartialDate, aspect: Option<&str>, direction: Direction) -> Vec<Standing> {
        let of = &self.of;
        let wanted = |relation: &&Arc<Stays>| {
            let key = &relation.key;
            let way = !key.ordered
                || match direction {
                    Direction::Both => true,
                    Direction::Out => key.from == *of,
                    Direction::In => key.to == *of,
                };
            way && match aspect {
                Some(aspect) => key.aspect == aspect,
                None => relation.lines.iter().any(|line| !line.implied),
            }
        };
        let relations = self.around.iter().flat_map(|between| between.iter());
        let mut relations: Vec<&Arc<Stays>> = relations.filter(wanted).collect();
        relations.sort_by_cached_key(|relation| {
            let key = &relation.key;
            let from = key.ordered.then(|| key.from.clone());
            let other = relation.other(of).clone();
            (rank(&key.aspect), from, other, key.object.clone())
        });
        relations
            .into_iter()
            .filter_map(|relation| relation.standing(of, on))
            .collect()
    }
}

impl Folded {
    /// Only the relations that these standings are of: asked about many dates it answers sooner than the whole.
    pub fn only(&self, standings: &[&Standing]) -> Folded {
        let wanted = |relation: &&Arc<Stays>| {
            let key = &relation.key;
            standings.iter().any(|standing| {
                let to = standing.to.as_ref();
                standing.aspect == key.aspect
                    && standing.object == key.object
                    && standing.with == *relation.other(&self.of)
                    && standing.from.as_ref() == key.ordered.then_some(&key.from)
                    && to.is_none_or(|to| *to == key.to)
            })
        };
        let relations = self.around.iter().flat_map(|between| between.iter());
        Folded {
            of: self.of.clone(),
            around: vec![relations.filter(wanted).cloned().collect()],
        }
    }
}

impl Stays {
    fn other(&self, of: &str) -> &String {
        if self.key.from == of {
            &self.key.to
        } else {
            &self.key.from
        }
    }

    /// Like [`crate::fold::History::on`] and [`crate::fold::History::overruled_on`].
    fn standing(&self, of: &str, on: PartialDate) -> Option<Standing> {
        let last = on.last_day();
        let at = self
            .lines
            .iter()
            .rposition(|line| line.holds_from <= last)?;
        let line = &self.lines[at];
        let mut overruled = self.overruled.iter();
        let contested = overruled.any(|from| *from <= last && *from >= line.holds_from);
        let key = &self.key;
        Some(Standing {
            with: self.other(of).clone(),
            aspect: key.aspect.clone(),
            from: key.ordered.then(|| key.from.clone()),
            to: key.ordered.then(|| key.to.clone()),
            object: key.object.clone(),
            state: line.state.to_string(),
            since: line.since,
            since_precision: line.since.map(PartialDate::precision),
            before: at.checked_sub(1).map(|at| self.lines[at].state.to_string()),
            disputed: line.disputed || contested,
            certain: line.since.is_none_or(|since| since.last_day() <= last),
            implied: line.implied,
            reports: line.reports as usize,
            claim: line.claim.map(|id| format!("{id:016x}")),
        })
    }
}
