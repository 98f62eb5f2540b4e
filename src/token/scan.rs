//! The scan: text into tokens and lines, in one pass.
//!
//! One loop looks at each byte of a word once and gathers all that is asked of the word: where it
//! ends by UAX #29 and by the refinements, its folded hash, its shape. The passes it replaces each
//! ended in a branch the processor could not foresee, and cost six times as much. The marks and
//! letters that English news has beyond ASCII are read here as well; at any other character the
//! stretch up to the next space is handed to `unicode-segmentation`. A property test holds the
//! result to that of the plain way, token by token.

use super::refine::refine;
use super::{Line, Shape, Token, Tokens, Zone, flag, fold, shape_of, words};
use crate::lexicon::{Classes, Lexicon};

// What a byte is. A letter, digit or `_` has WORD and its kind; any other byte one of the numbers.
const WORD: u8 = 0x80;
/// Also what makes the letter a small one.
const UPPER: u8 = 0x20;
const LOWER: u8 = 0x10;
const DIGIT: u8 = 0x08;
const LETTER: u8 = UPPER | LOWER;
const OTHER: u8 = 0;
const SPACE: u8 = 1;
/// `.` and `'` join letters, and digits.
const MID: u8 = 2;
/// `,` and `;` join digits.
const MID_DIGIT: u8 = 3;
/// The first byte of a character beyond ASCII.
const WIDE: u8 = 4;
/// `:` joins letters by UAX #29 and parts them by the refinements.
const COLON: u8 = 5;

static INFO: [u8; 256] = {
    let mut table = [OTHER; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = match b as u8 {
            b'A'..=b'Z' => WORD | UPPER,
            b'a'..=b'z' => WORD | LOWER,
            b'0'..=b'9' => WORD | DIGIT,
            b'_' => WORD,
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => SPACE,
            b'.' | b'\'' => MID,
            b',' | b';' => MID_DIGIT,
            b':' => COLON,
            128.. => WIDE,
            _ => OTHER,
        };
        b += 1;
    }
    table
};

/// Bytes read between two rounds of look-ups in the lexicon. In a loop of their own the look-ups
/// overlap, while each alone would take as long as reading a word; and the tokens of so few bytes
/// are still in the first cache.
const ROUND: usize = 512;

/// What a character beyond ASCII is for the scan, with its length in bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wide {
    /// Letters of Western and Central European languages.
    Letter(usize),
    /// `’` and `‘` join as `'` does.
    Apostrophe,
    /// Quotation marks, dashes, the ellipsis: alone. The hash of its folded form.
    Mark(u64),
    /// The no-break space.
    Space,
    /// Anything else, which is left to the crate.
    Unknown,
}

#[inline]
fn wide(bytes: &[u8], i: usize) -> Wide {
    let second = bytes.get(i + 1).copied().unwrap_or(0);
    match bytes[i] {
        // × and ÷ are no letters.
        0xc3 if second != 0x97 && second != 0xb7 => Wide::Letter(2),
        0xc4 | 0xc5 => Wide::Letter(2),
        0xc2 if second == 0xa0 => Wide::Space,
        0xe2 if second == 0x80 => match bytes.get(i + 2).copied().unwrap_or(0) {
            0x98 | 0x99 => Wide::Apostrophe,
            0x9c | 0x9d => Wide::Mark(const { fold::hash_word("\"") }),
            0x93 | 0x94 => Wide::Mark(const { fold::hash_word("-") }),
            0xa6 => Wide::Mark(const { fold::hash_word("…") }),
            _ => Wide::Unknown,
        },
        _ => Wide::Unknown,
    }
}

/// What is gathered of a word while its bytes go by.
#[derive(Clone, Copy)]
struct Gathered {
    hash: u64,
    /// All kinds of bytes seen, and those seen twice.
    kinds: u8,
    twice: u8,
    /// It has letters beyond ASCII, so that hash and shape are not as gathered.
    wide: bool,
}

struct Scan<'t> {
    text: &'t str,
    lexicon: &'static Lexicon,
    tokens: &'t mut Vec<Token>,
    lines: &'t mut Vec<Line>,
    /// Line ends since the last token.
    breaks: usize,
    /// First token of this line of the file.
    line_start: usize,
    line: u32,
    /// Where the last token ends.
    last_end: usize,
    /// Number of tokens that have their classes.
    classified: usize,
}

