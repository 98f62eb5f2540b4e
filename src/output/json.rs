//! The crate's JSON: one object a document; in JSON Lines, one line each.
//!
//! ```json
//! {"schema":1,"id":"story-7","offsets":"bytes","entities":[
//!  {"start":31,"end":42,"text":"Jane Mwangi","label":"OFFICIAL","score":0.97,"entity":2,
//!   "name":"Jane Mwangi","ids":{"wikidata":"Q0"},"role":"spokeswoman","body":"foreign ministry",
//!   "former":false,"source":"rule",
//!   "evidence":[["official/title-name",2.1],["person/first-name",1.3]]}]}
//! ```
//!
//! | field | what |
//! |---|---|
//! | `schema` | 1. Fields may be added under the same number; none is ever renamed or given another meaning |
//! | `id` | the document's identifier; left out when it has none |
//! | `offsets` | what `start` and `end` count: `bytes`, `chars` (Unicode scalar values: Python) or `utf16` (JavaScript, Java) |
//! | `entities` | the names, by start; never overlapping, but for those marked `nested` |
//!
//! Of every entity:
//!
//! | field | what |
//! |---|---|
//! | `start`, `end` | where it stands; the end is exclusive |
//! | `text` | exactly that slice of the text |
//! | `label` | `ORG`, `OFFICIAL`, `PERSON`, `PLACE`, `GROUP`, or a label of your own |
//! | `score` | probability, 0 to 1, four digits |
//! | `entity` | number of the thing named, within the document |
//! | `name` | its fullest form, or the list's canonical name |
//! | `ids` | identifiers from lists, by scheme; several of one scheme are separated by `\|` |
//! | `role`, `body`, `former` | the office of an official, as the text words it |
//! | `acts_for` | what a place or building speaks for |
//! | `source` | `gazetteer`, `list`, `rule` or `pattern` |
//! | `nested` | `true` when it lies inside another entity |
//! | `evidence` | when asked for: every reason with its weight in log-odds |
//!
//! What is unknown is left out; nothing is ever `null`.

use super::{fits, offsets};
use crate::document::{Document, Entity, Source};
use crate::error::Error;
use crate::label::Label;
use crate::span::OffsetUnit;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::Write;

/// The number in `schema`.
pub const SCHEMA: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Record<'a> {
    schema: u32,
    #[serde(default, skip_serializing_if = "str::is_empty", borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    offsets: Cow<'a, str>,
    #[serde(borrow)]
    entities: Vec<Name<'a>>,
}

#[derive(Serialize, Deserialize)]
struct Name<'a> {
    start: usize,
    end: usize,
    #[serde(borrow)]
    text: Cow<'a, str>,
    #[serde(borrow)]
    label: Cow<'a, str>,
    score: f64,
    entity: usize,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Ids::is_empty")]
    ids: Ids<'a>,
    #[serde(default, skip_serializing_if = "str::is_empty", borrow)]
    role: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "str::is_empty", borrow)]
    body: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    former: Option<bool>,
    #[serde(default, skip_serializing_if = "str::is_empty", borrow)]
    acts_for: Cow<'a, str>,
    #[serde(borrow)]
    source: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    nested: bool,
    #[serde(default, skip_serializing_if = "Evidence::is_empty")]
    evidence: Evidence<'a>,
}

/// Scheme and value, written as an object in the order they were given.
#[derive(Default)]
struct Ids<'a>(Cow<'a, [(String, String)]>);

impl Ids<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Ids<'_> {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let ids = &*self.0;
        // An object must not have a key twice: values of one scheme are joined, as aliases are in
        // lists.
        s.collect_map(
            ids.iter()
                .enumerate()
                .filter(|(n, (scheme, _))| !ids[..*n].iter().any(|(s, _)| s == scheme))
                .map(|(n, (scheme, value))| {
                    let mut value = Cow::Borrowed(value.as_str());
                    for (_, other) in ids[n + 1..].iter().filter(|(s, _)| s == scheme) {
                        let joined = value.to_mut();
                        joined.push('|');
                        joined.push_str(other);
                    }
                    (scheme.as_str(), value)
                }),
        )
    }
}

