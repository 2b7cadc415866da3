//! A claim, down to its words.

use axum::Extension;
use axum::extract::State;
use legation_gazetteer::Gazetteer;
use legation_ledger::{Explanation, Relation, Status, Verdict, VerdictKind};
use maud::{Markup, html};

use super::entity::times_form;
use super::{Frame, aspect_of, chain, chip, day, deed, entity_name, flags, moment, sides, sources};
use crate::ask::{At, Params, Times};
use crate::guard::Asker;
use crate::problem::Problem;
use crate::tone::{aspect_label, state_label};
use crate::{Shared, shown, urls};

/// `/claim/{claim}`
pub async fn page(
    State(site): State<Shared>,
    Extension(Asker(person)): Extension<Asker>,
    At(id): At<String>,
    Params(times): Params<Times>,
) -> Result<Markup, Problem> {
    let as_of = times.as_of()?;
    let (told, chain, stands) = site
        .store
        .read(move |ledger| {
            let told = ledger.explain(&id, as_of.as_known)?;
            let chain = ledger.chain(&told.claim, as_of.as_known)?;
            let [a, b] = &told.pair;
            let mut stands = ledger.relations(a, b, as_of)?.relations;
            let of_same = |line: &Relation| {
                (&line.aspect, &line.from, &line.object)
                    == (
                        &told.relation.aspect,
                        &told.relation.from,
                        &told.relation.object,
                    )
            };
            stands.retain(of_same);
            Ok((told, chain, stands))
        })
        .await?;
    let times = &urls::times_of(as_of);
    let gazetteer = site.coder.gazetteer();
    let title = format!("Claim {}", told.claim);
    let body = html! {
        div class="head" {
            h1 { (sides(gazetteer, &told.pair, told.relation.from.is_some())) ": " (topic(gazetteer, &told)) }
            p class="lead" { code { (told.claim) } ", learned " (moment(&told.learned)) }
        }
        (times_form(&urls::claim(&told.claim, ""), as_of))
        div id="live" {
        p class="jumps" {
            a href=(urls::dyad(&told.pair[0], &told.pair[1], times)) { "The two" }
            a href=(urls::sentence(&told.report.id, told.event.span, times)) { "In its report" }
            a href={ "/review" (urls::query(&[("claim", &told.claim)])) } { "Review it" }
            a href={ "/api/v1/claims/" (told.claim) (urls::times(None, as_of.as_known)) } { "JSON" }
        }
        section aria-labelledby="says" {
            h2 id="says" { "What it says" }
            (facts(gazetteer, &told, times))
        }
        section aria-labelledby="words" {
            h2 id="words" { "The words" }
            (words(&told, times))
        }
        section aria-labelledby="holds" {
            h2 id="holds" { "How it stands on " (day(as_of.on)) }
            (holds(&stands, times))
        }
        @if !told.verdicts.is_empty() {
            section aria-labelledby="verdicts" {
                h2 id="verdicts" { "What reviewers said" }
                (verdicts(&told.verdicts, times))
            }
        }
        @if chain.links.len() > 1 {
            section aria-labelledby="chain" {
                h2 id="chain" { "What led to it, and what answered it" }
                (chain::draw(gazetteer, &chain, times))
            }
        }
        }
    };
    let frame = Frame {
        title: &title,
        menu: "",
        person: person.as_ref(),
        feed: None,
    };
    Ok(frame.around(body))
}

/// What the claim says of the two, in a few words.
pub fn topic(gazetteer: &Gazetteer, told: &Explanation) -> Markup {
    let line = &told.relation;
    html! {
        @match &line.object {
            // An embassy or an ambassador needs no aspect to be understood.
            Some(object) if line.aspect == "representation" => (entity_name(gazetteer, object)),
            Some(object) => { (aspect_label(&line.aspect, None).to_lowercase()) " (" (entity_name(gazetteer, object)) ")" },
            None => (aspect_label(&line.aspect, None).to_lowercase()),
        }
        " " @if told.denies { "not " } (state_label(&line.state))
    }
}

