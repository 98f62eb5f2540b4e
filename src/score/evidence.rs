//! Stage 3: every reason for or against a candidate, as named evidence.
//!
//! A candidate's evidence is the sum of four parts, each computed once and shared by all candidates
//! that have it in common:
//!
//! - `before:` what stands left of its first token,
//! - `after:` what stands right of its last token,
//! - its words, each in its place (`first:`, `inner:`, `last:`, `only:`),
//! - the span as a whole: its length and shape, lists, rules, and what the rest of the story says.
//!
//! Words are evidence by what they are: ordinary words and cues by themselves, names only by their
//! shape, their affixes, and the lists that have them. So the weights know no names.

use crate::label::Kind;
use crate::lexicon::Classes;
use crate::resolve::memory::Memory;
use crate::rule::{self, Scope};
use crate::score::few::{self, Few};
use crate::story::{Story, word};
use crate::token::{Shape, Token, flag, fold};
use std::fmt::Arguments;

/// Where evidence goes: its key, and its name on request.
pub(crate) trait Sink {
    fn put(&mut self, key: u64, name: Arguments<'_>);

    /// Puts evidence of few values.
    #[inline]
    fn put_few(&mut self, few: Few, a: u64, b: u64, name: Arguments<'_>) {
        self.put(few.key(a, b), name);
    }

    /// Puts evidence that depends on nothing but a place and a word (by all that is known of it),
    /// so that the sums can be kept. `compute` puts it.
    #[inline]
    fn by_word(&mut self, slot: usize, word: u64, compute: impl FnOnce(&mut Self))
    where
        Self: Sized,
    {
        let _ = (slot, word);
        compute(self);
    }
}

/// All that is known of a word by itself, as one number.
#[inline]
fn identity(t: &Token) -> u64 {
    fold::mix(
        t.hash ^ t.classes.0.rotate_left(23) ^ (t.shape as u64) << 59 ^ u64::from(t.end - t.start) << 50,
    )
}

/// Key of evidence from its name's template and what fills it. Templates have fixed numbers.
#[inline]
pub(crate) fn key(template: u32, a: u64, b: u64) -> u64 {
    let h = (a ^ u64::from(template).wrapping_mul(0xa076_1d64_78bd_642f)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let h = (h ^ (h >> 32) ^ b.wrapping_mul(0xe703_7ed1_a0b4_28db)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    h ^ (h >> 29)
}

/// Place of a word in a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Role {
    First = 0,
    Inner = 1,
    Last = 2,
    Only = 3,
}

impl Role {
    /// That of token `t` in the candidate `i..j`.
    #[inline]
    pub(crate) fn of(t: usize, i: usize, j: usize) -> Role {
        match (t == i, t + 1 == j) {
            (true, true) => Role::Only,
            (true, false) => Role::First,
            (false, true) => Role::Last,
            (false, false) => Role::Inner,
        }
    }

    fn name(self) -> &'static str {
        ["first", "inner", "last", "only"][self as usize]
    }
}

/// What evidence is computed from.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub text: &'a str,
    pub story: &'a Story,
    pub memory: &'a Memory,
    /// Names of the built-in lists, by number.
    pub lists: &'a [String],
}

/// What may be said of a word by itself: not a name.
fn is_nameable(t: &Token) -> bool {
    match t.shape {
        Shape::Lower | Shape::Punct | Shape::Number => true,
        Shape::Cap | Shape::Upper | Shape::Initial => t.is(CUES),
        _ => false,
    }
}

/// The classes of a word that say something of it; the others help to find phrases.
fn spoken(t: &Token) -> Classes {
    Classes(t.classes.0 & !(Classes::PHRASE.0 | Classes::PHRASE_NEXT.0))
}

