//! Scores the crate on the project's own gold: `tests/gold/*.txt`, whose `README.md` has the
//! mark-up and what is marked.
//!
//! `cargo test --test gold -- --nocapture` prints the table; with `DATELINE_GOLD_ERRORS=1` every
//! difference as well.

#[path = "gold/markup.rs"]
mod markup;

use dateline::{Document, Entity, Extractor};
use markup::{Mention, Story, read, read_story};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::hash::Hash;
use std::path::Path;

/// Floors, in percent: exact-span F1 of names (ORG, OFFICIAL or PERSON, PLACE), of GROUP and of
/// OFFICIAL; F1 of links between mentions of one person, and of what places act for; share of right
/// roles and bodies (one within the other) and of "former".
///
/// They may only rise: set them a little under what a finished change reaches, and never lower one
/// to let a change pass.
const FLOORS: [(&str, f64); 8] = [
    ("names", 90.0),
    ("GROUP", 93.0),
    ("OFFICIAL", 89.5),
    ("links", 96.5),
    ("acts_for", 88.0),
    ("role", 97.5),
    ("body", 88.5),
    ("former", 98.5),
];

const REGIONS: &str = "North Africa, West Africa, East Africa, Central Africa, Southern Africa, Middle East, \
    South Asia, Southeast Asia, East Asia, Central Asia, Pacific, Latin America, Caribbean, North America, \
    Western Europe, Eastern Europe, Russia and Caucasus";

fn stories() -> Vec<Story> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold");
    let files =
        fs::read_dir(folder).expect("tests/gold is there").map(|f| f.expect("readable folder").path());
    let files: BTreeSet<_> = files.filter(|f| f.extension().is_some_and(|e| e == "txt")).collect();
    let read = |f: &std::path::PathBuf| {
        let name = f.file_stem().expect("a name").to_string_lossy();
        let source = fs::read_to_string(f).expect("a readable story");
        read_story(&name, &source).unwrap_or_else(|e| panic!("{name}: {e}"))
    };
    files.iter().map(read).collect()
}

/// Capitals and other seats, in lower case, with their countries.
fn seats() -> HashMap<String, &'static str> {
    let rows =
        include_str!("../src/lexicon/data/capitals.tsv").lines().filter(|l| !l.starts_with('#')).skip(1);
    rows.filter_map(|l| l.split_once('\t')).map(|(seat, country)| (seat.to_lowercase(), country)).collect()
}

/// What the crate found. What a country does for itself is left out: the gold has it for seats only.
fn found(text: &str, document: &Document) -> Vec<Mention> {
    let seats = seats();
    let entities = document.entities.iter().filter(|e| !e.nested);
    let mention = |e: &Entity| Mention {
        start: e.start,
        end: e.end,
        label: e.label.to_string(),
        number: Some(e.entity as u32),
        role: e.role.clone(),
        body: e.body.clone(),
        former: e.former == Some(true),
        acts_for: seats.get(&text[e.start..e.end].to_lowercase()).map_or("", |_| &e.acts_for).to_owned(),
    };
    entities.map(mention).collect()
}

#[derive(Clone, Copy, Default)]
struct Count {
    right: usize,
    found: usize,
    wanted: usize,
}

impl Count {
    fn add<T: Eq + Hash>(&mut self, gold: &HashSet<T>, found: &HashSet<T>) {
        self.right += gold.intersection(found).count();
        self.found += found.len();
        self.wanted += gold.len();
    }

    fn f1(self) -> f64 {
        percent(2 * self.right, self.found + self.wanted)
    }
}

/// Of the officials found, how many have the role (the body) of the gold: the same words, or one
/// within the other. `extra` have one where the gold has none.
#[derive(Clone, Copy, Default)]
struct Words {
    asked: usize,
    same: usize,
    near: usize,
    extra: usize,
}

impl Words {
    fn add(&mut self, gold: &str, found: &str) -> bool {
        let (gold, found) = (fold(gold), fold(found));
        if gold.is_empty() {
            self.extra += usize::from(!found.is_empty());
            return found.is_empty();
        }
        let near = !found.is_empty() && (gold.contains(&found) || found.contains(&gold));
        self.asked += 1;
        self.same += usize::from(gold == found);
        self.near += usize::from(near);
        near
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

/// Words in lower case, without "the", "former" and their like in front.
fn fold(s: &str) -> String {
    let lower = s.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric() && c != '&').filter(|w| !w.is_empty());
    words.skip_while(|w| ["the", "a", "an", "former", "ex"].contains(w)).collect::<Vec<_>>().join(" ")
}

#[derive(Default)]
struct Score {
    stories: usize,
    counts: BTreeMap<&'static str, Count>,
    role: Words,
    body: Words,
    former: Words,
}

/// What a mention counts as. OFFICIAL and PERSON are one (PER), except in the count of officials.
fn classes(label: &str) -> &'static [&'static str] {
    match label {
        "ORG" => &["1 ORG", "4 names"],
        "OFFICIAL" => &["2 PER", "4 names", "6 OFFICIAL"],
        "PERSON" => &["2 PER", "4 names"],
        "PLACE" => &["3 PLACE", "4 names"],
        "GROUP" => &["5 GROUP"],
        _ => &[],
    }
}

