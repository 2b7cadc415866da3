//! Whose voice a publisher is: "Ministry of Foreign Affairs of Ukraine" speaks for Ukraine, a news agency for nobody.

use legation_text::PartialDate;

use crate::{EntityKind, Gazetteer, Name, NameUse, extend_key, name_words, word_key};

/// The entity for which a publisher speaks; `None` for newspapers, agencies and whatever else is not an entity's own.
///
/// A publisher is an entity's own voice where its name is the entity's or an organ's ("European Council", "NATO"), or
/// an office of diplomacy beside the name of exactly one entity ("Iranian Foreign Ministry").
pub fn entity_of(
    gazetteer: &Gazetteer,
    publisher: &str,
    date: Option<PartialDate>,
) -> Option<String> {
    let own = [
        NameUse::Official,
        NameUse::Name,
        NameUse::Abbreviation,
        NameUse::Organ,
    ];
    let whole = gazetteer.who(publisher, date);
    if let Some(name) = whole
        .iter()
        .find(|name| own.contains(&name.usage) && holds(gazetteer, name, date))
    {
        return Some(gazetteer.entity(name.entity).id.clone());
    }
    let words: Vec<&str> = name_words(publisher).collect();
    if !has_office(gazetteer, &words) {
        return None;
    }
    let mut named = entities_in(gazetteer, &words, date);
    named.sort();
    named.dedup();
    match named.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// Whether the name stands on this date for a state or an organisation; companies and groups, many of which publish
/// news, are no parties to relations between states.
fn holds(gazetteer: &Gazetteer, name: &Name, date: Option<PartialDate>) -> bool {
    let kind = gazetteer.entity(name.entity).kind;
    name.holds_on(date) && (kind.is_polity() || kind == EntityKind::Organisation)
}

/// The keys of all runs of up to six words, longest runs first at each place.
fn runs<'a>(words: &'a [&str]) -> impl Iterator<Item = (usize, usize, u64)> + 'a {
    (0..words.len()).flat_map(move |start| {
        let end = (start + 6).min(words.len());
        let mut keys: Vec<(usize, usize, u64)> = words[start..end]
            .iter()
            .scan(0, |key, word| {
                *key = extend_key(*key, word_key(word));
                Some(*key)
            })
            .enumerate()
            .map(|(n, key)| (start, start + n + 1, key))
            .collect();
        keys.reverse();
        keys
    })
}

fn has_office(gazetteer: &Gazetteer, words: &[&str]) -> bool {
    runs(words).any(|(_, _, key)| {
        gazetteer
            .office(key)
            .is_some_and(|office| office.speaks_for && !office.person)
    })
}

fn entities_in(gazetteer: &Gazetteer, words: &[&str], date: Option<PartialDate>) -> Vec<String> {
    let mut found = Vec::new();
    let mut covered = 0;
    for (start, end, key) in runs(words) {
        let name = gazetteer.named(key).find(|name| {
            holds(gazetteer, name, date)
                && !matches!(
                    name.usage,
                    NameUse::Place | NameUse::Holder | NameUse::Demonym
                )
        });
        if let Some(name) = name.filter(|_| start >= covered) {
            found.push(gazetteer.entity(name.entity).id.clone());
            covered = end;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ministry_speaks_for_its_state_and_an_agency_for_nobody() {
        let gazetteer = Gazetteer::built_in().unwrap();
        let whose = |publisher: &str| entity_of(&gazetteer, publisher, None);
        assert_eq!(
            whose("Ministry of Foreign Affairs of Ukraine").as_deref(),
            Some("UKR")
        );
        assert_eq!(whose("Iranian Foreign Ministry").as_deref(), Some("IRN"));
        assert_eq!(whose("Ukrainian News Agency"), None);
        assert_eq!(whose("Atlas Press"), None);
    }
}
