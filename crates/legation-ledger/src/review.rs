//! People have the last word: verdicts on claims, with name and reason.
//!
//! A verdict is a row of its own. A rejected claim is not folded; an accepted one goes over everything that others say of
//! the same time, and stays where a newer coder no longer reads it; a corrected one is replaced by a claim that says what the
//! reviewer says. Each can be undone, which is a row too.

use legation_text::PartialDate;
use serde::Serialize;

use crate::claim::{Claim, RelationKey, claim_id};
use crate::load::{Status, known_bound};
use crate::sql::{Database, Row, values};
use crate::{Ledger, LedgerError};

/// Who gives a verdict, and why.
#[derive(Clone, Copy, Debug)]
pub struct Reviewer<'a> {
    /// The name under which the verdict is kept.
    pub name: &'a str,
    /// The reason, in the reviewer's words.
    pub reason: &'a str,
}

/// What a reviewer corrects; what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// Since when it is so.
    pub date: Option<PartialDate>,
    /// The entity that was taken for another, and the right one.
    pub party: Option<(String, String)>,
    /// The state.
    pub state: Option<String>,
}

/// What a reviewer says of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opinion {
    /// It is as the claim says.
    Accept,
    /// The claim is wrong.
    Reject,
    /// The claim is right but for this.
    Correct(Correction),
    /// The verdict that stands on the claim no longer does; the one before it stands again.
    Undo,
}

/// The kinds of verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum VerdictKind {
    /// Accepted.
    Accept,
    /// Rejected.
    Reject,
    /// Corrected.
    Correct,
    /// An earlier verdict undone.
    Undo,
}

impl VerdictKind {
    /// The word that the file and the output formats use.
    pub fn as_str(self) -> &'static str {
        match self {
            VerdictKind::Accept => "accept",
            VerdictKind::Reject => "reject",
            VerdictKind::Correct => "correct",
            VerdictKind::Undo => "undo",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        use VerdictKind::{Accept, Correct, Reject, Undo};
        [Accept, Reject, Correct, Undo]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// A verdict as it was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Its number in the ledger.
    pub number: i64,
    /// The claim.
    pub claim: String,
    /// What it says.
    pub kind: VerdictKind,
    /// Who gave it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When, RFC 3339 in UTC.
    pub given: String,
    /// Whether it has not been undone.
    pub stands: bool,
    /// Of a correction: the claim that stands instead.
    pub replacement: Option<String>,
    /// Of one that undoes: the number of what it undoes.
    pub undoes: Option<i64>,
    /// Where a newer coder read the same again: the number of the verdict that was carried over to it.
    pub carried: Option<i64>,
}

impl Ledger {
    /// Adds a verdict on the claim with this id, or the only one whose id begins so.
    ///
    /// Fails where the verdict is without name or reason, corrects nothing, or undoes where nothing stands.
    pub fn review(
        &mut self,
        claim: &str,
        opinion: &Opinion,
        reviewer: Reviewer,
    ) -> Result<Verdict, LedgerError> {
        let (claim, status) = self.find_claim(claim)?;
        let refused = |reason: &str| LedgerError::Verdict {
            claim: claim.id.clone(),
            reason: reason.to_owned(),
        };
        if reviewer.name.trim().is_empty() || reviewer.reason.trim().is_empty() {
            return Err(refused(
                "a verdict needs a name and a reason; give both with --by and --reason",
            ));
        }
        let verdict = match opinion {
            Opinion::Accept => self.add_verdict(&claim, VerdictKind::Accept, reviewer)?,
            Opinion::Reject => self.add_verdict(&claim, VerdictKind::Reject, reviewer)?,
            Opinion::Undo => self.undo(&claim, status, reviewer)?,
            Opinion::Correct(correction) => {
                let corrected = corrected(&claim, correction).map_err(refused)?;
                self.replace(&claim, &corrected, reviewer)?
            }
        };
        verdict.ok_or_else(|| refused("no verdict stands on it that could be undone"))
    }

