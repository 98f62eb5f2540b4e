//! The command, as a user has it: every option, every form of input, every way to fail.

mod common;

use common::*;
use std::io::{Read, Write};
use std::process::Stdio;

const STORY: &str = "Élysée spokesman Jean Dupont met the World Bank in Nairobi 😀 on Monday.";

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, 3).unwrap()
}

#[test]
fn offsets_slice_in_all_units() {
    let f = Folder::new();
    let file = f.put("s.txt", STORY);
    let units: Vec<u16> = STORY.encode_utf16().collect();
    let chars: Vec<char> = STORY.chars().collect();
    for unit in ["bytes", "chars", "utf16"] {
        let o = run(&mut tag(&["--offsets", unit, "--format", "jsonl", &file]));
        assert_eq!(code(&o), 0, "{}", err(&o));
        let doc = &lines(&out(&o))[0];
        assert_eq!(doc["offsets"], unit);
        assert_eq!(doc["id"], file.as_str());
        let entities = doc["entities"].as_array().unwrap();
        assert!(entities.len() >= 3);
        for e in entities {
            let (s, t) = (e["start"].as_u64().unwrap() as usize, e["end"].as_u64().unwrap() as usize);
            let slice = match unit {
                "bytes" => STORY[s..t].to_owned(),
                "chars" => chars[s..t].iter().collect(),
                _ => String::from_utf16(&units[s..t]).unwrap(),
            };
            assert_eq!(e["text"], slice);
        }
    }
}

