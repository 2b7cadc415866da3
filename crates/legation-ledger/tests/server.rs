//! Faults of a PostgreSQL server: each is named, with the remedy, and never with the password. The tests need a server, whose
//! address `LEGATION_TEST_POSTGRES` gives; without it they have nothing to say.

mod desk;

use std::path::Path;

use desk::{Place, desk_at, report};
use legation_ledger::{Ledger, LedgerError, Reading};

const SERVER: &str = "LEGATION_TEST_POSTGRES";

/// What is said of an address that cannot be used, whichever way it is opened.
fn refusal(address: &str) -> String {
    let write = Ledger::open(Path::new(address)).err().unwrap().to_string();
    let read = Ledger::open_to_read(Path::new(address)).err().unwrap();
    assert_eq!(read.to_string(), write);
    write
}

fn in_sql(address: &Path, statements: &str) {
    let address = address.to_str().unwrap();
    let mut client = postgres::Client::connect(address, postgres::NoTls).unwrap();
    client.batch_execute(statements).unwrap();
}

#[test]
fn a_server_that_is_not_there_is_said_to_be_unreachable() {
    let said = refusal("postgres://desk:s3cret@127.0.0.1:9/ledger?connect_timeout=2");
    assert!(
        said.contains("postgres://desk@127.0.0.1:9/ledger"),
        "{said}"
    );
    assert!(
        said.contains("cannot be reached") && said.contains("check that the server runs"),
        "{said}"
    );
    assert!(!said.contains("s3cret"), "{said}");
}

#[test]
fn an_address_that_is_none_is_said_to_be_so() {
    let said = refusal("postgres://desk:s3cret@host:port/ledger");
    assert!(
        said.contains("postgres://USER:PASSWORD@HOST:PORT/DATABASE"),
        "{said}"
    );
    assert!(!said.contains("s3cret"), "{said}");
}

#[test]
fn a_wrong_password_and_a_missing_database_are_told_apart() {
    let Ok(server) = std::env::var(SERVER) else {
        return;
    };
    let (scheme, rest) = server.split_once("://").unwrap();
    let (who, host) = rest.rsplit_once('@').unwrap();
    let user = who.split(':').next().unwrap();
    let said = refusal(&format!("{scheme}://{user}:wr0ng@{host}"));
    assert!(
        said.contains("refuses the login") && said.contains("PGPASSWORD"),
        "{said}"
    );
    assert!(!said.contains("wr0ng"), "{said}");
    let (address, _) = server.rsplit_once('/').unwrap();
    let said = refusal(&format!("{address}/no_such_database"));
    assert!(
        said.contains("no_such_database") && said.contains("createdb"),
        "{said}"
    );
}

#[test]
fn what_is_no_ledger_or_a_newer_one_is_left_alone() {
    if std::env::var(SERVER).is_err() {
        return;
    }
    let place = Place::new();
    let missing = Ledger::open_to_read(&place.path).err().unwrap();
    assert!(matches!(missing, LedgerError::Missing(_)), "{missing}");
    in_sql(&place.path, "CREATE TABLE notes (note TEXT)");
    let said = refusal(place.path.to_str().unwrap());
    assert!(said.contains("is not a ledger"), "{said}");
    in_sql(&place.path, "DROP TABLE notes");
    drop(Ledger::open(&place.path).unwrap());
    in_sql(&place.path, "UPDATE legation_ledger SET version = 99");
    let said = refusal(place.path.to_str().unwrap());
    assert!(said.contains("newer Legation (ledger version 99"), "{said}");
}

#[test]
fn a_filled_ledger_of_version_5_on_a_server_has_its_wordings_signed_anew() {
    if std::env::var(SERVER).is_err() {
        return;
    }
    let mut desk = desk_at(Place::new());
    for publisher in ["Atlas", "Meridian"] {
        desk.tell(&report(publisher, publisher, "2022-07-14"), &[]);
    }
    let address = desk.path.to_str().unwrap().to_owned();
    let mut client = postgres::Client::connect(&address, postgres::NoTls).unwrap();
    let mut signed = || -> Vec<Vec<u8>> {
        let rows = client.query("SELECT minhash FROM provenance ORDER BY report", &[]);
        rows.unwrap().iter().map(|row| row.get(0)).collect()
    };
    let new = signed();
    in_sql(
        &desk.path,
        "ALTER TABLE provenance DISABLE TRIGGER USER;
         UPDATE provenance SET minhash = set_byte(set_byte(minhash, 0, 7), 1, 7);
         ALTER TABLE provenance ENABLE TRIGGER USER;
         DELETE FROM dossiers;
         UPDATE legation_ledger SET version = 5",
    );
    assert_ne!(signed(), new);

    let ledger = Ledger::open(&desk.path).unwrap();
    assert_eq!(signed(), new);
    assert!(ledger.check().unwrap().faults.is_empty());
    let change = client.batch_execute("UPDATE provenance SET agency = ''");
    let said = change.unwrap_err().as_db_error().unwrap().to_string();
    assert!(said.contains("append-only"), "{said}");
}

#[test]
fn a_ledger_that_another_writes_to_is_said_to_be_locked_and_can_be_asked_meanwhile() {
    if std::env::var(SERVER).is_err() {
        return;
    }
    let mut desk = desk_at(Place::new());
    let other = desk.path.clone();
    let (held, wait) = std::sync::mpsc::channel();
    let (done, release) = std::sync::mpsc::channel::<()>();
    let holder = std::thread::spawn(move || {
        let address = other.to_str().unwrap();
        let mut client = postgres::Client::connect(address, postgres::NoTls).unwrap();
        let lock = "BEGIN; SELECT pg_advisory_xact_lock(1279608641, hashtext(current_schema()))";
        client.batch_execute(lock).unwrap();
        held.send(()).unwrap();
        release.recv().unwrap();
    });
    wait.recv().unwrap();
    desk.ledger
        .set_patience_for_tests(std::time::Duration::from_millis(50));
    let told = report("r", "Atlas", "2022-07-14");
    let reading = Reading {
        report: &told,
        events: &[],
        publisher_entity: None,
    };
    let error = desk.ledger.record(&[reading]).unwrap_err();
    assert!(matches!(error, LedgerError::Locked(_)), "{error}");
    let asked = Ledger::open_to_read(&desk.path).unwrap();
    assert_eq!(asked.counts().unwrap().reports, 0);
    done.send(()).unwrap();
    holder.join().unwrap();
    desk.ledger.record(&[reading]).unwrap();
}

#[test]
fn no_program_can_change_or_take_out_a_row_on_a_server() {
    if std::env::var(SERVER).is_err() {
        return;
    }
    let mut desk = desk_at(Place::new());
    desk.hear(
        "paper",
        "2022-07-14",
        "sever-diplomatic-relations",
        "UKR>PRK>",
        "2022-07-13",
    );
    let address = desk.path.to_str().unwrap();
    let mut client = postgres::Client::connect(address, postgres::NoTls).unwrap();
    for change in [
        "UPDATE claims SET state = 'established'",
        "DELETE FROM provenance",
        "TRUNCATE verdicts CASCADE",
    ] {
        let error = client.batch_execute(change).unwrap_err();
        let said = error.as_db_error().map_or("", |said| said.message());
        assert!(said.contains("append-only"), "{change}: {error}");
    }
}
