//! Whether a role is a public one.

use super::words::*;
use super::{Offices, Range, Role, Rule};
use crate::label::Kind;
use crate::lexicon::Classes;
use crate::story::word;
use crate::token::{Shape, fold};

impl Offices<'_> {
    /// Whether the role, in its body, is a public one.
    pub(crate) fn is_official(&self, role: &Role) -> bool {
        let t = self.t();
        let (start, end) = role.role;
        let has = |set: Words| self.any_word(role.role, set);
        if role.rule == Rule::Relative {
            return role.of_holder;
        }
        if has(NEVER)
            || has(words!["secretary"])
                && has(words!["general"])
                && role.body.is_none()
                && end - start == 2
                && t[start].hash == words!["general"][0]
        {
            return false;
        }
        let public = role.body.map(|b| self.is_public(b));
        if role.rule == Rule::Heads {
            return public == Some(true);
        }
        // A plural stands for its singular.
        let plural = if role.plural { self.plural_role(end - 1) } else { None };
        let classes = t[start..end].iter().fold(plural.unwrap_or_default(), |c, x| c | x.classes);
        let listed = classes.intersects(Classes::OFFICIAL_TITLE);
        let office = classes.intersects(
            Classes::OFFICE
                | Classes::MILITARY
                | Classes::POLICE
                | Classes::JUDGE
                | Classes::ROYAL
                | Classes::SPOKESPERSON,
        );
        // "Secretary for Development": the word before "for".
        let last = (start + 1..end).find(|&n| matches!(t[n].hash, word::OF | word::FOR)).unwrap_or(end) - 1;
        let head = &t[last];
        let is = |set: Words| {
            set.contains(&head.hash)
                || plural.is_some() && set.iter().any(|&h| fold::fnv1a(h, b's') == head.hash)
        };
        if role.rule == Rule::Rank && is(words!["chief"]) {
            // Only of First Nations: see `rank`.
            return true;
        }
        if is(words!["leader"]) || has(words!["leader"]) {
            return self.is_public_leader(role);
        }
        if is(words!["whip"]) {
            return true;
        }
        let shared = is(SHARED);
        let president = has(words!["president", "presidents"]);
        if role.of_holder && (office || shared) {
            return true;
        }
        match public {
            Some(true) => office || listed || shared,
            // A lawmaker is one whatever the party: "the Unity Party deputy Ali Noor".
            Some(false) if end - start == 1 && is(words!["deputy"]) => true,
            Some(false) if shared => {
                let private = role.body.is_some_and(|b| self.is_private(b)) && !has(words!["grand"]);
                !private && self.is_listed_in_full(role, last)
            }
            Some(false) => listed && !president,
            None if shared => {
                t[start..=last].iter().any(|x| x.is(Classes::GOVERNMENT))
                    || has(words!["ministry", "minister", "ministerial", "ministers", "police", "army"])
                    || is(words!["secretary", "commissioner"])
                        && t[start].is_cap()
                        && self.any_word((start, end), FIELDS)
                    || is(words!["chief", "head", "director"]) && has(SERVICES)
                    || listed && is(PUBLIC_ALONE) && !has(words!["secretary", "director"])
                    || self.is_listed_in_full(role, last)
            }
            None => listed,
        }
    }

    /// A title of several words, of which token `head` is the head, that lists have as a public one,
    /// if more than its modifiers say so: "Grand Chief", "chief of staff", but not "deputy chairman"
    /// or "secretary-general".
    fn is_listed_in_full(&self, role: &Role, head: usize) -> bool {
        let line = self.line_start(head);
        [head, role.role.1 - 1].into_iter().any(|last| {
            let (start, classes) = self.phrase_ending(last, line);
            let any = |set: Words| (start..=last).any(|n| self.is_word(n, set));
            if start > head
                || !classes.intersects(Classes::OFFICIAL_TITLE)
                || any(words!["party", "general", "executive", "congress"])
            {
                return false;
            }
            // Governments have chief, permanent and principal secretaries.
            self.is_word(last, words!["secretary"])
                || (start..=last).filter(|n| *n != head).any(|n| {
                    !self.is_word(n, MODIFIERS)
                        && !self.is_word(n, FORMER)
                        && !self.is_word(n, words!["first", "second", "-"])
                })
        })
    }

    /// The leader of a country or of a chamber's side, not of a party or a movement.
    fn is_public_leader(&self, role: &Role) -> bool {
        let (start, end) = role.role;
        if end - start == 2 && self.is_word(start, words!["opposition"]) {
            return false;
        }
        let with_word_before = (start - usize::from(start > 0), end);
        if self.any_word(with_word_before, words!["house", "majority", "minority", "floor"])
            || self.any_word(role.role, words!["opposition"]) && self.any_word(role.role, &[word::OF])
        {
            return true;
        }
        role.body.is_some_and(|(n, _)| {
            // A people of a country, not a party ("Democrat leader").
            self.name_at(n).is_some_and(|x| {
                x.kind == Kind::Place
                    || x.kind == Kind::Group && self.t()[n].is(Classes::DEMONYM | Classes::COUNTRY)
            }) && !self.any_word(role.body.unwrap_or_default(), PRIVATE_NOUNS)
                || self.is_word(n, words!["junta"])
        })
    }

    /// Whether the words name a public body: a place, a people, a government's body, or words like
    /// "the ministry".
    pub(super) fn is_public(&self, body: Range) -> bool {
        let t = self.t();
        let (start, end) = body;
        // "the Kenya cricket president", "Cricket Kenya"
        if (start.saturating_sub(1)..(end + 1).min(t.len()))
            .any(|n| self.is_word(n, SPORTS) && t[n].line == t[start].line)
        {
            return false;
        }
        // India's Congress is a party.
        if self.is_word(end - 1, words!["congress"])
            && t[end - 1].shape != Shape::Lower
            && *self
                .of_india
                .get_or_init(|| t.iter().any(|x| words!["india", "indian", "bjp"].contains(&x.hash)))
        {
            return false;
        }
        let exact = self.name_at(start).filter(|x| (x.start as usize, x.end as usize) == body);
        if let Some(x) = exact {
            match x.kind {
                Kind::Place | Kind::Group => return true,
                Kind::Person => return false,
                _ => {}
            }
            let mut private = false;
            for l in self.story.listed_as(start, end) {
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
        let last = &t[end - 1];
        if last.is(Classes::PARTY) || self.is_word(end - 1, PRIVATE_NOUNS) {
            return false;
        }
        (start..end).any(|n| {
            t[n].is(Classes::GOVERNMENT) && !t[n].is(Classes::PARTY) || self.is_word(n, PUBLIC_NOUNS)
        }) || exact.is_none()
            && (start..end).any(|n| {
                t[n].is(Classes::DEMONYM | Classes::COUNTRY)
                    || self.name_at(n).is_some_and(|x| matches!(x.kind, Kind::Place | Kind::Group))
            })
    }

    /// Whether the words name a body that is known to be no public one: a party, a firm, rebels.
    pub(super) fn is_private(&self, body: Range) -> bool {
        let (start, end) = body;
        if self.is_public(body) {
            return false;
        }
        let listed = self
            .story
            .listed_as(start, end)
            .any(|l| self.lists.get(l.list as usize).is_some_and(|name| name.starts_with("orgs-")));
        listed || self.t()[end - 1].is(Classes::PARTY) || self.any_word(body, PRIVATE_NOUNS)
    }
}
