//! Who is meant by "the tiny West African nation" and "the 15-nation bloc": the one of those spoken of whom the words fit.

use legation_gazetteer::{Describes, EntityRef, Gazetteer, NameUse, extend_key};
use legation_text::TokenKind;

use crate::mention::{Mention, Words};

/// Words that a description has at most.
const LONGEST: usize = 9;

/// A phrase that describes without naming.
struct Described {
    /// Tokens `[first, last]`, without the article.
    first: usize,
    last: usize,
    noun: Describes,
    plural: bool,
    /// "the two Gulf states": how many.
    count: Option<usize>,
    /// Whom the words fit; one list for each word that says something.
    fits: Vec<Vec<EntityRef>>,
    /// "the Baltic states": all of them, named or not.
    whole: Option<Vec<EntityRef>>,
}

impl Described {
    fn fits(&self, entity: EntityRef, gazetteer: &Gazetteer) -> bool {
        self.noun.covers(gazetteer.entity(entity).kind)
            && self.fits.iter().all(|list| list.contains(&entity))
    }
}

/// Adds to the names of a report, by sentence, the descriptions that can mean only one of those named.
pub(crate) fn add(words: &Words, gazetteer: &Gazetteer, mentions: &mut [Vec<Mention>]) {
    for s in 0..mentions.len() {
        let (from, to) = words.sentences[s];
        for i in from..to {
            let article = matches!(
                words.lower[i].as_str(),
                "the" | "both" | "two" | "three" | "all"
            );
            if !article {
                continue;
            }
            let republics = || republics(words, &mentions[..=s], i);
            let Some(found) = described(words, gazetteer, i, to, republics) else {
                continue;
            };
            let named_whole = mentions[s].iter().any(|m| {
                (m.first <= found.first && m.last >= found.last)
                    || (m.first <= found.last && m.last > found.last)
                    || (m.first < found.first && m.last >= found.first)
                    || (m.last == found.last && m.first < m.last)
            });
            let goes_on = mentions[s].iter().any(|m| m.first == found.last + 1)
                || words.lower.get(found.last + 1).is_some_and(|w| w == "of");
            if named_whole || goes_on {
                continue;
            }
            let entities = meant(&found, i, s, words, gazetteer, mentions);
            if entities.is_empty() {
                continue;
            }
            mentions[s].retain(|m| m.last < found.first || m.first > found.last);
            let at = mentions[s]
                .iter()
                .position(|m| m.first > found.last)
                .unwrap_or(mentions[s].len());
            let mention = Mention {
                first: found.first,
                last: found.last,
                entities,
                usage: NameUse::Name,
                former: false,
                weak: false,
            };
            mentions[s].insert(at, mention);
        }
    }
}

/// Whether what the words say of a state or organisation is true of `entity`, as far as they say anything.
pub(crate) fn agrees(words: &[&str], entity: EntityRef, gazetteer: &Gazetteer) -> bool {
    let keys: Vec<u64> = words
        .iter()
        .flat_map(|w| w.split(' '))
        .map(legation_gazetteer::word_key)
        .collect();
    let mut k = 0;
    while k < keys.len() {
        let Some((end, key)) = longest(&keys, k, gazetteer) else {
            k += 1;
            continue;
        };
        let known = gazetteer.descriptions(key);
        let says = known
            .iter()
            .any(|d| d.entities.is_empty() || d.entities.contains(&entity));
        if !says {
            return false;
        }
        k = end;
    }
    true
}

/// The description of most words that begins at `k`: where it ends, and its key.
fn longest(keys: &[u64], k: usize, gazetteer: &Gazetteer) -> Option<(usize, u64)> {
    let mut key = 0;
    let mut best = None;
    for (j, word) in keys.iter().enumerate().skip(k).take(4) {
        key = extend_key(key, *word);
        if !gazetteer.description_begins(key) {
            break;
        }
        if !gazetteer.descriptions(key).is_empty() {
            best = Some((j + 1, key));
        }
    }
    best
}

/// Those before token `i` that the report calls republics: "the former Yugoslav republic of Macedonia", "the Sahrawi republic".
fn republics(words: &Words, mentions: &[Vec<Mention>], i: usize) -> Vec<EntityRef> {
    let is = |k: Option<usize>, word: &str| {
        k.and_then(|k| words.lower.get(k))
            .is_some_and(|lower| lower == word)
    };
    let called = mentions.iter().flatten().filter(|m| {
        let within = (m.first..=m.last).any(|k| is(Some(k), "republic"));
        let behind = is(Some(m.last + 1), "republic") && !is(Some(m.last + 2), "of");
        let before = is(m.first.checked_sub(1), "of") && is(m.first.checked_sub(2), "republic");
        m.last < i && (within || behind || before)
    });
    called.flat_map(|m| m.entities.clone()).collect()
}

