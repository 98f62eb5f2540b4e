//! What holds for any text whatever.

use dateline::batch::{Batch, Story};
use dateline::output::json;
use dateline::{Document, Extractor, Gazetteer, OffsetUnit, Scratch, Weights};
use proptest::prelude::*;
use std::sync::OnceLock;

/// Weights under which every candidate is a name: the most spans there can be.
const EVERYTHING: &str = include_str!("data/everything.tsv");

fn extractors() -> &'static [Extractor; 2] {
    static BOTH: OnceLock<[Extractor; 2]> = OnceLock::new();
    BOTH.get_or_init(|| {
        let list = "label\tname\taliases\tcase\nORG\tWorld Bank\tBank|the Bank\tfold\nX\te\u{301}lan\t東京|القاهرة\tfold\n";
        let list = Gazetteer::from_tsv("list", list).expect("the list is well-formed");
        let weights = Weights::from_tsv("everything", EVERYTHING).expect("the table is well-formed");
        [Extractor::new(), Extractor::builder().gazetteer(list).weights(weights).evidence(true).nested(true).build()]
    })
}

/// Text like news, and text like nothing on earth.
fn any_text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "President",
        "Xi Jinping",
        "the World Bank",
        "U.S.",
        "O’Brien",
        "'s",
        "’s",
        "Mr.",
        "of",
        "and",
        " ",
        " ",
        " ",
        "\n",
        "\n\n",
        ".",
        ",",
        "(AP) —",
        "NAIROBI",
        "e\u{301}lan",
        "😀",
        "👩🏽‍⚕️",
        "東京",
        "القاهرة",
        "\u{200d}",
        "\u{feff}",
        "\r\n",
        "\"",
        "“",
        "-",
        "al-",
        "5.3",
        "Ltd",
        "\0",
        "\u{2028}",
        "İ",
        "ß",
        "K",
        "ﬁ",
    ]);
    prop_oneof![
        prop::collection::vec(pieces, 0..60).prop_map(|p| p.concat()),
        any::<String>(),
        prop::collection::vec(any::<u8>(), 0..400).prop_map(|b| String::from_utf8_lossy(&b).into_owned()),
    ]
}

fn sound(text: &str, document: &Document) {
    let mut last = 0;
    for e in &document.entities {
        assert!(e.start < e.end && e.end <= text.len(), "inside the text: {e:?}");
        assert!(text.is_char_boundary(e.start) && text.is_char_boundary(e.end), "on characters: {e:?}");
        assert!((0.0..=1.0).contains(&e.score), "a probability: {e:?}");
        if !e.nested {
            assert!(e.start >= last, "sorted and disjoint: {e:?}");
            last = e.end;
        }
        let slice = &text[e.start..e.end];
        assert_eq!(slice, slice.trim(), "no white space at the ends");
    }
    assert!(document.entities.is_sorted_by_key(|e| e.start));
    // The same slice in every unit.
    for unit in [OffsetUnit::Bytes, OffsetUnit::Chars, OffsetUnit::Utf16] {
        let written = json::to_json(document, text, unit);
        let (mut read, unit) = json::from_json(&written).expect("the crate reads what it writes");
        json::rebase(&mut read, text, unit).expect("its offsets are in the text");
        let spans = |d: &Document| d.entities.iter().map(|e| (e.start, e.end)).collect::<Vec<_>>();
        assert_eq!(spans(&read), spans(document));
        let value: serde_json::Value = serde_json::from_str(&written).expect("it is JSON");
        let names = value["entities"].as_array().expect("a list");
        assert_eq!(names.len(), document.entities.len());
        for name in names {
            let at = |key: &str| name[key].as_u64().expect("a number") as usize;
            let (start, end) = (at("start"), at("end"));
            // As a reader in Rust, in Python and in JavaScript would take it.
            let slice = match unit {
                OffsetUnit::Bytes => text[start..end].to_owned(),
                OffsetUnit::Chars => text.chars().skip(start).take(end - start).collect(),
                _ => String::from_utf16(&text.encode_utf16().collect::<Vec<_>>()[start..end])
                    .expect("no character is cut"),
            };
            assert_eq!(name["text"], slice.as_str());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn spans_are_sound(text in any_text()) {
        for extractor in extractors() {
            sound(&text, &extractor.extract(&text));
        }
    }

    #[test]
    fn the_same_twice_and_with_used_buffers(texts in prop::collection::vec(any_text(), 1..6)) {
        for extractor in extractors() {
            let mut scratch = Scratch::new();
            for text in &texts {
                let once = extractor.extract(text);
                prop_assert_eq!(&once, &extractor.extract(text));
                prop_assert_eq!(&once, &extractor.extract_with(text, &mut scratch));
            }
        }
    }

    #[test]
    fn the_same_alone_and_in_a_batch(texts in prop::collection::vec(any_text(), 0..12), threads in 1usize..5) {
        for extractor in extractors() {
            let stories = texts.iter().enumerate().map(|(n, t)| Story::new(n.to_string(), t.as_str()));
            let mut got = Vec::new();
            Batch::new(extractor).threads(threads).run(stories, |_, document| got.push(document));
            prop_assert_eq!(got.len(), texts.len());
            for (n, (text, document)) in texts.iter().zip(&got).enumerate() {
                let mut alone = extractor.extract(text);
                alone.id = n.to_string();
                prop_assert_eq!(&alone, document);
            }
        }
    }

    #[test]
    fn lists_find_sound_spans(names in prop::collection::vec(any_text(), 0..8), text in any_text()) {
        let mut tsv = String::from("label\tname\tcase\n");
        for name in &names {
            tsv.push_str(&format!("ORG\t{}\tfold\n", name.replace(['\t', '\n', '\r'], " ").trim()));
        }
        if let Ok(list) = Gazetteer::from_tsv("any", &tsv) {
            let text = format!("{text} {}", names.join(" "));
            for found in list.find(&text) {
                prop_assert!(text.get(found.start..found.end).is_some_and(|s| !s.is_empty()));
            }
            let again = Gazetteer::from_compiled(list.compiled().to_vec()).expect("it is a compiled list");
            prop_assert_eq!(again.find(&text), list.find(&text));
        }
    }

    #[test]
    fn any_bytes_as_a_list_are_an_error_at_worst(bytes in prop::collection::vec(any::<u8>(), 0..300), text in any_text()) {
        let _ = Gazetteer::from_tsv("any", &String::from_utf8_lossy(&bytes));
        if let Ok(list) = Gazetteer::from_compiled(bytes) {
            list.find(&text);
        }
    }

    #[test]
    fn a_damaged_compiled_list_is_an_error_or_finds_less(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let list = Gazetteer::from_tsv("x", "label\tname\taliases\nORG\tWorld Bank\tBank\nPLACE\tNew York\t\n").unwrap();
        let text = "The World Bank in New York, a Bank.";
        let mut bytes = list.compiled().to_vec();
        let place = at.index(bytes.len());
        bytes[place] = byte;
        if let Ok(damaged) = Gazetteer::from_compiled(bytes.clone()) {
            for found in damaged.find(text) {
                prop_assert!(text.get(found.start..found.end).is_some());
                damaged.entry(found.entry);
            }
        }
        bytes.truncate(cut.index(bytes.len()));
        if let Ok(cut) = Gazetteer::from_compiled(bytes) {
            cut.find(text);
        }
    }
}