/// Reads `text` into empty `tokens`.
pub(super) fn scan(text: &str, lexicon: &'static Lexicon, tokens: &mut Tokens) {
    let mut scan = Scan {
        text,
        lexicon,
        tokens: &mut tokens.tokens,
        lines: &mut tokens.lines,
        breaks: 1, // the first token begins a line
        line_start: 0,
        line: 0,
        last_end: usize::MAX,
        classified: 0,
    };
    scan.read();
    let end = scan.tokens.len() as u32;
    if let Some(line) = scan.lines.last_mut() {
        line.end = end;
    }
}

impl Scan<'_> {
    fn read(&mut self) {
        let bytes = self.text.as_bytes();
        let mut i = 0;
        while i < bytes.len() {
            i = self.round(bytes, i, bytes.len().min(i + ROUND));
            self.classify();
        }
    }

    /// Reads from `i` until `stop` is reached; returns where the last word ends.
    fn round(&mut self, bytes: &[u8], mut i: usize, stop: usize) -> usize {
        while i < stop {
            let b = bytes[i];
            let info = INFO[b as usize];
            if info & WORD != 0 {
                let mut w = Gathered { hash: fold::OFFSET, kinds: 0, twice: 0, wide: false };
                let (end, next) = letters(bytes, i, &mut w);
                // Nine words in ten are letters with a space or a plain mark after them.
                i = if next == SPACE || next == OTHER {
                    self.push_word(i, end, w);
                    end
                } else {
                    self.joined(bytes, i, end, w)
                };
            } else if info == SPACE {
                self.breaks += usize::from(b == b'\n');
                i += 1;
            } else if info == WIDE {
                i = self.wide(bytes, i);
            } else if calm(bytes, i + 1) {
                i = self.ascii_mark(b, i);
            } else {
                i = self.slow(i);
            }
        }
        i
    }

    /// What begins with a character beyond ASCII.
    #[inline(never)]
    fn wide(&mut self, bytes: &[u8], i: usize) -> usize {
        match wide(bytes, i) {
            Wide::Letter(_) => {
                let w = Gathered { hash: fold::OFFSET, kinds: 0, twice: 0, wide: true };
                self.joined(bytes, i, i, w)
            }
            Wide::Space if calm(bytes, i + 2) => i + 2,
            Wide::Apostrophe if calm(bytes, i + 3) => self.mark(i, i + 3, const { fold::hash_word("'") }),
            Wide::Mark(hash) if calm(bytes, i + 3) => self.mark(i, i + 3, hash),
            _ => self.slow(i),
        }
    }

    /// The word that starts at `start`, from its first byte that is no letter or digit; returns
    /// where to go on.
    #[inline(never)]
    fn joined(&mut self, bytes: &[u8], start: usize, mut i: usize, mut w: Gathered) -> usize {
        // The word up to its last apostrophe.
        let mut cut: Option<(usize, Gathered)> = None;
        loop {
            let info;
            (i, info) = letters(bytes, i, &mut w);
            if info == SPACE || info == OTHER {
                break;
            }
            if info == WIDE {
                match wide(bytes, i) {
                    Wide::Letter(len) => {
                        w.wide = true;
                        i += len;
                    }
                    Wide::Apostrophe if i == start => return self.slow(start),
                    Wide::Apostrophe => match joins(bytes, i, i + 3) {
                        Some(true) => {
                            cut = Some((i, w));
                            w.hash = fold::fnv1a(w.hash, b'\'');
                            i += 3;
                        }
                        Some(false) => break,
                        None => return self.slow(start),
                    },
                    Wide::Mark(_) | Wide::Space => break,
                    Wide::Unknown => return self.slow(start),
                }
                continue;
            }
            if info == COLON {
                if !calm(bytes, i + 1) {
                    return self.slow(start);
                }
                break;
            }
            let b = bytes[i];
            match joins(bytes, i, i + 1) {
                Some(true) => {}
                Some(false) => break,
                None => return self.slow(start),
            }
            let (before, after) = (bytes[i - 1], bytes[i + 1]);
            if info == MID_DIGIT {
                if !before.is_ascii_digit() {
                    break;
                }
                w.hash = fold::fnv1a(w.hash, b);
            } else if b == b'\'' {
                cut = Some((i, w));
                w.hash = fold::fnv1a(w.hash, b);
            } else if before.is_ascii_lowercase() && after.is_ascii_uppercase() {
                break; // a lost space: "said.The"
            }
            i += 1;
        }
        if let Some((at, head)) = cut
            && matches!(bytes[i - 1], b's' | b'S')
            && (at + 2 == i || at + 4 == i && bytes[at] != b'\'')
        {
            self.push_word(start, at, head);
            let shape = if bytes[i - 1] == b's' { Shape::Lower } else { Shape::Initial };
            self.push(at, i, const { fold::hash_word("'s") }, shape);
        } else {
            self.push_word(start, i, w);
        }
        i
    }

    #[inline(always)] // the loop's state stays in registers: a tenth faster
    fn push_word(&mut self, s: usize, e: usize, w: Gathered) {
        let bytes = self.text.as_bytes();
        if w.wide || bytes[s] == b'_' {
            return self.push_plainly(s, e);
        }
        let shape = if w.kinds & (UPPER | DIGIT) == 0 {
            Shape::Lower
        } else if w.kinds & DIGIT != 0 {
            if w.kinds & UPPER != 0 { Shape::Alnum } else { Shape::Number }
        } else {
            match (w.twice & UPPER != 0, w.kinds & LOWER != 0) {
                (false, true) if bytes[s].is_ascii_uppercase() => Shape::Cap,
                (false, false) => Shape::Initial,
                (true, false) => Shape::Upper,
                _ => Shape::Mixed,
            }
        };
        self.push(s, e, w.hash, shape);
    }

    #[inline(never)]
    fn push_plainly(&mut self, s: usize, e: usize) {
        let word = &self.text[s..e];
        self.push(s, e, fold::fold_hash(word), shape_of(word));
    }

    #[inline]
    fn ascii_mark(&mut self, b: u8, i: usize) -> usize {
        if b == b'.' && self.takes_full_stop(i) {
            return i + 1;
        }
        let hash = match b {
            b'&' => const { fold::hash_word("and") },
            _ => fold::fnv1a(fold::OFFSET, b),
        };
        self.push(i, i + 1, hash, Shape::Punct);
        i + 1
    }

    fn mark(&mut self, s: usize, e: usize, hash: u64) -> usize {
        self.push(s, e, hash, Shape::Punct);
        e
    }

    /// A full stop right after an abbreviation or initial becomes part of it.
    #[inline]
    fn takes_full_stop(&mut self, at: usize) -> bool {
        if self.last_end != at {
            return false;
        }
        let Some(last) = self.tokens.last_mut() else { return false };
        // Classes are filled in later.
        let classes = self.lexicon.classes(last.hash);
        if last.has(flag::DOT) || !may_take_full_stop(last, classes, self.text) {
            return false;
        }
        last.end = at as u32 + 1;
        last.flags |= flag::DOT;
        self.last_end = at + 1;
        true
    }

    #[inline(always)]
    fn push(&mut self, s: usize, e: usize, hash: u64, shape: Shape) {
        let mut flags = if self.last_end == s { flag::GLUED } else { 0 };
        if self.breaks > 0 {
            flags |= self.line(s, shape);
        }
        self.last_end = e;
        let (line, classes) = (self.line, Classes::NONE);
        self.tokens.push(Token {
            start: s as u32,
            end: e as u32,
            hash,
            classes,
            shape,
            flags,
            symbol: u8::MAX,
            line,
        });
    }

    #[inline(never)]
    fn classify(&mut self) {
        let tokens = &mut self.tokens[self.classified..];
        std::hint::black_box(tokens.iter().fold(0, |sum, t| sum ^ self.lexicon.touch(t.hash)));
        for t in tokens {
            t.classes = self.lexicon.classes(t.hash);
        }
        self.classified = self.tokens.len();
    }

    /// The flag of a token that stands first on a line of the file: a line of the text begins,
    /// unless the text is wrapped and runs on.
    #[cold]
    fn line(&mut self, s: usize, shape: Shape) -> u16 {
        let i = self.tokens.len();
        let new = i == 0 || self.breaks != 1 || !runs_on(self.text, self.tokens, self.line_start, s, shape);
        self.breaks = 0;
        self.line_start = i;
        if !new {
            return 0;
        }
        if let Some(line) = self.lines.last_mut() {
            line.end = i as u32;
            self.line += 1;
        }
        self.lines.push(Line { first: i as u32, end: i as u32, zone: Zone::Body });
        flag::LINE
    }

    /// The stretch from `start` to the next space, by the crate.
    #[cold]
    fn slow(&mut self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut end = start;
        while bytes.get(end).is_some_and(|b| INFO[*b as usize] != SPACE) {
            end += 1;
        }
        count_steps(end - start);
        // With the space before it, so that a mark that clings to the space stays with it.
        let from = start.saturating_sub(1);
        let from = if INFO[bytes[from] as usize] == SPACE { from } else { start };
        let text = self.text;
        words::slow_words(text, from, end, &mut |s, e| {
            refine(text, s, e, &mut |s, e| {
                if e - s == 1 && bytes[s] == b'.' && self.takes_full_stop(s) {
                    return;
                }
                self.push_plainly(s, e);
            });
        });
        end
    }
}

