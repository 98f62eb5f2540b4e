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

/// A hash table that is reused between stories.
#[derive(Clone, Default)]
struct Table<V> {
    slots: Vec<(u64, V)>,
    used: usize,
}

impl<V: Copy + Default> Table<V> {
    fn clear(&mut self, expected: usize) {
        let size = (expected * 2 + 16).next_power_of_two();
        self.slots.clear();
        self.slots.resize(size, (0, V::default()));
        self.used = 0;
    }
    fn find(&self, hash: u64) -> Result<usize, usize> {
        let mask = self.slots.len() - 1;
        let mut at = fold::mix(hash) as usize & mask;
        loop {
            match self.slots[at].0 {
                0 => return Err(at),
                h if h == hash => return Ok(at),
                _ => at = (at + 1) & mask,
            }
        }
    }
    fn get(&self, hash: u64) -> Option<&V> {
        if self.slots.is_empty() {
            return None;
        }
        self.find(hash).ok().map(|at| &self.slots[at].1)
    }
    /// The value of a key, put in if new. The table never fills: `clear` is told how many come.
    fn entry(&mut self, hash: u64) -> &mut V {
        let at = match self.find(hash) {
            Ok(at) => at,
            Err(at) => {
                self.slots[at].0 = hash;
                self.used += 1;
                at
            }
        };
        &mut self.slots[at].1
    }
    fn existing(&mut self, hash: u64) -> Option<&mut V> {
        self.find(hash).ok().map(|at| &mut self.slots[at].1)
    }
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

/// See the module.
#[derive(Clone, Default)]
pub(crate) struct Memory {
    words: Table<WordStat>,
    /// Surface hash to the first candidate of its chain, + 1.
    surfaces: Table<u32>,
    /// Surface hash of every candidate, and the next of the same surface.
    chain: Vec<(u64, u32)>,
    spans: Vec<Candidate>,
    /// What stands left and right of every candidate that is not alone with its words.
    around: Vec<Around>,
    known: Vec<Known>,
    /// Surface hash to the first known name, + 1; and the next.
    known_surfaces: Table<u32>,
    known_chain: Vec<u32>,
    /// Word hash to the first (known name, position) that has it, + 1.
    parts: Table<u32>,
    /// (known name, place in it, next + 1)
    part_chain: Vec<(u32, Place, u32)>,
    /// Known names of several words, for acronyms.
    long: Vec<u32>,
    acronyms: Vec<u32>,
    /// Whether the first scoring has been taken in.
    pub second: bool,
}

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
        let tokens = story.tokens();
        self.second = false;
        self.known.clear();
        let caps = tokens.iter().filter(|t| t.is_cap()).count();
        self.words.clear(caps);
        for (i, t) in tokens.iter().enumerate() {
            if !t.is_cap() {
                continue;
            }
            let after = i > 0 && tokens[i - 1].is_cap() && !t.has(flag::SENTENCE | flag::LINE);
            let before = tokens.get(i + 1).is_some_and(|n| n.is_cap() && !n.has(flag::SENTENCE | flag::LINE));
            let caps_zone = t.has(flag::CAPS | flag::TITLE);
            let stat = self.words.entry(t.hash);
            if caps_zone {
                continue;
            }
            if t.has(flag::SENTENCE) {
                stat.first = stat.first.saturating_add(1);
            } else {
                stat.within = stat.within.saturating_add(1);
            }
            stat.after_cap = stat.after_cap.saturating_add(u16::from(after));
            stat.before_cap = stat.before_cap.saturating_add(u16::from(before));
        }
        for t in tokens {
            if t.shape == Shape::Lower
                && let Some(stat) = self.words.existing(t.hash)
            {
                stat.lower = stat.lower.saturating_add(1);
            }
        }
        self.spans.clear();
        self.spans.extend_from_slice(candidates);
        self.chain.clear();
        self.around.clear();
        self.around.resize(candidates.len(), Around::Nothing);
        self.surfaces.clear(candidates.len());
        for (n, c) in candidates.iter().enumerate() {
            let hash = story::surface_hash(&tokens[c.start as usize..c.end as usize]);
            let head = self.surfaces.entry(hash);
            self.chain.push((hash, *head));
            *head = n as u32 + 1;
        }
        for n in 0..candidates.len() {
            let (hash, next) = self.chain[n];
            if next != 0 || self.surfaces.get(hash).is_some_and(|head| *head != n as u32 + 1) {
                self.around[n] = around(story, text, candidates[n]);
            }
        }
    }

    /// Whether a run of capitalised words away from token `i` has the token's initials.
    pub(crate) fn initials_elsewhere(&self, text: &str, tokens: &[Token], i: usize) -> bool {
        let acronym = tokens[i].text(text);
        let first = acronym.chars().next();
        self.spans.iter().take(2000).any(|c| {
            let (s, e) = (c.start as usize, c.end as usize);
            e - s >= 2
                && e - s <= acronym.len() * 2
                && !(s <= i && i < e)
                && tokens[s].text(text).chars().next() == first
                && !tokens[s..e].iter().any(|t| t.shape == Shape::Upper)
                && story::initials_match(text, &tokens[s..e], acronym)
        })
    }

    /// How a capitalised word stands in the story.
    pub(crate) fn word(&self, hash: u64) -> WordStat {
        self.words.get(hash).copied().unwrap_or_default()
    }

    /// Takes in the names of a first scoring.
    pub(crate) fn learn(&mut self, story: &Story, known: &[Known]) {
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
            let hash = story::surface_hash(span);
            let head = self.known_surfaces.entry(hash);
            self.known_chain.push(*head);
            *head = n as u32 + 1;
            if span.len() == 1 {
                if span[0].shape == Shape::Upper || span[0].shape == Shape::Mixed {
                    self.acronyms.push(n as u32);
                }
                continue;
            }
            self.long.push(n as u32);
            for (p, t) in span.iter().enumerate() {
                if !t.is_cap() {
                    continue;
                }
                let place = if p == 0 {
                    Place::First
                } else if p + 1 == span.len() {
                    Place::Last
                } else {
                    Place::Inner
                };
                let head = self.parts.entry(t.hash);
                self.part_chain.push((n as u32, place, *head));
                *head = self.part_chain.len() as u32;
            }
        }
    }

    /// Other candidates with the same words, nearest in the text last.
    fn others(&self, number: usize) -> impl Iterator<Item = usize> + '_ {
        let mut next = self.surfaces.get(self.chain[number].0).copied().unwrap_or(0);
        std::iter::from_fn(move || {
            while next != 0 {
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
        let mut next = self.known_surfaces.get(hash).copied().unwrap_or(0);
        // A few dozen mentions tell enough; a text that repeats one name must stay linear.
        let mut steps = 0;
        while next != 0 && steps < 48 {
            steps += 1;
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
        sink.put(
            key(141, bucket, many),
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
        if let Some((kind, p, n)) = self.best_same(self.chain[number].0, i, j) {
            let (l, s) = level(p);
            sink.put(
                key(150, kind as u64, l * 2 + many),
                format_args!("memory/same:{} {s}{}", kind.name(), if many == 1 { "+" } else { "" }),
            );
            if n > 2 {
                sink.put(key(151, kind as u64, many), format_args!("memory/same-often:{}", kind.name()));
            }
        }
        // A part of a longer name.
        let mut best: [(f32, u8); KINDS] = [(0.0, 0); KINDS];
        let mut next = self.parts.get(span[0].hash).copied().unwrap_or(0);
        let mut steps = 0;
        while next != 0 && steps < 64 {
            steps += 1;
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
                sink.put(
                    key(153, kind as u64, (u64::from(place) * 4 + l) * 2 + many),
                    format_args!("memory/{at}-of:{} {s}{}", kind.name(), if many == 1 { "+" } else { "" }),
                );
            }
        }
        // Longer than a known name by a word at either end.
        if span.len() > 1 {
            let tail = story::surface_hash(&span[1..]);
            if let Some((kind, p, _)) = self.best_same(tail, i, j) {
                let (l, s) = level(p);
                let start = u64::from(span[0].has(flag::SENTENCE));
                sink.put(
                    key(154, kind as u64, l * 2 + start),
                    format_args!(
                        "memory/one-before:{} {s}{}",
                        kind.name(),
                        if start == 1 { ",sentence-start" } else { "" }
                    ),
                );
            }
            let head = story::surface_hash(&span[..span.len() - 1]);
            if let Some((kind, p, _)) = self.best_same(head, i, j) {
                let (l, s) = level(p);
                sink.put(key(155, kind as u64, l), format_args!("memory/one-after:{} {s}", kind.name()));
            }
            // Its last word alone is known (surname of a person), or its first.
            if let Some((kind, p, _)) = self.best_same(story::surface_hash(&span[span.len() - 1..]), i, j) {
                let (l, s) = level(p);
                sink.put(key(156, kind as u64, l), format_args!("memory/last-alone:{} {s}", kind.name()));
            }
            if let Some((kind, p, _)) = self.best_same(story::surface_hash(&span[..1]), i, j) {
                let (l, s) = level(p);
                sink.put(key(157, kind as u64, l), format_args!("memory/first-alone:{} {s}", kind.name()));
            }
        }
        // Acronyms.
        if span.len() == 1 && matches!(span[0].shape, Shape::Upper | Shape::Mixed) {
            let acronym = span[0].text(cx.text);
            let letter = cx.text.as_bytes()[span[0].start as usize].to_ascii_lowercase();
            for &n in self.long.iter().take(400) {
                let k = self.known[n as usize];
                let (ks, ke) = (k.start as usize, k.end as usize);
                let first = cx.text.as_bytes()[tokens[ks].start as usize].to_ascii_lowercase();
                if first != letter {
                    continue;
                }
                if story::initials_match(cx.text, &tokens[ks..ke], acronym) {
                    let (l, s) = level(k.probability);
                    let defined = u64::from(ke + 1 == i || i + 2 == ks);
                    sink.put(
                        key(158, k.kind as u64, l * 2 + defined),
                        format_args!(
                            "memory/acronym-of:{} {s}{}",
                            k.kind.name(),
                            if defined == 1 { ",defined" } else { "" }
                        ),
                    );
                    break;
                }
            }
        } else if words_long(span) {
            let letter = cx.text.as_bytes()[span[0].start as usize].to_ascii_lowercase();
            for &n in self.acronyms.iter().take(400) {
                let k = self.known[n as usize];
                let (ks, ke) = (k.start as usize, k.end as usize);
                let first = cx.text.as_bytes()[tokens[ks].start as usize].to_ascii_lowercase();
                if first != letter {
                    continue;
                }
                if story::initials_match(cx.text, span, tokens[ks].text(cx.text)) {
                    let (l, s) = level(k.probability);
                    let defined = u64::from(j + 1 == ks || ke + 1 == i);
                    sink.put(
                        key(159, k.kind as u64, l * 2 + defined),
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

fn words_long(span: &[Token]) -> bool {
    span.iter().filter(|t| t.is_cap()).count() >= 2
}
