//! Tests of lists and of finding their names.

use super::search::{Skip, same_name, skip};
use super::*;
use crate::steps::STEPS;
use crate::token::{self, Tokens, flag};
use proptest::prelude::*;

fn found(list: &str, text: &str) -> Vec<String> {
    let g = Gazetteer::from_tsv("list.tsv", list).unwrap();
    g.find(text).into_iter().map(|m| text[m.start..m.end].to_owned()).collect()
}

/// Names, one to a line, found in texts.
fn names_found(names: &str, text: &str) -> Vec<String> {
    let rows: String = names.split('|').map(|n| format!("ORG\t{n}\n")).collect();
    found(&format!("label\tname\n{rows}"), text)
}

#[test]
fn finds_names_as_whole_words() {
    for (names, text, want) in [
        // Whole words by construction: the longer name fails, the shorter is found.
        ("Saint|Saint George", "Saint Georges Day", vec!["Saint"]),
        ("Saint|Saint George", "Saint George's Day", vec!["Saint", "Saint George"]),
        ("Ford", "Stafford, Fordham and Ford.", vec!["Ford"]),
        ("Acme", "Acme's. ACME's? “Acme”: (Acme)", vec!["Acme", "ACME", "Acme", "Acme"]),
        ("Acme", "Acme’s", vec!["Acme"]),
        ("McDonald's", "at McDonald's, McDonald’s and McDonald", vec!["McDonald's", "McDonald’s"]),
        ("McDonald's", "MCDONALD'S OPENS", vec!["MCDONALD'S"]),
        ("The Hague", "in The Hague, the Hague and THE HAGUE", vec!["The Hague", "THE HAGUE"]),
        ("U.S.", "the U.S. and the US, but not us or u.s.", vec!["U.S.", "US"]),
        ("US", "the U.S. army; the US army; let us", vec!["U.S.", "US"]),
        ("St. Petersburg", "St Petersburg, St. Petersburg", vec!["St Petersburg", "St. Petersburg"]),
        ("St Petersburg", "St Petersburg, St. Petersburg", vec!["St Petersburg", "St. Petersburg"]),
        (
            "Côte d'Ivoire",
            "Cote d’Ivoire, CÔTE D’IVOIRE, Côte d'Ivoire",
            vec!["Cote d’Ivoire", "CÔTE D’IVOIRE", "Côte d'Ivoire"],
        ),
        ("al-Qaeda", "al-Qaeda, al Qaeda, AL-QAEDA", vec!["al-Qaeda", "al Qaeda", "AL-QAEDA"]),
        ("Al Qaeda", "Al-Qaeda and al-Qaeda", vec!["Al-Qaeda"]),
        ("AT&T", "AT&T rose; AT & T fell", vec!["AT&T", "AT & T"]),
        ("P&G", "P&G, P & G, P and G", vec!["P&G", "P & G", "P and G"]),
        ("P and G", "P&G", vec!["P&G"]),
        ("O'Brien Ltd", "O’Brien Ltd", vec!["O’Brien Ltd"]),
        (
            "Rolls-Royce",
            "Rolls-Royce, Rolls‑Royce, Rolls–Royce, Rolls Royce",
            vec!["Rolls-Royce", "Rolls‑Royce", "Rolls–Royce", "Rolls Royce"],
        ),
        ("Rolls Royce", "Rolls—Royce", vec![]),
        ("Jane Mwangi", "JANE MWANGI RESIGNS", vec!["JANE MWANGI"]),
        ("Jane Mwangi", "jane mwangi; Jane mwangi", vec![]),
        ("Elf", "ELF", vec![]), // three letters in capitals are more likely an acronym
        (
            "eBay|iPhone|bin Laden",
            "eBay, EBAY, iPhone, ebay, bin Laden",
            vec!["eBay", "EBAY", "iPhone", "bin Laden"],
        ),
        (
            "3M|20th Century Fox|7-Eleven",
            "3M, 20th Century Fox, 7-Eleven",
            vec!["3M", "20th Century Fox", "7-Eleven"],
        ),
        ("(RED)|& Other Stories", "by (RED) and at & Other Stories", vec!["(RED)", "& Other Stories"]),
        ("北京|人民日报", "北京 and 人民日报", vec!["北京", "人民日报"]),
        ("الجزيرة", "قناة الجزيرة said", vec!["الجزيرة"]),
        (
            "Łódź|São Paulo|İzmir",
            "Lodz, Sao Paulo, Izmir, SÃO PAULO",
            vec!["Lodz", "Sao Paulo", "Izmir", "SÃO PAULO"],
        ),
        (
            "1. FC Köln|Chr. Michelsen Institute",
            "1. FC Köln, 1. FC KÖLN, Chr. Michelsen Institute",
            vec!["1. FC Köln", "1. FC KÖLN", "Chr. Michelsen Institute"],
        ),
        (
            "CDS - People's Party",
            "CDS - People's Party, CDS People's Party",
            vec!["CDS - People's Party", "CDS People's Party"],
        ),
        ("New York", "He likes New. York is larger. New - York", vec![]),
        ("Caliber.Az", "Caliber.Az said", vec!["Caliber.Az"]),
        ("Yahoo!|Jeopardy", "Yahoo! and Yahoo", vec!["Yahoo!"]),
        ("Calif.|Mass.|La.", "Calif. and Mass. La. but Mass, La", vec!["Calif.", "Mass.", "La."]),
        ("Acme Corp.", "Acme Corp, Acme Corp. fell", vec!["Acme Corp", "Acme Corp."]),
        ("Acme Corp", "Acme\nCorp, Acme\n\nCorp", vec![]),
        (
            "Acme Corp",
            "the company that bought out its rival in the north, Acme\nCorp, said so",
            vec!["Acme\nCorp"],
        ),
        ("Acme Corp", "He left Acme. Corp fell", vec![]),
        ("Acme. Corp", "He left Acme. Corp fell", vec!["Acme. Corp"]),
        ("A|A B|A B C", "A B C", vec!["A", "A B", "A B C"]),
        ("B|A B|B C", "A B C", vec!["A B", "B", "B C"]),
        ("Acme", "", vec![]),
        ("Acme", "Acme", vec!["Acme"]),
    ] {
        assert_eq!(names_found(names, text), want, "{names} in {text:?}");
        // And so anywhere in a text, whatever stands before.
        for before in ["Then, ", "É 北京 “quoted” — "] {
            let text = format!("{before}{text}");
            let own = names_found(names, before);
            let mut want: Vec<String> = want.iter().map(|w| (*w).to_owned()).collect();
            want.splice(0..0, own);
            if !text.contains("\n") {
                assert_eq!(names_found(names, &text), want, "{names} in {text:?}");
            }
        }
    }
}

