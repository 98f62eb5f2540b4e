//! The compact engine: a trie over the hashes of folded words, in one block of bytes.
//!
//! The block is the same in memory and on disk, so a compiled list is used as it lies, without
//! being read. All numbers are little-endian. A node is a slot of an open-addressing hash table
//! keyed by (parent slot, word hash); its number is its slot. Twelve bytes a slot: parent, check
//! (the upper half of the key's hash), first pattern + 1 or 0. Two words may share a node when
//! their checks collide; every match is verified against the string, so that costs time only.

use crate::error::Error;
use crate::token::fold;
use std::sync::Arc;

/// A list's bytes, whoever owns them.
pub(crate) type Owner = Arc<dyn AsRef<[u8]> + Send + Sync>;

const MAGIC: &[u8; 8] = b"dateline";
const VERSION: u32 = 1;
const SECTIONS: usize = 6;
const HEADER: usize = 16 + SECTIONS * 16;
/// The parent of a word that begins a name.
pub(crate) const ROOT: u32 = u32::MAX - 1;
const FREE: u32 = u32::MAX;
const SLOT: usize = 12;
const PATTERN: usize = 8;
const META: usize = 8;
/// Bits of the filter of first words of names that may begin in lower case.
const FILTER_BITS: usize = 1 << 15;

/// One way to write one entry: which of its names, and how to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    pub entry: u32,
    /// 0 for the name, n for the n-th alias.
    pub which: u16,
    pub fold_case: bool,
    last: bool,
}

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
    /// (parent, hash) of every node, parents first.
    nodes: Vec<(u32, u64)>,
    /// Open addressing over `nodes`: node number + 1.
    index: Vec<u32>,
    patterns: Vec<(u32, Pattern)>,
    metas: Vec<(u32, Meta)>,
    filter: Vec<u64>,
    pub blob: Vec<u8>,
    pub labels: Vec<String>,
    /// Name and header line of every list.
    pub lists: Vec<(String, String)>,
}

impl Builder {
    pub(crate) fn new() -> Builder {
        Builder { index: vec![0; 1 << 10], filter: vec![0; FILTER_BITS / 64], ..Builder::default() }
    }

    pub(crate) fn entries(&self) -> usize {
        self.metas.len()
    }

    /// Adds an entry's row; its patterns follow.
    pub(crate) fn entry(&mut self, meta: Meta, row: &str) -> Result<u32, Error> {
        let at = u32::try_from(self.blob.len())
            .map_err(|_| Error::new("the list is larger than 4 GiB; split it into several"))?;
        self.blob.extend_from_slice(row.as_bytes());
        self.metas.push((at, meta));
        Ok(self.metas.len() as u32 - 1)
    }

    /// Adds a name by the hashes of its words.
    pub(crate) fn pattern(&mut self, words: &[u64], lower_start: bool, entry: u32, which: u16, fold_case: bool) {
        let mut node = ROOT;
        for &w in words {
            node = self.child(node, w);
        }
        if lower_start {
            let bit = fold::mix(words[0]) as usize % FILTER_BITS;
            self.filter[bit / 64] |= 1 << (bit % 64);
        }
        self.patterns.push((node, Pattern { entry, which, fold_case, last: false }));
    }

