//! Files that are no ledger, that are of another version, or that have no room: each is named, with the remedy.

use std::path::Path;

use legation_ledger::{Ledger, LedgerError, Reading};
use legation_text::Report;

fn refusal(path: &Path) -> String {
    let write = Ledger::open(path)
        .err()
        .expect("it was opened for writing")
        .to_string();
    assert!(
        write.contains(&*path.to_string_lossy()),
        "{write} does not name the file"
    );
    Ledger::open_to_read(path)
        .err()
        .map_or(write, |error| error.to_string())
}

#[test]
fn a_file_that_is_no_ledger_is_left_alone_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "Not a database. ".repeat(100)).unwrap();
    assert!(refusal(&text).contains("is not a ledger"));
    let other = folder.path().join("other.db");
    rusqlite::Connection::open(&other)
        .unwrap()
        .execute_batch("CREATE TABLE t (x)")
        .unwrap();
    assert!(refusal(&other).contains("is not a ledger"));
    assert!(refusal(folder.path()).contains("is not a ledger"));
    assert_eq!(
        std::fs::read_to_string(&text).unwrap(),
        "Not a database. ".repeat(100)
    );
}

#[test]
fn a_ledger_of_a_newer_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.ledger");
    drop(Ledger::open(&path).unwrap());
    rusqlite::Connection::open(&path)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    assert!(refusal(&path).contains("newer Legation (ledger version 99"));
}

#[test]
fn a_missing_ledger_is_not_made_by_asking() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.ledger");
    let error = Ledger::open_to_read(&path).err().unwrap().to_string();
    assert!(
        error.contains("none.ledger") && error.contains("legation ingest"),
        "{error}"
    );
    assert!(!path.exists());
    let nowhere = folder.path().join("no/such/folder/x.ledger");
    assert!(matches!(
        Ledger::open(&nowhere),
        Err(LedgerError::CannotOpen { .. })
    ));
}

#[test]
fn a_full_disk_is_said_and_nothing_acknowledged_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.ledger");
    let mut ledger = Ledger::open(&path).unwrap();
    let told = |id: &str, text: String| Report {
        id: id.to_owned(),
        ..Report::new(text)
    };
    let record = |ledger: &mut Ledger, report: &Report| {
        ledger.record(&[Reading {
            report,
            events: &[],
            publisher_entity: None,
        }])
    };
    record(&mut ledger, &told("short", "Nothing happened.".to_owned())).unwrap();
    let raw = rusqlite::Connection::open(&path).unwrap();
    let pages: i64 = raw
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    drop(raw);
    ledger.limit_pages_for_tests(pages);
    let error = record(&mut ledger, &told("long", "word ".repeat(100_000))).unwrap_err();
    assert!(error.to_string().contains("the disk is full"), "{error}");
    // Many at once, of which the later ones are still being prepared when the disk is full.
    let many: Vec<Report> = (0..200)
        .map(|n| told(&format!("r{n}"), format!("{n} word ").repeat(5_000)))
        .collect();
    let many: Vec<Reading> = many
        .iter()
        .map(|report| Reading {
            report,
            events: &[],
            publisher_entity: None,
        })
        .collect();
    let error = ledger.record(&many).unwrap_err();
    assert!(error.to_string().contains("the disk is full"), "{error}");
    assert_eq!(ledger.counts().unwrap().reports, 1);
}

#[test]
fn a_locked_file_is_said_to_be_locked_and_can_be_asked_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.ledger");
    let mut ledger = Ledger::open(&path).unwrap();
    ledger.set_patience_for_tests(std::time::Duration::from_millis(20));
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let told = Report {
        id: "r".to_owned(),
        ..Report::new("Nothing happened.")
    };
    let reading = Reading {
        report: &told,
        events: &[],
        publisher_entity: None,
    };
    let error = ledger.record(&[reading]).unwrap_err();
    assert!(matches!(error, LedgerError::Locked(_)), "{error}");
    assert!(
        error
            .to_string()
            .contains("locked by another program; wait"),
        "{error}"
    );
    assert_eq!(
        Ledger::open_to_read(&path)
            .unwrap()
            .counts()
            .unwrap()
            .reports,
        0
    );
    other.execute_batch("ROLLBACK").unwrap();
    ledger.record(&[reading]).unwrap();
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_written_is_said_to_be_so_and_can_be_asked() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.ledger");
    drop(Ledger::open(&path).unwrap());
    let mode = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(&path, 0o444);
    mode(folder.path(), 0o555);
    // An administrator may write everywhere.
    let restricted = std::fs::write(folder.path().join("try"), "").is_err();
    if restricted {
        let error = Ledger::open(&path).err().unwrap();
        assert!(matches!(error, LedgerError::ReadOnly(_)), "{error}");
    }
    let read = Ledger::open_to_read(&path).map(|ledger| ledger.counts().unwrap().reports);
    mode(folder.path(), 0o755);
    assert_eq!(read.unwrap(), 0);
}

#[test]
fn a_damaged_file_is_said_to_be_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.ledger");
    let mut ledger = Ledger::open(&path).unwrap();
    for n in 0..200 {
        let told = Report {
            id: format!("r{n}"),
            ..Report::new(format!("Nothing happened on day {n}. ").repeat(40))
        };
        let reading = Reading {
            report: &told,
            events: &[],
            publisher_entity: None,
        };
        ledger.record(&[reading]).unwrap();
    }
    drop(ledger);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    for byte in &mut bytes[middle - 40_000..middle + 40_000] {
        *byte = !*byte;
    }
    std::fs::write(&path, bytes).unwrap();
    let found = Ledger::open_to_read(&path).and_then(|ledger| ledger.check());
    match found {
        Ok(check) => assert!(!check.faults.is_empty()),
        Err(error) => assert!(matches!(error, LedgerError::Damaged { .. }), "{error}"),
    }
}
