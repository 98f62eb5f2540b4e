//! Stage 3: evidence and its weights.

pub(crate) mod evidence;
pub(crate) mod few;
pub(crate) mod parts;
mod table;

#[cfg(any(test, feature = "fit"))]
pub(crate) use table::GAPS;
pub use table::Weights;
pub(crate) use table::{Adder, Factors, LARGEST, Namer, Row, Sum, WordCache, factors};
#[cfg(feature = "fit")]
pub(crate) use table::{HEADER, short};
