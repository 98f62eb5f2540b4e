//! How fast does text become tokens?
//!
//! Beside it, in the same group, UAX #29 words alone by `unicode-segmentation`: what any program
//! pays that cuts text properly.

mod support;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline::bench::Tokens;

fn tokens(c: &mut Criterion) {
    for (name, curly) in [("ascii", false), ("curly", true)] {
        let t = support::own_or_generated(1_000_000, curly);
        let mut tokens = Tokens::default();
        let count = tokens.read(&t.text);
        let words = unicode_segmentation::UnicodeSegmentation::unicode_words(t.text.as_str()).count();
        assert!(count > words && count < words * 2, "tokens are words and marks: {count}, {words}");
        let mut group = c.benchmark_group(format!("tokens/{name}"));
        group.throughput(Throughput::Bytes(t.text.len() as u64));
        group.bench_function("warm, by story", |b| {
            b.iter(|| support::stories(&t.text).map(|s| tokens.read(s)).sum::<usize>());
        });
        group.bench_function("cold buffers, by story", |b| {
            b.iter(|| support::stories(&t.text).map(|s| Tokens::default().read(s)).sum::<usize>());
        });
        group.bench_function("unicode_words", |b| {
            b.iter(|| unicode_segmentation::UnicodeSegmentation::unicode_words(t.text.as_str()).count());
        });
        group.finish();
    }
}

criterion_group!(benches, tokens);
criterion_main!(benches);
