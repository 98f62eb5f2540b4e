//! Writes `benches/RESULTS.md`: every figure of one run on one machine, contestants taking turns.
//!
//! `cargo bench --features bench --bench record` measures everything (some four minutes on an idle machine);
//! `… --bench record -- tokens lists` only the sections named, and prints without writing. With
//! `DATELINE_NEWS=FILE.jsonl` set, the section `news` is measured on the field `text` of every line
//! of that file; without it, that section is kept from the file as it is. So is the table of
//! Python's programs, which `benches/peers/compare.py` renews.

mod support;

use dateline::bench::{self, Tokens};
use dateline::{Document, Extractor, Gazetteer, GazetteerBuilder, OffsetUnit, Scratch};
use std::fmt::Write as _;
use std::time::{Duration, Instant};
use support::{bare, bare_memory, check, memory, names, race, speed, stories, timed};

const PEERS: &str = "<!-- peers -->";
const NEWS: &str = "## News from a file\n";
const RESULTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/RESULTS.md");

/// A part of the record: its name and what writes it.
type Section = (&'static str, fn(&mut String));

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    if let Some(task) = std::env::var_os("DATELINE_BENCH_CHILD") {
        return child(&task.to_string_lossy());
    }
    let wants = |section: &str| wanted.is_empty() || wanted.iter().any(|w| w == section);
    if let [export, dir, n] = &wanted[..]
        && export == "export"
    {
        return self::export(std::path::Path::new(dir), n.parse().expect("a number of names"));
    }
    if let [peer, dir] = &wanted[..]
        && peer == "peer"
    {
        return self::peer(std::path::Path::new(dir));
    }
    let mut out = String::new();
    let sections: [Section; 11] = [
        ("tokens", tokens),
        ("engines", engines),
        ("lists", lists),
        ("memory", list_memory),
        ("programs", programs),
        ("huge", huge),
        ("extraction", extraction),
        ("steps", steps),
        ("news", news),
        ("json", writing),
        ("startup", startup),
    ];
    if let Some(unknown) = wanted.iter().find(|w| sections.iter().all(|(name, _)| name != w)) {
        let names: Vec<&str> = sections.iter().map(|(name, _)| *name).collect();
        eprintln!("no section is called {unknown}; there are {}", names.join(", "));
        std::process::exit(2);
    }
    for (name, run) in sections {
        if wants(name) {
            let from = out.len();
            run(&mut out);
            println!("{}", &out[from..]);
        }
    }
    if !wanted.is_empty() {
        return;
    }
    let old = std::fs::read_to_string(RESULTS).unwrap_or_default();
    let peers = old.find(PEERS).map_or("", |at| &old[at + PEERS.len()..]);
    let text = format!("{}{out}{PEERS}{peers}", head());
    std::fs::write(RESULTS, text).expect("benches/RESULTS.md can be written");
}

/// What a program prints.
fn command(program: &str, args: &[&str]) -> String {
    let out = std::process::Command::new(program).args(args).output();
    out.map_or(String::new(), |o| String::from_utf8_lossy(&o.stdout).trim().to_owned())
}

fn head() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpu
        .lines()
        .find_map(|l| l.strip_prefix("model name"))
        .map_or("unknown", |l| l.trim_matches(['\t', ':', ' ']));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "# What was measured\n\n\
         Written by `cargo bench --features bench --bench record`; do not edit by hand.\n\n\
         - date: {}\n- processor: {cpu}, {cores} cores in use by others too\n- compiler: {}\n- dateline {} at {}\n\n\
         MB are 10⁶ bytes; times are the processor's, except for start-up, opening and two threads. Within a table the contestants took turns, and times are medians; so ratios\n\
         hold, while the figures themselves move by a third with what else the machine does.\n\
         \"bare\" is `aho-corasick`'s contiguous NFA, leftmost-longest, over the same names and the same\n\
         text: it finds substrings, without regard to words, case or spelling.\n\n",
        command("date", &["+%Y-%m-%d"]),
        command("rustc", &["--version"]),
        env!("CARGO_PKG_VERSION"),
        command("git", &["rev-parse", "--short", "HEAD"]),
    )
}

