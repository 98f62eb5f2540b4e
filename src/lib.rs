//! Names of organizations, officials and places in English news.
//!
//! An [`Extractor`] reads a text and returns a [`Document`]: spans with a label, a probability, the
//! number of the thing they name within the text, identifiers from lists, the role and body of
//! persons in office, and, when asked for, every reason with its weight. Lists of names, rules and a
//! table of fitted weights are compiled in. There is no model to load, and nothing is read from disk
//! or network.
//!
//! | label | what |
//! |---|---|
//! | [`ORG`](Label::Org) | companies, ministries, courts, parties, armies, media, universities, teams, international bodies |
//! | [`OFFICIAL`](Label::Official) | a named person who holds or held public office, or speaks for a public body |
//! | [`PERSON`](Label::Person) | any other named person |
//! | [`PLACE`](Label::Place) | countries, cities, regions, physical features, named facilities |
//! | [`GROUP`](Label::Group) | nationalities, peoples, religious and political groups |
//! | [any other](Label::Custom) | a label of a list or pattern of your own |
//!
//! A span has no title, no leading "the", no possessive 's and no closing punctuation, unless the
//! listed name has it. Once a person is an official in a text, every mention of that person is.
//!
//! # A worked example
//!
//! A list of one's own beside the built-in ones, and the evidence for what is found:
//!
//! ```
//! use dateline::{Extractor, Gazetteer, Label};
//!
//! let list = "label\tname\taliases\tid:registry\n\
//!     ORG\tMinera Altiplano S.A.\tMinera Altiplano\tPE-20114\n";
//! let extractor = Extractor::builder()
//!     .gazetteer(Gazetteer::from_tsv("watch.tsv", list)?)
//!     .evidence(true)
//!     .build();
//!
//! let text = "Villagers sued Minera Altiplano on Monday, Peru's Environment Minister Rosa Quispe said.";
//! let document = extractor.extract(text);
//!
//! let company = document.entities.iter().find(|e| e.label == Label::Org).unwrap();
//! assert_eq!(&text[company.start..company.end], "Minera Altiplano");
//! assert_eq!(company.name, "Minera Altiplano S.A.");
//! assert_eq!(company.ids, [("registry".to_owned(), "PE-20114".to_owned())]);
//! assert_eq!(company.evidence[0].0, "gazetteer/watch.tsv");
//! # #[cfg(feature = "builtin")]
//! # {
//!
//! let minister = document.entities.iter().find(|e| e.label == Label::Official).unwrap();
//! assert_eq!(&text[minister.start..minister.end], "Rosa Quispe");
//! assert_eq!(minister.role, "Environment Minister");
//! assert_eq!(minister.body, "Peru");
//! # }
//! # Ok::<(), dateline::Error>(())
//! ```
//!
//! The README documents the list format column by column. For look-up without rules or
//! context there is [`Gazetteer::find`].
//!
//! # Features
//!
//! | feature | default | adds | dependencies |
//! |---|---|---|---|
//! | `builtin` | yes | the built-in lists of names, compiled in | none |
//! | `json` | | `output::json` and `output::spacy`: documents to JSON and back | serde, serde_json |
//! | `parallel` | | `batch`: many stories on all cores, in order, in bounded memory | crossbeam-channel |
//! | `fit` | | `fit`: scoring against gold, fitting the weights on gold of one's own | those of `json` |
//! | `cli` | | the command-line tool `dateline`; all of the above | clap and others, see `Cargo.toml` |
//! | `parquet` | | Parquet in and out for the tool | parquet |
//! | `bench` | | doors to single stages for `benches/`; no part of the interface | none |
//!
//! Without `builtin` the rules, the weights and the lexicon of cue words remain; names are then known
//! from your own lists and from context.
//!
//! # Wire format
//!
//! The module `output::json` (feature `json`) documents the JSON field by field. Every object has
//! `schema`, and fields are only ever added under one number. Offsets count bytes, Unicode scalar
//! values or UTF-16 units ([`OffsetUnit`]). [`output`] has the other forms: terminal, HTML, brat,
//! CoNLL, spaCy.
//!
//! # Threads
//!
//! [`Extractor`], [`Gazetteer`] and [`Weights`] are immutable, `Send` and `Sync`, and cheap to clone
//! (a reference count). Build one extractor, share it, and give every thread a [`Scratch`] of its
//! own. To change a list in a running service, build a new extractor from the gazetteers that stay
//! and the one that is new, and swap it in; gazetteers that stay are not built again. Results do not
//! depend on threads, on the texts read before, or on the machine.
//!
//! # Errors
//!
//! Building can fail: a list, a compiled list, a weights table, a pattern or a date may be wrong, and
//! the [`Error`] says where (file, line, column) and what is allowed. Extraction cannot fail: it
//! takes any text and returns spans that lie on character boundaries, sorted by start, and do not
//! overlap unless nested ones were asked for.
//!
//! # Cost
//!
//! Time and memory are linear in the text. A text longer than 256 KiB is read in windows, so memory
//! beyond the text and its entities stays bounded; what the story said before holds within a window.
//! [`Extractor::extract_with`] reuses buffers from text to text. [`ExtractorBuilder::evidence`] costs
//! about as much time again. Lists and lexicon are compiled by the build script and used where the
//! executable has them in memory; the weights table is read once a process, on first use. The README
//! has the measured figures and the commands that repeat them.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod aligned;
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
mod steps;
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
