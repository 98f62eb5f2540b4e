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

use crate::lexicon::Classes;
use crate::score::evidence::Context;
use crate::story::Story;
use crate::token::{Shape, Token, fold};
use std::sync::OnceLock;

/// One rule.
pub(crate) struct Rule {
    /// Name in evidence: `family/what`.
    pub name: &'static str,
    /// Why it holds, for readers of `dateline explain`.
    pub reason: &'static str,
    /// Texts with the span on which it fires.
    #[cfg_attr(not(test), allow(dead_code))]
    pub examples: &'static [&'static str],
    /// Texts with a span on which it must not.
    #[cfg_attr(not(test), allow(dead_code))]
    pub against: &'static [&'static str],
    /// What it looks at. A rule that looks at one side only is asked once for all candidates that
    /// share that side.
    pub scope: Scope,
    /// What must be there for it to fire, by which most rules are passed over.
    pub needs: Need,
    /// Whether it fires on the candidate from the first token to the second, exclusive. Of a rule
    /// that looks at one side, only that end may be used.
    pub fires: fn(&Context<'_>, usize, usize) -> bool,
}

/// What a rule looks at. A rule for whole candidates says how many words they must have, so that it
/// is not asked in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// What stands before a candidate, and its first token.
    Start,
    /// What stands after a candidate, and its last token.
    End,
    /// A whole candidate of any length.
    Span,
    /// A whole candidate of one token.
    One,
    /// A whole candidate of several tokens.
    Many,
}

/// A condition that a rule's firing implies, told from the classes and hashes of few words.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Need {
    /// It stands in a dateline.
    Dateline,
    /// The token before the candidate is of the shape.
    BeforeShape(Shape),
    /// One of its tokens is of the shape.
    WithinShape(Shape),
    /// The token before the candidate is of one of the classes.
    Before(Classes),
    /// One of the two tokens before it is.
    Behind(Classes),
    /// The token after it is.
    After(Classes),
    /// One of the three tokens after it is.
    Ahead(Classes),
    /// The token before or the token after it is.
    Beside(Classes),
    /// One of the two before or the three after it is.
    Near(Classes),
    /// Its first token is.
    First(Classes),
    /// Its last token is.
    Last(Classes),
    /// One of its tokens is.
    Within(Classes),
    /// The token before it is one of the words, by their hashes.
    BeforeWord(&'static [u64]),
    /// The token after it is.
    AfterWord(&'static [u64]),
}

/// Which tokens a class is looked for in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Before,
    Behind,
    After,
    Ahead,
    First,
    Last,
    Within,
}

impl At {
    /// The classes of these tokens together.
    #[inline]
    fn classes(self, t: &[Token], i: usize, j: usize) -> Classes {
        let of = |n: usize| t.get(n).map_or(Classes::NONE, |t| t.classes);
        match self {
            At::Before => of(i.wrapping_sub(1)),
            At::Behind => of(i.wrapping_sub(1)) | of(i.wrapping_sub(2)),
            At::After => of(j),
            At::Ahead => of(j) | of(j + 1) | of(j + 2),
            At::First => t[i].classes,
            At::Last => t[j - 1].classes,
            At::Within => t[i..j].iter().fold(Classes::NONE, |all, t| all | t.classes),
        }
    }
}