/// How fast does text become tokens?
fn tokens(out: &mut String) {
    *out += "## Tokens\n\nHow fast does text become tokens with shapes, classes, sentences and zones, on one thread, buffers warm?\n\n| text | UAX #29 words only, MB/s | `unicode_word_indices`, MB/s | tokens, MB/s | stories/s |\n|---|---|---|---|---|\n";
    for (name, curly) in [("ASCII", false), ("curly quotes", true)] {
        let t = support::own_or_generated(4_000_000, curly);
        let mut tokens = Tokens::default();
        let count = tokens.read(&t.text);
        assert!(count > t.text.len() / 8, "the tokens are there");
        let times = race(
            9,
            &mut [
                &mut || Tokens::words(&t.text),
                &mut || {
                    unicode_segmentation::UnicodeSegmentation::unicode_word_indices(t.text.as_str()).count()
                },
                &mut || stories(&t.text).map(|w| tokens.read(w)).sum(),
            ],
        );
        let n = t.text.len();
        let _ = writeln!(
            out,
            "| {name}, {:.1} MB | {:.0} | {:.0} | {:.0} | {:.0} |",
            n as f64 / 1e6,
            speed(n, times[0]),
            speed(n, times[1]),
            speed(n, times[2]),
            t.stories as f64 / times[2].as_secs_f64()
        );
    }
    *out += "\n";
}

fn tsv(names: &[String]) -> GazetteerBuilder {
    let mut builder = GazetteerBuilder::new();
    builder.add_tsv("names", &support::list(names)).expect("generated lists are well-formed");
    builder
}

/// From which size on is which engine the better one?
fn engines(out: &mut String) {
    *out += "## Engines\n\nFrom which number of names on is which engine better? Search over tokens that are there already, and building.\n\n| names | automaton, MB/s | trie, MB/s | automaton built in | trie built in |\n|---|---|---|---|---|\n";
    for n in [10, 100, 1_000, 10_000] {
        let list = names(n);
        let t = support::text(1_000_000, &list, false);
        let (trie, trie_time) = timed(|| bench::build(tsv(&list), false).expect("built"));
        let (automaton, automaton_time) = timed(|| bench::build(tsv(&list), true).expect("built"));
        assert_eq!(check(&trie, &t, &list), check(&automaton, &t, &list));
        let (mut a, mut b) = (Tokens::default(), Tokens::default());
        a.read(&t.text);
        b.read(&t.text);
        let times = race(15, &mut [&mut || a.find(&automaton, &t.text), &mut || b.find(&trie, &t.text)]);
        let size = t.text.len();
        let _ = writeln!(
            out,
            "| {n} | {:.0} | {:.0} | {} | {} |",
            speed(size, times[0]),
            speed(size, times[1]),
            ms(automaton_time),
            ms(trie_time)
        );
    }
    *out += "\n";
}

fn ms(d: Duration) -> String {
    match d.as_secs_f64() * 1e3 {
        x if x < 1.0 => format!("{:.0} µs", x * 1e3),
        x if x < 1000.0 => format!("{x:.1} ms"),
        x => format!("{:.2} s", x / 1e3),
    }
}

/// How fast are names found, from ten to a million?
fn lists(out: &mut String) {
    *out += "## Lists\n\nHow fast are the names of a list found in text of which one name in a hundred occurs? \"find\" is `Gazetteer::find`, text to matches; \"over tokens\" what a further list costs an extractor that has the tokens.\n\n| names | bare, MB/s | find, MB/s | × bare | over tokens, MB/s | × bare | matches |\n|---|---|---|---|---|---|---|\n";
    for n in [1_000, 10_000, 100_000, 1_000_000] {
        let list = names(n);
        let t = support::text(4_000_000, &list, false);
        let g = tsv(&list).build().expect("built");
        let matches = check(&g, &t, &list);
        row(out, &n.to_string(), &g, &bare(&list), &t, matches);
    }
    let builtin = Gazetteer::builtin();
    let list: Vec<String> = all_names(&builtin);
    let t = support::own_or_generated(4_000_000, false);
    let matches = check(&builtin, &t, &[]);
    row(out, &format!("built-in, {}", list.len()), &builtin, &bare(&list), &t, matches);
    *out += "\n";
    *out += LIMITS;
}

