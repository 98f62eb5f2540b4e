//! Finding the names of a list in bare text.
//!
//! Cutting a text into tokens costs more than finding names in it, and most words need not be cut
//! with care: a word of ASCII letters and digits between a space and a space or plain mark is a
//! token as it stands, and a bit for its first eight bytes says for nearly all of them that no name
//! begins so. What is left is walked word by word while the words are plain. Typographic quotes and
//! dashes are marks like others, and a possessive is cut off. At anything else (other characters, an
//! apostrophe or full stop inside a word, the end of a line, an abbreviation) a small part of the
//! text is read by the tokenizer, from there to as far as a name goes.
//! Tests hold the result to that over the tokens of the whole text.

use super::compact::{Place, ROOT, View, prefix, prefix_of};
use super::search::may_start;
use super::{Gazetteer, Match};
use crate::lexicon::{self, Classes, Lexicon};
use crate::steps::step;
use crate::token::{Shape, Token, Tokens, fold};
use std::hint::black_box;

/// Bytes classified at a time.
const STEP: usize = 32;
/// Possible beginnings of names that are looked up together. In a large list every step of a look-up
/// waits for memory; the steps of a batch are made side by side, so that they wait together.
const BATCH: usize = 64;
/// What the tokenizer is given at first for a name, in bytes.
const REACH: usize = 48;

// What a byte that is neither letter, digit nor space is.
/// It joins letters or digits on both sides; else a plain mark.
const JOINER: u8 = 1;
/// It may be of a name.
const NAME: u8 = 2;
/// For the tokenizer to judge, unless it is a [`Search::wide_mark`].
const WIDE: u8 = 3;

static MARKS: [u8; 256] = {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = match b as u8 {
            b'.' | b'\'' | b',' | b';' | b':' => JOINER,
            b'_' | 128.. => WIDE,
            _ => 0,
        };
        b += 1;
    }
    table
};

/// The fold of a possessive as a token of its own.
const POSSESSIVE: u64 = fold::hash_word("'s");

/// A place where a name may begin: a plain word, or a stretch for the tokenizer.
#[derive(Clone, Copy)]
struct Start {
    at: u32,
    end: u32,
    plain: bool,
    /// Whether the filter has said yes.
    known: bool,
    /// Of the word.
    prefix: u64,
}

/// A word that is to be looked up: of the name that may begin at `starts[start]`.
#[derive(Clone, Copy)]
struct Step {
    start: u32,
    end: u32,
    place: Place,
    /// Of the word.
    hash: u64,
    /// Whether it is a plain word after a blank, or the first.
    plain: bool,
}

/// Names that are spelt from `starts[start]` to `end`, but for their case.
#[derive(Clone, Copy)]
struct Spelt {
    start: u32,
    end: u32,
    pattern: u32,
}

/// A part of the text as the tokenizer reads it.
#[derive(Default)]
struct Part {
    tokens: Tokens,
    from: usize,
    to: usize,
    /// It begins with its first line, so that it may go beyond that line's end.
    lines: bool,
}

/// A search of one text, shorter than 4 GiB.
pub(super) struct Search<'a> {
    gazetteer: &'a Gazetteer,
    view: View<'a>,
    text: &'a str,
    marks: [u8; 256],
    no_odd: bool,
    /// Whether a name may begin with [`POSSESSIVE`] or its apostrophe, so that it cannot just be cut
    /// off.
    odd_possessive: bool,
    lexicon: &'static Lexicon,
    starts: Vec<Start>,
    steps: Vec<Step>,
    spelt: Vec<Spelt>,
    words: Vec<Token>,
    part: Part,
}

