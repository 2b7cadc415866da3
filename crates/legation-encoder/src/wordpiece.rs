//! BERT's uncased WordPiece: text to the ids of its pieces. `training/wordpiece.py` does the same.

use std::borrow::Cow;
use std::hash::BuildHasher;
use std::ops::Range;

use rustc_hash::{FxBuildHasher, FxHashMap};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A longer word is one unknown piece.
const LONGEST_WORD: usize = 100;

/// The pieces of a vocabulary.
pub struct WordPiece {
    vocabulary: Cow<'static, str>,
    /// Where each piece stands in the vocabulary.
    places: Vec<Range<u32>>,
    /// The id of a piece by its hash.
    ids: FxHashMap<u64, u32>,
    unknown: u32,
}

/// What a piece is found by: whether it goes on a word that others began, and its letters.
type Piece<'a> = (bool, &'a str);

fn piece(line: &str) -> Piece<'_> {
    match line.strip_prefix("##") {
        Some(rest) if !rest.is_empty() => (true, rest),
        _ => (false, line),
    }
}

fn hash(piece: Piece<'_>) -> u64 {
    FxBuildHasher.hash_one(piece)
}

impl WordPiece {
    /// From `vocab.txt`, one piece a line, whose number is its id.
    pub fn new(vocabulary: Cow<'static, str>) -> Self {
        let mut places = Vec::with_capacity(vocabulary.len() / 7);
        let mut start = 0;
        for line in vocabulary.split_inclusive('\n') {
            let piece = line.trim_end_matches(['\r', '\n']);
            places.push(start..start + piece.len() as u32);
            start += line.len() as u32;
        }
        let mut ids = FxHashMap::with_capacity_and_hasher(places.len(), FxBuildHasher);
        for (place, id) in places.iter().zip(0..) {
            let line = &vocabulary[place.start as usize..place.end as usize];
            ids.insert(hash(piece(line)), id);
        }
        let mut pieces = WordPiece {
            vocabulary,
            places,
            ids,
            unknown: 0,
        };
        pieces.unknown = pieces.id("[UNK]").unwrap_or(0);
        pieces
    }

    /// The id of a piece.
    pub fn id(&self, line: &str) -> Option<u32> {
        self.find(piece(line))
    }

    fn find(&self, wanted: Piece<'_>) -> Option<u32> {
        let id = *self.ids.get(&hash(wanted))?;
        let place = &self.places[id as usize];
        let line = &self.vocabulary[place.start as usize..place.end as usize];
        (piece(line) == wanted).then_some(id)
    }

    /// The ids of a text's pieces.
    pub fn encode(&self, text: &str) -> Vec<u32> {
        let mut ids = Vec::with_capacity(text.len() / 4 + 2);
        self.each_word(text, |_, pieces| ids.extend_from_slice(pieces));
        ids
    }

    /// Hands on each word or mark of a text: its bytes, and the ids of its pieces.
    pub fn each_word(&self, text: &str, mut take: impl FnMut(Range<usize>, &[u32])) {
        let mut word = String::new();
        let mut start = 0;
        let mut pieces = Vec::new();
        let mut end_word = |word: &mut String, place: Range<usize>| {
            if !word.is_empty() {
                pieces.clear();
                if word.chars().count() > LONGEST_WORD || !self.split(word, &mut pieces) {
                    pieces.clear();
                    pieces.push(self.unknown);
                }
                take(place, &pieces);
                word.clear();
            }
        };
        for (at, raw) in text.char_indices() {
            if matches!(raw, '\0' | '\u{fffd}') || is_control(raw) {
                continue;
            }
            if raw.is_whitespace() {
                end_word(&mut word, start..at);
                continue;
            }
            let after = at + raw.len_utf8();
            if raw.is_ascii_alphanumeric() {
                if word.is_empty() {
                    start = at;
                }
                word.push(raw.to_ascii_lowercase());
                continue;
            }
            let plain = raw.to_lowercase().nfd().filter(|&c| !is_combining_mark(c));
            for c in plain {
                if is_punctuation(c) || is_ideograph(c) {
                    end_word(&mut word, start..at);
                    word.push(c);
                    end_word(&mut word, at..after);
                } else {
                    if word.is_empty() {
                        start = at;
                    }
                    word.push(c);
                }
            }
        }
        end_word(&mut word, start..text.len());
    }

    /// Whether the word could be split into pieces.
    fn split(&self, word: &str, ids: &mut Vec<u32>) -> bool {
        let mut start = 0;
        while start < word.len() {
            let mut ends = word[start..]
                .char_indices()
                .rev()
                .map(|(at, c)| start + at + c.len_utf8());
            let longest =
                ends.find_map(|end| Some((self.find((start > 0, &word[start..end]))?, end)));
            let Some((id, end)) = longest else {
                return false;
            };
            ids.push(id);
            start = end;
        }
        true
    }
}

fn is_control(c: char) -> bool {
    // Tab and line ends are white space. Formatting characters (zero-width joiners, marks of direction) are left out too.
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}')
}

/// ASCII symbols, and the marks of Unicode's category P that news text uses.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c,
            '\u{a1}' | '\u{a7}' | '\u{ab}' | '\u{b6}' | '\u{b7}' | '\u{bb}' | '\u{bf}'
            | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{2043}' | '\u{2045}'..='\u{2051}' | '\u{2053}'..='\u{205e}'
            | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{30fb}'
            | '\u{60c}' | '\u{61b}' | '\u{61f}' | '\u{66a}'..='\u{66d}' | '\u{6d4}' | '\u{964}' | '\u{965}'
            | '\u{ff01}'..='\u{ff03}' | '\u{ff05}'..='\u{ff0a}' | '\u{ff0c}'..='\u{ff0f}' | '\u{ff1a}' | '\u{ff1b}'
            | '\u{ff1f}' | '\u{ff20}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{2ceaf}'
        | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOCABULARY: &str = "[PAD]\n[UNK]\nkyiv\nsever\n##ed\nties\n.\nu\ns\n'\n\u{2019}\nsao\n中";

    fn encode(text: &str) -> Vec<u32> {
        WordPiece::new(VOCABULARY.into()).encode(text)
    }

    #[test]
    fn every_piece_of_the_vocabulary_is_found_under_its_line() {
        let vocabulary = include_str!("../../../model/vocab.txt");
        let pieces = WordPiece::new(vocabulary.into());
        for (line, id) in vocabulary.lines().zip(0..) {
            assert_eq!(pieces.id(line), Some(id), "{line}");
        }
    }

    #[test]
    fn words_fall_into_their_longest_pieces_without_case_and_accents() {
        assert_eq!(encode("Kyiv severed ties."), [2, 3, 4, 5, 6]);
        assert_eq!(encode("S\u{e3}o SA\u{303}O"), [11, 11]);
    }

    #[test]
    fn punctuation_and_ideographs_stand_alone() {
        assert_eq!(encode("U.S.'s"), [7, 6, 8, 6, 9, 8]);
        assert_eq!(encode("\u{2019}中s"), [10, 12, 8]);
    }

    #[test]
    fn what_the_vocabulary_cannot_spell_is_one_unknown_piece() {
        assert_eq!(encode("severance"), [1]);
        assert_eq!(encode(&"s".repeat(101)), [1]);
        assert!(encode(" \n\t\0").is_empty());
    }
}