/// The state of the relation that the claim is about, on a date.
fn holds(lines: &[Relation], times: &str) -> Markup {
    html! {
        @if lines.is_empty() { p { "Nothing is known of this by then." } }
        ul class="plain" {
            @for line in lines {
                li class=[(!line.stands).then_some("fallen")] {
                    (chip(&line.aspect, &line.state)) " "
                    @if let Some(since) = line.since { "since " (day(since)) " " }
                    (flags(line.disputed, line.stands, line.certain, line.implied))
                    (sources(line, times))
                }
            }
        }
    }
}

/// The claim's facts, one below the other; `times` goes on with the links.
pub fn facts(gazetteer: &Gazetteer, told: &Explanation, times: &str) -> Markup {
    let line = &told.relation;
    html! {
        dl class="facts" {
            dt { "Aspect" } dd { (aspect_of(gazetteer, line)) }
            dt { "State" } dd { @if told.denies { "not " } (chip(&line.aspect, &line.state)) }
            dt { "From" } dd { @if let Some(since) = line.since { (day(since)) } @else { "a day that the report does not tell" } }
            @if !line.by.is_empty() { dt { "By" } dd { @for (at, id) in line.by.iter().enumerate() { @if at > 0 { ", " } (entity_name(gazetteer, id)) } } }
            dt { "Event" } dd { (deed(gazetteer, &told.event, times)) }
            dt { "Sure to" } dd { (format!("{:.0} %", told.event.confidence * 100.0)) }
            dt { "Stands" } dd { (status(told.status)) }
        }
    }
}

/// The sentence with the words of the act marked, and where it stands.
pub fn words(told: &Explanation, times: &str) -> Markup {
    let event = &told.event;
    let (start, text) = (event.span.start, event.text.as_str());
    let cut = |at: usize| {
        at.checked_sub(start)
            .filter(|at| text.is_char_boundary(*at))
            .unwrap_or(0)
    };
    let (from, to) = (cut(event.trigger.start), cut(event.trigger.end));
    let report = &told.report;
    html! {
        blockquote dir="auto" {
            @if from < to { (shown::piece(&text[..from])) mark class="m-act" { (shown::piece(&text[from..to])) } (shown::piece(&text[to..])) }
            @else { (shown::name(text, "…")) }
        }
        p class="from" {
            a href=(urls::sentence(&report.id, event.span, times)) { bdi { (shown::name(report.title.as_deref().unwrap_or(&report.id), "untitled report")) } }
            ", " bdi { (shown::name(report.publisher.as_deref().unwrap_or(""), "unnamed publisher")) }
            @if let Some(published) = report.published { ", " (day(published)) }
            @if let Some(voice) = &event.attribution { ". On the word of: " bdi { (shown::name(&voice.text, "…")) } }
        }
    }
}

/// Whether a claim counts, in words.
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Stands => "yes",
        Status::Rejected => "no: a reviewer has rejected it",
        Status::Corrected => "no: a reviewer has corrected it",
        Status::Undone => "no: the correction was undone",
        Status::Recoded => "no: the present coder reads the report otherwise",
        Status::Retracted => "no: the publisher has corrected or retracted the report",
    }
}

/// Verdicts, oldest first: what, by whom, when, why.
pub fn verdicts(verdicts: &[Verdict], times: &str) -> Markup {
    html! {
        ol class="verdicts" {
            @for verdict in verdicts {
                li class=[(!verdict.stands && verdict.kind != VerdictKind::Undo).then_some("fallen")] {
                    strong { (verdict.kind.as_str()) } " by " bdi { (shown::name(&verdict.by, "?")) } ", " (moment(&verdict.given)) ": "
                    bdi { (shown::name(&verdict.reason, "")) }
                    @if let Some(replacement) = &verdict.replacement { " → " a class="id" href=(urls::claim(replacement, times)) { (replacement) } }
                    @if !verdict.stands && verdict.kind != VerdictKind::Undo { " (undone)" }
                }
            }
        }
    }
}
