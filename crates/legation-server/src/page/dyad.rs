//! Two states: their relations as bands on a line of time, the events between them, what led to what, every claim with its sources.

use axum::Extension;
use axum::extract::State;
use legation_gazetteer::Gazetteer;
use legation_ledger::{
    AsOf, Chain, Histories, Ledger, LedgerError, Relation, Relations, TimelineEntry,
};
use legation_text::PartialDate;
use maud::{Markup, html};
use serde::Deserialize;

use super::chain;
use super::entity::times_form;
use super::{
    Frame, SHOWN_SOURCES, aspect_of, chip, day, day_or_dash, deed, downloads, entity_link,
    entity_name, flags, sentence, sources,
};
use crate::ask::{self, At, Params, Times};
use crate::guard::Asker;
use crate::problem::Problem;
use crate::{Shared, bands, urls};

/// Chains of causes that are drawn, and lines whose chain is looked for.
const CHAINS: usize = 3;
const SOUGHT: usize = 12;

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
    let written = move |ledger: &Ledger| {
        let relations = ledger.relations(&a.id, &b.id, as_of)?;
        let histories = ledger.histories(&a.id, &b.id, as_of.as_known)?;
        let timeline = ledger.timeline(&a.id, &b.id, None, as_of.as_known)?;
        let chains = chains(ledger, &histories, as_of)?;
        let times = urls::times_of(as_of);
        let title = format!("{} – {}", a.label, b.label);
        let here = urls::dyad(&a.id, &b.id, "");
        let api_on = |what: &str, on| {
            format!(
                "/api/v1/{what}/{}/{}{}",
                urls::escaped(&a.id),
                urls::escaped(&b.id),
                urls::times(on, as_of.as_known)
            )
        };
        let api = |what: &str| api_on(what, Some(as_of.on));
        let known = as_of
            .as_known
            .map(|date| date.to_string())
            .unwrap_or_default();
        let changes = urls::query(&[("a", &a.id), ("b", &b.id), ("as_known", &known)]);
        let about = format!("{} and {}", a.label, b.label);
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
                    a href={ "/changes" (changes) } { "What changed" }
                    a href=(feed) { "Feed" }
                    a href={ "/search" (urls::query(&[("q", &format!("\"{}\" \"{}\"", a.label, b.label)), ("as_known", &known)])) } { "In reports" }
                }
                @if histories.histories.is_empty() && timeline.entries.is_empty() {
                    p { "The ledger knows of nothing between them." }
                } @else {
                    section aria-label="Over time" { (bands::draw(gazetteer, &about, &bands::between(gazetteer, &histories), &timeline.entries, as_of)) (bands::key(true)) }
                    section aria-labelledby="now" {
                        h2 id="now" { "How they stand" }
                        (now(gazetteer, &relations, &times))
                        (downloads(&api("relations")))
                    }
                    @if !chains.is_empty() {
                        section aria-labelledby="chain" {
                            h2 id="chain" { "What led to what" }
                            @for chain in &chains { (chain::draw(gazetteer, chain, &times)) }
                        }
                    }
                    section aria-labelledby="events" {
                        h2 id="events" { "Events" }
                        (events(gazetteer, &timeline.entries, &times))
                        (downloads(&api_on("timeline", None)))
                    }
                    section aria-labelledby="history" {
                        h2 id="history" { "All states, one after the other" }
                        (history(gazetteer, &histories, &times))
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
    };
    site.store.read(written).await
}

