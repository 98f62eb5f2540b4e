//! Tests of lists and of finding their names.