impl<'a> Search<'a> {
    pub(super) fn new(gazetteer: &'a Gazetteer, text: &'a str) -> Search<'a> {
        let view = gazetteer.inner.block.view();
        let no_odd = view.no_odd();
        let mut marks = MARKS;
        if !no_odd {
            for b in (0..128u8).filter(|b| is_mark(*b)) {
                let hash = mark_hash(b);
                if view.may_start_odd(hash) && view.child(ROOT, hash).is_some() {
                    marks[b as usize] = marks[b as usize].max(NAME);
                }
            }
        }
        Search {
            gazetteer,
            view,
            text,
            marks,
            no_odd,
            odd_possessive: view.may_start_odd(POSSESSIVE) || marks[b'\'' as usize] >= NAME,
            lexicon: lexicon::global(),
            starts: Vec::with_capacity(BATCH + STEP),
            steps: Vec::with_capacity(BATCH + STEP),
            spelt: Vec::new(),
            words: Vec::new(),
            part: Part::default(),
        }
    }

    /// Pushes every match to `out`, by start, then by end, then by entry; `base` is added to offsets.
    pub(super) fn run(mut self, base: usize, out: &mut Vec<Match>) {
        let first = out.len();
        let bytes = self.text.as_bytes();
        let mut here = Classified::of(bytes, 0);
        let mut inside = 0; // whether the byte before is of a word
        let mut done = 0; // up to where the tokenizer has been given the text
        for at in (0..bytes.len()).step_by(STEP) {
            let next = Classified::of(bytes, at + STEP);
            let words = u64::from(here.word) | u64::from(next.word) << STEP;
            let capitals = u64::from(here.capital) | u64::from(next.capital) << STEP;
            let mut mixed = 0;
            for i in ones(here.mark) {
                mixed |= u32::from(self.is_mixed(at + i)) << i;
            }
            let begins = here.word & !(here.word << 1 | inside);
            inside = here.word >> (STEP - 1);
            for i in ones(begins | mixed) {
                let pos = at + i;
                if pos < done {
                    continue;
                }
                if mixed >> i & 1 != 0 {
                    let (from, to) = self.stretch(pos, done);
                    let (at, end) = (from as u32, to as u32);
                    self.starts.push(Start { at, end, plain: false, known: true, prefix: 0 });
                    done = to;
                    continue;
                }
                let len = (words >> i).trailing_ones() as usize;
                let (len, lower) = if i + len < 2 * STEP {
                    (len, (capitals >> i) & ((1 << len) - 1) == 0)
                } else {
                    let word = word_at(bytes, pos);
                    (word.len(), word.iter().all(u8::is_ascii_lowercase))
                };
                if lower && self.no_odd || len == 1 && self.is_possessive(pos) {
                    continue;
                }
                let prefix = match bytes.get(pos..).and_then(|b| b.first_chunk::<8>()) {
                    Some(eight) => prefix_of(u64::from_le_bytes(*eight), len),
                    None => prefix(&bytes[pos..pos + len]),
                };
                // Few words in lower case pass, so that the branch is foreseen.
                if !lower || self.view.may_start_prefix(prefix, true) {
                    let (at, end) = (pos as u32, (pos + len) as u32);
                    self.starts.push(Start { at, end, plain: true, known: lower, prefix });
                }
            }
            here = next;
            if self.starts.len() >= BATCH {
                self.look_up(out);
            }
        }
        self.look_up(out);
        for m in &mut out[first..] {
            m.start += base;
            m.end += base;
        }
    }

    /// Whether the mark is for the tokenizer, with what stands around it.
    #[inline]
    fn is_mixed(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        match self.marks[bytes[at] as usize] {
            0 => false,
            JOINER => self.joins(at),
            // The first byte of a character speaks for the others.
            WIDE if bytes[at] & 0xc0 == 0x80 => false,
            WIDE => self.wide_mark(at).is_none_or(|b| self.marks[b as usize] >= NAME),
            _ => true,
        }
    }

    /// The fold of a typographic quotation mark or dash that is a token of its own for certain: it
    /// joins nothing, and nothing clings to it.
    #[inline]
    fn wide_mark(&self, at: usize) -> Option<u8> {
        let bytes = self.text.as_bytes();
        let fold = match bytes.get(at..at + 3)? {
            [0xe2, 0x80, 0x9c | 0x9d] => b'"',
            [0xe2, 0x80, 0x93 | 0x94] => b'-',
            [0xe2, 0x80, 0x98 | 0x99] => b'\'',
            _ => return None,
        };
        let after = bytes.get(at + 3).copied().unwrap_or(b' ');
        let joins = fold == b'\'' && at > 0 && may_join(bytes[at - 1]) && may_join(after);
        (after.is_ascii() && (!joins || self.is_possessive(at + 3))).then_some(fold)
    }

    /// Whether the letter is that of a possessive, which the tokenizer cuts off the word before it.
    #[inline]
    fn is_possessive(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        let Some(b's' | b'S') = bytes.get(at) else { return false };
        let before = match bytes[..at] {
            [.., b, b'\''] | [.., b, 0xe2, 0x80, 0x99] => b,
            _ => return false,
        };
        // As much of what follows as shows that the word ends here.
        let mut after = bytes[at + 1..].iter().skip_while(|b| matches!(b, b',' | b'.' | b'"' | b')'));
        before.is_ascii_alphabetic() && !self.odd_possessive && after.next().is_none_or(|b| is_space(*b))
    }

    /// Whether the mark stands between letters or digits, which it may join.
    #[inline]
    fn joins(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        MARKS[bytes[at] as usize] == JOINER
            && at > 0
            && may_join(bytes[at - 1])
            && match bytes.get(at + 1) {
                Some(b) if b.is_ascii() => b.is_ascii_alphanumeric() && !self.is_possessive(at + 1),
                Some(_) => self.wide_mark(at + 1).is_none(),
                None => false,
            }
    }

    /// What the tokenizer is given for a mark: from where a token begins for certain to the space
    /// after it.
    fn stretch(&self, mark: usize, done: usize) -> (usize, usize) {
        let bytes = self.text.as_bytes();
        let mut end = mark;
        while end > done {
            match bytes[end - 1] {
                b if is_mark(b) => end -= 1,
                128.. if end >= done + 3 && self.wide_mark(end - 3).is_some() => end -= 3,
                _ => break,
            }
        }
        let mut from = end;
        while from > done && bytes[from - 1].is_ascii_alphanumeric() {
            from -= 1;
        }
        // A plain word before it has been looked up as such, and what clings to no word is no part of
        // what stands before.
        if self.is_plain_until(end) {
            from = mark;
        }
        (from, space_from(bytes, mark))
    }

    /// Whether a word that ends here is a token as it stands.
    #[inline]
    fn is_plain_until(&self, end: usize) -> bool {
        let bytes = self.text.as_bytes();
        if matches!(bytes.get(end), None | Some(b' ')) {
            return true;
        }
        if self.joins(end) {
            return false;
        }
        let mut at = end;
        loop {
            match bytes.get(at) {
                Some(b'_') => return false,
                Some(b) if is_mark(*b) => at += 1,
                Some(b) if !b.is_ascii() => match self.wide_mark(at) {
                    Some(_) => at += 3,
                    None => return false,
                },
                _ => return true,
            }
        }
    }

    /// Finds the names that begin at `starts`, and empties it.
    fn look_up(&mut self, out: &mut Vec<Match>) {
        let mut starts = std::mem::take(&mut self.starts);
        let mut kept = 0;
        for i in 0..starts.len() {
            let s = starts[i];
            starts[kept] = s;
            kept += usize::from(s.known || self.view.may_start_prefix(s.prefix, false));
        }
        starts.truncate(kept);
        self.spell(&mut starts);
        let spelt = std::mem::take(&mut self.spelt);
        let mut next = 0;
        for (i, s) in starts.iter().enumerate() {
            let from = next;
            next += spelt[from..].iter().take_while(|n| n.start as usize == i).count();
            if s.plain {
                spelt[from..next].iter().for_each(|n| self.confirm(s.at as usize, *n, out));
            } else {
                self.walk_tokens(s.at as usize, s.end as usize, out);
            }
        }
        (self.starts, self.spelt) = (starts, spelt);
        self.starts.clear();
    }

    /// Fills `spelt`, by start and end: goes from all plain starts as far as the words are plain.
    /// Where that is not far enough, the start becomes one for the tokenizer.
    fn spell(&mut self, starts: &mut [Start]) {
        let bytes = self.text.as_bytes();
        let view = self.view;
        self.spelt.clear();
        let mut steps = std::mem::take(&mut self.steps);
        steps.clear();
        for (i, s) in starts.iter().enumerate().filter(|(_, s)| s.plain) {
            if self.is_plain_until(s.end as usize) {
                let long = bytes.get(s.at as usize + 8..s.end as usize).unwrap_or(&[]);
                let hash =
                    long.iter().fold(prefix_hash(s.prefix), |h, b| fold::fnv1a(h, b.to_ascii_lowercase()));
                let place = view.place(ROOT, hash);
                steps.push(Step { start: i as u32, end: s.end, place, hash, plain: true });
            }
        }
        let mut words = 0;
        while !steps.is_empty() {
            words += 1;
            black_box(steps.iter().fold(0, |sum, s| sum ^ view.touch(s.place)));
            let mut kept = 0;
            for i in 0..steps.len() {
                let s = steps[i];
                let Some(node) = view.child_at(s.place) else { continue };
                step();
                let end = s.end as usize;
                let mut plain = s.plain;
                if let Some(pattern) = view.first_pattern(node) {
                    // The full stop of an abbreviation is of the name.
                    plain &= bytes.get(end) != Some(&b'.') || !self.may_be_short(end, s.hash);
                    self.spelt.push(Spelt { start: s.start, end: s.end, pattern });
                }
                if plain && view.goes_on(node) {
                    let (hash, end, blank) = match self.next(end) {
                        Next::End => continue,
                        Next::Word { hash, end, blank } => (hash, end, blank),
                        Next::Mark(hash) => (hash, end, false),
                        Next::Unknown => {
                            starts[s.start as usize].leave();
                            continue;
                        }
                    };
                    let place = view.place(node, hash);
                    if words == 1 && !view.may_follow(place) {
                        continue;
                    }
                    steps[kept] = Step { start: s.start, end: end as u32, place, hash, plain: blank };
                    kept += 1;
                } else if !plain {
                    starts[s.start as usize].leave();
                }
            }
            steps.truncate(kept);
        }
        self.steps = steps;
        self.spelt.sort_unstable_by_key(|n| (n.start, n.end));
        black_box(self.spelt.iter().fold(0, |sum, n| sum ^ view.touch_pattern(n.pattern)));
        black_box(self.spelt.iter().fold(0, |sum, n| sum ^ view.touch_name(n.pattern)));
    }

    /// Whether a full stop after a plain word may be part of it: an initial, a known abbreviation.
    fn may_be_short(&self, end: usize, hash: u64) -> bool {
        let bytes = self.text.as_bytes();
        end < 2
            || !bytes[end - 2].is_ascii_alphanumeric()
            || self.lexicon.classes(hash).intersects(Classes::ABBREVIATION)
    }

    /// Pushes those of the names spelt from `at` on whose case is right.
    fn confirm(&mut self, at: usize, spelt: Spelt, out: &mut Vec<Match>) {
        let bytes = self.text.as_bytes();
        let end = spelt.end as usize;
        self.words.clear();
        let mut from = at;
        while from < end {
            let to = from + word_at(bytes, from).len();
            self.words.push(plain_token(from, to));
            from = to + bytes[to..end].iter().take_while(|b| is_space(**b)).count();
        }
        for p in self.view.patterns(spelt.pattern) {
            if self.gazetteer.confirm(self.view, self.text, &self.words, p, false).is_some() {
                out.push(Match { start: at, end, entry: p.entry as usize });
            }
        }
    }

    /// The token that a name which has come to `end` must go on with.
    fn next(&self, end: usize) -> Next {
        let bytes = self.text.as_bytes();
        let mut at = end;
        // Passed over or part of the word, and either way no word of a name.
        let mut blank = !matches!(bytes.get(at), Some(b'.' | b'-'));
        at += usize::from(!blank);
        while let Some(b) = bytes.get(at).filter(|b| is_space(**b)) {
            blank &= *b != b'\n';
            at += 1;
        }
        // A mark that ends the text is passed over by nothing.
        let Some(&b) = bytes.get(at) else { return if blank { Next::End } else { Next::Unknown } };
        if b.is_ascii_alphanumeric() {
            let (end, hash) = word_and_hash(bytes, at);
            if self.is_plain_until(end) {
                return Next::Word { hash, end, blank };
            }
        } else if b == b'\'' && self.is_possessive(at + 1) || b >= 128 && self.is_possessive(at + 3) {
            return Next::Mark(POSSESSIVE);
        } else if let Some(mark @ (b'"' | b'\'')) = self.wide_mark(at) {
            return Next::Mark(mark_hash(mark));
        } else if !matches!(b, b'.' | b'-' | b'_' | 128..) && bytes.get(at + 1).is_none_or(u8::is_ascii) {
            return Next::Mark(mark_hash(b));
        }
        Next::Unknown
    }

    /// Finds the names that begin with a token that starts in `from..to`, over tokens.
    #[inline(never)]
    fn walk_tokens(&mut self, from: usize, to: usize, out: &mut Vec<Match>) {
        if !(self.part.from <= from && to <= self.part.to) {
            let reach = if to > from + 1 { to } else { from + REACH };
            self.read(from, space_from(self.text.as_bytes(), reach.min(self.text.len())));
        }
        let mut at = from;
        loop {
            let mut i = self.part.index(at);
            let Some(&t) = self.part.tokens.tokens.get(i) else { return };
            at = self.part.from + t.start as usize;
            if at >= to {
                return;
            }
            if may_start(self.view, &t)
                && let Some(node) = self.view.child(ROOT, t.hash)
            {
                let held = out.len();
                while self.walk_from(i, node, out) && self.part.to < self.text.len() {
                    out.truncate(held);
                    self.read_on();
                    i = self.part.index(at);
                }
            }
            at += 1;
        }
    }

    /// Walks from a token of the part. Returns whether what follows the part could make a
    /// difference.
    fn walk_from(&self, i: usize, node: u32, out: &mut Vec<Match>) -> bool {
        let tokens = &self.part.tokens.tokens;
        let from = self.part.from;
        let start = from + tokens[i].start as usize;
        let text = &self.text[from..self.part.to];
        self.gazetteer.walk(self.view, text, tokens, i, node, &mut |j, p, _| {
            let end = from + tokens[j - 1].end as usize;
            out.push(Match { start, end, entry: p.entry as usize });
        })
    }

    /// Reads a part: from where a token begins for certain, to a space or the end of the line.
    fn read(&mut self, from: usize, to: usize) {
        let bytes = self.text.as_bytes();
        // What clings to a space must stay with it.
        let from = from - usize::from(from > 0 && is_space(bytes[from - 1]));
        let line = bytes[from + 1..to.max(from + 1)].iter().position(|b| *b == b'\n');
        self.part.from = from;
        self.part.to = line.map_or(to, |n| from + 1 + n);
        self.part.lines = false;
        self.part.tokens.read(&self.text[self.part.from..self.part.to]);
    }

    /// Reads a part of twice the length. Whether a name goes on in the next line depends on the
    /// whole of its line.
    #[cold]
    fn read_on(&mut self) {
        let bytes = self.text.as_bytes();
        let (from, old) = (self.part.from, self.part.to);
        let mut to = space_from(bytes, (old + (old - from).max(REACH)).min(bytes.len()));
        if !self.part.lines {
            match bytes[old..to].iter().position(|b| *b == b'\n') {
                Some(0) => {
                    self.part.lines = true;
                    self.part.from = bytes[..old].iter().rposition(|b| *b == b'\n').unwrap_or(0);
                }
                Some(n) => to = old + n,
                None => {}
            }
        }
        self.part.to = to;
        self.part.tokens.read(&self.text[self.part.from..to]);
    }
}

