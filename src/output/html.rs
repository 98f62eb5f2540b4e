//! One page that needs nothing else: the stories with their names marked, and what is known of a
//! name when the pointer rests on it.

use super::flat;
use crate::document::{Document, Entity};
use std::fmt::Write;

/// What stands before the first story. Colours keep a contrast of at least 7 to 1 and the label is
/// written beside every name, so that nothing hangs on colour alone.
pub const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>dateline</title>
<style>
:root { color-scheme: light dark; }
body { font: 1.05rem/1.7 Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff; }
h2 { font: 600 0.9rem/1.4 system-ui, sans-serif; color: #444; border-bottom: 1px solid #ccc; overflow-wrap: anywhere; }
p { white-space: pre-wrap; overflow-wrap: anywhere; }
mark { color: #111; background: #e4e4e4; padding: 0.05em 0.25em; border-radius: 0.2em; cursor: help; }
mark::after { content: attr(data-label); font: 600 0.6em system-ui, sans-serif; margin-left: 0.4em; letter-spacing: 0.03em; }
mark.org { background: #bfe3f7; } mark.official { background: #ffd98a; } mark.person { background: #fff0b3; }
mark.place { background: #c6ecc6; } mark.group { background: #ecd0f0; }
@media (prefers-color-scheme: dark) { body { color: #e8e8e8; background: #181818; } h2 { color: #bbb; border-color: #444; } }
</style>
</head>
<body>
"#;

/// What stands after the last story.
pub const TAIL: &str = "</body>\n</html>\n";

/// A page with one story.
pub fn to_html(document: &Document, text: &str) -> String {
    format!("{HEAD}{}{TAIL}", to_article(document, text))
}

/// One story, to be put between [`HEAD`] and [`TAIL`].
pub fn to_article(document: &Document, text: &str) -> String {
    let mut out = String::from("<article>\n");
    if !document.id.is_empty() {
        out.push_str("<h2>");
        escape(&document.id, &mut out);
        out.push_str("</h2>\n");
    }
    out.push_str("<p>");
    let mut at = 0;
    for e in flat(document, text) {
        escape(&text[at..e.start], &mut out);
        let label = e.label.as_str();
        let class = match label {
            "ORG" => "org",
            "OFFICIAL" => "official",
            "PERSON" => "person",
            "PLACE" => "place",
            "GROUP" => "group",
            _ => "other",
        };
        // Writing to a string does not fail.
        let _ = write!(out, "<mark class=\"{class}\" data-label=\"");
        escape(label, &mut out);
        out.push_str("\" title=\"");
        escape(&about(e, &text[e.start..e.end]), &mut out);
        out.push_str("\">");
        escape(&text[e.start..e.end], &mut out);
        out.push_str("</mark>");
        at = e.end;
    }
    escape(&text[at..], &mut out);
    out.push_str("</p>\n</article>\n");
    out
}

/// What is known of a name, a line each.
fn about(e: &Entity, slice: &str) -> String {
    let mut out = format!("{} {:.2}", e.label.as_str(), e.score);
    if e.name != slice && !e.name.is_empty() {
        let _ = write!(out, "\nname: {}", e.name);
    }
    for (what, value) in [("role", &e.role), ("body", &e.body), ("acts for", &e.acts_for)] {
        if !value.is_empty() {
            let former = if what == "role" && e.former == Some(true) { "former " } else { "" };
            let _ = write!(out, "\n{what}: {former}{value}");
        }
    }
    for (scheme, id) in &e.ids {
        let _ = write!(out, "\n{scheme}: {id}");
    }
    for (name, weight) in &e.evidence {
        let _ = write!(out, "\n{weight:+.2} {name}");
    }
    out
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            // Of a line's end from Windows; the new line follows.
            '\r' => {}
            // HTML has no other control characters.
            c if c.is_control() => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
}
