//! The data files: which ones there are, and how their lines are read.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use legation_text::PartialDate;
use serde::Deserialize;

use crate::entity::{Entity, EntityKind, Name, NameUse, SourceLine, Term};
use crate::{Describes, Gazetteer, Office, Sense};

/// The gazetteer that is compiled into the program: path and content.
const BUILT_IN: &[(&str, &str)] = &[
    (
        "entities/states.csv",
        include_str!("../../../gazetteer/entities/states.csv"),
    ),
    (
        "entities/organisations.csv",
        include_str!("../../../gazetteer/entities/organisations.csv"),
    ),
    (
        "entities/treaties.csv",
        include_str!("../../../gazetteer/entities/treaties.csv"),
    ),
    (
        "entities/groups.csv",
        include_str!("../../../gazetteer/entities/groups.csv"),
    ),
    (
        "names/states.csv",
        include_str!("../../../gazetteer/names/states.csv"),
    ),
    (
        "names/organisations.csv",
        include_str!("../../../gazetteer/names/organisations.csv"),
    ),
    (
        "names/treaties.csv",
        include_str!("../../../gazetteer/names/treaties.csv"),
    ),
    (
        "names/groups.csv",
        include_str!("../../../gazetteer/names/groups.csv"),
    ),
    (
        "names/places.csv",
        include_str!("../../../gazetteer/names/places.csv"),
    ),
    (
        "holders/africa.csv",
        include_str!("../../../gazetteer/holders/africa.csv"),
    ),
    (
        "holders/americas-oceania.csv",
        include_str!("../../../gazetteer/holders/americas-oceania.csv"),
    ),
    (
        "holders/asia-middle-east.csv",
        include_str!("../../../gazetteer/holders/asia-middle-east.csv"),
    ),
    (
        "holders/europe.csv",
        include_str!("../../../gazetteer/holders/europe.csv"),
    ),
    (
        "holders/organisations.csv",
        include_str!("../../../gazetteer/holders/organisations.csv"),
    ),
    (
        "offices.csv",
        include_str!("../../../gazetteer/offices.csv"),
    ),
    ("senses.csv", include_str!("../../../gazetteer/senses.csv")),
    (
        "descriptions.csv",
        include_str!("../../../gazetteer/descriptions.csv"),
    ),
    (
        "neighbours.csv",
        include_str!("../../../gazetteer/neighbours.csv"),
    ),
];

/// Why a gazetteer file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum GazetteerError {
    /// The file or folder could not be read.
    #[error("{path}: {source}; give a folder laid out like the project's gazetteer/")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line is not as the header of its file says.
    #[error("{file}:{line}: {problem}")]
    Line {
        /// The file.
        file: String,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong and what to write.
        problem: String,
    },
    /// A folder without any known file.
    #[error(
        "{0}: holds no gazetteer file; expected entities/*.csv, names/*.csv, holders/*.csv, offices.csv, senses.csv, descriptions.csv or neighbours.csv"
    )]
    Empty(PathBuf),
}

/// Reads the compiled-in files into an empty gazetteer.
pub(crate) fn built_in(into: &mut Gazetteer) -> Result<(), GazetteerError> {
    for (path, content) in BUILT_IN {
        read(into, path, path, content)?;
    }
    Ok(())
}