    fn child(&mut self, parent: u32, hash: u64) -> u32 {
        if self.nodes.len() * 2 >= self.index.len() {
            let size = self.index.len() * 2;
            self.index.clear();
            self.index.resize(size, 0);
            for (n, &(p, h)) in self.nodes.iter().enumerate() {
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
            match self.index[at] {
                0 => {
                    self.nodes.push((parent, hash));
                    self.index[at] = self.nodes.len() as u32;
                    return self.nodes.len() as u32 - 1;
                }
                n if self.nodes[n as usize - 1] == (parent, hash) => return n - 1,
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// The finished block.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.index = Vec::new();
        let slots = (self.nodes.len() * 4 / 3 + 8).max(8);
        // Nodes to slots, parents first.
        let mut table: Vec<(u32, u32, u32)> = vec![(FREE, 0, 0); slots];
        let mut slot_of = vec![0u32; self.nodes.len()];
        for (n, &(parent, hash)) in self.nodes.iter().enumerate() {
            let parent = if parent == ROOT { ROOT } else { slot_of[parent as usize] };
            let k = key(parent, hash);
            let mut at = home(k, slots);
            while table[at].0 != FREE {
                at = if at + 1 == slots { 0 } else { at + 1 };
            }
            table[at] = (parent, check(k), 0);
            slot_of[n] = at as u32;
        }
        self.nodes = Vec::new();
        for p in &mut self.patterns {
            p.0 = slot_of[p.0 as usize];
        }
        drop(slot_of);
        self.patterns.sort_by_key(|(slot, p)| (*slot, p.entry, p.which));
        for i in 0..self.patterns.len() {
            let slot = self.patterns[i].0;
            if i == 0 || self.patterns[i - 1].0 != slot {
                table[slot as usize].2 = i as u32 + 1;
            }
            self.patterns[i].1.last = self.patterns.get(i + 1).is_none_or(|next| next.0 != slot);
        }

        let mut names = String::new();
        for label in &self.labels {
            names.push_str(label);
            names.push('\n');
        }
        names.push('\n');
        for (name, header) in &self.lists {
            names.push_str(name);
            names.push('\t');
            names.push_str(header);
            names.push('\n');
        }
        let sizes = [
            slots * SLOT,
            FILTER_BITS / 8,
            self.patterns.len() * PATTERN,
            (self.metas.len() + 1) * META,
            self.blob.len(),
            names.len(),
        ];
        let mut out = Vec::with_capacity(HEADER + sizes.iter().sum::<usize>());
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&0u32.to_le_bytes());
        let mut at = HEADER as u64;
        for size in sizes {
            out.extend_from_slice(&at.to_le_bytes());
            out.extend_from_slice(&(size as u64).to_le_bytes());
            at += size as u64;
        }
        for (parent, check, value) in table {
            out.extend_from_slice(&parent.to_le_bytes());
            out.extend_from_slice(&check.to_le_bytes());
            out.extend_from_slice(&value.to_le_bytes());
        }
        for word in &self.filter {
            out.extend_from_slice(&word.to_le_bytes());
        }
        for (_, p) in &self.patterns {
            out.extend_from_slice(&p.entry.to_le_bytes());
            out.extend_from_slice(&p.which.to_le_bytes());
            out.push(u8::from(p.fold_case));
            out.push(u8::from(p.last));
        }
        for (at, meta) in &self.metas {
            out.extend_from_slice(&at.to_le_bytes());
            out.push(meta.label);
            out.push(u8::from(meta.weak));
            out.extend_from_slice(&meta.list.to_le_bytes());
        }
        out.extend_from_slice(&(self.blob.len() as u32).to_le_bytes());
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&self.blob);
        out.extend_from_slice(names.as_bytes());
        out
    }
}

#[inline]
fn key(parent: u32, hash: u64) -> u64 {
    fold::mix(hash ^ u64::from(parent).wrapping_mul(0xd6e8_feb8_6659_fd93))
}

#[inline]
fn check(key: u64) -> u32 {
    key as u32
}

#[inline]
fn home(key: u64, slots: usize) -> usize {
    (((key >> 32) * slots as u64) >> 32) as usize
}

/// A block that has been checked, and its parts.
#[derive(Clone)]
pub(crate) struct Block {
    owner: Owner,
    sections: [(usize, usize); SECTIONS],
    pub labels: Vec<String>,
    pub lists: Vec<(String, String)>,
}

impl Block {
    /// Checks the header and the sizes; reads nothing else but the names of lists and labels.
    pub(crate) fn open(owner: Owner) -> Result<Block, Error> {
        let bytes = (*owner).as_ref();
        let foreign = || Error::new("this is no compiled list; make one with `dateline gazetteer compile`");
        let damaged = |what: &str| Error::new(format!("the compiled list is damaged ({what}); compile it again"));
        if bytes.len() < HEADER || &bytes[..8] != MAGIC {
            return Err(foreign());
        }
        let version = u32_at(bytes, 8);
        if version != VERSION {
            return Err(Error::new(format!(
                "the compiled list has format version {version}, this program reads {VERSION}; compile it again"
            )));
        }
        let mut sections = [(0, 0); SECTIONS];
        let mut expect = HEADER as u64;
        for (i, section) in sections.iter_mut().enumerate() {
            let at = u64_at(bytes, 16 + i * 16);
            let size = u64_at(bytes, 24 + i * 16);
            if at != expect || size > bytes.len() as u64 {
                return Err(damaged("section table"));
            }
            expect = at + size;
            *section = (at as usize, (at + size) as usize);
        }
        if expect != bytes.len() as u64 {
            return Err(damaged("length"));
        }
        let size = |i: usize| sections[i].1 - sections[i].0;
        if size(0) % SLOT != 0
            || size(0) == 0
            || size(1) != FILTER_BITS / 8
            || size(2) % PATTERN != 0
            || size(3) % META != 0
            || size(3) == 0
        {
            return Err(damaged("section sizes"));
        }
        let names = std::str::from_utf8(&bytes[sections[5].0..sections[5].1])
            .map_err(|_| damaged("names of lists"))?;
        let (labels, lists) = names.split_once("\n\n").ok_or_else(|| damaged("names of lists"))?;
        let labels: Vec<String> = labels.lines().map(str::to_owned).collect();
        let lists: Vec<(String, String)> = lists
            .lines()
            .map(|l| l.split_once('\t').map(|(a, b)| (a.to_owned(), b.to_owned())))
            .collect::<Option<_>>()
            .ok_or_else(|| damaged("names of lists"))?;
        Ok(Block { sections, labels, lists, owner })
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        (*self.owner).as_ref()
    }

