//! What was folded, kept between questions.
//!
//! Lines of two entities hang on nothing else, and those of one aspect on no other but the one from which they follow (rule 7
//! of [`crate::fold`]), so that one aspect of two entities is what is folded, kept and forgotten at once. Rows are only ever
//! added: the last row of each table tells which state of the ledger a connection sees, and the rows that came since tell of
//! whom and in which aspects something has to be folded anew, whoever wrote them. So what is kept is never older than the
//! ledger that is asked, and a commit costs no more than what it is about.
//!
//! Connections of one program may share a view ([`Ledger::beside`]).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use legation_text::PartialDate;

use crate::aspects::Aspects;
use crate::claim::RelationKey;
use crate::dossier::Dossiers;
use crate::doubt::{Contradicted, Why, contradicted};
use crate::fold::{FoldedHistory, FoldedLine, Wanted};
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

/// Relations of two, folded, without their claims.
pub(crate) type Between = Vec<Arc<Stays>>;

/// The states of one relation, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Stays {
    pub key: RelationKey,
    /// Whether some claim is about it; else it only follows from another relation.
    pub told: bool,
    pub lines: Vec<Stay>,
    /// From when lines that do not stand would hold.
    pub overruled: Vec<Date>,
    /// The claims that others contradict.
    pub contradicted: Vec<(i64, Why)>,
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
    /// Pairs among whose claims some may contradict each other, and perhaps others; `None` until it is asked.
    contradicted_pairs: Option<BTreeSet<Pair>>,
    /// The claims that others contradict, and in which state.
    contradicted: Option<(u64, Arc<Vec<Contradicted>>)>,
}

/// What is kept of what was known at one time.
#[derive(Default)]
struct AsKnown {
    pairs: HashMap<Pair, Part>,
    /// Of an entity that was asked about, all with whom it has a relation.
    partners: HashMap<String, BTreeSet<String>>,
}

/// What is kept of two: the relations of some aspects.
#[derive(Default)]
struct Part {
    aspects: Aspects,
    between: Between,
}

impl Part {
    /// Forgets these aspects.
    fn lose(&mut self, aspects: Aspects) {
        self.aspects = self.aspects.without(aspects);
        self.between
            .retain(|stays| self.aspects.has(&stays.key.aspect));
    }

    /// Takes these aspects in.
    fn take(&mut self, aspects: Aspects, between: &[Arc<Stays>]) {
        self.lose(aspects);
        self.aspects = self.aspects.and(aspects);
        self.between.extend_from_slice(between);
    }
}

impl Kept {
    fn forget(&mut self) {
        self.times.clear();
        self.lines = 0;
        self.stale.clear();
        self.moved.clear();
        self.begin = self.state;
    }

    /// With what is about all entities.
    fn forget_all(&mut self) {
        self.forget();
        self.mentioned = None;
        self.contradicted_pairs = None;
    }

    fn room_for(&mut self, as_known: Option<PartialDate>) -> &mut AsKnown {
        if self.lines > LINES || (self.times.len() >= TIMES && !self.times.contains_key(&as_known))
        {
            self.forget();
        }
        self.times.entry(as_known).or_default()
    }

