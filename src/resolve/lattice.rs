//! Stage 4: the best set of spans of a line, and how sure each span is.
//!
//! A line is read as a sequence of names and of words that are no names. A set of disjoint
//! candidates with kinds has the sum of their scores, plus a weight for each pair of names that
//! stand next to each other ("City, Country"; "X and Y"). The best set is found by dynamic
//! programming (weighted interval scheduling over states), in time linear in the number of
//! candidates; ties go to the first candidate and kind in order. The same recurrences with sums
//! for maxima give the probability of each span (a semi-Markov conditional random field; Sarawagi
//! & Cohen 2004).

use crate::label::KINDS;
use crate::score::{Row, Weights};
use crate::story::word;
use crate::token::Token;

/// A candidate of a line: its place in the line and its scores.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arc {
    /// First token, counted from the line's first.
    pub start: u32,
    /// End, exclusive.
    pub end: u32,
}

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

const LOW: f32 = -1e30;

#[inline]
fn add_exp(a: f32, b: f32) -> f32 {
    let (hi, lo) = if a > b { (a, b) } else { (b, a) };
    if lo <= LOW / 2.0 || hi - lo > 25.0 { hi } else { hi + (lo - hi).exp().ln_1p() }
}

/// Buffers of the recurrences, reused between lines.
#[derive(Default)]
pub(crate) struct Lattice {
    /// By token: best or summed score of what ends here with a name of each kind.
    ended: Vec<Row>,
    /// By token: of what has no name in the last [`REACH`] tokens.
    clear: Vec<f32>,
    /// By token: what a name of each kind that starts here is preceded by.
    into: Vec<Row>,
    back_clear: Vec<f32>,
    starting: Vec<Row>,
    /// Per candidate: backward score of what follows.
    follow: Vec<Row>,
    alpha: Vec<Row>,
    /// By token and kind: the candidate that ends here on the best path, + 1.
    best_end: Vec<[u32; KINDS]>,
    best_into: Vec<[(u8, u8); KINDS]>,
    best_clear: Vec<(u8, u8)>,
    shifted: Vec<Arc>,
    piece_out: Vec<Row>,
    sum_ended: Vec<[f64; KINDS]>,
    sum_clear: Vec<f64>,
    sum_back: Vec<f64>,
    sum_starting: Vec<[f64; KINDS]>,
    sum_after: Vec<[f64; KINDS]>,
    sum_factor: Vec<[f64; KINDS]>,
    sum_alpha: Vec<[f64; KINDS]>,
    /// Log of the sum over all sets.
    pub log_z: f32,
}

impl Lattice {
    /// The probability of every candidate and kind. `arcs` are sorted by start; `scores` belong to
    /// them.
    ///
    /// A stretch of more than [`REACH`] tokens that no candidate touches parts a line: what stands
    /// before it says nothing of what stands after. Most pieces are short, and are summed as plain
    /// numbers; long ones as logarithms.
    pub(crate) fn marginals(
        &mut self,
        tokens: &[Token],
        arcs: &[Arc],
        scores: &[Row],
        weights: &Weights,
        out: &mut Vec<Row>,
    ) {
        out.clear();
        let mut from = 0;
        while from < arcs.len() {
            let mut end = from;
            let mut reach = arcs[from].start as usize;
            while end < arcs.len() && arcs[end].start as usize <= reach + REACH {
                reach = reach.max(arcs[end].end as usize);
                end += 1;
            }
            let (first, piece, line) = (arcs[from].start, &arcs[from..end], &scores[from..end]);
            let tokens = &tokens[first as usize..reach];
            // The largest sum there can be: the best name from every start.
            let mut high = 0.0;
            let mut best = 0.0f32;
            for (n, row) in line.iter().enumerate() {
                if n > 0 && piece[n].start != piece[n - 1].start {
                    high += best;
                    best = 0.0;
                }
                best = row.iter().fold(best, |m, s| m.max(*s));
            }
            if high + best < 500.0 && self.sums(tokens, first, piece, line, weights, out) {
                from = end;
                continue;
            }
            self.shifted.clear();
            self.shifted.extend(piece.iter().map(|a| Arc { start: a.start - first, end: a.end - first }));
            let shifted = std::mem::take(&mut self.shifted);
            let mut piece_out = std::mem::take(&mut self.piece_out);
            self.log_marginals(tokens, &shifted, line, weights, &mut piece_out);
            out.extend_from_slice(&piece_out);
            self.piece_out = piece_out;
            self.shifted = shifted;
            from = end;
        }
    }

