//! The lexicon: words that are cues rather than names (titles, heads, keys, speech verbs, ordinary
//! words) and the parts of persons' names, with the classes they belong to.
//!
//! Its tables are in `src/lexicon/data/`, one kind of cue a file, tab-separated with a header line.
//! The build script makes one block of them (see `compile.rs`), which is part of the executable and
//! used where it lies: nothing is built when a program starts.

mod classes;
#[cfg(test)]
mod compile;

pub(crate) use classes::Classes;

use crate::aligned::Aligned;
use crate::token::fold;
use std::sync::OnceLock;

static BLOCK: &Aligned<[u8]> = &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin")));

/// Words and phrases with their classes: the parts of the block.
pub(crate) struct Lexicon {
    sets: Vec<Classes>,
    slots: &'static [[u8; 32]],
    starts: &'static [[u8; 16]],
    /// A bit for every key of `starts`: most pairs of words begin no phrase.
    pairs: Box<[u64; PAIRS]>,
    phrases: &'static [[u8; 8]],
    words: &'static [[u8; 8]],
}

/// Words of the filter of pairs: 8 KiB.
const PAIRS: usize = 1 << 10;

/// The word of the filter for a pair's key, and its bit in it.
#[inline]
fn pair_bit(key: u64) -> (usize, u64) {
    ((key >> 32) as usize % PAIRS, 1 << (key >> 42 & 63))
}

/// The lexicon of the built-in tables.
#[inline]
pub(crate) fn global() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon::of(&BLOCK.0))
}

fn u32_of(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |n, &b| n << 8 | u32::from(b))
}

impl Lexicon {
    /// The parts of a block that the build script made, which is taken to be whole.
    fn of(block: &'static [u8]) -> Lexicon {
        // The header of four numbers; see `compile.rs`.
        let number = |n: usize| u32_of(&block[n * 4..n * 4 + 4]) as usize;
        let (slots, sets) = (1 << number(0), number(1));
        let (starts, phrases) = (1 << number(2), number(3));
        let (slots, rest) = block[64..].split_at(slots * 32);
        let (starts, rest) = rest.split_at(starts * 16);
        let (sets, rest) = rest.split_at(sets * 8);
        let (phrases, words) = rest.split_at(phrases * 8);
        let sets = sets.as_chunks::<8>().0;
        let starts = starts.as_chunks::<16>().0;
        let mut pairs = Box::new([0; PAIRS]);
        for start in starts.iter().filter(|s| u32_of(&s[12..]) > 0) {
            // Its upper half is what the filter looks at.
            let (word, bit) = pair_bit(u64::from(u32_of(&start[4..8])) << 32);
            pairs[word] |= bit;
        }
        Lexicon {
            sets: sets.iter().map(|b| Classes(u64::from_le_bytes(*b))).collect(),
            slots: slots.as_chunks().0,
            starts,
            pairs,
            phrases: phrases.as_chunks().0,
            words: words.as_chunks().0,
        }
    }

    /// Something of the memory where a word's classes are looked for, so that the processor has it
    /// when it is needed: what is touched one after the other is fetched at the same time.
    #[inline]
    pub(crate) fn touch(&self, hash: u64) -> u8 {
        self.slots[fold::mix(hash) as usize & (self.slots.len() - 1)][0]
    }

    /// The classes of the word with this folded hash.
    #[inline]
    pub(crate) fn classes(&self, hash: u64) -> Classes {
        let mask = self.slots.len() - 1;
        let mut at = fold::mix(hash) as usize;
        loop {
            // The table is half empty and a power of two large.
            let bucket = &self.slots[at & mask];
            let mut found = 0;
            let mut last = 0;
            for slot in bucket.as_chunks::<8>().0 {
                last = u64::from_le_bytes(*slot);
                if (last ^ hash) >> 16 == 0 {
                    found = last;
                }
            }
            if found != 0 || last == 0 {
                // The first set is empty.
                return self.sets[found as u16 as usize];
            }
            at += 1;
        }
    }

