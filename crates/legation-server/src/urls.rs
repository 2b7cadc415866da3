//! Addresses of pages, with everything in them escaped.

use legation_ledger::AsOf;
use legation_text::{PartialDate, Span};

/// A part of a path or a value behind the question mark.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The part behind the question mark; what is empty is left out.
pub fn query(pairs: &[(&str, &str)]) -> String {
    let given: Vec<String> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", escaped(value)))
        .collect();
    if given.is_empty() {
        String::new()
    } else {
        format!("?{}", given.join("&"))
    }
}

/// The two times, as far as they were asked for; kept from page to page.
pub fn times(on: Option<PartialDate>, as_known: Option<PartialDate>) -> String {
    let text = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
    query(&[("on", &text(on)), ("as_known", &text(as_known))])
}

/// The two times of an answer, today left out.
pub fn times_of(as_of: AsOf) -> String {
    let on = (as_of.on != crate::ask::today()).then_some(as_of.on);
    times(on, as_of.as_known)
}

/// An entity's page.
pub fn entity(id: &str, times: &str) -> String {
    format!("/entity/{}{times}", escaped(id))
}

/// The page of two.
pub fn dyad(a: &str, b: &str, times: &str) -> String {
    format!("/dyad/{}/{}{times}", escaped(a), escaped(b))
}

/// A report's page.
pub fn report(id: &str, times: &str) -> String {
    format!("/report/{}{times}", escaped(id))
}

/// A byte of the text in a report's page.
pub fn place(report: &str, at: usize, times: &str) -> String {
    let times = times.replacen('?', "&", 1);
    format!("/report/{}?at={at}{times}", escaped(report))
}

/// A sentence in a report's page.
pub fn sentence(report: &str, span: Span, times: &str) -> String {
    format!("{}#at", place(report, span.start, times))
}

/// A claim's page.
pub fn claim(id: &str, times: &str) -> String {
    format!("/claim/{}{times}", escaped(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_any_letters_is_one_part_of_the_path() {
        assert_eq!(
            report("../../etc/passwd?#", ""),
            "/report/..%2F..%2Fetc%2Fpasswd%3F%23"
        );
        assert_eq!(
            sentence("r", Span::from([7, 9]), "?on=2022"),
            "/report/r?at=7&on=2022#at"
        );
        assert_eq!(query(&[("q", "a b&c"), ("x", "")]), "?q=a%20b%26c");
    }
}
