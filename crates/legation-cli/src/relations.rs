//! `legation relations` and `legation recognition`: how entities stand, since when, says who.

use anyhow::Result;
pub use legation_ledger::rows::report_ids as reports;
use legation_ledger::{AsOf, Recognition, Relation, Relations, Source};
use legation_text::PartialDate;

use crate::args::{Format, RecognitionArgs, RelationsArgs};
use crate::failure::Done;
use crate::names::entity_id;
use crate::output::{CAREFUL, FAINT, Output, STRONG, styled};
use crate::sentence::{self, Layout};
use crate::world::{World, today};

/// Sources that a table shows of one line.
const SHOWN_SOURCES: usize = 3;

/// Runs `relations`.
pub fn relations(world: &World, args: &RelationsArgs) -> Result<Done> {
    let on = args.on.unwrap_or_else(today);
    let gazetteer = world.gazetteer()?;
    let a = entity_id(&gazetteer, &args.a, args.on)?;
    let b = entity_id(&gazetteer, &args.b, args.on)?;
    let as_of = AsOf {
        on,
        as_known: args.as_known.as_known,
    };
    let answer = args.all.open(&args.ledger)?.relations(&a, &b, as_of)?;
    let mut output = Output::new();
    match args.format.format {
        Format::Json => output.json(&answer)?,
        Format::Jsonl => output.jsonl(&answer.relations)?,
        Format::Csv => output.csv_of(&answer.relations)?,
        Format::Table => show_relations(&mut output, &answer)?,
    }
    output.finish()?;
    Ok(Done::All)
}

/// A date, or nothing.
pub fn written(date: Option<PartialDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

fn show_relations(output: &mut Output, answer: &Relations) -> Result<()> {
    let [a, b] = &answer.pair;
    output.line(&format!(
        "{} {}",
        styled(STRONG, &format!("{a} – {b}")),
        styled(FAINT, &format!("on {}", answer.on))
    ))?;
    if answer.relations.is_empty() {
        return output.line("  the ledger knows nothing of them by then");
    }
    for line in &answer.relations {
        output.line("")?;
        show_line(output, line)?;
    }
    Ok(())
}

fn show_line(output: &mut Output, line: &Relation) -> Result<()> {
    let mut what = line.aspect.clone();
    if let (Some(from), Some(to)) = (&line.from, &line.to) {
        what.push_str(&format!(" {from} → {to}"));
    }
    if let Some(object) = &line.object {
        what.push_str(&format!(" ({object})"));
    }
    let since = line.since.map_or_else(
        || "since when is not told".to_owned(),
        |date| format!("since {date}"),
    );
    let until = line
        .until
        .map(|date| format!(" until {date}"))
        .unwrap_or_default();
    let by = if line.by.is_empty() {
        String::new()
    } else {
        format!(", by {}", line.by.join(", "))
    };
    output.line(&format!(
        "{what:<28} {}  {since}{until}{by}{}",
        styled(STRONG, &line.state),
        careful(line.disputed, line.stands, line.certain, line.implied)
    ))?;
    if line.reports > 1 {
        output.line(&styled(
            FAINT,
            &format!(
                "    {}",
                told_by(line.reports, line.publishers, line.voices)
            ),
        ))?;
    }
    show_sources(output, &line.sources, &line.claims, line.unlisted)?;
    if line.denials.is_empty() {
        return Ok(());
    }
    output.line(&styled(CAREFUL, "    denied:"))?;
    show_sources(output, &line.denials, &line.denied_by, 0)
}

/// What should make one careful about a line.
fn careful(disputed: bool, stands: bool, certain: bool, implied: bool) -> String {
    let marks = [
        (disputed, "disputed"),
        (!stands, "does not stand"),
        (!certain, "perhaps not yet"),
        (implied, "implied by diplomatic relations"),
    ];
    let marks: Vec<&str> = marks
        .into_iter()
        .filter_map(|(holds, mark)| holds.then_some(mark))
        .collect();
    if marks.is_empty() {
        String::new()
    } else {
        format!("  {}", styled(CAREFUL, &marks.join(", ")))
    }
}

/// "5 reports of 4 publishers, 2 independent voices".
fn told_by(reports: usize, publishers: usize, voices: usize) -> String {
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    format!(
        "{} of {}, {}",
        count(reports, "report"),
        count(publishers, "publisher"),
        count(voices, "independent voice")
    )
}

/// The sentences that a line rests on, and the claims to ask further with.
/// `unlisted` are the claims that the answer does not list.
pub fn show_sources(
    output: &mut Output,
    sources: &[Source],
    claims: &[String],
    unlisted: usize,
) -> Result<()> {
    let layout = Layout {
        width: output.width().min(110),
        indent: 4,
        styled: output.is_styled(),
    };
    for source in sources.iter().take(SHOWN_SOURCES) {
        for line in sentence::lines(
            &source.text,
            source.span,
            legation_text::Span::new(0, 0),
            layout,
        ) {
            output.line(&line)?;
        }
        let published = written(source.published);
        let about = [
            Some(source.report.as_str()),
            source.publisher.as_deref(),
            Some(published.as_str()),
        ];
        let about: Vec<&str> = about
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty())
            .collect();
        output.line(&styled(FAINT, &format!("    — {}", about.join(", "))))?;
    }
    let mut more = Vec::new();
    let sources_more = sources.len().saturating_sub(SHOWN_SOURCES) + unlisted;
    if sources_more > 0 {
        more.push(format!("and {sources_more} more sources"));
    }
    if let Some(claim) = claims.first() {
        let rest = if claims.len() + unlisted > 1 {
            format!(" and {} more", claims.len() + unlisted - 1)
        } else {
            String::new()
        };
        more.push(format!("claim {claim}{rest}"));
    }
    if more.is_empty() {
        Ok(())
    } else {
        output.line(&styled(FAINT, &format!("    {}", more.join("; "))))
    }
}

