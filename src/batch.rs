//! Many stories on all cores: in order, in bounded memory, on threads of its own.
//!
//! [`Batch`] takes an iterator of stories and hands over their documents in the order the stories
//! came, the same whatever the number of threads. [`ordered`] is the same for work of any kind.
//!
//! Threads live as long as the call; no pool is left behind and none of the host's is used. What is
//! under way at a time is bounded in bytes, so memory does not grow with the input.

use crate::document::Document;
use crate::extractor::{Extractor, Scratch};
use crossbeam_channel::{Receiver, TryRecvError, bounded, unbounded};
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Condvar, Mutex, PoisonError};

/// Bytes under way at a time, unless told otherwise.
const BUDGET: usize = 8 << 20;

/// A story to read: its identifier and its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Story {
    /// Identifier; the document gets it.
    pub id: String,
    /// The text.
    pub text: String,
}

impl Story {
    /// A story.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Story {
        Story { id: id.into(), text: text.into() }
    }
}

/// Reads many stories with one extractor.
///
/// ```
/// use dateline::{Extractor, batch::{Batch, Story}};
///
/// let stories = (0..100).map(|n| Story::new(n.to_string(), "Ministers met in Nairobi."));
/// let mut ids = Vec::new();
/// Batch::new(&Extractor::new()).threads(2).run(stories, |story, document| {
///     assert_eq!(story.id, document.id);
///     ids.push(document.id);
/// });
/// assert!(ids.iter().map(|id| id.parse::<usize>().unwrap()).eq(0..100));
/// ```
#[derive(Clone)]
pub struct Batch {
    extractor: Extractor,
    threads: usize,
    budget: usize,
}

impl Batch {
    /// With a thread for each core.
    pub fn new(extractor: &Extractor) -> Batch {
        Batch { extractor: extractor.clone(), threads: 0, budget: BUDGET }
    }

    /// With so many threads; 0 is one for each core. With one, everything happens on the caller's.
    pub fn threads(mut self, threads: usize) -> Batch {
        self.threads = threads;
        self
    }

    /// With at most so many bytes of stories under way at a time (or a single story that is
    /// larger); 8 MiB if not told.
    pub fn memory(mut self, bytes: usize) -> Batch {
        self.budget = bytes;
        self
    }

    /// Calls `each` with every story and its document, in the order of the stories.
    ///
    /// # Panics
    ///
    /// When `stories` or `each` panic: with the same panic, after all threads have ended.
    pub fn run<I>(&self, stories: I, mut each: impl FnMut(Story, Document))
    where
        I: IntoIterator<Item = Story>,
        I::IntoIter: Send,
    {
        let _: ControlFlow<()> = self.try_run(stories, |story, document| {
            each(story, document);
            ControlFlow::Continue(())
        });
    }

    /// The same, until `each` breaks off.
    ///
    /// # Panics
    ///
    /// As [`Batch::run`].
    pub fn try_run<I, B>(
        &self,
        stories: I,
        mut each: impl FnMut(Story, Document) -> ControlFlow<B>,
    ) -> ControlFlow<B>
    where
        I: IntoIterator<Item = Story>,
        I::IntoIter: Send,
    {
        ordered(
            self.threads,
            self.budget,
            stories.into_iter(),
            |story| story.text.len(),
            Scratch::new,
            |scratch, story| {
                let mut document = self.extractor.extract_with(&story.text, scratch);
                document.id.clone_from(&story.id);
                (story, document)
            },
            |done| match done {
                Some((story, document)) => each(story, document),
                None => ControlFlow::Continue(()),
            },
        )
    }
}

