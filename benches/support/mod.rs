//! What the benches share: generated names and text, races between programs in one run, and the
//! bare automaton they are measured against.
//!
//! Everything is generated from a seed with word lists and templates of the project's own, so that
//! anybody gets the same bytes. The text has the make-up of news (words per sentence, one word in
//! five with a capital, numbers, quotes, datelines); `DATELINE_BENCH_TEXT=FILE` measures on a text
//! of your own instead, where a bench does not depend on knowing what is in it.

#![allow(dead_code)] // every bench uses a part

use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use dateline::output::json;
use dateline::{Document, Extractor, Gazetteer, OffsetUnit};
use std::collections::HashSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// A small generator of numbers (splitmix64), so that the benches depend on no crate for it.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() >> 11) as usize % n
    }
    /// Low numbers more often, as words are in text.
    pub fn skewed(&mut self, n: usize) -> usize {
        let a = self.below(n);
        let b = self.below(a + 1);
        self.below(b + 1)
    }
    pub fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

const ONSETS: &[&str] = &[
    "b", "k", "m", "t", "d", "s", "l", "r", "n", "g", "w", "p", "v", "h", "z", "j", "f", "y", "ch", "sh",
    "kr", "tr", "br", "st", "mw", "nd", "kh", "gl", "dr", "pl",
];
const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "a", "o", "ai", "ou", "ei"];
const CODAS: &[&str] = &["", "", "", "n", "r", "l", "s", "k", "m", "t", "nd", "ng", "v", "d"];
const ENDS: &[&str] =
    &["ov", "son", "i", "a", "ez", "ski", "ani", "o", "en", "wa", "an", "u", "ian", "ura", ""];
const HEADS: &[&str] = &[
    "Mining Corp",
    "Bank",
    "Holdings",
    "Foods Ltd",
    "Energy",
    "Shipping Co",
    "Institute",
    "Foundation",
    "Steel",
    "Airlines",
    "Group",
    "Insurance",
    "Textiles Ltd",
    "Chemicals",
    "University",
    "Logistics",
    "Telecom",
    "Partners",
    "Industries",
    "Trading Co",
];
const BODIES: &[&str] = &[
    "Ministry of",
    "University of",
    "Bank of",
    "Institute of",
    "Council of",
    "Port of",
    "Bureau of",
    "Friends of",
];
const PLACES: &[&str] =
    &["Bay", "Valley", "District", "Province", "Hills", "River", "Island", "Harbour", "Junction", "Park"];
const GIVEN: &[&str] = &[
    "Jane", "Ali", "Maria", "Wei", "Amina", "John", "Rahman", "Elena", "David", "Fatima", "Peter",
    "Mohammed", "Anna", "Kofi", "Ravi", "Sofia", "James", "Ibrahim", "Laura", "Thomas", "Grace", "Omar",
    "Ivan", "Lucia", "Samuel",
];
const CITIES: &[&str] = &[
    "Nairobi",
    "London",
    "Beijing",
    "Cairo",
    "Paris",
    "Jakarta",
    "Lagos",
    "Moscow",
    "Delhi",
    "Geneva",
    "Tokyo",
    "Washington",
    "Ankara",
    "Lima",
    "Warsaw",
    "Kenya",
    "China",
    "France",
    "Brazil",
    "India",
    "Turkey",
    "Nigeria",
];
const KNOWN: &[&str] = &[
    "the United Nations",
    "Reuters",
    "the World Bank",
    "the European Union",
    "Amnesty International",
    "the Supreme Court",
    "the World Health Organization",
    "NATO",
    "Microsoft",
    "the Central Bank",
    "the Senate",
    "Human Rights Watch",
];
const DAYS: &[&str] =
    &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "March 4", "May"];
