//! Any bytes as an input of the command: as text, JSON lines and CSV, plain or compressed. Every
//! record is a story or an error with its place, nothing is passed over, and reading ends.
#![no_main]
#![allow(dead_code)]

#[path = "../../src/bin/dateline/args.rs"]
mod args;
#[path = "../../src/bin/dateline/failure.rs"]
mod failure;
#[path = "../../src/bin/dateline/input.rs"]
mod input;
#[path = "../../src/bin/dateline/record.rs"]
mod record;

use args::{InputFormat, Reading};
use input::{Files, Place, Records};
use libfuzzer_sys::fuzz_target;
use std::cell::RefCell;
use std::io::{Seek, Write};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

thread_local! {
    static FILE: RefCell<tempfile::NamedTempFile> =
        RefCell::new(tempfile::NamedTempFile::new().expect("a file can be made"));
}

/// Number of stories and of errors.
fn read(path: &str, form: Option<InputFormat>, lossy: bool) -> (usize, usize) {
    let reading = Reading {
        input_format: form,
        text_field: "text".into(),
        id_field: "id".into(),
        lossy,
        max_bytes: 1000,
    };
    let Ok(files) = Files::new(&[path.to_owned()]) else { panic!("it is there") };
    let records = Records::new(files, &reading, Place::default(), Arc::new(AtomicU64::new(0)), || false);
    let (mut stories, mut errors, mut last) = (0, 0, (Place::default(), 0));
    for raw in records {
        assert!(raw.place > last.0 && raw.line >= last.1, "in order");
        last = (raw.place, raw.line);
        match record::story(raw, &reading) {
            // A replacement character is longer than the byte it stands for.
            Ok(story) => {
                assert!(story.text.len() <= if lossy { 3000 } else { 1000 } && !story.id.is_empty());
                stories += 1;
            }
            Err(bad) => {
                assert!(bad.file == path && !bad.reason.is_empty());
                errors += 1;
            }
        }
    }
    (stories, errors)
}

fuzz_target!(|bytes: &[u8]| {
    FILE.with_borrow_mut(|file| {
        let written = file
            .as_file()
            .set_len(0)
            .and_then(|()| file.as_file_mut().rewind())
            .and_then(|()| file.as_file_mut().write_all(bytes));
        written.expect("it can be written");
        let path = file.path().display().to_string();
        for form in [None, Some(InputFormat::Txt), Some(InputFormat::Jsonl), Some(InputFormat::Csv)] {
            let (stories, errors) = read(&path, form, false);
            let (lossy, _) = read(&path, form, true);
            assert!(lossy >= stories);
            let packed = bytes.starts_with(&[0x1f, 0x8b]) || bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]);
            if form == Some(InputFormat::Txt) {
                assert_eq!(stories + errors, 1);
            }
            if form == Some(InputFormat::Jsonl)
                && !packed
                && !bytes.starts_with(&[0xff, 0xfe])
                && !bytes.starts_with(&[0xfe, 0xff])
            {
                let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
                let lines = text.split(|b| *b == b'\n').filter(|l| !l.iter().all(u8::is_ascii_whitespace));
                let lines = lines.count();
                // A line that is far too long gives up the rest of its file.
                assert!(stories + errors == lines || bytes.len() > 8000, "{stories} {errors} {lines}");
            }
        }
    });
});
