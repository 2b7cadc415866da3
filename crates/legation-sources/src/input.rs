//! The bytes of a file, gzipped or not.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use crate::Problem;

/// How much is read at once, in bytes.
const BUFFER: usize = 64 * 1024;

/// An open file, or the standard input; unpacked where it begins with the magic number of gzip (RFC 1952 § 2.3.1).
pub(crate) struct Input {
    reader: Box<dyn BufRead>,
    gzipped: bool,
}

impl Input {
    pub(crate) fn open(path: &Path) -> Result<Self, Problem> {
        let raw: Box<dyn Read> = if path == Path::new("-") {
            Box::new(io::stdin())
        } else {
            Box::new(File::open(path)?)
        };
        let mut head = Vec::new();
        let mut raw = BufReader::with_capacity(BUFFER, raw);
        raw.by_ref().take(2).read_to_end(&mut head)?;
        let gzipped = head == [0x1f, 0x8b];
        let whole = io::Cursor::new(head).chain(raw);
        let reader: Box<dyn BufRead> = if gzipped {
            Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(whole)))
        } else {
            Box::new(whole)
        };
        Ok(Input { reader, gzipped })
    }

    /// The first bytes, left in place; fewer than `length` only where there are no more, or where reading failed.
    pub(crate) fn peek(&mut self, length: usize) -> Vec<u8> {
        let mut head = Vec::new();
        // an error comes again, and is told, when the rest is read
        _ = self
            .reader
            .by_ref()
            .take(length as u64)
            .read_to_end(&mut head);
        let empty: Box<dyn BufRead> = Box::new(io::empty());
        let rest = std::mem::replace(&mut self.reader, empty);
        self.reader = Box::new(io::Cursor::new(head.clone()).chain(rest));
        head
    }

    /// All that is left, and what stopped the reading before the end.
    pub(crate) fn all(mut self) -> (Vec<u8>, Option<Problem>) {
        let mut bytes = Vec::new();
        let stopped = self
            .reader
            .read_to_end(&mut bytes)
            .err()
            .map(|e| self.problem(e));
        (bytes, stopped)
    }

    /// Appends the next line with its line feed; gives its length, 0 at the end. Bytes before an error stay appended.
    pub(crate) fn line(&mut self, out: &mut Vec<u8>) -> Result<usize, Problem> {
        self.reader
            .read_until(b'\n', out)
            .map_err(|e| self.problem(e))
    }

    fn problem(&self, error: io::Error) -> Problem {
        if self.gzipped {
            Problem::Damaged(error)
        } else {
            Problem::from(error)
        }
    }
}
