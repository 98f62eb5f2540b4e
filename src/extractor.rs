//! The extractor: lists, weights and options, built once and shared.

use crate::document::{Document, Entity, RoleMention, Source};
use crate::error::Error;
use crate::gazetteer::{Column, Gazetteer};
use crate::label::{Kind, Label};
use crate::reader::{Named, Reader};
use crate::resolve::entities::Linker;
use crate::resolve::metonymy::{self, Actor};
use crate::resolve::office::{self, Offices, Role};
use crate::resolve::things::{Sources, Things, Words};
use crate::score::Weights;
use crate::story::{Listed, Story};
use crate::token::{Token, fold};
use regex::Regex;
use std::collections::HashSet;
use std::sync::Arc;

/// Longest piece of text read at once, in bytes. Document memory reaches as far.
const WINDOW: usize = 1 << 18;

/// Log-odds of a strong entry of a user's list and of a user's pattern: the user vouches for them.
const VOUCHED: f32 = 4.6;

/// Finds the names in texts. Immutable; cheap to clone; shared between threads.
///
/// # Cost
///
/// Building one with the built-in lists takes their start-up time once a process (see the README);
/// extraction takes time and memory linear in the text. A text longer than 256 KiB is read in
/// windows that end at a paragraph, a line, a sentence or a word; document memory holds within a
/// window, and names are numbered through.
///
/// # Examples
///
/// ```
/// use dateline::{Extractor, Label};
///
/// let extractor = Extractor::new();
/// let text = "NAIROBI (Reuters) - Kenyan Health Minister Jane Mwangi said on Monday she would resign.";
/// let document = extractor.extract(text);
/// let minister = document.entities.iter().find(|e| e.label == Label::Official).unwrap();
/// assert_eq!(&text[minister.start..minister.end], "Jane Mwangi");
/// assert_eq!(minister.role, "Health Minister");
/// assert_eq!(minister.body, "Kenyan");
/// ```
#[derive(Clone)]
pub struct Extractor {
    inner: Arc<Inner>,
}

struct Inner {
    gazetteers: Vec<Gazetteer>,
    lists: Vec<String>,
    /// The labels of every list.
    list_labels: Vec<Vec<Label>>,
    weights: Weights,
    patterns: Vec<(Label, Regex)>,
    denied: HashSet<String>,
    labels: Option<Vec<Label>>,
    date: Option<String>,
    evidence: bool,
    nested: bool,
    roles: bool,
}

/// Buffers that are reused from text to text. One for each thread; moving it between threads is
/// fine.
///
/// They keep the size that the largest text so far needed, and no more than a window of 256 KiB needs,
/// and besides 1 MiB for what words weigh.
#[derive(Default)]
pub struct Scratch {
    reader: Reader,
    linker: Linker,
    office: office::Buffers,
    bodies: office::Bodies,
    roles: Vec<Option<Role>>,
    unnamed: Vec<Role>,
    things: Things,
    vouched: Vec<Vouched>,
    plans: Vec<Plan>,
    /// Entities, role mentions and identifiers that a document did not need any more.
    spare: Spare,
    /// A denied name, folded.
    folded: String,
}

/// Parts of documents, with the memory of their strings, for documents to come.
#[derive(Default)]
struct Spare {
    entities: Vec<Entity>,
    roles: Vec<RoleMention>,
    ids: Vec<(String, String)>,
}

impl Scratch {
    /// Empty buffers; they grow with the first texts.
    pub fn new() -> Scratch {
        Scratch::default()
    }
}

/// Options of an [`Extractor`].
pub struct ExtractorBuilder {
    gazetteers: Vec<Gazetteer>,
    weights: Option<Weights>,
    patterns: Vec<(Label, Regex)>,
    denied: HashSet<String>,
    labels: Option<Vec<Label>>,
    date: Option<String>,
    #[cfg_attr(not(feature = "builtin"), allow(dead_code))]
    builtin: bool,
    evidence: bool,
    nested: bool,
    roles: bool,
}

impl Default for Extractor {
    fn default() -> Self {
        Extractor::new()
    }
}

