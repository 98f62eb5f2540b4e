//! Entries from rows of the list format, and rows from entries. What a row may hold is checked in
//! [`row`](super::row).

use super::entry::{Case, Entry, Strength};
use super::row::{COLUMNS, Column, Header};
use crate::error::Error;
use crate::label::Label;

impl Header {
    /// Reads and checks one row.
    pub(crate) fn entry(&self, row: &str, place: &str, number: usize) -> Result<Entry, Error> {
        let checked = self.check(row, place, number)?;
        let mut entry = Entry::new(Label::from(checked.label), &row[checked.name]);
        if checked.fold_case {
            entry.case = Case::Fold;
        }
        if checked.weak {
            entry.strength = Strength::Weak;
        }
        let (mut lat, mut lon) = (None, None);
        for ((kind, column), cell) in self.kinds.iter().zip(&self.columns).zip(row.split('\t')) {
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            match kind {
                Column::Label | Column::Name | Column::Case | Column::Strength => {}
                Column::Aliases => {
                    entry.aliases = cell.split('|').map(|a| a.trim().to_owned()).collect();
                }
                Column::Ambiguity => {
                    entry.ambiguity = cell.split('|').map(str::to_owned).collect();
                }
                Column::Country => entry.country = cell.to_owned(),
                Column::Role => entry.role = cell.to_owned(),
                Column::Body => entry.body = cell.to_owned(),
                Column::From => entry.from = cell.to_owned(),
                Column::To => entry.to = cell.to_owned(),
                Column::Verified => entry.verified = cell.to_owned(),
                // Checked above to be numbers.
                Column::Lat => lat = cell.parse().ok(),
                Column::Lon => lon = cell.parse().ok(),
                Column::Population => entry.population = cell.parse().ok(),
                Column::Source => entry.source = cell.to_owned(),
                Column::Id => {
                    let scheme = column.strip_prefix("id:").unwrap_or(column);
                    entry.ids.push((scheme.to_owned(), cell.to_owned()));
                }
            }
        }
        entry.coordinates = lat.zip(lon);
        Ok(entry)
    }

    /// The row of an entry, in this header's columns.
    ///
    /// Tabs and line ends, which a cell cannot hold, become spaces. [`Header::for_entries`] has
    /// refused what else a row cannot hold.
    pub(crate) fn row(&self, e: &Entry) -> String {
        let clean = |s: &str| s.replace(['\t', '\n', '\r'], " ");
        self.kinds
            .iter()
            .zip(&self.columns)
            .map(|(kind, column)| match kind {
                Column::Label => clean(e.label.as_str()),
                Column::Name => clean(&e.name),
                Column::Aliases => clean(&e.aliases.join("|")),
                Column::Case if e.case == Case::Fold => "fold".to_owned(),
                Column::Strength if e.strength == Strength::Weak => "weak".to_owned(),
                Column::Case | Column::Strength => String::new(),
                Column::Ambiguity => clean(&e.ambiguity.join("|")),
                Column::Country => clean(&e.country),
                Column::Role => clean(&e.role),
                Column::Body => clean(&e.body),
                Column::From => clean(&e.from),
                Column::To => clean(&e.to),
                Column::Verified => clean(&e.verified),
                Column::Lat => e.coordinates.map_or(String::new(), |c| c.0.to_string()),
                Column::Lon => e.coordinates.map_or(String::new(), |c| c.1.to_string()),
                Column::Population => e.population.map_or(String::new(), |p| p.to_string()),
                Column::Source => clean(&e.source),
                Column::Id => {
                    let scheme = column.strip_prefix("id:").unwrap_or(column);
                    e.ids
                        .iter()
                        .find(|(s, _)| clean(s).eq_ignore_ascii_case(scheme))
                        .map_or(String::new(), |(_, v)| clean(v))
                }
            })
            .collect::<Vec<_>>()
            .join("\t")
    }

    /// A header with every column these entries use.
    ///
    /// # Errors
    ///
    /// An entry that a row cannot hold: two identifiers of one scheme, a `|` within an alias.
    pub(crate) fn for_entries(entries: &[Entry], place: &str) -> Result<Header, Error> {
        let mut columns: Vec<String> =
            COLUMNS.iter().filter(|c| **c != "id").map(|c| (*c).to_owned()).collect();
        for (n, e) in entries.iter().enumerate() {
            for (i, (scheme, _)) in e.ids.iter().enumerate() {
                let fail = |what: String| Err(Error::new(what).at(place, n + 1, 0));
                if scheme.trim() != scheme || scheme.is_empty() || scheme.contains(['\t', '\n', '\r']) {
                    return fail(format!(
                        "{scheme:?} is no name for a scheme of identifiers; give it a word"
                    ));
                }
                if e.ids[..i].iter().any(|(s, _)| s.eq_ignore_ascii_case(scheme)) {
                    return fail(format!(
                        "the entry {:?} has two identifiers of the scheme {scheme:?}; give each a scheme of its own",
                        e.name
                    ));
                }
                let scheme = scheme.to_ascii_lowercase();
                let column = if scheme == "id" { scheme } else { format!("id:{scheme}") };
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
            if let Some(alias) = e.aliases.iter().find(|a| a.contains('|')) {
                return Err(Error::new(format!(
                    "the alias {alias:?} holds a |, which separates aliases; give the parts as aliases of their own"
                ))
                .at(place, n + 1, 0));
            }
        }
        Ok(Header::of_columns(columns))
    }
}
