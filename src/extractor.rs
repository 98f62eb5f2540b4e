//! The extractor: lists, weights and options, built once and shared.

use crate::document::{Document, Entity, Source};
use crate::gazetteer::Gazetteer;
use crate::label::{Kind, Label};
use crate::reader::{Named, Reader};
use crate::resolve::entities;
use crate::resolve::office::{Offices, Role};
use crate::score::Weights;
use crate::story::Story;
use std::sync::Arc;

/// Longest piece of text read at once, in bytes. Memory for names reaches as far.
const WINDOW: usize = 1 << 18;

/// Finds the names in texts. Immutable; cheap to clone; shared between threads.
#[derive(Clone)]
pub struct Extractor {
    inner: Arc<Inner>,
}

struct Inner {
    gazetteers: Vec<Gazetteer>,
    lists: Vec<String>,
    weights: Weights,
    evidence: bool,
}

/// Buffers that are reused from text to text. One for each thread.
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
    builtin: bool,
    evidence: bool,
}

impl Default for Extractor {
    fn default() -> Self {
        Extractor::new()
    }
}

impl Extractor {
    /// An extractor with the built-in lists (where the feature `builtin` is on) and weights.
    pub fn new() -> Extractor {
        Extractor::builder().build()
    }

    /// Options.
    pub fn builder() -> ExtractorBuilder {
        ExtractorBuilder { gazetteers: Vec::new(), weights: None, builtin: true, evidence: false }
    }

    /// The names in `text`.
    pub fn extract(&self, text: &str) -> Document {
        self.extract_with(text, &mut Scratch::new())
    }

    /// The same, with buffers that are reused.
    pub fn extract_with(&self, text: &str, scratch: &mut Scratch) -> Document {
        let mut document = Document::default();
        for (base, window) in windows(text) {
            self.window(base, window, scratch, &mut document);
        }
        document
    }

    fn window(&self, base: usize, text: &str, scratch: &mut Scratch, document: &mut Document) {
        let inner = &*self.inner;
        let reader = &mut scratch.reader;
        reader.read(text, &inner.gazetteers, &inner.weights, &inner.lists);
        let tokens = reader.story.tokens();
        let named = &reader.named;
        let things = entities::link(text, &reader.story, named);
        let offices = Offices::new(text, &reader.story, &inner.lists, named);
        let roles = offices.roles();
        let people = Thing::gather(text, &reader.story, named, &things, &roles, &inner.gazetteers);
        let offset = document.entities.iter().map(|e| e.entity + 1).max().unwrap_or(0);
        for (n, x) in named.iter().enumerate() {
            let Some(mut label) = x.kind.label() else { continue };
            let start = tokens[x.start as usize].start as usize;
            let end = tokens[x.end as usize - 1].end as usize;
            let thing = &people[things[n]];
            if thing.official && x.kind == Kind::Person {
                label = Label::Official;
            }
            let evidence = if inner.evidence {
                reader.evidence(text, &inner.weights, &inner.lists, x.candidate as usize, x.kind)
            } else {
                Vec::new()
            };
            document.entities.push(Entity {
                start: base + start,
                end: base + end,
                label,
                score: x.probability,
                entity: offset + things[n],
                name: thing.name.clone(),
                ids: Vec::new(),
                role: thing.role.clone(),
                body: thing.body.clone(),
                former: (!thing.role.is_empty()).then_some(thing.former),
                acts_for: String::new(),
                source: Source::Rule,
                nested: false,
                evidence,
            });
        }
    }
}

/// What a story says of one thing, over all its mentions.
#[derive(Default)]
struct Thing {
    name: String,
    role: String,
    body: String,
    former: bool,
    official: bool,
    by_rank: bool,
}

impl Thing {
    fn gather(text: &str, story: &Story, named: &[Named], things: &[usize], roles: &[Option<Role>], gazetteers: &[Gazetteer]) -> Vec<Thing> {
        let count = things.iter().max().map_or(0, |m| m + 1);
        let mut out: Vec<Thing> = (0..count).map(|_| Thing::default()).collect();
        let tokens = story.tokens();
        for (n, x) in named.iter().enumerate() {
            let thing = &mut out[things[n]];
            let span = &text[tokens[x.start as usize].start as usize..tokens[x.end as usize - 1].end as usize];
            if span.len() > thing.name.len() {
                thing.name = span.to_owned();
            }
            if x.kind != Kind::Person {
                continue;
            }
            for l in story.listed_as(x.start as usize, x.end as usize) {
                let h = &story.hits[l.hit as usize];
                let label = gazetteers[h.layer as usize].labels().get(h.meta.label as usize);
                thing.official |= label.is_some_and(|l| l == "OFFICIAL") && !l.weak;
            }
            let Some(role) = &roles[n] else { continue };
            let mut words = &text[role.role.0..role.role.1];
            if role.plural {
                words = words.strip_suffix('s').unwrap_or(words);
            }
            // The first role found stays, unless it made nobody an official and this one does, or
            // is but a rank.
            let weak = role.rule == "official/rank";
            let better = thing.role.is_empty()
                || role.official && !thing.official
                || thing.by_rank && !weak && role.official;
            if better {
                thing.role = words.to_owned();
                thing.former = role.former;
                thing.by_rank = weak;
                thing.body = role.body.map_or(String::new(), |(s, e)| text[s..e].to_owned());
            } else if thing.body.is_empty()
                && let Some((s, e)) = role.body
                && words.eq_ignore_ascii_case(&thing.role)
            {
                thing.body = text[s..e].to_owned();
            }
            thing.official |= role.official;
        }
        out
    }
}

impl ExtractorBuilder {
    /// Adds a list of the user's. Lists added later win over earlier ones, and all win over the
    /// built-in ones.
    pub fn gazetteer(mut self, gazetteer: Gazetteer) -> Self {
        self.gazetteers.push(gazetteer);
        self
    }

    /// With the built-in lists or without.
    pub fn builtin(mut self, on: bool) -> Self {
        self.builtin = on;
        self
    }

    /// With these weights instead of the built-in ones.
    pub fn weights(mut self, weights: Weights) -> Self {
        self.weights = Some(weights);
        self
    }

    /// With the evidence of every span.
    pub fn evidence(mut self, on: bool) -> Self {
        self.evidence = on;
        self
    }

    /// The extractor.
    pub fn build(self) -> Extractor {
        let mut gazetteers = Vec::new();
        #[cfg(feature = "builtin")]
        if self.builtin {
            gazetteers.push(Gazetteer::builtin());
        }
        let lists = gazetteers.first().map_or(Vec::new(), |g| g.lists().map(str::to_owned).collect());
        gazetteers.extend(self.gazetteers);
        Extractor {
            inner: Arc::new(Inner {
                gazetteers,
                lists,
                weights: self.weights.unwrap_or_else(Weights::builtin),
                evidence: self.evidence,
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
