//! The compact engine: a trie over the hashes of folded words, in one block of bytes.
//!
//! The block is the same in memory and on disk, so a compiled list is used as it lies, without
//! being read. All numbers are little-endian.
//!
//! | section | bytes | what |
//! |---|---|---|
//! | slots | 8 a slot, 3 slots for 2 nodes | open addressing by (parent slot, word hash), in buckets of 8 slots: their checks (lower half of the key), then for each its first pattern + 1 or 0, and whether names go on from it |
//! | starts | 1 to 2 a first word | bits of first words, by hash |
//! | odd | as above | bits of first words of names that may begin in lower case or with a mark |
//! | prefixes | as above | bits of first words, by their first 8 bytes, which a search of bare text has sooner than a hash |
//! | odd prefixes | 4 to 8 a first word | as above of names that may begin in lower case or with a mark |
//! | pairs | 1 to 2 a pair of words that begins a name, up to 2 MiB | bits of such pairs, by the second's key |
//! | patterns | 12 a name | entry, place and length of the name in the rows, which of the entry's names, case policy |
//! | metas | 8 an entry | place of the row, label, list, strength |
//! | guards | 4 an entry | checksum of the row and what the meta says of it |
//! | rows | | the rows of the lists, one after the other |
//! | head | | labels, and the lists' names and header lines |
//! | sums | 8 for 64 KiB | checksums of all before `head` |
//!
//! A node is a slot and its number is the slot's. Two words may share a node when their checks
//! collide; every match is verified against the string, so that costs time only.
//!
//! # What is checked when
//!
//! Opening always checks the header with the sizes, the head and the sums by a checksum of their
//! own. A block of up to [`WHOLE`] bytes is then checked to the last byte. Of a larger one 16 pieces
//! of 64 KiB spread over the file are: that finds a file cut short and filled up, one that was
//! copied in part or mixed from two, without reading gigabytes; and from then on every row is held
//! to its guard before it is reported, so that damage which was missed loses names at worst and
//! never reports a wrong one. `Gazetteer::verify` reads and checks everything, for use after
//! copying. Checking pieces when they are first touched was considered and left out: a damage found
//! in the middle of a search could not be reported, for searching cannot fail, and every first
//! touch would read 64 KiB where 4 are needed.

use crate::error::Error;
use crate::token::fold;
use std::sync::Arc;

/// A list's bytes, whoever owns them.
pub(crate) type Owner = Arc<dyn AsRef<[u8]> + Send + Sync>;

const MAGIC: &[u8; 8] = b"dateline";
/// Raised whenever the meaning of any byte changes, the word hash included.
const VERSION: u32 = 4;
const SECTIONS: usize = 12;
const SLOTS: usize = 0;
const STARTS: usize = 1;
const ODD: usize = 2;
const PREFIXES: usize = 3;
const ODD_PREFIXES: usize = 4;
const PAIRS: usize = 5;
const PATTERNS: usize = 6;
const METAS: usize = 7;
const GUARDS: usize = 8;
const ROWS: usize = 9;
const HEAD: usize = 10;
const SUMS: usize = 11;
/// Magic, version, longest probe, section table, nothing up to a whole line of the processor's cache,
/// checksum.
const HEADER: usize = (16 + SECTIONS * 16 + 8).next_multiple_of(LINE);
/// Bytes of a line of the processor's cache.
const LINE: usize = 64;
/// Bytes under one checksum.
const PIECE: usize = 1 << 16;
/// Up to this many bytes are checked whole when opened: 64 MiB take some 10 ms.
const WHOLE: usize = 1 << 26;
/// Pieces of a larger block that are checked when it is opened.
const SAMPLES: usize = 16;

/// The parent of a word that begins a name.
pub(crate) const ROOT: u32 = u32::MAX;
const SLOT: usize = 8;
/// Slots in a bucket, which is a line of the processor's cache.
const BUCKET: usize = 8;
/// Of a slot's first pattern: names go on from here.
const GOES_ON: u32 = 1 << 31;
const PATTERN: usize = 12;
const META: usize = 8;
const GUARD: usize = 4;

/// Most words in a name. It bounds what one start can cost, so that searching is linear in the text
/// whatever list and text do to each other.
pub(crate) const MAX_WORDS: usize = 64;

/// One way to write one entry: which of its names, and how to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    pub entry: u32,
    /// Place and length of the name in the rows.
    pub at: u32,
    pub len: u16,
    /// 0 for the name, n for the n-th alias.
    pub which: u16,
    pub fold_case: bool,
    last: bool,
}

