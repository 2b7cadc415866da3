//! What the encoder adds to the codebook's wordings, and what it leaves to them.

use std::sync::LazyLock;

use legation_coder::{Coder, Event, Modality};
use legation_encoder::Model;
use legation_text::Report;

static CODER: LazyLock<Coder> =
    LazyLock::new(|| Coder::built_in().unwrap().with_encoder(Model::built_in));
static WORDINGS: LazyLock<Coder> = LazyLock::new(|| Coder::built_in().unwrap());

fn report(text: &str) -> Report {
    Report::new(text).dated("2022-07-13".parse().unwrap())
}

fn events(text: &str) -> Vec<Event> {
    CODER.code(&report(text)).events
}

/// The event that no wording tells; there must be exactly one.
fn learned(text: &str) -> Event {
    let all = events(text);
    let mut learned: Vec<Event> = all.iter().filter(|e| e.act.is_none()).cloned().collect();
    assert_eq!(learned.len(), 1, "{all:#?}");
    learned.remove(0)
}

#[test]
fn an_arrest_is_no_act_of_the_codebook_and_an_event_all_the_same() {
    let event = learned("Police in Lima arrested two Chilean journalists on Tuesday.");
    assert_eq!(event.event.as_deref(), Some("COERCE"));
    assert_eq!(event.mode.as_deref(), Some("arrest"));
    assert_eq!(event.cameo, "173");
    assert_eq!(event.modality, Modality::Asserted);
    assert_eq!(event.actor[0].text, "Police in Lima");
    assert_eq!(event.actor[0].country.as_deref(), Some("PER"));
    assert_eq!(event.recipient[0].country.as_deref(), Some("CHL"));
    assert_eq!(event.date.unwrap().to_string(), "2022-07-12");
}

#[test]
fn a_protest_needs_no_recipient() {
    let event =
        learned("Thousands of teachers marched in Nairobi on Monday to protest rising prices.");
    assert_eq!(event.event.as_deref(), Some("PROTEST"));
    assert!(event.recipient.is_empty(), "{:?}", event.recipient);
}

#[test]
fn a_name_that_no_gazetteer_has_is_a_party_without_an_id() {
    let event =
        learned("Gunmen of the Red Lanterns killed three villagers near the market on Monday.");
    assert_eq!(event.event.as_deref(), Some("ASSAULT"));
    assert!(event.actor[0].id.is_empty());
    let line = serde_json::to_value(&event).unwrap();
    assert!(line["actor"][0]["id"].is_null());
    let back: Event = serde_json::from_value(line).unwrap();
    assert_eq!(back, event);
}

#[test]
fn an_act_of_the_codebook_is_told_once_and_by_the_codebook() {
    for text in [
        "Ukraine breaks diplomatic relations with the DPRK.",
        "Ukraine severed diplomatic relations with North Korea on Wednesday, the foreign ministry said.",
        "Chad expelled the German ambassador.",
    ] {
        let all = events(text);
        assert!(
            all.iter().all(|event| event.act.is_some()),
            "{text} {all:#?}"
        );
    }
}

#[test]
fn the_acts_of_the_codebook_are_the_same_with_the_encoder_and_without() {
    let text = std::fs::read_to_string("../../samples/ukraine-dprk-2022-07.txt").unwrap();
    let acts = |coder: &Coder| -> Vec<String> {
        let events = coder.code(&report(&text)).events;
        events
            .into_iter()
            .filter(|e| e.act.is_some())
            .map(|e| e.id)
            .collect()
    };
    assert_eq!(acts(&CODER), acts(&WORDINGS));
}

#[test]
fn the_weather_is_no_event() {
    assert!(
        events(
            "Rain is forecast for Oslo and Bergen, and the roads in the north of Norway are icy."
        )
        .is_empty()
    );
}
