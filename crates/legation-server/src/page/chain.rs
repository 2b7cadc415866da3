//! What led to what, drawn: causes above, answers below, a line from each to the other.

use std::collections::HashMap;

use legation_gazetteer::Gazetteer;
use legation_ledger::{Chain, Link};
use maud::{Markup, html};

use super::{day_or_dash, deed, downloads, sentence};
use crate::urls;

/// The chain as a list that steps inward with each answer; `times` goes on with the links.
pub fn draw(gazetteer: &Gazetteer, chain: &Chain, times: &str) -> Markup {
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
                        p { (day_or_dash(link.date)) " " (deed(gazetteer, &link.event, times)) }
                        @if !link.answers.is_empty() { p class="faint" { "in answer to " (answered(chain, link)) } }
                        (told(link, times))
                    }
                }
            }
        }
        (downloads(&format!("/api/v1/claims/{}/chain{times}", urls::escaped(&chain.claim))))
    }
}

/// All sentences that tell it, the first in sight.
fn told(link: &Link, times: &str) -> Markup {
    let claim = link.claims.first();
    html! {
        @if let Some((first, others)) = link.sources.split_first() {
            p class="evidence" { (sentence(first, claim, times)) }
            @if !others.is_empty() {
                details class="sources" {
                    summary { "and " (others.len()) @if others.len() == 1 { " other report" } @else { " other reports" } }
                    ol { @for source in others { li { (sentence(source, None, times)) } } }
                    @if link.claims.len() > 1 { (super::claim_list("Claims", &link.claims, times)) }
                }
            }
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
