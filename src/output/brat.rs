//! Standoff annotation of the brat tool: an `.ann` file that lies beside the `.txt`.
//!
//! `T1<TAB>OFFICIAL 31 42<TAB>Jane Mwangi`, offsets in characters. What else is known follows as a
//! note (`#1<TAB>AnnotatorNotes T1<TAB>role=spokeswoman; body=foreign ministry`). A name that runs
//! over a line end is written as brat wants it: in pieces.

use super::{fits, offsets};
use crate::document::{Document, Entity};
use crate::span::OffsetUnit;
use std::fmt::Write;

/// The `.ann` of a document.
pub fn to_brat(document: &Document, text: &str) -> String {
    let entities: Vec<&Entity> =
        document.entities.iter().filter(|e| e.start < e.end && fits(e, text)).collect();
    let places = offsets(&entities, text, OffsetUnit::Chars);
    let mut out = String::new();
    for (n, (e, (start, _))) in entities.iter().zip(places).enumerate() {
        let slice = &text[e.start..e.end];
        let mut pieces = String::new();
        let mut at = start;
        for line in slice.split('\n') {
            let length = line.chars().count();
            let line_end = at + length;
            if length > 0 {
                if !pieces.is_empty() {
                    pieces.push(';');
                }
                // Writing to a string does not fail.
                let _ = write!(pieces, "{at} {line_end}");
            }
            at = line_end + 1;
        }
        let label: String =
            e.label.as_str().chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { '_' }).collect();
        let words = slice.replace(['\n', '\t', '\r'], " ");
        let _ = writeln!(out, "T{}\t{label} {pieces}\t{words}", n + 1);
        let mut notes: Vec<String> = Vec::new();
        for (what, value) in [("role", &e.role), ("body", &e.body), ("acts_for", &e.acts_for)] {
            if !value.is_empty() {
                notes.push(format!("{what}={value}"));
            }
        }
        if e.former == Some(true) {
            notes.push("former".to_owned());
        }
        notes.extend(e.ids.iter().map(|(scheme, id)| format!("{scheme}={id}")));
        if !notes.is_empty() {
            let _ = writeln!(
                out,
                "#{}\tAnnotatorNotes T{}\t{}",
                n + 1,
                n + 1,
                notes.join("; ").replace(['\n', '\t', '\r'], " ")
            );
        }
    }
    out
}
