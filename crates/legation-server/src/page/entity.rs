//! One state or other entity: its relations now and over time, what happened lately, who recognises it, its missions.

use axum::Extension;
use axum::extract::State;
use legation_gazetteer::{Entity, Gazetteer};
use legation_ledger::{AsOf, Direction, Ledger, Standing, ToldEvent};
use legation_text::PartialDate;
use maud::{Markup, html};
use serde::Deserialize;

use super::world::DATE_PATTERN;
use super::{Frame, chip, day, day_or_dash, deed, downloads, entity_link, entity_name, flags};
use crate::ask::{self, At, Params, Times};
use crate::guard::Asker;
use crate::problem::Problem;
use crate::tone::{Tone, aspect_label};
use crate::{Shared, bands, over_time, places, shown, urls};

/// Events shown as the latest.
const LATEST: usize = 25;
/// Lines of a list that are shown before the rest is left to a page with the whole of it.
const SHOWN: usize = 40;
/// The lists of who recognises the entity.
const RECOGNISERS: &str = "recognisers";

/// What the address holds.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(flatten)]
    times: Times,
    /// The list that is shown whole: an aspect, or [`RECOGNISERS`].
    whole: Option<String>,
}

/// How lists are shown.
struct Lists {
    /// The page that they stand in.
    of: String,
    /// The two times, for the pages to which they lead.
    times: String,
    asked: AsOf,
    /// The one that is shown whole.
    whole: Option<String>,
}

impl Lists {
    fn is_whole(&self, list: &str) -> bool {
        self.whole.as_deref() == Some(list)
    }

    /// How many lines are shown of a list.
    fn shown(&self, list: &str) -> usize {
        if self.is_whole(list) {
            usize::MAX
        } else {
            SHOWN
        }
    }

    /// Leads to the lines that are left out of `total`.
    fn rest(&self, list: &str, total: usize) -> Markup {
        let today = self.asked.on == ask::today();
        let text = |date: Option<PartialDate>| date.map(|d| d.to_string()).unwrap_or_default();
        let query = urls::query(&[
            ("on", &text(Some(self.asked.on).filter(|_| !today))),
            ("as_known", &text(self.asked.as_known)),
            ("whole", list),
        ]);
        html! {
            @if total > self.shown(list) {
                p { a href={ (urls::entity(&self.of, &query)) "#" (list) } { "All " (total) } }
            }
        }
    }
}

