//! The command line of `dateline`.
use dateline::fit::*;
use dateline::*;
use std::collections::BTreeMap;
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let mut settings = Settings::default();
    let env = |k: &str| std::env::var(k).ok().and_then(|v| v.parse::<f32>().ok());
    if let Some(v) = env("EPOCHS") { settings.epochs = v as usize }
    if let Some(v) = env("RATE") { settings.rate = v }
    if let Some(v) = env("PENALTY") { settings.penalty = v }
    if let Some(v) = env("LEAST") { settings.least_stories = v as u32 }
    let t = std::time::Instant::now();
    let read = |f: &String| read_gold(f, &std::fs::read_to_string(f).unwrap()).unwrap();
    let labels = ["ORG", "PERSON", "PLACE", "GROUP"];
    let report = |name: &str, by: &BTreeMap<String, Counts>| {
        let mut all = Counts::default();
        let mut line = String::new();
        for (l, c) in by { if l != "GROUP" { all += *c; } line += &format!(" {l} {:.1}", 100.0 * c.f1()); }
        println!("{name:40} P {:.1} R {:.1} F1 {:.2} {line}", 100.0 * all.precision(), 100.0 * all.recall(), 100.0 * all.f1());
    };
    if args[0] == "fit" {
        let gold: Vec<_> = args[2..].iter().flat_map(read).collect();
        let fitted = fit(&gold, &settings);
        eprintln!("{} rows, {} bytes, {} unreachable, {:?}", fitted.rows, fitted.table.len(), fitted.unreachable, t.elapsed());
        std::fs::write(&args[1], fitted.table).unwrap();
    } else if args[0] == "cv" {
        let mut gold = Vec::new();
        let mut file = Vec::new();
        for f in &args[1..] { for g in read(f) { gold.push(g); file.push(f.clone()); } }
        let (fold, fitted) = fit_folds(&gold, 5, 2, &settings);
        println!("rows {:?} bytes {:?}", fitted.iter().map(|f| f.rows).collect::<Vec<_>>(), fitted[0].table.len());
        let mut by: BTreeMap<String, BTreeMap<String, Counts>> = BTreeMap::new();
        let ex: Vec<_> = fitted.iter().map(|f| Extractor::builder().weights(Weights::from_tsv("w", &f.table).unwrap()).build()).collect();
        for (n, g) in gold.iter().enumerate() {
            let d = ex[fold[n]].extract(&g.text);
            for (l, c) in score_story(g, &d, &labels) { *by.entry(file[n].clone()).or_default().entry(l).or_default() += c; }
        }
        for (f, b) in &by { report(f, b); }
        println!("{:?}", t.elapsed());
    } else if args[0] == "eval" {
        let ex = Extractor::builder().weights(Weights::from_tsv("w", &std::fs::read_to_string(&args[1]).unwrap()).unwrap()).build();
        for f in &args[2..] {
            let mut by: BTreeMap<String, Counts> = BTreeMap::new();
            for g in read(f) { for (l, c) in score_story(&g, &ex.extract(&g.text), &labels) { *by.entry(l).or_default() += c; } }
            report(f, &by);
        }
    }
}