    /// The parts as slices, for one pass over a text.
    pub(crate) fn view(&self) -> View<'_> {
        let bytes = self.bytes();
        let part = |i: usize| &bytes[self.sections[i].0..self.sections[i].1];
        View {
            slots: part(0),
            count: (self.sections[0].1 - self.sections[0].0) / SLOT,
            filter: part(1),
            patterns: part(2),
            metas: part(3),
            blob: part(4),
        }
    }
}

/// The parts of a block as slices.
#[derive(Clone, Copy)]
pub(crate) struct View<'b> {
    slots: &'b [u8],
    count: usize,
    filter: &'b [u8],
    patterns: &'b [u8],
    metas: &'b [u8],
    blob: &'b [u8],
}

impl<'b> View<'b> {
    /// The node of a word after a node, if any name goes on so.
    #[inline]
    pub(crate) fn child(&self, parent: u32, hash: u64) -> Option<u32> {
        let k = key(parent, hash);
        let check = check(k);
        let mut at = home(k, self.count);
        // A full table cannot be built, but a damaged file may hold one.
        for _ in 0..self.count {
            let slot = self.slots.get(at * SLOT..at * SLOT + SLOT)?;
            let p = u32_at(slot, 0);
            if p == FREE {
                return None;
            }
            if p == parent && u32_at(slot, 4) == check {
                return Some(at as u32);
            }
            at = if at + 1 == self.count { 0 } else { at + 1 };
        }
        None
    }

    /// The number of the first pattern that ends at a node.
    #[inline]
    pub(crate) fn first_pattern(&self, node: u32) -> Option<u32> {
        match u32_at(self.slots, node as usize * SLOT + 8) {
            0 => None,
            n => Some(n - 1),
        }
    }

    /// Whether a name that may begin in lower case can begin with this word.
    #[inline]
    pub(crate) fn may_start_lower(&self, hash: u64) -> bool {
        let bit = fold::mix(hash) as usize % FILTER_BITS;
        self.filter[bit / 8] >> (bit % 8) & 1 == 1
    }

    /// The patterns of a node, from its first.
    pub(crate) fn patterns(&self, first: u32) -> impl Iterator<Item = (u32, Pattern)> + use<'b> {
        let all = self.patterns;
        let mut next = Some(first);
        std::iter::from_fn(move || {
            let n = next?;
            let p = all.get(n as usize * PATTERN..(n as usize + 1) * PATTERN)?;
            let pattern = Pattern {
                entry: u32_at(p, 0),
                which: u16::from_le_bytes([p[4], p[5]]),
                fold_case: p[6] != 0,
                last: p[7] != 0,
            };
            next = if pattern.last { None } else { Some(n + 1) };
            Some((n, pattern))
        })
    }

    pub(crate) fn entries(&self) -> usize {
        self.metas.len() / META - 1
    }

    pub(crate) fn pattern_count(&self) -> usize {
        self.patterns.len() / PATTERN
    }

    /// What is known of an entry, and its row. `None` only in a damaged file.
    pub(crate) fn entry(&self, n: u32) -> Option<(Meta, &'b str)> {
        let n = n as usize;
        let m = self.metas.get(n * META..(n + 2) * META)?;
        let row = self.blob.get(u32_at(m, 0) as usize..u32_at(m, META) as usize)?;
        let meta = Meta { label: m[4], weak: m[5] != 0, list: u16::from_le_bytes([m[6], m[7]]) };
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
