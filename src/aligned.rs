//! Bytes that begin with a line of the processor's cache.

/// So that a bucket of a compiled table lies on one line and not on parts of two.
#[repr(align(64))]
pub(crate) struct Aligned<T: ?Sized>(pub T);
