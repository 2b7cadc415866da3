//! The words of English grammar, from `codebook/grammar.toml`, and the forms of the verbs.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::codebook::Codebook;

const BUILT_IN: &str = include_str!("../../../codebook/grammar.toml");

/// A form of a verb, as a set of bits.
pub(crate) type Forms = u8;
pub(crate) const BASE: Forms = 1;
pub(crate) const THIRD: Forms = 2;
pub(crate) const PAST: Forms = 4;
pub(crate) const PARTICIPLE: Forms = 8;
pub(crate) const ING: Forms = 16;

/// What a governing word says of the verb or clause that it governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Governs {
    Done,
    Ahead,
    Open,
    Not,
    Tell,
}

/// A verb that a word can be a form of; the index is into [`Grammar::lemma`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct VerbForm {
    pub lemma: u32,
    pub forms: Forms,
}

#[derive(Deserialize)]
struct File {
    governors: BTreeMap<String, Vec<String>>,
    control: BTreeMap<String, Vec<String>>,
    nouns: BTreeMap<String, Vec<String>>,
    adjectives: BTreeMap<String, Vec<String>>,
    reference: BTreeMap<String, Vec<String>>,
    verbs: BTreeMap<String, Vec<String>>,
    irregular: BTreeMap<String, [String; 2]>,
}

/// The words of grammar, ready for look-up.
pub(crate) struct Grammar {
    lemmas: Vec<String>,
    forms: FxHashMap<String, Vec<VerbForm>>,
    governors: FxHashMap<String, Governs>,
    nouns: FxHashMap<String, Governs>,
    adjectives: FxHashMap<String, Governs>,
    object_control: FxHashSet<String>,
    effective: FxHashSet<String>,
    turning_down: FxHashSet<String>,
    country_words: FxHashSet<String>,
    both_words: FxHashSet<String>,
    organisation_words: FxHashSet<String>,
}

impl Grammar {
    /// The built-in grammar with the codebook's verbs.
    pub fn new(codebook: &Codebook) -> Result<Self, String> {
        let file: File =
            toml::from_str(BUILT_IN).map_err(|e| format!("codebook/grammar.toml: {e}"))?;
        let mut grammar = Grammar {
            lemmas: Vec::new(),
            forms: FxHashMap::default(),
            governors: classes(&file.governors),
            nouns: classes(&file.nouns),
            adjectives: classes(&file.adjectives),
            object_control: set(&file.control, "object"),
            effective: set(&file.control, "effective"),
            turning_down: set(&file.governors, "turn_down"),
            country_words: set(&file.reference, "country"),
            both_words: set(&file.reference, "both"),
            organisation_words: set(&file.reference, "organisation"),
        };
        let mut verbs: Vec<&str> = file.verbs.values().flatten().map(String::as_str).collect();
        verbs.extend(file.irregular.keys().map(String::as_str));
        verbs.extend(file.governors.values().flatten().map(String::as_str));
        let heads: Vec<String> = codebook
            .acts()
            .iter()
            .flat_map(|act| &act.wordings)
            .flat_map(|w| &w.verbs)
            .filter_map(|verb| verb.split(' ').next())
            .map(str::to_owned)
            .collect();
        verbs.extend(heads.iter().map(String::as_str));
        verbs.sort_unstable();
        verbs.dedup();
        for verb in verbs {
            grammar.add_verb(verb, file.irregular.get(verb));
        }
        Ok(grammar)
    }

    fn add_verb(&mut self, base: &str, irregular: Option<&[String; 2]>) {
        let lemma = self.lemmas.len() as u32;
        self.lemmas.push(base.to_owned());
        let (past, participle) = match irregular {
            Some([past, participle]) => (past.clone(), participle.clone()),
            None => (regular_past(base), regular_past(base)),
        };
        for (word, form) in [
            (base.to_owned(), BASE),
            (third(base), THIRD),
            (past, PAST),
            (participle, PARTICIPLE),
            (ing(base, irregular.map(|i| i[1].as_str())), ING),
        ] {
            let known = self.forms.entry(word).or_default();
            match known.iter_mut().find(|v| v.lemma == lemma) {
                Some(v) => v.forms |= form,
                None => known.push(VerbForm { lemma, forms: form }),
            }
        }
    }

    /// The base form.
    pub fn lemma(&self, at: u32) -> &str {
        &self.lemmas[at as usize]
    }

    /// The verbs that this lower-case word can be a form of.
    pub fn verb(&self, word: &str) -> &[VerbForm] {
        self.forms.get(word).map_or(&[], Vec::as_slice)
    }

    /// All words that are forms of one of these verbs.
    pub fn forms_of(&self, lemmas: &FxHashSet<&str>) -> impl Iterator<Item = &str> {
        let is_one = |verb: &VerbForm| lemmas.contains(self.lemma(verb.lemma));
        self.forms
            .iter()
            .filter(move |(_, verbs)| verbs.iter().any(is_one))
            .map(|(word, _)| word.as_str())
    }

    /// What this verb says of what it governs.
    pub fn governor(&self, lemma: &str) -> Option<Governs> {
        self.governors.get(lemma).copied()
    }

