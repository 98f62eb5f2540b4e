//! A filter: a story a line on standard input, a line of JSON for each on standard output.
//!
//! `cargo run --features json --example pipe < lines.txt`

use dateline::output::json;
use dateline::{Extractor, OffsetUnit, Scratch};
use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    let extractor = Extractor::new();
    let mut scratch = Scratch::new(); // reused from line to line
    let mut out = json::Writer::new(std::io::stdout().lock(), OffsetUnit::Chars);
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let line = line?;
        let mut document = extractor.extract_with(&line, &mut scratch);
        document.id = (number + 1).to_string();
        match out.write(&document, &line) {
            // Whoever reads has had enough: `… | head`.
            Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => return Ok(()),
            other => other?,
        }
    }
    out.into_inner().flush()
}
