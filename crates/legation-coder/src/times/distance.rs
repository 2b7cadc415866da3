//! Times that are counted from another, or go back to one told before.

use legation_text::Precision;

use super::*;

/// How far from a time told before; what is before it is less than nought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Distance {
    Days(i32),
    Weeks(i32),
    Months(i32),
    Years(i32),
}

impl Distance {
    /// The time meant, so far from `base`; told no more precisely than the distance is.
    pub fn from(self, base: PartialDate) -> PartialDate {
        let day = base.first_day();
        let date = match self {
            Distance::Days(days) => return shifted(base, days),
            _ if base.precision() == Precision::Year && !matches!(self, Distance::Years(_)) => None,
            Distance::Weeks(weeks) if base.precision() != Precision::Day && weeks > 0 => None,
            Distance::Weeks(weeks) => day.checked_add((7 * weeks).days()).ok().map(month_precise),
            Distance::Months(months) => month_from(day, months),
            Distance::Years(years) => i16::try_from(years)
                .ok()
                .and_then(|years| PartialDate::year(day.year().checked_add(years)?)),
        };
        date.unwrap_or(base)
    }

    /// Whether it is counted in days, from a day.
    pub fn is_in_days(self) -> bool {
        matches!(self, Distance::Days(_))
    }

    /// Whether it is counted in years.
    pub fn is_in_years(self) -> bool {
        matches!(self, Distance::Years(_))
    }

    /// Whether it looks ahead of the time told.
    pub fn is_ahead(self) -> bool {
        let (Distance::Days(n) | Distance::Weeks(n) | Distance::Months(n) | Distance::Years(n)) =
            self;
        n > 0
    }

    /// The other way.
    pub fn turned(self) -> Self {
        match self {
            Distance::Days(n) => Distance::Days(-n),
            Distance::Weeks(n) => Distance::Weeks(-n),
            Distance::Months(n) => Distance::Months(-n),
            Distance::Years(n) => Distance::Years(-n),
        }
    }

    fn of(count: i32, unit: &str) -> Option<Self> {
        Some(match unit {
            "hour" | "minute" => Distance::Days(0),
            "day" => Distance::Days(count),
            "week" => Distance::Weeks(count),
            "fortnight" => Distance::Weeks(2 * count),
            "month" => Distance::Months(count),
            "year" => Distance::Years(count),
            _ => return None,
        })
    }
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
    /// "on 5 May of that year".
    DayOfYear(i8, i8),
    /// "in May of the following year", "in May of the year before": so many years from it.
    MonthFrom(i8, i16),
    /// "on the 20th".
    Day(i8),
}

impl Anaphor {
    /// The time meant, after `before` was told.
    pub fn within(self, before: PartialDate, following: bool) -> Option<PartialDate> {
        let day = before.first_day();
        match self {
            Anaphor::Year => PartialDate::year(day.year()),
            Anaphor::Month if before.precision() == Precision::Year => Some(before),
            Anaphor::Month => PartialDate::month(day.year(), day.month()),
            Anaphor::DayOfYear(month, date) => Date::new(day.year(), month, date)
                .ok()
                .map(PartialDate::day),
            Anaphor::MonthFrom(month, years) => PartialDate::month(day.year() + years, month),
            Anaphor::Day(number) => (before.precision() != Precision::Year)
                .then(|| Date::new(day.year(), day.month(), number).ok())?
                .map(PartialDate::day),
            Anaphor::MonthOfYear(month) => {
                let later =
                    following && before.precision() != Precision::Year && month <= day.month();
                PartialDate::month(day.year() + i16::from(later), month)
            }
        }
    }
}

