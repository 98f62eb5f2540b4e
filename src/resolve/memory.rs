//! Document memory: what the rest of the story says of a word or a span.
//!
//! Two kinds. *Occurrences* are known before anything is scored: whether a word also stands in
//! lower case, away from a sentence start, next to other capitals, and what stands around the other
//! occurrences of the same span (Chieu & Ng 2002). *Names* are known after a first scoring: which
//! spans were found as what, so that a sure name explains its parts, its acronym and its other
//! mentions (Mikheev et al. 1999; Krishnan & Manning 2006).

use crate::candidate::Candidate;
use crate::label::{KINDS, Kind};
use crate::score::evidence::{Context, Late, Sink, Spelled, key, neighbour};
use crate::score::few;
use crate::steps::step;
use crate::story::{self, Story};
use crate::token::{Shape, Token, flag, fold};

/// How a word stands in the story.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct WordStat {
    /// Times in lower case.
    pub lower: u16,
    /// Times capitalised within a sentence.
    pub within: u16,
    /// Times capitalised as a sentence's first word.
    pub first: u16,
    /// Times right after a capitalised word.
    pub after_cap: u16,
    /// Times right before a capitalised word.
    pub before_cap: u16,
}

/// A table from hashes to numbers from 1 on, reused between stories; 0 stands for none.
#[derive(Clone, Default)]
struct Table {
    slots: Vec<(u64, u32)>,
}

impl Table {
    /// Empties it, with room for `expected` hashes; it never fills.
    fn clear(&mut self, expected: usize) {
        let size = (expected * 2 + 16).next_power_of_two();
        self.slots.clear();
        self.slots.resize(size, (0, 0));
    }
    #[inline]
    fn slot(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = fold::mix(hash) as usize & mask;
        while self.slots[at].1 != 0 && self.slots[at].0 != hash {
            at = (at + 1) & mask;
        }
        at
    }
    #[inline]
    fn get(&self, hash: u64) -> u32 {
        if self.slots.is_empty() { 0 } else { self.slots[self.slot(hash)].1 }
    }
    /// Puts a number in, and returns the one before.
    #[inline]
    fn replace(&mut self, hash: u64, number: u32) -> u32 {
        let at = self.slot(hash);
        std::mem::replace(&mut self.slots[at], (hash, number)).1
    }
}

/// Numbers from 1 on, in chains by a byte: the first letter of names. Reused between stories.
#[derive(Clone)]
struct ByLetter {
    heads: [u32; 256],
    /// (number, next)
    links: Vec<(u32, u32)>,
}

impl Default for ByLetter {
    fn default() -> Self {
        ByLetter { heads: [0; 256], links: Vec::new() }
    }
}

impl ByLetter {
    fn clear(&mut self) {
        self.heads = [0; 256];
        self.links.clear();
    }
    /// Puts a number before those of its letter.
    fn push(&mut self, letter: u8, number: u32) {
        self.links.push((number, self.heads[letter as usize]));
        self.heads[letter as usize] = self.links.len() as u32;
    }
    fn has(&self, letter: u8) -> bool {
        self.heads[letter as usize] != 0
    }
    /// The numbers of a letter, last pushed first; as many as tell enough, so that a text that
    /// repeats one name stays linear.
    fn of(&self, letter: u8) -> impl Iterator<Item = u32> + '_ {
        let mut next = self.heads[letter as usize];
        std::iter::from_fn(move || {
            step();
            let &(number, following) = self.links.get((next as usize).checked_sub(1)?)?;
            next = following;
            Some(number)
        })
        .take(64)
    }
}

/// The first byte of a token, in lower case if it is a letter.
fn letter(text: &str, t: &Token) -> u8 {
    text.as_bytes()[t.start as usize].to_ascii_lowercase()
}

/// Neighbours of a candidate, as [`neighbour`] numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Around {
    /// It stands in a headline, or no other candidate has its words.
    Nothing,
    Of(u64, u64),
}

