//! Stage 4 and 5: the best set of spans, what the rest of the story says of each, which of them
//! are one thing, and who holds which office.

pub(crate) mod entities;
pub(crate) mod lattice;
pub(crate) mod memory;
pub(crate) mod metonymy;
pub(crate) mod office;
pub(crate) mod things;
