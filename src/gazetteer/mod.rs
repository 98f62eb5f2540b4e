//! Lists of names, and finding them in text.
//!
//! # The list format
//!
//! UTF-8 text, tab-separated; the first line names the columns; lines that begin with `#` and empty
//! lines are passed over. `label` and `name` must be there, the rest as wanted:
//!
//! | column | what |
//! |---|---|
//! | `label` | `ORG`, `OFFICIAL`, `PERSON`, `PLACE`, `GROUP`, or a label of your own |
//! | `name` | the canonical name |
//! | `aliases` | other names, separated by `\|` |
//! | `id`, `id:SCHEME` | an identifier, reported under `ids` |
//! | `case` | `exact` (default: as written, or in capitals throughout) or `fold` |
//! | `strength` | `strong` (default) or `weak`: needs support from context |
//! | `ambiguity` | what else it may be: `word`, `person`, `place`, `org`, `group`, `thing` |
//! | `country` | ISO 3166 code, lower case |
//! | `role`, `body`, `from`, `to` | an office held, where, and when |
//! | `verified`, `source` | when the row was checked; where it is from |
//! | `lat`, `lon`, `population` | of places |
//!
//! A wrong row is an error that names file, line, column and what is allowed.
//!
//! # Large lists
//!
//! A list of any size is one block of bytes (see the engine in `compact.rs`), which
//! [`Gazetteer::compiled`] gives out and [`Gazetteer::from_compiled`] takes back from any owner of
//! bytes, such as a memory-mapped file. Several lists that change at different times are best kept
//! as several gazetteers of one extractor: replacing a small one does not touch the large ones.

#[cfg(any(test, feature = "bench"))]
mod automaton;
#[cfg(feature = "builtin")]
mod builtin;
mod compact;
mod entry;
mod find;
mod format;
mod lists;
mod row;
mod search;
#[cfg(test)]
mod tests;

pub use entry::{Case, Entry, Strength};
pub(crate) use row::{Column, is_date};
pub(crate) use search::Hit;

use crate::error::Error;
use crate::label::Kind;
use crate::token::fold;
#[cfg(any(test, feature = "bench"))]
use automaton::Automaton;
use compact::{Block, Owner};
use lists::Lists;
use row::Header;
use std::io::BufRead;
use std::sync::Arc;

/// An immutable set of names to find. Cheap to clone and to share between threads.
///
/// Matching is by whole words: a name is found where its words stand in the text one after the
/// other, compared in folded form (case, diacritics, curly quotes, hyphens, the full stops of
/// abbreviations and `&`/`and` make no difference), then checked against the entry's case policy.
/// A name of one word that is listed as an abbreviation ("Calif.") needs its full stop in the text.
/// Spans always lie on character boundaries of the text as it is.
///
/// # Examples
///
/// ```
/// use dateline::Gazetteer;
///
/// let list = "label\tname\taliases\tid\nORG\tAcme Mining Corp\tAcme\tC-17\n";
/// let gazetteer = Gazetteer::from_tsv("watch.tsv", list)?;
/// let text = "Shares in Acme Mining Corp fell; Acme's chairman resigned.";
/// let found: Vec<&str> = gazetteer.find(text).into_iter().map(|m| &text[m.start..m.end]).collect();
/// assert_eq!(found, ["Acme", "Acme Mining Corp", "Acme"]);
/// # Ok::<(), dateline::Error>(())
/// ```
#[derive(Clone)]
pub struct Gazetteer {
    inner: Arc<Inner>,
}

struct Inner {
    block: Block,
    /// The other engine, for tests and benches. The trie was faster at every size from 10 names to
    /// 10,000 (see `benches/RESULTS.md`), in searching and in building.
    #[cfg(any(test, feature = "bench"))]
    automaton: Option<Automaton>,
    headers: Vec<Header>,
    /// What every label stands for; none for a label of the user's own.
    kinds: Vec<Option<Kind>>,
    /// Hashes of the lists' names.
    list_hashes: Vec<u64>,
    /// Made by the user, not built in.
    user: bool,
}

/// A name found in a text.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Match {
    /// Start, in bytes.
    pub start: usize,
    /// End, in bytes, exclusive.
    pub end: usize,
    /// Number of the entry, for [`Gazetteer::entry`].
    pub entry: usize,
}

/// The kind a list's label stands for. `OTHER` marks names to be rejected.
fn kind_of(label: &str) -> Option<Kind> {
    if label == "OTHER" { Some(Kind::Other) } else { Kind::of(&label.into()) }
}

