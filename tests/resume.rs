//! A job that is killed, again and again, at random places, gives in the end the bytes of a job
//! that was not.
#![cfg(unix)]

mod common;

use common::*;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Numbers that differ from run to run; the seed is in the messages.
struct Random(u64);

impl Random {
    fn new() -> Random {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        Random(now.as_nanos() as u64)
    }
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// Kills a job until it has been killed `kills` times; every job that ends is compared and begun
/// anew.
fn killed(name: &str, checkpoint: &str, kills: usize) {
    let f = Folder::new();
    let input = [
        f.put("a.jsonl", stories(900) + "{broken\n" + &stories(30)),
        f.put("b/c.txt", "Jean Dupont met Mai Nguyen."),
        f.put("b/d.csv", "id,text\n1,Paris\n2,Lima\n"),
        f.put("z.jsonl", stories(900)),
    ];
    let errors = f.at("errors.jsonl");
    let output = f.at(name);
    let all = [&input[0], &f.at("b"), &input[3]];
    let args: Vec<&str> = [
        "--evidence",
        "--quiet",
        "--threads",
        "2",
        "--resume",
        "--checkpoint",
        checkpoint,
        "--output",
        &output,
        "--errors",
        &errors,
    ]
    .into_iter()
    .chain(all.iter().map(|s| s.as_str()))
    .collect();
    let start = Instant::now();
    let o = run(&mut tag(&args));
    let whole = start.elapsed();
    assert_eq!(code(&o), 3, "{}", err(&o));
    let (want, want_errors) = (f.read(name), f.read("errors.jsonl"));
    let begin = || {
        std::fs::remove_file(&output).unwrap();
        std::fs::remove_file(&errors).unwrap();
    };
    begin();
    let mut random = Random::new();
    let seed = random.0;
    let (mut done, mut complete, mut resumed) = (0, 0, 0);
    while done < kills || complete == 0 {
        resumed += usize::from(f.path(&format!("{name}.part.journal")).exists());
        let mut child = tag(&args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        // Now and then let it run to its end.
        let patience = whole.mul_f64(random.below(1000) as f64 / 1000.0)
            + if random.below(8) == 0 || done >= kills { whole * 20 } else { Duration::ZERO };
        let from = Instant::now();
        loop {
            if let Some(status) = child.try_wait().unwrap() {
                let o = child.wait_with_output().unwrap();
                assert_eq!(status.code(), Some(3), "seed {seed}: {}", err(&o));
                assert!(f.read(name) == want, "seed {seed}: other bytes after {done} kills");
                assert!(
                    f.read("errors.jsonl") == want_errors,
                    "seed {seed}: other errors after {done} kills"
                );
                let left: Vec<_> = std::fs::read_dir(f.0.path())
                    .unwrap()
                    .map(|e| e.unwrap().file_name().into_string().unwrap())
                    .filter(|n| n.contains("part"))
                    .collect();
                assert!(left.is_empty(), "{left:?}");
                complete += 1;
                begin();
                break;
            }
            if from.elapsed() >= patience {
                child.kill().unwrap(); // SIGKILL
                child.wait().unwrap();
                done += 1;
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }
    if resumed == 0 {
        eprintln!("no kill fell while the job was writing; the bytes were compared all the same");
    }
    eprintln!("{name}: {done} kills, {resumed} resumed, {complete} completed, seed {seed}");
}

/// How often to kill each job; `DATELINE_KILLS=50` with `--release` for a thorough run.
fn kills() -> usize {
    std::env::var("DATELINE_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(3)
}

#[test]
fn plain() {
    killed("out.jsonl", "0.005", kills());
}

#[test]
fn gzip() {
    killed("out.jsonl.gz", "0", kills());
}

#[test]
fn zstd() {
    killed("out.jsonl.zst", "0", kills());
}

#[cfg(feature = "parquet")]
#[test]
fn parquet() {
    killed("out.parquet", "0.005", kills());
}

/// A place in the inputs means nothing once they are others: a story would be lost or come twice.
#[test]
fn other_inputs_are_not_continued() {
    let f = Folder::new();
    f.put("d/b.jsonl", stories(30));
    f.put("d/c.jsonl", stories(10) + "{broken\n" + &stories(10));
    let last = f.put("d/d.txt", "Paris");
    let (folder, output, errors) = (f.at("d"), f.at("o.jsonl"), f.at("e.jsonl"));
    let args =
        ["--quiet", "--resume", "--checkpoint", "0", "--output", &output, "--errors", &errors, &folder];
    let strict: Vec<&str> = args.iter().copied().chain(["--strict"]).collect();
    assert_eq!(code(&run(&mut tag(&args))), 3);
    let want = (f.read("o.jsonl"), f.read("e.jsonl"));
    // The broken line stops it, and again when it is resumed.
    std::fs::remove_file(&output).unwrap();
    std::fs::remove_file(&errors).unwrap();
    for _ in 0..2 {
        let o = run(&mut tag(&strict));
        assert_eq!(code(&o), 1);
        assert!(err(&o).contains("c.jsonl:11: wrong JSON"), "{}", err(&o));
        assert!(f.path("o.jsonl.part.journal").exists() && !f.path("o.jsonl").exists());
    }
    let refused = || {
        let o = run(&mut tag(&args));
        assert_eq!(code(&o), 1);
        assert!(err(&o).contains("not those of the interrupted run"), "{}", err(&o));
    };
    // One more before the place; one changed; one gone.
    let more = f.put("d/a.txt", "Lima");
    refused();
    std::fs::remove_file(more).unwrap();
    let changed = std::fs::OpenOptions::new().append(true).open(f.path("d/b.jsonl")).unwrap();
    let (length, time) = (changed.metadata().unwrap().len(), changed.metadata().unwrap().modified().unwrap());
    std::io::Write::write_all(&mut &changed, b"\n").unwrap();
    refused();
    changed.set_len(length).unwrap();
    changed.set_modified(time).unwrap();
    std::fs::rename(f.path("d/b.jsonl"), f.path("b.jsonl")).unwrap();
    refused();
    std::fs::rename(f.path("b.jsonl"), f.path("d/b.jsonl")).unwrap();
    // What comes after the place may be another: it has not been read.
    std::fs::write(&last, "Paris").unwrap();
    assert_eq!(code(&run(&mut tag(&args))), 3);
    assert!((f.read("o.jsonl"), f.read("e.jsonl")) == want);
}

#[test]
fn another_job_is_not_continued() {
    let f = Folder::new();
    let file = f.put("s.jsonl", stories(20));
    let output = f.at("o.jsonl");
    f.put("o.jsonl.part", "");
    f.put("o.jsonl.part.journal", r#"{"job":"another","place":{"file":0,"records":3},"output":0,"errors":0,"summary":{"stories":0,"errors":0,"bytes":0,"entities":{}},"complete":false}"#);
    let o = run(&mut tag(&["--resume", "--output", &output, &file]));
    assert_eq!(code(&o), 1);
    assert!(err(&o).contains("other arguments"), "{}", err(&o));
    // Without --resume it begins anew.
    let o = run(&mut tag(&["--output", &output, &file]));
    assert_eq!(code(&o), 0, "{}", err(&o));
    assert_eq!(lines(&String::from_utf8(f.read("o.jsonl")).unwrap()).len(), 20);
    // With nothing to continue, --resume begins.
    let o = run(&mut tag(&["--resume", "--output", &f.at("p.jsonl"), &file]));
    assert_eq!(code(&o), 0, "{}", err(&o));
    assert!(f.read("p.jsonl") == f.read("o.jsonl"));
}
