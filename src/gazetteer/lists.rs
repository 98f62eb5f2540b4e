//! Lists into a block: lines are read, checked, cut into words and handed to the compact builder.
//!
//! The build script compiles this file too, for the built-in lists.

use super::compact::{Builder, Bytes, Meta, prefix};
use super::row::{Column, Header, Row, aliases};
use crate::error::Error;
use crate::token::{fold, refine, shape};
use std::io::BufRead;
use std::ops::Range;

/// Collects lists and makes the block.
#[derive(Default)]
pub(crate) struct Lists {
    compact: Builder,
    words: Vec<u64>,
}

/// A list that is being read.
struct Reading<'p> {
    place: &'p str,
    line: usize,
    header: Option<(Header, u16)>,
}

impl Lists {
    pub(crate) fn new() -> Lists {
        Lists { compact: Builder::new(), words: Vec::new() }
    }

    /// Adds a list. `name` is what evidence calls it, `place` what errors do.
    pub(crate) fn add_tsv(&mut self, name: &str, place: &str, text: &str) -> Result<(), Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reading = Reading { place, line: 0, header: None };
        for line in text.split('\n') {
            self.line(&mut reading, name, line)?;
        }
        reading.end()
    }

    /// Adds a list line by line, so that it is never in memory as a whole.
    pub(crate) fn add_reader(
        &mut self,
        name: &str,
        place: &str,
        mut reader: impl BufRead,
    ) -> Result<(), Error> {
        let mut reading = Reading { place, line: 0, header: None };
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            let read = reader.read_until(b'\n', &mut buffer).map_err(|e| {
                Error::new("the list cannot be read").at(place, reading.line + 1, 0).caused_by(e)
            })?;
            if read == 0 {
                return reading.end();
            }
            if buffer.last() == Some(&b'\n') {
                buffer.pop();
            }
            let line = std::str::from_utf8(&buffer).map_err(|e| {
                let good = &buffer[..e.valid_up_to()];
                let column = good.iter().filter(|b| **b == b'\t').count() + 1;
                Error::new("the cell is not UTF-8; save the list as UTF-8").at(
                    place,
                    reading.line + 1,
                    column,
                )
            })?;
            let line = match reading.line {
                0 => line.strip_prefix('\u{feff}').unwrap_or(line),
                _ => line,
            };
            self.line(&mut reading, name, line)?;
        }
    }

    fn line(&mut self, reading: &mut Reading<'_>, name: &str, line: &str) -> Result<(), Error> {
        reading.line += 1;
        let (place, number) = (reading.place, reading.line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim().is_empty() || line.starts_with('#') {
            return Ok(());
        }
        let Some((header, list)) = &reading.header else {
            let header = Header::parse(line, place, number)?;
            let list = self.compact.list(name, &header.line()).map_err(|e| e.at(place, number, 0))?;
            reading.header = Some((header, list));
            return Ok(());
        };
        self.row(header, *list, line, place, number)
    }

    /// Adds a list whose rows follow by [`Lists::row`].
    pub(crate) fn begin(&mut self, name: &str, header: &Header) -> Result<u16, Error> {
        self.compact.list(name, &header.line())
    }

    /// Adds a row.
    pub(crate) fn row(
        &mut self,
        header: &Header,
        list: u16,
        row: &str,
        place: &str,
        number: usize,
    ) -> Result<(), Error> {
        let checked = header.check(row, place, number)?;
        let at = |column: Column| move |e: Error| e.at(place, number, header.number(column));
        let label = self.compact.label(checked.label).map_err(at(Column::Label))?;
        let meta = Meta { label, weak: checked.weak, list };
        let entry = self.compact.entry(meta, row).map_err(|e| e.at(place, number, 0))?;
        self.name(row, &checked, checked.name.clone(), entry, 0).map_err(at(Column::Name))?;
        for (n, alias) in aliases(row, checked.aliases.clone()).enumerate() {
            self.name(row, &checked, alias, entry, n + 1).map_err(at(Column::Aliases))?;
        }
        Ok(())
    }

    fn name(
        &mut self,
        row: &str,
        checked: &Row<'_>,
        range: Range<usize>,
        (entry, row_at): (u32, u32),
        which: usize,
    ) -> Result<(), Error> {
        let name = &row[range.clone()];
        self.words.clear();
        let words = &mut self.words;
        let mut odd = checked.fold_case;
        let mut first = 0;
        refine::for_each_name_word(name, |w| {
            if words.is_empty() {
                first = match w.bytes().all(|b| b.is_ascii_alphanumeric()) {
                    true => prefix(w.as_bytes()),
                    false => prefix(fold::fold(w).as_bytes()),
                };
                odd |= matches!(shape::shape_of(w), shape::Shape::Lower | shape::Shape::Punct);
                // A mark with a vowel sign on it folds to the mark.
                odd |= !w.is_ascii() && shape::shape_of(&fold::fold(w)) == shape::Shape::Punct;
            }
            words.push(fold::fold_hash(w));
        });
        if words.is_empty() {
            return Err(Error::new(format!("the name {name:?} has no word to look for; take it out")));
        }
        // Rows are kept below 4 GiB, so the sum does not overflow.
        let at = row_at + range.start as u32;
        self.compact.pattern(&self.words, first, odd, checked.fold_case, (entry, which), (at, name.len()))
    }

    pub(crate) fn finish(self) -> Bytes {
        self.compact.finish()
    }
}

impl Reading<'_> {
    fn end(&self) -> Result<(), Error> {
        if self.header.is_some() {
            return Ok(());
        }
        Err(Error::new(
            "the list is empty; its first line names the columns, separated by tabs, e.g. label<TAB>name<TAB>aliases<TAB>id",
        )
        .at(self.place, 1, 0))
    }
}
