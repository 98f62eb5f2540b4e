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

/// For every token, the parts computed so far; reused between stories.
#[derive(Default)]
pub(crate) struct Cache<P> {
    /// Parts of other stories have other numbers, so that nothing need be cleared.
    story: u32,
    after: Vec<(u32, P)>,
    words: Vec<[(u32, P); 4]>,
}

impl<P: Copy + Default> Cache<P> {
    /// Makes room for a story of `n` tokens.
    fn begin(&mut self, n: usize) {
        self.story = self.story.wrapping_add(1);
        if self.story == 0 {
            self.after.clear();
            self.words.clear();
            self.story = 1;
        }
        if self.words.len() <= n {
            self.after.resize(n + 1, Default::default());
            self.words.resize(n + 1, Default::default());
        }
    }
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
    let mut before = (u32::MAX, S::Part::default());
    for (n, batch) in candidates.chunks(BATCH).enumerate() {
        // What is touched in a row is fetched at the same time.
        let mut touched = 0;
        let mut start = before.0;
        for c in batch {
            let (i, j) = (c.start as usize, c.end as usize);
            let mut touch = |slot, word| touched ^= store.touch(slot, word);
            if c.start != start {
                start = c.start;
                evidence::words_before(cx, i, &mut touch);
            }
            if cache.after[j].0 != story {
                evidence::words_after(cx, j, &mut touch);
            }
            for t in i..j {
                let role = Role::of(t, i, j);
                if cache.words[t][role as usize].0 != story {
                    evidence::word_itself(cx, t, role, &mut touch);
                }
            }
        }
        std::hint::black_box(touched);
        for (k, c) in batch.iter().enumerate() {
            let number = n * BATCH + k;
            let (i, j) = (c.start as usize, c.end as usize);
            // Candidates come by start.
            if before.0 != c.start {
                evidence::before(cx, i, store.begin());
                before = (c.start, store.end());
            }
            take(Some(before.1));
            if cache.after[j].0 != story {
                evidence::after(cx, j, store.begin());
                cache.after[j] = (story, store.end());
            }
            take(Some(cache.after[j].1));
            for t in i..j {
                let role = Role::of(t, i, j);
                let word = &mut cache.words[t][role as usize];
                if word.0 != story {
                    evidence::word_in_place(cx, t, role, store.begin());
                    *word = (story, store.end());
                }
                take(Some(word.1));
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