impl Gazetteer {
    /// Reads a list in the crate's format. `place` names it in errors, usually the file.
    ///
    /// # Errors
    ///
    /// The first wrong row: line, column and what is allowed.
    pub fn from_tsv(place: &str, text: &str) -> Result<Gazetteer, Error> {
        let mut builder = GazetteerBuilder::new();
        builder.add_tsv(place, text)?;
        builder.build()
    }

    /// A list of entries made in the program.
    ///
    /// # Errors
    ///
    /// An entry that a list cannot hold: no word in its name, a country that is no code, two
    /// identifiers of one scheme. The line in the error is the entry's place, counted from 1.
    pub fn from_entries(entries: impl IntoIterator<Item = Entry>) -> Result<Gazetteer, Error> {
        let mut builder = GazetteerBuilder::new();
        builder.add_entries("entries", &entries.into_iter().collect::<Vec<_>>())?;
        builder.build()
    }

    /// Opens a compiled list. The bytes are used as they lie.
    ///
    /// Up to 64 MiB are checked to the last byte (some 10 ms). Of more, the header, the sizes and a
    /// megabyte spread over the file are checked, so that a memory-mapped file of gigabytes opens at
    /// once; damage elsewhere may hide names of such a file, but is never reported as a match, and
    /// [`Gazetteer::verify`] finds it.
    ///
    /// # Errors
    ///
    /// Bytes that are no compiled list, a damaged one, or one of another version.
    pub fn from_compiled(bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Gazetteer, Error> {
        Gazetteer::of_block(Block::open(Arc::new(bytes))?, true)
    }

    /// The list in compiled form, for [`Gazetteer::from_compiled`].
    pub fn compiled(&self) -> &[u8] {
        self.inner.block.bytes()
    }

    /// Reads a compiled list as a whole and checks every byte and row of it; worth calling once for
    /// a large file after it was copied.
    ///
    /// # Errors
    ///
    /// A damaged list, with the place of the damage.
    pub fn verify(&self) -> Result<(), Error> {
        self.inner.block.verify()?;
        let view = self.inner.block.view();
        for n in 0..view.entries() {
            let Some((meta, row)) = view.entry(n as u32) else { continue };
            let list = &self.inner.block.lists[meta.list as usize].0;
            self.inner.headers[meta.list as usize].check(row, list, 0)?;
        }
        Ok(())
    }

    /// The built-in lists. Opened on first use and shared: later calls cost nothing.
    ///
    /// # Cost
    ///
    /// 332,422 names in 22 MB of the executable, used as they lie there: opening takes a tenth of a
    /// millisecond and some kilobytes of heap, and only the pages that a text's words lead to are read.
    #[cfg(feature = "builtin")]
    pub fn builtin() -> Gazetteer {
        builtin::gazetteer()
    }

    fn of_block(block: Block, user: bool) -> Result<Gazetteer, Error> {
        let headers = block
            .lists
            .iter()
            .map(|(name, header)| Header::parse(header, name, 1))
            .collect::<Result<_, _>>()?;
        let kinds = block.labels.iter().map(|l| kind_of(l)).collect();
        let list_hashes = block.lists.iter().map(|(name, _)| fold::hash_folded(name)).collect();
        Ok(Gazetteer {
            inner: Arc::new(Inner {
                block,
                kinds,
                list_hashes,
                #[cfg(any(test, feature = "bench"))]
                automaton: None,
                headers,
                user,
            }),
        })
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.inner.block.view().entries()
    }

    /// Whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of names, aliases counted.
    pub fn names(&self) -> usize {
        self.inner.block.view().pattern_count()
    }

    /// An entry, by its number.
    pub fn entry(&self, number: usize) -> Option<Entry> {
        let (meta, row) = self.inner.block.view().entry(u32::try_from(number).ok()?)?;
        let header = self.inner.headers.get(meta.list as usize)?;
        header.entry(row, "", 0).ok()
    }

    /// One cell of an entry, as the list has it; empty where it has none. Reads the row up to there.
    pub(crate) fn cell(&self, number: usize, column: Column) -> &str {
        let cell = || {
            let (meta, row) = self.inner.block.view().entry(u32::try_from(number).ok()?)?;
            let at = self.inner.headers.get(meta.list as usize)?.number(column).checked_sub(1)?;
            // By bytes: cells are short, and this is faster than `split`.
            let mut tabs = row.bytes().enumerate().filter(|(_, b)| *b == b'\t').map(|(i, _)| i);
            let start = if at == 0 { 0 } else { tabs.nth(at - 1)? + 1 };
            Some(&row[start..tabs.next().unwrap_or(row.len())])
        };
        cell().unwrap_or("").trim()
    }

    /// The identifiers of an entry: scheme and value.
    pub(crate) fn ids(&self, number: usize) -> impl Iterator<Item = (&str, &str)> {
        let entry = u32::try_from(number).ok().and_then(|n| self.inner.block.view().entry(n));
        entry.into_iter().flat_map(|(meta, row)| {
            let header = self.inner.headers.get(meta.list as usize);
            header.into_iter().flat_map(move |h| h.ids(row))
        })
    }

    /// The name of the list an entry is from.
    pub fn list_of(&self, number: usize) -> Option<&str> {
        let (meta, _) = self.inner.block.view().entry(u32::try_from(number).ok()?)?;
        self.inner.block.lists.get(meta.list as usize).map(|(name, _)| name.as_str())
    }

    /// All names of the list in `text`, overlapping ones too, by start, then by end.
    ///
    /// This is bare look-up, without rules or context; for spans with evidence use an
    /// [`Extractor`](crate::Extractor).
    pub fn find(&self, text: &str) -> Vec<Match> {
        let mut out = Vec::new();
        for (base, window) in crate::extractor::windows(text) {
            find::Search::new(self, window).run(base, &mut out);
        }
        out
    }

    pub(crate) fn labels(&self) -> &[String] {
        &self.inner.block.labels
    }

    pub(crate) fn lists(&self) -> impl Iterator<Item = &str> {
        self.inner.block.lists.iter().map(|(name, _)| name.as_str())
    }

    /// The kind that the label with this number stands for; none for a label of the user's own.
    #[inline]
    pub(crate) fn kind(&self, label: u8) -> Option<Kind> {
        self.inner.kinds.get(label as usize).copied().flatten()
    }

    /// Hash of the name of the list with this number.
    #[inline]
    pub(crate) fn list_hash(&self, list: u16) -> u64 {
        self.inner.list_hashes.get(list as usize).copied().unwrap_or(0)
    }

    pub(crate) fn is_user(&self) -> bool {
        self.inner.user
    }
}

/// Makes a [`Gazetteer`] of one or more lists.
///
/// A million names take about a second and 250 MB while they are built.
#[derive(Default)]
pub struct GazetteerBuilder {
    lists: Lists,
}

impl GazetteerBuilder {
    /// An empty builder.
    pub fn new() -> GazetteerBuilder {
        GazetteerBuilder { lists: Lists::new() }
    }

