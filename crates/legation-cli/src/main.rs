//! The `legation` command.

mod args;
mod batches;
mod codebook;
mod evaluate;
mod explain;
mod failure;
mod ingest;
mod lists;
mod names;
mod output;
mod publisher;
mod read;
mod relate;
mod relations;
mod sentence;
mod who;
mod world;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use crate::args::{Cli, Command};
use crate::failure::{Done, exit_code};
use crate::world::World;

fn main() -> ExitCode {
    let cli = Cli::parse();
    exit_code(run(cli))
}

fn run(cli: Cli) -> Result<Done> {
    let world = World {
        codebooks: cli.codebook,
        gazetteers: cli.gazetteer,
    };
    match cli.command {
        Command::Read(args) => read::read(&world, &args),
        Command::Relate(args) => relate::relate(&args),
        Command::Ingest(args) => ingest::ingest(&world, &args),
        Command::Relations(args) => relations::relations(&world, &args),
        Command::Recognition(args) => relations::recognition(&world, &args),
        Command::Timeline(args) => lists::timeline(&world, &args),
        Command::Changes(args) => lists::changes(&world, &args),
        Command::Explain(args) => explain::explain(&args),
        Command::Who(args) => who::who(&world, &args),
        Command::Codebook(args) => codebook::codebook(&world, &args),
        Command::Evaluate(args) => evaluate::evaluate(&world, &args),
    }
}