/// Whether a byte is of a letter or digit, or of a character beyond ASCII, which may be one.
#[inline]
fn may_join(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b >= 128
}

impl Start {
    /// Leaves a plain word to the tokenizer.
    fn leave(&mut self) {
        self.plain = false;
        self.end = self.at + 1;
    }
}

impl Part {
    /// The first token that starts at `at` or after it.
    fn index(&self, at: usize) -> usize {
        self.tokens.tokens.partition_point(|t| self.from + (t.start as usize) < at)
    }
}

/// What a name goes on with.
enum Next {
    /// A plain word; `blank`: only spaces stand before it.
    Word {
        hash: u64,
        end: usize,
        blank: bool,
    },
    /// A mark, by the hash of its fold.
    Mark(u64),
    /// What only the tokenizer can tell.
    Unknown,
    End,
}

/// Which of 32 bytes are what.
#[derive(Clone, Copy)]
struct Classified {
    /// ASCII letters and digits.
    word: u32,
    /// Capitals and digits.
    capital: u32,
    /// Neither of a word nor the space.
    mark: u32,
}

impl Classified {
    #[inline]
    fn of(bytes: &[u8], at: usize) -> Classified {
        match bytes.get(at..).and_then(|b| b.first_chunk::<STEP>()) {
            Some(chunk) => Classified::of_chunk(chunk),
            None => {
                let mut chunk = [b' '; STEP];
                let rest = bytes.get(at..).unwrap_or(&[]);
                chunk[..rest.len()].copy_from_slice(rest);
                Classified::of_chunk(&chunk)
            }
        }
    }

