//! Places that speak or act for a government: "Beijing said", "the Kremlin denied".
//!
//! The label stays what the name literally names; what it acts for is added. A place acts when it
//! is the subject of a verb of speech or of state action and no preposition of place stands before
//! it.

use crate::label::Kind;
use crate::lexicon::Classes;
use crate::reader::Named;
use crate::story::{Story, word};
use crate::token::{Shape, flag, fold};
use std::collections::HashMap;
use std::sync::OnceLock;

/// Verbs of state action, besides those of speech.
const ACTS: &[&str] = &[
    "imposed",
    "imposes",
    "sanctioned",
    "sanctions",
    "vowed",
    "vows",
    "accused",
    "accuses",
    "condemned",
    "condemns",
    "rejected",
    "rejects",
    "denied",
    "denies",
    "urged",
    "urges",
    "demanded",
    "demands",
    "backed",
    "backs",
    "pledged",
    "pledges",
    "summoned",
    "expelled",
    "recalled",
    "threatened",
    "threatens",
    "recognized",
    "recognised",
    "recognizes",
    "recognises",
    "protested",
    "protests",
    "refused",
    "refuses",
    "agreed",
    "agrees",
    "ratified",
    "vetoed",
    "vetoes",
    "blamed",
    "blames",
    "insists",
    "insisted",
    "hopes",
    "wants",
    "wanted",
    "signalled",
    "signaled",
    "retaliated",
    "banned",
    "bans",
    "withdrew",
    "withdraws",
    "supports",
    "supported",
    "opposes",
    "opposed",
    "approved",
    "approves",
    "considers",
    "views",
    "sees",
    "fears",
    "believes",
    "warned",
    "warns",
    "announced",
    "announces",
    "called",
    "calls",
    "signed",
    "signs",
    "declared",
    "declares",
    "severed",
    "lifted",
    "eased",
];

/// Capitals and buildings, folded, to the country they stand for.
fn seats() -> &'static HashMap<String, &'static str> {
    static SEATS: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    SEATS.get_or_init(|| {
        include_str!("../lexicon/data/capitals.tsv")
            .lines()
            .filter(|l| !l.starts_with('#'))
            .skip(1)
            .filter_map(|l| l.split_once('\t'))
            .map(|(seat, country)| (fold::fold(seat), country))
            .collect()
    })
}

/// What a name acts for in its sentence, if it does. `canonical` is its name in the lists.
pub(crate) fn acts_for(text: &str, story: &Story, x: &Named, canonical: Option<&str>) -> Option<String> {
    if !matches!(x.kind, Kind::Place | Kind::Org) {
        return None;
    }
    let tokens = story.tokens();
    let (i, j) = (x.start as usize, x.end as usize);
    // The subject: no preposition, no possessive, no other noun right before.
    let mut p = i;
    if p > 0 && tokens[p - 1].hash == word::THE && tokens[p - 1].line == tokens[i].line {
        p -= 1;
    }
    if p > 0 && !tokens[p].has(flag::SENTENCE | flag::LINE) {
        let before = &tokens[p - 1];
        let w = before.text(text);
        let clause = matches!(w, "," | "“" | "\"" | ":" | ";" | "—" | "–")
            && !followed_by_verb_of_place(tokens, p)
            || matches!(
                w,
                "and"
                    | "but"
                    | "that"
                    | "as"
                    | "while"
                    | "after"
                    | "because"
                    | "which"
                    | "when"
                    | "if"
                    | "although"
                    | "though"
                    | "since"
                    | "before"
                    | "where"
                    | "said"
                    | "says"
            )
            || w == "-";
        if !clause {
            return None;
        }
    }
    let mut v = j;
    if story.near(v, i).is_some_and(|t| {
        t.text(text).ends_with("ly")
            || matches!(
                t.text(text),
                "has"
                    | "had"
                    | "also"
                    | "have"
                    | "again"
                    | "would"
                    | "will"
                    | "itself"
                    | "later"
                    | "then"
                    | "should"
                    | "must"
            )
    }) {
        v += 1;
    }
    let verb = story.near(v, i)?;
    if verb.shape != Shape::Lower || !(verb.is(Classes::SPEECH) || ACTS.contains(&verb.text(text))) {
        return None;
    }
    let span = &text[tokens[i].start as usize..tokens[j - 1].end as usize];
    if let Some(country) = seats().get(&fold::fold(span)) {
        return Some((*country).to_owned());
    }
    // A country acts for itself.
    (x.kind == Kind::Place && j - i == 1 && tokens[i].is(Classes::COUNTRY))
        .then(|| canonical.unwrap_or(span).to_owned())
}

/// "In Nairobi, Kenya said": a comma after a place in a place is no clause; kept simple on purpose.
fn followed_by_verb_of_place(tokens: &[crate::token::Token], p: usize) -> bool {
    p >= 2
        && tokens[p - 1].hash == word::COMMA
        && tokens[p - 2].is_cap()
        && !tokens[p - 2].has(flag::SENTENCE)
}
