//! Answers: how two entities stand, who recognises whom, what moved, and why the ledger says so.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use legation_text::PartialDate;

use crate::answer::{
    Change, Explanation, Recogniser, Recognition, Relation, Relations, ReportCard, Source,
};
use crate::aspects::Aspects;
use crate::claim::{Claim, RelationKey};
use crate::dossier::Folded;
use crate::fold::{FoldedHistory, FoldedLine, Told, Wanted};
use crate::load::Status;
use crate::schema::CLAIMS_TOGETHER;
use crate::sql::{Value, values};
use crate::threads::beside;
use crate::view::{Pair, ordered};
use crate::{Ledger, LedgerError, vocabulary, voices};

/// Which of the two times a question is about.
#[derive(Clone, Copy, Debug)]
pub struct AsOf {
    /// Valid time: how it was at the end of this date.
    pub on: PartialDate,
    /// System time: what the ledger had learned by the end of this date (UTC); `None`: all that it knows.
    pub as_known: Option<PartialDate>,
}

impl AsOf {
    /// How it was on a date, as known now.
    pub fn on(on: PartialDate) -> Self {
        AsOf { on, as_known: None }
    }
}

impl Ledger {
    /// How two entities stand: a line for each aspect, direction and object, and one more for each contested state.
    pub fn relations(&self, a: &str, b: &str, as_of: AsOf) -> Result<Relations, LedgerError> {
        self.at_once(|| self.relations_now(a, b, as_of))
    }

    fn relations_now(&self, a: &str, b: &str, as_of: AsOf) -> Result<Relations, LedgerError> {
        let folded = self
            .dossiers_between(a, b, as_of.as_known)?
            .fold(Wanted::Told);
        let mut shown = Vec::new();
        for history in &folded.histories {
            shown.extend(shown_on(history, as_of.on));
        }
        shown.sort_by_key(|shown| rank(&shown.history.relation.aspect));
        let most = self.listed.sources_of_each(shown.len());
        Ok(Relations {
            pair: [a.to_owned(), b.to_owned()],
            on: as_of.on,
            relations: shown
                .iter()
                .map(|shown| self.relation(&folded, shown, most))
                .collect::<Result<_, _>>()?,
        })
    }

    /// Who recognises an entity, who no longer does, and who refuses to.
    pub fn recognition(&self, of: &str, as_of: AsOf) -> Result<Recognition, LedgerError> {
        self.at_once(|| self.recognition_now(of, as_of))
    }

    fn recognition_now(&self, of: &str, as_of: AsOf) -> Result<Recognition, LedgerError> {
        let mut answer = Recognition {
            of: of.to_owned(),
            on: as_of.on,
            recognised_by: Vec::new(),
            withdrawn: Vec::new(),
            refused: Vec::new(),
            other: Vec::new(),
        };
        let is_asked =
            |relation: &RelationKey| relation.aspect == "recognition" && relation.to == of;
        let dossiers = self.dossiers_on_recognition(of, as_of.as_known)?;
        let folded = dossiers.fold(Wanted::Only(&is_asked));
        let histories = folded.histories.iter();
        let shown: Vec<Shown> = histories
            .flat_map(|history| shown_on(history, as_of.on))
            .collect();
        let most = self.listed.sources_of_each(shown.len());
        let lines: Vec<&FoldedLine> = shown.iter().map(|shown| shown.line).collect();
        let (told, bases) = beside(
            lines,
            // Each wording is compared with each.
            |line| line.claims.len() + line.claims.len().pow(2) / 256,
            |line| Tellers::of(&folded, line),
            || {
                let bases = shown
                    .iter()
                    .map(|shown| self.basis(&folded, shown.line, most));
                bases.collect::<Result<Vec<Basis>, _>>()
            },
        );
        for ((shown, told), basis) in shown.iter().zip(told).zip(bases?) {
            let recogniser = recogniser(&folded, shown, told, basis);
            match (&recogniser.object, recogniser.state.as_str()) {
                (Some(_), _) => answer.other.push(recogniser),
                (None, "recognised") => answer.recognised_by.push(recogniser),
                (None, "withdrawn") => answer.withdrawn.push(recogniser),
                (None, _) => answer.refused.push(recogniser),
            }
        }
        let by_date = |a: &Recogniser, b: &Recogniser| first_day(a.since).cmp(&first_day(b.since));
        for list in [
            &mut answer.recognised_by,
            &mut answer.withdrawn,
            &mut answer.refused,
            &mut answer.other,
        ] {
            list.sort_by(by_date);
        }
        Ok(answer)
    }

