//! Days, months and years of the calendar, and weekdays.

use super::*;

impl Clock<'_> {
    /// The last such weekday up to the report's date, or the one after it where `before` says so.
    pub(super) fn weekday(&self, weekday: Weekday, before: &str) -> Option<Date> {
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

    /// Such a weekday of the week before the one in which the report was written; weeks begin on Mondays.
    pub(super) fn weekday_of_last_week(&self, weekday: Weekday) -> Option<Date> {
        let today = self
            .today
            .filter(|d| d.precision() == legation_text::Precision::Day)?
            .first_day();
        let days = i32::from(weekday.to_monday_zero_offset())
            - i32::from(today.weekday().to_monday_zero_offset())
            - 7;
        today.checked_add(days.days()).ok()
    }

    /// "July 13, 2022", "13 July", "13 July 2022", "July 2022", "July", "2016", "2022-07-13".
    pub(super) fn calendar(
        &self,
        i: usize,
        to: usize,
        from: usize,
    ) -> Option<(usize, PartialDate)> {
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
                if let Some((end, year)) = self.year_of_report(last + 1, to) {
                    let day = Date::new(year, month, day).ok()?;
                    return Some((end, PartialDate::day(day)));
                }
                return self.nearest_day(month, day).map(|d| (last, d));
            }
            let of = usize::from(matches!(self.peek(i + 1, to), "," | "of"));
            if let Some(year) = year_of(self.peek(i + 1 + of, to)) {
                return Some((i + 1 + of, PartialDate::month(year, month)?));
            }
            if let Some((end, year)) = self.year_of_report(i + 1, to) {
                return Some((end, PartialDate::month(year, month)?));
            }
            let before = if i > from { self.word(i - 1) } else { "" };
            let certain = matches!(
                before,
                "in" | "since"
                    | "until"
                    | "by"
                    | "of"
                    | "before"
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
            let nearest = match before {
                // What has been so "since July" has begun.
                "since" => self.last_month_named(month),
                _ => self.nearest_month(month),
            };
            return nearest.map(|d| (i, d));
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
                if let Some((end, year)) = self.year_of_report(last + 1, to) {
                    let day = Date::new(year, month, day).ok()?;
                    return Some((end, PartialDate::day(day)));
                }
                return self.nearest_day(month, day).map(|d| (last, d));
            }
        }
        if let Some(year) = year_of(w) {
            let before = if i > from { self.word(i - 1) } else { "" };
            // "shut between 1951 and 1953": from the first on
            if before == "and" && i >= from + 3 && self.word(i - 3) == "between" {
                return None;
            }
            let certain = matches!(
                before,
                "in" | "since"
                    | "between"
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
            // "1991: Ukraine and Poland establish relations"
            let heads = i == from && matches!(self.peek(i + 1, to), ":" | "–" | "—" | "-");
            return (certain || heads)
                .then(|| PartialDate::year(year).map(|d| (i, d)))
                .flatten();
        }
        None
    }

    /// "last year", "of this year", after a month or a day.
    fn year_of_report(&self, i: usize, to: usize) -> Option<(usize, i16)> {
        let at = i + usize::from(self.peek(i, to) == "of");
        let today = self.today_day()?.year();
        let year = match self.peek(at, to) {
            "last" => today - 1,
            "this" => today,
            "next" => today + 1,
            _ => return None,
        };
        (self.peek(at + 1, to) == "year").then_some((at + 1, year))
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

    fn last_month_named(&self, month: i8) -> Option<PartialDate> {
        let today = self.today_day()?;
        PartialDate::month(today.year() - i16::from(month > today.month()), month)
    }

    pub(super) fn nearest_month(&self, month: i8) -> Option<PartialDate> {
        let today = self.today_day()?;
        let year = if month > today.month() + 4 {
            today.year() - 1
        } else {
            today.year()
        };
        PartialDate::month(year, month)
    }
}
