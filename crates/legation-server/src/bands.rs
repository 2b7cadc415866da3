//! The relations of two as bands on a line of time, with what happened between them above.

use jiff::civil::Date;
use legation_coder::Modality;
use legation_gazetteer::Gazetteer;
use legation_ledger::{Histories, Relation, RelationHistory, TimelineEntry, rows};
use legation_text::PartialDate;
use maud::{Markup, html};

use crate::page::label;
use crate::tone::{Tone, aspect_label, state_label};

const WIDTH: f64 = 1000.0;
/// Where names of the bands stand.
const NAMES: f64 = 200.0;
/// Height of a band, and of the lane of events.
const ROW: f64 = 26.0;
const LANE: f64 = 58.0;
/// Width that a letter takes at the size of the bands' words.
const LETTER: f64 = 6.3;

/// Days to places on the line.
struct Scale {
    first: Date,
    days: f64,
}

impl Scale {
    fn over(dates: impl Iterator<Item = PartialDate>, on: PartialDate) -> Self {
        let (mut first, mut last) = (on.first_day(), on.last_day());
        for date in dates {
            first = first.min(date.first_day());
            last = last.max(date.last_day());
        }
        let span = days(first, last).max(60.0);
        let back = jiff::Span::new().days((span / 25.0) as i64 + 10);
        let first = first.checked_sub(back).unwrap_or(first);
        Scale {
            first,
            days: days(first, last) * 1.02 + 1.0,
        }
    }

    fn x(&self, day: Date) -> f64 {
        let share = (days(self.first, day) / self.days).clamp(0.0, 1.0);
        ((NAMES + share * (WIDTH - NAMES)) * 10.0).round() / 10.0
    }

    /// Whole years, or months of a short time, some ten of them.
    fn ticks(&self) -> Vec<(Date, String)> {
        let years = self.days / 365.25;
        let mut ticks = Vec::new();
        let end = self
            .first
            .checked_add(jiff::Span::new().days(self.days as i64));
        let Ok(end) = end else { return ticks };
        if years < 2.0 {
            let step = [1, 2, 3]
                .into_iter()
                .find(|step| years * 12.0 / f64::from(*step) < 10.0)
                .unwrap_or(3);
            let mut at = self.first.first_of_month();
            while at <= end {
                if at >= self.first {
                    ticks.push((at, format!("{:04}-{:02}", at.year(), at.month())));
                }
                let Ok(next) = at.checked_add(jiff::Span::new().months(step)) else {
                    break;
                };
                at = next;
            }
        } else {
            let step = [1_i16, 2, 5, 10, 20, 50, 100]
                .into_iter()
                .find(|step| years / f64::from(*step) < 11.0)
                .unwrap_or(200);
            let mut year = (self.first.year() / step + 1) * step;
            while year <= end.year() {
                if let Ok(at) = Date::new(year, 1, 1) {
                    ticks.push((at, year.to_string()));
                }
                year += step;
            }
        }
        ticks
    }
}

fn days(from: Date, to: Date) -> f64 {
    f64::from((to - from).get_days())
}

/// The drawing. `entries` are events as the page lists them: each leads to `#e0`, `#e1`, …
pub fn draw(
    gazetteer: &Gazetteer,
    histories: &Histories,
    entries: &[TimelineEntry],
    on: PartialDate,
) -> Markup {
    let lines = || {
        histories
            .histories
            .iter()
            .flat_map(|h| h.lines.iter().chain(&h.contested))
    };
    let dates = lines()
        .filter_map(|line| line.since)
        .chain(entries.iter().filter_map(|entry| entry.date));
    let scale = Scale::over(dates, on);
    let rows: Vec<&RelationHistory> = histories.histories.iter().collect();
    let height = LANE + ROW * rows.len() as f64 + 24.0;
    let bottom = height - 20.0;
    let today = scale.x(on.last_day());
    let [a, b] = &histories.pair;
    let says = format!(
        "Line of time of {} and {}: {} relations, {} events. The tables below have the same.",
        label(gazetteer, a),
        label(gazetteer, b),
        rows.len(),
        entries.len()
    );
    html! {
        div class="scroll bands" tabindex="0" role="region" aria-label="Relations over time" {
            svg viewBox={ "0 0 " (WIDTH) " " (height) } role="group" aria-label=(says) {
                @for (at, name) in scale.ticks() {
                    @let x = scale.x(at);
                    line class="tick" x1=(x) x2=(x) y1=(LANE - 14.0) y2=(bottom) {}
                    text class="year" x=(x) y=(height - 5.0) text-anchor="middle" { (name) }
                }
                text class="name" x="0" y=(LANE - 22.0) { "Events" }
                (arcs(&scale, entries))
                @for (at, entry) in entries.iter().enumerate() {
                    @if let Some(date) = entry.date { (dot(gazetteer, &scale, at, entry, date)) }
                }
                @for (at, history) in rows.iter().enumerate() {
                    (band(gazetteer, &scale, history, LANE + ROW * at as f64, today))
                }
                line class="now" x1=(today) x2=(today) y1="8" y2=(bottom) {}
            }
        }
    }
}

