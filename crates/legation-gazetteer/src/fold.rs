//! How names are compared: without case, accents, dots and the choice of apostrophe.

use std::hash::Hasher;

use legation_text::{Span, tokens};
use rustc_hash::FxHasher;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The form in which a word is compared: `Türkiye` and `TURKIYE` become `turkiye`, `U.S.` becomes `us`.
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word
            .bytes()
            .filter(|&b| b != b'.')
            .map(|b| b.to_ascii_lowercase() as char)
            .collect();
    }
    word.nfd()
        .filter(|&c| !is_combining_mark(c) && c != '.')
        .flat_map(|c| match c {
            '’' | 'ʼ' | '‘' | '`' => '\''.to_lowercase(),
            '‐' | '‑' | '–' => '-'.to_lowercase(),
            'ı' => 'i'.to_lowercase(),
            'ł' | 'Ł' => 'l'.to_lowercase(),
            'ø' | 'Ø' => 'o'.to_lowercase(),
            'đ' | 'Đ' => 'd'.to_lowercase(),
            c => c.to_lowercase(),
        })
        .collect()
}

/// A number that equal folded words share.
pub fn word_key(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    if word.is_ascii() {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for b in word.bytes().filter(|&b| b != b'.') {
            hash = (hash ^ u64::from(b.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3);
        }
        return hash;
    }
    let folded = fold(word);
    if folded.is_ascii() {
        return word_key(&folded);
    }
    hasher.write(folded.as_bytes());
    hasher.finish()
}

/// Extends the key of a sequence of words by one word.
pub fn extend_key(sequence: u64, word: u64) -> u64 {
    (sequence.rotate_left(7) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The key of a whole name, cut into words as a report's text is.
pub fn name_key(name: &str) -> u64 {
    name_words(name).fold(0, |key, word| extend_key(key, word_key(word)))
}

/// The words of a name, as a report's text would be cut.
pub fn name_words(name: &str) -> impl Iterator<Item = &str> {
    // Most of the names that are read at every start have nothing but letters, digits and spaces.
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ');
    let (plain, cut) = if plain {
        (Some(name.split_ascii_whitespace()), Vec::new())
    } else {
        (None, tokens(name, Span::new(0, name.len())))
    };
    let cut = cut.into_iter().map(|token| token.span.of(name));
    plain.into_iter().flatten().chain(cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_dots_make_no_other_name() {
        for (a, b) in [
            ("Türkiye", "TURKIYE"),
            ("U.S.", "US"),
            ("Côte d’Ivoire", "Cote d'Ivoire"),
            ("Łukasz", "lukasz"),
        ] {
            assert_eq!(name_key(a), name_key(b), "{a} and {b}");
        }
        assert_ne!(name_key("Niger"), name_key("Nigeria"));
    }

    #[test]
    fn a_plain_name_is_cut_as_a_report_is() {
        for name in [
            "South  Korea",
            "Group of 7",
            "A 320",
            "24 Hour Court",
            " Chad",
        ] {
            let cut: Vec<&str> = tokens(name, Span::new(0, name.len()))
                .iter()
                .map(|token| token.span.of(name))
                .collect();
            assert_eq!(name_words(name).collect::<Vec<_>>(), cut);
        }
    }
}
