//! The mark-up of the gold; `README.md` describes it.

use std::collections::HashMap;

/// A story with its marked spans.
#[derive(Debug)]
pub struct Story {
    pub name: String,
    pub region: String,
    pub text: String,
    pub mentions: Vec<Mention>,
}

/// A marked span, or a span that the crate found (`number` is its `entity`). Role and body stand on
/// every mention of the person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mention {
    pub start: usize,
    pub end: usize,
    pub label: String,
    pub number: Option<u32>,
    pub role: String,
    pub body: String,
    pub former: bool,
    pub acts_for: String,
}

/// Reads a file of the gold.
pub fn read_story(name: &str, source: &str) -> Result<Story, String> {
    let mut region = "";
    let mut rest = source;
    while let Some(line) = rest.strip_prefix("# ") {
        let (line, after) = line.split_once('\n').ok_or("no story after the header")?;
        if let Some(value) = line.strip_prefix("region: ") {
            region = value;
        }
        rest = after;
    }
    let body = rest.strip_prefix('\n').ok_or("no empty line after the header")?;
    let (text, mut mentions) = read_markup(body)?;
    let mut first: HashMap<u32, Mention> = HashMap::new();
    for m in &mut mentions {
        let place = || format!("{:?}", &text[m.start..m.end]);
        match m.number {
            None if matches!(m.label.as_str(), "PLACE" | "GROUP") => {}
            None => return Err(format!("{} has no number", place())),
            Some(n) => match first.get(&n) {
                None => {
                    first.insert(n, m.clone());
                }
                Some(f) if f.label != m.label => {
                    return Err(format!("{}: #{n} is also {}", place(), f.label));
                }
                Some(_) if !m.role.is_empty() || !m.body.is_empty() || m.former => {
                    return Err(format!("{}: role and body belong to the first mention of #{n}", place()));
                }
                Some(f) => (m.role, m.body, m.former) = (f.role.clone(), f.body.clone(), f.former),
            },
        }
        if (m.label == "OFFICIAL") == m.role.is_empty() {
            return Err(format!("{}: officials have a role, and nobody else", place()));
        }
    }
    Ok(Story { name: name.into(), region: region.into(), text, mentions })
}

/// `[text|LABEL#1 key="value" key=value]` within text; backslash before a literal `[`, `]`, `|`, `\`.
fn read_markup(source: &str) -> Result<(String, Vec<Mention>), String> {
    let mut text = String::with_capacity(source.len());
    let mut mentions = Vec::new();
    let mut open = None;
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let place = || {
            let line = source[..source.len() - rest.len()].matches('\n').count() + 1;
            format!("line {line} of the story, at {:?}", rest.chars().take(20).collect::<String>())
        };
        let mut after = &rest[c.len_utf8()..];
        match (c, open) {
            ('\\', _) => {
                let literal = after.chars().next().filter(|c| "[]|\\".contains(*c));
                text.push(literal.ok_or_else(|| format!("{}: only [ ] | \\ follow a backslash", place()))?);
                after = &after[1..];
            }
            ('[', None) => open = Some(text.len()),
            ('|', Some(start)) => {
                let mut quoted = false;
                let end = after.find(|c| {
                    quoted ^= c == '"';
                    c == ']' && !quoted
                });
                let end = end.ok_or_else(|| format!("{}: no closing bracket", place()))?;
                let mut m = read_tag(&after[..end]).map_err(|e| format!("{}: {e}", place()))?;
                (m.start, m.end) = (start, text.len());
                if m.start == m.end || text[m.start..].trim() != &text[m.start..] {
                    return Err(format!("{}: empty span, or space at its edge", place()));
                }
                mentions.push(m);
                open = None;
                after = &after[end + 1..];
            }
            ('[' | ']' | '|', _) => return Err(format!("{}: out of place; write \\{c}", place())),
            _ => text.push(c),
        }
        rest = after;
    }
    if open.is_some() {
        return Err("the last span is not closed".into());
    }
    Ok((text, mentions))
}

