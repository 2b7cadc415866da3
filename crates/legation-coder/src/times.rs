//! When: the expressions of time in a sentence, against the report's date.

mod calendar;
mod distance;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use legation_text::{PartialDate, Span, Token};

pub(crate) use distance::{Anaphor, Distance};

/// An expression of time: its tokens and what it means.
#[derive(Clone, Debug)]
pub(crate) struct TimeExpression {
    /// Tokens of the report, `[first, last]`.
    pub first: usize,
    pub last: usize,
    pub span: Span,
    pub date: PartialDate,
    /// "since 2018", "by Friday", "until": not the day on which a thing was done.
    pub bound: bool,
    /// The weekday named does not fall on the date named.
    pub weekday_contradicts: bool,
    /// Counted from a time told before ("the next day", "two years later").
    pub relative: Option<Distance>,
    /// "that year", "in May of that year": within the time told before; the month where one is named.
    pub anaphoric: Option<Anaphor>,
    /// "a day after": the time of the clause that follows, not of the one that it stands in.
    pub following: bool,
    /// "in the 1960s", "decades ago": long past, and no date.
    pub vague: bool,
    /// The year is named: "in May 2019", "last year".
    pub year_told: bool,
}

/// An expression of time as it was read: its last token and what it means.
struct Read {
    last: usize,
    date: PartialDate,
    contradicts: bool,
    relative: Option<Distance>,
    following: bool,
    vague: bool,
}

impl Read {
    fn plain(last: usize, date: PartialDate) -> Option<Self> {
        Some(Read {
            last,
            date,
            contradicts: false,
            relative: None,
            following: false,
            vague: false,
        })
    }

    fn counted(last: usize, today: PartialDate, distance: Distance) -> Option<Self> {
        Read::plain(last, today).map(|read| Read {
            relative: Some(distance),
            ..read
        })
    }

    fn long_ago(last: usize, date: PartialDate) -> Option<Self> {
        Read::plain(last, date).map(|read| Read {
            vague: true,
            ..read
        })
    }
}

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

pub(crate) fn month_of(word: &str) -> Option<i8> {
    let w = word.trim_end_matches('.');
    MONTHS
        .iter()
        .position(|m| {
            *m == w
                || (w.len() >= 3
                    && w.len() <= 4
                    && m.starts_with(w)
                    && !matches!(w, "mar" | "marc" | "augu" | "june"))
                || (w == "sept" && *m == "september")
        })
        .map(|i| i as i8 + 1)
        .or(if w == "june" { Some(6) } else { None })
}

fn weekday_of(word: &str) -> Option<Weekday> {
    let w = word.trim_end_matches('.');
    let at = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ]
    .iter()
    .position(|d| {
        *d == w
            || matches!(
                (w, *d),
                ("mon", "monday")
                    | ("tue" | "tues", "tuesday")
                    | ("wed", "wednesday")
                    | ("thu" | "thur" | "thurs", "thursday")
                    | ("fri", "friday")
            )
    })?;
    Weekday::from_monday_zero_offset(at as i8).ok()
}

fn number_of(word: &str) -> Option<i32> {
    if let Ok(n) = word.parse() {
        return Some(n);
    }
    [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ]
    .iter()
    .position(|n| *n == word)
    .map(|n| n as i32)
    .or(if matches!(word, "a" | "an") {
        Some(1)
    } else {
        None
    })
}

fn day_number(word: &str) -> Option<i8> {
    let digits = word
        .trim_end_matches("st")
        .trim_end_matches("nd")
        .trim_end_matches("rd")
        .trim_end_matches("th");
    digits
        .parse()
        .ok()
        .filter(|d| (1..=31).contains(d) && digits.len() <= 2)
}

fn year_of(word: &str) -> Option<i16> {
    (word.len() == 4)
        .then(|| word.parse().ok())
        .flatten()
        .filter(|y| (1800..=2100).contains(y))
}

/// Reads the expressions of time in one sentence.
pub(crate) struct Clock<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub lower: &'a dyn Fn(usize) -> &'a str,
    /// The publication date.
    pub today: Option<PartialDate>,
}