/// Classes of words that are no names.
const CUES: Classes = Classes(
    Classes::FUNCTION.0
        | Classes::COMMON.0
        | Classes::TITLE.0
        | Classes::ORG_HEAD.0
        | Classes::ORG_HEAD_WEAK.0
        | Classes::ORG_FIRST.0
        | Classes::ORG_SUFFIX.0
        | Classes::PLACE_BEFORE.0
        | Classes::PLACE_AFTER.0
        | Classes::EVENT.0
        | Classes::CALENDAR.0
        | Classes::CURRENCY.0
        | Classes::SPEECH.0
        | Classes::RELATION.0
        | Classes::NOUN_ORG.0
        | Classes::NOUN_PLACE.0
        | Classes::NOUN_PERSON.0
        | Classes::NOUN_GROUP.0
        | Classes::NOUN_THING.0
        | Classes::COMPASS.0
        | Classes::CONNECTOR.0,
);

/// A word as evidence prints it: folded, numbers as one word. Written only when a name is asked for.
#[derive(Clone, Copy)]
pub(crate) enum Spelled<'t> {
    /// The text, and where in it the word stands.
    Word(&'t str, u32, u32),
    Symbol(Symbol),
    Literal(&'static str),
}

impl std::fmt::Display for Spelled<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Spelled::Word(text, start, end) => {
                f.write_str(&fold::fold(&text[*start as usize..*end as usize]))
            }
            Spelled::Symbol(s) => s.fmt(f),
            Spelled::Literal(s) => f.write_str(s),
        }
    }
}

/// A word for printing and hashing: numbers are one word.
fn spelled<'t>(t: &Token, text: &'t str) -> (u64, Spelled<'t>) {
    match t.shape {
        Shape::Number => {
            let len = t.end - t.start;
            if len == 4 && text.as_bytes()[t.start as usize..].iter().take(4).all(u8::is_ascii_digit) {
                (2, Spelled::Literal("9999"))
            } else if len <= 2 {
                (1, Spelled::Literal("9"))
            } else {
                (3, Spelled::Literal("99"))
            }
        }
        _ => (t.hash, Spelled::Word(text, t.start, t.end)),
    }
}

/// One symbol for what a word is, for patterns over several words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Symbol(u8);

impl Symbol {
    /// How many there are.
    pub(crate) const COUNT: usize = SYMBOLS.len() + OTHERS.len();
    /// The beginning and the end of a line.
    const START: Symbol = Symbol::named("^");
    const END: Symbol = Symbol::named("$");

    #[inline]
    pub(crate) fn number(self) -> u64 {
        u64::from(self.0)
    }

    fn name(self) -> &'static str {
        let n = self.0 as usize;
        SYMBOLS
            .get(n)
            .map(|(_, name)| *name)
            .or(OTHERS.get(n.wrapping_sub(SYMBOLS.len())).copied())
            .unwrap_or("?")
    }

    /// The symbol of that name, at compile time.
    const fn named(name: &str) -> Symbol {
        let mut n = 0;
        while !same(OTHERS[n], name) {
            n += 1;
        }
        Symbol((SYMBOLS.len() + n) as u8)
    }
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut n = 0;
    while n < a.len() && n < b.len() && a[n] == b[n] {
        n += 1;
    }
    n == a.len() && n == b.len()
}

impl std::fmt::Display for Symbol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// The symbol of a token of a story.
#[inline]
fn symbol(t: &Token) -> Symbol {
    Symbol(t.symbol)
}

/// Symbols of capitalised words, by their classes; the first that fits.
const SYMBOLS: &[(Classes, &str)] = &[
    (Classes::HONORIFIC, "Mr"),
    (Classes::ORG_SUFFIX, "Ltd"),
    (Classes::MONTH, "May"),
    (Classes::WEEKDAY, "Mon"),
    (Classes::ORG_FIRST, "HeadOf"),
    (Classes::ORG_HEAD, "Head"),
    (Classes::DEMONYM, "Dem"),
    (Classes::COUNTRY, "Land"),
    (Classes::TITLE, "Title"),
    (Classes::ORG_HEAD_WEAK, "Head?"),
    (Classes::EVENT, "Event"),
    (Classes::PLACE_AFTER, "Key"),
    (Classes::PLACE_BEFORE, "Pre"),
    (Classes::COMPASS, "North"),
    (Classes::FUNCTION, "the"),
];

