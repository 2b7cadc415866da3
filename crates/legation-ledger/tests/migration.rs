//! Ledgers of version 1: read as they stand, and taken to the present version by the first write.

mod desk;

use std::path::Path;

use desk::{day, desk, event, report};
use legation_coder::{Event, Modality};
use legation_ledger::{AsOf, Ledger, SCHEMA_VERSION};
use rusqlite::Connection;

/// Makes a ledger of version 1 out of one of the present version, by taking away all that came later.
fn of_version_1(path: &Path) {
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
         DROP TABLE report_words; DROP INDEX pairs_other; DROP INDEX reports_published;
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

#[test]
fn an_old_ledger_is_read_as_it_stands_and_migrated_by_the_first_write() {
    let mut desk = desk();
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
    let path = desk.path.clone();
    let now = desk
        .ledger
        .relations("UKR", "PRK", AsOf::on(day("2022-08")))
        .unwrap();
    let now = serde_json::to_string(&now).unwrap();
    drop(desk.ledger);
    of_version_1(&path);

    let old = Ledger::open_to_read(&path).unwrap();
    let then = old
        .relations("UKR", "PRK", AsOf::on(day("2022-08")))
        .unwrap();
    assert_eq!(serde_json::to_string(&then).unwrap(), now);
    let claim = then.relations[0].claims[0].clone();
    assert_eq!(old.chain(&claim, None).unwrap().links.len(), 2);
    assert_eq!(old.timeline("UKR", "PRK", None).unwrap().entries.len(), 2);
    assert!(old.doubtful(10).is_ok());
    drop(old);
    assert_eq!(version(&path), 1, "reading has changed nothing");

    drop(Ledger::open(&path).unwrap());
    assert_eq!(version(&path), SCHEMA_VERSION);
    let new = Ledger::open_to_read(&path).unwrap();
    let after = new
        .relations("UKR", "PRK", AsOf::on(day("2022-08")))
        .unwrap();
    assert_eq!(serde_json::to_string(&after).unwrap(), now);
    let sound = new.check().unwrap();
    let strange: Vec<_> = sound
        .faults
        .iter()
        .filter(|f| !f.problem.contains("does not stand where"))
        .collect();
    assert!(strange.is_empty(), "{strange:?}");
    let denials: i64 = Connection::open(&path)
        .unwrap()
        .query_row("SELECT count(*) FROM claims WHERE denied = 1", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(denials, 1, "what was denied is known now");
}

#[test]
fn no_program_can_change_or_take_out_a_row() {
    let mut desk = desk();
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
        "DELETE FROM pairs",
    ] {
        let error = file.execute(change, []).unwrap_err().to_string();
        assert!(error.contains("append-only"), "{change}: {error}");
    }
}

#[test]
fn a_check_names_what_was_tampered_with() {
    let mut desk = desk();
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
        "claims are not those",
    ] {
        assert!(
            said.iter().any(|fault| fault.contains(words)),
            "{words} in {said:?}"
        );
    }
}
