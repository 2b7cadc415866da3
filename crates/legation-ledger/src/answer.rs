//! The ledger's answers, as they are written in JSON.

use legation_coder::Event;
use legation_text::{PartialDate, Precision, Span};
use serde::Serialize;

use crate::LedgerError;
use crate::load::Status;
use crate::review::Verdict;
use crate::sql::Row;

/// How two entities stand on a date.
#[derive(Clone, Debug, Serialize)]
pub struct Relations {
    /// The two, as asked for.
    pub pair: [String; 2],
    /// The date.
    pub on: PartialDate,
    /// One line for each aspect, direction and object of which something is known.
    pub relations: Vec<Relation>,
}

/// One line of the ledger: the state of one aspect between two entities, since when, on whose word.
#[derive(Clone, Debug, Serialize)]
pub struct Relation {
    /// `recognition`, `diplomatic`, `consular`, `representation`, `sanctions`, `membership` or `treaty`.
    pub aspect: String,
    /// The side from which it goes out; `None` where the pair is not ordered.
    pub from: Option<String>,
    /// The side to which it goes; `None` where the pair is not ordered.
    pub to: Option<String>,
    /// What it is about, where that is more than the aspect.
    pub object: Option<String>,
    /// The state.
    pub state: String,
    /// Since when.
    pub since: Option<PartialDate>,
    /// How precisely that is known.
    pub since_precision: Option<Precision>,
    /// When the next state began.
    pub until: Option<PartialDate>,
    /// Those who brought it about.
    pub by: Vec<String>,
    /// Whether others say otherwise of the same time; theirs is then a line of its own.
    pub disputed: bool,
    /// Whether the ledger holds it to be so; where not, it is shown because some say so.
    pub stands: bool,
    /// Whether it had surely begun by the date asked for: "since July" on 15 July may not have.
    pub certain: bool,
    /// Whether no report says so and it follows from the state of diplomatic relations.
    pub implied: bool,
    /// How many reports say so.
    pub reports: usize,
    /// How many publishers these have.
    pub publishers: usize,
    /// How many independent voices they are: copies of one text, and papers that carry one agency, are one.
    pub voices: usize,
    /// How many of these reports are not among the `sources`: of very many only the first are listed.
    pub unlisted: usize,
    /// The ids of the claims that it was not so.
    pub denied_by: Vec<String>,
    /// The sentences of these.
    pub denials: Vec<Source>,
    /// The ids of the claims.
    pub claims: Vec<String>,
    /// The sentences.
    pub sources: Vec<Source>,
}

/// Where a claim or an event is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The report's id.
    pub report: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub published: Option<PartialDate>,
    /// The sentence's bytes in the report's text.
    pub span: Span,
    /// The sentence.
    pub text: String,
}

/// Who recognises an entity.
#[derive(Clone, Debug, Serialize)]
pub struct Recognition {
    /// The entity.
    pub of: String,
    /// The date asked for.
    pub on: PartialDate,
    /// Those who recognise it.
    pub recognised_by: Vec<Recogniser>,
    /// Those who did and do no longer.
    pub withdrawn: Vec<Recogniser>,
    /// Those who have refused to.
    pub refused: Vec<Recogniser>,
    /// Recognition of a government of it or of a claim that it makes: `object` tells which, `state` how that stands.
    pub other: Vec<Recogniser>,
}

/// One who recognises, or does not.
#[derive(Clone, Debug, Serialize)]
pub struct Recogniser {
    /// Who.
    pub id: String,
    /// `recognised`, `withdrawn` or `not-recognised`.
    pub state: String,
    /// `None`: the entity itself. Else its government, or the territory that it claims.
    pub object: Option<String>,
    /// Since when.
    pub since: Option<PartialDate>,
    /// How precisely that is known.
    pub since_precision: Option<Precision>,
    /// Whether others say otherwise of the same time.
    pub disputed: bool,
    /// Whether the ledger holds it to be so; where not, it is shown because some say so.
    pub stands: bool,
    /// Whether it had surely begun by the date asked for: "since July" on 15 July may not have.
    pub certain: bool,
    /// Whether no report says so and it follows from diplomatic relations, which began then at the latest.
    pub implied: bool,
    /// How many reports say so.
    pub reports: usize,
    /// How many publishers these have.
    pub publishers: usize,
    /// How many independent voices they are.
    pub voices: usize,
    /// How many of these reports are not among the `sources`: of very many only the first are listed.
    pub unlisted: usize,
    /// The ids of the claims that it was not so.
    pub denied_by: Vec<String>,
    /// The ids of the claims.
    pub claims: Vec<String>,
    /// The sentences.
    pub sources: Vec<Source>,
}

/// All that happened between two entities, and what is said not to have happened.
#[derive(Clone, Debug, Serialize)]
pub struct Timeline {
    /// The two, as asked for.
    pub pair: [String; 2],
    /// In the order of their dates.
    pub entries: Vec<TimelineEntry>,
    /// How many earlier ones are not listed: of very many only the latest are.
    pub earlier: usize,
}

/// One event, however many reports tell it.
#[derive(Clone, Debug, Serialize)]
pub struct TimelineEntry {
    /// When it happened; `None` where no report tells.
    pub date: Option<PartialDate>,
    /// How precisely that is known.
    pub date_precision: Option<Precision>,
    /// The event as the first report tells it.
    pub event: Event,
    /// The reports that tell it.
    pub sources: Vec<Source>,
    /// How many more tell it: of very many only the first are listed.
    pub unlisted: usize,
}

/// What moved.
#[derive(Clone, Debug, Serialize)]
pub struct Changes {
    /// From the first day of this date on.
    pub since: PartialDate,
    /// To the last day of this date.
    pub until: Option<PartialDate>,
    /// In the order of their dates.
    pub changes: Vec<Change>,
}

/// A relation that went from one state to another.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// The two.
    pub pair: [String; 2],
    /// The state before, where it is known.
    pub before: Option<String>,
    /// The line that began.
    #[serde(flatten)]
    pub relation: Relation,
}

/// A claim, down to the sentence.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The claim's id.
    pub claim: String,
    /// What it says: a line that rests on this claim alone.
    pub relation: Relation,
    /// Whether it is folded, and if not, why.
    pub status: Status,
    /// Whether it says that this was *not* so.
    pub denies: bool,
    /// What reviewers have said of it, oldest first.
    pub verdicts: Vec<Verdict>,
    /// The two whose relation it is.
    pub pair: [String; 2],
    /// System time: when the ledger learned it.
    pub learned: String,
    /// The event that makes the claim.
    pub event: Event,
    /// The words that express the act.
    pub words: String,
    /// The report that tells the event.
    pub report: ReportCard,
}

/// A report without its text.
#[derive(Clone, Debug, Serialize)]
pub struct ReportCard {
    /// Its id.
    pub id: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub published: Option<PartialDate>,
    /// Its headline.
    pub title: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
}

impl ReportCard {
    /// From the first columns of a row: id, publisher, published, title, url.
    pub(crate) fn of(row: &Row) -> Result<Self, LedgerError> {
        Ok(ReportCard {
            id: row.get(0)?,
            publisher: row.get(1)?,
            published: row.get(2)?,
            title: row.get(3)?,
            url: row.get(4)?,
        })
    }
}
