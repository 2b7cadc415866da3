//! "KYIV, July 13 (Reuters) —": where, when and by whom a report was filed.

use crate::Span;

/// The dateline of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dateline {
    /// The place as written.
    pub place: String,
    /// Month (1 to 12) and day (1 to 31), where given.
    pub month_day: Option<(i8, i8)>,
    /// The agency, where given.
    pub agency: Option<String>,
    /// Bytes of the text from the place up to the dash and the space after it.
    pub span: Span,
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The longest dateline looked for, in bytes.
const REACH: usize = 140;

/// The dateline at the head of the first or second paragraph of `text[body]`.
pub fn find(text: &str, body: Span) -> Option<Dateline> {
    let mut at = body.start;
    for line in body
        .of(text)
        .split_inclusive('\n')
        .filter(|line| {
            at += line.len();
            !line.trim().is_empty()
        })
        .take(3)
    {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        if let Some(found) = read(
            text,
            start + (line.len() - line.trim_start().len()),
            start + line.len(),
        ) {
            return Some(found);
        }
    }
    None
}

fn read(text: &str, start: usize, end: usize) -> Option<Dateline> {
    let mut reach = end.min(start + REACH);
    while !text.is_char_boundary(reach) {
        reach -= 1;
    }
    let head = &text[start..reach];
    if let Some(found) = correspondent(head, start, end) {
        return Some(found);
    }
    let (length, mark) = separator(head)?;
    let said = &head[..length];
    let (said, agency) = cut_agency(said);
    let mut parts = said
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let place = parts.next()?.trim_end_matches('.').to_owned();
    let month_day = parts
        .clone()
        .chain(said.split(['/', '(']))
        .find_map(month_day);
    let shouted = place.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && !place.chars().any(|c| c.is_lowercase());
    let shouted = shouted
        || place.split(' ').next().is_some_and(|w| {
            w.chars().count() >= 3 && w.chars().all(|c| c.is_uppercase() || c == '.' || c == '\'')
        });
    let plain = agency.is_some()
        && place.chars().next().is_some_and(char::is_uppercase)
        && place.split(' ').count() <= 4;
    let plain = plain
        || (month_day.is_some()
            && place.split(' ').count() <= 3
            && place.chars().next().is_some_and(char::is_uppercase));
    if !(shouted || plain) || said.split_whitespace().count() > 10 {
        return None;
    }
    let rest = &text[start + length + mark..];
    let blank = rest.len() - rest.trim_start_matches([' ', '\u{a0}']).len();
    Some(Dateline {
        place,
        month_day,
        agency,
        span: Span::new(start, start + length + mark + blank),
    })
}

/// "From our correspondent, Reykjavik, Feb 19", a line of its own.
fn correspondent(head: &str, start: usize, end: usize) -> Option<Dateline> {
    let said = head.lines().next()?.trim_end();
    if !(said.starts_with("From ") || said.starts_with("By ")) {
        return None;
    }
    let mut parts = said.rsplit(", ");
    let month_day = month_day(parts.next()?)?;
    let place = parts.next()?;
    let named = place.split(' ').count() <= 3 && place.starts_with(char::is_uppercase);
    (named && parts.next().is_some()).then(|| Dateline {
        place: place.to_owned(),
        month_day: Some(month_day),
        agency: None,
        span: Span::new(start, end),
    })
}

/// Where the dateline ends, and the length of the mark that ends it.
fn separator(head: &str) -> Option<(usize, usize)> {
    if let Some(at) = head.find("/.").filter(|&at| head[..at].contains('/')) {
        return Some((at + 1, 1));
    }
    // ".-" as agencies of Latin America and Spain write it
    ["—", " – ", " -- ", " - ", "–", "--", ".- "]
        .iter()
        .filter_map(|mark| head.find(mark).map(|at| (at, mark.len())))
        .min()
}

fn cut_agency(said: &str) -> (String, Option<String>) {
    for (open, close) in [('(', ')'), ('/', '/')] {
        if let Some(from) = said.find(open) {
            let rest = &said[from + 1..];
            if let Some(to) = rest.find(close) {
                let agency = rest[..to].trim().to_owned();
                return (
                    format!("{}{}", &said[..from], &rest[to + 1..]),
                    Some(agency).filter(|a| !a.is_empty()),
                );
            }
        }
    }
    (said.to_owned(), None)
}

fn month_day(part: &str) -> Option<(i8, i8)> {
    let words: Vec<&str> = part.split([' ', '.']).filter(|w| !w.is_empty()).collect();
    let month = |w: &str| {
        let w = w.to_lowercase();
        MONTHS
            .iter()
            .position(|m| w.starts_with(m))
            .map(|i| i as i8 + 1)
    };
    let day = |w: &str| w.parse::<i8>().ok().filter(|d| (1..=31).contains(d));
    words
        .windows(2)
        .find_map(|pair| match (month(pair[0]), day(pair[1])) {
            (Some(m), Some(d)) => Some((m, d)),
            _ => match (day(pair[0]), month(pair[1])) {
                (Some(d), Some(m)) => Some((m, d)),
                _ => None,
            },
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Dateline> {
        find(text, Span::new(0, text.len()))
    }

    #[test]
    fn the_agencies_ways_of_writing_it_are_read() {
        let rows = [
            (
                "KYIV, July 13 (Reuters) — Ukraine broke",
                "KYIV",
                Some((7, 13)),
                Some("Reuters"),
            ),
            (
                "MOSCOW, August 26. /TASS/. Russia said",
                "MOSCOW",
                Some((8, 26)),
                Some("TASS"),
            ),
            ("SANAA, Yemen (AP) — The rebels", "SANAA", None, Some("AP")),
            ("TEHRAN — Iran said", "TEHRAN", None, None),
            (
                "Beijing, 10 March (Xinhua) -- China",
                "Beijing",
                Some((3, 10)),
                Some("Xinhua"),
            ),
        ];
        for (text, place, month_day, agency) in rows {
            let found = of(text).unwrap_or_else(|| panic!("no dateline in {text}"));
            assert_eq!(
                (
                    found.place.as_str(),
                    found.month_day,
                    found.agency.as_deref()
                ),
                (place, month_day, agency)
            );
        }
    }

    #[test]
    fn a_correspondents_line_is_a_dateline() {
        let found = of("From our correspondent, Reykjavik, Feb 19\n\nIceland tonight severed")
            .expect("a dateline");
        assert_eq!(
            (found.place.as_str(), found.month_day),
            ("Reykjavik", Some((2, 19)))
        );
        assert_eq!(of("From London to Reykjavik, no word came.\n"), None);
    }

    #[test]
    fn a_dash_within_a_sentence_makes_no_dateline() {
        assert_eq!(
            of("The government of Mali — led by officers — expelled the envoy."),
            None
        );
    }

    #[test]
    fn the_sentence_begins_after_the_dash() {
        let text = "KYIV, July 13 (Reuters) — Ukraine broke";
        assert_eq!(&text[of(text).unwrap().span.end..], "Ukraine broke");
    }
}