    /// The claim with this id, or the only one whose id begins so: the event that makes it, its report and its words, and what had
    /// been said of it by `as_known`. Fails where the ledger learned the claim later.
    pub fn explain(
        &self,
        id: &str,
        as_known: Option<PartialDate>,
    ) -> Result<Explanation, LedgerError> {
        self.at_once(|| self.explain_now(id, as_known))
    }

    fn explain_now(
        &self,
        id: &str,
        as_known: Option<PartialDate>,
    ) -> Result<Explanation, LedgerError> {
        let (claim, now) = self.find_claim(id)?;
        let status = match as_known {
            None => now,
            Some(_) => self
                .claims_with_status("c.seq = ?2", values![claim.row], as_known)?
                .first()
                .map(|(_, then)| *then)
                .ok_or_else(|| LedgerError::LearnedLater {
                    id: claim.id.clone(),
                    learned: claim.learned.clone(),
                })?,
        };
        let event = self.event(claim.event_row)?;
        let words = self.words(claim.event_row, event.trigger)?;
        Ok(Explanation {
            relation: self.line_of_claim(&claim, status)?,
            status,
            denies: claim.denies,
            verdicts: self.verdicts_on(claim.row, as_known)?,
            pair: [claim.relation.from.clone(), claim.relation.to.clone()],
            claim: claim.id,
            learned: claim.learned,
            event,
            words,
            report: self.report_card(&claim.report)?,
        })
    }

    /// A line that rests on this claim alone.
    pub(crate) fn line_of_claim(
        &self,
        claim: &Claim,
        status: Status,
    ) -> Result<Relation, LedgerError> {
        let key = &claim.relation;
        Ok(Relation {
            aspect: key.aspect.clone(),
            from: key.ordered.then(|| key.from.clone()),
            to: key.ordered.then(|| key.to.clone()),
            object: key.object.clone(),
            state: claim.state.clone(),
            since: claim.valid_from,
            since_precision: claim.valid_from.map(PartialDate::precision),
            until: None,
            by: claim.by.clone(),
            disputed: false,
            stands: status == Status::Stands && !claim.denies,
            certain: true,
            implied: claim.implied,
            reports: 1,
            publishers: 1,
            voices: 1,
            unlisted: 0,
            denied_by: Vec::new(),
            denials: Vec::new(),
            claims: vec![claim.id.clone()],
            sources: vec![self.source(claim.event_row)?],
        })
    }