/// `/entity/{entity}`
pub async fn page(
    State(site): State<Shared>,
    Extension(Asker(person)): Extension<Asker>,
    At(written): At<String>,
    Params(asked): Params<Asked>,
) -> Result<Markup, Problem> {
    let as_of = asked.times.as_of()?;
    let gazetteer = site.coder.gazetteer();
    let entity = ask::entity(gazetteer, &written, Some(as_of.on))?;
    let whole = ask::given(asked.whole.as_deref()).map(str::to_owned);
    let written = move |ledger: &Ledger| {
        let folded = ledger.folded(&entity.id, as_of.as_known)?;
        let standings = folded.on(as_of.on, None, Direction::Both);
        let recognition = folded.on(as_of.on, Some("recognition"), Direction::In);
        let (rows, more) = over_time::rows(gazetteer, &entity.id, &folded, &standings);
        let latest = ledger.latest_events(&entity.id, as_of, LATEST)?;
        let times = urls::times_of(as_of);
        let known = as_of
            .as_known
            .map(|date| date.to_string())
            .unwrap_or_default();
        let (on, first) = (as_of.on.to_string(), "0001");
        let all_changes = urls::query(&[
            ("a", &entity.id),
            ("since", first),
            ("until", &on),
            ("as_known", &known),
        ]);
        let feed = format!("/changes.atom{}", urls::query(&[("a", &entity.id)]));
        let lists = Lists {
            of: entity.id.clone(),
            times: times.clone(),
            asked: as_of,
            whole,
        };
        let body = html! {
            div class="head" {
                h1 { (entity_name(gazetteer, &entity.id)) }
                p class="lead" { (about(gazetteer, entity)) }
            }
            (times_form(&urls::entity(&entity.id, ""), as_of))
            div id="live" {
                p class="jumps" {
                    a href={ "/" (urls::query(&[("of", &entity.id), ("on", &on), ("as_known", &known)])) } { "On the map" }
                    a href={ "/changes" (urls::query(&[("a", &entity.id), ("as_known", &known)])) } { "What changed" }
                    a href={ "/search" (urls::query(&[("q", &entity.label), ("as_known", &known)])) } { "In reports" }
                    a href=(feed) { "Feed" }
                }
                @if !rows.is_empty() {
                    section aria-labelledby="time" {
                        h2 id="time" { "Over time" }
                        (bands::draw(gazetteer, &entity.label, &rows, &[], as_of))
                        (bands::key(false))
                        p class="faint" {
                            @if more > 0 { "What moved last; " (more) " more relations are in the list below. " }
                            a href={ "/changes" (all_changes) } { "All of this as a table" }
                        }
                        (downloads(&format!("/api/v1/changes{all_changes}")))
                    }
                }
                div class="columns" {
                    section aria-labelledby="relations" {
                        h2 id="relations" { "Relations" }
                        (relations(gazetteer, &entity.id, &standings, &lists))
                        (downloads(&format!("/api/v1/entities/{}/relations{}", urls::escaped(&entity.id), urls::times(Some(as_of.on), as_of.as_known))))
                    }
                    div {
                        section aria-labelledby="latest" {
                            h2 id="latest" { "Latest events" }
                            (latest_list(gazetteer, &latest, &times))
                            (downloads(&format!("/api/v1/entities/{}/events{}", urls::escaped(&entity.id), urls::times(Some(as_of.on), as_of.as_known))))
                        }
                        section id=(RECOGNISERS) aria-labelledby="recognised" {
                            h2 id="recognised" { "Recognition" }
                            (recognition_list(gazetteer, &entity.id, &recognition, &lists))
                            (downloads(&format!("/api/v1/recognition/{}{}", urls::escaped(&entity.id), urls::times(Some(as_of.on), as_of.as_known))))
                        }
                    }
                }
            }
        };
        let frame = Frame {
            title: &entity.label,
            menu: "",
            person: person.as_ref(),
            feed: Some(&feed),
        };
        Ok(frame.around(body))
    };
    site.store.read(written).await
}

fn about(gazetteer: &Gazetteer, entity: &Entity) -> Markup {
    let kind = format!("{:?}", entity.kind).to_lowercase();
    let kind = match kind.as_str() {
        "disputed" => "entity of disputed statehood",
        "historic" => "state that has ended",
        other => other,
    };
    let owner = entity
        .country
        .as_ref()
        .filter(|country| **country != entity.id && *country != "IGO");
    html! {
        code { (entity.id) } ", " (kind)
        @if let Some(country) = owner { " (" (entity_link(gazetteer, country, "")) ")" }
        @if let Some(place) = places::of(&entity.id) { ", " (place.region) }
        @if let Some(from) = entity.from { "; since " (day(from)) }
        @if let Some(to) = entity.to { " until " (day(to)) }
    }
}

/// The two times, for pages that have nothing else to choose.
pub fn times_form(action: &str, as_of: AsOf) -> Markup {
    html! {
        form class="controls" method="get" action=(action) data-live {
            div class="field" {
                label for="on" { "On" }
                input id="on" name="on" size="10" value=(as_of.on) placeholder="YYYY-MM-DD" pattern=(DATE_PATTERN) title="YYYY-MM-DD, YYYY-MM or YYYY";
            }
            div class="field" {
                label for="as_known" { "As known on" }
                input id="as_known" name="as_known" size="10" value=[as_of.as_known] placeholder="today" pattern=(DATE_PATTERN) title="YYYY-MM-DD, YYYY-MM or YYYY";
            }
            button type="submit" { "Show" }
        }
    }
}