const FOLD_CASE: u16 = 1 << 14;
const LAST: u16 = 1 << 15;
const WHICH: u16 = FOLD_CASE - 1;

/// What the engine keeps of an entry besides its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Meta {
    pub label: u8,
    pub weak: bool,
    pub list: u16,
}

/// Collects names and makes the block.
#[derive(Default)]
pub(crate) struct Builder {
    /// Parent and word of every node, parents first. Apart, for 12 bytes a node and not 16.
    parents: Vec<u32>,
    words: Vec<u64>,
    /// Open addressing over the nodes: node number + 1.
    index: Vec<u32>,
    /// (node, pattern); nodes are replaced by slots in the end.
    patterns: Vec<(u32, Pattern)>,
    metas: Vec<(u32, Meta)>,
    /// First words that may stand in lower case: hash and prefix.
    odd: Vec<(u64, u64)>,
    /// Prefixes of the other first words.
    prefixes: Vec<u64>,
    rows: Vec<u8>,
    labels: Vec<String>,
    /// Name and header line of every list.
    lists: Vec<(String, String)>,
}

impl Builder {
    pub(crate) fn new() -> Builder {
        Builder { index: vec![0; 1 << 10], ..Builder::default() }
    }

    /// The number of a label, which is added if it is new.
    pub(crate) fn label(&mut self, label: &str) -> Result<u8, Error> {
        let number = match self.labels.iter().position(|l| l == label) {
            Some(i) => i,
            None => {
                self.labels.push(label.to_owned());
                self.labels.len() - 1
            }
        };
        u8::try_from(number)
            .map_err(|_| Error::new("more than 256 different labels; is the label column right?"))
    }

    /// Adds a list; rows follow.
    pub(crate) fn list(&mut self, name: &str, header: &str) -> Result<u16, Error> {
        let number =
            u16::try_from(self.lists.len()).map_err(|_| Error::new("more than 65,535 lists; join some"))?;
        self.lists.push((name.replace(['\t', '\n'], " "), header.to_owned()));
        Ok(number)
    }

    /// Adds an entry's row; its patterns follow. Returns its number and its place.
    pub(crate) fn entry(&mut self, meta: Meta, row: &str) -> Result<(u32, u32), Error> {
        let too_large = || Error::new("the list is larger than 4 GiB; split it into several");
        let at = u32::try_from(self.rows.len()).map_err(|_| too_large())?;
        u32::try_from(self.rows.len() + row.len()).map_err(|_| too_large())?;
        self.rows.extend_from_slice(row.as_bytes());
        self.metas.push((at, meta));
        Ok((self.metas.len() as u32 - 1, at))
    }

    /// Adds a name by the hashes of its words and the [`prefix`] of the first. `odd`: its first word
    /// may stand in lower case or is a mark.
    pub(crate) fn pattern(
        &mut self,
        words: &[u64],
        first: u64,
        odd: bool,
        fold_case: bool,
        (entry, which): (u32, usize),
        (at, len): (u32, usize),
    ) -> Result<(), Error> {
        if words.len() > MAX_WORDS {
            return Err(Error::new(format!("a name of more than {MAX_WORDS} words; shorten it")));
        }
        let Ok(len) = u16::try_from(len) else {
            return Err(Error::new("a name of more than 65,535 bytes; shorten it"));
        };
        if which > WHICH as usize {
            return Err(Error::new("more than 16,383 aliases in one row; split the row"));
        }
        if self.patterns.len() >= GOES_ON as usize - 1 {
            return Err(Error::new("more than 2,147,483,646 names; split the list into several"));
        }
        let known = self.words.len();
        let mut node = self.child(ROOT, words[0]);
        if self.words.len() > known {
            self.prefixes.push(first);
        }
        for &w in &words[1..] {
            node = self.child(node, w);
        }
        if odd {
            self.odd.push((words[0], first));
        }
        let which = which as u16;
        self.patterns.push((node, Pattern { entry, at, len, which, fold_case, last: false }));
        Ok(())
    }

