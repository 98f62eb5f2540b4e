//! The weights table: for every piece of evidence, what it says for each kind of name.

use crate::error::Error;
use crate::label::{KINDS, Kind};
use crate::score::evidence::Sink;
use crate::score::few::{self, Few};
use crate::steps::step;
use crate::token::fold;
use std::fmt::Arguments;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// A weight per kind.
pub(crate) type Row = [f32; KINDS];

/// Weights per kind in hundredths, as the table has them: whole numbers, so that their sum is the same
/// in any order, and short, so that they are added all at once and the tables they stand in stay near.
/// The places after the kinds' belong to whoever keeps the sum; adding leaves them meaningless.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sum([i16; 8]);

impl Sum {
    /// Weights beyond this, either way, have no place in a table.
    const LARGEST: f32 = 300.0;

    fn of(row: &Row) -> Sum {
        let mut sum = Sum::default();
        for (lane, w) in sum.0.iter_mut().zip(row) {
            // A float goes to the nearest end when it is too large.
            *lane = (w * 100.0).round() as i16;
        }
        sum
    }

    /// Adds, up to the largest number there is.
    #[inline]
    pub(crate) fn add(&mut self, other: &Sum) {
        for k in 0..8 {
            self.0[k] = self.0[k].saturating_add(other.0[k]);
        }
    }

    /// In log-odds.
    #[inline]
    pub(crate) fn row(&self) -> Row {
        std::array::from_fn(|k| f32::from(self.0[k]) * 0.01)
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.0[..KINDS] == [0; KINDS]
    }

    /// With a number of 48 bits in the free places.
    fn tagged(mut self, tag: u64) -> Sum {
        for (n, lane) in self.0[KINDS..].iter_mut().enumerate() {
            *lane = (tag >> (16 * n)) as i16;
        }
        self
    }

    #[inline]
    fn tag(&self) -> u64 {
        self.0[KINDS..].iter().rev().fold(0, |tag, lane| tag << 16 | u64::from(*lane as u16))
    }
}

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
    /// Open addressing by evidence key: weights tagged with their key, which is not 0.
    slots: Vec<Sum>,
    /// The weights of evidence of few values, again, by their places.
    few: Vec<Sum>,
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

/// Words of the filter: 8 KiB, which stay in the nearest cache.
const FILTER_WORDS: usize = 1 << 10;

/// The word of the filter for a key, and its bit in it.
#[inline]
fn filter_bit(key: u64) -> (usize, u64) {
    ((key >> 26) as usize % FILTER_WORDS, 1 << (key >> 20 & 63))
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
                    *weight =
                        cell.parse().ok().filter(|w: &f32| w.abs() <= Sum::LARGEST).ok_or_else(|| {
                            Error::new(format!("weight {cell:?} is no number from -300 to 300")).at(
                                place,
                                n + 1,
                                c + 3,
                            )
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
            slots: vec![Sum::default(); size],
            few: Vec::new(),
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
            let mut at = key as usize & (size - 1);
            while !matches!(table.slots[at].tag(), tag if tag == 0 || tag == key) {
                at = (at + 1) & (size - 1);
            }
            table.slots[at] = Sum::of(row).tagged(key);
        }
        table.few = few::keys().map(|key| table.get(key).copied().unwrap_or_default()).collect();
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

    fn get(&self, key: u64) -> Option<Row> {
        self.0.get(key).map(Sum::row)
    }
}

impl Table {
    #[inline]
    fn get(&self, key: u64) -> Option<&Sum> {
        let (word, bit) = filter_bit(key);
        if self.filter[word] & bit == 0 { None } else { self.find(key) }
    }

    #[inline]
    fn find(&self, key: u64) -> Option<&Sum> {
        let key = short(key);
        let mut at = key as usize;
        loop {
            let slot = &self.slots[at & (self.slots.len() - 1)];
            match slot.tag() {
                tag if tag == key => return Some(slot),
                0 => return None,
                _ => at += 1,
            }
        }
    }
}

/// Adds up weights.
pub(crate) struct Adder<'w> {
    table: &'w Table,
    cache: &'w mut WordCache,
    sum: Sum,
}

impl<'w> Adder<'w> {
    /// Sums that `cache` keeps for other weights are dropped.
    pub(crate) fn new(weights: &'w Weights, cache: &'w mut WordCache) -> Adder<'w> {
        let table = &*weights.0;
        cache.keep_for(table.serial);
        Adder { table, cache, sum: Sum::default() }
    }

    /// Something of what is kept of a word in a place.
    #[inline]
    pub(crate) fn touch_word(&self, slot: usize, word: u64) -> i16 {
        self.cache.entries[WordCache::place(slot, word).0].0[0]
    }

    /// The sum since the last time.
    #[inline]
    pub(crate) fn take(&mut self) -> Sum {
        std::mem::take(&mut self.sum)
    }
}

impl Sink for Adder<'_> {
    #[inline]
    fn put(&mut self, key: u64, _: Arguments<'_>) {
        step();
        if let Some(weights) = self.table.get(key) {
            self.sum.add(weights);
        }
    }

    #[inline]
    fn put_few(&mut self, few: Few, a: u64, b: u64, _: Arguments<'_>) {
        step();
        self.sum.add(&self.table.few[few.place(a, b)]);
    }

    #[inline]
    fn by_word(&mut self, slot: usize, word: u64, compute: impl FnOnce(&mut Self)) {
        let (at, tag) = WordCache::place(slot, word);
        let entry = &self.cache.entries[at];
        if entry.tag() == tag {
            self.sum.add(entry);
            return;
        }
        let before = self.take();
        compute(self);
        let sum = std::mem::replace(&mut self.sum, before);
        self.cache.entries[at] = sum.tagged(tag);
        self.sum.add(&sum);
    }
}

/// Entries of a [`WordCache`].
const WORDS: usize = 1 << 16;

/// What words by themselves weigh in each place; most words of a text have been seen before.
pub(crate) struct WordCache {
    /// Tagged with the bits of their key that do not tell their place.
    entries: Vec<Sum>,
    /// The table the sums are of.
    of: usize,
}

impl Default for WordCache {
    fn default() -> Self {
        WordCache { entries: vec![Sum::default(); WORDS], of: 0 }
    }
}

impl WordCache {
    /// Where the sum of a word in a place is kept, and its tag.
    #[inline]
    fn place(slot: usize, word: u64) -> (usize, u64) {
        let (side, n) = (slot / 4, slot % 4);
        let key = fold::mix(word ^ (side as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        (key as usize % (WORDS / 4) * 4 + n, (key >> 16).max(1))
    }

    /// Empties the cache when it was filled with other weights.
    fn keep_for(&mut self, serial: usize) {
        if self.of != serial {
            self.entries.fill(Sum::default());
            self.of = serial;
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
