//! The list format: UTF-8, tab-separated, a header line that names the columns, `#` comments.

use super::entry::{Case, Entry, Strength};
use crate::error::Error;
use crate::label::Label;

/// The columns a list may have, besides `id:SCHEME`.
pub(crate) const COLUMNS: [&str; 17] = [
    "label", "name", "aliases", "id", "case", "strength", "ambiguity", "country", "role", "body",
    "from", "to", "verified", "lat", "lon", "population", "source",
];

/// The columns of a list in the order of its header line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    columns: Vec<String>,
    label: usize,
    name: usize,
}

impl Header {
    pub(crate) fn parse(line: &str, place: &str, number: usize) -> Result<Header, Error> {
        let columns: Vec<String> =
            line.split('\t').map(|c| c.trim().to_ascii_lowercase()).collect();
        for (i, c) in columns.iter().enumerate() {
            let known = COLUMNS.contains(&c.as_str())
                || c.strip_prefix("id:").is_some_and(|scheme| !scheme.is_empty());
            if !known {
                return Err(Error::new(format!(
                    "unknown column {c:?}; allowed are {}, and id:SCHEME, separated by tabs",
                    COLUMNS.join(", ")
                ))
                .at(place, number, i + 1));
            }
            if columns[..i].contains(c) {
                return Err(Error::new(format!("column {c:?} stands twice; leave one out"))
                    .at(place, number, i + 1));
            }
        }
        let find = |name: &str| columns.iter().position(|c| c == name);
        match (find("label"), find("name")) {
            (Some(label), Some(name)) => Ok(Header { columns, label, name }),
            (None, _) => Err(Error::new(
                "the header line names no column \"label\"; the first line names the columns, separated by tabs, e.g. label<TAB>name<TAB>aliases<TAB>id",
            )
            .at(place, number, 1)),
            _ => Err(Error::new("the header line names no column \"name\"; add it")
                .at(place, number, 1)),
        }
    }

    pub(crate) fn line(&self) -> String {
        self.columns.join("\t")
    }