    /// The same with plain sums, for a piece whose sums stay in the range of numbers. False when they
    /// do not.
    fn sums(
        &mut self,
        tokens: &[Token],
        first: u32,
        arcs: &[Arc],
        scores: &[Row],
        weights: &Weights,
        out: &mut Vec<Row>,
    ) -> bool {
        type Sum = [f64; KINDS];
        let n = tokens.len();
        let from = out.len();
        let (ended, clear, back, starting) =
            (&mut self.sum_ended, &mut self.sum_clear, &mut self.sum_back, &mut self.sum_starting);
        let (factor, alpha) = (&mut self.sum_factor, &mut self.sum_alpha);
        ended.clear();
        ended.resize(n + 1, [0.0; KINDS]);
        clear.clear();
        clear.resize(n + 1, 0.0);
        clear[0] = 1.0;
        factor.clear();
        factor.extend(scores.iter().map(|row| row.map(|s| f64::from(s.exp()))));
        alpha.clear();
        let mut a = 0;
        for i in 0..=n {
            if i > 0 {
                clear[i] = clear[i - 1];
                if i > REACH {
                    clear[i] += ended[i - REACH - 1].iter().sum::<f64>();
                }
            }
            if a == arcs.len() || (arcs[a].start - first) as usize != i {
                continue;
            }
            let mut into: Sum = [clear[i]; KINDS];
            for e in i.saturating_sub(REACH)..=i {
                if ended[e].iter().all(|x| *x == 0.0) {
                    continue;
                }
                let g = gap(tokens, e, i);
                for (before, sum) in ended[e].iter().enumerate() {
                    let pair = weights.pair_factor(g, before);
                    for k in 0..KINDS {
                        into[k] += sum * pair[k];
                    }
                }
            }
            while a < arcs.len() && (arcs[a].start - first) as usize == i {
                let e = (arcs[a].end - first) as usize;
                let mut row = [0.0; KINDS];
                for k in 0..KINDS {
                    row[k] = into[k] * factor[a][k];
                    ended[e][k] += row[k];
                }
                alpha.push(row);
                a += 1;
            }
        }
        let mut z = clear[n];
        for e in n.saturating_sub(REACH)..=n {
            z += ended[e].iter().sum::<f64>();
        }
        if !(z.is_finite() && z > 0.0) {
            return false;
        }
        self.log_z = z.ln() as f32;
        back.clear();
        back.resize(n + REACH + 2, 1.0);
        starting.clear();
        starting.resize(n + 1, [0.0; KINDS]);
        out.resize(from + arcs.len(), [0.0; KINDS]);
        let mut a = arcs.len();
        let after = &mut self.sum_after;
        after.clear();
        after.resize(n + 1, [-1.0; KINDS]);
        for i in (0..n).rev() {
            let mut sum = back[i + 1];
            while a > 0 && (arcs[a - 1].start - first) as usize == i {
                a -= 1;
                let e = (arcs[a].end - first) as usize;
                if after[e][0] < 0.0 {
                    let mut row: Sum = [back[(e + REACH + 1).min(n)]; KINDS];
                    for s in e..=(e + REACH).min(n) {
                        if s == n || starting[s].iter().all(|x| *x == 0.0) {
                            continue;
                        }
                        let g = gap(tokens, e, s);
                        for (k, r) in row.iter_mut().enumerate() {
                            let pair = weights.pair_factor(g, k);
                            for k2 in 0..KINDS {
                                *r += starting[s][k2] * pair[k2];
                            }
                        }
                    }
                    after[e] = row;
                }
                for k in 0..KINDS {
                    let s = factor[a][k] * after[e][k];
                    starting[i][k] += s;
                    sum += s;
                    out[from + a][k] = (alpha[a][k] * after[e][k] / z).min(1.0) as f32;
                }
            }
            back[i] = sum;
        }
        true
    }

    /// The same as logarithms, for a whole line; keeps what [`Lattice::pairs`] needs.
    pub(crate) fn log_marginals(
        &mut self,
        tokens: &[Token],
        arcs: &[Arc],
        scores: &[Row],
        weights: &Weights,
        out: &mut Vec<Row>,
    ) {
        let n = tokens.len();
        self.forward(tokens, n, arcs, scores, weights);
        // Backward.
        self.back_clear.clear();
        self.back_clear.resize(n + REACH + 2, 0.0);
        self.starting.clear();
        self.starting.resize(n + 1, [LOW; KINDS]);
        self.follow.clear();
        self.follow.resize(arcs.len(), [0.0; KINDS]);
        // After a name of a kind that ends at a token; computed when first asked for.
        let mut a = arcs.len();
        let mut after: Vec<Option<Row>> = vec![None; n + 1];
        for i in (0..n).rev() {
            let mut clear = self.back_clear[i + 1];
            while a > 0 && arcs[a - 1].start as usize == i {
                a -= 1;
                let e = arcs[a].end as usize;
                let row = match after[e] {
                    Some(row) => row,
                    None => {
                        let row = self.after(tokens, e, n, weights);
                        after[e] = Some(row);
                        row
                    }
                };
                self.follow[a] = row;
                for k in 0..KINDS {
                    let s = scores[a][k] + row[k];
                    self.starting[i][k] = add_exp(self.starting[i][k], s);
                    clear = add_exp(clear, s);
                }
            }
            self.back_clear[i] = clear;
        }
        out.clear();
        for c in 0..arcs.len() {
            let mut row = [0.0; KINDS];
            for k in 0..KINDS {
                row[k] = (self.alpha[c][k] + self.follow[c][k] - self.log_z).min(0.0).exp();
            }
            out.push(row);
        }
    }

