//! Datelines: "WASHINGTON (Reuters) —", "TROY, N.C. (AP) —", "SEOUL, March 4 (Yonhap) --".

use super::{Need, Rule, Scope};
use crate::score::evidence::Context;
use crate::story::word;
use crate::token::{Shape, flag};

/// Longest dateline, in tokens.
const REACH: usize = 18;

/// Where the dateline of the line that starts at token `line` ends, if it has one: the token after
/// the dash, and where its bracket opens.
fn dateline(cx: &Context<'_>, line: usize) -> Option<(usize, Option<usize>)> {
    let t = cx.story.tokens();
    let first = t.get(line)?;
    if !first.is_cap() {
        return None;
    }
    let mut open = None;
    let mut letters_before_open = false;
    for n in line..line + REACH {
        let x = cx.story.near(n, line)?;
        let text = x.text(cx.text);
        match text {
            "(" if open.is_none() && n > line => open = Some(n),
            "—" | "–" | "-" | "--" => {
                let spaced = !x.has(flag::GLUED);
                let upper = first.shape == Shape::Upper || open.is_some();
                if spaced && upper && letters_before_open || spaced && open.is_some() {
                    return Some((n, open));
                }
                if spaced {
                    return None;
                }
            }
            "." if !x.has(flag::GLUED) => return None,
            _ => {
                if x.shape == Shape::Lower && open.is_none() && x.hash != word::OF {
                    return None;
                }
                letters_before_open |= x.is_cap();
            }
        }
    }
    None
}

fn line_start(cx: &Context<'_>, i: usize) -> usize {
    let t = cx.story.tokens();
    cx.story.lexed.lines[t[i].line as usize].first as usize
}

pub(super) static RULES: &[Rule] = &[
    Rule {
        name: "dateline/place",
        reason: "the place a story is filed from opens its first line",
        examples: &[
            "[KOLWANI] (Reuters) — A ferry sank",
            "[KOLWANI], Kenya (AP) - A ferry sank",
            "[KOLWANI], March 4 (Yonhap) -- A ferry sank",
        ],
        against: &["[KOLWANI] is a company", "Kolwani said (AP) that [Troy] — a town"],
        scope: Scope::Start,
        needs: Need::Nothing,
        fires: |cx, i, _| {
            let line = line_start(cx, i);
            i == line && dateline(cx, line).is_some()
        },
    },
    Rule {
        name: "dateline/within",
        reason: "state or country in a dateline, before the bracket or the dash",
        examples: &["TROY, [N.C.] (AP) - A ferry sank"],
        against: &["TROY (AP) - [Kenya] won"],
        scope: Scope::Span,
        needs: Need::Nothing,
        fires: |cx, i, j| {
            let line = line_start(cx, i);
            (line + 1..line + REACH).contains(&i)
                && dateline(cx, line).is_some_and(|(end, open)| j <= open.unwrap_or(end))
        },
    },
    Rule {
        name: "dateline/agency",
        reason: "the agency stands in the dateline's brackets",
        examples: &["TROY, N.C. ([AP]) - A ferry sank"],
        against: &["[TROY] (AP) - A ferry sank"],
        scope: Scope::Span,
        needs: Need::Nothing,
        fires: |cx, i, j| {
            let line = line_start(cx, i);
            (line + 1..line + REACH).contains(&i)
                && dateline(cx, line).is_some_and(|(end, open)| open.is_some_and(|o| i > o && j <= end))
        },
    },
];