    #[inline]
    fn of_chunk(chunk: &[u8; STEP]) -> Classified {
        let mut all = Classified { word: 0, capital: 0, mark: 0 };
        for (n, eight) in chunk.as_chunks::<8>().0.iter().enumerate() {
            let bytes = u64::from_le_bytes(*eight);
            let ascii = bytes & (0x7f * ONES);
            let word = word_bytes(bytes);
            let capital = word & !at_least(ascii, b'a');
            let mark = !word & (at_least(ascii ^ (b' ' as u64 * ONES), 1) | bytes);
            all.word |= gather(word) << (n * 8);
            all.capital |= gather(capital) << (n * 8);
            all.mark |= gather(mark) << (n * 8);
        }
        all
    }
}

/// One in each of eight bytes.
const ONES: u64 = 0x0101_0101_0101_0101;

/// The high bits of the ASCII letters and digits; other bits mean nothing.
#[inline]
fn word_bytes(bytes: u64) -> u64 {
    let ascii = bytes & (0x7f * ONES);
    let letter = at_least(ascii | (0x20 * ONES), b'a') & !at_least(ascii | (0x20 * ONES), b'z' + 1);
    let digit = at_least(ascii, b'0') & !at_least(ascii, b'9' + 1);
    (letter | digit) & !bytes
}

