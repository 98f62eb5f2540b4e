//! Any bytes as JSON: a document or an error; a document is written and read back the same.
#![no_main]

use dateline::output::json;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (line, story) = text.split_once('\n').unwrap_or((&text, "A text of no account — “so there” 😀."));
    let Ok((mut document, unit)) = json::from_json(line) else { return };
    if json::rebase(&mut document, story, unit).is_err() {
        // Even then it is written without a panic.
        json::to_json(&document, story, unit);
        return;
    }
    let once = json::to_json(&document, story, unit);
    let (mut again, unit) = json::from_json(&once).expect("it is our own");
    json::rebase(&mut again, story, unit).expect("its offsets fit");
    assert_eq!(json::to_json(&again, story, unit), once);
});