/// Not measured by this program: from `perf record -e cpu-clock` over `Gazetteer::find` alone. To be
/// renewed when the search changes.
const LIMITS: &str = "\
What limits \"find\" (profile by `perf`): with 10,000 names more than half of the time goes to telling words
from marks, 32 bytes at a time, three tenths to look-ups, and a tenth to the tokenizer, for words with marks
inside. With 1,000,000 half goes to look-ups, most of it waiting for a table of 20 MB, which no cache of a
core holds; 64 beginnings wait for it together. Of the built-in lists a name begins with three of four
capitalised words of news, and a filter of pairs of words passes over most of the second look-ups: look-ups are
half of the time, and a third on real news, where another third goes to the tokenizer, for apostrophes within
words, abbreviations and letters beyond ASCII. \"over tokens\" is bound by the same table.

";

fn all_names(g: &Gazetteer) -> Vec<String> {
    (0..g.len()).filter_map(|n| g.entry(n)).flat_map(|e| std::iter::once(e.name).chain(e.aliases)).collect()
}

fn row(
    out: &mut String,
    name: &str,
    g: &Gazetteer,
    bare: &aho_corasick::AhoCorasick,
    t: &support::Text,
    matches: usize,
) {
    let mut over = Tokens::default();
    over.read(&t.text);
    let times = race(
        7,
        &mut [
            &mut || bare.find_iter(&t.text).count(),
            &mut || stories(&t.text).map(|w| g.find(w).len()).sum(),
            &mut || over.find(g, &t.text),
        ],
    );
    let n = t.text.len();
    let of = |i: usize| speed(n, times[i]);
    let _ = writeln!(
        out,
        "| {name} | {:.0} | {:.0} | {:.2} | {:.0} | {:.2} | {matches} |",
        of(0),
        of(1),
        of(1) / of(0),
        of(2),
        of(2) / of(0)
    );
}

/// Names and text for programs in other languages: `… --bench record -- export DIR 100000`.
fn export(dir: &std::path::Path, n: usize) {
    let list = names(n);
    let t = support::text(2_000_000, &list, false);
    std::fs::create_dir_all(dir).expect("the folder can be made");
    std::fs::write(dir.join("names.txt"), list.join("\n")).expect("the disk has room");
    std::fs::write(dir.join("text.txt"), &t.text).expect("the disk has room");
    let mentions: String = t.mentions.iter().map(|(s, e, _)| format!("{s}\t{e}\n")).collect();
    std::fs::write(dir.join("mentions.tsv"), mentions).expect("the disk has room");
}

/// This crate's figures on exported names and text, for `peers/compare.py`.
fn peer(dir: &std::path::Path) {
    let read = |file: &str| std::fs::read_to_string(dir.join(file)).expect("exported");
    let list: Vec<String> = read("names.txt").lines().map(str::to_owned).collect();
    let text = read("text.txt");
    let tsv = support::list(&list);
    let before = memory().map_or(0, |m| m.0);
    let (g, build) = timed(|| Gazetteer::from_tsv("names", &tsv).expect("generated lists are well-formed"));
    let peak = memory().map_or(0, |m| m.1.saturating_sub(before));
    let found = g.find(&text);
    let spans: std::collections::HashSet<(usize, usize)> = found.iter().map(|m| (m.start, m.end)).collect();
    let mentions = read("mentions.tsv");
    let wanted: std::collections::HashSet<(usize, usize)> = mentions
        .lines()
        .filter_map(|l| l.split_once('\t'))
        .map(|(s, e)| (s.parse().expect("an offset"), e.parse().expect("an offset")))
        .collect();
    let times = race(5, &mut [&mut || stories(&text).map(|w| g.find(w).len()).sum()]);
    println!(
        "{{\"build\":{},\"peak\":{peak},\"speed\":{},\"bytes\":{},\"matches\":{},\"found\":{}}}",
        build.as_secs_f64(),
        speed(text.len(), times[0]),
        text.len(),
        found.len(),
        wanted.intersection(&spans).count() as f64 / wanted.len().max(1) as f64
    );
}

