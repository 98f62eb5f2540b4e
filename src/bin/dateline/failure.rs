//! Why a command ended.

use std::fmt::Display;
use std::io::{self, Write};

/// Why a command ended before its work was done.
#[derive(Debug)]
pub enum Failure {
    /// With a message that says where and what to do.
    Message(String),
    /// Wrong usage that only showed later than in the arguments alone.
    Usage(String),
    /// Whoever reads standard output has closed it.
    Closed,
}

impl Failure {
    pub fn new(message: impl Display) -> Failure {
        Failure::Message(message.to_string())
    }

    /// An error with a file: `cannot read news.txt: No such file or directory`.
    pub fn file(what: &str, path: impl Display, error: &io::Error) -> Failure {
        Failure::Message(format!("cannot {what} {path}: {}", reason(error)))
    }

    /// An error while writing what an interrupted run goes on from.
    pub fn unfinished(path: impl Display, error: impl Display) -> Failure {
        Failure::Message(format!(
            "cannot write {path}: {error}; what is there is kept: make room and run again with --resume"
        ))
    }

    /// An error while writing to standard output.
    pub fn stdout(error: &io::Error) -> Failure {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Failure::Closed
        } else {
            Failure::Message(format!("cannot write to standard output: {}", reason(error)))
        }
    }
}

impl From<dateline::Error> for Failure {
    fn from(error: dateline::Error) -> Failure {
        Failure::new(error)
    }
}

/// A line on standard error. If that is closed or full there is nobody to tell, and the work goes on.
pub fn tell(message: impl Display) {
    let _ = writeln!(anstream::stderr(), "dateline: {message}");
}

/// The system's words, without "(os error 2)".
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}