/// A name found by the first scoring.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    pub start: u32,
    pub end: u32,
    pub kind: Kind,
    pub probability: f32,
}

/// A word of the story that stands capitalised in it.
#[derive(Clone, Copy, Default)]
struct Word {
    stat: WordStat,
    /// Times capitalised, headlines included.
    capitals: u32,
    /// A run of capitalised words has its letters as initials.
    initials: bool,
}

/// See the module.
#[derive(Clone, Default)]
pub(crate) struct Memory {
    /// Word hash to its number.
    numbers: Table,
    /// A bit for the hash of every word; most words in lower case have none.
    filter: Vec<u64>,
    words: Vec<Word>,
    /// For every token, the number of its word; 0 when the word stands nowhere capitalised.
    of: Vec<u32>,
    /// Surface hash to the last candidate with it, + 1.
    surfaces: Table,
    /// Surface hash of every candidate, and the candidate before with the same, + 1.
    chain: Vec<(u64, u32)>,
    spans: Vec<Candidate>,
    /// Tokens that can be the initials of a name.
    capitals: Vec<u32>,
    /// Capitalised runs, for acronyms.
    runs: ByLetter,
    /// What stands left and right of every candidate that is not alone with its words.
    around: Vec<Around>,
    known: Vec<Known>,
    /// Surface hash to the last known name with it, + 1; and the one before.
    known_surfaces: Table,
    known_chain: Vec<u32>,
    /// Word hash to the last (known name, place) that has it, + 1.
    parts: Table,
    /// (known name, place in it, the one before + 1)
    part_chain: Vec<(u32, Place, u32)>,
    /// Known names of several words, and acronyms.
    long: ByLetter,
    acronyms: ByLetter,
    /// Whether the first scoring has been taken in.
    second: bool,
}

/// Bits of the filter of words.
const FILTER: u64 = 1 << 13;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Place {
    First,
    Inner,
    Last,
}

impl Memory {
    /// Takes in the occurrences of a story's words and candidates.
    pub(crate) fn read(&mut self, text: &str, story: &Story, candidates: &[Candidate]) {
        self.second = false;
        self.known.clear();
        self.read_words(story.tokens());
        self.read_spans(text, story, candidates);
        self.read_acronyms(text, story.tokens());
    }

    fn read_words(&mut self, tokens: &[Token]) {
        let caps = tokens.iter().filter(|t| t.is_cap()).count();
        self.numbers.clear(caps);
        self.filter.clear();
        self.filter.resize(FILTER as usize / 64, 0);
        self.words.clear();
        self.words.push(Word::default());
        self.of.clear();
        self.of.resize(tokens.len(), 0);
        self.capitals.clear();
        let bit = |hash: u64| ((hash >> 24) % FILTER / 64, 1u64 << ((hash >> 24) % 64));
        for (i, t) in tokens.iter().enumerate() {
            if !t.is_cap() {
                continue;
            }
            if is_acronym(t) {
                self.capitals.push(i as u32);
            }
            let at = self.numbers.slot(t.hash);
            if self.numbers.slots[at].1 == 0 {
                self.numbers.slots[at] = (t.hash, self.words.len() as u32);
                self.words.push(Word::default());
                let (word, bit) = bit(t.hash);
                self.filter[word as usize] |= bit;
            }
            let number = self.numbers.slots[at].1;
            self.of[i] = number;
            let word = &mut self.words[number as usize];
            word.capitals += 1;
            if t.has(flag::CAPS | flag::TITLE) {
                continue;
            }
            let stat = &mut word.stat;
            let after = i > 0 && tokens[i - 1].is_cap() && !t.has(flag::SENTENCE | flag::LINE);
            let before = tokens.get(i + 1).is_some_and(|n| n.is_cap() && !n.has(flag::SENTENCE | flag::LINE));
            if t.has(flag::SENTENCE) {
                stat.first = stat.first.saturating_add(1);
            } else {
                stat.within = stat.within.saturating_add(1);
            }
            stat.after_cap = stat.after_cap.saturating_add(u16::from(after));
            stat.before_cap = stat.before_cap.saturating_add(u16::from(before));
        }
        for (i, t) in tokens.iter().enumerate() {
            let (word, bit) = bit(t.hash);
            if t.is_cap() || self.filter[word as usize] & bit == 0 {
                continue;
            }
            let number = self.numbers.get(t.hash);
            self.of[i] = number;
            if number != 0 && t.shape == Shape::Lower {
                let stat = &mut self.words[number as usize].stat;
                stat.lower = stat.lower.saturating_add(1);
            }
        }
    }

