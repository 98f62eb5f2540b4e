//! Who holds which office in which body, as the text words it.
//!
//! For every person the words around the name are read for a role: a title before it ("Kenya's
//! Foreign Minister Ali Noor"), a role with its body before it ("President of Mongolia Ukhnaa"), an
//! apposition ("Jane Mwangi, the health ministry's spokeswoman,"), a predicate ("Noor was elected
//! speaker"), a shared plural ("MPs Otieno, Patel and Noor"). The body is the name next to the
//! role, or the words after "of". Whether that makes the person an official depends on the role
//! and on whether the body is a public one.

use crate::label::Kind;
use crate::lexicon::{self, Classes};
use crate::reader::Named;
use crate::story::{Story, phrase_at, word};
use crate::token::{Shape, Token, flag, fold};
use std::collections::{HashMap, HashSet};

/// A role found beside a name. Ranges are bytes of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Role {
    pub role: (usize, usize),
    /// Singular of a plural role ("MPs"): this many bytes less at its end.
    pub plural: bool,
    pub body: Option<(usize, usize)>,
    pub former: bool,
    pub official: bool,
    /// The rule that found it.
    pub rule: &'static str,
}

/// Finds roles in one story.
pub(crate) struct Offices<'a> {
    text: &'a str,
    story: &'a Story,
    lists: &'a [String],
    named: &'a [Named],
    /// For every token, the number + 1 of the name that covers it.
    cover: Vec<u32>,
}

const MINISTER_WORDS: [&str; 4] = ["minister", "secretary", "commissioner", "adviser"];

/// Roles that are held in clubs, parties and firms as well as in public bodies.
const SHARED_ROLES: [&str; 34] = [
    "president",
    "chairman",
    "chairwoman",
    "chairperson",
    "chair",
    "secretary",
    "general",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "chief",
    "head",
    "director",
    "leader",
    "commissioner",
    "treasurer",
    "representative",
    "official",
    "adviser",
    "advisor",
    "executive",
    "ceo",
    "member",
    "manager",
    "commander",
    "captain",
    "delegate",
    "secretary-general",
    "director-general",
    "officer",
    "founder",
    "candidate",
    "deputy",
    "coordinator",
];

/// Roles that make nobody an official by themselves, whatever a list of titles says.
const NEVER: [&str; 12] = [
    "candidate",
    "contender",
    "hopeful",
    "nominee",
    "lady",
    "editor",
    "activist",
    "campaigner",
    "expert",
    "analyst",
    "advocate",
    "politician",
];

impl<'a> Offices<'a> {
    pub(crate) fn new(text: &'a str, story: &'a Story, lists: &'a [String], named: &'a [Named]) -> Self {
        let mut cover = vec![0; story.tokens().len()];
        for (n, x) in named.iter().enumerate() {
            if x.kind != Kind::Other {
                cover[x.start as usize..x.end as usize].fill(n as u32 + 1);
            }
        }
        Offices { text, story, lists, named, cover }
    }

