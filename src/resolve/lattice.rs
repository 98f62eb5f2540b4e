//! Stage 4: the best set of spans of a line, and how sure each span is.
//!
//! A line is read as a sequence of names and of words that are no names. A set of disjoint
//! candidates with kinds has the sum of their scores, plus a weight for each pair of names that
//! stand next to each other ("City, Country"; "X and Y"). The best set is found by dynamic
//! programming (weighted interval scheduling over states), in time linear in the number of
//! candidates; ties go to the first candidate and kind in order. The same recurrences with sums
//! for maxima give the probability of each span (a semi-Markov conditional random field; Sarawagi
//! & Cohen 2004).
//!
//! A stretch of more than [`REACH`] tokens that no candidate touches parts a line: what stands
//! before it says nothing of what stands after. So a line is read in pieces, most of them short.

use crate::candidate::Candidate;
use crate::label::KINDS;
use crate::score::{Factors, LARGEST, Row, Weights, factors};
use crate::steps::step;
use crate::story::word;
use crate::token::Token;

/// How far back a name can speak for the next one, in tokens.
const REACH: usize = 2;

/// What stands between a name that ends before token `e` and one that starts at `i`, as an index
/// into [`GAPS`](crate::score::GAPS).
pub(crate) fn gap(tokens: &[Token], e: usize, i: usize) -> usize {
    let h = |n: usize| tokens[e + n].hash;
    match i - e {
        0 => 0,
        1 => match h(0) {
            word::COMMA => 1,
            word::AND | word::OR => 2,
            word::OPEN => 3,
            word::POSSESSIVE | word::APOSTROPHE => 4,
            word::HYPHEN => 5,
            word::SLASH => 6,
            word::OF => 7,
            word::IN => 8,
            _ => 13,
        },
        _ => match (h(0), h(1)) {
            (word::COMMA, word::AND) => 9,
            (word::OF, word::THE) => 10,
            (word::IN, word::THE) => 11,
            (word::AND, word::THE) => 12,
            _ => 13,
        },
    }
}

/// Neighbouring candidates that can speak for or against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// First token.
    pub first: u32,
    /// The token after the last.
    pub end: u32,
    /// Number of the first candidate, and of the one after the last.
    from: u32,
    to: u32,
}

impl Piece {
    /// The numbers of its candidates.
    pub(crate) fn candidates(&self) -> std::ops::Range<usize> {
        self.from as usize..self.to as usize
    }
}

/// Parts a story's candidates, which are sorted by start.
pub(crate) fn pieces(tokens: &[Token], candidates: &[Candidate], out: &mut Vec<Piece>) {
    out.clear();
    for (n, c) in candidates.iter().enumerate() {
        let to = n as u32 + 1;
        match out.last_mut() {
            Some(p)
                if c.start <= p.end + REACH as u32
                    && tokens[c.start as usize].line == tokens[p.first as usize].line =>
            {
                p.end = p.end.max(c.end);
                p.to = to;
            }
            _ => out.push(Piece { first: c.start, end: c.end, from: to - 1, to }),
        }
    }
}

const LOW: f32 = -1e30;

/// Sums of scores up to here are safe as plain numbers: e^500 is far below the largest `f64`.
const PLAIN: f32 = 500.0;

/// Kinds, and a lane that stays 0; see [`Factors`].
const LANES: usize = KINDS + 1;

#[inline]
fn add_exp(a: f32, b: f32) -> f32 {
    let (hi, lo) = if a > b { (a, b) } else { (b, a) };
    if lo <= LOW / 2.0 || hi - lo > 25.0 { hi } else { hi + (lo - hi).exp().ln_1p() }
}

#[inline]
fn total(sums: &Factors) -> f64 {
    sums.iter().sum()
}

