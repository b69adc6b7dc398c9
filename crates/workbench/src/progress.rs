//! How a long job says how far it has come, and hears that it should stop.

use crate::{clock::Stopwatch, views::ProgressView};
use regulars_model::{Code, Problem};
use std::ops::ControlFlow;

/// Called about ten times a second. `Break` asks the job to stop and leave nothing behind.
pub type Progress<'a> = &'a mut dyn FnMut(&ProgressView) -> ControlFlow<()>;

/// A listener that shows nothing and never stops anything.
pub fn quiet() -> impl FnMut(&ProgressView) -> ControlFlow<()> {
    |_| ControlFlow::Continue(())
}

/// Counts one stage of a job and tells the listener at a bearable rate.
pub(crate) struct Stage<'a, 'b> {
    doing: &'static str,
    total: Option<u32>,
    watch: Stopwatch,
    told: f64,
    listener: &'b mut (dyn FnMut(&ProgressView) -> ControlFlow<()> + 'a),
}

const TELL_EVERY: f64 = 0.1;

impl<'a, 'b> Stage<'a, 'b> {
    pub(crate) fn start(
        doing: &'static str,
        total: Option<u32>,
        listener: &'b mut (dyn FnMut(&ProgressView) -> ControlFlow<()> + 'a),
    ) -> Self {
        Self { doing, total, watch: Stopwatch::start(), told: -1.0, listener }
    }

    /// How much there is, where that is learned only on the way.
    pub(crate) fn out_of(&mut self, total: u64) {
        self.total = u32::try_from(total).ok().filter(|total| *total > 1);
    }

    /// Says that `done` rows are done. The clock is asked only every 256th time.
    pub(crate) fn at(&mut self, done: u32) -> Result<(), Problem> {
        if done & 255 != 0 && self.told >= 0.0 {
            return Ok(());
        }
        self.now(done)
    }

    /// The same for who comes seldom: the clock is asked each time.
    pub(crate) fn now(&mut self, done: u32) -> Result<(), Problem> {
        let seconds = self.watch.seconds();
        if seconds - self.told < TELL_EVERY && self.told >= 0.0 {
            return Ok(());
        }
        self.told = seconds;
        self.tell(done, seconds)
    }

    /// That it still goes on, from within something that has no parts to count; at the same bearable rate.
    pub(crate) fn waits(&mut self, done: u32) -> Result<(), Problem> {
        let seconds = self.watch.seconds();
        if seconds - self.told < TELL_EVERY {
            return Ok(());
        }
        self.told = seconds;
        self.tell(done, 0.0)
    }

    /// Says so at once.
    pub(crate) fn tell(&mut self, done: u32, seconds: f64) -> Result<(), Problem> {
        let rate = if seconds > 0.0 { f64::from(done) / seconds } else { 0.0 };
        let seconds_left = self.total.filter(|_| rate > 0.0).map(|total| f64::from(total.saturating_sub(done)) / rate);
        let view = ProgressView { doing: self.doing.to_owned(), done, total: self.total, rate, seconds_left };
        match (self.listener)(&view) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(cancelled()),
        }
    }
}

/// What a job returns when the user stopped it.
pub(crate) fn cancelled() -> Problem {
    Problem::new(Code::Cancelled, "Stopped, as you asked.", "Nothing was changed. Start again when you are ready.")
}
