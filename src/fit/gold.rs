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
    /// Other fields of the file that hold a word or a number, such as a region.
    pub fields: Vec<(String, String)>,
}

impl GoldStory {
    /// The newspaper, as far as the identifier tells: all but a number at its end.
    pub fn paper(&self) -> &str {
        match self.id.rsplit_once('_') {
            Some((paper, n))
                if !n.is_empty()
                    && n.bytes().all(|b| b.is_ascii_digit())
                    && !paper.eq_ignore_ascii_case("wsj") =>
            {
                paper
            }
            _ => &self.id,
        }
    }
}

/// The crate's name of a label of gold files.
pub(crate) fn canonical(label: &str) -> &str {
    match label.to_ascii_uppercase().as_str() {
        "PER" | "PERSON" | "OFFICIAL" | "PEOPLE" => "PERSON",
        "LOC" | "LOCATION" | "GPE" | "FAC" | "FACILITY" | "PLACE" => "PLACE",
        "ORG" | "ORGANIZATION" | "ORGANISATION" => "ORG",
        "GROUP" | "NORP" | "NATIONALITY" | "RELIGION" | "ETHNICITY" => "GROUP",
        "MISC" | "MISCELLANEOUS" | "OTHER" => "OTHER",
        _ => label,
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
        let fields = value.as_object().into_iter().flatten();
        let fields = fields
            .filter(|(key, _)| *key != "text" && *key != "id")
            .filter_map(|(key, value)| match value {
                serde_json::Value::String(s) => Some((key.clone(), s.clone())),
                serde_json::Value::Number(n) => Some((key.clone(), n.to_string())),
                _ => None,
            })
            .collect();
        stories.push(GoldStory { id, text, spans, labels: Vec::new(), fields });
    }
    mark_labels(&mut stories);
    Ok(stories)
}

/// Tells every story which labels its file marks.
fn mark_labels(stories: &mut [GoldStory]) {
    let mut labels: Vec<String> =
        stories.iter().flat_map(|s| s.spans.iter().map(|x| x.label.clone())).collect();
    labels.sort();
    labels.dedup();
    for s in stories {
        s.labels.clone_from(&labels);
    }
}

/// Reads gold in CoNLL form: a token a line, its tag (`B-PER`, `I-PER`, `O`; also `E-` and `S-`) in
/// the last column; an empty line after each sentence; `-DOCSTART-` or `# newdoc` before each
/// document. `place` names the file in errors and in identifiers.
///
/// The text is put together from the tokens: a sentence a line, no space before closing
/// punctuation.
///
/// # Errors
///
/// A line whose last column is no tag.
pub fn read_conll(place: &str, text: &str) -> Result<Vec<GoldStory>, Error> {
    let mut stories = Vec::new();
    let mut story = Builder::default();
    for (n, line) in text.lines().enumerate() {
        let line = line.trim_end();
        if line.is_empty() {
            story.sentence();
            continue;
        }
        if line.starts_with("-DOCSTART-") || line.starts_with("# newdoc") {
            story.finish(place, &mut stories);
            continue;
        }
        let mut columns = line.split(['\t', ' ']).filter(|c| !c.is_empty());
        let (Some(word), Some(tag)) = (columns.next(), columns.next_back()) else {
            if line.starts_with('#') {
                continue;
            }
            return Err(Error::new("a token and its tag are wanted, with a tab or space between").at(
                place,
                n + 1,
                0,
            ));
        };
        if line.starts_with("# ") {
            continue; // a comment with several words
        }
        let (mark, label) = tag.split_once('-').unwrap_or((tag, ""));
        match mark {
            "O" => story.word(word, None),
            "B" | "S" | "U" if !label.is_empty() => story.word(word, Some((true, label))),
            "I" | "E" | "L" if !label.is_empty() => story.word(word, Some((false, label))),
            _ => {
                return Err(Error::new(format!(
                    "the tag {tag:?} is none of O, B-LABEL, I-LABEL, E-LABEL, S-LABEL"
                ))
                .at(place, n + 1, 0));
            }
        }
        if matches!(mark, "E" | "L" | "S" | "U") {
            story.open = false;
        }
    }
    story.finish(place, &mut stories);
    mark_labels(&mut stories);
    Ok(stories)
}

/// A story that is put together from tokens.
#[derive(Default)]
struct Builder {
    text: String,
    spans: Vec<GoldSpan>,
    /// The last span goes on if the next token says so.
    open: bool,
    line_start: bool,
    /// No space before the next token.
    glue: bool,
    /// A straight quotation mark is open.
    quote: bool,
}

impl Builder {
    fn word(&mut self, word: &str, tag: Option<(bool, &str)>) {
        let closing = matches!(
            word,
            "." | ","
                | ";"
                | ":"
                | "!"
                | "?"
                | "%"
                | ")"
                | "]"
                | "}"
                | "”"
                | "’"
                | "'s"
                | "’s"
                | "'"
                | "n't"
                | "''"
        ) || (word == "\"" && self.quote);
        if !self.text.is_empty() && !self.line_start && !self.glue && !closing {
            self.text.push(' ');
        }
        if word == "\"" {
            self.quote = !self.quote;
        }
        self.glue = matches!(word, "(" | "[" | "{" | "“" | "‘" | "$" | "``") || (word == "\"" && self.quote);
        self.line_start = false;
        let start = self.text.len();
        self.text.push_str(word);
        let end = self.text.len();
        let Some((begins, label)) = tag else {
            self.open = false;
            return;
        };
        let label = canonical(label);
        match self.spans.last_mut() {
            Some(last) if self.open && !begins && last.label == label => last.end = end,
            _ => self.spans.push(GoldSpan { start, end, label: label.to_owned(), optional: false }),
        }
        self.open = true;
    }

