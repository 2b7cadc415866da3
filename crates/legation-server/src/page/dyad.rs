//! Two states: their relations as bands on a line of time, the events between them, what led to what, every claim with its sources.

use axum::Extension;
use axum::extract::State;
use legation_gazetteer::Gazetteer;
use legation_ledger::{Histories, Relation, Relations, TimelineEntry};
use maud::{Markup, html};
use serde::Deserialize;

use super::chain;
use super::entity::times_form;
use super::{
    Frame, aspect_of, chip, day, day_or_dash, deed, downloads, entity_link, flags, label, sentence,
    sources,
};
use crate::ask::{self, At, Params, Times};
use crate::guard::Asker;
use crate::problem::Problem;
use crate::{Shared, bands, urls};

/// What the address holds.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(flatten)]
    times: Times,
}

/// `/dyad/{a}/{b}`
pub async fn page(
    State(site): State<Shared>,
    Extension(Asker(person)): Extension<Asker>,
    At((a, b)): At<(String, String)>,
    Params(asked): Params<Asked>,
) -> Result<Markup, Problem> {
    let as_of = asked.times.as_of()?;
    let gazetteer = site.coder.gazetteer();
    let a = ask::entity(gazetteer, &a, Some(as_of.on))?;
    let b = ask::entity(gazetteer, &b, Some(as_of.on))?;
    let (x, y) = (a.id.clone(), b.id.clone());
    let (relations, histories, timeline, chain) = site
        .store
        .read(move |ledger| {
            let relations = ledger.relations(&x, &y, as_of)?;
            let histories = ledger.histories(&x, &y, as_of.as_known)?;
            let timeline = ledger.timeline(&x, &y, as_of.as_known)?;
            let chain = match latest_claim(&relations) {
                Some(claim) => Some(ledger.chain(&claim, as_of.as_known)?),
                None => None,
            };
            Ok((relations, histories, timeline, chain))
        })
        .await?;
    let times = urls::times_of(as_of);
    let title = format!("{} – {}", a.label, b.label);
    let here = urls::dyad(&a.id, &b.id, "");
    let api = |what: &str| {
        format!(
            "/api/v1/{what}/{}/{}{}",
            urls::escaped(&a.id),
            urls::escaped(&b.id),
            urls::times(Some(as_of.on), as_of.as_known)
        )
    };
    let feed = format!(
        "/changes.atom{}",
        urls::query(&[("a", &a.id), ("b", &b.id)])
    );
    let body = html! {
        div class="head" {
            h1 { (entity_link(gazetteer, &a.id, &times)) " – " (entity_link(gazetteer, &b.id, &times)) }
            p class="lead" { "As the ledger has it on " (day(as_of.on)) @if let Some(known) = as_of.as_known { ", with what it had learned by " (day(known)) } "." }
        }
        (times_form(&here, as_of))
        div id="live" {
            p class="jumps" {
                a href={ "/changes" (urls::query(&[("a", &a.id), ("b", &b.id)])) } { "What changed" }
                a href=(feed) { "Feed" }
                a href={ "/search" (urls::query(&[("q", &format!("\"{}\" \"{}\"", a.label, b.label))])) } { "In reports" }
            }
            @if histories.histories.is_empty() && timeline.entries.is_empty() {
                p { "The ledger knows of nothing between them." }
            } @else {
                section aria-label="Over time" { (bands::draw(gazetteer, &histories, &timeline.entries, as_of.on)) (key()) }
                section aria-labelledby="now" {
                    h2 id="now" { "How they stand" }
                    (now(gazetteer, &relations))
                    (downloads(&api("relations")))
                }
                @if let Some(chain) = chain.filter(|chain| chain.links.len() > 1) {
                    section aria-labelledby="chain" {
                        h2 id="chain" { "What led to what" }
                        (chain::draw(gazetteer, &chain))
                    }
                }
                section aria-labelledby="events" {
                    h2 id="events" { "Events" }
                    (events(gazetteer, &timeline.entries))
                    (downloads(&api("timeline")))
                }
                section aria-labelledby="history" {
                    h2 id="history" { "All states, one after the other" }
                    (history(gazetteer, &histories))
                    (downloads(&api("history")))
                }
            }
        }
    };
    let frame = Frame {
        title: &title,
        menu: "",
        person: person.as_ref(),
        feed: Some(&feed),
    };
    Ok(frame.around(body))
}

