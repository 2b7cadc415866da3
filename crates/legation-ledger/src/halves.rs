//! Work on many claims, on two processors at once.

/// Claims from which on a second thread takes less time than it costs.
const MANY: usize = 5_000;

/// What `work` makes of each, in their order; where they weigh much together, half of it is done beside the other half.
pub(crate) fn in_two<T: Send, O: Send>(
    mut all: Vec<T>,
    weight: impl Fn(&T) -> usize,
    work: impl Fn(T) -> O + Sync,
) -> Vec<O> {
    let whole: usize = all.iter().map(&weight).sum();
    if whole < MANY {
        return all.into_iter().map(work).collect();
    }
    let mut first = 0;
    let half = all.iter().take_while(|one| {
        first += weight(one);
        first <= whole / 2
    });
    let later = all.split_off(half.count());
    let work = &work;
    std::thread::scope(|scope| {
        let beside = scope.spawn(move || later.into_iter().map(work).collect::<Vec<O>>());
        let mut done: Vec<O> = all.into_iter().map(work).collect();
        match beside.join() {
            Ok(later) => done.extend(later),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        done
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_or_much_all_is_done_in_its_order() {
        for weight in [0, 1, MANY] {
            let all: Vec<usize> = (0..100).collect();
            let done = in_two(all, |_| weight, |n| 2 * n);
            assert_eq!(done, (0..100).map(|n| 2 * n).collect::<Vec<_>>());
        }
        assert_eq!(in_two(vec![3], |_| MANY, |n| n), [3]);
    }
}
