//! The ledger, for many readers at once and one writer.
//!
//! Readers have connections of their own and never wait for the writer (SQLite's WAL). There are as many as the cores can
//! use; who comes when all are busy waits in line, and a question that takes too long is stopped.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use legation_ledger::{Ledger, LedgerError};
use tokio::sync::Semaphore;

use crate::problem::Problem;

/// How long a question may take, waiting in line not counted.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long one may wait in line.
const QUEUE: Duration = Duration::from_secs(8);

/// Pairs that are folded anew together, before somebody asks.
const TOGETHER: usize = 16;
/// How often it is looked whether something moved, and how seldom where nobody reads.
const LOOK: Duration = Duration::from_millis(20);
const IDLE: Duration = Duration::from_secs(1);
/// Who has not asked for so long reads something else.
const GONE: Duration = Duration::from_secs(120);
/// Claims of those entities that are folded before the first reader comes, the most told of first.
const BEFORE_ALL: i64 = 500_000;

/// A ledger that is served.
pub struct Store {
    path: PathBuf,
    free: Arc<Mutex<Vec<Ledger>>>,
    line: Arc<Semaphore>,
    whole: Semaphore,
    writer: Arc<tokio::sync::Mutex<Option<Ledger>>>,
    /// A connection that no question keeps busy.
    first: Arc<Mutex<Ledger>>,
    /// When somebody last asked.
    asked: Mutex<Instant>,
}

/// What is asked of a ledger beside the readers; whether there may be more to do.
type Question = Box<dyn FnOnce(&Ledger) -> Result<bool, LedgerError> + Send>;

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
            whole: Semaphore::new((readers / 2).max(1)),
            free: Arc::new(Mutex::new(free)),
            writer: Arc::new(tokio::sync::Mutex::new(writer)),
            first: Arc::new(Mutex::new(first)),
            asked: Mutex::new(Instant::now()),
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
        *lock(&self.asked) = Instant::now();
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

    /// Asks something that takes a look at the whole ledger. Only half of the readers are busy so at once, so that who asks for
    /// less finds one that is free.
    pub async fn read_much<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Ledger) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let waiting = tokio::time::timeout(QUEUE, self.whole.acquire());
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

    /// Folds, as long as this goes on, what claims have moved before somebody asks for it: readers then wait for little more than what
    /// came in since their page was begun. At most half of the time of one core goes there, and none where nobody reads.
    pub async fn keep_fresh(&self) -> Result<(), Problem> {
        let ledger = Arc::new(Mutex::new(lock(&self.first).beside(&self.path)?));
        let ask = |question: Question| {
            let ledger = ledger.clone();
            let begun = Instant::now();
            let asked = tokio::task::spawn_blocking(move || question(&lock(&ledger)));
            async move {
                let more = asked.await.map_err(|panic| Problem::fault(&panic))??;
                let rest = begun.elapsed();
                tokio::time::sleep(if more { rest } else { rest.max(LOOK) }).await;
                Ok::<(), Problem>(())
            }
        };
        let mentioned = self.read(|ledger| Ok(ledger.mentioned()?)).await?;
        let mut claims = 0;
        for one in mentioned {
            claims += one.claims;
            if claims > BEFORE_ALL {
                break;
            }
            ask(Box::new(move |ledger| {
                ledger.folded(&one.id, None).map(|_| true)
            }))
            .await?;
        }
        loop {
            if lock(&self.asked).elapsed() > GONE {
                tokio::time::sleep(IDLE).await;
            } else {
                ask(Box::new(|ledger| ledger.freshen(TOGETHER))).await?;
            }
        }
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
