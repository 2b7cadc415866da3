//! Deciding doubtful claims, one after the other, from the keyboard; every verdict can be undone.

use axum::Extension;
use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use legation_gazetteer::Gazetteer;
use legation_ledger::{Doubt, Explanation, Ledger, LedgerError, vocabulary};
use maud::{Markup, html};
use serde::Deserialize;

use super::claim::{facts, topic, verdicts, words};
use super::world::DATE_PATTERN;
use super::{Frame, chip, downloads, label, moment, pager, sides};
use crate::ask::{self, At, Params, Slice};
use crate::guard::Asker;
use crate::problem::Problem;
use crate::session::Person;
use crate::verdict::{self, Said, Word};
use crate::{Shared, shown, urls};

/// Claims listed beside the one that is to be decided.
const LISTED: &str = "25";

/// What the address holds.
#[derive(Debug, Deserialize)]
pub struct Asked {
    claim: Option<String>,
    done: Option<String>,
    page: Option<String>,
}

/// `/review`
pub async fn page(
    State(site): State<Shared>,
    Extension(Asker(person)): Extension<Asker>,
    Params(asked): Params<Asked>,
) -> Result<Markup, Problem> {
    let slice = Slice::of(asked.page.as_deref(), Some(LISTED))?;
    let wanted = ask::given(asked.claim.as_deref()).map(str::to_owned);
    let done = ask::given(asked.done.as_deref()).map(str::to_owned);
    let (queue, told, done) = site
        .store
        .read_much(move |ledger| {
            let queue = Queue::around(ledger, wanted.as_deref(), slice)?;
            let first = wanted.or_else(|| queue.at(0).map(|doubt| doubt.claim.clone()));
            let told = first
                .map(|claim| ledger.explain(&claim, None))
                .transpose()?;
            let done = done.map(|claim| ledger.explain(&claim, None)).transpose()?;
            Ok((queue, told, done))
        })
        .await?;
    let gazetteer = site.coder.gazetteer();
    let body = html! {
        div class="head" {
            h1 { "Review" }
            p class="lead" { "What is disputed or denied first, then what the coder is least sure of. A verdict changes no row; it is kept with your name and the time, and can be undone." }
        }
        @if let Some(done) = &done { (done_notice(gazetteer, done, person.as_ref())) }
        div class="review" {
            @match &told {
                None => section class="case" { h2 { "Nothing is in doubt" } p { "No claim is disputed, denied or doubtful, or all have a verdict." } },
                Some(told) => (case(gazetteer, told, &queue, person.as_ref())),
            }
            (queue.draw(gazetteer))
        }
    };
    let frame = Frame {
        title: "Review",
        menu: "/review",
        person: person.as_ref(),
        feed: None,
    };
    Ok(frame.around(body))
}

fn done_notice(gazetteer: &Gazetteer, done: &Explanation, person: Option<&Person>) -> Markup {
    let last = done.verdicts.last();
    html! {
        div class="notice" role="status" {
            @if let Some(last) = last {
                p {
                    strong { (last.kind.as_str()) } ": " (sides(gazetteer, &done.pair, done.relation.from.is_some())) ", " (topic(gazetteer, done))
                    " · by " bdi { (shown::name(&last.by, "?")) } ", " (moment(&last.given)) " · "
                    a class="id" href=(urls::claim(&done.claim, "")) { (done.claim) }
                }
                @if last.stands && last.kind != legation_ledger::VerdictKind::Undo && person.is_some() {
                    form method="post" action={ "/review/" (done.claim) } {
                        (word_field(person))
                        input type="hidden" name="verdict" value="undo";
                        input type="hidden" name="reason" value="Decided too fast";
                        button type="submit" data-key="u" { "Undo " kbd { "u" } }
                    }
                }
            }
        }
    }
}

fn word_field(person: Option<&Person>) -> Markup {
    html! { input type="hidden" name="word" value=[person.and_then(|person| person.form_word.as_ref())]; }
}

fn case(
    gazetteer: &Gazetteer,
    told: &Explanation,
    queue: &Queue,
    person: Option<&Person>,
) -> Markup {
    let doubt = queue.at(0);
    let aspect = told.relation.aspect.as_str();
    html! {
        section class="case" aria-labelledby="case" {
            h2 id="case" {
                (sides(gazetteer, &told.pair, told.relation.from.is_some()))
                @if let Some(doubt) = doubt { " " span class="flag" { (doubt.why.as_str()) } }
            }
            (words(told, ""))
            (facts(gazetteer, told, ""))
            @if !told.verdicts.is_empty() { (verdicts(&told.verdicts, "")) }
            @if person.is_none() {
                p class="notice" { a class="button" href={ "/signin" (urls::query(&[("next", &format!("/review?claim={}", told.claim))])) } { "Sign in to decide" } }
            } @else {
                form class="decide" method="post" action={ "/review/" (told.claim) } {
                    (word_field(person))
                    input type="hidden" name="next" value=[queue.at(1).map(|next| &next.claim)];
                    div class="field wide" { label for="reason" { "Reason" } input id="reason" name="reason" value="Read the sentence" required maxlength="500"; }
                    div class="buttons" {
                        button type="submit" name="verdict" value="accept" class="yes" data-key="a" { "Accept " kbd { "a" } }
                        button type="submit" name="verdict" value="reject" class="no" data-key="r" { "Reject " kbd { "r" } }
                        a class="button" href="#correct" data-key="c" data-focus="date" { "Correct " kbd { "c" } }
                        @if told.verdicts.iter().any(|verdict| verdict.stands) { button type="submit" name="verdict" value="undo" data-key="u" { "Undo " kbd { "u" } } }
                    }
                    fieldset id="correct" {
                        legend { "Correct what is wrong, leave the rest" }
                        div class="field" { label for="date" { "Since" } input id="date" name="date" size="10" placeholder=(told.relation.since.map_or("YYYY-MM-DD".to_owned(), |date| date.to_string())) pattern=(DATE_PATTERN) title="YYYY-MM-DD, YYYY-MM or YYYY"; }
                        div class="field" {
                            label for="state" { "State" }
                            select id="state" name="state" {
                                option value="" { "as it is" }
                                @for state in vocabulary::states(aspect).unwrap_or(&[]) { option value=(state) { (state) } }
                            }
                        }
                        div class="field" {
                            label for="wrong" { "Not" }
                            select id="wrong" name="wrong" {
                                option value="" { "as they are" }
                                @for id in &told.pair { option value=(id) { (label(gazetteer, id)) } }
                            }
                        }
                        div class="field" { label for="right" { "but" } input id="right" name="right" size="14" placeholder="an entity"; }
                        button type="submit" name="verdict" value="correct" { "Correct it so" }
                    }
                }
            }
        }
    }
}

