//! The fit itself.

use super::data::{self, Features, Item, Lists};
use super::gold::GoldStory;
use crate::gazetteer::Gazetteer;
use crate::label::{KINDS, Kind};
use crate::reader::KNOWN;
use crate::resolve::lattice::Lattice;
use crate::resolve::memory::Known;
use crate::score::{GAPS, HEADER, Row, Weights};
use std::collections::HashMap;

/// Settings of a fit.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    /// Passes over the gold.
    pub epochs: usize,
    /// Step size.
    pub rate: f32,
    /// L1 penalty a story: higher gives fewer weights.
    pub penalty: f32,
    /// Evidence seen in fewer stories gets no weight.
    pub least_stories: u32,
    /// Parts of the jackknife.
    pub parts: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { epochs: 12, rate: 0.05, penalty: 0.001, least_stories: 2, parts: 8 }
    }
}

/// The outcome of a fit: a weights table in text form.
#[non_exhaustive]
pub struct Fitted {
    /// The table, for [`Weights::from_tsv`].
    pub table: String,
    /// Number of pieces of evidence with a weight.
    pub rows: usize,
    /// Gold names that no candidate covers, so that they cannot be found.
    pub unreachable: usize,
}

/// Fits weights on gold stories.
///
/// Takes about a minute for two megabytes of news on one thread, and some 100 bytes of memory for
/// each byte of text.
pub fn fit(stories: &[GoldStory], settings: &Settings) -> Fitted {
    let corpus = Corpus::read(stories);
    corpus.fit(&(0..stories.len()).collect::<Vec<_>>(), settings)
}

/// Divides the stories into folds by newspaper, and scores each fold with weights fitted on the
/// others. Returns the fold of every story and the fitted weights of every fold.
pub fn fit_folds(
    stories: &[GoldStory],
    count: usize,
    threads: usize,
    settings: &Settings,
) -> (Vec<usize>, Vec<Fitted>) {
    let corpus = Corpus::read(stories);
    let fold = folds(stories, count);
    let mut fitted: Vec<Option<Fitted>> = (0..count).map(|_| None).collect();
    for chunk in (0..count).collect::<Vec<_>>().chunks(threads.max(1)) {
        let results: Vec<(usize, Fitted)> = std::thread::scope(|scope| {
            let handles: Vec<_> = chunk
                .iter()
                .map(|&part| {
                    let (corpus, fold) = (&corpus, &fold);
                    scope.spawn(move || {
                        let others: Vec<usize> = (0..stories.len()).filter(|&n| fold[n] != part).collect();
                        (part, corpus.fit(&others, settings))
                    })
                })
                .collect();
            handles.into_iter().filter_map(|h| h.join().ok()).collect()
        });
        for (part, f) in results {
            fitted[part] = Some(f);
        }
    }
    (fold, fitted.into_iter().flatten().collect())
}

/// Stories with their evidence, to fit on any part of them.
struct Corpus<'s> {
    stories: &'s [GoldStory],
    items: Vec<Item>,
    features: Features,
    lists: Vec<String>,
    unreachable: usize,
}

