//! The smallest use: the names of one story.
//!
//! `cargo run --example extract`

use dateline::Extractor;

fn main() {
    let text = include_str!("stories/kenya-clinics.txt");
    let document = Extractor::new().extract(text);
    for e in &document.entities {
        println!("{:4}..{:<4} {:8} {}", e.start, e.end, e.label, &text[e.start..e.end]);
    }
}
