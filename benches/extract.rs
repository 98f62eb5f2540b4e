//! How fast is the whole way, text to entities, with the built-in lists, and with a list of the
//! user's besides?

mod support;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline::{Extractor, Gazetteer, Scratch};

fn extract(c: &mut Criterion) {
    let mut group = c.benchmark_group("extract");
    group.sample_size(10);
    let names = support::names(100_000);
    let t = support::text(200_000, &names, false);
    group.throughput(Throughput::Bytes(t.text.len() as u64));
    let own = Gazetteer::from_tsv("names", &support::list(&names)).expect("generated lists are well-formed");
    for (name, extractor) in [
        ("built-in lists", Extractor::new()),
        ("and 100,000 names", Extractor::builder().gazetteer(own).build()),
    ] {
        let mut scratch = Scratch::new();
        for story in support::stories(&t.text) {
            let document = extractor.extract_with(story, &mut scratch);
            for e in &document.entities {
                assert!(
                    story.get(e.start..e.end).is_some_and(|s| !s.is_empty()),
                    "an entity is a slice of its text"
                );
            }
        }
        group.bench_function(format!("{name}, warm"), |b| {
            b.iter(|| {
                support::stories(&t.text)
                    .map(|s| extractor.extract_with(s, &mut scratch).entities.len())
                    .sum::<usize>()
            });
        });
        group.bench_function(format!("{name}, cold buffers"), |b| {
            b.iter(|| support::stories(&t.text).map(|s| extractor.extract(s).entities.len()).sum::<usize>());
        });
    }
    group.finish();
}

criterion_group!(benches, extract);
criterion_main!(benches);