#[test]
fn heeds_case_policies() {
    let list = |case: &str| format!("label\tname\taliases\tcase\nORG\tBank of Kolwani\tBoK\t{case}\n");
    let text = "Bank of Kolwani, bank of kolwani, BANK OF KOLWANI, bok, BOK, BoK";
    assert_eq!(found(&list("exact"), text), ["Bank of Kolwani", "BANK OF KOLWANI", "BoK"]);
    assert_eq!(found(&list(""), text), ["Bank of Kolwani", "BANK OF KOLWANI", "BoK"]);
    assert_eq!(
        found(&list("fold"), text),
        ["Bank of Kolwani", "bank of kolwani", "BANK OF KOLWANI", "bok", "BOK", "BoK"]
    );
}

#[test]
fn says_what_is_wrong_and_where() {
    let h = "label\tname\taliases\tcase\tstrength\tambiguity\tcountry\tfrom\tlat\tlon\tpopulation\tid:x\n";
    for (list, line, column, says) in [
        (String::new(), 1, 0, "the list is empty; its first line names the columns"),
        ("# only this\n\n".to_owned(), 1, 0, "the list is empty"),
        ("name\tid\nAcme\t1\n".to_owned(), 1, 1, "no column \"label\""),
        ("label\tid\nORG\t1\n".to_owned(), 1, 1, "no column \"name\"; add it"),
        ("label\tnmae\n".to_owned(), 1, 2, "unknown column \"nmae\"; allowed are label, name, aliases"),
        ("label\tname\tid:\n".to_owned(), 1, 3, "unknown column \"id:\""),
        ("label\tname\tname\n".to_owned(), 1, 3, "stands twice"),
        ("# note\nlabel\tname\n\nORG\n".to_owned(), 4, 2, "no name; every row needs a label and a name"),
        ("label\tname\n\tAcme\n".to_owned(), 2, 1, "no label"),
        ("label\tname\nORG\tAcme\tx\n".to_owned(), 2, 3, "more cells than the header's 2"),
        ("label\tname\nMY ORG\tAcme\n".to_owned(), 2, 1, "must be one word"),
        ("label\tname\nORG\t-\n".to_owned(), 2, 2, "no word to look for"),
        ("label\tname\taliases\nORG\tA\t.\n".to_owned(), 2, 3, "no word to look for"),
        (format!("{h}ORG\tA\tB||C\n"), 2, 3, "an alias is empty; separate aliases by a single |"),
        (format!("{h}ORG\tA\t\tboth\n"), 2, 4, "allowed are exact and fold"),
        (format!("{h}ORG\tA\t\t\tmiddling\n"), 2, 5, "allowed are strong and weak"),
        (
            format!("{h}ORG\tA\t\t\t\tword|car\n"),
            2,
            6,
            "ambiguity \"car\" is not known; allowed are word, person",
        ),
        (format!("{h}ORG\tA\t\t\t\t\tKE\n"), 2, 7, "two lower-case letters, e.g. ke"),
        (format!("{h}ORG\tA\t\t\t\t\t\t2020-13\n"), 2, 8, "must be YYYY, YYYY-MM or YYYY-MM-DD"),
        (format!("{h}ORG\tA\t\t\t\t\t\t\t91\n"), 2, 9, "latitude \"91\" is no number from -90 to 90"),
        (format!("{h}ORG\tA\t\t\t\t\t\t\t\tNaN\n"), 2, 10, "longitude"),
        (format!("{h}ORG\tA\t\t\t\t\t\t\t\t\t-5\n"), 2, 11, "no whole number"),
        (format!("label\tname\nORG\t{}\n", "a ".repeat(65)), 2, 2, "more than 64 words"),
        (format!("label\tname\nORG\t{}\n", "a".repeat(70_000)), 2, 2, "more than 65,535 bytes"),
    ] {
        for list in [list.clone(), list.replace('\n', "\r\n"), format!("\u{feff}{list}")] {
            let mut read = GazetteerBuilder::new();
            let errors = [
                Gazetteer::from_tsv("my.tsv", &list).err(),
                read.add_reader("my.tsv", list.as_bytes()).err(),
            ];
            for e in errors {
                let e = e.unwrap_or_else(|| panic!("{list:?} is accepted"));
                assert_eq!((e.line(), e.column()), (line, column), "{e}");
                assert!(e.to_string().contains(says), "{e}");
                assert!(e.to_string().starts_with(&format!("my.tsv:{line}:")), "{e}");
            }
        }
    }
}

