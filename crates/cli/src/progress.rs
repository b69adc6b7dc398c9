//! How far a long job has come, on stderr: a bar on a terminal, a line every two seconds anywhere else.

use crate::{
    interrupt::{Gently, Interrupt},
    print,
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use regulars_workbench::{model::group_digits, views::ProgressView};
use std::{io::IsTerminal, ops::ControlFlow};

const SECONDS_BETWEEN_LINES: f64 = 2.0;

enum Face {
    Bar(ProgressBar),
    /// What the last line was about and how long that stage had taken then.
    Lines {
        doing: String,
        told_at: f64,
    },
    None,
}

/// Listens to one job.
pub(crate) struct Listener {
    face: Face,
    interrupt: Interrupt,
    _gently: Gently,
}

impl Listener {
    pub(crate) fn new(interrupt: &Interrupt, quiet: bool) -> Self {
        let face = if quiet {
            Face::None
        } else if std::io::stderr().is_terminal() {
            Face::Bar(bar())
        } else {
            Face::Lines { doing: String::new(), told_at: 0.0 }
        };
        Self { face, interrupt: interrupt.clone(), _gently: interrupt.gently() }
    }

    /// Takes one report. `Break` once the user asked to stop.
    pub(crate) fn hear(&mut self, view: &ProgressView) -> ControlFlow<()> {
        match &mut self.face {
            Face::Bar(bar) => {
                bar.set_style(style(view.total.is_some()));
                bar.set_length(u64::from(view.total.unwrap_or(0)));
                bar.set_position(u64::from(view.done));
                bar.set_message(words(view));
            }
            Face::Lines { doing, told_at } => {
                if *doing != view.doing {
                    view.doing.clone_into(doing);
                    *told_at = 0.0;
                }
                let taken = if view.rate > 0.0 { f64::from(view.done) / view.rate } else { 0.0 };
                if taken - *told_at >= SECONDS_BETWEEN_LINES {
                    *told_at = taken;
                    print::progress_line(&words(view));
                }
            }
            Face::None => {}
        }
        if self.interrupt.asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Face::Bar(bar) = &self.face {
            bar.finish_and_clear();
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    bar.set_style(style(false));
    bar
}

/// Without a total there is no end to draw towards, only words.
fn style(has_total: bool) -> ProgressStyle {
    let template = if has_total { "{bar:16} {wide_msg}" } else { "{wide_msg}" };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    style.progress_chars("=> ")
}

/// "Reading orders: 12,000 of 541,909, 310,000 a second, 2 s left".
fn words(view: &ProgressView) -> String {
    if view.done == 0 && view.total.is_none() {
        return view.doing.clone();
    }
    let mut text = format!("{}: {}", view.doing, group_digits(u64::from(view.done)));
    if let Some(total) = view.total {
        text.push_str(&format!(" of {}", group_digits(u64::from(total))));
    }
    if view.rate >= 1.0 {
        text.push_str(&format!(", {} a second", group_digits(whole(view.rate))));
    }
    if let Some(seconds) = view.seconds_left {
        text.push_str(&format!(", {} left", duration(seconds)));
    }
    text
}

fn duration(seconds: f64) -> String {
    let seconds = whole(seconds.ceil());
    if seconds < 100 { format!("{seconds} s") } else { format!("{} min", seconds.div_ceil(60)) }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate or a time, held at zero and above")]
fn whole(number: f64) -> u64 {
    number.round().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_says_count_rate_and_time_left() {
        let view = ProgressView {
            doing: "Reading orders".into(),
            done: 12_000,
            total: Some(541_909),
            rate: 310_000.4,
            seconds_left: Some(1.7),
        };
        assert_eq!(words(&view), "Reading orders: 12,000 of 541,909, 310,000 a second, 2 s left");
        let vague = ProgressView { total: None, rate: 0.0, seconds_left: None, ..view };
        assert_eq!(words(&vague), "Reading orders: 12,000");
        assert_eq!(words(&ProgressView { done: 0, ..vague }), "Reading orders");
        assert_eq!(duration(130.0), "3 min");
    }

    #[test]
    fn the_mark_stops_the_job() {
        let interrupt = Interrupt::default();
        let mut listener = Listener::new(&interrupt, true);
        let view = ProgressView { doing: "Writing".into(), done: 1, total: None, rate: 0.0, seconds_left: None };
        assert!(listener.hear(&view).is_continue());
        interrupt.mark();
        assert!(listener.hear(&view).is_break());
    }
}