    fn add_verdict(
        &mut self,
        claim: &Claim,
        kind: VerdictKind,
        reviewer: Reviewer,
    ) -> Result<Option<Verdict>, LedgerError> {
        let row = claim.row;
        let number = self.write(|database, learned| {
            let new = NewVerdict::of(row, kind, reviewer);
            insert(database, &new, learned)
        })?;
        self.verdict(row, number)
    }

    fn undo(
        &mut self,
        claim: &Claim,
        status: Status,
        reviewer: Reviewer,
    ) -> Result<Option<Verdict>, LedgerError> {
        let corrects = self.corrects(claim.row)?;
        let rows: Vec<i64> = std::iter::once(claim.row)
            .chain(corrects.filter(|_| status == Status::Stands))
            .collect();
        let undone = self.write(|database, learned| {
            for row in rows {
                let standing = standing(database, row)?;
                if let Some(undoes) = standing {
                    let new = NewVerdict {
                        undoes: Some(undoes),
                        ..NewVerdict::of(row, VerdictKind::Undo, reviewer)
                    };
                    return Ok(Some((row, insert(database, &new, learned)?)));
                }
            }
            Ok(None)
        })?;
        undone.map_or(Ok(None), |(row, number)| self.verdict(row, number))
    }

    fn replace(
        &mut self,
        claim: &Claim,
        corrected: &Claim,
        reviewer: Reviewer,
    ) -> Result<Option<Verdict>, LedgerError> {
        let row = claim.row;
        let number = self.write(|database, learned| {
            let replacement = add_corrected(database, row, corrected, learned)?;
            let new = NewVerdict {
                replacement: Some(replacement),
                ..NewVerdict::of(row, VerdictKind::Correct, reviewer)
            };
            insert(database, &new, learned)
        })?;
        self.verdict(row, number)
    }

    fn corrects(&self, row: i64) -> Result<Option<i64>, LedgerError> {
        self.database
            .value("SELECT corrects FROM claims WHERE seq = ?1", values![row])
    }

    fn verdict(&self, claim: i64, number: i64) -> Result<Option<Verdict>, LedgerError> {
        let all = self.verdicts_on(claim, None)?;
        Ok(all.into_iter().find(|verdict| verdict.number == number))
    }

    /// What reviewers had said of a claim by `as_known`, oldest first.
    pub(crate) fn verdicts_on(
        &self,
        claim: i64,
        as_known: Option<PartialDate>,
    ) -> Result<Vec<Verdict>, LedgerError> {
        let query = "
            SELECT v.seq, c.id, v.kind, v.by_name, v.reason, v.learned,
                   v.kind <> 'undo' AND NOT EXISTS (
                     SELECT 1 FROM verdicts u WHERE u.undoes = v.seq AND u.learned < ?2),
                   n.id, v.undoes, v.carried
            FROM verdicts v JOIN claims c ON c.seq = v.claim LEFT JOIN claims n ON n.seq = v.replacement
            WHERE v.claim = ?1 AND v.learned < ?2 ORDER BY v.seq";
        let values = values![claim, known_bound(as_known)];
        self.database.all(query, values, verdict_of)
    }
}

/// A verdict of the columns that [`Ledger::verdicts_on`] asks for.
fn verdict_of(row: &Row) -> Result<Verdict, LedgerError> {
    let kind: String = row.get(2)?;
    Ok(Verdict {
        number: row.get(0)?,
        claim: row.get(1)?,
        kind: VerdictKind::parse(&kind).ok_or_else(|| row.strange(format!("verdict '{kind}'")))?,
        by: row.get(3)?,
        reason: row.get(4)?,
        given: row.get(5)?,
        stands: row.get(6)?,
        replacement: row.get(7)?,
        undoes: row.get(8)?,
        carried: row.get(9)?,
    })
}

/// A verdict before it has a number.
pub(crate) struct NewVerdict<'a> {
    pub claim: i64,
    pub kind: VerdictKind,
    pub reviewer: Reviewer<'a>,
    pub replacement: Option<i64>,
    pub undoes: Option<i64>,
    pub carried: Option<i64>,
}

