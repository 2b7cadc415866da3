//! When: the expressions of time in a sentence, against the report's date.

use jiff::civil::{Date, Weekday};
use jiff::{Span as Duration, ToSpan};
use legation_text::{PartialDate, Span, Token};

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
    /// Relative to a day told before ("the next day"), in days.
    pub relative: Option<i32>,
    /// "that year", "in May of that year": within the time told before; the month where one is named.
    pub anaphoric: Option<Anaphor>,
    /// "a day after": the time of the clause that follows, not of the one that it stands in.
    pub following: bool,
}

/// A time that goes back to one told before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anaphor {
    /// "that year".
    Year,
    /// "that month".
    Month,
    /// "in May of that year", "that May", "the following May".
    MonthOfYear(i8),
}

impl Anaphor {
    /// The time meant, after `before` was told.
    pub fn within(self, before: PartialDate, following: bool) -> Option<PartialDate> {
        let day = before.first_day();
        match self {
            Anaphor::Year => PartialDate::year(day.year()),
            Anaphor::Month if before.precision() == legation_text::Precision::Year => Some(before),
            Anaphor::Month => PartialDate::month(day.year(), day.month()),
            Anaphor::MonthOfYear(month) => {
                let later = following
                    && before.precision() != legation_text::Precision::Year
                    && month <= day.month();
                PartialDate::month(day.year() + i16::from(later), month)
            }
        }
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

fn month_of(word: &str) -> Option<i8> {
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
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
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
                });
                i = last + 1;
                continue;
            }
            match self.at(i, to, from) {
                Some((last, date, contradicts, relative)) => {
                    let following = self.word(last) == "after" && last > i;
                    let part_of_day = matches!(
                        self.peek(last + 1, to),
                        "morning" | "afternoon" | "evening" | "night"
                    );
                    let last = last + usize::from(part_of_day);
                    let bound = i > from
                        && matches!(
                            self.word(i - 1),
                            "since" | "by" | "until" | "till" | "before" | "through" | "from"
                        );
                    out.push(TimeExpression {
                        first: i,
                        last,
                        span: Span::new(self.tokens[i].span.start, self.tokens[last].span.end),
                        date,
                        bound,
                        weekday_contradicts: contradicts,
                        relative,
                        following,
                        anaphoric: None,
                    });
                    i = last + 1;
                }
                None => i += 1,
            }
        }
        out
    }

    /// "that year", "later that month", "that same month", "in May of that year", "the following May".
    fn anaphor(&self, i: usize, to: usize) -> Option<(usize, Anaphor)> {
        let w = |k: usize| self.peek(i + k, to);
        let capital = |k: usize| {
            i + k < to
                && self.tokens[i + k]
                    .span
                    .of(self.text)
                    .starts_with(char::is_uppercase)
        };
        if w(0) == "that" {
            let same = usize::from(w(1) == "same");
            return match w(1 + same) {
                "year" => Some((i + 1 + same, Anaphor::Year)),
                "month" | "week" | "day" => Some((i + 1 + same, Anaphor::Month)),
                month if capital(1 + same) => {
                    month_of(month).map(|m| (i + 1 + same, Anaphor::MonthOfYear(m)))
                }
                _ => None,
            };
        }
        if w(0) == "the" && w(1) == "following" && capital(2) {
            return month_of(w(2)).map(|m| (i + 2, Anaphor::MonthOfYear(m)));
        }
        if w(0) == "the" && w(1) == "same" && matches!(w(2), "year" | "month") {
            let anaphor = if w(2) == "year" {
                Anaphor::Year
            } else {
                Anaphor::Month
            };
            return Some((i + 2, anaphor));
        }
        if capital(0)
            && let Some(month) = month_of(w(0))
        {
            let of = usize::from(w(1) == "of");
            if w(1 + of) == "that" && w(2 + of) == "year" {
                return Some((i + 2 + of, Anaphor::MonthOfYear(month)));
            }
        }
        None
    }

    fn word(&self, i: usize) -> &str {
        (self.lower)(i)
    }

    fn peek(&self, i: usize, to: usize) -> &str {
        if i < to { self.word(i) } else { "" }
    }

    fn today_day(&self) -> Option<Date> {
        self.today.map(|d| d.last_day())
    }

    fn at(
        &self,
        i: usize,
        to: usize,
        from: usize,
    ) -> Option<(usize, PartialDate, bool, Option<i32>)> {
        let w = self.word(i);
        let plain = |last: usize, date: PartialDate| Some((last, date, false, None));
        let capital = self.tokens[i]
            .span
            .of(self.text)
            .starts_with(char::is_uppercase);
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
                return Some((last, date, contradicts, None));
            }
            let before = if i > from { self.word(i - 1) } else { "" };
            return plain(i, PartialDate::day(self.weekday(weekday, before)?));
        }
        if (capital || w.starts_with(|c: char| c.is_ascii_digit()))
            && let Some((last, date)) = self.calendar(i, to, from)
        {
            return plain(last, date);
        }
        let today = self.today_day();
        let day = self
            .today
            .filter(|d| d.precision() == legation_text::Precision::Day)
            .map(|d| d.first_day());
        match w {
            "yesterday" => plain(i, PartialDate::day(day?.yesterday().ok()?)),
            "today" | "tonight" => plain(i, PartialDate::day(day?)),
            "tomorrow" => plain(i, PartialDate::day(day?.tomorrow().ok()?)),
            "overnight" => plain(i, PartialDate::day(day?)),
            "last" | "this" | "next" | "past" => {
                let sign = match w {
                    "this" => 0,
                    "next" => 1,
                    _ => -1,
                };
                self.unit(i + 1, to, today?, sign, i)
            }
            "earlier" | "later" if self.peek(i + 1, to) == "this" => {
                self.unit(i + 2, to, today?, 0, i)
            }
            "earlier" if self.peek(i + 1, to) == "in" && self.peek(i + 2, to) == "the" => {
                self.unit(i + 3, to, today?, 0, i)
            }
            // "over the weekend": one of two days, told by the month
            "the" if self.peek(i + 1, to) == "weekend" => {
                let saturday = self.weekday(Weekday::Saturday, "last")?;
                plain(i + 1, month_precise(saturday))
            }
            "the" => self.relative_day(i, to),
            _ => self.ago(i, to, today),
        }
    }

    /// "last month", "this week", "last October", "last Tuesday" (weekdays are read above).
    fn unit(
        &self,
        i: usize,
        to: usize,
        today: Date,
        sign: i32,
        _first: usize,
    ) -> Option<(usize, PartialDate, bool, Option<i32>)> {
        let w = self.peek(i, to);
        if let Some(month) = month_of(w) {
            let mut year = today.year();
            let later = month >= today.month();
            match sign {
                -1 if later => year -= 1,
                1 if !later || month == today.month() => year += 1,
                _ => {}
            }
            return Some((i, PartialDate::month(year, month)?, false, None));
        }
        if let Some(weekday) = weekday_of(w) {
            let before = if sign > 0 { "next" } else { "last" };
            return Some((
                i,
                PartialDate::day(self.weekday(weekday, before)?),
                false,
                None,
            ));
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
        Some((i, date, false, None))
    }

    /// "three days ago", "two years earlier", "a day later".
    fn ago(
        &self,
        i: usize,
        to: usize,
        today: Option<Date>,
    ) -> Option<(usize, PartialDate, bool, Option<i32>)> {
        if self.word(i) == "hours" && matches!(self.peek(i + 1, to), "earlier" | "later") {
            return Some((i + 1, self.today?, false, Some(0)));
        }
        // "hours after …", "the day after …"
        if self.word(i) == "a" && self.peek(i + 1, to) == "fortnight" {
            let days = match self.peek(i + 2, to) {
                "ago" | "earlier" => 14,
                _ => return None,
            };
            let then = today?.checked_sub(days.days()).ok()?;
            return Some((i + 2, month_precise(then), false, None));
        }
        if matches!(self.word(i), "hours" | "minutes") && self.peek(i + 1, to) == "after" {
            return Some((i + 1, self.today?, false, Some(0)));
        }
        let the = usize::from(self.word(i) == "the" && self.peek(i + 1, to) == "day");
        let count = if the == 1 {
            1
        } else {
            number_of(self.word(i))?
        };
        if self.peek(i + 2, to) == "after" {
            let days = match self.peek(i + 1, to).trim_end_matches('s') {
                "day" => count,
                "week" => 7 * count,
                "hour" => 0,
                "year" => {
                    let year = PartialDate::year(today?.year() - i16::try_from(count).ok()?)?;
                    return Some((i + 2, year, false, None));
                }
                "decade" => {
                    let year = PartialDate::year(today?.year() - i16::try_from(10 * count).ok()?)?;
                    return Some((i + 2, year, false, None));
                }
                "month" => {
                    return Some((i + 2, month_from(today?, -count)?, false, None));
                }
                _ => return None,
            };
            return Some((i + 2, self.today?, false, Some(-days)));
        }
        let unit = self.peek(i + 1, to).trim_end_matches('s');
        let word = self.peek(i + 2, to);
        let sign = match word {
            "ago" => -1,
            "later" => 1,
            "earlier" => -1,
            _ => return None,
        };
        if !matches!(unit, "day" | "week" | "month" | "year" | "hour" | "decade") {
            return None;
        }
        if word != "ago" {
            let days = match unit {
                "day" => sign * count,
                "week" => sign * count * 7,
                "hour" => 0,
                _ => return None,
            };
            return Some((i + 2, self.today?, false, Some(days)));
        }
        let today = today?;
        let back: Duration = match unit {
            "day" => count.days(),
            "week" => (count * 7).days(),
            "month" => count.months(),
            "year" => count.years(),
            "decade" => (count * 10).years(),
            _ => 0.days(),
        };
        let then = today.checked_sub(back).ok()?;
        let precise = self
            .today
            .is_some_and(|d| d.precision() == legation_text::Precision::Day);
        let date = match unit {
            "day" if precise => PartialDate::day(then),
            "day" | "week" | "month" => month_precise(then),
            "hour" => self.today?,
            _ => PartialDate::year(then.year())?,
        };
        Some((i + 2, date, false, None))
    }

    /// "the next day", "the following day", "the same day", "the previous day".
    fn relative_day(&self, i: usize, to: usize) -> Option<(usize, PartialDate, bool, Option<i32>)> {
        let (a, b) = (self.peek(i + 1, to), self.peek(i + 2, to));
        let days = match (a, b) {
            ("next" | "following", "day") => 1,
            ("same", "day") => 0,
            ("previous", "day") => -1,
            ("day", "after" | "before" | "earlier") => -1,
            _ => return None,
        };
        Some((i + 2, self.today?, false, Some(days)))
    }

    /// The last such weekday up to the report's date, or the one after it where `before` says so.
    fn weekday(&self, weekday: Weekday, before: &str) -> Option<Date> {
        let today = self
            .today
            .filter(|d| d.precision() == legation_text::Precision::Day)?
            .first_day();
        if before == "next" || before == "by" || before == "until" {
            return today.nth_weekday(1, weekday).ok();
        }
        if today.weekday() == weekday && before != "last" {
            return Some(today);
        }
        today.nth_weekday(-1, weekday).ok()
    }

    /// "July 13, 2022", "13 July", "13 July 2022", "July 2022", "July", "2016", "2022-07-13".
    fn calendar(&self, i: usize, to: usize, from: usize) -> Option<(usize, PartialDate)> {
        if i >= to {
            return None;
        }
        let w = self.word(i);
        if w.len() == 10 && w.as_bytes()[4] == b'-' {
            return w.parse().ok().map(|d| (i, d));
        }
        if let Some(month) = month_of(w) {
            // "may" and "march" are verbs too
            if !self.tokens[i]
                .span
                .of(self.text)
                .starts_with(char::is_uppercase)
            {
                return None;
            }
            let dot = usize::from(
                self.peek(i + 1, to) == "."
                    && self
                        .peek(i + 2, to)
                        .starts_with(|c: char| c.is_ascii_digit()),
            );
            if let Some(day) = day_number(self.peek(i + 1 + dot, to)) {
                let mut last = i + 1 + dot;
                let comma = usize::from(self.peek(last + 1, to) == ",");
                if let Some(year) = year_of(self.peek(last + 1 + comma, to)) {
                    last += 1 + comma;
                    return Date::new(year, month, day)
                        .ok()
                        .map(|d| (last, PartialDate::day(d)));
                }
                return self.nearest_day(month, day).map(|d| (last, d));
            }
            let of = usize::from(matches!(self.peek(i + 1, to), "," | "of"));
            if let Some(year) = year_of(self.peek(i + 1 + of, to)) {
                return Some((i + 1 + of, PartialDate::month(year, month)?));
            }
            let before = if i > from { self.word(i - 1) } else { "" };
            let certain = matches!(
                before,
                "in" | "since"
                    | "until"
                    | "by"
                    | "of"
                    | "early"
                    | "late"
                    | "mid"
                    | "from"
                    | "during"
                    | "to"
                    | "for"
                    | "and"
            );
            if !certain || (w == "may" && before == "of") {
                return None;
            }
            return self.nearest_month(month).map(|d| (i, d));
        }
        if let Some(day) = day_number(w) {
            let of = usize::from(self.peek(i + 1, to) == "of");
            if let Some(month) = month_of(self.peek(i + 1 + of, to)).filter(|_| i + 1 + of < to) {
                let mut last = i + 1 + of;
                let comma = usize::from(self.peek(last + 1, to) == ",");
                if let Some(year) = year_of(self.peek(last + 1 + comma, to)) {
                    last += 1 + comma;
                    return Date::new(year, month, day)
                        .ok()
                        .map(|d| (last, PartialDate::day(d)));
                }
                return self.nearest_day(month, day).map(|d| (last, d));
            }
        }
        if let Some(year) = year_of(w) {
            let before = if i > from { self.word(i - 1) } else { "" };
            let certain = matches!(
                before,
                "in" | "since"
                    | "of"
                    | "until"
                    | "by"
                    | "from"
                    | "during"
                    | "early"
                    | "late"
                    | "and"
                    | ","
                    | "year"
                    | "the"
                    | "mid"
                    | "before"
                    | "after"
                    | "again"
                    | "("
                    | "to"
                    | "only"
                    | "back"
            );
            return certain
                .then(|| PartialDate::year(year).map(|d| (i, d)))
                .flatten();
        }
        None
    }

    /// Month and day without a year: the last one before or shortly after the report's date.
    fn nearest_day(&self, month: i8, day: i8) -> Option<PartialDate> {
        let today = self.today_day()?;
        let this_year = Date::new(today.year(), month, day).ok();
        let horizon = today.checked_add(150.days()).ok()?;
        match this_year {
            Some(d) if d <= horizon => Some(PartialDate::day(d)),
            _ => Date::new(today.year() - 1, month, day)
                .ok()
                .map(PartialDate::day),
        }
    }

    fn nearest_month(&self, month: i8) -> Option<PartialDate> {
        let today = self.today_day()?;
        let year = if month > today.month() + 4 {
            today.year() - 1
        } else {
            today.year()
        };
        PartialDate::month(year, month)
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
