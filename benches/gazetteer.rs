//! How fast is a list built, and how fast are its names found, from a thousand names to a million?
//!
//! Beside it the bare automaton over the same names and text; a line after every group has the
//! ratios of a run in which the two took turns. "cold": the first story that a list just opened is
//! searched for, so that what it touches lies in no cache of the processor's.

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
        group.throughput(Throughput::ElementsAndBytes { elements: n as u64, bytes: list.len() as u64 });
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
        let texts: Vec<&str> = support::stories(&t.text).collect();
        let g =
            Gazetteer::from_tsv("names", &support::list(&names)).expect("generated lists are well-formed");
        let bare = support::bare(&names);
        support::check(&g, &t, &names);
        let mut group = c.benchmark_group(format!("search/{n}"));
        group.throughput(support::throughput(&texts));
        group.bench_function("text to matches", |b| {
            b.iter(|| texts.iter().map(|s| g.find(s).len()).sum::<usize>());
        });
        let mut tokens = Tokens::default();
        tokens.read(&t.text);
        group.bench_function("over tokens", |b| b.iter(|| tokens.find(&g, &t.text)));
        group.bench_function("bare automaton", |b| {
            b.iter(|| texts.iter().map(|s| bare.find_iter(s).count()).sum::<usize>());
        });
        let bytes = g.compiled().to_vec();
        group.throughput(support::throughput(&texts[..1]));
        group.sample_size(20);
        group.bench_function("text to matches, cold", |b| {
            b.iter_batched(
                || Gazetteer::from_compiled(bytes.clone()).expect("whole"),
                |g| g.find(texts[0]).len(),
                BatchSize::PerIteration,
            );
        });
        group.finish();
        support::compare(
            &texts,
            5,
            &mut [
                ("bare automaton", &mut || texts.iter().map(|s| bare.find_iter(s).count()).sum()),
                ("text to matches", &mut || texts.iter().map(|s| g.find(s).len()).sum()),
                ("over tokens", &mut || tokens.find(&g, &t.text)),
            ],
        );
    }
}

criterion_group!(benches, build, search);
criterion_main!(benches);