/// Buffers of the recurrences, reused between pieces. All positions in them count from the piece's
/// first token.
#[derive(Default)]
pub(crate) struct Lattice {
    /// By token: best or summed score of what ends here with a name of each kind.
    ended: Vec<Row>,
    /// By token: of what has no name in the last [`REACH`] tokens.
    clear: Vec<f32>,
    back_clear: Vec<f32>,
    starting: Vec<Row>,
    /// Per candidate: backward score of what follows.
    follow: Vec<Row>,
    alpha: Vec<Row>,
    /// By token and kind: the candidate that ends here on the best path, + 1.
    best_end: Vec<[u32; KINDS]>,
    best_into: Vec<[(u8, u8); KINDS]>,
    best_clear: Vec<(u8, u8)>,
    // The same as plain numbers.
    /// By token: sums of what ends here, and whether any does.
    sum_ended: Vec<(Factors, bool)>,
    sum_clear: Vec<f64>,
    sum_back: Vec<f64>,
    sum_starting: Vec<(Factors, bool)>,
    /// By token: what follows a name that ends here, once it has been asked for.
    sum_after: Vec<(Factors, bool)>,
    sum_factor: Vec<Factors>,
    sum_alpha: Vec<Factors>,
    /// Log of the sum over all sets.
    pub log_z: f32,
}

fn renew<T: Clone>(buffer: &mut Vec<T>, n: usize, value: T) {
    buffer.clear();
    buffer.resize(n, value);
}

impl Lattice {
    /// The probability of every candidate and kind of a piece. `arcs` are its candidates, and
    /// `scores` and `out` belong to them.
    pub(crate) fn marginals(
        &mut self,
        tokens: &[Token],
        piece: &Piece,
        arcs: &[Candidate],
        scores: &[Row],
        weights: &Weights,
        out: &mut [Row],
    ) {
        if let [score] = scores {
            return alone(score, &mut out[0]);
        }
        // Disjoint candidates start at different tokens.
        let (mut high, mut best, mut top) = (0.0f32, 0.0f32, 0.0f32);
        for (n, row) in scores.iter().enumerate() {
            if n > 0 && arcs[n].start != arcs[n - 1].start {
                high += best;
                best = 0.0;
            }
            best = row.iter().fold(best, |m, s| m.max(*s));
            top = top.max(best);
        }
        if high + best > PLAIN || top > LARGEST || !self.sums(tokens, piece, arcs, scores, weights, out) {
            self.log_marginals(tokens, piece, arcs, scores, weights, out);
        }
    }

