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

/// Hands on what the lines of diplomatic relations imply for the other relations of the two, whether or not anything else
/// is known of these. `states` are the names of the numbers.
pub(crate) fn implied_by(
    diplomatic: &FoldedHistory,
    states: &[String],
    mut hand_on: impl FnMut(RelationKey, Vec<Told>),
) {
    let RelationKey { from, to, .. } = &diplomatic.relation;
    let lines = |state: &str| {
        let number = number_of(states, state);
        diplomatic
            .lines
            .iter()
            .filter(move |line| line.state == number)
    };
    let follow = |line: &FoldedLine, state: u16| -> Vec<Told> {
        let implied = |claim: &Told| Told {
            state,
            since: line.since,
            implied: true,
            ..*claim
        };
        line.claims.iter().map(implied).collect()
    };
    let mut imply = |from_state: &str, aspect: &str, object: Option<&str>, state: &str| {
        let number = number_of(states, state);
        let claims: Vec<Told> = lines(from_state)
            .flat_map(|line| follow(line, number))
            .collect();
        if !claims.is_empty() {
            hand_on(key(aspect, from, to, object), claims.clone());
            hand_on(key(aspect, to, from, object), claims);
        }
    };
    imply("severed", "representation", Some("embassy"), "closed");
    imply("severed", "representation", Some("ambassador"), "recalled");
    imply("established", "recognition", None, "recognised");
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
