//! Every fault that was found, by name: what was wrong, and that it is no more.
//!
//! A case is one test, named for what went wrong, with the shortest text that shows it. Inputs that
//! a fuzzer found stand in `crashes`.

use dateline::{Extractor, Gazetteer, output::json};

/// Inputs that made a target of `fuzz/` fail. Each is given to everything that takes bytes.
const CRASHES: &[&[u8]] = &[
    // The possessive with its apostrophe the wrong way round was cut the fast way and not the plain way.
    "fl‘s.T".as_bytes(),
];

#[test]
fn crashes() {
    let extractor = Extractor::new();
    for bytes in CRASHES {
        let text = String::from_utf8_lossy(bytes);
        extractor.extract(&text);
        #[cfg(feature = "bench")]
        dateline::bench::check_tokens(&text);
        #[cfg(feature = "fit")]
        let _ = (
            dateline::fit::read_gold("crash", &text),
            dateline::fit::read_conll("crash", &text),
            dateline::fit::read_brat("crash", &text, &text),
        );
        let _ = Gazetteer::from_tsv("crash", &text);
        let _ = Gazetteer::from_compiled(bytes.to_vec()).map(|g| g.find(&text));
        let _ = json::from_json(&text);
    }
}
