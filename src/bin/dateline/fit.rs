//! `dateline fit`: weights from gold.

use crate::args::Fit;
use crate::failure::{Failure, tell};
use crate::journal::beside;
use crate::{evaluate, gold};
use dateline::batch::cores;
use dateline::fit::{Evaluation, GoldStory, Settings, fit, fit_folds};
use dateline::{Extractor, Weights};
use std::process::ExitCode;

pub fn run(args: Fit) -> Result<ExitCode, Failure> {
    let stories = gold::read(&args.gold)?;
    let settings = Settings::default();
    if let Some(count) = args.folds {
        let threads = if args.threads == 0 { cores() } else { args.threads };
        let (fold, fitted) = fit_folds(&stories, count as usize, threads, &settings);
        if fitted.len() != count as usize {
            return Err(Failure::new("a fit failed; please report it"));
        }
        let mut evaluation = Evaluation::new(["ORG", "PERSON", "PLACE"]);
        for (part, f) in fitted.iter().enumerate() {
            let extractor =
                Extractor::builder().weights(Weights::from_tsv("fitted weights", &f.table)?).build();
            let chosen: Vec<&GoldStory> =
                stories.iter().enumerate().filter(|(n, _)| fold[*n] == part).map(|(_, s)| s).collect();
            evaluate::add(&mut evaluation, &extractor, &chosen, None, args.threads);
        }
        let table = evaluate::table(&evaluation);
        tell(format_args!("each of {count} parts with weights fitted on the others:\n{}", table.trim_end()));
    }
    let fitted = fit(&stories, &settings);
    write(&args.output, fitted.table.as_bytes())?;
    tell(format_args!(
        "{} stories, {} pieces of evidence with a weight, {:.0} kB; {} names of the gold can not be found by any candidate",
        stories.len(),
        fitted.rows,
        fitted.table.len() as f64 / 1e3,
        fitted.unreachable
    ));
    Ok(ExitCode::SUCCESS)
}

/// Writes a file, whole or not at all.
pub fn write(path: &std::path::Path, bytes: &[u8]) -> Result<(), Failure> {
    if std::fs::metadata(path).is_ok_and(|m| !m.is_file()) {
        return std::fs::write(path, bytes).map_err(|e| Failure::file("write", path.display(), &e));
    }
    let part = beside(path, ".part");
    let failed = |e: &std::io::Error| {
        let _ = std::fs::remove_file(&part);
        Failure::file("write", part.display(), e)
    };
    std::fs::write(&part, bytes).map_err(|e| failed(&e))?;
    std::fs::rename(&part, path).map_err(|e| failed(&e))
}
