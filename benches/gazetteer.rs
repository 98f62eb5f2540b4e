//! How fast is a list built, and how fast are its names found, from a thousand names to a million?
//!
//! Beside it the bare automaton over the same names and text; for ratios see the record, where the
//! two take turns.

mod support;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use dateline::bench::Tokens;
use dateline::{Gazetteer, GazetteerBuilder};

fn build(c: &mut Criterion) {
    let mut group = c.benchmark_group("build");
    group.sample_size(10);
    for n in [1_000, 100_000, 1_000_000] {
        let list = support::list(&support::names(n));
        let built = Gazetteer::from_tsv("names", &list).expect("generated lists are well-formed");
        assert_eq!(built.names(), n);
        group.throughput(Throughput::Elements(n as u64));
        group.bench_function(format!("{n} names"), |b| {
            b.iter(|| {
                let mut builder = GazetteerBuilder::new();
                builder.add_reader("names", list.as_bytes()).expect("generated lists are well-formed");
                builder.build().expect("built")
            });
        });
        let bytes = built.compiled().to_vec();
        group.bench_function(format!("{n} names, opened compiled"), |b| {
            b.iter_batched(
                || bytes.clone(),
                |bytes| Gazetteer::from_compiled(bytes).expect("whole"),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

fn search(c: &mut Criterion) {
    for n in [1_000, 10_000, 100_000, 1_000_000] {
        let names = support::names(n);
        let t = support::text(1_000_000, &names, false);
        let g =
            Gazetteer::from_tsv("names", &support::list(&names)).expect("generated lists are well-formed");
        let bare = support::bare(&names);
        let found = g.find(&t.text);
        for (start, end, _) in &t.mentions {
            assert!(found.iter().any(|m| (m.start, m.end) == (*start, *end)), "{}", &t.text[*start..*end]);
        }
        let mut group = c.benchmark_group(format!("search/{n}"));
        group.throughput(Throughput::Bytes(t.text.len() as u64));
        group.bench_function("text to matches", |b| {
            b.iter(|| support::stories(&t.text).map(|s| g.find(s).len()).sum::<usize>());
        });
        let mut tokens = Tokens::default();
        tokens.read(&t.text);
        group.bench_function("over tokens", |b| b.iter(|| tokens.find(&g, &t.text)));
        group.bench_function("bare automaton", |b| b.iter(|| bare.find_iter(&t.text).count()));
        group.finish();
    }
}

criterion_group!(benches, build, search);
criterion_main!(benches);
