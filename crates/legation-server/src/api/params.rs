//! What may be asked for, as strictly as a schema can say it: who keeps to it is not refused.

use legation_ledger::vocabulary;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::places;

/// A day, month or year that there is: `2022-07-13`, `2022-07`, `2022`; empty where none is meant.
#[allow(dead_code)]
#[derive(ToSchema)]
#[schema(
    pattern = "^$|^[0-9]{4}$|^[0-9]{4}-(0[1-9]|1[0-2])$|^[0-9]{4}-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])$|^[0-9]{4}-(0[469]|11)-(0[1-9]|[12][0-9]|30)$|^[0-9]{4}-02-(0[1-9]|1[0-9]|2[0-8])$|^([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29$",
    example = "2022-07-13"
)]
pub struct WhichDate(pub String);

/// The formats in which an answer is kept as a file.
#[allow(dead_code)]
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum FormatName {
    /// One JSON document.
    Json,
    /// Comma-separated values.
    Csv,
}

/// One of the names of a list that stands elsewhere.
fn one_of(names: impl IntoIterator<Item = &'static str>) -> RefOr<Schema> {
    let mut names: Vec<&str> = names.into_iter().collect();
    names.sort_unstable();
    names.dedup();
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(names));
    RefOr::T(schema.into())
}

/// A region, after UN M49, by its English name.
pub struct RegionName;

impl PartialSchema for RegionName {
    fn schema() -> RefOr<Schema> {
        one_of(places::regions())
    }
}

impl ToSchema for RegionName {}

/// A state of some aspect.
pub struct StateName;

impl PartialSchema for StateName {
    fn schema() -> RefOr<Schema> {
        one_of(
            vocabulary::aspects()
                .filter_map(vocabulary::states)
                .flatten()
                .copied(),
        )
    }
}

impl ToSchema for StateName {}
