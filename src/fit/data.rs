//! Stories as numbers: features of parts, parts of candidates, and what the gold allows.

use super::gold::{self, GoldStory};
use crate::candidate::Candidate;
use crate::gazetteer::Gazetteer;
use crate::label::{KINDS, Kind};
use crate::reader::Reader;
use crate::resolve::lattice::{self, Piece};
use crate::resolve::memory::{Known, Memory};
use crate::score::evidence::{Context, Sink};
use crate::score::parts::{self, Cache, Store};
use crate::score::short;
use crate::story::Story;
use std::collections::HashMap;
use std::fmt::Arguments;

/// All evidence seen, numbered.
#[derive(Clone, Default)]
pub(crate) struct Features {
    index: HashMap<u64, u32>,
    pub keys: Vec<u64>,
    pub names: Vec<String>,
    /// In how many stories it was seen.
    pub stories: Vec<u32>,
    last_story: Vec<u32>,
    story: u32,
}

impl Features {
    fn number(&mut self, key: u64, name: Arguments<'_>) -> u32 {
        let key = short(key);
        let next = self.keys.len() as u32;
        let n = *self.index.entry(key).or_insert(next);
        if n == next {
            self.keys.push(key);
            self.names.push(name.to_string().replace(['\t', '\n'], " "));
            self.stories.push(0);
            self.last_story.push(u32::MAX);
        }
        if self.last_story[n as usize] != self.story {
            self.last_story[n as usize] = self.story;
            self.stories[n as usize] += 1;
        }
        n
    }
}

/// Lists of numbers, one after the other.
#[derive(Default)]
pub(crate) struct Lists {
    ends: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    pub(crate) fn close(&mut self) -> u32 {
        self.ends.push(self.items.len() as u32);
        self.ends.len() as u32 - 1
    }
    pub(crate) fn get(&self, n: usize) -> &[u32] {
        let from = if n == 0 { 0 } else { self.ends[n - 1] as usize };
        &self.items[from..self.ends[n] as usize]
    }
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }
}

struct Collector<'f> {
    features: &'f mut Features,
    parts: Lists,
}

impl Sink for Collector<'_> {
    fn put(&mut self, key: u64, name: Arguments<'_>) {
        let n = self.features.number(key, name);
        self.parts.items.push(n);
    }
}

impl Store for Collector<'_> {
    type Sink = Self;
    type Part = u32;
    fn begin(&mut self) -> &mut Self {
        self
    }
    fn end(&mut self) -> u32 {
        self.parts.close()
    }
}

/// One story, ready to fit.
pub(crate) struct Item {
    pub story: Story,
    pub memory: Memory,
    pub candidates: Vec<Candidate>,
    /// Features of every part.
    pub parts: Lists,
    /// Parts of every candidate.
    pub of: Lists,
    /// What of the story is read together.
    pub pieces: Vec<Piece>,
    /// Kinds the gold allows a candidate, a bit each.
    pub allowed: Vec<u8>,
    /// The gold's kind of a candidate.
    pub gold: Vec<Option<Kind>>,
}

/// Reads a story. Evidence new to `features` is numbered.
pub(crate) fn item(
    g: &GoldStory,
    number: usize,
    gazetteers: &[Gazetteer],
    lists: &[String],
    features: &mut Features,
    missed: &mut usize,
) -> Item {
    features.story = number as u32;
    let mut reader = Reader::default();
    reader.prepare(&g.text, gazetteers);
    let Reader { story, memory, candidates, .. } = reader;
    let cx = Context { text: &g.text, story: &story, memory: &memory, lists };
    let mut collector = Collector { features, parts: Lists::default() };
    let mut of = Lists::default();
    parts::assemble(&cx, &candidates, &mut Cache::default(), &mut collector, |part| match part {
        Some(part) => of.items.push(part),
        None => {
            of.close();
        }
    });
    let parts = collector.parts;
    let mut pieces = Vec::new();
    lattice::pieces(story.tokens(), &candidates, &mut pieces);
    // What the gold says of each candidate.
    let tokens = story.tokens();
    let mut gold_of = vec![None; candidates.len()];
    let mut free = vec![false; tokens.len()]; // tokens the gold leaves open
    let mut taken = vec![false; tokens.len()]; // tokens of gold names
    for s in &g.spans {
        let first = tokens.partition_point(|t| (t.end as usize) <= s.start);
        let end = tokens.partition_point(|t| (t.start as usize) < s.end);
        let Some(kind) = gold::kind(&s.label) else { continue };
        let exact = tokens.get(first).is_some_and(|t| t.start as usize == s.start)
            && end > first
            && tokens[end - 1].end as usize == s.end;
        let at = candidates.iter().position(|c| (c.start, c.end) == (first as u32, end as u32));
        match at {
            Some(n) if exact && !s.optional => {
                gold_of[n] = Some(kind);
                taken[first..end].fill(true);
            }
            _ => {
                if !s.optional && kind != Kind::Other {
                    *missed += 1;
                }
                free[first..end.max(first)].fill(true);
            }
        }
    }
    let groups = g.labels.iter().any(|l| l == "GROUP");
    let open = 1 << Kind::Other as u8 | if groups { 0 } else { 1 << Kind::Group as u8 };
    let allowed = candidates
        .iter()
        .zip(&gold_of)
        .map(|(c, gold)| {
            let range = c.start as usize..c.end as usize;
            match gold {
                Some(kind) => 1 << *kind as u8,
                None if taken[range.clone()].contains(&true) => 0,
                None if free[range].contains(&true) => (1 << KINDS) - 1,
                None => open,
            }
        })
        .collect();
    Item { story, memory, candidates, parts, of, pieces, allowed, gold: gold_of }
}

/// The evidence of every candidate of a story from the names of a first reading.
pub(crate) fn learn(
    item: &Item,
    text: &str,
    lists: &[String],
    known: &[Known],
    features: &mut Features,
    number: usize,
) -> Lists {
    features.story = number as u32;
    let mut memory = item.memory.clone();
    memory.learn(text, &item.story, known);
    let cx = Context { text, story: &item.story, memory: &memory, lists };
    let mut collector = Collector { features, parts: Lists::default() };
    for (n, c) in item.candidates.iter().enumerate() {
        memory.names(&cx, n, c.start as usize, c.end as usize, &mut collector);
        collector.parts.close();
    }
    collector.parts
}