impl<'s> Corpus<'s> {
    fn read(stories: &'s [GoldStory]) -> Corpus<'s> {
        let gazetteers = [Gazetteer::builtin()];
        let lists: Vec<String> = gazetteers[0].lists().map(str::to_owned).collect();
        let mut features = Features::default();
        let mut unreachable = 0;
        let items = stories
            .iter()
            .enumerate()
            .map(|(n, g)| data::item(g, n, &gazetteers, &lists, &mut features, &mut unreachable))
            .collect();
        Corpus { stories, items, features, lists, unreachable }
    }

    fn fit(&self, subset: &[usize], settings: &Settings) -> Fitted {
        // First readings, each with weights that have not seen the paper.
        let chosen: Vec<GoldStory> = subset.iter().map(|&n| self.stories[n].clone()).collect();
        let fold = folds(&chosen, settings.parts);
        let first = Settings { epochs: settings.epochs.div_ceil(2), ..settings.clone() };
        let mut features = self.features.clone();
        let mut names: Vec<Option<Lists>> = self.items.iter().map(|_| None).collect();
        for part in 0..settings.parts {
            let of = |same: bool| {
                let fold = &fold;
                subset.iter().enumerate().filter(move |&(i, _)| (fold[i] == part) == same).map(|(_, &n)| n)
            };
            let others: Vec<(usize, bool)> = of(false).map(|n| (n, false)).collect();
            let model = train(&self.items, &names, &features, &others, &first);
            let mut lattice = Lattice::default();
            for n in of(true) {
                let known = first_reading(&self.items[n], &model, &mut lattice);
                names[n] = Some(data::learn(
                    &self.items[n],
                    &self.stories[n].text,
                    &self.lists,
                    &known,
                    &mut features,
                    n,
                ));
            }
        }
        let both: Vec<(usize, bool)> = subset.iter().flat_map(|&n| [(n, false), (n, true)]).collect();
        let model = train(&self.items, &names, &features, &both, settings);
        let (table, rows) = model.table(&features);
        Fitted { table, rows, unreachable: self.unreachable }
    }
}

/// Divides stories into `parts`, all of one newspaper together, as even as can be.
pub(crate) fn folds(stories: &[GoldStory], parts: usize) -> Vec<usize> {
    let mut papers: HashMap<&str, usize> = HashMap::new();
    for s in stories {
        *papers.entry(s.paper()).or_default() += s.text.len();
    }
    let mut order: Vec<(&str, usize)> = papers.into_iter().collect();
    order.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let mut sizes = vec![0; parts];
    let mut of: HashMap<&str, usize> = HashMap::new();
    for (paper, size) in order {
        let least = (0..parts).min_by_key(|&p| (sizes[p], p)).unwrap_or(0);
        sizes[least] += size;
        of.insert(paper, least);
    }
    stories.iter().map(|s| of[s.paper()]).collect()
}

/// Weights as numbers, by feature.
struct Model {
    rows: Vec<Row>,
    pairs: Vec<[Row; KINDS]>,
    bias: Row,
}

impl Model {
    fn weights(&self) -> Weights {
        // Only the pairs are looked up by the lattice; parts are scored here.
        Weights::of_pairs(&self.pairs)
    }

    fn table(&self, features: &Features) -> (String, usize) {
        let cell = |w: f32| if w.abs() < 0.005 { String::new() } else { format!("{w:.2}") };
        let mut lines: Vec<(String, u64, Row)> = Vec::new();
        lines.push(("bias".into(), 0, self.bias));
        for (g, gap) in GAPS.iter().enumerate() {
            for k in Kind::ALL {
                lines.push((format!("pair/{gap}:{}", k.name()), 0, self.pairs[g][k as usize]));
            }
        }
        for (n, row) in self.rows.iter().enumerate() {
            lines.push((features.names[n].clone(), features.keys[n], *row));
        }
        lines.retain(|(_, _, row)| row.iter().any(|w| w.abs() >= 0.005));
        lines.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut out =
            String::from("# Weights of evidence, in log-odds. Made by `dateline fit`; see src/score/.\n");
        out.push_str(HEADER);
        out.push('\n');
        for (name, key, row) in &lines {
            let cells: Vec<String> = row.iter().map(|w| cell(*w)).collect();
            out.push_str(format!("{key:x}\t{name}\t{}", cells.join("\t")).trim_end_matches('\t'));
            out.push('\n');
        }
        (out, lines.len())
    }
}

/// Sums of gradients and of their squares, from which weights are computed when needed.
struct Averages {
    sums: Vec<[(f32, f32); KINDS]>,
}

impl Averages {
    fn new(n: usize) -> Averages {
        Averages { sums: vec![[(0.0, 0.0); KINDS]; n] }
    }
    #[inline]
    fn weight(&self, n: usize, t: f32, s: &Settings) -> Row {
        let mut row = [0.0; KINDS];
        for (w, (sum, squares)) in row.iter_mut().zip(&self.sums[n]) {
            let over = sum.abs() - s.penalty * t;
            if over > 0.0 {
                *w = sum.signum() * s.rate * over / (1.0 + squares.sqrt());
            }
        }
        row
    }
    #[inline]
    fn add(&mut self, n: usize, gradient: &Row) {
        for ((sum, squares), g) in self.sums[n].iter_mut().zip(gradient) {
            *sum += g;
            *squares += g * g;
        }
    }
}

/// A generator of the same numbers everywhere (SplitMix64).
struct Shuffle(u64);

impl Shuffle {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, (self.next() % (i as u64 + 1)) as usize);
        }
    }
}

