//! What tests of a ledger share: a desk with a ledger, and reports that tell one thing each.
#![allow(dead_code)]

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use legation_coder::{Codebook, Event, Modality, Party};
use legation_ledger::{AsOf, Ledger, Outcome, Reading, Relation, Reviewer};
use legation_text::{PartialDate, Report, Span};

const TEXT: &str = "Ukraine broke with North Korea. It had recognised two republics. Consuls stay.";

pub fn day(text: &str) -> PartialDate {
    text.parse().unwrap()
}

pub fn report(id: &str, publisher: &str, published: &str) -> Report {
    Report {
        id: id.to_owned(),
        publisher: Some(publisher.to_owned()),
        ..Report::new(format!("{TEXT} ({id})")).dated(day(published))
    }
}

pub fn party(id: &str) -> Party {
    Party {
        id: id.to_owned(),
        country: Some(id.to_owned()),
        sector: "GOV".to_owned(),
        text: id.to_owned(),
        span: Span::new(0, 7),
    }
}

/// An event of this report; `who` is `actor>recipient>object`, ids split by commas.
pub fn event(report: &Report, act: &str, who: &str, date: &str) -> Event {
    let sides: Vec<Vec<String>> = who
        .split('>')
        .map(|ids| {
            ids.split(',')
                .filter(|id| !id.is_empty())
                .map(str::to_owned)
                .collect()
        })
        .collect();
    let codebook = Codebook::built_in().unwrap();
    let known = codebook.act(act).unwrap();
    let parties = |i: usize| sides[i].iter().map(|id| party(id)).collect();
    let date = (!date.is_empty()).then(|| day(date));
    Event {
        id: format!("{}-{act}-{who}", report.id),
        report: report.id.clone(),
        sentence: 0,
        text: "Ukraine broke with North Korea.".to_owned(),
        span: Span::new(0, 31),
        actor: parties(0),
        recipient: parties(1),
        object: parties(2),
        event: Some(known.event.clone()),
        mode: known.mode.clone(),
        context: known.context.clone(),
        cameo: known.cameo.clone(),
        act: Some(act.to_owned()),
        date,
        date_precision: date.map(PartialDate::precision),
        modality: Modality::Asserted,
        attribution: None,
        cause: None,
        plover_score: known.plover_score,
        goldstein: known.goldstein,
        confidence: 0.9,
        trigger: Span::new(8, 13),
        evidence: vec![Span::new(0, 31)],
        effect: codebook.effect(act, &sides[0], &sides[1], &sides[2]),
    }
}

/// Names a PostgreSQL server on which the tests make their ledgers, each in a schema of its own; without it they make files.
const SERVER: &str = "LEGATION_TEST_POSTGRES";

/// Where a test has its ledger; it is taken away with it.
pub struct Place {
    pub path: PathBuf,
    folder: tempfile::TempDir,
    server: Option<String>,
    schemas: RefCell<Vec<String>>,
}

impl Place {
    /// On the server where one is named, else in a file.
    pub fn new() -> Self {
        let mut place = Self::in_a_file();
        place.server = std::env::var(SERVER).ok();
        place.path = place.another("desk");
        place
    }

    pub fn in_a_file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Place {
            path: folder.path().join("desk.ledger"),
            folder,
            server: None,
            schemas: RefCell::default(),
        }
    }

    /// A further ledger beside it.
    pub fn another(&self, name: &str) -> PathBuf {
        let Some(server) = &self.server else {
            return self.folder.path().join(format!("{name}.ledger"));
        };
        let folder = self.folder.path().file_name().unwrap();
        let folder = folder.to_string_lossy().replace('.', "_").to_lowercase();
        let schema = format!("test{folder}_{}_{name}", std::process::id());
        let schema = schema.replace('-', "_");
        self.ask(&format!("CREATE SCHEMA {schema}"));
        let address = format!("{server}?options=-csearch_path%3D{schema}");
        self.schemas.borrow_mut().push(schema);
        address.into()
    }

    fn ask(&self, statements: &str) {
        if let Some(server) = &self.server {
            let mut client = postgres::Client::connect(server, postgres::NoTls).unwrap();
            client.batch_execute(statements).unwrap();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        for schema in self.schemas.take() {
            self.ask(&format!("DROP SCHEMA {schema} CASCADE"));
        }
    }
}

/// The first column of each row, asked past the ledger.
pub fn rows(ledger: &Path, query: &str) -> Vec<String> {
    let address = ledger.to_str().unwrap();
    if address.starts_with("postgres") {
        let mut client = postgres::Client::connect(address, postgres::NoTls).unwrap();
        let rows = client.query(query, &[]).unwrap();
        return rows.iter().map(|row| row.get(0)).collect();
    }
    let file = rusqlite::Connection::open(ledger).unwrap();
    let mut statement = file.prepare(query).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

pub struct Desk {
    pub ledger: Ledger,
    pub path: PathBuf,
    _place: Place,
}

pub fn desk() -> Desk {
    desk_at(Place::new())
}

pub fn desk_at(place: Place) -> Desk {
    let path = place.path.clone();
    Desk {
        ledger: Ledger::open(&path).unwrap(),
        path,
        _place: place,
    }
}

impl Desk {
    pub fn tell(&mut self, report: &Report, events: &[Event]) -> Outcome {
        self.ledger
            .record(&[Reading {
                report,
                events,
                publisher_entity: None,
            }])
            .unwrap()[0]
    }

    /// What is told from now on is learned on this day.
    pub fn on(&mut self, day: &str) -> &mut Self {
        let noon = format!("{day}T12:00:00Z");
        self.ledger.set_clock_for_tests(noon.parse().unwrap());
        self
    }

    /// A report that tells one event and nothing else.
    pub fn hear(&mut self, id: &str, published: &str, act: &str, who: &str, date: &str) -> Event {
        let report = report(id, id, published);
        let event = event(&report, act, who, date);
        self.tell(&report, std::slice::from_ref(&event));
        event
    }

    /// The state and its beginning that stand.
    pub fn state(&self, a: &str, b: &str, on: &str, aspect: &str) -> Option<String> {
        let line = self.line(a, b, on, aspect)?;
        let since = line.since.map_or_else(String::new, |date| date.to_string());
        Some(format!("{} {since}", line.state))
    }

    pub fn line(&self, a: &str, b: &str, on: &str, aspect: &str) -> Option<Relation> {
        let answer = self.ledger.relations(a, b, AsOf::on(day(on))).unwrap();
        answer
            .relations
            .into_iter()
            .find(|line| line.aspect == aspect)
    }
}

/// Who gives verdicts in tests.
pub const READER: Reviewer = Reviewer {
    name: "A. Reader",
    reason: "seen the note itself",
};