type Span = (usize, usize);

/// The pairs of spans with one number.
fn pairs(people: &[(Span, Option<u32>)]) -> HashSet<[Span; 2]> {
    let linked = |(i, a): (usize, &(Span, Option<u32>))| {
        let a = *a;
        people[i + 1..].iter().filter(move |b| a.1 == b.1).map(move |b| [a.0, b.0])
    };
    people.iter().enumerate().flat_map(linked).collect()
}

impl Score {
    fn add(&mut self, story: &Story, found: &[Mention], errors: &mut Vec<String>) {
        self.stories += 1;
        let t = &story.text;
        let mut error = |what: String, (start, end): Span| {
            let left = t[..start].char_indices().rev().nth(34).map_or(0, |(i, _)| i);
            let right = t[end..].char_indices().nth(35).map_or(t.len(), |(i, _)| end + i);
            let context = format!("…{}[[{}]]{}…", &t[left..start], &t[start..end], &t[end..right]);
            errors.push(format!("{}: {what}: {}", story.name, context.replace('\n', " ")));
        };
        let at = |m: &Mention| (m.start, m.end);
        let gold_at: HashMap<Span, &Mention> = story.mentions.iter().map(|m| (at(m), m)).collect();
        let found_at: HashMap<Span, &Mention> = found.iter().map(|m| (at(m), m)).collect();

        let mut count = |class: &'static str, of: &dyn Fn(&Mention) -> Option<String>| {
            let [gold, tagged] = [&story.mentions[..], found]
                .map(|list| list.iter().filter_map(|m| Some((at(m), of(m)?))).collect::<HashSet<_>>());
            self.counts.entry(class).or_default().add(&gold, &tagged);
        };
        for class in ["1 ORG", "2 PER", "3 PLACE", "4 names", "5 GROUP", "6 OFFICIAL"] {
            count(class, &|m| classes(&m.label).contains(&class).then(|| classes(&m.label)[0].to_owned()));
        }
        count("8 acts_for", &|m| (!m.acts_for.is_empty()).then(|| fold(&m.acts_for)));

        // People that both sides have: which mentions are one person, and what is said of them.
        let person = |m: &Mention| classes(&m.label).contains(&"2 PER");
        let both = story.mentions.iter().filter_map(|m| Some([m, *found_at.get(&at(m))?]));
        let both: Vec<[&Mention; 2]> = both.filter(|b| b.iter().all(|m| person(m))).collect();
        let numbers = |side: usize| both.iter().map(|b| (at(b[0]), b[side].number)).collect::<Vec<_>>();
        let [gold, tagged] = [pairs(&numbers(0)), pairs(&numbers(1))];
        self.counts.entry("7 links").or_default().add(&gold, &tagged);
        for pair in gold.symmetric_difference(&tagged) {
            let what = if gold.contains(pair) { "not linked to" } else { "wrongly linked to" };
            error(format!("{what} {:?}", &t[pair[0].0..pair[0].1]), pair[1]);
        }
        for [m, e] in both.iter().filter(|b| b.iter().all(|m| m.label == "OFFICIAL")) {
            let [gold, tagged] = [m, e].map(|m| if m.former { "yes" } else { "no" });
            for (what, words, want, got) in [
                ("role", &mut self.role, m.role.as_str(), e.role.as_str()),
                ("body", &mut self.body, &m.body, &e.body),
                ("former", &mut self.former, gold, tagged),
            ] {
                if !words.add(want, got) {
                    error(format!("{what} {want:?}, got {got:?}"), at(m));
                }
            }
        }
        for m in &story.mentions {
            match found_at.get(&at(m)) {
                None => error(format!("missed {}", m.label), at(m)),
                Some(e) if e.label != m.label => error(format!("{} is tagged {}", m.label, e.label), at(m)),
                Some(e) if fold(&e.acts_for) == fold(&m.acts_for) => {}
                Some(e) => error(format!("acts for {:?}, got {:?}", m.acts_for, e.acts_for), at(m)),
            }
        }
        for e in found.iter().filter(|e| !gold_at.contains_key(&at(e))) {
            error(format!("spurious {}", e.label), at(e));
        }
    }

    /// What the floors are for.
    fn reached(&self) -> [f64; 8] {
        let f1 = |class| self.counts.get(class).map_or(0.0, |c| c.f1());
        let [names, group, official, links, acts] =
            ["4 names", "5 GROUP", "6 OFFICIAL", "7 links", "8 acts_for"].map(f1);
        let [role, body] = [self.role, self.body].map(|w| percent(w.near, w.asked));
        [names, group, official, links, acts, role, body, percent(self.former.same, self.former.asked)]
    }
}