/// How do other crates search the same names?
fn programs(out: &mut String) {
    *out += "## Other crates\n\nThe same names and text, in turns on one thread. Only dateline gives words, folding, identifiers and policies; the others give bytes. `fst`: the longest name from every capitalised word start, checked to end at a word's end.\n\n| names | program | built in | memory a name | MB/s | × bare |\n|---|---|---|---|---|---|\n";
    for n in [100_000, 1_000_000] {
        let list = names(n);
        let t = support::text(2_000_000, &list, false);
        let mut sorted = list.clone();
        sorted.sort();
        let (g, g_time) = timed(|| tsv(&list).build().expect("built"));
        let (ac, ac_time) = timed(|| bare(&list));
        let (da, da_time) = timed(|| {
            let kind = daachorse::MatchKind::LeftmostLongest;
            daachorse::DoubleArrayAhoCorasickBuilder::new()
                .match_kind(kind)
                .build::<_, _, u32>(&list)
                .expect("built")
        });
        let (fst, fst_time) = timed(|| fst::Set::from_iter(&sorted).expect("sorted"));
        let built = [g_time, ac_time, da_time, fst_time].map(ms);
        check(&g, &t, &list);
        let memory = [g.compiled().len(), bare_memory(&list), da.heap_bytes(), fst.as_fst().as_bytes().len()];
        let times = race(
            5,
            &mut [
                &mut || stories(&t.text).map(|w| g.find(w).len()).sum(),
                &mut || ac.find_iter(&t.text).count(),
                &mut || da.leftmost_find_iter(&t.text).count(),
                &mut || fst_find(&fst, t.text.as_bytes()),
            ],
        );
        for (i, name) in ["dateline", "`aho-corasick`, bare", "`daachorse`, leftmost-longest", "`fst`"]
            .into_iter()
            .enumerate()
        {
            let v = speed(t.text.len(), times[i]);
            let _ = writeln!(
                out,
                "| {n} | {name} | {} | {} B | {v:.0} | {:.2} |",
                built[i],
                memory[i] / n,
                v / speed(t.text.len(), times[1])
            );
        }
    }
    *out += "\n";
}

/// The longest name from every capitalised word start.
fn fst_find(set: &fst::Set<Vec<u8>>, text: &[u8]) -> usize {
    let fst = set.as_fst();
    let mut found = 0;
    let mut inside = false;
    for i in 0..text.len() {
        let word = text[i].is_ascii_alphanumeric();
        if text[i].is_ascii_uppercase() && !inside {
            let mut node = fst.root();
            let mut any = false;
            for j in i..text.len() {
                let Some(at) = node.find_input(text[j]) else { break };
                node = fst.node(node.transition_addr(at));
                any |= node.is_final() && text.get(j + 1).is_none_or(|b| !b.is_ascii_alphanumeric());
            }
            found += usize::from(any);
        }
        inside = word;
    }
    found
}

/// A fresh process each, so that peaks are its own.
fn list_memory(out: &mut String) {
    *out += "## Building and memory\n\nWhat does it take to build, in a process of its own? \"beyond the names\" is what stays in memory for a name besides its own bytes and its row's.\n\n| names | built by | time | peak beyond the list's text | resident a name | beyond the names |\n|---|---|---|---|---|---|\n";
    for n in [100_000, 1_000_000] {
        for who in ["reader", "bare"] {
            let _ = writeln!(out, "| {n} | {} |", run_child(&format!("build {who} {n}")));
        }
    }
    *out += "\n";
}