#[cfg(test)]
thread_local! {
    /// Bytes looked at on this thread, for a test of cost that counts and does not time.
    pub(super) static STEPS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

#[inline(always)]
fn count_steps(_n: usize) {
    #[cfg(test)]
    STEPS.with(|s| s.set(s.get() + _n));
}

/// Gathers ASCII letters and digits from `i` on; returns where they end and what stands there.
#[inline]
fn letters(bytes: &[u8], mut i: usize, w: &mut Gathered) -> (usize, u8) {
    while let Some(&b) = bytes.get(i) {
        count_steps(1);
        let info = INFO[b as usize];
        if info & WORD == 0 {
            return (i, info);
        }
        w.hash = fold::fnv1a(w.hash, b | (info & UPPER));
        w.twice |= w.kinds & info;
        w.kinds |= info;
        i += 1;
    }
    (i, SPACE)
}

/// Whether what stands at `i` surely begins a new word after a mark: no combining character.
#[inline]
fn calm(bytes: &[u8], i: usize) -> bool {
    bytes.get(i).is_none_or(|b| *b < 128) || wide(bytes, i) != Wide::Unknown
}

/// Whether a mark between `at` and `next` joins what stands around it: letters or digits on both
/// sides. `None` when the character after is for the crate to judge.
#[inline]
fn joins(bytes: &[u8], at: usize, next: usize) -> Option<bool> {
    let Some(&after) = bytes.get(next) else { return Some(false) };
    let mut after = INFO[after as usize];
    if after == WIDE {
        after = match wide(bytes, next) {
            Wide::Letter(_) => LETTER,
            Wide::Unknown => return None,
            _ => return Some(false),
        };
    }
    // The byte before is a word's: of a character beyond ASCII only letters are.
    let before = match INFO[bytes[at - 1] as usize] {
        WIDE => LETTER,
        info => info,
    };
    Some(before & LETTER != 0 && after & LETTER != 0 || before & after & DIGIT != 0)
}

/// Whether a full stop right after `token` belongs to it: initials, "U.S", known abbreviations.
pub(super) fn may_take_full_stop(token: &Token, classes: Classes, text: &str) -> bool {
    match token.shape {
        Shape::Initial => true,
        Shape::Punct | Shape::Number => false,
        _ => {
            let known = classes.intersects(Classes::ABBREVIATION)
                && match token.shape {
                    // "in the UK." ends a sentence; "GEN. OTIENO" is a rank.
                    Shape::Upper => classes.intersects(Classes::HONORIFIC | Classes::MILITARY),
                    // "he said no."
                    Shape::Lower => !classes.intersects(Classes::FUNCTION | Classes::COMMON),
                    _ => true,
                };
            known || (token.end - token.start <= 12 && is_dotted(token.text(text)))
        }
    }
}

/// "U.S", "a.m", "Ph.D": letters with full stops between.
fn is_dotted(word: &str) -> bool {
    word.contains('.')
        && word
            .split('.')
            .all(|p| !p.is_empty() && p.len() <= 2 && p.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// Hard-wrapped text: a full line without a closing mark runs on in the next, which begins with the
/// token that starts at `s`.
pub(super) fn runs_on(text: &str, before: &[Token], line_start: usize, s: usize, shape: Shape) -> bool {
    let (Some(last), Some(first)) = (before.last(), before.get(line_start)) else { return false };
    let long = last.end - first.start;
    let last = last.text(text);
    let closed = last.ends_with(['.', '!', '?', ':', '"', ')']) || last == "”" || last == "…";
    let item = text[s..].starts_with(['-', '*', '#', '•', '–', '—', '·', '▪', '●']);
    !item && !closed && (48..=110).contains(&long) || shape == Shape::Lower && !item
}
