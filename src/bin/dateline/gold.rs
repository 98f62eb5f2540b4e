//! Gold files in the forms there are.

use crate::engine::text;
use crate::failure::Failure;
use dateline::fit::{GoldStory, read_brat, read_conll, read_gold};
use std::path::{Path, PathBuf};

/// The stories of all files.
pub fn read(paths: &[PathBuf]) -> Result<Vec<GoldStory>, Failure> {
    let mut stories = Vec::new();
    for path in paths {
        if path.is_dir() {
            stories.extend(folder(path)?);
        } else {
            stories.extend(file(path)?);
        }
    }
    if stories.is_empty() {
        return Err(Failure::new("the gold has no stories"));
    }
    Ok(stories)
}

fn file(path: &Path) -> Result<Vec<GoldStory>, Failure> {
    let place = path.display().to_string();
    match path.extension().and_then(|e| e.to_str()) {
        Some("conll" | "bio" | "iob" | "iob2" | "conll03") => Ok(read_conll(&place, &text(path)?)?),
        Some("ann") => Ok(vec![read_brat(&place, &text(&path.with_extension("txt"))?, &text(path)?)?]),
        Some("jsonl" | "json" | "ndjson") => Ok(read_gold(&place, &text(path)?)?),
        _ => Err(Failure::Usage(format!(
            "{place}: gold is .jsonl, .conll, .bio or .ann (with its .txt beside it)"
        ))),
    }
}

/// All gold in a folder, by name.
fn folder(path: &Path) -> Result<Vec<GoldStory>, Failure> {
    let failed = |e: &std::io::Error| Failure::file("read", path.display(), e);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(|e| failed(&e))? {
        let file = entry.map_err(|e| failed(&e))?.path();
        if file
            .extension()
            .and_then(|e| e.to_str())
            .is_some_and(|e| ["ann", "jsonl", "conll", "bio"].contains(&e))
        {
            files.push(file);
        }
    }
    files.sort();
    let mut stories = Vec::new();
    for f in files {
        stories.extend(file(&f)?);
    }
    Ok(stories)
}