/// The chains of causes of the lines that began last by then, those of one event left out, no event in two of them.
fn chains(ledger: &Ledger, histories: &Histories, as_of: AsOf) -> Result<Vec<Chain>, LedgerError> {
    let begun = |line: &&Relation| {
        let by_then = |since: PartialDate| since.first_day() <= as_of.on.last_day();
        !line.implied && line.since.is_some_and(by_then)
    };
    let lines = histories
        .histories
        .iter()
        .flat_map(|history| &history.lines);
    let mut lines: Vec<&Relation> = lines.filter(begun).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.since.map(PartialDate::first_day)));
    let mut chains: Vec<Chain> = Vec::new();
    for claim in lines
        .iter()
        .take(SOUGHT)
        .filter_map(|line| line.claims.first())
    {
        let mut drawn = chains.iter().flat_map(|chain| &chain.links);
        if drawn.any(|link| link.claims.contains(claim)) {
            continue;
        }
        let chain = ledger.chain(claim, as_of.as_known)?;
        if chain.links.len() > 1 {
            chains.push(chain);
        }
        if chains.len() == CHAINS {
            break;
        }
    }
    Ok(chains)
}

fn now(gazetteer: &Gazetteer, relations: &Relations, times: &str) -> Markup {
    html! {
        @if relations.relations.is_empty() { p { "Nothing is known by then." } }
        @else {
            div class="scroll" tabindex="0" role="region" aria-label="How they stand" {
                table class="dense lines" {
                    caption class="unseen" { "How they stand" }
                    thead { tr { th scope="col" { "Aspect" } th scope="col" { "State" } th scope="col" { "Since" } th scope="col" { "By" } th scope="col" { "On whose word" } } }
                    tbody { @for line in &relations.relations { (row(gazetteer, line, false, times)) } }
                }
            }
        }
    }
}

fn row(gazetteer: &Gazetteer, line: &Relation, until: bool, times: &str) -> Markup {
    html! {
        tr class=[(!line.stands).then_some("fallen")] {
            th scope="row" { (aspect_of(gazetteer, line)) }
            td data-h="State" { (chip(&line.aspect, &line.state)) (flags(line.disputed, line.stands, line.certain, line.implied)) }
            td data-h="Since" { (day_or_dash(line.since)) }
            @if until { td data-h="Until" { (day_or_dash(line.until)) } }
            @else { td data-h="By" { @for (at, id) in line.by.iter().enumerate() { @if at > 0 { ", " } (entity_name(gazetteer, id)) } } }
            td data-h="On whose word" { (sources(line, times)) }
        }
    }
}

fn events(gazetteer: &Gazetteer, entries: &[TimelineEntry], times: &str) -> Markup {
    html! {
        ol class="timeline" {
            @for (at, entry) in entries.iter().enumerate() {
                li id={ "e" (at) } class=[(entry.event.modality != legation_coder::Modality::Asserted).then_some("unreal")] {
                    div class="when" { (day_or_dash(entry.date)) }
                    div {
                        p { (deed(gazetteer, &entry.event, times)) }
                        @if let Some(cause) = entry.event.cause.as_ref().and_then(|id| entries.iter().position(|other| other.event.id == *id)) {
                            p class="faint" { "answers " a href={ "#e" (cause) } { (deed_words(&entries[cause])) } }
                        }
                        @for source in entry.sources.iter().take(3) { p class="evidence" { (sentence(source, None, times)) } }
                        @if entry.sources.len() > 3 {
                            @let further = entry.sources.len().saturating_sub(SHOWN_SOURCES) + entry.unlisted;
                            details { summary { "and " (entry.sources.len() - 3 + entry.unlisted) " more" }
                                @for source in entry.sources.iter().take(SHOWN_SOURCES).skip(3) { p class="evidence" { (sentence(source, None, times)) } }
                                @if further > 0 { p class="faint" { "and " (further) " more" } }
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

fn history(gazetteer: &Gazetteer, histories: &Histories, times: &str) -> Markup {
    html! {
        div class="scroll" tabindex="0" role="region" aria-label="All states" {
            table class="dense lines" {
                caption class="unseen" { "All states of their relations" }
                thead { tr { th scope="col" { "Aspect" } th scope="col" { "State" } th scope="col" { "Since" } th scope="col" { "Until" } th scope="col" { "On whose word" } } }
                tbody {
                    @for history in &histories.histories {
                        @for line in history.lines.iter().chain(&history.contested) { (row(gazetteer, line, true, times)) }
                    }
                }
            }
        }
    }
}
