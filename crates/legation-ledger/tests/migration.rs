//! Files of earlier versions: read as they stand, and taken to the present version by the first write.

mod desk;

use std::collections::BTreeSet;
use std::path::Path;

use desk::{Place, READER, day, desk_at, event, report};
use legation_coder::{Event, Modality};
use legation_ledger::{
    AsOf, Correction, Ledger, Opinion, Outcome, Reading, SCHEMA_VERSION, Sought,
};
use legation_text::Report;
use rusqlite::Connection;

/// Makes a ledger of version 5 out of one of the present version: signatures of wordings are made otherwise, here but for the bits that
/// dossiers have of them.
fn of_version_5(path: &Path) {
    let file = Connection::open(path).unwrap();
    let signed: Vec<(i64, Vec<u8>)> = file
        .prepare("SELECT report, minhash FROM provenance WHERE minhash IS NOT NULL")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let trigger: String = file
        .query_row(
            "SELECT sql FROM sqlite_schema WHERE name = 'provenance_no_update'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    file.execute_batch("DROP TRIGGER provenance_no_update")
        .unwrap();
    for (report, signature) in signed {
        let otherwise: Vec<u8> = signature.iter().map(|byte| byte ^ 0xF0).collect();
        let change = "UPDATE provenance SET minhash = ?2 WHERE report = ?1";
        file.execute(change, (report, otherwise)).unwrap();
    }
    file.execute_batch(&format!("{trigger}; PRAGMA user_version = 5;"))
        .unwrap();
}

/// Makes a ledger of version 4 out of one of the present version: hashes and ids of claims are indexed whole.
fn of_version_4(path: &Path) {
    of_version_5(path);
    let file = Connection::open(path).unwrap();
    file.pragma_update(None, "foreign_keys", false).unwrap();
    for (table, column) in [("reports", "hash"), ("claims", "id")] {
        let made = |kind: &str| -> Vec<String> {
            let query = "SELECT sql FROM sqlite_schema WHERE tbl_name = ?1 AND type = ?2 AND sql IS NOT NULL";
            let mut made = file.prepare(query).unwrap();
            let made = made.query_map([table, kind], |row| row.get(0)).unwrap();
            made.collect::<Result<_, _>>().unwrap()
        };
        let (indexes, triggers) = (made("index").join(";"), made("trigger").join(";"));
        let plain = format!("{column} TEXT NOT NULL");
        let unique = made("table")[0].replacen(&plain, &format!("{plain} UNIQUE"), 1);
        let columns = unique.split_once('(').unwrap().1;
        file.execute_batch(&format!(
            "CREATE TABLE old ({columns}; INSERT INTO old SELECT * FROM {table}; DROP TABLE {table};
             ALTER TABLE old RENAME TO {table}; {indexes}; {triggers};"
        ))
        .unwrap();
    }
    file.execute_batch(
        "DROP INDEX reports_content; DROP INDEX claims_id; DROP INDEX reports_published;
         CREATE INDEX reports_published ON reports((coalesce(published, '')), seq) WHERE kind = 'report';
         CREATE INDEX claims_report ON claims(report);
         PRAGMA user_version = 4;",
    )
    .unwrap();
}

/// Makes a ledger of version 3 out of one of the present version: its derived rows are otherwise, and here not there at all, as
/// none is read.
fn of_version_3(path: &Path) {
    of_version_4(path);
    Connection::open(path)
        .unwrap()
        .execute_batch(
            "DROP TABLE layers; DROP TABLE dossiers; DROP TABLE pairs;
             CREATE TABLE dossiers (seq INTEGER PRIMARY KEY, aspect TEXT NOT NULL, from_id TEXT NOT NULL, to_id TEXT NOT NULL,
               object TEXT NOT NULL, ordered INTEGER NOT NULL, part INTEGER NOT NULL, words TEXT NOT NULL,
               entries BLOB NOT NULL) STRICT;
             CREATE UNIQUE INDEX dossiers_relation ON dossiers(from_id, to_id, aspect, object, part);
             CREATE INDEX dossiers_to ON dossiers(to_id, aspect, from_id);
             CREATE TABLE pairs (a TEXT NOT NULL, b TEXT NOT NULL, event INTEGER NOT NULL REFERENCES events(seq),
               report INTEGER NOT NULL, deed INTEGER NOT NULL, date INTEGER, asserted INTEGER NOT NULL, published INTEGER,
               learned INTEGER NOT NULL, touched INTEGER NOT NULL, PRIMARY KEY (a, b, event)) STRICT, WITHOUT ROWID;
             CREATE INDEX pairs_of_a ON pairs(a, (coalesce(date, published, 0)), event);
             CREATE INDEX pairs_of_b ON pairs(b, (coalesce(date, published, 0)), event);
             PRAGMA user_version = 3;",
        )
        .unwrap();
}

/// Makes a ledger of version 2 out of one of the present version, by taking away what came later.
fn of_version_2(path: &Path) {
    of_version_4(path);
    Connection::open(path)
        .unwrap()
        .execute_batch(
            "DROP TABLE layers; DROP TABLE dossiers; DROP TABLE report_words; DROP INDEX reports_published;
             DROP TABLE pairs;
             CREATE TABLE pairs (a TEXT NOT NULL, b TEXT NOT NULL, event INTEGER NOT NULL REFERENCES events(seq),
               PRIMARY KEY (a, b, event)) STRICT, WITHOUT ROWID;
             INSERT INTO pairs SELECT DISTINCT min(from_id, to_id), max(from_id, to_id), event FROM claims;
             CREATE TRIGGER pairs_no_update BEFORE UPDATE ON pairs BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
             CREATE TRIGGER pairs_no_delete BEFORE DELETE ON pairs BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
             CREATE INDEX claims_pair ON claims(from_id, to_id, aspect);
             CREATE INDEX claims_to ON claims(to_id, aspect);
             DROP INDEX claims_month; CREATE INDEX claims_day ON claims(first_day);
             PRAGMA user_version = 2;",
        )
        .unwrap();
}

/// Makes a ledger of version 1 out of one of the present version.
fn of_version_1(path: &Path) {
    of_version_2(path);
    let file = Connection::open(path).unwrap();
    let triggers: Vec<String> = file
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for trigger in triggers {
        file.execute_batch(&format!("DROP TRIGGER {trigger}"))
            .unwrap();
    }
    file.execute_batch(
        "PRAGMA foreign_keys = OFF;
         DELETE FROM claims WHERE denied = 1;
         DROP INDEX events_cause; DROP INDEX events_doubtful; DROP INDEX claims_report;
         DROP TABLE verdicts; DROP TABLE standings; DROP TABLE recodings; DROP TABLE revisions; DROP TABLE provenance;
         ALTER TABLE claims DROP COLUMN corrects; ALTER TABLE claims DROP COLUMN denied;
         ALTER TABLE events DROP COLUMN cause; ALTER TABLE events DROP COLUMN confidence;
         ALTER TABLE reports DROP COLUMN kind; ALTER TABLE reports DROP COLUMN body_start;
         ALTER TABLE reports DROP COLUMN body_end;
         PRAGMA user_version = 1;",
    )
    .unwrap();
}

fn version(path: &Path) -> i64 {
    let file = Connection::open(path).unwrap();
    file.query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap()
}

/// A desk with an event of each kind, and what it says of UKR and PRK.
fn told() -> (desk::Desk, String) {
    let mut desk = desk_at(Place::in_a_file());
    let told = report("paper", "Atlas", "2022-07-14");
    let recognised = event(&told, "recognize-state", "PRK>>DNR", "2022-07-13");
    let severed = Event {
        cause: Some(recognised.id.clone()),
        ..event(
            &told,
            "sever-diplomatic-relations",
            "UKR>PRK>",
            "2022-07-13",
        )
    };
    let denied = Event {
        modality: Modality::Negated,
        ..event(&told, "sever-consular-relations", "UKR>PRK>", "2022-07-13")
    };
    desk.tell(&told, &[recognised, severed, denied]);
    let says = says(&desk.ledger);
    (desk, says)
}

fn says(ledger: &Ledger) -> String {
    let as_of = AsOf::on(day("2022-08"));
    let answers = (
        ledger.relations("UKR", "PRK", as_of).unwrap(),
        ledger.recognition("DNR", as_of).unwrap(),
        ledger.timeline("UKR", "PRK", None, None).unwrap(),
    );
    serde_json::to_string(&answers).unwrap()
}

/// What `check` finds, but for the names of parties, which in these tests stand nowhere in the text.
fn faults(ledger: &Ledger) -> Vec<String> {
    let said = ledger.check().unwrap().faults.into_iter();
    said.map(|fault| format!("{}: {}", fault.place, fault.problem))
        .filter(|fault| !fault.contains("does not stand where"))
        .collect()
}

#[test]
fn a_ledger_of_version_1_is_read_as_it_stands_and_migrated_by_the_first_write() {
    let (desk, now) = told();
    let path = desk.path.clone();
    drop(desk.ledger);
    of_version_1(&path);

    let old = Ledger::open_to_read(&path).unwrap();
    assert_eq!(says(&old), now);
    let as_of = AsOf::on(day("2022-08"));
    let claim = old.relations("UKR", "PRK", as_of).unwrap().relations[0].claims[0].clone();
    assert_eq!(old.chain(&claim, None).unwrap().links.len(), 2);
    assert!(old.doubts(0, 10).is_ok());
    assert_eq!(faults(&old), [""; 0]);
    drop(old);
    assert_eq!(version(&path), 1, "reading has changed nothing");

    drop(Ledger::open(&path).unwrap());
    assert_eq!(version(&path), SCHEMA_VERSION);
    let new = Ledger::open_to_read(&path).unwrap();
    assert_eq!(says(&new), now);
    assert_eq!(faults(&new), [""; 0]);
    let denials: i64 = Connection::open(&path)
        .unwrap()
        .query_row("SELECT count(*) FROM claims WHERE denied = 1", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(denials, 1, "what was denied is known now");
}

#[test]
fn a_ledger_of_version_2_keeps_its_verdicts_and_retractions_through_migration() {
    kept_through_migration(2, of_version_2);
}

#[test]
fn a_ledger_of_version_3_keeps_its_verdicts_and_retractions_through_migration() {
    let path = kept_through_migration(3, of_version_3);
    let found = Ledger::open_to_read(&path.path).unwrap().search(Sought {
        words: "republics",
        limit: 10,
        ..Sought::default()
    });
    assert_eq!(found.unwrap().total, 2, "words stay indexed");
}

#[test]
fn a_ledger_of_version_4_keeps_its_verdicts_and_retractions_through_migration() {
    kept_through_migration(4, of_version_4);
}

#[test]
fn a_ledger_of_version_5_keeps_its_verdicts_and_retractions_through_migration() {
    kept_through_migration(5, of_version_5);
}

#[test]
fn a_ledger_of_version_5_has_its_wordings_signed_anew_and_all_that_hangs_on_them_worked_out_anew() {
    let (desk, now) = told();
    let path = desk.path.clone();
    drop(desk.ledger);
    let signed = |path: &Path| -> Vec<Vec<u8>> {
        let file = Connection::open(path).unwrap();
        let mut signed = file.prepare("SELECT minhash FROM provenance").unwrap();
        let signed = signed.query_map([], |row| row.get(0)).unwrap();
        signed.collect::<Result<_, _>>().unwrap()
    };
    let new = signed(&path);
    of_version_5(&path);
    assert_ne!(signed(&path), new);
    let file = Connection::open(&path).unwrap();
    file.execute_batch("DELETE FROM dossiers").unwrap();

    let ledger = Ledger::open(&path).unwrap();
    assert_eq!(signed(&path), new);
    assert_eq!(says(&ledger), now);
    assert_eq!(faults(&ledger), [""; 0]);
    let error = file.execute("UPDATE provenance SET agency = ''", []);
    assert!(error.unwrap_err().to_string().contains("append-only"));
}

#[test]
fn a_migrated_ledger_has_the_tables_and_indexes_of_a_new_one() {
    let made = |path: &Path| -> BTreeSet<(String, String)> {
        let query =
            "SELECT name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'";
        let file = Connection::open(path).unwrap();
        let mut made = file.prepare(query).unwrap();
        let made = made.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        made.unwrap().collect::<Result<_, _>>().unwrap()
    };
    for older in [
        of_version_1,
        of_version_2,
        of_version_3,
        of_version_4,
        of_version_5,
    ] {
        let (desk, _) = told();
        let path = desk.path.clone();
        let new = made(&path);
        drop(desk.ledger);
        older(&path);
        drop(Ledger::open(&path).unwrap());
        assert_eq!(made(&path), new);
    }
}

#[test]
fn in_a_migrated_ledger_reports_and_claims_are_known_and_no_row_can_be_changed() {
    let (desk, _) = told();
    let path = desk.path.clone();
    let claim = desk
        .line("UKR", "PRK", "2022-08", "diplomatic")
        .unwrap()
        .claims[0]
        .clone();
    drop(desk.ledger);
    of_version_4(&path);
    let mut ledger = Ledger::open(&path).unwrap();
    let copy = Report {
        id: "the same under another id".to_owned(),
        ..report("paper", "Atlas", "2022-07-14")
    };
    assert!(ledger.known(&copy).unwrap().is_some());
    let reading = Reading {
        report: &copy,
        events: &[],
        publisher_entity: None,
    };
    assert!(matches!(
        ledger.record(&[reading]).unwrap()[..],
        [Outcome::Known { .. }]
    ));
    assert_eq!(ledger.explain(&claim[..10], None).unwrap().claim, claim);
    let file = Connection::open(&path).unwrap();
    for change in ["UPDATE claims SET state = ''", "DELETE FROM reports"] {
        let error = file.execute(change, []).unwrap_err().to_string();
        assert!(error.contains("append-only"), "{change}: {error}");
    }
}

#[test]
fn a_check_names_what_is_there_twice() {
    let (desk, _) = told();
    let file = Connection::open(&desk.path).unwrap();
    file.execute_batch(
        "INSERT INTO reports SELECT seq + 100, id || 'b', publisher, publisher_entity, published, published_precision,
           title, url, language, text, hash, learned, kind, body_start, body_end FROM reports;
         CREATE TEMP TABLE twice AS SELECT * FROM claims LIMIT 1; UPDATE twice SET seq = seq + 100;
         INSERT INTO claims SELECT * FROM twice;",
    )
    .unwrap();
    let said = faults(&desk.ledger).join("; ");
    assert!(
        said.contains("its content is that of another report"),
        "{said}"
    );
    assert!(said.contains("its id is that of another claim"), "{said}");
}

fn kept_through_migration(from: i64, made_older: fn(&Path)) -> desk::Desk {
    let (mut desk, _) = told();
    let severed = desk.line("UKR", "PRK", "2022-08", "diplomatic").unwrap();
    let later = Opinion::Correct(Correction {
        date: Some(day("2022-07-15")),
        ..Correction::default()
    });
    desk.ledger
        .review(&severed.claims[0], &later, READER)
        .unwrap();
    desk.hear(
        "other",
        "2022-07-14",
        "open-embassy",
        "UKR>PRK>",
        "2022-07-13",
    );
    desk.ledger.retract("other", None, READER).unwrap();
    let now = says(&desk.ledger);
    assert!(now.contains("2022-07-15") && !now.contains("open"), "{now}");
    let path = desk.path.clone();
    made_older(&path);

    let old = Ledger::open_to_read(&path).unwrap();
    assert_eq!(says(&old), now);
    assert_eq!(faults(&old), [""; 0]);
    drop(old);
    assert_eq!(version(&path), from, "reading has changed nothing");

    drop(Ledger::open(&path).unwrap());
    assert_eq!(version(&path), SCHEMA_VERSION);
    let new = Ledger::open_to_read(&path).unwrap();
    assert_eq!(says(&new), now);
    assert_eq!(faults(&new), [""; 0]);
    desk
}

#[test]
fn a_check_names_a_relation_whose_dossier_is_not_what_its_claims_make() {
    for tampering in [
        "DELETE FROM dossiers WHERE aspect = 'diplomatic'",
        "UPDATE dossiers SET words = replace(words, 'severed', 'established') WHERE aspect = 'diplomatic'",
        "INSERT INTO dossiers SELECT seq + 100, layer, aspect, from_id, to_id, object, ordered, words, entries
         FROM dossiers WHERE aspect = 'diplomatic'",
    ] {
        let (desk, _) = told();
        let file = Connection::open(&desk.path).unwrap();
        file.execute_batch(tampering).unwrap();
        assert_eq!(
            faults(&desk.ledger),
            ["relation diplomatic PRK UKR: its dossier is not what its claims make"],
            "{tampering}"
        );
    }
}

#[test]
fn a_check_names_two_of_whom_not_all_is_kept() {
    let (desk, _) = told();
    let file = Connection::open(&desk.path).unwrap();
    file.execute_batch("DELETE FROM pairs WHERE a = 'DNR'")
        .unwrap();
    let said = faults(&desk.ledger);
    assert!(
        said == ["pair DNR PRK: what is kept of the two is not what their events make"],
        "{said:?}"
    );
}

#[test]
fn no_program_can_change_or_take_out_a_row() {
    let mut desk = desk_at(Place::in_a_file());
    desk.hear(
        "paper",
        "2022-07-14",
        "sever-diplomatic-relations",
        "UKR>PRK>",
        "2022-07-13",
    );
    let file = Connection::open(&desk.path).unwrap();
    for change in [
        "UPDATE claims SET state = 'established'",
        "DELETE FROM reports",
        "UPDATE events SET json = ''",
        "DELETE FROM provenance",
    ] {
        let error = file.execute(change, []).unwrap_err().to_string();
        assert!(error.contains("append-only"), "{change}: {error}");
    }
}

#[test]
fn a_check_names_what_was_tampered_with() {
    let mut desk = desk_at(Place::in_a_file());
    desk.hear(
        "paper",
        "2022-07-14",
        "sever-diplomatic-relations",
        "UKR>PRK>",
        "2022-07-13",
    );
    let file = Connection::open(&desk.path).unwrap();
    file.execute_batch(
        "DROP TRIGGER reports_no_update; DROP TRIGGER events_no_update; DROP TRIGGER claims_no_update;
         UPDATE reports SET text = 'Other words than those that were read, and more of them than were there at first, too.';
         UPDATE events SET json = replace(json, 'Ukraine broke', 'Ukraine brake');
         UPDATE claims SET id = 'another';",
    )
    .unwrap();
    let faults = desk.ledger.check().unwrap().faults;
    let said: Vec<String> = faults
        .iter()
        .map(|f| format!("{}: {}", f.place, f.problem))
        .collect();
    for words in [
        "hash",
        "minhash",
        "span does not hold",
        "JSON has another sentence",
        "claims are not those",
    ] {
        assert!(
            said.iter().any(|fault| fault.contains(words)),
            "{words} in {said:?}"
        );
    }
}
