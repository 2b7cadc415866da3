//! The stream of reports.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};

use legation_text::Report;
use legation_text::read::{Format, NoRecord, NotText, Reading, decode, html, json, plain, record};

use crate::error::shown;
use crate::input::Input;
use crate::lines::{Lines, Numbered};
use crate::walk::{Walk, stem_and_ending};
use crate::{Defaults, Problem, SourceError, feed};

/// How many bytes tell the format of a file.
const HEAD: usize = 8192;

/// Opens a file, a folder or, as `-`, the standard input.
///
/// A folder is walked in the order of its names, hidden files and files of other kinds passed over; a file that is named
/// itself is read whatever its ending. Gzip is seen by content. A report without an id of its own gets the name of its
/// file without endings, in a file of several reports with `-` and the line (JSON Lines) or the place (others) behind it.
///
/// ```
/// use legation_sources::{Defaults, open};
/// let folder = tempfile::tempdir().unwrap();
/// std::fs::write(folder.path().join("kyiv.txt"), "date 2022-07\n\nUkraine breaks relations.").unwrap();
/// let reports: Vec<_> = open(folder.path(), &Defaults::default()).unwrap().map(Result::unwrap).collect();
/// assert_eq!(reports[0].id, "kyiv");
/// ```
///
/// # Errors
/// Where there is no such path, or it is a folder without any file of a kind that is read. All later errors come from
/// the iterator, and the rest goes on behind them.
pub fn open(path: &Path, defaults: &Defaults) -> Result<Reports, SourceError> {
    let mut reports = Reports {
        walk: Walk::file(path),
        waiting: VecDeque::new(),
        lines: None,
        defaults: defaults.clone(),
        warnings: Vec::new(),
    };
    if path == Path::new("-") {
        return Ok(reports);
    }
    if fs::metadata(path)
        .map_err(|e| SourceError::new(path, e))?
        .is_dir()
    {
        reports.walk = Walk::folder(path)?;
        if !reports.advance() {
            return Err(SourceError::new(path, Problem::NoReports));
        }
    }
    Ok(reports)
}

/// The reports of a source, one after another; see [`open`].
///
/// Files of JSON Lines are read a line at a time; other files one at a time.
pub struct Reports {
    walk: Walk,
    waiting: VecDeque<Result<Report, SourceError>>,
    lines: Option<(Lines, PathBuf)>,
    defaults: Defaults,
    warnings: Vec<String>,
}

impl Iterator for Reports {
    type Item = Result<Report, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(next) = self.waiting.pop_front() {
                return Some(next);
            }
            if let Some((lines, _)) = self.lines.as_mut() {
                match lines.next() {
                    Some(Ok(numbered)) => return Some(Ok(self.of_line(numbered))),
                    Some(Err(error)) => return Some(Err(error)),
                    None => self.lines = None,
                }
            } else if !self.advance() {
                return None;
            }
        }
    }
}

impl Reports {
    /// What should be known of the reports given so far and was not told yet: replaced bytes, guessed encodings, missing
    /// and unknown dates. One line each, beginning with the file.
    pub fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    /// Opens the next file; false where there is none.
    fn advance(&mut self) -> bool {
        match self.walk.next() {
            None => return false,
            Some(Err(error)) => self.waiting.push_back(Err(error)),
            Some(Ok(path)) => {
                if let Err(problem) = self.load(&path) {
                    self.waiting
                        .push_back(Err(SourceError::new(&path, problem)));
                }
            }
        }
        true
    }

    fn load(&mut self, path: &Path) -> Result<(), Problem> {
        let mut input = Input::open(path)?;
        let head = input.peek(HEAD);
        let (_, ending) = stem_and_ending(path);
        let is_wide =
            head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || head.contains(&0);
        let is_lines =
            Format::of(ending.as_deref(), &String::from_utf8_lossy(&head)) == Format::JsonLines;
        // a .json file may be one object over many lines, which is seen in the whole of it only
        let is_lines = is_lines && ending.as_deref() != Some("json");
        if is_lines && !is_wide && !head.is_empty() && decode(head).is_ok() {
            self.lines = Some((Lines::new(path.to_owned(), input), path.to_owned()));
            return Ok(());
        }
        let (bytes, stopped) = input.all();
        let found = self.whole(path, ending.as_deref(), bytes);
        match (found, stopped) {
            // of a file that is cut off before its first words only that is to be said
            (Err(Problem::NotText(NotText::Empty)), Some(problem)) => Err(problem),
            (found, stopped) => {
                let stopped = stopped.map(|problem| Err(SourceError::new(path, problem)));
                self.waiting.extend(
                    found
                        .err()
                        .map(|problem| Err(SourceError::new(path, problem))),
                );
                self.waiting.extend(stopped);
                Ok(())
            }
        }
    }