#[test]
fn a_reader_that_fails_and_bytes_that_are_not_utf8_are_errors() {
    let e = GazetteerBuilder::new().add_reader("l", &b"label\tname\nORG\tK\xe4se\n"[..]).err().unwrap();
    assert_eq!((e.line(), e.column()), (2, 2));
    assert!(e.to_string().contains("not UTF-8"), "{e}");
    struct Fails;
    impl std::io::Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let e = GazetteerBuilder::new().add_reader("l", std::io::BufReader::new(Fails)).err().unwrap();
    assert!(e.to_string().contains("the disk is gone"), "{e}");
    assert!(std::error::Error::source(&e).is_some());
}

#[test]
fn reads_marks_comments_and_line_ends() {
    let plain = "label\tname\n# note\n\nORG\tAcme\n";
    for list in [
        plain.to_owned(),
        format!("\u{feff}{plain}"),
        plain.replace('\n', "\r\n"),
        plain.trim_end().to_owned(),
        plain.replace("ORG\tAcme", " ORG \t Acme \t \t"),
        plain.replace("label\tname", "Label\t NAME "),
    ] {
        assert_eq!(found(&list, "Acme"), ["Acme"], "{list:?}");
        let mut builder = GazetteerBuilder::new();
        builder.add_reader("list", list.as_bytes()).unwrap();
        assert_eq!(builder.build().unwrap().find("Acme").len(), 1, "{list:?}");
    }
}

