//! The shapes of the API's answers, for its description and its tests.
//!
//! Answers are written from the types of the ledger and the coder, which know nothing of OpenAPI. These say the same again,
//! strictly: a test reads every answer into them, and an answer with a field more or less fails it.

#![allow(missing_docs)]

use serde::Deserialize;
use utoipa::ToSchema;

/// `2022-07-13`, `2022-07` or `2022`.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", example = "2022-07-13")]
pub struct Day(pub String);

/// Bytes `[start, end)` of the report's text, UTF-8.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Span(pub [u64; 2]);

macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Deserialize, ToSchema)]
            #[serde(deny_unknown_fields)]
            pub struct $name { $($(#[$field_doc])* pub $field: $kind,)* }
        )*
    };
}

shapes! {
    /// Where a claim or an event is told.
    Source { report: String, publisher: Option<String>, published: Option<Day>, span: Span, text: String }

    /// One line of the ledger: the state of one aspect between two entities, since when, on whose word.
    Relation {
        aspect: String, from: Option<String>, to: Option<String>, object: Option<String>, state: String,
        since: Option<Day>, since_precision: Option<String>, until: Option<Day>, by: Vec<String>,
        /// Whether others say otherwise of the same time.
        disputed: bool,
        /// Whether the ledger holds it to be so.
        stands: bool,
        /// Whether it had surely begun by the date asked for.
        certain: bool,
        /// Whether it follows from the state of diplomatic relations alone.
        implied: bool,
        reports: u64, publishers: u64, voices: u64,
        /// How many of these are not among the sources, of very many.
        unlisted: u64,
        denied_by: Vec<String>, denials: Vec<Source>, claims: Vec<String>, sources: Vec<Source>,
    }

    /// How two entities stand on a date.
    Relations { pair: [String; 2], on: Day, relations: Vec<Relation> }

    /// All states of all relations of two.
    Histories { pair: [String; 2], histories: Vec<History> }

    /// The states of one relation.
    History {
        aspect: String, from: Option<String>, to: Option<String>, object: Option<String>,
        lines: Vec<Relation>, contested: Vec<Relation>,
    }

    /// How one entity stands to the one asked about.
    Standing {
        with: String, aspect: String, from: Option<String>, to: Option<String>, object: Option<String>, state: String,
        since: Option<Day>, since_precision: Option<String>, before: Option<String>,
        disputed: bool, certain: bool, implied: bool, reports: u64, claim: Option<String>,
    }

    /// How all stand to one, in one view.
    World { of: String, show: String, on: Day, as_known: Option<Day>, standings: Vec<Standing> }

    /// All relations of one.
    Standings { of: String, on: Day, as_known: Option<Day>, standings: Vec<Standing> }

    /// Who recognises an entity.
    Recognition {
        of: String, on: Day, recognised_by: Vec<Recogniser>, withdrawn: Vec<Recogniser>, refused: Vec<Recogniser>,
        other: Vec<Recogniser>,
    }

    /// One who recognises, or does not.
    Recogniser {
        id: String, state: String, object: Option<String>, since: Option<Day>, since_precision: Option<String>,
        disputed: bool, stands: bool, certain: bool, implied: bool, reports: u64, publishers: u64, voices: u64,
        unlisted: u64, denied_by: Vec<String>, claims: Vec<String>, sources: Vec<Source>,
    }

    /// An entity's part in an event.
    Party { id: Option<String>, country: Option<String>, sector: String, text: String, span: Span }

    /// Who says so inside the report.
    Attribution { text: String, span: Span, id: Option<String> }

    /// What the ledger does with an asserted event.
    Effect { aspect: String, state: String, ordered: bool, from: Vec<String>, to: Vec<String>, object: Option<String> }

    /// One thing that a report says was done.
    Event {
        id: String, report: String, sentence: u64, text: String, span: Span, actor: Vec<Party>, recipient: Vec<Party>,
        object: Vec<Party>, event: Option<String>, mode: Option<String>, context: Vec<String>, cameo: String,
        act: Option<String>, date: Option<Day>, date_precision: Option<String>, modality: String,
        attribution: Option<Attribution>, cause: Option<String>, plover_score: f64, goldstein: f64, confidence: f64,
        trigger: Span, evidence: Vec<Span>,
        #[serde(default)]
        effect: Option<Effect>,
    }

    /// All that happened between two.
    Timeline {
        pair: [String; 2],
        /// How many earlier ones are not listed, of very many.
        earlier: u64,
        entries: Vec<TimelineEntry>,
    }

    /// One event, however many reports tell it.
    TimelineEntry { date: Option<Day>, date_precision: Option<String>, event: Event, sources: Vec<Source>, unlisted: u64 }

    /// An event as one report tells it.
    ToldEvent { publisher: Option<String>, published: Option<Day>, event: Event }

    /// The latest events that an entity takes part in.
    LatestEvents { of: String, on: Day, as_known: Option<Day>, events: Vec<ToldEvent> }

    /// What moved.
    Changes { since: Day, until: Day, as_known: Option<Day>, total: u64, page: u64, per_page: u64, changes: Vec<Change> }

    /// A relation that went from one state to another.
    Change {
        pair: [String; 2], before: Option<String>,
        aspect: String, from: Option<String>, to: Option<String>, object: Option<String>, state: String,
        since: Option<Day>, since_precision: Option<String>, until: Option<Day>, by: Vec<String>,
        disputed: bool, stands: bool, certain: bool, implied: bool, reports: u64, publishers: u64, voices: u64,
        unlisted: u64, denied_by: Vec<String>, denials: Vec<Source>, claims: Vec<String>, sources: Vec<Source>,
    }

    /// What a reviewer said of a claim.
    Verdict {
        number: i64, claim: String, kind: String, by: String, reason: String, given: String, stands: bool,
        replacement: Option<String>, undoes: Option<i64>, carried: Option<i64>,
    }

    /// A report without its text.
    ReportCard { id: String, publisher: Option<String>, published: Option<Day>, title: Option<String>, url: Option<String> }

    /// A claim, down to the sentence.
    Explanation {
        claim: String, relation: Relation, status: String, denies: bool, verdicts: Vec<Verdict>, pair: [String; 2],
        learned: String, event: Event, words: String, report: ReportCard,
    }

    /// What led to a claim's event, and what followed from it.
    Chain { claim: String, links: Vec<Link> }

    /// One event of a chain.
    Link {
        date: Option<Day>, date_precision: Option<String>, event: Event, answers: Vec<String>, claims: Vec<String>,
        asked: bool, sources: Vec<Source>,
    }

    /// A claim that someone should look at.
    Doubt {
        claim: String, why: String, confidence: f64,
        /// Whether it says that this was not so.
        denies: bool,
        pair: [String; 2], relation: Relation,
    }

    /// Claims that someone should look at, the most doubtful first.
    Doubts { total: u64, more: bool, page: u64, per_page: u64, doubts: Vec<Doubt> }

    /// The reports, the latest first.
    Reports { page: u64, per_page: u64, reports: Vec<ReportCard> }

    /// A report with its text and what is read in it.
    Report {
        id: String, publisher: Option<String>, published: Option<Day>, title: Option<String>, url: Option<String>,
        language: Option<String>, kind: String, learned: String, revised: Option<String>, replacement: Option<String>,
        body: Span, text: String, events: Vec<StoredEvent>,
    }

    /// An event of a report with the claims that it makes.
    StoredEvent { stands: bool, claims: Vec<StoredClaim>, event: Event }

    /// A claim by name, and whether it is folded.
    StoredClaim { id: String, status: String }

    /// What a search finds.
    Search { total: u64, ranked: bool, page: u64, per_page: u64, reports: Vec<Found> }

    /// A report that has the words; in the excerpt U+0002 stands before and U+0003 after each of them.
    Found {
        id: String, publisher: Option<String>, published: Option<Day>, title: Option<String>, url: Option<String>,
        excerpt: String,
    }

    /// An entity.
    Entity {
        id: String, name: String, kind: String, country: Option<String>, region: Option<String>, from: Option<Day>,
        to: Option<Day>,
        /// Claims about relations of it.
        claims: i64,
    }

    /// Entities: those that the ledger has claims about, the most claimed first; or those that words mean.
    Entities { total: u64, page: u64, per_page: u64, entities: Vec<Entity> }

    /// An act of the codebook.
    Act {
        id: String, name: String, definition: String, event: String, mode: Option<String>, context: Vec<String>,
        cameo: String, plover_score: f64, goldstein: f64,
    }

    /// The codebook.
    Acts { acts: Vec<Act> }

    /// What a report says, before it is kept.
    Reading { report: String, published: Option<Day>, title: Option<String>, text: String, events: Vec<Event>, notes: Vec<Note> }

    /// Something that a reader of the events should know.
    Note { span: Span, text: String }
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(ToSchema)]
            #[schema(rename_all = "kebab-case")]
            #[allow(dead_code)]
            pub enum $name { $($variant,)* }
        )*
    };
}

