//! Relations as bands on a line of time, with events above.

use jiff::civil::Date;
use legation_coder::Modality;
use legation_gazetteer::Gazetteer;
use legation_ledger::{AsOf, Histories, Relation, TimelineEntry, rows};
use legation_text::PartialDate;
use maud::{Markup, html};

use crate::page::label;
use crate::shown;
use crate::tone::{Tone, aspect_label, state_label};
use crate::urls;

/// Width of the line of time, and of the names of the bands before it. Both are drawings of their own, so that the names stay in
/// sight where the line is wider than the screen.
const WIDTH: f64 = 800.0;
const NAMES: f64 = 200.0;
/// Height of a band, and of the lane of events.
const ROW: f64 = 26.0;
const LANE: f64 = 70.0;
/// Height that a dot of an event takes, and how many stand one above the other at most.
const DOT: f64 = 9.5;
const PILE: usize = 3;
/// Width that a letter takes at the size of the bands' words.
const LETTER: f64 = 6.3;
/// Letters of a name that have room.
const NAME: usize = 24;

/// One relation over time.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is called.
    pub name: String,
    /// Where that is the name of a state or territory: its code (ISO 3166), by which browsers know its name in their language.
    pub region: Option<&'static str>,
    /// In small letters below: its direction, or its aspect.
    pub below: String,
    /// Its states, one after the other.
    pub bands: Vec<Band>,
    /// What is told and does not stand.
    pub contested: Vec<Band>,
}

impl Row {
    fn heading(&self) -> String {
        match self.below.as_str() {
            "" => self.name.clone(),
            below => format!("{}: {below}", self.name),
        }
    }
}

/// One state of a relation.
#[derive(Clone, Debug)]
pub struct Band {
    /// The aspect.
    pub aspect: String,
    /// The state.
    pub state: String,
    /// Since when.
    pub since: Option<PartialDate>,
    /// When the next one began.
    pub until: Option<PartialDate>,
    /// Whether others say otherwise.
    pub disputed: bool,
    /// A claim that says so.
    pub claim: Option<String>,
}

impl From<&Relation> for Band {
    fn from(line: &Relation) -> Self {
        Band {
            aspect: line.aspect.clone(),
            state: line.state.clone(),
            since: line.since,
            until: line.until,
            disputed: line.disputed,
            claim: line.claims.first().cloned(),
        }
    }
}

/// The relations of two.
pub fn between(gazetteer: &Gazetteer, histories: &Histories) -> Vec<Row> {
    let rows = histories.histories.iter().map(|history| {
        let object = history.object.as_deref().map(|id| label(gazetteer, id));
        Row {
            name: match (&history.aspect[..], &object) {
                // An embassy or an ambassador needs no aspect to be understood.
                ("representation", Some(thing)) => capitalised(thing),
                _ => aspect_label(&history.aspect, object.as_deref()),
            },
            region: None,
            below: match (&history.from, &history.to) {
                (Some(from), Some(to)) => format!("{from} → {to}"),
                _ => String::new(),
            },
            bands: history.lines.iter().map(Band::from).collect(),
            contested: history.contested.iter().map(Band::from).collect(),
        }
    });
    rows.collect()
}

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
        (share * WIDTH * 10.0).round() / 10.0
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

/// What the colours mean, and the dots where there are any.
pub fn key(dots: bool) -> Markup {
    html! {
        ul class="legend" aria-label="Key" {
            li { span class="chip t-good" { "in force" } }
            li { span class="chip t-part" { "in part" } }
            li { span class="chip t-held" { "interrupted" } }
            li { span class="chip t-cut" { "cut, or sanctions" } }
            @if dots { li class="faint" { "Filled dots: done. Hollow: announced, denied, or long ago. An arc leads from a cause to its answer." } }
        }
    }
}

/// The drawing; `about` says of what. `entries` are events as the page lists them: each leads to `#e0`, `#e1`, …
pub fn draw(
    gazetteer: &Gazetteer,
    about: &str,
    rows: &[Row],
    entries: &[TimelineEntry],
    as_of: AsOf,
) -> Markup {
    let on = as_of.on;
    let bands = rows
        .iter()
        .flat_map(|row| row.bands.iter().chain(&row.contested));
    let dates = bands
        .filter_map(|band| band.since)
        .chain(entries.iter().filter_map(|entry| entry.date));
    let scale = Scale::over(dates, on);
    let top = if entries.is_empty() { 14.0 } else { LANE };
    let height = top + ROW * rows.len() as f64 + 24.0;
    let bottom = height - 20.0;
    let today = scale.x(on.last_day());
    let times = urls::times_of(as_of);
    let dots = piled(&scale, entries);
    let says = format!(
        "Line of time: {about}. {} relations, {} events. The tables have the same.",
        rows.len(),
        entries.len()
    );
    html! {
        div class="scroll bands" tabindex="0" role="region" aria-label=(format!("Line of time: {about}")) data-latest {
            svg class="names" viewBox={ "0 0 " (NAMES) " " (height) } aria-hidden="true" {
                @if !entries.is_empty() { text class="name" x="0" y=(LANE - 22.0) { "Events" } }
                @for (at, row) in rows.iter().enumerate() { (name(row, top + ROW * at as f64)) }
            }
            svg class="line" viewBox={ "0 0 " (WIDTH) " " (height) } role="group" aria-label=(says) {
                @for (at, name) in scale.ticks() {
                    @let x = scale.x(at);
                    line class="tick" x1=(x) x2=(x) y1=(top - 14.0) y2=(bottom) {}
                    text class="year" x=(x) y=(height - 5.0) text-anchor=(if x < 14.0 { "start" } else { "middle" }) { (name) }
                }
                (arcs(entries, &dots))
                @for (at, (entry, place)) in entries.iter().zip(&dots).enumerate() {
                    @if let (Some(date), Some(place)) = (entry.date, place) { (dot(gazetteer, *place, at, entry, date)) }
                }
                @for (at, row) in rows.iter().enumerate() { (bands_of(&scale, row, top + ROW * at as f64, today, &times)) }
                line class="now" x1=(today) x2=(today) y1="8" y2=(bottom) {}
            }
        }
    }
}

