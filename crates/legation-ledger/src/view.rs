//! What was folded, kept between questions.
//!
//! Lines of two entities hang together and on nothing else, so that two entities are what is folded, kept and forgotten at
//! once. Rows are only ever added: the last row of each table tells which state of the ledger a connection sees, and the
//! rows that came since tell of which entities something has to be folded anew, whoever wrote them. So what is kept is never
//! older than the ledger that is asked, and a commit costs no more than what it is about.
//!
//! Connections of one program may share a view ([`Ledger::beside`]).

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use legation_text::PartialDate;

use crate::claim::RelationKey;
use crate::dossier::Dossiers;
use crate::fold::{FoldedHistory, FoldedLine};
use crate::sql::values;
use crate::{Ledger, LedgerError};

/// Lines that are kept at most; each takes about a hundred bytes.
const LINES: usize = 1_500_000;
/// System times of which something is kept at most.
const TIMES: usize = 8;
/// New claims after which all is forgotten, as most of it would be anyway.
const MANY: i64 = 100_000;
/// Pairs of which it is known when they moved, so that what is folded meanwhile can be kept.
const MANY_MOVED: usize = 100_000;

/// The tables whose rows move an answer.
const TABLES: [&str; 6] = [
    "reports",
    "events",
    "claims",
    "verdicts",
    "revisions",
    "standings",
];

/// The last row of each of [`TABLES`].
pub(crate) type Marks = [i64; TABLES.len()];

/// Lesser id first.
pub(crate) type Pair = (String, String);

/// All relations of two, folded, without their claims.
pub(crate) type Between = Arc<Vec<Stays>>;

/// The states of one relation, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Stays {
    pub key: RelationKey,
    /// Whether some claim is about it; else it only follows from another relation.
    pub told: bool,
    pub lines: Vec<Stay>,
    /// From when lines that do not stand would hold.
    pub overruled: Vec<Date>,
}

/// One state.
#[derive(Clone, Debug)]
pub(crate) struct Stay {
    pub state: Arc<str>,
    pub since: Option<PartialDate>,
    pub holds_from: Date,
    pub disputed: bool,
    pub implied: bool,
    pub reports: u32,
    pub voices: u32,
    /// The claim that tells it first.
    pub claim: Option<u64>,
    pub learned: Learned,
    /// Since when others say that another state was, and when that was learned.
    pub rivals: Vec<(Option<PartialDate>, Learned)>,
}

/// When the ledger learned it, in milliseconds since 1970, and of which claim; the first of all.
pub(crate) type Learned = Option<(i64, u64)>;

/// What is kept.
#[derive(Default)]
pub(crate) struct View(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    /// The state of the ledger that it is of; `None` before the first question.
    marks: Option<Marks>,
    /// The same as a number: how often it was brought to a later state.
    state: u64,
    /// What was folded of a state before this one is not kept any more.
    begin: u64,
    /// In which state something was last said between two, since `begin`.
    moved: HashMap<Pair, u64>,
    /// What was kept as of now, and has to be folded anew: [`Ledger::freshen`] does before somebody asks.
    stale: BTreeSet<Pair>,
    times: HashMap<Option<PartialDate>, AsKnown>,
    lines: usize,
    /// How many claims are about each entity; `None` until it is asked.
    mentioned: Option<HashMap<String, i64>>,
}

/// What is kept of what was known at one time.
#[derive(Default)]
struct AsKnown {
    pairs: HashMap<Pair, Between>,
    /// Of an entity that was asked about, all with whom it has a relation.
    partners: HashMap<String, BTreeSet<String>>,
}

impl Kept {
    fn forget(&mut self) {
        self.times.clear();
        self.lines = 0;
        self.stale.clear();
        self.moved.clear();
        self.begin = self.state;
    }

    fn room_for(&mut self, as_known: Option<PartialDate>) -> &mut AsKnown {
        if self.lines > LINES || (self.times.len() >= TIMES && !self.times.contains_key(&as_known))
        {
            self.forget();
        }
        self.times.entry(as_known).or_default()
    }

