//! RSS and Atom: each item is a report.

use chrono::{DateTime, NaiveDate, Utc};
use feed_rs::model::{Entry, Feed};
use legation_text::PartialDate;
use legation_text::read::{Reading, html, written_date};

/// The reports of a feed, in its order; items without a word are left out.
///
/// The text is that of `content`, else of `description` or `summary`, else the title (RSS 2.0 asks for one of the two),
/// through the HTML extraction; the publisher is the feed's title. An item's offsets count in its text, not in the feed.
///
/// # Errors
/// Where the text is no feed, with the parser's words.
pub(crate) fn reports(text: &str) -> Result<Vec<Reading>, String> {
    let parser = feed_rs::parser::Builder::new()
        .timestamp_parser(day_as_written)
        .build();
    let feed = parser
        .parse(text.trim_start_matches('\u{feff}').trim_start().as_bytes())
        .map_err(|e| e.to_string())?;
    Ok(feed
        .entries
        .iter()
        .filter_map(|entry| reading(entry, &feed))
        .collect())
}

/// The day as the feed writes it, in its own zone: a paper's 23:30 in New York is not the next day of London.
fn day_as_written(text: &str) -> Option<DateTime<Utc>> {
    let (date, _) = written_date(text)?;
    let day = date.first_day();
    let day = NaiveDate::from_ymd_opt(
        day.year().into(),
        day.month().unsigned_abs().into(),
        day.day().unsigned_abs().into(),
    )?;
    Some(day.and_hms_opt(0, 0, 0)?.and_utc())
}

fn reading(entry: &Entry, feed: &Feed) -> Option<Reading> {
    let content = entry
        .content
        .as_ref()
        .and_then(|content| content.body.as_deref());
    let summary = entry
        .summary
        .as_ref()
        .map(|summary| summary.content.as_str());
    let title = entry.title.as_ref().map(|title| title.content.as_str());
    let mut reading = [content, summary, title]
        .into_iter()
        .flatten()
        .map(fragment)
        .find(|r| !r.report.text.is_empty())?;
    // what a fragment seems to say of itself is the feed's to say
    reading.warnings.clear();
    let report = &mut reading.report;
    let plain = |text: &feed_rs::model::Text| {
        Some(fragment(&text.content).report.text).filter(|text| !text.is_empty())
    };
    report.source_map = Default::default();
    report.id = entry.id.clone();
    report.title = entry.title.as_ref().and_then(plain);
    report.publisher = feed.title.as_ref().and_then(plain);
    report.url = entry.links.first().map(|link| link.href.clone());
    report.language = entry.language.clone().or_else(|| feed.language.clone());
    let date = entry.published.or(entry.updated);
    report.date = date.and_then(|date| date.date_naive().to_string().parse::<PartialDate>().ok());
    Some(reading)
}

/// What stands alone in an item is said, however short it is: it counts as a paragraph.
fn fragment(text: &str) -> Reading {
    html(&format!("<p>{text}"))
}