    /// The same with plain sums, for a piece whose sums stay in the range of numbers. False when they
    /// do not.
    fn sums(
        &mut self,
        tokens: &[Token],
        piece: &Piece,
        arcs: &[Candidate],
        scores: &[Row],
        weights: &Weights,
        out: &mut [Row],
    ) -> bool {
        const NONE: (Factors, bool) = ([0.0; LANES], false);
        let first = piece.first as usize;
        let n = piece.end as usize - first;
        let start = |a: usize| arcs[a].start as usize - first;
        let end = |a: usize| arcs[a].end as usize - first;
        renew(&mut self.sum_ended, n + 1, NONE);
        renew(&mut self.sum_clear, n + 1, 0.0);
        let (ended, clear) = (&mut self.sum_ended[..], &mut self.sum_clear[..]);
        let (factor, alpha) = (&mut self.sum_factor, &mut self.sum_alpha);
        factor.clear();
        alpha.clear();
        clear[0] = 1.0;
        let mut a = 0;
        for i in 0..=n {
            if i > 0 {
                clear[i] = clear[i - 1];
                if i > REACH && ended[i - REACH - 1].1 {
                    clear[i] += total(&ended[i - REACH - 1].0);
                }
            }
            if a == arcs.len() || start(a) != i {
                continue;
            }
            let mut into = [clear[i]; LANES];
            for e in i.saturating_sub(REACH)..=i {
                step();
                if !ended[e].1 {
                    continue;
                }
                let pairs = weights.pair_factors(gap(tokens, first + e, first + i));
                for (pair, sum) in pairs.iter().zip(&ended[e].0) {
                    for k in 0..LANES {
                        into[k] += sum * pair[k];
                    }
                }
            }
            while a < arcs.len() && start(a) == i {
                let of = factors(&scores[a]);
                let (sums, any) = &mut ended[end(a)];
                *any = true;
                let mut row = [0.0; LANES];
                for k in 0..LANES {
                    row[k] = into[k] * of[k];
                    sums[k] += row[k];
                }
                factor.push(of);
                alpha.push(row);
                a += 1;
            }
        }
        let mut z = clear[n];
        for (sums, _) in &ended[n.saturating_sub(REACH)..=n] {
            z += total(sums);
        }
        if !(z.is_finite() && z > 0.0) {
            return false;
        }
        self.log_z = z.ln() as f32;
        let scale = 1.0 / z;
        renew(&mut self.sum_back, n + REACH + 2, 1.0);
        renew(&mut self.sum_starting, n + 1, NONE);
        renew(&mut self.sum_after, n + 1, NONE);
        let (back, starting) = (&mut self.sum_back[..], &mut self.sum_starting[..]);
        let after = &mut self.sum_after[..];
        let mut a = arcs.len();
        for i in (0..n).rev() {
            let mut sum = back[i + 1];
            while a > 0 && start(a - 1) == i {
                a -= 1;
                let e = end(a);
                if !after[e].1 {
                    // In lanes by the kind that ends.
                    let mut row = [back[(e + REACH + 1).min(n)]; LANES];
                    for s in e..n.min(e + REACH + 1) {
                        if !starting[s].1 {
                            continue;
                        }
                        let pairs = weights.pair_factors(gap(tokens, first + e, first + s));
                        for (r, pair) in row.iter_mut().zip(pairs) {
                            let mut follows = 0.0;
                            for k in 0..KINDS {
                                follows += starting[s].0[k] * pair[k];
                            }
                            *r += follows;
                        }
                    }
                    after[e] = (row, true);
                }
                let (follows, (begin, any)) = (&after[e].0, &mut starting[i]);
                *any = true;
                let mut begun = [0.0; LANES];
                for k in 0..LANES {
                    begun[k] = factor[a][k] * follows[k];
                    begin[k] += begun[k];
                }
                sum += total(&begun);
                for k in 0..KINDS {
                    out[a][k] = (alpha[a][k] * follows[k] * scale).min(1.0) as f32;
                }
            }
            back[i] = sum;
        }
        true
    }

    /// The same as logarithms; keeps what [`Lattice::pairs`] needs.
    pub(crate) fn log_marginals(
        &mut self,
        tokens: &[Token],
        piece: &Piece,
        arcs: &[Candidate],
        scores: &[Row],
        weights: &Weights,
        out: &mut [Row],
    ) {
        let first = piece.first as usize;
        let n = piece.end as usize - first;
        self.forward(tokens, piece, arcs, scores, weights);
        // Backward.
        renew(&mut self.back_clear, n + REACH + 2, 0.0);
        renew(&mut self.starting, n + 1, [LOW; KINDS]);
        renew(&mut self.follow, arcs.len(), [0.0; KINDS]);
        let mut a = arcs.len();
        for i in (0..n).rev() {
            let mut clear = self.back_clear[i + 1];
            while a > 0 && arcs[a - 1].start as usize - first == i {
                a -= 1;
                let row = self.after(tokens, first, arcs[a].end as usize - first, n, weights);
                self.follow[a] = row;
                for k in 0..KINDS {
                    let s = scores[a][k] + row[k];
                    self.starting[i][k] = add_exp(self.starting[i][k], s);
                    clear = add_exp(clear, s);
                }
            }
            self.back_clear[i] = clear;
        }
        for (a, row) in out.iter_mut().enumerate() {
            for k in 0..KINDS {
                row[k] = (self.alpha[a][k] + self.follow[a][k] - self.log_z).min(0.0).exp();
            }
        }
    }