    /// Whether another occurrence of the word at token `i` may be part of a name.
    #[inline]
    fn elsewhere(&self, tokens: &[Token], i: usize) -> bool {
        match self.of[i] {
            // Names that lists have in lower case are not counted.
            0 => true,
            n => self.words[n as usize].capitals > u32::from(tokens[i].is_cap()),
        }
    }

    fn read_spans(&mut self, text: &str, story: &Story, candidates: &[Candidate]) {
        let tokens = story.tokens();
        self.spans.clear();
        self.spans.extend_from_slice(candidates);
        self.chain.clear();
        self.around.clear();
        self.around.resize(candidates.len(), Around::Nothing);
        self.surfaces.clear(candidates.len());
        for (n, c) in candidates.iter().enumerate() {
            if !self.elsewhere(tokens, c.start as usize) {
                self.chain.push((0, 0));
                continue;
            }
            let hash = story::surface_hash(&tokens[c.start as usize..c.end as usize]);
            let before = self.surfaces.replace(hash, n as u32 + 1);
            self.chain.push((hash, before));
            if before != 0 {
                self.around[n] = around(story, text, candidates[n]);
                let before = before as usize - 1;
                if self.chain[before].1 == 0 {
                    self.around[before] = around(story, text, candidates[before]);
                }
            }
        }
    }

    /// Finds the words in capitals that are the initials of a run of capitalised words.
    fn read_acronyms(&mut self, text: &str, tokens: &[Token]) {
        if self.capitals.is_empty() {
            return;
        }
        let mut letters = [false; 256];
        for i in &self.capitals {
            letters[letter(text, &tokens[*i as usize]) as usize] = true;
        }
        self.runs.clear();
        for (n, c) in self.spans.iter().enumerate().rev() {
            let run = &tokens[c.start as usize..c.end as usize];
            if run.len() >= 2
                && letters[letter(text, &run[0]) as usize]
                && !run.iter().any(|t| t.shape == Shape::Upper)
            {
                self.runs.push(letter(text, &run[0]), n as u32);
            }
        }
        for i in &self.capitals {
            let t = &tokens[*i as usize];
            let number = self.of[*i as usize] as usize;
            if self.words[number].initials {
                continue;
            }
            let acronym = t.text(text);
            self.words[number].initials = self.runs.of(letter(text, t)).any(|n| {
                let c = self.spans[n as usize];
                let run = &tokens[c.start as usize..c.end as usize];
                run.len() <= acronym.len() * 2 && story::initials_match(text, run, acronym)
            });
        }
    }

    /// Whether a run of capitalised words away from token `i`, which is in capitals, has its
    /// letters as initials.
    pub(crate) fn initials_elsewhere(&self, i: usize) -> bool {
        self.words[self.of[i] as usize].initials
    }

    /// How the word at token `i` stands in the story.
    pub(crate) fn word(&self, i: usize) -> WordStat {
        self.words[self.of[i] as usize].stat
    }