fn run_child(task: &str) -> String {
    let exe = std::env::current_exe().expect("a process knows its file");
    let run =
        std::process::Command::new(exe).env("DATELINE_BENCH_CHILD", task).output().expect("it runs again");
    assert!(run.status.success(), "{task}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8_lossy(&run.stdout).trim().to_owned()
}

fn temp(name: &str) -> std::path::PathBuf {
    std::env::temp_dir().join(format!("dateline-bench-{name}"))
}

fn child(task: &str) {
    let words: Vec<&str> = task.split(' ').collect();
    match words[..] {
        ["build", who, n] => child_build(who, n.parse().expect("a number")),
        ["compile", n] => child_compile(n.parse().expect("a number")),
        ["open", n] => child_open(n),
        ["startup"] => child_startup(),
        _ => panic!("unknown task {task}"),
    }
}

fn child_build(who: &str, n: usize) {
    // The list comes from a file, as it would; the other programs want the names sorted in memory.
    let path = temp(&format!("{n}.tsv"));
    let list = names(n);
    let name_bytes: usize = list.iter().map(String::len).sum();
    std::fs::write(&path, support::list(&list)).expect("the temporary directory can be written");
    let mut sorted = list;
    sorted.sort();
    if who == "reader" {
        sorted = Vec::new();
        // A new process: this one's peak is spoilt by the names.
        if std::env::var_os("DATELINE_BENCH_AGAIN").is_none() {
            let exe = std::env::current_exe().expect("a process knows its file");
            let run = std::process::Command::new(exe)
                .env("DATELINE_BENCH_CHILD", format!("build again{name_bytes} {n}"))
                .output()
                .expect("it runs again");
            print!("{}", String::from_utf8_lossy(&run.stdout));
            return;
        }
    }
    let before = memory().map_or(0, |m| m.0);
    match who {
        "bare" => {
            let (built, time) = timed(|| bare(&sorted));
            std::hint::black_box(&built);
            let peak = memory().map_or(0, |m| m.1.saturating_sub(before));
            let resident = bare_memory(&sorted);
            print!("bare `aho-corasick` | {} | {} MB | {} B | ", ms(time), peak / 1_000_000, resident / n);
        }
        again => {
            let bytes: usize = again.strip_prefix("again").and_then(|b| b.parse().ok()).expect("a size");
            let before = memory().map_or(0, |m| m.0);
            let (g, time) = timed(|| from_file(&path));
            let peak = memory().map_or(0, |m| m.1.saturating_sub(before));
            assert_eq!(g.names(), n);
            let block = g.compiled().len();
            print!(
                "dateline, from a file | {} | {} MB | {} B | {} B",
                ms(time),
                peak / 1_000_000,
                block / n,
                (block - bytes) / n
            );
        }
    }
}

fn from_file(path: &std::path::Path) -> Gazetteer {
    let file = std::io::BufReader::new(std::fs::File::open(path).expect("written before"));
    let mut builder = GazetteerBuilder::new();
    builder.add_reader("names", file).expect("generated lists are well-formed");
    builder.build().expect("built")
}

fn child_compile(n: usize) {
    // Streamed to the file: ten million names as strings would be a gigabyte.
    let path = temp(&format!("{n}.tsv"));
    {
        use std::io::Write;
        let mut file = std::io::BufWriter::new(
            std::fs::File::create(&path).expect("the temporary directory can be written"),
        );
        file.write_all(support::list(&names(n)).as_bytes()).expect("the disk has room");
    }
    let (g, built) = timed(|| from_file(&path));
    std::fs::write(temp(&format!("{n}.gaz")), g.compiled()).expect("the disk has room");
    print!("{} | {} MB", ms(built), g.compiled().len() / 1_000_000);
}

fn open(path: &std::path::Path) -> Gazetteer {
    let file = std::fs::File::open(path).expect("compiled before");
    // SAFETY: this process alone uses the file, and nothing writes it while it is mapped.
    #[allow(unsafe_code)]
    let map = unsafe { memmap2::Mmap::map(&file) }.expect("mapped");
    Gazetteer::from_compiled(map).expect("compiled by this program")
}

fn child_open(n: &str) {
    let path = temp(&format!("{n}.gaz"));
    let before = memory().map_or(0, |m| m.0);
    let start = Instant::now();
    let g = open(&path);
    let opened = start.elapsed();
    let resident = memory().map_or(0, |m| m.0.saturating_sub(before));
    let start = Instant::now();
    let first = g.find("Jane Mwangi of Kolwani Mining Corp spoke in Nairobi.").len();
    std::hint::black_box(first);
    let found = start.elapsed();
    let start = Instant::now();
    g.verify().expect("whole");
    let verified = start.elapsed();
    print!("{} | {} MB | {} | {}", ms(opened), resident / 1_000_000, ms(found), ms(verified));
}

/// Are ten million names usable?
fn huge(out: &mut String) {
    *out += "## Ten million names\n\nA compiled file, memory-mapped: opened without reading it whole, and searched.\n\n| names | built in | file | opened in (page cache warm) | resident after opening | first sentence | all verified in |\n|---|---|---|---|---|---|---|\n";
    const N: usize = 10_000_000;
    let compiled = run_child(&format!("compile {N}"));
    let opened = run_child(&format!("open {N}"));
    let _ = writeln!(out, "| {N} | {compiled} | {opened} |");
    *out += "\n| names | find, MB/s | over tokens, MB/s | find × that of 10,000 |\n|---|---|---|---|\n";
    let small = names(10_000);
    let list = names(N);
    let texts = [support::text(4_000_000, &small, false), support::text(4_000_000, &list, false)];
    let lists = [tsv(&small).build().expect("built"), open(&temp(&format!("{N}.gaz")))];
    check(&lists[0], &texts[0], &small);
    check(&lists[1], &texts[1], &list);
    drop(list);
    let (mut c, mut d) = (Tokens::default(), Tokens::default());
    c.read(&texts[0].text);
    d.read(&texts[1].text);
    let times = race(
        7,
        &mut [
            &mut || stories(&texts[0].text).map(|w| lists[0].find(w).len()).sum(),
            &mut || stories(&texts[1].text).map(|w| lists[1].find(w).len()).sum(),
            &mut || c.find(&lists[0], &texts[0].text),
            &mut || d.find(&lists[1], &texts[1].text),
        ],
    );
    for (i, n) in [10_000, N].into_iter().enumerate() {
        let size = texts[i].text.len();
        let _ = writeln!(
            out,
            "| {n} | {:.0} | {:.0} | {:.2} |",
            speed(size, times[i]),
            speed(size, times[i + 2]),
            speed(size, times[i]) / speed(texts[0].text.len(), times[0])
        );
    }
    let _ = std::fs::remove_file(temp(&format!("{N}.gaz")));
    let _ = std::fs::remove_file(temp(&format!("{N}.tsv")));
    *out += "\n";
}

/// How fast is the whole way, text to entities?
fn extraction(out: &mut String) {
    *out += "## Whole extraction\n\nText to entities with the built-in lists and weights, and with a list of the user's besides, of which one name in a hundred occurs; buffers warm, a story at a time. \"bare\" searches for the names of both lists.\n\n| user's names | threads | bare, MB/s | extraction, MB/s | stories/s | × bare |\n|---|---|---|---|---|---|\n";
    let builtin = all_names(&Gazetteer::builtin());
    for n in [0, 1_000, 10_000, 100_000, 1_000_000] {
        let list = names(n);
        let t = if n == 0 {
            support::own_or_generated(1_000_000, false)
        } else {
            support::text(1_000_000, &list, false)
        };
        let own = tsv(&list).build().expect("built");
        let extractor = Extractor::builder().gazetteer(own).build();
        let all: Vec<&str> = builtin.iter().chain(&list).map(String::as_str).collect();
        let bare = bare(&all);
        let texts: Vec<&str> = stories(&t.text).collect();
        support::check_entities(&extractor, &t);
        for threads in if n == 0 { 1..=2 } else { 1..=1 } {
            let times = race_extraction(&texts, threads, &extractor, &bare);
            versus(out, &n.to_string(), threads, (t.text.len(), texts.len()), times);
        }
    }
    *out += "\n";
}

/// A row of a table: what took its turns with the bare automaton over the same stories.
/// `text`: its bytes and stories.
fn versus(
    out: &mut String,
    what: &str,
    threads: usize,
    text: (usize, usize),
    [of_bare, ours]: [Duration; 2],
) {
    let (size, stories) = text;
    let _ = writeln!(
        out,
        "| {what} | {threads} | {:.0} | {:.1} | {:.0} | {:.2} |",
        speed(size, of_bare),
        speed(size, ours),
        stories as f64 / ours.as_secs_f64(),
        speed(size, ours) / speed(size, of_bare)
    );
}

/// The bare automaton and extraction over the same stories, in turns: the time of each. One thread
/// by the processor's time, several by the clock.
fn race_extraction(
    texts: &[&str],
    threads: usize,
    extractor: &Extractor,
    bare: &aho_corasick::AhoCorasick,
) -> [Duration; 2] {
    let search =
        |part: &[&str], _: &mut Scratch| part.iter().map(|s| bare.find_iter(s).count()).sum::<usize>();
    let extract = |part: &[&str], scratch: &mut Scratch| {
        part.iter().map(|s| extractor.extract_with(s, scratch).entities.len()).sum::<usize>()
    };
    let mut scratches: Vec<Scratch> = (0..threads).map(|_| Scratch::new()).collect();
    let chunk = texts.len().div_ceil(threads).max(1);
    for (part, scratch) in texts.chunks(chunk).zip(&mut scratches) {
        extract(part, scratch);
    }
    let times = if let [scratch] = &mut scratches[..] {
        race(5, &mut [&mut || search(texts, &mut Scratch::new()), &mut || extract(texts, scratch)])
    } else {
        type Run<'a> = dyn Fn(&[&str], &mut Scratch) -> usize + Sync + 'a;
        let all = |run: &Run<'_>, scratches: &mut [Scratch]| {
            std::thread::scope(|scope| {
                let running: Vec<_> = texts
                    .chunks(chunk)
                    .zip(scratches)
                    .map(|(part, scratch)| scope.spawn(move || run(part, scratch)))
                    .collect();
                running.into_iter().map(|r| r.join().expect("no panic")).sum::<usize>()
            })
        };
        let mut none: Vec<Scratch> = (0..threads).map(|_| Scratch::new()).collect();
        support::race_by_clock(
            5,
            &mut [&mut || all(&search, &mut none), &mut || all(&extract, &mut scratches)],
        )
    };
    [times[0], times[1]]
}

