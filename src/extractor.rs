//! The extractor: lists, weights and options, built once and shared.

use crate::document::{Document, Entity, Source};
use crate::gazetteer::Gazetteer;
use crate::label::Label;
use crate::reader::Reader;
use crate::score::Weights;
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
    deny: Vec<String>,
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
    deny: Vec<String>,
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
        ExtractorBuilder { gazetteers: Vec::new(), weights: None, builtin: true, evidence: false, deny: Vec::new() }
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
        for n in &reader.named {
            let Some(label) = n.kind.label() else { continue };
            let start = tokens[n.start as usize].start as usize;
            let end = tokens[n.end as usize - 1].end as usize;
            if inner.deny.iter().any(|name| name == &text[start..end]) {
                continue;
            }
            let evidence = if inner.evidence {
                reader.evidence(text, &inner.weights, &inner.lists, n.candidate as usize, n.kind)
            } else {
                Vec::new()
            };
            document.entities.push(Entity {
                start: base + start,
                end: base + end,
                label,
                score: n.probability,
                entity: document.entities.len(),
                name: text[start..end].to_owned(),
                ids: Vec::new(),
                role: String::new(),
                body: String::new(),
                former: None,
                acts_for: String::new(),
                source: Source::Rule,
                nested: false,
                evidence,
            });
        }
        let _ = Label::Org;
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

    /// With names inside names.
    pub fn nested(self, _on: bool) -> Self {
        self
    }

    /// With the day the texts are from, as `YYYY-MM-DD`.
    pub fn date(self, _date: &str) -> Self {
        self
    }

    /// With names that are never tagged.
    pub fn deny(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.deny.extend(names.into_iter().map(Into::into));
        self
    }

    /// The extractor.
    pub fn build(self) -> Extractor {
        let mut gazetteers = Vec::new();
        #[cfg(feature = "builtin")]
        if self.builtin {
            gazetteers.push(Gazetteer::builtin());
        }
        let lists = gazetteers.first().map_or(Vec::new(), |g: &Gazetteer| g.lists().map(str::to_owned).collect());
        gazetteers.extend(self.gazetteers);
        Extractor {
            inner: Arc::new(Inner {
                gazetteers,
                lists,
                weights: self.weights.unwrap_or_else(Weights::builtin),
                evidence: self.evidence,
                deny: self.deny,
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