#[test]
fn keeps_what_a_row_says() {
    let list = "name\tlabel\taliases\tid\tid:Wikidata\tcase\tstrength\tambiguity\tcountry\trole\tbody\tfrom\tto\tverified\tlat\tlon\tpopulation\tsource\n\
        Jane Mwangi\tOFFICIAL\tJ. Mwangi | Mwangi\t7\tQ0\tfold\tweak\tword|place\tke\tminister\tMinistry of Fish\t2019\t2020-01\t2024-02-03\t-1.5\t36.8\t4000000\town work\n";
    let g = Gazetteer::from_tsv("l", list).unwrap();
    let e = g.entry(0).unwrap();
    let mut want = Entry::new("OFFICIAL", "Jane Mwangi")
        .alias("J. Mwangi")
        .alias("Mwangi")
        .id("id", "7")
        .id("wikidata", "Q0");
    want.case = Case::Fold;
    want.strength = Strength::Weak;
    want.ambiguity = vec!["word".into(), "place".into()];
    want.country = "ke".into();
    want.role = "minister".into();
    want.body = "Ministry of Fish".into();
    want.from = "2019".into();
    want.to = "2020-01".into();
    want.verified = "2024-02-03".into();
    want.coordinates = Some((-1.5, 36.8));
    want.population = Some(4_000_000);
    want.source = "own work".into();
    assert_eq!(e, want);
    assert_eq!(g.list_of(0), Some("l"));
    assert_eq!((g.len(), g.names(), g.is_empty()), (1, 3, false));
    assert!(g.entry(1).is_none() && g.list_of(1).is_none() && g.entry(usize::MAX).is_none());
    // From a program, the same; and again from the compiled form.
    let of_entry = Gazetteer::from_entries([want.clone()]).unwrap();
    assert_eq!(of_entry.entry(0).unwrap(), want);
    let again = Gazetteer::from_compiled(of_entry.compiled().to_vec()).unwrap();
    assert_eq!(again.entry(0).unwrap(), want);
    again.verify().unwrap();
}

#[test]
fn refuses_entries_that_a_list_cannot_hold() {
    let country = |c: &str| {
        let mut e = Entry::new("ORG", "Acme");
        e.country = c.to_owned();
        e
    };
    for (entry, says) in [
        (Entry::new("ORG", ""), "no name"),
        (Entry::new("ORG", "…-"), ""),
        (Entry::new("", "Acme"), "no label"),
        (Entry::new("MY ORG", "Acme"), "one word"),
        (Entry::new("ORG", "-"), "no word"),
        (Entry::new("ORG", "Acme").alias("A|B"), "separates aliases"),
        (Entry::new("ORG", "Acme").alias("A").alias(" ").alias("B"), "an alias is empty"),
        (Entry::new("ORG", "Acme").id("x", "1").id("X", "2"), "two identifiers"),
        (Entry::new("ORG", "Acme").id("", "1"), "scheme"),
        (country("Kenya"), "ISO 3166"),
    ] {
        let result = Gazetteer::from_entries([Entry::new("ORG", "Fine"), entry.clone()]);
        if says.is_empty() {
            assert!(result.is_ok());
            continue;
        }
        let e = result.err().unwrap_or_else(|| panic!("{entry:?} is accepted"));
        assert!(e.to_string().contains(says), "{e}");
        assert_eq!(e.line(), 2, "{e}");
    }
    // What only looks odd is kept.
    let g = Gazetteer::from_entries([Entry::new("X", "Tab\tand\nline")]).unwrap();
    assert_eq!(g.find("Tab and line").len(), 1);
}

#[test]
fn lists_are_joined_and_doubles_kept() {
    let mut builder = GazetteerBuilder::new();
    builder.add_tsv("one", "label\tname\tid\nORG\tAcme\t1\nPLACE\tAcme\t2\n").unwrap();
    builder.add_tsv("two", "id\tname\tlabel\n3\tAcme\tORG\n4\tACME\tORG\n").unwrap();
    builder.add_entries("three", &[Entry::new("SHIP", "Acme").alias("Acme").id("id", "5")]).unwrap();
    let g = builder.build().unwrap();
    let text = "Acme";
    let ids: Vec<(String, String)> = g
        .find(text)
        .iter()
        .map(|m| (g.list_of(m.entry).unwrap().to_owned(), g.entry(m.entry).unwrap().ids[0].1.clone()))
        .collect();
    let want = [("one", "1"), ("one", "2"), ("two", "3"), ("three", "5"), ("three", "5")];
    assert_eq!(ids, want.map(|(a, b)| (a.to_owned(), b.to_owned())));
    assert_eq!(g.lists().collect::<Vec<_>>(), ["one", "two", "three"]);
    assert_eq!(g.entry(4).unwrap().label, crate::Label::Custom("SHIP".into()));
}

#[test]
fn an_empty_list_is_a_list() {
    for g in [
        Gazetteer::from_tsv("l", "label\tname\n").unwrap(),
        Gazetteer::from_entries([]).unwrap(),
        GazetteerBuilder::new().build().unwrap(),
    ] {
        assert!(g.is_empty());
        assert_eq!(g.find("Acme Corp and the rest"), []);
        let again = Gazetteer::from_compiled(g.compiled().to_vec()).unwrap();
        again.verify().unwrap();
        assert_eq!(again.find("Acme"), []);
    }
}