#[test]
fn every_form_of_output() {
    let f = Folder::new();
    let file = f.put("s.txt", STORY);
    for (form, begins, holds) in [
        ("json", "{\n  \"schema\": 1,", "\"Dupont\""),
        ("jsonl", "{\"schema\":1,", "\"Dupont\""),
        ("terminal", "[Élysée ORG] spokesman", "[Dupont ORG]"),
        ("html", "<!DOCTYPE html>", "<mark class=\"org\""),
        ("brat", "T1\tORG 0 6\tÉlysée\n", "Dupont"),
        ("conll", "-DOCSTART-\tO\n\nÉlysée\tB-ORG\n", "Dupont\tB-ORG\n"),
        ("spacy", "{\"title\":", "\"ents\":[{\"start\":0,\"end\":6,\"label\":\"ORG\"}"),
    ] {
        let o = run(&mut tag(&["--format", form, &file]));
        assert_eq!(code(&o), 0, "{form}: {}", err(&o));
        let text = out(&o);
        assert!(text.starts_with(begins) && text.contains(holds), "{form}: {text}");
        assert_eq!(err(&o), "", "{form}");
        let written = f.at(&format!("out.{form}"));
        let o = run(&mut tag(&["--format", form, "--quiet", "--output", &written, &file]));
        assert_eq!(code(&o), 0, "{form}: {}", err(&o));
        assert_eq!(out(&o), "");
        if form == "brat" {
            let name = file.trim_end_matches(".txt").replace('/', "_");
            let path = f.path("out.brat").join(format!("{name}.ann"));
            assert_eq!(std::fs::read_to_string(path).unwrap(), text);
            assert_eq!(
                std::fs::read_to_string(f.path("out.brat").join(format!("{name}.txt"))).unwrap(),
                STORY
            );
        } else {
            assert_eq!(String::from_utf8(f.read(&format!("out.{form}"))).unwrap(), text, "{form}");
        }
    }
    // Not on a terminal, the form is jsonl.
    assert!(out(&run(&mut tag(&[&file]))).starts_with("{\"schema\":1"));
    let coloured = out(&run(tag(&["--format", "terminal", &file]).env("CLICOLOR_FORCE", "1")));
    assert!(coloured.contains("\x1b["));
    let plain =
        out(&run(tag(&["--format", "terminal", &file]).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1")));
    assert!(!plain.contains("\x1b["), "{plain}");
}

#[test]
fn every_form_of_input() {
    let f = Folder::new();
    let jsonl = "{\"id\":\"a\",\"text\":\"Nairobi slept.\"}\n\n{\"text\":\"Paris woke.\",\"id\":7,\"x\":{\"text\":1}}\n";
    let csv = "id,text,more\na,\"Nairobi slept.\",1\n7,\"Paris \"\"woke\"\",\nagain\",2\n";
    for (name, bytes, ids) in [
        ("a.jsonl", jsonl.as_bytes().to_vec(), ["a", "7"]),
        ("b.jsonl.gz", gz(jsonl.as_bytes()), ["a", "7"]),
        ("c.ndjson.zst", zst(jsonl.as_bytes()), ["a", "7"]),
        ("d.csv", csv.as_bytes().to_vec(), ["a", "7"]),
        ("e.csv.gz", gz(csv.as_bytes()), ["a", "7"]),
        ("f.csv.zst", zst(csv.as_bytes()), ["a", "7"]),
        ("bom.jsonl", [b"\xef\xbb\xbf", jsonl.as_bytes()].concat(), ["a", "7"]),
        ("crlf.jsonl", jsonl.replace('\n', "\r\n").into_bytes(), ["a", "7"]),
    ] {
        let file = f.put(name, bytes);
        let o = run(&mut tag(&[&file]));
        assert_eq!(code(&o), 0, "{name}: {}", err(&o));
        let got: Vec<String> = lines(&out(&o)).iter().map(|l| l["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(got, ids, "{name}");
    }
    for (name, bytes) in [
        ("g.txt", b"Nairobi slept.".to_vec()),
        ("h.txt.gz", gz(b"Nairobi slept.")),
        ("i.txt.zst", zst(b"Nairobi slept.")),
    ] {
        let file = f.put(name, bytes);
        let o = run(&mut tag(&[&file]));
        assert_eq!(lines(&out(&o))[0]["entities"][0]["text"], "Nairobi", "{name}");
    }
    // Two members in one file, as `cat a.gz b.gz` makes.
    let file = f.put("two.txt.gz", [gz(b"Nairobi "), gz(b"slept.")].concat());
    assert_eq!(lines(&out(&run(&mut tag(&[&file]))))[0]["entities"][0]["end"], 7);
    // Other fields.
    let file = f.put("j.jsonl", "{\"nr\":1,\"words\":\"Nairobi slept.\"}\n");
    let o = run(&mut tag(&["--text-field", "words", "--id-field", "nr", &file]));
    assert_eq!(lines(&out(&o))[0]["id"], "1");
    // No identifier: file and line.
    let file = f.put("k.jsonl", "\n{\"text\":\"x\"}\n");
    assert_eq!(lines(&out(&run(&mut tag(&[&file]))))[0]["id"], format!("{file}:2"));
}

#[test]
fn standard_input() {
    for args in [&[][..], &["-"][..]] {
        let o = feed(&mut tag(args), STORY.as_bytes());
        assert_eq!(lines(&out(&o))[0]["id"], "-");
        assert_eq!(lines(&out(&o))[0]["entities"][0]["text"], "Élysée");
    }
    let o = feed(&mut tag(&[]), stories(3).as_bytes());
    assert_eq!(lines(&out(&o))[2]["id"], "s-2");
    let o = feed(&mut tag(&[]), &gz(stories(3).as_bytes()));
    assert_eq!(lines(&out(&o))[2]["id"], "s-2");
    let o = feed(&mut tag(&["--input-format", "txt"]), stories(3).as_bytes());
    assert_eq!(lines(&out(&o)).len(), 1);
    let o = feed(&mut tag(&["--input-format", "csv"]), b"text\nParis\n");
    assert_eq!(lines(&out(&o))[0]["id"], "-:2");
    let o = feed(&mut tag(&["-", "-"]), b"");
    assert_eq!(code(&o), 2);
}

/// A story that comes down a pipe is answered before the next one comes.
#[test]
fn a_pipe_is_answered_as_it_comes() {
    for threads in ["1", "2"] {
        let mut child =
            tag(&["--threads", threads]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
        for story in stories(3).lines() {
            writeln!(stdin, "{story}").unwrap();
            let mut line = String::new();
            std::io::BufRead::read_line(&mut stdout, &mut line).unwrap();
            assert!(line.starts_with("{\"schema\":1"), "{threads}");
        }
        drop(stdin);
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn folders_and_patterns() {
    let f = Folder::new();
    for (name, text) in [
        ("d/b.txt", "Nairobi"),
        ("d/a.txt", "Paris"),
        ("d/sub/c.txt", "Lima"),
        ("d/z.jsonl", "{\"id\":\"z\",\"text\":\"Oslo\"}"),
        ("d/.hidden.txt", "Bonn"),
        ("d/x.pdf", "Rome"),
    ] {
        f.put(name, text);
    }
    let found = |args: &[&str]| -> Vec<String> {
        let o = run(&mut tag(args));
        assert_eq!(code(&o), 0, "{}", err(&o));
        lines(&out(&o)).iter().map(|l| l["entities"][0]["text"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(found(&[&f.at("d")]), ["Paris", "Nairobi", "Lima", "Oslo"]);
    assert_eq!(found(&[&f.at("d/*.txt")]), ["Paris", "Nairobi"]);
    assert_eq!(found(&[&f.at("d/**/*.txt")]), ["Paris", "Nairobi", "Lima"]);
    assert_eq!(found(&[&f.at("d/sub"), &f.at("d/b.txt")]), ["Lima", "Nairobi"]);
    let o = run(&mut tag(&[&f.at("d/*.gz")]));
    assert_eq!((code(&o), err(&o).contains("no file matches")), (1, true));
    let o = run(&mut tag(&[&f.at("none.txt")]));
    assert_eq!(code(&o), 1);
    assert!(err(&o).contains("none.txt: No such file"), "{}", err(&o));
}

#[test]
fn labels_and_schemes() {
    let f = Folder::new();
    let list = f.put("l.tsv", "label\tname\nVESSEL\tNoordzee Dageraad\nPLACE\tNairobi\n");
    let file = f.put("s.txt", STORY);
    let count = |args: &[&str]| {
        lines(&out(&run(&mut tag(&[args, &[&file]].concat()))))[0]["entities"].as_array().unwrap().len()
    };
    assert!(count(&[]) >= 3);
    assert!(count(&["--labels", "org"]) >= 3);
    assert_eq!(count(&["--labels", "PERSON,PLACE"]), 0);
    assert_eq!(count(&["--labels", "PERSON,PLACE", "--scheme", "conll"]), 0);
    let o = run(&mut tag(&["--scheme", "conll", "--gazetteer", &list, &file]));
    assert_eq!(code(&o), 0, "{}", err(&o));
    let o = run(&mut tag(&["--scheme", "nonsense", &file]));
    assert_eq!(code(&o), 2);
}

#[test]
fn lists_deny_weights_evidence() {
    let f = Folder::new();
    let file = f.put("s.txt", STORY);
    let deny = f.put("deny.txt", "# not these\nBank\n");
    let o = run(&mut tag(&["--deny", &deny, &file]));
    assert!(!out(&o).contains("\"text\":\"Bank\""), "{}", out(&o));
    let o = run(&mut tag(&["--evidence", &file]));
    assert!(out(&o).contains("\"evidence\":[[\"bias\",3.0]"), "{}", out(&o));
    // A broken list names file, line and column.
    let list = f.put("bad.tsv", "label\tname\tcase\nORG\tA B\twhatever\n");
    let o = run(&mut tag(&["--gazetteer", &list, &file]));
    assert_eq!(code(&o), 1);
    assert!(err(&o).contains("bad.tsv:2:3:"), "{}", err(&o));
    let weights = f.put("bad-weights.tsv", "nothing\n");
    let o = run(command().args(["tag", "--weights", &weights, &file]));
    assert_eq!(code(&o), 1);
    assert!(err(&o).contains("bad-weights.tsv:1:"), "{}", err(&o));
    // Text and compiled give the same.
    let list = f.put("l.tsv", "label\tname\tid\nORG\tWorld Bank\tB-1\n");
    let compiled = f.at("l.bin");
    let o = run(command().args(["gazetteer", "compile", &list, "--output", &compiled]));
    assert_eq!(code(&o), 0, "{}", err(&o));
    let text = run(&mut tag(&["--gazetteer", &list, &file]));
    let binary = run(&mut tag(&["--gazetteer", &compiled, &file]));
    assert_eq!((code(&text), code(&binary)), (0, 0), "{}", err(&binary));
    assert_eq!(out(&text), out(&binary));
    let mut damaged = f.read("l.bin");
    damaged.truncate(40);
    let damaged = f.put("damaged.bin", damaged);
    let o = run(&mut tag(&["--gazetteer", &damaged, &file]));
    assert_eq!(code(&o), 1);
    assert!(err(&o).contains("damaged.bin"), "{}", err(&o));
}

#[test]
fn lists_are_checked() {
    let f = Folder::new();
    let good = f.put("good.tsv", "label\tname\taliases\nORG\tWorld Bank\tBank\nPLACE\tParis\t\n");
    let bad = f.put("bad.tsv", "label\tname\nORG\t\n");
    let o = run(command().args(["gazetteer", "check", &good]));
    assert_eq!(code(&o), 0);
    assert!(out(&o).contains("2 entries, 3 names: ORG 1, PLACE 1"), "{}", out(&o));
    let o = run(command().args(["gazetteer", "check", &bad, &good]));
    assert_eq!(code(&o), 1);
    assert!(err(&o).contains("bad.tsv:2:"), "{}", err(&o));
    assert!(out(&o).contains("good.tsv"), "{}", out(&o));
}

#[test]
fn wrong_usage_is_2() {
    for args in [
        &["tag", "--format", "nonsense"][..],
        &["tag", "--offsets", "words"],
        &["nonsense"],
        &[],
        &["tag", "--date", "2021-02-30"],
        &["tag", "--max-bytes", "many"],
        &["tag", "--resume"],
        &["tag", "--quiet", "--progress"],
    ] {
        let o = run(command().args(args));
        assert_eq!(code(&o), 2, "{args:?}");
        assert_eq!(out(&o), "", "{args:?}");
    }
    for args in [&["--help"][..], &["--version"], &["tag", "--help"]] {
        assert_eq!(code(&run(command().args(args))), 0);
    }
    let o = run(&mut tag(&[
        "--date",
        "2021-03-04",
        "--nested",
        concat!(env!("CARGO_MANIFEST_DIR"), "/examples/stories"),
    ]));
    assert_eq!(code(&o), 0, "{}", err(&o));
    assert_eq!(lines(&out(&o)).len(), 6);
}

#[test]
fn small_things() {
    let f = Folder::new();
    for (name, text, names) in [("empty.txt", "", 0), ("word.txt", "Nairobi", 1), ("blank.txt", " \n\n", 0)] {
        let file = f.put(name, text);
        let o = run(&mut tag(&[&file]));
        assert_eq!(code(&o), 0);
        assert_eq!(lines(&out(&o))[0]["entities"].as_array().unwrap().len(), names, "{name}");
    }
    for name in ["empty.jsonl", "empty.csv", "empty.jsonl.gz"] {
        let file = f.put(name, "");
        let o = run(&mut tag(&[&file]));
        assert_eq!(
            (code(&o), out(&o).as_str()),
            (if name.ends_with("csv") { 3 } else { 0 }, ""),
            "{name}: {}",
            err(&o)
        );
    }
    let o = feed(&mut tag(&[]), b"");
    assert_eq!((code(&o), lines(&out(&o)).len()), (0, 1));
}

#[test]
fn long_lines() {
    // 8 MB without a line end, read in windows.
    let text = "it rained all day in the hills and nobody came. ".repeat(170_000) + "Paris.";
    let o = feed(&mut tag(&["--input-format", "txt", "--threads", "2"]), text.as_bytes());
    assert_eq!(code(&o), 0, "{}", err(&o));
    assert_eq!(lines(&out(&o))[0]["entities"][0]["end"], text.len() - 1);
    let o = feed(&mut tag(&["--input-format", "txt", "--max-bytes", "1M"]), text.as_bytes());
    assert_eq!(code(&o), 3);
    assert!(err(&o).contains("larger than 1048576 bytes"), "{}", err(&o));
}

#[test]
fn bad_records_are_told_and_passed_over() {
    let f = Folder::new();
    let file = f.put(
        "mixed.jsonl",
        [
            &b"{\"id\":\"a\",\"text\":\"Nairobi\"}\n"[..],
            b"{not json\n",
            b"{\"id\":\"b\"}\n",
            b"{\"id\":\"c\",\"text\":\"bad \xff byte\"}\n",
            b"{\"id\":\"d\",\"text\":7}\n",
            b"[1]\n",
            b"{\"id\":\"e\",\"text\":\"",
            &[b'x'; 3000],
            b"\"}\n{\"id\":\"f\",\"text\":\"Paris\"}\n",
        ]
        .concat(),
    );
    let errors = f.at("errors.jsonl");
    let args = ["--max-bytes", "2000", "--errors", &errors, "--output", &f.at("o.jsonl"), &file];
    let o = run(&mut tag(&args));
    assert_eq!(code(&o), 3);
    assert!(err(&o).contains("2 stories") && err(&o).contains("6 errors"), "{}", err(&o));
    let got: Vec<_> =
        lines(&String::from_utf8(f.read("o.jsonl")).unwrap()).iter().map(|l| l["id"].clone()).collect();
    assert_eq!(got, ["a", "f"]);
    let told = lines(&String::from_utf8(f.read("errors.jsonl")).unwrap());
    let at =
        format!("invalid UTF-8 at byte {};", f.read("mixed.jsonl").iter().position(|b| *b == 0xff).unwrap());
    let want = [
        (2, "wrong JSON at column 2"),
        (3, "no field \"text\""),
        (4, &at),
        (5, "the field \"text\": invalid type: integer `7`, expected a string"),
        (6, "wrong JSON"),
        (7, "larger than 2000 bytes"),
    ];
    assert_eq!(told.len(), want.len());
    for (told, (line, why)) in told.iter().zip(want) {
        assert_eq!(told["file"], file.as_str());
        assert_eq!(told["line"], line);
        assert!(told["reason"].as_str().unwrap().contains(why), "{told}");
    }
    // Without a file for them, on standard error.
    let o = run(&mut tag(&["--max-bytes", "2000", &file]));
    assert_eq!((code(&o), lines(&out(&o)).len()), (3, 2));
    assert!(err(&o).contains("mixed.jsonl:2: wrong JSON"), "{}", err(&o));
    let o = run(&mut tag(&["--max-bytes", "2000", "--lossy", &file]));
    assert!(out(&o).contains("\"id\":\"c\""));
    // Strict stops.
    let o = run(&mut tag(&["--strict", "--output", &f.at("strict.jsonl"), &file]));
    assert_eq!(code(&o), 1);
    assert!(err(&o).contains("mixed.jsonl:2:"), "{}", err(&o));
    assert!(!f.path("strict.jsonl").exists());
}

#[test]
fn invalid_utf8_names_file_and_byte() {
    let f = Folder::new();
    let file = f.put("bad.txt", b"Nairobi \xe9lan");
    let o = run(&mut tag(&[&file]));
    assert_eq!(code(&o), 3);
    assert!(err(&o).contains("bad.txt: invalid UTF-8 at byte 8"), "{}", err(&o));
    let o = run(&mut tag(&["--lossy", &file]));
    assert_eq!((code(&o), lines(&out(&o)).len()), (0, 1));
    let file = f.put("bom.txt", b"\xef\xbb\xbfNairobi \xe9lan");
    assert!(err(&run(&mut tag(&[&file]))).contains("at byte 11"));
    let file = f.put("utf16.txt", b"\xff\xfeN\0a\0");
    assert!(err(&run(&mut tag(&[&file]))).contains("UTF-16"));
    let file = f.put("bad.csv", b"id,text\n1,ok\n2,\xff\n");
    let o = run(&mut tag(&[&file]));
    assert_eq!((code(&o), lines(&out(&o)).len()), (3, 1));
    assert!(err(&o).contains("bad.csv:3: invalid UTF-8"), "{}", err(&o));
}

#[test]
fn broken_files() {
    let f = Folder::new();
    let mut cut = gz(stories(500).as_bytes());
    cut.truncate(cut.len() / 2);
    let cut = f.put("cut.jsonl.gz", cut);
    let good = f.put("good.jsonl", stories(2));
    let o = run(&mut tag(&[&cut, &good]));
    assert_eq!(code(&o), 3);
    assert!(err(&o).contains("cut.jsonl.gz:") && err(&o).contains("cannot read on"), "{}", err(&o));
    assert_eq!(lines(&out(&o)).last().unwrap()["id"], "s-1");
    // A quote that never closes takes no more memory than is allowed, and loses no other file.
    let csv = f.put("open.csv", format!("id,text\n1,fine\n2,\"{}", "x,y\n".repeat(500_000)));
    let o = run(&mut tag(&["--max-bytes", "100K", &csv, &good]));
    assert_eq!((code(&o), lines(&out(&o)).len()), (3, 3));
    assert!(err(&o).contains("never closed"), "{}", err(&o));
    let csv = f.put("other.csv", "id,body\n1,fine\n");
    let o = run(&mut tag(&[&csv]));
    assert!(err(&o).contains("no column \"text\"; the columns are id, body"), "{}", err(&o));
    // What stands behind a gzip or zstd file is told; what stands before is kept.
    for (name, packed) in
        [("tail.jsonl.gz", gz(stories(2).as_bytes())), ("tail.jsonl.zst", zst(stories(2).as_bytes()))]
    {
        let file = f.put(name, [&packed[..], b"and more"].concat());
        let o = run(&mut tag(&[&file]));
        assert_eq!((code(&o), lines(&out(&o)).len()), (3, 2), "{name}");
        assert!(err(&o).contains(&format!("{name}:3: cannot read on")), "{}", err(&o));
    }
    // A quote that never closes takes in all that follows: that is no story.
    for end in ["", "\n", "\"\"", "\r\n"] {
        let csv = f.put("quote.csv", format!("id,text\n1,Paris\n2,\"Lima\n3,Oslo\n4,Rome{end}"));
        let o = run(&mut tag(&[&csv]));
        assert_eq!((code(&o), lines(&out(&o)).len()), (3, 1), "{}", out(&o));
        assert!(err(&o).contains("quote.csv:3: a quote in this row is never closed"), "{}", err(&o));
    }
    for end in ["", "\n", "\r\n", "\n\n"] {
        let csv = f.put("closed.csv", format!("id,text\n1,Paris\n2,\"Lima\n3,\"\"Oslo\"\"\"{end}"));
        let o = run(&mut tag(&["--format", "spacy", &csv]));
        assert_eq!(code(&o), 0, "{}", err(&o));
        assert_eq!(lines(&out(&o))[1]["text"], "Lima\n3,\"Oslo\"");
    }
    let csv = f.put("empty.csv", "\n\n");
    let o = run(&mut tag(&[&csv]));
    assert_eq!((code(&o), err(&o).contains("first line must name the columns")), (3, true), "{}", err(&o));
    // Short rows.
    let csv = f.put("short.csv", "id,text\n1\n2,Paris\n");
    let o = run(&mut tag(&[&csv]));
    assert_eq!((code(&o), lines(&out(&o)).len()), (3, 1));
}

#[test]
fn bombs_are_cut_off() {
    let f = Folder::new();
    // 100 MB of one line in a few hundred bytes.
    for (name, bytes) in [
        ("a.jsonl.gz", gz(&vec![b'x'; 100 << 20])),
        ("b.jsonl.zst", zst(&vec![b'x'; 100 << 20])),
        ("c.txt.gz", gz(&vec![b'x'; 100 << 20])),
        ("d.csv.gz", gz(&vec![b'x'; 100 << 20])),
        ("e.csv.zst", zst(&[b"text\n\"", &vec![b'\n'; 100 << 20][..]].concat())),
    ] {
        let bomb = f.put(name, bytes);
        let o = run(&mut tag(&["--max-bytes", "1M", &bomb]));
        assert_eq!(code(&o), 3, "{name}");
        assert!(err(&o).contains("larger than"), "{}", err(&o));
    }
    // Nothing but empty lines is no large line.
    let file =
        f.put("f.jsonl.gz", gz(&[&vec![b'\n'; 100 << 20][..], b" \r\n \t {\"text\":\"Paris\"}"].concat()));
    let o = run(&mut tag(&["--max-bytes", "1M", &file]));
    assert_eq!(code(&o), 0, "{}", err(&o));
    assert_eq!(lines(&out(&o))[0]["id"], format!("{file}:{}", (100 << 20) + 2));
}

#[test]
fn empty_lines_move_no_places() {
    let f = Folder::new();
    let file = f.put("s.jsonl", b"\n \n\r\n  {\"text\":\"bad \xff\"}\n\n\n{bad\n\n");
    let o = run(&mut tag(&[&file]));
    assert_eq!(code(&o), 3);
    let at = f.read("s.jsonl").iter().position(|b| *b == 0xff).unwrap();
    assert!(err(&o).contains(&format!("s.jsonl:4: invalid UTF-8 at byte {at};")), "{}", err(&o));
    assert!(err(&o).contains("s.jsonl:7: wrong JSON at column 2"), "{}", err(&o));
}

#[test]
fn a_folder_with_nothing_to_read_is_told() {
    let f = Folder::new();
    std::fs::create_dir_all(f.path("d/sub")).unwrap();
    f.put("d/scan.pdf", "");
    f.put("d/.hidden.txt", "Rome");
    let file = f.put("a.txt", "Paris");
    let o = run(&mut tag(&["--progress", &f.at("d"), &file]));
    assert_eq!((code(&o), lines(&out(&o)).len()), (3, 1));
    assert!(err(&o).contains("/d: nothing to read in this folder"), "{}", err(&o));
    // What is passed over is counted.
    assert!(err(&o).contains("1 other files in the folders were not read"), "{}", err(&o));
    f.put("d/sub/b.txt", "Lima");
    assert_eq!(code(&run(&mut tag(&[&f.at("d")]))), 0);
}

#[test]
fn an_input_is_never_written_over() {
    let f = Folder::new();
    let file = f.put("d/s.jsonl", stories(3));
    let list = f.put("l.tsv", "label\tname\nORG\tWorld Bank\n");
    let again = f.at("d/../d/./s.jsonl");
    let (folder, above) = (f.at("d"), f.at("."));
    for args in [
        &["--output", &file, &file][..],
        &["--output", &again, &file],
        &["--output", &file, &f.at("d/*.jsonl")],
        &["--errors", &again, &file],
        &["--output", &f.at("o.jsonl"), "--errors", &f.at("d/../o.jsonl"), &file],
        &["--output", &list, "--gazetteer", &list, &file],
        &["--format", "brat", "--output", &folder, &file],
        &["--format", "brat", "--output", &above, &folder],
    ] {
        let o = run(&mut tag(args));
        assert_eq!((code(&o), out(&o).as_str()), (2, ""), "{args:?}: {}", err(&o));
        assert!(err(&o).contains("be written over") || err(&o).contains("the same file"), "{}", err(&o));
        assert!(f.read("d/s.jsonl") == stories(3).as_bytes());
    }
}

/// A job may write into the folder that it reads.
#[test]
fn own_files_are_no_input() {
    let f = Folder::new();
    f.put("d/b.jsonl", stories(20) + "{broken\n");
    f.put("d/z.txt", "Paris");
    let (folder, output, errors) = (f.at("d"), f.at("d/a.jsonl"), f.at("d/sub/c.jsonl"));
    f.put("d/sub/x.txt", "Lima");
    // As an interrupted run to Parquet leaves it.
    f.put("d/a.jsonl.part.parquet", "not whole");
    let mut before = None;
    for _ in 0..2 {
        let o = run(&mut tag(&["--quiet", "--output", &output, "--errors", &errors, &folder]));
        assert_eq!(code(&o), 3, "{}", err(&o));
        let written = (f.read("d/a.jsonl"), f.read("d/sub/c.jsonl"));
        assert_eq!(written.0.iter().filter(|b| **b == b'\n').count(), 22);
        assert_eq!(written.1.iter().filter(|b| **b == b'\n').count(), 1);
        assert!(before.is_none_or(|b| b == written), "another result the second time");
        before = Some(written);
    }
    let brat = f.at("d/brat");
    for _ in 0..2 {
        let o = run(&mut tag(&["--format", "brat", "--output", &brat, &f.at("d/z.txt"), &f.at("d/sub")]));
        assert_eq!(code(&o), 3, "{}", err(&o));
        assert_eq!(std::fs::read_dir(&brat).unwrap().count(), 4);
        let o =
            run(&mut tag(&["--format", "brat", "--output", &brat, &f.at("d/z.txt"), &f.at("d/sub/x.txt")]));
        assert_eq!(code(&o), 0, "{}", err(&o));
    }
}

#[test]
fn the_same_for_any_number_of_threads() {
    let f = Folder::new();
    let file = f.put("s.jsonl", stories(700) + "{broken\n" + &stories(50));
    let of = |threads: &str, form: &str| {
        let o = run(&mut tag(&["--threads", threads, "--format", form, "--evidence", &file]));
        assert_eq!(code(&o), 3);
        o.stdout
    };
    for form in ["jsonl", "html", "conll"] {
        let one = of("1", form);
        for threads in ["0", "2", "3", "8"] {
            assert!(of(threads, form) == one, "{threads} threads, {form}");
        }
    }
}

#[test]
fn compressed_output() {
    let f = Folder::new();
    let file = f.put("s.jsonl", stories(2500));
    let plain = run(&mut tag(&[&file])).stdout;
    assert!(plain.len() > 3 << 20, "more than a member: {}", plain.len());
    for name in ["o.jsonl.gz", "o.jsonl.zst"] {
        let o = run(&mut tag(&["--quiet", "--output", &f.at(name), &file]));
        assert_eq!((code(&o), err(&o).as_str()), (0, ""));
        let bytes = f.read(name);
        let mut text = Vec::new();
        if name.ends_with("gz") {
            flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut text).unwrap();
        } else {
            zstd::stream::read::Decoder::new(&bytes[..]).unwrap().read_to_end(&mut text).unwrap();
        }
        assert!(text == plain, "{name}");
        assert!(!f.path(&format!("{name}.part")).exists());
        assert!(!f.path(&format!("{name}.part.journal")).exists());
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_out_and_in() {
    let f = Folder::new();
    let file = f.put("s.jsonl", stories(300));
    let plain = run(&mut tag(&["--offsets", "chars", &file]));
    let names: Vec<(String, String)> = lines(&out(&plain))
        .iter()
        .flat_map(|d| {
            d["entities"]
                .as_array()
                .unwrap()
                .iter()
                .map(|e| (d["id"].as_str().unwrap().to_owned(), e["text"].as_str().unwrap().to_owned()))
                .collect::<Vec<_>>()
        })
        .collect();
    let table = f.at("o.parquet");
    let o = run(&mut tag(&["--offsets", "chars", "--quiet", "--output", &table, &file]));
    assert_eq!(code(&o), 0, "{}", err(&o));
    assert!(!f.path("o.parquet.part").exists());
    // A row a name; read again, every name is a story, with its document as identifier.
    let o = run(&mut tag(&["--id-field", "document", "--format", "spacy", &table]));
    assert_eq!(code(&o), 0, "{}", err(&o));
    let read: Vec<(String, String)> = lines(&out(&o))
        .iter()
        .map(|l| (l["title"].as_str().unwrap().to_owned(), l["text"].as_str().unwrap().to_owned()))
        .collect();
    assert!(read == names);
    // Without an identifier, file and row.
    let o = run(&mut tag(&["--quiet", &table]));
    assert_eq!(lines(&out(&o))[2]["id"], format!("{table}:3"));
    let o = run(&mut tag(&["--text-field", "words", &table]));
    assert_eq!(code(&o), 3);
    assert!(err(&o).contains("no column \"words\"; the columns are document, start"), "{}", err(&o));
    // Damage anywhere is an error, not a panic.
    let whole = f.read("o.parquet");
    for at in (0..whole.len()).step_by(whole.len() / 16) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        let damaged = f.put("damaged.parquet", &damaged);
        let o = run(&mut tag(&["--quiet", &damaged]));
        assert!([0, 3].contains(&code(&o)), "byte {at}: {}", err(&o));
    }
    let cut = f.put("cut.parquet", &whole[..whole.len() / 2]);
    assert_eq!(code(&run(&mut tag(&[&cut]))), 3);
}

#[test]
fn progress_and_quiet() {
    let f = Folder::new();
    let file = f.put("s.jsonl", stories(3));
    let o = run(&mut tag(&["--progress", &file]));
    assert!(
        err(&o).contains("3 stories") && err(&o).contains("ORG") && err(&o).contains("MB/s"),
        "{}",
        err(&o)
    );
    let o = run(&mut tag(&["--quiet", "--output", &f.at("o.jsonl"), &file]));
    assert_eq!(err(&o), "");
    let o = run(&mut tag(&["--output", &f.at("o.jsonl"), &file]));
    assert!(err(&o).contains("3 stories"));
}

#[cfg(unix)]
mod faults {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_closed_pipe_ends_quietly() {
        let f = Folder::new();
        let file = f.put("s.jsonl", "{broken\n".to_owned() + &stories(2000));
        for threads in ["1", "2"] {
            let errors = f.at("errors.jsonl");
            let mut child = tag(&["--evidence", "--threads", threads, "--errors", &errors, &file])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let mut first = [0; 10];
            child.stdout.take().unwrap().read_exact(&mut first).unwrap(); // and close
            let o = child.wait_with_output().unwrap();
            assert_eq!((code(&o), err(&o).as_str()), (0, ""), "{threads}");
            // What could not be read until then is not forgotten.
            assert_eq!(lines(&String::from_utf8(f.read("errors.jsonl.part")).unwrap()).len(), 1);
        }
    }

    #[test]
    fn standard_error_that_takes_nothing_loses_nothing() {
        let f = Folder::new();
        let file = f.put("s.jsonl", "{broken\n".to_owned() + &stories(30));
        let want = run(&mut tag(&[&file])).stdout;
        for threads in ["1", "2"] {
            let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
            let mut ready = tag(&["--progress", "--threads", threads, &file]);
            let o = ready.stdout(Stdio::piped()).stderr(full).output().unwrap();
            assert_eq!(code(&o), 3);
            assert!(o.stdout == want);
            // A pipe that nobody reads.
            let mut ready = tag(&["--progress", "--threads", threads, "--output", &f.at("o.jsonl"), &file]);
            let mut child = ready.stderr(Stdio::piped()).spawn().unwrap();
            drop(child.stderr.take());
            assert_eq!(child.wait().unwrap().code(), Some(3));
            assert!(f.read("o.jsonl") == want);
        }
    }

    #[test]
    fn a_link_is_written_through() {
        let f = Folder::new();
        let file = f.put("s.jsonl", stories(3));
        let target = f.put("far/o.jsonl", "old");
        std::os::unix::fs::symlink(&target, f.path("o.jsonl")).unwrap();
        let o = run(&mut tag(&["--output", &f.at("o.jsonl"), &file]));
        assert_eq!(code(&o), 0, "{}", err(&o));
        assert!(std::fs::symlink_metadata(f.path("o.jsonl")).unwrap().is_symlink());
        assert_eq!(lines(&String::from_utf8(f.read("far/o.jsonl")).unwrap()).len(), 3);
        // What the shell has opened to add to is added to.
        let log = f.put("log", "old\n");
        let to = std::fs::OpenOptions::new().append(true).open(&log).unwrap();
        let o = tag(&["--output", "/dev/stdout", &file]).stdout(to).output().unwrap();
        assert_eq!(code(&o), 0, "{}", err(&o));
        let log = String::from_utf8(f.read("log")).unwrap();
        assert!(log.starts_with("old\n{") && log.lines().count() == 4, "{log}");
        // Nor is an input that a link leads to written over.
        std::os::unix::fs::symlink(&file, f.path("link.jsonl")).unwrap();
        let o = run(&mut tag(&["--output", &f.at("link.jsonl"), &file]));
        assert_eq!(code(&o), 2);
        assert!(f.read("s.jsonl") == stories(3).as_bytes());
    }

    /// A file that is cut between two lines looks like one that ends there.
    #[test]
    fn a_file_that_is_cut_while_it_is_read() {
        let f = Folder::new();
        // The result of the first story does not fit into a pipe, so the program waits there, with
        // far less than a megabyte of the rest read.
        let first = format!("{{\"text\":\"{}\"}}\n", "Paris and Lima. ".repeat(2000));
        let rest = format!("{{\"pad\":\"{}\",\"text\":\"Oslo\"}}\n", "x".repeat(50_000));
        let file = f.put("s.jsonl", first.clone() + &rest.repeat(60));
        let other = f.put("t.txt", "Rome");
        let mut child = tag(&["--threads", "1", &file, &other])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0; 10]).unwrap();
        let cut = std::fs::OpenOptions::new().write(true).open(&file).unwrap();
        cut.set_len((first.len() + 30 * rest.len()) as u64).unwrap();
        let mut text = String::new();
        stdout.read_to_string(&mut text).unwrap();
        let o = child.wait_with_output().unwrap();
        assert_eq!(code(&o), 3, "{}", err(&o));
        assert!(err(&o).contains("s.jsonl:32: cannot read on: the file has become shorter"), "{}", err(&o));
        assert_eq!(text.lines().count(), 1 + 30 + 1);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn names_that_are_no_utf8() {
        use std::os::unix::ffi::OsStrExt;
        let f = Folder::new();
        std::fs::create_dir(f.path("d")).unwrap();
        let name = std::ffi::OsStr::from_bytes(b"caf\xe9.txt");
        std::fs::write(f.path("d").join(name), "Paris").unwrap();
        let o = run(&mut tag(&[&f.at("d")]));
        assert_eq!(code(&o), 0, "{}", err(&o));
        assert!(lines(&out(&o))[0]["id"].as_str().unwrap().ends_with("caf\u{fffd}.txt"));
    }

    #[test]
    fn a_full_device() {
        let f = Folder::new();
        let file = f.put("s.jsonl", stories(10));
        let o = run(&mut tag(&["--output", "/dev/full", &file]));
        assert_eq!(code(&o), 1);
        assert!(err(&o).contains("/dev/full: No space left"), "{}", err(&o));
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let o = tag(&[&file]).stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(code(&o), 1);
        assert!(err(&o).contains("standard output: No space left"), "{}", err(&o));
    }

    /// A limit on the size of files stands for the end of a disk.
    #[test]
    fn a_full_disk_keeps_what_is_there_and_goes_on() {
        let f = Folder::new();
        let file = f.put("s.jsonl", stories(400));
        let want = run(&mut tag(&["--evidence", &file])).stdout;
        let args =
            ["--evidence", "--quiet", "--checkpoint", "0", "--resume", "--output", &f.at("o.jsonl"), &file];
        let ready = tag(&args);
        let mut words = vec![ready.get_program().to_owned()];
        words.extend(ready.get_args().map(ToOwned::to_owned));
        let o = std::process::Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f 300; exec \"$0\" \"$@\""])
            .args(words)
            .output()
            .unwrap();
        assert_eq!(code(&o), 1, "{}", err(&o));
        assert!(
            err(&o).contains("o.jsonl.part: File too large") && err(&o).contains("--resume"),
            "{}",
            err(&o)
        );
        assert!(!f.path("o.jsonl").exists());
        let o = run(&mut tag(&args));
        assert_eq!(code(&o), 0, "{}", err(&o));
        assert!(f.read("o.jsonl") == want);
    }

    #[test]
    fn a_folder_that_cannot_be_written() {
        let f = Folder::new();
        let file = f.put("s.jsonl", stories(3));
        let o = run(&mut tag(&["--output", &f.at("none/o.jsonl"), &file]));
        assert_eq!(code(&o), 1);
        assert!(err(&o).contains("none/o.jsonl.part: No such file"), "{}", err(&o));
        std::fs::create_dir(f.path("closed")).unwrap();
        std::fs::set_permissions(f.path("closed"), std::fs::Permissions::from_mode(0o555)).unwrap();
        let o = run(&mut tag(&["--output", &f.at("closed/o.jsonl"), &file]));
        // Whoever may do everything may write there.
        if code(&o) != 0 {
            assert_eq!(code(&o), 1);
            assert!(err(&o).contains("Permission denied"), "{}", err(&o));
        }
        // What was there stays until the new is complete.
        let kept = f.put("kept.jsonl", "old");
        let broken = f.put("broken.jsonl", "{");
        let o = run(&mut tag(&["--strict", "--output", &kept, &broken]));
        assert_eq!((code(&o), f.read("kept.jsonl").as_slice()), (1, &b"old"[..]));
    }

    #[test]
    fn a_file_that_cannot_be_read_or_is_gone() {
        let f = Folder::new();
        for name in ["d/a.txt", "d/c.txt"] {
            f.put(name, "Nairobi");
        }
        // A link to nothing is what a file looks like that vanished since its folder was read.
        std::os::unix::fs::symlink(f.path("gone"), f.path("d/b.txt")).unwrap();
        let o = run(&mut tag(&[&f.at("d")]));
        assert_eq!((code(&o), lines(&out(&o)).len()), (3, 2));
        assert!(err(&o).contains("b.txt: No such file"), "{}", err(&o));
        // A circle of links ends.
        std::os::unix::fs::symlink(f.path("d"), f.path("d/circle")).unwrap();
        let o = run(&mut tag(&[&f.at("d")]));
        assert_eq!((code(&o), lines(&out(&o)).len()), (3, 2), "{}", err(&o));
    }

    #[test]
    fn an_interrupt_ends_cleanly_and_can_be_resumed() {
        let f = Folder::new();
        let file = f.put("s.jsonl", stories(3000));
        let want = run(&mut tag(&["--evidence", &file])).stdout;
        let args = ["--evidence", "--resume", "--output", &f.at("o.jsonl"), &file];
        let child = tag(&args).stderr(Stdio::piped()).spawn().unwrap();
        // Once something is written it is in the middle.
        while std::fs::metadata(f.path("o.jsonl.part")).map_or(0, |m| m.len()) == 0 {
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        let o = child.wait_with_output().unwrap();
        assert_eq!(code(&o), 130, "{}", err(&o));
        assert!(err(&o).contains("interrupted after") && err(&o).contains("--resume"), "{}", err(&o));
        assert!(!f.path("o.jsonl").exists());
        let o = run(&mut tag(&args));
        assert_eq!(code(&o), 0, "{}", err(&o));
        assert!(f.read("o.jsonl") == want);
    }
}
