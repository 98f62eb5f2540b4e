//! The example programs do what the README says they do, on small data.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Examples are built with the tests, beside the command, when all tests are run.
fn example(name: &str) -> Command {
    let bin: PathBuf = env!("CARGO_BIN_EXE_dateline").into();
    let path = bin.parent().unwrap_or(Path::new(".")).join("examples").join(name);
    assert!(
        path.exists(),
        "{} is not built; `cargo test` builds the examples, `cargo test --test` alone does not: add --examples",
        path.display()
    );
    let mut command = Command::new(path);
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

fn text(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("results are UTF-8")
}

fn lines(output: Output) -> Vec<serde_json::Value> {
    text(output).lines().map(|l| serde_json::from_str(l).expect("a line of JSON")).collect()
}

#[test]
fn extract() {
    text(example("extract").output().expect("it is built"));
}

#[test]
fn mapped() {
    let out = text(example("mapped").output().expect("it is built"));
    assert!(out.starts_with("100000 names opened in "), "{out}");
    assert!(out.contains("ORG \"Kolwani Holding 77123\" [(\"register\", \"R-77123\")]"), "{out}");
}

#[test]
fn reload() {
    let out = text(example("reload").output().expect("it is built"));
    assert!(out.contains("version 2 in use") && out.contains("version 3 in use"), "{out}");
}

#[test]
fn watchlist() {
    let out = text(example("watchlist").output().expect("it is built"));
    assert!(out.contains("lima-copper: \"Minera Altiplano S.A.\" is \"Minera Altiplano S.A.\" [(\"registry\", \"PE-20114\")]"), "{out}");
    assert!(out.contains("ohio-bank: \"First Maumee\" is \"First Maumee Bancorp\""), "{out}");
}

#[test]
fn batch() {
    let lines = lines(example("batch").output().expect("it is built"));
    assert_eq!(lines.len(), 6);
    assert_eq!(lines[0]["id"], "examples/stories/amman-water.txt");
}

#[test]
fn jsonl() {
    let found = lines(example("jsonl").output().expect("it is built"));
    let ids: Vec<_> = found.iter().filter_map(|d| d["id"].as_str()).collect();
    assert_eq!(ids, ["harbour-1", "harbour-2", "bank-1"]);
    assert!(found[0]["entities"].as_array().is_some_and(|e| e.iter().any(|e| e["text"] == "Grace Atieno")));
    // A line that is no story is told, and the next is read.
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("mixed.jsonl");
    std::fs::write(&path, "{broken\n{\"id\":\"a\",\"text\":\"Paris slept.\"}\n").expect("it can be written");
    let output = example("jsonl").arg(&path).output().expect("it is built");
    assert!(String::from_utf8_lossy(&output.stderr).contains("mixed.jsonl:1: "));
    assert_eq!(lines(output)[0]["id"], "a");
}

#[test]
fn pipe() {
    let mut child =
        example("pipe").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it is built");
    child
        .stdin
        .take()
        .expect("it is piped")
        .write_all("Ministers met in Nairobi.\nÉlysée\n".as_bytes())
        .expect("it reads");
    let lines = lines(child.wait_with_output().expect("it ends"));
    assert_eq!(
        (lines.len(), lines[1]["id"].as_str(), lines[1]["offsets"].as_str()),
        (2, Some("2"), Some("chars"))
    );
}