impl Clock<'_> {
    /// The expressions among tokens `[from, to)`, in order, none overlapping.
    pub fn expressions(&self, from: usize, to: usize) -> Vec<TimeExpression> {
        let mut out = Vec::new();
        let mut i = from;
        while i < to {
            if let Some((last, anaphor)) = self.anaphor(i, to)
                && let Some(today) = self.today
            {
                out.push(TimeExpression {
                    first: i,
                    last,
                    span: Span::new(self.tokens[i].span.start, self.tokens[last].span.end),
                    date: today,
                    bound: true,
                    weekday_contradicts: false,
                    relative: None,
                    following: self.word(i) == "the",
                    anaphoric: Some(anaphor),
                    vague: false,
                    year_told: false,
                });
                i = last + 1;
                continue;
            }
            match self.at(i, to, from) {
                Some(read) => {
                    let part_of_day = matches!(
                        self.peek(read.last + 1, to),
                        "morning" | "afternoon" | "evening" | "night"
                    );
                    // "50 years ago today"
                    let to_the_day = self.word(read.last) == "ago"
                        && matches!(self.peek(read.last + 1, to), "today" | "tomorrow");
                    let last = read.last + usize::from(part_of_day || to_the_day);
                    let bound = i > from
                        && matches!(
                            self.word(i - 1),
                            "since"
                                | "by"
                                | "until"
                                | "till"
                                | "before"
                                | "through"
                                | "from"
                                // "let a May 15 deadline pass"
                                | "a"
                                | "an"
                        );
                    let year_told = (i..=last).any(|k| {
                        year_of(self.word(k)).is_some()
                            || self.word(k) == "year"
                            || self.word(k).len() == 10
                    }) || (matches!(self.word(i), "last" | "this" | "next")
                        && month_of(self.word(last)).is_some());
                    out.push(TimeExpression {
                        first: i,
                        last,
                        span: Span::new(self.tokens[i].span.start, self.tokens[last].span.end),
                        date: read.date,
                        bound,
                        weekday_contradicts: read.contradicts,
                        relative: read.relative,
                        following: read.following,
                        anaphoric: None,
                        vague: read.vague,
                        year_told,
                    });
                    i = last + 1;
                }
                None => i += 1,
            }
        }
        out
    }

    fn word(&self, i: usize) -> &str {
        (self.lower)(i)
    }

    fn peek(&self, i: usize, to: usize) -> &str {
        if i < to { self.word(i) } else { "" }
    }

    fn is_capital(&self, i: usize, to: usize) -> bool {
        i < to
            && self.tokens[i]
                .span
                .of(self.text)
                .starts_with(char::is_uppercase)
    }

    fn today_day(&self) -> Option<Date> {
        self.today.map(|d| d.last_day())
    }

    fn at(&self, i: usize, to: usize, from: usize) -> Option<Read> {
        let w = self.word(i);
        let capital = self.is_capital(i, to);
        // "Wednesday, July 13"
        if let Some(weekday) = weekday_of(w).filter(|_| capital) {
            let skip = if self.peek(i + 1, to) == "," {
                i + 2
            } else {
                i + 1
            };
            if let Some((last, date)) = self.calendar(skip, to, from) {
                let contradicts = date.precision() == legation_text::Precision::Day
                    && date.first_day().weekday() != weekday;
                return Read::plain(last, date).map(|read| Read {
                    contradicts,
                    ..read
                });
            }
            // "Wednesday last week", "Monday of last week"
            let of = i + 1 + usize::from(self.peek(i + 1, to) == "of");
            if self.peek(of, to) == "last" && self.peek(of + 1, to) == "week" {
                return Read::plain(
                    of + 1,
                    PartialDate::day(self.weekday_of_last_week(weekday)?),
                );
            }
            let before = if i > from { self.word(i - 1) } else { "" };
            return Read::plain(i, PartialDate::day(self.weekday(weekday, before)?));
        }
        // "in mid-March", "in mid-2021", "in the mid-1990s"
        if let Some(middle) = w.strip_prefix("mid-") {
            let decade = middle.strip_suffix('s').and_then(year_of);
            if let Some(year) = decade.filter(|y| y % 10 == 0) {
                return Read::long_ago(i, PartialDate::year(year)?);
            }
            let month = || month_of(middle).and_then(|month| self.nearest_month(month));
            let date = year_of(middle).and_then(PartialDate::year).or_else(month)?;
            return Read::plain(i, date);
        }
        // "in the 1960s"
        if let Some(year) = w
            .strip_suffix('s')
            .and_then(year_of)
            .filter(|y| y % 10 == 0)
        {
            return Read::long_ago(i, PartialDate::year(year)?);
        }
        if (capital || w.starts_with(|c: char| c.is_ascii_digit()))
            && let Some((last, date)) = self.calendar(i, to, from)
        {
            return Read::plain(last, date);
        }
        let today = self.today_day();
        let day = self
            .today
            .filter(|d| d.precision() == legation_text::Precision::Day)
            .map(|d| d.first_day());
        let next = self.peek(i + 1, to);
        match w {
            "yesterday" => Read::plain(i, PartialDate::day(day?.yesterday().ok()?)),
            "today" | "tonight" | "overnight" => Read::plain(i, PartialDate::day(day?)),
            "tomorrow" => Read::plain(i, PartialDate::day(day?.tomorrow().ok()?)),
            "last" if next == "night" => {
                Read::plain(i + 1, PartialDate::day(day?.yesterday().ok()?))
            }
            "this" if matches!(next, "morning" | "afternoon" | "evening") => {
                Read::plain(i + 1, PartialDate::day(day?))
            }
            "last" | "this" | "next" | "past" => {
                let sign = match w {
                    "this" => 0,
                    "next" => 1,
                    _ => -1,
                };
                self.unit(i + 1, to, today?, sign)
            }
            "earlier" | "later" if next == "this" => self.unit(i + 2, to, today?, 0),
            "earlier" | "later"
                if next == "in"
                    && self.peek(i + 2, to) == "the"
                    && self.peek(i + 3, to) == "day" =>
            {
                Read::counted(i + 3, self.today?, Distance::Days(0))
            }
            "earlier" if next == "in" && self.peek(i + 2, to) == "the" => {
                self.unit(i + 3, to, today?, 0)
            }
            "that" => {
                let same = usize::from(next == "same");
                let day = matches!(
                    self.peek(i + 1 + same, to),
                    "day" | "night" | "evening" | "morning" | "afternoon"
                );
                day.then(|| Read::counted(i + 1 + same, self.today?, Distance::Days(0)))?
            }
            "the" => self.of_the(i, to, today),
            "within" if matches!(next, "hours" | "minutes") && self.peek(i + 2, to) != "of" => {
                Read::counted(i + 1, self.today?, Distance::Days(0))
            }
            _ => self.counted(i, to, today),
        }
    }

    /// "last month", "this week", "last October", "this Tuesday".
    fn unit(&self, i: usize, to: usize, today: Date, sign: i32) -> Option<Read> {
        let w = self.peek(i, to);
        if let Some(month) = month_of(w) {
            let mut year = today.year();
            let later = month >= today.month();
            match sign {
                -1 if later => year -= 1,
                1 if !later || month == today.month() => year += 1,
                _ => {}
            }
            return Read::plain(i, PartialDate::month(year, month)?);
        }
        if let Some(weekday) = weekday_of(w) {
            let before = match sign {
                0 => "this",
                1 => "next",
                _ => "last",
            };
            return Read::plain(i, PartialDate::day(self.weekday(weekday, before)?));
        }
        let date = match w {
            "year" => PartialDate::year(today.year() + sign as i16)?,
            "month" => month_from(today, sign)?,
            "week" | "weekend" => month_precise(today.checked_add((7 * sign).days()).ok()?),
            "autumn" | "fall" | "spring" | "summer" | "winter" => PartialDate::year(
                today.year()
                    + if sign < 0 && today.month() < 9 {
                        -1
                    } else {
                        sign.max(0) as i16
                    },
            )?,
            _ => return None,
        };
        Read::plain(i, date)
    }
}

fn month_from(today: Date, sign: i32) -> Option<PartialDate> {
    Some(month_precise(
        today.first_of_month().checked_add(sign.months()).ok()?,
    ))
}

/// Some day about then, told by the month.
fn month_precise(date: Date) -> PartialDate {
    PartialDate::month(date.year(), date.month()).unwrap_or(PartialDate::day(date))
}

/// A day some days from another; of a date that is no day, itself.
pub(crate) fn shifted(date: PartialDate, days: i32) -> PartialDate {
    if date.precision() != legation_text::Precision::Day {
        return date;
    }
    date.first_day()
        .checked_add(days.days())
        .map_or(date, PartialDate::day)
}

#[cfg(test)]
mod tests;
