//! Any text: spans are sorted, disjoint, on characters; every form of output takes them.
#![no_main]

use dateline::output::{brat, conll, html, json, spacy, terminal};
use dateline::{Extractor, OffsetUnit, Weights};
use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;

fuzz_target!(|bytes: &[u8]| {
    static EXTRACTORS: OnceLock<[Extractor; 2]> = OnceLock::new();
    let extractors = EXTRACTORS.get_or_init(|| {
        // Under these weights every candidate is a name.
        let weights = Weights::from_tsv("everything", include_str!("../../tests/data/everything.tsv")).expect("well-formed");
        [Extractor::new(), Extractor::builder().weights(weights).evidence(true).build()]
    });
    let text = String::from_utf8_lossy(bytes);
    for extractor in extractors {
        let document = extractor.extract(&text);
        let mut last = 0;
        for e in &document.entities {
            assert!(e.start < e.end && text.get(e.start..e.end).is_some());
            assert!(e.nested || e.start >= last);
            if !e.nested {
                last = e.end;
            }
        }
        for unit in [OffsetUnit::Bytes, OffsetUnit::Chars, OffsetUnit::Utf16] {
            let (mut read, unit) = json::from_json(&json::to_json(&document, &text, unit)).expect("it is our own");
            json::rebase(&mut read, &text, unit).expect("its offsets fit");
            assert!(read.entities.iter().zip(&document.entities).all(|(a, b)| (a.start, a.end) == (b.start, b.end)));
        }
        spacy::to_spacy(&document, &text);
        brat::to_brat(&document, &text);
        conll::to_conll(&document, &text);
        html::to_html(&document, &text);
        terminal::to_terminal(&document, &text, true);
    }
});
