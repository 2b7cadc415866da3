//! A publisher's own corrections and retractions: the earlier report stays, and its claims count no longer.

use crate::review::Reviewer;
use crate::sql::{Database, values};
use crate::{Ledger, LedgerError, Outcome, Reading, record};

/// Stands between a report's id and the number of its version, from the second on.
const VERSION: char = '#';

impl Ledger {
    /// Keeps that the publisher has retracted a report, or that `replacement`, which is in the ledger too, corrects it.
    ///
    /// False where that was known already. Fails where the ledger has no such report.
    pub fn retract(
        &mut self,
        report: &str,
        replacement: Option<&str>,
        reviewer: Reviewer,
    ) -> Result<bool, LedgerError> {
        let rows: Vec<i64> = std::iter::once(report)
            .chain(replacement)
            .map(|id| self.report_row(id))
            .collect::<Result<_, _>>()?;
        let replacement = rows.get(1).copied();
        self.write(|database, learned| {
            add_revision(database, rows[0], replacement, reviewer, learned)
        })
    }

    /// Adds the corrected version of a report that the ledger has under `earlier`, and keeps that it corrects that one,
    /// in one transaction. The new one needs an id of its own: see [`next_version`](Self::next_version).
    pub fn record_revision(
        &mut self,
        reading: &Reading,
        earlier: &str,
    ) -> Result<Outcome, LedgerError> {
        let corrected = self.report_row(earlier)?;
        self.write_told(|database, learned| {
            let (outcomes, told) = record::all(database, &[*reading], "report", learned)?;
            let outcome = outcomes[0];
            if let Outcome::New { .. } = outcome {
                let new: i64 = database.value(
                    "SELECT seq FROM reports WHERE id = ?1",
                    values![&reading.report.id],
                )?;
                let publisher = reading
                    .report
                    .publisher
                    .as_deref()
                    .unwrap_or("the publisher");
                let reviewer = Reviewer {
                    name: publisher,
                    reason: "a corrected version was published",
                };
                add_revision(database, corrected, Some(new), reviewer, learned)?;
            }
            Ok((outcome, Some(told)))
        })
    }

    /// The id of the latest version of a report, and the id that its next version would have: `r1` and `r1#2`.
    pub fn next_version(&self, id: &str) -> Result<(String, String), LedgerError> {
        let (mut latest, mut number) = (id.to_owned(), 2);
        loop {
            let next = format!("{id}{VERSION}{number}");
            if self.find_report(&next)?.is_none() {
                return Ok((latest, next));
            }
            latest = next;
            number += 1;
        }
    }

    fn report_row(&self, id: &str) -> Result<i64, LedgerError> {
        self.find_report(id)?.ok_or_else(|| LedgerError::NoReport {
            path: self.path().to_owned(),
            id: id.to_owned(),
        })
    }

    fn find_report(&self, id: &str) -> Result<Option<i64>, LedgerError> {
        self.database.one(
            "SELECT seq FROM reports WHERE id = ?1",
            values![id],
            |row| row.get(0),
        )
    }
}

/// False where the report was revised in the same way before.
fn add_revision(
    database: &Database,
    report: i64,
    replacement: Option<i64>,
    reviewer: Reviewer,
    learned: &str,
) -> Result<bool, LedgerError> {
    let kind = if replacement.is_some() {
        "corrected"
    } else {
        "retracted"
    };
    let known: bool = database.value(
        "SELECT EXISTS (SELECT 1 FROM revisions WHERE report = ?1 AND replacement IS NOT DISTINCT FROM ?2)",
        values![report, replacement],
    )?;
    if known {
        return Ok(false);
    }
    database.execute(
        "INSERT INTO revisions (report, kind, replacement, by_name, reason, learned) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        values![report, kind, replacement, reviewer.name, reviewer.reason, learned],
    )?;
    Ok(true)
}