/// `readings`: stories, and whether with names in memory.
fn train(
    items: &[Item],
    names: &[Option<Lists>],
    features: &Features,
    readings: &[(usize, bool)],
    s: &Settings,
) -> Model {
    let n = features.keys.len();
    let mut sums = Averages::new(n);
    let mut pair_sums = Averages::new(GAPS.len() * KINDS + 1);
    let bias_at = GAPS.len() * KINDS;
    let mut order = readings.to_vec();
    let mut shuffle = Shuffle(7);
    let mut lattice = Lattice::default();
    let mut current: Vec<(u32, Row)> = vec![(u32::MAX, [0.0; KINDS]); n]; // weight as of step
    let mut gradient: Vec<Row> = vec![[0.0; KINDS]; n];
    let mut touched: Vec<u32> = Vec::new();
    let mut step = 0u32;
    let (mut forced, mut free, mut bound) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..s.epochs {
        shuffle.shuffle(&mut order);
        for &(number, with_names) in &order {
            let item = &items[number];
            let names = if with_names { names[number].as_ref() } else { None };
            let t = step as f32;
            let mut pairs = vec![[[0.0; KINDS]; KINDS]; GAPS.len()];
            for g in 0..GAPS.len() {
                for k in 0..KINDS {
                    pairs[g][k] = pair_sums.weight(g * KINDS + k, t, s);
                }
            }
            let bias = pair_sums.weight(bias_at, t, s);
            let weights = Model { rows: Vec::new(), pairs, bias }.weights();
            let mut score_of = |list: &[u32], row: &mut Row| {
                for &f in list {
                    if features.stories[f as usize] < s.least_stories {
                        continue;
                    }
                    let c = &mut current[f as usize];
                    if c.0 != step {
                        *c = (step, sums.weight(f as usize, t, s));
                    }
                    for k in 0..KINDS {
                        row[k] += c.1[k];
                    }
                }
            };
            let mut part_scores: Vec<Row> = Vec::with_capacity(item.parts.len());
            for p in 0..item.parts.len() {
                let mut row = [0.0; KINDS];
                score_of(item.parts.get(p), &mut row);
                part_scores.push(row);
            }
            let mut scores: Vec<Row> = Vec::with_capacity(item.candidates.len());
            for c in 0..item.candidates.len() {
                let mut row = bias;
                for &p in item.of.get(c) {
                    for k in 0..KINDS {
                        row[k] += part_scores[p as usize][k];
                    }
                }
                if let Some(names) = names {
                    score_of(names.get(c), &mut row);
                }
                scores.push(row);
            }
            // Expected minus allowed, by candidate.
            let mut slope: Vec<Row> = vec![[0.0; KINDS]; item.candidates.len()];
            let mut pair_slope = vec![[0.0f32; KINDS]; GAPS.len() * KINDS];
            let tokens = item.story.tokens();
            for piece in &item.pieces {
                let range = piece.candidates();
                let arcs = &item.candidates[range.clone()];
                let line = &scores[range.clone()];
                free.resize(arcs.len(), [0.0; KINDS]);
                bound.resize(arcs.len(), [0.0; KINDS]);
                lattice.log_marginals(tokens, piece, arcs, line, &weights, &mut free);
                lattice.pairs(tokens, piece, arcs, &weights, |g, b, k, p| pair_slope[g * KINDS + b][k] -= p);
                forced.clear();
                for (c, row) in range.clone().zip(line) {
                    let mut row = *row;
                    for (k, r) in row.iter_mut().enumerate() {
                        if item.allowed[c] >> k & 1 == 0 {
                            *r = -1e9;
                        } else if item.gold[c].is_some() {
                            *r += 60.0;
                        }
                    }
                    forced.push(row);
                }
                lattice.log_marginals(tokens, piece, arcs, &forced, &weights, &mut bound);
                lattice.pairs(tokens, piece, arcs, &weights, |g, b, k, p| pair_slope[g * KINDS + b][k] += p);
                for (n, c) in range.clone().enumerate() {
                    for k in 0..KINDS {
                        slope[c][k] = bound[n][k] - free[n][k];
                    }
                }
            }
            let mut part_slope: Vec<Row> = vec![[0.0; KINDS]; item.parts.len()];
            let mut bias_slope = [0.0; KINDS];
            let mut add = |list: &[u32], row: &Row| {
                for &f in list {
                    if features.stories[f as usize] < s.least_stories {
                        continue;
                    }
                    let g = &mut gradient[f as usize];
                    if g.iter().all(|x| *x == 0.0) {
                        touched.push(f);
                    }
                    for k in 0..KINDS {
                        g[k] += row[k];
                    }
                }
            };
            for c in 0..item.candidates.len() {
                let row = slope[c];
                if row.iter().all(|x| x.abs() < 1e-4) {
                    continue;
                }
                for k in 0..KINDS {
                    bias_slope[k] += row[k];
                }
                for &p in item.of.get(c) {
                    for k in 0..KINDS {
                        part_slope[p as usize][k] += row[k];
                    }
                }
                if let Some(names) = names {
                    add(names.get(c), &row);
                }
            }
            for (p, row) in part_slope.iter().enumerate() {
                if row.iter().any(|x| *x != 0.0) {
                    add(item.parts.get(p), row);
                }
            }
            for f in touched.drain(..) {
                let g = &mut gradient[f as usize];
                sums.add(f as usize, g);
                *g = [0.0; KINDS];
            }
            for (n, row) in pair_slope.iter().enumerate() {
                pair_sums.add(n, row);
            }
            pair_sums.add(bias_at, &bias_slope);
            step += 1;
        }
    }
    let t = step as f32;
    let rows = (0..n)
        .map(|f| if features.stories[f] < s.least_stories { [0.0; KINDS] } else { sums.weight(f, t, s) })
        .collect();
    let mut pairs = vec![[[0.0; KINDS]; KINDS]; GAPS.len()];
    for g in 0..GAPS.len() {
        for k in 0..KINDS {
            pairs[g][k] = pair_sums.weight(g * KINDS + k, t, s);
        }
    }
    Model { rows, pairs, bias: pair_sums.weight(bias_at, t, s) }
}

/// The names a first reading of a story finds.
fn first_reading(item: &Item, model: &Model, lattice: &mut Lattice) -> Vec<Known> {
    let weights = model.weights();
    let mut known = Vec::new();
    let mut out = Vec::new();
    for piece in &item.pieces {
        let range = piece.candidates();
        let arcs = &item.candidates[range.clone()];
        let scores: Vec<Row> = range
            .clone()
            .map(|c| {
                let mut row = model.bias;
                for &p in item.of.get(c) {
                    for &f in item.parts.get(p as usize) {
                        for k in 0..KINDS {
                            row[k] += model.rows[f as usize][k];
                        }
                    }
                }
                row
            })
            .collect();
        out.resize(arcs.len(), [0.0; KINDS]);
        lattice.marginals(item.story.tokens(), piece, arcs, &scores, &weights, &mut out);
        for (n, c) in range.clone().enumerate() {
            for kind in Kind::ALL {
                let probability = out[n][kind as usize];
                if probability >= KNOWN {
                    let c = item.candidates[c];
                    known.push(Known { start: c.start, end: c.end, kind, probability });
                }
            }
        }
    }
    known
}
