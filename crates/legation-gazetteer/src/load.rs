//! The data files: which ones there are, and how their lines are read.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use legation_text::PartialDate;

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
        "holders/before-1990.csv",
        include_str!("../../../gazetteer/holders/before-1990.csv"),
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
    (
        "predecessors.csv",
        include_str!("../../../gazetteer/predecessors.csv"),
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
        "{0}: holds no gazetteer file; expected entities/*.csv, names/*.csv, holders/*.csv, offices.csv, senses.csv, descriptions.csv, neighbours.csv or predecessors.csv"
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
        "predecessors.csv",
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
        .from_reader(content.as_bytes());
    let columns = Columns(reader.headers().map_err(|e| csv_error(shown, &e))?.clone());
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
            columns: &columns,
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
            "predecessors.csv" => row.predecessors(),
            _ => row.sense(),
        };
        done.map_err(problem)?;
    }
}

/// The header of a file.
struct Columns(csv::StringRecord);

impl Columns {
    /// Where the columns of these names stand.
    fn find<const N: usize>(&self, names: [&str; N]) -> Result<[usize; N], String> {
        let mut out = [0; N];
        for (at, name) in out.iter_mut().zip(names) {
            *at = self
                .0
                .iter()
                .position(|column| column.trim() == name)
                .ok_or_else(|| format!("the header names no column '{name}'"))?;
        }
        Ok(out)
    }
}

struct Row<'a> {
    into: &'a mut Gazetteer,
    columns: &'a Columns,
    record: &'a csv::StringRecord,
    source: SourceLine,
}

impl<'a> Row<'a> {
    /// The fields of these columns.
    fn fields<const N: usize>(&self, names: [&str; N]) -> Result<[&'a str; N], String> {
        let columns = self.columns.find(names)?;
        Ok(columns.map(|at| trimmed(self.record.get(at).unwrap_or_default())))
    }

    fn entity(&mut self) -> Result<(), String> {
        let [id, kind, country, sector, label, from, to] =
            self.fields(["id", "type", "country", "sector", "label", "from", "to"])?;
        let kind =
            EntityKind::parse(kind).ok_or_else(|| format!("'{kind}' is no type of entity"))?;
        let country = Some(country).filter(|c| !c.is_empty()).map(str::to_owned);
        self.into.add_entity(Entity {
            id: id.to_owned(),
            kind,
            country,
            sector: sector.to_owned(),
            label: label.to_owned(),
            from: date(from)?,
            to: date(to)?,
            source: self.source.clone(),
        });
        Ok(())
    }

    fn name(&mut self) -> Result<(), String> {
        let [id, usage, name, from, to] = self.fields(["id", "use", "name", "from", "to"])?;
        let usage =
            NameUse::parse(usage).ok_or_else(|| format!("'{usage}' is no use of a name"))?;
        let entity = self.known(id)?;
        let (from, to) = (date(from)?, date(to)?);
        self.into.add_name(Name {
            text: name.to_owned(),
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
        let [country, office, title, person, aliases, from, to] = self.fields([
            "country", "office", "title", "name", "aliases", "from", "to",
        ])?;
        let entity = self.known(country)?;
        let (from, to) = (date(from)?, date(to)?);
        let aliases = aliases
            .split(';')
            .map(str::trim)
            .filter(|alias| !alias.is_empty());
        for text in std::iter::once(person).chain(aliases) {
            let term = Term {
                office: office.to_owned(),
                title: title.to_owned(),
                person: person.to_owned(),
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
        let [noun, sector, speaks_for, kind] =
            self.fields(["noun", "sector", "speaks_for", "kind"])?;
        let office = Office {
            sector: sector.to_owned(),
            speaks_for: yes(speaks_for)?,
            person: kind == "person",
        };
        self.into.add_office(noun, office);
        Ok(())
    }

    fn sense(&mut self) -> Result<(), String> {
        let [name, id, default, evidence] = self.fields(["name", "id", "default", "evidence"])?;
        let entity = if id == "-" {
            None
        } else {
            Some(self.known(id)?)
        };
        let default = yes(default)?;
        let evidence = evidence
            .split(';')
            .map(str::trim)
            .filter(|e| !e.is_empty())
            .map(str::to_owned)
            .collect();
        self.into.add_sense(
            name,
            Sense {
                entity,
                default,
                evidence,
            },
        );
        Ok(())
    }

    fn description(&mut self) -> Result<(), String> {
        let [words, usage, entities] = self.fields(["words", "use", "entities"])?;
        let describes = Describes::parse(usage).ok_or_else(|| {
            format!(
                "'{usage}' is no use of a description; write modifier, group, neutral, state, territory or organisation"
            )
        })?;
        let entities = self.ids(entities)?;
        self.into.add_description(words, describes, entities);
        Ok(())
    }

    fn neighbours(&mut self) -> Result<(), String> {
        let [id, neighbours] = self.fields(["id", "neighbours"])?;
        let one = self.known(id)?;
        for other in self.ids(neighbours)? {
            self.into.add_neighbours(one, other);
        }
        Ok(())
    }

    fn predecessors(&mut self) -> Result<(), String> {
        let [id, predecessors, from] = self.fields(["id", "predecessors", "from"])?;
        let (one, from) = (self.known(id)?, date(from)?);
        let before = self.ids(predecessors)?;
        self.into.predecessors.insert(one, (before, from));
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

/// The same as `trim`; nearly every field has nothing to trim.
fn trimmed(field: &str) -> &str {
    let tight = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    if tight(field.as_bytes().first()) && tight(field.as_bytes().last()) {
        return field;
    }
    field.trim()
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
