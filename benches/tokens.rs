//! How fast does text become tokens?
//!
//! Beside it, in the same group, UAX #29 words alone by `unicode-segmentation`: what any program
//! pays that cuts text properly.

mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use dateline::bench::Tokens;
use unicode_segmentation::UnicodeSegmentation;

fn tokens(c: &mut Criterion) {
    for (name, curly) in [("ascii", false), ("curly", true)] {
        let t = support::own_or_generated(1_000_000, curly);
        let texts: Vec<&str> = support::stories(&t.text).collect();
        let mut tokens = Tokens::default();
        for story in &texts {
            let words = story.unicode_words().count();
            let pieces = story.split_word_bounds().filter(|w| !w.starts_with(char::is_whitespace));
            assert_eq!(Tokens::words(story), pieces.count(), "the fast way cuts as the plain one");
            let count = tokens.read(story);
            assert!(count > words && count < words * 2, "tokens are words and marks: {count}, {words}");
        }
        let mut group = c.benchmark_group(format!("tokens/{name}"));
        group.throughput(support::throughput(&texts));
        group.bench_function("warm", |b| {
            b.iter(|| texts.iter().map(|s| tokens.read(s)).sum::<usize>());
        });
        group.bench_function("cold buffers", |b| {
            b.iter(|| texts.iter().map(|s| Tokens::default().read(s)).sum::<usize>());
        });
        group.bench_function("unicode_words", |b| {
            b.iter(|| texts.iter().map(|s| s.unicode_words().count()).sum::<usize>());
        });
        group.finish();
    }
}

criterion_group!(benches, tokens);
criterion_main!(benches);
