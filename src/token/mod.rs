//! Stage 1: text into tokens, sentences and zones.
//!
//! A token is a UAX #29 word with four refinements that news needs: a possessive `'s` is a token of
//! its own; the full stop of an abbreviation or initial belongs to it ("Corp.", "U.S.", "J."); a
//! colon never joins; and a full stop between a lower-case and an upper-case letter ("said.The",
//! a lost space) cuts.

pub(crate) mod fold;
pub(crate) mod refine;
mod sentence;
pub(crate) mod shape;
pub(crate) mod words;
mod zone;

pub(crate) use refine::for_each_name_word;
pub(crate) use shape::{Shape, shape_of};
pub use zone::Zone;

use crate::lexicon::{self, Classes};

/// Flags of a [`Token`].
pub(crate) mod flag {
    /// The token ends with its own full stop.
    pub const DOT: u16 = 1;
    /// No white space stands before it.
    pub const GLUED: u16 = 1 << 1;
    /// First token of a sentence.
    pub const SENTENCE: u16 = 1 << 2;
    /// First token of a line or paragraph.
    pub const LINE: u16 = 1 << 3;
    /// In a line written in capitals.
    pub const CAPS: u16 = 1 << 4;
    /// In a line written in Title Case.
    pub const TITLE: u16 = 1 << 5;
    /// Inside quotation marks.
    pub const QUOTED: u16 = 1 << 6;
}

/// One token: a slice of the text with what stage 1 knows of it. Offsets are bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub start: u32,
    pub end: u32,
    /// Hash of the folded form.
    pub hash: u64,
    /// What the lexicon knows of the word.
    pub classes: Classes,
    pub shape: Shape,
    pub flags: u16,
    /// What kind of word it is, for patterns; `u8::MAX` until it is known.
    pub symbol: u8,
    /// Number of the line it stands in.
    pub line: u32,
}

impl Token {
    pub(crate) fn text<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..self.end as usize]
    }
    pub(crate) fn has(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }
    pub(crate) fn is(&self, classes: Classes) -> bool {
        self.classes.intersects(classes)
    }
    /// A word that could be part of a name by its letters: it has a capital, or is of a script
    /// without case.
    pub(crate) fn is_cap(&self) -> bool {
        self.shape.is_cap()
    }
}

/// One line of the text and its place in the story.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub first: u32,
    pub end: u32,
    pub zone: Zone,
}

/// The tokens of one text, in order, and its lines. Reused between texts.
#[derive(Default, Debug)]
pub(crate) struct Tokens {
    pub tokens: Vec<Token>,
    pub lines: Vec<Line>,
}

impl Tokens {
    /// Reads `text`, which must be shorter than 4 GiB (longer texts are read in windows).
    pub(crate) fn read(&mut self, text: &str) {
        debug_assert!(u32::try_from(text.len()).is_ok());
        self.tokens.clear();
        self.lines.clear();
        let lexicon = lexicon::global();
        let out = &mut self.tokens;
        words::for_each_word(text, |s, e| {
            refine::refine(text, s, e, &mut |s, e| push_token(text, s, e, lexicon, out));
        });
        zone::mark_lines(text, self);
        sentence::mark_sentences(text, self);
        zone::mark_zones(text, self);
    }
}

#[inline]
fn push_token(text: &str, s: usize, e: usize, lexicon: &lexicon::Lexicon, out: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    let mut flags = 0;
    if let Some(last) = out.last_mut()
        && last.end as usize == s
        && s > 0
    {
        flags |= flag::GLUED;
        if e - s == 1 && bytes[s] == b'.' && !last.has(flag::DOT) && takes_full_stop(last, text) {
            // "Corp" and "." are one token.
            last.end = e as u32;
            last.flags |= flag::DOT;
            return;
        }
    }
    let word = &text[s..e];
    let shape = shape_of(word);
    let hash = fold::fold_hash(word);
    let classes = lexicon.classes(hash);
    out.push(Token { start: s as u32, end: e as u32, hash, classes, shape, flags, symbol: u8::MAX, line: 0 });
}

/// Whether a full stop right after `token` belongs to it: initials, "U.S", known abbreviations.
fn takes_full_stop(token: &Token, text: &str) -> bool {
    match token.shape {
        Shape::Initial => true,
        Shape::Punct | Shape::Number => false,
        _ => {
            let known = token.is(Classes::ABBREVIATION)
                && match token.shape {
                    // "in the UK." ends a sentence; "GEN. OTIENO" is a rank.
                    Shape::Upper => token.is(Classes::HONORIFIC | Classes::MILITARY),
                    // "he said no."
                    Shape::Lower => !token.is(Classes::FUNCTION | Classes::COMMON),
                    _ => true,
                };
            known
                || (token.end - token.start <= 12 && is_dotted(token.text(text)))
        }
    }
}

/// "U.S", "a.m", "Ph.D": letters with full stops between.
fn is_dotted(word: &str) -> bool {
    word.contains('.') && word.split('.').all(|p| !p.is_empty() && p.len() <= 2 && p.bytes().all(|b| b.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<&str> {
        let mut t = Tokens::default();
        t.read(text);
        t.tokens.iter().map(|x| x.text(text)).collect()
    }

    fn sentences(text: &str) -> Vec<&str> {
        let mut t = Tokens::default();
        t.read(text);
        let starts: Vec<usize> =
            t.tokens.iter().filter(|x| x.has(flag::SENTENCE)).map(|x| x.start as usize).collect();
        starts
            .iter()
            .enumerate()
            .map(|(i, &s)| text[s..starts.get(i + 1).copied().unwrap_or(text.len())].trim())
            .collect()
    }

    #[test]
    fn refines_words() {
        for (text, want) in [
            ("Murdoch's News Corp. fell", vec!["Murdoch", "'s", "News", "Corp.", "fell"]),
            ("Kenya’s U.S. envoy J. P. Otieno", vec!["Kenya", "’s", "U.S.", "envoy", "J.", "P.", "Otieno"]),
            ("he said.The minister:Kim", vec!["he", "said", ".", "The", "minister", ":", "Kim"]),
            ("in Paris.", vec!["in", "Paris", "."]),
            ("the '90s", vec!["the", "'", "90s"]),
        ] {
            assert_eq!(tokens(text), want, "{text}");
        }
    }

    #[test]
    fn cuts_sentences() {
        for (text, want) in [
            ("Gen. Otieno met Mr. Ali. They spoke.", vec!["Gen. Otieno met Mr. Ali.", "They spoke."]),
            ("The U.S. Senate voted. It passed.", vec!["The U.S. Senate voted.", "It passed."]),
            ("He lives in the U.S. The army left.", vec!["He lives in the U.S.", "The army left."]),
            ("J. P. Morgan rose 3.5 percent. “Good,” he said.", vec!["J. P. Morgan rose 3.5 percent.", "“Good,” he said."]),
            ("\"Stop!\" she said. \"Now.\" He left…", vec!["\"Stop!\" she said.", "\"Now.\"", "He left…"]),
            ("Story No. 5 came", vec!["Story No. 5 came"]),
            ("Title line\n\nBody here", vec!["Title line", "Body here"]),
            ("- first point\n- second point", vec!["- first point", "- second point"]),
        ] {
            assert_eq!(sentences(text), want, "{text}");
        }
    }

    #[test]
    fn hard_wrapped_lines_run_on() {
        let text = "The minister said on Monday that the new bridge across the river\nwill open in May and that the old ferry would be kept in service\nuntil then.";
        assert_eq!(sentences(text).len(), 1);
    }
}
