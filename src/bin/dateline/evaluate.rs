//! `dateline evaluate`: how much of gold is found, and what stands in the way.

use crate::args::Evaluate;
use crate::engine;
use crate::failure::Failure;
use crate::gold;
use dateline::batch::{Batch, Story, cores};
use dateline::fit::{Counts, Evaluation, GoldStory, Settings, fit_folds};
use dateline::{Extractor, Weights};
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

pub fn run(args: Evaluate) -> Result<ExitCode, Failure> {
    let stories = gold::read(&args.gold)?;
    let also = if args.also.is_empty() { Vec::new() } else { gold::read(&args.also)? };
    let labels = crate::tag::labels(&args.labels);
    let mut evaluation = Evaluation::new(labels.iter().map(String::as_str));
    evaluation.context = args.context;
    let by = args.by.as_deref();
    match args.folds {
        None => {
            let extractor = engine::builder(&args.lists)?.evidence(true).build();
            add(&mut evaluation, &extractor, &stories.iter().collect::<Vec<_>>(), by, args.threads);
        }
        Some(n) => folds(&mut evaluation, &args, &stories, also, n as usize)?,
    }
    let report = if args.json { numbers(&evaluation)? } else { report(&evaluation, &args) };
    let mut out = std::io::stdout().lock();
    out.write_all(report.as_bytes()).and_then(|()| out.flush()).map_err(|e| Failure::stdout(&e))?;
    Ok(ExitCode::SUCCESS)
}

/// Scores every part with weights fitted on the others.
fn folds(
    evaluation: &mut Evaluation,
    args: &Evaluate,
    stories: &[GoldStory],
    also: Vec<GoldStory>,
    count: usize,
) -> Result<(), Failure> {
    let threads = if args.threads == 0 { cores() } else { args.threads };
    let mut all = stories.to_vec();
    all.extend(also);
    let (fold, fitted) = fit_folds(&all, count, threads, &Settings::default());
    if fitted.len() != count {
        return Err(Failure::new("a fit failed; please report it"));
    }
    for (part, f) in fitted.iter().enumerate() {
        let weights = Weights::from_tsv("fitted weights", &f.table)?;
        let extractor = engine::builder(&args.lists)?.weights(weights).evidence(true).build();
        let chosen: Vec<&GoldStory> =
            stories.iter().enumerate().filter(|(n, _)| fold[*n] == part).map(|(_, s)| s).collect();
        add(evaluation, &extractor, &chosen, args.by.as_deref(), args.threads);
    }
    Ok(())
}

/// Reads the stories, and adds what was found to the evaluation.
pub fn add(
    evaluation: &mut Evaluation,
    extractor: &Extractor,
    stories: &[&GoldStory],
    by: Option<&str>,
    threads: usize,
) {
    let mut gold = stories.iter();
    let input = stories.iter().map(|s| Story::new(s.id.clone(), s.text.clone()));
    Batch::new(extractor).threads(threads).run(input, |_, document| {
        // Documents come in the order of the stories, one for each.
        let Some(story) = gold.next() else { return };
        let group = by.map(|field| match (field, story.fields.iter().find(|(key, _)| key == field)) {
            (_, Some((_, value))) => value.as_str(),
            ("paper", None) => story.paper(),
            _ => "None",
        });
        evaluation.add(story, &document, group);
    });
}

fn row(out: &mut String, name: &str, c: Counts) {
    let _ = writeln!(
        out,
        "{name:10} {:7.2} {:7.2} {:7.2} {:7} {:7} {:7} {:7}",
        100.0 * c.precision(),
        100.0 * c.recall(),
        100.0 * c.f1(),
        c.right,
        c.wrong,
        c.missed,
        c.right + c.missed
    );
}

const HEAD: &str = "P       R      F1   right   wrong  missed    gold";

/// The table of counts; also what `fit --folds` shows.
pub fn table(e: &Evaluation) -> String {
    let mut out = String::new();
    for (title, counts, total) in
        [("exact", &e.exact, e.total()), ("overlap", &e.overlapping, e.total_overlapping())]
    {
        let _ = writeln!(out, "{title:10}       {HEAD}");
        for (label, c) in counts {
            row(&mut out, label, *c);
        }
        row(&mut out, "all", total);
        out.push('\n');
    }
    out
}

