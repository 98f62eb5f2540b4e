//! From a record to a story: the fields picked out, the bytes checked.

use crate::args::Reading;
use crate::input::{Body, Raw};
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// A story with its identifier.
pub struct Story {
    pub id: String,
    pub text: String,
}

/// A record that could not be read: where, and why.
#[derive(serde::Serialize)]
pub struct Bad {
    pub file: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub line: u64,
    pub reason: String,
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "{}:{}: {}", self.file, self.line, self.reason)
        } else {
            write!(f, "{}: {}", self.file, self.reason)
        }
    }
}

/// The story in a record.
pub fn story(raw: Raw, reading: &Reading) -> Result<Story, Bad> {
    let Raw { file, line, offset, body, .. } = raw;
    let parsed = match body {
        Body::Bad(reason) => Err(reason),
        Body::Text(bytes) => text(bytes, offset, reading.lossy).map(|text| (None, text)),
        Body::Json(bytes) => text(bytes, offset, reading.lossy).and_then(|line| json(&line, reading)),
        Body::Row { id, text: bytes } => {
            let id = id.map(|id| String::from_utf8_lossy(&id).into_owned()).filter(|id| !id.is_empty());
            // The cell's own place is not known, once quotes are taken away; the row's line is.
            match String::from_utf8(bytes) {
                Ok(text) => Ok((id, text)),
                Err(e) if reading.lossy => Ok((id, String::from_utf8_lossy(e.as_bytes()).into_owned())),
                Err(e) => Err(format!(
                    "invalid UTF-8 at byte {} of the row's text; --lossy reads it all the same",
                    e.utf8_error().valid_up_to()
                )),
            }
        }
    };
    match parsed {
        Ok((id, text)) => {
            let id = id.unwrap_or_else(|| if line > 0 { format!("{file}:{line}") } else { file.to_string() });
            Ok(Story { id, text })
        }
        Err(reason) => Err(Bad { file: file.to_string(), line, reason }),
    }
}

fn text(bytes: Vec<u8>, offset: u64, lossy: bool) -> Result<String, String> {
    String::from_utf8(bytes).or_else(|e| {
        if lossy {
            return Ok(String::from_utf8_lossy(e.as_bytes()).into_owned());
        }
        let at = offset + e.utf8_error().valid_up_to() as u64;
        Err(format!("invalid UTF-8 at byte {at}; --lossy reads it all the same"))
    })
}

/// Identifier and text of a line of JSON.
fn json(line: &str, reading: &Reading) -> Result<(Option<String>, String), String> {
    let mut parser = serde_json::Deserializer::from_str(line);
    let (id, text) = Fields { text: &reading.text_field, id: &reading.id_field }
        .deserialize(&mut parser)
        .and_then(|fields| parser.end().map(|()| fields))
        .map_err(|e| {
            // The line is the file's, not always 1.
            let what = e.to_string();
            let what = what.split(" at line ").next().unwrap_or(&what);
            format!("wrong JSON at column {}: {what}", e.column())
        })?;
    match text {
        Some(text) => Ok((id, text)),
        None => Err(format!("no field {:?}; --text-field chooses", reading.text_field)),
    }
}

/// Picks two fields out of an object; all else is passed over without being kept.
struct Fields<'f> {
    text: &'f str,
    id: &'f str,
}

impl<'de> DeserializeSeed<'de> for Fields<'_> {
    type Value = (Option<String>, Option<String>);
    fn deserialize<D: serde::Deserializer<'de>>(self, d: D) -> Result<Self::Value, D::Error> {
        d.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = (Option<String>, Option<String>);
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with the field {:?}", self.text)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut id, mut text) = (None, None);
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if key == self.text {
                let value = map.next_value::<String>();
                text = Some(value.map_err(|e| A::Error::custom(format!("the field {key:?}: {e}")))?);
            } else if key == self.id {
                id = match map.next_value::<serde_json::Value>()? {
                    serde_json::Value::Null => None,
                    serde_json::Value::String(id) => Some(id),
                    other => Some(other.to_string()),
                };
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok((id, text))
    }
}
