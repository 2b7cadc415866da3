//! Lists from elsewhere: each row a source like any other. The samples are in `samples/baseline/`.

mod desk;

use desk::{Desk, day, desk};
use legation_ledger::AsOf;
use legation_ledger::baseline::{Baseline, Mapping, read_mapped, read_own};
use legation_text::PartialDate;

/// Stands in for the gazetteer: ids as they are, and the names that the samples use.
fn resolve(written: &str, _: Option<PartialDate>) -> Result<String, String> {
    let id = match written {
        "Saudi Arabia" => "SAU",
        "Iran" => "IRN",
        "Ukraine" => "UKR",
        "Syria" => "SYR",
        "Palau" => "PLW",
        "Bhutan" => "BTN",
        "North Korea" => "PRK",
        id if id.len() == 3 && id.chars().all(char::is_uppercase) => id,
        other => return Err(format!("the gazetteer has no '{other}'")),
    };
    Ok(id.to_owned())
}

fn sample(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/baseline/");
    std::fs::read_to_string(format!("{folder}{name}.csv")).unwrap()
}

fn mapped(name: &str, text: &str) -> Baseline {
    let mapping = Mapping::built_in(name).unwrap().unwrap();
    read_mapped(text, name, &mapping, &resolve)
}

fn taken(baseline: &Baseline) -> Desk {
    assert!(baseline.errors.is_empty(), "{:?}", baseline.errors);
    let mut desk = desk();
    desk.ledger.record_baseline(&baseline.rows).unwrap();
    let sound = desk.ledger.check().unwrap();
    assert!(sound.faults.is_empty(), "{:?}", sound.faults);
    desk
}

/// `aspect from>to object: state since..until` of every line between two on a date.
fn lines(desk: &Desk, a: &str, b: &str, on: &str) -> Vec<String> {
    let answer = desk.ledger.relations(a, b, AsOf::on(day(on))).unwrap();
    let date = |date: Option<PartialDate>| date.map_or_else(|| "?".to_owned(), |d| d.to_string());
    let line = |line: &legation_ledger::Relation| {
        format!(
            "{} {}>{} {}: {} {}..{}",
            line.aspect,
            line.from.as_deref().unwrap_or(""),
            line.to.as_deref().unwrap_or(""),
            line.object.as_deref().unwrap_or(""),
            line.state,
            date(line.since),
            date(line.until)
        )
    };
    answer.relations.iter().map(line).collect()
}

#[test]
fn a_desk_starts_from_its_own_list() {
    let own = read_own(&sample("desk"), "desk.csv", &resolve);
    let desk = taken(&own);
    assert_eq!(
        lines(&desk, "UKR", "SYR", "2020"),
        ["diplomatic > : established 1992-03..?"]
    );
    assert_eq!(
        lines(&desk, "SAU", "IRN", "2015-07"),
        ["representation IRN>SAU embassy: open ?..?"]
    );
    assert!(
        lines(&desk, "SAU", "IRN", "2015-05").is_empty(),
        "the list was made in June"
    );
    let recognition = desk
        .ledger
        .recognition("ABH", AsOf::on(day("2010")))
        .unwrap();
    let source = &recognition.recognised_by[0].sources[0];
    assert_eq!(
        source.publisher.as_deref(),
        Some("List of recognitions, 2nd ed.")
    );
    assert!(
        source.text.starts_with("RUS,ABH,recognition"),
        "the row is the evidence: {}",
        source.text
    );
}

#[test]
fn a_list_taken_in_again_adds_nothing_and_a_report_goes_beside_it() {
    let own = read_own(&sample("desk"), "desk.csv", &resolve);
    let mut desk = taken(&own);
    let before = desk.ledger.counts().unwrap();
    desk.ledger.record_baseline(&own.rows).unwrap();
    assert_eq!(desk.ledger.counts().unwrap(), before);
    desk.hear(
        "paper",
        "2022-07-01",
        "sever-diplomatic-relations",
        "UKR>SYR>",
        "2022-06-30",
    );
    assert_eq!(
        lines(&desk, "UKR", "SYR", "2022-07"),
        ["diplomatic > : severed 2022-06-30..?"]
    );
    assert_eq!(
        lines(&desk, "UKR", "SYR", "2022-06-29"),
        ["diplomatic > : established 1992-03..2022-06-30"]
    );
    assert_eq!(
        desk.ledger.stored(0, 10).unwrap().len(),
        1,
        "rows of lists are not read by a coder"
    );
}

