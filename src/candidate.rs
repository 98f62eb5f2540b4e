//! Stage 2: the spans that could be names.
//!
//! A candidate begins and ends with a capitalised word (or where a listed name does) and holds,
//! between, only capitalised words, numbers and the small words that names contain. Every such span
//! is a candidate; which of them are names is decided by their scores. Left out, unless a list has
//! them, are only single function words and what begins with one that opens a sentence.

use crate::lexicon::Classes;
use crate::story::{Story, word};
use crate::token::{Shape, Token, flag, fold};

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
            match alone(tokens, i) {
                Alone::MayBeName => extend(text, tokens, i, out),
                Alone::IsNone => {
                    extend(text, tokens, i, out);
                    out.remove(from);
                }
                Alone::BeginsNone => {}
            }
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

/// What an unlisted capitalised word that stands alone can be.
enum Alone {
    MayBeName,
    /// No name, but one may begin with it.
    IsNone,
    /// No name, and none begins with it.
    BeginsNone,
}

/// Function words are no names, and those that open a sentence begin none: "In Kenya", "But Otieno".
/// Unless they are names of persons as well, such as He or Will.
fn alone(tokens: &[Token], i: usize) -> Alone {
    const PERSONS: Classes =
        Classes(Classes::GIVEN.0 | Classes::GIVEN_WEAK.0 | Classes::FAMILY.0 | Classes::FAMILY_WEAK.0);
    let t = &tokens[i];
    if !t.is(Classes::FUNCTION) || !matches!(t.shape, Shape::Cap | Shape::Initial) {
        return Alone::MayBeName;
    }
    let person = t.is(PERSONS);
    if t.has(flag::SENTENCE) && OPENERS.contains(&t.hash) {
        if person && next_cap(tokens, i) { Alone::IsNone } else { Alone::BeginsNone }
    } else if person {
        Alone::MayBeName
    } else {
        Alone::IsNone
    }
}

/// Articles, prepositions, conjunctions and pronouns.
const OPENERS: [u64; 64] = [
    fold::hash_word("the"),
    fold::hash_word("a"),
    fold::hash_word("about"),
    fold::hash_word("according"),
    fold::hash_word("after"),
    fold::hash_word("although"),
    fold::hash_word("among"),
    fold::hash_word("an"),
    fold::hash_word("and"),
    fold::hash_word("another"),
    fold::hash_word("as"),
    fold::hash_word("at"),
    fold::hash_word("because"),
    fold::hash_word("before"),
    fold::hash_word("between"),
    fold::hash_word("but"),
    fold::hash_word("by"),
    fold::hash_word("despite"),
    fold::hash_word("during"),
    fold::hash_word("for"),
    fold::hash_word("from"),
    fold::hash_word("he"),
    fold::hash_word("her"),
    fold::hash_word("his"),
    fold::hash_word("how"),
    fold::hash_word("however"),
    fold::hash_word("i"),
    fold::hash_word("if"),
    fold::hash_word("in"),
    fold::hash_word("it"),
    fold::hash_word("its"),
    fold::hash_word("like"),
    fold::hash_word("my"),
    fold::hash_word("of"),
    fold::hash_word("on"),
    fold::hash_word("or"),
    fold::hash_word("our"),
    fold::hash_word("over"),
    fold::hash_word("several"),
    fold::hash_word("she"),
    fold::hash_word("since"),
    fold::hash_word("some"),
    fold::hash_word("that"),
    fold::hash_word("their"),
    fold::hash_word("then"),
    fold::hash_word("there"),
    fold::hash_word("these"),
    fold::hash_word("they"),
    fold::hash_word("this"),
    fold::hash_word("those"),
    fold::hash_word("though"),
    fold::hash_word("through"),
    fold::hash_word("to"),
    fold::hash_word("under"),
    fold::hash_word("until"),
    fold::hash_word("we"),
    fold::hash_word("what"),
    fold::hash_word("when"),
    fold::hash_word("where"),
    fold::hash_word("which"),
    fold::hash_word("while"),
    fold::hash_word("who"),
    fold::hash_word("why"),
    fold::hash_word("with"),
];

fn next_cap(tokens: &[Token], i: usize) -> bool {
    match tokens.get(i + 1) {
        Some(n) if n.hash == word::HYPHEN && n.has(flag::GLUED) => {
            tokens.get(i + 2).is_some_and(|m| m.is_cap() && m.has(flag::GLUED))
        }
        Some(n) => n.is_cap() || n.is(Classes::PARTICLE) && tokens.get(i + 2).is_some_and(Token::is_cap),
        None => false,
    }
}

/// Words between a name and "election" in the titles of elections.
const ELECTORAL: [u64; 16] = [
    fold::hash_word("general"),
    fold::hash_word("presidential"),
    fold::hash_word("federal"),
    fold::hash_word("state"),
    fold::hash_word("local"),
    fold::hash_word("municipal"),
    fold::hash_word("provincial"),
    fold::hash_word("regional"),
    fold::hash_word("legislative"),
    fold::hash_word("parliamentary"),
    fold::hash_word("gubernatorial"),
    fold::hash_word("mayoral"),
    fold::hash_word("senate"),
    fold::hash_word("special"),
    fold::hash_word("primary"),
    fold::hash_word("leadership"),
];

/// The end of the title of an election that began with a year: "2005 New Zealand |general election".
fn election(tokens: &[Token], mut j: usize) -> Option<usize> {
    let line = tokens[j].line;
    for _ in 0..3 {
        let t = tokens.get(j).filter(|t| t.line == line && t.shape == Shape::Lower)?;
        if matches!(t.hash, word::ELECTION | word::ELECTIONS) {
            return Some(j + 1);
        }
        if !ELECTORAL.contains(&t.hash) {
            return None;
        }
        j += 1;
    }
    None
}

fn extend(text: &str, tokens: &[Token], i: usize, out: &mut Vec<Candidate>) {
    let mut small = 0; // connectors in a row
    // A comma may stand between the parts of what an organization is of: "Ministry of Law, Justice
    // and …".
    let mut head_of = tokens[i].is(Classes::ORG_FIRST);
    let year = tokens[i].is_year();
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
                head_of |= t.is(Classes::ORG_FIRST)
                    && tokens.get(j + 1).is_some_and(|n| matches!(n.hash, word::OF | word::FOR));
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
                if year
                    && small == 0
                    && j > i + 1
                    && let Some(end) = election(tokens, j)
                {
                    out.push(Candidate { start: i as u32, end: end as u32 });
                    break;
                }
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
