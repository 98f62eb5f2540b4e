//! Compiles the built-in lists and the lexicon's tables to blocks of bytes, which the library
//! includes and uses as they lie.
//!
//! Reading them when a program starts would take it a quarter of a second; here it is done once, and a wrong row is an error of the build that names file, line and column. The
//! code is the library's own: these files are compiled here too, so they use nothing of the crate
//! beyond each other.

#![allow(dead_code, unused_imports)] // the files serve the library; this script needs a part

#[path = "src/error.rs"]
mod error;
#[path = "src/token"]
mod token {
    pub(crate) mod fold;
    pub(crate) mod refine;
    pub(crate) mod shape;
    pub(crate) mod words;
}
#[path = "src/gazetteer"]
mod gazetteer {
    pub(crate) mod compact;
    pub(crate) mod lists;
    pub(crate) mod row;
}
#[path = "src/lexicon"]
mod lexicon {
    pub(crate) mod classes;
    pub(crate) mod compile;
}

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

const LISTS: &str = "src/gazetteer/data";
const TABLES: &str = "src/lexicon/data";

fn main() -> ExitCode {
    for path in [
        "build.rs",
        LISTS,
        TABLES,
        "src/error.rs",
        "src/token/fold.rs",
        "src/token/refine.rs",
        "src/token/shape.rs",
        "src/token/words.rs",
        "src/gazetteer/compact.rs",
        "src/gazetteer/lists.rs",
        "src/gazetteer/row.rs",
        "src/lexicon/classes.rs",
        "src/lexicon/compile.rs",
    ] {
        println!("cargo::rerun-if-changed={path}");
    }
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            println!("cargo::error={e}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), Box<dyn std::error::Error>> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    let builtin = env::var_os("CARGO_FEATURE_BUILTIN").is_some();
    let mut failed = None;
    let mut read = |path: PathBuf| match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) => {
            failed.get_or_insert(format!("{}: {e}", path.display()));
            String::new()
        }
    };
    let mut missing = Vec::new();
    let lexicon = lexicon::compile::compile(
        builtin,
        |file| read(Path::new(TABLES).join(file)),
        |file| match fs::read_to_string(Path::new(LISTS).join(file)) {
            Ok(text) => text,
            Err(e) => {
                missing.push(format!("{file}: {e}"));
                String::new()
            }
        },
    );
    if let Some(error) = failed.or(missing.pop()) {
        return Err(error.into());
    }
    fs::write(out.join("lexicon.bin"), lexicon)?;
    if !builtin {
        return Ok(());
    }

    // By name, so that the block does not depend on the order of the directory.
    let mut files: Vec<PathBuf> =
        fs::read_dir(LISTS)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.retain(|f| f.extension().is_some_and(|e| e == "tsv"));
    files.sort();
    let mut lists = gazetteer::lists::Lists::new();
    for file in files {
        let name = file.file_stem().and_then(|s| s.to_str()).ok_or("a list's name is not UTF-8")?;
        let place = file.to_str().ok_or("a list's name is not UTF-8")?;
        lists.add_tsv(name, place, &fs::read_to_string(&file)?)?;
    }
    fs::write(out.join("lists.bin"), lists.finish())?;
    Ok(())
}