const NOUNS: &[&str] = &[
    "government",
    "minister",
    "bridge",
    "harvest",
    "election",
    "court",
    "price",
    "market",
    "company",
    "report",
    "police",
    "river",
    "school",
    "hospital",
    "agreement",
    "budget",
    "farmer",
    "worker",
    "protest",
    "road",
    "village",
    "army",
    "bank",
    "fund",
    "rate",
    "oil",
    "water",
    "border",
    "port",
    "ship",
    "talks",
    "deal",
    "vote",
    "law",
    "attack",
    "fire",
    "storm",
    "crisis",
    "growth",
    "debt",
    "tax",
    "wage",
    "strike",
    "union",
    "export",
    "crop",
    "factory",
    "investor",
    "analyst",
    "spokesman",
    "resident",
    "witness",
    "soldier",
    "rebel",
    "refugee",
    "doctor",
    "patient",
    "student",
];
const VERBS: &[&str] = &[
    "said",
    "told",
    "warned",
    "rose",
    "fell",
    "agreed",
    "met",
    "left",
    "opened",
    "closed",
    "called",
    "urged",
    "denied",
    "reported",
    "signed",
    "rejected",
    "launched",
    "killed",
    "injured",
    "promised",
    "announced",
    "built",
    "sold",
    "bought",
    "voted",
    "resigned",
    "visited",
    "returned",
    "approved",
    "delayed",
    "supported",
    "criticised",
    "expected",
    "planned",
];
const ADJECTIVES: &[&str] = &[
    "new",
    "former",
    "local",
    "national",
    "foreign",
    "senior",
    "southern",
    "northern",
    "large",
    "small",
    "recent",
    "public",
    "private",
    "economic",
    "political",
    "military",
    "rural",
    "heavy",
    "early",
    "late",
    "main",
    "second",
];
const SMALL: &[&str] = &[
    "the", "a", "of", "to", "in", "and", "that", "for", "on", "with", "by", "at", "from", "after", "as",
    "its", "their", "will", "has", "have", "was", "were", "would", "more", "than", "over", "about", "which",
    "who", "not", "but",
];
/// N a noun, V a verb, A an adjective, s a small word, P an unlisted person, L a listed name or an
/// unlisted person, C a city or country, K a well-known body, D a day, 9 a number, ' a quotation.
const TEMPLATES: &[&str] = &[
    "The A N V that the N s N in C would V after the N s the A N.",
    "L V reporters on D that 9 N were V s the A N near C.",
    "K V it would V the N s a A N, a N V on D.",
    "'We V the N s this A N, and we will V s it,' V L, a N at the N.",
    "N s the N V 9 percent s the A N, the N of C V s a N.",
    "P, the A N of C, V the N s K s the N s N.",
    "In C, 9 N V s the N s A N after the N V.",
    "The N, which V 9 million people, has V s the A N s its N.",
    "According to L, the N s the N was V by A N s the N.",
    "But N s the N s C V that the A N could V more N than V.",
    "He V the N s K had V a N s the N s a A N.",
    "P and P V s the N s D, N V, s they V the A N.",
    "The U.S. N s the N V L s the A N, s V N s N.",
    "L shares V 9.5 percent s A N s the N, N V.",
    "'There is no N s the N,' P V. 'The N must V the A N s N.'",
    "At least 9 N were V when a A N V s a N s the N s C.",
];

fn word(r: &mut Random, syllables: usize) -> String {
    let mut w = String::new();
    for _ in 0..syllables {
        w.push_str(r.pick(ONSETS));
        w.push_str(r.pick(VOWELS));
    }
    w.push_str(r.pick(CODAS));
    w
}

fn capital(mut w: String) -> String {
    if let Some(first) = w.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    w
}

fn family(r: &mut Random) -> String {
    let syllables = 1 + r.below(2);
    let mut w = word(r, syllables);
    w.push_str(r.pick(ENDS));
    capital(w)
}

fn given(r: &mut Random) -> String {
    if r.below(3) == 0 {
        let syllables = 1 + r.below(2);
        capital(word(r, syllables))
    } else {
        r.pick(GIVEN).to_owned()
    }
}

/// `n` different names: persons, companies, bodies, places, two to five words.
pub fn names(n: usize) -> Vec<String> {
    let mut r = Random::new(n as u64);
    let mut seen = HashSet::with_capacity(n);
    let mut out = Vec::with_capacity(n);
    while out.len() < n {
        let name = match r.below(10) {
            0..=3 => format!("{} {}", given(&mut r), family(&mut r)),
            4 => format!("{} {} {}", given(&mut r), family(&mut r), family(&mut r)),
            5..=6 => {
                let first = family(&mut r);
                format!("{first} {}", r.pick(HEADS))
            }
            7 => format!("{} & {} {}", family(&mut r), family(&mut r), r.pick(HEADS)),
            8 => format!("{} {}", r.pick(BODIES), family(&mut r)),
            _ => format!("{} {}", family(&mut r), r.pick(PLACES)),
        };
        if seen.insert(name.clone()) {
            out.push(name);
        }
    }
    out
}

/// The names as a list in the crate's format, with identifiers.
pub fn list(names: &[String]) -> String {
    let mut out = String::from("label\tname\tid\n");
    for (n, name) in names.iter().enumerate() {
        out.push_str("ORG\t");
        out.push_str(name);
        out.push_str(&format!("\tX{n}\n"));
    }
    out
}