impl<'a> NewVerdict<'a> {
    pub fn of(claim: i64, kind: VerdictKind, reviewer: Reviewer<'a>) -> Self {
        NewVerdict {
            claim,
            kind,
            reviewer,
            replacement: None,
            undoes: None,
            carried: None,
        }
    }
}

pub(crate) fn insert(
    database: &Database,
    new: &NewVerdict,
    learned: &str,
) -> Result<i64, LedgerError> {
    let number = database.insert(
        "INSERT INTO verdicts (claim, kind, by_name, reason, replacement, undoes, carried, learned)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        values![
            new.claim,
            new.kind.as_str(),
            new.reviewer.name,
            new.reviewer.reason,
            new.replacement,
            new.undoes,
            new.carried,
            learned,
        ],
    )?;
    number.ok_or_else(|| database.not_added("verdict", new.kind.as_str()))
}

/// The number of the verdict that stands on a claim.
fn standing(database: &Database, claim: i64) -> Result<Option<i64>, LedgerError> {
    database.one(
        "SELECT v.seq FROM verdicts v WHERE v.claim = ?1 AND v.kind <> 'undo'
           AND NOT EXISTS (SELECT 1 FROM verdicts u WHERE u.undoes = v.seq)
         ORDER BY v.seq DESC LIMIT 1",
        values![claim],
        |row| row.get(0),
    )
}

/// What the claim says once it is corrected.
fn corrected(claim: &Claim, correction: &Correction) -> Result<Claim, &'static str> {
    let mut corrected = claim.clone();
    if let Some(date) = correction.date {
        corrected.valid_from = Some(date);
    }
    if let Some(state) = &correction.state {
        corrected.state.clone_from(state);
    }
    if let Some((wrong, right)) = &correction.party {
        let put = |id: &mut String| {
            if id == wrong {
                id.clone_from(right);
            }
        };
        put(&mut corrected.relation.from);
        put(&mut corrected.relation.to);
        corrected.by.iter_mut().for_each(put);
        if let Some(object) = &mut corrected.relation.object {
            put(object);
        }
    }
    let RelationKey {
        from, to, ordered, ..
    } = &mut corrected.relation;
    if !*ordered && from > to {
        std::mem::swap(from, to);
    }
    if from == to {
        return Err("a relation has two sides; name another party");
    }
    if (&corrected.relation, &corrected.state, corrected.valid_from)
        == (&claim.relation, &claim.state, claim.valid_from)
    {
        return Err(
            "the correction changes nothing in it; name a date, a state or a party that it has, or use `accept`",
        );
    }
    Ok(corrected)
}

fn add_corrected(
    database: &Database,
    row: i64,
    corrected: &Claim,
    learned: &str,
) -> Result<i64, LedgerError> {
    let count: i64 = database.value("SELECT count(*) FROM verdicts", &[])?;
    let id = claim_id(
        &format!("{}/{count}", corrected.id),
        &corrected.relation,
        &corrected.state,
    );
    let first = corrected
        .valid_from
        .map(|date| date.first_day().to_string());
    let added = database.insert(
        "INSERT INTO claims (id, event, report, aspect, from_id, to_id, object, ordered, state, by_ids, speaker,
                             place, valid_from, precision, first_day, learned, denied, corrects)
         SELECT ?2, event, report, aspect, ?3, ?4, ?5, ordered, ?6, ?7, speaker, place, ?8, ?9, ?10, ?11, denied, seq
         FROM claims WHERE seq = ?1",
        values![
            row,
            id,
            &corrected.relation.from,
            &corrected.relation.to,
            &corrected.relation.object,
            &corrected.state,
            corrected.by.join(" "),
            corrected.valid_from,
            corrected.valid_from.map(|date| date.precision().as_str()),
            first,
            learned,
        ],
    )?;
    added.ok_or_else(|| database.not_added("claim", &corrected.id))
}
