//! Rules: patterns with a reason, each with examples for and against.
//!
//! A rule looks at one candidate span and says whether it fires. What that is worth is not the
//! rule's business: its weight stands in the weights table with all other evidence.
//!
//! To add a rule, add it to the family it belongs to (one file a family) with at least one example
//! for and one against: `"[Acme Corp] fell"` marks the span the rule must fire on, and for the
//! examples against the span it must not fire on. One test runs them all, then run `dateline fit`.

mod dateline;
mod org;
mod person;
mod place;
mod reject;

use crate::score::evidence::Context;

/// One rule.
pub(crate) struct Rule {
    /// Name in evidence: `family/what`.
    pub name: &'static str,
    /// Why it holds, for readers of `dateline explain`.
    pub reason: &'static str,
    pub examples: &'static [&'static str],
    pub against: &'static [&'static str],
    pub fires: fn(&Context<'_>, usize, usize) -> bool,
}

/// All families.
fn families() -> [&'static [Rule]; 5] {
    [org::RULES, person::RULES, place::RULES, dateline::RULES, reject::RULES]
}

/// Calls `put` with the key and name of every rule that fires on the candidate.
pub(crate) fn each_fired(cx: &Context<'_>, i: usize, j: usize, mut put: impl FnMut(u64, &'static str)) {
    for family in families() {
        for rule in family {
            if (rule.fires)(cx, i, j) {
                put(crate::token::fold::hash_word(rule.name), rule.name);
            }
        }
    }
}

/// The reason of a rule, by its name.
pub(crate) fn reason(name: &str) -> Option<&'static str> {
    families().into_iter().flatten().find(|r| r.name == name).map(|r| r.reason)
}