    fn t(&self) -> &'a [Token] {
        self.story.tokens()
    }

    fn word(&self, n: usize) -> &'a str {
        self.t()[n].text(self.text)
    }

    fn name_at(&self, n: usize) -> Option<&'a Named> {
        match self.cover.get(n).copied().unwrap_or(0) {
            0 => None,
            k => Some(&self.named[k as usize - 1]),
        }
    }

    /// A name of one of these kinds that starts at token `n`.
    fn body_from(&self, n: usize) -> Option<&'a Named> {
        self.name_at(n).filter(|x| x.start as usize == n && x.kind != Kind::Person)
    }

    fn bytes(&self, from: usize, end: usize) -> (usize, usize) {
        (self.t()[from].start as usize, self.t()[end - 1].end as usize)
    }

    fn lower_is(&self, n: usize, set: &[&str]) -> bool {
        set.iter().any(|s| self.word(n).eq_ignore_ascii_case(s))
    }

    /// The roles of every name; `None` for names without one.
    pub(crate) fn roles(&self) -> Vec<Option<Role>> {
        let mut roles: Vec<Option<Role>> = self
            .named
            .iter()
            .map(|x| {
                if x.kind != Kind::Person {
                    return None;
                }
                let (i, j) = (x.start as usize, x.end as usize);
                let before = self.before(i);
                let after = if before.as_ref().is_some_and(|r| self.is_official(r)) {
                    None
                } else {
                    self.after(i, j)
                };
                let mut role = match (before, after) {
                    (Some(b), Some(a)) => {
                        if self.is_official(&a) {
                            a
                        } else {
                            b
                        }
                    }
                    (b, a) => b.or(a).or_else(|| self.rank(i))?,
                };
                if role.body.is_none() && role.role.1 <= self.t()[i].start as usize {
                    role.body = self.of_body(j);
                }
                Some(role)
            })
            .collect();
        self.share(&mut roles);
        if roles.iter().flatten().any(|r| r.body.is_none()) {
            self.bodies_elsewhere(&mut roles);
        }
        for role in roles.iter_mut().flatten() {
            role.official = self.is_official(role);
        }
        roles
    }

    /// Roles without a name beside them: "the Kenyan health minister", "the president of Ecuador".
    pub(crate) fn unnamed(&self) -> Vec<Role> {
        let t = self.t();
        let mut out = Vec::new();
        for n in 0..t.len() {
            if !self.is_role(n)
                || !t[n].is(Classes::OFFICE)
                || t.get(n + 1).is_some_and(|x| x.is(Classes::OFFICE) && self.cover[n + 1] == 0)
            {
                continue;
            }
            if self.name_at(n + 1).is_some_and(|x| x.kind == Kind::Person) {
                continue;
            }
            let mut role = self.left(n, "official/unnamed", false);
            if role.body.is_none() {
                role.body = self.of_body(n + 1);
            }
            role.official = self.is_official(&role);
            out.push(role);
        }
        out
    }

    /// Gives a role without body the body that the same words have elsewhere in the story.
    fn bodies_elsewhere(&self, roles: &mut [Option<Role>]) {
        // The body of every role, by its words; `None` where two bodies have such an office.
        let spelled = |b: (usize, usize)| self.text[b.0..b.1].to_lowercase();
        let words = |r: &Role| self.text[r.role.0..r.role.1].to_lowercase();
        let mut known: HashMap<String, Option<(usize, usize)>> = HashMap::new();
        for r in self.unnamed() {
            let Some(body) = r.body else { continue };
            known
                .entry(words(&r))
                .and_modify(|b| *b = b.filter(|b| spelled(*b) == spelled(body)))
                .or_insert(Some(body));
        }
        // A body in which somebody else holds the office is not taken either.
        let held: HashSet<(String, String)> =
            roles.iter().flatten().filter_map(|r| Some((words(r), spelled(r.body?)))).collect();
        for role in roles.iter_mut().flatten().filter(|r| r.body.is_none()) {
            let of = words(role);
            role.body = known.get(&of).copied().flatten().filter(|b| !held.contains(&(of, spelled(*b))));
        }
    }

    /// Whether token `n` ends a title that can be a role, not a mere form of address.
    fn is_role(&self, n: usize) -> bool {
        let t = &self.t()[n];
        let kinds = Classes(Classes::TITLE.0 & !Classes::HONORIFIC.0);
        t.is(kinds) && self.cover[n] == 0 && !(t.is(Classes::HONORIFIC) && t.has(flag::DOT))
    }

    /// The singular of a plural title, if it is one.
    fn is_plural_role(&self, n: usize) -> bool {
        let w = self.word(n);
        let Some(stem) = w.strip_suffix('s') else { return false };
        let c = |w: &str| lexicon::global().classes(fold::fold_hash(w));
        self.cover[n] == 0
            && w.len() > 2
            && (c(stem).intersects(Classes(Classes::TITLE.0 & !Classes::HONORIFIC.0))
                || stem.strip_suffix("ie").is_some_and(|s| c(&format!("{s}y")).intersects(Classes::OFFICE)))
    }

    /// The longest title of several words in the lexicon that ends at token `n`: its first token,
    /// or `n`, and its classes.
    fn phrase_ending(&self, n: usize, line: usize) -> (usize, Classes) {
        let t = self.t();
        let mut best = (n, Classes::NONE);
        for back in 1..=5 {
            let Some(s) = n.checked_sub(back).filter(|s| *s >= line) else { break };
            if self.cover[s] != 0 {
                break;
            }
            // "former prime minister" is a title of the lexicon; what is former is said apart.
            if self.lower_is(s, FORMER) {
                continue;
            }
            if t[s].is(Classes::PHRASE)
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
        let line = self.story.lexed.lines[t[n].line as usize].first as usize;
        let mut start = self.phrase_ending(n, line).0;
        // What stands before it and belongs to it.
        while start > line && !t[start].has(flag::SENTENCE) {
            let p = start - 1;
            let x = &t[p];
            if self.cover[p] != 0 {
                break;
            }
            let modifier = self.lower_is(p, MODIFIERS);
            let joined =
                x.hash == word::HYPHEN && x.has(flag::GLUED) && p > line && !self.lower_is(p - 1, FORMER);
            let capital = t[start].is_cap()
                && x.is_cap()
                && !x.is(Classes::FUNCTION
                    | Classes::HONORIFIC
                    | Classes::WEEKDAY
                    | Classes::MONTH
                    | Classes::DEMONYM
                    | Classes::COUNTRY)
                && !self.lower_is(p, FORMER)
                && !(x.has(flag::SENTENCE) && x.is(Classes::SPEECH));
            let and = x.hash == word::AND
                && p > line + 1
                && self.cover[p - 1] == 0
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
        let line = self.story.lexed.lines[t[i].line as usize].first as usize;
        let mut k = i;
        // "Prime Minister Gen Prayut", "Chief Judge …, Justice Tsoho", "HE Dr. Cabanas"
        let mut academic = None;
        while k > line {
            if t[k - 1].hash == word::STOP
                && t[k - 1].has(flag::GLUED)
                && k > line + 1
                && self.lower_is(k - 2, ABBREVIATED)
            {
                k -= 2;
                continue;
            }
            let title = (t[k - 1].is(Classes::HONORIFIC | Classes::MILITARY | Classes::ACADEMIC)
                || self.lower_is(
                    k - 1,
                    &[
                        "h", "e", "hh", "he", "h.e.", "engr", "eng.", "justice", "dr.", "sheikh", "shaikh",
                        "sheikha",
                    ],
                ))
                && t[k - 1].is_cap()
                && self.cover[k - 1] == 0
                && !self.phrase_ending(k - 1, line).1.intersects(Classes::OFFICE);
            if !title {
                break;
            }
            k -= 1;
            if t[k].is(Classes::ACADEMIC) {
                academic = Some(k);
            }
        }
        self.before_titles(i, k, line)
            .or_else(|| academic.map(|n| self.left(n, "official/title-name", false)))
    }

    /// A role before token `k`, where the name's titles begin; the name itself starts at `i`.
    fn before_titles(&self, i: usize, k: usize, line: usize) -> Option<Role> {
        let t = self.t();
        if k == line {
            return None;
        }
        let mut n = k - 1;
        // ", the late Professor Mills"
        while n > line && k < i && self.lower_is(n, &["the", "late", "former"]) && t[n].shape == Shape::Lower
        {
            n -= 1;
        }
        if self.lower_is(n, &["including", "namely"]) && n > line {
            n -= 1;
        }
        let dash = |n: usize| matches!(self.word(n), "-" | "–" | "—" | "--");
        if (matches!(t[n].hash, word::COMMA | word::COLON) || dash(n)) && n > line {
            let list = t[n].hash != word::COMMA || self.lower_is(n + 1, &["including", "namely"]);
            while n > line && (dash(n) || matches!(t[n].hash, word::COMMA | word::COLON)) {
                n -= 1;
            }
            if list && self.is_plural_role(n) {
                return Some(self.left(n, "official/plural", true));
            }
            // "its chairman, Ali Noor," or "former Coast Governor, Senator Ali Noor"
            let role = if self.is_role(n) && (t[n].shape == Shape::Lower || k < i) {
                Some(self.left(n, "official/role-comma", false))
            } else {
                self.body_with_role(n).or_else(|| self.role_of_body(n, line, "official/role-of-body-comma"))
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
        if self.is_plural_role(n) {
            return Some(self.left(n, "official/plural", true));
        }
        if self.is_role(n) && (t[n].is_cap() || !t[n].is(Classes::HONORIFIC)) {
            return Some(self.left(n, "official/title-name", false));
        }
        if self.lower_is(n, &["was", "is", "by"])
            && n > line
            && self.is_role(n - 1)
            && !self.lower_is(n, &["by"])
        {
            return Some(self.left(n - 1, "official/role-was-name", false));
        }
        self.role_of_body(n, line, "official/role-of-body")
    }

    /// Whether a role is said of the name before it: "Ali Noor, ambassador to Qatar, Dr. Mwangi".
    fn is_apposition(&self, role: &Role, line: usize) -> bool {
        let t = self.t();
        let from = role.body.map_or(role.role.0, |b| b.0.min(role.role.0));
        let mut p = t.partition_point(|x| (x.start as usize) < from);
        while p > line
            && (self.lower_is(p - 1, &["the", "a", "an"])
                || self.lower_is(p - 1, FORMER)
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
        let first = first.unwrap_or(last);
        Some(Role {
            role: self.bytes(first, e),
            body: Some(self.bytes(s, first)),
            rule: "official/body-with-role",
            ..Role::default()
        })
    }

    /// The role that ends at token `n`, with the body left of it.
    fn left(&self, n: usize, rule: &'static str, plural: bool) -> Role {
        let t = self.t();
        let s = self.title_start(n);
        let line = self.story.lexed.lines[t[n].line as usize].first as usize;
        let mut role = Role { role: self.bytes(s, n + 1), plural, rule, ..Role::default() };
        let mut p = s;
        // "former Kenyan president", "Kenya's former president", "ex-president", "then president"
        let mut steps = 0;
        while p > line && steps < 5 {
            steps += 1;
            let q = p - 1;
            if self.lower_is(q, FORMER) {
                role.former = true;
                p = q;
            } else if t[q].hash == word::HYPHEN && q > line && self.lower_is(q - 1, FORMER) {
                role.former = true;
                p = q - 1;
            } else if self.lower_is(
                q,
                &[
                    "then",
                    "late",
                    "new",
                    "incoming",
                    "outgoing",
                    "incumbent",
                    "current",
                    "first",
                    "longtime",
                    "long-time",
                    "top",
                    "veteran",
                ],
            ) || matches!(t[q].hash, word::POSSESSIVE | word::APOSTROPHE) && t[q].has(flag::GLUED)
            {
                p = q;
            } else if t[q].hash == word::CLOSE && q >= line + 2 {
                // "Palang Pracharath Party (PPRP) leader"
                match (q.saturating_sub(4).max(line)..q).rev().find(|&o| t[o].hash == word::OPEN) {
                    Some(o) => p = o,
                    None => break,
                }
            } else {
                break;
            }
        }
        if p > line && role.body.is_none() {
            if let Some(x) = self.name_at(p - 1).filter(|x| x.end as usize == p && x.kind != Kind::Person) {
                role.body = Some(self.bytes(x.start as usize, x.end as usize));
                let q = x.start as usize;
                role.former |= q > line && self.lower_is(q - 1, FORMER);
            } else if t[p - 1].is_cap()
                && t[p - 1].is(Classes::DEMONYM | Classes::COUNTRY)
                && self.cover[p - 1] == 0
            {
                // A nationality is one, even where the reading of the line found no name.
                role.body = Some(self.bytes(p - 1, p));
            } else if p == s
                && (t[p - 1].shape == Shape::Lower && t[p - 1].is(Classes::NOUN_ORG | Classes::GOVERNMENT)
                    || t[p - 1].is_cap() && t[p - 1].is(Classes::GOVERNMENT))
            {
                role.body = Some(self.bytes(p - 1, p));
            }
        }
        // "Deputy Prime Minister and Unity Party leader Ali Noor": the first of two roles.
        let from = role.body.map_or(role.role.0, |b| b.0.min(role.role.0));
        let a = t.partition_point(|x| (x.start as usize) < from);
        if a > line + 1
            && matches!(t[a - 1].hash, word::AND | word::COMMA)
            && self.is_role(a - 2)
            && t[a - 2].is_cap()
        {
            let first = self.left(a - 2, rule, false);
            if self.is_official(&first) {
                return first;
            }
        }
        if role.body.is_none() {
            // "House Speaker", "Council spokesperson", "Army chief": a body's head as the role's first word.
            let first = s;
            let union = first < n
                && self.lower_is(
                    first,
                    &[
                        "union",
                        "federal",
                        "state",
                        "house",
                        "senate",
                        "assembly",
                        "parliament",
                        "army",
                        "police",
                        "navy",
                    ],
                );
            if first < n && t[first].is_cap() && (union || t[first].is(Classes::GOVERNMENT) && n - first == 1)
            {
                role.body = Some(self.bytes(first, first + 1));
                role.role = self.bytes(first + 1, n + 1);
            }
        }
        role
    }

    /// "President of Mongolia" that ends at token `n`.
    fn role_of_body(&self, n: usize, line: usize, rule: &'static str) -> Option<Role> {
        let t = self.t();
        // The body, or the capitalised words of the portfolio.
        let mut s = n;
        let body = self.name_at(n).filter(|x| x.kind != Kind::Person);
        if let Some(x) = body {
            s = x.start as usize;
        } else {
            if !t[n].is_cap() {
                return None;
            }
            while s > line
                && (t[s - 1].is_cap() || t[s - 1].hash == word::AND || t[s - 1].shape == Shape::Number)
                && self.cover[s - 1] == 0
            {
                s -= 1;
            }
        }
        let public = PUBLIC_NOUNS.contains(&fold::fold(self.word(n)).as_str());
        let mut p = s.checked_sub(1).filter(|p| *p >= line)?;
        if let Some(x) = body.filter(|x| x.kind == Kind::Org) {
            // "General Officer Commanding (GOC) Chinar Corps Lt Gen Aujla"
            let mut r = p;
            if t[r].hash == word::CLOSE && r >= line + 3 && t[r - 2].hash == word::OPEN {
                r -= 3;
            }
            if self.is_role(r) && t[r].is_cap() {
                let mut role = self.left(r, rule, false);
                role.body = Some(self.bytes(x.start as usize, x.end as usize));
                return Some(role);
            }
        }
        if t[p].hash == word::THE {
            p = p.checked_sub(1).filter(|p| *p >= line)?;
        }
        if !matches!(t[p].hash, word::OF | word::FOR | word::AT | word::IN) && !self.lower_is(p, &["to"]) {
            return None;
        }
        let r = p.checked_sub(1).filter(|p| *p >= line)?;
        if !self.is_role(r) {
            // "Minister of Health of Kenya": one step further.
            return None;
        }
        let mut role = self.left(r, rule, false);
        match body {
            Some(x) if !self.is_portfolio(r, x) => {
                role.body = Some(self.bytes(x.start as usize, x.end as usize))
            }
            None if public => role.body = Some(self.bytes(s, n + 1)),
            _ => role.role.1 = t[n].end as usize,
        }
        Some(role)
    }

    /// "Minister of Foreign Affairs": what follows is the minister's field and no body.
    fn is_portfolio(&self, role: usize, x: &Named) -> bool {
        x.kind == Kind::Org
            && self.lower_is(role, &MINISTER_WORDS)
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
        if first.hash == word::COMMA
            || first.hash == word::OPEN
            || matches!(self.word(j), "–" | "—" | "-") && !first.has(flag::GLUED)
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
            if self.lower_is(n, &["who"]) {
                let verb = n + 1;
                self.story.near(verb, i)?;
                if self.lower_is(verb, &["heads", "headed", "leads", "led", "chairs", "chaired"]) {
                    return self.heads(verb, "official/who-heads");
                }
                let mut m = verb;
                while m < verb + 5 && self.story.near(m, i).is_some() && self.lower_is(m, LINKING) {
                    m += 1;
                }
                if m == verb {
                    return None;
                }
                let mut role = self.phrase(m, i, "official/who-is")?;
                role.former |= self.lower_is(verb, &["was", "served"]);
                return Some(role);
            }
            return self.phrase(n, i, "official/apposition");
        }
        if first.is_cap() && self.is_role(j) && first.shape != Shape::Upper {
            // "Jamal Al Bader Ambassador of the State of Qatar"
            return self.phrase(j, i, "official/name-title");
        }
        let mut m = j;
        while m < j + 5 && self.story.near(m, i).is_some() && self.lower_is(m, LINKING) {
            m += 1;
        }
        if m > j {
            let mut role = self.phrase(m, i, "official/is")?;
            role.former |= self.lower_is(j, &["was", "served"])
                && !self.lower_is(j + 1, &["named", "elected", "appointed", "sworn", "chosen"]);
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
        Some(self.bytes(x.start as usize, x.end as usize))
    }

    /// "heads the tax authority"
    fn heads(&self, verb: usize, rule: &'static str) -> Option<Role> {
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
        Some(Role {
            role: self.bytes(verb, verb + 1),
            body: Some(self.bytes(n, end)),
            rule,
            ..Role::default()
        })
    }

    /// A role in a phrase that starts at token `n`: "the former Kenyan minister of health".
    fn phrase(&self, mut n: usize, with: usize, rule: &'static str) -> Option<Role> {
        let t = self.t();
        let mut former = false;
        let mut body = None;
        let limit = n + 12;
        loop {
            self.story.near(n, with)?;
            if n >= limit || t[n].has(flag::SENTENCE) {
                return None;
            }
            if self.lower_is(
                n,
                &[
                    "the", "a", "an", "its", "their", "his", "her", "one", "as", "of", "current", "then",
                    "new", "also",
                ],
            ) || t[n].shape == Shape::Number
            {
                if t[n].hash == word::OF && !self.lower_is(n.saturating_sub(1), &["one"]) {
                    return None;
                }
                n += 1;
            } else if self.lower_is(n, FORMER) {
                former = true;
                n += 1;
                if self.story.near(n, with)?.hash == word::HYPHEN {
                    n += 1;
                }
            } else if let Some(x) = self.body_from(n) {
                body = Some(self.bytes(x.start as usize, x.end as usize));
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
            if self.is_role(m) {
                last = Some(m);
            } else if x.shape == Shape::Punct && x.hash != word::HYPHEN
                || x.is(Classes::FUNCTION | Classes::SPEECH)
                || x.hash == word::OF
            {
                break;
            }
            if self.cover[m] != 0 {
                // "the state news agency Xinhua's editor": a body further in.
                if let Some(y) = self.body_from(m) {
                    body = Some(self.bytes(y.start as usize, y.end as usize));
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
        let last = last?;
        let mut s = self.title_start(last).max(start);
        if last - s <= 3
            && start < s
            && t[start..s].iter().all(|x| x.is_cap() || x.shape == Shape::Lower && !x.is(Classes::FUNCTION))
            && t[start..s].iter().any(Token::is_cap)
        {
            s = start;
        }
        let mut role = Role { role: self.bytes(s, last + 1), former, body, rule, ..Role::default() };
        // "of Kenya", "of the Algerian parliament's upper house", "for health"
        let mut n = last + 1;
        if let Some(x) = self.story.near(n, with)
            && (matches!(x.hash, word::OF | word::AT | word::FOR | word::IN)
                || self.lower_is(n, &["to", "with"]))
        {
            n += 1;
            if self.story.near(n, with).is_some_and(|x| x.hash == word::THE) {
                n += 1;
            }
            self.story.near(n, with).filter(|x| !x.has(flag::SENTENCE)).map_or(Some(()), |_| Some(()))?;
            if n < t.len() && self.story.near(n, with).is_some() {
                if let Some(y) = self.body_from(n) {
                    if self.is_portfolio(last, y) {
                        role.role.1 = t[y.end as usize - 1].end as usize;
                    } else {
                        let mut end = y.end as usize;
                        // "the Algerian parliament's upper house"
                        if y.kind == Kind::Group
                            || self.story.near(end, with).is_some_and(|z| z.hash == word::POSSESSIVE)
                        {
                            end = self.noun_phrase_end(end).max(end);
                        }
                        role.body = Some(self.bytes(n, end));
                    }
                } else if t[n].is_cap() && t[last].is_cap() {
                    let mut end = n;
                    while let Some(z) = self.story.near(end, with) {
                        if z.is_cap() && self.cover[end] == 0
                            || z.hash == word::AND
                                && self.story.near(end + 1, with).is_some_and(Token::is_cap)
                        {
                            end += 1;
                        } else {
                            break;
                        }
                    }
                    role.role.1 = t[end - 1].end as usize;
                } else if role.body.is_none() {
                    let end = self.noun_phrase_end(n);
                    if end > n {
                        role.body = Some(self.bytes(n, end));
                    }
                }
            }
        }
        Some(role)
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
        let line = self.story.lexed.lines[t[i].line as usize].first as usize;
        let mut s = i;
        while s > line
            && t[s - 1].is(Classes::MILITARY | Classes::POLICE | Classes::JUDGE | Classes::ROYAL)
            && t[s - 1].is_cap()
            && self.cover[s - 1] == 0
        {
            s -= 1;
        }
        if s == i {
            return None;
        }
        // Of several, the first says most: "Commander Lieutenant General".
        let end = phrase_at(t, s).map(|(end, _)| end).filter(|end| *end <= i).unwrap_or(s + 1);
        let mut role = self.left(end - 1, "official/rank", false);
        if role.role.1 > t[s].start as usize {
            role.role.0 = t[s].start as usize;
        }
        Some(role)
    }

    /// Names in a row share a plural role; "Tunisia's Kais Saied" after a president is one too.
    fn share(&self, roles: &mut [Option<Role>]) {
        let t = self.t();
        for n in 1..self.named.len() {
            let (a, b) = (&self.named[n - 1], &self.named[n]);
            if roles[n].is_some() || b.kind != Kind::Person {
                continue;
            }
            let between = &t[a.end as usize..b.start as usize];
            let row = between.len() <= 2
                && between.iter().all(|x| matches!(x.hash, word::COMMA | word::AND))
                && !between.is_empty();
            if row && a.kind == Kind::Person {
                if let Some(r) = &roles[n - 1]
                    && r.plural
                {
                    roles[n] = Some(r.clone());
                }
                continue;
            }
            // "Presidents Noor of Kenya and Otieno of Uganda"
            let row = between.len() <= 2
                && !between.is_empty()
                && between.iter().all(|x| matches!(x.hash, word::COMMA | word::AND));
            if row && n >= 2 && matches!(a.kind, Kind::Place | Kind::Org) {
                let p = &self.named[n - 2];
                let gap = &t[p.end as usize..a.start as usize];
                if p.kind == Kind::Person
                    && gap.first().is_some_and(|x| x.hash == word::OF)
                    && gap.len() <= 2
                    && let Some(r) = &roles[n - 2]
                    && r.plural
                {
                    roles[n] = Some(Role { body: self.of_body(b.end as usize), ..r.clone() });
                    continue;
                }
            }
            // "Palestinian president Mahmud Abbas, Tunisia's Kais Saied"
            if a.kind == Kind::Place && n >= 2 && between.len() == 1 && between[0].hash == word::POSSESSIVE {
                let p = &self.named[n - 2];
                let gap = &t[p.end as usize..a.start as usize];
                if p.kind == Kind::Person
                    && gap.len() <= 2
                    && !gap.is_empty()
                    && gap.iter().all(|x| matches!(x.hash, word::COMMA | word::AND))
                    && let Some(r) = &roles[n - 2]
                {
                    let body = Some(self.bytes(a.start as usize, a.end as usize));
                    roles[n] = Some(Role { body, rule: "official/same-role", ..r.clone() });
                }
            }
        }
    }

    /// Whether the role, in its body, is a public one.
    fn is_official(&self, role: &Role) -> bool {
        let words = self.text[role.role.0..role.role.1].to_lowercase();
        let last_words: Vec<&str> =
            words.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| !w.is_empty()).collect();
        let has = |set: &[&str]| {
            last_words.iter().any(|w| {
                set.contains(w) || role.plural && w.strip_suffix('s').is_some_and(|s| set.contains(&s))
            })
        };
        if has(&NEVER) || words.contains("general secretary") && role.body.is_none() {
            return false;
        }
        let public = role.body.map(|b| self.is_public(b));
        if matches!(role.rule, "official/who-heads") {
            return public == Some(true);
        }
        let t = self.t();
        let tokens = t.partition_point(|x| (x.start as usize) < role.role.0)
            ..t.partition_point(|x| (x.start as usize) < role.role.1);
        let listed_yes = tokens.clone().any(|n| t[n].is(Classes::OFFICIAL_TITLE)) || role.plural;
        let office = tokens.clone().any(|n| {
            t[n].is(Classes(
                Classes::OFFICE.0
                    | Classes::MILITARY.0
                    | Classes::POLICE.0
                    | Classes::JUDGE.0
                    | Classes::ROYAL.0
                    | Classes::SPOKESPERSON.0,
            ))
        }) || role.plural;
        let portfolio = tokens.clone().any(|n| t[n].is(Classes::GOVERNMENT))
            || words.contains("minist")
            || words.contains("police")
            || words.contains("army");
        if words == "opposition leader" {
            return false;
        }
        if last_words.contains(&"leader")
            && !words.contains("of the opposition")
            && !words.contains("house")
            && !words.contains("majority")
            && !words.contains("minority")
        {
            // The leader of a country, not of a party or a movement.
            let body = role.body.map(|b| t.partition_point(|x| (x.start as usize) < b.0));
            return body.is_some_and(|n| {
                self.name_at(n).is_some_and(|x| matches!(x.kind, Kind::Place | Kind::Group))
                    || self.lower_is(n, &["junta"])
            });
        }
        let head = last_words.last().copied().unwrap_or("");
        let head = if role.plural { head.trim_end_matches('s') } else { head };
        let shared = SHARED_ROLES.contains(&head);
        match public {
            Some(true) => office || listed_yes || shared,
            Some(false) => listed_yes && !shared && !words.contains("president"),
            None if shared => {
                portfolio
                    || listed_yes
                        && [
                            "president",
                            "spokesman",
                            "spokeswoman",
                            "general",
                            "commissioner",
                            "commander",
                            "official",
                            "representative",
                            "deputy",
                        ]
                        .contains(&head)
                        && !words.contains("secretary")
            }
            None => listed_yes,
        }
    }

    /// Whether the words name a public body: a place, a people, a government's body, or words like
    /// "the ministry".
    fn is_public(&self, body: (usize, usize)) -> bool {
        let t = self.t();
        let range = t.partition_point(|x| (x.start as usize) < body.0)
            ..t.partition_point(|x| (x.start as usize) < body.1);
        let exact = self
            .name_at(range.start)
            .filter(|x| (x.start as usize, x.end as usize) == (range.start, range.end));
        if let Some(x) = exact {
            match x.kind {
                Kind::Place | Kind::Group => return true,
                Kind::Person => return false,
                _ => {}
            }
            let mut private = false;
            for l in self.story.listed_as(range.start, range.end) {
                match self.lists.get(l.list as usize).map(String::as_str) {
                    Some("orgs-government" | "orgs-international" | "places-metonyms") => return true,
                    Some(name) if name.starts_with("orgs-") => private = true,
                    _ => {}
                }
            }
            if private {
                return false;
            }
        }
        t[range.clone()].iter().any(|x| {
            x.is(Classes::GOVERNMENT) && !x.is(Classes::PARTY)
                || PUBLIC_NOUNS.contains(&fold::fold(x.text(self.text)).as_str())
        }) || range.clone().any(|n| {
            self.name_at(n).is_some_and(|x| matches!(x.kind, Kind::Place | Kind::Group)) && exact.is_none()
        })
    }
}

/// Forms of address whose full stop stands apart.
const ABBREVIATED: &[&str] =
    &["eng", "engr", "dr", "prof", "mr", "mrs", "ms", "hon", "atty", "ir", "drs", "ing"];

const FORMER: &[&str] =
    &["former", "ex", "erstwhile", "ousted", "deposed", "onetime", "one-time", "late", "previous", "then"];

const MODIFIERS: &[&str] = &[
    "deputy",
    "vice",
    "acting",
    "assistant",
    "senior",
    "chief",
    "interim",
    "joint",
    "under",
    "principal",
    "associate",
    "special",
    "permanent",
    "executive",
    "national",
    "regional",
    "provincial",
    "federal",
    "presidential",
    "prime",
    "caretaker",
    "managing",
    "cabinet",
    "opposition",
    "majority",
    "minority",
];

const LINKING: &[&str] = &[
    "is",
    "was",
    "are",
    "were",
    "has",
    "had",
    "been",
    "be",
    "became",
    "becomes",
    "become",
    "as",
    "serves",
    "served",
    "serving",
    "currently",
    "now",
    "named",
    "elected",
    "appointed",
    "sworn",
    "in",
    "also",
    "chosen",
    "acting",
    "expected",
    "to",
    "set",
    "next",
    "become",
];

const PUBLIC_NOUNS: &[&str] = &[
    "government",
    "ministry",
    "ministries",
    "police",
    "army",
    "navy",
    "council",
    "commission",
    "parliament",
    "assembly",
    "senate",
    "congress",
    "court",
    "cabinet",
    "state",
    "embassy",
    "consulate",
    "republic",
    "department",
    "presidency",
    "junta",
    "municipality",
    "province",
    "county",
    "district",
    "city",
    "town",
    "military",
    "agency",
    "authority",
    "legislature",
    "house",
    "treasury",
    "tribunal",
    "governorate",
    "prosecutor",
    "mayor",
    "president",
    "minister",
    "premier",
    "governor",
    "kingdom",
    "region",
    "nation",
    "country",
    "force",
    "forces",
    "administration",
    "directorate",
    "secretariat",
    "network",
    "union",
    "bureau",
];

#[cfg(test)]
mod tests {}