/// A generated text.
pub struct Text {
    pub text: String,
    pub stories: usize,
    /// Where names of the list were put: start, end, number of the name.
    pub mentions: Vec<(usize, usize, usize)>,
}

/// Stories of some 400 words until `bytes` are reached; one in a hundred of `names` occurs.
/// `curly`: with the quotation marks of a word processor.
pub fn text(bytes: usize, names: &[String], curly: bool) -> Text {
    let mut r = Random::new(7);
    let occurring = (names.len() / 100).max(usize::from(!names.is_empty()));
    let mut t = Text { text: String::with_capacity(bytes + 8192), stories: 0, mentions: Vec::new() };
    while t.text.len() < bytes {
        t.stories += 1;
        let out = &mut t.text;
        for n in 0..7 {
            let w = if n % 3 == 1 { r.pick(VERBS) } else { r.pick(NOUNS) };
            out.push_str(&if n == 0 { capital(w.to_owned()) } else { w.to_owned() });
            out.push(if n == 6 { '\n' } else { ' ' });
        }
        out.push_str(&format!("\n{} (Reuters) - ", r.pick(CITIES).to_uppercase()));
        for _ in 0..6 + r.below(6) {
            for _ in 0..1 + r.below(3) {
                sentence(&mut r, &mut t, names, occurring, curly);
                t.text.push(' ');
            }
            t.text.pop();
            t.text.push_str("\n\n");
        }
    }
    t
}

fn sentence(r: &mut Random, t: &mut Text, names: &[String], occurring: usize, curly: bool) {
    let template = r.pick(TEMPLATES);
    let mut quotes = 0;
    let start = t.text.len();
    let mut previous = ' ';
    let chars: Vec<char> = template.chars().collect();
    for (i, &c) in chars.iter().enumerate() {
        let alone = !previous.is_alphanumeric() && chars.get(i + 1).is_none_or(|n| !n.is_alphanumeric());
        previous = c;
        match c {
            '\'' => {
                quotes += 1;
                t.text.push_str(match (curly, quotes % 2) {
                    (false, _) => "\"",
                    (true, 1) => "“",
                    (true, _) => "”",
                });
            }
            'N' if alone => t.text.push_str(NOUNS[r.skewed(NOUNS.len())]),
            'V' if alone => t.text.push_str(VERBS[r.skewed(VERBS.len())]),
            'A' if alone => t.text.push_str(ADJECTIVES[r.skewed(ADJECTIVES.len())]),
            's' if alone => t.text.push_str(SMALL[r.skewed(SMALL.len())]),
            'C' if alone => t.text.push_str(r.pick(CITIES)),
            'K' if alone => t.text.push_str(r.pick(KNOWN)),
            'D' if alone => t.text.push_str(r.pick(DAYS)),
            '9' => t.text.push_str(&(r.below(900) + 1).to_string()),
            'L' if alone && occurring > 0 && r.below(2) == 0 => {
                // The occurring names lie spread over the list.
                let n = r.below(occurring) * (names.len() / occurring);
                let at = t.text.len();
                t.text.push_str(&names[n]);
                t.mentions.push((at, t.text.len(), n));
                if r.below(8) == 0 {
                    t.text.push_str(if curly { "’s" } else { "'s" });
                }
            }
            'L' | 'P' if alone => {
                let person = format!("{} {}", given(r), family(r));
                t.text.push_str(&person);
            }
            c => t.text.push(c),
        }
    }
    // Templates that begin with a slot begin with a capital all the same.
    if let Some(first) = t.text.get_mut(start..start + 1) {
        first.make_ascii_uppercase();
    }
}

/// Pieces of some 4 kB that end with a paragraph: stories, as a service sees them.
pub fn stories(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut at = rest.len().min(4_000);
        while !rest.is_char_boundary(at) {
            at -= 1;
        }
        let cut = rest[at..].find("\n\n").map_or(rest.len(), |c| at + c + 2);
        let (head, tail) = rest.split_at(cut);
        rest = tail;
        Some(head)
    })
}

/// The text of a bench: that of `DATELINE_BENCH_TEXT`, or a generated one.
pub fn own_or_generated(bytes: usize, curly: bool) -> Text {
    match std::env::var_os("DATELINE_BENCH_TEXT") {
        Some(path) => {
            let text = std::fs::read_to_string(&path).expect("DATELINE_BENCH_TEXT names a UTF-8 file");
            let stories = text.matches("\n\n").count().max(1);
            Text { text, stories, mentions: Vec::new() }
        }
        None => text(bytes, &[], curly),
    }
}

