//! `legation serve` and `legation token`: the ledger in the browser, and who may write there.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use jiff::{Timestamp, Unit};
use legation_server::{Config, Rate, Server, TokenError, Tokens};
use serde::Serialize;

use crate::args::{EncoderArg, Format, FormatArg, LedgerArg};
use crate::failure::{Done, WrongCommandLine, complain};
use crate::output::{FAINT, Output, STRONG, styled};
use crate::world::World;

/// Arguments of `serve`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct ServeArgs {
    #[command(flatten)]
    pub encoder: EncoderArg,
    #[command(flatten)]
    pub ledger: LedgerArg,
    /// The address to listen on; another than this machine's own needs a token or --allow-remote-read
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Let anyone who reaches the address read without a token; writing always needs one
    #[arg(long)]
    pub allow_remote_read: bool,
    /// Requests a second that one address may send; writing and reading texts count tenfold
    #[arg(long, value_name = "N", default_value_t = 50.0, value_parser = rate)]
    pub rate: f64,
}

fn rate(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(rate) if (0.1..=1e9).contains(&rate) => Ok(rate),
        _ => Err("a number of requests a second, 0.1 or more".to_owned()),
    }
}

/// Arguments of `token`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct TokenArgs {
    #[command(subcommand)]
    pub command: TokenCommand,
}

/// What to do with tokens.
#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum TokenCommand {
    /// Make a token for someone and show it, once
    Create {
        /// Whose it is: verdicts are kept under this name
        name: String,
        #[command(flatten)]
        ledger: LedgerArg,
    },
    /// List the tokens that were ever made
    List {
        #[command(flatten)]
        ledger: LedgerArg,
        #[command(flatten)]
        format: FormatArg,
    },
    /// From now on the token of this name opens nothing
    Revoke {
        /// Whose it is
        name: String,
        #[command(flatten)]
        ledger: LedgerArg,
    },
}

/// Runs `serve`.
pub fn serve(world: &World, args: &ServeArgs) -> Result<Done> {
    let config = Config {
        ledger: args.ledger.ledger.clone(),
        listen: args.listen,
        allow_remote_read: args.allow_remote_read,
        rate: Rate {
            per_second: args.rate,
            burst: args.rate * 10.0,
        },
    };
    // What is wrong with the ledger or the address is said before codebook and gazetteer are read.
    drop(legation_ledger::Ledger::open_to_read(&config.ledger)?);
    let coder = world.ledger_coder(&args.encoder.model)?;
    let runtime = tokio::runtime::Runtime::new().context("cannot start threads")?;
    runtime.block_on(async {
        let server = Server::bind(&config, coder).await?;
        let address = server.address().context("cannot tell the address")?;
        complain(&format!(
            "http://{address}/ shows {}; end with Ctrl-C",
            legation_ledger::shown(&config.ledger).display()
        ));
        server.run(asked_to_end()).await;
        Ok(Done::All)
    })
}

/// Until the terminal or the system asks to end.
async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without signals it runs until it is killed.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[derive(Serialize)]
struct Listed {
    name: String,
    created: String,
    revoked: Option<String>,
}

/// Runs `token`.
pub fn token(args: &TokenArgs) -> Result<Done> {
    let now = Timestamp::now();
    let now = now.round(Unit::Second).unwrap_or(now).to_string();
    let mut output = Output::new();
    match &args.command {
        TokenCommand::Create { name, ledger } => {
            let token = Tokens::of(&ledger.ledger)
                .create(name, &now)
                .map_err(wrong)?;
            output.line(&token)?;
            output.finish()?;
            complain(
                &"this is shown once; send it as 'Authorization: Bearer …', or sign in with it at /signin",
            );
            return Ok(Done::All);
        }
        TokenCommand::Revoke { name, ledger } => {
            Tokens::of(&ledger.ledger)
                .revoke(name, &now)
                .map_err(wrong)?;
            output.line(&format!("revoked: {name}"))?;
        }
        TokenCommand::List { ledger, format } => {
            let tokens: Vec<Listed> = Tokens::of(&ledger.ledger)
                .list()?
                .into_iter()
                .map(|token| Listed {
                    name: token.name,
                    created: token.created,
                    revoked: token.revoked,
                })
                .collect();
            match format.format {
                Format::Json => output.json(&tokens)?,
                Format::Jsonl => output.jsonl(&tokens)?,
                Format::Csv => output.csv(
                    &["name", "created", "revoked"],
                    tokens.iter().map(|t| {
                        vec![
                            t.name.clone(),
                            t.created.clone(),
                            t.revoked.clone().unwrap_or_default(),
                        ]
                    }),
                )?,
                Format::Table if tokens.is_empty() => {
                    output.line("none; make one with `legation token create NAME`")?;
                }
                Format::Table => {
                    for token in &tokens {
                        let revoked = token
                            .revoked
                            .as_ref()
                            .map(|at| format!(", revoked {at}"))
                            .unwrap_or_default();
                        let dates = styled(FAINT, &format!("created {}{revoked}", token.created));
                        output.line(&format!("{}  {dates}", styled(STRONG, &token.name)))?;
                    }
                }
            }
        }
    }
    output.finish()?;
    Ok(Done::All)
}

/// Names that cannot be are a wrong command line; files that cannot be written are not.
fn wrong(error: TokenError) -> anyhow::Error {
    match error {
        TokenError::Name(..) | TokenError::NoToken(_) => WrongCommandLine(error.to_string()).into(),
        other => other.into(),
    }
}