/// A page of the claims in doubt, and where among them the reader is.
struct Queue {
    /// The claims of the page, and those before and after it.
    doubts: Vec<Doubt>,
    /// The place of the first of these in the whole list.
    first: usize,
    total: usize,
    slice: Slice,
    /// The place of the claim that is shown; `None` where it is not in doubt.
    here: Option<usize>,
}

impl Queue {
    /// The page that has this claim, if it is in doubt, else the one that is asked for.
    fn around(ledger: &Ledger, claim: Option<&str>, mut slice: Slice) -> Result<Self, LedgerError> {
        let here = match claim {
            Some(claim) => ledger.place_in_doubt(claim)?,
            None => Some(slice.offset()),
        };
        if let Some(at) = here {
            slice.page = at / slice.per_page + 1;
        }
        let first = slice.offset().saturating_sub(1);
        let found = ledger.doubts(first, slice.offset() + slice.per_page + 1 - first)?;
        Ok(Queue {
            doubts: found.doubts,
            first,
            total: found.total,
            slice,
            here: here.filter(|at| *at < found.total),
        })
    }

    /// The doubt so many places on from the one that is shown.
    fn at(&self, on: isize) -> Option<&Doubt> {
        let place = self.here?.checked_add_signed(on)?;
        self.doubts.get(place.checked_sub(self.first)?)
    }

    fn draw(&self, gazetteer: &Gazetteer) -> Markup {
        let address = |doubt: &Doubt| format!("/review{}", urls::query(&[("claim", &doubt.claim)]));
        let after = if self.here.is_some() {
            self.at(1)
        } else {
            self.doubts.first()
        };
        let places = self.slice.offset()..self.slice.offset() + self.slice.per_page;
        let all = (self.first..).zip(&self.doubts);
        let listed = all.filter(|(at, _)| places.contains(at));
        html! {
            section class="queue" aria-labelledby="queue" {
                h2 id="queue" { "In doubt " span class="faint" { (self.total) } }
                nav class="pager" aria-label="Claims in doubt" {
                    @if let Some(before) = self.at(-1) { a href=(address(before)) data-key="k" rel="prev" { "↑ before " kbd { "k" } } }
                    @if let Some(after) = after { a href=(address(after)) data-key="j" rel="next" { "↓ next " kbd { "j" } } }
                    label class="faint" hidden data-script { input type="checkbox" data-keys checked; " keys" }
                }
                ol start=(self.slice.offset() + 1) {
                    @for (at, doubt) in listed {
                        li {
                            a href=(address(doubt)) aria-current=[(Some(at) == self.here).then_some("true")] {
                                (sides(gazetteer, &doubt.pair, doubt.relation.from.is_some())) " " @if doubt.denies { "not " } (chip(&doubt.relation.aspect, &doubt.relation.state))
                                " " span class="faint" { (doubt.why.as_str()) }
                            }
                        }
                    }
                }
                (pager(self.slice, self.total, &|page| format!("/review?page={page}")))
                (downloads("/api/v1/doubts"))
            }
        }
    }
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct Decision {
    word: Option<String>,
    /// The claim to be shown after this one.
    next: Option<String>,
    #[serde(flatten)]
    said: Said,
}

/// `POST /review/{claim}`
pub async fn give(
    State(site): State<Shared>,
    Extension(Asker(person)): Extension<Asker>,
    At(claim): At<String>,
    Form(decision): Form<Decision>,
) -> Result<Response, Problem> {
    let person = verdict::reviewer(person)?;
    person.check_form(decision.word.as_deref())?;
    let verdict = verdict::give(&site, &claim, &decision.said, &person).await?;
    // What was undone is decided anew.
    let next = match decision.said.verdict {
        Word::Undo => verdict.claim.as_str(),
        _ => ask::given(decision.next.as_deref()).unwrap_or(""),
    };
    let address = format!(
        "/review{}",
        urls::query(&[("claim", next), ("done", &verdict.claim)])
    );
    Ok(Redirect::to(&address).into_response())
}
