//! Word segmentation by UAX #29, with a fast path for ASCII.
//!
//! The rules are those of [Unicode Standard Annex #29](https://www.unicode.org/reports/tr29/),
//! section 4, as `unicode-segmentation` implements them. News text is nearly all ASCII, and for
//! ASCII the rules reduce to a small table; so a stretch of ASCII between two spaces is cut here,
//! and every other stretch is handed to the crate. A property test holds the two to each other on
//! arbitrary text.

use unicode_segmentation::UnicodeSegmentation;

/// Word-break class of an ASCII byte.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Break {
    /// Stands alone.
    Other,
    Letter,
    Digit,
    /// `_` joins letters and digits.
    Extend,
    /// `:` joins letters.
    MidLetter,
    /// `,` and `;` join digits.
    MidNum,
    /// `.` and `'` join either.
    MidBoth,
    Space,
}

const CLASS: [Break; 128] = {
    let mut table = [Break::Other; 128];
    let mut b = 0;
    while b < 128 {
        let c = b as u8;
        table[b] = if c.is_ascii_alphabetic() {
            Break::Letter
        } else if c.is_ascii_digit() {
            Break::Digit
        } else {
            match c {
                b'_' => Break::Extend,
                b':' => Break::MidLetter,
                b',' | b';' => Break::MidNum,
                b'.' | b'\'' => Break::MidBoth,
                b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => Break::Space,
                _ => Break::Other,
            }
        };
        b += 1;
    }
    table
};

/// Calls `push(start, end)` for every UAX #29 segment of `text` that does not begin with white
/// space, in order. Offsets are bytes.
///
/// Linear in the length of `text`; allocates nothing; does not panic.
pub(crate) fn for_each_word(text: &str, mut push: impl FnMut(usize, usize)) {
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        // A boundary stands before and after every ASCII space character, unless a combining mark
        // follows it; so text can be cut there.
        if bytes[i] < 128 && CLASS[bytes[i] as usize] == Break::Space {
            i += 1;
            continue;
        }
        let start = i;
        let mut ascii = true;
        while i < bytes.len() && (bytes[i] >= 128 || CLASS[bytes[i] as usize] != Break::Space) {
            ascii &= bytes[i] < 128;
            i += 1;
        }
        if ascii {
            ascii_words(bytes, start, i, &mut push);
        } else {
            // With the space before it, so that a mark that clings to the space stays with it.
            let from = start.saturating_sub(1);
            let from = if bytes[from] < 128 { from } else { start };
            slow_words(text, from, i, &mut push);
        }
    }
}

/// The reference: the crate's own segmentation of the whole text.
#[cfg(any(test, feature = "bench"))]
pub(crate) fn for_each_word_slow(text: &str, mut push: impl FnMut(usize, usize)) {
    slow_words(text, 0, text.len(), &mut push);
}

/// The crate's own segmentation of a part of the text.
pub(super) fn slow_words(text: &str, from: usize, to: usize, push: &mut impl FnMut(usize, usize)) {
    for (at, piece) in text[from..to].split_word_bound_indices() {
        if !piece.starts_with(char::is_whitespace) {
            push(from + at, from + at + piece.len());
        }
    }
}

#[inline]
fn ascii_words(bytes: &[u8], mut i: usize, end: usize, push: &mut impl FnMut(usize, usize)) {
    let class = |at: usize| CLASS[bytes[at] as usize];
    while i < end {
        let start = i;
        let mut before = class(i);
        i += 1;
        if matches!(before, Break::Letter | Break::Digit | Break::Extend) {
            while i < end {
                let here = class(i);
                match here {
                    Break::Letter | Break::Digit | Break::Extend => {
                        before = here;
                        i += 1;
                    }
                    Break::MidLetter | Break::MidNum | Break::MidBoth if i + 1 < end => {
                        let after = class(i + 1);
                        let joins = before == after
                            && match before {
                                Break::Letter => here != Break::MidNum,
                                Break::Digit => here != Break::MidLetter,
                                _ => false,
                            };
                        if !joins {
                            break;
                        }
                        before = after;
                        i += 2;
                    }
                    _ => break,
                }
            }
        }
        push(start, i);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fast(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        for_each_word(text, |s, e| out.push(&text[s..e]));
        out
    }

    fn slow(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        for_each_word_slow(text, |s, e| out.push(&text[s..e]));
        out
    }

    #[test]
    fn cuts_news_words() {
        assert_eq!(
            fast("The U.S. can't pay $3.5 million, AT&T said."),
            ["The", "U.S", ".", "can't", "pay", "$", "3.5", "million", ",", "AT", "&", "T", "said", "."]
        );
        assert_eq!(fast("Côte d’Ivoire's "), ["Côte", "d’Ivoire's"]);
        assert_eq!(fast(""), [""; 0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn fast_equals_slow_on_any_text(text in any::<String>()) {
            prop_assert_eq!(fast(&text), slow(&text));
        }

        #[test]
        fn fast_equals_slow_on_joiners(text in "[a-c0-2_:;,.' \t\r\n\"é\u{301}\u{200d}’🇰🇪👩א-]{0,24}") {
            prop_assert_eq!(fast(&text), slow(&text));
        }
    }
}
