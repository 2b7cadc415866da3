//! A server on a ledger of its own, and a client that sends what it is told to, byte for byte.

// Each file of tests uses a part of this.
#![allow(dead_code)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::LazyLock;
use std::thread::JoinHandle;
use std::time::Duration;

use legation_coder::Coder;
use legation_ledger::{Ledger, Reading};
use legation_server::{Config, Rate, Server, Tokens};
use legation_text::Report;
use serde::de::DeserializeOwned;
use tokio::sync::oneshot;

static CODER: LazyLock<Coder> = LazyLock::new(|| Coder::built_in().unwrap());

/// The program's coder.
pub fn coder() -> &'static Coder {
    &CODER
}

const NOW: &str = "2026-01-01T00:00:00Z";

/// Three reports of July 2022, two of them of the same break.
pub const REPORTS: [(&str, &str, &str, &str); 4] = [
    (
        "r1",
        "2022-07-14",
        "Harbour Wire",
        "On July 13, North Korea recognised the independence of the Donetsk People's Republic. In response, Ukraine broke off diplomatic relations with North Korea on July 13.",
    ),
    (
        "r2",
        "2022-07-15",
        "Atlas Press",
        "Ukraine severed diplomatic relations with North Korea on July 13, its foreign ministry said.",
    ),
    (
        "r3",
        "2022-07-20",
        "Atlas Press",
        "Ukraine severed diplomatic relations with Syria on June 30, 2022.",
    ),
    (
        "r4",
        "2023-03-12",
        "Harbour Wire",
        "Iran and Saudi Arabia restored diplomatic relations on March 10, 2023.",
    ),
];

/// A ledger with its server.
pub struct Served {
    folder: tempfile::TempDir,
    /// Where it answers.
    pub address: SocketAddr,
    end: Option<oneshot::Sender<()>>,
    running: Option<JoinHandle<()>>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    head: String,
    /// The body.
    pub body: String,
}

impl Answer {
    /// The value of a header; empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map_or("", |(_, value)| value.trim())
    }

    /// The body, read strictly into a shape of the API.
    pub fn shaped<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, 200, "{}", self.body);
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}\n{}", self.body))
    }

    /// The body as any JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}\n{}", self.body))
    }
}

impl Served {
    /// Serves the four reports.
    pub fn new() -> Self {
        let reports: Vec<Report> = REPORTS
            .iter()
            .map(|(id, date, publisher, text)| report(id, date, publisher, text))
            .collect();
        Self::with(
            &reports,
            Rate {
                per_second: 1e6,
                burst: 1e6,
            },
        )
    }

