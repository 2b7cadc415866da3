//! What the state of diplomatic relations says about other aspects, and what it does not (rule 7 of [`crate::fold`]).
//!
//! | diplomatic relations | imply | because |
//! | --- | --- | --- |
//! | severed | each one's embassy in the other closed, its ambassador recalled | the functions of missions come to an end (Vienna Convention on Diplomatic Relations, art. 45) |
//! | established | each recognises the other | relations are of states that take each other for states; recognition may be tacit (Montevideo Convention, art. 7) |
//!
//! They imply nothing for consular relations and consulates (Vienna Convention on Consular Relations, art. 2(3)), and
//! severing them takes no recognition back. Suspended or downgraded relations imply nothing. Nothing is implied in the other direction: an embassy
//! that closes ends no relations.

use crate::claim::{Claim, RelationKey};
use crate::fold::{History, Line};

/// The claims that the lines of diplomatic relations imply for the other relations of the two, whether or not anything
/// else is known of these.
pub(crate) fn implied_by(diplomatic: &History) -> Vec<Claim> {
    let RelationKey { from, to, .. } = &diplomatic.relation;
    let mut implied = Vec::new();
    for line in &diplomatic.lines {
        for (a, b) in [(from, to), (to, from)] {
            match line.state.as_str() {
                "severed" => {
                    let of = |thing: &str| key("representation", a, b, Some(thing));
                    implied.extend(follow(line, of("embassy"), "closed"));
                    implied.extend(follow(line, of("ambassador"), "recalled"));
                }
                "established" => {
                    implied.extend(follow(line, key("recognition", a, b, None), "recognised"));
                }
                _ => {}
            }
        }
    }
    implied
}

fn key(aspect: &str, from: &str, to: &str, object: Option<&str>) -> RelationKey {
    RelationKey {
        aspect: aspect.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
        object: object.map(str::to_owned),
        ordered: true,
    }
}

/// The claims of a line, saying what follows from it instead.
fn follow<'a>(
    line: &'a Line,
    relation: RelationKey,
    state: &'a str,
) -> impl Iterator<Item = Claim> + 'a {
    line.claims.iter().map(move |claim| Claim {
        relation: relation.clone(),
        state: state.to_owned(),
        valid_from: line.since,
        implied: true,
        ..claim.clone()
    })
}
