//! Extraction allocates nothing once its buffers have grown: a counting allocator proves it.

// A global allocator is an unsafe trait; this one only counts and hands everything on.
#![allow(unsafe_code)]

#[path = "gold/markup.rs"]
#[allow(dead_code)] // the stories' texts are all that is needed here
mod markup;

use dateline::{Document, Extractor, Gazetteer, Scratch};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    /// Allocations of this thread: tests run beside each other.
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

/// # Safety
///
/// Every call goes to the system's allocator as it comes, whose guarantees are handed on.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promises are those that `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer is from `System`, by `alloc` or `realloc` here.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count() {
    // A thread that is ending has nothing to count any more.
    let _ = COUNT.try_with(|c| c.set(c.get() + 1));
}

/// Allocations during a call.
fn allocations(call: impl FnOnce()) -> usize {
    let before = COUNT.get();
    call();
    COUNT.get() - before
}

/// The stories of the project's gold, and one longer than a window.
fn stories() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("tests/gold is there")
        .map(|f| f.expect("a readable folder").path())
        .filter(|f| f.extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort();
    let mut stories: Vec<String> = files
        .iter()
        .map(|f| std::fs::read_to_string(f).expect("a readable story"))
        .map(|source| markup::read_story("", &source).expect("a well-formed story").text)
        .collect();
    assert!(stories.len() >= 48);
    let all = stories.join("\n\n");
    let capitals = stories[0].to_uppercase();
    stories.extend([all.repeat(4), capitals, String::new(), "Nairobi".to_owned()]);
    assert!(stories.iter().any(|s| s.len() > 1 << 18));
    stories
}

/// Passes over the stories until one allocates nothing, and then one more that must not either.
///
/// Two passes are enough where every place in a document has its own strings; identifiers change
/// places from story to story, and have grown to the longest after some more.
fn never_allocates(extractor: &Extractor, warm: usize) {
    let stories = stories();
    let (mut scratch, mut document) = (Scratch::new(), Document::default());
    let mut pass = || -> Vec<usize> {
        stories
            .iter()
            .map(|story| allocations(|| extractor.extract_into(story, &mut scratch, &mut document)))
            .collect()
    };
    let first: usize = pass().iter().sum();
    assert!(first > 0, "the allocator counts");
    for _ in 1..warm {
        pass();
    }
    let counted = pass();
    assert!(counted.iter().all(|n| *n == 0), "allocations by story: {counted:?}");
}

#[test]
fn a_second_pass_allocates_nothing() {
    never_allocates(&Extractor::new(), 1);
}

#[test]
fn nor_with_lists_patterns_labels_and_roles() {
    let list = Gazetteer::from_tsv(
        "watch.tsv",
        "label\tname\taliases\tid:registry\tstrength\n\
         ORG\tBeijing\tMoscow\tA-1\tstrong\nVESSEL\tReuters\t\tB-2\tstrong\nPERSON\tKim\t\tC-3\tweak\n",
    )
    .expect("a right list");
    let extractor = Extractor::builder()
        .gazetteer(list)
        .pattern("AGE", r"\b\d\d years\b")
        .expect("a right pattern")
        .deny(["Washington"])
        .date("2021-03-04")
        .expect("a right date")
        .nested(true)
        .roles(true)
        .build();
    never_allocates(&extractor, 6);
}

/// A document that is used again has nothing left of what it had.
#[test]
fn a_reused_document_is_as_a_new_one() {
    let extractor = Extractor::builder().roles(true).nested(true).build();
    let (mut scratch, mut reused) = (Scratch::new(), Document::default());
    for story in stories().iter().rev() {
        reused.id.push('x');
        extractor.extract_into(story, &mut scratch, &mut reused);
        assert_eq!(reused, extractor.extract(story));
    }
}
