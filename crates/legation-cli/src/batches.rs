//! Reports in, coded reports out: many at a time over all cores, in the order in which they came.

use std::path::PathBuf;

use legation_coder::{Coder, Coding};
use legation_sources::Defaults;
use legation_text::Report;
use rayon::prelude::*;

use crate::args::ReportArgs;
use crate::failure::complain;

/// Reports that are coded together.
const REPORTS: usize = 256;
/// Bytes of text after which a batch is full, so that a few huge reports do not fill the memory.
const BYTES: usize = 4 << 20;

/// A report and what it says.
pub struct Coded {
    /// The report.
    pub report: Report,
    /// Its events and notes.
    pub coding: Coding,
}

/// Hands on the reports of all paths, coded, batch after batch, and names on standard error what cannot be read.
///
/// Reports that `wanted` refuses are left out uncoded; it may give a report another id. Stops where `hand_on` answers false. Returns how many inputs
/// could not be read.
pub fn code_all(
    paths: &[PathBuf],
    about: &ReportArgs,
    coder: &Coder,
    mut wanted: impl FnMut(&mut Report) -> bool,
    mut hand_on: impl FnMut(Vec<Coded>) -> bool,
) -> usize {
    let defaults = Defaults {
        date: about.date,
        publisher: about.publisher.clone(),
        language: None,
    };
    let mut failures = 0;
    let mut batch: Vec<Report> = Vec::new();
    let mut bytes = 0;
    for path in paths {
        let mut reports = match legation_sources::open(path, &defaults) {
            Ok(reports) => reports,
            Err(error) => {
                complain(&error);
                failures += 1;
                continue;
            }
        };
        while let Some(report) = reports.next() {
            for warning in reports
                .take_warnings()
                .iter()
                .filter(|w| !w.contains("no date"))
            {
                complain(warning);
            }
            match report {
                Ok(mut report) => {
                    if wanted(&mut report) {
                        bytes += report.text.len();
                        batch.push(report);
                    }
                }
                Err(error) => {
                    complain(&error);
                    failures += 1;
                }
            }
            if batch.len() >= REPORTS || bytes >= BYTES {
                bytes = 0;
                if !hand_on(code(coder, std::mem::take(&mut batch))) {
                    return failures;
                }
            }
        }
    }
    if !batch.is_empty() {
        hand_on(code(coder, batch));
    }
    failures
}

fn code(coder: &Coder, reports: Vec<Report>) -> Vec<Coded> {
    let coded = |report: Report| {
        let coding = coder.code(&report);
        Coded { report, coding }
    };
    // One report needs no threads, and starting them would cost more than reading it.
    if reports.len() == 1 {
        return reports.into_iter().map(coded).collect();
    }
    reports.into_par_iter().map(coded).collect()
}