    fn child(&mut self, parent: u32, hash: u64) -> u32 {
        if self.words.len() * 2 >= self.index.len() {
            let size = self.index.len() * 2;
            self.index = Vec::new();
            self.index.resize(size, 0);
            for (n, (&p, &h)) in self.parents.iter().zip(&self.words).enumerate() {
                let mut at = key(p, h) as usize & (size - 1);
                while self.index[at] != 0 {
                    at = (at + 1) & (size - 1);
                }
                self.index[at] = n as u32 + 1;
            }
        }
        let mask = self.index.len() - 1;
        let mut at = key(parent, hash) as usize & mask;
        loop {
            match self.index[at] as usize {
                0 => {
                    self.parents.push(parent);
                    self.words.push(hash);
                    self.index[at] = self.words.len() as u32;
                    return self.words.len() as u32 - 1;
                }
                n if self.words[n - 1] == hash && self.parents[n - 1] == parent => {
                    return n as u32 - 1;
                }
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// Whether a node is that of a first word.
    fn is_first(&self, node: u32) -> bool {
        node != ROOT && self.parents[node as usize] == ROOT
    }

    /// The finished block. Every part is written in its place and given up as soon as it is, so
    /// that no more than the block and the largest part are held at once.
    pub(crate) fn finish(mut self) -> Bytes {
        self.index = Vec::new();
        let nodes = self.words.len();
        // Two thirds full: nine buckets in ten have a free slot, which ends a search in them.
        let buckets = nodes * 3 / 2 / BUCKET + 1;
        let firsts = self.prefixes.len();
        self.odd.sort_unstable();
        self.odd.dedup();
        let mut head = String::new();
        for label in &self.labels {
            head.push_str(label);
            head.push('\n');
        }
        head.push('\n');
        for (name, header) in &self.lists {
            head.push_str(name);
            head.push('\t');
            head.push_str(header);
            head.push('\n');
        }
        let mut sizes = [
            buckets * BUCKET * SLOT,
            filter_bytes(firsts),
            filter_bytes(self.odd.len()),
            filter_bytes(firsts),
            // Four words in five of a text are held to this one, so it is four times as strict.
            filter_bytes(self.odd.len() * 4),
            filter_bytes(self.parents.iter().filter(|p| self.is_first(**p)).count()),
            self.patterns.len() * PATTERN,
            (self.metas.len() + 1) * META,
            self.metas.len() * GUARD,
            self.rows.len(),
            head.len(),
            0,
        ];
        let body = sizes[..HEAD].iter().sum::<usize>();
        sizes[SUMS] = body.div_ceil(PIECE) * 8;
        let mut out: Vec<u8> = Vec::with_capacity(LINE + HEADER + body + sizes[HEAD] + sizes[SUMS]);
        // The block begins with a line of the cache; without room for that it would only be slower.
        let from = out.as_ptr().align_offset(LINE).min(LINE);
        out.resize(from + HEADER + sizes[..PATTERNS].iter().sum::<usize>(), 0);
        let (table, filters) = out[from + HEADER..].split_at_mut(sizes[SLOTS]);
        let (starts, filters) = filters.split_at_mut(sizes[STARTS]);
        let (odd, filters) = filters.split_at_mut(sizes[ODD]);
        let (prefixes, filters) = filters.split_at_mut(sizes[PREFIXES]);
        let (odd_prefixes, pairs) = filters.split_at_mut(sizes[ODD_PREFIXES]);
        for &prefix in &self.prefixes {
            set_bit(prefixes, prefix);
        }
        for &(hash, prefix) in &self.odd {
            set_bit(odd, hash);
            set_bit(odd_prefixes, prefix);
        }
        self.prefixes = Vec::new();
        self.odd = Vec::new();

        // Nodes to slots, parents first.
        let longest = {
            let mut longest = 0;
            let table = table.as_chunks_mut::<{ BUCKET * SLOT }>().0;
            let mut slot_of = vec![0u32; nodes];
            for n in 0..nodes {
                let hash = self.words[n];
                let parent = match self.parents[n] {
                    ROOT => {
                        set_bit(starts, hash);
                        ROOT
                    }
                    p => {
                        let parent = slot_of[p as usize];
                        let first = first_of(&mut table[parent as usize / BUCKET], parent as usize % BUCKET);
                        first[3] |= (GOES_ON >> 24) as u8;
                        parent
                    }
                };
                let k = key(parent, hash);
                if self.is_first(self.parents[n]) {
                    set_bit(pairs, k);
                }
                let want = check(k);
                let mut at = home(k, buckets);
                let mut probes = 0;
                let lane = loop {
                    // An equal check on the way would be found instead: the two share the node.
                    let free =
                        (0..BUCKET).find(|i| matches!(u32_at(&table[at], i * 4), c if c == 0 || c == want));
                    if let Some(lane) = free {
                        break lane;
                    }
                    at = if at + 1 == buckets { 0 } else { at + 1 };
                    probes += 1;
                };
                longest = longest.max(probes);
                table[at][lane * 4..lane * 4 + 4].copy_from_slice(&want.to_le_bytes());
                slot_of[n] = (at * BUCKET + lane) as u32;
            }
            self.words = Vec::new();
            self.parents = Vec::new();
            for p in &mut self.patterns {
                p.0 = slot_of[p.0 as usize];
            }
            drop(slot_of);
            self.patterns.sort_unstable_by_key(|(slot, p)| (*slot, p.entry, p.which));
            for i in 0..self.patterns.len() {
                let slot = self.patterns[i].0 as usize;
                if i == 0 || self.patterns[i - 1].0 as usize != slot {
                    let first = first_of(&mut table[slot / BUCKET], slot % BUCKET);
                    // `pattern` keeps the numbers below the bit.
                    *first = (u32::from_le_bytes(*first) | (i as u32 + 1)).to_le_bytes();
                }
                self.patterns[i].1.last = self.patterns.get(i + 1).is_none_or(|n| n.0 as usize != slot);
            }
            longest
        };
        for (_, p) in &self.patterns {
            let bits = p.which | if p.fold_case { FOLD_CASE } else { 0 } | if p.last { LAST } else { 0 };
            out.extend_from_slice(&p.entry.to_le_bytes());
            out.extend_from_slice(&p.at.to_le_bytes());
            out.extend_from_slice(&p.len.to_le_bytes());
            out.extend_from_slice(&bits.to_le_bytes());
        }
        self.patterns = Vec::new();
        for (at, meta) in &self.metas {
            out.extend_from_slice(&at.to_le_bytes());
            out.extend_from_slice(&meta.bytes());
        }
        // `entry` keeps the rows below 4 GiB.
        out.extend_from_slice(&(self.rows.len() as u32).to_le_bytes());
        out.extend_from_slice(&[0; 4]);
        let ends = self.metas.iter().skip(1).map(|m| m.0).chain([self.rows.len() as u32]);
        for ((at, meta), end) in self.metas.iter().zip(ends) {
            let row = &self.rows[*at as usize..end as usize];
            out.extend_from_slice(&guard(row, *meta).to_le_bytes());
        }
        self.metas = Vec::new();
        out.extend_from_slice(&self.rows);
        self.rows = Vec::new();
        out.extend_from_slice(head.as_bytes());
        let sums: Vec<u64> = out[from + HEADER..][..body].chunks(PIECE).map(sum).collect();
        for s in sums {
            out.extend_from_slice(&s.to_le_bytes());
        }

        let mut header = Vec::with_capacity(HEADER);
        header.extend_from_slice(MAGIC);
        header.extend_from_slice(&VERSION.to_le_bytes());
        header.extend_from_slice(&(longest as u32).to_le_bytes());
        let mut at = HEADER as u64;
        for size in sizes {
            header.extend_from_slice(&at.to_le_bytes());
            header.extend_from_slice(&(size as u64).to_le_bytes());
            at += size as u64;
        }
        let block = &mut out[from..];
        block[..header.len()].copy_from_slice(&header);
        let s = head_sum(block, HEADER + body);
        block[HEADER - 8..HEADER].copy_from_slice(&s.to_le_bytes());
        Bytes { all: out, from }
    }
}

/// A block in memory.
pub(crate) struct Bytes {
    all: Vec<u8>,
    /// Where it begins: at a line of the processor's cache.
    from: usize,
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.all[self.from..]
    }
}

impl Meta {
    fn bytes(self) -> [u8; 4] {
        let list = self.list.to_le_bytes();
        [self.label, u8::from(self.weak), list[0], list[1]]
    }
}

/// The checksum of the header and of all from `head` on.
fn head_sum(bytes: &[u8], head: usize) -> u64 {
    sum(&bytes[..HEADER - 8]) ^ sum(&bytes[head..]).rotate_left(1)
}

fn guard(row: &[u8], meta: Meta) -> u32 {
    let m = u32::from_le_bytes(meta.bytes());
    let s = sum(row) ^ u64::from(m).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (s ^ (s >> 32)) as u32
}

/// A checksum against damage, not against malice. Four lanes of 64 bits, for the speed of memory;
/// every step maps a lane one to one, so a change within one word of a lane is always found and any
/// other with a chance of 2⁻⁶⁴ to be missed.
fn sum(bytes: &[u8]) -> u64 {
    const K: [u64; 4] =
        [0x9e37_79b9_7f4a_7c15, 0xa076_1d64_78bd_642f, 0xe703_7ed1_a0b4_28db, 0x8ebc_6af0_9c88_c6e3];
    let mut lanes = [bytes.len() as u64, K[1], K[2], K[3]];
    let mut step = |chunk: &[u8; 32]| {
        for (i, lane) in lanes.iter_mut().enumerate() {
            let mut word = [0; 8];
            word.copy_from_slice(&chunk[i * 8..i * 8 + 8]);
            *lane = (*lane ^ u64::from_le_bytes(word)).wrapping_mul(K[i]);
            *lane ^= *lane >> 29;
        }
    };
    let (chunks, rest) = bytes.as_chunks::<32>();
    chunks.iter().for_each(&mut step);
    if !rest.is_empty() {
        let mut last = [0; 32];
        last[..rest.len()].copy_from_slice(rest);
        step(&last);
    }
    lanes.iter().fold(0, |h, &lane| fold::mix(h.rotate_left(23) ^ lane))
}

/// What a bucket keeps of a slot besides its check.
fn first_of(bucket: &mut [u8; BUCKET * SLOT], lane: usize) -> &mut [u8; 4] {
    &mut bucket.as_chunks_mut().0[BUCKET + lane]
}

/// The first eight bytes of a folded word, or of a word of ASCII letters and digits as it stands in
/// a text, as a number that does not depend on case.
#[inline]
pub(crate) fn prefix(word: &[u8]) -> u64 {
    let mut first = [0; 8];
    let n = word.len().min(8);
    first[..n].copy_from_slice(&word[..n]);
    prefix_of(u64::from_le_bytes(first), n)
}

/// [`prefix`] of the word's first eight bytes as they lie, of which `len` are its own.
#[inline]
pub(crate) fn prefix_of(bytes: u64, len: usize) -> u64 {
    // The bit that makes a small letter of a capital changes no digit.
    let small = bytes | 0x2020_2020_2020_2020;
    if len >= 8 { small } else { small & ((1 << (8 * len)) - 1) }
}

/// Bytes of a filter for so many words: a power of two, 8 to 16 bits a word, so that one word in
/// ten that is not there passes, within 2 MiB, which a core's second cache nearly holds.
fn filter_bytes(words: usize) -> usize {
    words.next_power_of_two().clamp(64, 1 << 21)
}

#[inline]
fn filter_bit(filter: &[u8], hash: u64) -> (usize, u8) {
    let bit = fold::mix(hash) as usize & (filter.len() * 8 - 1);
    (bit / 8, 1 << (bit % 8))
}

fn set_bit(filter: &mut [u8], hash: u64) {
    let (at, bit) = filter_bit(filter, hash);
    filter[at] |= bit;
}

#[inline]
fn has_bit(filter: &[u8], hash: u64) -> bool {
    let (at, bit) = filter_bit(filter, hash);
    filter.get(at).is_some_and(|b| b & bit != 0)
}

#[inline]
fn key(parent: u32, hash: u64) -> u64 {
    fold::mix(hash ^ u64::from(parent).wrapping_mul(0xd6e8_feb8_6659_fd93))
}

/// What a slot keeps of the key; 0 is a free slot.
#[inline]
fn check(key: u64) -> u32 {
    (key as u32).max(1)
}

#[inline]
fn home(key: u64, buckets: usize) -> usize {
    (((key >> 32) * buckets as u64) >> 32) as usize
}

/// A block that has been checked, and its parts.
#[derive(Clone)]
pub(crate) struct Block {
    owner: Owner,
    sections: [(usize, usize); SECTIONS],
    longest: usize,
    /// Whether rows must be held to their guards, because not all pieces have been checked.
    guarded: bool,
    pub labels: Vec<String>,
    pub lists: Vec<(String, String)>,
}

fn damaged(what: &str) -> Error {
    Error::new(format!("the compiled list is damaged ({what}); compile it again"))
}

impl Block {
    /// Checks as much as the module says.
    pub(crate) fn open(owner: Owner) -> Result<Block, Error> {
        let mut block = Block::trusted(owner)?;
        let pieces = block.pieces();
        block.guarded = block.bytes().len() > WHOLE;
        if block.guarded {
            for n in 0..SAMPLES {
                block.check_piece(n * (pieces - 1) / (SAMPLES - 1))?;
            }
        } else {
            (0..pieces).try_for_each(|n| block.check_piece(n))?;
        }
        Ok(block)
    }

    /// Checks the header, the sizes and the head only: for bytes this program made itself.
    pub(crate) fn trusted(owner: Owner) -> Result<Block, Error> {
        let bytes = (*owner).as_ref();
        if bytes.len() < 16 || &bytes[..8] != MAGIC {
            return Err(Error::new("this is no compiled list; make one with `dateline gazetteer compile`"));
        }
        let version = u32_at(bytes, 8);
        if version != VERSION {
            return Err(Error::new(format!(
                "the compiled list has format version {version}, this program reads {VERSION}; compile it again"
            )));
        }
        if bytes.len() < HEADER {
            return Err(damaged("it ends within its header"));
        }
        let mut sections = [(0, 0); SECTIONS];
        let mut expect = HEADER as u64;
        for (i, section) in sections.iter_mut().enumerate() {
            let at = u64_at(bytes, 16 + i * 16);
            let size = u64_at(bytes, 24 + i * 16);
            if at != expect || size > u64::MAX / 2 - at {
                return Err(damaged("section table"));
            }
            expect = at + size;
            // Below the length of a slice, by the check after the loop.
            *section = (at as usize, expect as usize);
        }
        if expect != bytes.len() as u64 {
            return Err(damaged(&format!("it has {} bytes and should have {expect}", bytes.len())));
        }
        if head_sum(bytes, sections[HEAD].0) != u64_at(bytes, HEADER - 8) {
            return Err(damaged("checksum of its header"));
        }
        let size = |i: usize| sections[i].1 - sections[i].0;
        let filter = |i: usize| size(i).is_power_of_two();
        if !size(SLOTS).is_multiple_of(BUCKET * SLOT)
            || size(SLOTS) == 0
            || size(SLOTS) / SLOT > u32::MAX as usize
            || ![STARTS, ODD, PREFIXES, ODD_PREFIXES, PAIRS].into_iter().all(filter)
            || !size(PATTERNS).is_multiple_of(PATTERN)
            || !size(METAS).is_multiple_of(META)
            || size(METAS) == 0
            || size(GUARDS) != (size(METAS) / META - 1) * GUARD
            || size(SUMS) != (sections[HEAD].0 - HEADER).div_ceil(PIECE) * 8
        {
            return Err(damaged("section sizes"));
        }
        let head = std::str::from_utf8(&bytes[sections[HEAD].0..sections[HEAD].1])
            .map_err(|_| damaged("names of lists"))?;
        // Without labels there are no entries, and the head begins with the empty line.
        let (labels, lists) = head
            .split_once("\n\n")
            .or_else(|| head.strip_prefix('\n').map(|lists| ("", lists)))
            .ok_or_else(|| damaged("names of lists"))?;
        let labels: Vec<String> = labels.lines().map(str::to_owned).collect();
        let lists: Vec<(String, String)> = lists
            .lines()
            .map(|l| l.split_once('\t').map(|(a, b)| (a.to_owned(), b.to_owned())))
            .collect::<Option<_>>()
            .ok_or_else(|| damaged("names of lists"))?;
        let longest = u32_at(bytes, 12) as usize;
        Ok(Block { sections, longest, guarded: false, labels, lists, owner })
    }

    /// Checks every piece, and that every row and name lies where it should.
    pub(crate) fn verify(&self) -> Result<(), Error> {
        (0..self.pieces()).try_for_each(|n| self.check_piece(n))?;
        let view = self.view();
        for n in 0..view.entries() as u32 {
            let (meta, _) = view.entry(n).ok_or_else(|| damaged("a row"))?;
            if meta.label as usize >= self.labels.len() || meta.list as usize >= self.lists.len() {
                return Err(damaged("the label or list of a row"));
            }
        }
        Ok(())
    }

    /// The bytes that opening a large block does not check.
    #[cfg(test)]
    pub(crate) fn unchecked_range(&self) -> (usize, usize) {
        (HEADER, self.sections[HEAD].0)
    }

    /// Has rows held to their guards, as in a large block.
    #[cfg(test)]
    pub(crate) fn guard(&mut self) {
        self.guarded = true;
    }

    fn pieces(&self) -> usize {
        (self.sections[SUMS].1 - self.sections[SUMS].0) / 8
    }

    fn check_piece(&self, n: usize) -> Result<(), Error> {
        let bytes = self.bytes();
        let from = HEADER + n * PIECE;
        let to = (from + PIECE).min(self.sections[HEAD].0);
        if sum(&bytes[from..to]) != u64_at(bytes, self.sections[SUMS].0 + n * 8) {
            return Err(damaged(&format!("checksum of the bytes from {from} to {to}")));
        }
        Ok(())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        (*self.owner).as_ref()
    }

    /// The parts as slices, for one pass over a text.
    pub(crate) fn view(&self) -> View<'_> {
        let bytes = self.bytes();
        // An owner whose bytes change length between calls gets an empty part, not a panic.
        let part = |i: usize| bytes.get(self.sections[i].0..self.sections[i].1).unwrap_or(&[]);
        View {
            buckets: part(SLOTS).as_chunks().0,
            longest: self.longest,
            starts: part(STARTS),
            odd: part(ODD),
            prefixes: part(PREFIXES),
            odd_prefixes: part(ODD_PREFIXES),
            pairs: part(PAIRS),
            patterns: part(PATTERNS),
            metas: part(METAS),
            guards: part(GUARDS),
            rows: part(ROWS),
            guarded: self.guarded,
        }
    }
}

/// Where the node of a word after a node is looked for first, and what it keeps of its key.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    key: u64,
    bucket: u32,
    check: u32,
}

