//! The way of the data through the stages, for one text that fits a window.

use crate::candidate::{self, Candidate};
use crate::gazetteer::Gazetteer;
use crate::label::{KINDS, Kind};
use crate::resolve::lattice::{Arc, Lattice};
use crate::resolve::memory::{Known, Memory};
use crate::score::evidence::Context;
use crate::score::parts::{self, Cache, Sums};
use crate::score::{Adder, Row, Weights, WordCache};
use crate::story::Story;

/// Names of a first scoring count as known from this probability.
pub(crate) const KNOWN: f32 = 0.3;

/// A span that was found to be a name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named {
    pub candidate: u32,
    pub start: u32,
    pub end: u32,
    pub kind: Kind,
    pub probability: f32,
}

/// All buffers of the stages, reused between texts.
#[derive(Default)]
pub(crate) struct Reader {
    pub story: Story,
    pub candidates: Vec<Candidate>,
    pub memory: Memory,
    pub scores: Vec<Row>,
    pub marginals: Vec<Row>,
    cache: Cache<Row>,
    words: WordCache,
    lattice: Lattice,
    arcs: Vec<Arc>,
    line_marginals: Vec<Row>,
    path: Vec<(u32, usize)>,
    pub named: Vec<Named>,
    known: Vec<Known>,
    changed: Vec<bool>,
}

impl Reader {
    /// Stages 1 to 4 over one text; the names are in [`Reader::named`] after.
    pub(crate) fn read(&mut self, text: &str, gazetteers: &[Gazetteer], weights: &Weights, lists: &[String]) {
        self.prepare(text, gazetteers);
        self.score(text, weights, lists);
        self.marginals(weights);
        self.learn();
        self.score_again(text, weights, lists);
        self.marginals_again(weights);
        self.decode(weights);
    }

    /// Tokens, listed names, candidates, occurrences.
    pub(crate) fn prepare(&mut self, text: &str, gazetteers: &[Gazetteer]) {
        self.story.read(text, gazetteers);
        candidate::candidates(text, &self.story, &mut self.candidates);
        self.memory.read(text, &self.story, &self.candidates);
    }

    fn score(&mut self, text: &str, weights: &Weights, lists: &[String]) {
        let cx = Context { text, story: &self.story, memory: &self.memory, lists };
        self.scores.clear();
        let bias = weights.bias();
        let scores = &mut self.scores;
        self.words.keep_for(weights);
        parts::assemble(
            &cx,
            &self.candidates,
            &mut self.cache,
            &mut Sums::new(weights, &mut self.words),
            |_, parts| {
                let mut row = bias;
                for part in parts {
                    for k in 0..KINDS {
                        row[k] += part[k];
                    }
                }
                scores.push(row);
            },
        );
    }

    /// Takes the names found so far into memory.
    fn learn(&mut self) {
        self.known.clear();
        for (c, row) in self.candidates.iter().zip(&self.marginals) {
            for kind in Kind::ALL {
                let probability = row[kind as usize];
                if probability >= KNOWN {
                    self.known.push(Known { start: c.start, end: c.end, kind, probability });
                }
            }
        }
        self.memory.learn(&self.story, &self.known);
    }

    fn score_again(&mut self, text: &str, weights: &Weights, lists: &[String]) {
        let cx = Context { text, story: &self.story, memory: &self.memory, lists };
        self.changed.clear();
        for (n, c) in self.candidates.iter().enumerate() {
            let mut adder = Adder { weights, sum: [0.0; KINDS], cache: &mut self.words };
            self.memory.names(&cx, n, c.start as usize, c.end as usize, &mut adder);
            for k in 0..KINDS {
                self.scores[n][k] += adder.sum[k];
            }
            self.changed.push(adder.sum != [0.0; KINDS]);
        }
    }

