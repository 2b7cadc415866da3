//! The command line: what can be asked, and the help that explains it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use legation_ledger::{Ledger, LedgerError};
use legation_text::PartialDate;

use crate::model::ModelChoice;

/// Reads news reports and keeps the record of relations between states.
#[derive(Debug, Parser)]
#[command(
    name = "legation",
    version,
    about,
    max_term_width = 100,
    after_help = "\
Examples:
  legation read report.txt                   what a report says, with the evidence
  legation ingest news/ archive.jsonl.gz     into the ledger (legation.ledger)
  legation relations UKR PRK --on 2022-07-20 how they stand, since when, says who
  legation explain CLAIM                     down to the sentence
  legation serve                             the same in the browser

Exit codes: 0 all done; 1 some inputs could not be read (each is named, the rest is done); 2 the command line is wrong."
)]
pub struct Cli {
    /// A codebook of your own (TOML like codebook/acts.toml): its acts replace those of the same id, others are added
    #[arg(long, global = true, value_name = "FILE")]
    pub codebook: Vec<PathBuf>,
    /// A gazetteer of your own (a folder laid out like gazetteer/): its entities and names are added
    #[arg(long, global = true, value_name = "DIR")]
    pub gazetteer: Vec<PathBuf>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show what reports say: every event, with its evidence
    #[command(after_help = "\
Examples:
  legation read report.txt
  legation read --date 2022-07-13 --publisher 'Atlas Press' statement.html
  legation read --format jsonl news/*.jsonl.gz | jq .act
  curl -s https://example.org/story | legation read -")]
    Read(ReadArgs),
    /// Say which of PLOVER's 16 events a given actor does to a given recipient, dyad by dyad
    #[command(after_help = "\
Examples:
  legation relate pairs.jsonl
  legation relate --format table - < pairs.jsonl
  legation relate --model my-model/ pairs.jsonl

A line of PAIRS is {\"id\",\"text\",\"actor\":[[start,end]],\"recipient\":[[start,end]]}, with spans in bytes; a line of the
answer, in the same order, is {\"id\",\"event\",\"mode\",\"modality\",\"scores\"}.")]
    Relate(RelateArgs),
    /// Read reports into a ledger; what is there already is left out, so an interrupted run can be repeated
    #[command(after_help = "\
Examples:
  legation ingest news/
  legation ingest archive-2022.jsonl.gz --ledger desk.ledger
  legation ingest --revised corrected.jsonl      newer versions of reports that are there under the same id
  LEGATION_LEDGER=desk.ledger legation ingest -  < feed.jsonl
  legation ingest news/ --ledger postgres://desk@db.example/ledger")]
    Ingest(IngestArgs),
    /// Show how two entities stand on a date: each aspect, since when, on whose word
    #[command(after_help = "\
Examples:
  legation relations UKR PRK --on 2022-07-20
  legation relations Ukraine 'North Korea' --format json
  legation relations IRN SAU --on 2016-02 --as-known 2023-01-01")]
    Relations(RelationsArgs),
    /// Show who recognises an entity, who no longer does, and who refuses to
    #[command(after_help = "\
Examples:
  legation recognition DNR
  legation recognition Kosovo --on 2015")]
    Recognition(RecognitionArgs),
    /// Show all that happened between two entities, and what is said not to have happened
    #[command(after_help = "\
Examples:
  legation timeline UKR SYR
  legation timeline UKR SYR --on 2022-06-29
  legation timeline China Taiwan --format csv")]
    Timeline(TimelineArgs),
    /// Show which relations moved in a time
    #[command(after_help = "\
Examples:
  legation changes --since 2022-07-01
  legation changes --since 2022-06 --until 2022-07 --format jsonl")]
    Changes(ChangesArgs),
    /// Lead a claim back to its event, its report and its words
    #[command(after_help = "\
Examples:
  legation explain 3f9a1c         the beginning of the id is enough
  legation explain 3f9a1c07d2be4a51 --format json")]
    Explain(ExplainArgs),
    /// Show what led to a claim and what answered it, across reports
    #[command(after_help = "\
Examples:
  legation chain 3f9a1c           recognition, the break that answered it, the expulsions that answered that
  legation chain 3f9a1c --as-known 2022-07-14 --format json")]
    Chain(crate::chain::ChainArgs),
    /// List the claims that someone should look at, or give a verdict on one
    #[command(after_help = "\
Examples:
  legation review                 disputed and denied claims first, then those of which the coder is least sure
  legation review accept 3f9a1c --by 'A. Reader' --reason 'Seen the note itself'
  legation review reject 3f9a1c --by 'A. Reader' --reason 'The report quotes a satire'
  legation review correct 3f9a1c --date 2022-07-13 --by 'A. Reader' --reason 'The ministry gives the 13th'
  legation review undo 3f9a1c --by 'A. Reader' --reason 'It was no satire'

A verdict is a row of its own: it changes nothing that is there, survives reading the report again, and can be undone.")]
    Review(crate::review::ReviewArgs),
    /// Keep that a publisher has retracted a report, or corrected it by another
    #[command(after_help = "\
Examples:
  legation retract story-17 --by 'Harbour Wire' --reason 'Retracted on 15 July'
  legation retract story-17 --corrected-by story-17b --by 'Harbour Wire' --reason 'The date was wrong'

`legation ingest --revised` takes a report with a known id and another text as the corrected version by itself.")]
    Retract(crate::check::RetractArgs),
    /// Read the ledger's reports again with the present coder and show what differs
    #[command(after_help = "\
Examples:
  legation recode                 what would differ; nothing is written
  legation recode --write         take it into the ledger; verdicts of reviewers stay")]
    Recode(crate::recode::RecodeArgs),
    /// Take in what is known from elsewhere, each row a source like any other
    #[command(after_help = "\
Examples:
  legation import --baseline desk.csv
  legation import --baseline --mapping cow Diplomatic_Exchange_2006v1.csv
  legation import --baseline --mapping ddr ddr.csv
  legation import --baseline --mapping wikidata query.csv
  legation import --baseline --mapping own-mapping.toml list.csv

Without --mapping the columns are from, to, aspect, state, since, source and, where wanted, object and as_of.")]
    Import(crate::import::ImportArgs),
    /// Verify a ledger: the file, the spans against the text, the claims, the folding
    #[command(after_help = "\
Examples:
  legation check
  legation check --ledger desk.ledger --format json

Exit codes: 0 the ledger is sound; 1 something is wrong, each fault is listed.")]
    Check(crate::check::CheckArgs),
    /// Show the ledger in the browser, and as an HTTP API
    #[command(after_help = "\
Examples:
  legation serve                                    then open http://127.0.0.1:8080/
  legation serve --ledger desk.ledger --listen 127.0.0.1:9000
  legation token create 'A. Reader'                 whoever reviews or ingests there needs a token
  legation serve --listen 192.0.2.7:8080 --allow-remote-read

On this machine reading is open. From others it needs a token, unless --allow-remote-read; writing always does. Put a
server that speaks TLS before it where it is reached over a network that you do not trust.")]
    Serve(crate::serve::ServeArgs),
    /// Make, list or revoke the tokens with which one writes through `legation serve`
    #[command(after_help = "\
Examples:
  legation token create 'A. Reader'
  legation token list
  legation token revoke 'A. Reader'

They are kept beside the ledger (legation.ledger.tokens), as hashes.")]
    Token(crate::serve::TokenArgs),
    /// Show what a name means, and where that is written down
    #[command(after_help = "\
Examples:
  legation who Pyongyang
  legation who 'Dmytro Kuleba' --on 2022-07-13
  legation who Macedonia --on 1995")]
    Who(WhoArgs),
    /// List the acts of the codebook, or show one whole
    #[command(after_help = "\
Examples:
  legation codebook
  legation codebook sever-diplomatic-relations
  legation codebook --format csv")]
    Codebook(CodebookArgs),
    /// Score the reading against reports whose events are known
    #[command(after_help = "\
Examples:
  legation evaluate
  legation evaluate evaluation/reports/dev --errors
  legation evaluate my-reports/ --all-acts --format json

Each report is a TOML file: id, date, publisher, title, text, and an [[event]] for each true event with act, actor,
recipient, object, date, modality and evidence.

A file whose name ends in .jsonl holds sentences with a marked actor and recipient, as `relate` takes them, and the `event` between
them (or a list of those that are accepted). It is scored twice: the marked dyads as `relate` reads them, and the sentences as `read` does.")]
    Evaluate(EvaluateArgs),
}

/// How answers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// One JSON document.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values with a header.
    Csv,
}

/// `--format`.
#[derive(Clone, Copy, Debug, Args)]
pub struct FormatArg {
    /// How to write the answer
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}

/// What holds for reports that do not tell it themselves.
#[derive(Clone, Debug, Args)]
pub struct ReportArgs {
    /// Publication date of reports that do not tell theirs (YYYY-MM-DD, YYYY-MM or YYYY)
    #[arg(long, value_name = "DATE")]
    pub date: Option<PartialDate>,
    /// Publisher of reports that do not tell theirs
    #[arg(long, value_name = "NAME")]
    pub publisher: Option<String>,
}

/// `--ledger`.
#[derive(Clone, Debug, Args)]
pub struct LedgerArg {
    /// The ledger: a file, or postgres://USER@HOST/DATABASE on a server (PGPASSWORD may have the password)
    #[arg(
        long,
        value_name = "FILE|ADDRESS",
        env = "LEGATION_LEDGER",
        hide_env_values = true,
        default_value = "legation.ledger"
    )]
    pub ledger: PathBuf,
}

/// `--all`.
#[derive(Clone, Copy, Debug, Args)]
pub struct AllArg {
    /// List every claim, source and event, however many there are [default: the first 100 of a line, some 300 in all]
    #[arg(long)]
    pub all: bool,
}

impl AllArg {
    /// Opens the ledger to ask it.
    pub fn open(self, ledger: &LedgerArg) -> Result<Ledger, LedgerError> {
        let ledger = Ledger::open_to_read(&ledger.ledger)?;
        Ok(if self.all {
            ledger.listing_all()
        } else {
            ledger
        })
    }
}

/// `--as-known`.
#[derive(Clone, Copy, Debug, Args)]
pub struct AsKnownArg {
    /// Answer with what the ledger had learned by the end of this date (UTC)
    #[arg(long, value_name = "DATE")]
    pub as_known: Option<PartialDate>,
}

/// Arguments of `read`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct ReadArgs {
    /// Text, Markdown, HTML or JSON Lines, each also gzipped; a folder is walked; - is standard input
    #[arg(required = true, value_name = "REPORT")]
    pub reports: Vec<PathBuf>,
    #[command(flatten)]
    pub encoder: EncoderArg,
    #[command(flatten)]
    pub about: ReportArgs,
    #[command(flatten)]
    pub format: FormatArg,
}

/// Which encoder is asked.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct EncoderArg {
    /// The encoder for what no wording of the codebook tells: default, small, none, or a folder laid out like model/
    #[arg(long, value_name = "MODEL", default_value = "default")]
    pub model: ModelChoice,
}

/// Arguments of `relate`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct RelateArgs {
    /// Dyads as JSON Lines; - is standard input
    #[arg(required = true, value_name = "PAIRS")]
    pub pairs: Vec<PathBuf>,
    /// The encoder: default, small, or a folder laid out like model/
    #[arg(long, value_name = "MODEL", default_value = "default")]
    pub model: ModelChoice,
    /// How to write the answer
    #[arg(long, value_enum, default_value = "jsonl")]
    pub format: Format,
}

/// Arguments of `ingest`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct IngestArgs {
    /// Text, Markdown, HTML or JSON Lines, each also gzipped; a folder is walked; - is standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub about: ReportArgs,
    /// Take a report with a known id and another text as its publisher's corrected version: the earlier one counts no longer
    #[arg(long)]
    pub revised: bool,
    #[command(flatten)]
    pub encoder: EncoderArg,
    #[command(flatten)]
    pub ledger: LedgerArg,
    #[command(flatten)]
    pub format: FormatArg,
}

/// Arguments of `relations`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct RelationsArgs {
    /// An entity: its id (UKR) or a name (Ukraine)
    pub a: String,
    /// The other entity
    pub b: String,
    /// The date asked about [default: today]
    #[arg(long, value_name = "DATE")]
    pub on: Option<PartialDate>,
    #[command(flatten)]
    pub as_known: AsKnownArg,
    #[command(flatten)]
    pub all: AllArg,
    #[command(flatten)]
    pub ledger: LedgerArg,
    #[command(flatten)]
    pub format: FormatArg,
}

/// Arguments of `recognition`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct RecognitionArgs {
    /// Whose recognition: its id (DNR) or a name (Kosovo)
    pub entity: String,
    /// The date asked about [default: today]
    #[arg(long, value_name = "DATE")]
    pub on: Option<PartialDate>,
    #[command(flatten)]
    pub as_known: AsKnownArg,
    #[command(flatten)]
    pub all: AllArg,
    #[command(flatten)]
    pub ledger: LedgerArg,
    #[command(flatten)]
    pub format: FormatArg,
}

/// Arguments of `timeline`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct TimelineArgs {
    /// An entity: its id (UKR) or a name (Ukraine)
    pub a: String,
    /// The other entity
    pub b: String,
    /// What had happened by the end of this date [default: all that the ledger knows of, announced dates to come among it]
    #[arg(long, value_name = "DATE")]
    pub on: Option<PartialDate>,
    #[command(flatten)]
    pub as_known: AsKnownArg,
    #[command(flatten)]
    pub all: AllArg,
    #[command(flatten)]
    pub ledger: LedgerArg,
    #[command(flatten)]
    pub format: FormatArg,
}

/// Arguments of `changes`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct ChangesArgs {
    /// From the beginning of this date
    #[arg(long, value_name = "DATE")]
    pub since: PartialDate,
    /// To the end of this date
    #[arg(long, value_name = "DATE")]
    pub until: Option<PartialDate>,
    #[command(flatten)]
    pub as_known: AsKnownArg,
    #[command(flatten)]
    pub all: AllArg,
    #[command(flatten)]
    pub ledger: LedgerArg,
    #[command(flatten)]
    pub format: FormatArg,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct ExplainArgs {
    /// The claim's id, or its beginning
    pub claim: String,
    #[command(flatten)]
    pub as_known: AsKnownArg,
    #[command(flatten)]
    pub ledger: LedgerArg,
    #[command(flatten)]
    pub format: FormatArg,
}

/// Arguments of `who`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct WhoArgs {
    /// A name, a title with a name, or an id
    pub name: String,
    /// What it meant on this date
    #[arg(long, value_name = "DATE")]
    pub on: Option<PartialDate>,
    #[command(flatten)]
    pub format: FormatArg,
}

/// Arguments of `codebook`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct CodebookArgs {
    /// The act to show whole
    pub act: Option<String>,
    #[command(flatten)]
    pub format: FormatArg,
}

/// Arguments of `evaluate`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct EvaluateArgs {
    /// Folders or files of annotated reports (TOML), or files of marked dyads (.jsonl)
    #[arg(value_name = "PATH", default_value = "evaluation/reports/dev")]
    pub paths: Vec<PathBuf>,
    /// List every missed and every wrong event
    #[arg(long)]
    pub errors: bool,
    /// Count all acts, also those that the reports annotate only where they are a main point
    #[arg(long)]
    pub all_acts: bool,
    #[command(flatten)]
    pub encoder: EncoderArg,
    #[command(flatten)]
    pub format: FormatArg,
}