    fn sentence(&mut self) {
        self.open = false;
        self.glue = false;
        self.quote = false;
        if !self.text.is_empty() && !self.line_start {
            self.text.push('\n');
            self.line_start = true;
        }
    }

    fn finish(&mut self, place: &str, stories: &mut Vec<GoldStory>) {
        let done = std::mem::take(self);
        if !done.text.trim().is_empty() {
            let id = format!("{place}:{}", stories.len() + 1);
            stories.push(GoldStory {
                id,
                text: done.text,
                spans: done.spans,
                labels: Vec::new(),
                fields: Vec::new(),
            });
        }
    }
}

/// Reads gold of the brat tool: the text and the `.ann` beside it, one story. `place` names the
/// `.ann` in errors, and is the story's identifier. Of what the `.ann` holds only the spans count;
/// one in pieces runs from the start of the first to the end of the last.
///
/// # Errors
///
/// A span that is no span, or outside the text.
pub fn read_brat(place: &str, text: &str, ann: &str) -> Result<GoldStory, Error> {
    let bytes: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let mut spans = Vec::new();
    for (n, line) in ann.lines().enumerate() {
        if !line.starts_with('T') {
            continue;
        }
        let fail = |what: &str| Error::new(what).at(place, n + 1, 0);
        let wanted = || fail("a span is T1<TAB>LABEL START END<TAB>words");
        let (label, places) = line.split('\t').nth(1).and_then(|c| c.split_once(' ')).ok_or_else(wanted)?;
        let mut numbers = places.split([' ', ';']).map(str::parse::<usize>);
        let (Some(Ok(start)), Some(Ok(end))) = (numbers.next(), numbers.next_back()) else {
            return Err(wanted());
        };
        match (bytes.get(start), bytes.get(end)) {
            (Some(&start), Some(&end)) if start < end => {
                spans.push(GoldSpan { start, end, label: canonical(label).to_owned(), optional: false });
            }
            _ => return Err(fail("the span is not inside the text; are offsets counted in characters?")),
        }
    }
    spans.sort_by_key(|s| (s.start, s.end));
    let mut story = [GoldStory {
        id: place.to_owned(),
        text: text.to_owned(),
        spans,
        labels: Vec::new(),
        fields: Vec::new(),
    }];
    mark_labels(&mut story);
    let [story] = story;
    Ok(story)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(s: &GoldStory) -> Vec<(&str, &str)> {
        s.spans.iter().map(|x| (&s.text[x.start..x.end], x.label.as_str())).collect()
    }

    #[test]
    fn reads_conll_in_every_variant() {
        let bio = "-DOCSTART- -X- O O\n\nU.N. NNP I-NP B-ORG\nenvoy NN I-NP O\nEkeus NNP I-NP B-PER\nsaid VBD O O\n. . O O\n\n( ( O O\nReuters NNP O B-ORG\n) ) O O\n";
        let stories = read_conll("x.conll", bio).unwrap();
        assert_eq!(stories.len(), 1);
        assert_eq!(stories[0].text, "U.N. envoy Ekeus said.\n(Reuters)");
        assert_eq!(names(&stories[0]), [("U.N.", "ORG"), ("Ekeus", "PERSON"), ("Reuters", "ORG")]);
        // IOB1: I- begins a name; BIOES.
        for tags in [["I-LOC", "I-LOC", "B-LOC"], ["B-LOC", "E-LOC", "S-LOC"], ["B-GPE", "I-GPE", "I-PER"]] {
            let text = format!("New\t{}\nYork\t{}\nParis\t{}\n", tags[0], tags[1], tags[2]);
            let stories = read_conll("x", &text).unwrap();
            let got: Vec<&str> = names(&stories[0]).into_iter().map(|n| n.0).collect();
            assert_eq!(got, ["New York", "Paris"], "{tags:?}");
        }
        let error = read_conll("x.bio", "a\tO\nb\tX-ORG\n").unwrap_err();
        assert_eq!(error.line(), 2);
        assert_eq!(read_conll("x", "a O\n-DOCSTART- O\n\nb O\n").unwrap().len(), 2);
    }

    #[test]
    fn reads_brat() {
        let story = read_brat(
            "a.ann",
            "Élysée said\nno",
            "T1\tORG 0 6\tÉlysée\n#1\tAnnotatorNotes T1\tx\nT2\tPER 7 11;12 14\tsaid no\n",
        )
        .unwrap();
        assert_eq!(names(&story), [("Élysée", "ORG"), ("said\nno", "PERSON")]);
        assert_eq!(read_brat("a.ann", "x", "\nT1\tORG 0 6\tx\n").unwrap_err().line(), 2);
    }
}