fn band(
    gazetteer: &Gazetteer,
    scale: &Scale,
    history: &RelationHistory,
    y: f64,
    today: f64,
) -> Markup {
    let object = history
        .object
        .as_deref()
        .map(|object| label(gazetteer, object));
    let name = match (&history.aspect[..], &object) {
        // An embassy or an ambassador needs no aspect to be understood.
        ("representation", Some(thing)) => capitalised(thing),
        _ => aspect_label(&history.aspect, object.as_deref()),
    };
    let way = match (&history.from, &history.to) {
        (Some(from), Some(to)) => format!("{from} → {to}"),
        _ => String::new(),
    };
    let short: String = if name.chars().count() > 24 {
        name.chars().take(22).chain(['…']).collect()
    } else {
        name.clone()
    };
    let end = |line: &Relation| line.until.map_or(today, |until| scale.x(until.first_day()));
    html! {
        text class="name" x="0" y=(y + 12.0) { title { (name) " " (way) } (short) @if way.is_empty() {} @else { tspan class="way" x="0" dy="10" { (way) } } }
        line class="row" x1="0" x2=(WIDTH) y1=(y + ROW - 0.5) y2=(y + ROW - 0.5) {}
        @for line in &history.lines {
            @let x = line.since.map_or(NAMES, |since| scale.x(since.first_day()));
            @let sure = line.since.map_or(NAMES, |since| scale.x(since.last_day()));
            @let width = (end(line) - x).max(2.0);
            @let tone = Tone::of(&line.aspect, &line.state).class();
            a href=[line.claims.first().map(|claim| crate::urls::claim(claim))] {
                title { (name) " " (way) ": " (says(line)) }
                rect class={ "band " (tone) @if line.disputed { " contested" } @if line.since.is_none() { " unknown" } } x=(x) y=(y + 4.0) width=(width) height=(ROW - 8.0) rx="2" {}
                // From the first to the last day on which it can have begun.
                @if sure - x > 1.5 && width > 3.0 { rect class="perhaps" x=(x) y=(y + 4.0) width=((sure - x).min(width)) height=(ROW - 8.0) {} }
                @if width > state_label(&line.state).chars().count() as f64 * LETTER + 8.0 {
                    text class="state" x=(x + 5.0) y=(y + ROW / 2.0 + 3.5) { (state_label(&line.state)) }
                }
            }
        }
        @for line in &history.contested {
            @if let Some(since) = line.since {
                @let x = scale.x(since.first_day());
                a href=[line.claims.first().map(|claim| crate::urls::claim(claim))] {
                    title { (name) " " (way) ": told, but does not stand: " (says(line)) }
                    rect class={ "rival " (Tone::of(&line.aspect, &line.state).class()) } x=(x - 3.0) y=(y + 1.5) width="6" height=(ROW - 3.0) {}
                }
            }
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}

fn says(line: &Relation) -> String {
    let since = line
        .since
        .map(|date| format!(" since {date}"))
        .unwrap_or_default();
    let until = line
        .until
        .map(|date| format!(" until {date}"))
        .unwrap_or_default();
    let disputed = if line.disputed { ", disputed" } else { "" };
    format!("{}{since}{until}{disputed}", state_label(&line.state))
}

fn dot(
    gazetteer: &Gazetteer,
    scale: &Scale,
    at: usize,
    entry: &TimelineEntry,
    date: PartialDate,
) -> Markup {
    let event = &entry.event;
    let who = event
        .actor
        .first()
        .map(|party| label(gazetteer, &party.id))
        .unwrap_or_default();
    let whom = event
        .recipient
        .first()
        .or(event.object.first())
        .map(|party| label(gazetteer, &party.id))
        .unwrap_or_default();
    let modality = match event.modality {
        Modality::Asserted => String::new(),
        other => format!(" ({})", other.as_str()),
    };
    let temper = match event.plover_score {
        score if score < -0.5 => "conflict",
        score if score > 0.5 => "cooperation",
        _ => "neutral",
    };
    let real = if event.modality == Modality::Asserted {
        ""
    } else {
        " unreal"
    };
    html! {
        a href={ "#e" (at) } {
            title { (date) ": " (who) " " (state_label(&rows::deed(event))) " " (whom) (modality) }
            circle class={ "dot " (temper) (real) } cx=(scale.x(date.first_day())) cy=(LANE - 16.0) r="4.5" {}
        }
    }
}

/// From each cause to what answered it.
fn arcs(scale: &Scale, entries: &[TimelineEntry]) -> Markup {
    let place = |id: &str| {
        let entry = entries.iter().find(|entry| entry.event.id == id)?;
        Some(scale.x(entry.date?.first_day()))
    };
    html! {
        @for entry in entries {
            @if let (Some(from), Some(date)) = (entry.event.cause.as_deref().and_then(place), entry.date) {
                @let to = scale.x(date.first_day());
                @let middle = (from + to) / 2.0;
                @let top = LANE - 24.0 - ((to - from).abs() / 6.0).clamp(8.0, 30.0);
                path class="arc" d={ "M" (from) " " (LANE - 21.0) "Q" (middle) " " (top) " " (to) " " (LANE - 21.0) } {
                    title { "led to" }
                }
            }
        }
    }
}