/// Reads the files of a folder laid out like `gazetteer/` on top of what is there.
pub(crate) fn folder(into: &mut Gazetteer, root: &Path) -> Result<(), GazetteerError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| GazetteerError::Io { path, source }
    };
    std::fs::read_dir(root).map_err(io(root))?;
    let mut files = Vec::new();
    for sub in ["entities", "names", "holders"] {
        let dir = root.join(sub);
        if dir.is_dir() {
            for item in std::fs::read_dir(&dir).map_err(io(&dir))? {
                let path = item.map_err(io(&dir))?.path();
                if path.extension().is_some_and(|e| e == "csv") {
                    files.push((
                        format!(
                            "{sub}/{}",
                            path.file_name().unwrap_or_default().to_string_lossy()
                        ),
                        path,
                    ));
                }
            }
        }
    }
    files.sort();
    for single in [
        "offices.csv",
        "senses.csv",
        "descriptions.csv",
        "neighbours.csv",
    ] {
        let path = root.join(single);
        if path.is_file() {
            files.push((single.to_owned(), path));
        }
    }
    if files.is_empty() {
        return Err(GazetteerError::Empty(root.to_owned()));
    }
    for (kind, path) in files {
        let content = std::fs::read_to_string(&path).map_err(io(&path))?;
        read(into, &kind, &path.to_string_lossy(), &content)?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct EntityRow<'a> {
    id: &'a str,
    r#type: &'a str,
    country: &'a str,
    sector: &'a str,
    label: &'a str,
    from: &'a str,
    to: &'a str,
}

#[derive(Deserialize)]
struct NameRow<'a> {
    id: &'a str,
    r#use: &'a str,
    name: &'a str,
    from: &'a str,
    to: &'a str,
}

#[derive(Deserialize)]
struct HolderRow<'a> {
    country: &'a str,
    office: &'a str,
    title: &'a str,
    name: &'a str,
    aliases: &'a str,
    from: &'a str,
    to: &'a str,
}

#[derive(Deserialize)]
struct OfficeRow<'a> {
    noun: &'a str,
    sector: &'a str,
    speaks_for: &'a str,
    kind: &'a str,
}

#[derive(Deserialize)]
struct SenseRow<'a> {
    name: &'a str,
    id: &'a str,
    default: &'a str,
    evidence: &'a str,
}

#[derive(Deserialize)]
struct DescriptionRow<'a> {
    words: &'a str,
    r#use: &'a str,
    entities: &'a str,
}

#[derive(Deserialize)]
struct NeighbourRow<'a> {
    id: &'a str,
    neighbours: &'a str,
}

/// Reads one file; `kind` says by its path what its lines are, `shown` is how messages name it.
fn read(
    into: &mut Gazetteer,
    kind: &str,
    shown: &str,
    content: &str,
) -> Result<(), GazetteerError> {
    let file: Arc<str> = shown.into();
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(content.as_bytes());
    let headers = reader.headers().map_err(|e| csv_error(shown, &e))?.clone();
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(()),
            Ok(true) => {}
            Err(e) => return Err(csv_error(shown, &e)),
        }
        let line = record.position().map_or(0, csv::Position::line);
        let source = SourceLine {
            file: file.clone(),
            line,
        };
        let problem = |problem: String| GazetteerError::Line {
            file: shown.to_owned(),
            line,
            problem,
        };
        let mut row = Row {
            into,
            headers: &headers,
            record: &record,
            source,
        };
        let done = match kind.split('/').next().unwrap_or(kind) {
            "entities" => row.entity(),
            "names" => row.name(),
            "holders" => row.holder(),
            "offices.csv" => row.office(),
            "descriptions.csv" => row.description(),
            "neighbours.csv" => row.neighbours(),
            _ => row.sense(),
        };
        done.map_err(problem)?;
    }
}

struct Row<'a> {
    into: &'a mut Gazetteer,
    headers: &'a csv::StringRecord,
    record: &'a csv::StringRecord,
    source: SourceLine,
}