    /// Whether a plan, a call or a demand that this verb is done to comes to nothing.
    pub fn turns_down(&self, lemma: &str) -> bool {
        self.turning_down.contains(lemma)
    }

    /// What this noun (singular or plural) says of what it governs.
    pub fn governing_noun(&self, noun: &str) -> Option<Governs> {
        self.nouns
            .get(noun)
            .or_else(|| self.nouns.get(noun.strip_suffix('s')?))
            .copied()
    }

    /// What this adjective says of the infinitive after it.
    pub fn governing_adjective(&self, adjective: &str) -> Option<Governs> {
        self.adjectives.get(adjective).copied()
    }

    /// Whether the verb's object does what the infinitive after it says.
    pub fn object_control(&self, lemma: &str) -> bool {
        self.object_control.contains(lemma)
    }

    /// Whether what the object was brought to do was done ("persuaded").
    pub fn is_effective(&self, lemma: &str) -> bool {
        self.effective.contains(lemma)
    }

    /// Whether "the …" with this word points back to one state.
    pub fn means_the_country(&self, noun: &str) -> bool {
        self.country_words.contains(noun)
    }

    /// "the bloc", "the alliance": an organisation named before.
    pub fn means_the_organisation(&self, head: &str) -> bool {
        self.organisation_words.contains(head)
    }

    /// "the government", "countries", "members": who can be asked to do something.
    pub fn means_states(&self, noun: &str) -> bool {
        self.means_the_country(noun)
            || self.means_the_organisation(noun)
            || self.means_both(noun)
            || matches!(noun, "members" | "member" | "world" | "others")
    }

    /// Whether "the two …" with this word points back to two states.
    pub fn means_both(&self, noun: &str) -> bool {
        self.both_words.contains(noun)
    }
}

fn classes(lists: &BTreeMap<String, Vec<String>>) -> FxHashMap<String, Governs> {
    let mut out = FxHashMap::default();
    // where a word stands in two lists the more cautious one holds
    for (list, class) in [
        ("tell", Governs::Tell),
        ("done", Governs::Done),
        ("ahead", Governs::Ahead),
        ("open", Governs::Open),
        ("not", Governs::Not),
    ] {
        for word in lists.get(list).into_iter().flatten() {
            out.insert(word.clone(), class);
        }
    }
    out
}

fn set(lists: &BTreeMap<String, Vec<String>>, list: &str) -> FxHashSet<String> {
    lists.get(list).into_iter().flatten().cloned().collect()
}

fn is_vowel(c: Option<char>) -> bool {
    c.is_some_and(|c| "aeiou".contains(c))
}

fn third(base: &str) -> String {
    if base.ends_with(['s', 'x', 'z', 'o']) || base.ends_with("ch") || base.ends_with("sh") {
        return format!("{base}es");
    }
    match base.strip_suffix('y') {
        Some(stem) if !is_vowel(stem.chars().last()) => format!("{stem}ies"),
        _ => format!("{base}s"),
    }
}

fn regular_past(base: &str) -> String {
    if base.ends_with('e') {
        return format!("{base}d");
    }
    match base.strip_suffix('y') {
        Some(stem) if !is_vowel(stem.chars().last()) => format!("{stem}ied"),
        _ => format!("{base}ed"),
    }
}

/// The gerund; a verb that doubles its last consonant shows it in the participle ("dropped") or is short ("cut").
fn ing(base: &str, participle: Option<&str>) -> String {
    if let Some(stem) = base.strip_suffix("ie") {
        return format!("{stem}ying");
    }
    if let Some(stem) = base
        .strip_suffix('e')
        .filter(|s| !s.ends_with('e') && s.len() > 1)
    {
        return format!("{stem}ing");
    }
    let last = base.chars().last().unwrap_or('e');
    let doubled = format!("{base}{last}");
    let doubles = participle.is_some_and(|p| p.starts_with(&doubled))
        || matches!(
            base,
            "cut"
                | "put"
                | "set"
                | "shut"
                | "hit"
                | "get"
                | "run"
                | "let"
                | "quit"
                | "sit"
                | "begin"
                | "win"
        );
    if doubles {
        format!("{doubled}ing")
    } else {
        format!("{base}ing")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_known_in_all_their_forms() {
        let grammar = Grammar::new(&Codebook::built_in().unwrap()).unwrap();
        for (word, lemma, form) in [
            ("severed", "sever", PAST),
            ("severing", "sever", ING),
            ("broke", "break", PAST),
            ("broken", "break", PARTICIPLE),
            ("cutting", "cut", ING),
            ("recognises", "recognise", THIRD),
            ("withdrew", "withdraw", PAST),
            ("denies", "deny", THIRD),
            ("expelling", "expel", ING),
            ("recognising", "recognise", ING),
        ] {
            let found = grammar
                .verb(word)
                .iter()
                .any(|v| grammar.lemma(v.lemma) == lemma && v.forms & form != 0);
            assert!(found, "{word} is not known as a form of {lemma}");
        }
    }
}