/// Symbols of other words, and of the ends of a line.
const OTHERS: [&str; 22] = [
    "of", "and", "for", "the", "-", ",", "'s", "de", "x", "9", "X.", "common", "GivFam", "Giv", "Fam",
    "Name?", "XX", "xX", "X9", "Xx", "^", "$",
];

/// All classes that have a symbol of their own.
const SYMBOLIC: Classes = {
    let mut all = 0;
    let mut n = 0;
    while n < SYMBOLS.len() {
        all |= SYMBOLS[n].0.0;
        n += 1;
    }
    Classes(all)
};

/// The symbol of every class that has one, by its bit.
const SYMBOL_OF: [u8; 64] = {
    let mut all = [0; 64];
    let mut n = SYMBOLS.len();
    while n > 0 {
        n -= 1;
        let mut classes = SYMBOLS[n].0.0;
        while classes != 0 {
            all[classes.trailing_zeros() as usize] = n as u8;
            classes &= classes - 1;
        }
    }
    all
};

/// Finds the symbol of a token; kept in the token by [`Story::read`].
pub(crate) fn symbol_of(t: &Token) -> Symbol {
    match t.shape {
        Shape::Lower | Shape::Punct => {
            const SMALL: [(u64, Symbol); 7] = [
                (word::OF, Symbol::named("of")),
                (word::AND, Symbol::named("and")),
                (word::FOR, Symbol::named("for")),
                (word::THE, Symbol::named("the")),
                (word::HYPHEN, Symbol::named("-")),
                (word::COMMA, Symbol::named(",")),
                (word::POSSESSIVE, Symbol::named("'s")),
            ];
            const PARTICLE: Symbol = Symbol::named("de");
            const ANY: Symbol = Symbol::named("x");
            // All are compared, so that there is no branch that could not be foreseen.
            let any = if t.is(Classes::PARTICLE) { PARTICLE } else { ANY };
            return SMALL
                .iter()
                .fold(any, |symbol, (hash, small)| if t.hash == *hash { *small } else { symbol });
        }
        Shape::Number => return const { Symbol::named("9") },
        Shape::Initial => return const { Symbol::named("X.") },
        _ => {}
    }
    let symbolic = t.classes.0 & SYMBOLIC.0;
    if symbolic != 0 {
        // Nearly always it is one class.
        return match SYMBOL_OF[symbolic.trailing_zeros() as usize] {
            n if symbolic & (symbolic - 1) == 0 => Symbol(n),
            _ => Symbol(SYMBOLS.iter().position(|(class, _)| t.is(*class)).unwrap_or(0) as u8),
        };
    }
    let given = t.is(Classes::GIVEN);
    let family = t.is(Classes::FAMILY);
    let weak = t.is(Classes::GIVEN_WEAK | Classes::FAMILY_WEAK);
    let common = t.is(Classes::COMMON | Classes::NOUN_THING);
    match (given, family, weak, common, t.shape) {
        (_, _, _, true, Shape::Cap) if !given && !family => const { Symbol::named("common") },
        (true, true, ..) => const { Symbol::named("GivFam") },
        (true, ..) => const { Symbol::named("Giv") },
        (_, true, ..) => const { Symbol::named("Fam") },
        (_, _, true, ..) => const { Symbol::named("Name?") },
        (.., Shape::Upper) => const { Symbol::named("XX") },
        (.., Shape::Mixed) => const { Symbol::named("xX") },
        (.., Shape::Alnum) => const { Symbol::named("X9") },
        _ => const { Symbol::named("Xx") },
    }
}

/// What one word beside a candidate says by itself. `base` numbers the templates.
fn context(base: u32, n: u32, t: &Token, text: &str, name: &str, sink: &mut impl Sink) {
    if is_nameable(t) {
        let (h, s) = spelled(t, text);
        sink.put(key(base + n, h, 0), format_args!("{name}:{s}"));
    } else {
        sink.put(key(base + 3 + n, t.shape as u64, 0), format_args!("{name}/shape:{}", t.shape.name()));
    }
    if n < 2 {
        for (c, class) in spoken(t).each() {
            let cap = u64::from(t.is_cap());
            sink.put(
                key(base + 6 + n, c as u64, cap),
                format_args!("{name}/{}{class}", if cap == 1 { "^" } else { "" }),
            );
        }
    }
}

