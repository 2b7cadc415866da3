//! Finding entities, acts and reports.

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use legation_coder::Act;
use legation_gazetteer::{Entity, Gazetteer, fold};
use legation_ledger::{FOUND, Search, Sought};
use legation_text::PartialDate;
use maud::{Markup, html};
use serde::Deserialize;

use super::world::DATE_PATTERN;
use super::{Frame, day, downloads, entity_link, pager};
use crate::ask::{self, Params, Slice, Times};
use crate::guard::Asker;
use crate::problem::Problem;
use crate::{Shared, shown, urls};

/// Entities and acts shown of a search.
const FEW: usize = 8;

/// What the address holds.
#[derive(Debug, Deserialize)]
pub struct Asked {
    q: Option<String>,
    since: Option<String>,
    until: Option<String>,
    /// Entities are found and shown by it.
    #[serde(flatten)]
    times: Times,
    page: Option<String>,
}

/// `/search`
pub async fn page(
    State(site): State<Shared>,
    Extension(Asker(person)): Extension<Asker>,
    Params(asked): Params<Asked>,
) -> Result<Markup, Problem> {
    let slice = Slice::of(asked.page.as_deref(), Some("20"))?;
    let words = ask::given(asked.q.as_deref()).unwrap_or("").to_owned();
    let (since, until) = (
        ask::date("since", asked.since.as_deref())?,
        ask::date("until", asked.until.as_deref())?,
    );
    let as_of = asked.times.as_of()?;
    let times = urls::times_of(as_of);
    let sought = words.clone();
    let found = site
        .store
        .read(move |ledger| {
            Ok(ledger.search(Sought {
                words: &sought,
                since,
                until,
                as_known: as_of.as_known,
                limit: slice.per_page,
                offset: slice.offset(),
            })?)
        })
        .await?;
    let gazetteer = site.coder.gazetteer();
    let text = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
    let on = Some(as_of.on).filter(|on| *on != ask::today());
    let address = |page: usize| {
        let page = if page > 1 {
            page.to_string()
        } else {
            String::new()
        };
        urls::query(&[
            ("q", &words),
            ("since", &text(since)),
            ("until", &text(until)),
            ("on", &text(on)),
            ("as_known", &text(as_of.as_known)),
            ("page", &page),
        ])
    };
    let entities = entities(gazetteer, &words, as_of.on);
    let acts = acts(site.coder.codebook().acts(), &words);
    let body = html! {
        div class="head" { h1 { "Search" } }
        form class="controls" method="get" action="/search" data-live {
            div class="field wide" { label for="q" { "Words, or \"words in quotation marks\"" } input id="q" name="q" type="search" value=(words); }
            div class="field" { label for="since" { "Published from" } input id="since" name="since" size="10" value=[since] pattern=(DATE_PATTERN) title="YYYY-MM-DD, YYYY-MM or YYYY"; }
            div class="field" { label for="until" { "to" } input id="until" name="until" size="10" value=[until] pattern=(DATE_PATTERN) title="YYYY-MM-DD, YYYY-MM or YYYY"; }
            div class="field" { label for="as_known" { "As known on" } input id="as_known" name="as_known" size="10" value=[as_of.as_known] placeholder="today" pattern=(DATE_PATTERN) title="YYYY-MM-DD, YYYY-MM or YYYY"; }
            @if let Some(on) = on { input type="hidden" name="on" value=(on); }
            button type="submit" { "Search" }
        }
        div id="live" {
            @if !entities.is_empty() {
                section aria-labelledby="entities" {
                    h2 id="entities" { "Entities" }
                    ul class="plain" { @for entity in &entities { li { (entity_link(gazetteer, &entity.id, &times)) " " code class="faint" { (entity.id) } } } }
                    (downloads(&format!("/api/v1/entities{}", urls::query(&[("q", &words), ("on", &text(on))]))))
                }
            }
            @if !acts.is_empty() {
                section aria-labelledby="acts" {
                    h2 id="acts" { "Acts" }
                    dl class="acts" { @for act in &acts { dt { a href={ "/search" (urls::query(&[("q", &act.name), ("on", &text(on)), ("as_known", &text(as_of.as_known))])) } { (act.name) } " " code class="faint" { (act.id) } } dd { (act.definition) } } }
                    (downloads(&format!("/api/v1/acts{}", urls::query(&[("q", &words)]))))
                }
            }
            @if !words.is_empty() { (reports(&found, slice, &address, &times)) }
        }
    };
    let frame = Frame {
        title: "Search",
        menu: "/search",
        person: person.as_ref(),
        feed: None,
    };
    Ok(frame.around(body))
}

