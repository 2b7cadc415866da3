//! `legation who`: what a name means, and where that is written down.

use anyhow::Result;
use legation_gazetteer::{Entity, Gazetteer, Name};
use legation_text::PartialDate;
use serde::Serialize;

use crate::args::{Format, WhoArgs};
use crate::failure::{Done, WrongCommandLine};

use crate::output::{FAINT, Output, STRONG, styled};
use crate::relations::written;
use crate::world::World;

/// One meaning of a name.
#[derive(Serialize)]
struct Meaning {
    id: String,
    label: String,
    #[serde(rename = "type")]
    kind: String,
    country: Option<String>,
    sector: String,
    /// How the name stands for it: `name`, `seat`, `holder`, …; `id` where the id itself was asked for.
    usage: String,
    office: Option<String>,
    title: Option<String>,
    person: Option<String>,
    from: Option<PartialDate>,
    to: Option<PartialDate>,
    /// Whether it held on the date asked about.
    holds: bool,
    /// The line of the gazetteer.
    source: String,
}

#[derive(Serialize)]
struct Answer {
    name: String,
    on: Option<PartialDate>,
    meanings: Vec<Meaning>,
}

/// Runs the command.
pub fn who(world: &World, args: &WhoArgs) -> Result<Done> {
    let gazetteer = world.gazetteer()?;
    let meanings = meanings(&gazetteer, args);
    if meanings.is_empty() {
        return Err(WrongCommandLine(legation_gazetteer::unknown(&gazetteer, &args.name)).into());
    }
    let answer = Answer {
        name: args.name.clone(),
        on: args.on,
        meanings,
    };
    let mut output = Output::new();
    match args.format.format {
        Format::Json => output.json(&answer)?,
        Format::Jsonl => output.jsonl(&answer.meanings)?,
        Format::Csv => {
            let columns = [
                "id", "label", "type", "country", "sector", "usage", "office", "title", "person",
                "from", "to", "holds", "source",
            ];
            output.csv(&columns, answer.meanings.iter().map(row))?;
        }
        Format::Table => show(&mut output, &answer)?,
    }
    output.finish()?;
    Ok(Done::All)
}

fn meanings(gazetteer: &Gazetteer, args: &WhoArgs) -> Vec<Meaning> {
    let by_id = gazetteer.by_id(&args.name).map(|at| {
        let entity = gazetteer.entity(at);
        let (from, to) = (entity.from, entity.to);
        Meaning {
            from,
            to,
            source: entity.source.to_string(),
            ..meaning(entity, "id", holds(from, to, args.on))
        }
    });
    let named = gazetteer
        .who(&args.name, args.on)
        .into_iter()
        .map(|name| of_name(gazetteer, name, args.on));
    let mut all: Vec<Meaning> = by_id.into_iter().chain(named).collect();
    all.sort_by_key(|meaning| !meaning.holds);
    all
}

fn holds(from: Option<PartialDate>, to: Option<PartialDate>, on: Option<PartialDate>) -> bool {
    on.is_none_or(|on| {
        from.is_none_or(|from| from.first_day() <= on.last_day())
            && to.is_none_or(|to| to.last_day() >= on.first_day())
    })
}

fn of_name(gazetteer: &Gazetteer, name: &Name, on: Option<PartialDate>) -> Meaning {
    let entity = gazetteer.entity(name.entity);
    let usage = format!("{:?}", name.usage).to_lowercase();
    let term = name.term.as_ref();
    Meaning {
        office: term.map(|term| term.office.clone()),
        title: term.map(|term| term.title.clone()),
        person: term.map(|term| term.person.clone()),
        from: name.from,
        to: name.to,
        source: name.source.to_string(),
        ..meaning(entity, &usage, name.holds_on(on))
    }
}

fn meaning(entity: &Entity, usage: &str, holds: bool) -> Meaning {
    Meaning {
        id: entity.id.clone(),
        label: entity.label.clone(),
        kind: format!("{:?}", entity.kind).to_lowercase(),
        country: entity.country.clone(),
        sector: entity.sector.clone(),
        usage: usage.to_owned(),
        office: None,
        title: None,
        person: None,
        from: None,
        to: None,
        holds,
        source: String::new(),
    }
}

fn row(meaning: &Meaning) -> Vec<String> {
    let optional = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        meaning.id.clone(),
        meaning.label.clone(),
        meaning.kind.clone(),
        optional(&meaning.country),
        meaning.sector.clone(),
        meaning.usage.clone(),
        optional(&meaning.office),
        optional(&meaning.title),
        optional(&meaning.person),
        written(meaning.from),
        written(meaning.to),
        meaning.holds.to_string(),
        meaning.source.clone(),
    ]
}

fn show(output: &mut Output, answer: &Answer) -> Result<()> {
    let on = answer.on.map(|on| format!(" on {on}")).unwrap_or_default();
    output.line(&format!(
        "{}{}",
        styled(STRONG, &answer.name),
        styled(FAINT, &on)
    ))?;
    for meaning in &answer.meanings {
        output.line("")?;
        let other = if meaning.holds {
            ""
        } else {
            "  not on that date"
        };
        let about = [meaning.kind.as_str(), meaning.sector.as_str()].join(" ");
        let id = styled(STRONG, &meaning.id);
        output.line(&format!(
            "{id}  {}  {}{}",
            meaning.label,
            about.trim_end(),
            styled(FAINT, other)
        ))?;
        let how = match (&meaning.title, &meaning.person, &meaning.office) {
            (Some(title), Some(person), Some(office)) => format!("{title} {person} ({office})"),
            _ => format!("as its {}", meaning.usage),
        };
        output.line(&format!(
            "    {}{}",
            how.trim_start(),
            term(meaning.from, meaning.to)
        ))?;
        output.line(&styled(FAINT, &format!("    gazetteer/{}", meaning.source)))?;
    }
    Ok(())
}

fn term(from: Option<PartialDate>, to: Option<PartialDate>) -> String {
    match (from, to) {
        (None, None) => String::new(),
        (Some(from), None) => format!(", since {from}"),
        (None, Some(to)) => format!(", until {to}"),
        (Some(from), Some(to)) => format!(", {from} to {to}"),
    }
}