/// The words that [`before`] asks for, and the places by which they are kept.
#[inline]
pub(crate) fn words_before(cx: &Context<'_>, i: usize, mut take: impl FnMut(usize, u64)) {
    for (slot, n) in [(0, i.wrapping_sub(1)), (1, i.wrapping_sub(2))] {
        if let Some(t) = cx.story.tokens().get(n) {
            take(slot, identity(t));
        }
    }
}

/// Those that [`after`] asks for.
#[inline]
pub(crate) fn words_after(cx: &Context<'_>, j: usize, mut take: impl FnMut(usize, u64)) {
    for (slot, n) in [(2, j), (3, j + 1)] {
        if let Some(t) = cx.story.tokens().get(n) {
            take(slot, identity(t));
        }
    }
}

/// That which [`word_in_place`] asks for.
#[inline]
pub(crate) fn word_itself(cx: &Context<'_>, n: usize, role: Role, mut take: impl FnMut(usize, u64)) {
    take(4 + role as usize, identity(&cx.story.tokens()[n]));
}

/// What stands left of a candidate that starts at token `i`.
pub(crate) fn before(cx: &Context<'_>, i: usize, sink: &mut impl Sink) {
    let (story, text) = (cx.story, cx.text);
    let tokens = story.tokens();
    let here = &tokens[i];
    let at = |back: usize| if back <= i { story.near(i - back, i) } else { None };
    let (p1, p2) = (at(1), at(2));
    if here.has(flag::SENTENCE) {
        sink.put_few(few::ZONE, 0, 0, format_args!("before:sentence-start"));
    }
    if here.has(flag::LINE) {
        sink.put_few(few::ZONE, 1, 0, format_args!("before:line-start"));
    }
    if here.has(flag::CAPS) {
        sink.put_few(few::ZONE, 2, 0, format_args!("zone:capitals"));
    }
    if here.has(flag::TITLE) {
        sink.put_few(few::ZONE, 3, 0, format_args!("zone:title-case"));
    }
    for (n, t, name) in [(0, p1, "before"), (1, p2, "before2")] {
        if let Some(t) = t {
            sink.by_word(n as usize, identity(t), |sink| context(10, n, t, text, name, sink));
        }
    }
    if let (Some(a), Some(b)) = (p2, p1) {
        if is_nameable(a) && is_nameable(b) {
            let ((h, s), (k, r)) = (spelled(a, text), spelled(b, text));
            sink.put(key(40, h, k), format_args!("before:{s} {r}"));
        } else {
            let (s, r) = (symbol(a), symbol(b));
            sink.put_few(few::BEFORE_PATTERN, s.number(), r.number(), format_args!("before/pattern:{s} {r}"));
        }
    }
    // A listed name right before, or before a comma or a bracket.
    for (back, few, name) in
        [(0usize, few::BEFORE_LISTED, "before/listed"), (1, few::BEFORE2_LISTED, "before2/listed")]
    {
        if i <= back {
            continue;
        }
        let e = i - back;
        for l in story.listed_to(e).filter(|l| l.start as usize + 5 >= e) {
            if let Some(kind) = l.kind
                && story.near(l.start as usize, i).is_some()
            {
                let weak = u64::from(l.weak);
                let q = if l.weak { "?" } else { "" };
                sink.put_few(few, kind as u64, weak, format_args!("{name}:{}{q}", kind.name()));
            }
        }
    }
    rule::each_fired(cx, Scope::Start, i, i + 1, |n, name| {
        sink.put_few(few::RULE, n, 0, format_args!("{name}"))
    });
}

