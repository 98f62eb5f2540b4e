//! The crate's error.

use std::fmt;

/// What went wrong when something was built or read: a list, a compiled list, a weights table.
///
/// The message says where (file, line, column, as far as they apply) and what to do. Extraction
/// itself cannot fail.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    place: String,
    line: usize,
    column: usize,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Error {
        Error(Box::new(Inner {
            place: String::new(),
            line: 0,
            column: 0,
            message: message.into(),
            source: None,
        }))
    }

    pub(crate) fn at(mut self, place: &str, line: usize, column: usize) -> Error {
        self.0.place = place.to_owned();
        self.0.line = line;
        self.0.column = column;
        self
    }

    /// With the error that caused it.
    #[allow(dead_code)] // used by the optional features
    pub(crate) fn caused_by(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        self.0.source = Some(source.into());
        self
    }

    /// The line the error is in, counted from 1; 0 when it belongs to no line.
    pub fn line(&self) -> usize {
        self.0.line
    }

    /// The column (tab-separated cell) the error is in, counted from 1; 0 when it belongs to none.
    pub fn column(&self) -> usize {
        self.0.column
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let e = &self.0;
        if !e.place.is_empty() {
            write!(f, "{}:", e.place)?;
        }
        if e.line > 0 {
            write!(f, "{}:", e.line)?;
        }
        if e.column > 0 {
            write!(f, "{}:", e.column)?;
        }
        if !e.place.is_empty() || e.line > 0 {
            f.write_str(" ")?;
        }
        f.write_str(&e.message)?;
        if let Some(source) = &e.source {
            write!(f, ": {source}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|e| e as _)
    }
}