fn relations(gazetteer: &Gazetteer, of: &str, standings: &[Standing], lists: &Lists) -> Markup {
    let aspects: Vec<&str> = legation_ledger::vocabulary::aspects().collect();
    html! {
        @if standings.is_empty() { p { "The ledger knows of none by then." } }
        @for aspect in aspects {
            @let mut these: Vec<&Standing> = standings.iter().filter(|s| s.aspect == aspect).collect();
            @let () = these.sort_by_key(|s| (std::cmp::Reverse(Tone::of(aspect, &s.state)), std::cmp::Reverse(s.since.map(|d| d.first_day()))));
            @if !these.is_empty() {
                details class="aspect" id=(aspect) open[these.len() <= SHOWN || lists.is_whole(aspect)] {
                    summary { h3 { (heading(aspect)) } " " span class="faint" { (these.len()) } }
                    table class="dense" {
                        caption class="unseen" { (aspect_label(aspect, None)) }
                        thead { tr { th scope="col" { "With" } th scope="col" { "State" } th scope="col" { "Since" } th scope="col" class="number" { "Reports" } } }
                        tbody {
                            @for standing in these.iter().take(lists.shown(aspect)) {
                                tr {
                                    th scope="row" {
                                        @match (&standing.from, &standing.to) {
                                            (Some(from), _) if from == of => span class="way" title="Goes out from it" { "→ " },
                                            (Some(_), _) => span class="way" title="Comes to it" { "← " },
                                            _ => {},
                                        }
                                        a href=(urls::dyad(of, &standing.with, &lists.times)) { (entity_name(gazetteer, &standing.with)) }
                                    }
                                    td {
                                        (chip(aspect, &standing.state))
                                        @if let Some(object) = &standing.object { " " span class="faint" { (entity_name(gazetteer, object)) } }
                                        (flags(standing.disputed, true, standing.certain, standing.implied))
                                    }
                                    td { (day_or_dash(standing.since)) }
                                    td class="number" {
                                        @if let Some(claim) = &standing.claim { a href=(urls::claim(claim, &lists.times)) { (standing.reports) } }
                                    }
                                }
                            }
                        }
                    }
                    (lists.rest(aspect, these.len()))
                }
            }
        }
    }
}

/// What a group of relations is called; what the field calls representation, people call missions.
fn heading(aspect: &str) -> String {
    match aspect {
        "representation" => "Missions and envoys".to_owned(),
        other => aspect_label(other, None),
    }
}

fn latest_list(gazetteer: &Gazetteer, latest: &[ToldEvent], times: &str) -> Markup {
    html! {
        @if latest.is_empty() { p { "The ledger knows of none by then." } }
        ol class="events" {
            @for told in latest {
                li {
                    (day_or_dash(told.event.date)) " "
                    (deed(gazetteer, &told.event, times)) " "
                    span class="from" {
                        a href=(urls::sentence(&told.event.report, told.event.span, times)) {
                            bdi { (shown::name(told.publisher.as_deref().unwrap_or(""), "unnamed publisher")) }
                        }
                    }
                }
            }
        }
    }
}

fn recognition_list(
    gazetteer: &Gazetteer,
    of: &str,
    recognition: &[Standing],
    lists: &Lists,
) -> Markup {
    let (own, other): (Vec<&Standing>, Vec<&Standing>) =
        recognition.iter().partition(|one| one.object.is_none());
    let in_state = |state: &str| -> Vec<&Standing> {
        own.iter()
            .copied()
            .filter(|one| one.state == state)
            .collect()
    };
    let groups = [
        ("Recognised by", in_state("recognised")),
        ("Recognition withdrawn by", in_state("withdrawn")),
        ("Recognition refused by", in_state("not-recognised")),
        ("Of its government, or of what it claims", other),
    ];
    html! {
        @if recognition.is_empty() { p { "The ledger knows of nothing by then." } }
        @for (name, list) in groups {
            @if !list.is_empty() {
                details class="aspect" open[list.len() <= SHOWN || lists.is_whole(RECOGNISERS)] {
                    summary { h3 { (name) } " " span class="faint" { (list.len()) } }
                    ul class="recognisers" { @for one in list.iter().take(lists.shown(RECOGNISERS)) { li { (recogniser(gazetteer, of, one, &lists.times)) } } }
                    (lists.rest(RECOGNISERS, list.len()))
                }
            }
        }
    }
}

fn recogniser(gazetteer: &Gazetteer, of: &str, one: &Standing, times: &str) -> Markup {
    html! {
        a href=(urls::dyad(of, &one.with, times)) { (entity_name(gazetteer, &one.with)) }
        @if let Some(object) = &one.object { " " span class="faint" { (entity_name(gazetteer, object)) ": " (one.state) } }
        @if let Some(since) = one.since { " " span class="faint" { (day(since)) } }
        (flags(one.disputed, true, one.certain, one.implied))
        @if let Some(claim) = &one.claim { " " a class="id" href=(urls::claim(claim, times)) { (one.reports) @if one.reports == 1 { " report" } @else { " reports" } } }
    }
}