impl<'de> Deserialize<'de> for Ids<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Vec<(String, String)>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of identifiers")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut ids = Vec::new();
                while let Some((scheme, value)) = map.next_entry::<String, String>()? {
                    ids.extend(value.split('|').map(|v| (scheme.clone(), v.to_owned())));
                }
                Ok(ids)
            }
        }
        Ok(Ids(Cow::Owned(d.deserialize_map(Visitor)?)))
    }
}

#[derive(Default)]
struct Evidence<'a>(Cow<'a, [(String, f32)]>);

impl Evidence<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Evidence<'_> {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(self.0.iter().map(|(name, weight)| (name, round(*weight))))
    }
}

impl<'de> Deserialize<'de> for Evidence<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(Evidence(Cow::Owned(Vec::deserialize(d)?)))
    }
}

/// Four digits after the point. JSON has no numbers for infinity and the like: 0.
fn round(x: f32) -> f64 {
    if x.is_finite() { (f64::from(x) * 1e4).round() / 1e4 } else { 0.0 }
}

fn record<'a>(document: &'a Document, text: &'a str, unit: OffsetUnit) -> Record<'a> {
    let entities: Vec<&Entity> = document.entities.iter().filter(|e| fits(e, text)).collect();
    let places = offsets(&entities, text, unit);
    let names = entities.iter().zip(places).map(|(e, (start, end))| Name {
        start,
        end,
        text: text[e.start..e.end].into(),
        label: e.label.as_str().into(),
        score: round(e.score),
        entity: e.entity,
        name: e.name.as_str().into(),
        ids: Ids(Cow::Borrowed(&e.ids)),
        role: e.role.as_str().into(),
        body: e.body.as_str().into(),
        former: e.former,
        acts_for: e.acts_for.as_str().into(),
        source: e.source.as_str().into(),
        nested: e.nested,
        evidence: Evidence(Cow::Borrowed(&e.evidence)),
    });
    Record {
        schema: SCHEMA,
        id: document.id.as_str().into(),
        offsets: unit.as_str().into(),
        entities: names.collect(),
    }
}

/// The document as one line of JSON, without a line end. `text` is the text it was made of.
///
/// ```
/// use dateline::{Extractor, OffsetUnit, output::json};
///
/// let text = "Ministers met in Nairobi.";
/// let document = Extractor::new().extract(text);
/// let line = json::to_json(&document, text, OffsetUnit::Chars);
/// assert!(line.starts_with(r#"{"schema":1,"offsets":"chars","entities":["#));
/// ```
pub fn to_json(document: &Document, text: &str, unit: OffsetUnit) -> String {
    let mut out = Vec::with_capacity(64 + document.entities.len() * 128);
    append(&mut out, document, text, unit);
    // serde_json writes UTF-8 only.
    String::from_utf8(out).unwrap_or_default()
}

/// The same over several lines, indented.
pub fn to_json_pretty(document: &Document, text: &str, unit: OffsetUnit) -> String {
    // Writing numbers and strings to a string does not fail.
    serde_json::to_string_pretty(&record(document, text, unit)).unwrap_or_default()
}

fn append(out: &mut Vec<u8>, document: &Document, text: &str, unit: OffsetUnit) {
    // Writing numbers and strings to memory does not fail.
    let _ = serde_json::to_writer(out, &record(document, text, unit));
}

/// Writes JSON Lines: a document a line.
pub struct Writer<W> {
    out: W,
    unit: OffsetUnit,
    line: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// Writes to `out`, which is better buffered. Lines are written whole.
    pub fn new(out: W, unit: OffsetUnit) -> Writer<W> {
        Writer { out, unit, line: Vec::new() }
    }

