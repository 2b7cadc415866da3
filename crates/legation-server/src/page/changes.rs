//! What moved between two dates, and the same as an Atom feed.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use legation_gazetteer::Gazetteer;
use legation_ledger::{Change, vocabulary};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;

use super::world::DATE_PATTERN;
use super::{Frame, aspect_of, chip, day, day_or_dash, downloads, flags, label, pager, sources};
use crate::ask::{Params, Slice};
use crate::guard::Asker;
use crate::moved::{Asked, Certainty, Wanted};
use crate::problem::Problem;
use crate::tone::{aspect_label, state_label};
use crate::{Shared, places, shown, urls};

/// Entries of a feed.
const FEED: usize = 100;

/// What the address holds.
#[derive(Debug, Deserialize)]
pub struct Paged {
    #[serde(flatten)]
    asked: Asked,
    page: Option<String>,
}

/// `/changes`
pub async fn page(
    State(site): State<Shared>,
    Extension(Asker(person)): Extension<Asker>,
    Params(paged): Params<Paged>,
) -> Result<Markup, Problem> {
    let gazetteer = site.coder.gazetteer();
    let slice = Slice::of(paged.page.as_deref(), None)?;
    let wanted = paged.asked.wanted(gazetteer)?;
    let (total, changes) = wanted.find(&site, slice.offset(), slice.per_page).await?;
    let latest = site.store.read(|ledger| Ok(ledger.days()?)).await?;
    let feed = format!("/changes.atom{}", wanted.lasting());
    let body = html! {
        div class="head" {
            h1 { "What changed" }
            p class="lead" {
                "From " (day(wanted.since)) " to " (day(wanted.until)) ": " strong { (total) } @if total == 1 { " change" } @else { " changes" }
                @if let Some(known) = wanted.as_known { ", with what the ledger had learned by " (day(known)) } "."
            }
        }
        (filters(gazetteer, &wanted))
        div id="live" {
            p class="jumps" { a href=(feed) { "Feed of these (Atom)" } }
            @if changes.is_empty() {
                p {
                    "Nothing that the ledger knows of."
                    @if let Some((_, last)) = latest {
                        @let year = last.year().to_string();
                        " The last change that it knows of was on " (day(legation_text::PartialDate::day(last))) ": "
                        a href={ "/changes" (urls::query(&[("since", &year), ("until", &year)])) } { "what changed in " (year) } "."
                    }
                }
            } @else {
                div class="scroll" tabindex="0" role="region" aria-label="Changes" {
                    table class="dense lines" {
                        caption class="unseen" { "Changes, the latest first" }
                        thead { tr { th scope="col" { "Since" } th scope="col" { "Between" } th scope="col" { "Aspect" } th scope="col" { "From, to" } th scope="col" { "On whose word" } } }
                        tbody { @for change in &changes { (row(gazetteer, change)) } }
                    }
                }
                (pager(slice, total, &|page| format!("/changes{}", wanted.query(page))))
            }
            (downloads(&format!("/api/v1/changes{}", wanted.query(1))))
        }
    };
    let frame = Frame {
        title: "What changed",
        menu: "/changes",
        person: person.as_ref(),
        feed: Some(&feed),
    };
    Ok(frame.around(body))
}

fn filters(gazetteer: &Gazetteer, wanted: &Wanted) -> Markup {
    let name = |id: &Option<String>| id.as_ref().map(|id| label(gazetteer, id));
    html! {
        form class="controls" method="get" action="/changes" data-live {
            div class="field" { label for="since" { "From" } input id="since" name="since" size="10" value=(wanted.since) pattern=(DATE_PATTERN) title="YYYY-MM-DD, YYYY-MM or YYYY"; }
            div class="field" { label for="until" { "To" } input id="until" name="until" size="10" value=(wanted.until) pattern=(DATE_PATTERN) title="YYYY-MM-DD, YYYY-MM or YYYY"; }
            div class="field" {
                label for="aspect" { "Aspect" }
                select id="aspect" name="aspect" {
                    option value="all" { "All" }
                    @for aspect in vocabulary::aspects() { option value=(aspect) selected[wanted.aspect.as_deref() == Some(aspect)] { (aspect_label(aspect, None)) } }
                }
            }
            div class="field" {
                label for="region" { "Region" }
                select id="region" name="region" {
                    option value="" { "All" }
                    @for region in places::regions() { option value=(region) selected[wanted.region == Some(region)] { (region) } }
                }
            }
            div class="field" {
                label for="certainty" { "Certainty" }
                select id="certainty" name="certainty" {
                    @for (one, key, words) in Certainty::ALL { option value=(key) selected[wanted.certainty == one] { (words) } }
                }
            }
            div class="field" { label for="a" { "Entity" } input id="a" name="a" size="14" value=[name(&wanted.a)] placeholder="any"; }
            div class="field" { label for="b" { "and" } input id="b" name="b" size="14" value=[name(&wanted.b)] placeholder="any"; }
            div class="field" { label for="as_known" { "As known on" } input id="as_known" name="as_known" size="10" value=[wanted.as_known] placeholder="today" pattern=(DATE_PATTERN) title="YYYY-MM-DD, YYYY-MM or YYYY"; }
            button type="submit" { "Show" }
        }
    }
}

