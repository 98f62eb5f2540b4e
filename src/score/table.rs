//! The weights table: for every piece of evidence, what it says for each kind of name.

use crate::error::Error;
use crate::label::{KINDS, Kind};
use crate::score::evidence::Sink;
use crate::token::fold;
use std::fmt::Arguments;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// A weight per kind.
pub(crate) type Row = [f32; KINDS];

/// The exponentials of a row. A lane more than kinds, which is 0, so that they are added two at once.
pub(crate) type Factors = [f64; KINDS + 1];

/// The largest score that [`factors`] can take.
pub(crate) const LARGEST: f32 = 80.0;

/// e to the power of every score, to six digits. Scores beyond [`LARGEST`], either way, are cut to
/// that. Written so that all lanes are computed at once.
#[inline]
pub(crate) fn factors(row: &Row) -> Factors {
    // 2^(n + f) with n whole and f at most a half: n goes into the exponent's bits, 2^f is summed up
    // as a Taylor series. Adding 1.5 × 2^23 rounds, and leaves n in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    let mut x = [0.0; 8];
    for (x, score) in x.iter_mut().zip(row) {
        *x = score.clamp(-LARGEST, LARGEST) * std::f32::consts::LOG2_E;
    }
    let mut all = [0.0; 8];
    for k in 0..8 {
        let rounded = x[k] + ROUND;
        let f = (x[k] - (rounded - ROUND)) * std::f32::consts::LN_2;
        let series = 1.0 + f * (1.0 + f * (0.5 + f * (1.0 / 6.0 + f * (1.0 / 24.0 + f * (1.0 / 120.0)))));
        all[k] = f32::from_bits(series.to_bits().wrapping_add(rounded.to_bits() << 23));
    }
    let mut out = [0.0; KINDS + 1];
    for k in 0..KINDS {
        out[k] = f64::from(all[k]);
    }
    out
}

/// The weights of all evidence, in log-odds. Immutable and cheap to clone.
///
/// The text form is a tab-separated table: a header line, then a line for each piece of evidence
/// with its key, its name and five weights (for an organization, a person, a place, a group, and for a name
/// of anything else, which is rejected). Lines that begin with `#` are comments.
#[derive(Clone)]
pub struct Weights(Arc<Table>);

struct Table {
    /// A bit for every key: most evidence has no weight, and is passed over after one look here.
    filter: Box<[u64; FILTER_WORDS]>,
    /// Open addressing by evidence key: the bits of the key that do not tell the place, and the row's
    /// number from 1 on; 0 is free. Apart from the rows, so that what is asked in vain is small.
    slots: Vec<(u32, u32)>,
    weights: Vec<Row>,
    /// Weights for a name of a kind after another: `pair/GAP:KIND`.
    pairs: Vec<[Row; KINDS]>,
    /// The same as factors.
    pair_factors: Vec<[Factors; KINDS]>,
    bias: Row,
    rows: usize,
    /// Tells tables apart, for caches.
    serial: usize,
}

/// What may stand between two names that speak for each other, with its name in the table.
pub(crate) const GAPS: [&str; 14] = [
    "none",
    "comma",
    "and",
    "bracket",
    "possessive",
    "hyphen",
    "slash",
    "of",
    "in",
    "comma-and",
    "of-the",
    "in-the",
    "and-the",
    "other",
];

/// The table's first line. `key` is what the program computes the evidence by.
pub(crate) const HEADER: &str = "key\tevidence\tORG\tPERSON\tPLACE\tGROUP\tOTHER";

/// Number of the next table.
static SERIAL: AtomicUsize = AtomicUsize::new(1);

/// Words of the filter: 32 KiB, which stay in the nearest caches.
const FILTER_WORDS: usize = 1 << 12;

/// The word of the filter for a key, and its bit in it.
#[inline]
fn filter_bit(key: u64) -> (usize, u64) {
    ((key >> 26) as usize % FILTER_WORDS, 1 << (key >> 20 & 63))
}

/// The bits of a short key above those that tell its place in the smallest tables.
#[inline]
fn tag(key: u64) -> u32 {
    (key >> 16) as u32
}