/// The parts of a block as slices.
#[derive(Clone, Copy)]
pub(crate) struct View<'b> {
    buckets: &'b [[u8; BUCKET * SLOT]],
    longest: usize,
    starts: &'b [u8],
    odd: &'b [u8],
    prefixes: &'b [u8],
    odd_prefixes: &'b [u8],
    pairs: &'b [u8],
    patterns: &'b [u8],
    metas: &'b [u8],
    guards: &'b [u8],
    rows: &'b [u8],
    guarded: bool,
}

impl<'b> View<'b> {
    /// The node of a word after a node, if any name goes on so.
    #[inline]
    pub(crate) fn child(&self, parent: u32, hash: u64) -> Option<u32> {
        self.child_at(self.place(parent, hash))
    }

    /// Where the node of a word after a node would be.
    #[inline]
    pub(crate) fn place(&self, parent: u32, hash: u64) -> Place {
        let k = key(parent, hash);
        Place { key: k, bucket: home(k, self.buckets.len()) as u32, check: check(k) }
    }

    /// Whether a name can go on with the word of this place, which is its second. May say yes wrongly,
    /// never no.
    #[inline]
    pub(crate) fn may_follow(&self, place: Place) -> bool {
        has_bit(self.pairs, place.key)
    }

    /// Something of the memory at a place, so that the processor has it when it is needed: places
    /// touched one after the other are fetched at the same time.
    #[inline]
    pub(crate) fn touch(&self, place: Place) -> u8 {
        self.buckets.get(place.bucket as usize).map_or(0, |b| b[0])
    }

