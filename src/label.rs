//! What a name names.

use std::fmt;
use std::sync::Arc;

/// The label of a span.
///
/// Cheap to clone: a custom label is reference-counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Label {
    /// Companies, ministries and agencies, courts, parties, armies, media, universities, teams,
    /// international bodies.
    Org,
    /// A named person who holds or held public office, or speaks for a public body.
    Official,
    /// Any other named person.
    Person,
    /// Countries, cities, regions, physical features, named facilities.
    Place,
    /// Nationalities, peoples, religious and political groups.
    Group,
    /// A label of the user's own list or rule.
    Custom(Arc<str>),
}

impl Label {
    /// The label as it stands in lists and in JSON: `ORG`, `OFFICIAL`, `PERSON`, `PLACE`, `GROUP`,
    /// or the user's own.
    pub fn as_str(&self) -> &str {
        match self {
            Label::Org => "ORG",
            Label::Official => "OFFICIAL",
            Label::Person => "PERSON",
            Label::Place => "PLACE",
            Label::Group => "GROUP",
            Label::Custom(name) => name,
        }
    }
}

impl From<&str> for Label {
    /// One of the five labels by its name, or a custom label of that name.
    fn from(name: &str) -> Label {
        match name {
            "ORG" => Label::Org,
            "OFFICIAL" => Label::Official,
            "PERSON" => Label::Person,
            "PLACE" => Label::Place,
            "GROUP" => Label::Group,
            _ => Label::Custom(name.into()),
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a candidate may be while it is scored. `Other` is the reject class: names of events, laws,
/// products, awards, which are recognised so that they are not taken for something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Kind {
    Org = 0,
    Person = 1,
    Place = 2,
    Group = 3,
    Other = 4,
}

/// Number of [`Kind`]s.
pub(crate) const KINDS: usize = 5;

impl Kind {
    pub const ALL: [Kind; KINDS] = [Kind::Org, Kind::Person, Kind::Place, Kind::Group, Kind::Other];

    pub fn name(self) -> &'static str {
        ["ORG", "PERSON", "PLACE", "GROUP", "OTHER"][self as usize]
    }

    pub fn of(label: &Label) -> Option<Kind> {
        match label {
            Label::Org => Some(Kind::Org),
            Label::Official | Label::Person => Some(Kind::Person),
            Label::Place => Some(Kind::Place),
            Label::Group => Some(Kind::Group),
            Label::Custom(_) => None,
        }
    }

    pub fn label(self) -> Option<Label> {
        match self {
            Kind::Org => Some(Label::Org),
            Kind::Person => Some(Label::Person),
            Kind::Place => Some(Label::Place),
            Kind::Group => Some(Label::Group),
            Kind::Other => None,
        }
    }
}
