//! Any bytes as a compiled list, and a sound one with some bytes changed: opened and searched, or an
//! error.
#![no_main]

use dateline::Gazetteer;
use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;

const TEXT: &str = "The World Bank in New York, a Bank in São Paulo; Đà Nẵng and al-Jazeera.";

fn search(list: &Gazetteer) {
    for m in list.find(TEXT) {
        assert!(TEXT.get(m.start..m.end).is_some());
        list.entry(m.entry);
        list.list_of(m.entry);
    }
}

fuzz_target!(|bytes: &[u8]| {
    static SOUND: OnceLock<Vec<u8>> = OnceLock::new();
    let sound = SOUND.get_or_init(|| {
        let list = "label\tname\taliases\tid\nORG\tWorld Bank\tBank\t1\nPLACE\tNew York\t\t2\nPLACE\tSão Paulo\tĐà Nẵng\t3\nORG\tal-Jazeera\t\t4\n";
        Gazetteer::from_tsv("list", list).expect("well-formed").compiled().to_vec()
    });
    if let Ok(list) = Gazetteer::from_compiled(bytes.to_vec()) {
        search(&list);
    }
    // Three bytes say where and what to change.
    let mut changed = sound.clone();
    for edit in bytes.chunks_exact(3).take(16) {
        let at = usize::from(u16::from_le_bytes([edit[0], edit[1]])) % changed.len();
        changed[at] = edit[2];
    }
    if let Ok(list) = Gazetteer::from_compiled(changed) {
        search(&list);
    }
});