fn row(gazetteer: &Gazetteer, change: &Change) -> Markup {
    let line = &change.relation;
    let [a, b] = &change.pair;
    html! {
        tr class=[(!line.stands).then_some("fallen")] {
            td { (day_or_dash(line.since)) }
            th scope="row" { a href=(urls::dyad(a, b, "")) { (super::sides(gazetteer, &change.pair, line.from.is_some())) } }
            td { (aspect_of_change(gazetteer, change)) }
            td { @if let Some(before) = &change.before { (chip(&line.aspect, before)) " → " } (chip(&line.aspect, &line.state)) (flags(line.disputed, line.stands, true, line.implied)) }
            td { (sources(line)) }
        }
    }
}

fn aspect_of_change(gazetteer: &Gazetteer, change: &Change) -> Markup {
    // The sides stand in their own column.
    let line = legation_ledger::Relation {
        from: None,
        to: None,
        ..change.relation.clone()
    };
    html! { (aspect_of(gazetteer, &line)) }
}

/// `/changes.atom`: the latest changes that pass the filters.
pub async fn feed(
    State(site): State<Shared>,
    headers: HeaderMap,
    Params(asked): Params<Asked>,
) -> Result<Response, Problem> {
    let gazetteer = site.coder.gazetteer();
    let wanted = asked.wanted(gazetteer)?;
    let (_, changes) = wanted.find(&site, 0, FEED).await?;
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or("localhost");
    let base = format!("http://{host}");
    let updated = |change: &Change| {
        change
            .relation
            .since
            .map(|date| format!("{}T00:00:00Z", date.first_day()))
    };
    let newest = changes.iter().filter_map(updated).max();
    let newest = newest.unwrap_or_else(|| format!("{}T00:00:00Z", wanted.since.first_day()));
    let about: Vec<String> = [&wanted.a, &wanted.b]
        .into_iter()
        .flatten()
        .map(|id| label(gazetteer, id))
        .collect();
    let title = if about.is_empty() {
        "What changed".to_owned()
    } else {
        format!("What changed: {}", about.join(" – "))
    };
    let this = format!("{base}/changes.atom{}", wanted.lasting());
    let feed = html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"))
        feed xmlns="http://www.w3.org/2005/Atom" {
            title { (title) }
            id { (this) }
            updated { (newest) }
            author { name { "Legation, " (site.store.name()) } }
            (PreEscaped(format!("<link rel=\"self\" href=\"{}\"/>", xml(&this))))
            (PreEscaped(format!("<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", xml(&format!("{base}/changes{}", wanted.lasting())))))
            @for change in &changes { (entry(gazetteer, change, &base, updated(change).as_deref())) }
        }
    };
    let kind = [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")];
    Ok((kind, feed.into_string()).into_response())
}

fn entry(gazetteer: &Gazetteer, change: &Change, base: &str, updated: Option<&str>) -> Markup {
    let line = &change.relation;
    let [a, b] = &change.pair;
    let between = if line.from.is_some() { "→" } else { "–" };
    let object = line
        .object
        .as_deref()
        .map(|object| label(gazetteer, object));
    let title = format!(
        "{} {between} {}: {}: {}",
        label(gazetteer, a),
        label(gazetteer, b),
        aspect_label(&line.aspect, object.as_deref()),
        state_label(&line.state)
    );
    let claim = line.claims.first().map_or("", String::as_str);
    let before = change
        .before
        .as_deref()
        .map(|state| format!("{} before. ", state_label(state)))
        .unwrap_or_default();
    let disputed = if line.disputed { "Disputed. " } else { "" };
    let words = line
        .sources
        .first()
        .map(|source| shown::name(&source.text, ""))
        .unwrap_or_default();
    html! {
        entry {
            title { (title) }
            id { "urn:legation:claim:" (claim) }
            updated { (updated.unwrap_or("1970-01-01T00:00:00Z")) }
            (PreEscaped(format!("<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", xml(&format!("{base}{}", urls::claim(claim))))))
            category term=(line.aspect) {}
            summary { (before) (disputed) (words) }
        }
    }
}

fn xml(text: &str) -> String {
    html! { (text) }.into_string()
}
