//! Comparing what was coded with what was so.
//!
//! Events are compared one actor at a time, unless both sides do the act to each other; acts that move a relation to
//! their object are compared one object at a time. An event is right if act, modality and parties are right; its date
//! is counted apart. The ledger's lines are compared as the claims that asserted events make, with their dates.

use std::collections::{BTreeMap, BTreeSet};

use legation_coder::{Act, Codebook, Coding, Effect, Event, Modality};
use legation_ledger::RelationKey;
use legation_text::PartialDate;
use serde::Serialize;

use super::gold::{Annotated, GoldEvent};

/// Acts without a relation that the reports annotate completely all the same.
const COMPLETE: [&str; 2] = ["expel-diplomats", "summon-ambassador"];
/// Acts without a relation that both sides do to each other.
const MUTUAL: [&str; 2] = ["cease-fire", "make-peace"];

/// How many there are, how many were found, how many of these are right.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Tally {
    /// True ones.
    pub gold: usize,
    /// Coded ones.
    pub coded: usize,
    /// Coded ones that are true.
    pub right: usize,
    /// Right ones whose date is right too.
    pub dated: usize,
}

impl Tally {
    /// Of the coded ones, the share that is right; `None` where nothing was coded.
    pub fn precision(&self) -> Option<f64> {
        share(self.right, self.coded)
    }

    /// Of the true ones, the share that was found; `None` where there is none.
    pub fn recall(&self) -> Option<f64> {
        share(self.right, self.gold)
    }

    /// The harmonic mean of both.
    pub fn f1(&self) -> Option<f64> {
        share(2 * self.right, self.coded + self.gold)
    }

    fn add(&mut self, other: Tally) {
        self.gold += other.gold;
        self.coded += other.coded;
        self.right += other.right;
        self.dated += other.dated;
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// What kind of mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mistake {
    /// True and not coded.
    Missed,
    /// Coded and not true.
    Wrong,
    /// Right but for its date.
    Date,
}

/// One mistake, with the words.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// What is wrong.
    pub mistake: Mistake,
    /// The report's id.
    pub report: String,
    /// Modality, act and parties.
    pub event: String,
    /// The date: of a wrong one the coded and the true one.
    pub date: String,
    /// The sentence, or of a missed one the annotated words.
    pub text: String,
}

/// The scores.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Scores {
    /// Reports read.
    pub reports: usize,
    /// By act.
    pub acts: BTreeMap<String, Tally>,
    /// By modality.
    pub modalities: BTreeMap<String, Tally>,
    /// All events.
    pub events: Tally,
    /// The ledger's lines; `dated` are those that are right with their date.
    pub lines: Tally,
    /// What went wrong.
    pub errors: Vec<Finding>,
}

/// An event of one actor and one recipient (or of both sides of a mutual act) and one object, told or true.
struct Single {
    key: SingleKey,
    date: Option<PartialDate>,
    text: String,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct SingleKey {
    act: String,
    modality: Modality,
    sides: Vec<BTreeSet<String>>,
}

impl SingleKey {
    fn shown(&self) -> String {
        let sides: Vec<String> = self
            .sides
            .iter()
            .map(|side| side.iter().cloned().collect::<Vec<_>>().join(" "))
            .collect();
        format!(
            "{} {}: {}",
            self.modality.as_str(),
            self.act,
            sides.join(" > ")
        )
        .trim_end_matches([' ', '>'])
        .to_owned()
    }
}

/// What is counted.
pub struct Rules<'a> {
    /// The acts.
    pub codebook: &'a Codebook,
    /// Whether acts count that the reports annotate only where they are a main point.
    pub all_acts: bool,
}

