//! Rows of a list: which cell is what, and whether it is allowed.
//!
//! Checking a row allocates nothing: a list of a million names is checked in a fraction of a
//! second, and an [`Entry`](super::Entry) is made only of rows that somebody asks for. The build
//! script compiles this file too, to check the built-in lists, so it uses nothing of the crate but
//! its error.

use crate::error::Error;
use std::ops::Range;

/// The columns a list may have, besides `id:SCHEME`.
pub(crate) const COLUMNS: [&str; 17] = [
    "label",
    "name",
    "aliases",
    "id",
    "case",
    "strength",
    "ambiguity",
    "country",
    "role",
    "body",
    "from",
    "to",
    "verified",
    "lat",
    "lon",
    "population",
    "source",
];

/// What else a name may be.
pub(crate) const AMBIGUITY: [&str; 6] = ["word", "person", "place", "org", "group", "thing"];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Label,
    Name,
    Aliases,
    Id,
    Case,
    Strength,
    Ambiguity,
    Country,
    Role,
    Body,
    From,
    To,
    Verified,
    Lat,
    Lon,
    Population,
    Source,
}

impl Column {
    fn of(name: &str) -> Option<Column> {
        Some(match name {
            "label" => Column::Label,
            "name" => Column::Name,
            "aliases" => Column::Aliases,
            "id" => Column::Id,
            "case" => Column::Case,
            "strength" => Column::Strength,
            "ambiguity" => Column::Ambiguity,
            "country" => Column::Country,
            "role" => Column::Role,
            "body" => Column::Body,
            "from" => Column::From,
            "to" => Column::To,
            "verified" => Column::Verified,
            "lat" => Column::Lat,
            "lon" => Column::Lon,
            "population" => Column::Population,
            "source" => Column::Source,
            _ => return name.strip_prefix("id:").filter(|s| !s.is_empty()).map(|_| Column::Id),
        })
    }
}

/// The columns of a list in the order of its header line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(super) columns: Vec<String>,
    pub(super) kinds: Vec<Column>,
    label: usize,
    name: usize,
}

/// A row that has been checked: what finding its names needs. Ranges are bytes of the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row<'r> {
    pub label: &'r str,
    pub name: Range<usize>,
    /// The whole cell; empty where the row has none.
    pub aliases: Range<usize>,
    pub fold_case: bool,
    pub weak: bool,
}

impl Header {
    /// The header of columns that are known to be allowed; `label` and `name` come first.
    pub(crate) fn of_columns(columns: Vec<String>) -> Header {
        let kinds = columns.iter().map(|c| Column::of(c).unwrap_or(Column::Id)).collect();
        Header { columns, kinds, label: 0, name: 1 }
    }

