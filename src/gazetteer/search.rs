//! Finding the names of a list over the tokens of a text.

use super::compact::{Meta, Pattern, ROOT, View};
use super::{Gazetteer, row};
use crate::steps::step;
use crate::story::word;
use crate::token::{self, Shape, Token, flag};
use std::hint::black_box;

/// A verified match over tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub start: u32,
    pub end: u32,
    pub entry: u32,
    pub which: u16,
    pub meta: Meta,
    /// Number of the gazetteer in its extractor.
    pub layer: u16,
}

/// Tokens that go through the first steps together: look-ups that do not wait for each other
/// overlap in the processor, where one after the other each would wait for memory.
const BATCH: usize = 64;

impl Gazetteer {
    /// Pushes every verified match over `tokens` to `out`, by start, then by end, then by entry.
    pub(crate) fn hits(&self, text: &str, tokens: &[Token], layer: u16, out: &mut Vec<Hit>) {
        let view = self.inner.block.view();
        let mut starts = [(0u32, view.place(ROOT, 0)); BATCH];
        let mut nodes = [(0u32, ROOT); BATCH];
        for (n, batch) in tokens.chunks(BATCH).enumerate() {
            let mut count = 0;
            for (i, t) in batch.iter().enumerate() {
                starts[count] = ((n * BATCH + i) as u32, view.place(ROOT, t.hash));
                count += usize::from(may_start(view, t));
            }
            let starts = &starts[..count];
            black_box(starts.iter().fold(0, |sum, (_, place)| sum ^ view.touch(*place)));
            let mut reached = 0;
            for &(i, place) in starts {
                let Some(node) = view.child_at(place) else { continue };
                nodes[reached] = (i, node);
                // A name ends here, or may go on with the next word, if that is no mark.
                let next = tokens.get(i as usize + 1).filter(|t| t.shape != Shape::Punct);
                let goes_on = || next.is_none_or(|t| view.may_follow(view.place(node, t.hash)));
                reached += usize::from(view.first_pattern(node).is_some() || view.goes_on(node) && goes_on());
            }
            // What the walks will need first: the names that end here, and the next word.
            let nodes = &nodes[..reached];
            let ended = nodes.iter().filter_map(|(_, node)| view.first_pattern(*node));
            black_box(ended.clone().fold(0, |sum, p| sum ^ view.touch_pattern(p)));
            let next = nodes
                .iter()
                .filter(|(_, node)| view.goes_on(*node))
                .filter_map(|(i, node)| tokens.get(*i as usize + 1).map(|t| view.place(*node, t.hash)));
            black_box(next.fold(0, |sum, place| sum ^ view.touch(place)));
            black_box(ended.fold(0, |sum, p| sum ^ view.touch_name(p)));
            for &(i, node) in nodes {
                let (i, from) = (i as usize, i);
                self.walk(view, text, tokens, i, node, &mut |j, p, meta| {
                    out.push(Hit { start: from, end: j as u32, entry: p.entry, which: p.which, meta, layer });
                });
            }
        }
    }

    /// Calls `found` for every name that begins at token `i`, whose word leads to `node`, with the
    /// token after it. Returns whether tokens after the last could have made a difference.
    #[inline]
    pub(super) fn walk(
        &self,
        view: View<'_>,
        text: &str,
        tokens: &[Token],
        i: usize,
        node: u32,
        found: &mut impl FnMut(usize, Pattern, Meta),
    ) -> bool {
        #[cfg(any(test, feature = "bench"))]
        if let Some(automaton) = &self.inner.automaton {
            let mut walk = automaton.walk();
            return walk.feed(&tokens[i], text) && self.walk_with(walk, view, text, tokens, i, found);
        }
        self.walk_with(TrieWalk(view, node), view, text, tokens, i, found)
    }

    /// `walk` has been fed the token at `i`.
    #[inline]
    fn walk_with(
        &self,
        mut walk: impl Walk,
        view: View<'_>,
        text: &str,
        tokens: &[Token],
        i: usize,
        found: &mut impl FnMut(usize, Pattern, Meta),
    ) -> bool {
        let mut j = i + 1;
        let mut as_written = false;
        // Whether a mark is passed over depends on the token after it.
        let mut open = false;
        loop {
            if let Some(first) = walk.first_pattern() {
                for p in view.patterns(first) {
                    step();
                    if let Some(meta) = self.confirm(view, text, &tokens[i..j], p, as_written) {
                        found(j, p, meta);
                    }
                }
            }
            if !walk.goes_on() {
                return open;
            }
            loop {
                let Some(t) = tokens.get(j) else { return true };
                step();
                if t.has(flag::LINE) {
                    return open;
                }
                match skip(text, tokens, j) {
                    Skip::No => break,
                    s => as_written |= s == Skip::AsWritten,
                }
                j += 1;
            }
            open |= tokens[j].shape == Shape::Punct && j + 1 == tokens.len();
            if !walk.feed(&tokens[j], text) {
                return open;
            }
            j += 1;
        }
    }

    /// What is known of the entry, if the tokens spell the pattern's name.
    #[inline]
    pub(super) fn confirm(
        &self,
        view: View<'_>,
        text: &str,
        tokens: &[Token],
        p: Pattern,
        as_written: bool,
    ) -> Option<Meta> {
        let name = view.name(p)?;
        let span = &text[tokens.first()?.start as usize..tokens.last()?.end as usize];
        // Nearly always the text has the name as the list has it.
        if span.as_bytes() != name {
            let name = std::str::from_utf8(name).ok()?;
            if !same_name(text, tokens, name, p.fold_case, as_written) {
                return None;
            }
        }
        // `None` only where a large file is damaged.
        let meta = view.meta(p.entry)?;
        (!view.guarded() || self.says_the_same(view, p)).then_some(meta)
    }