#[test]
fn correlates_of_war_tells_ambassadors_wave_by_wave_and_no_end_of_them() {
    let desk = taken(&mapped("cow", &sample("cow")));
    assert_eq!(
        lines(&desk, "IRN", "SAU", "1999"),
        [
            "representation IRN>SAU ambassador: in-place ?..?",
            "representation SAU>IRN ambassador: in-place ?..?"
        ]
    );
    assert!(
        lines(&desk, "USA", "RUS", "1985").is_empty(),
        "code 365 was the Soviet Union then"
    );
    assert_eq!(lines(&desk, "USA", "SUN", "1985").len(), 2);
    assert_eq!(lines(&desk, "USA", "RUS", "2005").len(), 2);
}

#[test]
fn diplometrics_tells_years_and_what_ends_between_two_of_them() {
    let read = mapped("ddr", &sample("ddr"));
    assert_eq!(
        read.silent, 3,
        "years in the same state, and no embassy where there was none"
    );
    let desk = taken(&read);
    assert_eq!(
        lines(&desk, "SAU", "IRN", "2015"),
        [
            "representation SAU>IRN ambassador: in-place ?..2016",
            "representation SAU>IRN embassy: open ?..2016"
        ]
    );
    assert_eq!(
        lines(&desk, "SAU", "IRN", "2018"),
        [
            "representation SAU>IRN ambassador: recalled 2016..?",
            "representation SAU>IRN embassy: closed 2016..?"
        ]
    );
    assert!(
        lines(&desk, "UKR", "SYR", "2013")
            .contains(&"representation UKR>SYR ambassador: chargé 2012..?".to_owned())
    );
}

#[test]
fn wikidata_tells_beginning_and_end_with_their_precision() {
    let desk = taken(&mapped("wikidata", &sample("wikidata")));
    assert_eq!(
        lines(&desk, "UKR", "SYR", "2020"),
        ["diplomatic > : established 1992-03..2022-06-30"]
    );
    assert_eq!(
        lines(&desk, "UKR", "SYR", "2023"),
        ["diplomatic > : severed 2022-06-30..?"]
    );
    assert_eq!(
        lines(&desk, "IRN", "SAU", "1950"),
        ["diplomatic > : established 1929..2016-01-03"]
    );
    assert_eq!(
        lines(&desk, "DEU", "FRA", "2999"),
        ["diplomatic > : established ?..?"]
    );
}

#[test]
fn a_row_that_cannot_be_read_is_named_with_line_and_remedy_and_the_rest_is_read() {
    let text = "from,to,aspect,object,state,since,source\n\
                UKR,SYR,diplomatic,,friends,1992,x\n\
                UKR,Atlantis,diplomatic,,established,1992,x\n\
                UKR,UKR,diplomatic,,established,1992,x\n\
                UKR,SYR,representation,,open,1992,x\n\
                UKR,SYR,diplomatic,,established,last year,x\n\
                UKR,SYR,friendship,,established,1992,x\n\
                UKR,SYR,diplomatic,,established,1992,x\n";
    let read = read_own(text, "desk.csv", &resolve);
    let said: Vec<String> = read.errors.iter().map(ToString::to_string).collect();
    assert_eq!(read.rows.len(), 1);
    for (line, words) in [
        (2, "write established, suspended"),
        (3, "Atlantis"),
        (4, "both sides are UKR"),
        (5, "embassy, consulate or ambassador"),
        (6, "YYYY"),
        (7, "is no aspect; write diplomatic"),
    ] {
        let named = said
            .iter()
            .find(|e| e.starts_with(&format!("desk.csv:{line}: ")))
            .unwrap();
        assert!(named.contains(words), "{named}");
    }
}

#[test]
fn a_file_without_the_columns_is_one_error_that_names_them() {
    let own = read_own("a,b\nUKR,SYR\nUKR,PRK\n", "other.csv", &resolve);
    let cow = mapped("cow", "ccode1,ccode2,year\n2,630,1975\n");
    for (read, column) in [(own, "from"), (cow, "DR_at_1")] {
        assert_eq!((read.errors.len(), read.rows.len()), (1, 0));
        let said = read.errors[0].to_string();
        assert!(
            said.contains(&format!("the column '{column}' is missing")),
            "{said}"
        );
    }
}

#[test]
fn a_mapping_of_ones_own_is_checked() {
    let mapping = |line: &str| {
        Mapping::from_toml(
            &format!("publisher='P'\n[[line]]\nfrom='a'\nto='b'\n{line}"),
            "own.toml",
        )
    };
    assert!(mapping("aspect='diplomatic'\nstate='established'").is_ok());
    for (line, words) in [
        (
            "aspect='diplomatic'\nstate='open'",
            "is no state of diplomatic",
        ),
        ("aspect='diplomatic'", "neither `value` nor `state`"),
        (
            "aspect='diplomatic'\nstate='established'\nsinse='x'",
            "sinse",
        ),
    ] {
        let error = mapping(line).unwrap_err().to_string();
        assert!(
            error.starts_with("own.toml: ") && error.contains(words),
            "{error}"
        );
    }
}
