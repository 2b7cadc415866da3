//! What answered what, across reports: recognition, the break of relations that answered it, the expulsions that answered that.
//!
//! A report links an event to the one that it answers (`cause`). Reports that tell the same event are taken together, so
//! that the answer which one paper tells and the cause which another tells are one chain.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::civil::Date;
use legation_coder::Event;
use legation_text::{PartialDate, Precision};
use serde::Serialize;

use crate::answer::Source;
use crate::record::pairs_of;
use crate::sql::values;
use crate::timeline::{Deed, same_time};
use crate::{Ledger, LedgerError};

/// Links after which a chain is cut, so that an answer stays an answer.
const LONGEST: usize = 200;

/// What led to a claim's event, and what followed from it.
#[derive(Clone, Debug, Serialize)]
pub struct Chain {
    /// The claim asked about.
    pub claim: String,
    /// The events, causes before what answers them.
    pub links: Vec<Link>,
}

/// One event of a chain, however many reports tell it.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// When it happened; `None` where no report tells.
    pub date: Option<PartialDate>,
    /// How precisely that is known.
    pub date_precision: Option<Precision>,
    /// The event as one of the reports tells it.
    pub event: Event,
    /// The ids of the events among the links that it answers.
    pub answers: Vec<String>,
    /// The claims that it makes.
    pub claims: Vec<String>,
    /// Whether the claim asked about is one of them.
    pub asked: bool,
    /// All reports that tell it.
    pub sources: Vec<Source>,
}

/// An event with all its tellings.
struct Node {
    told: BTreeMap<i64, (Event, Source)>,
    claims: Vec<String>,
    causes: BTreeSet<usize>,
}

struct Walk<'a> {
    ledger: &'a Ledger,
    as_known: Option<PartialDate>,
    nodes: Vec<Node>,
    node_of: BTreeMap<i64, usize>,
    waiting: VecDeque<usize>,
}

impl Ledger {
    /// What led to the event of this claim, and what followed from it, with what the ledger had learned by `as_known`.
    pub fn chain(&self, claim: &str, as_known: Option<PartialDate>) -> Result<Chain, LedgerError> {
        self.at_once(|| self.chain_now(claim, as_known))
    }

    fn chain_now(&self, claim: &str, as_known: Option<PartialDate>) -> Result<Chain, LedgerError> {
        let (claim, _) = self.find_claim(claim)?;
        let mut walk = Walk {
            ledger: self,
            as_known,
            nodes: Vec::new(),
            node_of: BTreeMap::new(),
            waiting: VecDeque::new(),
        };
        let asked = walk.visit(claim.event_row)?;
        while let Some(at) = walk.waiting.pop_front() {
            walk.follow(at)?;
        }
        Ok(Chain {
            claim: claim.id,
            links: links(&walk.nodes, asked),
        })
    }

    fn event_row(&self, id: &str) -> Result<Option<i64>, LedgerError> {
        let query = "SELECT seq FROM events WHERE id = ?1";
        self.database.one(query, values![id], |row| row.get(0))
    }

    fn events_answering(&self, id: &str) -> Result<Vec<i64>, LedgerError> {
        let query = "SELECT seq FROM events WHERE cause = ?1 ORDER BY seq";
        self.database.all(query, values![id], |row| row.get(0))
    }
}

