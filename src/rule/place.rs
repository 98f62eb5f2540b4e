//! Places: prepositions, keys, places within places.

use super::org::apposition;
use super::{Need, Rule, Scope};
use crate::label::Kind;
use crate::lexicon::Classes;
use crate::story::word;
use crate::token::{Shape, flag};

pub(super) static RULES: &[Rule] = &[
    Rule {
        name: "place/in",
        reason: "in, at, near, from or outside stands right before",
        examples: &["in [Kolwani] on Monday", "near [Kolwani]"],
        against: &["said [Kolwani]", "of [Kolwani]"],
        scope: Scope::Start,
        needs: Need::Before(Classes::PREPOSITION_IN),
        fires: |cx, i, _| {
            let t = cx.story.tokens();
            i > 0 && t[i - 1].is(Classes::PREPOSITION_IN) && t[i - 1].shape == Shape::Lower
        },
    },
    Rule {
        name: "place/within-place",
        reason: "a known country or region follows a comma: Kolwani, Kenya",
        examples: &["in [Kolwani], Kenya,", "[Kolwani], Texas"],
        against: &["[Jane Mwangi], Ali Noor"],
        scope: Scope::End,
        needs: Need::AfterWord(&[word::COMMA]),
        fires: |cx, _, j| {
            let t = cx.story.tokens();
            t.get(j).is_some_and(|x| x.hash == word::COMMA)
                && cx.story.near(j + 1, j).is_some()
                && cx.story.listed_from(j + 1).iter().any(|l| l.kind == Some(Kind::Place) && !l.weak)
        },
    },
    Rule {
        name: "place/after-place",
        reason: "follows a known place and a comma: Nairobi, Kolwani",
        examples: &["Nairobi, [Kolwani]"],
        against: &["he left, [Kolwani]"],
        scope: Scope::Start,
        needs: Need::BeforeWord(&[word::COMMA]),
        fires: |cx, i, _| {
            let t = cx.story.tokens();
            i > 1
                && t[i - 1].hash == word::COMMA
                && (i.saturating_sub(5)..i - 1)
                    .any(|s| cx.story.listed_as(s, i - 1).any(|l| l.kind == Some(Kind::Place) && !l.weak))
        },
    },
    Rule {
        name: "place/key-last",
        reason: "a geographic word ends the name: River, Valley, Airport, Street",
        examples: &["the [Tanui River] rose", "[Kolwani Airport] closed"],
        against: &["[Jane Mwangi] rose"],
        scope: Scope::Many,
        needs: Need::Last(Classes::PLACE_AFTER),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            j - i > 1 && t[j - 1].is(Classes::PLACE_AFTER) && t[j - 1].is_cap()
        },
    },
    Rule {
        name: "place/key-first",
        reason: "a geographic word begins the name: Lake, Mount, Fort, Port",
        examples: &["[Lake Tanui] rose", "[Mount Kolwani] erupted"],
        against: &["[Jane Mwangi] rose"],
        scope: Scope::Many,
        needs: Need::First(Classes::PLACE_BEFORE),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            j - i > 1 && t[i].is(Classes::PLACE_BEFORE) && t[i].is_cap()
        },
    },
    Rule {
        name: "place/key-follows",
        reason: "a geographic word in lower case follows: Kolwani province, Kolwani district",
        examples: &["in [Kolwani] province"],
        against: &["in [Kolwani] yesterday"],
        scope: Scope::End,
        needs: Need::After(Classes(Classes::ADMIN.0 | Classes::NOUN_PLACE.0 | Classes::PLACE_AFTER.0)),
        fires: |cx, _, j| {
            cx.story.near(j, j - 1).is_some_and(|n| {
                n.shape == Shape::Lower && n.is(Classes::ADMIN | Classes::NOUN_PLACE | Classes::PLACE_AFTER)
            })
        },
    },
    Rule {
        name: "place/noun-of",
        reason: "\"the city of X\", \"the town of X\", \"province of X\"",
        examples: &["the city of [Kolwani]"],
        against: &["the chairman of [Kolwani]"],
        scope: Scope::Start,
        needs: Need::BeforeWord(&[word::OF]),
        fires: |cx, i, _| {
            let t = cx.story.tokens();
            i > 1 && t[i - 1].hash == word::OF && t[i - 2].is(Classes::NOUN_PLACE | Classes::ADMIN)
        },
    },
    Rule {
        name: "place/noun-before",
        reason: "\"capital X\", \"the port city X\" names the place",
        examples: &["the capital [Kolwani]"],
        against: &["the lawyer [Kolwani]"],
        scope: Scope::Start,
        needs: Need::Before(Classes::NOUN_PLACE),
        fires: |cx, i, _| {
            let t = cx.story.tokens();
            i > 0
                && t[i - 1].is(Classes::NOUN_PLACE)
                && t[i - 1].shape == Shape::Lower
                && !t[i].has(flag::SENTENCE)
        },
    },
    Rule {
        name: "place/apposition",
        reason: "\"X, a town …\", \"X, the capital …\" explains what X is",
        examples: &["[Kolwani], a town in Kenya", "[Kolwani], the capital,"],
        against: &["[Kolwani], a lawyer in Kenya"],
        scope: Scope::End,
        needs: Need::AfterWord(&[word::COMMA]),
        fires: |cx, _, j| apposition(cx, j, Classes::NOUN_PLACE | Classes::ADMIN),
    },
    Rule {
        name: "place/compass",
        reason: "a compass word stands before: northern X, west of X",
        examples: &["northern [Kolwani]", "south of [Kolwani]"],
        against: &["modern [Kolwani]"],
        scope: Scope::Start,
        needs: Need::Behind(Classes::COMPASS),
        fires: |cx, i, _| {
            let t = cx.story.tokens();
            i > 0
                && (t[i - 1].is(Classes::COMPASS)
                    || i > 1 && t[i - 1].hash == word::OF && t[i - 2].is(Classes::COMPASS))
        },
    },
    Rule {
        name: "place/before-its-person",
        reason: "\"Kenya's president\", \"Mombasa mayor\": an office belongs to the place",
        examples: &["[Kolwani]'s president left", "[Kolwani] mayor Ali Noor"],
        against: &["[Kolwani]'s wife left"],
        scope: Scope::End,
        needs: Need::Ahead(Classes(Classes::OFFICE.0 | Classes::ROYAL.0)),
        fires: |cx, _, j| {
            let skip = usize::from(cx.story.near(j, j - 1).is_some_and(|x| x.hash == word::POSSESSIVE));
            (j + skip..j + skip + 2)
                .any(|n| cx.story.near(n, j - 1).is_some_and(|x| x.is(Classes::OFFICE | Classes::ROYAL)))
        },
    },
];
