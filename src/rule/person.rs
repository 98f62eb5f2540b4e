//! Persons: titles, given names, ages, speech, relations.

use super::org::apposition;
use super::{Need, Rule, Scope};
use crate::lexicon::Classes;
use crate::story::word;
use crate::token::{Shape, Token, flag};

/// A word that can be part of a person's name by its look.
fn name_like(t: &Token) -> bool {
    matches!(t.shape, Shape::Cap | Shape::Mixed | Shape::Initial)
        || t.is(Classes::PARTICLE)
        || t.hash == word::HYPHEN
        || t.shape == Shape::Lower && t.has(flag::GLUED)
}

fn all_name_like(t: &[Token]) -> bool {
    t.iter().all(name_like) && t.iter().any(|x| x.shape == Shape::Cap || x.shape == Shape::Mixed)
}

pub(super) static RULES: &[Rule] = &[
    Rule {
        name: "person/title",
        reason: "a title stands right before the name: Mr, Gen., President, coach",
        examples: &["Mr [Mwangi] left", "Foreign Minister [Ali Noor] said", "coach [Peter Oduya] said"],
        against: &["the [Ministry] said"],
        scope: Scope::Span,
        needs: Need::Before(Classes::TITLE),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            i > 0
                && t[i - 1].is(Classes::TITLE)
                && (t[i - 1].is_cap() || !t[i - 1].is(Classes::HONORIFIC))
                && cx.story.near(i - 1, i).is_some()
                && !t[i].has(flag::SENTENCE)
                && all_name_like(&t[i..j])
        },
    },
    Rule {
        name: "person/honorific",
        reason: "an honorific stands right before the name: Mr, Datuk, Sheikh, Shri",
        examples: &["Mr [Mwangi] left", "Datuk [Rahman Idris] spoke"],
        against: &["the [Mwangi] left"],
        scope: Scope::Span,
        needs: Need::Before(Classes(Classes::HONORIFIC.0 | Classes::MILITARY.0)),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            i > 0
                && t[i - 1].is(Classes::HONORIFIC | Classes::MILITARY)
                && t[i - 1].is_cap()
                && cx.story.near(i - 1, i).is_some()
                && all_name_like(&t[i..j])
        },
    },
    Rule {
        name: "person/given-name",
        reason: "begins with a known given name and goes on like a name",
        examples: &["[Jane Mwangi] left", "[Mohammed bin Rashid] spoke"],
        against: &["[Brightwater Foods] fell"],
        scope: Scope::Many,
        needs: Need::First(Classes::GIVEN),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            j - i > 1 && t[i].is(Classes::GIVEN) && all_name_like(&t[i..j])
        },
    },
    Rule {
        name: "person/given-and-family-name",
        reason: "begins with a known given name and ends with a known family name",
        examples: &["[Maria Santos] left"],
        against: &["[Brightwater Santos] left"],
        scope: Scope::Many,
        needs: Need::First(Classes(Classes::GIVEN.0 | Classes::GIVEN_WEAK.0)),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            j - i > 1
                && t[i].is(Classes::GIVEN | Classes::GIVEN_WEAK)
                && t[j - 1].is(Classes::FAMILY | Classes::FAMILY_WEAK)
                && all_name_like(&t[i..j])
        },
    },
    Rule {
        name: "person/family-name-first",
        reason: "begins with a known family name and a given name follows: Kim Jong-un, Li Wei",
        examples: &["[Kim Jong-un] spoke", "[Wang Wei] spoke"],
        against: &["[Brightwater Wei] spoke"],
        scope: Scope::Many,
        needs: Need::First(Classes(Classes::FAMILY.0 | Classes::FAMILY_WEAK.0)),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            j - i > 1
                && t[i].is(Classes::FAMILY | Classes::FAMILY_WEAK)
                && t[i + 1].is(Classes::GIVEN | Classes::GIVEN_WEAK)
                && all_name_like(&t[i..j])
        },
    },
    Rule {
        name: "person/initials",
        reason: "initials before or within the name: J. P. Otieno, Jane W. Mwangi",
        examples: &["[J. P. Otieno] left", "[Jane W. Mwangi] left"],
        against: &["[Jane Mwangi] left"],
        scope: Scope::Many,
        needs: Need::WithinShape(Shape::Initial),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            j - i > 1
                && t[i..j - 1].iter().any(|x| x.shape == Shape::Initial)
                && t[j - 1].shape != Shape::Initial
                && all_name_like(&t[i..j])
        },
    },
    Rule {
        name: "person/age",
        reason: "an age stands right after: Mwangi, 29,",
        examples: &["[Jane Mwangi], 29, left", "[Ali Noor] (41) left", "[Ali Noor], aged 41, left"],
        against: &["[Mombasa], 2019, left", "[Acme] rose 29 percent"],
        scope: Scope::Span,
        needs: Need::AfterWord(&[word::COMMA, word::OPEN]),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            let mut n = j + 1;
            if cx.story.near(n, j - 1).is_some_and(|x| matches!(x.text(cx.text), "aged" | "age")) {
                n += 1;
            }
            t.get(j).is_some_and(|x| matches!(x.hash, word::COMMA | word::OPEN))
                && cx.story.near(n, j - 1).is_some_and(|x| {
                    x.shape == Shape::Number
                        && x.end - x.start <= 3
                        && x.text(cx.text).parse().is_ok_and(|y: u32| (1..=120).contains(&y))
                })
                && t.get(n + 1).is_some_and(|x| {
                    matches!(x.hash, word::COMMA | word::CLOSE | word::STOP) || x.text(cx.text) == "years"
                })
                && all_name_like(&t[i..j])
        },
    },
    Rule {
        name: "person/speaks",
        reason: "a verb of speech stands beside the name: \"…\", said Mwangi; Mwangi told",
        examples: &["said [Mwangi].", "[Mwangi] told reporters"],
        against: &["near [Mwangi] river"],
        scope: Scope::Span,
        needs: Need::Beside(Classes::SPEECH),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            let verb = |x: &Token| x.is(Classes::SPEECH) && x.shape == Shape::Lower;
            (i > 0 && cx.story.near(i - 1, i).is_some_and(verb) || cx.story.near(j, j - 1).is_some_and(verb))
                && all_name_like(&t[i..j])
        },
    },
    Rule {
        name: "person/relation",
        reason: "a wife, son or other relation is named beside it: his wife X, X's brother",
        examples: &["his wife [Amina] left", "[Amina]'s brother left"],
        against: &["the town [Amina] left"],
        scope: Scope::Span,
        needs: Need::Near(Classes::RELATION),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            let relation = |n: usize| {
                cx.story.near(n, i).is_some_and(|x| x.is(Classes::RELATION) && x.shape == Shape::Lower)
            };
            i > 0 && relation(i - 1)
                || i > 1 && t[i - 1].hash == word::COMMA && relation(i - 2)
                || t.get(j).is_some_and(|x| x.hash == word::POSSESSIVE) && relation(j + 1)
        },
    },
    Rule {
        name: "person/apposition",
        reason: "\"X, a lawyer\", \"X, the club's coach\" explains who X is",
        examples: &["[Jane Mwangi], a lawyer in Nairobi", "[Ali Noor], the town's mayor,"],
        against: &["[Jane Mwangi], a town in Kenya"],
        scope: Scope::End,
        needs: Need::AfterWord(&[word::COMMA]),
        fires: |cx, _, j| apposition(cx, j, Classes::NOUN_PERSON | Classes::JOB | Classes::OFFICE),
    },
    Rule {
        name: "person/role-follows",
        reason: "a role without article follows a comma: X, chairman of; X, former minister",
        examples: &["[Jane Mwangi], chairman of Acme,", "[Ali Noor], former minister"],
        against: &["[Nairobi], capital of Kenya,"],
        scope: Scope::End,
        needs: Need::AfterWord(&[word::COMMA]),
        fires: |cx, _, j| {
            let t = cx.story.tokens();
            t.get(j).is_some_and(|x| x.hash == word::COMMA)
                && (j + 1..j + 4).any(|n| {
                    cx.story.near(n, j).is_some_and(|x| {
                        x.is(Classes::TITLE)
                            && !x.is(Classes::HONORIFIC)
                            && (n == j + 1 || x.shape == Shape::Lower)
                    }) && t[j + 1..n].iter().all(|x| {
                        x.shape != Shape::Punct && (!x.is(Classes::FUNCTION) || x.text(cx.text) == "former")
                    })
                })
        },
    },
    Rule {
        name: "person/who",
        reason: "\"who\" refers to a person",
        examples: &["[Mwangi], who left", "[Mwangi] who left"],
        against: &["[Mwangi], which left"],
        scope: Scope::End,
        needs: Need::AfterWord(&[word::COMMA, word::WHO, word::WHOSE]),
        fires: |cx, _, j| {
            let skip = usize::from(cx.story.tokens().get(j).is_some_and(|x| x.hash == word::COMMA));
            cx.story.near(j + skip, j - 1).is_some_and(|x| matches!(x.text(cx.text), "who" | "whose"))
        },
    },
];