    pub(crate) fn parse(line: &str, place: &str, number: usize) -> Result<Header, Error> {
        let columns: Vec<String> = line.split('\t').map(|c| c.trim().to_ascii_lowercase()).collect();
        let mut kinds = Vec::with_capacity(columns.len());
        for (i, c) in columns.iter().enumerate() {
            let Some(kind) = Column::of(c) else {
                return Err(Error::new(format!(
                    "unknown column {c:?}; allowed are {}, and id:SCHEME, separated by tabs",
                    COLUMNS.join(", ")
                ))
                .at(place, number, i + 1));
            };
            if columns[..i].contains(c) {
                return Err(Error::new(format!("column {c:?} stands twice; leave one out")).at(
                    place,
                    number,
                    i + 1,
                ));
            }
            kinds.push(kind);
        }
        let find = |kind: Column| kinds.iter().position(|k| *k == kind);
        match (find(Column::Label), find(Column::Name)) {
            (Some(label), Some(name)) => Ok(Header { columns, kinds, label, name }),
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

    /// The identifiers of a row that has been checked: scheme and value.
    pub(crate) fn ids<'r>(&self, row: &'r str) -> impl Iterator<Item = (&str, &'r str)> {
        let cells = self.kinds.iter().zip(&self.columns).zip(row.split('\t'));
        cells
            .filter(|((kind, _), cell)| **kind == Column::Id && !cell.trim().is_empty())
            .map(|((_, column), cell)| (column.strip_prefix("id:").unwrap_or(column), cell.trim()))
    }

    /// The number of a column, counted from 1 as errors do; 0 if the list has none of the kind.
    pub(crate) fn number(&self, kind: Column) -> usize {
        self.kinds.iter().position(|k| *k == kind).map_or(0, |i| i + 1)
    }

    /// Checks one row, every cell of it.
    ///
    /// # Errors
    ///
    /// The first wrong cell: its line, its column and what is allowed.
    pub(crate) fn check<'r>(&self, row: &'r str, place: &str, number: usize) -> Result<Row<'r>, Error> {
        let mut out = Row { label: "", name: 0..0, aliases: 0..0, fold_case: false, weak: false };
        let mut at = 0;
        for (i, raw) in row.split('\t').enumerate() {
            let start = at;
            at += raw.len() + 1;
            let fail = |what: String| Error::new(what).at(place, number, i + 1);
            let cell = raw.trim();
            if cell.is_empty() {
                continue;
            }
            let Some(kind) = self.kinds.get(i) else {
                return Err(fail(format!(
                    "the row has more cells than the header's {}; take out the extra tab or name the column",
                    self.columns.len()
                )));
            };
            let start = start + (raw.len() - raw.trim_start().len());
            let range = start..start + cell.len();
            let between = |what: &str, low: f64, high: f64| {
                if cell.parse::<f64>().is_ok_and(|v| (low..=high).contains(&v)) {
                    Ok(())
                } else {
                    Err(fail(format!("{what} {cell:?} is no number from {low} to {high}")))
                }
            };
            match kind {
                Column::Label => {
                    if cell.len() > 64 || cell.contains(char::is_whitespace) {
                        return Err(fail(format!(
                            "label {cell:?} must be one word of at most 64 bytes, such as ORG, OFFICIAL, PERSON, PLACE, GROUP or your own"
                        )));
                    }
                    out.label = cell;
                }
                Column::Name => out.name = range,
                Column::Aliases => {
                    if cell.split('|').any(|a| a.trim().is_empty()) {
                        return Err(fail("an alias is empty; separate aliases by a single |".to_owned()));
                    }
                    out.aliases = range;
                }
                Column::Case => {
                    out.fold_case = match cell {
                        "exact" => false,
                        "fold" => true,
                        _ => {
                            return Err(fail(format!(
                                "case {cell:?} is not known; allowed are exact and fold"
                            )));
                        }
                    }
                }
                Column::Strength => {
                    out.weak = match cell {
                        "strong" => false,
                        "weak" => true,
                        _ => {
                            return Err(fail(format!(
                                "strength {cell:?} is not known; allowed are strong and weak"
                            )));
                        }
                    }
                }
                Column::Ambiguity => {
                    if let Some(kind) = cell.split('|').find(|kind| !AMBIGUITY.contains(kind)) {
                        return Err(fail(format!(
                            "ambiguity {kind:?} is not known; allowed are {}, separated by |",
                            AMBIGUITY.join(", ")
                        )));
                    }
                }
                Column::Country => {
                    if cell.len() != 2 || !cell.bytes().all(|b| b.is_ascii_lowercase()) {
                        return Err(fail(format!(
                            "country {cell:?} must be an ISO 3166 code of two lower-case letters, e.g. ke"
                        )));
                    }
                }
                Column::From | Column::To | Column::Verified => {
                    if !is_date(cell) {
                        return Err(fail(format!("date {cell:?} must be YYYY, YYYY-MM or YYYY-MM-DD")));
                    }
                }
                Column::Lat => between("latitude", -90.0, 90.0)?,
                Column::Lon => between("longitude", -180.0, 180.0)?,
                Column::Population => {
                    if cell.parse::<u64>().is_err() {
                        return Err(fail(format!("population {cell:?} is no whole number")));
                    }
                }
                Column::Role | Column::Body | Column::Source | Column::Id => {}
            }
        }
        let missing = |what: &str, column: usize| {
            Error::new(format!("the row has no {what}; every row needs a label and a name")).at(
                place,
                number,
                column + 1,
            )
        };
        if out.label.is_empty() {
            return Err(missing("label", self.label));
        }
        if out.name.is_empty() {
            return Err(missing("name", self.name));
        }
        Ok(out)
    }
}

/// The aliases of a cell, each with its range in the row.
pub(crate) fn aliases(row: &str, cell: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = cell.start;
    row[cell].split('|').filter_map(move |raw| {
        let start = at + (raw.len() - raw.trim_start().len());
        at += raw.len() + 1;
        let len = raw.trim().len();
        (len > 0).then_some(start..start + len)
    })
}

/// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, with a month and a day that exist.
pub(crate) fn is_date(s: &str) -> bool {
    let mut parts = s.split('-');
    let digits = |p: &str, n: usize| p.len() == n && p.bytes().all(|b| b.is_ascii_digit());
    let within = |p: &str, high: u32| digits(p, 2) && p.parse().is_ok_and(|v: u32| (1..=high).contains(&v));
    parts.next().is_some_and(|y| digits(y, 4))
        && parts.next().is_none_or(|m| within(m, 12))
        && parts.next().is_none_or(|d| within(d, 31))
        && parts.next().is_none()
}
