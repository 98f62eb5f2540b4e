//! The built-in lists.
//!
//! They are written as text in `src/gazetteer/data/`, checked and compiled to a block by the build
//! script, and used where the executable has them in memory: opening them reads the header, a few
//! kilobytes, and a story then touches only the pages its names lie on. Made at run time from their
//! text they would take a quarter of a second (`benches/RESULTS.md`, start-up).

use super::Gazetteer;
use super::compact::Block;
use crate::aligned::Aligned;
use std::sync::{Arc, OnceLock};

static BLOCK: &Aligned<[u8]> = &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/lists.bin")));

pub(super) fn gazetteer() -> Gazetteer {
    static BUILTIN: OnceLock<Gazetteer> = OnceLock::new();
    BUILTIN
        .get_or_init(|| {
            Block::trusted(Arc::new(&BLOCK.0))
                .and_then(|block| Gazetteer::of_block(block, false))
                // The build script made the block with this code, and a test opens it.
                .expect("the build script's block is whole")
        })
        .clone()
}
