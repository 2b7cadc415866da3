//! A reviewer's word on a claim, from a form or a program.

use legation_ledger::{Correction, LedgerError, Opinion, Reviewer, Verdict, vocabulary};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::ask;
use crate::problem::Problem;
use crate::session::Person;
use crate::{Site, shown};

/// What can be said of a claim.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    /// It is as the claim says.
    Accept,
    /// The claim is wrong.
    Reject,
    /// It is right but for what is given with this.
    Correct,
    /// The last verdict on it no longer stands.
    Undo,
}

/// A verdict as it is sent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct Said {
    /// What.
    pub verdict: Word,
    /// Why.
    #[schema(min_length = 1, max_length = 500, pattern = "[^ \\t\\r\\n]")]
    pub reason: String,
    /// Of a correction: since when it is so.
    #[schema(inline, value_type = Option<crate::api::params::WhichDate>)]
    pub date: Option<String>,
    /// Of a correction: the state.
    #[schema(inline, value_type = Option<crate::api::params::StateName>)]
    pub state: Option<String>,
    /// Of a correction: the entity that was taken for another.
    pub wrong: Option<String>,
    /// Of a correction: the right one.
    pub right: Option<String>,
}

/// Who writes; a problem where nobody is signed in.
pub fn reviewer(person: Option<Person>) -> Result<Person, Problem> {
    person.ok_or_else(|| {
        Problem::SignIn(
            "writing needs a token: sign in, or send it as 'Authorization: Bearer …'".to_owned(),
        )
    })
}

/// The same for a program: a browser's cookie does not do, for its forms carry a word that JSON does not.
pub fn program(person: Option<Person>) -> Result<Person, Problem> {
    let person = reviewer(person)?;
    if person.form_word.is_some() {
        return Err(Problem::Forbidden(
            "the API takes a token: send it as 'Authorization: Bearer …'".to_owned(),
        ));
    }
    Ok(person)
}

/// Keeps the verdict, under the name of the token.
pub async fn give(
    site: &Site,
    claim: &str,
    said: &Said,
    person: &Person,
) -> Result<Verdict, Problem> {
    // That there is no such claim goes before what is said of it.
    let sought = claim.to_owned();
    site.store
        .read(move |ledger| Ok(ledger.explain(&sought, None)?))
        .await?;
    let opinion = opinion(site, said)?;
    let (claim, name, reason) = (
        claim.to_owned(),
        person.name.clone(),
        said.reason.trim().to_owned(),
    );
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(Problem::Asked("reason: write 1 to 500 letters".to_owned()));
    }
    site.store
        .write(move |ledger| {
            let reviewer = Reviewer {
                name: &name,
                reason: &reason,
            };
            let given = ledger.review(&claim, &opinion, reviewer);
            given.map_err(|error| match (error, &opinion) {
                // That nothing is there to be undone is no fault of what was sent.
                (LedgerError::Verdict { reason, .. }, Opinion::Undo) => Problem::Conflict(reason),
                (error, _) => error.into(),
            })
        })
        .await
}

fn opinion(site: &Site, said: &Said) -> Result<Opinion, Problem> {
    Ok(match said.verdict {
        Word::Accept => Opinion::Accept,
        Word::Reject => Opinion::Reject,
        Word::Undo => Opinion::Undo,
        Word::Correct => Opinion::Correct(correction(site, said)?),
    })
}

fn correction(site: &Site, said: &Said) -> Result<Correction, Problem> {
    let gazetteer = site.coder.gazetteer();
    let state = ask::given(said.state.as_deref()).map(str::to_owned);
    if let Some(state) = &state {
        let known = vocabulary::aspects()
            .filter_map(vocabulary::states)
            .flatten()
            .any(|known| known == state);
        if !known {
            return Err(Problem::Asked(format!(
                "state: no relation can be '{}'",
                shown::name(state, "")
            )));
        }
    }
    let party = match (
        ask::given(said.wrong.as_deref()),
        ask::given(said.right.as_deref()),
    ) {
        (Some(wrong), Some(right)) => {
            let id =
                |written| ask::entity(gazetteer, written, None).map(|entity| entity.id.clone());
            Some((id(wrong)?, id(right)?))
        }
        (None, None) => None,
        _ => {
            return Err(Problem::Asked(
                "wrong and right go together: which entity, and which instead".to_owned(),
            ));
        }
    };
    Ok(Correction {
        date: ask::date("date", said.date.as_deref())?,
        party,
        state,
    })
}