    /// Keeps what was folded of this state, unless something was said between the two since.
    fn put(&mut self, state: u64, as_known: Option<PartialDate>, pair: Pair, between: &Between) {
        let moved = self.moved.get(&pair);
        if state < self.begin || moved.is_some_and(|moved| *moved > state) {
            return;
        }
        if as_known.is_none() {
            self.stale.remove(&pair);
        }
        let old = self.room_for(as_known).pairs.insert(pair, between.clone());
        self.lines += lines(between);
        self.lines -= old.as_ref().map_or(0, lines).min(self.lines);
    }

    /// Keeps with whom an entity had a relation in this state.
    fn put_partners(
        &mut self,
        state: u64,
        as_known: Option<PartialDate>,
        of: &str,
        mut partners: BTreeSet<String>,
    ) {
        if state < self.begin {
            return;
        }
        let since = self.moved.iter().filter(|(_, moved)| **moved > state);
        partners.extend(since.filter_map(|((a, b), _)| match of {
            _ if a == of => Some(b.clone()),
            _ if b == of => Some(a.clone()),
            _ => None,
        }));
        let known = self.room_for(as_known);
        known.partners.insert(of.to_owned(), partners);
    }

    fn take_out(&mut self, pair: Pair) {
        for (as_known, known) in &mut self.times {
            let old = known.pairs.remove(&pair);
            let mut asked = old.is_some();
            self.lines -= old.as_ref().map_or(0, lines).min(self.lines);
            for (one, other) in [(&pair.0, &pair.1), (&pair.1, &pair.0)] {
                if let Some(partners) = known.partners.get_mut(one) {
                    partners.insert(other.clone());
                    asked = true;
                }
            }
            if asked && as_known.is_none() {
                self.stale.insert(pair.clone());
            }
        }
        self.moved.insert(pair, self.state);
        if self.moved.len() > MANY_MOVED {
            self.moved.clear();
            self.begin = self.state;
        }
    }

    /// What is kept of these pairs in this state, and which of them have to be folded.
    fn find(
        &self,
        state: u64,
        pairs: impl IntoIterator<Item = Pair>,
        as_known: Option<PartialDate>,
    ) -> (Vec<Between>, Vec<Pair>) {
        let known = self.times.get(&as_known).filter(|_| state >= self.begin);
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for pair in pairs {
            let same = self.moved.get(&pair).is_none_or(|moved| *moved <= state);
            match known.and_then(|known| known.pairs.get(&pair)) {
                Some(between) if same => found.push(between.clone()),
                _ => missing.push(pair),
            }
        }
        (found, missing)
    }
}

fn lines(between: &Between) -> usize {
    between.iter().map(|stays| stays.lines.len()).sum()
}

impl View {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger {
    /// The state of the ledger that is asked.
    pub(crate) fn marks(&self) -> Result<Marks, LedgerError> {
        let last = |table: &str| format!("(SELECT coalesce(max(seq), 0) FROM {table})");
        let query = format!("SELECT {}", TABLES.map(last).join(", "));
        let marks = self.database.one(&query, &[], |row| {
            let mut marks = Marks::default();
            for (at, mark) in marks.iter_mut().enumerate() {
                *mark = row.get(at)?;
            }
            Ok(marks)
        })?;
        Ok(marks.unwrap_or_default())
    }

    /// What is kept, brought to the state that this transaction sees, and which that is. Where the view is further on, as a
    /// connection beside this one has seen more, it stays so, and nothing in it is of use (`None`). A transaction that asks for it first
    /// finds it so never, as the view stands still from before the transaction sees a state.
    fn follow(&self) -> Result<(MutexGuard<'_, Kept>, Option<u64>), LedgerError> {
        let mut kept = self.view.kept();
        let now = self.marks()?;
        match kept.marks {
            Some(seen) if seen == now => {}
            Some(seen) if seen.iter().zip(&now).all(|(seen, now)| seen <= now) => {
                kept.state += 1;
                if now[2] - seen[2] > MANY {
                    kept.forget();
                    kept.mentioned = None;
                } else {
                    match self.moved_since(&seen, &mut kept) {
                        Ok(pairs) => pairs.into_iter().for_each(|pair| kept.take_out(pair)),
                        Err(error) => {
                            kept.forget();
                            kept.mentioned = None;
                            kept.marks = None;
                            return Err(error);
                        }
                    }
                }
            }
            Some(_) => return Ok((kept, None)),
            None => {}
        }
        kept.marks = Some(now);
        let state = kept.state;
        Ok((kept, Some(state)))
    }