/// [`Gazetteer::find`] over the tokens of the whole text.
fn found_over_tokens(g: &Gazetteer, text: &str) -> Vec<Match> {
    let (mut tokens, mut hits) = (Tokens::default(), Vec::new());
    tokens.read(text);
    g.hits(text, &tokens.tokens, 0, &mut hits);
    let place = |h: &super::Hit| {
        let (first, last) = (&tokens.tokens[h.start as usize], &tokens.tokens[h.end as usize - 1]);
        Match { start: first.start as usize, end: last.end as usize, entry: h.entry as usize }
    };
    hits.iter().map(place).collect()
}

/// Names and a text of the same odd pieces, so that names occur, nearly and wholly.
fn pieces(most: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            "[A-Ca-c]{1,3}",
            "[ -~]",
            Just(" ".to_owned()),
            Just(" ".to_owned()),
            Just("'".to_owned()),
            Just("’".to_owned()),
            Just("'s".to_owned()),
            Just(".".to_owned()),
            Just("-".to_owned()),
            Just("–".to_owned()),
            Just("—".to_owned()),
            Just("“".to_owned()),
            Just("”".to_owned()),
            Just("‘".to_owned()),
            Just("’s".to_owned()),
            Just("é".to_owned()),
            Just("É".to_owned()),
            Just("U.S.".to_owned()),
            Just("Corp.".to_owned()),
            Just("\n".to_owned()),
            Just("北".to_owned()),
            Just("\u{301}".to_owned()),
            Just("Acme".to_owned()),
            Just("acme".to_owned()),
            Just("ACME".to_owned()),
        ],
        1..most,
    )
    .prop_map(|v| v.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn finding_in_bare_text_equals_finding_over_tokens(
        names in proptest::collection::vec((pieces(5), any::<bool>()), 1..8),
        text in pieces(40),
        strange in any::<String>(),
    ) {
        let entries: Vec<Entry> = names
            .iter()
            .filter(|(name, _)| name.contains(char::is_alphanumeric))
            .map(|(name, fold)| {
                let case = if *fold { Case::Fold } else { Case::Exact };
                Entry::new("ORG", name.trim().replace(['\n', '\t', '\r', '|'], " ").trim()).case(case)
            })
            .collect();
        let mut builder = GazetteerBuilder::new();
        if builder.add_entries("list", &entries).is_err() {
            return Ok(()); // names without a word are refused
        }
        let g = builder.build().unwrap();
        for text in [text.clone(), format!("{strange}{text}{strange}"), names.iter().map(|n| n.0.as_str()).collect::<Vec<_>>().join(" ")] {
            prop_assert_eq!(g.find(&text), found_over_tokens(&g, &text), "in {:?}", text);
        }
    }
}

#[test]
fn layers_are_found_apart() {
    let first = Gazetteer::from_tsv("a", "label\tname\nORG\tAcme\n").unwrap();
    let second = Gazetteer::from_tsv("b", "label\tname\nPLACE\tAcme Hills\n").unwrap();
    let text = "Acme Hills";
    let mut tokens = Tokens::default();
    tokens.read(text);
    let mut hits = Vec::new();
    first.hits(text, &tokens.tokens, 0, &mut hits);
    second.hits(text, &tokens.tokens, 1, &mut hits);
    let spans: Vec<_> = hits.iter().map(|h| (h.layer, h.start, h.end)).collect();
    assert_eq!(spans, [(0, 0, 1), (1, 0, 2)]);
}

/// What finding means, word by word and without any engine.
fn naive(names: &[(String, bool)], text: &str) -> Vec<Match> {
    let mut tokens = Tokens::default();
    tokens.read(text);
    let tokens = &tokens.tokens;
    let mut out = Vec::new();
    for i in 0..tokens.len() {
        for j in i + 1..=tokens.len() {
            // A name does not cross a line, nor begin or end with what its words leave out.
            if tokens[i + 1..j].iter().any(|t| t.has(flag::LINE))
                || j - 1 > i && skip(text, tokens, j - 1) != Skip::No
            {
                continue;
            }
            let mut words: Vec<String> = vec![token::fold::fold(tokens[i].text(text))];
            words.extend(
                (i + 1..j)
                    .filter(|&k| skip(text, tokens, k) == Skip::No)
                    .map(|k| token::fold::fold(tokens[k].text(text))),
            );
            let as_written = (i + 1..j).any(|k| skip(text, tokens, k) == Skip::AsWritten);
            for (entry, (name, fold_case)) in names.iter().enumerate() {
                let mut want = Vec::new();
                token::for_each_name_word(name, |w| want.push(token::fold::fold(w)));
                if words == want && same_name(text, &tokens[i..j], name, *fold_case, as_written) {
                    out.push(Match {
                        start: tokens[i].start as usize,
                        end: tokens[j - 1].end as usize,
                        entry,
                    });
                }
            }
        }
    }
    out
}