impl Walk<'_> {
    /// The node of an event, made with all that tells the same if it is new.
    fn visit(&mut self, row: i64) -> Result<usize, LedgerError> {
        if let Some(known) = self.node_of.get(&row) {
            return Ok(*known);
        }
        let event = self.ledger.event(row)?;
        let mut told = BTreeMap::from([(row, (event.clone(), self.ledger.source(row)?))]);
        let mut claims = BTreeSet::new();
        let own = self.ledger.claims_where(
            "c.event = ?2 AND c.denied = 0",
            values![row],
            self.as_known,
        )?;
        for claim in &own {
            let relation = &claim.relation;
            let dossiers =
                self.ledger
                    .dossiers_between(&relation.from, &relation.to, self.as_known)?;
            for other in dossiers.of(relation) {
                let same = dossiers.word(other.state) == claim.state && !other.denies;
                let agrees = same_time(other.valid_from, claim.valid_from);
                if same && (other.event == row || (agrees && claim.valid_from.is_some())) {
                    claims.insert(format!("{:016x}", other.id));
                    self.tell(&mut told, other.event)?;
                }
            }
        }
        if let Some((a, b)) = pairs_of(&event).first() {
            let deed = Deed::of(&event).number();
            let (moments, reviewed) = self.ledger.moments_between(a, b, self.as_known)?;
            for other in moments {
                if other.deed == deed
                    && same_time(other.date, event.date)
                    && !told.contains_key(&other.event)
                {
                    let (as_told, source) = self.ledger.event_and_source(other.event)?;
                    let as_told = reviewed.get(&other.event).cloned().unwrap_or(as_told);
                    told.insert(other.event, (as_told, source));
                }
            }
        }
        let at = self.nodes.len();
        // An event that stands in a chain already keeps its place there.
        told.retain(|row, _| !self.node_of.contains_key(row));
        self.node_of.extend(told.keys().map(|row| (*row, at)));
        self.nodes.push(Node {
            told,
            claims: claims.into_iter().collect(),
            causes: BTreeSet::new(),
        });
        self.waiting.push_back(at);
        Ok(at)
    }

    fn tell(&self, told: &mut BTreeMap<i64, (Event, Source)>, row: i64) -> Result<(), LedgerError> {
        if let std::collections::btree_map::Entry::Vacant(new) = told.entry(row) {
            new.insert((self.ledger.event(row)?, self.ledger.source(row)?));
        }
        Ok(())
    }

    /// Goes to what this event answers and to what answers it.
    fn follow(&mut self, at: usize) -> Result<(), LedgerError> {
        let told: Vec<Event> = self.nodes[at]
            .told
            .values()
            .map(|(event, _)| event.clone())
            .collect();
        for event in told {
            if self.nodes.len() >= LONGEST {
                return Ok(());
            }
            let cause = match &event.cause {
                Some(id) => self.ledger.event_row(id)?,
                None => None,
            };
            if let Some(cause) = self.standing(cause)? {
                let cause = self.visit(cause)?;
                self.link(at, cause);
            }
            for row in self.ledger.events_answering(&event.id)? {
                if let Some(row) = self.standing(Some(row))? {
                    let answer = self.visit(row)?;
                    self.link(answer, at);
                }
            }
        }
        Ok(())
    }

    fn link(&mut self, answer: usize, cause: usize) {
        if answer != cause {
            self.nodes[answer].causes.insert(cause);
        }
    }

    /// The row, if it was known by then and stands.
    fn standing(&self, row: Option<i64>) -> Result<Option<i64>, LedgerError> {
        let Some(row) = row else { return Ok(None) };
        let query = "
            SELECT e.learned < ?2
              AND coalesce((SELECT s.stands FROM standings s WHERE s.event = e.seq AND s.learned < ?2
                            ORDER BY s.seq DESC LIMIT 1), 1) <> 0
              AND NOT EXISTS (SELECT 1 FROM revisions x WHERE x.report = e.report AND x.learned < ?2)
            FROM events e WHERE e.seq = ?1";
        let known = crate::load::known_bound(self.as_known);
        let stands: bool = self.ledger.database.value(query, values![row, known])?;
        Ok(stands.then_some(row))
    }
}

/// The links, causes first, then by date.
fn links(nodes: &[Node], asked: usize) -> Vec<Link> {
    let mut depth = vec![0; nodes.len()];
    // Reports may tell causes in a circle: then the depths stop growing after as many rounds as there are nodes.
    for _ in 0..nodes.len() {
        for (at, node) in nodes.iter().enumerate() {
            let deepest = node.causes.iter().map(|cause| depth[*cause] + 1).max();
            depth[at] = deepest.unwrap_or(0).min(nodes.len()).max(depth[at]);
        }
    }
    let first = |node: &Node| {
        let clearest = node.told.values().min_by_key(|(event, source)| {
            (
                std::cmp::Reverse(event.date_precision),
                source.published.map(PartialDate::first_day),
                event.id.clone(),
            )
        });
        clearest.map(|(event, _)| event.clone())
    };
    let events: Vec<Option<Event>> = nodes.iter().map(first).collect();
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by_key(|at| {
        let date = events[*at].as_ref().and_then(|event| event.date);
        (
            depth[*at],
            date.map_or(Date::MAX, PartialDate::first_day),
            *at,
        )
    });
    order
        .into_iter()
        .filter_map(|at| {
            let event = events[at].clone()?;
            let mut sources: Vec<Source> = Vec::new();
            for (_, source) in nodes[at].told.values() {
                if !sources.contains(source) {
                    sources.push(source.clone());
                }
            }
            Some(Link {
                date: event.date,
                date_precision: event.date.map(PartialDate::precision),
                answers: nodes[at]
                    .causes
                    .iter()
                    .filter_map(|cause| events[*cause].as_ref().map(|event| event.id.clone()))
                    .collect(),
                claims: nodes[at].claims.clone(),
                asked: at == asked,
                event,
                sources,
            })
        })
        .collect()
}