impl<'a> Row<'a> {
    fn fields<T: Deserialize<'a>>(&self) -> Result<T, String> {
        self.record
            .deserialize(Some(self.headers))
            .map_err(|e| format!("{e}; the header names the columns"))
    }

    fn entity(&mut self) -> Result<(), String> {
        let row: EntityRow = self.fields()?;
        let kind = EntityKind::parse(row.r#type)
            .ok_or_else(|| format!("'{}' is no type of entity", row.r#type))?;
        let country = Some(row.country)
            .filter(|c| !c.is_empty())
            .map(str::to_owned);
        self.into.add_entity(Entity {
            id: row.id.to_owned(),
            kind,
            country,
            sector: row.sector.to_owned(),
            label: row.label.to_owned(),
            from: date(row.from)?,
            to: date(row.to)?,
            source: self.source.clone(),
        });
        Ok(())
    }

    fn name(&mut self) -> Result<(), String> {
        let row: NameRow = self.fields()?;
        let usage = NameUse::parse(row.r#use)
            .ok_or_else(|| format!("'{}' is no use of a name", row.r#use))?;
        let entity = self.known(row.id)?;
        let (from, to) = (date(row.from)?, date(row.to)?);
        self.into.add_name(Name {
            text: row.name.to_owned(),
            entity,
            usage,
            from,
            to,
            term: None,
            source: self.source.clone(),
        });
        Ok(())
    }

    fn holder(&mut self) -> Result<(), String> {
        let row: HolderRow = self.fields()?;
        let entity = self.known(row.country)?;
        let (from, to) = (date(row.from)?, date(row.to)?);
        let aliases = row
            .aliases
            .split(';')
            .map(str::trim)
            .filter(|alias| !alias.is_empty());
        for text in std::iter::once(row.name).chain(aliases) {
            let term = Term {
                office: row.office.to_owned(),
                title: row.title.to_owned(),
                person: row.name.to_owned(),
            };
            self.into.add_name(Name {
                text: text.to_owned(),
                entity,
                usage: NameUse::Holder,
                from,
                to,
                term: Some(term),
                source: self.source.clone(),
            });
        }
        Ok(())
    }

    fn office(&mut self) -> Result<(), String> {
        let row: OfficeRow = self.fields()?;
        let speaks_for = yes(row.speaks_for)?;
        let office = Office {
            sector: row.sector.to_owned(),
            speaks_for,
            person: row.kind == "person",
        };
        self.into.add_office(row.noun, office);
        Ok(())
    }

    fn sense(&mut self) -> Result<(), String> {
        let row: SenseRow = self.fields()?;
        let entity = if row.id == "-" {
            None
        } else {
            Some(self.known(row.id)?)
        };
        let default = yes(row.default)?;
        let evidence = row
            .evidence
            .split(';')
            .map(str::trim)
            .filter(|e| !e.is_empty())
            .map(str::to_owned)
            .collect();
        self.into.add_sense(
            row.name,
            Sense {
                entity,
                default,
                evidence,
            },
        );
        Ok(())
    }

    fn description(&mut self) -> Result<(), String> {
        let row: DescriptionRow = self.fields()?;
        let describes = Describes::parse(row.r#use).ok_or_else(|| {
            format!(
                "'{}' is no use of a description; write modifier, neutral, state, territory or organisation",
                row.r#use
            )
        })?;
        let entities = self.ids(row.entities)?;
        self.into.add_description(row.words, describes, entities);
        Ok(())
    }

    fn neighbours(&mut self) -> Result<(), String> {
        let row: NeighbourRow = self.fields()?;
        let one = self.known(row.id)?;
        for other in self.ids(row.neighbours)? {
            self.into.add_neighbours(one, other);
        }
        Ok(())
    }

    fn ids(&self, list: &str) -> Result<Vec<crate::EntityRef>, String> {
        list.split(';')
            .map(str::trim)
            .filter(|id| !id.is_empty())
            .map(|id| self.known(id))
            .collect()
    }

    fn known(&self, id: &str) -> Result<crate::EntityRef, String> {
        self.into.by_id(id).ok_or_else(|| {
            format!("no entity has the id '{id}'; add it to a file of entities/ first")
        })
    }
}

fn date(text: &str) -> Result<Option<PartialDate>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse()
        .map(Some)
        .map_err(|e: legation_text::DateError| e.to_string())
}

fn yes(word: &str) -> Result<bool, String> {
    match word {
        "yes" => Ok(true),
        "no" | "" => Ok(false),
        other => Err(format!("'{other}' is neither yes nor no")),
    }
}

fn csv_error(file: &str, error: &csv::Error) -> GazetteerError {
    let line = error.position().map_or(0, csv::Position::line);
    GazetteerError::Line {
        file: file.to_owned(),
        line,
        problem: error.to_string(),
    }
}
