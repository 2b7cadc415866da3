//! `legation explain`: from a claim down to the words.

use anyhow::Result;
use legation_ledger::rows::Tabled;
use legation_ledger::{Explanation, Ledger, Relation, Status, VerdictKind};

use crate::args::{ExplainArgs, Format};
use crate::failure::Done;
use crate::output::{CAREFUL, FAINT, Output, STRONG, styled};
use crate::read::{deed, evidence, ids, whom};
use crate::relations::written;
use crate::review::told;

/// Runs the command.
pub fn explain(args: &ExplainArgs) -> Result<Done> {
    let ledger = Ledger::open_to_read(&args.ledger.ledger)?;
    let answer = ledger.explain(&args.claim, args.as_known.as_known)?;
    let mut output = Output::new();
    match args.format.format {
        Format::Json => output.json(&answer)?,
        Format::Jsonl => output.jsonl([&answer])?,
        Format::Csv => {
            let columns: Vec<&str> = ["claim", "status", "a", "b", "words", "text"]
                .into_iter()
                .chain(Relation::columns())
                .collect();
            let [a, b] = &answer.pair;
            let mut row = vec![
                answer.claim.clone(),
                answer.status.as_str().to_owned(),
                a.clone(),
                b.clone(),
                answer.words.clone(),
                answer.event.text.clone(),
            ];
            row.extend(answer.relation.cells());
            output.csv(&columns, [row])?;
        }
        Format::Table => show(&mut output, &answer)?,
    }
    output.finish()?;
    Ok(Done::All)
}

fn show(output: &mut Output, answer: &Explanation) -> Result<()> {
    let (line, event, report) = (&answer.relation, &answer.event, &answer.report);
    let [a, b] = &answer.pair;
    let sides = if line.from.is_some() {
        format!("{a} → {b}")
    } else {
        format!("{a} – {b}")
    };
    let object = line
        .object
        .as_ref()
        .map(|object| format!(" ({object})"))
        .unwrap_or_default();
    let from = line
        .since
        .map(|date| format!(" from {date}"))
        .unwrap_or_default();
    let head = |name: &str| styled(STRONG, &format!("{name:<7}"));
    output.line(&format!("{} {}", head("claim"), answer.claim))?;
    let not = if answer.denies { "not " } else { "" };
    output.line(&format!(
        "        {} {sides}{object}: {not}{}{from}",
        line.aspect, line.state
    ))?;
    output.line(&format!("        learned {}", answer.learned))?;
    if answer.status != Status::Stands {
        let why = match answer.status {
            Status::Rejected => "a reviewer has rejected it",
            Status::Corrected => "a reviewer has corrected it",
            Status::Undone => "the correction was undone",
            Status::Recoded => "the present coder reads the report otherwise",
            Status::Retracted => "the publisher has corrected or retracted the report",
            Status::Stands => "",
        };
        output.line(&styled(CAREFUL, &format!("        does not stand: {why}")))?;
    }
    for verdict in &answer.verdicts {
        let undone = if verdict.stands || verdict.kind == VerdictKind::Undo {
            ""
        } else {
            ", undone since"
        };
        output.line(&format!("        {}{undone}", told(verdict)))?;
    }
    output.line(&format!("{} {}", head("event"), event.id))?;
    let date = event
        .date
        .map(|date| format!(", {date}"))
        .unwrap_or_default();
    let deed = format!("{} {} {}", ids(&event.actor), deed(event), whom(event));
    output.line(&format!(
        "        {}{date}, {}",
        deed.trim_end(),
        event.modality.as_str()
    ))?;
    if let Some(attribution) = &event.attribution {
        let words: Vec<&str> = attribution.text.split_whitespace().collect();
        output.line(&format!("        on the word of: {}", words.join(" ")))?;
    }
    output.line(&format!("{} {}", head("report"), report.id))?;
    let published = written(report.published);
    let about = [
        report.title.as_deref(),
        report.publisher.as_deref(),
        Some(published.as_str()),
        report.url.as_deref(),
    ];
    for text in about.into_iter().flatten().filter(|text| !text.is_empty()) {
        output.line(&format!("        {text}"))?;
    }
    let bytes = format!(
        "sentence {}, bytes {} to {}",
        event.sentence, event.span.start, event.span.end
    );
    output.line(&format!("{} {}", head("words"), styled(FAINT, &bytes)))?;
    evidence(output, event)
}
