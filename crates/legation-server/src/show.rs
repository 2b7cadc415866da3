//! What the map can show of an entity.

use legation_ledger::{Direction, Standing};
use maud::{Markup, html};

use crate::problem::Problem;

/// One view of the map.
#[derive(Clone, Copy, Debug)]
pub struct Show {
    /// In addresses.
    pub key: &'static str,
    /// For the choice.
    pub label: &'static str,
    /// The aspect.
    pub aspect: &'static str,
    /// Which side the entity is on.
    pub direction: Direction,
    before: &'static str,
    after: &'static str,
}

const fn show(
    key: &'static str,
    label: &'static str,
    aspect: &'static str,
    direction: Direction,
    before: &'static str,
    after: &'static str,
) -> Show {
    Show {
        key,
        label,
        aspect,
        direction,
        before,
        after,
    }
}

/// All views.
pub const SHOWS: [Show; 10] = [
    show(
        "diplomatic",
        "Diplomatic relations",
        "diplomatic",
        Direction::Both,
        "Diplomatic relations with ",
        "",
    ),
    show(
        "consular",
        "Consular relations",
        "consular",
        Direction::Both,
        "Consular relations with ",
        "",
    ),
    show(
        "recognised-by",
        "Who recognises it",
        "recognition",
        Direction::In,
        "Who recognises ",
        "",
    ),
    show(
        "recognises",
        "Whom it recognises",
        "recognition",
        Direction::Out,
        "Whom ",
        " recognises",
    ),
    show(
        "sanctioned-by",
        "Who sanctions it",
        "sanctions",
        Direction::In,
        "Who sanctions ",
        "",
    ),
    show(
        "sanctions",
        "Whom it sanctions",
        "sanctions",
        Direction::Out,
        "Whom ",
        " sanctions",
    ),
    show(
        "missions-in",
        "Missions in it",
        "representation",
        Direction::In,
        "Missions in ",
        "",
    ),
    show(
        "missions-of",
        "Its missions abroad",
        "representation",
        Direction::Out,
        "Missions of ",
        "",
    ),
    show(
        "members",
        "Its members (organisations)",
        "membership",
        Direction::In,
        "Members of ",
        "",
    ),
    show(
        "parties",
        "Its parties (treaties)",
        "treaty",
        Direction::In,
        "Parties to ",
        "",
    ),
];

impl Show {
    /// The view with this key; the first where none is given.
    pub fn of(key: Option<&str>) -> Result<Show, Problem> {
        let Some(key) = key else {
            return Ok(SHOWS[0]);
        };
        SHOWS
            .into_iter()
            .find(|show| show.key == key)
            .ok_or_else(|| {
                let keys: Vec<&str> = SHOWS.iter().map(|show| show.key).collect();
                Problem::Asked(format!("show: '{key}' is none of {}", keys.join(", ")))
            })
    }

    /// The heading, of an entity whose name is written so.
    pub fn heading(self, name: &Markup) -> Markup {
        html! { (self.before) (name) (self.after) }
    }

    /// The same as letters alone.
    pub fn title(self, name: &str) -> String {
        format!("{}{name}{}", self.before, self.after)
    }

    /// Whether the map is coloured by this: of recognition, by that of the entity itself.
    pub fn on_map(self, standing: &Standing) -> bool {
        self.aspect != "recognition" || standing.object.is_none()
    }
}

/// Of several relations of two in one view, the least of this is the one that the map shows.
pub fn weight(standing: &Standing) -> usize {
    let objects = [
        None,
        Some("embassy"),
        Some("mission"),
        Some("ambassador"),
        Some("consulate"),
    ];
    let object = standing.object.as_deref();
    objects
        .iter()
        .position(|known| *known == object)
        .unwrap_or(objects.len())
}