/// Number of threads that 0 stands for: one for each core the process may use.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Works on items on several threads and hands over the results in the order of the items.
///
/// `items` is read on a thread of its own, so that reading, working and taking run at once; with
/// one thread all happens on the caller's. `weigh` says what an item weighs; items under way,
/// including results not yet taken, never weigh more than `budget` together, but for a single item
/// that does alone. `make` makes what a thread keeps between items. `each` gets `Some(result)` for
/// every item, and `None` when none is ready and the call is about to wait: the time to flush.
///
/// # Panics
///
/// When `items`, `work` or `each` panic: with the same panic, after all threads have ended, and
/// after `each` has had the results of the items before.
pub fn ordered<T, R, S, B>(
    threads: usize,
    budget: usize,
    mut items: impl Iterator<Item = T> + Send,
    weigh: impl Fn(&T) -> usize + Send,
    make: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, T) -> R + Sync,
    mut each: impl FnMut(Option<R>) -> ControlFlow<B>,
) -> ControlFlow<B>
where
    T: Send,
    R: Send,
{
    let threads = if threads == 0 { cores() } else { threads };
    if threads == 1 {
        let mut state = make();
        loop {
            each(None)?;
            let Some(item) = items.next() else { return ControlFlow::Continue(()) };
            each(Some(work(&mut state, item)))?;
        }
    }
    let gate = Gate::default();
    std::thread::scope(|scope| {
        let (jobs, todo) = bounded::<(u64, usize, T)>(threads * 2);
        let (done, results) = unbounded::<(u64, usize, std::thread::Result<R>)>();
        // Opens the gate when this closure ends in whatever way, or the reader could wait forever.
        // Declared after the channels' ends, so closed before them.
        let _open = CloseOnDrop(&gate);
        let (gate, make, work) = (&gate, &make, &work);
        for _ in 0..threads {
            let (todo, done) = (todo.clone(), done.clone());
            scope.spawn(move || worker(&todo, make, work, |message| done.send(message).is_ok()));
        }
        drop(todo);
        scope.spawn(move || {
            let mut number = 0;
            loop {
                // A panic while reading is handed over in its turn, as one while working is.
                let item = match catch_unwind(AssertUnwindSafe(|| items.next())) {
                    Ok(None) => return,
                    Ok(Some(item)) => item,
                    Err(panic) => {
                        let _ = done.send((number, 0, Err(panic)));
                        return;
                    }
                };
                let weight = weigh(&item).max(1);
                if !gate.enter(weight, budget) || jobs.send((number, weight, item)).is_err() {
                    return;
                }
                number += 1;
            }
        });
        collect(&results, gate, &mut each)
    })
}

fn worker<T, R, S>(
    todo: &Receiver<(u64, usize, T)>,
    make: &(impl Fn() -> S + Sync),
    work: &(impl Fn(&mut S, T) -> R + Sync),
    send: impl Fn((u64, usize, std::thread::Result<R>)) -> bool,
) {
    let mut state = None;
    for (number, weight, item) in todo {
        let result = catch_unwind(AssertUnwindSafe(|| work(state.get_or_insert_with(make), item)));
        if result.is_err() {
            // What the panic left behind may be half done.
            state = None;
        }
        if !send((number, weight, result)) {
            return;
        }
    }
}

/// Takes results as they come and hands them over in order.
fn collect<R, B>(
    results: &Receiver<(u64, usize, std::thread::Result<R>)>,
    gate: &Gate,
    each: &mut impl FnMut(Option<R>) -> ControlFlow<B>,
) -> ControlFlow<B> {
    let mut waiting: VecDeque<Option<(usize, std::thread::Result<R>)>> = VecDeque::new();
    let mut next = 0u64;
    loop {
        let (number, weight, result) = match results.try_recv() {
            Ok(message) => message,
            Err(TryRecvError::Disconnected) => return ControlFlow::Continue(()),
            Err(TryRecvError::Empty) => {
                each(None)?;
                match results.recv() {
                    Ok(message) => message,
                    Err(_) => return ControlFlow::Continue(()),
                }
            }
        };
        // Numbers under way are few, so the difference is small.
        let at = (number - next) as usize;
        while waiting.len() <= at {
            waiting.push_back(None);
        }
        waiting[at] = Some((weight, result));
        while let Some(Some(_)) = waiting.front() {
            if let Some(Some((weight, result))) = waiting.pop_front() {
                next += 1;
                gate.leave(weight);
                match result {
                    Ok(result) => each(Some(result))?,
                    Err(panic) => resume_unwind(panic),
                }
            }
        }
    }
}

