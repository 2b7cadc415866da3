//! From one version of the ledger to the next, and reading an older one as it stands.

use legation_coder::Event;
use legation_text::Report;

use crate::prepared::{Origin, body};
use crate::record::{add_claims, add_provenance};
use crate::schema::{KEPT, SIGNED_SINCE, VERSION_1, VERSION_2, VERSION_3, VERSION_4, VERSION_5};
use crate::sql::{Database, values};
use crate::voices::Signature;
use crate::{LedgerError, layers};

/// A file of version 1 seen as one of version 2, without a byte of it changed: for files that are only read.
/// What version 1 did not keep is empty: no denials, no agencies, no wording by which copies are found.
const SEEN_AS_VERSION_2: &str = "
CREATE TEMP VIEW reports AS
  SELECT *, 'report' AS kind, NULL AS body_start, NULL AS body_end FROM main.reports;
CREATE TEMP VIEW events AS
  SELECT *, json_extract(json, '$.cause') AS cause, json_extract(json, '$.confidence') AS confidence FROM main.events;
CREATE TEMP VIEW claims AS SELECT *, 0 AS denied, NULL AS corrects FROM main.claims;
CREATE TEMP TABLE provenance (report INTEGER PRIMARY KEY, agency TEXT, minhash BLOB);
CREATE TEMP TABLE recodings (seq INTEGER PRIMARY KEY, coder TEXT, learned TEXT);
CREATE TEMP TABLE standings (seq INTEGER PRIMARY KEY, event INTEGER, stands INTEGER, recoding INTEGER, learned TEXT);
CREATE TEMP TABLE verdicts (seq INTEGER PRIMARY KEY, claim INTEGER, kind TEXT, by_name TEXT, reason TEXT,
  replacement INTEGER, undoes INTEGER, carried INTEGER, learned TEXT);
CREATE TEMP TABLE revisions (seq INTEGER PRIMARY KEY, report INTEGER, kind TEXT, replacement INTEGER, by_name TEXT,
  reason TEXT, learned TEXT);
";

/// A file of version 2 or 3 seen as one of version 4: what that version works out is worked out beside the file.
const SEEN_AS_VERSION_4: &str = "
CREATE TEMP TABLE layers (seq INTEGER PRIMARY KEY, size INTEGER);
CREATE TEMP TABLE dossiers (seq INTEGER PRIMARY KEY, layer INTEGER, aspect TEXT, from_id TEXT, to_id TEXT, object TEXT,
  ordered INTEGER, words TEXT, entries BLOB);
CREATE INDEX temp.dossiers_relation ON dossiers(layer, from_id, to_id, aspect, object);
CREATE INDEX temp.dossiers_to ON dossiers(layer, to_id, aspect, from_id);
CREATE TEMP TABLE pairs (seq INTEGER PRIMARY KEY, layer INTEGER, a TEXT, b TEXT, earliest INTEGER, latest INTEGER,
  moments BLOB);
CREATE INDEX temp.pairs_of_a ON pairs(layer, a, b, earliest, latest);
CREATE INDEX temp.pairs_of_b ON pairs(layer, b, earliest, latest);
";

/// Brings a store of version `from` (0: one that holds nothing) to the present version, within the caller's transaction.
pub(crate) fn migrate(database: &Database, from: i64) -> Result<(), LedgerError> {
    if from < 1 {
        database.define(VERSION_1)?;
    }
    if from < 2 {
        database.define(VERSION_2)?;
        if from == 1 {
            fill_in_version_2(database)?;
        }
        for table in KEPT {
            database.forbid_changes(table)?;
        }
    }
    if from < 3 {
        database.define_words()?;
        database.define(VERSION_3)?;
        if from > 0 {
            database.index_all_words()?;
        }
    }
    if from < 4 {
        database.define(VERSION_4)?;
        database.gather_words()?;
    }
    if from < 5 {
        for (table, column) in [("reports", "hash"), ("claims", "id")] {
            database.index_no_more(table, column)?;
        }
        database.define(VERSION_5)?;
    }
    if (2..SIGNED_SINCE).contains(&from) {
        sign_anew(database)?;
    }
    if from > 0 {
        layers::work_out_anew(database)?;
    }
    Ok(())
}

/// Lets a connection that only reads an older file ask it as if it were of the present version.
pub(crate) fn see_as_present(database: &Database, version: i64) -> Result<(), LedgerError> {
    if version < 2 {
        database.run(SEEN_AS_VERSION_2)?;
    }
    if version < 4 {
        database.run(SEEN_AS_VERSION_4)?;
        layers::work_out(database)?;
    }
    // Version 5 has other indexes only. In version 6 signatures are made otherwise, but those of one file compare with each other.
    Ok(())
}

/// Works out for the rows of version 1 what version 2 would have kept of them.
fn fill_in_version_2(database: &Database) -> Result<(), LedgerError> {
    database.execute(
        "UPDATE events SET cause = json_extract(json, '$.cause'), confidence = json_extract(json, '$.confidence')",
        &[],
    )?;
    database.each("SELECT seq, text FROM reports", &[], |row| {
        let origin = Origin::of(&Report::new(row.get::<String>(1)?));
        add_provenance(database, row.get(0)?, &origin)
    })?;
    let query = "SELECT seq, report, json, learned FROM events WHERE modality = 'negated'";
    database.each(query, &[], |row| {
        let json: String = row.get(2)?;
        // What cannot be read is left for `check` to name.
        if let Ok(event) = serde_json::from_str::<Event>(&json) {
            let learned: String = row.get(3)?;
            add_claims(database, (row.get(0)?, row.get(1)?), &event, &learned)?;
        }
        Ok(())
    })
}

/// Makes the signatures of all wordings as they are made now, from the texts.
fn sign_anew(database: &Database) -> Result<(), LedgerError> {
    database.permit_changes("provenance")?;
    let query = "SELECT r.seq, r.text, r.body_start, r.body_end FROM reports r JOIN provenance p ON p.report = r.seq
                 WHERE p.minhash IS NOT NULL";
    database.each(query, &[], |row| {
        let text: String = row.get(1)?;
        let (start, end): (Option<usize>, Option<usize>) = (row.get(2)?, row.get(3)?);
        // A body outside the text is left for `check` to name.
        let signature = body(&text, start, end).and_then(Signature::of);
        database.execute(
            "UPDATE provenance SET minhash = ?2 WHERE report = ?1",
            values![
                row.get::<i64>(0)?,
                signature.as_ref().map(Signature::to_bytes)
            ],
        )?;
        Ok(())
    })?;
    database.forbid_changes("provenance")
}