/// The claim whose chain is drawn: that of the line that began last.
fn latest_claim(relations: &Relations) -> Option<String> {
    let standing = relations
        .relations
        .iter()
        .filter(|line| line.stands && !line.implied);
    let latest = standing.max_by_key(|line| line.since.map(|since| since.first_day()))?;
    latest.claims.first().cloned()
}

fn key() -> Markup {
    html! {
        ul class="legend" aria-label="Key" {
            li { span class="chip t-good" { "in force" } }
            li { span class="chip t-part" { "in part" } }
            li { span class="chip t-held" { "interrupted" } }
            li { span class="chip t-cut" { "cut, or sanctions" } }
            li class="faint" { "Filled dots: done. Hollow: announced, denied, or long ago. An arc leads from a cause to its answer." }
        }
    }
}

fn now(gazetteer: &Gazetteer, relations: &Relations) -> Markup {
    html! {
        @if relations.relations.is_empty() { p { "Nothing is known by then." } }
        @else {
            div class="scroll" tabindex="0" role="region" aria-label="How they stand" {
                table class="dense lines" {
                    caption class="unseen" { "How they stand" }
                    thead { tr { th scope="col" { "Aspect" } th scope="col" { "State" } th scope="col" { "Since" } th scope="col" { "By" } th scope="col" { "On whose word" } } }
                    tbody { @for line in &relations.relations { (row(gazetteer, line, false)) } }
                }
            }
        }
    }
}

fn row(gazetteer: &Gazetteer, line: &Relation, until: bool) -> Markup {
    html! {
        tr class=[(!line.stands).then_some("fallen")] {
            th scope="row" { (aspect_of(gazetteer, line)) }
            td { (chip(&line.aspect, &line.state)) (flags(line.disputed, line.stands, line.certain, line.implied)) }
            td { (day_or_dash(line.since)) }
            @if until { td { (day_or_dash(line.until)) } }
            @else { td { @for (at, id) in line.by.iter().enumerate() { @if at > 0 { ", " } (label(gazetteer, id)) } } }
            td { (sources(line)) }
        }
    }
}

fn events(gazetteer: &Gazetteer, entries: &[TimelineEntry]) -> Markup {
    html! {
        ol class="timeline" {
            @for (at, entry) in entries.iter().enumerate() {
                li id={ "e" (at) } class=[(entry.event.modality != legation_coder::Modality::Asserted).then_some("unreal")] {
                    div class="when" { (day_or_dash(entry.date)) }
                    div {
                        p { (deed(gazetteer, &entry.event)) }
                        @if let Some(cause) = entry.event.cause.as_ref().and_then(|id| entries.iter().position(|other| other.event.id == *id)) {
                            p class="faint" { "answers " a href={ "#e" (cause) } { (deed_words(&entries[cause])) } }
                        }
                        @for source in entry.sources.iter().take(3) { p class="evidence" { (sentence(source, None)) } }
                        @if entry.sources.len() > 3 {
                            details { summary { "and " (entry.sources.len() - 3 + entry.unlisted) " more" }
                                @for source in entry.sources.iter().skip(3).take(40) { p class="evidence" { (sentence(source, None)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn deed_words(entry: &TimelineEntry) -> String {
    legation_ledger::rows::deed(&entry.event).replace('-', " ")
}

fn history(gazetteer: &Gazetteer, histories: &Histories) -> Markup {
    html! {
        div class="scroll" tabindex="0" role="region" aria-label="All states" {
            table class="dense lines" {
                caption class="unseen" { "All states of their relations" }
                thead { tr { th scope="col" { "Aspect" } th scope="col" { "State" } th scope="col" { "Since" } th scope="col" { "Until" } th scope="col" { "On whose word" } } }
                tbody {
                    @for history in &histories.histories {
                        @for line in history.lines.iter().chain(&history.contested) { (row(gazetteer, line, true)) }
                    }
                }
            }
        }
    }
}
