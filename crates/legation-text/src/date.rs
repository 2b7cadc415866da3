//! Calendar dates that know how precisely they are known.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How precisely a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// The year alone (`2022`).
    Year,
    /// Year and month (`2022-07`).
    Month,
    /// The day (`2022-07-13`).
    Day,
}

impl Precision {
    /// The word that the output formats use: `year`, `month` or `day`.
    pub fn as_str(self) -> &'static str {
        match self {
            Precision::Year => "year",
            Precision::Month => "month",
            Precision::Day => "day",
        }
    }
}

/// A Gregorian date of day, month or year precision, written `2022-07-13`, `2022-07` or `2022`.
///
/// A date of month or year precision stands for *some day* of that month or year; [`first_day`](Self::first_day)
/// and [`last_day`](Self::last_day) are its bounds, both inclusive.
///
/// ```
/// use legation_text::PartialDate;
/// let june: PartialDate = "2022-06".parse().unwrap();
/// let day: PartialDate = "2022-06-29".parse().unwrap();
/// assert!(june.agrees_with(day));
/// assert_eq!(june.last_day().to_string(), "2022-06-30");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartialDate {
    first: Date,
    precision: Precision,
}

impl PartialDate {
    /// A date known to the day.
    pub fn day(date: Date) -> Self {
        PartialDate {
            first: date,
            precision: Precision::Day,
        }
    }

    /// A month; `None` where there is no such month.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        Some(PartialDate {
            first,
            precision: Precision::Month,
        })
    }

    /// A year; `None` outside -9999 to 9999.
    pub fn year(year: i16) -> Option<Self> {
        let first = Date::new(year, 1, 1).ok()?;
        Some(PartialDate {
            first,
            precision: Precision::Year,
        })
    }

    /// How precisely the date is known.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// The earliest day that it can be.
    pub fn first_day(self) -> Date {
        self.first
    }

    /// The latest day that it can be.
    pub fn last_day(self) -> Date {
        match self.precision {
            Precision::Day => self.first,
            Precision::Month => self.first.last_of_month(),
            Precision::Year => self.first.last_of_year(),
        }
    }

    /// Whether both can be the same day.
    pub fn agrees_with(self, other: PartialDate) -> bool {
        self.first_day() <= other.last_day() && other.first_day() <= self.last_day()
    }

    /// Of two dates that agree the more precise one.
    pub fn sharpen(self, other: PartialDate) -> PartialDate {
        if other.precision > self.precision {
            other
        } else {
            self
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let d = self.first;
        match self.precision {
            Precision::Day => write!(f, "{:04}-{:02}-{:02}", d.year(), d.month(), d.day()),
            Precision::Month => write!(f, "{:04}-{:02}", d.year(), d.month()),
            Precision::Year => write!(f, "{:04}", d.year()),
        }
    }
}

/// A text that is no date of the three forms.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no date; write YYYY-MM-DD, YYYY-MM or YYYY")]
pub struct DateError(pub String);

impl FromStr for PartialDate {
    type Err = DateError;

    /// Reads ISO 8601 calendar dates of the three precisions; of a timestamp (`2022-07-13T08:00:00Z`) the date.
    fn from_str(text: &str) -> Result<Self, DateError> {
        let wrong = || DateError(text.to_owned());
        let trimmed = text.trim();
        let date = match trimmed.find(['T', ' ']) {
            Some(end) if end == 10 => &trimmed[..end],
            _ => trimmed,
        };
        let mut parts = date.split('-');
        let mut number = |digits: usize| -> Result<Option<i16>, DateError> {
            match parts.next() {
                None => Ok(None),
                Some(part) if part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()) => {
                    part.parse().map(Some).map_err(|_| wrong())
                }
                Some(_) => Err(wrong()),
            }
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        if parts.next().is_some() {
            return Err(wrong());
        }
        let year = year.ok_or_else(wrong)?;
        match (month, day) {
            (None, _) => PartialDate::year(year).ok_or_else(wrong),
            (Some(m), None) => PartialDate::month(year, m as i8).ok_or_else(wrong),
            (Some(m), Some(d)) => Date::new(year, m as i8, d as i8)
                .map(PartialDate::day)
                .map_err(|_| wrong()),
        }
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_date_is_written_as_it_was_read() {
        for text in ["2022-07-13", "2022-07", "2022", "0999-01-01"] {
            assert_eq!(date(text).to_string(), text);
        }
    }

    #[test]
    fn a_timestamp_gives_its_day() {
        assert_eq!(date("2022-07-13T22:10:00Z").to_string(), "2022-07-13");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "July",
            "2022-13",
            "2022-02-30",
            "22-07-13",
            "2022-7-1",
            "2022-07-13-01",
            "2022-",
        ] {
            assert!(
                text.parse::<PartialDate>().is_err(),
                "{text} was read as a date"
            );
        }
    }

    #[test]
    fn a_month_agrees_with_its_days_and_its_year_and_no_other() {
        assert!(date("2022-06").agrees_with(date("2022-06-29")));
        assert!(date("2022-06").agrees_with(date("2022")));
        assert!(!date("2022-06").agrees_with(date("2022-07-01")));
        assert!(!date("2022-06").agrees_with(date("2021")));
    }
}