/// The bits of a key that the table keeps.
const KEY_BITS: u64 = (1 << 48) - 1;

/// The key of evidence as the table keeps it.
#[inline]
pub(crate) fn short(key: u64) -> u64 {
    (key & KEY_BITS).max(1)
}

impl Weights {
    /// The weights that come with the crate, fitted on news.
    pub fn builtin() -> Weights {
        static BUILTIN: OnceLock<Weights> = OnceLock::new();
        BUILTIN
            .get_or_init(|| {
                Weights::from_tsv("weights.tsv", include_str!("weights.tsv"))
                    .expect("the built-in table is well-formed; a test reads it")
            })
            .clone()
    }

    /// Reads a table in text form. `place` names it in errors.
    ///
    /// # Errors
    ///
    /// A wrong line: its number, its column, and what is allowed.
    pub fn from_tsv(place: &str, text: &str) -> Result<Weights, Error> {
        let mut rows: Vec<(u64, &str, Row)> = Vec::new();
        let mut header = false;
        for (n, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if !header {
                if line != HEADER {
                    return Err(Error::new(format!("the first line must be {HEADER:?}, tab-separated")).at(
                        place,
                        n + 1,
                        1,
                    ));
                }
                header = true;
                continue;
            }
            let mut cells = line.split('\t');
            let key = cells.next().unwrap_or("");
            let key = u64::from_str_radix(key, 16).map_err(|_| {
                Error::new(format!("key {key:?} is no hexadecimal number")).at(place, n + 1, 1)
            })?;
            let name = cells.next().unwrap_or("");
            let mut row = [0.0; KINDS];
            for (c, weight) in row.iter_mut().enumerate() {
                let cell = cells.next().unwrap_or("");
                if !cell.is_empty() {
                    *weight = cell.parse().ok().filter(|w: &f32| w.is_finite()).ok_or_else(|| {
                        Error::new(format!("weight {cell:?} is no number")).at(place, n + 1, c + 3)
                    })?;
                }
            }
            rows.push((key, name, row));
        }
        if !header {
            return Err(Error::new(format!(
                "the table is empty; its first line must be {HEADER:?}, tab-separated"
            ))
            .at(place, 1, 1));
        }
        Ok(Weights::from_rows(&rows))
    }

    pub(crate) fn from_rows(rows: &[(u64, &str, Row)]) -> Weights {
        let size = (rows.len() * 2 + 16).next_power_of_two();
        let mut table = Table {
            filter: Box::new([0; FILTER_WORDS]),
            slots: vec![(0, 0); size],
            weights: Vec::with_capacity(rows.len()),
            pairs: vec![[[0.0; KINDS]; KINDS]; GAPS.len()],
            pair_factors: Vec::new(),
            bias: [0.0; KINDS],
            rows: rows.len(),
            serial: SERIAL.fetch_add(1, Ordering::Relaxed),
        };
        for (key, name, row) in rows {
            if let Some(pair) = name.strip_prefix("pair/") {
                if let Some((gap, kind)) = pair.split_once(':')
                    && let Some(g) = GAPS.iter().position(|x| *x == gap)
                    && let Some(k) = Kind::ALL.iter().find(|k| k.name() == kind)
                {
                    table.pairs[g][*k as usize] = *row;
                }
                continue;
            }
            if *name == "bias" {
                table.bias = *row;
                continue;
            }
            let key = short(*key);
            let (word, bit) = filter_bit(key);
            table.filter[word] |= bit;
            let mut at = key as usize;
            let tag = tag(key);
            loop {
                let slot = &mut table.slots[at & (size - 1)];
                if slot.1 == 0 {
                    table.weights.push(*row);
                    *slot = (tag, table.weights.len() as u32);
                    break;
                }
                if slot.0 == tag {
                    table.weights[slot.1 as usize - 1] = *row;
                    break;
                }
                at += 1;
            }
        }
        table.pair_factors = table.pairs.iter().map(|g| g.map(|r| factors(&r))).collect();
        Weights(Arc::new(table))
    }

