//! Stage 4: the best set of spans, and what the rest of the story says of each.

pub(crate) mod lattice;
pub(crate) mod memory;
