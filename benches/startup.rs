//! What does opening cost when the pages are there already? What a fresh process waits for is in
//! the record, which starts processes.

mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use dateline::{Extractor, Gazetteer};

fn startup(c: &mut Criterion) {
    let bytes = Gazetteer::builtin().compiled().to_vec();
    assert!(Gazetteer::from_compiled(bytes.clone()).is_ok());
    let mut group = c.benchmark_group("startup");
    group.bench_function("a compiled list of the built-in lists' size, checked whole", |b| {
        b.iter(|| Gazetteer::from_compiled(bytes.clone()));
    });
    group.bench_function("a second extractor", |b| b.iter(Extractor::new));
    group.finish();
}

criterion_group!(benches, startup);
criterion_main!(benches);
