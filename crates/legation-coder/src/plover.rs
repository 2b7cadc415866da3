//! `codebook/plover.toml`: codes and scores of PLOVER's events, and the words of contexts and of politics.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::codebook::CodebookError;

/// What PLOVER and CAMEO give an event.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Codes {
    pub cameo: String,
    pub plover_score: f64,
    pub goldstein: f64,
}

#[derive(Deserialize)]
struct EventEntry {
    event: String,
    #[serde(flatten)]
    codes: Codes,
    #[serde(default)]
    modes: FxHashMap<String, Codes>,
}

#[derive(Deserialize)]
struct Political {
    not: String,
    stems: String,
}

#[derive(Deserialize)]
struct File {
    event: Vec<EventEntry>,
    contexts: toml::Table,
    political: Political,
}

/// The beginning of a word, and the context that it tells.
struct Telling {
    word: String,
    context: usize,
    capital: bool,
}

/// The file, read.
pub(crate) struct Plover {
    events: FxHashMap<String, (Codes, FxHashMap<String, Codes>)>,
    contexts: Vec<String>,
    /// The beginnings of words that tell a context, by their first byte, each with its context's place. Those with capitals are looked
    /// for in the text as it is, the others in small letters.
    telling: FxHashMap<u8, Vec<Telling>>,
    stems: FxHashSet<String>,
    not_political: FxHashSet<String>,
    longest_stem: usize,
}

impl Plover {
    /// The one that is compiled in.
    pub fn built_in() -> Result<Self, CodebookError> {
        let name = "codebook/plover.toml";
        let wrong = |problem: String| CodebookError::Toml {
            file: name.to_owned(),
            problem,
        };
        let file: File = toml::from_str(include_str!("../../../codebook/plover.toml"))
            .map_err(|error| wrong(error.to_string()))?;
        let stems: FxHashSet<String> = file
            .political
            .stems
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        let mut telling: FxHashMap<u8, Vec<Telling>> = FxHashMap::default();
        for (context, list) in file.contexts.values().enumerate() {
            let list = list.as_array().into_iter().flatten();
            for word in list.filter_map(toml::Value::as_str) {
                if let Some(&first) = word.as_bytes().first() {
                    telling.entry(first).or_default().push(Telling {
                        word: word.to_owned(),
                        context,
                        capital: word.chars().any(char::is_uppercase),
                    });
                }
            }
        }
        Ok(Plover {
            events: file
                .event
                .into_iter()
                .map(|e| (e.event, (e.codes, e.modes)))
                .collect(),
            contexts: file.contexts.keys().cloned().collect(),
            telling,
            not_political: file
                .political
                .not
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            longest_stem: stems.iter().map(String::len).max().unwrap_or(0),
            stems,
        })
    }

    /// Codes and scores, as fine as the mode allows.
    pub fn codes(&self, event: &str, mode: Option<&str>) -> Option<&Codes> {
        let (codes, modes) = self.events.get(event)?;
        Some(mode.and_then(|mode| modes.get(mode)).unwrap_or(codes))
    }

    /// Whether the word, in lower case, may tell a political event.
    pub fn is_political(&self, word: &str) -> bool {
        let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
        ends.take_while(|&end| end <= self.longest_stem)
            .any(|end| self.stems.contains(&word[..end]))
            && !self.not_political.contains(word)
    }

    /// The contexts that a report's sentences tell, in the order of the file: those that two of them name, or one of at most two.
    pub fn contexts<'t>(&self, sentences: impl Iterator<Item = &'t str>) -> Vec<String> {
        let mut count = 0;
        let mut named = vec![0; self.contexts.len()];
        for sentence in sentences {
            count += 1;
            let mut here = vec![false; self.contexts.len()];
            self.mark(sentence, true, &mut here);
            self.mark(&sentence.to_lowercase(), false, &mut here);
            for (times, here) in named.iter_mut().zip(here) {
                *times += usize::from(here);
            }
        }
        let needed = if count > 2 { 2 } else { 1 };
        let contexts = self.contexts.iter().zip(named);
        contexts
            .filter(|(_, times)| *times >= needed)
            .map(|(context, _)| context.clone())
            .collect()
    }

    /// Marks the contexts that words of the text begin to tell: those written with capitals, or the others.
    fn mark(&self, text: &str, capital: bool, here: &mut [bool]) {
        let mut within = false;
        for (at, c) in text.char_indices() {
            if !std::mem::replace(&mut within, c.is_alphanumeric())
                && let Some(some) = self.telling.get(&text.as_bytes()[at])
            {
                for one in some.iter().filter(|one| one.capital == capital) {
                    here[one.context] |= text[at..].starts_with(&one.word);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plover() -> Plover {
        Plover::built_in().unwrap()
    }

    #[test]
    fn a_mode_has_its_own_code_and_an_event_without_one_its_root() {
        let plover = plover();
        assert_eq!(plover.codes("COERCE", Some("arrest")).unwrap().cameo, "173");
        assert_eq!(plover.codes("COERCE", None).unwrap().cameo, "170");
        assert!(plover.codes("DANCE", None).is_none());
    }

    #[test]
    fn all_sixteen_events_and_all_thirty_seven_contexts_are_there() {
        let plover = plover();
        assert_eq!((plover.events.len(), plover.contexts.len()), (16, 37));
    }

    #[test]
    fn a_context_of_a_long_report_is_named_by_two_of_its_sentences() {
        let plover = plover();
        let told = |sentences: &[&str]| plover.contexts(sentences.iter().copied());
        assert_eq!(told(&["Troops crossed the river."]), ["military"]);
        assert!(told(&["Troops crossed the river.", "It rained.", "Nobody came."]).is_empty());
        assert!(told(&["The contractors left."]).is_empty());
    }

    #[test]
    fn weather_is_not_political() {
        let plover = plover();
        assert!(plover.is_political("condemned") && plover.is_political("arrests"));
        assert!(!plover.is_political("rain") && !plover.is_political("grew"));
    }
}
