//! The extractor, from the arguments.

use crate::args::Lists;
use crate::failure::Failure;
use dateline::{Extractor, ExtractorBuilder, Gazetteer, Weights};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The options of an extractor that the lists' arguments set.
pub fn builder(lists: &Lists) -> Result<ExtractorBuilder, Failure> {
    let mut builder = Extractor::builder().builtin(!lists.no_builtin);
    for path in &lists.gazetteer {
        builder = builder.gazetteer(gazetteer(path)?);
    }
    for path in &lists.deny {
        let text = text(path)?;
        let names = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
        builder = builder.deny(names.map(str::to_owned).collect::<Vec<String>>());
    }
    if let Some(path) = &lists.weights {
        builder = builder.weights(Weights::from_tsv(&path.display().to_string(), &text(path)?)?);
    }
    if let Some(date) = &lists.date {
        builder = builder.date(date)?;
    }
    Ok(builder)
}

/// A list, as text or compiled.
pub fn gazetteer(path: &Path) -> Result<Gazetteer, Failure> {
    let failed = |e: &std::io::Error| Failure::file("read the list", path.display(), e);
    let mut file = File::open(path).map_err(|e| failed(&e))?;
    let mut head = [0; 8];
    let mut length = 0;
    while length < head.len() {
        match file.read(&mut head[length..]).map_err(|e| failed(&e))? {
            0 => break,
            n => length += n,
        }
    }
    if &head == b"dateline" {
        let map = map(&file).map_err(|e| failed(&e))?;
        return Gazetteer::from_compiled(map).map_err(|e| Failure::new(format!("{}: {e}", path.display())));
    }
    Ok(Gazetteer::from_tsv(&path.display().to_string(), &text(path)?)?)
}

/// Maps a compiled list into memory.
#[allow(unsafe_code)]
fn map(file: &File) -> std::io::Result<memmap2::Mmap> {
    // SAFETY: the map is only read. Another process that changes the file while it is mapped could
    // change what is read; compiled lists are written beside and renamed, never in place, so the
    // file that is mapped stays as it is. The reader checks every number it takes from the bytes
    // and matches only what it compares with the text, so bytes that did change would give wrong
    // names, not wrong memory; a file that was cut short under the map ends the process.
    unsafe { memmap2::Mmap::map(file) }
}

/// A file of text.
pub fn text(path: &Path) -> Result<String, Failure> {
    let bytes = std::fs::read(path).map_err(|e| Failure::file("read", path.display(), &e))?;
    String::from_utf8(bytes).map_err(|e| {
        Failure::new(format!(
            "{}: invalid UTF-8 at byte {}; save the file as UTF-8",
            path.display(),
            e.utf8_error().valid_up_to()
        ))
    })
}