    /// The same for the patterns from a number on.
    #[inline]
    pub(crate) fn touch_pattern(&self, first: u32) -> u8 {
        self.patterns.get(first as usize * PATTERN).copied().unwrap_or(0)
    }

    /// The same for the name of a pattern and what is known of its entry.
    #[inline]
    pub(crate) fn touch_name(&self, first: u32) -> u8 {
        let at = first as usize * PATTERN;
        let name = self.rows.get(u32_at(self.patterns, at + 4) as usize).copied().unwrap_or(0);
        name ^ self.metas.get(u32_at(self.patterns, at) as usize * META).copied().unwrap_or(0)
    }

    /// The node at a place, if there is one.
    #[inline]
    pub(crate) fn child_at(&self, place: Place) -> Option<u32> {
        let want = place.check;
        let mut at = place.bucket as usize;
        // No key lies farther from its home than the longest probe while building.
        for _ in 0..=self.longest {
            let checks = self.buckets.get(at)?.first_chunk::<{ BUCKET * 4 }>()?;
            // All are compared, so that there is no branch that could not be foreseen.
            let mut found = usize::MAX;
            for (lane, c) in checks.as_chunks::<4>().0.iter().enumerate() {
                if u32::from_le_bytes(*c) == want {
                    found = lane;
                }
            }
            if found != usize::MAX {
                return Some((at * BUCKET + found) as u32);
            }
            if u32_at(checks, (BUCKET - 1) * 4) == 0 {
                return None;
            }
            at = if at + 1 >= self.buckets.len() { 0 } else { at + 1 };
        }
        None
    }

