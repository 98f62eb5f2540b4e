//! The JSON as it is promised. The structs here are declared again, on their own, so that a field
//! that is renamed, moved or dropped breaks a test.

use dateline::output::{brat, conll, html, json, spacy, terminal};
use dateline::{Document, OffsetUnit};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
struct Line {
    schema: u32,
    id: Option<String>,
    offsets: String,
    entities: Vec<Name>,
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
struct Name {
    start: usize,
    end: usize,
    text: String,
    label: String,
    score: f64,
    entity: usize,
    name: String,
    #[serde(default)]
    ids: BTreeMap<String, String>,
    role: Option<String>,
    body: Option<String>,
    former: Option<bool>,
    acts_for: Option<String>,
    source: String,
    nested: Option<bool>,
    #[serde(default)]
    evidence: Vec<(String, f64)>,
}

const TEXT: &str = "The Élysée’s spokeswoman Jane Mwangi 😀 said “no”.";

const FULL: &str = concat!(
    r#"{"schema":1,"id":"story-7","offsets":"chars","entities":["#,
    r#"{"start":4,"end":10,"text":"Élysée","label":"PLACE","score":0.9731,"entity":0,"name":"Élysée Palace","#,
    r#""ids":{"wikidata":"Q0","own":"1|2"},"acts_for":"French government","source":"list","evidence":[["listed:PLACE",2.1],["bias",-1.0]]},"#,
    r#"{"start":25,"end":36,"text":"Jane Mwangi","label":"OFFICIAL","score":1.0,"entity":1,"name":"Jane Mwangi","#,
    r#""role":"spokeswoman","body":"Élysée","former":false,"source":"rule"},"#,
    r#"{"start":25,"end":29,"text":"Jane","label":"GIVEN","score":0.5,"entity":2,"name":"Jane","source":"gazetteer","nested":true}]}"#,
);

fn full() -> Document {
    let (mut document, unit) = json::from_json(FULL).expect("it is the crate's JSON");
    assert_eq!(unit, OffsetUnit::Chars);
    json::rebase(&mut document, TEXT, unit).expect("its offsets are in the text");
    document
}

#[test]
fn to_the_letter() {
    assert_eq!(json::to_json(&full(), TEXT, OffsetUnit::Chars), FULL);
}

#[test]
fn every_field_has_its_name() {
    let line: Line = serde_json::from_str(&json::to_json(&full(), TEXT, OffsetUnit::Bytes)).unwrap();
    assert_eq!((line.schema, line.id.as_deref(), line.offsets.as_str()), (1, Some("story-7"), "bytes"));
    let [palace, jane, given] = &line.entities[..] else { panic!("three names") };
    assert_eq!(palace.ids, BTreeMap::from([("wikidata".into(), "Q0".into()), ("own".into(), "1|2".into())]));
    assert_eq!(palace.acts_for.as_deref(), Some("French government"));
    assert_eq!((palace.score, palace.entity, palace.name.as_str()), (0.9731, 0, "Élysée Palace"));
    assert_eq!(palace.evidence, [("listed:PLACE".to_owned(), 2.1), ("bias".to_owned(), -1.0)]);
    assert_eq!((palace.role.as_deref(), palace.former, palace.nested), (None, None, None));
    assert_eq!(
        (jane.role.as_deref(), jane.body.as_deref(), jane.former),
        (Some("spokeswoman"), Some("Élysée"), Some(false))
    );
    assert_eq!(
        (given.label.as_str(), given.source.as_str(), given.nested),
        ("GIVEN", "gazetteer", Some(true))
    );
    assert!(!json::to_json(&full(), TEXT, OffsetUnit::Bytes).contains("null"));
    assert_eq!(
        json::to_json(&Document::default(), "", OffsetUnit::Utf16),
        r#"{"schema":1,"offsets":"utf16","entities":[]}"#
    );
}

/// Slices by characters and by UTF-16 units as Python and JavaScript do.
fn slice(text: &str, unit: OffsetUnit, start: usize, end: usize) -> String {
    match unit {
        OffsetUnit::Chars => text.chars().skip(start).take(end - start).collect(),
        OffsetUnit::Utf16 => {
            let units: Vec<u16> = text.encode_utf16().collect();
            String::from_utf16(&units[start..end]).expect("whole characters")
        }
        _ => text[start..end].to_owned(),
    }
}

#[test]
fn offsets_slice_in_every_unit() {
    let words = [
        "Angela Merkel",
        "Élysée",
        "e\u{301}lan",
        "東京都庁",
        "القاهرة",
        "“Al-Jazeera”",
        "O’Brien",
        "👩🏽‍⚕️ Team",
        "नई दिल्ली",
        "A",
    ];
    let mut text = String::from("😀 ");
    let mut places = Vec::new();
    for (n, word) in words.iter().enumerate() {
        places.push((text.len(), text.len() + word.len()));
        text.push_str(word);
        text.push_str([" 🇰🇪 ", " — ", "\r\n", "’s "][n % 4]);
    }
    let names: Vec<String> = places
        .iter()
        .map(|(s, e)| format!(r#"{{"start":{s},"end":{e},"text":"","label":"ORG","score":1,"entity":0,"name":"","source":"rule"}}"#))
        .collect();
    let given = format!(r#"{{"schema":1,"offsets":"bytes","entities":[{}]}}"#, names.join(","));
    let (document, _) = json::from_json(&given).unwrap();
    for unit in [OffsetUnit::Bytes, OffsetUnit::Chars, OffsetUnit::Utf16] {
        let written = json::to_json(&document, &text, unit);
        let line: Line = serde_json::from_str(&written).unwrap();
        assert_eq!(line.entities.len(), words.len());
        for (name, word) in line.entities.iter().zip(words) {
            assert_eq!(name.text, word);
            assert_eq!(slice(&text, unit, name.start, name.end), word, "{unit:?}");
        }
        let (mut again, read) = json::from_json(&written).unwrap();
        json::rebase(&mut again, &text, read).unwrap();
        let spans: Vec<_> = again.entities.iter().map(|e| (e.start, e.end)).collect();
        assert_eq!(spans, places, "{unit:?}");
    }
}

#[test]
fn what_does_not_fit_is_no_panic() {
    let (document, _) = json::from_json(&FULL.replace("\"chars\"", "\"bytes\"")).unwrap();
    for text in ["", "é", TEXT, "😀😀😀😀😀😀😀😀😀😀😀😀"] {
        for unit in [OffsetUnit::Bytes, OffsetUnit::Chars, OffsetUnit::Utf16] {
            json::to_json(&document, text, unit);
        }
        spacy::to_spacy(&document, text);
        brat::to_brat(&document, text);
        conll::to_conll(&document, text);
        html::to_html(&document, text);
        terminal::to_terminal(&document, text, true);
    }
}

#[test]
fn wrong_json_is_an_error() {
    for (wrong, why) in [
        ("", "no JSON"),
        ("[]", "no JSON"),
        (r#"{"schema":2,"offsets":"bytes","entities":[]}"#, "schema 2"),
        (r#"{"schema":1,"offsets":"words","entities":[]}"#, "bytes, chars or utf16"),
    ] {
        let error = json::from_json(wrong).expect_err(wrong).to_string();
        assert!(error.contains(why), "{error}");
    }
    let mut document = full();
    assert!(json::rebase(&mut document, "short", OffsetUnit::Utf16).is_err());
}

#[test]
fn a_writer_writes_lines() {
    let mut writer = json::Writer::new(Vec::new(), OffsetUnit::Chars);
    writer.write(&full(), TEXT).unwrap();
    writer.write(&Document::default(), "").unwrap();
    let lines = String::from_utf8(writer.into_inner()).unwrap();
    assert_eq!(lines, format!("{FULL}\n{{\"schema\":1,\"offsets\":\"chars\",\"entities\":[]}}\n"));
}

#[test]
fn spacy_form() {
    assert_eq!(
        spacy::to_spacy(&full(), TEXT),
        format!(
            r#"{{"title":"story-7","text":"{TEXT}","ents":[{{"start":4,"end":10,"label":"PLACE"}},{{"start":25,"end":36,"label":"OFFICIAL"}}]}}"#
        )
    );
}

#[test]
fn brat_form() {
    assert_eq!(
        brat::to_brat(&full(), TEXT),
        "T1\tPLACE 4 10\tÉlysée\n#1\tAnnotatorNotes T1\tacts_for=French government; wikidata=Q0; own=1; own=2\n\
         T2\tOFFICIAL 25 36\tJane Mwangi\n#2\tAnnotatorNotes T2\trole=spokeswoman; body=Élysée\n\
         T3\tGIVEN 25 29\tJane\n"
    );
    // A name over a line end comes in pieces.
    let json = r#"{"schema":1,"offsets":"bytes","entities":[{"start":0,"end":7,"text":"","label":"PLACE","score":1,"entity":0,"name":"","source":"rule"}]}"#;
    let (document, _) = json::from_json(json).unwrap();
    assert_eq!(brat::to_brat(&document, "New\nYork"), "T1\tPLACE 0 3;4 7\tNew Yor\n");
}

#[test]
fn conll_form() {
    assert_eq!(
        conll::to_conll(&full(), "The Élysée’s spokeswoman Jane Mwangi 😀 said. Yes."),
        "-DOCSTART-\tO\n\nThe\tO\nÉlysée\tB-PLACE\n’s\tO\nspokeswoman\tO\nJane\tB-OFFICIAL\nMwangi\tI-OFFICIAL\n😀\tO\nsaid\tO\n.\tO\n\nYes\tO\n.\tO\n\n"
    );
    // A name inside a token cuts it.
    let json = r#"{"schema":1,"offsets":"bytes","entities":[{"start":3,"end":5,"text":"","label":"X","score":1,"entity":0,"name":"","source":"pattern"}]}"#;
    let (document, _) = json::from_json(json).unwrap();
    assert_eq!(conll::to_conll(&document, "abcdefg"), "-DOCSTART-\tO\n\nabc\tO\nde\tB-X\nfg\tO\n\n");
}

#[test]
fn terminal_form() {
    assert_eq!(
        terminal::to_terminal(&full(), TEXT, false),
        "The [Élysée PLACE]’s spokeswoman [Jane Mwangi OFFICIAL] 😀 said “no”.\n"
    );
    let coloured = terminal::to_terminal(&full(), TEXT, true);
    assert!(coloured.contains("\x1b[30;43mJane Mwangi\x1b[0m"), "{coloured:?}");
    // What could do something to a terminal is shown, not done.
    assert_eq!(
        terminal::to_terminal(&Document::default(), "a\x1b[2Jb\u{9b}c\u{202e}d", false),
        "a␛[2Jb\u{fffd}c\u{fffd}d\n"
    );
}

#[test]
fn html_form() {
    let page = html::to_html(&full(), TEXT);
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    assert!(page.contains(
        "The <mark class=\"place\" data-label=\"PLACE\" title=\"PLACE 0.97\nname: Élysée Palace\nacts for: French government\nwikidata: Q0\nown: 1\nown: 2\n+2.10 listed:PLACE\n-1.00 bias\">Élysée</mark>’s"
    ));
    assert!(page.contains("role: spokeswoman\nbody: Élysée\">Jane Mwangi</mark> 😀"));
    assert!(!page.contains("http"), "the page needs nothing else");
    // A file from Windows shows no signs for its ends of lines.
    assert!(html::to_article(&Document::default(), "one\r\ntwo").contains("<p>one\ntwo</p>"));
    let nasty = html::to_article(&Document::default(), "<script>alert('&\")</script>");
    assert!(nasty.contains("&lt;script&gt;alert(&#39;&amp;&quot;)&lt;/script&gt;"));
}
