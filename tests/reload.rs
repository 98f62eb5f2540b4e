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

/// The bytes of a list, and who holds them.
struct Held(Arc<Vec<u8>>);

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// A small list is replaced without the large one being built or copied again: both extractors hold
/// the same, until the last of them is gone.
#[test]
fn layers_are_shared() {
    let bytes = Arc::new(list(1).compiled().to_vec());
    let large = Gazetteer::from_compiled(Held(Arc::clone(&bytes))).unwrap();
    let build = |small: &Gazetteer| {
        Extractor::builder().builtin(false).gazetteer(large.clone()).gazetteer(small.clone()).build()
    };
    let (old, new) = (build(&list(2)), build(&list(3)));
    drop(large);
    assert_eq!(Arc::strong_count(&bytes), 2, "held here, and once by both extractors");
    let found = |e: &Extractor| {
        let document = e.extract("Zamari Cement 1, Zamari Cement 2 and Zamari Cement 3 rose.");
        [1, 2, 3].map(|n| document.entities.iter().any(|e| e.name == format!("Zamari Cement {n}")))
    };
    assert_eq!(found(&old), [true, true, false]);
    drop(old);
    assert_eq!(found(&new), [true, false, true]);
    drop(new);
    assert_eq!(Arc::strong_count(&bytes), 1, "freed with the last extractor");
}

#[test]
fn lists_and_extractors_can_be_shared() {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<Gazetteer>();
    shared::<Extractor>();
}
