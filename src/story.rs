//! A story as the later stages see it: the text, its tokens, and what lists found in it.

use crate::gazetteer::{Gazetteer, Hit};
use crate::label::Kind;
use crate::lexicon::{self, Classes};
use crate::score::evidence::symbol_of;
use crate::token::{Shape, Token, Tokens, flag, fold};

/// Words compared often, by hash.
pub(crate) mod word {
    use crate::token::fold::hash_word as h;
    pub const OF: u64 = h("of");
    pub const AND: u64 = h("and");
    pub const FOR: u64 = h("for");
    pub const THE: u64 = h("the");
    pub const COMMA: u64 = h(",");
    pub const OPEN: u64 = h("(");
    pub const CLOSE: u64 = h(")");
    pub const HYPHEN: u64 = h("-");
    pub const SLASH: u64 = h("/");
    pub const IN: u64 = h("in");
    pub const POSSESSIVE: u64 = h("'s");
    pub const APOSTROPHE: u64 = h("'");
    pub const ON: u64 = h("on");
    pub const OR: u64 = h("or");
    pub const AT: u64 = h("at");
    pub const STOP: u64 = h(".");
    pub const COLON: u64 = h(":");
    pub const QUOTE: u64 = h("\"");
    pub const ELECTION: u64 = h("election");
    pub const ELECTIONS: u64 = h("elections");
    pub const WHO: u64 = h("who");
    pub const WHOSE: u64 = h("whose");
}

/// A listed name in the story, as evidence sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listed {
    pub start: u32,
    pub end: u32,
    /// `None` for a label of the user's own.
    pub kind: Option<Kind>,
    pub weak: bool,
    /// Number of the list among the evidence names; user lists come after the built-in ones.
    pub list: u16,
    /// Hash of the list's name.
    pub list_hash: u64,
    /// Index into [`Story::hits`].
    pub hit: u32,
}

/// The dateline that opens a line: "TROY, N.C. (AP) -".
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dateline {
    /// Its first token, which is the line's.
    pub first: usize,
    /// Its dash.
    pub end: usize,
    /// Where its bracket opens.
    pub open: Option<usize>,
}

impl Dateline {
    /// Longest dateline, in tokens.
    const REACH: usize = 18;

    fn of(tokens: &[Token]) -> Option<(usize, Option<usize>)> {
        let (first, rest) = tokens.split_first()?;
        if !first.is_cap() {
            return None;
        }
        let mut open = None;
        for (n, t) in rest.iter().enumerate().take(Dateline::REACH - 1) {
            match t.hash {
                word::OPEN if open.is_none() => open = Some(n + 1),
                word::HYPHEN if !t.has(flag::GLUED) => {
                    let upper = first.shape == Shape::Upper || open.is_some();
                    return upper.then_some((n + 1, open));
                }
                word::HYPHEN => {}
                word::STOP if !t.has(flag::GLUED) => return None,
                word::OF => {}
                _ if t.shape == Shape::Lower && open.is_none() => return None,
                _ => {}
            }
        }
        None
    }
}

/// One text with its tokens and listed names. Reused between texts.
#[derive(Default)]
pub(crate) struct Story {
    pub lexed: Tokens,
    pub hits: Vec<Hit>,
    /// By start, then by end.
    pub listed: Vec<Listed>,
    /// For every token, the first of `listed` that starts at or after it; one more at the end.
    pub listed_at: Vec<u32>,
    /// Indices into `listed`, by end.
    by_end: Vec<u32>,
    /// For every end, the first of `by_end`; one more at the end.
    end_at: Vec<u32>,
    datelines: Vec<Dateline>,
    /// For every token, which kinds of listed names of two words or more cover it (bit per kind).
    pub covered: Vec<u8>,
}

