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

mod automaton;
#[cfg(feature = "builtin")]
mod builtin;
mod compact;
mod entry;
mod format;

pub use entry::{Case, Entry, Strength};
pub(crate) use format::is_date;

use crate::error::Error;
use crate::token::{self, Shape, Token, Tokens, flag};
use automaton::{Automaton, Walk};
use compact::{Block, Builder as Compact, Meta, Owner, View};
use format::Header;
use std::sync::Arc;

/// Up to this many names a list is searched with an Aho-Corasick automaton; above, with a trie
/// over word hashes, which builds faster and takes less memory. The matches are the same.
const AUTOMATON_NAMES: usize = 2_000;

/// An immutable set of names to find. Cheap to clone and to share between threads.
///
/// Matching is by whole words: a name is found where its words stand in the text one after the
/// other, compared in folded form (case, diacritics, curly quotes, hyphens, the full stops of
/// abbreviations and `&`/`and` make no difference), then checked against the entry's case policy.
/// Spans always lie on character boundaries of the text as it is.
///
/// # Examples
///
/// ```
/// use dateline::Gazetteer;
///
/// let list = "label\tname\taliases\tid\nORG\tAcme Mining Corp\tAcme\tC-17\n";
/// let gazetteer = Gazetteer::from_tsv("watch.tsv", list)?;
/// let text = "Shares in ACME MINING CORP. fell; Acme's chairman resigned.";
/// let found: Vec<&str> = gazetteer.find(text).into_iter().map(|m| &text[m.start..m.end]).collect();
/// assert_eq!(found, ["ACME MINING CORP.", "Acme"]);
/// # Ok::<(), dateline::Error>(())
/// ```
#[derive(Clone)]
pub struct Gazetteer {
    inner: Arc<Inner>,
}

struct Inner {
    block: Block,
    automaton: Option<Automaton>,
    headers: Vec<Header>,
    /// First entry of every list.
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

/// A verified match over tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub start: u32,
    pub end: u32,
    pub entry: u32,
    pub which: u16,
    pub meta: Meta,
    /// Number of the gazetteer in its extractor.
    pub layer: u16,
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
    /// An entry whose name has no word in it.
    pub fn from_entries(entries: impl IntoIterator<Item = Entry>) -> Result<Gazetteer, Error> {
        let mut builder = GazetteerBuilder::new();
        builder.add_entries("entries", &entries.into_iter().collect::<Vec<_>>())?;
        builder.build()
    }

    /// Opens a compiled list. The bytes are used as they lie: a memory-mapped file is not read
    /// beyond its header.
    ///
    /// # Errors
    ///
    /// Bytes that are no compiled list, a damaged one, or one of another version.
    pub fn from_compiled(
        bytes: impl AsRef<[u8]> + Send + Sync + 'static,
    ) -> Result<Gazetteer, Error> {
        Gazetteer::open(Arc::new(bytes), None)
    }

    /// The list in compiled form, for [`Gazetteer::from_compiled`].
    pub fn compiled(&self) -> &[u8] {
        self.inner.block.bytes()
    }

    /// The built-in lists. Built on first use and shared: later calls cost nothing.
    #[cfg(feature = "builtin")]
    pub fn builtin() -> Gazetteer {
        builtin::gazetteer()
    }

