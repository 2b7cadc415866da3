//! Work on many claims, on two processors at once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Claims from which on a second thread takes less time than it costs.
const MANY: usize = 5_000;

/// What `work` makes of each, in their order; where they weigh much together, some of it is done on a second thread.
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
}
