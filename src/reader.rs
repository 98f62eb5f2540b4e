//! The way of the data through the stages, for one text that fits a window.

use crate::candidate::{self, Candidate};
use crate::gazetteer::Gazetteer;
use crate::label::{KINDS, Kind};
use crate::resolve::lattice::{self, Lattice, Piece};
use crate::resolve::memory::{Known, Memory};
use crate::score::evidence::Context;
use crate::score::parts::{self, Cache};
use crate::score::{Adder, Row, Sum, Weights, WordCache};
use crate::story::Story;

/// Names of a first scoring count as known from this probability.
pub(crate) const KNOWN: f32 = 0.3;

/// A candidate that scores less than this for every kind of name is dropped after the first scoring:
/// the rest of the story makes a name of hardly one in a thousand of them, and they are one in seven.
const HOPELESS: f32 = -0.25;

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
    /// After the first scoring, without those that are hopeless.
    pub candidates: Vec<Candidate>,
    /// For every candidate that was scored, its number among all.
    numbers: Vec<u32>,
    pub memory: Memory,
    pub scores: Vec<Row>,
    pub marginals: Vec<Row>,
    cache: Cache<Sum>,
    words: WordCache,
    lattice: Lattice,
    pieces: Vec<Piece>,
    path: Vec<(u32, usize)>,
    pub named: Vec<Named>,
    known: Vec<Known>,
    /// Candidates whose scores the second scoring changed.
    changed: Vec<bool>,
}

impl Reader {
    /// Stages 1 to 4 over one text; the names are in [`Reader::named`] after. `done` is told the end
    /// of every step.
    pub(crate) fn read(
        &mut self,
        text: &str,
        gazetteers: &[Gazetteer],
        weights: &Weights,
        lists: &[String],
        done: &mut impl FnMut(&'static str),
    ) {
        self.story.read(text, gazetteers, done);
        self.prepare_candidates(text);
        done("candidates, other occurrences");
        self.score(text, weights, lists);
        done("evidence");
        self.marginals(weights);
        done("probabilities");
        self.learn(text);
        self.score_again(text, weights, lists);
        done("evidence of the names so far");
        self.marginals(weights);
        self.decode(weights);
        done("probabilities again, best set");
    }

    /// Tokens, listed names, candidates, occurrences; for tests and fits.
    #[cfg(any(test, feature = "fit"))]
    pub(crate) fn prepare(&mut self, text: &str, gazetteers: &[Gazetteer]) {
        self.story.read(text, gazetteers, &mut |_| {});
        self.prepare_candidates(text);
    }

    fn prepare_candidates(&mut self, text: &str) {
        candidate::candidates(text, &self.story, &mut self.candidates);
        self.memory.read(text, &self.story, &self.candidates);
    }

    fn score(&mut self, text: &str, weights: &Weights, lists: &[String]) {
        let cx = Context { text, story: &self.story, memory: &self.memory, lists };
        self.scores.clear();
        self.numbers.clear();
        let bias = weights.bias();
        let (mut sum, mut number) = (Sum::default(), 0);
        let mut adder = Adder::new(weights, &mut self.words);
        parts::assemble(&cx, &self.candidates, &mut self.cache, &mut adder, |part| match part {
            Some(part) => sum.add(&part),
            None => {
                let mut row = std::mem::take(&mut sum).row();
                for k in 0..KINDS {
                    row[k] += bias[k];
                }
                if row.iter().any(|s| *s >= HOPELESS) {
                    self.scores.push(row);
                    self.numbers.push(number);
                }
                number += 1;
            }
        });
        for (n, number) in self.numbers.iter().enumerate() {
            self.candidates[n] = self.candidates[*number as usize];
        }
        self.candidates.truncate(self.numbers.len());
        self.changed.clear();
        self.changed.resize(self.candidates.len(), true);
        lattice::pieces(self.story.tokens(), &self.candidates, &mut self.pieces);
    }

    /// Takes the names found so far into memory.
    fn learn(&mut self, text: &str) {
        self.known.clear();
        for (c, row) in self.candidates.iter().zip(&self.marginals) {
            for kind in Kind::ALL {
                let probability = row[kind as usize];
                if probability >= KNOWN {
                    self.known.push(Known { start: c.start, end: c.end, kind, probability });
                }
            }
        }
        self.memory.learn(text, &self.story, &self.known);
    }

    fn score_again(&mut self, text: &str, weights: &Weights, lists: &[String]) {
        let cx = Context { text, story: &self.story, memory: &self.memory, lists };
        self.changed.clear();
        let mut adder = Adder::new(weights, &mut self.words);
        for (n, c) in self.candidates.iter().enumerate() {
            let number = self.numbers[n] as usize;
            self.memory.names(&cx, number, c.start as usize, c.end as usize, &mut adder);
            let sum = adder.take();
            for (score, more) in self.scores[n].iter_mut().zip(sum.row()) {
                *score += more;
            }
            self.changed.push(!sum.is_zero());
        }
    }

    /// The probabilities of the pieces with a changed score.
    fn marginals(&mut self, weights: &Weights) {
        self.marginals.resize(self.candidates.len(), [0.0; KINDS]);
        for piece in &self.pieces {
            let of = piece.candidates();
            if !self.changed[of.clone()].contains(&true) {
                continue;
            }
            self.lattice.marginals(
                self.story.tokens(),
                piece,
                &self.candidates[of.clone()],
                &self.scores[of.clone()],
                weights,
                &mut self.marginals[of],
            );
        }
    }

    fn decode(&mut self, weights: &Weights) {
        self.named.clear();
        for piece in &self.pieces {
            let of = piece.candidates();
            let candidates = &self.candidates[of.clone()];
            self.lattice.best(
                self.story.tokens(),
                piece,
                candidates,
                &self.scores[of.clone()],
                weights,
                &mut self.path,
            );
            for &(a, k) in &self.path {
                let n = of.start + a as usize;
                self.named.push(Named {
                    candidate: n as u32,
                    start: self.candidates[n].start,
                    end: self.candidates[n].end,
                    kind: Kind::ALL[k],
                    probability: self.marginals[n][k],
                });
            }
        }
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
            evidence::word_in_place(&cx, t, Role::of(t, i, j), &mut namer);
        }
        let number = self.numbers[number] as usize;
        evidence::span(&cx, number, i, j, &mut namer);
        self.memory.names(&cx, number, i, j, &mut namer);
        namer.named
    }
}
