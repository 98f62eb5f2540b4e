//! Roles before a name: titles, roles with their body, roles set off by a comma, ranks.

use super::words::*;
use super::{Offices, Role, Rule, span};
use crate::label::Kind;
use crate::lexicon::Classes;
use crate::reader::Named;
use crate::story::{phrase_at, word};
use crate::token::{Shape, flag};

impl Offices<'_> {
    /// The longest title of several words in the lexicon that ends at token `n`: its first token,
    /// or `n`, and its classes.
    pub(super) fn phrase_ending(&self, n: usize, line: usize) -> (usize, Classes) {
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
    pub(super) fn title_start(&self, n: usize) -> usize {
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
    pub(super) fn before(&self, i: usize) -> Option<Role> {
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
    pub(super) fn before_titles(&self, i: usize, k: usize, line: usize) -> Option<Role> {
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
    pub(super) fn headed(&self, verb: usize, line: usize) -> Option<Role> {
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
    pub(super) fn is_definite(&self, n: usize, line: usize) -> bool {
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
    pub(super) fn is_apposition(&self, role: &Role, line: usize) -> bool {
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
    pub(super) fn body_with_role(&self, n: usize) -> Option<Role> {
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
    pub(super) fn left(&self, n: usize, rule: Rule, plural: bool) -> Role {
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
    pub(super) fn is_body_noun(&self, n: usize, owner: bool) -> bool {
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
    pub(super) fn role_of_body(&self, n: usize, line: usize, rule: Rule) -> Option<Role> {
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
    pub(super) fn role_of_noun(&self, n: usize, line: usize, rule: Rule) -> Option<Role> {
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
    pub(super) fn is_portfolio(&self, role: usize, x: &Named) -> bool {
        x.kind == Kind::Org
            && self.is_word(role, WITH_FIELD)
            && !self.t()[x.start as usize..x.end as usize]
                .iter()
                .any(|t| t.is(Classes::GOVERNMENT) || t.shape == Shape::Upper)
    }

    /// A rank alone makes a role when nothing better is known: "Lt Gen Dwivedi", "Justice Ekwo".
    pub(super) fn rank(&self, i: usize) -> Option<Role> {
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
    pub(super) fn of_first_nations(&self) -> bool {
        *self.of_first_nations.get_or_init(|| {
            self.t().windows(2).any(|w| {
                w[0].hash == words!["first"][0]
                    && words!["nation", "nations"].contains(&w[1].hash)
                    && w[1].is_cap()
            })
        })
    }
}