    /// Whether a phrase may begin with these two words. May say yes wrongly, never no.
    #[inline]
    pub(crate) fn may_begin(&self, first: u64, second: u64) -> bool {
        let (word, bit) = pair_bit(fold::pair(first, second));
        self.pairs[word] & bit != 0
    }

    /// The longest phrase whose words have these hashes, beginning at the first: its length in
    /// words and its classes.
    pub(crate) fn phrase(&self, words: &mut dyn FnMut(usize) -> Option<u64>) -> Option<(usize, Classes)> {
        let key = fold::pair(words(0)?, words(1)?);
        let mask = self.starts.len() - 1;
        let mut at = key as usize;
        let (from, count) = loop {
            let start = &self.starts[at & mask];
            let count = u32_of(&start[12..]) as usize;
            if count == 0 {
                return None;
            }
            if start[..8] == key.to_le_bytes() {
                break (u32_of(&start[8..12]) as usize, count);
            }
            at += 1;
        };
        let mut best: Option<(usize, Classes)> = None;
        for p in &self.phrases[from..from + count] {
            let (at, len) = (u32_of(&p[..4]) as usize, u32_of(&p[4..6]) as usize);
            let longer = best.is_none_or(|(n, _)| len > n);
            let all = |words: &mut dyn FnMut(usize) -> Option<u64>| {
                self.words[at + 2..at + len]
                    .iter()
                    .enumerate()
                    .all(|(i, w)| words(i + 2) == Some(u64::from_le_bytes(*w)))
            };
            if longer && all(words) {
                best = Some((len, self.sets[u32_of(&p[6..]) as usize]));
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_cues() {
        let lexicon = global();
        for (word, class) in [
            ("minister", Classes::OFFICE),
            ("Mr", Classes::HONORIFIC),
            ("the", Classes::FUNCTION),
            ("said", Classes::SPEECH),
            ("Monday", Classes::WEEKDAY),
        ] {
            assert!(lexicon.classes(fold::fold_hash(word)).intersects(class), "{word}");
        }
    }

    #[test]
    fn finds_the_longest_phrase() {
        let words: Vec<u64> = ["prime", "minister", "of"].iter().map(|w| fold::fold_hash(w)).collect();
        let (n, classes) = global().phrase(&mut |i| words.get(i).copied()).unwrap();
        assert_eq!(n, 2);
        assert!(classes.intersects(Classes::OFFICE));
    }

    /// The build script ran on the tables as they are, and every row of them is found.
    #[test]
    fn the_block_is_that_of_the_tables() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src/");
        let read =
            |dir: &str, file: &str| std::fs::read_to_string(format!("{root}{dir}/data/{file}")).unwrap();
        let names = cfg!(feature = "builtin");
        let block = compile::compile(names, |f| read("lexicon", f), |f| read("gazetteer", f));
        assert!(block == BLOCK.0, "the build script's lexicon is not that of the tables");
        for t in compile::TABLES.iter().filter(|t| names || !t.names) {
            for line in
                read("lexicon", t.file).lines().filter(|l| !l.is_empty() && !l.starts_with('#')).skip(1)
            {
                let cells: Vec<&str> = line.split('\t').collect();
                let want = (t.classes)(&cells);
                let mut words = Vec::new();
                crate::token::words::for_each_word(cells[0], |s, e| {
                    words.push(fold::fold_hash(&cells[0][s..e]))
                });
                words.retain(|&h| h != fold::hash_word("-") && h != fold::hash_word("."));
                if words.len() == 1 {
                    let classes = global().classes(words[0]);
                    assert_eq!(classes.0 & want.0, want.0, "{}: {line}", t.file);
                } else if !words.is_empty() {
                    assert!(global().classes(words[0]).intersects(Classes::PHRASE), "{}: {line}", t.file);
                    let found = global().phrase(&mut |i| words.get(i).copied());
                    assert_eq!(found.unwrap().0, words.len(), "{}: {line}", t.file);
                }
            }
        }
    }
}