fn a_word() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("Acme"),
        Just("ACME"),
        Just("acme"),
        Just("Saint"),
        Just("St."),
        Just("St"),
        Just("George"),
        Just("Georges"),
        Just("Côte"),
        Just("Cote"),
        Just("d'Ivoire"),
        Just("d’Ivoire"),
        Just("U.S."),
        Just("US"),
        Just("us"),
        Just("al-Qaeda"),
        Just("al"),
        Just("Qaeda"),
        Just("&"),
        Just("and"),
        Just("P&G"),
        Just("of"),
        Just("Corp."),
        Just("Corp"),
        Just("McDonald's"),
        Just("McDonald"),
        Just("3M"),
        Just("eBay"),
        Just("北京"),
        Just("-"),
        Just("Rolls-Royce"),
        Just("Rolls"),
        Just("Royce"),
        Just("J."),
        Just("J"),
        Just("Acme's"),
        Just("'s"),
        Just("İ"),
        Just("ß"),
        Just("SS"),
        Just("(X)"),
        Just("a\u{301}"),
    ]
}

fn a_name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::collection::vec(a_word(), 1..4).prop_map(|w| w.join(" ")),
        1 => any::<String>().prop_map(|s| s.replace(['\t', '\n', '\r', '|'], " ")),
    ]
    .prop_filter("a name has a word, and no word is marks only that folding drops", |n| {
        let (mut words, mut empty) = (0, false);
        token::for_each_name_word(n, |w| {
            words += 1;
            empty |= token::fold::fold(w).is_empty();
        });
        words > 0 && !empty && n.trim() == n
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// The trie, the trie reopened from bytes and the automaton find what the definition says.
    #[test]
    fn engines_agree_with_the_definition(
        names in proptest::collection::vec((a_name(), any::<bool>()), 0..12),
        words in proptest::collection::vec((a_word(), prop_oneof![
            8 => Just(" "), 1 => Just(""), 1 => Just(". "), 1 => Just("-"), 1 => Just("\n"), 1 => Just(", "), 1 => Just("\n\n"),
        ]), 0..24),
        strange in any::<String>(),
    ) {
        let text: String = words.iter().flat_map(|(w, s)| [*w, *s]).collect::<String>() + &strange;
        let entries: Vec<Entry> = names
            .iter()
            .map(|(n, fold)| Entry::new("ORG", n.as_str()).case(if *fold { Case::Fold } else { Case::Exact }))
            .collect();
        let builder = || {
            let mut b = GazetteerBuilder::new();
            b.add_entries("list", &entries).unwrap();
            b
        };
        let mut want = naive(&names, &text);
        want.sort_by_key(|m| (m.start, m.end, m.entry));
        let trie = builder().build().unwrap();
        let reopened = Gazetteer::from_compiled(trie.compiled().to_vec()).unwrap();
        reopened.verify().unwrap();
        let automaton = builder().build_automaton().unwrap();
        for (engine, g) in [("trie", trie), ("reopened", reopened), ("automaton", automaton)] {
            prop_assert_eq!(&g.find(&text), &want, "{} in {:?}", engine, text);
        }
    }

    /// A damaged byte is an error of opening, wherever it lies.
    #[test]
    fn damage_is_found(names in proptest::collection::vec(a_name(), 0..8), at in any::<prop::sample::Index>(), bits in 1u8..) {
        let g = Gazetteer::from_entries(names.iter().map(|n| Entry::new("ORG", n.as_str()))).unwrap();
        let mut bytes = g.compiled().to_vec();
        let at = at.index(bytes.len());
        bytes[at] ^= bits;
        prop_assert!(Gazetteer::from_compiled(bytes).is_err(), "byte {}", at);
    }

    /// Whatever the bytes of a block that is not checked, looking into it does not panic and
    /// reports no name that its row does not hold.
    #[test]
    fn unchecked_damage_reports_nothing_wrong(
        names in proptest::collection::vec(a_name(), 1..8),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..60),
        text in any::<String>(),
    ) {
        let entries: Vec<Entry> = names.iter().enumerate().map(|(n, name)| Entry::new("ORG", name.as_str()).id("id", n.to_string())).collect();
        let g = Gazetteer::from_entries(entries.clone()).unwrap();
        let mut bytes = g.compiled().to_vec();
        let (from, to) = g.inner.block.unchecked_range();
        for (at, byte) in changes {
            bytes[from + at.index(to - from)] = byte;
        }
        let mut block = Block::trusted(Arc::new(bytes)).unwrap();
        block.guard();
        let damaged = Gazetteer::of_block(block, true).unwrap();
        let text = format!("{} {text}", names.join(" "));
        let right = g.find(&text);
        for m in damaged.find(&text) {
            prop_assert!(right.contains(&m), "{:?} is not right", m);
            prop_assert_eq!(damaged.entry(m.entry), Some(entries[m.entry].clone()));
        }
        let _ = damaged.verify();
    }
}

