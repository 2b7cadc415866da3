//! The map: how all stand to one.

use std::collections::HashMap;

use axum::Extension;
use axum::extract::State;
use legation_gazetteer::Gazetteer;
use legation_ledger::{AsOf, Ledger, Mentioned, Standing};
use legation_text::PartialDate;
use maud::{Markup, html};
use serde::Deserialize;

use super::{Frame, chip, day_or_dash, downloads, entity_link, entity_name, flags, label};
use crate::ask::{self, Params, Times};
use crate::guard::Asker;
use crate::problem::Problem;
use crate::show::{self, SHOWS, Show};
use crate::tone::{Tone, state_label};
use crate::{Shared, places, urls};

/// Entities offered for the choice of whom the map is about.
const OFFERED: usize = 400;

/// What the address holds.
#[derive(Debug, Deserialize)]
pub struct Asked {
    of: Option<String>,
    show: Option<String>,
    #[serde(flatten)]
    times: Times,
}

/// `/`
pub async fn page(
    State(site): State<Shared>,
    Extension(Asker(person)): Extension<Asker>,
    Params(asked): Params<Asked>,
) -> Result<Markup, Problem> {
    let as_of = asked.times.as_of()?;
    let show = Show::of(asked.show.as_deref())?;
    let gazetteer = site.coder.gazetteer();
    let wanted = match ask::given(asked.of.as_deref()) {
        Some(written) => Some(ask::entity(gazetteer, written, Some(as_of.on))?.id.clone()),
        None => None,
    };
    let written = move |ledger: &Ledger| {
        let mentioned = ledger.mentioned()?;
        let of = wanted.or_else(|| {
            let polity = |m: &&Mentioned| places::of(&m.id).is_some();
            mentioned.iter().find(polity).map(|m| m.id.clone())
        });
        let Some(of) = of else {
            return Ok(empty(person.as_ref()));
        };
        let folded = ledger.folded(&of, as_of.as_known)?;
        let standings = folded.on(as_of.on, Some(show.aspect), show.direction);
        let title = show.title(&label(gazetteer, &of));
        let body = html! {
            div class="head" {
                h1 { (show.heading(&entity_name(gazetteer, &of))) }
                p class="lead" { "As the ledger has it on " (super::day(as_of.on)) @if let Some(known) = as_of.as_known { ", with what it had learned by " (super::day(known)) } "." }
            }
            (controls(gazetteer, &mentioned, &of, show, as_of, ledger.days()?))
            div id="live" {
                p class="jumps" {
                    a href=(urls::entity(&of, &urls::times_of(as_of))) { "All about " (entity_name(gazetteer, &of)) }
                }
                div class="world" {
                    (map(gazetteer, &of, &standings, show, as_of))
                    (table(gazetteer, &of, &standings, show, as_of))
                }
            }
        };
        let frame = Frame {
            title: &title,
            menu: "/",
            person: person.as_ref(),
            feed: None,
        };
        Ok(frame.around(body))
    };
    site.store.read(written).await
}

fn empty(person: Option<&crate::session::Person>) -> Markup {
    let frame = Frame {
        title: "Nothing yet",
        menu: "/",
        person,
        feed: None,
    };
    frame.around(html! {
        section class="narrow" {
            h1 { "The ledger is empty" }
            p { "Read reports into it, and this page shows how states stand:" }
            pre { "legation ingest reports/" }
            p { "Or " a href="/read" { "paste one" } " to see what it says." }
        }
    })
}