    /// Writes one document with its line end.
    ///
    /// # Errors
    ///
    /// Those of the writer below.
    pub fn write(&mut self, document: &Document, text: &str) -> std::io::Result<()> {
        self.line.clear();
        append(&mut self.line, document, text, self.unit);
        self.line.push(b'\n');
        self.out.write_all(&self.line)
    }

    /// The writer below.
    pub fn into_inner(self) -> W {
        self.out
    }
}

/// Reads a document back, with the unit its offsets are in. Its `start` and `end` are those of the
/// JSON; [`rebase`] makes bytes of them.
///
/// # Errors
///
/// Text that is no such JSON, or of a later schema.
pub fn from_json(json: &str) -> Result<(Document, OffsetUnit), Error> {
    let fail = |what: &str| Error::new(what);
    let record: Record<'_> =
        serde_json::from_str(json).map_err(|e| fail("no JSON of a document").caused_by(e))?;
    if record.schema != SCHEMA {
        return Err(fail(&format!(
            "schema {} is not known; this version reads schema {SCHEMA}",
            record.schema
        )));
    }
    let unit = [OffsetUnit::Bytes, OffsetUnit::Chars, OffsetUnit::Utf16]
        .into_iter()
        .find(|u| u.as_str() == record.offsets)
        .ok_or_else(|| fail("\"offsets\" must be bytes, chars or utf16"))?;
    let mut document = Document { id: record.id.into_owned(), ..Document::default() };
    for n in record.entities {
        let source = [Source::Gazetteer, Source::List, Source::Rule, Source::Pattern]
            .into_iter()
            .find(|s| s.as_str() == n.source)
            .ok_or_else(|| fail("\"source\" must be gazetteer, list, rule or pattern"))?;
        if n.start > n.end {
            return Err(fail("an entity ends before it starts"));
        }
        document.entities.push(Entity {
            start: n.start,
            end: n.end,
            label: Label::from(&*n.label),
            score: n.score as f32,
            entity: n.entity,
            name: n.name.into_owned(),
            ids: n.ids.0.into_owned(),
            role: n.role.into_owned(),
            body: n.body.into_owned(),
            former: n.former,
            acts_for: n.acts_for.into_owned(),
            source,
            nested: n.nested,
            evidence: n.evidence.0.into_owned(),
        });
    }
    Ok((document, unit))
}

/// Turns the offsets of a document from `unit` into bytes of `text`.
///
/// # Errors
///
/// An offset that is no character boundary of the text.
pub fn rebase(document: &mut Document, text: &str, unit: OffsetUnit) -> Result<(), Error> {
    let fail = |at: usize| Error::new(format!("offset {at} ({}) is no place in the text", unit.as_str()));
    if unit == OffsetUnit::Bytes {
        return match document.entities.iter().find(|e| !fits(e, text)) {
            Some(e) => Err(fail(e.start)),
            None => Ok(()),
        };
    }
    let mut places = std::collections::BTreeMap::new();
    for e in &document.entities {
        places.insert(e.start, 0);
        places.insert(e.end, 0);
    }
    let mut count = 0;
    let mut wanted = places.iter_mut().peekable();
    for (byte, c) in text.char_indices().map(|(i, c)| (i, Some(c))).chain([(text.len(), None)]) {
        if let Some((_, place)) = wanted.next_if(|(at, _)| **at == count) {
            *place = byte;
        }
        count += match (unit, c) {
            (_, None) => 0,
            (OffsetUnit::Utf16, Some(c)) => c.len_utf16(),
            _ => 1,
        };
    }
    if let Some((at, _)) = wanted.next() {
        return Err(fail(*at));
    }
    drop(wanted);
    for e in &mut document.entities {
        // Every start and end is among the places.
        e.start = places.get(&e.start).copied().unwrap_or(0);
        e.end = places.get(&e.end).copied().unwrap_or(0);
    }
    Ok(())
}