    /// The label and name cells of a row, unchecked.
    pub(crate) fn label_and_name<'r>(&self, row: &'r str) -> (&'r str, &'r str) {
        let mut cells = row.split('\t');
        let (mut label, mut name) = ("", "");
        for i in 0..=self.label.max(self.name) {
            let cell = cells.next().unwrap_or("").trim();
            if i == self.label {
                label = cell;
            } else if i == self.name {
                name = cell;
            }
        }
        (label, name)
    }

    /// The cell of a column, if the list has it.
    pub(crate) fn cell<'r>(&self, row: &'r str, column: &str) -> &'r str {
        match self.columns.iter().position(|c| c == column) {
            Some(i) => row.split('\t').nth(i).unwrap_or("").trim(),
            None => "",
        }
    }

    /// Reads and checks one row.
    pub(crate) fn entry(&self, row: &str, place: &str, number: usize) -> Result<Entry, Error> {
        let mut entry = Entry::new(Label::Org, "");
        let (mut lat, mut lon) = (None, None);
        let mut has_label = false;
        for (i, cell) in row.split('\t').enumerate() {
            let fail = |what: String| Error::new(what).at(place, number, i + 1);
            let Some(column) = self.columns.get(i) else {
                if cell.trim().is_empty() {
                    continue;
                }
                return Err(fail(format!(
                    "the row has more cells than the header's {}; take out the extra tab or name the column",
                    self.columns.len()
                )));
            };
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            let number_of = |what: &str, low: f64, high: f64| {
                cell.parse::<f64>().ok().filter(|v| (low..=high).contains(v)).ok_or_else(|| {
                    fail(format!("{what} {cell:?} is no number from {low} to {high}"))
                })
            };
            match column.as_str() {
                "label" => {
                    if cell.len() > 64 || cell.contains(char::is_whitespace) {
                        return Err(fail(format!(
                            "label {cell:?} must be one word of at most 64 bytes, such as ORG, OFFICIAL, PERSON, PLACE, GROUP or your own"
                        )));
                    }
                    entry.label = cell.into();
                    has_label = true;
                }
                "name" => entry.name = cell.to_owned(),
                "aliases" => {
                    for alias in cell.split('|') {
                        let alias = alias.trim();
                        if alias.is_empty() {
                            return Err(fail(
                                "an alias is empty; separate aliases by a single |".to_owned(),
                            ));
                        }
                        entry.aliases.push(alias.to_owned());
                    }
                }
                "case" => {
                    entry.case = match cell {
                        "exact" => Case::Exact,
                        "fold" => Case::Fold,
                        _ => {
                            return Err(fail(format!(
                                "case {cell:?} is not known; allowed are exact and fold"
                            )));
                        }
                    }
                }
                "strength" => {
                    entry.strength = match cell {
                        "strong" => Strength::Strong,
                        "weak" => Strength::Weak,
                        _ => {
                            return Err(fail(format!(
                                "strength {cell:?} is not known; allowed are strong and weak"
                            )));
                        }
                    }
                }
                "ambiguity" => {
                    for kind in cell.split('|') {
                        if !["word", "person", "place", "org", "group", "thing"].contains(&kind) {
                            return Err(fail(format!(
                                "ambiguity {kind:?} is not known; allowed are word, person, place, org, group, thing, separated by |"
                            )));
                        }
                        entry.ambiguity.push(kind.to_owned());
                    }
                }
                "country" => {
                    if cell.len() != 2 || !cell.bytes().all(|b| b.is_ascii_lowercase()) {
                        return Err(fail(format!(
                            "country {cell:?} must be an ISO 3166 code of two lower-case letters, e.g. ke"
                        )));
                    }
                    entry.country = cell.to_owned();
                }
                "role" => entry.role = cell.to_owned(),
                "body" => entry.body = cell.to_owned(),
                "from" | "to" | "verified" => {
                    if !is_date(cell) {
                        return Err(fail(format!(
                            "date {cell:?} must be YYYY, YYYY-MM or YYYY-MM-DD"
                        )));
                    }
                    match column.as_str() {
                        "from" => entry.from = cell.to_owned(),
                        "to" => entry.to = cell.to_owned(),
                        _ => entry.verified = cell.to_owned(),
                    }
                }
                "lat" => lat = Some(number_of("latitude", -90.0, 90.0)?),
                "lon" => lon = Some(number_of("longitude", -180.0, 180.0)?),
                "population" => {
                    entry.population = Some(cell.parse().map_err(|_| {
                        fail(format!("population {cell:?} is no whole number"))
                    })?);
                }
                "source" => entry.source = cell.to_owned(),
                id => {
                    let scheme = id.strip_prefix("id:").unwrap_or(id);
                    entry.ids.push((scheme.to_owned(), cell.to_owned()));
                }
            }
        }
        let missing = |what: &str, column: usize| {
            Error::new(format!("the row has no {what}; every row needs a label and a name"))
                .at(place, number, column + 1)
        };
        if !has_label {
            return Err(missing("label", self.label));
        }
        if entry.name.is_empty() {
            return Err(missing("name", self.name));
        }
        entry.coordinates = lat.zip(lon);
        Ok(entry)
    }

    /// The row of an entry, in this header's columns.
    pub(crate) fn row(&self, e: &Entry) -> String {
        let clean = |s: &str| s.replace(['\t', '\n', '\r'], " ");
        self.columns
            .iter()
            .map(|c| match c.as_str() {
                "label" => clean(e.label.as_str()),
                "name" => clean(&e.name),
                "aliases" => clean(&e.aliases.join("|")),
                "case" if e.case == Case::Fold => "fold".to_owned(),
                "strength" if e.strength == Strength::Weak => "weak".to_owned(),
                "ambiguity" => e.ambiguity.join("|"),
                "country" => clean(&e.country),
                "role" => clean(&e.role),
                "body" => clean(&e.body),
                "from" => clean(&e.from),
                "to" => clean(&e.to),
                "verified" => clean(&e.verified),
                "lat" => e.coordinates.map_or(String::new(), |c| c.0.to_string()),
                "lon" => e.coordinates.map_or(String::new(), |c| c.1.to_string()),
                "population" => e.population.map_or(String::new(), |p| p.to_string()),
                "source" => clean(&e.source),
                "case" | "strength" => String::new(),
                id => {
                    let scheme = id.strip_prefix("id:").unwrap_or(id);
                    e.ids.iter().find(|(s, _)| s == scheme).map_or(String::new(), |(_, v)| clean(v))
                }
            })
            .collect::<Vec<_>>()
            .join("\t")
    }

    /// A header with every column these entries use.
    pub(crate) fn for_entries(entries: &[Entry]) -> Header {
        let mut columns: Vec<String> =
            COLUMNS.iter().filter(|c| **c != "id").map(|c| (*c).to_owned()).collect();
        for e in entries {
            for (scheme, _) in &e.ids {
                let column =
                    if scheme == "id" { "id".to_owned() } else { format!("id:{scheme}") };
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
        }
        Header { columns, label: 0, name: 1 }
    }
}

/// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, with a month and a day that exist.
pub(crate) fn is_date(s: &str) -> bool {
    let parts: Vec<&str> = s.split('-').collect();
    let digits = |p: &str, n: usize| p.len() == n && p.bytes().all(|b| b.is_ascii_digit());
    let within = |p: &str, high: u32| p.parse().is_ok_and(|v: u32| (1..=high).contains(&v));
    parts.len() <= 3
        && digits(parts[0], 4)
        && parts.get(1).is_none_or(|m| digits(m, 2) && within(m, 12))
        && parts.get(2).is_none_or(|d| digits(d, 2) && within(d, 31))
}
