//! One claim as it stands in a dossier: what folding needs of it, in a fixed number of bytes.

use jiff::Timestamp;
use jiff::civil::Date;
use legation_text::PartialDate;

use crate::voices::{Sketch, Voice};

/// Bytes of an entry.
pub(crate) const LENGTH: usize = 4 * 8 + 8 + 3 * 4 + 3 + 2 * 8 + Sketch::LENGTH;

/// Where an entry has the numbers of its state and of those who did it.
pub(crate) const STATE_AND_BY: [usize; 2] = [52, 53];

/// Where it has its flags; who tells it stands behind them.
const FLAGS: usize = 54;

const DENIES: u8 = 1;
const OWN_WORD: u8 = 2;
const TOUCHED: u8 = 4;
const WORDED: u8 = 8;

/// A date that is not known, among packed ones.
const NO_DATE: i32 = i32::MIN;

/// What folding needs of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The claim's id, which is written with 16 hexadecimal digits.
    pub id: u64,
    /// The rows of the claim, its event and its report.
    pub claim: i64,
    pub event: i64,
    pub report: i64,
    /// System time, in milliseconds since 1970.
    pub learned: i64,
    /// The number of the claim's state among the dossier's words, and of those who did it.
    pub state: u16,
    pub by: u16,
    /// The byte of the report where the act is told.
    pub place: u32,
    pub valid_from: Option<PartialDate>,
    pub published: Option<PartialDate>,
    /// It says that the relation was *not* in this state.
    pub denies: bool,
    /// It is the word of one whose act it is.
    pub own_word: bool,
    /// Some verdict, recoding or revision is about it: whether it stands is to be asked.
    pub touched: bool,
    /// Who tells it.
    pub voice: Voice,
}

impl Entry {
    /// As it is written; `state` and `by` are the numbers of words of the part in which it will stand.
    pub fn write(&self, state: u8, by: u8, bytes: &mut Vec<u8>) {
        for n in [
            self.id as i64,
            self.claim,
            self.event,
            self.report,
            self.learned,
        ] {
            bytes.extend(n.to_le_bytes());
        }
        bytes.extend(packed(self.valid_from).to_le_bytes());
        bytes.extend(packed(self.published).to_le_bytes());
        bytes.extend(self.place.to_le_bytes());
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        let flags = flag(self.denies, DENIES)
            | flag(self.own_word, OWN_WORD)
            | flag(self.touched, TOUCHED)
            | flag(self.voice.wording.is_some(), WORDED);
        bytes.extend([state, by, flags]);
        bytes.extend(self.voice.publisher.to_le_bytes());
        bytes.extend(self.voice.agency.to_le_bytes());
        bytes.extend(self.voice.wording.unwrap_or_default().to_bytes());
    }

    /// As it was written, with the words' numbers in its part; `None` where these are not the bytes of an entry.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let id = u64::from_le_bytes(take(&mut rest)?);
        let [claim, event, report, learned] = [
            i64::from_le_bytes(take(&mut rest)?),
            i64::from_le_bytes(take(&mut rest)?),
            i64::from_le_bytes(take(&mut rest)?),
            i64::from_le_bytes(take(&mut rest)?),
        ];
        let valid_from = unpacked(i32::from_le_bytes(take(&mut rest)?))?;
        let published = unpacked(i32::from_le_bytes(take(&mut rest)?))?;
        let place = u32::from_le_bytes(take(&mut rest)?);
        let [state, by, flags] = take(&mut rest)?;
        let voice = voice(&mut rest, flags)?;
        rest.is_empty().then_some(Entry {
            id,
            claim,
            event,
            report,
            learned,
            state: state.into(),
            by: by.into(),
            place,
            valid_from,
            published,
            denies: flags & DENIES != 0,
            own_word: flags & OWN_WORD != 0,
            touched: flags & TOUCHED != 0,
            voice,
        })
    }

    /// Who tells the entry that was written so; the rest of it is not looked at.
    pub fn voice_of(bytes: &[u8]) -> Option<Voice> {
        let (before, mut rest) = bytes.split_at_checked(FLAGS + 1)?;
        voice(&mut rest, before[FLAGS])
    }

    /// Marks a written entry as touched, if it is of this claim; whether it is.
    pub fn touch(bytes: &mut [u8], claim: i64) -> bool {
        let is_it = bytes.get(8..16) == Some(&claim.to_le_bytes());
        if let (true, Some(flags)) = (is_it, bytes.get_mut(FLAGS)) {
            *flags |= TOUCHED;
        }
        is_it
    }

    /// The last day by which its report must have been written.
    pub fn known_by(&self) -> Date {
        let learned = || {
            let at = Timestamp::from_millisecond(self.learned).ok()?;
            Some(jiff::tz::Offset::UTC.to_datetime(at).date())
        };
        self.published
            .map(PartialDate::last_day)
            .or_else(learned)
            .unwrap_or(Date::MAX)
    }
}

