//! The text with its names marked, for a terminal: coloured, or in brackets.

use super::flat;
use crate::document::Document;

/// Black on a light ground, so that it can be read on dark and on light terminals; the label is
/// written too, for those who do not see colours.
fn colour(label: &str) -> &'static str {
    match label {
        "ORG" => "\x1b[30;46m",
        "OFFICIAL" => "\x1b[30;43m",
        "PERSON" => "\x1b[30;103m",
        "PLACE" => "\x1b[30;42m",
        "GROUP" => "\x1b[30;45m",
        _ => "\x1b[30;47m",
    }
}

/// The text with every name followed by its label: with `colours` by escape sequences of terminals,
/// without as `[Jane Mwangi OFFICIAL]`.
///
/// Control characters of the text, which could do anything to a terminal, are shown as `␀`-like
/// pictures.
pub fn to_terminal(document: &Document, text: &str, colours: bool) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut at = 0;
    for e in flat(document, text) {
        clean(&text[at..e.start], &mut out);
        let label = e.label.as_str();
        if colours {
            out.push_str(colour(label));
            clean(&text[e.start..e.end], &mut out);
            out.push_str("\x1b[0m\x1b[2m ");
        } else {
            out.push('[');
            clean(&text[e.start..e.end], &mut out);
            out.push(' ');
        }
        clean(label, &mut out);
        out.push_str(if colours { "\x1b[0m" } else { "]" });
        at = e.end;
    }
    clean(&text[at..], &mut out);
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

fn clean(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '\n' | '\t' => out.push(c),
            '\r' => {}
            // U+2400 shows control character 0, and so on.
            '\0'..='\x1f' => out.extend(char::from_u32(0x2400 + c as u32)),
            '\x7f' => out.push('␡'),
            '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
}
