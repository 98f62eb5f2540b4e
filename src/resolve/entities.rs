//! Stage 5: which mentions are of one thing.
//!
//! Persons: a mention joins the person whose fuller name contains its words in order, the one
//! mentioned last if several do. Organizations: the same words, an acronym and its long form, a
//! name with and without its legal form or "the", two orders of the same words ("Department of
//! Defence", "Defence Department"), the first words of a longer name. Places and groups: the same
//! words or the same list entry.

use crate::label::Kind;
use crate::lexicon::Classes;
use crate::reader::Named;
use crate::steps::step;
use crate::story::{Story, initials_match, word};
use crate::token::fold::mix;
use crate::token::{Shape, Token};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// For keys that are hashes already.
#[derive(Default)]
pub(crate) struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        mix(self.0)
    }
    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(b);
        }
    }
    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

pub(crate) type Hashed = BuildHasherDefault<Identity>;

/// The words of a mention that count for comparison, in the arena.
struct Mention {
    kind: Kind,
    words: (u32, u32),
    /// Sorted content words.
    bag: (u32, u32),
    /// List entry (layer, entry) of an unambiguous hit.
    entry: Option<(u16, u32)>,
    /// The mention as one token in capitals.
    acronym: bool,
    /// Letters of an acronym, or words that an acronym of the name must have a letter for.
    initials: u32,
    tokens: (usize, usize),
}

/// Mentions with the words of all of them.
#[derive(Default)]
struct Mentions {
    list: Vec<Mention>,
    arena: Vec<u64>,
}

impl Mentions {
    fn words(&self, n: usize) -> &[u64] {
        let (a, b) = self.list[n].words;
        &self.arena[a as usize..b as usize]
    }
    fn bag(&self, n: usize) -> &[u64] {
        let (a, b) = self.list[n].bag;
        &self.arena[a as usize..b as usize]
    }
}

/// No mention, no node.
const NONE: u32 = u32::MAX;

/// A thing: its mentions are a chain, in the order in which they were found to be of it.
struct Thing {
    first: u32,
    last: u32,
    count: u32,
}

/// Links mentions. Its buffers are reused between texts.
#[derive(Default)]
pub(crate) struct Linker {
    /// For every name the number of the thing it names, in order of first mention.
    pub of: Vec<usize>,
    mentions: Mentions,
    things: Vec<Thing>,
    /// For every mention the next one of the same thing.
    next: Vec<u32>,
    order: Vec<u32>,
    /// For every number of words, the longest first, where its mentions begin in `order`.
    starts: Vec<u32>,
    /// Things by the words of their mentions, so that linking stays linear on long texts: the node
    /// of the thing filed last, from which the earlier ones are reached.
    by_word: HashMap<u64, u32, Hashed>,
    nodes: Vec<(u32, u32)>,
    candidates: Vec<u32>,
    number: Vec<usize>,
}

/// How many things under a word are looked at, the latest first: a text that repeats one word a
/// million times must not take a million squared steps.
const LATEST: usize = 32;

impl Linker {
    /// Finds for every name the number of the thing it names.
    pub(crate) fn link(&mut self, text: &str, story: &Story, named: &[Named]) {
        let tokens = story.tokens();
        self.mentions.list.clear();
        self.mentions.arena.clear();
        for n in named {
            push_mention(story, n, &mut self.mentions);
        }
        self.things.clear();
        self.by_word.clear();
        self.nodes.clear();
        self.of.clear();
        self.of.resize(named.len(), 0);
        self.next.clear();
        self.next.resize(named.len(), NONE);
        // Fuller names first, so that every short form finds its long one wherever that stands.
        self.longest_first();
        for at in 0..self.order.len() {
            let n = self.order[at] as usize;
            let kind = self.mentions.list[n].kind;
            // Most names of a story stand there again word for word; those are filed already.
            let exact = exact_key(self.mentions.words(n));
            let again = exact.and_then(|key| self.by_word.get(&(key ^ kind as u64)));
            let again = again.map(|&node| self.nodes[node as usize].0).filter(|_| kind != Kind::Other);
            let old = again.or_else(|| self.known(text, tokens, n));
            let thing = match old {
                Some(thing) => thing,
                None => {
                    self.things.push(Thing { first: NONE, last: NONE, count: 0 });
                    self.things.len() as u32 - 1
                }
            };
            self.of[n] = thing as usize;
            if kind == Kind::Other {
                continue;
            }
            let chain = &mut self.things[thing as usize];
            if chain.count < 64 {
                match chain.last {
                    NONE => chain.first = n as u32,
                    last => self.next[last as usize] = n as u32,
                }
                chain.last = n as u32;
                chain.count += 1;
            }
            if again.is_some() {
                continue;
            }
            let (mentions, by_word, nodes) = (&self.mentions, &mut self.by_word, &mut self.nodes);
            let initial = initial_of(&mentions.list[n], false, tokens, text);
            for key in keys(mentions, n).chain(initial).chain(exact) {
                let head = by_word.entry(key ^ kind as u64).or_insert(NONE);
                // A new thing is filed under a word at most by this mention.
                let latest = if old.is_some() { LATEST } else { 1 };
                let filed = Filed { nodes: nodes.as_slice(), at: *head }.take(latest).any(|t| t == thing);
                if !filed {
                    nodes.push((thing, *head));
                    *head = nodes.len() as u32 - 1;
                }
            }
        }
        // Number in order of first mention.
        self.number.clear();
        self.number.resize(self.things.len(), usize::MAX);
        let mut next = 0;
        for thing in &mut self.of {
            let number = &mut self.number[*thing];
            if *number == usize::MAX {
                *number = next;
                next += 1;
            }
            *thing = *number;
        }
    }