/// What stands right of a candidate that ends before token `j`.
pub(crate) fn after(cx: &Context<'_>, j: usize, sink: &mut impl Sink) {
    let (story, text) = (cx.story, cx.text);
    let last = j - 1;
    let at = |n: usize| story.near(j + n, last);
    let (n1, n2) = (at(0), at(1));
    if n1.is_none() {
        sink.put_few(few::LINE_END, 0, 0, format_args!("after:line-end"));
    }
    for (n, t, name) in [(0, n1, "after"), (1, n2, "after2")] {
        if let Some(t) = t {
            sink.by_word(2 + n as usize, identity(t), |sink| context(51, n, t, text, name, sink));
        }
    }
    if let (Some(a), Some(b)) = (n1, n2) {
        if is_nameable(a) && is_nameable(b) {
            let ((h, s), (k, r)) = (spelled(a, text), spelled(b, text));
            sink.put(key(60, h, k), format_args!("after:{s} {r}"));
        } else {
            let (s, r) = (symbol(a), symbol(b));
            sink.put_few(few::AFTER_PATTERN, s.number(), r.number(), format_args!("after/pattern:{s} {r}"));
        }
    }
    for (n, few, name) in
        [(0usize, few::AFTER_LISTED, "after/listed"), (1, few::AFTER2_LISTED, "after2/listed")]
    {
        if j + n >= story.tokens().len() || story.near(j + n, last).is_none() {
            continue;
        }
        for l in story.listed_from(j + n) {
            if let Some(kind) = l.kind {
                let weak = u64::from(l.weak);
                let q = if l.weak { "?" } else { "" };
                sink.put_few(few, kind as u64, weak, format_args!("{name}:{}{q}", kind.name()));
            }
        }
    }
    rule::each_fired(cx, Scope::End, last, j, |n, name| {
        sink.put_few(few::RULE, n, 0, format_args!("{name}"))
    });
}

/// What one word of a candidate says by itself, in its place.
fn word_alone(t: &Token, whole: &str, r: u64, name: &str, sink: &mut impl Sink) {
    let text = t.text(whole);
    sink.put(key(70, t.shape as u64, r), format_args!("{name}/shape:{}", t.shape.name()));
    let nameable = is_nameable(t);
    if nameable {
        let (h, s) = spelled(t, whole);
        sink.put(key(72, h, r), format_args!("{name}:{s}"));
    }
    for (c, class) in spoken(t).each() {
        sink.put(key(73, c as u64, r), format_args!("{name}/{class}"));
    }
    if spoken(t) == Classes::NONE {
        sink.put(key(73, 99, r), format_args!("{name}/unknown"));
    }
    if !nameable && (t.is_cap() || t.shape == Shape::Alnum) {
        affixes(text, r, name, sink);
    }
}

/// Up to four letters at either end of a word, never the whole.
fn affixes(word: &str, r: u64, name: &str, sink: &mut impl Sink) {
    let (mut head, mut tail, mut n, mut ascii) = ([0u8; 4], [0u8; 4], 0usize, true);
    fold::each_folded(word, |c| {
        let b = c as u32 as u8;
        ascii &= c.is_ascii();
        if n < 4 {
            head[n] = b;
        }
        tail = [tail[1], tail[2], tail[3], b];
        n += 1;
    });
    if !ascii || n == 0 {
        return;
    }
    for k in (1..=4).filter(|&k| n > k + 1 || k <= 2 && n > k) {
        let hash = |letters: &[u8]| letters.iter().fold(fold::OFFSET, |h, b| fold::fnv1a(h, *b));
        let (begin, end) = (&head[..k], &tail[4 - k..]);
        let spell = |letters| Late(move || String::from_utf8_lossy(letters));
        sink.put(key(77, hash(end), r), format_args!("{name}/ends:{}", spell(end)));
        sink.put(key(78, hash(begin), r), format_args!("{name}/begins:{}", spell(begin)));
    }
    sink.put(key(79, n.min(12) as u64, r), format_args!("{name}/letters:{}", n.min(12)));
}