impl Rules<'_> {
    fn counts(&self, act: &str) -> bool {
        self.all_acts
            || COMPLETE.contains(&act)
            || self
                .codebook
                .act(act)
                .is_some_and(|act| act.moves.is_some())
    }

    fn is_mutual(&self, act: &str) -> bool {
        let unordered = |act: &Act| act.moves.as_ref().is_some_and(|moves| moves.from.is_none());
        MUTUAL.contains(&act) || self.codebook.act(act).is_some_and(unordered)
    }

    fn singles(
        &self,
        act: &str,
        modality: Modality,
        parties: [&[String]; 3],
        date: Option<PartialDate>,
        text: &str,
    ) -> Vec<Single> {
        let [actors, recipients, objects] = parties;
        let set = |ids: &[String]| ids.iter().cloned().collect::<BTreeSet<String>>();
        let single = |sides: Vec<BTreeSet<String>>| Single {
            key: SingleKey {
                act: act.to_owned(),
                modality,
                sides,
            },
            date,
            text: text.to_owned(),
        };
        if self.is_mutual(act) {
            // "A, B and C severed relations with D" is what each of them did with D.
            let each = one_by_one(if recipients.is_empty() { &[] } else { actors });
            return each
                .iter()
                .flat_map(|actor| one_by_one(recipients).into_iter().map(move |r| actor | &r))
                .map(|sides| match recipients.is_empty() {
                    true => set(actors),
                    false => sides,
                })
                .map(|sides| single(vec![sides, set(objects)]))
                .collect();
        }
        let to_object = |act: &Act| {
            act.moves
                .as_ref()
                .is_some_and(|moves| moves.to.as_deref() == Some("object"))
        };
        let object_sets = if self.codebook.act(act).is_some_and(to_object) {
            one_by_one(objects)
        } else {
            vec![set(objects)]
        };
        let mut singles = Vec::new();
        for actor in one_by_one(actors) {
            for recipient in one_by_one(recipients) {
                for objects in &object_sets {
                    let sides = vec![actor.clone(), recipient.clone(), objects.clone()];
                    singles.push(single(sides));
                }
            }
        }
        singles
    }

    fn of_gold(&self, event: &GoldEvent) -> Vec<Single> {
        let parties = [event.actor.as_slice(), &event.recipient, &event.object];
        self.singles(
            &event.act,
            event.modality,
            parties,
            event.day,
            &event.evidence,
        )
    }

    fn of_coded(&self, event: &Event) -> Vec<Single> {
        let Some(act) = &event.act else {
            return Vec::new();
        };
        let [actors, recipients, objects] = parties(event);
        self.singles(
            act,
            event.modality,
            [&actors, &recipients, &objects],
            event.date,
            &event.text,
        )
    }
}

fn one_by_one(ids: &[String]) -> Vec<BTreeSet<String>> {
    if ids.is_empty() {
        vec![BTreeSet::new()]
    } else {
        ids.iter().map(|id| BTreeSet::from([id.clone()])).collect()
    }
}

fn parties(event: &Event) -> [Vec<String>; 3] {
    [&event.actor, &event.recipient, &event.object]
        .map(|side| side.iter().map(|party| party.id.clone()).collect())
}

/// Whether a coded date is right: it agrees with the true one, or neither is known.
fn right_date(gold: Option<PartialDate>, coded: Option<PartialDate>) -> bool {
    match (gold, coded) {
        (Some(gold), Some(coded)) => gold.agrees_with(coded),
        (gold, coded) => gold == coded,
    }
}

impl Scores {
    /// Adds one report: what was so, and what was coded.
    pub fn add(&mut self, rules: &Rules, annotated: &Annotated, coding: &Coding) {
        self.reports += 1;
        let gold = annotated
            .events
            .iter()
            .filter(|event| rules.counts(&event.act));
        let coded = coding
            .events
            .iter()
            .filter(|event| event.act.as_ref().is_some_and(|act| rules.counts(act)));
        let mut by_key: BTreeMap<SingleKey, (Vec<Single>, Vec<Single>)> = BTreeMap::new();
        for single in gold.flat_map(|event| rules.of_gold(event)) {
            by_key.entry(single.key.clone()).or_default().0.push(single);
        }
        for single in coded.flat_map(|event| rules.of_coded(event)) {
            by_key.entry(single.key.clone()).or_default().1.push(single);
        }
        for (key, (gold, coded)) in by_key {
            let tally = self.compare(&annotated.report.id, gold, coded);
            self.acts.entry(key.act).or_default().add(tally);
            self.modalities
                .entry(key.modality.as_str().to_owned())
                .or_default()
                .add(tally);
            self.events.add(tally);
        }
        self.lines.add(lines(rules, annotated, coding));
    }

