//! Gold: stories with the spans a person marked.

use crate::error::Error;
use crate::label::Kind;

/// A marked span. Offsets are bytes of the story's text.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GoldSpan {
    /// Start, in bytes.
    pub start: usize,
    /// End, in bytes, exclusive.
    pub end: usize,
    /// The label as the file has it, in the crate's names (`PER` reads as `PERSON`, `LOC` as
    /// `PLACE`, `MISC` as `OTHER`).
    pub label: String,
    /// Neither helps nor hurts.
    pub optional: bool,
}

/// A story with its marked spans.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GoldStory {
    /// Identifier, unique in its file.
    pub id: String,
    /// The text.
    pub text: String,
    /// Marked spans, by start.
    pub spans: Vec<GoldSpan>,
    /// Which labels the file it is from marks at all.
    pub labels: Vec<String>,
}

impl GoldStory {
    /// The newspaper, as far as the identifier tells: all but a number at its end.
    pub fn paper(&self) -> &str {
        match self.id.rsplit_once('_') {
            Some((paper, n)) if !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) && !paper.eq_ignore_ascii_case("wsj") => paper,
            _ => &self.id,
        }
    }
}

/// The crate's name of a label of gold files.
pub(crate) fn canonical(label: &str) -> &str {
    match label {
        "PER" | "PERSON" | "OFFICIAL" => "PERSON",
        "LOC" | "GPE" | "FAC" | "PLACE" => "PLACE",
        "ORG" => "ORG",
        "GROUP" | "NORP" => "GROUP",
        "MISC" | "OTHER" => "OTHER",
        other => other,
    }
}

pub(crate) fn kind(label: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|k| k.name() == label)
}

/// Reads gold in JSON Lines: objects with `id`, `text` and `spans` (`start` and `end` in Unicode
/// scalar values, `label`, `optional`). `place` names the file in errors.
///
/// # Errors
///
/// A line that is no such object, or a span outside its text.
pub fn read_gold(place: &str, jsonl: &str) -> Result<Vec<GoldStory>, Error> {
    let mut stories: Vec<GoldStory> = Vec::new();
    for (n, line) in jsonl.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let fail = |what: String| Error::new(what).at(place, n + 1, 0);
        let value: serde_json::Value =
            serde_json::from_str(line).map_err(|e| fail("the line is no JSON object".into()).caused_by(e))?;
        let id = match &value["id"] {
            serde_json::Value::String(s) => s.clone(),
            serde_json::Value::Null => (n + 1).to_string(),
            other => other.to_string(),
        };
        let text = value["text"]
            .as_str()
            .ok_or_else(|| fail("no \"text\"; each line needs id, text and spans".into()))?
            .to_owned();
        let bytes: Vec<usize> =
            text.char_indices().map(|(i, _)| i).chain(std::iter::once(text.len())).collect();
        let mut spans = Vec::new();
        let list = value.get("spans").or_else(|| value.get("entities"));
        for s in list.and_then(|s| s.as_array()).into_iter().flatten() {
            let at = |key: &str| {
                s[key].as_u64().and_then(|c| bytes.get(c as usize).copied()).ok_or_else(|| {
                    fail(format!("a span's {key:?} is no offset in the text (in Unicode scalar values)"))
                })
            };
            let (start, end) = (at("start")?, at("end")?);
            if start >= end {
                return Err(fail(format!("a span from {start} to {end} is empty")));
            }
            let label = s["label"].as_str().ok_or_else(|| fail("a span has no \"label\"".into()))?;
            spans.push(GoldSpan {
                start,
                end,
                label: canonical(label).to_owned(),
                optional: s["optional"].as_bool().unwrap_or(false),
            });
        }
        spans.sort_by_key(|s| (s.start, s.end));
        stories.push(GoldStory { id, text, spans, labels: Vec::new() });
    }
    let mut labels: Vec<String> =
        stories.iter().flat_map(|s| s.spans.iter().map(|x| x.label.clone())).collect();
    labels.sort();
    labels.dedup();
    for s in &mut stories {
        s.labels.clone_from(&labels);
    }
    Ok(stories)
}
