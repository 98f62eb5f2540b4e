//! Who holds which office in which body, as the text words it.
//!
//! For every person the words around the name are read for a role: a title before it ("Kenya's
//! Foreign Minister Ali Noor"), a role with its body before it ("President of Mongolia Ukhnaa"), an
//! apposition ("Jane Mwangi, the health ministry's spokeswoman,"), a predicate ("Noor was elected
//! speaker"), a shared plural ("MPs Otieno, Patel and Noor"), somebody else's role ("her Kenyan
//! counterpart Ali Noor"). The body is the name next to the role, the words after "of", what "its"
//! stands for, or what the same office has elsewhere in the story. Whether that makes the person an
//! official depends on the role and on whether the body is a public one (`public.rs`).

mod after;
mod before;
mod others;
mod public;
#[cfg(all(test, feature = "builtin"))]
mod tests;
mod words;

use super::entities::Hashed;
use crate::label::Kind;
use crate::lexicon::{self, Classes};
use crate::reader::Named;
use crate::story::Story;
use crate::token::{Shape, Token, flag, fold};
use std::cell::OnceCell;
use std::collections::HashMap;
pub(crate) use words::NATIONAL;
use words::*;

/// A range of tokens.
pub(crate) type Range = (usize, usize);

/// A role found beside a name.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Role {
    pub role: Range,
    /// A plural role ("MPs"), to be reported without its last letter.
    pub plural: bool,
    pub body: Option<Range>,
    pub former: bool,
    pub official: bool,
    /// It is an office-holder's ("the minister's chief of staff") or an officer's ("Gen. Noor, commander").
    of_holder: bool,
    /// The body is one that the same office has elsewhere in the story.
    lent: bool,
    /// The rule that found it.
    pub rule: Rule,
}

/// The rules by which roles are found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Rule {
    /// "Prime Minister Noor"
    #[default]
    Before,
    /// "the prime minister, Ali Noor,"
    BeforeComma,
    /// "MPs Otieno and Noor"
    Plural,
    /// "President of Mongolia Ukhnaa"
    OfBody,
    /// "Noor, the prime minister,", "Noor was elected speaker"
    After,
    /// "who heads the tax authority", "the government, headed by Noor"
    Heads,
    /// "Lt. Gen. Noor"
    Rank,
    /// "his counterpart Ali Noor": somebody else's role.
    Relative,
    /// "the health minister", without a name.
    Unnamed,
}

/// Finds roles in one story.
pub(crate) struct Offices<'a> {
    text: &'a str,
    story: &'a Story,
    lists: &'a [String],
    named: &'a [Named],
    /// For every token, the number + 1 of the name that covers it.
    cover: &'a [u32],
    /// Tokens that end a title of office and stand beside no person's name.
    heads: &'a [u32],
    /// Whether the story is of India, of First Nations; found when it is asked for.
    of_india: OnceCell<bool>,
    of_first_nations: OnceCell<bool>,
}

/// Bodies that offices have elsewhere in the story, by the hash of the offices' words.
pub(crate) type Bodies = HashMap<u64, Option<Range>, Hashed>;

/// Buffers of the search.
#[derive(Default)]
pub(crate) struct Buffers {
    cover: Vec<u32>,
    heads: Vec<u32>,
}