    /// Reads a file that is held in memory.
    fn whole(&mut self, path: &Path, ending: Option<&str>, bytes: Vec<u8>) -> Result<(), Problem> {
        let decoded = decode(bytes).map_err(Problem::NotText)?;
        self.warn(path, None, decoded.warning());
        let text = decoded.text;
        match Format::of(ending, &text) {
            Format::Plain => self.single(path, plain(text)),
            Format::Html => self.single(path, html(&text)),
            Format::Feed => self.feed(path, &text),
            Format::Json => self.json(path, &text),
            Format::JsonLines => self.held_lines(path, &text),
        }
    }

    /// Lines of JSON that could not be read as a stream; one line alone is an object alone.
    fn held_lines(&mut self, path: &Path, text: &str) -> Result<(), Problem> {
        let lines: Vec<_> = text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
            .collect();
        if lines.len() == 1 {
            return self.json(path, text);
        }
        for (number, line) in lines {
            self.numbered(path, number + 1, record(line));
        }
        Ok(())
    }

    fn single(&mut self, path: &Path, reading: Reading) -> Result<(), Problem> {
        if reading
            .report
            .body
            .of(&reading.report.text)
            .trim()
            .is_empty()
        {
            return Err(Problem::NoNews);
        }
        let (stem, _) = stem_and_ending(path);
        let report = self.completed(path, None, reading, stem);
        self.waiting.push_back(Ok(report));
        Ok(())
    }

    fn feed(&mut self, path: &Path, text: &str) -> Result<(), Problem> {
        let readings = feed::reports(text).map_err(Problem::Feed)?;
        if readings.is_empty() {
            return Err(Problem::NoNews);
        }
        let (stem, _) = stem_and_ending(path);
        for (place, reading) in readings.into_iter().enumerate() {
            let report = self.completed(path, None, reading, format!("{stem}-{}", place + 1));
            self.waiting.push_back(Ok(report));
        }
        Ok(())
    }

    /// One object or an array of them.
    fn json(&mut self, path: &Path, text: &str) -> Result<(), Problem> {
        let records = match json(text) {
            Ok(records) if records.is_empty() => return Err(Problem::NoNews),
            Ok(records) => records,
            Err(wrong) => return Err(Problem::Record(wrong)),
        };
        let alone = records.len() == 1;
        let (stem, _) = stem_and_ending(path);
        for (place, record) in records.into_iter().enumerate() {
            let id = if alone {
                stem.clone()
            } else {
                format!("{stem}-{}", place + 1)
            };
            let read = match record {
                Ok(reading) => Ok(self.completed(path, None, reading, id)),
                Err(wrong) => {
                    let problem = if alone {
                        Problem::Record(wrong)
                    } else {
                        Problem::Object(place + 1, wrong)
                    };
                    Err(SourceError::new(path, problem))
                }
            };
            self.waiting.push_back(read);
        }
        Ok(())
    }

    fn numbered(&mut self, path: &Path, line: usize, read: Result<Reading, NoRecord>) {
        let (stem, _) = stem_and_ending(path);
        let read = match read {
            Ok(reading) => Ok(self.completed(path, Some(line), reading, format!("{stem}-{line}"))),
            Err(wrong) => Err(SourceError::at(path, line, wrong)),
        };
        self.waiting.push_back(read);
    }

    fn of_line(&mut self, numbered: Numbered) -> Report {
        let path = self
            .lines
            .as_ref()
            .map_or_else(PathBuf::new, |(_, path)| path.clone());
        let (stem, _) = stem_and_ending(&path);
        let id = format!("{stem}-{}", numbered.line);
        self.completed(&path, Some(numbered.line), numbered.reading, id)
    }

    /// The report with what the defaults know of it, and its warnings kept.
    fn completed(
        &mut self,
        path: &Path,
        line: Option<usize>,
        reading: Reading,
        id: String,
    ) -> Report {
        let Reading {
            mut report,
            warnings,
        } = reading;
        let Defaults {
            date,
            publisher,
            language,
        } = &self.defaults;
        if report.id.is_empty() {
            report.id = id;
        }
        report.date = report.date.or(*date);
        report.publisher = report.publisher.take().or_else(|| publisher.clone());
        report.language = report.language.take().or_else(|| language.clone());
        let undated = report.date.is_none() && warnings.is_empty();
        warnings
            .into_iter()
            .for_each(|warning| self.warn(path, line, Some(warning)));
        let remedy = "no date of publication; give --date, or write one into its first line (date YYYY-MM-DD)";
        self.warn(path, line, undated.then(|| remedy.to_owned()));
        report
    }

    fn warn(&mut self, path: &Path, line: Option<usize>, warning: Option<String>) {
        let place = line.map_or_else(String::new, |line| format!(":{line}"));
        self.warnings
            .extend(warning.map(|warning| format!("{}{place}: {warning}", shown(path))));
    }
}
