//! Stage 4 and 5: the best set of spans, what the rest of the story says of each, which of them
//! are one thing, and who holds which office.

/// The hashes of folded words, made at compile time.
macro_rules! words {
    ($($word:literal $(,)?)*) => {
        const { &[$($crate::token::fold::hash_word($word)),*] }
    };
}

pub(crate) mod entities;
pub(crate) mod lattice;
pub(crate) mod memory;
pub(crate) mod metonymy;
pub(crate) mod office;
pub(crate) mod things;