    /// The claim with this id, or the only one whose id begins so, whether or not it stands.
    pub(crate) fn find_claim(&self, prefix: &str) -> Result<(Claim, Status), LedgerError> {
        let id = prefix.trim().to_ascii_lowercase();
        let none = || LedgerError::NoClaim {
            path: self.path().to_owned(),
            id: prefix.to_owned(),
        };
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(none());
        }
        // Ids are lower-case hexadecimal: all that begin with `id` lie between it and `id` followed by 'g'.
        let end = format!("{id}g");
        let last: i64 = self
            .database
            .value("SELECT coalesce(max(seq), 0) FROM claims", &[])?;
        let mut found = Vec::new();
        for some in 0..=last >> CLAIMS_TOGETHER {
            let condition = "(c.seq >> 16) = ?2 AND c.id >= ?3 AND c.id < ?4";
            found.extend(self.claims_with_status(condition, values![some, &id, &end], None)?);
        }
        match found.len() {
            0 => Err(none()),
            1 => Ok(found.remove(0)),
            count => Err(LedgerError::SeveralClaims {
                path: self.path().to_owned(),
                id: prefix.to_owned(),
                count,
                first: found[0].0.id.clone(),
                second: found[1].0.id.clone(),
            }),
        }
    }

    /// The pairs of which a claim says that something began in this time, lesser id first, and in which aspects.
    pub(crate) fn pairs_moved(
        &self,
        first: Date,
        last: Date,
    ) -> Result<BTreeMap<Pair, Aspects>, LedgerError> {
        // By month, as an index of days would be written to all over by every report.
        let query = "
            SELECT DISTINCT from_id, to_id, aspect FROM claims
            WHERE substr(first_day, 1, 7) BETWEEN ?1 AND ?2 AND first_day BETWEEN ?3 AND ?4";
        let [first, last] = [first, last].map(|day| day.to_string());
        let mut pairs = BTreeMap::new();
        let values = values![&first[..7], &last[..7], &first, &last];
        self.add_moved(&mut pairs, query, values)?;
        Ok(pairs)
    }

    /// Adds the pairs of the columns `from_id`, `to_id` and `aspect`, with what follows from each aspect.
    pub(crate) fn add_moved(
        &self,
        pairs: &mut BTreeMap<Pair, Aspects>,
        query: &str,
        values: &[Value],
    ) -> Result<(), LedgerError> {
        self.database.each(query, values, |row| {
            let moved = Aspects::of(&row.get::<String>(2)?).with_what_follows();
            let known = pairs.entry(ordered(row.get(0)?, row.get(1)?)).or_default();
            *known = known.and(moved);
            Ok(())
        })
    }

    /// The pairs of the columns `from_id` and `to_id`, lesser id first, each once.
    pub(crate) fn pairs_in(
        &self,
        query: &str,
        values: &[Value],
    ) -> Result<BTreeSet<Pair>, LedgerError> {
        let mut pairs = BTreeSet::new();
        self.database.each(query, values, |row| {
            pairs.insert(ordered(row.get(0)?, row.get(1)?));
            Ok(())
        })?;
        Ok(pairs)
    }

    fn words(&self, event_row: i64, span: legation_text::Span) -> Result<String, LedgerError> {
        let query =
            "SELECT r.text FROM reports r JOIN events e ON e.report = r.seq WHERE e.seq = ?1";
        let text: String = self.database.value(query, values![event_row])?;
        Ok(span.of(&text).to_owned())
    }

    fn report_card(&self, id: &str) -> Result<ReportCard, LedgerError> {
        let query = "SELECT id, publisher, published, title, url FROM reports WHERE id = ?1";
        let card = self.database.one(query, values![id], ReportCard::of)?;
        card.ok_or_else(|| LedgerError::damaged(self.path(), format!("report {id} is missing")))
    }

    pub(crate) fn relation(
        &self,
        folded: &Folded,
        shown: &Shown,
        most: usize,
    ) -> Result<Relation, LedgerError> {
        let (key, line) = (&shown.history.relation, shown.line);
        let (told, basis) = (Tellers::of(folded, line), self.basis(folded, line, most)?);
        Ok(Relation {
            aspect: key.aspect.clone(),
            from: key.ordered.then(|| key.from.clone()),
            to: key.ordered.then(|| key.to.clone()),
            object: key.object.clone(),
            state: folded.state(line.state).to_owned(),
            since: line.since,
            since_precision: line.since.map(PartialDate::precision),
            until: line.until,
            by: begun_by(folded, line),
            disputed: shown.disputed,
            stands: shown.stands,
            certain: shown.is_certain(),
            implied: line.is_implied(),
            reports: told.reports,
            publishers: told.publishers,
            voices: told.voices,
            unlisted: basis.unlisted,
            denied_by: basis.denied_by,
            denials: basis.denials,
            claims: basis.claims,
            sources: basis.sources,
        })
    }

    pub(crate) fn change(
        &self,
        folded: &Folded,
        shown: &Shown,
        before: Option<u16>,
        most: usize,
    ) -> Result<Change, LedgerError> {
        let key = &shown.history.relation;
        Ok(Change {
            pair: [key.from.clone(), key.to.clone()],
            before: before.map(|state| folded.state(state).to_owned()),
            relation: self.relation(folded, shown, most)?,
        })
    }

    /// What a line rests on, with at most so many sources.
    fn basis(&self, folded: &Folded, line: &FoldedLine, most: usize) -> Result<Basis, LedgerError> {
        let (claims, sources) = self.listed_claims(folded, &line.claims, most)?;
        let (denied_by, denials) = self.listed_claims(folded, &line.denials, most)?;
        Ok(Basis {
            unlisted: line.claims.len() - claims.len(),
            claims,
            sources,
            denied_by,
            denials,
        })
    }

    /// The ids and the sentences of the first of these claims.
    fn listed_claims(
        &self,
        folded: &Folded,
        claims: &[Told],
        most: usize,
    ) -> Result<(Vec<String>, Vec<Source>), LedgerError> {
        let mut claims: Vec<&Told> = claims.iter().collect();
        if claims.len() > most {
            claims.select_nth_unstable_by_key(most, |claim| claim.order());
            claims.truncate(most);
        }
        claims.sort_unstable_by_key(|claim| claim.order());
        let mut sources: Vec<Source> = Vec::with_capacity(claims.len());
        let mut last = None;
        for claim in &claims {
            let event = folded.entry(claim).event;
            // Claims stand in the order of their reports, so that two of one sentence are neighbours.
            if last != Some(event) {
                let source = self.source(event)?;
                if sources.last() != Some(&source) {
                    sources.push(source);
                }
            }
            last = Some(event);
        }
        let ids = claims
            .iter()
            .map(|claim| format!("{:016x}", claim.id))
            .collect();
        Ok((ids, sources))
    }
}