fn reports(found: &Search, slice: Slice, address: &dyn Fn(usize) -> String, times: &str) -> Markup {
    let total = usize::try_from(found.total).unwrap_or(0);
    html! {
        section aria-labelledby="reports" {
            h2 id="reports" { "Reports " span class="faint" { @if total > 10_000 { "more than 10000" } @else { (total) } } }
            @if found.reports.is_empty() { p { "No report has all these words." } }
            ol class="found" {
                @for one in &found.reports {
                    li {
                        p { a href=(urls::report(&one.report.id, times)) { bdi { (shown::name(one.report.title.as_deref().unwrap_or(&one.report.id), "Untitled report")) } } }
                        p class="excerpt" dir="auto" { (excerpt(&one.excerpt)) }
                        p class="from" {
                            bdi { (shown::name(one.report.publisher.as_deref().unwrap_or(""), "unnamed publisher")) }
                            @if let Some(published) = one.report.published { ", " (day(published)) }
                        }
                    }
                }
            }
            (pager(slice, total, &|page| format!("/search{}", address(page))))
            (downloads(&format!("/api/v1/search{}", address(1))))
        }
    }
}

fn excerpt(text: &str) -> Markup {
    let [start, end] = FOUND;
    html! {
        @for (at, piece) in text.split(start).enumerate() {
            @if let Some((word, rest)) = piece.split_once(end).filter(|_| at > 0) { mark { (shown::piece(word)) } (shown::piece(rest)) }
            @else { (shown::piece(piece)) }
        }
    }
}

/// Entities whose name or id begins so, or has these words; states first.
pub fn entities<'a>(gazetteer: &'a Gazetteer, words: &str, on: PartialDate) -> Vec<&'a Entity> {
    let sought = fold(words);
    if sought.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(u8, bool, &Entity)> = gazetteer
        .entities()
        .filter_map(|entity| {
            let name = fold(&entity.label);
            let rank = match () {
                () if entity.id.eq_ignore_ascii_case(words) || name == sought => 0,
                () if name.starts_with(&sought) => 1,
                () if sought.len() > 2 && name.contains(&sought) => 2,
                () => return None,
            };
            Some((rank, !entity.kind.is_polity(), entity))
        })
        .collect();
    for name in gazetteer.who(words, Some(on)) {
        let entity = gazetteer.entity(name.entity);
        if found.iter().all(|(_, _, known)| known.id != entity.id) {
            found.push((1, !entity.kind.is_polity(), entity));
        }
    }
    found.sort_by(|x, y| (x.0, x.1, &x.2.label).cmp(&(y.0, y.1, &y.2.label)));
    found
        .into_iter()
        .take(FEW)
        .map(|(_, _, entity)| entity)
        .collect()
}

/// Acts whose name, id or definition has all the words.
pub fn acts<'a>(acts: &'a [Act], words: &str) -> Vec<&'a Act> {
    let sought: Vec<String> = words
        .split_whitespace()
        .map(fold)
        .filter(|word| word.len() > 2)
        .collect();
    if sought.is_empty() {
        return Vec::new();
    }
    acts.iter()
        .filter(|act| {
            let text = fold(&format!(
                "{} {} {}",
                act.id.replace('-', " "),
                act.name,
                act.definition
            ));
            sought.iter().all(|word| text.contains(word.as_str()))
        })
        .take(FEW)
        .collect()
}

/// What the field at the top of every page holds.
#[derive(Debug, Deserialize)]
pub struct Wish {
    q: Option<String>,
}

/// `/go`: straight to the entity or the pair that is meant, else to a search.
pub async fn go(State(site): State<Shared>, Params(wish): Params<Wish>) -> Response {
    let gazetteer = site.coder.gazetteer();
    let words = ask::given(wish.q.as_deref()).unwrap_or("");
    let entity = |written: &str| {
        ask::entity(gazetteer, written.trim(), None)
            .ok()
            .map(|entity| entity.id.clone())
    };
    let pair = [" – ", " - ", " — ", ",", "/", " and "]
        .iter()
        .find_map(|between| {
            let (a, b) = words.split_once(between)?;
            Some((entity(a)?, entity(b)?))
        });
    let address = match (entity(words), pair) {
        (Some(id), _) => urls::entity(&id, ""),
        (None, Some((a, b))) if a != b => urls::dyad(&a, &b, ""),
        _ => format!("/search{}", urls::query(&[("q", words)])),
    };
    Redirect::to(&address).into_response()
}
