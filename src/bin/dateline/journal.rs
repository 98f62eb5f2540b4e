//! How far an interrupted run came, kept beside its output.

use crate::failure::{Failure, reason};
use crate::input::Place;
use crate::progress::Summary;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What is known at a place to which a run can go back: up to `place` all records are done, and
/// what they gave is in the first `output` bytes of the output.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Journal {
    /// The arguments; another run's journal is not used.
    pub job: String,
    pub place: Place,
    pub output: u64,
    pub errors: u64,
    pub summary: Summary,
    /// All is written; only names remain to be changed.
    pub complete: bool,
}

/// Where the journal of an output lies.
pub fn path(output: &Path) -> PathBuf {
    beside(output, ".part.journal")
}

/// Where an output is written until it is complete.
pub fn part(output: &Path) -> PathBuf {
    beside(output, ".part")
}

/// All files that may be written for an output.
pub fn files(output: &Path) -> impl Iterator<Item = PathBuf> {
    ["", ".part", ".part.journal", ".part.journal.new", ".part.parquet"]
        .into_iter()
        .map(|ending| beside(output, ending))
}

pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

impl Journal {
    /// The journal of `output`, if a run with the same arguments left one.
    pub fn read(output: &Path, job: &str) -> Result<Option<Journal>, Failure> {
        let path = path(output);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(Failure::file("read", path.display(), &e)),
        };
        // It is written whole or not at all, so a broken one was broken by someone else.
        let journal: Journal = serde_json::from_str(&text).map_err(|e| {
            Failure::new(format!("{}: {e}; delete it, and run without --resume", path.display()))
        })?;
        if journal.job != job {
            return Err(Failure::new(format!(
                "{} is from a run with other arguments, lists or version; run with the same ones, or without --resume to begin anew",
                path.display()
            )));
        }
        Ok(Some(journal))
    }

    /// Writes the journal, whole or not at all.
    pub fn write(&self, output: &Path) -> Result<(), Failure> {
        let path = path(output);
        let new = beside(output, ".part.journal.new");
        let failed = |e: &std::io::Error| Failure::unfinished(new.display(), reason(e));
        let text = serde_json::to_string(self).map_err(Failure::new)?;
        let mut file = fs::File::create(&new).map_err(|e| failed(&e))?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_data()).map_err(|e| failed(&e))?;
        fs::rename(&new, &path).map_err(|e| failed(&e))
    }

    pub fn remove(output: &Path) {
        // What cannot be removed is not used either: it says that all is complete.
        let _ = fs::remove_file(path(output));
    }
}
