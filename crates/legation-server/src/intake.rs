//! Reports that someone sends: what they say, and into the ledger.

use legation_coder::Coding;
use legation_ledger::{Outcome, Reading};
use legation_text::Report;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Site;
use crate::ask;
use crate::problem::Problem;

/// Bytes of one report at most.
pub const LARGEST: usize = 12 << 20;
/// Bytes of text that are read at once for one who waits for the answer.
const READ_AT_ONCE: usize = 1 << 20;

/// A report as it is sent.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct Sent {
    /// Names it among others; made from its content where none is given.
    #[schema(max_length = 200)]
    pub id: Option<String>,
    /// When it was published: YYYY-MM-DD, YYYY-MM or YYYY.
    #[schema(inline, value_type = Option<crate::api::params::WhichDate>)]
    pub date: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// The text.
    #[schema(min_length = 1, pattern = "[^ \\t\\r\\n]")]
    pub text: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// BCP 47 language tag.
    pub language: Option<String>,
}

/// What became of a report that was to be kept.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Its id.
    pub report: String,
    /// Whether it was there already; then nothing was added.
    pub known: bool,
    /// Events that it added.
    pub events: usize,
    /// Claims that these make.
    pub claims: usize,
}

impl Sent {
    /// The report: text as it is, or HTML where it begins like a page; header lines such as `date 2022-07` are read.
    pub fn report(&self) -> Result<Report, Problem> {
        if self.text.trim().is_empty() {
            return Err(Problem::Asked("text: there is no text".to_owned()));
        }
        let date = ask::date("date", self.date.as_deref())?;
        let id = ask::given(self.id.as_deref()).unwrap_or("");
        if id.chars().count() > 200 {
            return Err(Problem::Asked("id: at most 200 letters".to_owned()));
        }
        let begins = self
            .text
            .trim_start()
            .get(..15)
            .unwrap_or("")
            .to_ascii_lowercase();
        let mut report = if begins.starts_with("<!doctype html") || begins.starts_with("<html") {
            legation_text::read::html(&self.text).report
        } else {
            legation_text::read::plain(self.text.clone()).report
        };
        let own = |field: &Option<String>| ask::given(field.as_deref()).map(str::to_owned);
        report.date = date.or(report.date);
        report.title = own(&self.title).or(report.title);
        report.publisher = own(&self.publisher).or(report.publisher);
        report.url = own(&self.url).or(report.url);
        report.language = own(&self.language).or(report.language);
        report.id = if id.is_empty() {
            report.content_id()
        } else {
            id.to_owned()
        };
        if report.text.trim().is_empty() {
            return Err(Problem::Asked("text: there is no text in it".to_owned()));
        }
        Ok(report)
    }
}

/// What the report says. As coding takes the processor, only so many are coded at once.
pub async fn code(site: &Site, report: &Report, waits: bool) -> Result<Coding, Problem> {
    if waits && report.text.len() > READ_AT_ONCE {
        return Err(Problem::TooLarge);
    }
    let _place = site
        .coding
        .acquire()
        .await
        .map_err(|_| Problem::Busy("the server is about to stop".to_owned()))?;
    let (coder, report) = (site.coder, report.clone());
    tokio::task::spawn_blocking(move || coder.code(&report))
        .await
        .map_err(|panic| Problem::fault(&panic))
}

/// Keeps the report and what it says.
pub async fn keep(site: &Site, report: Report) -> Result<Kept, Problem> {
    let coding = code(site, &report, false).await?;
    let gazetteer = site.coder.gazetteer();
    let publisher = report.publisher.as_deref();
    let voice = publisher.and_then(|publisher| {
        legation_gazetteer::publisher_entity(gazetteer, publisher, report.date)
    });
    site.store
        .write(move |ledger| {
            let reading = Reading {
                report: &report,
                events: &coding.events,
                publisher_entity: voice.as_deref(),
            };
            let outcomes = ledger.record(&[reading])?;
            match outcomes.first() {
                Some(Outcome::New { events, claims }) => Ok(Kept {
                    report: report.id.clone(),
                    known: false,
                    events: *events,
                    claims: *claims,
                }),
                Some(Outcome::Known { differs: true }) => Err(Problem::Conflict(format!(
                    "another report has the id '{}' in the ledger; give this one an id of its own",
                    crate::shown::name(&report.id, "?")
                ))),
                _ => Ok(Kept {
                    report: report.id.clone(),
                    known: true,
                    events: 0,
                    claims: 0,
                }),
            }
        })
        .await
}