    /// Serves these reports, at most so many requests.
    pub fn with(reports: &[Report], rate: Rate) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = ledger_of(&folder);
        let mut ledger = Ledger::open(&path).unwrap();
        for report in reports {
            let events = coder().code(report).events;
            ledger
                .record(&[Reading {
                    report,
                    events: &events,
                    publisher_entity: None,
                }])
                .unwrap();
        }
        drop(ledger);
        let config = Config {
            ledger: path,
            listen: "127.0.0.1:0".parse().unwrap(),
            allow_remote_read: false,
            rate,
        };
        Self::run(folder, config)
    }

    /// An empty ledger, served to other machines too, with a token of this name made before.
    pub fn to_the_network(name: &str, allow_remote_read: bool) -> (Self, String) {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger_of(&folder);
        drop(Ledger::open(&ledger).unwrap());
        let token = Tokens::of(&ledger).create(name, NOW).unwrap();
        let config = Config {
            ledger,
            listen: "0.0.0.0:0".parse().unwrap(),
            allow_remote_read,
            rate: Rate {
                per_second: 1e6,
                burst: 1e6,
            },
        };
        (Self::run(folder, config), token)
    }

    fn run(folder: tempfile::TempDir, config: Config) -> Self {
        let (end, ended) = oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        let running = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async {
                let server = Server::bind(&config, coder()).await.unwrap();
                tell.send(server.address().unwrap()).unwrap();
                server.run(async { ended.await.unwrap_or(()) }).await;
            });
        });
        let mut address = told.recv_timeout(Duration::from_secs(60)).unwrap();
        if address.ip().is_unspecified() {
            address.set_ip([127, 0, 0, 1].into());
        }
        Served {
            folder,
            address,
            end: Some(end),
            running: Some(running),
        }
    }

    /// The ledger's place.
    pub fn ledger(&self) -> PathBuf {
        ledger_of(&self.folder)
    }

    /// A token for someone.
    pub fn token(&self, name: &str) -> String {
        Tokens::of(&self.ledger()).create(name, NOW).unwrap()
    }

    /// From now on it opens nothing.
    pub fn revoke(&self, name: &str) {
        Tokens::of(&self.ledger()).revoke(name, NOW).unwrap();
    }

    /// `GET` of an address.
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    /// `POST` of JSON with a token.
    pub fn post(&self, path: &str, token: &str, body: &serde_json::Value) -> Answer {
        let bearer = format!("Bearer {token}");
        self.send(
            "POST",
            path,
            &[
                ("Authorization", &bearer),
                ("Content-Type", "application/json"),
            ],
            body.to_string().as_bytes(),
        )
    }

    /// `POST` of a form by a browser that has a cookie.
    pub fn form(&self, path: &str, cookie: &str, body: &str) -> Answer {
        self.send(
            "POST",
            path,
            &[
                ("Cookie", cookie),
                ("Content-Type", "application/x-www-form-urlencoded"),
            ],
            body.as_bytes(),
        )
    }

    /// Signs a browser in: its cookie.
    pub fn sign_in(&self, token: &str) -> String {
        let answer = self.form("/signin", "", &format!("token={token}"));
        assert_eq!(answer.status, 303, "{}", answer.body);
        answer
            .header("set-cookie")
            .split(';')
            .next()
            .unwrap()
            .to_owned()
    }

    /// Any request.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let host = if headers.iter().any(|(name, _)| *name == "Host") {
            String::new()
        } else {
            format!("Host: {}\r\n", self.address)
        };
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\n{host}Connection: close\r\nContent-Length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        // A server that has refused already may close before all is sent.
        let _ = stream.write_all(body);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .unwrap_or(0);
        Answer {
            status,
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    /// Asks the server to end and waits until it has.
    pub fn end(mut self) -> tempfile::TempDir {
        self.stop();
        std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap())
    }

    fn stop(&mut self) {
        if let Some(end) = self.end.take() {
            let _ = end.send(());
        }
        if let Some(running) = self.running.take() {
            running.join().unwrap();
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.stop();
        }
    }
}

/// Names a PostgreSQL server on which the ledgers are made, each in a schema of its own; without it they are files.
const SERVER: &str = "LEGATION_TEST_POSTGRES";

/// The ledger of a test that has this folder; a schema is taken away when the server's database is.
pub fn ledger_of(folder: &tempfile::TempDir) -> PathBuf {
    let Ok(server) = std::env::var(SERVER) else {
        return folder.path().join("desk.ledger");
    };
    let name = folder.path().file_name().unwrap().to_string_lossy();
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let schema = format!("served_{}_{}", name.to_lowercase(), std::process::id());
    let mut client = postgres::Client::connect(&server, postgres::NoTls).unwrap();
    client
        .batch_execute(&format!("CREATE SCHEMA IF NOT EXISTS {schema}"))
        .unwrap();
    format!("{server}?options=-csearch_path%3D{schema}").into()
}

/// A report.
pub fn report(id: &str, date: &str, publisher: &str, text: &str) -> Report {
    Report {
        id: id.to_owned(),
        publisher: Some(publisher.to_owned()),
        ..Report::new(text).dated(date.parse().unwrap())
    }
}
