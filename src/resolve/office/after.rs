//! Roles after a name: appositions and predicates.

use super::words::*;
use super::{Offices, Role, Rule, span};
use crate::label::Kind;
use crate::lexicon::Classes;
use crate::story::word;
use crate::token::{Shape, Token, flag};

impl Offices<'_> {
    /// A role after the name: an apposition or a predicate.
    pub(super) fn after(&self, i: usize, j: usize) -> Option<Role> {
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
    pub(super) fn of_body(&self, j: usize) -> Option<(usize, usize)> {
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
    pub(super) fn heads(&self, verb: usize) -> Option<Role> {
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
    pub(super) fn phrase(&self, n: usize, with: usize) -> Option<Role> {
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
    pub(super) fn one_of_phrase(&self, mut n: usize, with: usize) -> Option<(Role, usize)> {
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
        let last = last.filter(|&l| self.name_at(l + 1).is_none_or(|y| y.kind != Kind::Person))?;
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
    pub(super) fn noun_phrase_end(&self, n: usize) -> usize {
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
}
