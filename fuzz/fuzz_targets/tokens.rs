//! The tokenizer: the fast way gives what the plain way gives; tokens, lines and sentences lie in
//! the text, one after the other.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| dateline::bench::check_tokens(&String::from_utf8_lossy(bytes)));
