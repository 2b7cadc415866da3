//! Acts that no wording of the codebook tells and the encoder sees.

use std::sync::LazyLock;

use legation_coder::{Coder, Event, Modality};
use legation_encoder::Model;
use legation_text::Report;

static CODER: LazyLock<Coder> = LazyLock::new(|| {
    let coder = Coder::built_in().unwrap();
    coder.with_encoder(Model::built_in).for_acts()
});

fn told(text: &str) -> Vec<Event> {
    let report = Report::new(text).dated("2012-03-20".parse().unwrap());
    CODER.code(&report).events
}

/// Act, actor, other side and date of what is told, which is one thing.
fn one(text: &str) -> (String, String, String, Modality, String) {
    let events = told(text);
    assert_eq!(events.len(), 1, "{text}: {events:?}");
    let event = &events[0];
    let other = event.recipient.iter().chain(&event.object).next().unwrap();
    (
        event.act.clone().unwrap(),
        event.actor[0].id.clone(),
        other.id.clone(),
        event.modality,
        event.date.map(|date| date.to_string()).unwrap_or_default(),
    )
}

fn is(
    told: (String, String, String, Modality, String),
    wanted: (&str, &str, &str, Modality, &str),
) {
    let (act, actor, other, modality, date) = &told;
    assert_eq!(
        (
            act.as_str(),
            actor.as_str(),
            other.as_str(),
            *modality,
            date.as_str()
        ),
        wanted
    );
}

#[test]
fn an_idiom_that_no_wording_has_is_read() {
    is(
        one("Peru showed four Bolivian diplomats the door on Monday over the arrests."),
        (
            "expel-diplomats",
            "PER",
            "BOL",
            Modality::Asserted,
            "2012-03-19",
        ),
    );
    is(
        one("Nepal has fetched its envoy home from Qatar in anger over the deaths of workers."),
        (
            "recall-ambassador",
            "NPL",
            "QAT",
            Modality::Asserted,
            "2012-03-20",
        ),
    );
    is(
        one("Malta tore up its ties with Libya on Monday."),
        (
            "sever-diplomatic-relations",
            "MLT",
            "LBY",
            Modality::Asserted,
            "2012-03-19",
        ),
    );
}

#[test]
fn what_an_idiom_denies_or_holds_possible_is_no_fact() {
    let modality = |text| one(text).3;
    let denied = modality("Malta denied that it had torn up its ties with Libya.");
    assert_eq!(denied, Modality::Negated);
    let possible = modality("Malta could show the Libyan ambassador the door, diplomats said.");
    assert_eq!(possible, Modality::Hypothetical);
}

#[test]
fn what_a_wording_tells_is_not_told_again() {
    let events = told(
        "Malta severed diplomatic relations with Libya on Monday. It has torn up its ties with Libya.",
    );
    let severed = events
        .iter()
        .filter(|e| e.act.as_deref() == Some("sever-diplomatic-relations"));
    assert_eq!(severed.count(), 1, "{events:?}");
}

#[test]
fn a_coder_without_an_encoder_reads_by_the_wordings_alone() {
    let text = "Peru showed four Bolivian diplomats the door on Monday over the arrests.";
    let report = Report::new(text).dated("2012-03-20".parse().unwrap());
    assert!(Coder::built_in().unwrap().code(&report).events.is_empty());
}

/// Act, actor, other side and modality of all that is told.
fn facts(text: &str) -> Vec<(String, String, String, Modality)> {
    let told = told(text).into_iter().filter_map(|event| {
        let other = event.recipient.iter().chain(&event.object).next()?;
        let actor = event.actor[0].id.clone();
        Some((event.act?, actor, other.id.clone(), event.modality))
    });
    told.collect()
}

#[test]
fn what_one_may_do_is_not_done_because_another_did_it() {
    let told = facts(
        "Armenia's parliament is to vote next week on recognising Palestine; Azerbaijan recognised it in 1992.",
    );
    let recognised = |who: &str, modality| {
        told.contains(&("recognize-state".into(), who.into(), "PSE".into(), modality))
    };
    assert!(recognised("AZE", Modality::Historical), "{told:?}");
    assert!(
        !recognised("ARM", Modality::Historical) && !recognised("ARM", Modality::Asserted),
        "{told:?}"
    );
}

#[test]
fn a_side_that_the_wordings_guess_wrongly_is_put_right() {
    let text = "ECOWAS leaders, meeting in Accra on Sunday, shut their frontiers with Mali and froze its assets.";
    let report = Report::new(text).dated("2012-03-20".parse().unwrap());
    let guessed = Coder::built_in().unwrap().code(&report).events;
    assert_eq!(guessed[0].recipient[0].id, "GHA");
    let imposed = (
        "impose-sanctions".into(),
        "ECW".into(),
        "MLI".into(),
        Modality::Asserted,
    );
    assert_eq!(facts(text), [imposed]);
}

#[test]
fn to_whom_a_wording_says_a_thing_was_done_the_encoder_adds_no_other() {
    let told = facts(
        "A consulate in Irbil, the capital of the Kurdish region, is to open as well. Saudi Arabia closed its embassy in Iraq in 1990.",
    );
    let closed: Vec<_> = told
        .iter()
        .filter(|(act, ..)| act == "close-embassy")
        .collect();
    assert_eq!(closed.len(), 1, "{told:?}");
    assert_eq!(closed[0].2, "IRQ");
}

#[test]
fn others_who_do_another_thing_do_not_do_this() {
    let text = "Samoa, Tonga and Vanuatu opened embassies in Canberra in 2009; Vanuatu had recognised Abkhazia in May 2011.";
    let events = told(text);
    let recognised = events
        .iter()
        .filter(|e| e.act.as_deref() == Some("recognize-state"));
    let by: Vec<&str> = recognised.map(|e| e.actor[0].id.as_str()).collect();
    assert_eq!(by, ["VUT"]);
}

#[test]
fn whom_a_wording_leaves_out_is_the_one_whom_the_encoder_sees() {
    let text = "Egypt recalled its ambassador from Israel on Tuesday. An Arab summit in Cairo last week urged members to cut ties with \
                Israel, though it exempted Egypt and Jordan. Oman had closed Israel's trade office on March 5. Tunisia broke off its \
                low-level relations on March 15.";
    let events = told(text);
    let broke = events
        .iter()
        .find(|e| e.act.as_deref() == Some("sever-diplomatic-relations"))
        .unwrap();
    assert_eq!(
        (broke.actor[0].id.as_str(), broke.recipient[0].id.as_str()),
        ("TUN", "ISR")
    );
}
