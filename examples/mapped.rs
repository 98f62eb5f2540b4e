//! A large list as a compiled file, mapped into memory: it opens at once whatever its size, and
//! processes that use the same file share its memory.
//!
//! ```text
//! cargo run --example mapped
//! cargo run --example mapped -- LIST.gaz STORY.txt
//! ```
//!
//! Without arguments it compiles a list of 100,000 made-up names into the folder for temporary files
//! first. `dateline gazetteer compile LIST.tsv --output LIST.gaz` compiles one of your own. The
//! example needs the crate `memmap2` besides; the library itself takes any owner of bytes.

use dateline::{Extractor, Gazetteer};
use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// Opens a compiled list without reading it whole.
#[allow(unsafe_code)]
fn open(path: &Path) -> Result<Gazetteer, Box<dyn Error>> {
    let named = |e: &dyn Error| format!("{}: {e}", path.display());
    let file = File::open(path).map_err(|e| named(&e))?;
    // SAFETY: the map is only read, and nobody writes into the file while it is mapped: a new list
    // is written to another file and renamed over this one, which lives on until the last map of it
    // is gone. See `write`.
    let map = unsafe { memmap2::Mmap::map(&file) }.map_err(|e| named(&e))?;
    Ok(Gazetteer::from_compiled(map).map_err(|e| named(&e))?)
}

/// Writes a compiled list beside its place and renames it, so that whoever has the old one mapped
/// keeps it whole.
fn write(list: &Gazetteer, path: &Path) -> std::io::Result<()> {
    let beside = path.with_extension("new");
    fs::write(&beside, list.compiled())?;
    fs::rename(&beside, path)
}

fn made_up() -> Result<PathBuf, Box<dyn Error>> {
    let mut list = String::from("label\tname\tid:register\n");
    for n in 1..=100_000 {
        list.push_str(&format!("ORG\tKolwani Holding {n}\tR-{n}\n"));
    }
    let path = std::env::temp_dir().join(format!("dateline-mapped-{}.gaz", std::process::id()));
    write(&Gazetteer::from_tsv("made-up.tsv", &list)?, &path)?;
    Ok(path)
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let own = arguments.next();
    let story = match arguments.next() {
        Some(path) => fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?,
        None => "Shares in Kolwani Holding 77123 fell in Nairobi on Monday.".to_owned(),
    };
    let path = match &own {
        Some(path) => path.clone(),
        None => made_up()?,
    };

    let start = Instant::now();
    let list = open(&path)?;
    println!("{} names opened in {:.1?}", list.names(), start.elapsed());
    // Worth calling once after copying a large file: opening checks only a sample of it.
    list.verify()?;

    let extractor = Extractor::builder().gazetteer(list).build();
    for e in extractor.extract(&story).entities.iter().filter(|e| !e.ids.is_empty()) {
        println!("{} {:?} {:?}", e.label, e.name, e.ids);
    }
    drop(extractor); // and with it the map
    if own.is_none() {
        fs::remove_file(&path)?;
    }
    Ok(())
}