    /// What follows a name of each kind that ends at `e`.
    fn after(&self, tokens: &[Token], first: usize, e: usize, n: usize, weights: &Weights) -> Row {
        let mut row = [self.back_clear[(e + REACH + 1).min(n)]; KINDS];
        for i in e..n.min(e + REACH + 1) {
            if self.starting[i].iter().all(|s| *s <= LOW / 2.0) {
                continue;
            }
            let g = gap(tokens, first + e, first + i);
            for (k, sum) in row.iter_mut().enumerate() {
                for (k2, p) in weights.pair(g, k).iter().enumerate() {
                    *sum = add_exp(*sum, self.starting[i][k2] + p);
                }
            }
        }
        row
    }

    fn forward(
        &mut self,
        tokens: &[Token],
        piece: &Piece,
        arcs: &[Candidate],
        scores: &[Row],
        weights: &Weights,
    ) {
        let first = piece.first as usize;
        let n = piece.end as usize - first;
        renew(&mut self.ended, n + 1, [LOW; KINDS]);
        renew(&mut self.clear, n + 1, LOW);
        self.clear[0] = 0.0;
        self.alpha.clear();
        let mut a = 0;
        for i in 0..=n {
            if i > 0 {
                let mut clear = self.clear[i - 1];
                if i > REACH {
                    for k in 0..KINDS {
                        clear = add_exp(clear, self.ended[i - REACH - 1][k]);
                    }
                }
                self.clear[i] = clear;
            }
            if a == arcs.len() || arcs[a].start as usize - first != i {
                continue;
            }
            let mut into = [self.clear[i]; KINDS];
            for e in i.saturating_sub(REACH)..=i {
                step();
                for before in 0..KINDS {
                    let ended = self.ended[e][before];
                    if ended > LOW / 2.0 {
                        let pair = weights.pair(gap(tokens, first + e, first + i), before);
                        for (k, p) in pair.iter().enumerate() {
                            into[k] = add_exp(into[k], ended + p);
                        }
                    }
                }
            }
            while a < arcs.len() && arcs[a].start as usize - first == i {
                let e = arcs[a].end as usize - first;
                let mut row = into;
                for k in 0..KINDS {
                    row[k] += scores[a][k];
                    self.ended[e][k] = add_exp(self.ended[e][k], row[k]);
                }
                self.alpha.push(row);
                a += 1;
            }
        }
        let mut z = self.clear[n];
        for e in n.saturating_sub(REACH)..=n {
            for k in 0..KINDS {
                z = add_exp(z, self.ended[e][k]);
            }
        }
        self.log_z = z;
    }

    /// Expected number of neighbours by gap and kinds, given marginals' buffers; for fitting.
    #[cfg(feature = "fit")]
    pub(crate) fn pairs(
        &self,
        tokens: &[Token],
        piece: &Piece,
        arcs: &[Candidate],
        weights: &Weights,
        mut put: impl FnMut(usize, usize, usize, f32),
    ) {
        let first = piece.first as usize;
        let mut last = usize::MAX;
        for arc in arcs {
            let i = arc.start as usize - first;
            if i == last {
                continue;
            }
            last = i;
            for e in i.saturating_sub(REACH)..=i {
                for before in 0..KINDS {
                    let ended = self.ended[e][before];
                    if ended <= LOW / 2.0 {
                        continue;
                    }
                    let g = gap(tokens, first + e, first + i);
                    let pair = weights.pair(g, before);
                    for k in 0..KINDS {
                        let p = (ended + pair[k] + self.starting[i][k] - self.log_z).min(0.0).exp();
                        if p > 1e-6 {
                            put(g, before, k, p);
                        }
                    }
                }
            }
        }
    }