fn name(row: &Row, y: f64) -> Markup {
    let short: String = if row.name.chars().count() > NAME {
        row.name.chars().take(NAME - 2).chain(['…']).collect()
    } else {
        row.name.clone()
    };
    html! {
        text class="name" x="0" y=(y + 12.0) data-region=[row.region] {
            title { (row.heading()) }
            tspan data-region=[row.region] { (short) }
            @if !row.below.is_empty() { tspan class="way" x="0" dy="10" { (row.below) } }
        }
        line class="row" x1="0" x2=(NAMES) y1=(y + ROW - 0.5) y2=(y + ROW - 0.5) {}
    }
}

fn bands_of(scale: &Scale, row: &Row, y: f64, today: f64, times: &str) -> Markup {
    let claim = |band: &Band| {
        let claim = band.claim.as_deref();
        claim.map(|claim| urls::claim(claim, times))
    };
    let end = |band: &Band| band.until.map_or(today, |until| scale.x(until.first_day()));
    html! {
        line class="row" x1="0" x2=(WIDTH) y1=(y + ROW - 0.5) y2=(y + ROW - 0.5) {}
        @for band in &row.bands {
            @let x = band.since.map_or(0.0, |since| scale.x(since.first_day()));
            @let sure = band.since.map_or(0.0, |since| scale.x(since.last_day()));
            @let width = (end(band) - x).max(2.0);
            @let tone = Tone::of(&band.aspect, &band.state).class();
            a href=[claim(band)] data-region=[row.region] {
                title { (row.heading()) ": " (says(band)) }
                rect class={ "band " (tone) @if band.disputed { " contested" } @if band.since.is_none() { " unknown" } } x=(x) y=(y + 4.0) width=(width) height=(ROW - 8.0) rx="2" {}
                // From the first to the last day on which it can have begun.
                @if sure - x > 1.5 && width > 3.0 { rect class="perhaps" x=(x) y=(y + 4.0) width=((sure - x).min(width)) height=(ROW - 8.0) {} }
                @if width > state_label(&band.state).chars().count() as f64 * LETTER + 8.0 {
                    text class="state" x=(x + 5.0) y=(y + ROW / 2.0 + 3.5) { (state_label(&band.state)) }
                }
            }
        }
        @for band in &row.contested {
            @if let Some(since) = band.since {
                @let x = scale.x(since.first_day());
                a href=[claim(band)] data-region=[row.region] {
                    title { (row.heading()) ": told, but does not stand: " (says(band)) }
                    rect class={ "rival " (Tone::of(&band.aspect, &band.state).class()) } x=(x - 3.0) y=(y + 1.5) width="6" height=(ROW - 3.0) {}
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

fn says(line: &Band) -> String {
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

/// Where the dot of each event stands: at its day, above those that are there already.
fn piled(scale: &Scale, entries: &[TimelineEntry]) -> Vec<Option<(f64, f64)>> {
    let mut places: Vec<Option<(f64, f64)>> = Vec::with_capacity(entries.len());
    for entry in entries {
        let place = entry.date.map(|date| {
            let x = scale.x(date.first_day());
            let near = places
                .iter()
                .flatten()
                .filter(|(at, _)| (at - x).abs() < DOT);
            let level = near.count().min(PILE - 1);
            (x, LANE - 16.0 - level as f64 * DOT)
        });
        places.push(place);
    }
    places
}

fn dot(
    gazetteer: &Gazetteer,
    (x, y): (f64, f64),
    at: usize,
    entry: &TimelineEntry,
    date: PartialDate,
) -> Markup {
    let event = &entry.event;
    let named = |party: Option<&legation_coder::Party>| {
        party
            .map(|party| match party.id.as_str() {
                "" => shown::name(&party.text, "?"),
                id => label(gazetteer, id),
            })
            .unwrap_or_default()
    };
    let who = named(event.actor.first());
    let whom = named(event.recipient.first().or(event.object.first()));
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
            circle class={ "dot " (temper) (real) } cx=(x) cy=(y) r="4.5" {}
        }
    }
}

/// From each cause to what answered it.
fn arcs(entries: &[TimelineEntry], dots: &[Option<(f64, f64)>]) -> Markup {
    let place = |id: &str| {
        let at = entries.iter().position(|entry| entry.event.id == id)?;
        dots[at]
    };
    html! {
        @for (entry, own) in entries.iter().zip(dots) {
            @if let (Some((from, above)), Some((to, y))) = (entry.event.cause.as_deref().and_then(place), own) {
                @let middle = (from + to) / 2.0;
                @let top = above.min(*y) - 5.0 - ((to - from).abs() / 6.0).clamp(6.0, 24.0);
                path class="arc" d={ "M" (from) " " (above - 5.0) "Q" (middle) " " (top) " " (to) " " (y - 5.0) } {
                    title { "led to" }
                }
            }
        }
    }
}