#[test]
fn foreign_short_and_other_versions_are_errors() {
    let good = Gazetteer::from_tsv("l", "label\tname\nORG\tAcme\n").unwrap().compiled().to_vec();
    let err =
        |bytes: Vec<u8>| Gazetteer::from_compiled(bytes).err().map(|e| e.to_string()).unwrap_or_default();
    assert!(err(Vec::new()).contains("no compiled list"));
    assert!(err(b"label\tname\nORG\tAcme\n".to_vec()).contains("no compiled list"));
    for n in 16..good.len() {
        assert!(err(good[..n].to_vec()).contains("damaged"), "{n}");
    }
    let mut long = good.clone();
    long.push(0);
    assert!(err(long).contains("damaged"));
    let mut other = good.clone();
    other[8] += 1;
    assert!(err(other).contains("format version"));
    assert_eq!(err(good), "");
}

#[test]
fn a_large_block_is_sampled_and_verified_on_request() {
    // More than 64 MiB by the rows alone.
    let mut list = String::from("label\tname\tsource\n");
    let filler = "x".repeat(60_000);
    for n in 0..1_200 {
        list.push_str(&format!("ORG\tKolwani {n}\t{filler}\n"));
    }
    let g = Gazetteer::from_tsv("l", &list).unwrap();
    drop(list);
    let mut bytes = g.compiled().to_vec();
    assert!(bytes.len() > 64 << 20);
    let whole = Gazetteer::from_compiled(bytes.clone()).unwrap();
    whole.verify().unwrap();
    let text = "Kolwani 7 and Kolwani 599";
    assert_eq!(whole.find(text).len(), 2);
    // A byte in a row between two samples: the row is not reported, and verifying says so.
    let at = bytes.windows(11).position(|w| w == b"Kolwani 599").unwrap() + 30_000;
    bytes[at] ^= 1;
    let damaged = Gazetteer::from_compiled(bytes.clone()).unwrap();
    assert_eq!(damaged.find(text).len(), 1);
    assert!(damaged.verify().unwrap_err().to_string().contains("damaged"));
    // Half of it overwritten, as by a copy that stopped: found at once.
    let half = bytes.len() / 2;
    bytes[half..].fill(0);
    assert!(Gazetteer::from_compiled(bytes).is_err());
}

/// Steps grow with the text and not with its square, whatever the text and the list are.
#[test]
fn searching_is_linear() {
    let mut list = String::from("label\tname\tcase\n");
    for n in [1, 2, MOST / 2, MOST] {
        list.push_str(&format!("ORG\t{}\tfold\n", vec!["a"; n].join(" ")));
    }
    list.push_str("ORG\tJane Mwangi\t\nORG\tA. B. C. D.\t\n");
    const MOST: usize = compact::MAX_WORDS;
    let g = Gazetteer::from_tsv("l", &list).unwrap();
    for (what, unit) in [
        ("one word repeated", "a "),
        ("capitals", "JANE MWANGI A "),
        ("initials", "A. B. "),
        ("hyphens", "a-"),
        ("hyphens alone", "-"),
        ("full stops", "a."),
        ("nested quotes", "\"'“a "),
        ("no spaces", "aaaa"),
        ("lines", "a\n"),
        ("wide", "á’"),
    ] {
        let steps = |times: usize| {
            let text = unit.repeat(times);
            let before = STEPS.get();
            let found = g.find(&text).len();
            assert!(found <= text.len() * MOST);
            STEPS.get() - before
        };
        let (one, two, four) = (steps(2_000), steps(4_000), steps(8_000));
        assert!(two <= one * 21 / 10 + 10 && four <= one * 42 / 10 + 10, "{what}: {one}, {two}, {four}");
    }
}