names! {
    /// The views of the map.
    ShowName {
        Diplomatic, Consular, RecognisedBy, Recognises, SanctionedBy, Sanctions, MissionsIn, MissionsOf, Members, Parties,
    }
    /// The aspects of relations, or all of them.
    AspectName { All, Diplomatic, Consular, Recognition, Representation, Sanctions, Membership, Treaty }
    /// How sure a change must be.
    CertaintyName { All, Undisputed, Corroborated, Disputed }
}

#[cfg(test)]
mod tests {
    use legation_ledger::vocabulary;
    use utoipa::PartialSchema;

    use super::*;
    use crate::moved::Certainty;
    use crate::show::SHOWS;

    fn named<T: PartialSchema>() -> Vec<String> {
        let schema = serde_json::to_value(T::schema()).unwrap();
        serde_json::from_value(schema["enum"].clone()).unwrap()
    }

    #[test]
    fn the_description_has_the_names_that_are_understood() {
        assert_eq!(named::<ShowName>(), SHOWS.map(|show| show.key));
        let aspects: Vec<&str> = ["all"].into_iter().chain(vocabulary::aspects()).collect();
        assert_eq!(named::<AspectName>(), aspects);
        assert_eq!(
            named::<CertaintyName>(),
            Certainty::ALL.map(|(_, key, _)| key)
        );
    }
}