    /// Calls `each` for every line with candidates: first token, range of candidates.
    fn lines(
        story: &Story,
        candidates: &[Candidate],
        mut each: impl FnMut(usize, usize, std::ops::Range<usize>),
    ) {
        let mut from = 0;
        for line in &story.lexed.lines {
            let end = from + candidates[from..].partition_point(|c| c.start < line.end);
            if end > from {
                each(line.first as usize, line.end as usize, from..end);
            }
            from = end;
        }
    }

    fn marginals(&mut self, weights: &Weights) {
        self.marginals.clear();
        let (lattice, arcs) = (&mut self.lattice, &mut self.arcs);
        let (scores, marginals) = (&self.scores, &mut self.marginals);
        let out = &mut self.line_marginals;
        let candidates = &self.candidates;
        Self::lines(&self.story, candidates, |first, end, range| {
            arcs.clear();
            arcs.extend(
                candidates[range.clone()]
                    .iter()
                    .map(|c| Arc { start: c.start - first as u32, end: c.end - first as u32 }),
            );
            lattice.marginals(&self.story.tokens()[first..end], arcs, &scores[range], weights, out);
            marginals.extend_from_slice(out);
        });
    }

    /// Probabilities after a second scoring: lines whose scores stayed keep theirs.
    fn marginals_again(&mut self, weights: &Weights) {
        let (lattice, arcs) = (&mut self.lattice, &mut self.arcs);
        let (scores, marginals, changed) = (&self.scores, &mut self.marginals, &self.changed);
        let out = &mut self.line_marginals;
        let candidates = &self.candidates;
        Self::lines(&self.story, candidates, |first, end, range| {
            if !changed[range.clone()].contains(&true) {
                return;
            }
            arcs.clear();
            arcs.extend(
                candidates[range.clone()]
                    .iter()
                    .map(|c| Arc { start: c.start - first as u32, end: c.end - first as u32 }),
            );
            lattice.marginals(&self.story.tokens()[first..end], arcs, &scores[range.clone()], weights, out);
            marginals[range].copy_from_slice(out);
        });
    }

    fn decode(&mut self, weights: &Weights) {
        self.named.clear();
        let (lattice, arcs, path, named) =
            (&mut self.lattice, &mut self.arcs, &mut self.path, &mut self.named);
        let candidates = &self.candidates;
        let (scores, marginals) = (&self.scores, &self.marginals);
        Self::lines(&self.story, candidates, |first, end, range| {
            arcs.clear();
            arcs.extend(
                candidates[range.clone()]
                    .iter()
                    .map(|c| Arc { start: c.start - first as u32, end: c.end - first as u32 }),
            );
            lattice.best(&self.story.tokens()[first..end], arcs, &scores[range.clone()], weights, path);
            for &(a, k) in path.iter() {
                let n = range.start + a as usize;
                named.push(Named {
                    candidate: n as u32,
                    start: candidates[n].start,
                    end: candidates[n].end,
                    kind: Kind::ALL[k],
                    probability: marginals[n][k],
                });
            }
        });
    }

    /// All evidence for one candidate being of one kind, named; what the weights do not mention is
    /// left out.
    pub(crate) fn evidence(
        &self,
        text: &str,
        weights: &Weights,
        lists: &[String],
        number: usize,
        kind: Kind,
    ) -> Vec<(String, f32)> {
        use crate::score::Namer;
        use crate::score::evidence::{self, Role};
        let cx = Context { text, story: &self.story, memory: &self.memory, lists };
        let c = self.candidates[number];
        let (i, j) = (c.start as usize, c.end as usize);
        let mut namer = Namer { weights, kind: kind as usize, named: Vec::new() };
        namer.named.push(("bias".to_owned(), weights.bias()[kind as usize]));
        evidence::before(&cx, i, &mut namer);
        evidence::after(&cx, j, &mut namer);
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
            evidence::word_in_place(&cx, t, role, &mut namer);
        }
        evidence::span(&cx, number, i, j, &mut namer);
        self.memory.names(&cx, number, i, j, &mut namer);
        namer.named
    }
}
