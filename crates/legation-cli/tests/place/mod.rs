//! Where a test's ledger is: a file in the test's folder, or, where `LEGATION_TEST_POSTGRES` names a server, a schema of its
//! own there that goes with the folder.
#![allow(dead_code)]

use std::path::Path;

/// The ledger of a test whose files lie in this folder, as `--ledger` takes it.
pub fn ledger(folder: &Path, file: &str) -> String {
    let Ok(server) = std::env::var("LEGATION_TEST_POSTGRES") else {
        return file.to_owned();
    };
    let schema = schema(folder);
    let mut client = postgres::Client::connect(&server, postgres::NoTls).unwrap();
    let make = format!("CREATE SCHEMA IF NOT EXISTS {schema}");
    client.batch_execute(&make).unwrap();
    format!("{server}?options=-csearch_path%3D{schema}")
}

/// The ledger as answers name it: without a password.
pub fn named(folder: &Path, file: &str) -> String {
    let address = ledger(folder, file);
    match address.rsplit_once('@') {
        Some((login, host)) => {
            let user = login.rsplit_once(':').map_or(login, |(user, _)| user);
            format!("{user}@{host}")
        }
        None => address,
    }
}

fn schema(folder: &Path) -> String {
    let name = folder.file_name().unwrap().to_string_lossy();
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("test_cli_{}_{}", name.to_lowercase(), std::process::id())
}

/// A folder whose ledger goes with it.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Ok(server) = std::env::var("LEGATION_TEST_POSTGRES") {
            let mut client = postgres::Client::connect(&server, postgres::NoTls).unwrap();
            let drop = format!("DROP SCHEMA IF EXISTS {} CASCADE", schema(self.0.path()));
            client.batch_execute(&drop).unwrap();
        }
    }
}
