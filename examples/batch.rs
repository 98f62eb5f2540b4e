//! A folder of stories in, JSON Lines out, on all cores.
//!
//! `cargo run --features json,parallel --example batch -- examples/stories`

use dateline::batch::{Batch, Story};
use dateline::output::json;
use dateline::{Extractor, OffsetUnit};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "examples/stories".into());
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(&folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.retain(|p| p.extension().is_some_and(|e| e == "txt"));
    paths.sort();

    // Stories are read when their turn comes, so a folder of any size takes the same memory.
    let stories = paths.iter().filter_map(|path| match std::fs::read_to_string(path) {
        Ok(text) => Some(Story::new(path.display().to_string(), text)),
        Err(error) => {
            eprintln!("{}: {error}", path.display());
            None
        }
    });

    let mut out = json::Writer::new(BufWriter::new(std::io::stdout().lock()), OffsetUnit::Bytes);
    let mut result = Ok(());
    Batch::new(&Extractor::new()).run(stories, |story, document| {
        if result.is_ok() {
            result = out.write(&document, &story.text);
        }
    });
    result?;
    out.into_inner().flush()?;
    Ok(())
}