    /// The best set of a piece: indices of candidates in it with their kinds, by start.
    pub(crate) fn best(
        &mut self,
        tokens: &[Token],
        piece: &Piece,
        arcs: &[Candidate],
        scores: &[Row],
        weights: &Weights,
        out: &mut Vec<(u32, usize)>,
    ) {
        out.clear();
        if let [row] = scores {
            let mut top = 0.0;
            for (k, s) in row.iter().enumerate() {
                if *s > top {
                    top = *s;
                    out.clear();
                    out.push((0, k));
                }
            }
            return;
        }
        let first = piece.first as usize;
        let n = piece.end as usize - first;
        renew(&mut self.ended, n + 1, [LOW; KINDS]);
        renew(&mut self.clear, n + 1, LOW);
        self.clear[0] = 0.0;
        renew(&mut self.best_end, n + 1, [0; KINDS]);
        // Where a state came from: how many tokens back a name ended, and its kind; (0, 9): clear.
        renew(&mut self.best_into, n + 1, [(0, 9); KINDS]);
        renew(&mut self.best_clear, n + 1, (0, 9));
        let mut a = 0;
        for i in 0..=n {
            if i > 0 {
                self.clear[i] = self.clear[i - 1];
                if i > REACH {
                    for k in 0..KINDS {
                        if self.ended[i - REACH - 1][k] > self.clear[i] {
                            self.clear[i] = self.ended[i - REACH - 1][k];
                            self.best_clear[i] = (1, k as u8);
                        }
                    }
                }
            }
            if a == arcs.len() || arcs[a].start as usize - first != i {
                continue;
            }
            let mut into = [self.clear[i]; KINDS];
            for e in i.saturating_sub(REACH)..=i {
                if self.best_end[e] == [0; KINDS] {
                    continue;
                }
                let g = gap(tokens, first + e, first + i);
                for before in 0..KINDS {
                    let ended = self.ended[e][before];
                    if ended > LOW / 2.0 {
                        for (k, p) in weights.pair(g, before).iter().enumerate() {
                            if ended + p > into[k] {
                                into[k] = ended + p;
                                self.best_into[i][k] = ((i - e) as u8, before as u8);
                            }
                        }
                    }
                }
            }
            while a < arcs.len() && arcs[a].start as usize - first == i {
                let e = arcs[a].end as usize - first;
                for k in 0..KINDS {
                    let s = into[k] + scores[a][k];
                    if s > self.ended[e][k] {
                        self.ended[e][k] = s;
                        self.best_end[e][k] = a as u32 + 1;
                    }
                }
                a += 1;
            }
        }
        // Trace back from the best end: clear at n, or a name that ended in the last tokens.
        let mut top = self.clear[n];
        let mut state: Option<(usize, usize)> = None; // (end, kind)
        for e in n.saturating_sub(REACH)..=n {
            for k in 0..KINDS {
                if self.ended[e][k] > top {
                    top = self.ended[e][k];
                    state = Some((e, k));
                }
            }
        }
        let mut at = n;
        loop {
            match state {
                None => {
                    // Clear at `at`: go back to where it became clear.
                    while at > 0 && self.best_clear[at] == (0, 9) {
                        at -= 1;
                    }
                    if at == 0 {
                        break;
                    }
                    let (_, k) = self.best_clear[at];
                    state = Some((at - REACH - 1, k as usize));
                }
                Some((e, k)) => {
                    let c = self.best_end[e][k];
                    if c == 0 {
                        break; // unreachable by construction: every ended state has its candidate
                    }
                    out.push((c - 1, k));
                    let i = arcs[c as usize - 1].start as usize - first;
                    let (back, before) = self.best_into[i][k];
                    if before == 9 {
                        at = i;
                        state = None;
                    } else {
                        state = Some((i - back as usize, before as usize));
                    }
                }
            }
        }
        out.reverse();
    }
}

