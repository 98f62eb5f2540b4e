//! Where sentences begin.

use super::{Shape, Tokens, flag};
use crate::lexicon::Classes;

/// Marks the first token of every sentence. A line begins a sentence; within a line one ends at
/// `.`, `!`, `?` or `…` (with the quotes and brackets that close after it) when what follows looks
/// like a beginning, and at the full stop of an abbreviation when an ordinary word follows in
/// capitals ("left the U.S. The army …").
pub(super) fn mark_sentences(text: &str, tokens: &mut Tokens) {
    let list = &mut tokens.tokens;
    let mut ended = true; // the next token may begin a sentence
    let mut after_dot = false; // the token before is an abbreviation with its full stop
    let mut quoted = false;
    for i in 0..list.len() {
        let t = &mut list[i];
        // A full stop with a combining letter has the shape of a word.
        let stop = matches!(text.as_bytes()[t.start as usize], b'.' | b'!' | b'?');
        if !ended && !after_dot && !stop && t.shape != Shape::Punct && !t.has(flag::LINE) {
            // A word inside a sentence, as nearly all are.
            if quoted {
                t.flags |= flag::QUOTED;
            }
            after_dot = t.has(flag::DOT) && !t.is(Classes::HONORIFIC);
            continue;
        }
        let word = list[i].text(text);
        let first = word.as_bytes()[0];
        if list[i].has(flag::LINE) {
            ended = true;
            quoted = false;
        }
        let opens_or_closes = matches!(word, "\"" | "”" | "“" | "''" | "``" | "«" | "»");
        if ended {
            let glued = list[i].has(flag::GLUED);
            let closing = opens_or_closes && glued && word != "“" && !list[i].has(flag::LINE)
                || matches!(first, b')' | b']' | b'\'') && glued
                || word == "’";
            let more_stop = matches!(first, b'.' | b'!' | b'?') || word == "…";
            if (closing || more_stop) && !list[i].has(flag::LINE) {
                // still the sentence before
            } else if list[i].has(flag::LINE)
                || (list[i].shape != Shape::Lower && !(glued && list[i].shape == Shape::Number))
                || first == b'-'
            {
                list[i].flags |= flag::SENTENCE;
                ended = false;
            } else {
                ended = false;
            }
        } else if after_dot
            && list[i].is_cap()
            && list[i].is(Classes::FUNCTION)
            && list[i].shape == Shape::Cap
        {
            list[i].flags |= flag::SENTENCE;
        }
        after_dot = list[i].has(flag::DOT) && !list[i].is(Classes::HONORIFIC);
        if opens_or_closes {
            quoted = match word {
                "“" | "``" | "«" => true,
                "”" | "''" | "»" => false,
                _ => !quoted,
            };
        } else if quoted {
            list[i].flags |= flag::QUOTED;
        }
        if matches!(first, b'!' | b'?') || (word.starts_with('.')) || word == "…" {
            ended = true;
        } else if list[i].shape != Shape::Punct {
            ended = false;
        }
    }
}