/// The rules of a scope, with what tells which of them need not be asked.
struct Scoped {
    /// Their numbers, and rules. A set of them is a bit for each.
    rules: Vec<(u64, &'static Rule)>,
    /// Those asked in a dateline.
    dateline: u32,
    /// Those asked when a shape stands before or within, and a bit for every such shape.
    before_shape: (u16, u32),
    within_shape: (u16, u32),
    /// Those asked when a class stands at a place.
    by_class: Vec<ByClass>,
    /// Those asked when a word stands before or after, and a bit for every such word.
    before_word: (u64, Vec<(u64, u32)>),
    after_word: (u64, Vec<(u64, u32)>),
}

/// The rules that want a class at one place.
struct ByClass {
    at: At,
    /// All these classes.
    classes: Classes,
    /// The rules for every class, by its bit.
    rules: [u32; 64],
}

impl ByClass {
    #[inline]
    fn asked(&self, t: &[Token], i: usize, j: usize) -> u32 {
        let mut found = self.at.classes(t, i, j).0 & self.classes.0;
        let mut asked = 0;
        while found != 0 {
            asked |= self.rules[found.trailing_zeros() as usize];
            found &= found - 1;
        }
        asked
    }
}

impl Scoped {
    /// Rules for whole candidates of any length are asked with those for its length.
    fn new(scope: Scope) -> Scoped {
        let whole = matches!(scope, Scope::One | Scope::Many);
        let rules: Vec<(u64, &'static Rule)> = families()
            .into_iter()
            .flatten()
            .enumerate()
            .filter(|(_, r)| r.scope == scope || whole && r.scope == Scope::Span)
            .map(|(n, r)| (n as u64, r))
            .collect();
        assert!(rules.len() <= 32, "a set of a scope's rules has 32 bits");
        let mut scoped = Scoped {
            rules,
            dateline: 0,
            before_shape: (0, 0),
            within_shape: (0, 0),
            by_class: Vec::new(),
            before_word: (0, Vec::new()),
            after_word: (0, Vec::new()),
        };
        for n in 0..scoped.rules.len() {
            let bit = 1 << n;
            match scoped.rules[n].1.needs {
                Need::Dateline => scoped.dateline |= bit,
                Need::BeforeShape(shape) => {
                    scoped.before_shape.0 |= 1 << shape as u16;
                    scoped.before_shape.1 |= bit;
                }
                Need::WithinShape(shape) => {
                    scoped.within_shape.0 |= 1 << shape as u16;
                    scoped.within_shape.1 |= bit;
                }
                Need::BeforeWord(words) => add_words(&mut scoped.before_word, words, bit),
                Need::AfterWord(words) => add_words(&mut scoped.after_word, words, bit),
                Need::Before(c) => scoped.add(At::Before, c, bit),
                Need::Behind(c) => scoped.add(At::Behind, c, bit),
                Need::After(c) => scoped.add(At::After, c, bit),
                Need::Ahead(c) => scoped.add(At::Ahead, c, bit),
                Need::Beside(c) => {
                    scoped.add(At::Before, c, bit);
                    scoped.add(At::After, c, bit);
                }
                Need::Near(c) => {
                    scoped.add(At::Behind, c, bit);
                    scoped.add(At::Ahead, c, bit);
                }
                Need::First(c) => scoped.add(At::First, c, bit),
                Need::Last(c) => scoped.add(At::Last, c, bit),
                Need::Within(c) => scoped.add(At::Within, c, bit),
            }
        }
        scoped
    }

    fn add(&mut self, at: At, classes: Classes, bit: u32) {
        let n = self.by_class.iter().position(|b| b.at == at).unwrap_or_else(|| {
            self.by_class.push(ByClass { at, classes: Classes::NONE, rules: [0; 64] });
            self.by_class.len() - 1
        });
        let b = &mut self.by_class[n];
        b.classes |= classes;
        for (class, rules) in b.rules.iter_mut().enumerate() {
            if classes.0 >> class & 1 == 1 {
                *rules |= bit;
            }
        }
    }

    /// The rules to ask of a candidate.
    fn asked(&self, story: &Story, i: usize, j: usize) -> u32 {
        let t = story.tokens();
        let mut asked = self.by_class.iter().fold(0, |asked, b| asked | b.asked(t, i, j));
        if self.dateline != 0 && story.dateline(i).is_some() {
            asked |= self.dateline;
        }
        if self.before_shape.0 != 0 && i > 0 && self.before_shape.0 >> t[i - 1].shape as u16 & 1 == 1 {
            asked |= self.before_shape.1;
        }
        if self.within_shape.0 != 0 {
            let shapes = t[i..j].iter().fold(0u16, |all, t| all | 1 << t.shape as u16);
            asked |= if shapes & self.within_shape.0 != 0 { self.within_shape.1 } else { 0 };
        }
        for (n, (filter, words)) in [(i.wrapping_sub(1), &self.before_word), (j, &self.after_word)] {
            if let Some(t) = t.get(n)
                && filter >> (t.hash & 63) & 1 == 1
            {
                asked |= words.iter().filter(|(word, _)| *word == t.hash).fold(0, |all, (_, bit)| all | bit);
            }
        }
        asked
    }
}

fn add_words(to: &mut (u64, Vec<(u64, u32)>), words: &[u64], bit: u32) {
    for word in words {
        to.0 |= 1 << (word & 63);
        to.1.push((*word, bit));
    }
}

/// All families.
fn families() -> [&'static [Rule]; 5] {
    [org::RULES, person::RULES, place::RULES, dateline::RULES, reject::RULES]
}

/// Calls `put` with the number and name of every rule of the scope that fires on the candidate.
pub(crate) fn each_fired(
    cx: &Context<'_>,
    scope: Scope,
    i: usize,
    j: usize,
    mut put: impl FnMut(u64, &'static str),
) {
    let scoped = &by_scope()[scope as usize];
    let mut asked = scoped.asked(cx.story, i, j);
    while asked != 0 {
        let (number, rule) = &scoped.rules[asked.trailing_zeros() as usize];
        asked &= asked - 1;
        if (rule.fires)(cx, i, j) {
            put(*number, rule.name);
        }
    }
}

fn by_scope() -> &'static [Scoped; 5] {
    static RULES: OnceLock<[Scoped; 5]> = OnceLock::new();
    RULES.get_or_init(|| [Scope::Start, Scope::End, Scope::Span, Scope::One, Scope::Many].map(Scoped::new))
}

/// Number of rules.
pub(crate) const COUNT: usize =
    org::RULES.len() + person::RULES.len() + place::RULES.len() + dateline::RULES.len() + reject::RULES.len();

/// What stands for a rule in the key of its evidence: its name.
pub(crate) fn key(number: usize) -> u64 {
    families().into_iter().flatten().nth(number).map_or(0, |r| fold::hash_word(r.name))
}

/// The reason of a rule, by the name that evidence prints.
pub fn reason(name: &str) -> Option<&'static str> {
    families().into_iter().flatten().find(|r| r.name == name).map(|r| r.reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Gazetteer;
    use crate::reader::Reader;

    /// Runs a rule on an example; the brackets that mark the span are `[` and `]`.
    fn fires(rule: &Rule, example: &str, shift: &str) -> bool {
        let (before, rest) = example.split_once('[').expect("an example marks its span");
        let (span, after) = rest.split_once(']').expect("an example marks its span");
        let text = format!("{shift}{before}{span}{after}");
        let start = (shift.len() + before.len()) as u32;
        let end = start + span.len() as u32;
        let mut reader = Reader::default();
        let gazetteers: Vec<Gazetteer> = builtin();
        reader.prepare(&text, &gazetteers);
        let lists: Vec<String> = gazetteers.iter().flat_map(|g| g.lists().map(str::to_owned)).collect();
        let cx = Context { text: &text, story: &reader.story, memory: &reader.memory, lists: &lists };
        let tokens = reader.story.tokens();
        let i = tokens.iter().position(|t| t.start == start).expect("the span begins at a token");
        let j = tokens.iter().position(|t| t.end == end).expect("the span ends at a token") + 1;
        let fired = (rule.fires)(&cx, i, j);
        let scoped = &by_scope()[rule.scope as usize];
        let n = scoped.rules.iter().position(|(_, r)| std::ptr::eq(*r, rule)).expect("a rule has a scope");
        let asked = scoped.asked(&reader.story, i, j) >> n & 1 == 1;
        assert!(!fired || asked, "{} is not asked about {example}", rule.name);
        fired
    }

    #[cfg(feature = "builtin")]
    fn builtin() -> Vec<Gazetteer> {
        vec![Gazetteer::builtin()]
    }

    #[cfg(not(feature = "builtin"))]
    fn builtin() -> Vec<Gazetteer> {
        Vec::new()
    }

    #[test]
    #[cfg(feature = "builtin")]
    fn every_rule_keeps_its_examples() {
        let mut wrong = Vec::new();
        for rule in families().into_iter().flatten() {
            assert!(!rule.examples.is_empty() && !rule.against.is_empty(), "{}", rule.name);
            // Again with the text shifted, so that no rule leans on a place in the text.
            for shift in ["", "“É” 北京.\n\n"] {
                for e in rule.examples.iter().filter(|e| !fires(rule, e, shift)) {
                    wrong.push(format!("{} must fire on {e}", rule.name));
                }
                let many = |e: &&str| {
                    e.split_once('[')
                        .and_then(|(_, r)| r.split_once(']'))
                        .is_some_and(|(s, _)| s.contains([' ', '-', '&', ',']))
                };
                for e in rule.examples {
                    let fits = match rule.scope {
                        Scope::One => !many(e),
                        Scope::Many => many(e),
                        _ => true,
                    };
                    assert!(fits, "{}: {e} is not of its scope", rule.name);
                }
                for e in rule.against.iter().filter(|e| fires(rule, e, shift)) {
                    wrong.push(format!("{} must not fire on {e}", rule.name));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn names_of_rules_are_unique() {
        let mut names: Vec<&str> = families().into_iter().flatten().map(|r| r.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    /// A rule of one side must not look at the other: it is asked with any candidate of that side.
    #[test]
    #[cfg(feature = "builtin")]
    fn rules_of_one_side_look_at_one_side() {
        let text = "KOLWANI, Kenya (AP) - The chairman of Acme Mining Corp., Jane W. Mwangi, 29, and the town's mayor, who met Lake Tanui Bank (LTB) in northern Kenya's Kolwani province, said Ali Noor's wife told WHO on Monday.";
        let mut reader = Reader::default();
        let gazetteers = builtin();
        reader.prepare(text, &gazetteers);
        let lists: Vec<String> = gazetteers[0].lists().map(str::to_owned).collect();
        let cx = Context { text, story: &reader.story, memory: &reader.memory, lists: &lists };
        for rule in families().into_iter().flatten() {
            for a in &reader.candidates {
                for b in &reader.candidates {
                    let (i, j) = (a.start as usize, a.end as usize);
                    let (k, l) = (b.start as usize, b.end as usize);
                    let same = match rule.scope {
                        Scope::Start => i == k,
                        Scope::End => j == l,
                        Scope::Span | Scope::One | Scope::Many => false,
                    };
                    if same {
                        assert_eq!((rule.fires)(&cx, i, j), (rule.fires)(&cx, k, l), "{}", rule.name);
                    }
                }
            }
        }
    }
}
