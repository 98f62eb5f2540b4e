//! The tokenizer and the search: the first line is names, the rest is the text.
#![no_main]

use dateline::{Case, Entry, Gazetteer};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let input = String::from_utf8_lossy(bytes);
    let (names, text) = input.split_once('\n').unwrap_or((&input, &input));
    let entries = names.split('|').filter(|n| !n.contains(['\t', '\r'])).map(|n| Entry::new("ORG", n).case(Case::Fold));
    let Ok(list) = Gazetteer::from_entries(entries) else { return };
    let found = list.find(text);
    for m in &found {
        assert!(text.get(m.start..m.end).is_some_and(|s| !s.is_empty()));
        assert!(list.entry(m.entry).is_some());
    }
    assert!(found.is_sorted_by_key(|m| (m.start, m.end)));
    let compiled = Gazetteer::from_compiled(list.compiled().to_vec()).expect("it is our own");
    assert_eq!(compiled.find(text), found);
});