/// Where does the time of the whole way go?
fn steps(out: &mut String) {
    *out += "## Steps of extraction\n\nWhere does the time of the whole way go? Generated stories, or those of `DATELINE_NEWS`; buffers warm, medians.\n\n| step | ns a byte | share |\n|---|---|---|\n";
    let texts = support::news().unwrap_or_else(|| {
        let t = support::own_or_generated(1_000_000, true);
        stories(&t.text).map(str::to_owned).collect()
    });
    let size: usize = texts.iter().map(String::len).sum();
    let extractor = Extractor::new();
    let (mut scratch, mut document) = (Scratch::new(), Document::default());
    let mut rounds: Vec<Vec<(&'static str, Duration)>> = Vec::new();
    for _ in 0..6 {
        let mut round: Vec<(&'static str, Duration)> = Vec::new();
        for text in &texts {
            let mut last = Instant::now();
            dateline::bench::extract_by_step(&extractor, text, &mut scratch, &mut document, |step| {
                let now = Instant::now();
                match round.iter_mut().find(|(name, _)| *name == step) {
                    Some((_, time)) => *time += now - last,
                    None => round.push((step, now - last)),
                }
                last = now;
            });
        }
        rounds.push(round);
    }
    // The first filled the buffers.
    let medians: Vec<(&str, Duration)> = (0..rounds[0].len())
        .map(|n| {
            let mut times: Vec<Duration> = rounds[1..].iter().map(|r| r[n].1).collect();
            times.sort_unstable();
            (rounds[0][n].0, times[times.len() / 2])
        })
        .collect();
    let all: Duration = medians.iter().map(|(_, t)| *t).sum();
    for (step, time) in medians {
        let _ = writeln!(
            out,
            "| {step} | {:.1} | {:.0} % |",
            time.as_nanos() as f64 / size as f64,
            100.0 * time.as_secs_f64() / all.as_secs_f64()
        );
    }
    *out += "\n";
}

/// How fast is the whole way on real news, and look-up alone?
fn news(out: &mut String) {
    let Some(texts) = support::news() else {
        // What was measured before is kept.
        let old = std::fs::read_to_string(RESULTS).unwrap_or_default();
        match old.find(NEWS).map(|at| &old[at..]) {
            Some(old) => {
                let end = [old[NEWS.len()..].find("\n## ").map(|n| n + 1), old[NEWS.len()..].find(PEERS)];
                let end = end.into_iter().flatten().min().map_or(old.len(), |n| n + NEWS.len());
                *out += &old[..end];
            }
            None => {
                *out += NEWS;
                *out += "\nNot measured: `DATELINE_NEWS=FILE.jsonl cargo bench --features bench --bench record` reads the field `text` of every line.\n\n";
            }
        }
        return;
    };
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let size: usize = texts.iter().map(|s| s.len()).sum();
    let _ = write!(
        out,
        "{NEWS}\nText to entities on {} stories of {size} bytes in all, with the built-in lists, buffers warm; measured on {} at {}. \"bare\" searches the same stories for the names of the built-in lists, \"find\" is `Gazetteer::find` with them.\n\n",
        texts.len(),
        command("date", &["+%Y-%m-%d"]),
        command("git", &["rev-parse", "--short", "HEAD"]),
    );
    let (g, extractor) = (Gazetteer::builtin(), Extractor::new());
    let bare = bare(&all_names(&g));
    support::check_slices(&extractor, &texts);
    let times = race(
        5,
        &mut [&mut || texts.iter().map(|s| bare.find_iter(s).count()).sum(), &mut || {
            texts.iter().map(|s| g.find(s).len()).sum()
        }],
    );
    *out += "| what | threads | bare, MB/s | this, MB/s | stories/s | × bare |\n|---|---|---|---|---|---|\n";
    let text = (size, texts.len());
    versus(out, "find", 1, text, [times[0], times[1]]);
    for threads in 1..=2 {
        let times = race_extraction(&texts, threads, &extractor, &bare);
        versus(out, "extraction", threads, text, times);
    }
    let times = race(
        5,
        &mut [&mut || texts.iter().map(|s| bare.find_iter(s).count()).sum(), &mut || {
            let mut scratch = Scratch::new();
            texts.iter().map(|s| extractor.extract_with(s, &mut scratch).entities.len()).sum()
        }],
    );
    versus(out, "extraction, buffers new at the first story", 1, text, [times[0], times[1]]);
    *out += "\n";
}

/// How fast are extracted stories written?
fn writing(out: &mut String) {
    *out += "## JSON\n\nHow fast is what was found written as JSON lines into memory, the stories having been extracted before?\n\n| offsets | evidence | story text, MB/s | JSON, MB/s | stories/s | bytes of JSON a name |\n|---|---|---|---|---|---|\n";
    let t = support::own_or_generated(1_000_000, true);
    let texts: Vec<&str> = stories(&t.text).collect();
    for evidence in [false, true] {
        let extractor = Extractor::builder().evidence(evidence).build();
        let documents: Vec<Document> = texts.iter().map(|s| extractor.extract(s)).collect();
        let names: usize = documents.iter().map(|d| d.entities.len()).sum();
        for unit in [OffsetUnit::Bytes, OffsetUnit::Chars, OffsetUnit::Utf16] {
            let written = support::write_json(&documents, &texts, unit, Vec::new());
            support::check_json(&written, &documents, &texts, unit);
            let mut buffer = Vec::with_capacity(written.len());
            let times = race(
                9,
                &mut [&mut || {
                    let used = std::mem::take(&mut buffer);
                    buffer = support::write_json(&documents, &texts, unit, used);
                    buffer.len()
                }],
            );
            let _ = writeln!(
                out,
                "| {} | {} | {:.0} | {:.0} | {:.0} | {} |",
                unit.as_str(),
                if evidence { "yes" } else { "no" },
                speed(t.text.len(), times[0]),
                speed(written.len(), times[0]),
                texts.len() as f64 / times[0].as_secs_f64(),
                written.len() / names.max(1)
            );
        }
    }
    *out += "\n";
}

/// What does starting cost, in a fresh process?
fn startup(out: &mut String) {
    *out += "## Start-up\n\nWhat does a fresh process wait for? Medians of eleven processes.\n\n| lexicon opened | built-in lists opened | weights | first story of 2 kB | second | built-in lists made from their text instead |\n|---|---|---|---|---|---|\n";
    let runs: Vec<Vec<f64>> = (0..11)
        .map(|_| run_child("startup").split(' ').map(|x| x.parse().expect("a number")).collect())
        .collect();
    *out += "|";
    for i in 0..runs[0].len() {
        let mut column: Vec<f64> = runs.iter().map(|r| r[i]).collect();
        column.sort_by(f64::total_cmp);
        let _ = write!(out, " {} |", ms(Duration::from_secs_f64(column[column.len() / 2])));
    }
    *out += "\n\n";
}

fn child_startup() {
    let t = support::text(2_000, &[], false);
    let mut times = Vec::new();
    let mut timed = |run: &mut dyn FnMut()| {
        let start = Instant::now();
        run();
        times.push(start.elapsed().as_secs_f64().to_string());
    };
    timed(&mut || assert!(bench::lexicon()));
    timed(&mut || assert!(!Gazetteer::builtin().is_empty()));
    timed(&mut || assert!(dateline::Weights::builtin().len() < usize::MAX));
    let extractor = Extractor::new();
    let mut scratch = Scratch::new();
    timed(&mut || drop(extractor.extract_with(&t.text, &mut scratch)));
    timed(&mut || drop(extractor.extract_with(&t.text, &mut scratch)));
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/src/gazetteer/data");
    let texts: Vec<String> = std::fs::read_dir(dir)
        .expect("the lists are there")
        .map(|f| std::fs::read_to_string(f.expect("a file").path()).expect("text"))
        .collect();
    timed(&mut || {
        let mut builder = GazetteerBuilder::new();
        for text in &texts {
            builder.add_tsv("list", text).expect("well-formed");
        }
        drop(builder.build());
    });
    print!("{}", times.join(" "));
}
