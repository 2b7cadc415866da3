//! The colour of a state of a relation: one scale for all aspects, from ties in force to ties cut.

/// A step of the scale; the style sheet has a colour for each in either theme, chosen to be told apart by the colour-blind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// In force: established, recognised, open.
    Good,
    /// In force in part: downgraded, a chargé, eased.
    Part,
    /// Interrupted: suspended, recalled.
    Held,
    /// Cut: severed, closed, withdrawn; sanctions in force.
    Cut,
}

impl Tone {
    /// Of a state of an aspect.
    pub fn of(aspect: &str, state: &str) -> Tone {
        match (aspect, state) {
            ("sanctions", "in-force") => Tone::Cut,
            ("sanctions", "lifted") => Tone::Good,
            (_, "downgraded" | "chargé" | "eased" | "applicant" | "signed") => Tone::Part,
            (_, "suspended" | "recalled") => Tone::Held,
            (_, "severed" | "closed" | "withdrawn" | "not-recognised" | "left") => Tone::Cut,
            _ => Tone::Good,
        }
    }

    /// The class of the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Good => "t-good",
            Tone::Part => "t-part",
            Tone::Held => "t-held",
            Tone::Cut => "t-cut",
        }
    }
}

/// The aspect and what it is about, as people say it.
pub fn aspect_label(aspect: &str, object: Option<&str>) -> String {
    let label = match aspect {
        "diplomatic" => "Diplomatic relations",
        "consular" => "Consular relations",
        "recognition" => "Recognition",
        "representation" => "Representation",
        "sanctions" => "Sanctions",
        "membership" => "Membership",
        "treaty" => "Treaty",
        other => other,
    };
    match object {
        Some(object) => format!("{label}: {object}"),
        None => label.to_owned(),
    }
}

/// A state as people say it.
pub fn state_label(state: &str) -> String {
    state.replace('-', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use legation_ledger::vocabulary;

    #[test]
    fn sanctions_in_force_are_no_good_sign_and_treaties_in_force_are() {
        assert_eq!(Tone::of("sanctions", "in-force"), Tone::Cut);
        assert_eq!(Tone::of("treaty", "in-force"), Tone::Good);
    }

    #[test]
    fn every_aspect_has_a_label() {
        for aspect in vocabulary::aspects() {
            assert_ne!(aspect_label(aspect, None), aspect);
        }
    }
}
