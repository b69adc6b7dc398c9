//! What is put together when it is first looked at: nobody waits for a copy of ten million rows that a count never reads.

use std::{
    fmt,
    ops::{Deref, DerefMut},
    sync::LazyLock,
};

/// Something that is there, or is made of what is there when it is first looked at. Making it may use threads of its own, never
/// those that look at it: one of them could be handed a second piece that waits for the first.
pub(crate) struct Later<T>(LazyLock<T, Box<dyn FnOnce() -> T + Send>>);

impl<T> Later<T> {
    pub(crate) fn new(make: impl FnOnce() -> T + Send + 'static) -> Self {
        Self(LazyLock::new(Box::new(make)))
    }
}

impl<T: Default + Send + 'static> Later<T> {
    /// Takes it out, and leaves nothing.
    pub(crate) fn take(&mut self) -> T {
        std::mem::take(LazyLock::force_mut(&mut self.0))
    }
}

impl<T: Default + Send + 'static> Default for Later<T> {
    fn default() -> Self {
        Self::from(T::default())
    }
}

impl<T: Send + 'static> From<T> for Later<T> {
    fn from(there: T) -> Self {
        let there = Self::new(move || there);
        LazyLock::force(&there.0);
        there
    }
}

impl<T> Deref for Later<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Later<T> {
    fn deref_mut(&mut self) -> &mut T {
        LazyLock::force_mut(&mut self.0)
    }
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
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    };

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
