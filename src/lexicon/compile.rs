//! The lexicon's tables into one block of bytes.
//!
//! The build script compiles this file and runs it; the library only reads the block. All numbers
//! are little-endian.
//!
//! | part | bytes | what |
//! |---|---|---|
//! | header | 4 × 4, 48 unused | log₂ of the buckets, number of class sets, log₂ of the starts, number of phrases |
//! | slots | 8 each, 4 to a bucket | open addressing of buckets by the mixed hash: upper 48 bits of the hash, number of the set; buckets fill from the front |
//! | starts | 16 each | open addressing by a phrase's first two words: hash of both, first phrase, number of phrases |
//! | sets | 8 each | the class sets that occur; the first is empty |
//! | phrases | 8 each | place of its words, their number, number of the set |
//! | words | 8 each | hashes of the phrases' words |
//!
//! A class is evidence, not an answer, so a collision of hashes in 48 bits and the place is
//! tolerated here: for 60,000 words the chance that any two collide is one in ten million.

use super::classes::Classes;
use crate::token::{fold, words};

/// Bytes of the header: a line of the processor's cache, so that no bucket lies on two.
const HEADER: usize = 64;

/// A table's file and the classes of a row, by its cells.
pub(crate) struct Table {
    pub file: &'static str,
    pub classes: fn(&[&str]) -> Classes,
    /// Whether it belongs to the built-in lists of names.
    pub names: bool,
}

/// All tables, in `src/lexicon/data/`.
pub(crate) const TABLES: &[Table] = &[
    Table { file: "titles.tsv", classes: title_classes, names: false },
    Table { file: "org-heads.tsv", classes: org_head_classes, names: false },
    Table { file: "org-suffixes.tsv", classes: |_| Classes::ORG_SUFFIX, names: false },
    Table { file: "place-keys.tsv", classes: place_key_classes, names: false },
    Table { file: "event-heads.tsv", classes: event_classes, names: false },
    Table { file: "calendar.tsv", classes: calendar_classes, names: false },
    Table { file: "speech-verbs.tsv", classes: |_| Classes::SPEECH, names: false },
    Table { file: "relations.tsv", classes: |_| Classes::RELATION, names: false },
    Table { file: "nouns.tsv", classes: noun_classes, names: false },
    Table { file: "abbreviations.tsv", classes: |_| Classes::ABBREVIATION, names: false },
    Table { file: "common-words.tsv", classes: common_classes, names: false },
    Table { file: "given-names-asia-africa.tsv", classes: given_classes, names: true },
    Table { file: "family-names-asia-africa.tsv", classes: family_classes, names: true },
    Table { file: "given-names-europe-americas.tsv", classes: given_classes, names: true },
    Table { file: "family-names-europe-americas.tsv", classes: family_classes, names: true },
];

/// Lists of names whose names of one word have a class, in `src/gazetteer/data/`.
pub(crate) const LISTS: &[(&str, Classes)] =
    &[("groups.tsv", Classes::DEMONYM), ("places-countries.tsv", Classes::COUNTRY)];

/// Classes too small for a file of their own.
const SMALL: &[(Classes, &str)] = &[
    (
        Classes::COMPASS,
        "north south east west northern southern eastern western northeast northwest southeast southwest northeastern northwestern southeastern southwestern central upper lower mid",
    ),
    (
        Classes::PARTICLE,
        "al el bin ibn bint binti abu abdul abd ben de da do dos das del della di du la le van von der den ter ten af av y e dela delos",
    ),
    (Classes::PREPOSITION_IN, "in at near from outside across around throughout within inside"),
    (Classes::CONNECTOR, "of and for the & in on to at de da do del la le du des d et y e against with"),
    (Classes::SPOKESPERSON, "spokesman spokeswoman spokesperson spokespersons spokesmen"),
];

/// A phrase of several words, by the hashes of its words.
struct Phrase {
    words: Vec<u64>,
    classes: Classes,
}

/// The block of all tables; `names`: those of the built-in lists as well. `table` and `list` give
/// the text of a file.
pub(crate) fn compile(
    names: bool,
    mut table: impl FnMut(&str) -> String,
    mut list: impl FnMut(&str) -> String,
) -> Vec<u8> {
    let mut single: Vec<(u64, Classes)> = Vec::new();
    let mut phrases: Vec<Phrase> = Vec::new();
    for t in TABLES.iter().filter(|t| names || !t.names) {
        let text = table(t.file);
        for cells in rows_of(&text) {
            let classes = (t.classes)(&cells);
            if classes == Classes::NONE {
                continue;
            }
            let mut hashes = Vec::with_capacity(2);
            words::for_each_word(cells[0], |s, e| {
                let word = &cells[0][s..e];
                if !matches!(word, "-" | ".") {
                    hashes.push(fold::fold_hash(word));
                }
            });
            match hashes.len() {
                0 => {}
                1 => single.push((hashes[0], classes)),
                _ => {
                    single.push((hashes[0], Classes::PHRASE));
                    single.push((hashes[1], Classes::PHRASE_NEXT));
                    phrases.push(Phrase { words: hashes, classes });
                }
            }
        }
    }
    if names {
        for (file, classes) in LISTS {
            let text = list(file);
            for cells in rows_of(&text) {
                for name in std::iter::once(cell(&cells, 1)).chain(cell(&cells, 2).split('|')) {
                    if !name.is_empty() && !name.contains([' ', '-']) {
                        single.push((fold::fold_hash(name), *classes));
                    }
                }
            }
        }
    }
    for (classes, words) in SMALL {
        single.extend(words.split(' ').map(|w| (fold::fold_hash(w), *classes)));
    }
    write(single, phrases)
}

