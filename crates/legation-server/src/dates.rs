//! Where dates stand in a text. An event knows its date and not the words that told it; these are found again here, to be
//! marked where they agree with it.

use legation_text::read::written_date;
use legation_text::{PartialDate, Span, tokens};

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
const DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The dates that are written out in `part` of the text, and the days of the week, which are taken for the last one before the
/// report was published. A day and month without a year is of the year in which it came before the report.
pub fn written_in(
    text: &str,
    part: Span,
    published: Option<PartialDate>,
) -> Vec<(Span, PartialDate)> {
    let piece = part.of(text);
    let mut found: Vec<(Span, PartialDate)> = Vec::new();
    let mut covered = 0;
    for token in tokens(piece, Span::new(0, piece.len())) {
        let start = token.span.start;
        if start < covered {
            continue;
        }
        let word = token.span.of(piece).to_lowercase();
        let read = whole(&piece[start..])
            .or_else(|| without_year(&piece[start..], published?))
            .or_else(|| weekday(&word, published?).map(|date| (date, word.len())));
        if let Some((date, length)) = read {
            let begin = part.start + start;
            covered = start + length;
            found.push((Span::new(begin, begin + length), date));
        }
    }
    found
}

/// A date with its year, at the start of the text.
fn whole(text: &str) -> Option<(PartialDate, usize)> {
    let first = text.chars().next()?;
    if !first.is_ascii_digit() && month(text.split(|c: char| !c.is_alphabetic()).next()?).is_none()
    {
        return None;
    }
    written_date(text)
}

const SHORT: [&str; 12] = [
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
];

fn month(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    let short = SHORT.contains(&word.as_str());
    let at = MONTHS
        .iter()
        .position(|month| *month == word || (short && month.starts_with(&word)))?;
    i8::try_from(at + 1).ok()
}

/// "July 13", "13 July", "July".
fn without_year(text: &str, published: PartialDate) -> Option<(PartialDate, usize)> {
    let mut words = text.split_inclusive(char::is_whitespace);
    let (first, second) = (words.next()?, words.next().unwrap_or(""));
    let bare = |word: &str| {
        word.trim_end()
            .trim_end_matches([',', '.', ';', ':', ')'])
            .to_owned()
    };
    let number = |word: &str| -> Option<i8> {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let ending = &word[digits.len()..];
        ["", "st", "nd", "rd", "th"]
            .contains(&ending)
            .then(|| digits.parse().ok())?
    };
    let (a, b) = (bare(first), bare(second));
    let ended = first.trim_end().len() > a.len();
    let (month_of, day, length) = match (month(&a), number(&a)) {
        (Some(m), _) if !ended && number(&b).is_some() => (m, number(&b), first.len() + b.len()),
        (Some(m), _) if a.chars().next()?.is_uppercase() && a.len() > 3 => (m, None, a.len()),
        (None, Some(d)) if month(&b).is_some() => (month(&b)?, Some(d), first.len() + b.len()),
        _ => return None,
    };
    let last = published.last_day();
    [last.year(), last.year() - 1].into_iter().find_map(|year| {
        let date: PartialDate = match day {
            Some(day) => format!("{year:04}-{month_of:02}-{day:02}").parse().ok()?,
            None => PartialDate::month(year, month_of)?,
        };
        (date.first_day() <= last).then_some((date, length))
    })
}

/// The last such day before the report, or the day itself.
fn weekday(word: &str, published: PartialDate) -> Option<PartialDate> {
    let at = DAYS.iter().position(|day| *day == word)?;
    if published.precision() != legation_text::Precision::Day {
        return None;
    }
    let mut day = published.last_day();
    for _ in 0..7 {
        if usize::try_from(day.weekday().to_monday_zero_offset()).ok()? == at {
            return Some(PartialDate::day(day));
        }
        day = day.yesterday().ok()?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, published: &str) -> Vec<(String, String)> {
        let dates = written_in(text, Span::new(0, text.len()), published.parse().ok());
        dates
            .into_iter()
            .map(|(span, date)| (span.of(text).to_owned(), date.to_string()))
            .collect()
    }

    #[test]
    fn dates_are_found_where_they_are_written() {
        let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
            list.iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect()
        };
        assert_eq!(
            found("On June 29, Syria did; on July 13 the DPRK.", "2022-07"),
            pairs(&[("June 29", "2022-06-29"), ("July 13", "2022-07-13")])
        );
        assert_eq!(
            found("On 3 January 2016 and on Wednesday.", "2022-07-15"),
            pairs(&[
                ("3 January 2016", "2016-01-03"),
                ("Wednesday", "2022-07-13")
            ])
        );
        assert_eq!(
            found("It was in December.", "2022-07"),
            pairs(&[("December", "2021-12")])
        );
        assert_eq!(found("They may march on.", "2022-07"), Vec::new());
    }
}
