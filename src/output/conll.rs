//! A token a line, a tab, and `B-LABEL`, `I-LABEL` or `O`; an empty line after each sentence.
//!
//! A document begins with `-DOCSTART-<TAB>O` and an empty line. Tokens are the crate's own; where a
//! name begins or ends inside one, the token is cut there.

use super::flat;
use crate::document::{Document, Entity};
use crate::token::{Tokens, flag};

/// The document in BIO form. Nested entities are left out.
pub fn to_conll(document: &Document, text: &str) -> String {
    let mut out = String::from("-DOCSTART-\tO\n\n");
    let mut entities = flat(document, text).peekable();
    let mut inside: Option<(&Entity, bool)> = None;
    let mut tokens = Tokens::default();
    let mut line_open = false;
    for (base, window) in crate::extractor::windows(text) {
        tokens.read(window);
        for t in &tokens.tokens {
            if t.has(flag::SENTENCE)
                && inside.is_none_or(|(e, _)| e.end <= base + t.start as usize)
                && line_open
            {
                out.push('\n');
                line_open = false;
            }
            let (mut from, end) = (base + t.start as usize, base + t.end as usize);
            while from < end {
                if inside.is_some_and(|(e, _)| e.end <= from) {
                    inside = None;
                }
                if inside.is_none() {
                    // Names without a token of their own cannot be shown.
                    while entities.next_if(|e| e.end <= from).is_some() {}
                    inside = entities.next_if(|e| e.start <= from).map(|e| (e, true));
                }
                let to = match (&inside, entities.peek()) {
                    (Some((e, _)), _) => end.min(e.end),
                    (None, Some(next)) => end.min(next.start),
                    (None, None) => end,
                };
                let word = &text[from..to];
                if !word.trim().is_empty() {
                    out.push_str(word);
                    match &mut inside {
                        Some((e, first)) => {
                            out.push_str(if *first { "\tB-" } else { "\tI-" });
                            *first = false;
                            out.push_str(e.label.as_str());
                        }
                        None => out.push_str("\tO"),
                    }
                    out.push('\n');
                    line_open = true;
                }
                from = to;
            }
        }
    }
    if line_open {
        out.push('\n');
    }
    out
}
