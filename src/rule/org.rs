//! Organizations: heads, legal forms, acronyms, and what is said of them.

use super::{Need, Rule, Scope};
use crate::lexicon::Classes;
use crate::score::evidence::Context;
use crate::story::{initials_match, word};
use crate::token::{Shape, Token, flag};

pub(super) static RULES: &[Rule] = &[
    Rule {
        name: "org/head-last",
        reason: "the last word heads an organization's name: Commission, Bank, Party",
        examples: &["The [Rural Water Commission] met.", "[Harbour Workers Union] leaders"],
        against: &["[Jane Mwangi] met.", "The [Commission] met."],
        scope: Scope::Many,
        needs: Need::Last(Classes::ORG_HEAD),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            j - i > 1 && t[j - 1].is_cap() && t[j - 1].is(Classes::ORG_HEAD)
        },
    },
    Rule {
        name: "org/head-of",
        reason: "the first word heads an organization's name and \"of\" or \"for\" joins the rest",
        examples: &["the [Ministry of Fisheries] said", "[Association of Tea Growers]"],
        against: &["the [Bay of Plenty] said", "[President of Kenya]"],
        scope: Scope::Many,
        needs: Need::First(Classes(Classes::ORG_FIRST.0 | Classes::ORG_HEAD.0 | Classes::ORG_HEAD_WEAK.0)),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            j - i > 2
                && t[i].is_cap()
                && t[i].is(Classes::ORG_FIRST | Classes::ORG_HEAD | Classes::ORG_HEAD_WEAK)
                && matches!(t[i + 1].hash, word::OF | word::FOR)
        },
    },
    Rule {
        name: "org/head-of-within",
        reason: "an organization's head before \"of\" inside the span: Supreme Court of Kenya",
        examples: &["the [Supreme Court of Kenya] ruled"],
        against: &["[Jane Mwangi of Kenya] ruled"],
        scope: Scope::Many,
        needs: Need::Within(Classes(Classes::ORG_HEAD.0 | Classes::ORG_FIRST.0)),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            (i + 1..j.saturating_sub(2)).any(|n| {
                t[n].is_cap()
                    && t[n].is(Classes::ORG_HEAD | Classes::ORG_FIRST)
                    && matches!(t[n + 1].hash, word::OF | word::FOR)
            })
        },
    },
    Rule {
        name: "org/legal-form",
        reason: "a legal form ends the name: Inc, Ltd, Bhd, GmbH",
        examples: &["shares of [Lakeside Cement Ltd] fell", "[Brightwater Foods, Inc.] said"],
        against: &["shares of [Lakeside Cement] fell"],
        scope: Scope::Many,
        needs: Need::Last(Classes::ORG_SUFFIX),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            j - i > 1 && t[j - 1].is(Classes::ORG_SUFFIX) && t[j - 1].is_cap()
        },
    },
    Rule {
        name: "org/legal-form-follows",
        reason: "a legal form right after belongs to the name",
        examples: &["shares of [Lakeside Cement] Ltd fell"],
        against: &["shares of [Lakeside Cement Ltd] fell"],
        scope: Scope::End,
        needs: Need::After(Classes::ORG_SUFFIX),
        fires: |cx, _, j| {
            let t = cx.story.tokens();
            cx.story.near(j, j - 1).is_some_and(|n| n.is(Classes::ORG_SUFFIX) && n.is_cap())
                && !t[j - 1].is(Classes::ORG_SUFFIX)
        },
    },
    Rule {
        name: "org/defines-acronym",
        reason: "its initials follow in brackets: World Health Organization (WHO)",
        examples: &["the [Coastal Fisheries Board] (CFB) said"],
        against: &["the [Coastal Fisheries] Board (CFB) said", "[Jane Mwangi] (29) said"],
        scope: Scope::Many,
        needs: Need::AfterWord(&[word::OPEN]),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            j - i > 1
                && j + 1 < t.len()
                && t[j].hash == word::OPEN
                && matches!(t[j + 1].shape, Shape::Upper | Shape::Mixed)
                && initials_match(cx.text, &t[i..j], t[j + 1].text(cx.text))
        },
    },
    Rule {
        name: "org/acronym-defined",
        reason: "stands in brackets after a name with these initials",
        examples: &["the Coastal Fisheries Board ([CFB]) said"],
        against: &["the Coastal Fisheries Board ([PLC]) said"],
        scope: Scope::One,
        needs: Need::BeforeWord(&[word::OPEN]),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            j - i == 1
                && i > 2
                && t[i - 1].hash == word::OPEN
                && matches!(t[i].shape, Shape::Upper | Shape::Mixed)
                && (i.saturating_sub(12)..i - 2)
                    .any(|s| t[s].is_cap() && initials_match(cx.text, &t[s..i - 1], t[i].text(cx.text)))
        },
    },
    Rule {
        name: "org/in-brackets-after-name",
        reason: "capitals in brackets right after a capitalised name stand for it",
        examples: &["the Benin Tax Office ([OBT]) said"],
        against: &["he was well ([OBT]) there"],
        scope: Scope::One,
        needs: Need::BeforeWord(&[word::OPEN]),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            j - i == 1
                && i > 1
                && j < t.len()
                && t[i - 1].hash == word::OPEN
                && t[j].hash == word::CLOSE
                && matches!(t[i].shape, Shape::Upper | Shape::Mixed | Shape::Alnum)
                && t[i - 2].is_cap()
        },
    },
    Rule {
        name: "org/initials-elsewhere",
        reason: "capitals that are the initials of a capitalised name elsewhere in the story",
        examples: &["The Coastal Fisheries Board met. Later [CFB] agreed."],
        against: &["The Coastal Fisheries Board met. Later [PLC] agreed."],
        scope: Scope::One,
        needs: Need::WithinShape(Shape::Upper),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            j - i == 1 && t[i].shape == Shape::Upper && cx.memory.initials_elsewhere(i)
        },
    },
    Rule {
        name: "org/ampersand",
        reason: "\"A & B\" is one firm",
        examples: &["[Otieno & Patel] said"],
        against: &["[Otieno and Patel] said"],
        scope: Scope::Many,
        needs: Need::Within(Classes::CONNECTOR),
        fires: |cx, i, j| (i..j).any(|n| cx.story.tokens()[n].text(cx.text) == "&"),
    },
    Rule {
        name: "org/title-of",
        reason: "a title with of, at or for before it: chairman of X, professor at X",
        examples: &["the chairman of [Brightwater] said", "an analyst at [Lakeside] said"],
        against: &["the city of [Brightwater] said"],
        scope: Scope::Start,
        needs: Need::BeforeWord(&[word::OF, word::AT, word::FOR, word::IN, word::THE]),
        fires: |cx, i, _| {
            let t = cx.story.tokens();
            let the = usize::from(i > 0 && t[i - 1].hash == word::THE);
            i >= 2 + the
                && matches!(t[i - 1 - the].hash, word::OF | word::AT | word::FOR | word::IN)
                && t[i - 2 - the].is(Classes::TITLE)
                && cx.story.near(i - 2 - the, i).is_some()
        },
    },
    Rule {
        name: "org/its-officer",
        reason: "its spokesman, chief executive or director is spoken of: X spokesman, X's chairman",
        examples: &["[Brightwater] spokesman Ali Noor said", "[Lakeside]'s chairman resigned"],
        against: &["[Brightwater] is a town"],
        scope: Scope::End,
        needs: Need::Ahead(Classes(Classes::JOB.0 | Classes::SPOKESPERSON.0 | Classes::OFFICE.0)),
        fires: |cx, _, j| {
            let t = cx.story.tokens();
            let skip = usize::from(cx.story.near(j, j - 1).is_some_and(is_possessive));
            (j + skip..j + skip + 2).any(|n| {
                cx.story.near(n, j - 1).is_some_and(|x| {
                    (x.is(Classes::JOB | Classes::SPOKESPERSON)
                        || x.is(Classes::OFFICE) && !x.is(Classes::OFFICIAL_TITLE))
                        && x.shape == Shape::Lower
                        && (n == j + skip || t[n - 1].shape == Shape::Lower)
                })
            })
        },
    },
    Rule {
        name: "org/apposition",
        reason: "\"X, a company …\", \"X, the party\" explains what X is",
        examples: &["[Brightwater], a company in Mombasa", "[Zamari], the country's largest bank"],
        against: &["[Brightwater], a man in Mombasa"],
        scope: Scope::End,
        needs: Need::AfterWord(&[word::COMMA]),
        fires: |cx, _, j| apposition(cx, j, Classes::NOUN_ORG),
    },
    Rule {
        name: "org/noun-before",
        reason: "\"the company X\", \"rebel group X\", \"news agency X\"",
        examples: &["the company [Brightwater] said", "state news agency [Zamari] reported"],
        against: &["the lawyer [Brightwater] said"],
        scope: Scope::Start,
        needs: Need::Before(Classes::NOUN_ORG),
        fires: |cx, i, _| {
            let t = cx.story.tokens();
            i > 0
                && t[i - 1].is(Classes::NOUN_ORG)
                && t[i - 1].shape == Shape::Lower
                && !t[i].has(flag::SENTENCE)
        },
    },
];

fn is_possessive(t: &Token) -> bool {
    matches!(t.hash, word::POSSESSIVE | word::APOSTROPHE)
}

/// ", a … NOUN" or ", the … NOUN" after the span, before any stop.
pub(super) fn apposition(cx: &Context<'_>, j: usize, class: Classes) -> bool {
    let t = cx.story.tokens();
    if t.get(j).is_none_or(|c| c.hash != word::COMMA) {
        return false;
    }
    let Some(article) = cx.story.near(j + 1, j) else { return false };
    if !matches!(article.text(cx.text), "a" | "an" | "the") {
        return false;
    }
    for n in j + 2..j + 8 {
        let Some(x) = cx.story.near(n, j) else { return false };
        if x.is(class) && x.shape == Shape::Lower {
            return true;
        }
        if x.shape == Shape::Punct && x.hash != word::HYPHEN
            || matches!(x.hash, word::OF | word::IN | word::FOR)
        {
            return false;
        }
    }
    false
}
