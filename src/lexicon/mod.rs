//! The lexicon: words that are cues rather than names (titles, heads, keys, speech verbs, ordinary
//! words) and the parts of persons' names, with the classes they belong to.
//!
//! Its tables are in `src/lexicon/data/`, one kind of cue a file, tab-separated with a header line.
//! It is built once, on first use (see `README.md` for the measured cost), and shared.

mod classes;

pub(crate) use classes::Classes;

use crate::token::fold;
use std::sync::OnceLock;

/// A phrase of several words, by the hashes of its words.
struct Phrase {
    words: Vec<u64>,
    classes: Classes,
}

/// Words and phrases with their classes.
pub(crate) struct Lexicon {
    /// Open addressing by the mixed hash: (hash, classes); hash 0 is free.
    ///
    /// A class is evidence, not an answer, so a collision of 64-bit hashes is tolerated here.
    slots: Vec<(u64, u64)>,
    mask: usize,
    /// Sorted by the first word's hash.
    phrases: Vec<Phrase>,
}

/// The lexicon of the built-in tables.
pub(crate) fn global() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(Lexicon::read)
}

impl Lexicon {
    /// The classes of the word with this folded hash.
    #[inline]
    pub(crate) fn classes(&self, hash: u64) -> Classes {
        let mut at = fold::mix(hash) as usize & self.mask;
        loop {
            let (key, classes) = self.slots[at];
            if key == hash {
                return Classes(classes);
            }
            if key == 0 {
                return Classes::NONE;
            }
            at = (at + 1) & self.mask;
        }
    }

    /// The longest phrase whose words have these hashes, beginning at the first: its length in
    /// words and its classes.
    pub(crate) fn phrase(&self, words: &mut dyn FnMut(usize) -> Option<u64>) -> Option<(usize, Classes)> {
        let first = words(0)?;
        let from = self.phrases.partition_point(|p| p.words[0] < first);
        let mut best: Option<(usize, Classes)> = None;
        for p in self.phrases[from..].iter().take_while(|p| p.words[0] == first) {
            let longer = best.is_none_or(|(n, _)| p.words.len() > n);
            if longer && p.words.iter().enumerate().all(|(i, &w)| words(i) == Some(w)) {
                best = Some((p.words.len(), p.classes));
            }
        }
        best
    }

    fn add(&mut self, hash: u64, classes: Classes) {
        let mut at = fold::mix(hash) as usize & self.mask;
        while self.slots[at].0 != 0 && self.slots[at].0 != hash {
            at = (at + 1) & self.mask;
        }
        self.slots[at].0 = hash;
        self.slots[at].1 |= classes.0;
    }

    fn read() -> Lexicon {
        let rows: usize = tables().iter().map(|t| t.text.bytes().filter(|&b| b == b'\n').count()).sum();
        let size = (rows * 2 + 16_384).next_power_of_two();
        let mut lexicon =
            Lexicon { slots: vec![(0, 0); size], mask: size - 1, phrases: Vec::new() };
        let mut phrases: Vec<Phrase> = Vec::new();
        for table in tables() {
            for cells in rows_of(table.text) {
                let classes = (table.classes)(&cells);
                if classes == Classes::NONE {
                    continue;
                }
                let mut words = Vec::with_capacity(2);
                crate::token::words::for_each_word(cells[0], |s, e| {
                    let word = &cells[0][s..e];
                    if !matches!(word, "-" | ".") {
                        words.push(fold::fold_hash(word));
                    }
                });
                match words.len() {
                    0 => {}
                    1 => lexicon.add(words[0], classes),
                    _ => {
                        lexicon.add(words[0], Classes::PHRASE);
                        phrases.push(Phrase { words, classes });
                    }
                }
            }
        }
        #[cfg(feature = "builtin")]
        for (text, classes) in [
            (include_str!("../gazetteer/data/groups.tsv"), Classes::DEMONYM),
            (include_str!("../gazetteer/data/places-countries.tsv"), Classes::COUNTRY),
        ] {
            for cells in rows_of(text) {
                for name in std::iter::once(cell(&cells, 1)).chain(cell(&cells, 2).split('|')) {
                    if !name.is_empty() && !name.contains([' ', '-']) {
                        lexicon.add(fold::fold_hash(name), classes);
                    }
                }
            }
        }
        for (classes, words) in SMALL {
            for word in words.split(' ') {
                lexicon.add(fold::fold_hash(word), *classes);
            }
        }
        phrases.sort_by(|a, b| a.words.cmp(&b.words));
        lexicon.phrases = phrases;
        lexicon
    }
}

/// Classes too small for a file of their own.
const SMALL: &[(Classes, &str)] = &[
    (Classes::COMPASS, "north south east west northern southern eastern western northeast northwest southeast southwest northeastern northwestern southeastern southwestern central upper lower mid"),
    (Classes::PARTICLE, "al el bin ibn bint binti abu abdul abd ben de da do dos das del della di du la le van von der den ter ten af av y e dela delos"),
    (Classes::PREPOSITION_IN, "in at near from outside across around throughout within inside"),
    (Classes::CONNECTOR, "of and for the & in on to at de da do del la le du des d et y e against with"),
    (Classes::SPOKESPERSON, "spokesman spokeswoman spokesperson spokespersons spokesmen"),
];

struct Table {
    text: &'static str,
    /// The classes of a row, by its cells.
    classes: fn(&[&str]) -> Classes,
}

