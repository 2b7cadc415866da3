//! The ledger, for many readers at once and one writer.
//!
//! Readers have connections of their own and never wait for the writer (SQLite's WAL). There are as many as the cores can
//! use; who comes when all are busy waits in line, and a question that takes too long is stopped.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use legation_ledger::{Ledger, LedgerError};
use tokio::sync::Semaphore;

use crate::problem::Problem;

/// How long a question may take, waiting in line not counted.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long one may wait in line.
const QUEUE: Duration = Duration::from_secs(8);
/// How old what is known of other programs' writing may be.
const FRESH: Duration = Duration::from_secs(5);

/// The mark of what the ledger holds, as it was seen last.
struct Stamp {
    /// A connection that no question keeps busy.
    ledger: Mutex<Ledger>,
    seen: Mutex<Option<(Instant, String)>>,
    looking: AtomicBool,
}

/// How much of the ledger a long question looks at.
#[derive(Clone, Copy, Debug)]
pub enum Extent {
    /// All that an entity takes part in.
    Entity,
    /// All entities.
    Whole,
}

/// A ledger that is served.
pub struct Store {
    path: PathBuf,
    free: Arc<Mutex<Vec<Ledger>>>,
    line: Arc<Semaphore>,
    entities: Semaphore,
    whole: Semaphore,
    writer: Arc<tokio::sync::Mutex<Option<Ledger>>>,
    stamp: Arc<Stamp>,
    writes: AtomicU64,
}

impl Store {
    /// Opens the ledger with this many readers. A file that can be written gets its index of words here if it has none.
    pub fn open(path: &Path, readers: usize) -> Result<Self, LedgerError> {
        // What there is none of is not made: a wrong path would become an empty site.
        drop(Ledger::open_to_read(path)?);
        let writer = match Ledger::open(path) {
            Ok(ledger) => Some(ledger),
            Err(
                LedgerError::ReadOnly(_) | LedgerError::CannotOpen { .. } | LedgerError::Locked(_),
            ) => None,
            Err(error) => return Err(error),
        };
        let free = (0..readers)
            .map(|_| Ledger::open_to_read(path))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Store {
            path: path.to_owned(),
            line: Arc::new(Semaphore::new(readers)),
            entities: Semaphore::new((readers / 4).max(1)),
            whole: Semaphore::new((readers / 4).max(1)),
            free: Arc::new(Mutex::new(free)),
            writer: Arc::new(tokio::sync::Mutex::new(writer)),
            stamp: Arc::new(Stamp {
                ledger: Mutex::new(Ledger::open_to_read(path)?),
                seen: Mutex::new(None),
                looking: AtomicBool::new(false),
            }),
            writes: AtomicU64::new(0),
        })
    }

    /// The ledger's file name, without its folder.
    pub fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// Asks the ledger something.
    pub async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Ledger) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let waiting = tokio::time::timeout(QUEUE, self.line.clone().acquire_owned());
        let Ok(Ok(place)) = waiting.await else {
            return Err(busy());
        };
        let ledger = lock(&self.free).pop();
        let ledger = match ledger {
            Some(ledger) => ledger,
            // One was lost with a question that panicked.
            None => Ledger::open_to_read(&self.path)?,
        };
        let interrupter = ledger.interrupter();
        let free = self.free.clone();
        let mut asked = tokio::task::spawn_blocking(move || {
            let answer = question(&ledger);
            lock(&free).push(ledger);
            drop(place);
            answer
        });
        match tokio::time::timeout(PATIENCE, &mut asked).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(panic)) => Err(Problem::fault(&panic)),
            Err(_) => {
                // A server is told over a connection of its own, which may take a moment.
                tokio::task::spawn_blocking(move || interrupter.interrupt());
                Err(busy())
            }
        }
    }

    /// Asks something that takes a look at much of the ledger. Of each extent only a quarter of the readers are busy at once, so
    /// that who asks for less finds one that is free.
    pub async fn read_much<T: Send + 'static>(
        &self,
        extent: Extent,
        question: impl FnOnce(&Ledger) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let waiting = tokio::time::timeout(
            QUEUE,
            match extent {
                Extent::Entity => &self.entities,
                Extent::Whole => &self.whole,
            }
            .acquire(),
        );
        let Ok(Ok(_place)) = waiting.await else {
            return Err(busy());
        };
        self.read(question).await
    }

    /// Writes to the ledger; writers come one after the other. What has begun is finished even if nobody waits for it.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Ledger) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let mut writer = self.writer.clone().lock_owned().await;
        let path = self.path.clone();
        let done = tokio::task::spawn_blocking(move || {
            let ledger = match &mut *writer {
                Some(ledger) => ledger,
                none => none.insert(Ledger::open(&path)?),
            };
            work(ledger)
        });
        let done = done.await.map_err(|panic| Problem::fault(&panic))?;
        // The writer sees at once what it wrote.
        self.writes.fetch_add(1, Ordering::AcqRel);
        *lock(&self.stamp.seen) = None;
        done
    }

    /// The mark of what the ledger holds, as it was published last; `None` where something was written here since. With it, whether
    /// the caller is the one to look for a new mark, which [`Store::publish`] ends.
    pub fn published(&self) -> Option<(String, bool)> {
        let seen = lock(&self.stamp.seen).clone();
        let (taken, known) = seen?;
        let look = taken.elapsed() >= FRESH && !self.stamp.looking.swap(true, Ordering::AcqRel);
        Some((known, look))
    }

    /// The mark of what the ledger holds now, for no one to see before it is published.
    pub async fn look(&self) -> Result<String, Problem> {
        let stamp = self.stamp.clone();
        let looked = tokio::task::spawn_blocking(move || Ok(lock(&stamp.ledger).stamp()?));
        looked.await.map_err(|panic| Problem::fault(&panic))?
    }

    /// How often something was written here.
    pub fn writes(&self) -> u64 {
        self.writes.load(Ordering::Acquire)
    }

    /// Lets all see this mark, unless something was written here after `writes` were counted.
    pub fn publish(&self, mark: Option<String>, writes: u64) {
        if let Some(mark) = mark {
            let mut seen = lock(&self.stamp.seen);
            if self.writes() == writes {
                *seen = Some((Instant::now(), mark));
            }
        }
        self.stamp.looking.store(false, Ordering::Release);
    }

    /// Waits until nothing is being written.
    pub async fn settle(&self) {
        drop(self.writer.lock().await);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn busy() -> Problem {
    Problem::Busy("this takes too long just now; ask for less, or try again in a moment".to_owned())
}