/// The `n` entries with the highest count, ties by name.
fn most<'m, K: Ord, V>(
    map: impl IntoIterator<Item = (&'m K, &'m V)>,
    n: usize,
    by: impl Fn(&V) -> f64,
) -> Vec<(&'m K, &'m V)> {
    let mut list: Vec<(&K, &V)> = map.into_iter().filter(|(_, v)| by(v) > 0.0).collect();
    list.sort_by(|a, b| by(b.1).total_cmp(&by(a.1)).then_with(|| a.0.cmp(b.0)));
    list.truncate(n);
    list
}

fn report(e: &Evaluation, args: &Evaluate) -> String {
    let mut out = table(e);
    if let Some(field) = &args.by {
        let _ = writeln!(out, "by {field}, exact");
        for (group, c) in &e.groups {
            let _ = writeln!(
                out,
                "  {group:30} P {:6.2}  R {:6.2}  F1 {:6.2}  gold {}",
                100.0 * c.precision(),
                100.0 * c.recall(),
                100.0 * c.f1(),
                c.right + c.missed
            );
        }
        out.push('\n');
    }
    let n = args.errors;
    if n == 0 {
        return out;
    }
    for (title, mistakes) in [("wrongly found", &e.wrong), ("missed", &e.missed)] {
        let all: usize = mistakes.values().map(|m| m.count).sum();
        let _ = writeln!(out, "{title}: {all}, of {} kinds", mistakes.len());
        for ((words, label), m) in most(mistakes, n, |m| m.count as f64) {
            let [id, before, name, after] = &m.place;
            let _ = writeln!(out, "{:6} {label:7} {}", m.count, line(words));
            let _ = writeln!(out, "               {id}: {}", line(&format!("…{before}[[{name}]]{after}…")));
        }
        out.push('\n');
    }
    out.push_str("right span, wrong label (gold -> found)\n");
    for ((gold, found), count) in most(&e.confusion, n, |c| *c as f64) {
        let _ = writeln!(out, "{count:6} {gold} -> {found}");
    }
    out.push_str("\nright label, wrong span (gold | found)\n");
    for ((gold, found, label), count) in most(&e.boundaries, n, |c| *c as f64) {
        let _ = writeln!(out, "{count:6} {label:7} {} | {}", line(gold), line(found));
    }
    out.push_str("\nlists, by what stands in them of the names found (weights summed as below)\n   right   wrong  % right    for right    for wrong\n");
    for (name, r) in e.lists() {
        let share = 100.0 * r.right as f64 / (r.right + r.wrong).max(1) as f64;
        let _ = writeln!(
            out,
            "{:8} {:7} {share:8.1} {:12.1} {:12.1}  {name}",
            r.right, r.wrong, r.earned, r.cost
        );
    }
    for (title, cost) in [("earned most", false), ("cost most", true)] {
        let _ = writeln!(
            out,
            "\nevidence that {title} (weights summed over right and over wrong names)\n   right   wrong    for right    for wrong"
        );
        for (name, r) in most(&e.evidence, n, |r| if cost { r.cost } else { r.earned }) {
            let _ = writeln!(out, "{:8} {:7} {:12.1} {:12.1}  {name}", r.right, r.wrong, r.earned, r.cost);
        }
    }
    out
}

fn line(text: &str) -> String {
    text.replace('\n', "⏎").replace(|c: char| c.is_control(), " ")
}

fn numbers(e: &Evaluation) -> Result<String, Failure> {
    let counts = |c: Counts| {
        serde_json::json!({
            "p": c.precision(), "r": c.recall(), "f": c.f1(),
            "tp": c.right, "fp": c.wrong, "fn": c.missed,
        })
    };
    let by = |map: &std::collections::BTreeMap<String, Counts>| -> serde_json::Value {
        map.iter().map(|(label, c)| (label.clone(), counts(*c))).collect::<serde_json::Map<_, _>>().into()
    };
    let value = serde_json::json!({
        "exact": {"micro": counts(e.total()), "labels": by(&e.exact)},
        "overlap": {"micro": counts(e.total_overlapping()), "labels": by(&e.overlapping)},
        "by": by(&e.groups),
    });
    let mut text = serde_json::to_string_pretty(&value).map_err(Failure::new)?;
    text.push('\n');
    Ok(text)
}