/// One word of a candidate, in its place.
pub(crate) fn word_in_place(cx: &Context<'_>, n: usize, role: Role, sink: &mut impl Sink) {
    let tokens = cx.story.tokens();
    let t = &tokens[n];
    let r = role as u64;
    let name = role.name();
    let nameable = is_nameable(t);
    sink.by_word(4 + role as usize, identity(t), |sink| {
        word_alone(t, cx.text, r, name, sink);
        if role == Role::Only {
            words_together(std::slice::from_ref(t), cx.text, sink);
        }
    });
    if t.has(flag::CAPS) {
        sink.put_few(
            few::CAPITALS_SHAPE,
            t.shape as u64,
            r,
            format_args!("{name}/capitals-shape:{}", t.shape.name()),
        );
    }
    if matches!(role, Role::First | Role::Only) {
        let stat = cx.memory.word(n);
        let start = u64::from(t.has(flag::SENTENCE));
        let s = if start == 1 { "sentence-start" } else { "within" };
        let low = u64::from(stat.lower > 0);
        let mid = u64::from(stat.within.saturating_sub(u16::from(start == 0)) > 0);
        sink.put_few(
            few::IN_STORY,
            low * 2 + mid,
            r * 2 + start,
            format_args!(
                "{name}/story:{s}{}{}",
                if low == 1 { ",lower-case-elsewhere" } else { "" },
                if mid == 1 { ",capital-elsewhere" } else { "" }
            ),
        );
        if start == 1 {
            let known = u64::from(spoken(t) == Classes::NONE);
            let common = u64::from(t.is(Classes::COMMON | Classes::FUNCTION));
            sink.put_few(
                few::SENTENCE_START,
                known * 2 + common,
                r,
                format_args!(
                    "{name}/sentence-start:{}",
                    if known == 1 {
                        "unknown"
                    } else if common == 1 {
                        "common"
                    } else {
                        "cue"
                    }
                ),
            );
        }
    } else if matches!(role, Role::Inner | Role::Last) && t.is_cap() {
        let stat = cx.memory.word(n);
        let low = u64::from(stat.lower > 0);
        sink.put_few(few::LOWER_ELSEWHERE, low, r, format_args!("{name}/lower-case-elsewhere:{low}"));
    }
    if t.is_cap() || t.shape == Shape::Alnum {
        let cov = cx.story.covered[n];
        if cov != 0 {
            for kind in Kind::ALL {
                if cov >> kind as u8 & 1 == 1 {
                    sink.put_few(
                        few::IN_LISTED,
                        kind as u64,
                        r,
                        format_args!("{name}/in-listed:{}", kind.name()),
                    );
                }
            }
        }
        // The same word elsewhere in the story as part of longer runs.
        let stat = cx.memory.word(n);
        if stat.within + stat.first > 1 {
            let b = |x: u16| u64::from(x.min(2));
            sink.put_few(
                few::RUNS,
                b(stat.after_cap) * 3 + b(stat.before_cap),
                r,
                format_args!("{name}/runs-elsewhere:{}-{}", b(stat.after_cap), b(stat.before_cap)),
            );
        }
    }
    // Two words in a row, where both are ordinary.
    if matches!(role, Role::Inner | Role::Last) && n > 0 {
        let p = &tokens[n - 1];
        if nameable && is_nameable(p) {
            let ((h, s), (k, q)) = (spelled(p, cx.text), spelled(t, cx.text));
            sink.put(key(82, h, k.wrapping_add(r)), format_args!("{name}:{s} {q}"));
        }
    }
}

/// Number of words among tokens.
fn words(tokens: &[Token]) -> usize {
    tokens.iter().filter(|t| t.shape != Shape::Punct).count()
}

