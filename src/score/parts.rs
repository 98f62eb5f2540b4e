//! Puts the parts of candidates' evidence together, each part computed once.

use super::evidence::{self, Context, Role, Sink};
use super::table::{Adder, Sum};
use crate::candidate::Candidate;

/// Where the evidence of a part is gathered.
pub(crate) trait Store {
    type Sink: Sink;
    type Part: Copy + Default;
    /// Begins a part.
    fn begin(&mut self) -> &mut Self::Sink;
    /// Ends it.
    fn end(&mut self) -> Self::Part;
    /// Looks at the place of a word's evidence, so that the processor has it when it is needed.
    fn touch(&self, slot: usize, word: u64) -> i16 {
        let _ = (slot, word);
        0
    }
}

/// The parts computed so far that later candidates share; reused between stories.
#[derive(Default)]
pub(crate) struct Cache<P> {
    /// Parts of other stories have other numbers, so that nothing need be cleared.
    story: u32,
    /// By the token after a candidate: what stands there, and the candidate's last word.
    after: Vec<(u32, P)>,
    last: Vec<(u32, P)>,
    /// By token: the token within a candidate.
    inner: Vec<(u32, P)>,
}

impl<P: Copy + Default> Cache<P> {
    /// Makes room for a story of `n` tokens.
    fn begin(&mut self, n: usize) {
        self.story = self.story.wrapping_add(1);
        let all = [&mut self.after, &mut self.last, &mut self.inner];
        for parts in all {
            if self.story == 0 {
                parts.clear();
            }
            if parts.len() <= n {
                parts.resize(n + 1, Default::default());
            }
        }
        self.story = self.story.max(1);
    }
}

/// A part that is there, or computed now for this story.
#[inline]
fn part<S: Store>(
    kept: &mut (u32, S::Part),
    story: u32,
    store: &mut S,
    compute: impl FnOnce(&mut S::Sink),
) -> S::Part {
    if kept.0 != story {
        compute(store.begin());
        *kept = (story, store.end());
    }
    kept.1
}

/// Calls `take` with every part of every candidate (context, words, span), in order, and with
/// nothing after the last of each.
pub(crate) fn assemble<S: Store>(
    cx: &Context<'_>,
    candidates: &[Candidate],
    cache: &mut Cache<S::Part>,
    store: &mut S,
    mut take: impl FnMut(Option<S::Part>),
) {
    cache.begin(cx.story.tokens().len());
    let story = cache.story;
    // Candidates come by start, so that one of each is enough.
    let (mut before, mut first) = ((0, S::Part::default()), (0, S::Part::default()));
    let mut start = u32::MAX;
    for (n, batch) in candidates.chunks(BATCH).enumerate() {
        // What is touched in a row is fetched at the same time.
        let mut touched = 0;
        let mut touched_start = start;
        for c in batch {
            let (i, j) = (c.start as usize, c.end as usize);
            let mut touch = |slot, word| touched ^= store.touch(slot, word);
            if c.start != touched_start {
                touched_start = c.start;
                evidence::words_before(cx, i, &mut touch);
            }
            if cache.after[j].0 != story {
                evidence::words_after(cx, j, &mut touch);
            }
            if j - i == 1 {
                evidence::word_itself(cx, i, Role::Only, &mut touch);
                continue;
            }
            evidence::word_itself(cx, i, Role::First, &mut touch);
            if cache.last[j].0 != story {
                evidence::word_itself(cx, j - 1, Role::Last, &mut touch);
            }
            // The words before have been touched for shorter candidates.
            if j - i > 2 && cache.inner[j - 2].0 != story {
                evidence::word_itself(cx, j - 2, Role::Inner, &mut touch);
            }
        }
        std::hint::black_box(touched);
        for (k, c) in batch.iter().enumerate() {
            let number = n * BATCH + k;
            let (i, j) = (c.start as usize, c.end as usize);
            if start != c.start {
                (start, before.0, first.0) = (c.start, 0, 0);
            }
            take(Some(part(&mut before, story, store, |sink| evidence::before(cx, i, sink))));
            take(Some(part(&mut cache.after[j], story, store, |sink| evidence::after(cx, j, sink))));
            if j - i == 1 {
                evidence::word_in_place(cx, i, Role::Only, store.begin());
                take(Some(store.end()));
            } else {
                let word = |t, role| move |sink: &mut S::Sink| evidence::word_in_place(cx, t, role, sink);
                take(Some(part(&mut first, story, store, word(i, Role::First))));
                for t in i + 1..j - 1 {
                    take(Some(part(&mut cache.inner[t], story, store, word(t, Role::Inner))));
                }
                take(Some(part(&mut cache.last[j], story, store, word(j - 1, Role::Last))));
            }
            evidence::span(cx, number, i, j, store.begin());
            take(Some(store.end()));
            take(None);
        }
    }
}

/// Candidates whose words are touched together.
const BATCH: usize = 32;

impl Store for Adder<'_> {
    type Sink = Self;
    type Part = Sum;
    fn begin(&mut self) -> &mut Self {
        self
    }
    fn end(&mut self) -> Sum {
        self.take()
    }
    #[inline]
    fn touch(&self, slot: usize, word: u64) -> i16 {
        self.touch_word(slot, word)
    }
}
