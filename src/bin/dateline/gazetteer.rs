//! `dateline gazetteer`: lists checked and compiled.

use crate::args::GazetteerCommand;
use crate::engine;
use crate::failure::{Failure, tell};
use dateline::{Gazetteer, GazetteerBuilder};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

pub fn run(command: GazetteerCommand) -> Result<ExitCode, Failure> {
    match command {
        GazetteerCommand::Check { lists } => {
            let mut wrong = false;
            for path in lists {
                match engine::gazetteer(&path) {
                    Ok(list) => {
                        let mut out = std::io::stdout().lock();
                        let line = format!("{}: {}\n", path.display(), contents(&list));
                        out.write_all(line.as_bytes()).map_err(|e| Failure::stdout(&e))?;
                    }
                    // One list's fault does not hide the next one's.
                    Err(Failure::Message(message)) => {
                        wrong = true;
                        tell(message);
                    }
                    Err(other) => return Err(other),
                }
            }
            Ok(ExitCode::from(u8::from(wrong)))
        }
        GazetteerCommand::Compile { lists, output } => {
            let mut builder = GazetteerBuilder::new();
            for path in lists {
                builder.add_tsv(&path.display().to_string(), &engine::text(&path)?)?;
            }
            let list = builder.build()?;
            crate::fit::write(&output, list.compiled())?;
            tell(format_args!(
                "{}: {}, {:.1} MB",
                output.display(),
                contents(&list),
                list.compiled().len() as f64 / 1e6
            ));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// How much of what is in a list.
fn contents(list: &Gazetteer) -> String {
    let mut labels: BTreeMap<String, usize> = BTreeMap::new();
    for n in 0..list.len() {
        if let Some(entry) = list.entry(n) {
            *labels.entry(entry.label.to_string()).or_default() += 1;
        }
    }
    let mut out = format!("{} entries, {} names", list.len(), list.names());
    for (n, (label, count)) in labels.iter().enumerate() {
        let _ = write!(out, "{} {label} {count}", if n == 0 { ":" } else { "," });
    }
    out
}