impl<'a> Offices<'a> {
    pub(crate) fn new(
        text: &'a str,
        story: &'a Story,
        lists: &'a [String],
        named: &'a [Named],
        buffers: &'a mut Buffers,
    ) -> Offices<'a> {
        let Buffers { cover, heads } = buffers;
        let t = story.tokens();
        cover.clear();
        cover.resize(t.len(), 0);
        for (n, x) in named.iter().enumerate() {
            if x.kind != Kind::Other {
                cover[x.start as usize..x.end as usize].fill(n as u32 + 1);
            }
        }
        heads.clear();
        let of_office = t.iter().zip(0..).filter(|(t, _)| t.is(Classes::OFFICE | Classes::ROYAL));
        heads.extend(of_office.map(|(_, n)| n));
        let of_person = |n: usize| match cover.get(n) {
            Some(&k) if k > 0 => named[k as usize - 1].kind == Kind::Person,
            _ => false,
        };
        heads.retain(|&n| {
            let n = n as usize;
            !(t.get(n + 1).is_some_and(|x| x.is(Classes::OFFICE) && cover[n + 1] == 0) || of_person(n + 1))
        });
        let (of_india, of_first_nations) = (OnceCell::new(), OnceCell::new());
        let mut offices =
            Offices { text, story, lists, named, cover, heads: &[], of_india, of_first_nations };
        heads.retain(|&n| offices.is_role(n as usize));
        offices.heads = heads;
        offices
    }

    /// Roles without a name beside them: "the Kenyan health minister", "the president of Ecuador".
    /// Whether they are public ones is left open: few are asked.
    pub(crate) fn unnamed_roles(&self, out: &mut Vec<Role>) {
        out.clear();
        out.extend(self.heads.iter().map(|&n| self.unnamed(n)));
    }

    fn unnamed(&self, n: u32) -> Role {
        let n = n as usize;
        let mut role = self.left(n, Rule::Unnamed, false);
        if role.body.is_none() {
            role.body = self.of_body(n + 1);
        }
        role
    }

    fn t(&self) -> &'a [Token] {
        self.story.tokens()
    }

    fn name_at(&self, n: usize) -> Option<&'a Named> {
        match self.cover.get(n).copied().unwrap_or(0) {
            0 => None,
            k => Some(&self.named[k as usize - 1]),
        }
    }

    /// Whether no name covers token `n`.
    fn is_free(&self, n: usize) -> bool {
        self.cover.get(n).copied().unwrap_or(0) == 0
    }

    /// A name of one of these kinds that starts at token `n`.
    fn body_from(&self, n: usize) -> Option<&'a Named> {
        self.name_at(n).filter(|x| x.start as usize == n && x.kind != Kind::Person)
    }

    fn is_word(&self, n: usize, set: &[u64]) -> bool {
        self.t().get(n).is_some_and(|t| set.contains(&t.hash))
    }

    fn any_word(&self, range: Range, set: &[u64]) -> bool {
        self.t()[range.0..range.1].iter().any(|t| set.contains(&t.hash))
    }

    fn line_start(&self, n: usize) -> usize {
        self.story.lexed.lines[self.t()[n].line as usize].first as usize
    }

    fn is_dash(&self, n: usize) -> bool {
        let t = &self.t()[n];
        t.shape == Shape::Punct && matches!(t.text(self.text), "-" | "–" | "—" | "--")
    }

    fn same_words(&self, a: Range, b: Range) -> bool {
        same_words(self.t(), a, b)
    }

    /// The roles of every name; `None` for names without one.
    pub(crate) fn roles(&self, unnamed: &[Role], bodies: &mut Bodies, roles: &mut Vec<Option<Role>>) {
        bodies.clear();
        roles.clear();
        roles.extend(self.named.iter().map(|x| {
            let person = x.kind == Kind::Person;
            person.then(|| self.role_of(x.start as usize, x.end as usize)).flatten()
        }));
        self.share(roles);
        self.relatives(roles);
        self.resumed(roles, unnamed);
        for n in 0..roles.len() {
            let Some(mut role) = roles[n] else { continue };
            if role.body.is_none() {
                role.body = self.court(&role).or_else(|| self.body_elsewhere(&role, roles, unnamed, bodies));
                role.lent = role.body.is_some();
            }
            role.official = self.is_official(&role);
            roles[n] = Some(role);
        }
    }

    /// The role of the person named from token `i` to `j`: a public one before others, the words
    /// before the name before those after it, a rank last.
    fn role_of(&self, i: usize, j: usize) -> Option<Role> {
        let judged = |role: Option<Role>| {
            let mut role = role?;
            if role.body.is_none() && role.role.1 <= i {
                role.body = self.of_body(j);
            }
            role.official = self.is_official(&role) || role.rule == Rule::Relative;
            Some(role)
        };
        let before = judged(self.before(i));
        if before.is_some_and(|r| r.official) {
            return before;
        }
        let after = judged(self.after(i, j));
        if after.is_some_and(|r| r.official && r.rule != Rule::Heads) {
            return after;
        }
        let rank = judged(self.rank(i));
        if let (Some(r), Some(a)) = (rank.filter(|r| r.official), after.filter(|_| before.is_none()))
            && !a.body.is_some_and(|b| self.is_private(b))
        {
            // "Gen. Noor, commander of the Lamu Brigade", "Gen. Noor, who commands it"
            let officer = Role { of_holder: true, ..a };
            if a.rule == Rule::Heads {
                return Some(Role { body: r.body.or(a.body), ..r });
            }
            if self.is_official(&officer) {
                return Some(Role { official: true, ..officer });
            }
        }
        rank.filter(|r| {
            r.official && !before.or(after).and_then(|b| b.body).is_some_and(|b| self.is_private(b))
        })
        .or(after.filter(|r| r.official))
        .or(before)
        .or(after)
        .or(rank)
    }

    /// Whether token `n` ends a title that can be a role, not a mere form of address.
    fn is_role(&self, n: usize) -> bool {
        let t = &self.t()[n];
        let kinds = Classes(Classes::TITLE.0 & !Classes::HONORIFIC.0);
        t.is(kinds) && self.is_free(n) && !(t.is(Classes::HONORIFIC) && t.has(flag::DOT))
    }

    /// Whether token `n` is a word for somebody else's role: "counterpart".
    fn is_relative(&self, n: usize) -> bool {
        self.is_word(n, RELATIVE)
            && self.is_free(n)
            && (!self.is_word(n, words!["deputy"])
                || n > 0 && self.is_word(n - 1, words!["his", "her", "'s", "their"]))
    }

    /// The classes of the singular, if token `n` is a plural title.
    fn plural_role(&self, n: usize) -> Option<Classes> {
        let w = self.t()[n].text(self.text);
        let stem = w.strip_suffix('s').filter(|_| self.is_free(n) && w.len() > 2)?;
        let classes = |hash: u64| lexicon::global().classes(hash);
        let title = classes(fold::fold_hash(stem));
        if title.intersects(Classes(Classes::TITLE.0 & !Classes::HONORIFIC.0)) {
            return Some(title);
        }
        // "deputies"
        let stem = stem.strip_suffix("ie")?;
        Some(classes(fold::fnv1a(fold::fold_hash(stem), b'y'))).filter(|c| c.intersects(Classes::OFFICE))
    }
}

/// Whether two ranges have the same words.
pub(crate) fn same_words(t: &[Token], a: Range, b: Range) -> bool {
    a.1 - a.0 == b.1 - b.0 && (0..a.1 - a.0).all(|k| t[a.0 + k].hash == t[b.0 + k].hash)
}

/// Whether the role is but that of a candidate.
pub(crate) fn is_candidacy(t: &[Token], role: Range) -> bool {
    t[role.0..role.1].iter().any(|t| NEVER.contains(&t.hash))
}

/// The tokens of a name.
fn span(x: &Named) -> Range {
    (x.start as usize, x.end as usize)
}
