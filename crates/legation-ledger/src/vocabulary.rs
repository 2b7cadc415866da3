//! The aspects of relations and the states that each can be in, as the output formats promise them.

/// Each aspect, whether its sides are told apart, and its states.
const ASPECTS: [(&str, bool, &[&str]); 7] = [
    (
        "diplomatic",
        false,
        &["established", "suspended", "severed", "downgraded"],
    ),
    (
        "consular",
        false,
        &["in-force", "kept", "suspended", "severed"],
    ),
    (
        "recognition",
        true,
        &["recognised", "not-recognised", "withdrawn"],
    ),
    (
        "representation",
        true,
        &["open", "closed", "in-place", "recalled", "chargé"],
    ),
    ("sanctions", true, &["in-force", "eased", "lifted"]),
    (
        "membership",
        true,
        &["applicant", "member", "suspended", "left"],
    ),
    (
        "treaty",
        true,
        &["signed", "in-force", "suspended", "withdrawn"],
    ),
];

/// The aspects, in the order in which a desk looks at them.
pub fn aspects() -> impl Iterator<Item = &'static str> {
    ASPECTS.iter().map(|(aspect, _, _)| *aspect)
}

/// The states that a relation of this aspect can be in; `None` for what is no aspect.
pub fn states(aspect: &str) -> Option<&'static [&'static str]> {
    ASPECTS
        .iter()
        .find(|(known, _, _)| *known == aspect)
        .map(|(_, _, states)| *states)
}

/// Whether the sides of this aspect are told apart.
pub fn is_ordered(aspect: &str) -> bool {
    ASPECTS
        .iter()
        .any(|(known, ordered, _)| *known == aspect && *ordered)
}
