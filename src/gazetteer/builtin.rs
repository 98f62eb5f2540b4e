//! The built-in lists, compiled in as text and built on first use.

use super::{Gazetteer, GazetteerBuilder, Inner};
use std::sync::{Arc, OnceLock};

macro_rules! lists {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("data/", $name, ".tsv")))),*]
    };
}

/// Name and text of every built-in list. The name is what evidence prints: `list/orgs-media`.
pub(crate) const LISTS: &[(&str, &str)] = lists![
    "groups",
    "officials",
    "orgs-armed-groups",
    "orgs-companies",
    "orgs-government",
    "orgs-international",
    "orgs-media",
    "orgs-ngos",
    "orgs-parties",
    "orgs-sports",
    "orgs-universities",
    "places-cities-asia-africa",
    "places-cities-europe-americas",
    "places-countries",
    "places-divisions",
    "places-facilities",
    "places-metonyms",
    "places-regions",
];

pub(super) fn gazetteer() -> Gazetteer {
    static BUILTIN: OnceLock<Gazetteer> = OnceLock::new();
    BUILTIN
        .get_or_init(|| {
            let mut builder = GazetteerBuilder::new();
            for (name, text) in LISTS {
                // The lists are part of the crate, and a test reads every one of them.
                builder.add_tsv(name, text).expect("a built-in list is well-formed");
            }
            let built = builder.build().expect("the built-in lists fit the format's limits");
            let inner = &built.inner;
            Gazetteer {
                inner: Arc::new(Inner {
                    block: inner.block.clone(),
                    automaton: None,
                    headers: inner.headers.clone(),
                    user: false,
                }),
            }
        })
        .clone()
}
