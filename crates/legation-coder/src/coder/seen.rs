//! The names and the times in a text by themselves, whether or not an event is made of them: for who reads the text.

use legation_gazetteer::EntityRef;
use legation_text::{PartialDate, Report, Span};

use super::Coder;
use crate::mention::{NameFinder, Words};
use crate::times::Clock;

/// What stands in a text besides its events; spans are bytes of the report's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Names of entities, each with the ids of those that it names.
    pub names: Vec<(Span, Vec<String>)>,
    /// Expressions of time, each with its date; `None` where that is counted from a time told before ("two days later") or too
    /// vague for one ("in the 1960s").
    pub times: Vec<(Span, Option<PartialDate>)>,
}

impl Coder {
    /// The names and the times of a report's text.
    ///
    /// ```
    /// use legation_coder::Coder;
    /// use legation_text::Report;
    /// let report = Report::new("Ukraine acted last month.").dated("2022-07-13".parse().unwrap());
    /// let seen = Coder::built_in().unwrap().seen(&report);
    /// assert_eq!(seen.names[0].1, ["UKR"]);
    /// assert_eq!(seen.times[0].1.unwrap().to_string(), "2022-06");
    /// ```
    pub fn seen(&self, report: &Report) -> Seen {
        let sentences = report.sentences();
        let words = Words::new(report, &sentences);
        let found = NameFinder::new(&words, &self.gazetteer, report.date).find();
        let id = |entity: &EntityRef| self.gazetteer.entity(*entity).id.clone();
        let names = found.into_iter().flatten().map(|mention| {
            let span = words.span(mention.first, mention.last);
            (span, mention.entities.iter().map(id).collect())
        });
        let lower = |i: usize| words.lower[i].as_str();
        let clock = Clock {
            text: words.text,
            tokens: &words.tokens,
            lower: &lower,
            today: report.date,
        };
        let told = words.sentences.iter();
        let times = told
            .flat_map(|(from, to)| clock.expressions(*from, *to))
            .map(|time| {
                let counted = time.relative.is_some() || time.anaphoric.is_some() || time.vague;
                (time.span, (!counted).then_some(time.date))
            });
        Seen {
            names: names.collect(),
            times: times.collect(),
        }
    }
}
