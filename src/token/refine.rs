//! The refinements of UAX #29 words, on one word at a time; and the words of a listed name, which
//! are cut the same way.

use super::words;

/// Calls `push(start, end)` for every piece of one UAX #29 word: cut at a lost space ("said.The"),
/// at a joining colon ("Minister:Kim"), and before a possessive.
pub(crate) fn refine(text: &str, mut s: usize, e: usize, push: &mut impl FnMut(usize, usize)) {
    let bytes = text.as_bytes();
    let mut i = s + 1;
    while i + 1 < e {
        let b = bytes[i];
        if (b == b'.' && bytes[i - 1].is_ascii_lowercase() && bytes[i + 1].is_ascii_uppercase()) || b == b':'
        {
            piece(text, s, i, push);
            push(i, i + 1);
            s = i + 1;
        }
        i += 1;
    }
    piece(text, s, e, push);
}

/// One piece, its possessive apart; some editors set the apostrophe the wrong way round.
fn piece(text: &str, s: usize, e: usize, push: &mut impl FnMut(usize, usize)) {
    let bytes = text.as_bytes();
    let tail = e - s;
    if tail > 2 && matches!(bytes[e - 1], b's' | b'S') {
        let cut = if bytes[e - 2] == b'\'' {
            Some(e - 2)
        } else if tail > 4 && ["’".as_bytes(), "‘".as_bytes()].contains(&&bytes[e - 4..e - 1]) {
            Some(e - 4)
        } else {
            None
        };
        if let Some(cut) = cut {
            push(s, cut);
            push(cut, e);
            return;
        }
    }
    push(s, e);
}

/// Calls `push` for every word of a listed name, as the words of a text are cut, without the
/// hyphens and full stops that make no difference. Allocates nothing.
pub(crate) fn for_each_name_word(name: &str, mut push: impl FnMut(&str)) {
    words::for_each_word(name, |s, e| {
        refine(name, s, e, &mut |s, e| {
            let word = &name[s..e];
            if !matches!(word, "-" | "." | "‐" | "‑" | "–") {
                push(word);
            }
        });
    });
}
