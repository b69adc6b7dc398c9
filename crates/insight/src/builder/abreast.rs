//! Does pieces of work on all cores and hands the results over in the order of the work.

use std::{
    collections::BTreeMap,
    num::NonZeroUsize,
    ops::Range,
    panic::resume_unwind,
    sync::{Mutex, PoisonError, mpsc},
    thread,
};

/// More than this many at once only take memory from each other.
const MOST: usize = 8;

/// How many pieces are worked on at once.
fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get).min(MOST)
}

/// People of one part of everybody.
const PART: usize = 1 << 15;

/// So many people in parts that can be worked on abreast.
pub(crate) fn parts(people: usize) -> Vec<Range<usize>> {
    (0..people).step_by(PART).map(|from| from..people.min(from + PART)).collect()
}

/// Does `f` to every piece and then `each` to every result, here and in order. A piece is let go of as soon as it is done,
/// and few results wait.
pub(crate) fn abreast<T: Send, R: Send>(pieces: Vec<T>, f: impl Fn(T) -> R + Sync, mut each: impl FnMut(R)) {
    let workers = cores().min(pieces.len());
    if workers < 2 {
        return pieces.into_iter().for_each(|piece| each(f(piece)));
    }
    let pieces = Mutex::new(pieces.into_iter().enumerate());
    let (done, results) = mpsc::sync_channel(workers);
    thread::scope(|scope| {
        let mut at_work = Vec::with_capacity(workers);
        for _ in 0..workers {
            let (done, pieces, f) = (done.clone(), &pieces, &f);
            at_work.push(scope.spawn(move || {
                loop {
                    let next = pieces.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some((nth, piece)) = next else { break };
                    if done.send((nth, f(piece))).is_err() {
                        break;
                    }
                }
            }));
        }
        drop(done);
        let (mut next, mut early) = (0, BTreeMap::new());
        for (nth, result) in results {
            early.insert(nth, result);
            while let Some(result) = early.remove(&next) {
                each(result);
                next += 1;
            }
        }
        // What one of them was left with is told as it is.
        at_work.into_iter().for_each(|worker| worker.join().unwrap_or_else(|left| resume_unwind(left)));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_work() {
        for pieces in [0, 1, 2, 500] {
            let mut seen = Vec::new();
            let slow_at_first = |piece: u64| {
                thread::sleep(std::time::Duration::from_micros(if piece < 3 { 3_000 } else { piece % 7 }));
                piece * 2
            };
            abreast((0..pieces).collect(), slow_at_first, |result| seen.push(result));
            assert_eq!(seen, (0..pieces).map(|piece| piece * 2).collect::<Vec<_>>());
        }
    }
}
