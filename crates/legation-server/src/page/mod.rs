//! The pages: written here, whole without a script; scripts only add to them.

mod chain;
mod changes;
mod claim;
mod dyad;
mod entity;
mod help;
mod read;
mod report;
mod review;
mod search;
mod signin;
mod world;

pub use search::{acts as acts_meant, entities as entities_meant};

use axum::Router;
use axum::routing::{get, post};
use legation_gazetteer::Gazetteer;
use legation_ledger::{Relation, Source, rows};
use legation_text::PartialDate;
use maud::{DOCTYPE, Markup, html};

use crate::problem::Problem;
use crate::session::Person;
use crate::tone::{Tone, aspect_label, state_label};
use crate::{Shared, assets, places, shown, urls};

/// Sentences of a line that are shown before the rest is left to its report.
pub const SHOWN_SOURCES: usize = 40;

/// The addresses of all pages.
pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/", get(world::page))
        .route("/entity/{entity}", get(entity::page))
        .route("/dyad/{a}/{b}", get(dyad::page))
        .route("/report/{report}", get(report::page))
        .route("/claim/{claim}", get(claim::page))
        .route("/changes", get(changes::page))
        .route("/changes.atom", get(changes::feed))
        .route("/search", get(search::page))
        .route("/go", get(search::go))
        .route("/review", get(review::page))
        .route("/review/{claim}", post(review::give))
        .route("/read", get(read::form).post(read::read))
        .route("/read/keep", post(read::keep))
        .route("/signin", get(signin::form).post(signin::sign_in))
        .route("/signout", post(signin::sign_out))
        .route("/api", get(help::page))
}

/// What stands around every page.
pub struct Frame<'a> {
    /// The page's name.
    pub title: &'a str,
    /// The address in the menu that it belongs to.
    pub menu: &'a str,
    /// Who is signed in.
    pub person: Option<&'a Person>,
    /// A feed of what the page shows.
    pub feed: Option<&'a str>,
}

const MENU: [(&str, &str); 6] = [
    ("/", "World"),
    ("/changes", "Changes"),
    ("/search", "Search"),
    ("/read", "Read"),
    ("/review", "Review"),
    ("/api", "API"),
];

impl Frame<'_> {
    /// The whole page.
    pub fn around(&self, body: Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) " · Legation" }
                    link rel="stylesheet" href=(assets::address("style.css"));
                    link rel="icon" type="image/svg+xml" href=(assets::address("mark.svg"));
                    @if let Some(feed) = self.feed {
                        link rel="alternate" type="application/atom+xml" title=(self.title) href=(feed);
                    }
                    script src=(assets::address("theme.js")) {}
                    script src=(assets::address("app.js")) defer {}
                }
                body {
                    a class="skip" href="#main" { "Skip to the content" }
                    header class="top" {
                        a class="wordmark" href="/" { "Legation" }
                        nav aria-label="Pages" {
                            ul {
                                @for (address, name) in MENU {
                                    li {
                                        a href=(address) aria-current=[(address == self.menu).then_some("page")] { (name) }
                                    }
                                }
                            }
                        }
                        form class="find" action="/go" method="get" role="search" {
                            label class="unseen" for="find" { "Find a state, a pair of states, or words" }
                            input id="find" type="search" name="q" placeholder="Ukraine, or Ukraine – Syria" autocomplete="off" data-slash;
                            button type="submit" { "Find" }
                        }
                        div class="who" {
                            @if let Some(person) = self.person {
                                form method="post" action="/signout" {
                                    input type="hidden" name="word" value=[person.form_word.as_ref()];
                                    span { (shown::name(&person.name, "?")) }
                                    button type="submit" class="quiet" { "Sign out" }
                                }
                            } @else {
                                a href="/signin" { "Sign in" }
                            }
                            button type="button" class="quiet theme" data-theme-switch hidden aria-label="Dark or light" { "◐" }
                        }
                    }
                    main id="main" tabindex="-1" { (body) }
                    // Where scripts tell those who do not see it that an answer has changed.
                    p id="said" class="unseen" aria-live="polite" {}
                    footer class="foot" {
                        p {
                            "Every line rests on sentences of reports; none is changed once it is kept. "
                            span class="also" { a href="/api" { "How to read this, and the API" } ". " }
                            "Outlines: Natural Earth, as borders are held in fact; they say nothing of whose they are by right."
                        }
                    }
                }
            }
        }
    }
}

