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

use std::collections::HashMap;
use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, MutexGuard, PoisonError};

use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use axum::{Router, middleware};
use legation_coder::Coder;
use legation_ledger::{AsOf, Direction, Doubt, Folded, LedgerError, Mentioned, Standing};
use legation_text::PartialDate;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, Semaphore};
use tower_http::catch_panic::CatchPanicLayer;

pub use crate::api::{open_api, shapes};
use crate::problem::Problem;
pub use crate::rate::Rate;
use crate::store::Extent;
pub use crate::tokens::{Token, TokenError, Tokens};

/// Claims in doubt are looked for in steps of so many, as far as a page of them is asked for; and so many at most, until some of these
/// are decided.
const DOUBTS: usize = 500;
const MOST_DOUBTS: usize = 20_000;
/// Entities whose folded relations are kept at most.
const FOLDED: usize = 500;

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
    mentioned: Mutex<Option<Arc<Vec<Mentioned>>>>,
    doubts: Mutex<Doubts>,
    learned: moved::Learned,
    /// With each, whether it was asked for since the last renewal.
    folded: std::sync::Mutex<HashMap<Asked, (bool, Arc<Folded>)>>,
}

/// Which entity, as known when.
type Asked = (String, Option<String>);

/// The claims in doubt that were looked for, and of which state of the ledger.
#[derive(Default)]
struct Doubts {
    stamp: String,
    sought: usize,
    found: Arc<Vec<Doubt>>,
}

/// A handle on the site.
type Shared = Arc<Site>;

impl Site {
    /// Changes when the ledger does. What other programs write is seen within some seconds: who finds the mark old has a new one made
    /// in the background, together with what is worked out ahead for it, and goes on with the old one, so that nobody waits.
    async fn stamp(self: &Arc<Self>) -> Result<String, Problem> {
        let writes = self.store.writes();
        let Some((known, is_mine)) = self.store.published() else {
            let mark = self.store.look().await?;
            self.store.publish(Some(mark.clone()), writes);
            return Ok(mark);
        };
        if is_mine {
            let (site, old) = (self.clone(), known.clone());
            tokio::spawn(async move {
                // A ledger that cannot be asked is told of by the question that follows.
                let mark = site.store.look().await.ok();
                if mark.as_ref().is_some_and(|mark| *mark != old) {
                    site.renew(writes).await;
                }
                site.store.publish(mark, writes);
            });
        }
        Ok(known)
    }

    /// Works out anew what was asked for since the last time, and forgets the rest.
    async fn renew(&self, writes: u64) {
        let asked: Vec<Asked> = {
            let mut kept = self.folded();
            kept.retain(|_, (used, _)| std::mem::take(used));
            kept.keys().cloned().collect()
        };
        for one in asked {
            if self.fold(&one, writes).await.is_err() {
                self.folded().remove(&one);
            }
        }
        let mentioned = self.store.read(|ledger| Ok(ledger.mentioned()?)).await;
        let mut kept = self.mentioned.lock().await;
        *kept = mentioned
            .ok()
            .filter(|_| self.store.writes() == writes)
            .map(Arc::new);
    }

    /// The entities that claims are about, the most claimed first.
    async fn mentioned(&self) -> Result<Arc<Vec<Mentioned>>, Problem> {
        let mut kept = self.mentioned.lock().await;
        if let Some(known) = &*kept {
            return Ok(known.clone());
        }
        let new = Arc::new(self.store.read(|ledger| Ok(ledger.mentioned()?)).await?);
        *kept = Some(new.clone());
        Ok(new)
    }

    /// How all stand to an entity.
    async fn standing(
        &self,
        of: &str,
        aspect: Option<&'static str>,
        direction: Direction,
        as_of: AsOf,
    ) -> Result<Vec<Standing>, Problem> {
        let folded = self.folded_of(of, as_of.as_known).await?;
        Ok(folded.on(as_of.on, aspect, direction))
    }

    /// The folded relations of an entity. They are kept, so that the next date or page needs no look at the claims.
    async fn folded_of(
        &self,
        of: &str,
        as_known: Option<PartialDate>,
    ) -> Result<Arc<Folded>, Problem> {
        let asked: Asked = (of.to_owned(), as_known.map(|date| date.to_string()));
        let found = self.folded().get_mut(&asked).map(|(used, folded)| {
            *used = true;
            folded.clone()
        });
        match found {
            Some(folded) => Ok(folded),
            None => self.fold(&asked, self.store.writes()).await,
        }
    }

    async fn fold(&self, asked: &Asked, writes: u64) -> Result<Arc<Folded>, Problem> {
        let (of, known) = asked.clone();
        let known = ask::date("as_known", known.as_deref())?;
        let folded = self
            .store
            .read_much(Extent::Entity, move |ledger| Ok(ledger.folded(&of, known)?))
            .await?;
        let folded = Arc::new(folded);
        let mut kept = self.folded();
        if kept.len() >= FOLDED {
            kept.clear();
        }
        if self.store.writes() == writes {
            kept.entry(asked.clone())
                .or_insert((true, folded.clone()))
                .1 = folded.clone();
        }
        Ok(folded)
    }

    fn folded(&self) -> MutexGuard<'_, HashMap<Asked, (bool, Arc<Folded>)>> {
        self.folded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets what was worked out before something was written here.
    async fn forget(&self) {
        self.folded().clear();
        *self.mentioned.lock().await = None;
    }

    /// The first claims in doubt, `upto` of them or more where there are so many, which a look at the whole ledger finds; and whether
    /// there are more.
    async fn doubts(self: &Arc<Self>, upto: usize) -> Result<(Arc<Vec<Doubt>>, bool), Problem> {
        let stamp = self.stamp().await?;
        let wanted = upto
            .div_ceil(DOUBTS)
            .max(1)
            .saturating_mul(DOUBTS)
            .min(MOST_DOUBTS);
        let mut known = self.doubts.lock().await;
        if known.stamp != stamp || known.sought < wanted {
            let found = self
                .store
                .read_much(Extent::Whole, move |ledger| Ok(ledger.doubtful(wanted)?))
                .await?;
            *known = Doubts {
                stamp,
                sought: wanted,
                found: Arc::new(found),
            };
        }
        Ok((known.found.clone(), known.found.len() >= known.sought))
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
        let store = store::Store::open(&config.ledger, (cores * 2).clamp(2, 16))?;
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
            mentioned: Mutex::default(),
            doubts: Mutex::default(),
            learned: moved::Learned::default(),
            folded: std::sync::Mutex::default(),
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
        listen::serve(self.listener, router, end).await;
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
