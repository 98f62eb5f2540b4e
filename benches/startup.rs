//! What does opening cost when the pages are there already? What a fresh process waits for is in
//! the record, which starts processes.

mod support;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use dateline::{Extractor, Gazetteer};

fn startup(c: &mut Criterion) {
    let builtin = Gazetteer::builtin();
    let bytes = builtin.compiled().to_vec();
    let text = support::text(4_000, &[], false).text;
    let opened = Gazetteer::from_compiled(bytes.clone()).expect("whole");
    assert_eq!(opened.find(&text), builtin.find(&text), "a list opened again finds the same");
    assert!(!builtin.find(&text).is_empty());
    let mut group = c.benchmark_group("startup");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("a compiled list of the built-in lists' size, checked whole", |b| {
        b.iter_batched(
            || bytes.clone(),
            |bytes| Gazetteer::from_compiled(bytes).expect("whole"),
            BatchSize::LargeInput,
        );
    });
    group.throughput(Throughput::Elements(1));
    let first = Extractor::new().extract(&text);
    assert_eq!(Extractor::new().extract(&text), first, "a second extractor finds the same");
    group.bench_function("a second extractor", |b| b.iter(Extractor::new));
    group.bench_function("a second extractor and its first story", |b| {
        b.iter(|| Extractor::new().extract(&text));
    });
    group.finish();
}

criterion_group!(benches, startup);
criterion_main!(benches);