/// Lets items in while there is room.
#[derive(Default)]
struct Gate {
    /// Weight under way, and whether the work is at an end.
    state: Mutex<(usize, bool)>,
    changed: Condvar,
}

impl Gate {
    fn enter(&self, weight: usize, budget: usize) -> bool {
        // A poisoned lock still guards two plain numbers.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while !state.1 && state.0 > 0 && state.0 + weight > budget {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.0 += weight;
        !state.1
    }
    fn leave(&self, weight: usize) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0 -= weight;
        self.changed.notify_one();
    }
    fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).1 = true;
        self.changed.notify_all();
    }
}

struct CloseOnDrop<'g>(&'g Gate);

impl Drop for CloseOnDrop<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squares(threads: usize, budget: usize) -> Vec<usize> {
        let mut out = Vec::new();
        let _: ControlFlow<()> = ordered(
            threads,
            budget,
            0..1000usize,
            |n| n % 50,
            || (),
            |(), n| {
                if n % 97 == 0 {
                    std::thread::sleep(std::time::Duration::from_millis(2));
                }
                n * n
            },
            |r| {
                out.extend(r);
                ControlFlow::Continue(())
            },
        );
        out
    }

    #[test]
    fn keeps_order_with_any_number_of_threads_and_any_budget() {
        let want: Vec<usize> = (0..1000).map(|n| n * n).collect();
        for threads in [1, 2, 3, 8] {
            for budget in [0, 1, 60, 10_000] {
                assert_eq!(squares(threads, budget), want, "{threads} threads, budget {budget}");
            }
        }
    }

    #[test]
    fn never_more_under_way_than_the_budget() {
        use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
        let under_way = AtomicUsize::new(0);
        let most = AtomicUsize::new(0);
        let _: ControlFlow<()> = ordered(
            4,
            10,
            (0..200).inspect(|_| {
                most.fetch_max(under_way.fetch_add(1, SeqCst) + 1, SeqCst);
            }),
            |_| 1,
            || (),
            |(), n| n,
            |r| {
                if r.is_some() {
                    under_way.fetch_sub(1, SeqCst);
                }
                ControlFlow::Continue(())
            },
        );
        // One more is read and waits to be let in; one more has been let out and not yet taken.
        assert!(most.load(SeqCst) <= 12, "{}", most.load(SeqCst));
    }

    #[test]
    fn breaks_off() {
        for threads in [1, 2, 5] {
            let got = ordered(
                threads,
                4,
                0..,
                |_| 1,
                || (),
                |(), n| n,
                |r| match r {
                    Some(100) => ControlFlow::Break("enough"),
                    _ => ControlFlow::Continue(()),
                },
            );
            assert_eq!(got, ControlFlow::Break("enough"));
        }
    }

    #[test]
    fn a_panic_anywhere_ends_the_call_with_it() {
        for threads in [1, 2, 5] {
            for place in ["items", "work", "each"] {
                let mut seen = 0;
                let caught = catch_unwind(AssertUnwindSafe(|| {
                    let boom = |here: &str, n: u32| assert!(here != place || n != 50, "boom in {here}");
                    let _: ControlFlow<()> = ordered(
                        threads,
                        8,
                        (0..).inspect(|n| boom("items", *n)),
                        |_| 1,
                        || (),
                        |(), n| {
                            boom("work", n);
                            n
                        },
                        |r| {
                            if let Some(n) = r {
                                boom("each", n);
                                seen += 1;
                            }
                            ControlFlow::Continue(())
                        },
                    );
                }));
                let panic = caught.expect_err("it panics");
                let message = panic.downcast_ref::<String>().map_or("", String::as_str);
                assert!(message.contains(&format!("boom in {place}")), "{message}");
                assert_eq!(seen, 50, "{threads} {place}");
            }
        }
    }
}
