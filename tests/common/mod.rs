//! What the tests of the command share.
#![allow(dead_code)] // not every test uses all of it

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Weights under which every candidate is a name, so that tests need not know what the shipped ones
/// find.
pub fn everything() -> String {
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/everything.tsv").to_owned()
}

pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

/// `dateline tag` with the weights above and no built-in lists.
pub fn tag(args: &[&str]) -> Command {
    let mut command = command();
    command.args(["tag", "--no-builtin", "--weights", &everything()]).args(args);
    command
}

pub fn run(command: &mut Command) -> Output {
    command.stdin(Stdio::null()).output().expect("the program starts")
}

pub fn feed(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&input); // it may end before it has read all
    });
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("writing does not panic");
    output
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("results are UTF-8")
}

pub fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

pub fn lines(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|l| serde_json::from_str(l).expect("a line of JSON")).collect()
}

pub struct Folder(pub tempfile::TempDir);

impl Folder {
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().expect("a folder can be made"))
    }
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a folder can be made");
        std::fs::write(&path, bytes).expect("a file can be written");
        path.display().to_string()
    }
    pub fn at(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }
    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).expect("the file is there")
    }
}

/// Stories as JSON Lines, `n` of them, all different.
pub fn stories(n: usize) -> String {
    let places = ["Nairobi", "São Paulo", "Đà Nẵng", "Kraków", "العريش", "北京市"];
    let people = ["Jane Mwangi", "Luis Ortega", "Mai Nguyen", "Olga Petrova", "Sean O’Brien"];
    (0..n)
        .map(|i| {
            let text = format!(
                "{} (AP) — {}, minister number {i}, said on Monday that the World Bank would pay “all of it” 😀.\n\n{} met {} in {}.",
                places[i % 6].to_uppercase(),
                people[i % 5],
                people[(i + 1) % 5],
                people[(i + 3) % 5],
                places[(i / 6) % 6]
            );
            serde_json::json!({"id": format!("s-{i}"), "region": places[i % 6], "text": text}).to_string() + "\n"
        })
        .collect()
}