/// A page for a problem; `here` is the address that was asked for, where one can come back to it.
pub fn problem(problem: &Problem, here: Option<&str>) -> Markup {
    let next = here.unwrap_or_default();
    let title = problem.status().canonical_reason().unwrap_or("Problem");
    Frame {
        title,
        menu: "",
        person: None,
        feed: None,
    }
    .around(html! {
        section class="narrow" {
            h1 { (title) }
            p { (problem.detail()) }
            p {
                @if let Problem::SignIn(_) = problem { a class="button" href={ "/signin" (urls::query(&[("next", next)])) } { "Sign in" } }
                @else { a href="/" { "To the map" } }
            }
        }
    })
}

/// An entity by the name that people know it by; browsers with another language put theirs in.
pub fn entity_name(gazetteer: &Gazetteer, id: &str) -> Markup {
    let label = label(gazetteer, id);
    let alpha2 = places::of(id).and_then(|place| place.alpha2);
    html! { span data-region=[alpha2] { (label) } }
}

/// The name as letters alone.
pub fn label(gazetteer: &Gazetteer, id: &str) -> String {
    match gazetteer.by_id(id) {
        Some(at) => gazetteer.entity(at).label.clone(),
        None => shown::name(id, "?"),
    }
}

/// The same, leading to its page.
pub fn entity_link(gazetteer: &Gazetteer, id: &str, times: &str) -> Markup {
    html! { a href=(urls::entity(id, times)) { (entity_name(gazetteer, id)) } }
}

/// A date, ISO 8601; browsers write it as their user does.
pub fn day(date: PartialDate) -> Markup {
    html! { time datetime=(date) { (date) } }
}

/// A moment of the ledger (RFC 3339); browsers write it as their user does.
pub fn moment(learned: &str) -> Markup {
    html! { time datetime=(learned) { (shown::moment(learned)) " UTC" } }
}

/// A date, or a dash.
pub fn day_or_dash(date: Option<PartialDate>) -> Markup {
    match date {
        Some(date) => day(date),
        None => html! { span class="faint" { "–" } },
    }
}

/// A state of a relation with its colour.
pub fn chip(aspect: &str, state: &str) -> Markup {
    html! { span class={ "chip " (Tone::of(aspect, state).class()) } { (state_label(state)) } }
}

/// What is to be known of a line besides its state.
pub fn flags(disputed: bool, stands: bool, certain: bool, implied: bool) -> Markup {
    html! {
        @if !stands { span class="flag" title="Told, but outweighed by what others say" { "does not stand" } }
        @else if disputed { span class="flag" title="Others say otherwise" { "disputed" } }
        @if !certain { span class="flag" title="Known to the month or year only; it may not have begun by then" { "perhaps not yet" } }
        @if implied { span class="flag" title="No report says so; it follows from the state of diplomatic relations" { "implied" } }
    }
}

/// The sides of a line: who to whom, or who and who.
pub fn sides(gazetteer: &Gazetteer, pair: &[String; 2], ordered: bool) -> Markup {
    let [a, b] = pair;
    html! { (entity_name(gazetteer, a)) @if ordered { " → " } @else { " – " } (entity_name(gazetteer, b)) }
}

/// The aspect of a line, with its direction where it has one.
pub fn aspect_of(gazetteer: &Gazetteer, line: &Relation) -> Markup {
    html! {
        (aspect_label(&line.aspect, None))
        @if let Some(object) = &line.object { ": " (entity_name(gazetteer, object)) }
        @if let (Some(from), Some(to)) = (&line.from, &line.to) {
            span class="direction" { (entity_name(gazetteer, from)) " → " (entity_name(gazetteer, to)) }
        }
    }
}

/// How many say so; opens to the sentences themselves, each leading to its report; `times` goes on with the links.
pub fn sources(line: &Relation, times: &str) -> Markup {
    let count = match (line.reports, line.voices) {
        (1, _) => "1 report".to_owned(),
        (n, 1) => format!("{n} reports, 1 voice"),
        (n, voices) => format!("{n} reports, {voices} voices"),
    };
    html! {
        details class="sources" {
            summary { (count) }
            ol {
                @for (at, source) in line.sources.iter().take(SHOWN_SOURCES).enumerate() {
                    li { (sentence(source, line.claims.get(at).filter(|_| line.claims.len() == line.sources.len()), times)) }
                }
                @let more = line.sources.len().saturating_sub(SHOWN_SOURCES) + line.unlisted;
                @if more > 0 {
                    li class="faint" { "and " (more) " more" }
                }
            }
            @if line.claims.len() != line.sources.len() { (claim_list("Claims", &line.claims, times)) }
            @if !line.denied_by.is_empty() {
                p { strong { "Denied:" } }
                ol { @for source in &line.denials { li { (sentence(source, None, times)) } } }
                (claim_list("Denials", &line.denied_by, times))
            }
        }
    }
}

