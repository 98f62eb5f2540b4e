//! `dateline evaluate` and `dateline fit`, on gold written for the test.

mod common;

use common::*;

/// Under the weights of the tests every candidate is an organization.
const GOLD: &str = r#"{"id":"a_1","region":"Africa","text":"Mwangi visited Acme in Nairobi.","spans":[{"start":0,"end":6,"label":"PER"},{"start":15,"end":19,"label":"ORG"},{"start":23,"end":30,"label":"LOC"}]}
{"id":"b_1","region":"Asia","text":"Northgate Metals hired Văn.","spans":[{"start":0,"end":16,"label":"ORG"},{"start":23,"end":26,"label":"PER","optional":true}]}
"#;

fn evaluate(args: &[&str]) -> String {
    let o = run(command().args(["evaluate", "--no-builtin", "--weights", &everything()]).args(args));
    assert_eq!(code(&o), 0, "{}", err(&o));
    out(&o)
}

#[test]
fn counts_by_hand() {
    let f = Folder::new();
    let gold = f.put("g.jsonl", GOLD);
    let numbers: serde_json::Value =
        serde_json::from_str(&evaluate(&["--json", "--by", "region", &gold])).unwrap();
    let of = |v: &serde_json::Value| {
        (v["tp"].as_u64().unwrap(), v["fp"].as_u64().unwrap(), v["fn"].as_u64().unwrap())
    };
    assert_eq!(of(&numbers["exact"]["labels"]["ORG"]), (1, 4, 1), "{numbers}");
    assert_eq!(of(&numbers["exact"]["labels"]["PERSON"]), (0, 0, 1));
    assert_eq!(of(&numbers["overlap"]["labels"]["ORG"]), (2, 3, 0));
    assert_eq!(of(&numbers["by"]["Asia"]), (0, 2, 1));
    let report = evaluate(&["--by", "paper", &gold]);
    for part in [
        "exact",
        "overlap",
        "by paper",
        "wrongly found",
        "missed",
        "PERSON -> ORG",
        "PLACE -> ORG",
        "ORG     Northgate Metals | Northgate",
        "evidence that earned most",
        "[[Nairobi]]",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
    assert!(evaluate(&["--labels", "GROUP", "--errors", "0", &gold]).contains("all           0.00"));
}

#[test]
fn other_forms_of_gold() {
    let f = Folder::new();
    let conll = f.put("g.conll", "Mwangi B-PER\nvisited O\nAcme B-ORG\n. O\n");
    assert!(
        evaluate(&[&conll]).contains("ORG          50.00  100.00   66.67       1       1       0       1")
    );
    f.put("b/s.txt", "Élysée hired Jane.");
    f.put("b/s.ann", "T1\tORG 0 6\tÉlysée\n");
    assert!(evaluate(&[&f.at("b")]).contains("ORG          50.00  100.00"));
    let bad = f.put("bad.jsonl", "{\"id\":1}\n");
    let o = run(command().args(["evaluate", &bad]));
    assert_eq!(code(&o), 1);
    assert!(err(&o).contains("bad.jsonl:1:"), "{}", err(&o));
    let o = run(command().args(["evaluate", &f.put("x.pdf", "")]));
    assert_eq!(code(&o), 2);
}

/// Gold enough to learn from: names after "Ms" are persons, names after "in" are places.
fn learnable() -> String {
    let (people, places) = (["Mwangi", "Ortega", "Petrova", "Nguyen"], ["Nairobi", "Lima", "Oslo", "Hanoi"]);
    (0..24)
        .map(|n| {
            let (person, place) = (people[n % 4], places[n / 4 % 4]);
            let text = format!("It rained when Ms {person} spoke in {place}.");
            let at = |name: &str| text.find(name).map_or(0, |i| i);
            let spans = serde_json::json!([
                {"start": at(person), "end": at(person) + person.len(), "label": "PER"},
                {"start": at(place), "end": at(place) + place.len(), "label": "LOC"},
            ]);
            serde_json::json!({"id": format!("paper{}_{n}", n % 6), "text": text, "spans": spans}).to_string()
                + "\n"
        })
        .collect()
}

#[test]
fn fits_and_folds() {
    let f = Folder::new();
    let gold = f.put("g.jsonl", learnable());
    let fit = |name: &str, more: &[&str]| {
        let o = run(command().args(["fit", &gold, "--output", &f.at(name)]).args(more));
        assert_eq!(code(&o), 0, "{}", err(&o));
        (f.read(name), err(&o))
    };
    let (one, _) = fit("a.tsv", &[]);
    let (two, told) = fit("b.tsv", &["--folds", "2", "--threads", "2"]);
    assert!(one == two, "the same gold gives the same table");
    assert!(told.contains("PERSON") && told.contains("pieces of evidence"), "{told}");
    let o = run(command().args(["evaluate", "--weights", &f.at("a.tsv"), "--json", &gold]));
    let numbers: serde_json::Value = serde_json::from_str(&out(&o)).unwrap();
    assert!(numbers["exact"]["micro"]["f"].as_f64().unwrap() > 0.9, "{numbers}");
    let also = f.put("also.jsonl", GOLD);
    let o = run(command().args(["evaluate", "--folds", "3", "--errors", "0", &gold, "--also", &also]));
    assert_eq!(code(&o), 0, "{}", err(&o));
    // Only the gold is scored: 24 stories with two names each.
    assert!(out(&o).lines().any(|l| l.starts_with("all ") && l.ends_with("     48")), "{}", out(&o));
    let o = run(command().args(["evaluate", "--also", &also, "--", &gold]));
    assert_eq!(code(&o), 2);
}

#[test]
fn explains() {
    let f = Folder::new();
    let story = f.put("s.txt", "Mwangi visited Acme.");
    let o = run(command().args(["explain", "--no-builtin", "--weights", &everything(), &story]));
    assert_eq!(code(&o), 0, "{}", err(&o));
    assert!(
        out(&o).contains("\nMwangi  ORG 0.9")
            && out(&o).contains("+3.00  bias")
            && out(&o).contains("in all"),
        "{}",
        out(&o)
    );
}

/// Another scorer, on other people's gold; both are beside the project on the machine where it is
/// made, and nowhere else. Says so when they are not there.
#[test]
fn agrees_with_another_scorer() {
    let shared = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let (scorer, gold) = (shared.join("score.py"), shared.join("corpora/ieer.dev.jsonl"));
    if !scorer.exists() || !gold.exists() {
        eprintln!("passed over: {} is not there", scorer.display());
        return;
    }
    let f = Folder::new();
    let gold = gold.display().to_string();
    let o = run(command().args([
        "tag",
        "--weights",
        &everything(),
        "--offsets",
        "chars",
        "--format",
        "jsonl",
        &gold,
    ]));
    let found = f.put("found.jsonl", o.stdout);
    let numbers: serde_json::Value = serde_json::from_str(&out(&run(command().args([
        "evaluate",
        "--weights",
        &everything(),
        "--json",
        &gold,
    ]))))
    .unwrap();
    for (lenient, part) in [(false, "exact"), (true, "overlap")] {
        let mut python = std::process::Command::new("python3");
        python.arg(&scorer).args([&gold, &found, "--json"]).args(lenient.then_some("--lenient"));
        let o = run(&mut python);
        let want: serde_json::Value = serde_json::from_str(&out(&o)).expect("the scorer answers");
        for key in ["tp", "fp", "fn"] {
            assert_eq!(numbers[part]["micro"][key], want["micro"][key], "{part} {key}");
            for (here, there) in [("ORG", "ORG"), ("PERSON", "PER"), ("PLACE", "LOC")] {
                assert_eq!(
                    numbers[part]["labels"][here][key], want["labels"][there][key],
                    "{part} {here} {key}"
                );
            }
        }
    }
}