    fn open(owner: Owner, automaton: Option<Automaton>) -> Result<Gazetteer, Error> {
        let block = Block::open(owner)?;
        let headers = block
            .lists
            .iter()
            .map(|(name, header)| Header::parse(header, name, 1))
            .collect::<Result<_, _>>()?;
        Ok(Gazetteer { inner: Arc::new(Inner { block, automaton, headers, user: true }) })
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

    /// The canonical name of an entry, without reading the rest of its row.
    pub(crate) fn canonical(&self, number: usize) -> Option<&str> {
        let (meta, row) = self.inner.block.view().entry(u32::try_from(number).ok()?)?;
        Some(self.inner.headers.get(meta.list as usize)?.label_and_name(row).1)
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
        let mut tokens = Tokens::default();
        let mut hits = Vec::new();
        for (base, window) in crate::extractor::windows(text) {
            tokens.read(window);
            hits.clear();
            self.hits(window, &tokens.tokens, 0, &mut hits);
            out.extend(hits.iter().map(|h| Match {
                start: base + tokens.tokens[h.start as usize].start as usize,
                end: base + tokens.tokens[h.end as usize - 1].end as usize,
                entry: h.entry as usize,
            }));
        }
        out
    }

    pub(crate) fn labels(&self) -> &[String] {
        &self.inner.block.labels
    }

    pub(crate) fn lists(&self) -> impl Iterator<Item = &str> {
        self.inner.block.lists.iter().map(|(name, _)| name.as_str())
    }

    pub(crate) fn is_user(&self) -> bool {
        self.inner.user
    }

    /// Pushes every verified match over `tokens` to `out`, by start.
    pub(crate) fn hits(&self, text: &str, tokens: &[Token], layer: u16, out: &mut Vec<Hit>) {
        let view = self.inner.block.view();
        for i in 0..tokens.len() {
            let t = &tokens[i];
            let starts = match t.shape {
                Shape::Punct => false,
                Shape::Lower => view.may_start_lower(t.hash),
                _ => true,
            };
            if starts {
                self.walk(view, text, tokens, i, layer, out);
            }
        }
    }

    #[inline]
    fn walk(&self, view: View<'_>, text: &str, tokens: &[Token], i: usize, layer: u16, out: &mut Vec<Hit>) {
        let mut walk = Walk::new(view, self.inner.automaton.as_ref());
        let mut j = i;
        while j < tokens.len() {
            if j > i {
                if tokens[j].has(flag::LINE) {
                    break;
                }
                if is_skipped(text, tokens, j) {
                    j += 1;
                    continue;
                }
            }
            if !walk.feed(&tokens[j], text) {
                break;
            }
            j += 1;
            let Some(first) = walk.first_pattern() else { continue };
            for (_, p) in view.patterns(first) {
                let Some((meta, row)) = view.entry(p.entry) else { continue };
                let Some(name) = self.name_of(meta, row, p.which) else { continue };
                if same_name(text, &tokens[i..j], name, p.fold_case) {
                    out.push(Hit {
                        start: i as u32,
                        end: j as u32,
                        entry: p.entry,
                        which: p.which,
                        meta,
                        layer,
                    });
                }
            }
        }
    }

    fn name_of<'r>(&self, meta: Meta, row: &'r str, which: u16) -> Option<&'r str> {
        let header = self.inner.headers.get(meta.list as usize)?;
        if which == 0 {
            Some(header.label_and_name(row).1)
        } else {
            header.cell(row, "aliases").split('|').nth(which as usize - 1).map(str::trim)
        }
    }
}

/// A hyphen inside a word, or a full stop inside a sentence: no part of a name's words.
fn is_skipped(text: &str, tokens: &[Token], j: usize) -> bool {
    let t = &tokens[j];
    if t.shape != Shape::Punct || !t.has(flag::GLUED) {
        return false;
    }
    let next = tokens.get(j + 1);
    match t.text(text) {
        "-" | "‐" | "‑" | "–" => next.is_some_and(|n| n.has(flag::GLUED)),
        "." => next.is_some_and(|n| !n.has(flag::SENTENCE)),
        _ => false,
    }
}

/// Whether the tokens spell `name`, by its case policy.
fn same_name(text: &str, tokens: &[Token], name: &str, fold_case: bool) -> bool {
    let mut at = 0;
    let mut same = true;
    let mut case_same = true;
    let mut all_upper = true;
    let mut letters = 0usize;
    let mut first = true;
    token::for_each_name_word(name, |word| {
        if !same {
            return;
        }
        while !first && at < tokens.len() && is_skipped(text, tokens, at) {
            at += 1;
        }
        first = false;
        let Some(token) = tokens.get(at) else {
            same = false;
            return;
        };
        at += 1;
        let here = token.text(text);
        if here == word {
            all_upper &= !here.bytes().any(|b| b.is_ascii_lowercase());
            letters += here.len();
            return;
        }
        if !same_folded(here, word) {
            same = false;
            return;
        }
        letters += here.len();
        let upper = |s: &str| s.chars().next().is_some_and(char::is_uppercase);
        let lower = |s: &str| s.chars().any(char::is_lowercase);
        case_same &= upper(here) == upper(word) && lower(here) == lower(word);
        all_upper &= !lower(here);
    });
    same && at == tokens.len() && (fold_case || case_same || all_upper && letters >= 4)
}

fn same_folded(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() && !a.contains(['.', '&']) && !b.contains(['.', '&']) {
        return a.eq_ignore_ascii_case(b);
    }
    token::fold::fold(a) == token::fold::fold(b)
}

/// Makes a [`Gazetteer`] of one or more lists.
pub struct GazetteerBuilder {
    compact: Compact,
    keys: Vec<(Vec<String>, u32, u16)>,
    words: Vec<u64>,
}

impl Default for GazetteerBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl GazetteerBuilder {
    /// An empty builder.
    pub fn new() -> GazetteerBuilder {
        GazetteerBuilder { compact: Compact::new(), keys: Vec::new(), words: Vec::new() }
    }

