//! Any bytes as gold, in every form: stories whose spans lie in their texts, or an error.
#![no_main]

use dateline::fit::{GoldStory, read_brat, read_conll, read_gold};
use libfuzzer_sys::fuzz_target;

fn sound(stories: &[GoldStory]) {
    for story in stories {
        for span in &story.spans {
            assert!(story.text.get(span.start..span.end).is_some_and(|s| !s.is_empty()), "{story:?}");
        }
        story.paper();
    }
}

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let _ = read_gold("gold", &text).map(|stories| sound(&stories));
    let _ = read_conll("gold", &text).map(|stories| sound(&stories));
    let (story, ann) = text.split_once('\n').unwrap_or((&text, "T1\tORG 0 6;8 9\tÉlysée"));
    let _ = read_brat("gold", story, ann).map(|story| sound(&[story]));
});
