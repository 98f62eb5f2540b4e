//! Puts the parts of candidates' evidence together, each part computed once.

use super::evidence::{self, Context, Role, Sink};
use super::table::{Adder, Row, Weights, WordCache};
use crate::candidate::Candidate;
use crate::label::KINDS;

/// Where the evidence of a part is gathered.
pub(crate) trait Store {
    type Sink: Sink;
    type Part: Copy;
    /// Begins a part.
    fn begin(&mut self) -> &mut Self::Sink;
    /// Ends it.
    fn end(&mut self) -> Self::Part;
}

/// For every token, the parts computed so far; reused between stories.
pub(crate) struct Cache<P> {
    before: Vec<Option<P>>,
    after: Vec<Option<P>>,
    words: Vec<[Option<P>; 4]>,
}

impl<P: Copy> Default for Cache<P> {
    fn default() -> Self {
        Cache { before: Vec::new(), after: Vec::new(), words: Vec::new() }
    }
}

/// Calls `put` with the parts of every candidate, in order: context, words, span.
pub(crate) fn assemble<S: Store>(
    cx: &Context<'_>,
    candidates: &[Candidate],
    cache: &mut Cache<S::Part>,
    store: &mut S,
    mut put: impl FnMut(usize, &[S::Part]),
) {
    let n = cx.story.tokens().len();
    cache.before.clear();
    cache.before.resize(n, None);
    cache.after.clear();
    cache.after.resize(n + 1, None);
    cache.words.clear();
    cache.words.resize(n, [None; 4]);
    let mut parts: Vec<S::Part> = Vec::with_capacity(24);
    for (number, c) in candidates.iter().enumerate() {
        let (i, j) = (c.start as usize, c.end as usize);
        parts.clear();
        parts.push(match cache.before[i] {
            Some(p) => p,
            None => {
                evidence::before(cx, i, store.begin());
                *cache.before[i].insert(store.end())
            }
        });
        parts.push(match cache.after[j] {
            Some(p) => p,
            None => {
                evidence::after(cx, j, store.begin());
                *cache.after[j].insert(store.end())
            }
        });
        for t in i..j {
            let role = if j - i == 1 {
                Role::Only
            } else if t == i {
                Role::First
            } else if t + 1 == j {
                Role::Last
            } else {
                Role::Inner
            };
            parts.push(match cache.words[t][role as usize] {
                Some(p) => p,
                None => {
                    evidence::word_in_place(cx, t, role, store.begin());
                    *cache.words[t][role as usize].insert(store.end())
                }
            });
        }
        evidence::span(cx, number, i, j, store.begin());
        parts.push(store.end());
        put(number, &parts);
    }
}

/// A store that adds up weights.
pub(crate) struct Sums<'w>(Adder<'w>);

impl<'w> Sums<'w> {
    pub(crate) fn new(weights: &'w Weights, cache: &'w mut WordCache) -> Sums<'w> {
        Sums(Adder { weights, sum: [0.0; KINDS], cache })
    }
}

impl<'w> Store for Sums<'w> {
    type Sink = Adder<'w>;
    type Part = Row;
    fn begin(&mut self) -> &mut Adder<'w> {
        self.0.sum = [0.0; KINDS];
        &mut self.0
    }
    fn end(&mut self) -> Row {
        self.0.sum
    }
}
