//! Stage 1: text into tokens, sentences and zones.
//!
//! A token is a UAX #29 word with four refinements that news needs: a possessive `'s` is a token of
//! its own; the full stop of an abbreviation or initial belongs to it ("Corp.", "U.S.", "J."); a
//! colon never joins; and a full stop between a lower-case and an upper-case letter ("said.The",
//! a lost space) cuts.

pub(crate) mod fold;
pub(crate) mod refine;
mod scan;
mod sentence;
pub(crate) mod shape;
#[cfg(any(test, feature = "bench"))]
pub(crate) mod slow;
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// A number of four digits.
    pub(crate) fn is_year(&self) -> bool {
        self.shape == Shape::Number && self.end - self.start == 4
    }
    /// A word that could be part of a name by its letters: it has a capital, or is of a script
    /// without case.
    pub(crate) fn is_cap(&self) -> bool {
        self.shape.is_cap()
    }
}

/// One line of the text and its place in the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub first: u32,
    pub end: u32,
    pub zone: Zone,
}

/// The tokens of one text, in order, and its lines. Reused between texts.
#[derive(Default, Debug, PartialEq, Eq)]
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
        scan::scan(text, lexicon, self);
        sentence::mark_sentences(text, self);
        zone::mark_zones(text, self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
            ("Kenya‘s fl‘s.T", vec!["Kenya", "‘s", "fl", "‘s", ".", "T"]),
            ("he said.The minister:Kim", vec!["he", "said", ".", "The", "minister", ":", "Kim"]),
            ("in Paris.", vec!["in", "Paris", "."]),
            ("the '90s", vec!["the", "'", "90s"]),
        ] {
            assert_eq!(tokens(text), want, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        /// Tokens, lines, sentences and zones are those of the plain way, on any text.
        #[test]
        fn fast_equals_slow_on_any_text(text in any::<String>()) {
            same_as_slow(&text);
        }

        #[test]
        fn fast_equals_slow_on_joints(text in "[a-csA-CS0-2_:;,.' \\t\\n\"é×ſŐ\u{301}\u{200d}’‘“”–—…\u{a0}\u{ad}🇰🇪👩אʼ-]{0,24}") {
            same_as_slow(&text);
        }

        #[test]
        fn fast_equals_slow_on_news(words in proptest::collection::vec(
            prop_oneof![
                Just("the"), Just("Corp"), Just("U.S"), Just("J"), Just("Mr"), Just("Kenya"), Just("Kenya's"),
                Just("Kenya’s"), Just("O’Brien"), Just("ISRAEL'S"), Just("3.5"), Just("2,500"), Just("said.The"),
                Just("a:b"), Just("\n"), Just("\n\n"), Just(" "), Just("  "), Just("."), Just(","), Just("\""),
                Just("“"), Just("”"), Just("'"), Just("("), Just(")"), Just("-"), Just("—"), Just("…"), Just("!"),
                Just("By"), Just("PHOTO"), Just(":"), Just("Ministers"), Just("Agree"), Just("OIL"), Just("PRICES"),
                Just("São"), Just("İ"), Just("北京"), Just("الملك"), Just("minister"), Just("government"), Just("&"),
                Just("* "), Just("•"), Just("p.m"), Just("_x"), Just("’s"),
            ], 0..60))
        {
            same_as_slow(&words.concat());
            same_as_slow(&words.join(" "));
        }
    }

    /// Bytes are looked at a bounded number of times, and tokens are no more than bytes, whatever
    /// the text is.
    #[test]
    fn reading_is_linear() {
        for unit in [
            "MINISTERS ",
            "a ",
            "J. P. ",
            "\"'“‘(",
            "a",
            "a.",
            "a’",
            "a'",
            "1,",
            "é",
            "é’",
            "北",
            "\u{301}",
            "a\u{301}",
            "a:",
            "_",
            "\n",
            "By \n",
            "said.The",
            "U.S",
            "🇰🇪",
            "-",
            "\u{a0}",
            "a\u{ad}",
        ] {
            let steps = |times: usize| {
                let text = unit.repeat(times);
                let mut t = Tokens::default();
                let before = scan::STEPS.get();
                t.read(&text);
                assert!(t.tokens.len() <= text.len() && t.lines.len() <= t.tokens.len());
                let steps = scan::STEPS.get() - before;
                assert!(steps <= text.len() * 3, "{unit:?}: {steps} for {} bytes", text.len());
                steps
            };
            let (one, two, four) = (steps(3_000), steps(6_000), steps(12_000));
            assert!(
                two <= one * 21 / 10 + 10 && four <= one * 42 / 10 + 10,
                "{unit:?}: {one}, {two}, {four}"
            );
        }
    }

    /// Buffers that have held a text hold it again as they are.
    #[test]
    fn warm_buffers_do_not_grow() {
        let text = "NAIROBI, Kenya (Reuters) — The U.S. envoy's “plan”, a 3.5 percent rise, failed.\n\nBy Jane Mwangi\n".repeat(50);
        let mut t = Tokens::default();
        t.read(&text);
        let held = (t.tokens.as_ptr(), t.tokens.capacity(), t.lines.as_ptr(), t.lines.capacity());
        for _ in 0..3 {
            t.read(&text);
            assert_eq!(held, (t.tokens.as_ptr(), t.tokens.capacity(), t.lines.as_ptr(), t.lines.capacity()));
        }
    }

    fn same_as_slow(text: &str) {
        let (mut fast, mut slow) = (Tokens::default(), Tokens::default());
        fast.read(text);
        slow::read(text, &mut slow);
        for (f, s) in fast.tokens.iter().zip(&slow.tokens) {
            assert_eq!(f, s, "{:?} or {:?} in {text:?}", f.text(text), s.text(text));
        }
        assert_eq!(fast, slow, "{text:?}");
    }

    #[test]
    fn cuts_sentences() {
        for (text, want) in [
            ("Gen. Otieno met Mr. Ali. They spoke.", vec!["Gen. Otieno met Mr. Ali.", "They spoke."]),
            ("The U.S. Senate voted. It passed.", vec!["The U.S. Senate voted.", "It passed."]),
            ("He lives in the U.S. The army left.", vec!["He lives in the U.S.", "The army left."]),
            (
                "J. P. Morgan rose 3.5 percent. “Good,” he said.",
                vec!["J. P. Morgan rose 3.5 percent.", "“Good,” he said."],
            ),
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
