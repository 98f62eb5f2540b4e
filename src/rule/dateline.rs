//! Datelines: "WASHINGTON (Reuters) —", "TROY, N.C. (AP) —", "SEOUL, March 4 (Yonhap) --".

use super::{Need, Rule, Scope};
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
        needs: Need::Dateline,
        fires: |cx, i, _| cx.story.dateline(i).is_some_and(|d| i == d.first),
    },
    Rule {
        name: "dateline/within",
        reason: "state or country in a dateline, before the bracket or the dash",
        examples: &["TROY, [N.C.] (AP) - A ferry sank"],
        against: &["TROY (AP) - [Kenya] won"],
        scope: Scope::Span,
        needs: Need::Dateline,
        fires: |cx, i, j| cx.story.dateline(i).is_some_and(|d| i > d.first && j <= d.open.unwrap_or(d.end)),
    },
    Rule {
        name: "dateline/agency",
        reason: "the agency stands in the dateline's brackets",
        examples: &["TROY, N.C. ([AP]) - A ferry sank"],
        against: &["[TROY] (AP) - A ferry sank"],
        scope: Scope::Span,
        needs: Need::Dateline,
        fires: |cx, i, j| cx.story.dateline(i).is_some_and(|d| d.open.is_some_and(|o| i > o && j <= d.end)),
    },
];