    /// Puts the mentions in order, those with most words first, by counting: there are few lengths.
    fn longest_first(&mut self) {
        let length = |m: &Mention| (m.words.1 - m.words.0) as usize;
        let longest = self.mentions.list.iter().map(length).max().unwrap_or(0);
        self.starts.clear();
        self.starts.resize(longest + 1, 0);
        for m in &self.mentions.list {
            self.starts[longest - length(m)] += 1;
        }
        let mut start = 0;
        for s in &mut self.starts {
            (start, *s) = (start + *s, start);
        }
        self.order.clear();
        self.order.resize(self.mentions.list.len(), 0);
        for (n, m) in self.mentions.list.iter().enumerate() {
            let place = &mut self.starts[longest - length(m)];
            self.order[*place as usize] = n as u32;
            *place += 1;
        }
    }

    /// The thing among those known that mention `n` is of.
    fn known(&mut self, text: &str, tokens: &[Token], n: usize) -> Option<u32> {
        let m = &self.mentions.list[n];
        if m.kind == Kind::Other {
            return None;
        }
        self.candidates.clear();
        for key in keys(&self.mentions, n).chain(initial_of(m, true, tokens, text)) {
            if let Some(&at) = self.by_word.get(&(key ^ m.kind as u64)) {
                self.candidates.extend(Filed { nodes: &self.nodes, at }.take(LATEST));
            }
        }
        self.candidates.sort_unstable();
        self.candidates.dedup();
        // (introduced before, strength, nearness, thing)
        let mut best: Option<(bool, u32, usize, u32)> = None;
        for &thing in &self.candidates {
            let chain = || {
                let first = self.things[thing as usize].first;
                std::iter::successors((first != NONE).then_some(first), |&m| {
                    Some(self.next[m as usize]).filter(|&m| m != NONE)
                })
                .map(|m| m as usize)
                .inspect(|_| step())
            };
            let strength =
                chain().take(24).map(|o| same(text, tokens, &self.mentions, n, o)).max().unwrap_or(0);
            if strength == 0 {
                continue;
            }
            // Nearest mention before this one, else the first after.
            let near = chain().map(|o| if o < n { n - o } else { 1_000_000 + o - n }).min();
            let near = near.unwrap_or(usize::MAX);
            // A person's short name refers to somebody the story has introduced, if there is one.
            let before = m.kind == Kind::Person && near < 1_000_000;
            let better = |(b, s, d, _): (bool, u32, usize, u32)| {
                (before, strength, std::cmp::Reverse(near)) > (b, s, std::cmp::Reverse(d))
            };
            if best.is_none_or(better) {
                best = Some((before, strength, near, thing));
            }
        }
        best.map(|(.., thing)| thing)
    }
}

/// The things filed under a word, the latest first.
struct Filed<'n> {
    nodes: &'n [(u32, u32)],
    at: u32,
}

impl Iterator for Filed<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        step();
        let &(thing, earlier) = self.nodes.get(self.at as usize)?;
        self.at = earlier;
        Some(thing)
    }
}

/// Under which letter an organization is filed for its acronym, or an acronym looks for it.
fn initial_of(m: &Mention, acronym: bool, tokens: &[Token], text: &str) -> Option<u64> {
    (m.kind == Kind::Org && m.acronym == acronym).then(|| initial_key(&tokens[m.tokens.0], text))
}

/// The key of all words together.
fn exact_key(words: &[u64]) -> Option<u64> {
    let together = |h: u64, w: &u64| (mix(h) ^ w).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (!words.is_empty()).then(|| words.iter().fold(0x7f4a_7c15_9e37_79b9, together))
}

/// Under which words a mention is filed.
fn keys(mentions: &Mentions, n: usize) -> impl Iterator<Item = u64> + '_ {
    let m = &mentions.list[n];
    let entry = m.entry.map(|(layer, n)| (u64::from(layer) << 32 | u64::from(n)) ^ 0xabcd_ef01_2345_6789);
    let words = mentions.words(n);
    // Two names that share but a small word are not one thing.
    let small = |w: &u64| words.len() > 1 && matches!(*w, word::OF | word::AND | word::FOR);
    words.iter().copied().take(12).filter(move |w| !small(w)).chain(entry)
}

/// Under which letter an organization is filed for its acronym.
fn initial_key(t: &Token, text: &str) -> u64 {
    let c = t.text(text).chars().next().map_or('?', |c| c.to_ascii_uppercase());
    0x5151_0000_0000_0000 | u64::from(c as u32)
}

