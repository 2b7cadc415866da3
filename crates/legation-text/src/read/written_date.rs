//! Dates as people and machines write them at the head of a report: `July 13, 2022`, `13.07.2022`, RFC 2822, ISO 8601.

use jiff::civil::Date;

use crate::PartialDate;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The date that `text` begins with, and the number of bytes that it takes up; time and zone after it are not taken.
///
/// A weekday before the date is passed over. Numbers alone are read day first where dots part them (`13.07.2022`); with
/// slashes only where just one order is possible, for `7/6/2022` means one day in London and another in Washington.
///
/// ```
/// use legation_text::read::written_date;
/// let (date, length) = written_date("Wednesday, July 13, 2022 — Kyiv").unwrap();
/// assert_eq!((date.to_string().as_str(), length), ("2022-07-13", 24));
/// ```
pub fn written_date(text: &str) -> Option<(PartialDate, usize)> {
    let mut words = Words { text, at: 0 };
    let first = words.peek()?;
    if matches_name(first, &WEEKDAYS).is_some() {
        words.next();
    }
    words.skip(&[' ', ',', '.', '\u{a0}']);
    let start = words.at;
    let rest = &text[start..];
    let (date, length) = numeric(rest).or_else(|| in_words(rest))?;
    let ends = text[start + length..]
        .chars()
        .next()
        .is_none_or(|c| !c.is_alphanumeric() || c == 'T');
    ends.then_some((date, start + length))
}

struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Words<'a> {
    fn skip(&mut self, marks: &[char]) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches(marks).len();
    }

    fn peek(&self) -> Option<&'a str> {
        let rest = &self.text[self.at..];
        let end = rest
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(rest.len());
        (end > 0).then(|| &rest[..end])
    }

    fn next(&mut self) -> Option<&'a str> {
        let word = self.peek()?;
        self.at += word.len();
        Some(word)
    }
}

/// The place of the name or its abbreviation of three letters or more ("Sept", "Jul").
fn matches_name(word: &str, names: &[&str]) -> Option<usize> {
    let word = (3..=9)
        .contains(&word.len())
        .then(|| word.to_ascii_lowercase())?;
    names
        .iter()
        .position(|name| *name == word || (word.len() <= 5 && name.starts_with(&word)))
}

/// `2022-07-13`, `2022-07`, `2022`, `2022/07/13`, `13.07.2022`, `13/07/2022`, `20220713`.
fn numeric(text: &str) -> Option<(PartialDate, usize)> {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let first = digits(0);
    let number = |from: usize, length: usize| text[from..from + length].parse::<i16>().ok();
    if first == 8 {
        return Some((day(number(0, 4)?, number(4, 2)?, number(6, 2)?)?, 8));
    }
    if first == 0 || first == 3 || first > 4 {
        return None;
    }
    let mark = text[first..]
        .chars()
        .next()
        .filter(|c| matches!(c, '-' | '/' | '.'));
    let second = mark.map_or(0, |_| digits(first + 1));
    let Some(mark) = mark.filter(|_| (1..=2).contains(&second)) else {
        let year = (first == 4)
            .then(|| number(0, 4))
            .flatten()
            .filter(|y| (1800..2200).contains(y))?;
        return Some((PartialDate::year(year)?, 4));
    };
    let end = first + 1 + second;
    let third = if text[end..].starts_with(mark) {
        digits(end + 1)
    } else {
        0
    };
    let (a, b) = (number(0, first)?, number(first + 1, second)?);
    match (first, third) {
        (4, 1..=2) => Some((day(a, b, number(end + 1, third)?)?, end + 1 + third)),
        (4, 0) if second == 2 => Some((PartialDate::month(a, i8::try_from(b).ok()?)?, end)),
        (1..=2, 4) => {
            let year = number(end + 1, 4)?;
            let (d, m) = match mark {
                '/' if a > 12 || a == b => (a, b),
                '/' if b > 12 => (b, a),
                '/' => return None,
                _ => (a, b),
            };
            Some((day(year, m, d)?, end + 5))
        }
        _ => None,
    }
}

fn day(year: i16, month: i16, day: i16) -> Option<PartialDate> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
        .ok()
        .map(PartialDate::day)
}

/// `July 13, 2022`, `13 July 2022`, `13th of July, 2022`, `July 2022`.
fn in_words(text: &str) -> Option<(PartialDate, usize)> {
    let mut words = Words { text, at: 0 };
    let gap = [' ', ',', '.', '-', '\u{a0}'];
    let first = words.next()?;
    words.skip(&gap);
    let (month, day_of_month) = if let Some(month) = matches_name(first, &MONTHS) {
        let back = words.at;
        let found = words.next().and_then(day_number);
        if found.is_none() {
            words.at = back;
        }
        (month, found)
    } else {
        let found = day_number(first)?;
        if words.peek() == Some("of") {
            words.next();
            words.skip(&gap);
        }
        (matches_name(words.next()?, &MONTHS)?, Some(found))
    };
    words.skip(&gap);
    let year = words
        .next()
        .filter(|w| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit()))?
        .parse::<i16>()
        .ok()?;
    let month = month as i16 + 1;
    let date = match day_of_month {
        Some(found) => day(year, month, found)?,
        None => PartialDate::month(year, month as i8)?,
    };
    Some((date, words.at))
}

/// `13`, `13th`, `1st`.
fn day_number(word: &str) -> Option<i16> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let ending = &word[digits..];
    let known = ["", "st", "nd", "rd", "th"]
        .iter()
        .any(|e| ending.eq_ignore_ascii_case(e));
    let number = word[..digits]
        .parse()
        .ok()
        .filter(|n| (1..=31).contains(n))?;
    known.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_in_the_ways_in_which_papers_and_machines_write_it() {
        let rows = [
            ("July 13, 2022", "2022-07-13"),
            ("13 July 2022", "2022-07-13"),
            ("13th of July, 2022", "2022-07-13"),
            ("Sept. 5, 1995", "1995-09-05"),
            ("Wednesday, July 13, 2022", "2022-07-13"),
            ("Wed, 13 Jul 2022 10:00:00 GMT", "2022-07-13"),
            ("July 2022", "2022-07"),
            ("2022-07-13T10:00:00+02:00", "2022-07-13"),
            ("2022-07", "2022-07"),
            ("2022", "2022"),
            ("20220713", "2022-07-13"),
            ("2022/7/13", "2022-07-13"),
            ("13.07.2022", "2022-07-13"),
            ("7/13/2022", "2022-07-13"),
            ("13/7/2022", "2022-07-13"),
        ];
        for (text, date) in rows {
            let found = written_date(text).unwrap_or_else(|| panic!("{text} was not read"));
            assert_eq!(found.0.to_string(), date, "{text}");
        }
    }

    #[test]
    fn what_names_no_day_or_two_is_no_date() {
        for text in [
            "",
            "7/6/2022",
            "yesterday",
            "July 13",
            "2022-13-01",
            "1032",
            "Feb 30, 2022",
            "é",
            "13.",
            "May",
        ] {
            assert_eq!(written_date(text), None, "{text}");
        }
    }
}