impl Story {
    /// Reads a text. `done` is told the end of every step.
    pub(crate) fn read(&mut self, text: &str, gazetteers: &[Gazetteer], done: &mut impl FnMut(&'static str)) {
        self.lexed.read(text);
        done("tokens");
        self.mark_phrases(text);
        self.datelines.clear();
        for line in &self.lexed.lines {
            let tokens = &self.lexed.tokens[line.first as usize..line.end as usize];
            if let Some((end, open)) = Dateline::of(tokens) {
                let first = line.first as usize;
                self.datelines.push(Dateline { first, end: first + end, open: open.map(|o| first + o) });
            }
        }
        done("phrases, datelines");
        self.hits.clear();
        for (layer, g) in gazetteers.iter().enumerate() {
            g.hits(text, &self.lexed.tokens, layer as u16, &mut self.hits);
        }
        self.hits.sort_unstable_by_key(|h| (h.start, h.end, std::cmp::Reverse(h.layer), h.entry));
        self.listed.clear();
        for (n, h) in self.hits.iter().enumerate() {
            let g = &gazetteers[h.layer as usize];
            let list = if g.is_user() { u16::MAX } else { h.meta.list };
            self.listed.push(Listed {
                start: h.start,
                end: h.end,
                kind: g.kind(h.meta.label),
                weak: h.meta.weak,
                list,
                list_hash: g.list_hash(h.meta.list),
                hit: n as u32,
            });
        }
        let n = self.lexed.tokens.len();
        self.listed_at.clear();
        self.covered.clear();
        self.covered.resize(n, 0);
        self.listed_at.resize(n + 2, 0);
        self.end_at.clear();
        self.end_at.resize(n + 2, 0);
        // Counted one place on, so that the sums are where each begins.
        for l in &self.listed {
            self.listed_at[l.start as usize + 1] += 1;
            self.end_at[l.end as usize + 1] += 1;
        }
        for i in 1..n + 2 {
            self.listed_at[i] += self.listed_at[i - 1];
            self.end_at[i] += self.end_at[i - 1];
        }
        self.by_end.clear();
        self.by_end.extend(0..self.listed.len() as u32);
        let listed = &self.listed;
        self.by_end.sort_unstable_by_key(|&l| (listed[l as usize].end, l));
        for l in &self.listed {
            if let Some(kind) = l.kind
                && l.end - l.start > 1
            {
                for c in &mut self.covered[l.start as usize..l.end as usize] {
                    *c |= 1 << kind as u8;
                }
            }
        }
        done("listed names");
    }

    pub(crate) fn tokens(&self) -> &[Token] {
        &self.lexed.tokens
    }

    /// The dateline that token `i` stands in.
    #[inline]
    pub(crate) fn dateline(&self, i: usize) -> Option<&Dateline> {
        // Most stories have one, and most tokens come after it.
        if self.datelines.last().is_none_or(|d| d.end <= i) {
            return None;
        }
        let n = self.datelines.partition_point(|d| d.end <= i);
        self.datelines.get(n).filter(|d| d.first <= i)
    }

    /// Listed names that start at token `i`.
    pub(crate) fn listed_from(&self, i: usize) -> &[Listed] {
        &self.listed[self.listed_at[i] as usize..self.listed_at[i + 1] as usize]
    }

    /// Listed names that are exactly the span.
    pub(crate) fn listed_as(&self, i: usize, j: usize) -> impl Iterator<Item = &Listed> + Clone {
        self.listed_from(i).iter().filter(move |l| l.end as usize == j)
    }

    /// Listed names that end before token `e`, by start.
    pub(crate) fn listed_to(&self, e: usize) -> impl Iterator<Item = &Listed> {
        let range = self.end_at[e] as usize..self.end_at[e + 1] as usize;
        self.by_end[range].iter().map(|&l| &self.listed[l as usize])
    }

    /// The token at `i`, if it is on the same line as token `with`.
    pub(crate) fn near(&self, i: usize, with: usize) -> Option<&Token> {
        let t = self.lexed.tokens.get(i)?;
        (t.line == self.lexed.tokens[with].line).then_some(t)
    }

    /// Titles of several words give their classes to their last word. Then every token has all its
    /// classes, and gets its symbol.
    fn mark_phrases(&mut self, text: &str) {
        let lexicon = lexicon::global();
        let tokens = &mut self.lexed.tokens;
        let mut i = 0;
        while i < tokens.len() {
            let t = &mut tokens[i];
            if t.is(Classes::TITLE) {
                t.classes |= Classes::TITLE_END;
            }
            // A phrase marks words after its first.
            t.symbol = symbol_of(t).number() as u8;
            if tokens[i].is(Classes::PHRASE)
                && let Some(next) = tokens.get(i + 1 + usize::from(is_hyphen(tokens, i + 1)))
                && next.is(Classes::PHRASE_NEXT)
                && lexicon.may_begin(tokens[i].hash, next.hash)
                && let Some((end, classes)) = phrase_at(tokens, i)
            {
                let upper = tokens[i].shape == Shape::Upper && tokens[i].text(text).len() > 3;
                let last = &mut tokens[end - 1];
                if classes.intersects(Classes::TITLE) && !upper {
                    last.classes |= classes | Classes::TITLE_END;
                } else {
                    last.classes |= classes;
                }
            }
            i += 1;
        }
    }
}

/// Whether token `i` is a hyphen inside a word.
fn is_hyphen(tokens: &[Token], i: usize) -> bool {
    tokens.get(i).is_some_and(|t| t.hash == word::HYPHEN && t.has(flag::GLUED))
}

/// The longest phrase of the lexicon that starts at token `i`: the token after it, and its classes.
/// Hyphens inside it make no difference ("president-elect").
pub(crate) fn phrase_at(tokens: &[Token], i: usize) -> Option<(usize, Classes)> {
    let line = tokens[i].line;
    // Where the words stand, as far as they have been asked for, in order.
    let mut at = [i; 16];
    let mut known = 1;
    let (n, classes) = lexicon::global().phrase(&mut |n| {
        while known <= n && known < at.len() {
            let mut next = at[known - 1] + 1;
            next += usize::from(is_hyphen(tokens, next));
            at[known] = next;
            known += 1;
        }
        let t = tokens.get(*at.get(n)?)?;
        (t.line == line).then_some(t.hash)
    })?;
    Some((at[n - 1] + 1, classes))
}

/// Most letters of an acronym, and of the initials it may stand for.
const ACRONYM: usize = 10;
const INITIALS: usize = 24;

/// Whether the span's initials spell `acronym` (letters only, small words optional).
pub(crate) fn initials_match(text: &str, tokens: &[Token], acronym: &str) -> bool {
    let mut want = ['\0'; ACRONYM];
    let mut wanted = 0;
    for c in acronym.chars().filter(|c| c.is_alphabetic()) {
        if wanted == ACRONYM {
            return false;
        }
        want[wanted] = c;
        wanted += 1;
    }
    if wanted < 2 {
        return false;
    }
    // Unless an acronym stands inside, every word gives one letter, which a capitalised one must.
    let given = |t: &&Token| t.shape != Shape::Punct && t.hash != word::POSSESSIVE;
    let upper = tokens.len() > 1 && tokens.iter().any(|t| t.shape == Shape::Upper);
    let (all, caps) =
        tokens.iter().filter(given).fold((0, 0), |(n, c), t| (n + 1, c + usize::from(t.is_cap())));
    if !upper && (all < wanted || caps > wanted) {
        return false;
    }
    // Initials, and whether each may be left out.
    let mut full = [('\0', false); INITIALS];
    let mut used = 0;
    for t in tokens {
        if t.shape == Shape::Punct || t.hash == word::POSSESSIVE {
            continue;
        }
        // "UN Children's Fund": an acronym inside gives all its letters or its first.
        let inside = t.shape == Shape::Upper && tokens.len() > 1;
        let letters = t.text(text).chars().filter(|c| !inside || c.is_alphabetic());
        for (n, c) in letters.take(if inside { INITIALS + 1 } else { 1 }).enumerate() {
            if used == INITIALS {
                return false;
            }
            full[used] = (c.to_ascii_uppercase(), if inside { n > 0 } else { !t.is_cap() });
            used += 1;
        }
    }
    // A subsequence that takes every obligatory initial.
    fn walk(full: &[(char, bool)], want: &[char]) -> bool {
        match (full.first(), want.first()) {
            (None, None) => true,
            (None, Some(_)) => false,
            (Some(&(c, optional)), w) => {
                (w.is_some_and(|w| w.eq_ignore_ascii_case(&c)) && walk(&full[1..], &want[1..]))
                    || (optional && walk(&full[1..], want))
            }
        }
    }
    walk(&full[..used], &want[..wanted])
}

/// A hash of the span's words, by which two occurrences of one name are known.
pub(crate) fn surface_hash(tokens: &[Token]) -> u64 {
    let mut h = 0x1234_5678_9abc_def1u64;
    for t in tokens {
        if t.has(flag::GLUED) && t.hash == word::HYPHEN {
            continue;
        }
        h = fold::mix(h ^ t.hash).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    h
}