fn push_mention(story: &Story, n: &Named, mentions: &mut Mentions) {
    let (i, j) = (n.start as usize, n.end as usize);
    let tokens = &story.tokens()[i..j];
    let arena = &mut mentions.arena;
    let from = arena.len();
    let mut last = None;
    for t in tokens {
        if t.shape != Shape::Punct && t.hash != word::POSSESSIVE && t.hash != word::THE {
            arena.push(t.hash);
            last = Some(t);
        }
    }
    if n.kind == Kind::Org && arena.len() > from + 1 && last.is_some_and(|t| t.is(Classes::ORG_SUFFIX)) {
        arena.pop();
    }
    let words = (from as u32, arena.len() as u32);
    if n.kind == Kind::Org {
        for t in tokens {
            if (t.is_cap() || matches!(t.shape, Shape::Alnum | Shape::Number))
                && arena[from..words.1 as usize].contains(&t.hash)
            {
                arena.push(t.hash);
            }
        }
        arena[words.1 as usize..].sort_unstable();
    }
    let bag = (words.1, arena.len() as u32);
    let mut entry = None;
    for l in story.listed_as(i, j).filter(|l| l.kind == Some(n.kind)) {
        let h = &story.hits[l.hit as usize];
        match entry {
            None => entry = Some((h.layer, h.entry)),
            Some(e) if e == (h.layer, h.entry) => {}
            // Several entries with one name: nothing to go by.
            Some(_) => {
                entry = None;
                break;
            }
        }
    }
    let acronym = tokens.len() == 1 && matches!(tokens[0].shape, Shape::Upper | Shape::Mixed | Shape::Alnum);
    let initials = if acronym {
        tokens[0].end - tokens[0].start
    } else {
        tokens.iter().filter(|t| t.is_cap()).count() as u32
    };
    mentions.list.push(Mention { kind: n.kind, words, bag, entry, acronym, initials, tokens: (i, j) });
}

/// How strongly two mentions speak for one thing; 0 for not at all.
fn same(text: &str, tokens: &[Token], mentions: &Mentions, x: usize, y: usize) -> u32 {
    let (a, b) = (&mentions.list[x], &mentions.list[y]);
    let (a_words, b_words) = (mentions.words(x), mentions.words(y));
    if a.kind != b.kind {
        return 0;
    }
    if a_words == b_words {
        return 9;
    }
    if a.entry.is_some() && a.entry == b.entry {
        return 8;
    }
    let (short, long, short_words, long_words) =
        if a_words.len() < b_words.len() { (a, b, a_words, b_words) } else { (b, a, b_words, a_words) };
    match a.kind {
        Kind::Person => {
            if short_words.is_empty() {
                return 0;
            }
            // In order, all words of the short name in the long one; an initial stands for a word.
            let st = &tokens[short.tokens.0..short.tokens.1];
            let lt = &tokens[long.tokens.0..long.tokens.1];
            let mut at = 0;
            let mut initials = false;
            for s in st.iter().filter(|t| t.shape != Shape::Punct) {
                let found = (at..lt.len()).find(|&k| {
                    lt[k].hash == s.hash
                        || s.shape == Shape::Initial
                            && st.len() > 1
                            && lt[k].is_cap()
                            && first_letter(&lt[k], text) == first_letter(s, text)
                        || lt[k].shape == Shape::Initial
                            && lt.len() > 1
                            && st.len() > 1
                            && first_letter(&lt[k], text) == first_letter(s, text)
                });
                match found {
                    Some(k) => {
                        initials |= lt[k].hash != s.hash;
                        at = k + 1;
                    }
                    None => return 0,
                }
            }
            let last = short_words.last() == long_words.last();
            let first = short_words.first() == long_words.first();
            match (last, first, initials) {
                (true, true, _) => 7,
                (true, false, false) => 6,
                (false, true, false) => 5,
                (true, ..) => 5,
                _ => 3,
            }
        }
        Kind::Org => {
            if mentions.bag(x) == mentions.bag(y) && mentions.bag(x).len() > 1 {
                return 7;
            }
            if short.acronym
                && !long.acronym
                && long.initials <= short.initials
                && initials_match(
                    text,
                    &tokens[long.tokens.0..long.tokens.1],
                    tokens[short.tokens.0].text(text),
                )
            {
                return 6;
            }
            // The first words of a longer name: "Brightwater" for "Brightwater Foods", unless what
            // is left over makes it another body ("Kenya" and "Kenya Airways" are kept apart by kind).
            if !short_words.is_empty() && long_words.starts_with(short_words) {
                let st = &tokens[short.tokens.0..short.tokens.1];
                if !st.iter().all(|t| t.is(Classes::DEMONYM | Classes::COUNTRY | Classes::COMPASS)) {
                    return 4;
                }
            }
            0
        }
        _ => 0,
    }
}

fn first_letter(t: &Token, text: &str) -> Option<char> {
    t.text(text).chars().next().map(|c| c.to_ascii_uppercase())
}