    /// The entities between which something was said since.
    fn moved_since(&self, seen: &Marks, kept: &mut Kept) -> Result<BTreeSet<Pair>, LedgerError> {
        let [_, _, claims, verdicts, revisions, standings] = *seen;
        let mut pairs = BTreeSet::new();
        self.database.each(
            "SELECT from_id, to_id FROM claims WHERE seq > ?1",
            values![claims],
            |row| {
                let (from, to): (String, String) = (row.get(0)?, row.get(1)?);
                if let Some(mentioned) = &mut kept.mentioned {
                    *mentioned.entry(from.clone()).or_default() += 1;
                    *mentioned.entry(to.clone()).or_default() += 1;
                }
                pairs.insert(ordered(from, to));
                Ok(())
            },
        )?;
        for (superseded, after) in [
            (
                "verdicts v CROSS JOIN claims c WHERE c.seq = v.claim AND v.seq > ?1",
                verdicts,
            ),
            (
                "revisions x CROSS JOIN events e CROSS JOIN claims c
                 WHERE e.report = x.report AND c.event = e.seq AND x.seq > ?1",
                revisions,
            ),
            (
                "standings s CROSS JOIN claims c WHERE c.event = s.event AND s.seq > ?1",
                standings,
            ),
        ] {
            let query = format!("SELECT c.from_id, c.to_id FROM {superseded}");
            pairs.extend(self.pairs_in(&query, values![after])?);
        }
        Ok(pairs)
    }

    /// All relations of each of these pairs.
    pub(crate) fn between(
        &self,
        pairs: impl IntoIterator<Item = Pair>,
        as_known: Option<PartialDate>,
    ) -> Result<Vec<Between>, LedgerError> {
        let state = self.follow()?.1;
        self.between_in(state, pairs, as_known)
    }

    /// All relations of each pair of which something began from `first` to `last`.
    pub(crate) fn between_moved(
        &self,
        (first, last): (Date, Date),
        as_known: Option<PartialDate>,
    ) -> Result<Vec<Between>, LedgerError> {
        // Before the first question, see there.
        let state = self.follow()?.1;
        self.between_in(state, self.pairs_moved(first, last)?, as_known)
    }

    fn between_in(
        &self,
        state: Option<u64>,
        pairs: impl IntoIterator<Item = Pair>,
        as_known: Option<PartialDate>,
    ) -> Result<Vec<Between>, LedgerError> {
        let (mut found, missing) = match state {
            Some(state) => self.view.kept().find(state, pairs, as_known),
            None => (Vec::new(), pairs.into_iter().collect()),
        };
        found.extend(self.fold_anew(missing, state, as_known)?);
        Ok(found)
    }

    /// Folds these pairs and keeps what comes out.
    fn fold_anew(
        &self,
        pairs: Vec<Pair>,
        state: Option<u64>,
        as_known: Option<PartialDate>,
    ) -> Result<Vec<Between>, LedgerError> {
        let mut folded: Vec<Between> = Vec::with_capacity(pairs.len());
        for (a, b) in &pairs {
            let dossiers = self.dossiers_between(a, b, as_known)?;
            folded.push(Arc::new(stays(dossiers)));
        }
        if let Some(state) = state {
            let mut kept = self.view.kept();
            for (pair, between) in pairs.into_iter().zip(&folded) {
                kept.put(state, as_known, pair, between);
            }
        }
        Ok(folded)
    }

