//! What the rest of the story says of a role: rows of names, somebody else's office, the body that
//! "its" stands for or that the same office has elsewhere.

use super::words::*;
use super::{Bodies, Offices, Range, Role, Rule, span};
use crate::label::Kind;
use crate::lexicon::Classes;
use crate::reader::Named;
use crate::story::{surface_hash, word};
use crate::token::{Shape, flag};

impl Offices<'_> {
    /// The body in which the story has the same office elsewhere; none where it has it in two, or
    /// where somebody else holds it there.
    pub(super) fn body_elsewhere(
        &self,
        role: &Role,
        roles: &[Option<Role>],
        unnamed: &[Role],
        bodies: &mut Bodies,
    ) -> Option<Range> {
        // Many have the same office; what it has elsewhere is asked once.
        let key = surface_hash(&self.t()[role.role.0..role.role.1]);
        *bodies.entry(key).or_insert_with(|| {
            let mut found = None;
            for body in unnamed.iter().filter(|r| self.same_words(r.role, role.role)).filter_map(|r| r.body) {
                if found.is_some_and(|f| !self.same_words(f, body)) {
                    return None;
                }
                found = found.or(Some(body));
            }
            let body = found?;
            let held = roles.iter().flatten().any(|r| {
                !r.lent
                    && self.same_words(r.role, role.role)
                    && r.body.is_some_and(|b| self.same_words(b, body))
            });
            (!held).then_some(body)
        })
    }

    /// The court of a judge: the one named last before, in the same line or above.
    pub(super) fn court(&self, role: &Role) -> Option<Range> {
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
    pub(super) fn relatives(&self, roles: &mut [Option<Role>]) {
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
    pub(super) fn resumed(&self, roles: &mut [Option<Role>], unnamed: &[Role]) {
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
    pub(super) fn antecedent(&self, n: usize, role: usize) -> Option<Range> {
        let t = self.t();
        let country =
            self.is_word(role, NATIONAL) || self.is_word(role, words!["ambassador", "envoy", "consul"]);
        let line = self.line_start(n);
        let mut end = n;
        for _ in 0..2 {
            // Sentences are shorter; a text without any must not be walked through again and again.
            let limit = line.max(end.saturating_sub(300));
            let start = (limit..end).rev().find(|&k| t[k].has(flag::SENTENCE)).unwrap_or(limit);
            let from = self.named.partition_point(|x| (x.start as usize) < start);
            let to = self.named.partition_point(|x| (x.start as usize) < end);
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

    /// Names in a row share a plural role; "Tunisia's Kais Saied" after a president is one too.
    pub(super) fn share(&self, roles: &mut [Option<Role>]) {
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
