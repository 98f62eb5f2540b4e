//! Names of organizations, officials and places in English news.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

#[cfg(feature = "parallel")]
pub mod batch;
#[cfg(feature = "bench")]
#[doc(hidden)]
pub mod bench;
mod candidate;
mod document;
mod error;
mod extractor;
#[cfg(feature = "fit")]
pub mod fit;
mod gazetteer;
mod label;
mod lexicon;
pub mod output;
mod reader;
mod resolve;
mod rule;
mod score;
mod span;
mod story;
mod token;

pub use document::{Document, Entity, RoleMention, Source};
pub use error::Error;
pub use extractor::{Extractor, ExtractorBuilder, Scratch};
pub use gazetteer::{Case, Entry, Gazetteer, GazetteerBuilder, Match, Strength};
pub use label::Label;
pub use rule::reason;
pub use score::Weights;
pub use span::OffsetUnit;
pub use token::Zone;
