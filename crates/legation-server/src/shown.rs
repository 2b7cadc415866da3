//! Text of others, made safe to look at: letters that hide or turn the ones around them are shown for what they are.

/// Whether a letter has no shape of its own and can hide or reorder others: bidirectional overrides and isolates, zero-width
/// spaces and joiners, marks of order, and the rest of what a name does not need.
pub fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a letter turns the order of those around it. In running text only these are shown as signs: joiners are part of how
/// Persian or Hindi is written.
pub fn turns_order(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A name or title of others: hidden letters and control characters as `‹U+202E›`, and `otherwise` where nothing is left to see.
pub fn name(text: &str, otherwise: &str) -> String {
    let shown = piece(text.trim());
    if shown.is_empty() {
        otherwise.to_owned()
    } else {
        shown
    }
}

/// A piece of a sentence in the same manner, with the space around it.
pub fn piece(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) || (c.is_control() && !c.is_whitespace()) {
            shown.push_str(&sign(c));
        } else if c.is_whitespace() {
            shown.push(' ');
        } else {
            shown.push(c);
        }
    }
    shown
}

/// How a letter without a shape is shown.
pub fn sign(c: char) -> String {
    format!("‹U+{:04X}›", u32::from(c))
}

/// A date and time of the ledger (RFC 3339) to the minute: `2026-01-02 10:20`.
pub fn moment(learned: &str) -> String {
    learned
        .chars()
        .take(16)
        .map(|c| if c == 'T' { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_shows_what_would_hide_in_it() {
        assert_eq!(name("Atlas Press", "?"), "Atlas Press");
        assert_eq!(name("gnp\u{202e}exe", "?"), "gnp‹U+202E›exe");
        assert_eq!(name("a\u{200b}b", "?"), "a‹U+200B›b");
        assert_eq!(name("  \n ", "untitled"), "untitled");
        assert_eq!(name("two\nlines", "?"), "two lines");
    }
}