fn controls(
    gazetteer: &Gazetteer,
    mentioned: &[Mentioned],
    of: &str,
    show: Show,
    as_of: AsOf,
    days: Option<(jiff::civil::Date, jiff::civil::Date)>,
) -> Markup {
    let today = ask::today();
    let first_year = days
        .map_or(today.first_day().year(), |(first, _)| first.year())
        .max(1800);
    html! {
        form class="controls" method="get" action="/" data-live {
            div class="field" {
                label for="of" { "State or entity" }
                input id="of" name="of" list="entities" value=(label(gazetteer, of)) required autocomplete="off";
                datalist id="entities" {
                    @for one in mentioned.iter().take(OFFERED) { option value=(label(gazetteer, &one.id)) {} }
                }
            }
            div class="field" {
                label for="show" { "Shown" }
                select id="show" name="show" {
                    @for one in SHOWS { option value=(one.key) selected[one.key == show.key] { (one.label) } }
                }
            }
            div class="field" {
                label for="on" { "On" }
                input id="on" name="on" size="10" value=(as_of.on) placeholder="YYYY-MM-DD" pattern=(DATE_PATTERN) title="YYYY-MM-DD, YYYY-MM or YYYY";
            }
            div class="field" {
                label for="as_known" { "As known on" }
                input id="as_known" name="as_known" size="10" value=[as_of.as_known] placeholder="today" pattern=(DATE_PATTERN) title="YYYY-MM-DD, YYYY-MM or YYYY";
            }
            div class="field slide" hidden data-script {
                label for="slider" { "From " (first_year) " to today" }
                input id="slider" type="range" min=(i32::from(first_year) * 12) max=(months(today)) value=(months(as_of.on)) step="1" data-sets="on" aria-valuetext=(as_of.on);
            }
            button type="submit" { "Show" }
        }
    }
}

/// Dates as the fields of all pages take them.
pub const DATE_PATTERN: &str = "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?";

