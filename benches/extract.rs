//! How fast is the whole way, text to entities, with the built-in lists, and with a list of the
//! user's besides? And how fast is what was found written as JSON?
//!
//! Every group has the bare automaton over the same names beside it, and a line with the ratios of a
//! run in which they took turns. "cold buffers" gives every story new ones; the first story of all,
//! which also opens the lists and reads the weights, is printed at the start. With
//! `DATELINE_NEWS=FILE.jsonl` the stories of that file (field `text`) are measured too.

mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use dateline::{Document, Extractor, Gazetteer, OffsetUnit, Scratch};
use std::time::Instant;

fn names(g: &Gazetteer) -> Vec<String> {
    (0..g.len()).filter_map(|n| g.entry(n)).flat_map(|e| std::iter::once(e.name).chain(e.aliases)).collect()
}

/// What does the first story wait for, and the thousandth?
fn first(_: &mut Criterion) {
    let t = support::text(3_000, &[], false);
    let time = |run: &mut dyn FnMut() -> usize| {
        let start = Instant::now();
        assert_ne!(std::hint::black_box(run()), 0, "the story has names");
        start.elapsed()
    };
    let mut scratch = Scratch::new();
    let first = time(&mut || Extractor::new().extract_with(&t.text, &mut scratch).entities.len());
    let extractor = Extractor::new();
    let steady =
        (0..1_000).map(|_| time(&mut || extractor.extract_with(&t.text, &mut scratch).entities.len()));
    let steady = steady.last().unwrap_or_default();
    println!("first story after start, {} bytes: {first:.1?}; the thousandth: {steady:.1?}", t.text.len());
}

fn measure(c: &mut Criterion, group: &str, extractor: &Extractor, list: &[impl AsRef<[u8]>], texts: &[&str]) {
    let bare = support::bare(list);
    let mut scratch = Scratch::new();
    let mut group = c.benchmark_group(group);
    group.sample_size(10);
    group.throughput(support::throughput(texts));
    group.bench_function("warm", |b| {
        b.iter(|| {
            texts.iter().map(|s| extractor.extract_with(s, &mut scratch).entities.len()).sum::<usize>()
        });
    });
    group.bench_function("cold buffers", |b| {
        b.iter(|| texts.iter().map(|s| extractor.extract(s).entities.len()).sum::<usize>());
    });
    group.bench_function("warm, two threads", |b| {
        b.iter(|| {
            std::thread::scope(|scope| {
                for part in texts.chunks(texts.len().div_ceil(2)) {
                    scope.spawn(move || {
                        let mut scratch = Scratch::new();
                        part.iter()
                            .map(|s| extractor.extract_with(s, &mut scratch).entities.len())
                            .sum::<usize>()
                    });
                }
            });
        });
    });
    group.bench_function("bare automaton", |b| {
        b.iter(|| texts.iter().map(|s| bare.find_iter(s).count()).sum::<usize>());
    });
    group.finish();
    support::compare(
        texts,
        5,
        &mut [
            ("bare automaton", &mut || texts.iter().map(|s| bare.find_iter(s).count()).sum()),
            ("extraction, warm", &mut || {
                texts.iter().map(|s| extractor.extract_with(s, &mut scratch).entities.len()).sum()
            }),
        ],
    );
}

fn extract(c: &mut Criterion) {
    let builtin = names(&Gazetteer::builtin());
    for n in [0, 1_000, 10_000, 100_000, 1_000_000] {
        let list = support::names(n);
        let t = support::text(200_000, &list, false);
        let own =
            Gazetteer::from_tsv("names", &support::list(&list)).expect("generated lists are well-formed");
        let extractor = Extractor::builder().gazetteer(own).build();
        support::check_entities(&extractor, &t);
        let texts: Vec<&str> = support::stories(&t.text).collect();
        let all: Vec<&str> = builtin.iter().chain(&list).map(String::as_str).collect();
        measure(c, &format!("extract/built-in and {n} names"), &extractor, &all, &texts);
    }
}

/// Real news, if there is a file of it.
fn news(c: &mut Criterion) {
    let Some(texts) = support::news() else { return };
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let extractor = Extractor::new();
    support::check_slices(&extractor, &texts);
    measure(c, "extract/news", &extractor, &names(&Gazetteer::builtin()), &texts);
}

/// How fast is what was found written?
fn write(c: &mut Criterion) {
    let t = support::text(200_000, &[], true);
    let texts: Vec<&str> = support::stories(&t.text).collect();
    let extractor = Extractor::new();
    let documents: Vec<Document> = texts.iter().map(|s| extractor.extract(s)).collect();
    let mut group = c.benchmark_group("json");
    group.throughput(support::throughput(&texts));
    for unit in [OffsetUnit::Bytes, OffsetUnit::Chars] {
        let mut buffer = support::write_json(&documents, &texts, unit, Vec::new());
        support::check_json(&buffer, &documents, &texts, unit);
        group.bench_function(format!("{}, warm", unit.as_str()), |b| {
            b.iter(|| {
                buffer = support::write_json(&documents, &texts, unit, std::mem::take(&mut buffer));
                buffer.len()
            });
        });
        group.bench_function(format!("{}, cold buffer", unit.as_str()), |b| {
            b.iter(|| support::write_json(&documents, &texts, unit, Vec::new()).len());
        });
    }
    group.finish();
}

criterion_group!(benches, first, extract, news, write);
criterion_main!(benches);
