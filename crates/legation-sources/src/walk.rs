//! The files of a folder.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Problem, SourceError};

/// The endings that are read in a folder, each also with `.gz` behind it.
const ENDINGS: &[&str] = &[
    "txt", "md", "markdown", "html", "htm", "xhtml", "json", "jsonl", "ndjson", "xml", "rss",
    "atom",
];

/// The files below a folder, depth first, each folder in the order of its names; or the one file that was named.
///
/// Hidden files and folders are passed over, and links to folders are not followed, so that the walk ends.
pub(crate) struct Walk {
    /// Next last.
    open: Vec<PathBuf>,
    named: bool,
}

impl Walk {
    /// A walk of one file, whatever its ending.
    pub(crate) fn file(path: &Path) -> Self {
        Walk {
            open: vec![path.to_owned()],
            named: true,
        }
    }

    /// A walk of a folder.
    ///
    /// # Errors
    /// Where the folder cannot be listed.
    pub(crate) fn folder(path: &Path) -> Result<Self, SourceError> {
        Ok(Walk {
            open: listed(path)?,
            named: false,
        })
    }

    /// The next file, or a folder that cannot be listed.
    pub(crate) fn next(&mut self) -> Option<Result<PathBuf, SourceError>> {
        loop {
            let path = self.open.pop()?;
            if self.named {
                return Some(Ok(path));
            }
            let Ok(kind) = fs::symlink_metadata(&path) else {
                continue;
            };
            if kind.is_dir() {
                match listed(&path) {
                    Ok(inner) => self.open.extend(inner),
                    Err(error) => return Some(Err(error)),
                }
            } else if is_read(&path) && !(kind.is_symlink() && path.is_dir()) {
                return Some(Ok(path));
            }
        }
    }
}

/// The entries of a folder that are not hidden, last name first.
fn listed(folder: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let wrong = |e| SourceError::new(folder, Problem::from(e));
    let mut inner = Vec::new();
    for entry in fs::read_dir(folder).map_err(wrong)? {
        let entry = entry.map_err(wrong)?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            inner.push(entry.path());
        }
    }
    inner.sort_unstable_by(|a, b| b.cmp(a));
    Ok(inner)
}

fn is_read(path: &Path) -> bool {
    let (_, ending) = stem_and_ending(path);
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// The name of a file without its ending, and its ending in lower case; both without `.gz`.
pub(crate) fn stem_and_ending(path: &Path) -> (String, Option<String>) {
    let mut name = path
        .file_name()
        .unwrap_or(OsStr::new("report"))
        .to_string_lossy()
        .into_owned();
    if path == Path::new("-") {
        return ("stdin".to_owned(), None);
    }
    if name.len() > 3 && name.as_bytes()[name.len() - 3..].eq_ignore_ascii_case(b".gz") {
        name.truncate(name.len() - 3);
    }
    match name
        .rsplit_once('.')
        .filter(|(stem, ending)| !stem.is_empty() && !ending.is_empty())
    {
        Some((stem, ending)) => (stem.to_owned(), Some(ending.to_ascii_lowercase())),
        None => (name, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stem_is_without_both_endings() {
        let rows = [
            ("a/kyiv.txt", "kyiv", Some("txt")),
            ("a/kyiv.jsonl.GZ", "kyiv", Some("jsonl")),
            ("2022.07.13.HTML", "2022.07.13", Some("html")),
            ("README", "README", None),
            ("-", "stdin", None),
        ];
        for (path, stem, ending) in rows {
            assert_eq!(
                stem_and_ending(Path::new(path)),
                (stem.to_owned(), ending.map(str::to_owned))
            );
        }
    }
}