/// The stories of `DATELINE_NEWS`: the field `text` of every line of a file of JSON lines. None
/// without the variable; a file that cannot be read so ends the program with what is wrong.
pub fn news() -> Option<Vec<String>> {
    let path = std::env::var_os("DATELINE_NEWS")?;
    let place = std::path::Path::new(&path).display();
    read_news(std::path::Path::new(&path))
        .map_err(|e| {
            eprintln!("DATELINE_NEWS={place}: {e}");
            std::process::exit(2)
        })
        .ok()
}

fn read_news(path: &std::path::Path) -> Result<Vec<String>, String> {
    #[derive(serde::Deserialize)]
    struct Story {
        text: String,
    }
    let lines = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
    let mut texts = Vec::new();
    for (n, line) in lines.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let story: Story = serde_json::from_str(line)
            .map_err(|e| format!("line {}: {e}; needed is an object with a string \"text\"", n + 1))?;
        texts.push(story.text);
    }
    if texts.iter().all(String::is_empty) {
        return Err("no story in it".to_owned());
    }
    Ok(texts)
}

/// Checks what a list finds in a text, and returns the number of matches: the names that were put
/// there are found, as many are found over the tokens of the text as in the bare text, and, with the
/// `names` of a generated list, as many as a plain look-up of every run of words counts.
pub fn check(gazetteer: &Gazetteer, t: &Text, names: &[String]) -> usize {
    let found = gazetteer.find(&t.text);
    let spans: HashSet<(usize, usize)> = found.iter().map(|m| (m.start, m.end)).collect();
    for (start, end, _) in &t.mentions {
        assert!(spans.contains(&(*start, *end)), "{} is not found", &t.text[*start..*end]);
    }
    let mut tokens = dateline::bench::Tokens::default();
    tokens.read(&t.text);
    assert_eq!(found.len(), tokens.find(gazetteer, &t.text), "the two ways find the same");
    if !names.is_empty() {
        assert_eq!(found.len(), count_names(names, &t.text), "a plain look-up finds the same");
    }
    found.len()
}

/// The names in a text, counted in a way that shares nothing with the crate: every run of up to six
/// words is looked up as it is written.
fn count_names(names: &[String], text: &str) -> usize {
    let names: HashSet<&str> = names.iter().map(String::as_str).collect();
    let bytes = text.as_bytes();
    let word = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let starts = (0..bytes.len()).filter(|&at| word(at) && (at == 0 || !word(at - 1)));
    starts
        .map(|start| {
            let ends = (start + 1..=bytes.len()).filter(|&at| word(at - 1) && !word(at)).take(6);
            ends.filter(|&end| text.get(start..end).is_some_and(|s| names.contains(s))).count()
        })
        .sum()
}

/// Every entity is a slice of its story.
pub fn check_slices(extractor: &Extractor, texts: &[&str]) {
    for story in texts {
        for e in &extractor.extract(story).entities {
            assert!(
                story.get(e.start..e.end).is_some_and(|s| !s.is_empty()),
                "an entity is a slice of its text"
            );
        }
    }
}

/// Every entity is a slice of its story, and every name of the user's list that was put into the
/// text lies in one.
pub fn check_entities(extractor: &Extractor, t: &Text) {
    let mut mentions = t.mentions.iter().peekable();
    let mut base = 0;
    for story in stories(&t.text) {
        let document = extractor.extract(story);
        for e in &document.entities {
            assert!(
                story.get(e.start..e.end).is_some_and(|s| !s.is_empty()),
                "an entity is a slice of its text"
            );
        }
        while let Some((start, end, _)) = mentions.next_if(|m| m.0 < base + story.len()) {
            let found = document.entities.iter().any(|e| base + e.start <= *start && *end <= base + e.end);
            assert!(found, "{} is not extracted", &t.text[*start..*end]);
        }
        base += story.len();
    }
}

/// Writes documents as JSON lines into `buffer`, which is emptied first.
pub fn write_json(documents: &[Document], texts: &[&str], unit: OffsetUnit, mut buffer: Vec<u8>) -> Vec<u8> {
    buffer.clear();
    let mut writer = json::Writer::new(buffer, unit);
    for (document, text) in documents.iter().zip(texts) {
        writer.write(document, text).expect("memory can be written");
    }
    writer.into_inner()
}

/// What was written says the same as the documents, read back.
pub fn check_json(written: &[u8], documents: &[Document], texts: &[&str], unit: OffsetUnit) {
    let lines = std::str::from_utf8(written).expect("JSON is UTF-8").lines();
    let mut read = 0;
    for ((line, document), text) in lines.zip(documents).zip(texts) {
        let (mut back, said) = json::from_json(line).expect("what was written can be read");
        assert_eq!(said, unit);
        json::rebase(&mut back, text, unit).expect("the offsets are of this text");
        let spans = |d: &Document| d.entities.iter().map(|e| (e.start, e.end)).collect::<Vec<_>>();
        assert_eq!(spans(&back), spans(document));
        read += 1;
    }
    assert_eq!(read, documents.len());
}