/// A line as an answer shows it.
pub(crate) struct Shown<'a> {
    pub history: &'a FoldedHistory,
    pub line: &'a FoldedLine,
    /// Whether the ledger holds it to be so.
    pub stands: bool,
    /// Whether others say otherwise.
    pub disputed: bool,
    /// The date asked about.
    pub on: Option<PartialDate>,
}

impl Shown<'_> {
    /// "Since July" had surely begun by 1 August, and on 15 July perhaps not yet.
    fn is_certain(&self) -> bool {
        self.on
            .zip(self.line.since)
            .is_none_or(|(on, since)| since.last_day() <= on.last_day())
    }
}

/// The line that holds on a date and what is said against it.
fn shown_on(history: &FoldedHistory, on: PartialDate) -> Vec<Shown<'_>> {
    let overruled: Vec<&FoldedLine> = history.overruled_on(on).collect();
    let shown = |line, stands, disputed| Shown {
        history,
        line,
        stands,
        disputed,
        on: Some(on),
    };
    let mut all = Vec::new();
    if let Some(line) = history.on(on) {
        let disputed = line.is_disputed() || !overruled.is_empty();
        all.push(shown(line, true, disputed));
        all.extend(line.rivals.iter().map(|rival| shown(rival, false, true)));
    }
    all.extend(overruled.into_iter().map(|line| shown(line, false, true)));
    all
}

/// How many tell a line.
struct Tellers {
    reports: usize,
    publishers: usize,
    voices: usize,
}

impl Tellers {
    fn of(folded: &Folded, line: &FoldedLine) -> Self {
        let told_by = folded.told_by(&line.claims);
        let counted = voices::counted(&told_by);
        Tellers {
            reports: told_by.len(),
            publishers: counted.publishers,
            voices: counted.voices,
        }
    }
}

/// What a line rests on.
struct Basis {
    unlisted: usize,
    claims: Vec<String>,
    sources: Vec<Source>,
    denied_by: Vec<String>,
    denials: Vec<Source>,
}

fn recogniser(folded: &Folded, shown: &Shown, told: Tellers, basis: Basis) -> Recogniser {
    let (key, line) = (&shown.history.relation, shown.line);
    Recogniser {
        id: key.from.clone(),
        state: folded.state(line.state).to_owned(),
        object: key.object.clone(),
        since: line.since,
        since_precision: line.since.map(PartialDate::precision),
        disputed: shown.disputed,
        stands: shown.stands,
        certain: shown.is_certain(),
        implied: line.is_implied(),
        reports: told.reports,
        publishers: told.publishers,
        voices: told.voices,
        unlisted: basis.unlisted,
        denied_by: basis.denied_by,
        claims: basis.claims,
        sources: basis.sources,
    }
}

/// Those who brought it about.
fn begun_by(folded: &Folded, line: &FoldedLine) -> Vec<String> {
    let by: BTreeSet<u16> = line.claims[..line.begun]
        .iter()
        .map(|claim| folded.entry(claim).by)
        .collect();
    let ids: BTreeSet<&str> = by
        .iter()
        .flat_map(|by| folded.word(*by).split_whitespace())
        .collect();
    ids.into_iter().map(str::to_owned).collect()
}

pub(crate) fn rank(aspect: &str) -> usize {
    vocabulary::aspects()
        .position(|known| known == aspect)
        .unwrap_or(usize::MAX)
}

fn first_day(date: Option<PartialDate>) -> Option<Date> {
    date.map(PartialDate::first_day)
}