#[inline]
fn voice(rest: &mut &[u8], flags: u8) -> Option<Voice> {
    let publisher = u64::from_le_bytes(take(rest)?);
    let agency = u64::from_le_bytes(take(rest)?);
    let wording = Sketch::from_bytes(take(rest)?);
    Some(Voice {
        publisher,
        agency,
        wording: (flags & WORDED != 0).then_some(wording),
    })
}

#[inline]
pub(crate) fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, others) = rest.split_first_chunk()?;
    *rest = others;
    Some(*first)
}

/// A date as a number: 20220713, 20220700 or 20220000.
pub(crate) fn packed(date: Option<PartialDate>) -> i32 {
    use legation_text::Precision;
    let Some(date) = date else { return NO_DATE };
    let first = date.first_day();
    let (month, day) = match date.precision() {
        Precision::Year => (0, 0),
        Precision::Month => (first.month(), 0),
        Precision::Day => (first.month(), first.day()),
    };
    let number = i32::from(first.year().abs()) * 10_000 + i32::from(month) * 100 + i32::from(day);
    if first.year() < 0 { -number } else { number }
}

/// The date that was packed into this number; the outer `None` where it is none.
pub(crate) fn unpacked(number: i32) -> Option<Option<PartialDate>> {
    if number == NO_DATE {
        return Some(None);
    }
    let parts = number.abs();
    let year = i16::try_from(parts / 10_000 * number.signum()).ok()?;
    let (month, day) = ((parts / 100 % 100) as i8, (parts % 100) as i8);
    let date = match (month, day) {
        (0, _) => PartialDate::year(year),
        (month, 0) => PartialDate::month(year, month),
        (month, day) => Date::new(year, month, day).ok().map(PartialDate::day),
    };
    date.map(Some)
}

/// System time as a number; the ledger writes RFC 3339.
pub(crate) fn milliseconds(learned: &str) -> Option<i64> {
    let at: Timestamp = learned.parse().ok()?;
    Some(at.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        let entry = Entry {
            id: u64::MAX - 3,
            claim: 7,
            event: 1 << 40,
            report: 9,
            learned: -5,
            state: 2,
            by: 3,
            place: 70_000,
            valid_from: Some("2022-07".parse().unwrap()),
            published: None,
            denies: true,
            own_word: false,
            touched: false,
            voice: Voice {
                publisher: 11,
                agency: 0,
                wording: None,
            },
        };
        let mut bytes = Vec::new();
        entry.write(2, 3, &mut bytes);
        assert_eq!(bytes.len(), LENGTH);
        assert_eq!(Entry::read(&bytes), Some(entry.clone()));
        assert!(!Entry::touch(&mut bytes, 8) && Entry::touch(&mut bytes, 7));
        let touched = Entry {
            touched: true,
            ..entry
        };
        assert_eq!(Entry::read(&bytes), Some(touched));
        assert_eq!(Entry::read(&bytes[1..]), None);
    }

    #[test]
    fn dates_keep_their_precision_when_packed() {
        for date in ["2022-07-13", "2022-07", "2022", "0001-01-01", "9999"] {
            let date = Some(date.parse().unwrap());
            assert_eq!(unpacked(packed(date)), Some(date));
        }
        assert_eq!(unpacked(packed(None)), Some(None));
        assert_eq!(unpacked(20_229_900), None);
    }
}
