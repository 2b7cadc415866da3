//! Work on many claims, on two processors at once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Mutex, PoisonError};

/// Claims from which on a second thread takes less time than it costs.
const MANY: usize = 5_000;

/// How many are given to the second thread at once, and from how many on there is one.
const BATCH: usize = 128;

/// What `work` makes of each, in their order; where they weigh much together, on two processors at once.
pub(crate) fn in_two<T: Send, O: Send>(
    all: Vec<T>,
    weight: impl Fn(&T) -> usize,
    work: impl Fn(T) -> O + Sync,
) -> Vec<O> {
    beside(all, weight, work, || ()).0
}

/// What `work` makes of each, in their order, and what `own` makes on this thread; where they weigh much together, a second
/// thread has begun with them meanwhile, and this one helps when it is through.
pub(crate) fn beside<T: Send, O: Send, Own>(
    all: Vec<T>,
    weight: impl Fn(&T) -> usize,
    work: impl Fn(T) -> O + Sync,
    own: impl FnOnce() -> Own,
) -> (Vec<O>, Own) {
    if all.iter().map(weight).sum::<usize>() < MANY {
        return (all.into_iter().map(work).collect(), own());
    }
    let waiting: Vec<Mutex<Option<T>>> = all.into_iter().map(|one| Mutex::new(Some(one))).collect();
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done: Vec<(usize, O)> = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(one) = waiting.get(at) else {
                return done;
            };
            let one = one.lock().unwrap_or_else(PoisonError::into_inner).take();
            done.extend(one.map(|one| (at, work(one))));
        }
    };
    let (mut done, own) = std::thread::scope(|scope| {
        let second = scope.spawn(take);
        let own = own();
        let mut done = take();
        match second.join() {
            Ok(others) => done.extend(others),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        (done, own)
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    (done.into_iter().map(|(_, one)| one).collect(), own)
}

/// What `take` makes of all that `give` gives, one after the other; where it gives much, on a second thread while it goes
/// on giving.
pub(crate) fn taken_in<T: Send, S: Send, E>(
    state: S,
    take: impl Fn(&mut S, T) + Sync,
    give: impl FnOnce(&mut dyn FnMut(T)) -> Result<(), E>,
) -> Result<S, E> {
    let state = Mutex::new(state);
    let take_all = &|batch: Vec<T>| {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        batch.into_iter().for_each(|one| take(&mut state, one));
    };
    std::thread::scope(|scope| {
        let mut batch = Vec::with_capacity(BATCH);
        let mut other = None;
        give(&mut |one| {
            batch.push(one);
            if batch.len() < BATCH {
                return;
            }
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            let sender = other.get_or_insert_with(|| {
                let (sender, receiver) = channel();
                scope.spawn(move || receiver.into_iter().for_each(take_all));
                sender
            });
            // It is received until the sender is gone.
            let _ = sender.send(full);
        })?;
        match other {
            Some(sender) => drop(sender.send(batch)),
            None => take_all(batch),
        }
        Ok(())
    })?;
    Ok(state.into_inner().unwrap_or_else(PoisonError::into_inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_or_much_all_is_done_in_its_order() {
        for weight in [0, 1, MANY] {
            let all: Vec<usize> = (0..100).collect();
            let (done, own) = beside(all, |_| weight, |n| 2 * n, || "own");
            assert_eq!(done, (0..100).map(|n| 2 * n).collect::<Vec<_>>());
            assert_eq!(own, "own");
        }
        assert_eq!(in_two(vec![3], |_| MANY, |n| n), [3]);
    }

    #[test]
    fn little_or_much_all_is_taken_in_in_the_order_in_which_it_is_given() {
        for count in [0, 1, BATCH, 10 * BATCH + 3] {
            let taken = taken_in(Vec::new(), Vec::push, |give| {
                (0..count).for_each(give);
                Ok::<(), ()>(())
            });
            assert_eq!(taken, Ok((0..count).collect()));
        }
    }

    #[test]
    fn what_cannot_be_given_is_an_error_and_no_wait() {
        let taken = taken_in(
            0,
            |sum, n: usize| *sum += n,
            |give| {
                (0..10 * BATCH).for_each(give);
                Err("the file ends")
            },
        );
        assert_eq!(taken, Err("the file ends"));
    }
}
