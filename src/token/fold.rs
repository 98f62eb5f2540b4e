//! Folding: the form in which words are compared.
//!
//! A folded word is lower case, without diacritics, with straight quotes and plain hyphens, and
//! without the full stops of abbreviations ("U.S." folds to `us`); `&` folds to `and`. Folding
//! works on one word at a time and never touches the text, so offsets cannot drift.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a hash begins with.
pub(crate) const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// FNV-1a, 64 bits, continued from `hash`. Stable across platforms and releases: compiled
/// gazetteers store it.
#[inline]
pub(crate) fn fnv1a(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(PRIME)
}

/// Spreads a hash over all bits, for use as a table index.
#[inline]
pub(crate) fn mix(mut h: u64) -> u64 {
    h ^= h >> 32;
    h = h.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    h ^ (h >> 29)
}

/// The hash of two words in a row, by their hashes.
#[inline]
pub(crate) fn pair(first: u64, second: u64) -> u64 {
    mix(first ^ mix(second))
}

/// The hash of a word that is folded already.
pub(crate) fn hash_folded(folded: &str) -> u64 {
    folded.bytes().fold(OFFSET, fnv1a)
}

/// [`hash_folded`] of a folded ASCII word, at compile time.
pub(crate) const fn hash_word(folded: &str) -> u64 {
    let bytes = folded.as_bytes();
    let mut hash = OFFSET;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(PRIME);
        i += 1;
    }
    hash
}

/// The hash of the folded form of `word`. Allocates nothing for ASCII words.
#[inline]
pub(crate) fn fold_hash(word: &str) -> u64 {
    let bytes = word.as_bytes();
    let mut hash = OFFSET;
    if bytes.is_ascii() {
        if bytes == b"&" {
            return hash_folded("and");
        }
        let dots = bytes.len() > 1;
        for &b in bytes {
            if b == b'.' && dots {
                continue;
            }
            hash = fnv1a(hash, b.to_ascii_lowercase());
        }
        hash
    } else {
        fold_chars(word, |c| {
            let mut buf = [0; 4];
            for &b in c.encode_utf8(&mut buf).as_bytes() {
                hash = fnv1a(hash, b);
            }
        });
        hash
    }
}

/// Calls `push` with every character of the folded form of `word`.
pub(crate) fn each_folded(word: &str, mut push: impl FnMut(char)) {
    if word == "&" {
        return "and".chars().for_each(push);
    }
    if word.is_ascii() {
        let dots = word.len() > 1;
        for b in word.bytes().filter(|&b| b != b'.' || !dots) {
            push(b.to_ascii_lowercase() as char);
        }
    } else {
        fold_chars(word, push);
    }
}

/// Appends the folded form of `word` to `out`.
pub(crate) fn fold_into(word: &str, out: &mut String) {
    each_folded(word, |c| out.push(c));
}

/// The folded form of `word`, as a new string.
pub(crate) fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold_into(word, &mut out);
    out
}

/// Whether two words fold to the same. Allocates nothing for words of ordinary length.
pub(crate) fn same_folded(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() && a != "&" && b != "&" {
        fn plain(w: &str) -> impl Iterator<Item = u8> {
            let dots = w.len() > 1;
            w.bytes().filter(move |&c| c != b'.' || !dots).map(|c| c.to_ascii_lowercase())
        }
        return plain(a).eq(plain(b));
    }
    let mut one = Short::default();
    let mut two = Short::default();
    one.fold(a);
    two.fold(b);
    one.chars() == two.chars()
}

/// A folded word, on the stack when it is short.
#[derive(Default)]
struct Short {
    here: [char; 32],
    used: usize,
    more: Vec<char>,
}

impl Short {
    fn fold(&mut self, word: &str) {
        if word == "&" {
            return self.fold("and");
        }
        fold_chars(word, |c| {
            if self.more.is_empty() && self.used < self.here.len() {
                self.here[self.used] = c;
                self.used += 1;
            } else {
                if self.more.is_empty() {
                    self.more.extend_from_slice(&self.here);
                }
                self.more.push(c);
            }
        });
    }

    fn chars(&self) -> &[char] {
        if self.more.is_empty() { &self.here[..self.used] } else { &self.more }
    }
}

fn fold_chars(word: &str, mut push: impl FnMut(char)) {
    let many = word.chars().nth(1).is_some();
    let mut emit = |c: char| match c {
        '.' if many => {}
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{02bc}' | '\u{ff07}' | '\u{00b4}' => push('\''),
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{00ab}' | '\u{00bb}' => push('"'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' => push('-'),
        '\u{00ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => {}
        'ø' => push('o'),
        'ł' => push('l'),
        'đ' | 'ð' => push('d'),
        'ħ' => push('h'),
        'ı' => push('i'),
        'ß' => "ss".chars().for_each(&mut push),
        'æ' => "ae".chars().for_each(&mut push),
        'œ' => "oe".chars().for_each(&mut push),
        'þ' => "th".chars().for_each(&mut push),
        _ => push(c),
    };
    for c in word.nfd() {
        if is_combining_mark(c) {
            continue;
        }
        if c.is_ascii() {
            emit(c.to_ascii_lowercase());
        } else {
            for l in c.to_lowercase() {
                if !is_combining_mark(l) {
                    emit(l);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds() {
        for (word, folded) in [
            ("U.S.", "us"),
            ("São", "sao"),
            ("İzmir", "izmir"),
            ("Łódź", "lodz"),
            ("O’Brien", "o'brien"),
            ("–", "-"),
            ("&", "and"),
            (".", "."),
            ("Straße", "strasse"),
            ("北京", "北京"),
        ] {
            assert_eq!(fold(word), folded, "{word}");
        }
    }

    proptest! {
        #[test]
        fn hash_is_the_hash_of_the_folded_form(word in any::<String>()) {
            prop_assert_eq!(fold_hash(&word), hash_folded(&fold(&word)));
        }

        #[test]
        fn ascii_and_unicode_folding_agree(word in "[ -~]{0,8}") {
            let mut slow = String::new();
            if word == "&" { slow.push_str("and"); } else { fold_chars(&word, |c| slow.push(c)); }
            prop_assert_eq!(fold(&word), slow);
        }
    }
}