    /// Whether the row, which has been held to its guard, says the same as the pattern: that makes
    /// a match right even if the pattern's bytes have not been checked.
    fn says_the_same(&self, view: View<'_>, p: Pattern) -> bool {
        let Some((meta, row)) = view.entry(p.entry) else { return false };
        let Some(header) = self.inner.headers.get(meta.list as usize) else { return false };
        let Ok(checked) = header.check(row, "", 0) else { return false };
        let name = match p.which {
            0 => Some(checked.name),
            n => row::aliases(row, checked.aliases).nth(n as usize - 1),
        };
        checked.fold_case == p.fold_case && name.is_some_and(|n| Some(row[n].as_bytes()) == view.name(p))
    }
}

/// Whether a name can begin with this token. May say yes wrongly, never no.
#[inline]
pub(super) fn may_start(view: View<'_>, t: &Token) -> bool {
    // Most words of a text are in lower case and most names begin with a capital, so that a bit
    // answers for four tokens in five.
    match t.shape {
        Shape::Punct | Shape::Lower => view.may_start_odd(t.hash),
        _ => view.may_start(t.hash),
    }
}

/// A walk over the words of a text from one start.
pub(super) trait Walk {
    /// Goes on by one word; false when no name goes on so.
    fn feed(&mut self, token: &Token, text: &str) -> bool;
    /// The first pattern that ends here.
    fn first_pattern(&self) -> Option<u32>;
    /// Whether names go on from here.
    fn goes_on(&self) -> bool;
}

/// A walk over the trie: the node reached.
struct TrieWalk<'b>(View<'b>, u32);

impl Walk for TrieWalk<'_> {
    #[inline]
    fn feed(&mut self, token: &Token, _: &str) -> bool {
        match self.0.child(self.1, token.hash) {
            Some(child) => {
                self.1 = child;
                true
            }
            None => false,
        }
    }

    #[inline]
    fn first_pattern(&self) -> Option<u32> {
        self.0.first_pattern(self.1)
    }

    #[inline]
    fn goes_on(&self) -> bool {
        self.0.goes_on(self.1)
    }
}

/// Whether a token within a name is passed over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Skip {
    No,
    /// A hyphen inside a word, a full stop inside a sentence: no part of a name's words.
    Yes,
    /// A dash between spaces, a full stop that may end a sentence ("1. FC Köln"): only in a name
    /// that is written just so.
    AsWritten,
}

#[inline]
pub(super) fn skip(text: &str, tokens: &[Token], j: usize) -> Skip {
    let t = &tokens[j];
    if t.shape != Shape::Punct {
        return Skip::No;
    }
    let glued = t.has(flag::GLUED);
    match (t.hash, tokens.get(j + 1)) {
        // The fold of dashes of all lengths; an em dash parts names.
        (word::HYPHEN, Some(next)) if matches!(t.text(text), "-" | "‐" | "‑" | "–") => {
            if glued && next.has(flag::GLUED) { Skip::Yes } else { Skip::AsWritten }
        }
        (word::STOP, Some(next)) if glued && t.end - t.start == 1 => {
            if next.has(flag::SENTENCE) {
                Skip::AsWritten
            } else {
                Skip::Yes
            }
        }
        _ => Skip::No,
    }
}

/// Whether the tokens spell `name`, by its case policy; `as_written`: also mark by mark.
pub(super) fn same_name(text: &str, tokens: &[Token], name: &str, fold_case: bool, as_written: bool) -> bool {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return false };
    let span = &text[first.start as usize..last.end as usize];
    if span == name {
        return true;
    }
    if as_written && span.to_lowercase() != name.to_lowercase() {
        return false;
    }
    if tokens.len() == 1
        && name.ends_with('.')
        && name.bytes().any(|b| b.is_ascii_lowercase())
        && !first.has(flag::DOT)
        && text.as_bytes().get(first.end as usize) != Some(&b'.')
    {
        return false; // "Me" is not "Me.", nor "Mass" "Mass."
    }
    let mut at = 0;
    let mut same = true;
    let mut case_same = true;
    let mut all_upper = true;
    let mut letters = 0usize;
    token::for_each_name_word(name, |word| {
        if !same {
            return;
        }
        while at > 0 && at < tokens.len() && skip(text, tokens, at) != Skip::No {
            at += 1;
        }
        let Some(token) = tokens.get(at) else {
            same = false;
            return;
        };
        at += 1;
        let here = token.text(text);
        if here != word {
            if !token::fold::same_folded(here, word) {
                same = false;
                return;
            }
            // "&" for "and" has no case.
            if let (Some(a), Some(b)) = (Letters::of(here), Letters::of(word)) {
                case_same &= a == b;
            }
        }
        if here.is_ascii() {
            letters += here.bytes().filter(u8::is_ascii_alphabetic).count();
            all_upper &= !here.bytes().any(|b| b.is_ascii_lowercase());
        } else {
            letters += here.chars().filter(|c| c.is_alphabetic()).count();
            all_upper &= !here.chars().any(char::is_lowercase);
        }
    });
    same && at == tokens.len() && (fold_case || case_same || all_upper && letters >= 4)
}

/// What of a word's case must agree: how it begins, and whether it goes on in lower case.
#[derive(PartialEq, Eq)]
struct Letters {
    first_upper: bool,
    any_lower: bool,
}

impl Letters {
    /// `None` for a word without cased letters.
    fn of(word: &str) -> Option<Letters> {
        let any_lower = word.chars().any(char::is_lowercase);
        if !any_lower && !word.chars().any(char::is_uppercase) {
            return None;
        }
        Some(Letters { first_upper: word.chars().next().is_some_and(char::is_uppercase), any_lower })
    }
}