    /// Pairs equal events off: those whose dates are right first.
    fn compare(&mut self, report: &str, mut gold: Vec<Single>, mut coded: Vec<Single>) -> Tally {
        let mut tally = Tally {
            gold: gold.len(),
            coded: coded.len(),
            ..Tally::default()
        };
        coded.retain(|told| {
            match gold
                .iter()
                .position(|truth| right_date(truth.date, told.date))
            {
                Some(at) => {
                    gold.remove(at);
                    tally.dated += 1;
                    false
                }
                None => true,
            }
        });
        let otherwise = gold.len().min(coded.len());
        tally.right = tally.dated + otherwise;
        for (truth, told) in gold.drain(..otherwise).zip(coded.drain(..otherwise)) {
            let date = format!("{} for {}", date(told.date), date(truth.date));
            self.errors
                .push(finding(Mistake::Date, report, &told, date));
        }
        self.errors.extend(
            gold.iter()
                .map(|truth| finding(Mistake::Missed, report, truth, date(truth.date))),
        );
        self.errors.extend(
            coded
                .iter()
                .map(|told| finding(Mistake::Wrong, report, told, date(told.date))),
        );
        tally
    }
}

fn date(date: Option<PartialDate>) -> String {
    date.map_or_else(|| "no date".to_owned(), |date| date.to_string())
}

fn finding(mistake: Mistake, report: &str, single: &Single, date: String) -> Finding {
    let text: Vec<&str> = single.text.split_whitespace().collect();
    Finding {
        mistake,
        report: report.to_owned(),
        event: single.key.shown(),
        date,
        text: text.join(" "),
    }
}

type Lines = BTreeMap<(RelationKey, String), Vec<Option<PartialDate>>>;

fn add_lines(lines: &mut Lines, effect: Option<&Effect>, date: Option<PartialDate>) {
    let Some(effect) = effect else { return };
    for relation in RelationKey::moved_by(effect) {
        let dates = lines.entry((relation, effect.state.clone())).or_default();
        if !dates.contains(&date) {
            dates.push(date);
        }
    }
}

fn lines(rules: &Rules, annotated: &Annotated, coding: &Coding) -> Tally {
    let (mut gold, mut coded) = (Lines::new(), Lines::new());
    for event in annotated
        .events
        .iter()
        .filter(|event| event.modality == Modality::Asserted)
    {
        let effect =
            rules
                .codebook
                .effect(&event.act, &event.actor, &event.recipient, &event.object);
        add_lines(&mut gold, effect.as_ref(), event.day);
    }
    for event in coding
        .events
        .iter()
        .filter(|event| event.modality == Modality::Asserted)
    {
        add_lines(&mut coded, event.effect.as_ref(), event.date);
    }
    let count = |lines: &Lines| lines.values().map(Vec::len).sum();
    let mut tally = Tally {
        gold: count(&gold),
        coded: count(&coded),
        ..Tally::default()
    };
    for (key, told) in &coded {
        let Some(truths) = gold.get(key) else {
            continue;
        };
        tally.right += told.len().min(truths.len());
        let mut left = truths.clone();
        for date in told {
            if let Some(at) = left.iter().position(|truth| right_date(*truth, *date)) {
                left.remove(at);
                tally.dated += 1;
            }
        }
    }
    tally
}

#[cfg(test)]
#[path = "score_tests.rs"]
mod tests;
