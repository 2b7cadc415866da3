//! From what a person writes on the command line to an entity's id.

use anyhow::Result;
use legation_gazetteer::Gazetteer;
use legation_text::PartialDate;

use crate::failure::WrongCommandLine;

/// The id of the entity that is meant by an id or a name; a wrong command line where that cannot be told.
pub fn entity_id(
    gazetteer: &Gazetteer,
    written: &str,
    date: Option<PartialDate>,
) -> Result<String> {
    legation_gazetteer::entity_id(gazetteer, written, date)
        .map_err(|e| WrongCommandLine(e.to_string()).into())
}
