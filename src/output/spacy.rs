//! JSON as spaCy reads it: `{"title":ID,"text":TEXT,"ents":[{"start":0,"end":5,"label":"ORG"}]}`.
//!
//! Offsets are characters, as Python counts. displaCy draws the object as it is
//! (`displacy.render(doc, style="ent", manual=True)`); training data is
//! `(d["text"], {"entities": [(e["start"], e["end"], e["label"]) for e in d["ents"]]})`.

use super::{flat, offsets};
use crate::document::{Document, Entity};
use crate::span::OffsetUnit;
use serde::Serialize;

#[derive(Serialize)]
struct Record<'a> {
    title: &'a str,
    text: &'a str,
    ents: Vec<Span<'a>>,
}

#[derive(Serialize)]
struct Span<'a> {
    start: usize,
    end: usize,
    label: &'a str,
}

/// The document as one line of JSON, without a line end. Nested entities are left out: neither
/// displaCy nor the trainers take them.
pub fn to_spacy(document: &Document, text: &str) -> String {
    let entities: Vec<&Entity> = flat(document, text).collect();
    let places = offsets(&entities, text, OffsetUnit::Chars);
    let ents = entities
        .iter()
        .zip(places)
        .map(|(e, (start, end))| Span { start, end, label: e.label.as_str() })
        .collect();
    // Writing numbers and strings to a string does not fail.
    serde_json::to_string(&Record { title: &document.id, text, ents }).unwrap_or_default()
}