    #[inline]
    fn first(&self, node: u32) -> u32 {
        let node = node as usize;
        self.buckets.get(node / BUCKET).map_or(0, |b| u32_at(b, (BUCKET + node % BUCKET) * 4))
    }

    /// The number of the first pattern that ends at a node.
    #[inline]
    pub(crate) fn first_pattern(&self, node: u32) -> Option<u32> {
        (self.first(node) & !GOES_ON).checked_sub(1)
    }

    /// Whether a name goes on from a node.
    #[inline]
    pub(crate) fn goes_on(&self, node: u32) -> bool {
        self.first(node) & GOES_ON != 0
    }

    /// Whether a name can begin with this word. May say yes wrongly, never no.
    #[inline]
    pub(crate) fn may_start(&self, hash: u64) -> bool {
        has_bit(self.starts, hash)
    }

    /// Whether a name that may begin in lower case or with a mark can begin with this word.
    #[inline]
    pub(crate) fn may_start_odd(&self, hash: u64) -> bool {
        has_bit(self.odd, hash)
    }

    /// [`View::may_start`], or for a word in lower case [`View::may_start_odd`], by the
    /// [`prefix`] of the word.
    #[inline]
    pub(crate) fn may_start_prefix(&self, prefix: u64, lower: bool) -> bool {
        has_bit(if lower { self.odd_prefixes } else { self.prefixes }, prefix)
    }

