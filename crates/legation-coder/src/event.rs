//! What a report says was done.

use legation_text::{PartialDate, Precision, Span};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An entity's part in an event: who it is, and the words that name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// ISO 3166-1 alpha-3 or a fixed code; empty (`null` in JSON) for a name that no gazetteer has.
    #[serde(serialize_with = "null_if_empty", deserialize_with = "empty_if_null")]
    pub id: String,
    /// The state that it acts for, `IGO` for intergovernmental organisations.
    pub country: Option<String>,
    /// PLOVER's sector.
    pub sector: String,
    /// The name as it stands in the text.
    pub text: String,
    /// Where that name stands; of a pronoun or an elided subject, the name that it goes back to.
    pub span: Span,
}

fn null_if_empty<S: Serializer>(id: &str, to: S) -> Result<S::Ok, S::Error> {
    Some(id).filter(|id| !id.is_empty()).serialize(to)
}

fn empty_if_null<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

/// Whether what is told was so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Modality {
    /// It was done. Only this moves a relation.
    Asserted,
    /// It was not done, or is denied.
    Negated,
    /// Announced, threatened or planned for later.
    Future,
    /// Conditional, demanded, considered or rumoured.
    Hypothetical,
    /// Done long before the report, or at a time that it does not tell.
    Historical,
}

impl Modality {
    /// The word that the output formats use.
    pub fn as_str(self) -> &'static str {
        match self {
            Modality::Asserted => "asserted",
            Modality::Negated => "negated",
            Modality::Future => "future",
            Modality::Hypothetical => "hypothetical",
            Modality::Historical => "historical",
        }
    }
}

/// Who says so inside the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// "said Foreign Minister Dmytro Kuleba".
    pub text: String,
    /// Where that stands.
    pub span: Span,
    /// The entity that speaks, where it is known.
    pub id: Option<String>,
}

/// What the ledger does with an asserted event: see [`crate::Moves`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// `recognition`, `diplomatic`, `consular`, `representation`, `sanctions`, `membership` or `treaty`.
    pub aspect: String,
    /// The state that the relation is then in.
    pub state: String,
    /// Whether the sides are told apart.
    pub ordered: bool,
    /// The sides from which it goes out; of an unordered relation, one side.
    pub from: Vec<String>,
    /// The sides to which it goes; of an unordered relation, the other side.
    pub to: Vec<String>,
    /// What it is about where that is more than the aspect: `embassy`, `consulate`, `ambassador`, `government`, or the
    /// entity claimed.
    pub object: Option<String>,
}

/// One thing that a report says was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The same for the same telling in the same report: made from the report's id, the act and the span.
    pub id: String,
    /// The report's id.
    pub report: String,
    /// The sentence, counted from 0 within the body.
    pub sentence: usize,
    /// The sentence's text.
    pub text: String,
    /// The sentence's bytes in the report's text.
    pub span: Span,
    /// Who does it.
    pub actor: Vec<Party>,
    /// To whom it is done.
    pub recipient: Vec<Party>,
    /// What it is about.
    pub object: Vec<Party>,
    /// PLOVER category; `None` for an act that PLOVER does not code.
    pub event: Option<String>,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// PLOVER contexts.
    pub context: Vec<String>,
    /// CAMEO code.
    pub cameo: String,
    /// The act of the codebook.
    pub act: Option<String>,
    /// When it was done.
    pub date: Option<PartialDate>,
    /// How precisely that is known.
    pub date_precision: Option<Precision>,
    /// Whether it was so.
    pub modality: Modality,
    /// Who says so.
    pub attribution: Option<Attribution>,
    /// The id of the event that it answers.
    pub cause: Option<String>,
    /// PLOVER 0.8, -10 (conflict) to 10 (cooperation).
    pub plover_score: f64,
    /// Goldstein (1992), -10 to 10.
    pub goldstein: f64,
    /// 0 to 1: how sure the reading is.
    pub confidence: f64,
    /// The words that express the act, where they stand.
    pub trigger: Span,
    /// The spans of all tellings in the report, this one among them.
    pub evidence: Vec<Span>,
    /// What it does to the ledger if it is asserted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub effect: Option<Effect>,
}

/// Something that a reader of the events should know: a weekday that contradicts its date, a report without a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Where in the text.
    pub span: Span,
    /// What.
    pub text: String,
}

/// All that a report says, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coding {
    /// The events.
    pub events: Vec<Event>,
    /// What a reader should know besides.
    pub notes: Vec<Note>,
}
