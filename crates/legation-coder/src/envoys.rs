//! The envoys whom a report names, and whose they are: "the US ambassador, Patrick Duddy", "Armando Benedetti, the Colombian envoy".

use legation_gazetteer::{EntityKind, EntityRef, Gazetteer, NameUse};
use legation_text::TokenKind;
use rustc_hash::FxHashMap;

use crate::mention::{Mention, Words};

/// Whose envoy each one is, by surname in lower case.
pub(crate) fn named(
    words: &Words,
    mentions: &[Vec<Mention>],
    gazetteer: &Gazetteer,
) -> FxHashMap<String, EntityRef> {
    let mut found: FxHashMap<String, Option<EntityRef>> = FxHashMap::default();
    for (s, here) in mentions.iter().enumerate() {
        let report = Sentence {
            words,
            mentions: here,
            gazetteer,
            from: words.sentences[s].0,
            to: words.sentences[s].1,
        };
        for i in report.from..report.to {
            if is_envoy(&words.lower[i])
                && let Some((first, owner)) = report.owner(i)
                && let Some(name) = report.name_after(i).or_else(|| report.name_before(first))
            {
                // of "María Jesús Alonso Jiménez" also "Alonso", of "Nadjib Riphat Kesoema" also "Nadjib"
                for word in name.iter().filter(|word| word.len() > 2) {
                    let known = found.entry((*word).to_owned()).or_insert(Some(owner));
                    if *known != Some(owner) {
                        *known = None;
                    }
                }
            }
        }
    }
    found
        .into_iter()
        .filter_map(|(name, owner)| Some((name, owner?)))
        .collect()
}

fn is_envoy(word: &str) -> bool {
    matches!(
        word,
        "ambassador" | "envoy" | "commissioner" | "nuncio" | "d'affaires" | "consul"
    )
}

struct Sentence<'a> {
    words: &'a Words<'a>,
    mentions: &'a [Mention],
    gazetteer: &'a Gazetteer,
    from: usize,
    to: usize,
}

impl Sentence<'_> {
    fn lower(&self, k: usize) -> &str {
        if k < self.to {
            &self.words.lower[k]
        } else {
            ""
        }
    }

    /// Whose envoy the word at `i` is, and where the phrase begins: "the US ambassador", "Chile's acting high
    /// commissioner", "ambassador of Cuba".
    fn owner(&self, i: usize) -> Option<(usize, EntityRef)> {
        let sends = |m: &&Mention| {
            !m.weak
                && m.entities.len() == 1
                && !matches!(m.usage, NameUse::Place | NameUse::Holder)
                && (self.gazetteer.entity(m.entities[0]).kind.is_polity()
                    || self.gazetteer.entity(m.entities[0]).kind == EntityKind::Organisation)
        };
        let mut k = i;
        while k > self.from && i - k < 6 {
            k -= 1;
            if let Some(m) = self.mentions.iter().find(|m| m.last == k) {
                return sends(&m).then(|| (m.first, m.entities[0]));
            }
            let between = matches!(
                self.lower(k),
                "'s" | "'"
                    | "acting"
                    | "new"
                    | "top"
                    | "outgoing"
                    | "high"
                    | "charge"
                    | "chargé"
                    | "chief"
                    | "newly"
                    | "appointed"
                    | "designate"
                    | "general"
                    | "own"
            );
            if !between {
                break;
            }
        }
        // "Indonesia recalled its own ambassador to Australia"
        if self.lower(k) == "its" {
            let to = self.name_of_host(i);
            let sender = self
                .mentions
                .iter()
                .rev()
                .filter(|m| m.last < k)
                .filter(sends)
                .find(|m| m.entities.first() != to.as_ref())?;
            return Some((k, sender.entities[0]));
        }
        if self.lower(i + 1) == "of" {
            let at = i + 2 + usize::from(self.lower(i + 2) == "the");
            return self
                .mentions
                .iter()
                .find(|m| m.first == at)
                .filter(sends)
                .map(|m| (k + 1, m.entities[0]));
        }
        None
    }

    /// The state in "ambassador to Australia".
    fn name_of_host(&self, i: usize) -> Option<EntityRef> {
        let to = matches!(self.lower(i + 1), "to" | "in");
        let at = i + 2 + usize::from(self.lower(i + 2) == "the");
        let host = self.mentions.iter().find(|m| to && m.first == at)?;
        host.entities.first().copied()
    }

    /// The words of the name in "ambassador Patrick Duddy", "ambassador, Patrick Duddy", "ambassador to Israel, Walid Obeidat".
    fn name_after(&self, i: usize) -> Option<Vec<&str>> {
        let mut k = i + 1;
        if matches!(self.lower(k), "to" | "in" | "of" | "general") {
            let at = k + 1 + usize::from(self.lower(k + 1) == "the");
            k = self.mentions.iter().find(|m| m.first == at)?.last + 1;
            // "high commissioner to Pakistan Ajay Bisaria"
            if self.lower(k) != "," {
                return self.name_at(k, 2);
            }
        }
        let comma = usize::from(self.lower(k) == ",");
        self.name_at(k + comma, 1 + comma)
    }

    /// The words of the name in "Armando Benedetti, the Colombian envoy", where the phrase begins at `first`.
    fn name_before(&self, first: usize) -> Option<Vec<&str>> {
        let mut k = first.checked_sub(1)?;
        while matches!(self.lower(k), "the" | "a") && k > self.from {
            k -= 1;
        }
        (self.lower(k) == "," && k > self.from + 1).then_some(())?;
        let mut begin = k;
        while begin > self.from && self.is_name(begin - 1) {
            begin -= 1;
        }
        (k - begin >= 2).then(|| (begin..k).map(|k| self.lower(k)).collect())
    }

    fn name_at(&self, first: usize, least: usize) -> Option<Vec<&str>> {
        let mut end = first;
        while end < self.to && (self.is_name(end) || (end > first && self.is_particle(end))) {
            end += 1;
        }
        while end > first && self.is_particle(end - 1) {
            end -= 1;
        }
        (end - first >= least && end - first < 6)
            .then(|| (first..end).map(|k| self.lower(k)).collect())
    }

    fn is_particle(&self, k: usize) -> bool {
        matches!(
            self.lower(k),
            "de" | "da" | "del" | "van" | "von" | "bin" | "al" | "el" | "la" | "dos"
        )
    }

    fn is_name(&self, k: usize) -> bool {
        self.words.tokens[k].kind == TokenKind::Word
            && self.words.is_capital(k)
            && self.words.lower[k].len() > 1
            && !self.mentions.iter().any(|m| m.first <= k && k <= m.last)
    }
}
