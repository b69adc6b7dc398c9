//! A line of one to something that may never answer: one call at a time, each on a thread of its own, given up after a
//! limit. A thread cannot be ended from outside, so one that was given up stays; whoever comes while it does is told at once.

use super::KeychainError;
use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

/// Who is being served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Now {
    Nobody,
    /// A call.
    Served,
    /// A call that was given up and has not come back.
    GivenUp,
}

/// The line.
#[derive(Debug)]
pub(super) struct Line {
    state: Mutex<Now>,
    freed: Condvar,
}

impl Line {
    pub(super) const fn new() -> Self {
        Self { state: Mutex::new(Now::Nobody), freed: Condvar::new() }
    }

    /// Runs `job` and gives its answer, or [`KeychainError::Hung`] after `limit`, waiting in line included. A job that
    /// succeeds after it was given up is taken back by `undo`, for nobody knows of it.
    pub(super) fn ask<T: Send + 'static>(
        &'static self,
        limit: Duration,
        job: impl FnOnce() -> Result<T, KeychainError> + Send + 'static,
        undo: impl FnOnce(T) + Send + 'static,
    ) -> Result<T, KeychainError> {
        let begun = now();
        let state = self.state();
        let (mut state, _) = self
            .freed
            .wait_timeout_while(state, limit, |state| matches!(state, Now::Served))
            .unwrap_or_else(PoisonError::into_inner);
        if *state != Now::Nobody {
            return Err(KeychainError::Hung);
        }
        *state = Now::Served;
        drop(state);

        let (answer, answered) = mpsc::channel();
        let started = thread::Builder::new().name("keychain".to_owned()).spawn(move || {
            // Frees the line whatever happens in between, a panic included.
            let _turn = Turn(self);
            // Goes before the turn does: while nobody has said that no answer comes, the line is this call's.
            let answer = answer;
            let done = job();
            // Said under the lock, so that a call is either answered or given up, never both.
            let state = self.state();
            if *state == Now::Served {
                let _ = answer.send(done);
            } else {
                drop(state);
                if let Ok(done) = done {
                    undo(done);
                }
            }
        });
        if started.is_err() {
            self.free();
            return Err(KeychainError::Refused);
        }
        match answered.recv_timeout(limit.saturating_sub(begun.elapsed())) {
            Ok(done) => done,
            Err(mpsc::RecvTimeoutError::Disconnected) => Err(KeychainError::Refused),
            Err(mpsc::RecvTimeoutError::Timeout) => {
                let mut state = self.state();
                match answered.try_recv() {
                    Ok(done) => done,
                    Err(mpsc::TryRecvError::Disconnected) => Err(KeychainError::Refused),
                    Err(mpsc::TryRecvError::Empty) => {
                        *state = Now::GivenUp;
                        self.freed.notify_all();
                        Err(KeychainError::Hung)
                    }
                }
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, Now> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn free(&self) {
        *self.state() = Now::Nobody;
        self.freed.notify_all();
    }
}

struct Turn(&'static Line);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.free();
    }
}

#[allow(clippy::disallowed_methods, reason = "a limit on waiting needs a stopwatch; no answer depends on it")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    const LONG: Duration = Duration::from_secs(20);
    const SHORT: Duration = Duration::from_millis(60);

    #[test]
    fn one_at_a_time() {
        static LINE: Line = Line::new();
        static INSIDE: AtomicU32 = AtomicU32::new(0);
        static MOST: AtomicU32 = AtomicU32::new(0);
        let callers: Vec<_> = (0..8)
            .map(|number| {
                thread::spawn(move || {
                    LINE.ask(
                        LONG,
                        move || {
                            MOST.fetch_max(INSIDE.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                            thread::sleep(Duration::from_millis(5));
                            INSIDE.fetch_sub(1, Ordering::SeqCst);
                            Ok(number)
                        },
                        drop,
                    )
                })
            })
            .collect();
        let mut answers: Vec<_> =
            callers.into_iter().map(|caller| caller.join().expect("a caller").expect("an answer")).collect();
        answers.sort_unstable();
        assert_eq!(answers, (0..8).collect::<Vec<_>>());
        assert_eq!(MOST.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn given_up_then_told_at_once_then_free_again() {
        static LINE: Line = Line::new();
        let (release, released) = mpsc::channel::<()>();
        let (undone, was_undone) = mpsc::channel();
        let job = move || {
            let _ = released.recv();
            Ok("late")
        };
        let first = LINE.ask(SHORT, job, move |what| undone.send(what).expect("somebody listens"));
        assert_eq!(first, Err(KeychainError::Hung));
        let begun = now();
        assert_eq!(LINE.ask(LONG, || Ok(1), drop), Err(KeychainError::Hung));
        assert!(begun.elapsed() < LONG / 4, "it waited behind a call that hangs");
        drop(release);
        assert_eq!(was_undone.recv(), Ok("late"), "what came too late was taken back");
        let again = (0..400).any(|_| {
            thread::sleep(Duration::from_millis(5));
            LINE.ask(LONG, || Ok(2), drop) == Ok(2)
        });
        assert!(again, "the line is free again");
    }

    #[test]
    fn a_panic_frees_the_line() {
        static LINE: Line = Line::new();
        let first: Result<(), _> = LINE.ask(LONG, || std::panic::panic_any("a test's own"), drop);
        assert_eq!(first, Err(KeychainError::Refused));
        assert_eq!(LINE.ask(LONG, || Ok(3), drop), Ok(3));
    }
}
