//! Stage 2: the spans that could be names.
//!
//! A candidate begins and ends with a capitalised word (or where a listed name does) and holds,
//! between, only capitalised words, numbers and the small words that names contain. Every such span
//! is a candidate; which of them are names is decided by their scores.

use crate::lexicon::Classes;
use crate::story::{Story, word};
use crate::token::{Shape, Token, flag};

/// A span of tokens that may be a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub start: u32,
    pub end: u32,
}

/// Longest candidate that no list knows, in tokens.
const MAX_TOKENS: usize = 14;

/// Pushes all candidates of the story, by start, then by end.
pub(crate) fn candidates(text: &str, story: &Story, out: &mut Vec<Candidate>) {
    out.clear();
    let tokens = story.tokens();
    for i in 0..tokens.len() {
        let from = out.len();
        if can_start(text, tokens, i) {
            extend(text, tokens, i, out);
        }
        let listed = story.listed_from(i);
        if listed.is_empty() {
            continue;
        }
        for l in listed {
            let c = Candidate { start: l.start, end: l.end };
            if !out[from..].contains(&c) {
                out.push(c);
            }
        }
        if out.len() > from + 1 {
            out[from..].sort_unstable_by_key(|c| c.end);
        }
    }
}

/// Whether an unlisted name can begin with token `i`.
fn can_start(text: &str, tokens: &[Token], i: usize) -> bool {
    let t = &tokens[i];
    match t.shape {
        Shape::Cap | Shape::Upper | Shape::Initial | Shape::Mixed => true,
        Shape::Alnum => true,
        // "al-Assad", "bin Laden", "d'Ivoire", "20th Century", "7-Eleven"
        Shape::Lower => {
            (t.is(Classes::PARTICLE) && t.hash != word::AND && t.end - t.start > 1
                || t.classes == Classes::NONE && text.as_bytes().get(t.start as usize + 1) == Some(&b'\''))
                && next_cap(tokens, i)
        }
        Shape::Number => {
            let next = tokens.get(i + 1);
            next.is_some_and(|n| !n.has(flag::LINE) && n.is_cap() && !n.is(Classes::CALENDAR))
        }
        _ => false,
    }
}

fn next_cap(tokens: &[Token], i: usize) -> bool {
    match tokens.get(i + 1) {
        Some(n) if n.hash == word::HYPHEN && n.has(flag::GLUED) => {
            tokens.get(i + 2).is_some_and(|m| m.is_cap() && m.has(flag::GLUED))
        }
        Some(n) => n.is_cap() || n.is(Classes::PARTICLE) && tokens.get(i + 2).is_some_and(Token::is_cap),
        None => false,
    }
}

fn extend(text: &str, tokens: &[Token], i: usize, out: &mut Vec<Candidate>) {
    let mut small = 0; // connectors in a row
    let head_of = tokens[i].is(Classes::ORG_FIRST);
    let mut j = i;
    while j < tokens.len() && j < i + MAX_TOKENS {
        let t = &tokens[j];
        if j > i && t.has(flag::LINE) {
            break;
        }
        // A sentence start ends a name, unless the full stop was an abbreviation's.
        if j > i && t.has(flag::SENTENCE) {
            break;
        }
        let glued_part =
            j > i && t.has(flag::GLUED) && tokens[j - 1].hash == word::HYPHEN && t.shape == Shape::Lower;
        match t.shape {
            Shape::Cap | Shape::Upper | Shape::Initial | Shape::Mixed | Shape::Alnum => {
                small = 0;
                out.push(Candidate { start: i as u32, end: j as u32 + 1 });
            }
            Shape::Number => {
                small = 0;
                if j > i {
                    out.push(Candidate { start: i as u32, end: j as u32 + 1 });
                }
            }
            Shape::Lower if glued_part => {
                // "Jae-in", "Chan-o-cha"
                small = 0;
                out.push(Candidate { start: i as u32, end: j as u32 + 1 });
            }
            _ => {
                let connector = t.is(Classes::CONNECTOR | Classes::PARTICLE)
                    || (t.hash == word::POSSESSIVE || t.hash == word::APOSTROPHE) && t.has(flag::GLUED)
                    || matches!(t.hash, word::HYPHEN | word::SLASH) && t.has(flag::GLUED)
                    || t.hash == word::STOP && t.has(flag::GLUED)
                    || matches!(t.text(text), "+" | "!" | "#" | "@" | "•")
                    || t.hash == word::COMMA && (head_of || followed_by_suffix(tokens, j))
                    || t.shape == Shape::Caseless;
                small += 1;
                let limit = if j == i { 2 } else { 3 };
                if !connector && j > i || small > limit {
                    break;
                }
            }
        }
        j += 1;
    }
}

/// "Acme, Inc.": a comma before a legal form.
fn followed_by_suffix(tokens: &[Token], j: usize) -> bool {
    tokens.get(j + 1).is_some_and(|n| n.is(Classes::ORG_SUFFIX) && n.is_cap())
}