/// A span that holds whatever the context says: from a user's list or pattern.
struct Vouched {
    start: usize,
    end: usize,
    label: Label,
    by: Voucher,
    /// The place among those found, for ties.
    order: usize,
}

/// Who vouches.
#[derive(Clone, Copy)]
enum Voucher {
    List(Listed),
    Pattern,
}

/// An entity to be written: all of a window are known, sorted and numbered before the first is, so
/// that every place in a document is written once, into the memory that was there before.
struct Plan {
    /// Bytes of the window.
    start: usize,
    end: usize,
    label: Label,
    number: usize,
    /// Numbers into the names, the vouched spans, the listed names of the window.
    of: Origin,
}

#[derive(Clone, Copy, PartialEq)]
enum Origin {
    Name(usize),
    Vouched(usize),
    Nested(usize),
}

impl Extractor {
    /// An extractor with the built-in lists (where the feature `builtin` is on) and weights.
    pub fn new() -> Extractor {
        Extractor::builder().build()
    }

    /// Options.
    pub fn builder() -> ExtractorBuilder {
        ExtractorBuilder {
            gazetteers: Vec::new(),
            weights: None,
            patterns: Vec::new(),
            denied: HashSet::new(),
            labels: None,
            date: None,
            builtin: true,
            evidence: false,
            nested: false,
            roles: false,
        }
    }

    /// The names in `text`. Cannot fail; takes any text.
    pub fn extract(&self, text: &str) -> Document {
        self.extract_with(text, &mut Scratch::new())
    }

    /// The same, with buffers that are reused: for many texts on one thread.
    pub fn extract_with(&self, text: &str, scratch: &mut Scratch) -> Document {
        let mut document = Document::default();
        self.extract_into(text, scratch, &mut document);
        document
    }

    /// The same, into a document that is reused as well: what it had is replaced, and its `id`
    /// emptied. Once its and the scratch's buffers have grown to what the texts need, nothing is
    /// allocated any more, but for evidence, when it is asked for.
    ///
    /// # Examples
    ///
    /// ```
    /// use dateline::{Document, Extractor, Scratch};
    ///
    /// let extractor = Extractor::new();
    /// let (mut scratch, mut document) = (Scratch::new(), Document::default());
    /// for (text, name) in [("Jane Mwangi flew to Nairobi.", "Jane Mwangi"), ("Kenya said no.", "Kenya")] {
    ///     extractor.extract_into(text, &mut scratch, &mut document);
    ///     assert_eq!(document.entities[0].name, name);
    /// }
    /// ```
    pub fn extract_into(&self, text: &str, scratch: &mut Scratch, document: &mut Document) {
        self.run(text, scratch, document, &mut |_| {});
    }

