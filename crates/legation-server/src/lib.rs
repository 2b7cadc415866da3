//! The ledger in the browser, and as an HTTP API.
//!
//! One program serves pages that are whole without a script, and the same answers as JSON, CSV and Atom. A request passes `listen`
//! (connections and their time), `guard` (who asks, how often, from where), `cache` (what was answered already), and then a
//! page (`page`) or the API (`api`), both of which ask the `store`: the ledger with many readers and one writer.

mod api;
mod ask;
mod assets;
mod bands;
mod cache;
mod guard;
mod intake;
mod listen;
mod marked;
mod moved;
mod over_time;
mod page;
mod places;
mod problem;
mod random;
mod rate;
mod session;
mod show;
mod shown;
mod store;
mod table;
mod tokens;
mod tone;
mod urls;
mod verdict;

use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use axum::{Router, middleware};
use legation_coder::Coder;
use legation_ledger::{AsOf, Direction, Ledger, LedgerError, Mentioned, Standing, StoredReport};
use legation_text::PartialDate;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;

pub use crate::api::{open_api, shapes};
use crate::problem::Problem;
pub use crate::rate::Rate;
pub use crate::tokens::{Token, TokenError, Tokens};

/// After how long it is tried again to fold what moved before somebody asks.
const RETRY: std::time::Duration = std::time::Duration::from_secs(10);

/// What is served, where, and to whom.
#[derive(Clone, Debug)]
pub struct Config {
    /// The ledger's file.
    pub ledger: PathBuf,
    /// The address to listen on.
    pub listen: SocketAddr,
    /// Whether others than this machine may read without a token.
    pub allow_remote_read: bool,
    /// How many requests one address may send.
    pub rate: Rate,
}

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The ledger cannot be opened.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The tokens cannot be read.
    #[error(transparent)]
    Tokens(#[from] TokenError),
    /// Anyone could read.
    #[error(
        "{0} can be reached from other machines, and anyone there could read the ledger: make a token with `legation token create NAME`, and reading needs one; or allow it with --allow-remote-read; or listen on 127.0.0.1"
    )]
    Open(SocketAddr),
    /// The ledger was not opened to the end.
    #[error("opening the ledger was broken off: {0}; try again")]
    Stopped(tokio::task::JoinError),
    /// The address cannot be listened on.
    #[error("{address}: {source}; choose another address with --listen")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
}

/// What is served, for every handler.
struct Site {
    store: store::Store,
    coder: &'static Coder,
    tokens: Tokens,
    sessions: session::Sessions,
    limiter: rate::Limiter,
    cache: cache::Cache,
    coding: Semaphore,
    loopback: bool,
    reading_is_open: bool,
}

/// A handle on the site.
type Shared = Arc<Site>;

impl Site {
    /// The entities that claims are about, the most claimed first.
    async fn mentioned(&self) -> Result<Vec<Mentioned>, Problem> {
        self.store.read(|ledger| Ok(ledger.mentioned()?)).await
    }

    /// How all stand to an entity.
    async fn standing(
        &self,
        of: &str,
        aspect: Option<&'static str>,
        direction: Direction,
        as_of: AsOf,
    ) -> Result<Vec<Standing>, Problem> {
        let of = of.to_owned();
        let on = move |ledger: &Ledger| {
            let folded = ledger.folded(&of, as_of.as_known)?;
            Ok(folded.on(as_of.on, aspect, direction))
        };
        self.store.read(on).await
    }

    /// A report, with what was known of it by a date.
    async fn report(
        &self,
        id: String,
        as_known: Option<PartialDate>,
    ) -> Result<StoredReport, Problem> {
        let sought = id.clone();
        let found = move |ledger: &Ledger| Ok(ledger.report(&sought, as_known)?);
        self.store.read(found).await?.ok_or_else(|| {
            let id = shown::name(&id, "?");
            Problem::NotFound(match as_known {
                None => format!("no report has the id '{id}'"),
                Some(known) => format!("by {known} the ledger had learned no report '{id}'"),
            })
        })
    }
}

/// A server that listens and answers nobody yet.
pub struct Server {
    listener: TcpListener,
    site: Shared,
}

impl Server {
    /// Opens the ledger and listens. Fails where anyone on another machine could read without having been allowed to.
    pub async fn bind(config: &Config, coder: &'static Coder) -> Result<Self, ServeError> {
        let tokens = Tokens::of(&config.ledger);
        let loopback = config.listen.ip().is_loopback();
        let reading_is_open = loopback || config.allow_remote_read;
        if !reading_is_open && !tokens.any()? {
            return Err(ServeError::Open(config.listen));
        }
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let (ledger, readers) = (config.ledger.clone(), (cores * 2).clamp(2, 16));
        // A server is waited for.
        let store = tokio::task::spawn_blocking(move || store::Store::open(&ledger, readers));
        let store = store.await.map_err(ServeError::Stopped)??;
        let listener =
            TcpListener::bind(config.listen)
                .await
                .map_err(|source| ServeError::Listen {
                    address: config.listen,
                    source,
                })?;
        let site = Arc::new(Site {
            store,
            coder,
            tokens,
            sessions: session::Sessions::default(),
            limiter: rate::Limiter::new(config.rate),
            cache: cache::Cache::default(),
            coding: Semaphore::new(cores),
            loopback,
            reading_is_open,
        });
        Ok(Server { listener, site })
    }

    /// Where it listens; the port that the system chose where the config says 0.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until `end`, then finishes what was begun.
    pub async fn run(self, end: impl Future<Output = ()>) {
        let router = router(self.site.clone());
        let site = self.site.clone();
        let fresh = tokio::spawn(async move {
            // What cannot be folded now is folded when somebody asks, and fails then if it does again.
            while site.store.keep_fresh().await.is_err() {
                tokio::time::sleep(RETRY).await;
            }
        });
        listen::serve(self.listener, router, end).await;
        fresh.abort();
        self.site.store.settle().await;
    }
}

/// The addresses, and what all requests pass.
fn router(site: Shared) -> Router {
    page::routes()
        .merge(api::routes())
        .layer(middleware::from_fn_with_state(site.clone(), cache::keep))
        .route("/static/{version}/{name}", get(assets::serve))
        .fallback(|| async { Problem::NotFound("there is nothing at this address".to_owned()) })
        .layer(DefaultBodyLimit::max(intake::LARGEST))
        .layer(middleware::from_fn_with_state(site.clone(), guard::admit))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(guard::dress))
        .with_state(site)
}
