//! `dateline explain`: every name of a story with its reasons.

use crate::args::Explain;
use crate::engine;
use crate::failure::{Failure, tell};
use crate::input::{Files, Place, Records};
use crate::record;
use dateline::{Document, Entity};
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Bytes of context shown on each side of a name.
const CONTEXT: usize = 30;

pub fn run(args: Explain) -> Result<ExitCode, Failure> {
    let extractor = engine::builder(&args.lists)?.evidence(true).build();
    let labels = crate::tag::labels(&args.labels);
    let files = Files::new(&args.inputs)?;
    let records = Records::new(files, &args.reading, Place::default(), Arc::new(AtomicU64::new(0)), || false);
    let mut errors = false;
    for raw in records {
        match record::story(raw, &args.reading) {
            Ok(story) => {
                let mut document = extractor.extract(&story.text);
                document
                    .entities
                    .retain(|e| labels.is_empty() || labels.iter().any(|l| l == e.label.as_str()));
                document.id = story.id;
                let shown = explain(&document, &story.text);
                let mut out = std::io::stdout().lock();
                out.write_all(shown.as_bytes())
                    .and_then(|()| out.flush())
                    .map_err(|e| Failure::stdout(&e))?;
            }
            Err(bad) => {
                errors = true;
                tell(bad);
            }
        }
    }
    Ok(ExitCode::from(if errors { 3 } else { 0 }))
}

fn explain(document: &Document, text: &str) -> String {
    let mut out = format!("== {}\n", clean(&document.id));
    for e in &document.entities {
        let Some(name) = text.get(e.start..e.end) else { continue };
        let (mut from, mut to) = (e.start.saturating_sub(CONTEXT), (e.end + CONTEXT).min(text.len()));
        while !text.is_char_boundary(from) {
            from -= 1;
        }
        while !text.is_char_boundary(to) {
            to += 1;
        }
        let _ = writeln!(
            out,
            "\n{}  {} {:.3}  bytes {}..{}\n  …{}[{}]{}…",
            clean(name),
            e.label,
            e.score,
            e.start,
            e.end,
            clean(&text[from..e.start]),
            clean(name),
            clean(&text[e.end..to])
        );
        about(&mut out, e);
        let mut reasons: Vec<&(String, f32)> = e.evidence.iter().collect();
        reasons.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then_with(|| a.0.cmp(&b.0)));
        for (reason, weight) in &reasons {
            match dateline::reason(reason) {
                Some(why) => {
                    let _ = writeln!(out, "  {weight:+7.2}  {}: {why}", clean(reason));
                }
                None => {
                    let _ = writeln!(out, "  {weight:+7.2}  {}", clean(reason));
                }
            }
        }
        if !reasons.is_empty() {
            let _ = writeln!(out, "  {:+7.2}  in all", reasons.iter().map(|r| r.1).sum::<f32>());
        }
    }
    out.push('\n');
    out
}

fn about(out: &mut String, e: &Entity) {
    let mut known = vec![format!("entity {}", e.entity)];
    if !e.name.is_empty() {
        known.push(format!("name {}", e.name));
    }
    for (what, value) in [("role", &e.role), ("body", &e.body), ("acts for", &e.acts_for)] {
        if !value.is_empty() {
            known.push(format!("{what} {value}"));
        }
    }
    if e.former == Some(true) {
        known.push("former".to_owned());
    }
    known.extend(e.ids.iter().map(|(scheme, id)| format!("{scheme} {id}")));
    known.push(format!("from {}", e.source.as_str()));
    let _ = writeln!(out, "  {}", clean(&known.join(" · ")));
}

/// Nothing that could do something to a terminal.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
