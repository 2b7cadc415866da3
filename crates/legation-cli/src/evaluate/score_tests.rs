use legation_coder::Party;
use legation_text::{Report, Span};

use super::*;

fn gold(act: &str, who: [&str; 3], date: &str) -> GoldEvent {
    let list = |ids: &str| {
        ids.split_whitespace()
            .map(|id| format!("\"{id}\""))
            .collect::<Vec<_>>()
            .join(",")
    };
    let text = format!(
        "act = '{act}'\nactor = [{}]\nrecipient = [{}]\nobject = [{}]\nmodality = 'asserted'",
        list(who[0]),
        list(who[1]),
        list(who[2])
    );
    let mut event: GoldEvent = toml::from_str(&text).unwrap();
    event.day = date.parse().ok();
    event
}

fn coded(codebook: &Codebook, act: &str, who: [&str; 3], date: &str) -> Event {
    let ids = who.map(|side| {
        side.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    let parties = ids.clone().map(|side| {
        side.into_iter()
            .map(|id| Party {
                id,
                country: None,
                sector: "GOV".into(),
                text: String::new(),
                span: Span::new(0, 0),
            })
            .collect()
    });
    let [actor, recipient, object] = parties;
    Event {
        id: String::new(),
        report: String::new(),
        sentence: 0,
        text: String::new(),
        span: Span::new(0, 0),
        actor,
        recipient,
        object,
        event: None,
        mode: None,
        context: Vec::new(),
        cameo: String::new(),
        act: Some(act.to_owned()),
        date: date.parse().ok(),
        date_precision: None,
        modality: Modality::Asserted,
        attribution: None,
        cause: None,
        plover_score: 0.0,
        goldstein: 0.0,
        confidence: 1.0,
        trigger: Span::new(0, 0),
        evidence: Vec::new(),
        effect: codebook.effect(act, &ids[0], &ids[1], &ids[2]),
    }
}

type Told<'a> = (&'a str, [&'a str; 3], &'a str);

fn scored(truth: &[Told], told: &[Told]) -> Scores {
    let codebook = Codebook::built_in().unwrap();
    let annotated = Annotated {
        report: Report::new(""),
        events: truth
            .iter()
            .map(|(act, who, date)| gold(act, *who, date))
            .collect(),
    };
    let events = told
        .iter()
        .map(|(act, who, date)| coded(&codebook, act, *who, date))
        .collect();
    let mut scores = Scores::default();
    scores.add(
        &Rules {
            codebook: &codebook,
            all_acts: false,
        },
        &annotated,
        &Coding {
            events,
            notes: Vec::new(),
        },
    );
    scores
}

fn counts(tally: Tally) -> [usize; 4] {
    [tally.gold, tally.coded, tally.right, tally.dated]
}

#[test]
fn several_actors_of_one_act_are_as_many_events() {
    let truth = [
        ("recognize-state", ["IRL", "", "PSE"], "2024-05-28"),
        ("recognize-state", ["NOR", "", "PSE"], "2024-05-28"),
    ];
    let told = [("recognize-state", ["IRL NOR ESP", "", "PSE"], "2024-05-28")];
    assert_eq!(counts(scored(&truth, &told).events), [2, 3, 2, 2]);
}

#[test]
fn several_recipients_of_one_act_are_as_many_events() {
    let truth = [
        (
            "sever-diplomatic-relations",
            ["SAU EGY", "QAT", ""],
            "2017-06-05",
        ),
        ("expel-diplomats", ["BOL", "MEX ESP", ""], "2019-12-30"),
    ];
    let told = [
        (
            "sever-diplomatic-relations",
            ["SAU", "QAT", ""],
            "2017-06-05",
        ),
        ("expel-diplomats", ["BOL", "ESP", ""], "2019-12-30"),
    ];
    assert_eq!(counts(scored(&truth, &told).events), [4, 2, 2, 2]);
}

#[test]
fn two_objects_of_one_recognition_are_compared_one_by_one() {
    let truth = [("recognize-state", ["PRK", "", "DNR LNR"], "2022-07-13")];
    let told = [("recognize-state", ["PRK", "", "DNR"], "2022-07-13")];
    assert_eq!(counts(scored(&truth, &told).events), [2, 1, 1, 1]);
    assert_eq!(counts(scored(&truth, &told).lines), [2, 1, 1, 1]);
}

#[test]
fn who_is_named_first_makes_no_difference_to_a_mutual_act() {
    let truth = [(
        "restore-diplomatic-relations",
        ["IRN SAU", "", ""],
        "2023-03-10",
    )];
    let told = [(
        "restore-diplomatic-relations",
        ["SAU", "IRN", ""],
        "2023-03",
    )];
    assert_eq!(counts(scored(&truth, &told).events), [1, 1, 1, 1]);
    let turned = [("recall-ambassador", ["IRN", "SAU", ""], "2023-03-10")];
    let recall = [("recall-ambassador", ["SAU", "IRN", ""], "2023-03-10")];
    assert_eq!(counts(scored(&turned, &recall).events), [1, 1, 0, 0]);
}

#[test]
fn an_event_with_a_wrong_date_is_right_but_its_line_is_not() {
    let truth = [(
        "sever-diplomatic-relations",
        ["UKR", "SYR", ""],
        "2022-06-30",
    )];
    let told = [(
        "sever-diplomatic-relations",
        ["UKR", "SYR", ""],
        "2022-06-29",
    )];
    let scores = scored(&truth, &told);
    assert_eq!(counts(scores.events), [1, 1, 1, 0]);
    assert_eq!(counts(scores.lines), [1, 1, 1, 0]);
    assert_eq!(scores.errors[0].mistake, Mistake::Date);
}

#[test]
fn no_date_is_right_where_the_text_tells_none() {
    let undated = [("impose-sanctions", ["USA", "PRK", ""], "")];
    assert_eq!(counts(scored(&undated, &undated).events), [1, 1, 1, 1]);
    let guessed = [("impose-sanctions", ["USA", "PRK", ""], "2022")];
    assert_eq!(counts(scored(&undated, &guessed).events), [1, 1, 1, 0]);
}

#[test]
fn stances_do_not_count_by_default() {
    let stance = [("condemn", ["UKR", "PRK", ""], "2022-07-13")];
    assert_eq!(counts(scored(&[], &stance).events), [0, 0, 0, 0]);
}