fn claim_list(name: &str, claims: &[String], times: &str) -> Markup {
    html! {
        p class="faint" {
            (name) ": "
            @for claim in claims.iter().take(SHOWN_SOURCES) { a class="id" href=(urls::claim(claim, times)) { (claim) } " " }
        }
    }
}

/// A sentence, and the report that it stands in.
pub fn sentence(source: &Source, claim: Option<&String>, times: &str) -> Markup {
    let publisher = shown::name(
        source.publisher.as_deref().unwrap_or(""),
        "unnamed publisher",
    );
    html! {
        q dir="auto" { (shown::name(&source.text, "…")) }
        " "
        span class="from" {
            a href=(urls::sentence(&source.report, source.span, times)) { bdi { (publisher) } }
            @if let Some(published) = source.published { ", " (day(published)) }
            @if let Some(claim) = claim { " · " a class="id" href=(urls::claim(claim, times)) title="The claim, down to its words" { "why" } }
        }
    }
}

/// Downloads of a table.
pub fn downloads(address: &str) -> Markup {
    let and = if address.contains('?') { '&' } else { '?' };
    html! {
        p class="downloads" {
            "Download: "
            a href={ (address) (and) "format=csv" } { "CSV" } " "
            a href={ (address) (and) "format=json" } { "JSON" }
        }
    }
}

/// Earlier and later pages of a list of `total` items.
pub fn pager(slice: crate::ask::Slice, total: usize, address: &dyn Fn(usize) -> String) -> Markup {
    let last = total.div_ceil(slice.per_page).max(1);
    html! {
        @if last > 1 {
            nav class="pager" aria-label="Pages of the list" {
                @if slice.page > 1 { a rel="prev" href=(address(slice.page - 1)) { "← Earlier page" } }
                span { "Page " (slice.page) " of " (last) }
                @if slice.page < last { a rel="next" href=(address(slice.page + 1)) { "Next page →" } }
            }
        }
    }
}

/// What was done, by whom, to whom, in one line; `times` goes on with the links.
pub fn deed(gazetteer: &Gazetteer, event: &legation_coder::Event, times: &str) -> Markup {
    let parties = |list| parties(gazetteer, list, times);
    html! {
        (parties(&event.actor)) " "
        strong class="act" { (state_label(&rows::deed(event))) } " "
        (parties(&event.recipient))
        @if !event.recipient.is_empty() && !event.object.is_empty() { " / " }
        (parties(&event.object))
        @if event.modality != legation_coder::Modality::Asserted {
            " " span class="flag" title=(modality_says(event.modality)) { (event.modality.as_str()) }
        }
    }
}

/// Parties, each once; of one that no gazetteer has, its name as the report has it.
fn parties(gazetteer: &Gazetteer, parties: &[legation_coder::Party], times: &str) -> Markup {
    let mut named: Vec<&legation_coder::Party> = Vec::new();
    for party in parties {
        let same = |known: &&legation_coder::Party| {
            known.id == party.id && (!party.id.is_empty() || known.text == party.text)
        };
        if !named.iter().any(same) {
            named.push(party);
        }
    }
    html! {
        @for (at, party) in named.iter().enumerate() {
            @if at > 0 { ", " }
            @if party.id.is_empty() { bdi { (shown::name(&party.text, "?")) } }
            @else { (entity_link(gazetteer, &party.id, times)) }
        }
    }
}

/// What a modality means.
pub fn modality_says(modality: legation_coder::Modality) -> &'static str {
    use legation_coder::Modality::{Asserted, Future, Historical, Hypothetical, Negated};
    match modality {
        Asserted => "It was done",
        Negated => "It was not done, or is denied",
        Future => "Announced, threatened or planned",
        Hypothetical => "Conditional, demanded or rumoured",
        Historical => "Done long before the report",
    }
}
