//! From events to claims, relations and answers, kept in one store.
//!
//! A [`Ledger`] is append-only: [`Ledger::record`] adds a report with its events and claims in one transaction, and
//! nothing is changed afterwards. What a relation *is* on a date is never stored; [`fold`] works it out from the claims
//! by stated rules each time that it is asked for, so that every answer can name the claims that it rests on, and the
//! claims the sentences. What folding needs of all claims about a relation lies together, in its dossier.
//!
//! Two times are kept apart. *Valid time* is when something was so in the world (`on`); *system time* is when the
//! ledger learned it (`as_known`).

mod answer;
mod aspects;
pub mod baseline;
mod browse;
mod chain;
mod check;
mod claim;
mod dossier;
mod doubt;
mod entry;
mod error;
pub mod fold;
mod implication;
mod layers;
mod listing;
mod load;
mod migration;
mod moments;
mod moved;
mod part;
mod prepared;
mod query;
mod recode;
mod record;
mod review;
mod revision;
pub mod rows;
mod schema;
mod search;
mod sql;
mod store;
mod threads;
mod timeline;
mod view;
pub mod vocabulary;
pub mod voices;

pub use answer::{
    Change, Changes, Explanation, Recogniser, Recognition, Relation, Relations, ReportCard, Source,
    Timeline, TimelineEntry,
};
pub use browse::{
    Direction, Folded, Histories, Mentioned, RelationHistory, Standing, StoredClaim, StoredEvent,
    StoredReport, ToldEvent,
};
pub use chain::{Chain, Link};
pub use check::{Check, Fault};
pub use claim::{Claim, RelationKey, claim_id};
pub use doubt::{Doubt, Doubts, Why};
pub use error::LedgerError;
pub use load::Status;
pub use moved::{Among, Moved};
pub use query::AsOf;
pub use recode::{Difference, Recoded, Stored};
pub use review::{Correction, Opinion, Reviewer, Verdict, VerdictKind};
pub use schema::{APPLICATION_ID, SCHEMA_VERSION};
pub use search::{FOUND, Found, Search, Sought};
pub use sql::{Interrupter, is_server, shown};
pub use store::{Counts, Ledger, Outcome, Reading, content_hash};
pub use voices::{COPY, Signature};
