//! What is put together when it is first looked at: nobody waits for a copy of ten million rows that a count never reads.

use crate::written::KeptIsLost;
use std::{
    fmt,
    ops::{Deref, DerefMut},
    panic::resume_unwind,
    sync::{Mutex, OnceLock, PoisonError},
};

type Make<T> = Box<dyn FnOnce() -> T + Send>;

/// Something that is there, or is made of what is there when it is first looked at. Making it may use threads of its own, never
/// those that look at it: one of them could be handed a second piece that waits for the first. Where making it ends without it, it
/// ends for everybody who waits for it, and for whoever looks at it later, with [`KeptIsLost`].
pub(crate) struct Later<T> {
    made: OnceLock<T>,
    make: Mutex<Option<Make<T>>>,
}

impl<T> Later<T> {
    pub(crate) fn new(make: impl FnOnce() -> T + Send + 'static) -> Self {
        Self { made: OnceLock::new(), make: Mutex::new(Some(Box::new(make))) }
    }
}

impl<T: Default> Later<T> {
    /// Takes it out, and leaves nothing.
    pub(crate) fn take(&mut self) -> T {
        std::mem::take(&mut **self)
    }
}

impl<T: Default> Default for Later<T> {
    fn default() -> Self {
        Self::from(T::default())
    }
}

impl<T> From<T> for Later<T> {
    fn from(there: T) -> Self {
        Self { made: OnceLock::from(there), make: Mutex::default() }
    }
}

impl<T> Deref for Later<T> {
    type Target = T;
    fn deref(&self) -> &T {
        self.made.get_or_init(|| {
            let make = self.make.lock().unwrap_or_else(PoisonError::into_inner).take();
            make.map_or_else(|| lost(), |make| make())
        })
    }
}

impl<T> DerefMut for Later<T> {
    fn deref_mut(&mut self) -> &mut T {
        let _ = &**self;
        self.made.get_mut().unwrap_or_else(|| lost())
    }
}

/// Making it was begun before, and it is not there.
fn lost() -> ! {
    resume_unwind(Box::new(KeptIsLost))
}

impl<T: PartialEq> PartialEq for Later<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: fmt::Debug> fmt::Debug for Later<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        panic::{AssertUnwindSafe, catch_unwind},
        sync::{
            Arc, Barrier,
            atomic::{AtomicU32, Ordering},
        },
        thread,
    };

    #[test]
    fn where_it_is_lost_it_is_lost_to_everybody_who_looks() {
        for _ in 0..50 {
            let both = Arc::new(Barrier::new(2));
            let meet = Arc::clone(&both);
            let later: Later<Vec<u32>> = Later::new(move || {
                meet.wait();
                lost()
            });
            let look = || catch_unwind(AssertUnwindSafe(|| later.len())).map_err(|left| left.is::<KeptIsLost>());
            let seen = thread::scope(|scope| {
                let looks = [(); 4].map(|()| scope.spawn(look));
                both.wait();
                looks.map(|one| one.join().expect("it was caught"))
            });
            assert_eq!(seen, [Err(true); 4]);
            assert_eq!(look(), Err(true), "and later");
        }
    }

    #[test]
    fn it_is_made_once_and_when_it_is_looked_at() {
        let made = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&made);
        let mut later = Later::new(move || {
            counter.fetch_add(1, Ordering::Relaxed);
            vec![1, 2]
        });
        assert_eq!(made.load(Ordering::Relaxed), 0);
        assert_eq!((later.len(), later[1]), (2, 2));
        later.push(3);
        assert_eq!(later, Later::from(vec![1, 2, 3]));
        assert_eq!((later.take(), later.len(), made.load(Ordering::Relaxed)), (vec![1, 2, 3], 0, 1));
    }
}