fn months(date: PartialDate) -> i32 {
    let day = date.last_day();
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

fn map(gazetteer: &Gazetteer, of: &str, standings: &[Standing], show: Show, as_of: AsOf) -> Markup {
    let mut of_entity: HashMap<&str, &Standing> = HashMap::new();
    for standing in standings.iter().filter(|standing| show.on_map(standing)) {
        // Of several things between two (embassy, ambassador) the greatest is on the map; the table has all.
        let known = of_entity.entry(&standing.with).or_insert(standing);
        if show::weight(standing) < show::weight(known) {
            *known = standing;
        }
    }
    let (width, height) = places::SIZE;
    let times = urls::times_of(as_of);
    let leads = |id: &str| {
        if id == of {
            urls::entity(of, &times)
        } else {
            urls::dyad(of, id, &times)
        }
    };
    let says = |id: &str| -> String {
        let unsettled = if is_unsettled(gazetteer, id) {
            " (disputed statehood)"
        } else {
            ""
        };
        let name = format!("{}{unsettled}", label(gazetteer, id));
        match of_entity.get(id) {
            _ if id == of => format!("{name}: the one asked about"),
            Some(standing) => {
                let since = standing
                    .since
                    .map(|date| format!(" since {date}"))
                    .unwrap_or_default();
                let disputed = if standing.disputed { ", disputed" } else { "" };
                format!("{name}: {}{since}{disputed}", state_label(&standing.state))
            }
            None => format!("{name}: nothing known"),
        }
    };
    let class = |id: &str| -> String {
        let tone = match of_entity.get(id) {
            _ if id == of => "own",
            Some(standing) => Tone::of(&standing.aspect, &standing.state).class(),
            None => "t-none",
        };
        let contested = of_entity.get(id).is_some_and(|standing| standing.disputed);
        let contested = if contested { " contested" } else { "" };
        let unsettled = if is_unsettled(gazetteer, id) {
            " unsettled"
        } else {
            ""
        };
        format!("place {tone}{contested}{unsettled}")
    };
    // Small ones without anything known only crowd the map, unless they are states or disputed.
    let is_shown = |place: &&places::Place| {
        use legation_gazetteer::EntityKind::{Disputed, State};
        let kind = gazetteer
            .by_id(place.id)
            .map(|at| gazetteer.entity(at).kind);
        place.outline.is_some()
            || of_entity.contains_key(place.id)
            || matches!(kind, Some(State | Disputed))
            || place.id == of
    };
    let mut marks: Vec<&places::Place> = places::all()
        .iter()
        .filter(|place| place.outline.is_none())
        .filter(is_shown)
        .collect();
    // What is known is drawn over what is not, and the one asked about over all.
    marks.sort_by_key(|place| (place.id == of, of_entity.contains_key(place.id)));
    html! {
        figure class="map" {
            div class="scroll" tabindex="0" role="region" aria-label="Map" data-sheet {
                svg viewBox={ "0 4 " (width) " " (height) } role="group" aria-label={ "Map of the world: " (show.title(&label(gazetteer, of))) ". The table has the same." } {
                    @for place in places::all().iter().filter(|place| place.outline.is_some()) {
                        a href=(leads(place.id)) tabindex="-1" class=(class(place.id)) data-id=(place.id) data-region=[place.alpha2] {
                            title { (says(place.id)) }
                            path d=[place.outline] {}
                        }
                    }
                    @for place in marks {
                        a href=(leads(place.id)) tabindex="-1" class={ (class(place.id)) " dot" } data-id=(place.id) data-region=[place.alpha2] {
                            title { (says(place.id)) }
                            circle cx=(place.mark.0) cy=(place.mark.1) r="2.8" {}
                        }
                    }
                }
            }
            figcaption {
                p class="readout" aria-hidden="true" data-readout { "Point at a country, or read the table." }
                (legend(standings, show))
            }
        }
    }
}

fn is_unsettled(gazetteer: &Gazetteer, id: &str) -> bool {
    let kind = gazetteer.by_id(id).map(|at| gazetteer.entity(at).kind);
    kind == Some(legation_gazetteer::EntityKind::Disputed)
}

fn legend(standings: &[Standing], show: Show) -> Markup {
    let mut counts: Vec<(&str, &str, usize)> = Vec::new();
    for standing in standings.iter().filter(|standing| show.on_map(standing)) {
        match counts
            .iter_mut()
            .find(|(_, state, _)| *state == standing.state)
        {
            Some((_, _, n)) => *n += 1,
            None => counts.push((&standing.aspect, &standing.state, 1)),
        }
    }
    counts.sort_by_key(|(aspect, state, n)| (Tone::of(aspect, state), std::cmp::Reverse(*n)));
    let disputed = standings
        .iter()
        .filter(|standing| standing.disputed)
        .count();
    html! {
        ul class="legend" aria-label="Legend" {
            @for (aspect, state, n) in counts { li { (chip(aspect, state)) " " (n) } }
            @if disputed > 0 { li { span class="chip contested" { "disputed" } " " (disputed) } }
            li { span class="chip t-none" { "nothing known" } }
            li { span class="chip unsettled" { "disputed statehood" } }
            li { span class="chip own" { "the one asked about" } }
        }
    }
}

fn table(
    gazetteer: &Gazetteer,
    of: &str,
    standings: &[Standing],
    show: Show,
    as_of: AsOf,
) -> Markup {
    let times = urls::times_of(as_of);
    let data = format!(
        "/api/v1/world{}",
        urls::query(&[
            ("of", of),
            ("show", show.key),
            ("on", &as_of.on.to_string()),
            (
                "as_known",
                &as_of
                    .as_known
                    .map(|date| date.to_string())
                    .unwrap_or_default()
            ),
        ])
    );
    html! {
        div class="beside" {
            @if standings.is_empty() {
                p { "The ledger knows nothing of this by then. " (entity_link(gazetteer, of, &times)) " has what else it knows." }
            } @else {
                div class="scroll" tabindex="0" role="region" aria-label="Table of what the map shows" {
                    table class="dense" {
                        caption class="unseen" { (show.title(&label(gazetteer, of))) }
                        thead { tr { th scope="col" { "With" } th scope="col" { "State" } th scope="col" { "Since" } th scope="col" class="number" { "Reports" } } }
                        tbody {
                            @for standing in standings {
                                tr data-id=(standing.with) {
                                    th scope="row" { a href=(urls::dyad(of, &standing.with, &times)) { (entity_name(gazetteer, &standing.with)) } }
                                    td {
                                        (chip(&standing.aspect, &standing.state))
                                        @if let Some(object) = &standing.object { " " span class="faint" { (entity_name(gazetteer, object)) } }
                                        (flags(standing.disputed, true, standing.certain, standing.implied))
                                    }
                                    td { (day_or_dash(standing.since)) }
                                    td class="number" {
                                        @if let Some(claim) = &standing.claim { a href=(urls::claim(claim, &times)) { (standing.reports) } } @else { (standing.reports) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            (downloads(&data))
        }
    }
}