    fn after(&self, tokens: &[Token], e: usize, n: usize, weights: &Weights) -> Row {
        let mut row = [0.0; KINDS];
        for (k, r) in row.iter_mut().enumerate() {
            let mut sum = self.back_clear[(e + REACH + 1).min(n)];
            for i in e..=(e + REACH).min(n) {
                if i == n {
                    break;
                }
                let pair = weights.pair(gap(tokens, e, i), k);
                for (k2, p) in pair.iter().enumerate() {
                    sum = add_exp(sum, self.starting[i][k2] + p);
                }
            }
            *r = sum;
        }
        row
    }

    fn forward(&mut self, tokens: &[Token], n: usize, arcs: &[Arc], scores: &[Row], weights: &Weights) {
        self.ended.clear();
        self.ended.resize(n + 1, [LOW; KINDS]);
        self.clear.clear();
        self.clear.resize(n + 1, LOW);
        self.clear[0] = 0.0;
        self.alpha.clear();
        self.alpha.resize(arcs.len(), [LOW; KINDS]);
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
            if a == arcs.len() || arcs[a].start as usize != i {
                continue;
            }
            let mut into = [self.clear[i]; KINDS];
            for e in i.saturating_sub(REACH)..=i {
                for before in 0..KINDS {
                    let ended = self.ended[e][before];
                    if ended > LOW / 2.0 {
                        let pair = weights.pair(gap(tokens, e, i), before);
                        for (k, p) in pair.iter().enumerate() {
                            into[k] = add_exp(into[k], ended + p);
                        }
                    }
                }
            }
            while a < arcs.len() && arcs[a].start as usize == i {
                let e = arcs[a].end as usize;
                for k in 0..KINDS {
                    let s = into[k] + scores[a][k];
                    self.alpha[a][k] = s;
                    self.ended[e][k] = add_exp(self.ended[e][k], s);
                }
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
        arcs: &[Arc],
        weights: &Weights,
        mut put: impl FnMut(usize, usize, usize, f32),
    ) {
        let n = tokens.len();
        let mut last = usize::MAX;
        for arc in arcs {
            let i = arc.start as usize;
            if i == last || i >= n {
                continue;
            }
            last = i;
            for e in i.saturating_sub(REACH)..=i {
                for before in 0..KINDS {
                    let ended = self.ended[e][before];
                    if ended <= LOW / 2.0 {
                        continue;
                    }
                    let g = gap(tokens, e, i);
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

    /// The best set: indices of candidates with their kinds, by start.
    pub(crate) fn best(
        &mut self,
        tokens: &[Token],
        arcs: &[Arc],
        scores: &[Row],
        weights: &Weights,
        out: &mut Vec<(u32, usize)>,
    ) {
        let n = tokens.len();
        self.ended.clear();
        self.ended.resize(n + 1, [LOW; KINDS]);
        self.clear.clear();
        self.clear.resize(n + 1, LOW);
        self.clear[0] = 0.0;
        self.best_end.clear();
        self.best_end.resize(n + 1, [0; KINDS]);
        // Where a state came from: how many tokens back a name ended, and its kind; (0, 9): clear.
        self.best_into.clear();
        self.best_into.resize(n + 1, [(0, 9); KINDS]);
        self.best_clear.clear();
        self.best_clear.resize(n + 1, (0, 9));
        self.into.clear();
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
            if a == arcs.len() || arcs[a].start as usize != i {
                continue;
            }
            let mut into = [self.clear[i]; KINDS];
            for e in i.saturating_sub(REACH)..=i {
                for before in 0..KINDS {
                    let ended = self.ended[e][before];
                    if ended > LOW / 2.0 {
                        let pair = weights.pair(gap(tokens, e, i), before);
                        for (k, p) in pair.iter().enumerate() {
                            if ended + p > into[k] {
                                into[k] = ended + p;
                                self.best_into[i][k] = ((i - e) as u8, before as u8);
                            }
                        }
                    }
                }
            }
            while a < arcs.len() && arcs[a].start as usize == i {
                let e = arcs[a].end as usize;
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
        out.clear();
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
                    let i = arcs[c as usize - 1].start as usize;
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
