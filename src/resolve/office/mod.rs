//! Who holds which office in which body, as the text words it.
//!
//! For every person the words around the name are read for a role: a title before it ("Kenya's
//! Foreign Minister Ali Noor"), a role with its body before it ("President of Mongolia Ukhnaa"), an
//! apposition ("Jane Mwangi, the health ministry's spokeswoman,"), a predicate ("Noor was elected
//! speaker"), a shared plural ("MPs Otieno, Patel and Noor"), somebody else's role ("her Kenyan
//! counterpart Ali Noor"). The body is the name next to the role, the words after "of", what "its"
//! stands for, or what the same office has elsewhere in the story. Whether that makes the person an
//! official depends on the role and on whether the body is a public one (`public.rs`).

mod public;
#[cfg(all(test, feature = "builtin"))]
mod tests;
mod words;

use crate::label::Kind;
use crate::lexicon::{self, Classes};
use crate::reader::Named;
use crate::story::{Story, phrase_at, word};
use crate::token::{Shape, Token, flag, fold};
use std::cell::OnceCell;
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
    pub(crate) fn roles(&self, unnamed: &[Role], roles: &mut Vec<Option<Role>>) {
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
                role.body = self.court(&role).or_else(|| self.body_elsewhere(&role, roles, unnamed));
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

    /// The body in which the story has the same office elsewhere; none where it has it in two, or
    /// where somebody else holds it there.
    fn body_elsewhere(&self, role: &Role, roles: &[Option<Role>], unnamed: &[Role]) -> Option<Range> {
        let mut found = None;
        for body in unnamed.iter().filter(|r| self.same_words(r.role, role.role)).filter_map(|r| r.body) {
            if found.is_some_and(|f| !self.same_words(f, body)) {
                return None;
            }
            found = found.or(Some(body));
        }
        let body = found?;
        let held = roles.iter().flatten().any(|r| {
            !r.lent && self.same_words(r.role, role.role) && r.body.is_some_and(|b| self.same_words(b, body))
        });
        (!held).then_some(body)
    }

    /// The court of a judge: the one named last before, in the same line or above.
    fn court(&self, role: &Role) -> Option<Range> {
        let t = self.t();
        if !t[role.role.1 - 1].is(Classes::JUDGE)
            || self.is_word(role.role.1 - 1, words!["prosecutor", "general"])
        {
            return None;
        }
        let before = self.named.partition_point(|x| (x.start as usize) < role.role.0);
        let is_court = |x: &&Named| {
            x.kind == Kind::Org && self.any_word(span(x), words!["court", "tribunal"]) && x.end - x.start > 1
        };
        // Not further than a story of ordinary length goes back.
        self.named[..before].iter().rev().take(200).find(is_court).map(span)
    }

    /// Who a role is that is told by another's: "his South Korean counterpart", "her predecessor".
    fn relatives(&self, roles: &mut [Option<Role>]) {
        for n in 0..roles.len() {
            let Some(role) = roles[n].filter(|r| r.rule == Rule::Relative) else { continue };
            // The office-holder named last before; not somebody named in the same row.
            let relative = role.role.1 - 1;
            let owner = (n > 0).then(|| &self.named[n - 1]).filter(|x| {
                x.kind == Kind::Person
                    && x.end as usize + 1 == relative
                    && self.is_word(x.end as usize, &[word::POSSESSIVE])
            });
            let other = match owner {
                // "Noor's predecessor", whose office may stand at another mention of Noor.
                Some(x) => {
                    let last = self.t()[x.end as usize - 1].hash;
                    (0..n).rev().find_map(|m| {
                        let y = &self.named[m];
                        roles[m].filter(|_| self.t()[y.end as usize - 1].hash == last)
                    })
                }
                None => roles[..n].iter().rev().flatten().find(|r| r.rule != Rule::Relative).copied(),
            };
            roles[n] = match other {
                Some(o) if self.is_word(relative, words!["deputy"]) => {
                    let body = role.body.or(o.body);
                    // A minister's deputy holds public office if the minister does.
                    Some(Role { of_holder: self.is_official(&o), body, ..role })
                }
                Some(o) if self.is_official(&o) => {
                    let predecessor = self.is_word(relative, words!["predecessor"]);
                    let body = if self.is_word(relative, words!["counterpart"]) { role.body } else { o.body };
                    Some(Role { body, former: predecessor, plural: false, rule: Rule::Before, ..o })
                }
                _ => None,
            };
        }
    }

    /// A politician whose public office the next sentence tells: "the party's vice president, Ali
    /// Noor. The former transport minister said".
    fn resumed(&self, roles: &mut [Option<Role>], unnamed: &[Role]) {
        let t = self.t();
        for r in unnamed {
            let start = r.body.map_or(r.role.0, |b| b.0.min(r.role.0));
            // It begins a sentence, and a verb follows.
            let from = (start.saturating_sub(3)..=start).find(|&k| t[k].has(flag::SENTENCE | flag::LINE));
            let subject =
                t.get(r.role.1).is_some_and(|v| v.is(Classes::SPEECH) || self.is_word(r.role.1, LINKING));
            let Some(from) = from.filter(|&f| subject && f > 0 && t[f].hash == word::THE) else { continue };
            let before = self.named.partition_point(|x| (x.start as usize) < from);
            let sentence = (0..from).rev().find(|&k| t[k].has(flag::SENTENCE | flag::LINE)).unwrap_or(0);
            let mut people = (0..before)
                .rev()
                .take_while(|&n| self.named[n].start as usize >= sentence)
                .filter(|&n| self.named[n].kind == Kind::Person);
            let (Some(n), None) = (people.next(), people.next()) else { continue };
            let held = roles.iter().flatten().any(|o| t[o.role.1 - 1].hash == t[r.role.1 - 1].hash);
            if !held
                && self.is_official(r)
                && roles[n]
                    .is_some_and(|o| !self.is_official(&o) && o.body.is_some_and(|b| self.is_private(b)))
            {
                roles[n] = Some(Role { official: true, rule: Rule::After, ..*r });
            }
        }
    }

    /// What "its" at token `n` stands for beside the role that ends at token `role`: the body that the
    /// sentence is about, or, at its start, the one that the sentence before is about. A country only
    /// where the role is one that countries have.
    fn antecedent(&self, n: usize, role: usize) -> Option<Range> {
        let t = self.t();
        let country =
            self.is_word(role, NATIONAL) || self.is_word(role, words!["ambassador", "envoy", "consul"]);
        let line = self.line_start(n);
        let mut end = n;
        for _ in 0..2 {
            let start = (line..end).rev().find(|&k| t[k].has(flag::SENTENCE)).unwrap_or(line);
            let from = self.named.partition_point(|x| (x.start as usize) < start);
            let to = self.named.partition_point(|x| (x.start as usize) < end);
            // However long the sentence.
            let from = from.max(to.saturating_sub(64));
            let bodies = || {
                self.named[from..to]
                    .iter()
                    .filter(|x| x.kind == Kind::Org || country && x.kind == Kind::Place)
            };
            // Not the place of a dateline.
            let subject = bodies().find(|x| {
                let s = x.start as usize;
                (s == start || s == start + 1 && t[start].hash == word::THE)
                    && (x.kind == Kind::Org || t[s].shape != Shape::Upper)
            });
            let found = subject
                .or_else(|| bodies().rev().find(|x| x.kind == Kind::Org))
                .or_else(|| bodies().find(|x| t[x.start as usize].shape != Shape::Upper));
            if found.is_some() || start == line || n > start + 1 && end == n {
                return found.map(span);
            }
            end = start;
        }
        None
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

    /// The longest title of several words in the lexicon that ends at token `n`: its first token,
    /// or `n`, and its classes.
    fn phrase_ending(&self, n: usize, line: usize) -> (usize, Classes) {
        let t = self.t();
        let mut best = (n, Classes::NONE);
        for back in 1..=5 {
            let Some(s) = n.checked_sub(back).filter(|s| *s >= line) else { break };
            if !self.is_free(s) {
                break;
            }
            // "former prime minister" is a title of the lexicon; what is former is said apart.
            if t[s].is(Classes::PHRASE)
                && t[s + 1..].iter().take(2).any(|x| x.is(Classes::PHRASE_NEXT))
                && !self.is_word(s, FORMER)
                && let Some((end, classes)) = phrase_at(t, s)
                && end == n + 1
                && classes.intersects(Classes::TITLE)
            {
                best = (s, classes);
            }
        }
        best
    }

    /// First token of the title that ends at token `n`.
    fn title_start(&self, n: usize) -> usize {
        let t = self.t();
        let line = self.line_start(n);
        let mut start = self.phrase_ending(n, line).0;
        // What stands before it and belongs to it.
        while start > line && !t[start].has(flag::SENTENCE) {
            let p = start - 1;
            let x = &t[p];
            if !self.is_free(p) {
                break;
            }
            // "under secretary", but not "under President Noor"
            let modifier = self.is_word(p, MODIFIERS)
                && (!self.is_word(p, words!["under"]) || self.is_word(start, words!["secretary"]));
            let joined =
                x.hash == word::HYPHEN && x.has(flag::GLUED) && p > line && !self.is_word(p - 1, FORMER);
            let capital = t[start].is_cap()
                && x.is_cap()
                && !x.is(Classes::FUNCTION
                    | Classes::HONORIFIC
                    | Classes::WEEKDAY
                    | Classes::MONTH
                    | Classes::DEMONYM
                    | Classes::COUNTRY)
                && !self.is_word(p, FORMER)
                && !(x.has(flag::SENTENCE) && x.is(Classes::SPEECH));
            let and = x.hash == word::AND
                && p > line + 1
                && self.is_free(p - 1)
                && t[p - 1].is_cap()
                && t[start].is_cap()
                && !t[p - 1].is(Classes::TITLE | Classes::FUNCTION);
            if modifier || joined || capital || and {
                start = p;
            } else {
                break;
            }
        }
        while start < n && (t[start].hash == word::AND || t[start].hash == word::HYPHEN) {
            start += 1;
        }
        start
    }

    /// A role before the name that starts at token `i`.
    fn before(&self, i: usize) -> Option<Role> {
        let t = self.t();
        let line = self.line_start(i);
        let mut k = i;
        // "Prime Minister Gen Prayut", "Chief Judge …, Justice Tsoho", "HE Dr. Cabanas"
        let mut academic = None;
        while k > line {
            if t[k - 1].hash == word::STOP
                && t[k - 1].has(flag::GLUED)
                && k > line + 1
                && self.is_word(k - 2, ABBREVIATED)
            {
                k -= 2;
                continue;
            }
            // "Maj Gen (retd) Noor"
            if k > line + 3
                && t[k - 1].hash == word::CLOSE
                && t[k - 3].hash == word::OPEN
                && t[k - 4].is(Classes::MILITARY | Classes::POLICE)
                && t[k - 4].is_cap()
            {
                k -= 3;
                continue;
            }
            let title = (t[k - 1]
                .is(Classes::HONORIFIC | Classes::MILITARY | Classes::ACADEMIC | Classes::CLERGY)
                || self.is_word(k - 1, ADDRESS)
                || t[k - 1].is(Classes::JUDGE) && k > line + 1 && t[k - 2].hash == word::COMMA)
                && t[k - 1].is_cap()
                && self.is_free(k - 1)
                && !self.phrase_ending(k - 1, line).1.intersects(Classes::OFFICE);
            if !title {
                break;
            }
            k -= 1;
            if t[k].is(Classes::ACADEMIC) {
                academic = Some(k);
            }
        }
        self.before_titles(i, k, line).or_else(|| academic.map(|n| self.left(n, Rule::Before, false)))
    }

    /// A role before token `k`, where the name's titles begin; the name itself starts at `i`.
    fn before_titles(&self, i: usize, k: usize, line: usize) -> Option<Role> {
        let t = self.t();
        if k == line {
            return None;
        }
        let mut n = k - 1;
        // ", the late Professor Mills"
        while n > line
            && k < i
            && self.is_word(n, words!["the", "late", "former"])
            && t[n].shape == Shape::Lower
        {
            n -= 1;
        }
        if self.is_word(n, words!["including", "namely"]) && n > line {
            n -= 1;
        }
        if (matches!(t[n].hash, word::COMMA | word::COLON) || self.is_dash(n)) && n > line {
            let list = t[n].hash != word::COMMA || self.is_word(n + 1, words!["including", "namely"]);
            while n > line && (self.is_dash(n) || matches!(t[n].hash, word::COMMA | word::COLON)) {
                n -= 1;
            }
            if list && self.plural_role(n).is_some() {
                return Some(self.left(n, Rule::Plural, true));
            }
            if self.is_relative(n) {
                return Some(self.left(n, Rule::Relative, false));
            }
            // "its chairman, Ali Noor," or "former Coast Governor, Senator Ali Noor"
            let role =
                if self.is_role(n) && (t[n].shape == Shape::Lower || k < i || self.is_definite(n, line)) {
                    Some(self.left(n, Rule::BeforeComma, self.plural_role(n).is_some()))
                } else {
                    self.body_with_role(n).or_else(|| self.role_of_body(n, line, Rule::BeforeComma))
                };
            return role.filter(|r| !self.is_apposition(r, line));
        }
        if t[n].hash == word::CLOSE && n > line + 1 {
            // "Governor (retired) …", "leader (PPRP)": a bracket of one or two words.
            let open = (n.saturating_sub(4).max(line)..n).rev().find(|&o| t[o].hash == word::OPEN)?;
            n = open.checked_sub(1)?;
        }
        if n < line {
            return None;
        }
        if self.is_word(n, words!["by"]) && n > line {
            return self.headed(n - 1, line);
        }
        if self.plural_role(n).is_some() {
            return Some(self.left(n, Rule::Plural, true));
        }
        if self.is_relative(n) {
            return Some(self.left(n, Rule::Relative, false));
        }
        if self.is_role(n) && (t[n].is_cap() || !t[n].is(Classes::HONORIFIC) || t[n].is(Classes::OFFICE)) {
            return Some(self.left(n, Rule::Before, false));
        }
        if self.is_word(n, words!["was", "is"]) && n > line && self.is_role(n - 1) {
            return Some(self.left(n - 1, Rule::Before, false));
        }
        self.role_of_body(n, line, Rule::OfBody)
    }

    /// "the tax authority, headed by": the verb stands at token `verb`.
    fn headed(&self, verb: usize, line: usize) -> Option<Role> {
        let t = self.t();
        if !self.is_word(verb, HEADED) {
            return None;
        }
        let mut end = verb;
        while end > line
            && (t[end - 1].hash == word::COMMA || self.is_word(end - 1, words!["is", "was", "which"]))
        {
            end -= 1;
        }
        let mut start = end;
        while start > line && start + 4 > end {
            let p = start - 1;
            if let Some(x) = self.name_at(p) {
                if x.kind == Kind::Person {
                    return None;
                }
                start = x.start as usize;
                break;
            }
            if t[p].shape != Shape::Lower || t[p].is(Classes::FUNCTION | Classes::SPEECH) {
                break;
            }
            start = p;
        }
        (start < end).then(|| Role {
            role: (verb, verb + 1),
            body: Some((start, end)),
            rule: Rule::Heads,
            ..Role::default()
        })
    }

    /// Whether the role that ends at token `n` is one that is spoken of: "the Prime Minister", "Kenya's
    /// Prime Minister".
    fn is_definite(&self, n: usize, line: usize) -> bool {
        let s = self.title_start(n);
        let from = self.left(n, Rule::BeforeComma, false).body.map_or(s, |b| b.0.min(s));
        // Not of somebody else: "the wife of the President, Amina Noor".
        (from.saturating_sub(3).max(line)..from).any(|k| {
            let t = &self.t()[k];
            t.hash == word::POSSESSIVE
                || t.hash == word::THE
                    && !(k > line && matches!(self.t()[k - 1].hash, word::OF | word::FOR | word::AND))
        }) || (from..s).any(|k| self.t()[k].hash == word::POSSESSIVE)
    }

    /// Whether a role is said of the name before it: "Ali Noor, ambassador to Qatar, Dr. Mwangi".
    fn is_apposition(&self, role: &Role, line: usize) -> bool {
        let t = self.t();
        let mut p = role.body.map_or(role.role.0, |b| b.0.min(role.role.0));
        while p > line
            && (self.is_word(p - 1, words!["the", "a", "an"])
                || self.is_word(p - 1, FORMER)
                || t[p - 1].hash == word::COMMA)
        {
            p -= 1;
        }
        p > line && self.name_at(p - 1).is_some_and(|x| x.kind == Kind::Person)
    }

    /// A name that holds both: "U.N. High Commissioner for Human Rights".
    fn body_with_role(&self, n: usize) -> Option<Role> {
        let x = self.name_at(n).filter(|x| x.kind == Kind::Org && x.end as usize == n + 1)?;
        let (s, e) = (x.start as usize, x.end as usize);
        let kinds = Classes(Classes::OFFICE.0 | Classes::TITLE_END.0);
        let last = (s + 1..e).find(|&q| self.t()[q].is(Classes::OFFICE) && self.t()[q].is(kinds))?;
        let first = (s + 1..=last).find(|&q| {
            phrase_at(self.t(), q).is_some_and(|(end, c)| end > last && c.intersects(Classes::TITLE))
        });
        let mut first = first.unwrap_or(last);
        while first > s + 1 && self.is_word(first - 1, MODIFIERS) {
            first -= 1;
        }
        Some(Role { role: (first, e), body: Some((s, first)), rule: Rule::BeforeComma, ..Role::default() })
    }

    /// The role that ends at token `n`, with the body left of it.
    fn left(&self, n: usize, rule: Rule, plural: bool) -> Role {
        let t = self.t();
        let s = if rule == Rule::Relative { n } else { self.title_start(n) };
        let line = self.line_start(n);
        let mut role = Role { role: (s, n + 1), plural, rule, ..Role::default() };
        // "President of the Republic" is one title to the lexicon.
        if self.is_word(n, REPUBLICS)
            && let Some(of) = (s + 1..n).find(|&k| t[k].hash == word::OF)
        {
            let first = of + 1 + usize::from(t[of + 1].hash == word::THE);
            role.role.1 = of;
            role.body = Some((first.min(n), n + 1));
        }
        let mut p = s;
        // "former Kenyan president", "Kenya's former president", "ex-president", "then president"
        for _ in 0..5 {
            let Some(q) = p.checked_sub(1).filter(|q| *q >= line) else { break };
            if self.is_word(q, FORMER) {
                role.former = true;
                p = q;
            } else if t[q].hash == word::HYPHEN && q > line && self.is_word(q - 1, FORMER) {
                role.former = true;
                p = q - 1;
            } else if self.is_word(q, PASSING) || t[q].hash == word::HYPHEN && self.is_word(p, words!["time"])
            {
                p = q;
            } else if matches!(t[q].hash, word::POSSESSIVE | word::APOSTROPHE) && t[q].has(flag::GLUED) {
                // "the president's chief of staff"
                role.of_holder = q > line
                    && self.is_free(q - 1)
                    && t[q - 1].is(Classes::OFFICE)
                    && t[q - 1].is(Classes::OFFICIAL_TITLE);
                p = q;
            } else if t[q].hash == word::CLOSE && q >= line + 2 {
                // "Palang Pracharath Party (PPRP) leader"
                match (q.saturating_sub(4).max(line)..q).rev().find(|&o| t[o].hash == word::OPEN) {
                    Some(o) => p = o,
                    None => break,
                }
            } else if p == s
                && q > line
                && t[q].shape == Shape::Lower
                && !t[q].is(Classes::FUNCTION | Classes::TITLE | Classes::NOUN_ORG | Classes::GOVERNMENT)
                && t[q - 1].hash == word::POSSESSIVE
            {
                // "Kenya's energetic prime minister"
                p = q;
            } else {
                break;
            }
        }
        if p > line && role.body.is_none() {
            let q = p - 1;
            if let Some(x) = self.name_at(q).filter(|x| x.end as usize == p && x.kind != Kind::Person) {
                role.body = Some(span(x));
                role.former |= x.start as usize > line && self.is_word(x.start as usize - 1, FORMER);
            } else if t[q].is_cap() && t[q].is(Classes::DEMONYM | Classes::COUNTRY) && self.is_free(q) {
                // A nationality is one, even where the reading of the line found no name.
                role.body = Some((q, p));
            } else if self.is_free(q) && self.is_body_noun(q, p < s) {
                let mut first = q;
                // "the health ministry's spokeswoman"
                while first > line
                    && t[q].shape == Shape::Lower
                    && t[first - 1].shape == Shape::Lower
                    && self.is_free(first - 1)
                    && (self.is_word(first - 1, FIELDS)
                        || self.is_word(first - 1, words!["finance", "tax", "high"]))
                {
                    first -= 1;
                }
                role.body = Some((first, p));
            } else if self.is_word(q, words!["its", "their"]) {
                role.body = self.antecedent(q, n);
            }
        }
        // Of two roles the first, if it is a public one: "Deputy Prime Minister and Unity Party leader
        // Ali Noor", "former lawmaker and hip-hop artist Ali Noor".
        if rule != Rule::Relative {
            let from = role.body.filter(|b| b.1 <= role.role.0).map_or(role.role.0, |b| b.0);
            let mut a = from;
            while a > line + 1
                && a + 4 > from
                && (t[a - 1].shape == Shape::Lower && !t[a - 1].is(Classes::FUNCTION | Classes::SPEECH)
                    || t[a - 1].hash == word::HYPHEN)
            {
                a -= 1;
            }
            if a > line + 1
                && (t[a - 1].hash == word::AND
                    || a == from && t[a - 1].hash == word::COMMA && t[a - 2].is_cap())
                && self.is_role(a - 2)
                && !(t[a - 1].hash == word::AND && self.name_at(n + 1).is_none() && rule == Rule::Unnamed)
            {
                let first = self.left(a - 2, rule, false);
                if self.is_official(&first) {
                    return first;
                }
            }
        }
        if role.body.is_none() && s < n {
            // "Superior Court Judge": a body that no list knows.
            let body = (s..n).rev().find(|&k| t[k].is_cap() && self.is_word(k, COURTS));
            if let Some(k) = body.filter(|k| *k > s) {
                role.body = Some((s, k + 1));
                role.role.0 = k + 1;
                return role;
            }
            // "House Speaker", "Council spokesperson", "army chief": a body as the role's first word.
            let first = &t[s];
            let body = if first.is_cap() {
                self.is_word(s, BODY_FIRST) || first.is(Classes::GOVERNMENT) && n - s == 1
            } else {
                self.is_word(s, BODY_FIRST) && n - s == 1 && self.is_word(n, AFTER_BODY)
            };
            if body {
                role.body = Some((s, s + 1));
                role.role = (s + 1, n + 1);
            }
        }
        role
    }

    /// Whether the word before a role is a body: "government spokesman"; `owner` when "'s" stands
    /// between them: "the rebels' leader".
    fn is_body_noun(&self, n: usize, owner: bool) -> bool {
        let t = &self.t()[n];
        if t.shape == Shape::Lower {
            t.is(Classes::NOUN_ORG | Classes::GOVERNMENT)
                || owner
                    && (self.is_word(n, PRIVATE_NOUNS)
                        || self.is_word(n, PUBLIC_NOUNS) && !t.is(Classes::TITLE))
                || self
                    .is_word(n, words!["rebel", "guerrilla", "militia", "union", "club", "company", "party"])
        } else {
            !owner && t.is_cap() && t.is(Classes::GOVERNMENT)
        }
    }

    /// "President of Mongolia" that ends at token `n`.
    fn role_of_body(&self, n: usize, line: usize, rule: Rule) -> Option<Role> {
        let t = self.t();
        // The body, or the capitalised words of the portfolio.
        let mut s = n;
        let body = self.name_at(n).filter(|x| x.kind != Kind::Person);
        if let Some(x) = body {
            s = x.start as usize;
            // "spokesman for the navy in Mombasa"
            if x.kind == Kind::Place
                && s > line + 1
                && matches!(t[s - 1].hash, word::IN | word::AT)
                && t[s - 2].shape == Shape::Lower
            {
                return self.role_of_noun(s - 2, line, rule);
            }
        } else if t[n].is_cap() {
            while s > line
                && (t[s - 1].is_cap() || t[s - 1].hash == word::AND || t[s - 1].shape == Shape::Number)
                && self.is_free(s - 1)
            {
                s -= 1;
            }
        } else {
            return self.role_of_noun(n, line, rule);
        }
        let mut p = s.checked_sub(1).filter(|p| *p >= line)?;
        if let Some(x) = body.filter(|x| x.kind == Kind::Org) {
            // "General Officer Commanding (GOC) Chinar Corps Lt Gen Aujla"
            let mut r = p;
            if t[r].hash == word::CLOSE && r >= line + 3 && t[r - 2].hash == word::OPEN {
                r -= 3;
            }
            if self.is_role(r) && t[r].is_cap() {
                let mut role = self.left(r, rule, false);
                role.body = Some(span(x));
                return Some(role);
            }
        }
        if t[p].hash == word::THE {
            p = p.checked_sub(1).filter(|p| *p >= line)?;
        }
        if !matches!(t[p].hash, word::OF | word::FOR | word::AT | word::IN) && !self.is_word(p, words!["to"])
        {
            return None;
        }
        let r = p.checked_sub(1).filter(|p| *p >= line)?;
        if !self.is_role(r) {
            // "Minister of Health of Kenya": one step further.
            return None;
        }
        let mut role = self.left(r, rule, false);
        match body {
            Some(x) if !self.is_portfolio(r, x) => role.body = Some(span(x)),
            None if self.is_word(n, PUBLIC_NOUNS) || self.is_word(r, OF_PLACE) => {
                role.body = Some((s, n + 1))
            }
            _ => role.role.1 = n + 1,
        }
        Some(role)
    }

    /// "spokesman for the navy", "head of the health ministry" that ends at token `n`.
    fn role_of_noun(&self, n: usize, line: usize, rule: Rule) -> Option<Role> {
        let t = self.t();
        let public = |k: usize| self.is_word(k, PUBLIC_NOUNS) || t[k].is(Classes::GOVERNMENT);
        if !public(n) && !t[n].is(Classes::NOUN_ORG) && !self.is_word(n, PRIVATE_NOUNS) {
            return None;
        }
        let mut s = n;
        while s > line && s + 5 > n && !matches!(t[s - 1].hash, word::OF | word::FOR | word::THE) {
            if t[s - 1].shape == Shape::Punct && t[s - 1].hash != word::HYPHEN
                || t[s - 1].is(Classes::FUNCTION | Classes::SPEECH) && t[s - 1].hash != word::POSSESSIVE
                || self.name_at(s - 1).is_some_and(|x| x.kind == Kind::Person)
            {
                return None;
            }
            s -= 1;
        }
        let mut p = s.checked_sub(1).filter(|p| *p > line)?;
        if t[p].hash == word::THE {
            p -= 1;
        }
        let r = p.checked_sub(1).filter(|r| *r >= line)?;
        if !matches!(t[p].hash, word::OF | word::FOR) || !self.is_role(r) {
            return None;
        }
        let mut role = self.left(r, rule, false);
        role.body = Some((s, n + 1));
        Some(role)
    }

    /// "Minister of Foreign Affairs": what follows is the minister's field and no body.
    fn is_portfolio(&self, role: usize, x: &Named) -> bool {
        x.kind == Kind::Org
            && self.is_word(role, WITH_FIELD)
            && !self.t()[x.start as usize..x.end as usize]
                .iter()
                .any(|t| t.is(Classes::GOVERNMENT) || t.shape == Shape::Upper)
    }

    /// A role after the name: an apposition or a predicate.
    fn after(&self, i: usize, j: usize) -> Option<Role> {
        let t = self.t();
        let first = self.story.near(j, i)?;
        if first.has(flag::SENTENCE) {
            return None;
        }
        if first.hash == word::COMMA || first.hash == word::OPEN || self.is_dash(j) && !first.has(flag::GLUED)
        {
            let mut n = j + 1;
            self.story.near(n, i)?;
            // ", 52, the minister", ", who is the minister", ", SAN, …"
            if t[n].shape == Shape::Number {
                n += 1;
                if self.story.near(n, i)?.hash == word::COMMA {
                    n += 1;
                }
            }
            self.story.near(n, i)?;
            if self.is_word(n, words!["who"]) {
                let verb = n + 1;
                self.story.near(verb, i)?;
                if self.is_word(verb, HEADS) {
                    return self.heads(verb);
                }
                let mut m = verb;
                while m < verb + 5 && self.story.near(m, i).is_some() && self.is_word(m, LINKING) {
                    m += 1;
                }
                if m == verb {
                    return None;
                }
                let mut role = self.phrase(m, i)?;
                role.former |= self.is_word(verb, words!["was", "served"]);
                return Some(role);
            }
            // "Noor, served as governor of Nyanza"
            let mut m = n;
            if self.is_word(n, words!["served", "serves", "serving"]) && self.is_word(n + 1, words!["as"]) {
                m = n + 2;
            }
            let mut role = self.phrase(m, i)?;
            role.former |= self.is_word(n, words!["served"]);
            return Some(role);
        }
        if first.is_cap() && self.is_role(j) && first.shape != Shape::Upper {
            // "Jamal Al Bader Ambassador of the State of Qatar"
            return self.phrase(j, i);
        }
        let mut m = j;
        while m < j + 5 && self.story.near(m, i).is_some() && self.is_word(m, LINKING) {
            m += 1;
        }
        // Not "as the next president", which others may want the person to be.
        let wished = self.is_word(j, words!["as"]) && (m..m + 5).any(|k| self.is_word(k, words!["next"]));
        if m > j && !wished && !self.is_word(j, words!["in", "to"]) {
            let mut role = self.phrase(m, i)?;
            role.former |= self.is_word(j, words!["was", "served"])
                && !self.is_word(j + 1, words!["named", "elected", "appointed", "sworn", "chosen"]);
            return Some(role);
        }
        None
    }

    /// "Justice Ekwo of the Federal High Court": the body after a name with a title.
    fn of_body(&self, j: usize) -> Option<(usize, usize)> {
        let of = self.story.near(j, j.checked_sub(1)?)?;
        if !matches!(of.hash, word::OF | word::FOR) || of.has(flag::SENTENCE) {
            return None;
        }
        let the = usize::from(self.story.near(j + 1, j)?.hash == word::THE);
        let n = j + 1 + the;
        self.story.near(n, j)?;
        let x = self.body_from(n).filter(|x| x.kind != Kind::Group)?;
        Some(span(x))
    }

    /// "heads the tax authority"
    fn heads(&self, verb: usize) -> Option<Role> {
        let t = self.t();
        let mut n = verb + 1;
        self.story.near(n, verb)?;
        if t[n].hash == word::THE {
            n += 1;
        }
        let x = self.body_from(n);
        let end = match x {
            Some(x) => x.end as usize,
            None => self.noun_phrase_end(n),
        };
        if end == n {
            return None;
        }
        Some(Role { role: (verb, verb + 1), body: Some((n, end)), rule: Rule::Heads, ..Role::default() })
    }

    /// A role in a phrase that starts at token `n`: "the former Kenyan minister of health". Of
    /// several the first public one: "a tribal leader and former governor".
    fn phrase(&self, n: usize, with: usize) -> Option<Role> {
        let mut from = n;
        let mut first: Option<Role> = None;
        for _ in 0..3 {
            let Some((role, end)) = self.one_of_phrase(from, with) else { break };
            if role.rule == Rule::Relative || self.is_official(&role) {
                return Some(role);
            }
            first = first.or(Some(role));
            // On to the next "and".
            let next = (end..end + 6).take_while(|&k| {
                self.story.near(k, with).is_some_and(|x| {
                    !x.has(flag::SENTENCE) && !x.is(Classes::SPEECH) && !matches!(x.hash, word::COMMA)
                })
            });
            match next.into_iter().find(|&k| self.t()[k].hash == word::AND) {
                Some(and) => from = and + 1,
                None => break,
            }
        }
        first
    }

    /// One role of a phrase, and the token after it.
    fn one_of_phrase(&self, mut n: usize, with: usize) -> Option<(Role, usize)> {
        let t = self.t();
        let mut former = false;
        let mut body = None;
        let mut its = None;
        let limit = n + 12;
        loop {
            self.story.near(n, with)?;
            if n >= limit || t[n].has(flag::SENTENCE) {
                return None;
            }
            if self.is_word(n, words!["its", "their"]) && body.is_none() {
                its = Some(n);
                n += 1;
            } else if self.is_word(n, OPENING) || t[n].shape == Shape::Number {
                if t[n].hash == word::OF && !self.is_word(n.saturating_sub(1), words!["one"]) {
                    return None;
                }
                n += 1;
            } else if self.is_word(n, FORMER) {
                former = true;
                n += 1;
                if self.story.near(n, with)?.hash == word::HYPHEN {
                    n += 1;
                }
            } else if let Some(x) = self.body_from(n) {
                body = Some(span(x));
                n = x.end as usize;
                let next = self.story.near(n, with)?;
                if matches!(next.hash, word::POSSESSIVE | word::APOSTROPHE) {
                    n += 1;
                }
            } else {
                break;
            }
        }
        // The role: the last title in an unbroken run of words.
        let start = n;
        let mut last = None;
        let mut m = n;
        while let Some(x) = self.story.near(m, with) {
            if m >= start + 7
                || x.has(flag::SENTENCE) && m > start
                || self.name_at(m).is_some_and(|y| y.kind == Kind::Person)
            {
                break;
            }
            if self.is_role(m) || self.is_relative(m) {
                last = Some(m);
            } else if x.shape == Shape::Punct && x.hash != word::HYPHEN
                || x.is(Classes::FUNCTION | Classes::SPEECH)
                || x.hash == word::OF
            {
                break;
            }
            if !self.is_free(m) {
                // "the state news agency Xinhua's editor": a body further in.
                if let Some(y) = self.body_from(m) {
                    body = Some(span(y));
                    m = y.end as usize;
                    if self.story.near(m, with).is_some_and(|z| z.hash == word::POSSESSIVE) {
                        m += 1;
                    }
                    continue;
                }
                break;
            }
            m += 1;
        }
        // Not if it is the next person's: "Noor met President Otieno".
        let last = last.filter(|&l| !self.name_at(l + 1).is_some_and(|y| y.kind == Kind::Person))?;
        let mut s = self.title_start(last).max(start);
        if last - s <= 3
            && start < s
            && t[start..s].iter().all(|x| {
                x.is_cap()
                    || x.shape == Shape::Lower && !x.is(Classes::FUNCTION) && x.hash != word::POSSESSIVE
            })
            && t[start..s].iter().any(Token::is_cap)
        {
            s = start;
        }
        let rule = if self.is_relative(last) { Rule::Relative } else { Rule::After };
        let body = body.or_else(|| self.antecedent(its?, last));
        let mut role = Role { role: (s, last + 1), former, body, rule, ..Role::default() };
        if body.is_none()
            && s < last
            && self.is_word(s, BODY_FIRST)
            && self.is_word(last, AFTER_BODY)
            && last - s == 1
        {
            // "a government spokesman"
            role.body = Some((s, s + 1));
            role.role.0 = last;
        }
        // "of Kenya", "of the Algerian parliament's upper house", "for health"
        let mut n = last + 1;
        let linked = self.story.near(n, with).is_some_and(|x| {
            matches!(x.hash, word::OF | word::AT | word::FOR | word::IN)
                || self.is_word(n, words!["to", "with"])
        });
        if !linked {
            return Some((role, n));
        }
        n += 1;
        if self.story.near(n, with).is_some_and(|x| x.hash == word::THE) {
            n += 1;
        }
        let Some(next) = self.story.near(n, with).filter(|x| !x.has(flag::SENTENCE)) else {
            return Some((role, n));
        };
        let mut end = n;
        if let Some(y) = self.body_from(n) {
            end = y.end as usize;
            if self.is_portfolio(last, y) {
                role.role.1 = end;
            } else {
                // "the Algerian parliament's upper house", "the NUG president's office"
                if y.kind == Kind::Group
                    || self.story.near(end, with).is_some_and(|z| {
                        z.hash == word::POSSESSIVE || z.is(Classes::OFFICE) && z.shape == Shape::Lower
                    })
                {
                    end = self.noun_phrase_end(end).max(end);
                }
                role.body = Some((n, end));
            }
        } else if next.is_cap() && t[last].is_cap() || next.is_cap() && self.is_word(last, OF_PLACE) {
            while let Some(z) = self.story.near(end, with) {
                if z.is_cap() && self.is_free(end)
                    || z.hash == word::AND && self.story.near(end + 1, with).is_some_and(Token::is_cap)
                {
                    end += 1;
                } else {
                    break;
                }
            }
            if end > n && (self.is_word(end - 1, PUBLIC_NOUNS) || self.is_word(last, OF_PLACE)) {
                // "President of the Republic", "MP for North Kwale"
                role.body = Some((n, end));
            } else if end > n {
                role.role.1 = end;
            }
        } else if role.body.is_none() {
            end = self.noun_phrase_end(n);
            if end > n {
                role.body = Some((n, end));
            }
        }
        Some((role, end))
    }

    /// End of a run of ordinary words that starts at token `n`.
    fn noun_phrase_end(&self, n: usize) -> usize {
        let t = self.t();
        let mut end = n;
        while let Some(x) = self.story.near(end, n) {
            let possessive = matches!(x.hash, word::POSSESSIVE);
            if end >= n + 6
                || x.has(flag::SENTENCE) && end > n
                || x.shape == Shape::Punct && x.hash != word::HYPHEN
                || x.is(Classes::FUNCTION | Classes::SPEECH) && !possessive
                || x.shape == Shape::Number
            {
                break;
            }
            end += 1;
        }
        while end > n && t[end - 1].hash == word::POSSESSIVE {
            end -= 1;
        }
        end
    }

    /// A rank alone makes a role when nothing better is known: "Lt Gen Dwivedi", "Justice Ekwo".
    fn rank(&self, i: usize) -> Option<Role> {
        let t = self.t();
        let line = self.line_start(i);
        let mut s = i;
        while s > line
            && (t[s - 1].is(Classes::MILITARY | Classes::POLICE | Classes::JUDGE | Classes::ROYAL)
                || self.is_word(s - 1, words!["chief"]) && self.of_first_nations())
            && t[s - 1].is_cap()
            && self.is_free(s - 1)
        {
            s -= 1;
        }
        if s == i {
            return None;
        }
        // Of several, the first says most: "Commander Lieutenant General".
        let end = phrase_at(t, s).map(|(end, _)| end).filter(|end| *end <= i).unwrap_or(s + 1);
        let mut role = self.left(end - 1, Rule::Rank, false);
        if role.role.1 > s {
            role.role.0 = s;
        }
        Some(role)
    }

    /// Whether the story is of First Nations, whose chiefs are elected officials; elsewhere "Chief"
    /// is often but an honour.
    fn of_first_nations(&self) -> bool {
        *self.of_first_nations.get_or_init(|| {
            self.t().windows(2).any(|w| {
                w[0].hash == words!["first"][0]
                    && words!["nation", "nations"].contains(&w[1].hash)
                    && w[1].is_cap()
            })
        })
    }

    /// Names in a row share a plural role; "Tunisia's Kais Saied" after a president is one too.
    fn share(&self, roles: &mut [Option<Role>]) {
        let t = self.t();
        for n in 1..self.named.len() {
            let (a, b) = (&self.named[n - 1], &self.named[n]);
            if roles[n].is_some() || b.kind != Kind::Person {
                continue;
            }
            let row = |a: &Named, b: &Named| {
                let between = &t[a.end as usize..b.start as usize];
                (1..=2).contains(&between.len())
                    && between.iter().all(|x| matches!(x.hash, word::COMMA | word::AND))
            };
            if row(a, b) && a.kind == Kind::Person {
                roles[n] = roles[n - 1].filter(|r| r.plural);
                continue;
            }
            if n < 2 {
                continue;
            }
            let p = &self.named[n - 2];
            let gap = &t[p.end as usize..a.start as usize];
            // "Presidents Noor of Kenya and Otieno of Uganda"
            if row(a, b)
                && matches!(a.kind, Kind::Place | Kind::Org)
                && p.kind == Kind::Person
                && gap.first().is_some_and(|x| x.hash == word::OF)
                && gap.len() <= 2
                && let Some(r) = roles[n - 2].filter(|r| r.plural)
            {
                roles[n] = Some(Role { body: self.of_body(b.end as usize), ..r });
                continue;
            }
            let owned =
                a.kind == Kind::Place && b.start == a.end + 1 && t[a.end as usize].hash == word::POSSESSIVE;
            // "Palestinian president Mahmud Abbas, Tunisia's Kais Saied"
            if owned
                && p.kind == Kind::Person
                && row(p, a)
                && let Some(r) = roles[n - 2]
            {
                roles[n] = Some(Role { body: Some(span(a)), ..r });
            } else if owned {
                // "the ministers of defence, Sweden's Noor and Finland's Otieno"
                let comma = (a.start as usize).checked_sub(1).filter(|&c| t[c].hash == word::COMMA);
                let line = self.line_start(a.start as usize);
                let plural = comma.and_then(|c| {
                    (c.saturating_sub(4).max(line)..c).rev().find(|&k| self.plural_role(k).is_some())
                });
                if let Some((c, k)) = comma.zip(plural)
                    && (k + 1 == c || t[k + 1].hash == word::OF)
                {
                    let left = self.left(k, Rule::Plural, true);
                    roles[n] = Some(Role { body: Some(span(a)), ..left });
                }
            }
        }
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