/// The automaton everything is measured against: `aho-corasick`'s contiguous NFA, leftmost-longest.
pub fn bare(names: &[impl AsRef<[u8]>]) -> AhoCorasick {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .match_kind(MatchKind::LeftmostLongest)
        .build(names)
        .expect("the names fit the automaton")
}

/// The bare automaton's heap, as it says itself.
pub fn bare_memory(names: &[impl AsRef<[u8]>]) -> usize {
    use aho_corasick::automaton::Automaton;
    NFA::builder().match_kind(MatchKind::LeftmostLongest).build(names).map_or(0, |nfa| nfa.memory_usage())
}

/// Time that this thread had the processor for: on a machine shared with others the clock would
/// measure them.
#[cfg(unix)]
fn thread_time(_: Instant) -> Duration {
    let t = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(t.tv_sec as u64, t.tv_nsec as u32)
}

#[cfg(not(unix))]
fn thread_time(zero: Instant) -> Duration {
    zero.elapsed()
}

/// Runs something once on this thread, and returns what it made and the processor's time for it.
pub fn timed<T>(run: impl FnOnce() -> T) -> (T, Duration) {
    let zero = Instant::now();
    let start = thread_time(zero);
    let made = run();
    (made, thread_time(zero) - start)
}

/// Runs the contestants in turn on this thread, `rounds` times, and returns the median of each one's
/// time. Taking turns makes the ratios hold on a machine whose speed changes; a contestant's result
/// is passed to `black_box`.
pub fn race(rounds: usize, contestants: &mut [&mut dyn FnMut() -> usize]) -> Vec<Duration> {
    let zero = Instant::now();
    race_by(rounds, contestants, || thread_time(zero))
}

/// The same by the clock, for contestants with threads of their own.
pub fn race_by_clock(rounds: usize, contestants: &mut [&mut dyn FnMut() -> usize]) -> Vec<Duration> {
    let zero = Instant::now();
    race_by(rounds, contestants, || zero.elapsed())
}

fn race_by(
    rounds: usize,
    contestants: &mut [&mut dyn FnMut() -> usize],
    now: impl Fn() -> Duration,
) -> Vec<Duration> {
    let mut times = vec![Vec::with_capacity(rounds); contestants.len()];
    for _ in 0..rounds {
        for (c, run) in contestants.iter_mut().enumerate() {
            let start = now();
            black_box(run());
            times[c].push(now() - start);
        }
    }
    times
        .into_iter()
        .map(|mut t| {
            t.sort_unstable();
            t[t.len() / 2]
        })
        .collect()
}

/// What a group of Criterion's is measured by: stories and bytes.
pub fn throughput(texts: &[&str]) -> criterion::Throughput {
    criterion::Throughput::ElementsAndBytes {
        elements: texts.len() as u64,
        bytes: texts.iter().map(|s| s.len() as u64).sum(),
    }
}

/// Prints how fast each contestant goes through the stories, and how it stands to the first: taking
/// turns, which Criterion's groups do not.
pub fn compare(texts: &[&str], rounds: usize, contestants: &mut [(&str, &mut dyn FnMut() -> usize)]) {
    let bytes = texts.iter().map(|s| s.len()).sum();
    let mut runs: Vec<&mut dyn FnMut() -> usize> = Vec::new();
    let mut names = Vec::new();
    for (name, run) in contestants {
        names.push(*name);
        runs.push(*run);
    }
    let times = race(rounds, &mut runs);
    for (name, time) in names.iter().zip(&times) {
        println!(
            "in turns: {name}: {:.1} MB/s, {:.0} stories/s, {:.2} x {}",
            speed(bytes, *time),
            texts.len() as f64 / time.as_secs_f64(),
            times[0].as_secs_f64() / time.as_secs_f64(),
            names[0]
        );
    }
}

/// Megabytes (10⁶ bytes) a second.
pub fn speed(bytes: usize, time: Duration) -> f64 {
    bytes as f64 / time.as_secs_f64() / 1e6
}

/// Resident and peak memory of this process in bytes, where the system tells (Linux).
pub fn memory() -> Option<(usize, usize)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let field = |name: &str| {
        let line = status.lines().find(|l| l.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse::<usize>().ok().map(|kb| kb * 1024)
    };
    Some((field("VmRSS:")?, field("VmHWM:")?))
}
