//! Standard output: plain or styled, as wide as the reader has it, in each of the four formats.

use std::io::{self, BufWriter, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use anyhow::Result;
use legation_ledger::rows::Tabled;
use serde::Serialize;

/// Width where standard output is no terminal and `COLUMNS` is not set.
const PLAIN_WIDTH: usize = 100;

/// For what matters most.
pub const STRONG: Style = Style::new().bold();
/// For what is there if one looks for it.
pub const FAINT: Style = Style::new().dimmed();
/// For what should make one careful: not asserted, disputed.
pub const CAREFUL: Style = AnsiColor::Yellow.on_default();

/// Standard output.
pub struct Output {
    to: BufWriter<AutoStream<io::StdoutLock<'static>>>,
    styled: bool,
    width: usize,
}

impl Output {
    /// Standard output; styles are left out where it is no terminal or `NO_COLOR` is set.
    pub fn new() -> Self {
        let choice = AutoStream::choice(&io::stdout());
        let width = columns().unwrap_or(PLAIN_WIDTH).clamp(40, 200);
        let to = BufWriter::with_capacity(64 * 1024, AutoStream::new(io::stdout().lock(), choice));
        Output {
            to,
            styled: choice != ColorChoice::Never,
            width,
        }
    }

    /// Characters in a line.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whether styles are seen.
    pub fn is_styled(&self) -> bool {
        self.styled
    }

    /// One line.
    pub fn line(&mut self, text: &str) -> Result<()> {
        self.to.write_all(text.as_bytes())?;
        self.to.write_all(b"\n")?;
        Ok(())
    }

    /// A value as one JSON document over several lines.
    pub fn json(&mut self, value: &impl Serialize) -> Result<()> {
        serde_json::to_writer_pretty(&mut self.to, value)?;
        self.line("")
    }

    /// Each value as a line of JSON.
    pub fn jsonl<T: Serialize>(&mut self, values: impl IntoIterator<Item = T>) -> Result<()> {
        for value in values {
            serde_json::to_writer(&mut self.to, &value)?;
            self.line("")?;
        }
        Ok(())
    }

    /// Rows of comma-separated values; the header is left out where it is empty.
    pub fn csv(
        &mut self,
        header: &[&str],
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> Result<()> {
        let mut writer = csv::Writer::from_writer(&mut self.to);
        if !header.is_empty() {
            writer.write_record(header)?;
        }
        for row in rows {
            writer.write_record(row)?;
        }
        writer.flush()?;
        Ok(())
    }

    /// A list of an answer as comma-separated values.
    pub fn csv_of<'a, T: Tabled + 'a>(
        &mut self,
        list: impl IntoIterator<Item = &'a T>,
    ) -> Result<()> {
        self.csv(&T::columns(), list.into_iter().map(Tabled::cells))
    }

    /// A table for people: every row has as many cells as the header. Columns of numbers, those whose header is in
    /// `numbers`, are aligned to the right. A blank line stands after `ruled` rows.
    pub fn table(
        &mut self,
        header: &[&str],
        rows: &[Vec<String>],
        numbers: &[&str],
        ruled: usize,
    ) -> Result<()> {
        let widest = |column: usize| {
            let cells = rows.iter().map(|row| row[column].chars().count());
            cells
                .chain([header[column].chars().count()])
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..header.len()).map(widest).collect();
        let aligned = |cells: &[&str]| -> String {
            let cells = cells.iter().zip(&widths).enumerate();
            let cells: Vec<String> = cells
                .map(|(i, (cell, width))| {
                    if numbers.contains(&header[i]) {
                        format!("{cell:>width$}")
                    } else {
                        format!("{cell:<width$}")
                    }
                })
                .collect();
            cells.join("  ").trim_end().to_owned()
        };
        self.line(&styled(STRONG, &aligned(header)))?;
        for (i, row) in rows.iter().enumerate() {
            if i == ruled && ruled > 0 {
                self.line("")?;
            }
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            self.line(&aligned(&cells))?;
        }
        Ok(())
    }

    /// Writes out what is held back. Every command ends with it, so that a closed pipe is noticed.
    pub fn finish(mut self) -> Result<()> {
        self.to.flush()?;
        Ok(())
    }
}

/// The text in a style.
pub fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

fn columns() -> Option<usize> {
    let set = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    set.or_else(|| {
        terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0))
    })
}