fn rows_of(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .skip(1)
        .map(|l| l.split('\t').collect())
}

fn cell<'a>(cells: &[&'a str], n: usize) -> &'a str {
    cells.get(n).copied().unwrap_or("")
}

macro_rules! table {
    ($file:literal, $classes:expr) => {
        Table { text: include_str!(concat!("data/", $file)), classes: $classes }
    };
}

fn tables() -> &'static [Table] {
    static TABLES: &[Table] = &[
        table!("titles.tsv", title_classes),
        table!("org-heads.tsv", org_head_classes),
        table!("org-suffixes.tsv", |_| Classes::ORG_SUFFIX),
        table!("place-keys.tsv", place_key_classes),
        table!("event-heads.tsv", |c| match cell(c, 1) {
            "law" | "plan" => Classes::EVENT | Classes::LAW,
            "product" | "work" => Classes::EVENT | Classes::PRODUCT,
            _ => Classes::EVENT,
        }),
        table!("calendar.tsv", |c| match cell(c, 1) {
            "month" => Classes::MONTH | Classes::CALENDAR,
            "weekday" => Classes::WEEKDAY | Classes::CALENDAR,
            "currency" => Classes::CURRENCY,
            _ => Classes::CALENDAR,
        }),
        table!("speech-verbs.tsv", |_| Classes::SPEECH),
        table!("relations.tsv", |_| Classes::RELATION),
        table!("nouns.tsv", |c| match cell(c, 1) {
            "org" => Classes::NOUN_ORG,
            "place" => Classes::NOUN_PLACE,
            "person" => Classes::NOUN_PERSON,
            "group" => Classes::NOUN_GROUP,
            _ => Classes::NOUN_THING,
        }),
        table!("abbreviations.tsv", |_| Classes::ABBREVIATION),
        table!("common-words.tsv", |c| match cell(c, 1) {
            "function" => Classes::FUNCTION,
            _ => Classes::COMMON,
        }),
        #[cfg(feature = "builtin")]
        table!("given-names-asia-africa.tsv", given_classes),
        #[cfg(feature = "builtin")]
        table!("family-names-asia-africa.tsv", family_classes),
        #[cfg(feature = "builtin")]
        table!("given-names-europe-americas.tsv", given_classes),
        #[cfg(feature = "builtin")]
        table!("family-names-europe-americas.tsv", family_classes),
    ];
    TABLES
}

#[cfg(feature = "builtin")]
fn given_classes(cells: &[&str]) -> Classes {
    if cell(cells, 2).is_empty() { Classes::GIVEN } else { Classes::GIVEN_WEAK }
}

#[cfg(feature = "builtin")]
fn family_classes(cells: &[&str]) -> Classes {
    if cell(cells, 2).is_empty() { Classes::FAMILY } else { Classes::FAMILY_WEAK }
}

fn title_classes(cells: &[&str]) -> Classes {
    let kind = match cell(cells, 1) {
        "honorific" => Classes::HONORIFIC,
        "military" => Classes::MILITARY,
        "police" => Classes::POLICE,
        "office" => Classes::OFFICE,
        "royal" => Classes::ROYAL,
        "religious" => Classes::CLERGY,
        "judicial" => Classes::JUDGE,
        "academic" => Classes::ACADEMIC,
        _ => Classes::JOB,
    };
    if cell(cells, 2) == "yes" { kind | Classes::OFFICIAL_TITLE } else { kind }
}

fn org_head_classes(cells: &[&str]) -> Classes {
    let position = match cell(cells, 2) {
        "first" => Classes::ORG_FIRST,
        "both" => Classes::ORG_FIRST | Classes::ORG_HEAD,
        _ => Classes::ORG_HEAD,
    };
    let position = if cell(cells, 3) == "weak" { Classes::ORG_HEAD_WEAK } else { position };
    let kind = match cell(cells, 1) {
        "government" | "court" | "armed" => Classes::GOVERNMENT,
        "company" | "bank" => Classes::COMPANY,
        "media" => Classes::MEDIA,
        "party" => Classes::PARTY,
        "university" | "school" | "hospital" | "museum" => Classes::SCHOOL,
        "team" => Classes::TEAM,
        _ => Classes::NONE,
    };
    position | kind
}

fn place_key_classes(cells: &[&str]) -> Classes {
    let mut classes = match cell(cells, 1) {
        "before" => Classes::PLACE_BEFORE,
        "both" => Classes::PLACE_BEFORE | Classes::PLACE_AFTER,
        _ => Classes::PLACE_AFTER,
    };
    match cell(cells, 2) {
        "facility" | "street" => classes |= Classes::FACILITY,
        "admin-noun" => classes |= Classes::ADMIN,
        _ => {}
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_cues() {
        let lexicon = global();
        for (word, class) in [
            ("minister", Classes::OFFICE),
            ("Mr", Classes::HONORIFIC),
            ("the", Classes::FUNCTION),
            ("said", Classes::SPEECH),
            ("Monday", Classes::WEEKDAY),
        ] {
            assert!(lexicon.classes(fold::fold_hash(word)).intersects(class), "{word}");
        }
    }

    #[test]
    fn finds_the_longest_phrase() {
        let words: Vec<u64> =
            ["prime", "minister", "of"].iter().map(|w| fold::fold_hash(w)).collect();
        let (n, classes) = global().phrase(&mut |i| words.get(i).copied()).unwrap();
        assert_eq!(n, 2);
        assert!(classes.intersects(Classes::OFFICE));
    }
}