    /// Keeps what was folded of these aspects in this state, unless something was said between the two since.
    fn put(
        &mut self,
        state: u64,
        as_known: Option<PartialDate>,
        (pair, aspects): (Pair, Aspects),
        between: &[Arc<Stays>],
    ) {
        let moved = self.moved.get(&pair);
        if state < self.begin || moved.is_some_and(|moved| *moved > state) {
            return;
        }
        let known = self.room_for(as_known);
        let part = known.pairs.entry(pair.clone()).or_default();
        let before = lines(&part.between);
        part.take(aspects, between);
        let (after, whole) = (lines(&part.between), part.aspects == Aspects::ALL);
        self.lines = (self.lines + after).saturating_sub(before);
        if as_known.is_none() && whole {
            self.stale.remove(&pair);
        }
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

    fn take_out(&mut self, pair: Pair, aspects: Aspects) {
        for (as_known, known) in &mut self.times {
            let mut asked = false;
            if let Some(part) = known.pairs.get_mut(&pair) {
                let before = lines(&part.between);
                part.lose(aspects);
                self.lines = (self.lines + lines(&part.between)).saturating_sub(before);
                asked = true;
            }
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
        if let Some(pairs) = &mut self.contradicted_pairs {
            pairs.insert(pair.clone());
        }
        self.moved.insert(pair, self.state);
        if self.moved.len() > MANY_MOVED {
            self.moved.clear();
            self.begin = self.state;
        }
    }

    /// What is kept of these pairs in this state, and which of their aspects have to be folded.
    fn find(
        &self,
        state: u64,
        pairs: impl IntoIterator<Item = (Pair, Aspects)>,
        as_known: Option<PartialDate>,
    ) -> (Vec<Between>, Vec<(Pair, Aspects)>) {
        let known = self.times.get(&as_known).filter(|_| state >= self.begin);
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for (pair, aspects) in pairs {
            let same = self.moved.get(&pair).is_none_or(|moved| *moved <= state);
            let part = known.and_then(|known| known.pairs.get(&pair));
            let part = part.filter(|_| same);
            let lacks = part.map_or(aspects, |part| aspects.without(part.aspects));
            found.extend(part.map(|part| part.between.clone()));
            if !lacks.is_empty() {
                missing.push((pair, lacks));
            }
        }
        (found, missing)
    }
}

fn lines(between: &[Arc<Stays>]) -> usize {
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
                    kept.forget_all();
                } else {
                    match self.moved_since(&seen, &mut kept) {
                        Ok(pairs) => {
                            for (pair, aspects) in pairs {
                                kept.take_out(pair, aspects);
                            }
                        }
                        Err(error) => {
                            kept.forget_all();
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

    /// The entities between which something was said since, and in which aspects something may have moved by that.
    fn moved_since(
        &self,
        seen: &Marks,
        kept: &mut Kept,
    ) -> Result<BTreeMap<Pair, Aspects>, LedgerError> {
        let [_, _, claims, verdicts, revisions, standings] = *seen;
        let mut pairs: BTreeMap<Pair, Aspects> = BTreeMap::new();
        self.database.each(
            "SELECT from_id, to_id, aspect FROM claims WHERE seq > ?1",
            values![claims],
            |row| {
                let (from, to): (String, String) = (row.get(0)?, row.get(1)?);
                if let Some(mentioned) = &mut kept.mentioned {
                    *mentioned.entry(from.clone()).or_default() += 1;
                    *mentioned.entry(to.clone()).or_default() += 1;
                }
                let moved = Aspects::of(&row.get::<String>(2)?).with_what_follows();
                let known = pairs.entry(ordered(from, to)).or_default();
                *known = known.and(moved);
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
            let query = format!("SELECT c.from_id, c.to_id, c.aspect FROM {superseded}");
            self.add_moved(&mut pairs, &query, values![after])?;
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
        let pairs = pairs.into_iter().map(|pair| (pair, Aspects::ALL));
        self.between_in(state, pairs, as_known)
    }

    /// The relations of each pair of which something began from `first` to `last`, of those aspects at least in which it did.
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
        pairs: impl IntoIterator<Item = (Pair, Aspects)>,
        as_known: Option<PartialDate>,
    ) -> Result<Vec<Between>, LedgerError> {
        let (mut found, missing) = match state {
            Some(state) => self.view.kept().find(state, pairs, as_known),
            None => (Vec::new(), pairs.into_iter().collect()),
        };
        found.extend(self.fold_anew(missing, state, as_known)?);
        Ok(found)
    }

    /// Folds these aspects of these pairs and keeps what comes out.
    fn fold_anew(
        &self,
        pairs: Vec<(Pair, Aspects)>,
        state: Option<u64>,
        as_known: Option<PartialDate>,
    ) -> Result<Vec<Between>, LedgerError> {
        let mut folded: Vec<Between> = Vec::with_capacity(pairs.len());
        for ((a, b), aspects) in &pairs {
            let dossiers = self.dossiers_between_in(*aspects, (a, b), as_known)?;
            let mut between = stays(dossiers);
            // What they follow from was folded, too.
            between.retain(|stays| aspects.has(&stays.key.aspect));
            folded.push(between.into_iter().map(Arc::new).collect());
        }
        if let Some(state) = state {
            let mut kept = self.view.kept();
            for (part, between) in pairs.into_iter().zip(&folded) {
                kept.put(state, as_known, part, between);
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
            let pairs = pairs.into_iter().map(|pair| (pair, Aspects::ALL));
            return self.between_in(state, pairs, as_known);
        }
        drop(kept);
        // All at once, which takes two questions to the store instead of two for each pair.
        let mut pairs: HashMap<Pair, Between> = HashMap::new();
        for stays in stays(self.dossiers_of(of, as_known)?) {
            let pair = ordered(stays.key.from.clone(), stays.key.to.clone());
            pairs.entry(pair).or_default().push(Arc::new(stays));
        }
        let found = pairs.values().cloned().collect();
        if let Some(state) = state {
            let partners = pairs.keys().map(|(a, b)| if a == of { b } else { a });
            let partners = partners.cloned().collect();
            let mut kept = self.view.kept();
            kept.put_partners(state, as_known, of, partners);
            for (pair, between) in pairs {
                kept.put(state, as_known, (pair, Aspects::ALL), &between);
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
                pairs.push((pair, Aspects::ALL));
            }
            let more = !kept.stale.is_empty();
            drop(kept);
            self.between_in(state, pairs, None)?;
            Ok(more)
        })
    }

    /// The claims that others contradict, in the order in which they are listed for review.
    pub(crate) fn contradicted(&self) -> Result<Arc<Vec<Contradicted>>, LedgerError> {
        let (kept, state) = self.follow()?;
        if let Some((of, known)) = &kept.contradicted
            && state == Some(*of)
        {
            return Ok(known.clone());
        }
        let pairs = kept.contradicted_pairs.clone();
        drop(kept);
        let pairs = match pairs.filter(|_| state.is_some()) {
            Some(pairs) => pairs,
            None => self.contradicted_pairs()?,
        };
        let all = pairs.iter().map(|pair| (pair.clone(), Aspects::ALL));
        let mut claims = Vec::new();
        for between in self.between_in(state, all, None)? {
            let stays = between.iter();
            claims.extend(stays.flat_map(|stays| stays.contradicted.iter().copied()));
        }
        let contradicted = Arc::new(self.listed_as_contradicted(&claims)?);
        let mut kept = self.view.kept();
        if let Some(state) = state.filter(|state| *state == kept.state) {
            kept.contradicted_pairs = Some(pairs);
            kept.contradicted = Some((state, contradicted.clone()));
        }
        Ok(contradicted)
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
    let folded = dossiers.fold(Wanted::WithImplied(&|relation| {
        relation.aspect == "recognition"
    }));
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
            voices: u32::try_from(crate::voices::counted(&told_by).voices).unwrap_or(u32::MAX),
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
        contradicted: {
            let lines = history.lines.iter().chain(&history.overruled);
            lines.flat_map(|line| contradicted(&folded, line)).collect()
        },
        key: history.relation.clone(),
    };
    folded.histories.iter().map(stays).collect()
}
