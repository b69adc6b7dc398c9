//! Ctrl-C. While a long job runs it asks the job to stop and undo; otherwise there is nothing to undo and the
//! command ends at once. A second Ctrl-C never waits: a write that is under way is one transaction and falls back.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

/// The number a shell expects from a command that was interrupted (128 + SIGINT).
const INTERRUPTED: i32 = 130;

/// Whether the user asked to stop.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interrupt {
    asked: Arc<AtomicBool>,
    /// How many guards there are: a long job has short ones inside it.
    gentle: Arc<AtomicUsize>,
}

impl Interrupt {
    /// Listens from now on. Where the system refuses, Ctrl-C keeps its plain meaning.
    #[allow(
        clippy::disallowed_methods,
        reason = "who presses Ctrl-C is not made to wait; the system clears the memory"
    )]
    pub(crate) fn listen() -> Self {
        let interrupt = Self::default();
        let hears = interrupt.clone();
        let _ = ctrlc::set_handler(move || {
            let again = hears.asked.swap(true, Ordering::SeqCst);
            if again || hears.gentle.load(Ordering::SeqCst) == 0 {
                std::process::exit(INTERRUPTED);
            }
        });
        interrupt
    }

    /// From here until the guard falls, and every other one, the first Ctrl-C only sets the mark.
    pub(crate) fn gently(&self) -> Gently {
        self.gentle.fetch_add(1, Ordering::SeqCst);
        Gently(self.gentle.clone())
    }

    #[cfg(test)]
    pub(crate) fn mark(&self) {
        self.asked.store(true, Ordering::SeqCst);
    }

    /// Whether to stop.
    pub(crate) fn asked(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }
}

/// Keeps Ctrl-C gentle while it lives.
#[must_use]
pub(crate) struct Gently(Arc<AtomicUsize>);

impl Drop for Gently {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_job_inside_a_long_one_leaves_the_long_one_gentle() {
        let interrupt = Interrupt::default();
        let long = interrupt.gently();
        drop(interrupt.gently());
        assert_eq!(interrupt.gentle.load(Ordering::SeqCst), 1);
        drop(long);
        assert_eq!(interrupt.gentle.load(Ordering::SeqCst), 0);
    }
}
