//! Chunks are read by one, taken apart by all, and handed over in the order in which they were kept.

use crate::problems;
use regulars_columns::{ChunkError, ChunkKind};
use regulars_model::Problem;
use regulars_vault::{
    Read,
    chunk::{self, ChunkMeta},
};
use std::{
    collections::BTreeMap,
    num::NonZeroUsize,
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, channel},
    },
    thread,
};

/// More than this many at once only take memory from each other.
const MOST: usize = 8;

/// Chunks that are on their way at once.
const AT_ONCE: usize = 16;

/// Has all chunks of a kind taken apart, a few at a time, and hands over what came of each.
///
/// # Errors
/// When the database fails or a chunk is damaged.
pub(crate) fn each_chunk<T: Send>(
    read: &Read<'_>,
    kind: ChunkKind,
    apart: impl Fn(&ChunkMeta, &[u8]) -> Result<T, ChunkError> + Sync,
    mut take: impl FnMut(T),
) -> Result<(), Problem> {
    let (jobs, waiting) = channel::<(usize, ChunkMeta, Vec<u8>)>();
    let waiting = Mutex::new(waiting);
    thread::scope(|scope| {
        // Dropped with this, whichever way it is left: nobody waits for a chunk any more then.
        let jobs = jobs;
        let (finished, done) = channel();
        for _ in 0..thread::available_parallelism().map_or(1, NonZeroUsize::get).min(MOST) {
            let (finished, waiting, apart) = (finished.clone(), &waiting, &apart);
            scope.spawn(move || {
                loop {
                    let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((nth, meta, bytes)) = job else { break };
                    if finished.send((nth, apart(&meta, &bytes))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(finished);
        let mut turn = Turn { next: 0, early: BTreeMap::new() };
        let mut asked = 0;
        chunk::for_each(read, kind.word(), |meta, bytes| {
            if asked - turn.next >= AT_ONCE {
                turn.wait(&done, &mut take)?;
            }
            // Nobody takes it only when all have panicked, and then the scope says so.
            let _ = jobs.send((asked, meta.clone(), bytes.to_vec()));
            asked += 1;
            Ok::<(), Problem>(())
        })?;
        while turn.next < asked {
            turn.wait(&done, &mut take)?;
        }
        Ok(())
    })
}

/// What was taken apart, and whose turn it is.
struct Turn<T> {
    next: usize,
    early: BTreeMap<usize, Result<T, ChunkError>>,
}

impl<T> Turn<T> {
    /// Waits for one of them, and hands over those whose turn it is.
    fn wait(
        &mut self,
        done: &Receiver<(usize, Result<T, ChunkError>)>,
        take: &mut impl FnMut(T),
    ) -> Result<(), Problem> {
        let (nth, part) = done.recv().map_err(|_| problems::damaged_chunk())?;
        self.early.insert(nth, part);
        while let Some(part) = self.early.remove(&self.next) {
            self.next += 1;
            take(part.map_err(|_| problems::damaged_chunk())?);
        }
        Ok(())
    }
}
