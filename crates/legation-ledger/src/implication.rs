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

use crate::claim::RelationKey;
use crate::fold::{FoldedHistory, FoldedLine, Told, number_of};

/// The states that can be implied.
pub(crate) const STATES: [&str; 3] = ["closed", "recalled", "recognised"];

/// The aspect from whose lines something follows, and those for which it does.
pub(crate) const GROUND: &str = "diplomatic";
pub(crate) const FOLLOWING: [&str; 2] = ["representation", "recognition"];

/// What the lines of diplomatic relations imply for those other relations of the two that are `wanted`. `states` are the
/// names of the numbers.
pub(crate) fn implied_by(
    diplomatic: &FoldedHistory,
    states: &[String],
    wanted: impl Fn(&RelationKey) -> bool,
) -> Vec<(RelationKey, Vec<Told>)> {
    let RelationKey { from, to, .. } = &diplomatic.relation;
    let mut implied = Vec::new();
    let mut imply = |told: &str, aspect: &str, object: Option<&str>, state: &str| {
        let (told, state) = (number_of(states, told), number_of(states, state));
        for (a, b) in [(from, to), (to, from)] {
            let relation = key(aspect, a, b, object);
            if wanted(&relation) {
                let lines = diplomatic.lines.iter().filter(|line| line.state == told);
                let count = lines.clone().map(|line| line.claims.len()).sum();
                let mut claims: Vec<Told> = Vec::with_capacity(count);
                lines.for_each(|line| claims.extend(follow(line, state)));
                if !claims.is_empty() {
                    implied.push((relation, claims));
                }
            }
        }
    };
    imply("severed", "representation", Some("embassy"), "closed");
    imply("severed", "representation", Some("ambassador"), "recalled");
    imply("established", "recognition", None, "recognised");
    implied
}

/// The claims of a line, saying what follows from it instead.
fn follow(line: &FoldedLine, state: u16) -> impl Iterator<Item = Told> {
    line.claims.iter().map(move |claim| Told {
        state,
        since: line.since,
        implied: true,
        ..*claim
    })
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