    /// All relations of an entity.
    pub(crate) fn around(
        &self,
        of: &str,
        as_known: Option<PartialDate>,
    ) -> Result<Vec<Between>, LedgerError> {
        let (kept, state) = self.follow()?;
        let known = kept.times.get(&as_known).filter(|_| state.is_some());
        if let Some(partners) = known.and_then(|known| known.partners.get(of)) {
            let pairs = partners
                .iter()
                .map(|other| ordered(of.to_owned(), other.clone()));
            let pairs: Vec<Pair> = pairs.collect();
            drop(kept);
            return self.between_in(state, pairs, as_known);
        }
        drop(kept);
        // All at once, which takes two questions to the store instead of two for each pair.
        let mut pairs: HashMap<Pair, Vec<Stays>> = HashMap::new();
        for stays in stays(self.dossiers_of(of, as_known)?) {
            let pair = ordered(stays.key.from.clone(), stays.key.to.clone());
            pairs.entry(pair).or_default().push(stays);
        }
        let pairs: Vec<(Pair, Between)> = pairs
            .into_iter()
            .map(|(pair, stays)| (pair, Arc::new(stays)))
            .collect();
        let found = pairs.iter().map(|(_, between)| between.clone()).collect();
        if let Some(state) = state {
            let partners = pairs.iter().map(|((a, b), _)| if a == of { b } else { a });
            let partners = partners.cloned().collect();
            let mut kept = self.view.kept();
            kept.put_partners(state, as_known, of, partners);
            for (pair, between) in pairs {
                kept.put(state, as_known, pair, &between);
            }
        }
        Ok(found)
    }

    /// Folds some of what was kept and has moved since, so that who asks next need not; at most so many pairs. Whether there are more.
    pub fn freshen(&self, most: usize) -> Result<bool, LedgerError> {
        self.at_once(|| {
            let (mut kept, state) = self.follow()?;
            let mut pairs = Vec::new();
            while pairs.len() < most
                && let Some(pair) = kept.stale.pop_first()
            {
                pairs.push(pair);
            }
            let more = !kept.stale.is_empty();
            drop(kept);
            self.fold_anew(pairs, state, None)?;
            Ok(more)
        })
    }

    /// How many claims are about each entity.
    pub(crate) fn mentions(&self) -> Result<HashMap<String, i64>, LedgerError> {
        let (kept, state) = self.follow()?;
        if let Some(known) = kept.mentioned.as_ref().filter(|_| state.is_some()) {
            return Ok(known.clone());
        }
        drop(kept);
        let mut mentioned: HashMap<String, i64> = HashMap::new();
        for side in ["from_id", "to_id"] {
            let query = format!("SELECT {side}, count(*) FROM claims GROUP BY {side}");
            self.database.each(&query, &[], |row| {
                *mentioned.entry(row.get(0)?).or_default() += row.get::<i64>(1)?;
                Ok(())
            })?;
        }
        let mut kept = self.view.kept();
        if state == Some(kept.state) {
            kept.mentioned = Some(mentioned.clone());
        }
        Ok(mentioned)
    }
}

pub(crate) fn ordered(a: String, b: String) -> Pair {
    if a <= b { (a, b) } else { (b, a) }
}

/// Folds dossiers, with all recognition that diplomatic relations imply.
fn stays(dossiers: Dossiers) -> Vec<Stays> {
    // In the order of keys.
    let told: Vec<RelationKey> = dossiers.told().cloned().collect();
    let folded = dossiers.fold(|relation| relation.aspect == "recognition");
    let states: Vec<Arc<str>> = folded
        .states
        .iter()
        .map(|state| state.as_str().into())
        .collect();
    let learned = |line: &FoldedLine| -> Learned {
        let claims = line.claims.iter();
        claims
            .map(|claim| (folded.entry(claim).learned, claim.id))
            .min()
    };
    let line = |line: &FoldedLine| {
        let told_by = folded.told_by(&line.claims);
        Stay {
            state: states[usize::from(line.state)].clone(),
            since: line.since,
            holds_from: line.holds_from,
            disputed: line.is_disputed(),
            implied: line.is_implied(),
            reports: u32::try_from(told_by.len()).unwrap_or(u32::MAX),
            voices: u32::try_from(crate::voices::voices(&told_by)).unwrap_or(u32::MAX),
            claim: line.first().map(|claim| claim.id),
            learned: learned(line),
            rivals: line
                .rivals
                .iter()
                .map(|rival| (rival.since, learned(rival)))
                .collect(),
        }
    };
    let stays = |history: &FoldedHistory| Stays {
        told: told.binary_search(&history.relation).is_ok(),
        lines: history.lines.iter().map(line).collect(),
        overruled: history
            .overruled
            .iter()
            .map(|line| line.holds_from)
            .collect(),
        key: history.relation.clone(),
    };
    folded.histories.iter().map(stays).collect()
}