    /// Takes in the names of a first scoring.
    pub(crate) fn learn(&mut self, text: &str, story: &Story, known: &[Known]) {
        let tokens = story.tokens();
        self.second = true;
        self.known.clear();
        self.known.extend_from_slice(known);
        self.known_surfaces.clear(known.len());
        self.known_chain.clear();
        self.part_chain.clear();
        self.long.clear();
        self.acronyms.clear();
        let words: usize = known.iter().map(|k| (k.end - k.start) as usize).sum();
        self.parts.clear(words);
        for (n, k) in known.iter().enumerate() {
            let span = &tokens[k.start as usize..k.end as usize];
            self.known_chain.push(self.known_surfaces.replace(story::surface_hash(span), n as u32 + 1));
            for (p, t) in span.iter().enumerate() {
                if span.len() == 1 || !t.is_cap() {
                    continue;
                }
                let place = if p == 0 {
                    Place::First
                } else if p + 1 == span.len() {
                    Place::Last
                } else {
                    Place::Inner
                };
                let before = self.parts.replace(t.hash, self.part_chain.len() as u32 + 1);
                self.part_chain.push((n as u32, place, before));
            }
        }
        for (n, k) in known.iter().enumerate().rev() {
            let first = &tokens[k.start as usize];
            if k.end - k.start > 1 {
                self.long.push(letter(text, first), n as u32);
            } else if matches!(first.shape, Shape::Upper | Shape::Mixed) {
                self.acronyms.push(letter(text, first), n as u32);
            }
        }
    }

