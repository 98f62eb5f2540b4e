//! What is found, in the forms other programs read.
//!
//! | module | form | offsets |
//! |---|---|---|
//! | `json` (feature `json`) | the crate's own JSON, and JSON Lines | bytes, characters or UTF-16 |
//! | `spacy` (feature `json`) | JSON as spaCy's displaCy and trainers read it | characters |
//! | [`brat`] | standoff annotation, `.ann` beside `.txt` | characters |
//! | [`conll`] | a token a line with `B-`, `I-`, `O` | none |
//! | [`html`] | one page that needs nothing else | none |
//! | [`terminal`] | the text with its names coloured | none |
//!
//! All take the [`Document`] and the text it was made of. They never fail, and a
//! document that does not belong to the text (offsets outside, or inside a character) gives spans
//! left out rather than a panic.

pub mod brat;
pub mod conll;
pub mod html;
#[cfg(feature = "json")]
pub mod json;
#[cfg(feature = "json")]
pub mod spacy;
pub mod terminal;

use crate::document::{Document, Entity};
use crate::span::{Converter, OffsetUnit};

/// Whether `entity` can be sliced out of `text`.
fn fits(entity: &Entity, text: &str) -> bool {
    entity.start <= entity.end && text.get(entity.start..entity.end).is_some()
}

/// Entities that do not overlap: the nested ones left out, and whatever begins before the last end.
fn flat<'d>(document: &'d Document, text: &str) -> impl Iterator<Item = &'d Entity> {
    let mut last = 0;
    document.entities.iter().filter(move |e| {
        let keep = !e.nested && e.start >= last && e.start < e.end && fits(e, text);
        if keep {
            last = e.end;
        }
        keep
    })
}

/// Start and end of every entity in `unit`. Entities that do not fit the text must be left out
/// before.
fn offsets(entities: &[&Entity], text: &str, unit: OffsetUnit) -> Vec<(usize, usize)> {
    if unit == OffsetUnit::Bytes || text.is_ascii() {
        return entities.iter().map(|e| (e.start, e.end)).collect();
    }
    // The ends of nested spans do not rise with their starts, so all places are converted in order
    // first.
    let mut places: Vec<usize> = entities.iter().flat_map(|e| [e.start, e.end]).collect();
    places.sort_unstable();
    places.dedup();
    let mut converter = Converter::new(text, unit);
    let converted: Vec<usize> = places.iter().map(|&at| converter.convert(at)).collect();
    // Every start and end is among the places; the fallback cannot be reached.
    let of = |at: usize| places.binary_search(&at).map_or(at, |i| converted[i]);
    entities.iter().map(|e| (of(e.start), of(e.end))).collect()
}
