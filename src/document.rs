//! What comes out: a document's entities.

use crate::label::Label;

/// The names found in one text.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Document {
    /// Identifier, as the caller gave it.
    pub id: String,
    /// Names, by start; never overlapping, except for those marked as nested.
    pub entities: Vec<Entity>,
    /// Officials mentioned by their role alone, when asked for
    /// ([`ExtractorBuilder::roles`](crate::ExtractorBuilder::roles)), by start.
    pub roles: Vec<RoleMention>,
}

/// An official in office without a name in the text: "the Kenyan health minister".
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RoleMention {
    /// Start of the role's words, in bytes.
    pub start: usize,
    /// End, in bytes, exclusive.
    pub end: usize,
    /// The role, as the text words it.
    pub role: String,
    /// The body, as the text words it; empty when unknown.
    pub body: String,
    /// Whether it is said to be a former one.
    pub former: bool,
    /// Whether the role is a public one.
    pub official: bool,
}

/// One name in a text.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Entity {
    /// Start, in bytes.
    pub start: usize,
    /// End, in bytes, exclusive. `&text[start..end]` is exactly the name.
    pub end: usize,
    /// What it names.
    pub label: Label,
    /// Probability that the span is a name with this label, from 0 to 1, as the weights have it.
    pub score: f32,
    /// Number of the thing named, within the document: mentions of one thing share it.
    pub entity: usize,
    /// The fullest form of the name in the document, or the list's canonical name.
    pub name: String,
    /// Identifiers from lists: scheme and value.
    pub ids: Vec<(String, String)>,
    /// The office or role, as the text words it; empty when unknown.
    pub role: String,
    /// The body the role is in, as the text words it; empty when unknown.
    pub body: String,
    /// Whether the role is said to be a former one; `None` when no role is known.
    pub former: Option<bool>,
    /// For a place or building that speaks or acts for a government: what it acts for.
    pub acts_for: String,
    /// What found it.
    pub source: Source,
    /// Whether it lies inside another entity.
    pub nested: bool,
    /// Every reason with its weight in log-odds, when asked for; they add up to the log-odds of
    /// `score`.
    pub evidence: Vec<(String, f32)>,
}

impl Entity {
    /// An entity to be filled in.
    pub(crate) fn empty() -> Entity {
        Entity {
            start: 0,
            end: 0,
            label: Label::Org,
            score: 0.0,
            entity: 0,
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
}

impl RoleMention {
    /// A mention to be filled in.
    pub(crate) fn empty() -> RoleMention {
        RoleMention {
            start: 0,
            end: 0,
            role: String::new(),
            body: String::new(),
            former: false,
            official: false,
        }
    }
}

/// What found a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// A list of the user's.
    Gazetteer,
    /// A built-in list, with context.
    List,
    /// Rules and context alone.
    Rule,
    /// A pattern of the user's.
    Pattern,
}

impl Source {
    /// The name in JSON: `gazetteer`, `list`, `rule`, `pattern`.
    pub fn as_str(self) -> &'static str {
        match self {
            Source::Gazetteer => "gazetteer",
            Source::List => "list",
            Source::Rule => "rule",
            Source::Pattern => "pattern",
        }
    }
}