    /// Other candidates with the same words, nearest in the text last.
    fn others(&self, number: usize) -> impl Iterator<Item = usize> + '_ {
        let mut next = match self.chain[number].0 {
            0 => 0,
            hash => self.surfaces.get(hash),
        };
        std::iter::from_fn(move || {
            while next != 0 {
                step();
                let n = next as usize - 1;
                next = self.chain[n].1;
                if n != number {
                    return Some(n);
                }
            }
            None
        })
    }

    /// Best probability per kind of known names with this surface that do not overlap `i..j`.
    fn best_same(&self, hash: u64, i: usize, j: usize) -> Option<(Kind, f32, usize)> {
        let mut best = [0f32; KINDS];
        let mut sum = [0f32; KINDS];
        let mut count = 0;
        let mut next = self.known_surfaces.get(hash);
        // A few dozen mentions tell enough; a text that repeats one name must stay linear.
        let mut steps = 0;
        while next != 0 && steps < 48 {
            steps += 1;
            step();
            let n = next as usize - 1;
            next = self.known_chain[n];
            let k = self.known[n];
            if (k.end as usize) <= i || (k.start as usize) >= j {
                best[k.kind as usize] = best[k.kind as usize].max(k.probability);
                sum[k.kind as usize] += k.probability;
                count += 1;
            }
        }
        if count == 0 {
            return None;
        }
        let top = (0..KINDS).max_by(|&a, &b| sum[a].total_cmp(&sum[b]).then(b.cmp(&a)))?;
        Some((Kind::ALL[top], best[top], count))
    }

    /// What stands around the other occurrences of a candidate.
    pub(crate) fn occurrences(
        &self,
        cx: &Context<'_>,
        number: usize,
        i: usize,
        j: usize,
        sink: &mut impl Sink,
    ) {
        let story = cx.story;
        let tokens = story.tokens();
        let span = &tokens[i..j];
        // What stands around the other occurrences.
        let mut seen = [0u64; 16];
        let mut used = 0;
        let mut count = 0usize;
        for other in self.others(number) {
            count += 1;
            if count > 8 {
                break;
            }
            let Around::Of(before, after) = self.around[other] else { continue };
            let c = self.spans[other];
            for (side, k) in [(0, before), (1, after)] {
                if used < seen.len() && !seen[..used].contains(&k) {
                    seen[used] = k;
                    used += 1;
                    let word = Late(|| sides(story, cx.text, c)[side].1);
                    sink.put(
                        k,
                        format_args!("elsewhere-{}:{word}", if side == 0 { "before" } else { "after" }),
                    );
                }
            }
        }
        let bucket = match count {
            0 => 0,
            1 => 1,
            2..=3 => 2,
            _ => 4,
        };
        let many = u64::from(span.len() > 1);
        sink.put_few(
            few::REPEATS,
            bucket,
            many,
            format_args!("repeats:{bucket}{}", if many == 1 { "+" } else { "" }),
        );
    }

    /// What the names found by the first scoring say of a candidate; nothing before that.
    pub(crate) fn names(&self, cx: &Context<'_>, number: usize, i: usize, j: usize, sink: &mut impl Sink) {
        if !self.second {
            return;
        }
        let tokens = cx.story.tokens();
        let span = &tokens[i..j];
        let many = u64::from(span.len() > 1);
        let level = |p: f32| match p {
            p if p >= 0.95 => (3u64, "sure"),
            p if p >= 0.75 => (2, "likely"),
            p if p >= 0.45 => (1, "maybe"),
            _ => (0, "hardly"),
        };
        let elsewhere = self.elsewhere(tokens, i);
        let acronym = span.len() == 1 && matches!(span[0].shape, Shape::Upper | Shape::Mixed);
        if span.len() == 1 && !elsewhere && !acronym {
            return;
        }
        if elsewhere && let Some((kind, p, n)) = self.best_same(self.chain[number].0, i, j) {
            let (l, s) = level(p);
            sink.put_few(
                few::SAME,
                kind as u64,
                l * 2 + many,
                format_args!("memory/same:{} {s}{}", kind.name(), if many == 1 { "+" } else { "" }),
            );
            if n > 2 {
                sink.put_few(
                    few::SAME_OFTEN,
                    kind as u64,
                    many,
                    format_args!("memory/same-often:{}", kind.name()),
                );
            }
        }
        // A part of a longer name.
        let mut best: [(f32, u8); KINDS] = [(0.0, 0); KINDS];
        let mut next = if elsewhere { self.parts.get(span[0].hash) } else { 0 };
        let mut steps = 0;
        while next != 0 && steps < 64 {
            steps += 1;
            step();
            let (n, place, following) = self.part_chain[next as usize - 1];
            next = following;
            let k = self.known[n as usize];
            let (ks, ke) = (k.start as usize, k.end as usize);
            if !(ke <= i || ks >= j) || ke - ks <= span.len() {
                continue;
            }
            let place = if span.len() == 1 {
                place as u8
            } else {
                // The whole span, in order, within the longer name.
                let long = &tokens[ks..ke];
                let Some(at) =
                    long.windows(span.len()).position(|w| w.iter().zip(span).all(|(a, b)| a.hash == b.hash))
                else {
                    continue;
                };
                if at == 0 {
                    0
                } else if at + span.len() == long.len() {
                    2
                } else {
                    1
                }
            };
            let b = &mut best[k.kind as usize];
            if k.probability > b.0 {
                *b = (k.probability, place);
            }
        }
        for kind in Kind::ALL {
            let (p, place) = best[kind as usize];
            if p > 0.3 {
                let (l, s) = level(p);
                let at = ["first", "inner", "last"][place as usize];
                sink.put_few(
                    few::PART_OF,
                    kind as u64,
                    (u64::from(place) * 4 + l) * 2 + many,
                    format_args!("memory/{at}-of:{} {s}{}", kind.name(), if many == 1 { "+" } else { "" }),
                );
            }
        }
        // Longer than a known name by a word at either end.
        if span.len() > 1 {
            if self.elsewhere(tokens, i + 1)
                && let Some((kind, p, _)) = self.best_same(story::surface_hash(&span[1..]), i, j)
            {
                let (l, s) = level(p);
                let start = u64::from(span[0].has(flag::SENTENCE));
                sink.put_few(
                    few::ONE_BEFORE,
                    kind as u64,
                    l * 2 + start,
                    format_args!(
                        "memory/one-before:{} {s}{}",
                        kind.name(),
                        if start == 1 { ",sentence-start" } else { "" }
                    ),
                );
            }
            if elsewhere
                && let Some((kind, p, _)) = self.best_same(story::surface_hash(&span[..span.len() - 1]), i, j)
            {
                let (l, s) = level(p);
                sink.put_few(
                    few::ONE_AFTER,
                    kind as u64,
                    l,
                    format_args!("memory/one-after:{} {s}", kind.name()),
                );
            }
            // Its last word alone is known (surname of a person), or its first.
            if self.elsewhere(tokens, j - 1)
                && let Some((kind, p, _)) = self.best_same(story::surface_hash(&span[span.len() - 1..]), i, j)
            {
                let (l, s) = level(p);
                sink.put_few(
                    few::LAST_ALONE,
                    kind as u64,
                    l,
                    format_args!("memory/last-alone:{} {s}", kind.name()),
                );
            }
            if elsewhere && let Some((kind, p, _)) = self.best_same(story::surface_hash(&span[..1]), i, j) {
                let (l, s) = level(p);
                sink.put_few(
                    few::FIRST_ALONE,
                    kind as u64,
                    l,
                    format_args!("memory/first-alone:{} {s}", kind.name()),
                );
            }
        }
        // Acronyms.
        if acronym {
            let acronym = span[0].text(cx.text);
            for n in self.long.of(letter(cx.text, &span[0])) {
                let k = self.known[n as usize];
                let (ks, ke) = (k.start as usize, k.end as usize);
                if story::initials_match(cx.text, &tokens[ks..ke], acronym) {
                    let (l, s) = level(k.probability);
                    let defined = u64::from(ke + 1 == i || i + 2 == ks);
                    sink.put_few(
                        few::ACRONYM_OF,
                        k.kind as u64,
                        l * 2 + defined,
                        format_args!(
                            "memory/acronym-of:{} {s}{}",
                            k.kind.name(),
                            if defined == 1 { ",defined" } else { "" }
                        ),
                    );
                    break;
                }
            }
        } else if self.acronyms.has(letter(cx.text, &span[0]))
            && span.iter().filter(|t| t.is_cap()).count() >= 2
        {
            for n in self.acronyms.of(letter(cx.text, &span[0])) {
                let k = self.known[n as usize];
                let (ks, ke) = (k.start as usize, k.end as usize);
                if story::initials_match(cx.text, span, tokens[ks].text(cx.text)) {
                    let (l, s) = level(k.probability);
                    let defined = u64::from(j + 1 == ks || ke + 1 == i);
                    sink.put_few(
                        few::HAS_ACRONYM,
                        k.kind as u64,
                        l * 2 + defined,
                        format_args!(
                            "memory/has-acronym:{} {s}{}",
                            k.kind.name(),
                            if defined == 1 { ",defined" } else { "" }
                        ),
                    );
                    break;
                }
            }
        }
    }
}

fn around(story: &Story, text: &str, c: Candidate) -> Around {
    if story.tokens()[c.start as usize].has(flag::CAPS | flag::TITLE) {
        return Around::Nothing;
    }
    let [(p, _), (n, _)] = sides(story, text, c);
    Around::Of(key(140, p, 0), key(140, n, 1))
}

fn sides<'t>(story: &Story, text: &'t str, c: Candidate) -> [(u64, Spelled<'t>); 2] {
    let (s, e) = (c.start as usize, c.end as usize);
    let p = if s > 0 { story.near(s - 1, s) } else { None };
    [neighbour(p, text), neighbour(story.near(e, e - 1), text)]
}

/// A word in capitals that can be the initials of a name.
fn is_acronym(t: &Token) -> bool {
    t.shape == Shape::Upper && t.end - t.start >= 3
}
