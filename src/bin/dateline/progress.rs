//! Where the work is, and what came of it.

use crate::failure::tell;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What came of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    pub stories: u64,
    pub errors: u64,
    /// Bytes of text.
    pub bytes: u64,
    pub entities: BTreeMap<String, u64>,
}

/// Time between lines when standard error is no terminal.
const LINE: Duration = Duration::from_secs(10);

pub struct Progress {
    shown: Shown,
    start: Instant,
    read: Arc<AtomicU64>,
    total: Option<u64>,
    /// Bytes of text that an earlier run read.
    before: u64,
}

enum Shown {
    Nothing,
    Bar(ProgressBar),
    Lines { last: Instant },
}

impl Progress {
    /// `total` is asked for only when it is shown. `stdout_shown`: results go to the terminal that
    /// a bar would be drawn on.
    pub fn new(
        quiet: bool,
        stdout_shown: bool,
        before: u64,
        read: Arc<AtomicU64>,
        total: impl FnOnce() -> Option<u64>,
    ) -> Progress {
        let terminal = std::io::stderr().is_terminal();
        let mut known = None;
        let shown = if quiet || (terminal && stdout_shown) {
            Shown::Nothing
        } else if terminal {
            known = total();
            let bar = match known {
                Some(n) => ProgressBar::new(n),
                None => ProgressBar::no_length(),
            };
            let style = if known.is_some() {
                "{elapsed_precise} [{wide_bar}] {percent}% · {msg} · {eta} left"
            } else {
                "{elapsed_precise} {spinner} {msg}"
            };
            if let Ok(style) = ProgressStyle::with_template(style) {
                bar.set_style(style);
            }
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
            Shown::Bar(bar)
        } else {
            known = total();
            Shown::Lines { last: Instant::now() }
        };
        Progress { shown, start: Instant::now(), read, total: known, before }
    }

    fn rate(&self, summary: &Summary) -> f64 {
        (summary.bytes - self.before) as f64 / 1e6 / self.start.elapsed().as_secs_f64().max(1e-3)
    }

    pub fn tick(&mut self, summary: &Summary) {
        let rate = self.rate(summary);
        let read = self.read.load(Ordering::Relaxed);
        match &mut self.shown {
            Shown::Nothing => {}
            Shown::Bar(bar) => {
                bar.set_position(read);
                bar.set_message(format!(
                    "{} stories · {rate:.1} MB/s{}",
                    summary.stories,
                    faults(summary.errors)
                ));
            }
            Shown::Lines { last } => {
                if last.elapsed() < LINE {
                    return;
                }
                *last = Instant::now();
                let elapsed = self.start.elapsed().as_secs_f64();
                let left = match self.total {
                    Some(total) if read > 0 && total >= read => {
                        let left = elapsed * (total - read) as f64 / read as f64;
                        format!(", {} % read, about {left:.0} s left", 100 * read / total.max(1))
                    }
                    _ => String::new(),
                };
                tell(format_args!(
                    "{} stories, {rate:.1} MB/s{}{left}",
                    summary.stories,
                    faults(summary.errors)
                ));
            }
        }
    }

    /// A message for the person at the terminal, above the bar.
    pub fn say(&self, message: &str) {
        match &self.shown {
            Shown::Bar(bar) => bar.suspend(|| tell(message)),
            _ => tell(message),
        }
    }

    /// What came of it all. `others`: files in folders that are of no form that can be read.
    pub fn summary(&mut self, summary: &Summary, others: u64) {
        self.clear();
        let entities: u64 = summary.entities.values().sum();
        let labels: Vec<String> = summary.entities.iter().map(|(label, n)| format!("{label} {n}")).collect();
        let labels = if labels.is_empty() { String::new() } else { format!(" ({})", labels.join(", ")) };
        let others = match others {
            0 => String::new(),
            n => format!("; {n} other files in the folders were not read"),
        };
        tell(format_args!(
            "{} stories, {entities} names{labels}, {} errors; {:.1} MB of text in {:.1} s, {:.1} MB/s{others}",
            summary.stories,
            summary.errors,
            summary.bytes as f64 / 1e6,
            self.start.elapsed().as_secs_f64(),
            self.rate(summary),
        ));
    }

    pub fn clear(&mut self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }
}

fn faults(errors: u64) -> String {
    if errors == 0 { String::new() } else { format!(" · {errors} errors") }
}