#[test]
fn gold() {
    let extractor = Extractor::new();
    let (mut all, mut regions, mut errors) = (Score::default(), BTreeMap::<String, Score>::new(), Vec::new());
    for story in stories() {
        let found = found(&story.text, &extractor.extract(&story.text));
        all.add(&story, &found, &mut errors);
        regions.entry(story.region.clone()).or_default().add(&story, &found, &mut Vec::new());
    }
    if std::env::var_os("DATELINE_GOLD_ERRORS").is_some() {
        errors.iter().for_each(|e| println!("{e}"));
    }
    println!("\n{:12} {:>6} {:>6} {:>6} {:>6}", "", "P", "R", "F1", "gold");
    for (class, c) in &all.counts {
        let (p, r) = (percent(c.right, c.found), percent(c.right, c.wanted));
        println!("{:12} {p:6.1} {r:6.1} {:6.1} {:6}", &class[2..], c.f1(), c.wanted);
    }
    for (name, w) in [("role", all.role), ("body", all.body), ("former", all.former)] {
        let (same, near) = (percent(w.same, w.asked), percent(w.near, w.asked));
        println!(
            "{name:12} same {same:5.1}  near {near:5.1}  of {} asked; {} where none is",
            w.asked, w.extra
        );
    }
    println!(
        "\n{:20} {:>7} {}",
        "F1, or share",
        "stories",
        FLOORS.map(|(what, _)| format!("{what:>9}")).concat()
    );
    for (region, s) in &regions {
        println!("{region:20} {:7} {}", s.stories, s.reached().map(|value| format!("{value:9.1}")).concat());
    }
    for ((what, floor), value) in FLOORS.into_iter().zip(all.reached()) {
        assert!(value >= floor, "{what}: {value:.1} is under its floor, {floor}");
    }
}

#[test]
fn stories_are_well_formed() {
    let (stories, seats) = (stories(), seats());
    assert!(stories.len() >= 48);
    for s in &stories {
        assert!(REGIONS.split(", ").any(|r| r == s.region), "{}: region {:?}", s.name, s.region);
        let words = s.text.split_whitespace().count();
        assert!((90..=220).contains(&words), "{}: {words} words", s.name);
        for m in &s.mentions {
            let name = &s.text[m.start..m.end];
            let article = name.starts_with("the ") || name.starts_with("The ") && name != "The Hague";
            assert!(!article && !name.ends_with("’s"), "{}: {name:?}", s.name);
            let country = seats.get(&name.to_lowercase());
            assert!(
                m.acts_for.is_empty() || country == Some(&&*m.acts_for),
                "{}: {name} acts for {country:?}",
                s.name
            );
        }
    }
    let seen: BTreeSet<_> = stories.iter().map(|s| s.region.as_str()).collect();
    assert_eq!(seen.len(), REGIONS.split(", ").count(), "a region without a story");
}

#[test]
fn the_gold_scores_in_full_against_itself_and_less_when_changed() {
    for story in stories() {
        let (mut score, mut errors) = (Score::default(), Vec::new());
        score.add(&story, &story.mentions, &mut errors);
        assert_eq!(errors, [""; 0]);
        assert!(score.counts.values().all(|c| c.right == c.found && c.right == c.wanted), "{}", story.name);
    }
    let story = read(
        "[Li Wei|OFFICIAL#1 role=\"mayor\" body=\"Xi'an\"] met [May Li|PERSON#2]. [Li|OFFICIAL#1] left [Rome|PLACE].",
    );
    let mut found = story.mentions.clone();
    found[0].label = "PERSON".into();
    found[1].number = Some(1);
    found[2].body = "China".into();
    found[3].acts_for = "Italy".into();
    let (mut score, mut errors) = (Score::default(), Vec::new());
    score.add(&story, &found, &mut errors);
    let f1 = |class| score.counts[class].f1().round();
    assert_eq!(["4 names", "6 OFFICIAL", "7 links", "8 acts_for"].map(f1), [100.0, 67.0, 50.0, 0.0]);
    assert_eq!((score.role.near, score.body.asked, score.body.near), (1, 1, 0));
    assert_eq!(errors.len(), 5, "{errors:#?}");
}

#[test]
fn words_are_compared_without_case_and_articles() {
    assert_eq!(fold("the former Deputy  Prime-Minister"), "deputy prime minister");
    assert!(Words::default().add("Kenyan health ministry", "health ministry"));
    assert!(!Words::default().add("Kenya", "") && !Words::default().add("", "Kenya"));
}
