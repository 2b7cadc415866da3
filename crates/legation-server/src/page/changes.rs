//! What moved between two dates, and the same as an Atom feed.

use axum::Extension;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use legation_gazetteer::Gazetteer;
use legation_ledger::{Change, vocabulary};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;

use super::world::DATE_PATTERN;
use super::{Frame, aspect_of, chip, day, day_or_dash, downloads, flags, label, pager, sources};
use crate::ask::{Params, Slice};
use crate::guard::Asker;
use crate::moved::{Asked, Certainty, News, Wanted};
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
    let wanted = paged.asked.wanted(&site).await?;
    let (total, changes) = wanted.find(&site, slice.offset(), slice.per_page).await?;
    let latest = if changes.is_empty() {
        site.store.read(|ledger| Ok(ledger.days()?)).await?
    } else {
        None
    };
    let feed = format!("/changes.atom{}", wanted.lasting());
    let times = urls::times(None, wanted.as_known);
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
                        tbody { @for change in &changes { (row(gazetteer, change, &times)) } }
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

fn row(gazetteer: &Gazetteer, change: &Change, times: &str) -> Markup {
    let line = &change.relation;
    let [a, b] = &change.pair;
    html! {
        tr class=[(!line.stands).then_some("fallen")] {
            td data-h="Since" { (day_or_dash(line.since)) }
            th scope="row" { a href=(urls::dyad(a, b, times)) { (super::sides(gazetteer, &change.pair, line.from.is_some())) } }
            td data-h="Aspect" { (aspect_of_change(gazetteer, change)) }
            td data-h="From, to" { @if let Some(before) = &change.before { (chip(&line.aspect, before)) " → " } (chip(&line.aspect, &line.state)) (flags(line.disputed, line.stands, true, line.implied)) }
            td data-h="On whose word" { (sources(line, times)) }
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

/// `/changes.atom`: the changes that pass the filters, those that the ledger learned of last first. Its addresses are relative, so that
/// it is the same under every name that the server has.
pub async fn feed(
    State(site): State<Shared>,
    Params(asked): Params<Asked>,
) -> Result<Response, Problem> {
    let gazetteer = site.coder.gazetteer();
    let wanted = asked.wanted_as_feed(&site).await?;
    let news = wanted.news(&site, FEED).await?;
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
    let filters = if asked.is_dated() {
        wanted.query(1)
    } else {
        wanted.lasting()
    };
    let newest = news
        .first()
        .map_or("1970-01-01T00:00:00Z", |one| &one.learned);
    let feed = html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"))
        feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" {
            title { (title) }
            id { "urn:legation:changes:" (urls::escaped(&site.store.name())) (filters) }
            updated { (newest) }
            author { name { "Legation, " (site.store.name()) } }
            (link("self", "application/atom+xml", &format!("/changes.atom{filters}")))
            (link("alternate", "text/html", &format!("/changes{filters}")))
            @for one in &news { (entry(gazetteer, one)) }
        }
    };
    let kind = [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")];
    Ok((kind, feed.into_string()).into_response())
}

/// `link` is an element without an end in HTML, but not in XML.
fn link(rel: &str, kind: &str, address: &str) -> PreEscaped<String> {
    let address = html! { (address) }.into_string();
    PreEscaped(format!(
        "<link rel=\"{rel}\" type=\"{kind}\" href=\"{address}\"/>"
    ))
}

fn entry(gazetteer: &Gazetteer, news: &News) -> Markup {
    let change = &news.change;
    let line = &change.relation;
    let [a, b] = &change.pair;
    let between = if line.from.is_some() { "→" } else { "–" };
    let object = line
        .object
        .as_deref()
        .map(|object| label(gazetteer, object));
    let since = line
        .since
        .map(|date| format!(" since {date}"))
        .unwrap_or_default();
    let title = format!(
        "{} {between} {}: {}: {}{since}",
        label(gazetteer, a),
        label(gazetteer, b),
        aspect_label(&line.aspect, object.as_deref()),
        state_label(&line.state)
    );
    let before = change
        .before
        .as_deref()
        .map(|state| format!("{} before. ", state_label(state)))
        .unwrap_or_default();
    let disputed = match (line.stands, line.disputed) {
        (false, _) => "Told, but does not stand. ",
        (true, true) => "Disputed. ",
        (true, false) => "",
    };
    let source = line.sources.first();
    html! {
        entry {
            title { (title) }
            id { (news.id()) }
            updated { (news.learned) }
            (link("alternate", "text/html", &urls::claim(&news.claim, "")))
            category term=(line.aspect) {}
            summary {
                (before) (disputed)
                @if let Some(source) = source {
                    "“" (shown::name(&source.text, "…")) "” "
                    (shown::name(source.publisher.as_deref().unwrap_or(""), "unnamed publisher"))
                    @if let Some(published) = source.published { ", " (published) }
                }
            }
        }
    }
}