/// The description after the article at token `i`, if its words say anything of who is meant; `republics` are those which the
/// report has called so.
fn described(
    words: &Words,
    gazetteer: &Gazetteer,
    i: usize,
    to: usize,
    republics: impl Fn() -> Vec<EntityRef>,
) -> Option<Described> {
    let mut group = None;
    let keys = &words.keys[..to];
    let mut fits = Vec::new();
    let mut count = number(&words.lower[i]);
    let mut k = i + 1;
    if words.lower[i] != "the" && count.is_none() && number(words.lower.get(k)?).is_none() {
        // "both Gulf states", "all Baltic states": how many there are is not told but by "both"
        count = (words.lower[i] == "both").then_some(2);
        count?;
    }
    let first = k;
    while k < to && k < i + LONGEST {
        let lower = words.lower[k].as_str();
        if let Some(n) = number(lower).filter(|_| count.is_none()) {
            count = Some(n);
            k += 1;
            continue;
        }
        // "the 27-nation bloc"
        let sized = lower.starts_with(|c: char| c.is_ascii_digit())
            && ["-nation", "-member", "-country", "-state"]
                .iter()
                .any(|end| lower.ends_with(end));
        let Some((end, key)) = longest(keys, k, gazetteer) else {
            let passes = sized
                || (k > first && words.tokens[k].kind != TokenKind::Word && lower == ",")
                || (lower.contains('-') && lower.len() > 4);
            if !passes {
                return None;
            }
            k += 1;
            continue;
        };
        let known = gazetteer.descriptions(key);
        let next_noun = longest(keys, end, gazetteer).is_some_and(|(_, key)| {
            gazetteer
                .descriptions(key)
                .iter()
                .any(|d| d.describes.is_noun())
        });
        let noun = known.iter().find(|d| d.describes.is_noun() && !next_noun);
        if let Some(noun) = noun {
            let nouns: Vec<_> = known
                .iter()
                .filter(|d| d.describes.is_noun() && d.plural == noun.plural)
                .collect();
            if !noun.entities.is_empty() {
                fits.push(noun.entities.clone());
            }
            let describes = match nouns.as_slice() {
                [one] => one.describes,
                _ => Describes::State,
            };
            let first = (first..end)
                .find(|&k| number(&words.lower[k]).is_none())
                .unwrap_or(first);
            if words.lower[end - 1] == "republic" && end == k + 1 {
                fits.extend(Some(republics()).filter(|called| !called.is_empty()));
            }
            let whole = group.filter(|all: &Vec<EntityRef>| {
                noun.plural && count.is_none_or(|count| count == all.len())
            });
            let plain = noun.plural != count.is_some() && whole.is_none();
            return (!fits.is_empty() && !plain).then_some(Described {
                first,
                last: end - 1,
                noun: describes,
                plural: noun.plural,
                count,
                fits,
                whole,
            });
        }
        for modifier in known {
            match modifier.describes {
                Describes::Modifier => fits.push(modifier.entities.clone()),
                Describes::Group => {
                    fits.push(modifier.entities.clone());
                    group = Some(modifier.entities.clone());
                }
                _ => {}
            }
        }
        k = end;
    }
    None
}

fn number(word: &str) -> Option<usize> {
    Some(match word {
        "two" | "2" => 2,
        "three" | "3" => 3,
        "four" | "4" => 4,
        "five" | "5" => 5,
        "six" | "6" => 6,
        _ => return None,
    })
}

/// Whom the description at token `i` of sentence `s` means: those spoken of before whom it fits, if they are as many as
/// it says; else the only one of the report.
fn meant(
    found: &Described,
    i: usize,
    s: usize,
    words: &Words,
    gazetteer: &Gazetteer,
    mentions: &[Vec<Mention>],
) -> Vec<EntityRef> {
    if let Some(all) = &found.whole {
        return all.clone();
    }
    let wanted = if found.plural {
        found.count.unwrap_or(2)
    } else {
        1
    };
    let spoken = |from: usize, to: usize, before: usize, after: usize| {
        let mut out: Vec<EntityRef> = Vec::new();
        for m in mentions[from..to].iter().flatten() {
            if m.first >= after && m.last < before && !m.weak {
                for &entity in &m.entities {
                    if found.fits(entity, gazetteer) && !out.contains(&entity) {
                        out.push(entity);
                    }
                }
            }
        }
        out
    };
    let before = spoken(0, s + 1, i, 0);
    if before.len() == wanted {
        return before;
    }
    if before.is_empty() {
        let anywhere = spoken(0, mentions.len(), usize::MAX, 0);
        return if anywhere.len() == wanted {
            anywhere
        } else {
            Vec::new()
        };
    }
    if before.len() < wanted {
        return Vec::new();
    }
    let near = spoken(s.saturating_sub(1), s + 1, i, 0);
    if near.len() == wanted {
        return near;
    }
    // "Chile and Colombia recalled their ambassadors to the Andean country": none of those who act here
    let from = words.sentences[s].0;
    let here = spoken(s, s + 1, i, from);
    let others: Vec<EntityRef> = before
        .into_iter()
        .filter(|entity| !here.contains(entity))
        .collect();
    if !here.is_empty() && others.len() == wanted {
        return others;
    }
    Vec::new()
}
