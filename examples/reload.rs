//! Replacing lists in a running service: readers keep the extractor they have, new requests get
//! the new one, and nobody waits.
//!
//! ```text
//! cargo run --example reload
//! ```
//!
//! Lists are layers. Here a large list stays open while a small one, the desk's own, is replaced
//! twice: only the small one is built again. A gazetteer is cheap to clone, so the new extractor
//! shares the large list and the built-in ones with the old.

use dateline::{Entry, Extractor, Gazetteer, Scratch};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// An extractor that can be replaced while it is used.
struct Service {
    current: RwLock<Arc<Extractor>>,
}

impl Service {
    fn new(extractor: Extractor) -> Service {
        Service { current: RwLock::new(Arc::new(extractor)) }
    }

    /// The extractor of this moment, for one request. The lock is held for as long as it takes to
    /// count a reference, never while a story is read.
    fn extractor(&self) -> Arc<Extractor> {
        // Nothing can panic while the lock is held, and an extractor cannot be half replaced.
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces it. Requests that are under way finish with the old one, which is freed with the
    /// last of them.
    fn replace(&self, extractor: Extractor) {
        let new = Arc::new(extractor);
        let old = {
            let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *current, new)
        };
        drop(old); // outside the lock: freeing a large list takes a moment
    }
}

fn main() -> Result<(), dateline::Error> {
    // The large list: in a service a compiled file, mapped into memory as the example `mapped` does.
    let large = Gazetteer::from_entries(
        (0..10_000).map(|n| Entry::new("ORG", format!("Kolwani Holding {n}")).id("register", n.to_string())),
    )?;
    let with_desk_list =
        |list: &Gazetteer| Extractor::builder().gazetteer(large.clone()).gazetteer(list.clone()).build();
    let mut desk = Gazetteer::from_tsv("desk-1.tsv", "label\tname\tid\nORG\tZamari Cement\tZ-1\n")?;
    let service = Service::new(with_desk_list(&desk));

    let done = AtomicBool::new(false);
    let read = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut scratch = Scratch::new();
                while !done.load(Ordering::Relaxed) {
                    let extractor = service.extractor();
                    extractor
                        .extract_with("Shares in Zamari Cement rose in Nairobi on Monday.", &mut scratch);
                    read.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for version in 2..=3 {
            std::thread::sleep(std::time::Duration::from_millis(100));
            let list =
                format!("label\tname\tid\nORG\tZamari Cement\tZ-{version}\nORG\tTanui Foods\tT-{version}\n");
            match Gazetteer::from_tsv(&format!("desk-{version}.tsv"), &list) {
                Ok(new) => {
                    service.replace(with_desk_list(&new));
                    desk = new;
                    println!("version {version} in use after {} stories", read.load(Ordering::Relaxed));
                }
                // A wrong list never takes a service down: it goes on with the one it has.
                Err(e) => eprintln!("kept the old list: {e}"),
            }
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
        done.store(true, Ordering::Relaxed);
    });
    println!("{} stories read; the desk's list has {} entries", read.into_inner(), desk.len());
    Ok(())
}
