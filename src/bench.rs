//! Doors to single stages for `benches/`, behind the feature `bench`. No part of the crate's
//! interface: anything here may change or go at any time.

use crate::gazetteer::{Gazetteer, GazetteerBuilder};
use crate::token;

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