/// `LABEL#1 key="value" key=value`
fn read_tag(tag: &str) -> Result<Mention, String> {
    let (head, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let (label, number) = match head.split_once('#') {
        Some((label, n)) => (label, Some(n.parse().map_err(|_| format!("{n:?} is no number"))?)),
        None => (head, None),
    };
    if !matches!(label, "ORG" | "OFFICIAL" | "PERSON" | "PLACE" | "GROUP") {
        return Err(format!("{label:?} is no label"));
    }
    let mut m = Mention { label: label.into(), number, ..Mention::default() };
    while !rest.is_empty() {
        let (key, value) = rest.split_once('=').ok_or_else(|| format!("no value in {rest:?}"))?;
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or("no closing quote")?,
            None => value.find(' ').map_or((value, ""), |at| value.split_at(at)),
        };
        match (key, value) {
            ("role", _) => m.role = value.into(),
            ("body", _) => m.body = value.into(),
            ("acts_for", _) => m.acts_for = value.into(),
            ("former", "yes" | "no") => m.former = value == "yes",
            _ => return Err(format!("{key}={value:?} is no attribute")),
        }
        rest = after.trim_start();
    }
    Ok(m)
}

/// A story of this text, for tests.
pub fn read(markup: &str) -> Story {
    read_story("test", &format!("# region: East Asia\n# difficult: nothing\n\n{markup}"))
        .expect("good mark-up")
}

fn slices(s: &Story) -> Vec<&str> {
    s.mentions.iter().map(|m| &s.text[m.start..m.end]).collect()
}

#[test]
fn markup_is_taken_out_and_offsets_slice() {
    let s = read(
        "In [Fès|PLACE], [“Zé” Ng|OFFICIAL#1 role=\"mayor, [acting]\" body=\"Fès\" former=yes] said:\n\
         [Ng|OFFICIAL#1]\n[WHO|ORG#2].\n",
    );
    assert_eq!(s.text, "In Fès, “Zé” Ng said:\nNg\nWHO.\n");
    assert_eq!(slices(&s), ["Fès", "“Zé” Ng", "Ng", "WHO"]);
    assert_eq!(s.region, "East Asia");
    let later = &s.mentions[2];
    assert_eq!((later.role.as_str(), later.body.as_str(), later.former), ("mayor, [acting]", "Fès", true));
    assert_eq!(s.mentions[3].number, Some(2));
}

#[test]
fn escapes_and_metonyms() {
    let s = read(r#"\[sic\] a\|b c\\d [JD\[S\]|ORG#1] and [Beijing|PLACE acts_for="China"]"#);
    assert_eq!(s.text, r"[sic] a|b c\d JD[S] and Beijing");
    assert_eq!(slices(&s), ["JD[S]", "Beijing"]);
    assert_eq!(s.mentions[1].acts_for, "China");
}

#[test]
fn wrong_markup_is_refused() {
    let wrong = [
        "[Kenya|COUNTRY]",
        "[Kenya|PLACE",
        "[Kenya",
        "Kenya]",
        "a|b",
        "[a [b|PLACE] c|PLACE]",
        "[|PLACE]",
        "[Kenya |PLACE]",
        "[WHO|ORG]",
        "[WHO|ORG#x]",
        "[A|PERSON#1] [A|ORG#1]",
        "[A|OFFICIAL#1]",
        "[A|PERSON#1 role=\"mayor\"]",
        "[A|OFFICIAL#1 role=\"b\"] [A|OFFICIAL#1 role=\"b\"]",
        "[A|OFFICIAL#1 role=\"b]",
        "[A|PLACE age=3]",
        "\\n",
        "\\",
    ];
    for markup in wrong {
        let source = format!("# region: East Asia\n\n{markup}");
        assert!(read_story("test", &source).is_err(), "{markup}");
    }
}
