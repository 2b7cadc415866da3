//! The ledger, for many readers at once and one writer.
//!
//! Readers have connections of their own and never wait for the writer (SQLite's WAL). There are as many as the cores can
//! use; who comes when all are busy waits in line, and a question that takes too long is stopped.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use legation_ledger::{Ledger, LedgerError};
use tokio::sync::Semaphore;

use crate::problem::Problem;

/// How long a question may take, waiting in line not counted.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long one may wait in line.
const QUEUE: Duration = Duration::from_secs(8);

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
    /// A connection that no question keeps busy.
    first: Arc<Mutex<Ledger>>,
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
        let first = Ledger::open_to_read(path)?;
        let free = (0..readers)
            .map(|_| first.beside(path))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Store {
            path: path.to_owned(),
            line: Arc::new(Semaphore::new(readers)),
            entities: Semaphore::new((readers / 4).max(1)),
            whole: Semaphore::new((readers / 4).max(1)),
            free: Arc::new(Mutex::new(free)),
            writer: Arc::new(tokio::sync::Mutex::new(writer)),
            first: Arc::new(Mutex::new(first)),
        })
    }

    /// The ledger's file name without its folder; of one on a server, the database.
    pub fn name(&self) -> String {
        let shown = legation_ledger::shown(&self.path);
        let name = shown.file_name().unwrap_or_default().to_string_lossy();
        name.split('?').next().unwrap_or_default().to_owned()
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
            None => lock(&self.first).beside(&self.path)?,
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
        done.await.map_err(|panic| Problem::fault(&panic))?
    }

    /// The mark of what the ledger holds now, whoever wrote it.
    pub async fn stamp(&self) -> Result<String, Problem> {
        let first = self.first.clone();
        let looked = tokio::task::spawn_blocking(move || Ok(lock(&first).stamp()?));
        looked.await.map_err(|panic| Problem::fault(&panic))?
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
