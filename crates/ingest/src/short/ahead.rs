//! Reads a file on a thread of its own, so that it is read while what was read before is written.

use super::Batch;
use crate::{IngestError, Mapping, Ours, ReadEnd, Source, Survey, read::pieces};
use std::{ops::ControlFlow, sync::mpsc::sync_channel, thread};

/// Batches that wait to be taken: they bound the memory.
const WAITING: usize = 4;

/// As [`crate::read()`], some thousand rows at a time, ahead of the caller.
///
/// # Errors
/// As [`crate::read()`].
pub fn read_ahead(
    source: &Source,
    survey: &Survey,
    mapping: &Mapping,
    ours: &Ours,
    on: &mut dyn FnMut(Batch) -> ControlFlow<()>,
) -> Result<ReadEnd, IngestError> {
    thread::scope(|scope| {
        let (give, take) = sync_channel::<Batch>(WAITING);
        let reader = scope.spawn(move || {
            let mut batch = Batch::default();
            let end = pieces(source, survey, mapping, ours, true, &mut |piece| {
                batch.push(piece);
                // The other end is gone when the caller has broken off.
                match batch.is_full().then(|| give.send(std::mem::take(&mut batch))) {
                    Some(Err(_)) => ControlFlow::Break(()),
                    _ => ControlFlow::Continue(()),
                }
            });
            if end.is_ok() && !batch.items.is_empty() {
                let _ = give.send(batch);
            }
            end
        });
        let mut broke_off = false;
        for batch in take {
            if on(batch).is_break() {
                broke_off = true;
                break;
            }
        }
        let end = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        Ok(ReadEnd { cancelled: end.cancelled || broke_off, ..end })
    })
}