    /// Adds a list in the crate's format.
    ///
    /// # Errors
    ///
    /// The first wrong row: line, column and what is allowed. The builder must not be used after.
    pub fn add_tsv(&mut self, place: &str, text: &str) -> Result<&mut Self, Error> {
        self.lists.add_tsv(place, place, text)?;
        Ok(self)
    }

    /// Adds a list in the crate's format from a reader, line by line: the file is never in memory
    /// as a whole.
    ///
    /// # Errors
    ///
    /// The first wrong row, as for [`GazetteerBuilder::add_tsv`]; bytes that are not UTF-8; an
    /// error of the reader, as its source. The builder must not be used after.
    pub fn add_reader(&mut self, place: &str, reader: impl BufRead) -> Result<&mut Self, Error> {
        self.lists.add_reader(place, place, reader)?;
        Ok(self)
    }

    /// Adds entries made in the program; `list` names them in evidence.
    ///
    /// # Errors
    ///
    /// An entry that a list cannot hold; the line in the error is its place, counted from 1.
    pub fn add_entries(&mut self, list: &str, entries: &[Entry]) -> Result<&mut Self, Error> {
        let header = Header::for_entries(entries, list)?;
        let number = self.lists.begin(list, &header)?;
        for (n, e) in entries.iter().enumerate() {
            self.lists.row(&header, number, &header.row(e), list, n + 1)?;
        }
        Ok(self)
    }

    /// The finished gazetteer.
    ///
    /// # Errors
    ///
    /// None at present besides limits of size.
    pub fn build(self) -> Result<Gazetteer, Error> {
        let block = Block::trusted(Arc::new(self.lists.finish()) as Owner)?;
        Gazetteer::of_block(block, true)
    }

    /// The same list, searched with the automaton.
    #[cfg(any(test, feature = "bench"))]
    pub(crate) fn build_automaton(self) -> Result<Gazetteer, Error> {
        let block = Block::trusted(Arc::new(self.lists.finish()) as Owner)?;
        let automaton = Automaton::of_block(block.view());
        let mut gazetteer = Gazetteer::of_block(block, true)?;
        if let Some(inner) = Arc::get_mut(&mut gazetteer.inner) {
            inner.automaton = automaton;
        }
        Ok(gazetteer)
    }
}