    /// Whether every name begins in capitals, so that words in lower case need not be looked at.
    pub(crate) fn no_odd(&self) -> bool {
        self.odd.len() <= 64 && self.odd.iter().all(|b| *b == 0)
    }

    /// The patterns of a node, from its first.
    #[inline]
    pub(crate) fn patterns(&self, first: u32) -> impl Iterator<Item = Pattern> + use<'b> {
        let all = self.patterns;
        let mut next = Some(first as usize);
        std::iter::from_fn(move || {
            let n = next?;
            let p = all.get(n * PATTERN..(n + 1) * PATTERN)?;
            let bits = u16::from_le_bytes([p[10], p[11]]);
            let pattern = Pattern {
                entry: u32_at(p, 0),
                at: u32_at(p, 4),
                len: u16::from_le_bytes([p[8], p[9]]),
                which: bits & WHICH,
                fold_case: bits & FOLD_CASE != 0,
                last: bits & LAST != 0,
            };
            next = if pattern.last { None } else { Some(n + 1) };
            Some(pattern)
        })
    }

    /// All patterns, in the order of their nodes.
    #[cfg(any(test, feature = "bench"))]
    pub(crate) fn all_patterns(&self) -> impl Iterator<Item = Pattern> + use<'b> {
        let this = *self;
        (0..this.pattern_count() as u32).filter_map(move |n| this.patterns(n).next())
    }

    /// Whether rows must be held to their guards, because the block has not been checked whole.
    #[inline]
    pub(crate) fn guarded(&self) -> bool {
        self.guarded
    }

    /// The bytes of a pattern's name.
    #[inline]
    pub(crate) fn name(&self, p: Pattern) -> Option<&'b [u8]> {
        self.rows.get(p.at as usize..p.at as usize + p.len as usize)
    }

    pub(crate) fn entries(&self) -> usize {
        (self.metas.len() / META).saturating_sub(1)
    }

    pub(crate) fn pattern_count(&self) -> usize {
        self.patterns.len() / PATTERN
    }

    /// What is known of an entry, for a match that is about to be reported. `None` only where the
    /// block is damaged.
    #[inline]
    pub(crate) fn meta(&self, n: u32) -> Option<Meta> {
        if self.guarded {
            return self.entry(n).map(|(meta, _)| meta);
        }
        let m = self.metas.get(n as usize * META..(n as usize + 1) * META)?;
        Some(Meta { label: m[4], weak: m[5] != 0, list: u16::from_le_bytes([m[6], m[7]]) })
    }

    /// What is known of an entry, and its row. `None` for a number that is none, or where the block
    /// is damaged.
    pub(crate) fn entry(&self, n: u32) -> Option<(Meta, &'b str)> {
        let n = n as usize;
        let m = self.metas.get(n * META..(n + 2) * META)?;
        let row = self.rows.get(u32_at(m, 0) as usize..u32_at(m, META) as usize)?;
        let meta = Meta { label: m[4], weak: m[5] != 0, list: u16::from_le_bytes([m[6], m[7]]) };
        if self.guarded && u32_at(self.guards, n * GUARD) != guard(row, meta) {
            return None;
        }
        Some((meta, std::str::from_utf8(row).ok()?))
    }
}

#[inline]
fn u32_at(bytes: &[u8], at: usize) -> u32 {
    match bytes.get(at..at + 4) {
        Some(b) => u32::from_le_bytes([b[0], b[1], b[2], b[3]]),
        None => 0,
    }
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