/// What the words of a span say together, wherever it stands.
fn words_together(tokens: &[Token], text: &str, sink: &mut impl Sink) {
    let len = words(tokens).min(9) as u64;
    sink.put(key(100, len, 0), format_args!("length:{len}"));

    // Shapes and kinds of its words.
    if tokens.len() <= 7 {
        let mut h = 0u64;
        for t in tokens {
            let small = t.shape == Shape::Lower && t.is(Classes::CONNECTOR);
            h = key(101, h, if small { t.hash } else { t.shape as u64 });
        }
        sink.put(
            h,
            format_args!(
                "shape:{}",
                Pattern(|f: &mut String| {
                    for (n, t) in tokens.iter().enumerate() {
                        if n > 0 {
                            f.push(' ');
                        }
                        if t.shape == Shape::Lower && t.is(Classes::CONNECTOR) {
                            fold::fold_into(t.text(text), f);
                        } else {
                            f.push_str(t.shape.name());
                        }
                    }
                })
            ),
        );
        let mut h = 0u64;
        for t in tokens {
            h = key(102, h, symbol(t).number());
        }
        sink.put(
            h,
            format_args!(
                "pattern:{}",
                Pattern(|f: &mut String| {
                    for (n, t) in tokens.iter().enumerate() {
                        if n > 0 {
                            f.push(' ');
                        }
                        f.push_str(symbol(t).name());
                    }
                })
            ),
        );
    }

    // Its two ends.
    let (first, last) = (&tokens[0], &tokens[tokens.len() - 1]);
    let size = len.min(5);
    let (fw, lw) = (known(first, text), known(last, text));
    if tokens.len() > 1 {
        sink.put(key(107, fw.0, lw.0), format_args!("first+last:{} … {}", fw.1, lw.1));
    }
    sink.put(key(108, fw.0, size), format_args!("first+length:{} {size}", fw.1));
    sink.put(key(109, lw.0, size), format_args!("last+length:{} {size}", lw.1));
}

