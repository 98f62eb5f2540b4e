//! Any bytes as a list and as a table of weights: read, or an error that names its line.
#![no_main]

use dateline::{Gazetteer, Weights};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    match Gazetteer::from_tsv("list", &text) {
        Ok(list) => {
            for n in 0..list.len() {
                assert!(list.entry(n).is_some());
            }
            list.find(&text);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    let _ = Weights::from_tsv("weights", &text);
});
