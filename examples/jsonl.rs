//! A file of JSON lines with `id` and `text` in, JSON lines out, on all cores.
//!
//! `cargo run --features json,parallel --example jsonl -- examples/stories.jsonl`

use dateline::batch::{Batch, Story};
use dateline::output::json;
use dateline::{Extractor, OffsetUnit};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::ops::ControlFlow;

#[derive(serde::Deserialize)]
struct Record {
    id: String,
    text: String,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "examples/stories.jsonl".into());
    // Lines are read when their turn comes, so a file of any size takes the same memory.
    let lines = BufReader::new(File::open(&path)?).lines();
    let lines = lines.map_while(|line| line.inspect_err(|error| eprintln!("{path}: {error}")).ok());
    let stories = lines.enumerate().filter_map(|(number, line)| match serde_json::from_str(&line) {
        Ok(Record { id, text }) => Some(Story::new(id, text)),
        Err(error) => {
            eprintln!("{path}:{}: {error}", number + 1);
            None
        }
    });

    let mut out = json::Writer::new(BufWriter::new(std::io::stdout().lock()), OffsetUnit::Bytes);
    let end = Batch::new(&Extractor::new()).try_run(stories, |story, document| {
        match out.write(&document, &story.text) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => ControlFlow::Break(error), // the disk is full, or nobody reads on
        }
    });
    if let ControlFlow::Break(error) = end {
        return Err(error.into());
    }
    out.into_inner().flush()?;
    Ok(())
}