impl Clock<'_> {
    /// "that year", "later that month", "that same month", "in May of that year", "the following May", "later in the
    /// year".
    pub(super) fn anaphor(&self, i: usize, to: usize) -> Option<(usize, Anaphor)> {
        let w = |k: usize| self.peek(i + k, to);
        if w(0) == "that" {
            let same = usize::from(w(1) == "same");
            return match w(1 + same) {
                "year" | "spring" | "summer" | "autumn" | "winter" => {
                    Some((i + 1 + same, Anaphor::Year))
                }
                // "severed relations at that time"
                "time" if i > 0 && self.word(i - 1) == "at" => Some((i + 1 + same, Anaphor::Month)),
                "month" | "week" | "weekend" => Some((i + 1 + same, Anaphor::Month)),
                month if self.is_capital(i + 1 + same, to) => {
                    month_of(month).map(|m| (i + 1 + same, Anaphor::MonthOfYear(m)))
                }
                _ => None,
            };
        }
        if w(0) == "the" && w(1) == "following" && self.is_capital(i + 2, to) {
            return month_of(w(2)).map(|m| (i + 2, Anaphor::MonthOfYear(m)));
        }
        if w(0) == "the" && w(1) == "same" {
            // "in the same month of 2009": of that year
            let of_year = w(3) == "of" && w(4).len() == 4 && w(4).starts_with(['1', '2']);
            let anaphor = match w(2) {
                "year" => Anaphor::Year,
                "month" | "week" | "weekend" if !of_year => Anaphor::Month,
                _ => return None,
            };
            return Some((i + 2, anaphor));
        }
        if w(0) == "later" && w(1) == "in" && w(2) == "the" {
            let anaphor = match w(3) {
                "year" => Anaphor::Year,
                "month" | "week" => Anaphor::Month,
                _ => return None,
            };
            return Some((i + 3, anaphor));
        }
        let of_that_year = |k: usize| {
            let of = usize::from(w(k) == "of");
            (matches!(w(k + of), "that" | "the") && matches!(w(k + of + 1), "year" | "same"))
                .then(|| i + k + of + 1 + usize::from(w(k + of + 1) == "same"))
        };
        if w(0) == "the"
            && w(1).ends_with(|c: char| c.is_ascii_alphabetic())
            && let Some(day) = day_number(w(1))
            && self.follows_on(i)
            && !self.is_counted_thing(i + 2, to)
        {
            return Some((i + 1, Anaphor::Day(day)));
        }
        if self.is_capital(i, to)
            && let Some(month) = month_of(w(0))
        {
            if w(1) == "of" && w(2) == "the" {
                let year = i + 4;
                match (w(3), w(4)) {
                    ("following" | "next", "year") => {
                        return Some((year, Anaphor::MonthFrom(month, 1)));
                    }
                    ("previous" | "preceding", "year") | ("year", "before") => {
                        return Some((year, Anaphor::MonthFrom(month, -1)));
                    }
                    ("year", "after") => return Some((year, Anaphor::MonthFrom(month, 1))),
                    _ => {}
                }
            }
            return match day_number(w(1)) {
                Some(day) => Some((of_that_year(2)?, Anaphor::DayOfYear(month, day))),
                None => Some((of_that_year(1)?, Anaphor::MonthOfYear(month))),
            };
        }
        let day = day_number(w(0))?;
        let month = month_of(w(1)).filter(|_| self.is_capital(i + 1, to))?;
        Some((of_that_year(2)?, Anaphor::DayOfYear(month, day)))
    }

    /// Whether "on" or the like stands before: "on the 20th".
    fn follows_on(&self, i: usize) -> bool {
        i > 0 && matches!(self.word(i - 1), "on" | "until" | "by" | "from" | "since")
    }

    /// "the 20th floor", "the 4th of July": an ordinal that counts something else than days of the month.
    fn is_counted_thing(&self, i: usize, to: usize) -> bool {
        let next = self.peek(i, to);
        next.starts_with(char::is_lowercase)
            && i < to
            && !self.is_capital(i, to)
            && !matches!(
                next,
                "and"
                    | "but"
                    | "at"
                    | "in"
                    | "after"
                    | "when"
                    | "as"
                    | "it"
                    | "he"
                    | "she"
                    | "they"
                    | "its"
                    | "the"
                    | "by"
                    | "with"
            )
    }

    /// "the next day", "the same evening", "the month before", "the day after …", "the end of the year", "the weekend".
    pub(super) fn of_the(&self, i: usize, to: usize, today: Option<Date>) -> Option<Read> {
        let (a, b) = (self.peek(i + 1, to), self.peek(i + 2, to));
        let now = self.today?;
        if a == "weekend" {
            // one of two days, told by the month
            return Read::plain(
                i + 1,
                month_precise(self.weekday(Weekday::Saturday, "last")?),
            );
        }
        // "in the autumn": the last one
        let begins = match a {
            "spring" => Some(3),
            "summer" => Some(6),
            "autumn" => Some(9),
            _ => None,
        };
        if let Some(month) = begins.filter(|_| i > 0 && self.word(i - 1) == "in" && b != "of") {
            let today = today?;
            let year = today.year() - i16::from(month > today.month());
            return Read::plain(i + 1, PartialDate::year(year)?);
        }
        if a == "turn" && b == "of" && self.peek(i + 4, to) == "year" {
            return Read::long_ago(i + 4, PartialDate::year(today?.year())?);
        }
        if matches!(a, "end" | "close") && b == "of" {
            let the = usize::from(matches!(self.peek(i + 3, to), "the" | "this"));
            let unit = self.peek(i + 3 + the, to);
            return (the == 1 && matches!(unit, "year" | "month"))
                .then(|| self.unit(i + 4, to, today?, 0))?;
        }
        let part_of_day =
            |word: &str| matches!(word, "day" | "night" | "evening" | "morning" | "afternoon");
        let unit = |word: &str| match word {
            "week" | "month" | "year" => Distance::of(1, word),
            _ => part_of_day(word).then_some(Distance::Days(1)),
        };
        match a {
            "next" | "following" => return Read::counted(i + 2, now, unit(b)?),
            "previous" => return Read::counted(i + 2, now, unit(b)?.turned()),
            // "recognised it on the same day in October of that year": both on one day, which is not told
            "same"
                if part_of_day(b)
                    && self.peek(i + 3, to) == "in"
                    && month_of(self.peek(i + 4, to)).is_some() =>
            {
                return None;
            }
            "same" if part_of_day(b) => return Read::counted(i + 2, now, Distance::Days(0)),
            _ => {}
        }
        let one = unit(a)?;
        match b {
            "earlier" => Read::counted(i + 2, now, one.turned()),
            "before" | "after" => {
                let alone = self.stands_alone(i + 2, to);
                let distance = if (b == "after") == alone {
                    one
                } else {
                    one.turned()
                };
                Read::counted(i + 2, now, distance).map(|read| Read {
                    following: !alone,
                    ..read
                })
            }
            _ => None,
        }
    }

    /// Whether "before" or "after" at `i` has no clause of its own: "the day before.", "two years before, …".
    fn stands_alone(&self, i: usize, to: usize) -> bool {
        let next = self.peek(i + 1, to);
        !next.starts_with(char::is_alphanumeric)
            || matches!(
                next,
                "and"
                    | "but"
                    | "because"
                    | "in"
                    | "at"
                    | "by"
                    | "to"
                    | "with"
                    | "over"
                    | "for"
                    | "on"
                    | "when"
                    | "while"
                    | "as"
            )
    }

    /// "three days ago", "two years earlier", "a day later", "hours after …", "a few weeks before that".
    pub(super) fn counted(&self, i: usize, to: usize, today: Option<Date>) -> Option<Read> {
        let w = self.word(i);
        let few = usize::from(w == "a" && self.peek(i + 1, to) == "few");
        let count = match w {
            "several" => None,
            _ if few == 1 => None,
            _ if w.ends_with('s') && unit_of(w).is_some() => None,
            _ => Some(number_of(w)?),
        };
        let at = if unit_of(w).is_some() { i } else { i + 1 + few };
        let unit = unit_of(self.peek(at, to))?;
        let word = self.peek(at + 1, to);
        let now = self.today?;
        let alone = matches!(word, "before" | "after") && self.stands_alone(at + 1, to);
        let that = matches!(word, "before" | "after") && self.peek(at + 2, to) == "that";
        let following = matches!(word, "before" | "after") && !alone && !that;
        let last = at + 1 + usize::from(that);
        let sign = match word {
            "ago" | "earlier" => -1,
            "later" | "afterward" | "afterwards" => 1,
            "before" => {
                if following {
                    1
                } else {
                    -1
                }
            }
            "after" => {
                if following {
                    -1
                } else {
                    1
                }
            }
            _ => return None,
        };
        let counted = |distance: Distance| {
            Read::counted(last, now, distance).map(|read| Read { following, ..read })
        };
        let long = |years: i32| {
            let distance = Distance::Years(sign * years);
            if word == "ago" {
                return Read::long_ago(last, distance.from(PartialDate::day(today?)));
            }
            counted(distance).map(|read| Read {
                vague: true,
                ..read
            })
        };
        if unit == "decade" {
            return long(10 * count.unwrap_or(1));
        }
        let Some(count) = count else {
            return match unit {
                "hour" | "minute" if word == "ago" => Read::plain(last, now),
                "day" | "week" if word == "ago" => {
                    let days = if unit == "day" { 3 } else { 21 };
                    Read::plain(last, month_precise(today?.checked_sub(days.days()).ok()?))
                }
                "hour" | "minute" => counted(Distance::Days(0)),
                // some days: the month is known, the day is not
                "day" => counted(Distance::Weeks(0)),
                "week" => counted(Distance::Weeks(3 * sign)),
                "year" => long(2),
                _ => None,
            };
        };
        let distance = Distance::of(sign * count, unit)?;
        if word != "ago" {
            return counted(distance);
        }
        let precise = now.precision() == Precision::Day;
        let date = match distance {
            Distance::Days(0) => now,
            Distance::Days(days) if precise => {
                PartialDate::day(today?.checked_add(days.days()).ok()?)
            }
            Distance::Days(days) => month_precise(today?.checked_add(days.days()).ok()?),
            _ => distance.from(PartialDate::day(today?)),
        };
        Read::plain(last, date)
    }
}

fn unit_of(word: &str) -> Option<&str> {
    let unit = word.strip_suffix('s').unwrap_or(word);
    matches!(
        unit,
        "minute" | "hour" | "day" | "week" | "fortnight" | "month" | "year" | "decade"
    )
    .then_some(unit)
}