/// The high bit of every byte that is at least `least`; no byte may be above 127.
#[inline]
fn at_least(bytes: u64, least: u8) -> u64 {
    bytes + (128 - least as u64) * ONES
}

/// The high bits of eight bytes side by side.
#[inline]
fn gather(bytes: u64) -> u32 {
    ((bytes >> 7 & ONES).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u32
}

/// The places of the bits that are set.
#[inline]
fn ones(mut bits: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let i = bits.trailing_zeros() as usize;
        bits &= bits.wrapping_sub(1);
        (i < 32).then_some(i)
    })
}

fn is_mark(b: u8) -> bool {
    b.is_ascii() && !b.is_ascii_alphanumeric() && !is_space(b)
}

fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t'..=b'\r')
}

/// The first ASCII space from `at` on, or the end.
fn space_from(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|b| is_space(*b)).map_or(bytes.len(), |n| at + n)
}

fn word_at(bytes: &[u8], at: usize) -> &[u8] {
    let rest = &bytes[at..];
    &rest[..rest.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(rest.len())]
}

/// The end of a word of ASCII letters and digits, and the hash of its fold.
#[inline]
fn word_and_hash(bytes: &[u8], at: usize) -> (usize, u64) {
    let (mut end, mut hash) = (at, fold::OFFSET);
    if let Some(eight) = bytes.get(at..).and_then(|b| b.first_chunk::<8>()) {
        let eight = u64::from_le_bytes(*eight);
        let len = (!word_bytes(eight) & (0x80 * ONES)).trailing_zeros() as usize / 8;
        (end, hash) = (at + len, prefix_hash(prefix_of(eight, len)));
        if len < 8 {
            return (end, hash);
        }
    }
    while let Some(b) = bytes.get(end).filter(|b| b.is_ascii_alphanumeric()) {
        hash = fold::fnv1a(hash, b.to_ascii_lowercase());
        end += 1;
    }
    (end, hash)
}

/// The hash of the fold of a word of up to eight ASCII letters and digits, by its [`prefix`]. Of
/// words of all lengths alike, so that there is no branch that could not be foreseen.
#[inline]
fn prefix_hash(prefix: u64) -> u64 {
    prefix.to_le_bytes().into_iter().fold(fold::OFFSET, |h, b| if b == 0 { h } else { fold::fnv1a(h, b) })
}

fn mark_hash(b: u8) -> u64 {
    match b {
        b'&' => const { fold::hash_word("and") },
        _ => fold::fnv1a(fold::OFFSET, b),
    }
}

/// A plain word as far as comparing it with a name's asks.
fn plain_token(start: usize, end: usize) -> Token {
    Token {
        start: start as u32,
        end: end as u32,
        hash: 0,
        classes: Classes::NONE,
        shape: Shape::Cap,
        flags: 0,
        symbol: u8::MAX,
        line: 0,
    }
}