/// The probabilities of a candidate that stands alone.
fn alone(score: &Row, out: &mut Row) {
    // By the greatest, so that none is cut.
    let top = score.iter().fold(0.0f32, |m, s| m.max(*s));
    let odds = factors(&score.map(|s| s - top));
    let scale = 1.0 / (f64::from((-top).exp()) + total(&odds));
    for (p, odds) in out.iter_mut().zip(&odds) {
        *p = (odds * scale) as f32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::GAPS;
    use crate::token::Tokens;
    use proptest::prelude::*;

    /// Weights of pairs that differ for every gap and kinds, and nothing else.
    fn weights() -> Weights {
        let pairs: Vec<[Row; KINDS]> = (0..GAPS.len())
            .map(|g| {
                let row = |k: usize| {
                    std::array::from_fn(|l| (((g * KINDS + k) * 7 + l * 3) % 11) as f32 * 0.3 - 1.5)
                };
                std::array::from_fn(row)
            })
            .collect();
        Weights::of_pairs(&pairs)
    }

    /// All sets of disjoint candidates with kinds, and what each scores.
    fn every_set(
        tokens: &[Token],
        arcs: &[Candidate],
        scores: &[Row],
        weights: &Weights,
    ) -> Vec<(Vec<(usize, usize)>, f64)> {
        let mut sets: Vec<(Vec<(usize, usize)>, f64)> = vec![(Vec::new(), 0.0)];
        for (a, arc) in arcs.iter().enumerate() {
            for n in 0..sets.len() {
                let (set, score) = sets[n].clone();
                let last = set.last().map(|&(b, k)| (arcs[b].end, k));
                if last.is_some_and(|(end, _)| end > arc.start) {
                    continue;
                }
                for k in 0..KINDS {
                    let pair = match last {
                        Some((end, before)) if arc.start - end <= REACH as u32 => {
                            weights.pair(gap(tokens, end as usize, arc.start as usize), before)[k]
                        }
                        _ => 0.0,
                    };
                    let mut set = set.clone();
                    set.push((a, k));
                    sets.push((set, score + f64::from(scores[a][k]) + f64::from(pair)));
                }
            }
        }
        sets
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// The recurrences give what trying every set gives, in pieces and by either way of summing.
        #[test]
        fn agrees_with_trying_every_set(
            spans in proptest::collection::vec((0u32..9, 1u32..4, proptest::array::uniform5(-4.0f32..4.0)), 1..6),
            large in any::<bool>(),
        ) {
            let text = "Ali Noor, Kenya and Acme of Lake Tanui in Mombasa";
            let mut read = Tokens::default();
            read.read(text);
            let tokens = &read.tokens;
            let mut spans: Vec<_> = spans
                .into_iter()
                .map(|(start, len, row)| (Candidate { start, end: (start + len).min(10) }, row))
                .collect();
            spans.sort_by_key(|(c, _)| (c.start, c.end));
            spans.dedup_by_key(|(c, _)| *c);
            let arcs: Vec<Candidate> = spans.iter().map(|(c, _)| *c).collect();
            // Scores too large for plain sums are summed as logarithms.
            let shift = if large { 300.0 } else { 0.0 };
            let scores: Vec<Row> = spans.iter().map(|(_, row)| row.map(|s| s + shift)).collect();
            let weights = weights();
            let sets = every_set(tokens, &arcs, &scores, &weights);
            let top = sets.iter().map(|(_, s)| *s).fold(f64::MIN, f64::max);
            let sum: f64 = sets.iter().map(|(_, s)| (s - top).exp()).sum();

            let mut lattice = Lattice::default();
            let (mut found, mut path, mut all) = (Vec::new(), Vec::new(), Vec::new());
            pieces(tokens, &arcs, &mut all);
            for piece in &all {
                let of = piece.candidates();
                let mut out = vec![[0.0; KINDS]; of.len()];
                let (some, some_scores) = (&arcs[of.clone()], &scores[of.clone()]);
                lattice.marginals(tokens, piece, some, some_scores, &weights, &mut out);
                for (n, row) in out.iter().enumerate() {
                    for (k, p) in row.iter().enumerate() {
                        let with = |(set, _): &&(Vec<(usize, usize)>, f64)| set.contains(&(of.start + n, k));
                        let want = sets.iter().filter(with).map(|(_, s)| (s - top).exp()).sum::<f64>() / sum;
                        prop_assert!((f64::from(*p) - want).abs() < 2e-3, "{p} is not {want}");
                    }
                }
                lattice.best(tokens, piece, some, some_scores, &weights, &mut path);
                found.extend(path.iter().map(|&(a, k)| (of.start + a as usize, k)));
            }
            let score = sets.iter().find(|(set, _)| *set == found).map(|(_, s)| *s);
            prop_assert!(score.is_some_and(|s| s > top - 1e-2), "{found:?} scores {score:?}, the best {top}");
        }
    }
}
