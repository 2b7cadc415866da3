//! JSON Lines, read as a stream: one line in memory at a time.

use std::path::PathBuf;

use legation_text::read::{Reading, record};

use crate::input::Input;
use crate::{Problem, SourceError};

/// The reports of a file of JSON Lines.
pub(crate) struct Lines {
    file: PathBuf,
    input: Option<Input>,
    number: usize,
    buffer: Vec<u8>,
    /// Whether a line that is not blank has been met.
    any: bool,
}

/// A report and the line that it stands in, counted from 1.
pub(crate) struct Numbered {
    pub(crate) reading: Reading,
    pub(crate) line: usize,
}

impl Lines {
    pub(crate) fn new(file: PathBuf, input: Input) -> Self {
        Lines {
            file,
            input: Some(input),
            number: 0,
            buffer: Vec::new(),
            any: false,
        }
    }

    pub(crate) fn next(&mut self) -> Option<Result<Numbered, SourceError>> {
        loop {
            self.buffer.clear();
            let read = self.input.as_mut()?.line(&mut self.buffer);
            self.number += 1;
            let stopped = match read {
                Ok(0) => {
                    self.input = None;
                    return (!self.any).then(|| Err(SourceError::new(&self.file, Problem::NoNews)));
                }
                Ok(_) => None,
                Err(problem) => Some(problem),
            };
            if let Some(problem) = stopped {
                // what was read of the line is not all of it
                self.input = None;
                return Some(Err(SourceError {
                    line: Some(self.number),
                    ..SourceError::new(&self.file, problem)
                }));
            }
            if !self.buffer.iter().all(|b| b.is_ascii_whitespace()) {
                self.any = true;
                return Some(self.numbered());
            }
        }
    }

    fn numbered(&self) -> Result<Numbered, SourceError> {
        let line = String::from_utf8_lossy(&self.buffer);
        let mut reading =
            record(&line).map_err(|wrong| SourceError::at(&self.file, self.number, wrong))?;
        if let std::borrow::Cow::Owned(_) = line {
            reading.warnings.push(
                "invalid UTF-8 read as U+FFFD; save the file as UTF-8 again from its source"
                    .to_owned(),
            );
        }
        Ok(Numbered {
            reading,
            line: self.number,
        })
    }
}
