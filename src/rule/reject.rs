//! Capitalised names of what is no organization, person or place: events, laws, awards, products.

use super::{Need, Rule, Scope};
use crate::lexicon::Classes;
use crate::story::word;
use crate::token::Shape;

pub(super) static RULES: &[Rule] = &[
    Rule {
        name: "reject/head-last",
        reason: "the last word heads the name of an event, law, award or product",
        examples: &[
            "the [Coastal Waters Act] passed",
            "the [Lakeside Film Festival] opened",
            "the [2011 Kolwani general election] was close",
        ],
        against: &["the [Coastal Waters Commission] met"],
        scope: Scope::Span,
        needs: Need::Last(Classes::EVENT),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            t[j - 1].is(Classes::EVENT) && (t[j - 1].is_cap() || t[i].is_year())
        },
    },
    Rule {
        name: "reject/head-of",
        reason: "\"Treaty of X\", \"Battle of X\", \"Declaration of X\"",
        examples: &["the [Treaty of Kolwani] holds"],
        against: &["the [Ministry of Trade] holds"],
        scope: Scope::Many,
        needs: Need::Within(Classes::EVENT),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            j - i > 2
                && (i..j - 2).any(|n| {
                    t[n].is(Classes::EVENT)
                        && t[n].is_cap()
                        && matches!(t[n + 1].hash, word::OF | word::FOR | word::ON)
                })
        },
    },
    Rule {
        name: "reject/year-in-name",
        reason: "a year begins or ends the names of events: 2014 Winter Games, Expo 2020",
        examples: &["the [2014 Lakeside Games] opened", "[Expo 2020] opened"],
        against: &["the [Lakeside Games] opened"],
        scope: Scope::Many,
        needs: Need::WithinShape(Shape::Number),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            j - i > 1 && t[i].is_year() || t[j - 1].is_year()
        },
    },
    Rule {
        name: "reject/year-before",
        reason: "a year right before: the 2014 Winter Games, the 1999 Lakeside Accord",
        examples: &["the 2014 [Lakeside Games] opened"],
        against: &["the [Lakeside Games] opened"],
        scope: Scope::Start,
        needs: Need::BeforeShape(Shape::Number),
        fires: |cx, i, _| {
            let t = cx.story.tokens();
            i > 0 && t[i - 1].is_year() && cx.story.near(i - 1, i).is_some()
        },
    },
    Rule {
        name: "reject/calendar",
        reason: "months, weekdays and other calendar words",
        examples: &["on [Monday] he left", "in [March] 2014"],
        against: &["on [Jane] he left"],
        scope: Scope::Span,
        needs: Need::First(Classes::CALENDAR),
        fires: |cx, i, j| cx.story.tokens()[i..j].iter().all(|t| t.is(Classes::CALENDAR)),
    },
    Rule {
        name: "reject/in-quotes",
        reason: "titles of works stand in quotation marks",
        examples: &["the film \"[Lakeside Nights]\" opened"],
        against: &["the film [Lakeside Nights] opened"],
        scope: Scope::Span,
        needs: Need::BeforeWord(&[word::QUOTE, word::APOSTROPHE]),
        fires: |cx, i, j| {
            let t = cx.story.tokens();
            let quote = |n: usize, set: &[&str]| t.get(n).is_some_and(|x| set.contains(&x.text(cx.text)));
            i > 0 && quote(i - 1, &["\"", "“", "'", "‘", "``"]) && quote(j, &["\"", "”", "'", "’", "''"])
        },
    },
];