    /// [`Extractor::extract_into`]; `done` is told the end of every step.
    pub(crate) fn run(
        &self,
        text: &str,
        scratch: &mut Scratch,
        document: &mut Document,
        done: &mut impl FnMut(&'static str),
    ) {
        document.id.clear();
        let mut made = Made { entities: 0, roles: 0 };
        for (base, window) in windows(text) {
            self.window(base, window, scratch, document, &mut made, done);
            done("entities, offices, document");
        }
        // Taken from the end, and given back from the end: every place keeps its memory.
        while document.entities.len() > made.entities {
            scratch.spare.entities.extend(document.entities.pop());
        }
        while document.roles.len() > made.roles {
            scratch.spare.roles.extend(document.roles.pop());
        }
    }

    fn window(
        &self,
        base: usize,
        text: &str,
        scratch: &mut Scratch,
        document: &mut Document,
        made: &mut Made,
        done: &mut impl FnMut(&'static str),
    ) {
        let inner = &*self.inner;
        scratch.reader.read(text, &inner.gazetteers, &inner.weights, &inner.lists, done);
        self.vouched(text, &scratch.reader, &mut scratch.vouched);
        if !scratch.vouched.is_empty() {
            give_way(&mut scratch.reader, &scratch.vouched);
        }
        let (story, named) = (&scratch.reader.story, &scratch.reader.named);
        scratch.linker.link(text, story, named);
        let offices = Offices::new(text, story, &inner.lists, named, &mut scratch.office);
        offices.unnamed_roles(&mut scratch.unnamed);
        offices.roles(&scratch.unnamed, &mut scratch.bodies, &mut scratch.roles);
        if inner.roles {
            for role in &mut scratch.unnamed {
                role.official = offices.is_official(role);
            }
        }
        scratch.things.gather(&Sources {
            text,
            story,
            named,
            of: &scratch.linker.of,
            roles: &scratch.roles,
            unnamed: &scratch.unnamed,
            gazetteers: &inner.gazetteers,
            lists: &inner.lists,
            date: inner.date.as_deref(),
        });
        let first = document.entities[..made.entities].iter().map(|e| e.entity + 1).max().unwrap_or(0);
        self.plan(text, scratch, first);
        for n in 0..scratch.plans.len() {
            if document.entities.len() == made.entities {
                document.entities.push(scratch.spare.entities.pop().unwrap_or_else(Entity::empty));
            }
            let (before, rest) = document.entities.split_at_mut(made.entities);
            self.write(base, text, scratch, n, before, &mut rest[0]);
            made.entities += 1;
        }
        if inner.roles {
            let tokens = scratch.reader.story.tokens();
            let bytes = |(s, e): office::Range| (tokens[s].start as usize, tokens[e - 1].end as usize);
            for r in &scratch.unnamed {
                if document.roles.len() == made.roles {
                    document.roles.push(scratch.spare.roles.pop().unwrap_or_else(RoleMention::empty));
                }
                let role = &mut document.roles[made.roles];
                made.roles += 1;
                let (start, end) = bytes(r.role);
                (role.start, role.end) = (base + start, base + end);
                (role.former, role.official) = (r.former, r.official);
                fill(&mut role.role, &text[start..end]);
                fill(&mut role.body, r.body.map(bytes).map_or("", |(s, e)| &text[s..e]));
            }
        }
    }

    /// Which entities a window has, in their order, with their numbers.
    fn plan(&self, text: &str, scratch: &mut Scratch, first: usize) {
        let inner = &*self.inner;
        let Scratch { reader, linker, things, vouched, plans, folded, .. } = scratch;
        let (tokens, of) = (reader.story.tokens(), &linker.of);
        let mut denied = |start: usize, end: usize| self.is_denied(&text[start..end], folded);
        plans.clear();
        for (n, x) in reader.named.iter().enumerate() {
            let Some(mut label) = x.kind.label() else { continue };
            let (start, end) = bytes_of(tokens, x.start, x.end);
            if denied(start, end) {
                continue;
            }
            if x.kind == Kind::Person && things.list[of[n]].official {
                label = Label::Official;
            }
            plans.push(Plan { start, end, label, number: first + of[n], of: Origin::Name(n) });
        }
        // Spans with labels of the user's own, and spans the scoring does not know.
        let mut next = first + of.iter().max().map_or(0, |m| m + 1);
        for (k, v) in vouched.iter().enumerate() {
            let found = plans.iter().any(|p| (p.start, p.end) == (v.start, v.end));
            if found || denied(v.start, v.end) {
                continue;
            }
            let name = self.name_of(text, reader, v).of(text, &inner.gazetteers);
            let same = |p: &&Plan| {
                let words = match p.of {
                    Origin::Name(n) => things.list[of[n]].name,
                    Origin::Vouched(k) => self.name_of(text, reader, &vouched[k]),
                    Origin::Nested(_) => Words::None,
                };
                p.label == v.label && words.of(text, &inner.gazetteers) == name
            };
            let number = plans.iter().find(same).map_or(next, |p| p.number);
            next = next.max(number + 1);
            let (start, end) = (v.start, v.end);
            plans.push(Plan { start, end, label: v.label.clone(), number, of: Origin::Vouched(k) });
        }
        if inner.nested {
            // Listed names inside the names found.
            let outer = plans.len();
            for (k, l) in reader.story.listed.iter().enumerate().filter(|(_, l)| !l.weak) {
                let (start, end) = bytes_of(tokens, l.start, l.end);
                let within = plans[..outer]
                    .iter()
                    .any(|p| p.start <= start && end <= p.end && (p.start, p.end) != (start, end));
                if !within || plans[outer..].iter().any(|p| (p.start, p.end) == (start, end)) {
                    continue;
                }
                let Some(label) = self.label_of(&reader.story, l) else { continue };
                if label.as_str() == "OTHER" || denied(start, end) {
                    continue;
                }
                plans.push(Plan { start, end, label, number: next, of: Origin::Nested(k) });
                next += 1;
            }
        }
        if let Some(labels) = &inner.labels {
            plans.retain(|p| labels.contains(&p.label));
        }
        plans.sort_unstable_by_key(|p| {
            (p.start, std::cmp::Reverse(p.end), matches!(p.of, Origin::Nested(_)), p.number)
        });
    }

    /// Writes entity `n` of the plan.
    /// `before` are the entities written so far.
    fn write(
        &self,
        base: usize,
        text: &str,
        scratch: &mut Scratch,
        n: usize,
        before: &[Entity],
        e: &mut Entity,
    ) {
        let inner = &*self.inner;
        let Scratch { reader, linker, things, vouched, plans, spare, .. } = scratch;
        let story = &reader.story;
        let plan = &plans[n];
        (e.start, e.end) = (base + plan.start, base + plan.end);
        e.label.clone_from(&plan.label);
        e.entity = plan.number;
        e.former = None;
        e.nested = false;
        e.score = probability(VOUCHED);
        e.acts_for.clear();
        e.evidence.clear();
        spare.ids.append(&mut e.ids);
        let words = |w: Words, into: &mut String| fill(into, w.of(text, &inner.gazetteers));
        let cell = |layer: u16, entry: u32, column: Column| Words::Cell(layer, entry, column);
        match plan.of {
            Origin::Name(n) => {
                let x = &reader.named[n];
                let thing = &mut things.list[linker.of[n]];
                match thing.written {
                    // Cheaper than to look it up in the list again.
                    Some(first) => fill(&mut e.name, &before[first].name),
                    None => words(thing.name, &mut e.name),
                }
                thing.written = Some(before.len());
                if e.name.is_empty() {
                    // Only where a large list is damaged.
                    e.name.push_str(&text[plan.start..plan.end]);
                }
                let thing = &things.list[linker.of[n]];
                words(thing.role, &mut e.role);
                words(thing.body, &mut e.body);
                e.former = thing.former.filter(|_| x.kind == Kind::Person && !thing.role.is_none());
                if thing.has_ids {
                    for (layer, entry) in things.ids(linker.of[n]) {
                        self.add_ids(layer, entry, e, &mut spare.ids);
                    }
                }
                match metonymy::acts_for(text, story, &inner.lists, &reader.named, n) {
                    Some(Actor::Seat(country)) => e.acts_for.push_str(country),
                    Some(Actor::Itself) if thing.canonical.is_none() => {
                        e.acts_for.push_str(&text[plan.start..plan.end]);
                    }
                    Some(Actor::Itself) => words(thing.canonical, &mut e.acts_for),
                    None => {}
                }
                if let Some(v) = vouched.iter().find(|v| (v.start, v.end) == (plan.start, plan.end)) {
                    e.source = Source::Gazetteer;
                    if inner.evidence {
                        e.evidence.push((self.voucher(reader, v), VOUCHED));
                    }
                    return;
                }
                e.score = x.probability;
                e.source = Source::Rule;
                let (i, j) = (x.start as usize, x.end as usize);
                for l in story.listed_as(i, j).filter(|l| l.kind == Some(x.kind)) {
                    if l.list == u16::MAX {
                        e.source = Source::Gazetteer;
                    } else if e.source == Source::Rule {
                        e.source = Source::List;
                    }
                }
                if inner.evidence {
                    e.evidence = self.evidence(text, reader, x);
                }
            }
            Origin::Vouched(k) => {
                let v = &vouched[k];
                words(self.name_of(text, reader, v), &mut e.name);
                let mut office = [Words::None; 2];
                e.source = Source::Pattern;
                if let Voucher::List(l) = v.by {
                    let h = &story.hits[l.hit as usize];
                    office = [Column::Role, Column::Body].map(|c| cell(h.layer, h.entry, c));
                    self.add_ids(h.layer, h.entry, e, &mut spare.ids);
                    e.source = Source::Gazetteer;
                }
                words(office[0], &mut e.role);
                words(office[1], &mut e.body);
                if inner.evidence {
                    e.evidence.push((self.voucher(reader, v), VOUCHED));
                }
            }
            Origin::Nested(k) => {
                let l = &story.listed[k];
                let h = &story.hits[l.hit as usize];
                words(cell(h.layer, h.entry, Column::Name), &mut e.name);
                e.role.clear();
                e.body.clear();
                self.add_ids(h.layer, h.entry, e, &mut spare.ids);
                e.nested = true;
                e.source = if l.list == u16::MAX { Source::Gazetteer } else { Source::List };
                if inner.evidence {
                    let list = inner.gazetteers[h.layer as usize].list_of(h.entry as usize).unwrap_or("");
                    e.evidence.push((format!("list/{list}"), VOUCHED));
                }
            }
        }
    }

    /// Adds the identifiers of a list's entry that are not there yet.
    fn add_ids(&self, layer: u16, entry: u32, e: &mut Entity, spare: &mut Vec<(String, String)>) {
        for (scheme, value) in self.inner.gazetteers[layer as usize].ids(entry as usize) {
            if e.ids.iter().any(|(s, v)| s == scheme && v == value) {
                continue;
            }
            let (mut s, mut v) = spare.pop().unwrap_or_default();
            fill(&mut s, scheme);
            fill(&mut v, value);
            e.ids.push((s, v));
        }
    }

    fn is_denied(&self, span: &str, folded: &mut String) -> bool {
        if self.inner.denied.is_empty() {
            return false;
        }
        folded.clear();
        denied_form(span, folded);
        self.inner.denied.contains(folded.as_str())
    }

    /// The label that a list gives a name.
    fn label_of(&self, story: &Story, l: &Listed) -> Option<Label> {
        let h = &story.hits[l.hit as usize];
        self.inner.list_labels.get(h.layer as usize)?.get(h.meta.label as usize).cloned()
    }

    /// The name of a vouched span: as its list has it, or as it stands.
    fn name_of(&self, text: &str, reader: &Reader, v: &Vouched) -> Words {
        let Voucher::List(l) = v.by else { return Words::Text(v.start, v.end) };
        let h = &reader.story.hits[l.hit as usize];
        let listed = Words::Cell(h.layer, h.entry, Column::Name);
        // Empty only where a large list is damaged.
        let there = !listed.of(text, &self.inner.gazetteers).is_empty();
        if there { listed } else { Words::Text(v.start, v.end) }
    }

    /// The evidence that a vouched span has.
    fn voucher(&self, reader: &Reader, v: &Vouched) -> String {
        match v.by {
            Voucher::List(l) => {
                let h = &reader.story.hits[l.hit as usize];
                let list = self.inner.gazetteers[h.layer as usize].list_of(h.entry as usize);
                format!("gazetteer/{}", list.unwrap_or(""))
            }
            Voucher::Pattern => format!("pattern/{}", v.label),
        }
    }

    /// Spans of strong entries of user lists and of patterns: leftmost, then longest; on a tie the
    /// list added last, then patterns. A span inside a longer listed name gives way to it.
    fn vouched(&self, text: &str, reader: &Reader, all: &mut Vec<Vouched>) {
        let inner = &*self.inner;
        let story = &reader.story;
        let tokens = story.tokens();
        all.clear();
        // Lists of the user's come after the built-in ones.
        if inner.gazetteers.iter().any(Gazetteer::is_user) {
            for l in story.listed.iter().filter(|l| l.list == u16::MAX && !l.weak) {
                let longer = story.listed[..]
                    .iter()
                    .skip(story.listed_at[(l.start as usize).saturating_sub(8)] as usize)
                    .take_while(|o| o.start <= l.start)
                    .any(|o| {
                        !o.weak && o.start <= l.start && o.end >= l.end && o.end - o.start > l.end - l.start
                    });
                if longer {
                    continue;
                }
                let (start, end) = bytes_of(tokens, l.start, l.end);
                let label = self.label_of(story, l).unwrap_or(Label::Org);
                all.push(Vouched { start, end, label, by: Voucher::List(*l), order: all.len() });
            }
        }
        for (label, pattern) in &inner.patterns {
            for m in pattern.find_iter(text).filter(|m| !m.is_empty()) {
                all.push(Vouched {
                    start: m.start(),
                    end: m.end(),
                    label: label.clone(),
                    by: Voucher::Pattern,
                    order: all.len(),
                });
            }
        }
        if all.is_empty() {
            return;
        }
        all.sort_unstable_by_key(|v| (v.start, std::cmp::Reverse(v.end), v.order));
        let mut reach = 0;
        all.retain(|v| {
            let keep = v.start >= reach;
            if keep {
                reach = v.end;
            }
            keep
        });
    }

    /// The evidence of a name, and what the other readings of its line take away or add, so that
    /// all adds up to the log-odds of the score.
    fn evidence(&self, text: &str, reader: &Reader, x: &Named) -> Vec<(String, f32)> {
        let mut all =
            reader.evidence(text, &self.inner.weights, &self.inner.lists, x.candidate as usize, x.kind);
        all.retain(|(_, w)| *w != 0.0);
        let sum: f32 = all.iter().map(|(_, w)| w).sum();
        let p = x.probability.clamp(1e-4, 1.0 - 1e-4);
        all.push(("resolve/other-readings".to_owned(), (p / (1.0 - p)).ln() - sum));
        all
    }
}

/// How much of a document has been written.
struct Made {
    entities: usize,
    roles: usize,
}

/// Names that overlap a vouched span make room; a vouched span of one of the five labels becomes a
/// name, so that it is linked and read for offices like any other.
fn give_way(reader: &mut Reader, vouched: &[Vouched]) {
    let tokens = reader.story.tokens();
    reader.named.retain(|x| {
        let (s, e) = bytes_of(tokens, x.start, x.end);
        !vouched.iter().any(|v| v.start < e && s < v.end)
    });
    for v in vouched {
        let (Some(kind), Voucher::List(l)) = (Kind::of(&v.label), v.by) else { continue };
        reader.named.push(Named {
            candidate: u32::MAX,
            start: l.start,
            end: l.end,
            kind,
            probability: probability(VOUCHED),
        });
    }
    // Spans are disjoint: no two start at one token.
    reader.named.sort_unstable_by_key(|x| x.start);
}

fn bytes_of(tokens: &[Token], start: u32, end: u32) -> (usize, usize) {
    (tokens[start as usize].start as usize, tokens[end as usize - 1].end as usize)
}

fn fill(string: &mut String, words: &str) {
    string.clear();
    string.push_str(words);
}

fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Appends the form in which denied names are compared: folded words.
fn denied_form(name: &str, out: &mut String) {
    crate::token::for_each_name_word(name, |w| {
        fold::fold_into(w, out);
        out.push(' ');
    });
}

impl ExtractorBuilder {
    /// Adds a list of the user's. Where two lists have the same name, the one added later wins, and
    /// all win over the built-in ones. A strong entry is reported wherever its words stand, unless
    /// a longer listed name covers it; a weak one where the context supports a name of its label.
    pub fn gazetteer(mut self, gazetteer: Gazetteer) -> Self {
        self.gazetteers.push(gazetteer);
        self
    }

    /// With the built-in lists (the default) or without.
    pub fn builtin(mut self, on: bool) -> Self {
        self.builtin = on;
        self
    }

    /// With these weights instead of the built-in ones.
    pub fn weights(mut self, weights: Weights) -> Self {
        self.weights = Some(weights);
        self
    }

    /// Names never to be reported, compared by folded words.
    pub fn deny<S: AsRef<str>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.denied.extend(names.into_iter().map(|n| {
            let mut form = String::new();
            denied_form(n.as_ref(), &mut form);
            form
        }));
        self
    }

    /// A pattern of the user's: everything it matches is reported with the label.
    ///
    /// # Errors
    ///
    /// A pattern that is no regular expression of the `regex` crate.
    pub fn pattern(mut self, label: impl Into<Label>, pattern: &str) -> Result<Self, Error> {
        let regex = Regex::new(pattern)
            .map_err(|e| Error::new(format!("the pattern {pattern:?} cannot be read")).caused_by(e))?;
        self.patterns.push((label.into(), regex));
        Ok(self)
    }

    /// Only these labels.
    pub fn labels(mut self, labels: impl IntoIterator<Item = Label>) -> Self {
        self.labels = Some(labels.into_iter().collect());
        self
    }

    /// The day of the stories, `YYYY-MM-DD`: offices from lists are those held on that day. Without
    /// it lists only say that a person held office.
    ///
    /// # Errors
    ///
    /// A date of another form.
    pub fn date(mut self, date: &str) -> Result<Self, Error> {
        if date.len() != 10 || !crate::gazetteer::is_date(date) {
            return Err(Error::new(format!("the date {date:?} must be YYYY-MM-DD")));
        }
        self.date = Some(date.to_owned());
        Ok(self)
    }

    /// With the evidence of every span. Costs about as much time again.
    pub fn evidence(mut self, on: bool) -> Self {
        self.evidence = on;
        self
    }

    /// With the listed names inside other names, marked as nested.
    pub fn nested(mut self, on: bool) -> Self {
        self.nested = on;
        self
    }

    /// With officials who are mentioned by their role alone ("the Kenyan health minister"), in
    /// [`Document::roles`].
    pub fn roles(mut self, on: bool) -> Self {
        self.roles = on;
        self
    }

    /// The extractor.
    pub fn build(self) -> Extractor {
        let mut gazetteers = Vec::new();
        #[cfg(feature = "builtin")]
        if self.builtin {
            gazetteers.push(Gazetteer::builtin());
        }
        let lists =
            gazetteers.first().map_or(Vec::new(), |g: &Gazetteer| g.lists().map(str::to_owned).collect());
        gazetteers.extend(self.gazetteers);
        let list_labels =
            gazetteers.iter().map(|g| g.labels().iter().map(|l| l.as_str().into()).collect()).collect();
        Extractor {
            inner: Arc::new(Inner {
                gazetteers,
                lists,
                list_labels,
                weights: self.weights.unwrap_or_else(Weights::builtin),
                patterns: self.patterns,
                denied: self.denied,
                labels: self.labels,
                date: self.date,
                evidence: self.evidence,
                nested: self.nested,
                roles: self.roles,
            }),
        }
    }
}

/// Cuts a long text into windows at the end of a paragraph, a line, a sentence or a word, whichever
/// is there. Yields each with its byte offset; a short text is one window.
pub(crate) fn windows(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let from = at;
        let rest = &text[from..];
        if rest.len() <= WINDOW {
            at = text.len();
            return Some((from, rest));
        }
        let mut limit = WINDOW;
        while !rest.is_char_boundary(limit) {
            limit -= 1;
        }
        let head = &rest[..limit];
        let late = |cut: Option<usize>| cut.filter(|&c| c >= WINDOW / 2);
        let cut = late(head.rfind("\n\n").map(|c| c + 2))
            .or_else(|| late(head.rfind('\n').map(|c| c + 1)))
            .or_else(|| late(head.rfind(". ").map(|c| c + 2)))
            .or_else(|| late(head.rfind(' ').map(|c| c + 1)))
            .unwrap_or(limit);
        at = from + cut;
        Some((from, &text[from..at]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Evidence, chains of memory, the lattice and the links of names take no more than so many steps
    /// a byte, however long the text is and whatever it says; tokens and look-up have tests of their
    /// own.
    #[test]
    fn extraction_is_linear() {
        let extractor = Extractor::new();
        for unit in [
            "The minister met Jane Mwangi of the Kolwani Water Board in Nairobi on Monday. ",
            "ACME MINISTERS ",
            "Kenya ",
            "Jane Mwangi ",
            "Mwangi, KWB and the Kolwani Water Board. ",
            "J. P. ",
            "\"Stop,\" said \"Otieno ",
            "“‘(",
            "Aa",
            "John of Acme and ",
        ] {
            for times in [250, 500, 1000] {
                let text = unit.repeat(times);
                let (mut scratch, mut document) = (Scratch::new(), Document::default());
                let before = crate::steps::STEPS.get();
                extractor.extract_into(&text, &mut scratch, &mut document);
                let steps = crate::steps::STEPS.get() - before;
                assert!(steps <= 120 * text.len() as u64, "{unit:?} {times} times: {steps} steps");
            }
        }
    }
}
