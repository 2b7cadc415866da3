//! From what a person writes to an entity's id.

use legation_text::PartialDate;

use crate::{Entity, Gazetteer, NameUse, fold};

/// A name that means nothing, or several things; says what could be written instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unresolved(pub String);

/// The id of the entity that is meant by an id (`UKR`, `ukr`) or a name (`Ukraine`, `Kyiv`).
///
/// Where a name means several on the date, states come before all else; two states cannot be decided between, and a
/// name that nothing has means none.
pub fn entity_id(
    gazetteer: &Gazetteer,
    written: &str,
    date: Option<PartialDate>,
) -> Result<String, Unresolved> {
    if let Some(at) = gazetteer.by_id(&written.to_uppercase()) {
        return Ok(gazetteer.entity(at).id.clone());
    }
    let mut meant: Vec<&Entity> = Vec::new();
    for holding in [true, false] {
        for name in gazetteer.who(written, date) {
            let usual = !matches!(name.usage, NameUse::Place | NameUse::Holder);
            let entity = gazetteer.entity(name.entity);
            if usual
                && name.holds_on(date) == holding
                && meant.iter().all(|known| known.id != entity.id)
            {
                meant.push(entity);
            }
        }
        if !meant.is_empty() {
            break;
        }
    }
    if meant.len() > 1 && meant.iter().any(|entity| entity.kind.is_polity()) {
        meant.retain(|entity| entity.kind.is_polity());
    }
    match meant.as_slice() {
        [entity] => Ok(entity.id.clone()),
        [] => Err(Unresolved(unknown(gazetteer, written))),
        several => {
            let ids: Vec<String> = several
                .iter()
                .map(|entity| format!("{} ({})", entity.id, entity.label))
                .collect();
            Err(Unresolved(format!(
                "'{written}' can be {}; write the id",
                ids.join(" or ")
            )))
        }
    }
}

/// That nothing has this name, with those that are written nearly so.
pub fn unknown(gazetteer: &Gazetteer, written: &str) -> String {
    let near = nearest(gazetteer, written);
    let hint = match near.as_slice() {
        [] => "`legation who NAME` shows what a name means; --gazetteer adds names of your own"
            .to_owned(),
        near => format!("did you mean {}?", near.join(" or ")),
    };
    format!("the gazetteer has no '{written}'; {hint}")
}

fn nearest(gazetteer: &Gazetteer, written: &str) -> Vec<String> {
    let sought = fold(written);
    if sought.len() < 3 {
        return Vec::new();
    }
    let mut near: Vec<(usize, &Entity)> = gazetteer
        .entities()
        .map(|entity| (steps(&sought, &fold(&entity.label)), entity))
        .filter(|(steps, _)| *steps <= sought.len() / 4 + 1)
        .collect();
    near.sort_by_key(|(steps, entity)| (*steps, !entity.kind.is_polity()));
    near.iter()
        .take(3)
        .map(|(_, entity)| format!("{} ({})", entity.label, entity.id))
        .collect()
}

/// How many letters must be added, taken out or replaced to make one from the other (Levenshtein).
fn steps(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_names_lead_to_the_same_entity() {
        let gazetteer = Gazetteer::built_in().unwrap();
        for written in ["UKR", "ukr", "Ukraine", "ukraine"] {
            assert_eq!(
                entity_id(&gazetteer, written, None).unwrap(),
                "UKR",
                "{written}"
            );
        }
        assert_eq!(entity_id(&gazetteer, "North Korea", None).unwrap(), "PRK");
    }

    #[test]
    fn a_slip_of_the_pen_gets_a_hint() {
        let gazetteer = Gazetteer::built_in().unwrap();
        let error = entity_id(&gazetteer, "Ukrane", None)
            .unwrap_err()
            .to_string();
        assert!(error.contains("did you mean Ukraine (UKR)"), "{error}");
    }

    #[test]
    fn steps_count_letters() {
        assert_eq!(
            (
                steps("syria", "syria"),
                steps("syira", "syria"),
                steps("", "mali")
            ),
            (0, 2, 4)
        );
    }
}
