//! Lists and extractors are replaced while others use them.

use dateline::{Extractor, Gazetteer};
use std::sync::{Arc, RwLock};

fn list(version: usize) -> Gazetteer {
    Gazetteer::from_tsv("l", &format!("label\tname\tid\nORG\tZamari Cement {version}\t{version}\n")).unwrap()
}

/// Whoever has a list keeps it whole, whatever it is replaced by meanwhile.
#[test]
fn readers_keep_what_they_have_and_new_ones_get_the_new() {
    let current = RwLock::new(Arc::new(list(0)));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut last = 0;
                while last < 200 {
                    let g = Arc::clone(&current.read().unwrap());
                    let version: usize = g.entry(0).unwrap().ids[0].1.parse().unwrap();
                    assert!(version >= last, "an older list came back");
                    last = version;
                    let text = format!("Zamari Cement {version} and Zamari Cement {}", version + 1);
                    assert_eq!(g.find(&text).len(), 1);
                }
            });
        }
        for version in 1..=200 {
            *current.write().unwrap() = Arc::new(list(version));
        }
    });
}

/// A small list is replaced without the large one being built again: both extractors share it.
#[test]
fn layers_are_shared() {
    let large = list(1);
    let bytes = large.compiled().as_ptr();
    let build = |small: &Gazetteer| {
        Extractor::builder().builtin(false).gazetteer(large.clone()).gazetteer(small.clone()).build()
    };
    let (old, new) = (build(&list(2)), build(&list(3)));
    assert_eq!(large.clone().compiled().as_ptr(), bytes, "a clone shares the bytes");
    drop(old);
    let _ = new.extract("Zamari Cement 1 and Zamari Cement 3");
}

#[test]
fn lists_and_extractors_can_be_shared() {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<Gazetteer>();
    shared::<Extractor>();
}