    /// Weights of pairs of names and nothing else, by gap and kind before.
    #[cfg(any(test, feature = "fit"))]
    pub(crate) fn of_pairs(pairs: &[[Row; KINDS]]) -> Weights {
        let names: Vec<String> = GAPS
            .iter()
            .flat_map(|g| Kind::ALL.iter().map(move |k| format!("pair/{g}:{}", k.name())))
            .collect();
        let rows: Vec<(u64, &str, Row)> =
            names.iter().zip(pairs.as_flattened()).map(|(name, row)| (0, name.as_str(), *row)).collect();
        Weights::from_rows(&rows)
    }

    /// Number of pieces of evidence with a weight.
    pub fn len(&self) -> usize {
        self.0.rows
    }

    /// Whether the table is empty.
    pub fn is_empty(&self) -> bool {
        self.0.rows == 0
    }

    pub(crate) fn bias(&self) -> Row {
        self.0.bias
    }

    /// Weights of a name after another name, by what stands between and the other's kind.
    pub(crate) fn pair(&self, gap: usize, before: usize) -> &Row {
        &self.0.pairs[gap][before]
    }

    /// [`Weights::pair`] as factors, by the kind before.
    #[inline]
    pub(crate) fn pair_factors(&self, gap: usize) -> &[Factors; KINDS] {
        &self.0.pair_factors[gap]
    }

    #[inline]
    pub(crate) fn get(&self, key: u64) -> Option<&Row> {
        let table = &*self.0;
        let (word, bit) = filter_bit(key);
        if table.filter[word] & bit == 0 { None } else { table.find(short(key)) }
    }
}

impl Table {
    #[inline]
    fn find(&self, key: u64) -> Option<&Row> {
        let (mut at, tag) = (key as usize, tag(key));
        loop {
            let (here, row) = self.slots[at & (self.slots.len() - 1)];
            if row == 0 {
                return None;
            }
            if here == tag {
                return Some(&self.weights[row as usize - 1]);
            }
            at += 1;
        }
    }
}

/// Adds up weights.
pub(crate) struct Adder<'w> {
    pub weights: &'w Weights,
    pub sum: Row,
    pub cache: &'w mut WordCache,
}

impl Sink for Adder<'_> {
    #[inline]
    fn put(&mut self, key: u64, _: Arguments<'_>) {
        if let Some(row) = self.weights.get(key) {
            for (s, w) in self.sum.iter_mut().zip(row) {
                *s += w;
            }
        }
    }

    #[inline]
    fn by_word(&mut self, slot: usize, word: u64, compute: impl FnOnce(&mut Self)) {
        let at = fold::mix(word ^ (slot as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)) as usize % WORDS;
        let entry = &self.cache.entries[at];
        let row = if entry.0 == word && entry.1 == slot as u8 {
            entry.2
        } else {
            let before = std::mem::take(&mut self.sum);
            compute(self);
            let row = std::mem::replace(&mut self.sum, before);
            self.cache.entries[at] = (word, slot as u8, row);
            row
        };
        for (s, w) in self.sum.iter_mut().zip(&row) {
            *s += w;
        }
    }
}

/// Entries of a [`WordCache`].
const WORDS: usize = 1 << 14;

/// What words by themselves weigh in each place; most words of a text have been seen before.
pub(crate) struct WordCache {
    entries: Vec<(u64, u8, Row)>,
    /// The table the sums are of.
    of: usize,
}

impl Default for WordCache {
    fn default() -> Self {
        WordCache { entries: vec![(0, u8::MAX, [0.0; KINDS]); WORDS], of: 0 }
    }
}

impl WordCache {
    /// Empties the cache when it was filled with other weights.
    pub(crate) fn keep_for(&mut self, weights: &Weights) {
        let of = weights.0.serial;
        if self.of != of {
            self.entries.fill((0, u8::MAX, [0.0; KINDS]));
            self.of = of;
        }
    }
}

/// Keeps the names of evidence with their weights for one kind.
pub(crate) struct Namer<'w> {
    pub weights: &'w Weights,
    pub kind: usize,
    pub named: Vec<(String, f32)>,
}

impl Sink for Namer<'_> {
    fn put(&mut self, key: u64, name: Arguments<'_>) {
        if let Some(row) = self.weights.get(key) {
            self.named.push((name.to_string(), row[self.kind]));
        }
    }
}
