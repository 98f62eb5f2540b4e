//! The extractor: lists, weights and options, built once and shared.

use crate::document::{Document, Entity, RoleMention, Source};
use crate::error::Error;
use crate::gazetteer::Gazetteer;
use crate::label::{Kind, Label};
use crate::reader::{Named, Reader};
use crate::resolve::entities;
use crate::resolve::metonymy::{self, Actor};
use crate::resolve::office;
use crate::resolve::things::{Sources, Things, Words};
use crate::score::Weights;
use crate::story::Listed;
use crate::token::fold;
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
#[derive(Default)]
pub struct Scratch {
    reader: Reader,
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
    listed: Option<Listed>,
    evidence: String,
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
        for (base, window) in windows(text) {
            self.window(base, window, &mut scratch.reader, &mut document);
        }
        document
    }

    fn window(&self, base: usize, text: &str, reader: &mut Reader, document: &mut Document) {
        let inner = &*self.inner;
        reader.read(text, &inner.gazetteers, &inner.weights, &inner.lists);
        let vouched = self.vouched(text, reader);
        if !vouched.is_empty() {
            self.give_way(reader, &vouched);
        }
        let tokens = reader.story.tokens();
        let named = &reader.named;
        let of = entities::link(text, &reader.story, named);
        let mut found = office::Found::default();
        office::find(text, &reader.story, &inner.lists, named, &mut found);
        let sources = Sources {
            text,
            story: &reader.story,
            named,
            of: &of,
            found: &found,
            gazetteers: &inner.gazetteers,
            lists: &inner.lists,
            date: inner.date.as_deref(),
        };
        let mut things = Things::default();
        things.gather(&sources);
        let first = document.entities.iter().map(|e| e.entity + 1).max().unwrap_or(0);
        let from = document.entities.len();
        for (n, x) in named.iter().enumerate() {
            let Some(mut label) = x.kind.label() else { continue };
            let start = tokens[x.start as usize].start as usize;
            let end = tokens[x.end as usize - 1].end as usize;
            if self.is_denied(&text[start..end]) {
                continue;
            }
            let thing = &things.list[of[n]];
            if x.kind == Kind::Person && thing.official {
                label = Label::Official;
            }
            let mut e = entity(base, start, end, label, first + of[n]);
            let words = |w: Words| w.of(text, &inner.gazetteers).to_owned();
            e.name = words(thing.name);
            e.role = words(thing.role);
            e.body = words(thing.body);
            let person = matches!(e.label, Label::Official | Label::Person);
            e.former = thing.former.filter(|_| person && !thing.role.is_none());
            for (layer, entry) in things.ids(of[n]) {
                let Some(entry) = inner.gazetteers[layer as usize].entry(entry as usize) else { continue };
                for id in entry.ids {
                    if !e.ids.contains(&id) {
                        e.ids.push(id);
                    }
                }
            }
            e.acts_for = match metonymy::acts_for(text, &reader.story, &inner.lists, named, n) {
                Some(Actor::Seat(country)) => country.to_owned(),
                Some(Actor::Itself) if thing.canonical.is_none() => text[start..end].to_owned(),
                Some(Actor::Itself) => words(thing.canonical),
                None => String::new(),
            };
            let holds = vouched.iter().find(|v| (v.start, v.end) == (start, end));
            match holds {
                Some(v) => {
                    e.score = probability(VOUCHED);
                    e.source = Source::Gazetteer;
                    if inner.evidence {
                        e.evidence.push((v.evidence.clone(), VOUCHED));
                    }
                }
                None => {
                    e.score = x.probability;
                    let listed: Vec<&Listed> = reader
                        .story
                        .listed_as(x.start as usize, x.end as usize)
                        .filter(|l| l.kind == Some(x.kind))
                        .collect();
                    e.source = if listed.iter().any(|l| l.list == u16::MAX) {
                        Source::Gazetteer
                    } else if listed.is_empty() {
                        Source::Rule
                    } else {
                        Source::List
                    };
                    if inner.evidence {
                        e.evidence = self.evidence(text, reader, x);
                    }
                }
            }
            document.entities.push(e);
        }
        // Spans with labels of the user's own, and spans the scoring does not know.
        let mut next = first + of.iter().max().map_or(0, |m| m + 1);
        for v in &vouched {
            let found =
                document.entities[from..].iter().any(|e| (e.start, e.end) == (base + v.start, base + v.end));
            if found || self.is_denied(&text[v.start..v.end]) {
                continue;
            }
            let mut e = entity(base, v.start, v.end, v.label.clone(), 0);
            e.name = text[v.start..v.end].to_owned();
            if let Some(entry) = v.listed.and_then(|l| {
                let h = &reader.story.hits[l.hit as usize];
                inner.gazetteers[h.layer as usize].entry(h.entry as usize)
            }) {
                e.name = entry.name;
                e.ids = entry.ids;
                e.role = entry.role;
                e.body = entry.body;
            }
            let number = document.entities[from..]
                .iter()
                .find(|o| o.label == v.label && o.name == e.name)
                .map_or(next, |e| e.entity);
            next = next.max(number + 1);
            e.entity = number;
            e.score = probability(VOUCHED);
            e.source = if v.listed.is_some() { Source::Gazetteer } else { Source::Pattern };
            if inner.evidence {
                e.evidence.push((v.evidence.clone(), VOUCHED));
            }
            document.entities.push(e);
        }
        if inner.nested {
            self.push_nested(base, text, reader, from, &mut next, document);
        }
        if let Some(labels) = &inner.labels {
            let mut n = 0;
            document.entities.retain(|e| {
                n += 1;
                n <= from || labels.contains(&e.label)
            });
        }
        document.entities[from..].sort_by_key(|e| (e.start, std::cmp::Reverse(e.end), e.nested));
        if inner.roles {
            let bytes = |(s, e): office::Range| (tokens[s].start as usize, tokens[e - 1].end as usize);
            document.roles.extend(found.unnamed.iter().map(|r| {
                let (start, end) = bytes(r.role);
                RoleMention {
                    start: base + start,
                    end: base + end,
                    role: text[start..end].to_owned(),
                    body: r.body.map(bytes).map_or(String::new(), |(s, e)| text[s..e].to_owned()),
                    former: r.former,
                    official: r.official,
                }
            }));
        }
    }

    fn is_denied(&self, span: &str) -> bool {
        !self.inner.denied.is_empty() && self.inner.denied.contains(&denied_form(span))
    }

    /// Spans of strong entries of user lists and of patterns: leftmost, then longest; on a tie the
    /// list added last, then patterns. A span inside a longer listed name gives way to it.
    fn vouched(&self, text: &str, reader: &Reader) -> Vec<Vouched> {
        let inner = &*self.inner;
        let story = &reader.story;
        let tokens = story.tokens();
        let mut all: Vec<Vouched> = Vec::new();
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
            let h = &story.hits[l.hit as usize];
            let g = &inner.gazetteers[h.layer as usize];
            let label = g.labels().get(h.meta.label as usize).map_or(Label::Org, |l| l.as_str().into());
            all.push(Vouched {
                start: tokens[l.start as usize].start as usize,
                end: tokens[l.end as usize - 1].end as usize,
                label,
                listed: Some(*l),
                evidence: format!("gazetteer/{}", g.list_of(h.entry as usize).unwrap_or("")),
            });
        }
        for (label, pattern) in &inner.patterns {
            for m in pattern.find_iter(text).filter(|m| !m.is_empty()) {
                all.push(Vouched {
                    start: m.start(),
                    end: m.end(),
                    label: label.clone(),
                    listed: None,
                    evidence: format!("pattern/{label}"),
                });
            }
        }
        all.sort_by_key(|v| (v.start, std::cmp::Reverse(v.end)));
        let mut reach = 0;
        all.retain(|v| {
            let keep = v.start >= reach;
            if keep {
                reach = v.end;
            }
            keep
        });
        all
    }

    /// Names that overlap a vouched span make room; a vouched span of one of the five labels
    /// becomes a name, so that it is linked and read for offices like any other.
    fn give_way(&self, reader: &mut Reader, vouched: &[Vouched]) {
        let tokens = reader.story.tokens();
        let range =
            |x: &Named| (tokens[x.start as usize].start as usize, tokens[x.end as usize - 1].end as usize);
        let mut kept: Vec<Named> = reader
            .named
            .iter()
            .filter(|x| {
                let (s, e) = range(x);
                !vouched.iter().any(|v| v.start < e && s < v.end)
            })
            .copied()
            .collect();
        for v in vouched {
            let (Some(kind), Some(l)) = (Kind::of(&v.label), v.listed) else { continue };
            kept.push(Named {
                candidate: u32::MAX,
                start: l.start,
                end: l.end,
                kind,
                probability: probability(VOUCHED),
            });
        }
        kept.sort_by_key(|x| x.start);
        reader.named = kept;
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

    /// Listed names inside the names found.
    fn push_nested(
        &self,
        base: usize,
        text: &str,
        reader: &Reader,
        from: usize,
        next: &mut usize,
        document: &mut Document,
    ) {
        let tokens = reader.story.tokens();
        let mut inner: Vec<Entity> = Vec::new();
        for l in reader.story.listed.iter().filter(|l| !l.weak) {
            let (start, end) =
                (tokens[l.start as usize].start as usize, tokens[l.end as usize - 1].end as usize);
            let within = document.entities[from..].iter().any(|e| {
                e.start <= base + start
                    && base + end <= e.end
                    && (e.start, e.end) != (base + start, base + end)
            });
            if !within || inner.iter().any(|e| (e.start, e.end) == (base + start, base + end)) {
                continue;
            }
            let h = &reader.story.hits[l.hit as usize];
            let g = &self.inner.gazetteers[h.layer as usize];
            let Some(entry) = g.entry(h.entry as usize) else { continue };
            if self.is_denied(&text[start..end]) || entry.label.as_str() == "OTHER" {
                continue;
            }
            let mut e = entity(base, start, end, entry.label, *next);
            e.name = entry.name;
            e.ids = entry.ids;
            *next += 1;
            e.nested = true;
            e.score = probability(VOUCHED);
            e.source = if l.list == u16::MAX { Source::Gazetteer } else { Source::List };
            if self.inner.evidence {
                let list = g.list_of(h.entry as usize).unwrap_or("");
                e.evidence.push((format!("list/{list}"), VOUCHED));
            }
            inner.push(e);
        }
        document.entities.append(&mut inner);
    }
}

fn entity(base: usize, start: usize, end: usize, label: Label, number: usize) -> Entity {
    Entity {
        start: base + start,
        end: base + end,
        label,
        score: 0.0,
        entity: number,
        name: String::new(),
        ids: Vec::new(),
        role: String::new(),
        body: String::new(),
        former: None,
        acts_for: String::new(),
        source: Source::Rule,
        nested: false,
        evidence: Vec::new(),
    }
}

fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// The form in which denied names are compared: folded words.
fn denied_form(name: &str) -> String {
    let mut out = String::new();
    crate::token::for_each_name_word(name, |w| {
        fold::fold_into(w, &mut out);
        out.push(' ');
    });
    out
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
        self.denied.extend(names.into_iter().map(|n| denied_form(n.as_ref())));
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
        Extractor {
            inner: Arc::new(Inner {
                gazetteers,
                lists,
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