/// The span as a whole.
pub(crate) fn span(cx: &Context<'_>, number: usize, i: usize, j: usize, sink: &mut impl Sink) {
    let (story, text) = (cx.story, cx.text);
    let tokens = &story.tokens()[i..j];
    let words = words(tokens);
    // Of a single word, [`word_in_place`] puts it.
    if tokens.len() > 1 {
        words_together(tokens, text, sink);
    }

    let (first, last) = (&tokens[0], &tokens[tokens.len() - 1]);
    let (fs, ls) = (symbol(first), symbol(last));
    // Around it.
    let p = if i > 0 { story.near(i - 1, i) } else { None };
    let n = story.near(j, j - 1);
    let single = u64::from(words == 1);
    let pw = p.map_or((9, Spelled::Symbol(Symbol::START)), |t| known(t, text));
    let nw = n.map_or((9, Spelled::Symbol(Symbol::END)), |t| known(t, text));
    sink.put(
        key(105, pw.0, fs.number() * 2 + single),
        format_args!("before+first:{} {}{}", pw.1, fs, if single == 1 { "" } else { "…" }),
    );
    sink.put(
        key(106, nw.0, ls.number() * 2 + single),
        format_args!("last+after:{}{} {}", if single == 1 { "" } else { "…" }, ls, nw.1),
    );

    // Lists.
    let mut listed = 0u8;
    for l in story.listed_as(i, j) {
        let Some(kind) = l.kind else { continue };
        listed |= 1 << kind as u8;
        let weak = u64::from(l.weak);
        let q = if l.weak { "?" } else { "" };
        let multi = u64::from(words > 1);
        if l.list != u16::MAX {
            let list = Late(|| &cx.lists[l.list as usize]);
            sink.put(
                key(110, l.list_hash, weak * 2 + multi),
                format_args!("list/{list}{q}{}", if multi == 1 { "+" } else { "" }),
            );
        }
        sink.put_few(
            few::LISTED,
            kind as u64,
            weak * 2 + multi,
            format_args!("listed:{}{q}{}", kind.name(), if multi == 1 { "+" } else { "" }),
        );
        sink.put(key(112, kind as u64, pw.0), format_args!("listed+before:{}{q} {}", kind.name(), pw.1));
        sink.put(key(113, kind as u64, nw.0), format_args!("listed+after:{}{q} {}", kind.name(), nw.1));
    }
    if listed.count_ones() > 1 {
        let kinds = Pattern(|f: &mut String| {
            for kind in Kind::ALL.iter().filter(|k| listed >> **k as u8 & 1 == 1) {
                f.push_str(if f.is_empty() { "" } else { " " });
                f.push_str(kind.name());
            }
        });
        sink.put_few(few::LISTED_AS_SEVERAL, u64::from(listed), 0, format_args!("listed-as-several:{kinds}"));
    }
    if listed == 0 {
        sink.put_few(
            few::UNLISTED,
            words.min(4) as u64,
            u64::from(first.has(flag::SENTENCE)),
            format_args!(
                "unlisted:{}{}",
                words.min(4),
                if first.has(flag::SENTENCE) { ",sentence-start" } else { "" }
            ),
        );
    }
    // Longer and shorter listed names it cuts into or holds.
    // A longer listed name has two words at least, and is marked on the tokens it covers.
    let longest = if story.covered[i] == 0 { None } else { Some(i.min(6)) };
    for back in longest.into_iter().flat_map(|n| 0..=n) {
        for l in story.listed_from(i - back) {
            let (s, e) = (l.start as usize, l.end as usize);
            if let Some(kind) = l.kind
                && s <= i
                && e >= j
                && (s, e) != (i, j)
            {
                let place = u64::from(s < i) * 2 + u64::from(e > j);
                sink.put_few(
                    few::INSIDE_LISTED,
                    kind as u64,
                    place * 2 + u64::from(l.weak),
                    format_args!(
                        "inside-listed:{}{}{}",
                        if s < i { "…" } else { "" },
                        kind.name(),
                        if e > j { "…" } else { "" }
                    ),
                );
            }
        }
    }
    if tokens.len() > 1 {
        for l in story.listed_from(i) {
            if let Some(kind) = l.kind
                && (l.end as usize) < j
            {
                sink.put_few(
                    few::BEGINS_WITH,
                    kind as u64,
                    u64::from(l.weak),
                    format_args!("begins-with-listed:{}{}", kind.name(), if l.weak { "?" } else { "" }),
                );
                let next = &story.tokens()[l.end as usize];
                let s = symbol(next);
                sink.put_few(
                    few::BEGINS_WITH_NEXT,
                    kind as u64,
                    s.number(),
                    format_args!("begins-with-listed:{} {s}", kind.name()),
                );
            }
        }
        for l in story.listed_to(j).filter(|l| l.start as usize > i) {
            if let Some(kind) = l.kind {
                sink.put_few(
                    few::ENDS_WITH,
                    kind as u64,
                    u64::from(l.weak),
                    format_args!("ends-with-listed:{}{}", kind.name(), if l.weak { "?" } else { "" }),
                );
                let q = symbol(&story.tokens()[l.start as usize - 1]);
                sink.put_few(
                    few::ENDS_WITH_NEXT,
                    kind as u64,
                    q.number(),
                    format_args!("ends-with-listed:{q} {}", kind.name()),
                );
            }
        }
    }

    // Rules.
    let scope = if j - i == 1 { Scope::One } else { Scope::Many };
    rule::each_fired(cx, scope, i, j, |n, name| sink.put_few(few::RULE, n, 0, format_args!("{name}")));

    // The rest of the story.
    cx.memory.occurrences(cx, number, i, j, sink);
}

/// A pattern written only when its name is asked for.
struct Pattern<F: Fn(&mut String)>(F);

impl<F: Fn(&mut String)> std::fmt::Display for Pattern<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut s = String::new();
        (self.0)(&mut s);
        f.write_str(&s)
    }
}

/// Written only when a name is asked for.
pub(crate) struct Late<D: std::fmt::Display, F: Fn() -> D>(pub F);

impl<D: std::fmt::Display, F: Fn() -> D> std::fmt::Display for Late<D, F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (self.0)().fmt(f)
    }
}

/// A word by itself where it may be named, and else its symbol.
#[inline]
fn known<'t>(t: &Token, text: &'t str) -> (u64, Spelled<'t>) {
    if is_nameable(t) {
        spelled(t, text)
    } else {
        let s = symbol(t);
        (s.number(), Spelled::Symbol(s))
    }
}

/// A neighbour, for evidence from other places of the story.
pub(crate) fn neighbour<'t>(t: Option<&Token>, text: &'t str) -> (u64, Spelled<'t>) {
    t.map_or((9, Spelled::Symbol(Symbol::END)), |t| known(t, text))
}
