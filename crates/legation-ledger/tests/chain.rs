//! What answered what, across reports.

mod desk;

use desk::{desk, event, report};
use legation_coder::Event;

/// An event of a report that answers another event of the same report.
fn answering(event: Event, cause: &Event) -> Event {
    Event {
        cause: Some(cause.id.clone()),
        ..event
    }
}

#[test]
fn recognition_the_break_and_the_expulsion_are_one_chain_though_no_report_tells_all() {
    let mut desk = desk();
    let first = report("first", "Atlas", "2022-07-14");
    let recognised = event(&first, "recognize-state", "PRK>>DNR,LNR", "2022-07-13");
    let severed = event(
        &first,
        "sever-diplomatic-relations",
        "UKR>PRK>",
        "2022-07-13",
    );
    let severed = answering(severed, &recognised);
    desk.tell(&first, &[recognised, severed]);
    let second = report("second", "Borealis", "2022-07-20");
    let again = event(&second, "sever-diplomatic-relations", "UKR>PRK>", "2022-07");
    let expelled = event(&second, "expel-diplomats", "PRK>UKR>", "2022-07-18");
    let expelled = answering(expelled, &again);
    desk.tell(&second, &[again, expelled]);
    desk.hear(
        "other",
        "2022-06-30",
        "sever-diplomatic-relations",
        "UKR>SYR>",
        "2022-06-30",
    );

    let claim = desk
        .line("UKR", "PRK", "2022-08", "diplomatic")
        .unwrap()
        .claims[0]
        .clone();
    let chain = desk.ledger.chain(&claim[..8], None).unwrap();
    let acts: Vec<&str> = chain
        .links
        .iter()
        .filter_map(|l| l.event.act.as_deref())
        .collect();
    assert_eq!(
        acts,
        [
            "recognize-state",
            "sever-diplomatic-relations",
            "expel-diplomats"
        ]
    );
    let [cause, asked, answer] = [0, 1, 2].map(|at| &chain.links[at]);
    assert!(asked.asked && !cause.asked);
    assert_eq!(asked.answers.join(" "), cause.event.id);
    assert_eq!(answer.answers.join(" "), asked.event.id);
    assert_eq!(
        (asked.sources.len(), asked.claims.len()),
        (2, 2),
        "both reports tell it"
    );
}

#[test]
fn a_chain_ends_where_its_report_was_retracted_or_not_yet_known() {
    let mut desk = desk();
    let first = report("first", "Atlas", "2022-07-14");
    let recognised = event(&first, "recognize-state", "PRK>>DNR", "2022-07-13");
    let severed = event(
        &first,
        "sever-diplomatic-relations",
        "UKR>PRK>",
        "2022-07-13",
    );
    let severed = answering(severed, &recognised);
    desk.on("2022-07-14")
        .tell(&first, &[recognised, severed.clone()]);
    let second = report("second", "Borealis", "2022-07-20");
    let again = event(
        &second,
        "sever-diplomatic-relations",
        "UKR>PRK>",
        "2022-07-13",
    );
    let expelled = answering(
        event(&second, "expel-diplomats", "PRK>UKR>", "2022-07-18"),
        &again,
    );
    desk.on("2022-07-20").tell(&second, &[again, expelled]);
    let claim = desk
        .line("UKR", "PRK", "2022-08", "diplomatic")
        .unwrap()
        .claims[0]
        .clone();
    let links = |desk: &desk::Desk, as_known: Option<&str>| {
        let known = as_known.map(desk::day);
        desk.ledger.chain(&claim, known).unwrap().links.len()
    };
    assert_eq!(
        (links(&desk, None), links(&desk, Some("2022-07-15"))),
        (3, 2)
    );
    desk.on("2022-07-21")
        .ledger
        .retract("second", None, desk::READER)
        .unwrap();
    assert_eq!(
        (links(&desk, None), links(&desk, Some("2022-07-20"))),
        (2, 3)
    );
}

#[test]
fn causes_told_in_a_circle_are_shown_once_each() {
    let mut desk = desk();
    let told = report("circle", "Atlas", "2022-07-14");
    let a = event(
        &told,
        "sever-diplomatic-relations",
        "UKR>PRK>",
        "2022-07-13",
    );
    let b = event(&told, "recall-ambassador", "PRK>UKR>", "2022-07-13");
    let (a, b) = (answering(a.clone(), &b), answering(b, &a));
    desk.tell(&told, &[a, b]);
    let claim = desk
        .line("UKR", "PRK", "2022-08", "diplomatic")
        .unwrap()
        .claims[0]
        .clone();
    assert_eq!(desk.ledger.chain(&claim, None).unwrap().links.len(), 2);
}