/// Runs `recognition`.
pub fn recognition(world: &World, args: &RecognitionArgs) -> Result<Done> {
    let on = args.on.unwrap_or_else(today);
    let of = entity_id(&world.gazetteer()?, &args.entity, args.on)?;
    let as_of = AsOf {
        on,
        as_known: args.as_known.as_known,
    };
    let answer = args.all.open(&args.ledger)?.recognition(&of, as_of)?;
    let mut output = Output::new();
    let all = || {
        [
            &answer.recognised_by,
            &answer.withdrawn,
            &answer.refused,
            &answer.other,
        ]
        .into_iter()
        .flatten()
    };
    match args.format.format {
        Format::Json => output.json(&answer)?,
        Format::Jsonl => output.jsonl(all())?,
        Format::Csv => output.csv_of(all())?,
        Format::Table => show_recognition(&mut output, &answer)?,
    }
    output.finish()?;
    Ok(Done::All)
}

fn show_recognition(output: &mut Output, answer: &Recognition) -> Result<()> {
    let head = styled(STRONG, &format!("Recognition of {}", answer.of));
    output.line(&format!(
        "{head} {}",
        styled(FAINT, &format!("on {}", answer.on))
    ))?;
    let lists = [
        ("recognised by", &answer.recognised_by),
        ("no longer recognised by", &answer.withdrawn),
        ("refused by", &answer.refused),
        ("of its government or of a claim", &answer.other),
    ];
    if lists.iter().all(|(_, list)| list.is_empty()) {
        return output.line("  the ledger knows of none by then");
    }
    for (head, list) in lists {
        if list.is_empty() {
            continue;
        }
        output.line("")?;
        output.line(&styled(STRONG, &format!("{head} ({})", list.len())))?;
        for line in list {
            let since = line.since.map_or_else(
                || "since when is not told".to_owned(),
                |d| format!("since {d}"),
            );
            let object = line
                .object
                .as_ref()
                .map(|object| format!(" {} ({object})", line.state))
                .unwrap_or_default();
            output.line(&format!(
                "  {}{object}  {since}{}",
                styled(STRONG, &line.id),
                careful(line.disputed, line.stands, line.certain, line.implied)
            ))?;
            show_sources(output, &line.sources, &line.claims, line.unlisted)?;
        }
    }
    Ok(())
}