#[cfg(feature = "builtin")]
mod builtin {
    use super::*;
    use std::collections::{BTreeMap, HashMap};

    fn files() -> Vec<(String, String)> {
        let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/src/gazetteer/data");
        let mut out: Vec<(String, String)> = std::fs::read_dir(dir)
            .unwrap()
            .map(|f| f.unwrap().path())
            .filter(|p| p.extension().is_some_and(|e| e == "tsv"))
            .map(|p| {
                (p.file_stem().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(p).unwrap())
            })
            .collect();
        out.sort();
        out
    }

    /// The block in the executable is that of the files, and whole.
    #[test]
    fn the_block_is_that_of_the_files() {
        let mut builder = GazetteerBuilder::new();
        for (name, text) in files() {
            builder.add_tsv(&name, &text).unwrap();
        }
        let built = builder.build().unwrap();
        let builtin = Gazetteer::builtin();
        assert!(
            built.compiled() == builtin.compiled(),
            "the build script's lists are not those of the files"
        );
        builtin.verify().unwrap();
        Gazetteer::from_compiled(builtin.compiled().to_vec()).unwrap();
    }

    /// Every list is tidy: the columns the others have, no name twice, no stray spaces.
    #[test]
    fn the_lists_are_tidy() {
        let mut faults = Vec::new();
        for (name, text) in files() {
            let mut lines = text.lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
            let header = match name.as_str() {
                "officials" => {
                    "label\tname\taliases\tcountry\trole\tbody\tfrom\tto\tverified\tstrength\tambiguity"
                }
                _ => "label\tname\taliases\tcountry\tstrength\tambiguity",
            };
            assert_eq!(lines.next(), Some(header), "{name}");
            assert!(text.ends_with('\n') && !text.contains('\r'), "{name}");
            let mut seen: HashMap<(&str, &str, &str), usize> = HashMap::new();
            let mut rows = 0;
            let mut before = ("", "");
            for line in lines {
                rows += 1;
                let cells: Vec<&str> = line.split('\t').collect();
                // By name, then label, byte by byte, so that a row has one place.
                if (cells[1], cells[0]) < before {
                    faults.push(format!("{name}: {:?} stands after {:?}", cells[1], before.0));
                }
                before = (cells[1], cells[0]);
                if cells.iter().any(|c| c.trim() != *c || c.contains("  ")) {
                    faults.push(format!("{name}: stray spaces in {line:?}"));
                }
                // One name may be borne in several countries, and a person may hold several offices.
                let of =
                    if name.as_str() == "officials" { line } else { cells.get(3).copied().unwrap_or("") };
                if let Some(first) = seen.insert((cells[0], cells[1], of), rows) {
                    faults.push(format!("{name}: {:?} stands twice, in rows {first} and {rows}", cells[1]));
                }
                let mut names: Vec<&str> = cells[1..cells.len().min(3)]
                    .iter()
                    .flat_map(|c| c.split('|'))
                    .filter(|n| !n.is_empty())
                    .collect();
                let all = names.len();
                names.sort_unstable();
                names.dedup();
                if names.len() < all {
                    faults.push(format!("{name}: an alias is given twice in {line:?}"));
                }
            }
            assert!(rows >= 100, "{name} has only {rows} rows");
        }
        assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    }

    /// Every name finds its own row, as text and within a sentence.
    #[test]
    fn every_name_is_found() {
        let g = Gazetteer::builtin();
        let mut faults = BTreeMap::new();
        for n in 0..g.len() {
            let e = g.entry(n).unwrap();
            for name in std::iter::once(&e.name).chain(&e.aliases) {
                for before in ["", "on a day "] {
                    let (text, at) = (format!("{before}{name}, which"), before.len());
                    let hit = g.find(&text).iter().any(|m| {
                        // A full stop that ends a name may be taken for the sentence's.
                        m.entry == n
                            && m.start == at
                            && text[m.start..m.end].trim_end_matches('.') == name.trim_end_matches('.')
                    });
                    if !hit {
                        faults.insert(name.clone(), g.list_of(n).unwrap().to_owned());
                    }
                }
            }
        }
        assert!(faults.is_empty(), "{} names are not found in themselves: {faults:?}", faults.len());
        assert!(g.len() > 20_000 && g.names() > 50_000);
    }
}
