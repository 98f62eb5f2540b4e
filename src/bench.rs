//! Doors to single stages for `benches/` and `fuzz/`, behind the feature `bench`. No part of the
//! crate's interface: anything here may change or go at any time.

use crate::gazetteer::{Gazetteer, GazetteerBuilder};
use crate::token;
use crate::{Document, Extractor, Scratch};

/// The tokens of a text.
#[derive(Default)]
pub struct Tokens(token::Tokens, Vec<crate::gazetteer::Hit>);

impl Tokens {
    /// Reads a text, and returns the number of tokens.
    pub fn read(&mut self, text: &str) -> usize {
        self.0.read(text);
        self.0.tokens.len()
    }

    /// Finds the names of a list over the tokens read last, and returns their number.
    pub fn find(&mut self, gazetteer: &Gazetteer, text: &str) -> usize {
        self.1.clear();
        gazetteer.hits(text, &self.0.tokens, 0, &mut self.1);
        self.1.len()
    }

    /// Words by UAX #29 and nothing else: their number.
    pub fn words(text: &str) -> usize {
        let mut n = 0;
        token::words::for_each_word(text, |_, _| n += 1);
        n
    }
}

/// [`Extractor::extract_into`], with the name of every step told when it has been done.
pub fn extract_by_step(
    extractor: &Extractor,
    text: &str,
    scratch: &mut Scratch,
    document: &mut Document,
    mut done: impl FnMut(&'static str),
) {
    extractor.run(text, scratch, document, &mut done);
}

/// The gazetteer with the engine asked for.
///
/// # Errors
///
/// As [`GazetteerBuilder::build`].
pub fn build(builder: GazetteerBuilder, automaton: bool) -> Result<Gazetteer, crate::Error> {
    if automaton { builder.build_automaton() } else { builder.build() }
}

/// Looks up one word in the lexicon: the first call opens it.
pub fn lexicon() -> bool {
    crate::lexicon::global().classes(token::fold::fold_hash("minister")) != crate::lexicon::Classes::NONE
}

/// Reads a text the fast way and the plain way.
///
/// # Panics
///
/// When they differ, or tokens and lines do not lie in the text, one after the other: for `fuzz/`.
pub fn check_tokens(text: &str) {
    let (mut fast, mut plain) = (token::Tokens::default(), token::Tokens::default());
    fast.read(text);
    token::slow::read(text, &mut plain);
    assert_eq!(fast, plain);
    let mut last = 0;
    for t in &fast.tokens {
        assert!(last <= t.start && t.start < t.end, "{t:?} begins before {last}");
        assert!(text.get(t.start as usize..t.end as usize).is_some(), "{t:?} is not in the text");
        assert!(fast.lines.get(t.line as usize).is_some(), "{t:?} is in no line");
        last = t.end;
    }
    // Lines take all tokens, each once; each line begins a sentence.
    let mut next = 0;
    for (n, line) in fast.lines.iter().enumerate() {
        assert!(line.first == next && line.first < line.end, "{line:?} does not begin at {next}");
        next = line.end;
        let tokens = &fast.tokens[line.first as usize..line.end as usize];
        assert!(tokens.iter().all(|t| t.line as usize == n));
        assert!(tokens[0].has(token::flag::LINE) && tokens[0].has(token::flag::SENTENCE));
        assert!(!tokens[1..].iter().any(|t| t.has(token::flag::LINE)));
    }
    assert_eq!(next as usize, fast.tokens.len());
}
