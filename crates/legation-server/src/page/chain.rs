//! What led to what, drawn: causes above, answers below, a line from each to the other.

use std::collections::HashMap;

use legation_gazetteer::Gazetteer;
use legation_ledger::{Chain, Link};
use maud::{Markup, html};

use super::{day_or_dash, deed, sentence};
use crate::urls;

/// The chain as a list that steps inward with each answer.
pub fn draw(gazetteer: &Gazetteer, chain: &Chain) -> Markup {
    let mut depth: HashMap<&str, usize> = HashMap::new();
    for link in &chain.links {
        let above = link.answers.iter().filter_map(|id| depth.get(id.as_str()));
        let own = above.max().map_or(0, |depth| depth + 1);
        depth.insert(&link.event.id, own.min(6));
    }
    html! {
        ol class="chain" {
            @for link in &chain.links {
                li class={ "d" (depth.get(link.event.id.as_str()).copied().unwrap_or(0)) @if link.asked { " asked" } } {
                    @if !link.answers.is_empty() { span class="hook" aria-hidden="true" { "↳" } }
                    div {
                        p { (day_or_dash(link.date)) " " (deed(gazetteer, &link.event)) }
                        @if !link.answers.is_empty() { p class="faint" { "in answer to " (answered(chain, link)) } }
                        @if let Some(source) = link.sources.first() { p class="evidence" { (sentence(source, link.claims.first())) } }
                        @if link.sources.len() > 1 { p class="faint" { "told by " (link.sources.len()) " reports" } }
                    }
                }
            }
        }
        @if let Some(claim) = chain.links.iter().find(|link| link.asked).and_then(|link| link.claims.first()) {
            p class="downloads" { a href={ "/api/v1/claims/" (urls::escaped(claim)) "/chain" } { "JSON" } }
        }
    }
}

fn answered(chain: &Chain, link: &Link) -> String {
    let acts: Vec<String> = link
        .answers
        .iter()
        .filter_map(|id| chain.links.iter().find(|other| other.event.id == *id))
        .map(|other| legation_ledger::rows::deed(&other.event).replace('-', " "))
        .collect();
    acts.join(", ")
}
