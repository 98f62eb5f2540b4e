//! One entry of a list.

use crate::label::Label;

/// How the letters of a name must stand in the text to match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Case {
    /// As the list writes them, or all in capitals when the name has four letters or more, as
    /// headlines do.
    #[default]
    Exact,
    /// In any case.
    Fold,
}

/// How far a match can be trusted without support from its context.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Strength {
    /// The name is nearly always this entry.
    #[default]
    Strong,
    /// The name is often something else (Jordan, Reading, Apple) and needs support.
    Weak,
}

/// One entry of a gazetteer: a name with what the list says of it.
///
/// Absent values are empty strings, empty lists or `None`. Dates are `YYYY`, `YYYY-MM` or
/// `YYYY-MM-DD`, as the list gives them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Entry {
    /// What the name names.
    pub label: Label,
    /// The canonical name.
    pub name: String,
    /// Other names of the same thing.
    pub aliases: Vec<String>,
    /// Identifiers: scheme and value. The column `id` has the scheme `id`; a column `id:wikidata`
    /// the scheme `wikidata`.
    pub ids: Vec<(String, String)>,
    /// Case policy of all its names.
    pub case: Case,
    /// Trust in all its names.
    pub strength: Strength,
    /// What else the name may be: `word`, `person`, `place`, `org`, `group`, `thing`.
    pub ambiguity: Vec<String>,
    /// ISO 3166 alpha-2 code, lower case.
    pub country: String,
    /// Office held ("foreign minister").
    pub role: String,
    /// Body it is held in.
    pub body: String,
    /// First day in office.
    pub from: String,
    /// Last day in office; empty when open.
    pub to: String,
    /// When the row was last checked.
    pub verified: String,
    /// Latitude and longitude in degrees.
    pub coordinates: Option<(f64, f64)>,
    /// Inhabitants.
    pub population: Option<u64>,
    /// Where the row comes from.
    pub source: String,
}

impl Entry {
    /// An entry with a label and a name, strong and case-exact.
    pub fn new(label: impl Into<Label>, name: impl Into<String>) -> Entry {
        Entry {
            label: label.into(),
            name: name.into(),
            aliases: Vec::new(),
            ids: Vec::new(),
            case: Case::Exact,
            strength: Strength::Strong,
            ambiguity: Vec::new(),
            country: String::new(),
            role: String::new(),
            body: String::new(),
            from: String::new(),
            to: String::new(),
            verified: String::new(),
            coordinates: None,
            population: None,
            source: String::new(),
        }
    }

    /// The same entry with another name to match.
    pub fn alias(mut self, alias: impl Into<String>) -> Entry {
        self.aliases.push(alias.into());
        self
    }

    /// The same entry with an identifier.
    pub fn id(mut self, scheme: impl Into<String>, value: impl Into<String>) -> Entry {
        self.ids.push((scheme.into(), value.into()));
        self
    }

    /// The same entry with a case policy.
    pub fn case(mut self, case: Case) -> Entry {
        self.case = case;
        self
    }

    /// The same entry with a strength.
    pub fn strength(mut self, strength: Strength) -> Entry {
        self.strength = strength;
        self
    }
}
