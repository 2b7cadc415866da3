//! The `legation` command.

mod args;
mod batches;
mod chain;
mod check;
mod codebook;
mod evaluate;
mod explain;
mod failure;
mod import;
mod ingest;
mod lists;
mod model;
mod names;
mod output;
mod read;
mod recode;
mod relate;
mod relations;
mod review;
mod sentence;
mod serve;
mod who;
mod world;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use crate::args::{Cli, Command};
use crate::failure::{Done, exit_code};
use crate::world::World;

/// Coding and folding make and drop many small things on all threads (ratios in docs/scale.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
        Command::Chain(args) => chain::chain(&args),
        Command::Review(args) => review::review(&world, &args),
        Command::Retract(args) => check::retract(&args),
        Command::Recode(args) => recode::recode(&world, &args),
        Command::Import(args) => import::import(&world, &args),
        Command::Check(args) => check::check(&args),
        Command::Serve(args) => serve::serve(&world, &args),
        Command::Token(args) => serve::token(&args),
        Command::Who(args) => who::who(&world, &args),
        Command::Codebook(args) => codebook::codebook(&world, &args),
        Command::Evaluate(args) => evaluate::evaluate(&world, &args),
    }
}