fn write(mut single: Vec<(u64, Classes)>, mut phrases: Vec<Phrase>) -> Vec<u8> {
    // Classes of a word are joined; the order of words and sets does not depend on the tables'.
    single.sort_unstable_by_key(|(hash, _)| *hash);
    single.dedup_by(|next, first| {
        let same = next.0 == first.0;
        if same {
            first.1 |= next.1;
        }
        same
    });
    // Stable: of phrases with the same words the first table's is found.
    phrases.sort_by(|a, b| a.words.cmp(&b.words));
    let mut sets = vec![Classes::NONE];
    sets.extend(single.iter().map(|s| s.1).chain(phrases.iter().map(|p| p.classes)));
    sets.sort_unstable_by_key(|c| c.0);
    sets.dedup();
    assert!(sets.len() <= 1 << 16, "a slot has 16 bits for the number of a set");
    // Every set looked for is among them.
    let set = |c: Classes| sets.partition_point(|s| s.0 < c.0) as u64;

    // Half full at most: a bucket in seven is full. A bucket is read without a branch on which of
    // its slots it is, which the processor could not foresee.
    let size = (single.len() / 2).next_power_of_two();
    let mut slots = vec![0u64; size * 4];
    for (hash, classes) in &single {
        let mut at = fold::mix(*hash) as usize;
        let slot = loop {
            let bucket = (at & (size - 1)) * 4;
            match (bucket..bucket + 4).find(|s| slots[*s] == 0) {
                Some(slot) => break slot,
                None => at += 1,
            }
        };
        slots[slot] = hash & !0xffff | set(*classes);
    }
    let groups: Vec<(usize, usize)> = {
        let mut out: Vec<(usize, usize)> = Vec::new();
        for (n, p) in phrases.iter().enumerate() {
            match out.last_mut() {
                Some((first, count)) if phrases[*first].words[..2] == p.words[..2] => *count += 1,
                _ => out.push((n, 1)),
            }
        }
        out
    };
    let starts_size = (groups.len() * 2).next_power_of_two();
    let mut starts = vec![(0u64, 0u32, 0u32); starts_size];
    for (first, count) in groups {
        let hash = fold::pair(phrases[first].words[0], phrases[first].words[1]);
        let mut at = hash as usize & (starts_size - 1);
        while starts[at].2 != 0 {
            at = (at + 1) & (starts_size - 1);
        }
        starts[at] = (hash, first as u32, count as u32);
    }

    let mut out = Vec::new();
    for n in [size.ilog2(), sets.len() as u32, starts_size.ilog2(), phrases.len() as u32] {
        out.extend_from_slice(&n.to_le_bytes());
    }
    out.resize(HEADER, 0);
    slots.iter().for_each(|s| out.extend_from_slice(&s.to_le_bytes()));
    for (hash, first, count) in starts {
        out.extend_from_slice(&hash.to_le_bytes());
        out.extend_from_slice(&first.to_le_bytes());
        out.extend_from_slice(&count.to_le_bytes());
    }
    sets.iter().for_each(|s| out.extend_from_slice(&s.0.to_le_bytes()));
    let mut at = 0u32;
    for p in &phrases {
        out.extend_from_slice(&at.to_le_bytes());
        out.extend_from_slice(&(p.words.len() as u16).to_le_bytes());
        out.extend_from_slice(&(set(p.classes) as u16).to_le_bytes());
        at += p.words.len() as u32;
    }
    for word in phrases.iter().flat_map(|p| &p.words) {
        out.extend_from_slice(&word.to_le_bytes());
    }
    out
}

fn rows_of(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).skip(1).map(|l| l.split('\t').collect())
}

fn cell<'a>(cells: &[&'a str], n: usize) -> &'a str {
    cells.get(n).copied().unwrap_or("")
}

fn given_classes(cells: &[&str]) -> Classes {
    if cell(cells, 2).is_empty() { Classes::GIVEN } else { Classes::GIVEN_WEAK }
}

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

fn event_classes(cells: &[&str]) -> Classes {
    match cell(cells, 1) {
        "law" | "plan" => Classes::EVENT | Classes::LAW,
        "product" | "work" => Classes::EVENT | Classes::PRODUCT,
        _ => Classes::EVENT,
    }
}

fn calendar_classes(cells: &[&str]) -> Classes {
    match cell(cells, 1) {
        "month" => Classes::MONTH | Classes::CALENDAR,
        "weekday" => Classes::WEEKDAY | Classes::CALENDAR,
        "currency" => Classes::CURRENCY,
        _ => Classes::CALENDAR,
    }
}

fn noun_classes(cells: &[&str]) -> Classes {
    match cell(cells, 1) {
        "org" => Classes::NOUN_ORG,
        "place" => Classes::NOUN_PLACE,
        "person" => Classes::NOUN_PERSON,
        "group" => Classes::NOUN_GROUP,
        _ => Classes::NOUN_THING,
    }
}

fn common_classes(cells: &[&str]) -> Classes {
    match cell(cells, 1) {
        "function" => Classes::FUNCTION,
        _ => Classes::COMMON,
    }
}
