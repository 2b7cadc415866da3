//! Where polities lie: their outline or mark on the map, their region, and the code by which browsers name them.

use std::collections::HashMap;
use std::sync::LazyLock;

/// `id`, x and y of the mark, outline as an SVG path; made by `map/outlines.py`.
const OUTLINES: &str = include_str!("../map/outlines.tsv");
/// `id`, ISO 3166-1 alpha-2, region, name in Natural Earth.
const PLACES: &str = include_str!("../map/places.csv");

/// The map's size: the outlines are drawn for it.
pub const SIZE: (u32, u32) = (1000, 438);

/// Where a polity lies.
#[derive(Clone, Debug)]
pub struct Place {
    /// The polity.
    pub id: &'static str,
    /// ISO 3166-1 alpha-2, where there is one.
    pub alpha2: Option<&'static str>,
    /// Its region, after UN M49.
    pub region: &'static str,
    /// Where its mark stands.
    pub mark: (f64, f64),
    /// Its outline as an SVG path; `None` where it is too small for the map, or drawn within another's.
    pub outline: Option<&'static str>,
}

static ALL: LazyLock<Vec<Place>> = LazyLock::new(|| {
    let mut drawn: HashMap<&str, (f64, f64, &str)> = HashMap::new();
    for line in OUTLINES.lines() {
        let mut parts = line.split('\t');
        let id = parts.next().unwrap_or_default();
        let mut number = || {
            parts
                .next()
                .and_then(|n| n.parse().ok())
                .unwrap_or_default()
        };
        let (x, y) = (number(), number());
        drawn.insert(id, (x, y, parts.next().unwrap_or_default()));
    }
    let rows = PLACES.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.filter_map(|line| {
        let mut parts = line.split(',');
        let (id, alpha2, region) = (parts.next()?, parts.next()?, parts.next()?);
        let (x, y, outline) = *drawn.get(id)?;
        let some = |text: &'static str| (!text.is_empty()).then_some(text);
        Some(Place {
            id,
            alpha2: some(alpha2),
            region,
            mark: (x, y),
            outline: some(outline),
        })
    })
    .collect()
});

static BY_ID: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| {
    ALL.iter()
        .enumerate()
        .map(|(at, place)| (place.id, at))
        .collect()
});

/// All places.
pub fn all() -> &'static [Place] {
    &ALL
}

/// Where this entity lies; `None` for organisations, groups, treaties and states that have ended.
pub fn of(id: &str) -> Option<&'static Place> {
    BY_ID.get(id).map(|at| &ALL[*at])
}

/// The regions, in the order of the alphabet.
pub fn regions() -> Vec<&'static str> {
    let mut regions: Vec<&str> = ALL.iter().map(|place| place.region).collect();
    regions.sort_unstable();
    regions.dedup();
    regions
}

#[cfg(test)]
mod tests {
    use legation_gazetteer::{EntityKind, Gazetteer};

    use super::*;

    #[test]
    fn every_state_and_disputed_entity_of_the_gazetteer_is_on_the_map() {
        let gazetteer = Gazetteer::built_in().unwrap();
        for entity in gazetteer.entities() {
            if matches!(entity.kind, EntityKind::State | EntityKind::Disputed) {
                let place = of(&entity.id).unwrap_or_else(|| panic!("{} has no place", entity.id));
                let (x, y) = place.mark;
                assert!(
                    (0.0..1000.0).contains(&x) && (0.0..500.0).contains(&y),
                    "{}",
                    entity.id
                );
            }
        }
    }

    #[test]
    fn the_map_names_no_entity_that_the_gazetteer_does_not() {
        let gazetteer = Gazetteer::built_in().unwrap();
        for place in all() {
            assert!(gazetteer.by_id(place.id).is_some(), "{}", place.id);
        }
    }
}