    /// Adds a list in the crate's format.
    ///
    /// # Errors
    ///
    /// The first wrong row: line, column and what is allowed. The builder must not be used after.
    pub fn add_tsv(&mut self, place: &str, text: &str) -> Result<&mut Self, Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut header = None;
        for (n, line) in text.split('\n').enumerate() {
            let line = line.strip_suffix('\r').unwrap_or(line);
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let Some((h, list)) = &header else {
                let h = Header::parse(line, place, n + 1)?;
                let list = self.list(place, &h)?;
                header = Some((h, list));
                continue;
            };
            let entry = h.entry(line, place, n + 1)?;
            self.add(&entry, line, *list)
                .map_err(|e| e.at(place, n + 1, h.line().split('\t').position(|c| c == "name").map_or(0, |i| i + 1)))?;
        }
        if header.is_none() {
            return Err(Error::new(
                "the list is empty; its first line names the columns, separated by tabs, e.g. label<TAB>name<TAB>aliases<TAB>id",
            )
            .at(place, 1, 0));
        }
        Ok(self)
    }

    /// Adds entries made in the program; `list` names them in evidence.
    ///
    /// # Errors
    ///
    /// An entry whose name has no word in it.
    pub fn add_entries(&mut self, list: &str, entries: &[Entry]) -> Result<&mut Self, Error> {
        let header = Header::for_entries(entries);
        let number = self.list(list, &header)?;
        for (n, e) in entries.iter().enumerate() {
            let row = header.row(e);
            self.add(e, &row, number).map_err(|x| x.at(list, n + 1, 0))?;
        }
        Ok(self)
    }

    fn list(&mut self, name: &str, header: &Header) -> Result<u16, Error> {
        let number = u16::try_from(self.compact.lists.len())
            .map_err(|_| Error::new("more than 65,535 lists; join some"))?;
        self.compact.lists.push((name.replace(['\t', '\n'], " "), header.line()));
        Ok(number)
    }

    fn add(&mut self, e: &Entry, row: &str, list: u16) -> Result<(), Error> {
        let label = match self.compact.labels.iter().position(|l| l == e.label.as_str()) {
            Some(i) => i,
            None => {
                self.compact.labels.push(e.label.as_str().to_owned());
                self.compact.labels.len() - 1
            }
        };
        let label = u8::try_from(label)
            .map_err(|_| Error::new("more than 256 different labels; is the label column right?"))?;
        let meta = Meta { label, weak: e.strength == Strength::Weak, list };
        let number = self.compact.entry(meta, row)?;
        for (which, name) in std::iter::once(&e.name).chain(&e.aliases).enumerate() {
            let which = u16::try_from(which)
                .map_err(|_| Error::new("more than 65,535 aliases in one row; split the row"))?;
            self.words.clear();
            let words = &mut self.words;
            let mut lower = e.case == Case::Fold;
            token::for_each_name_word(name, |w| {
                if words.is_empty() {
                    lower |= token::shape_of(w) == Shape::Lower;
                }
                words.push(token::fold::fold_hash(w));
            });
            if self.words.is_empty() {
                return Err(Error::new(format!(
                    "the name {name:?} has no word to look for; take it out"
                )));
            }
            self.compact.pattern(&self.words, lower, number, which, e.case == Case::Fold);
            if self.keys.len() <= AUTOMATON_NAMES {
                let mut key = Vec::new();
                token::for_each_name_word(name, |w| key.push(token::fold::fold(w)));
                self.keys.push((key, number, which));
            }
        }
        Ok(())
    }

    /// The finished gazetteer.
    ///
    /// # Errors
    ///
    /// None at present besides limits of size.
    pub fn build(self) -> Result<Gazetteer, Error> {
        self.build_with(|names| names <= AUTOMATON_NAMES)
    }

    pub(crate) fn build_with(self, automaton: impl Fn(usize) -> bool) -> Result<Gazetteer, Error> {
        let keys = self.keys;
        let gazetteer = Gazetteer::open(Arc::new(self.compact.finish()), None)?;
        if keys.is_empty() || keys.len() > AUTOMATON_NAMES || !automaton(keys.len()) {
            return Ok(gazetteer);
        }
        // The automaton finds keys; what each key stands for is looked up once, here.
        let view = gazetteer.inner.block.view();
        let mut unique: Vec<(Vec<String>, u32)> = keys
            .into_iter()
            .filter_map(|(key, _, _)| {
                let mut node = compact::ROOT;
                for word in &key {
                    node = view.child(node, token::fold::hash_folded(word))?;
                }
                view.first_pattern(node).map(|p| (key, p))
            })
            .collect();
        unique.sort();
        unique.dedup();
        let engine = Automaton::new(&unique);
        let block = gazetteer.inner.block.clone();
        let headers = gazetteer.inner.headers.clone();
        Ok(Gazetteer { inner: Arc::new(Inner { block, automaton: engine, headers, user: true }) })
    }
}
