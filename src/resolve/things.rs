//! Stage 5: what a story says of each thing, gathered over all its mentions: its fullest or listed
//! name, its identifiers, its office.

use super::office::{self, NATIONAL, Role};
use crate::gazetteer::{Column, Gazetteer};
use crate::label::Kind;
use crate::reader::Named;
use crate::story::{Listed, Story};

/// Words that a thing has from the text or from a list, where they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Words {
    #[default]
    None,
    /// Bytes of the text.
    Text(usize, usize),
    /// A cell of a list: layer, entry, column.
    Cell(u16, u32, Column),
}

impl Words {
    pub(crate) fn is_none(self) -> bool {
        self == Words::None
    }

    pub(crate) fn of<'a>(self, text: &'a str, gazetteers: &'a [Gazetteer]) -> &'a str {
        match self {
            Words::None => "",
            Words::Text(start, end) => &text[start..end],
            Words::Cell(layer, entry, column) => gazetteers[layer as usize].cell(entry as usize, column),
        }
    }
}

/// One thing named in a story.
#[derive(Clone, Copy, Default)]
pub(crate) struct Thing {
    pub name: Words,
    pub role: Words,
    pub body: Words,
    /// `None` when nothing is known of the time.
    pub former: Option<bool>,
    pub official: bool,
    /// Whether lists of the user's give it identifiers: see [`Things::ids`].
    pub has_ids: bool,
    /// An entity of it that has been written already, by its place in the document.
    pub written: Option<usize>,
    /// The canonical list name of a place, for what acts for it.
    pub canonical: Words,
    /// The role is but a rank ("Gen.") and gives way to an office.
    by_rank: bool,
    listed: bool,
    /// The role as the text has it, by its tokens.
    told: Option<Role>,
    /// The text itself tells of a public office.
    told_official: bool,
    /// A list entry of an office-holder (layer, entry), the latest in office.
    holder: Option<(u16, u32)>,
    /// The listed names that were asked last: the first one's entry, and how many.
    asked: Option<(u16, u32, u32)>,
}

/// The things of a story.
#[derive(Default)]
pub(crate) struct Things {
    pub list: Vec<Thing>,
    /// Entries of the user's lists (thing, place among all, layer, entry), by thing, then by place.
    entries: Vec<(u32, u32, u16, u32)>,
    /// Offices that lists know persons to have held (thing, layer, entry).
    offices: Vec<(u32, u16, u32)>,
    /// Names of countries and peoples: first token, token after, code of the country.
    countries: Vec<(u32, u32, Code)>,
    /// Whether `countries` has been filled.
    counted: bool,
    /// The country that the story is about.
    about: Option<Code>,
}

/// A country's code of two letters.
type Code = [u8; 2];

/// What gathering goes by.
pub(crate) struct Sources<'a> {
    pub text: &'a str,
    pub story: &'a Story,
    pub named: &'a [Named],
    /// The thing of every name.
    pub of: &'a [usize],
    /// The role of every name, and the roles without a name.
    pub roles: &'a [Option<Role>],
    pub unnamed: &'a [Role],
    pub gazetteers: &'a [Gazetteer],
    /// Names of the built-in lists.
    pub lists: &'a [String],
    /// The day of the story.
    pub date: Option<&'a str>,
}

impl Things {
    /// Gathers the things of a story.
    pub(crate) fn gather(&mut self, s: &Sources) {
        let count = s.of.iter().max().map_or(0, |m| m + 1);
        self.list.clear();
        self.list.resize(count, Thing::default());
        self.entries.clear();
        self.offices.clear();
        self.counted = false;
        let tokens = s.story.tokens();
        for (n, x) in s.named.iter().enumerate().filter(|(_, x)| x.kind != Kind::Other) {
            let (i, j) = (x.start as usize, x.end as usize);
            let thing = &mut self.list[s.of[n]];
            let (start, end) = (tokens[i].start as usize, tokens[j - 1].end as usize);
            let longest = match thing.name {
                Words::Text(a, b) => b - a,
                _ => 0,
            };
            if !thing.listed && end - start > longest {
                thing.name = Words::Text(start, end);
            }
            let mut listed = s.story.listed_as(i, j);
            if let Some(first) = listed.next() {
                // Mostly the thing's name stands there again.
                let h = &s.story.hits[first.hit as usize];
                let asked = Some((h.layer, h.entry, listed.count() as u32));
                if thing.asked != asked {
                    thing.asked = asked;
                    self.take_lists(s, n, x);
                }
            }
            if x.kind == Kind::Person
                && let Some(role) = &s.roles[n]
            {
                take_role(&mut self.list[s.of[n]], s, role);
            }
        }
        if !self.entries.is_empty() {
            // Each once, in the order in which they were found.
            self.entries.sort_unstable_by_key(|&(thing, at, layer, entry)| (thing, layer, entry, at));
            self.entries.dedup_by_key(|&mut (thing, _, layer, entry)| (thing, layer, entry));
            self.entries.sort_unstable();
        }
        for n in 0..count {
            let t = self.list[n];
            // What the story says of a person goes before what lists know: a party's secretary.
            if t.official && !t.told_official && t.told.is_some_and(|r| r.is_partisan(s)) {
                self.list[n].official = false;
                continue;
            }
            if t.official && (t.role.is_none() || t.told.is_some_and(|r| r.rule == office::Rule::Heads)) {
                self.role_from_story(n, s);
            }
            if self.list[n].official && !self.list[n].role.is_none() && self.list[n].body.is_none() {
                self.body_from_story(n, s);
            }
        }
    }

    /// The identifiers of thing `n`: entries of the user's lists, as layer and number.
    pub(crate) fn ids(&self, n: usize) -> impl Iterator<Item = (u16, u32)> + '_ {
        let from = self.entries.partition_point(|e| (e.0 as usize) < n);
        self.entries[from..].iter().take_while(move |e| e.0 as usize == n).map(|e| (e.2, e.3))
    }

    /// What lists say of name `n`.
    fn take_lists(&mut self, s: &Sources, n: usize, x: &Named) {
        let listed =
            || s.story.listed_as(x.start as usize, x.end as usize).filter(move |l| l.kind == Some(x.kind));
        let number = s.of[n];
        let thing = &mut self.list[number];
        let at = |l: &Listed| {
            let h = &s.story.hits[l.hit as usize];
            (h.layer, h.entry)
        };
        let name = |l: &Listed| {
            let (layer, entry) = at(l);
            s.gazetteers[layer as usize].cell(entry as usize, Column::Name)
        };
        // A list of the user's before a built-in one, and a built-in one only when it is sure which
        // entry is meant.
        let user = listed().find(|l| l.list == u16::MAX);
        let sure = || {
            let first = listed().next()?;
            (!first.weak && listed().all(|l| at(l) == at(first) || name(l) == name(first))).then_some(first)
        };
        if let Some(l) = user.or_else(sure) {
            if user.is_some() || !thing.listed {
                let (layer, entry) = at(l);
                thing.name = Words::Cell(layer, entry, Column::Name);
                thing.canonical = thing.name;
            }
            thing.listed = true;
        }
        for l in listed().filter(|l| l.list == u16::MAX) {
            let (layer, entry) = at(l);
            self.entries.push((number as u32, self.entries.len() as u32, layer, entry));
            thing.has_ids = true;
        }
        if x.kind != Kind::Person {
            return;
        }
        // What lists of office-holders say. The office is taken over only for a story with a date.
        let cell = |(layer, entry): (u16, u32), column: Column| {
            s.gazetteers[layer as usize].cell(entry as usize, column)
        };
        let holders = || {
            listed().filter(|l| !l.weak).filter(|l| {
                let h = &s.story.hits[l.hit as usize];
                s.gazetteers[h.layer as usize]
                    .labels()
                    .get(h.meta.label as usize)
                    .is_some_and(|l| l == "OFFICIAL")
            })
        };
        let mut best: Option<((u16, u32), bool, &str)> = None;
        for l in holders() {
            let e = at(l);
            thing.official = true;
            if !self.offices.contains(&(number as u32, e.0, e.1)) {
                self.offices.push((number as u32, e.0, e.1));
            }
            let from = cell(e, Column::From);
            if thing.holder.is_none_or(|h| cell(h, Column::From) <= from) {
                thing.holder = Some(e);
            }
            let Some(date) = s.date else { continue };
            let ended = is_before(cell(e, Column::To), date);
            if !cell(e, Column::Role).is_empty()
                && from <= date
                && best.is_none_or(|(_, b_ended, b_from)| (!ended, from) >= (!b_ended, b_from))
            {
                best = Some((e, ended, from));
            }
        }
        if let (Some(date), Some((e, ended, _)), true) = (s.date, best, thing.role.is_none()) {
            thing.role = Words::Cell(e.0, e.1, Column::Role);
            let body = cell(e, Column::Body);
            thing.body = if body.is_empty() { Words::None } else { Words::Cell(e.0, e.1, Column::Body) };
            // An open end says "in office when verified"; after that day nothing is known.
            let verified = cell(e, Column::Verified);
            thing.former = if ended {
                Some(true)
            } else if !cell(e, Column::To).is_empty() || !verified.is_empty() && !is_before(verified, date) {
                Some(false)
            } else {
                None
            };
            thing.by_rank = true;
        }
    }

    /// The office of a listed office-holder whom the story names without it, if the story speaks of
    /// that office elsewhere ("the prime minister") and nobody else holds it: of several who have
    /// held it, the last.
    fn role_from_story(&mut self, n: usize, s: &Sources) {
        let of = self.list[n];
        let cell = |(layer, entry): (u16, u32), column: Column| {
            s.gazetteers[layer as usize].cell(entry as usize, column)
        };
        let held = self.offices.iter().filter(|o| o.0 as usize == n).map(|o| (o.1, o.2));
        for e in held {
            let role = cell(e, Column::Role);
            let words = |r: &&Role| says(s, r.role, role);
            let Some(found) = s.unnamed.iter().find(words) else { continue };
            let others = self.list.iter().enumerate().any(|(m, o)| {
                m != n
                    && o.official
                    && (o.told.as_ref().is_some_and(|r| says(s, r.role, role))
                        || o.told.is_none()
                            && o.holder.is_some_and(|h| {
                                cell(h, Column::Role).eq_ignore_ascii_case(role)
                                    && of.holder.is_none_or(|g| cell(g, Column::From) < cell(h, Column::From))
                            }))
            });
            if !others {
                let thing = &mut self.list[n];
                thing.role = text_of(s, found.role);
                thing.body = found.body.map_or(Words::None, |b| text_of(s, b));
                thing.former = Some(found.former);
                thing.told = Some(*found);
                return;
            }
        }
    }

    /// The body of an office that the text names without it. Of a listed office-holder it is where
    /// the same office stands with the holder's country, else the nearest name of that country; of
    /// a head of state or minister it is the country that the story is about.
    fn body_from_story(&mut self, n: usize, s: &Sources) {
        let thing = self.list[n];
        let Some(role) = thing.told else { return };
        let tokens = s.story.tokens();
        let national = NATIONAL.contains(&tokens[role.role.1 - 1].hash);
        if thing.holder.is_none() && !national {
            return;
        }
        if !self.counted {
            self.find_countries(s);
        }
        let code = match thing.holder {
            Some((layer, entry)) => {
                code_of(s.gazetteers[layer as usize].cell(entry as usize, Column::Country))
            }
            None => self.about,
        };
        let Some(code) = code else { return };
        let of_country = |token: usize| {
            let at = self.countries.partition_point(|c| (c.0 as usize) < token);
            self.countries.get(at).is_some_and(|c| c.0 as usize == token && c.2 == code)
        };
        let same = s.unnamed.iter().find(|r| {
            r.body.is_some_and(|b| of_country(b.0)) && office::same_words(tokens, r.role, role.role)
        });
        let mut body = same.and_then(|r| r.body);
        if body.is_none() && national {
            let before = self.countries.partition_point(|c| (c.0 as usize) < role.role.0);
            let (before, after) = self.countries.split_at(before);
            let nearest = before.iter().rev().chain(after).find(|c| c.2 == code);
            body = nearest.map(|c| (c.0 as usize, c.1 as usize));
        }
        if let Some(body) = body {
            self.list[n].body = text_of(s, body);
        }
    }

    /// The names of countries and peoples in the story, and the country that three quarters of them
    /// name, if there are three at least.
    fn find_countries(&mut self, s: &Sources) {
        self.counted = true;
        self.countries.clear();
        for x in s.named.iter().filter(|x| matches!(x.kind, Kind::Place | Kind::Group)) {
            let of_country = |l: &&Listed| {
                l.kind == Some(x.kind)
                    && s.lists.get(l.list as usize).is_some_and(|l| l == "places-countries" || l == "groups")
            };
            let code = s.story.listed_as(x.start as usize, x.end as usize).filter(of_country).find_map(|l| {
                let h = &s.story.hits[l.hit as usize];
                code_of(s.gazetteers[h.layer as usize].cell(h.entry as usize, Column::Country))
            });
            if let Some(code) = code {
                self.countries.push((x.start, x.end, code));
            }
        }
        // The majority, if there is one, is what is left when pairs of different ones are struck out.
        let (mut about, mut ahead) = (None, 0);
        for c in &self.countries {
            match ahead {
                0 => (about, ahead) = (Some(c.2), 1),
                _ if about == Some(c.2) => ahead += 1,
                _ => ahead -= 1,
            }
        }
        let count = self.countries.iter().filter(|c| about == Some(c.2)).count();
        self.about = about.filter(|_| count >= 3 && count * 4 >= self.countries.len() * 3);
    }
}

fn code_of(cell: &str) -> Option<Code> {
    cell.as_bytes().try_into().ok()
}

impl Role {
    /// A post in a party, or a candidacy: the person is told of as a politician, not as an official.
    fn is_partisan(&self, s: &Sources) -> bool {
        !self.official && (self.body.is_some() || office::is_candidacy(s.story.tokens(), self.role))
    }
}

fn text_of(s: &Sources, range: office::Range) -> Words {
    let t = s.story.tokens();
    Words::Text(t[range.0].start as usize, t[range.1 - 1].end as usize)
}

/// Whether the tokens are these words, in any case.
fn says(s: &Sources, range: office::Range, words: &str) -> bool {
    let t = &s.story.tokens()[range.0..range.1];
    let mut words = words.split_whitespace();
    t.iter().all(|t| words.next().is_some_and(|w| w.eq_ignore_ascii_case(t.text(s.text))))
        && words.next().is_none()
}

/// Whether a date of a list, which may leave off day and month, has passed on the day `date`; an
/// empty one has not.
fn is_before(of_list: &str, date: &str) -> bool {
    !of_list.is_empty() && date.get(..of_list.len()).is_some_and(|d| of_list < d)
}

/// The first role found stays, unless it made nobody an official and this one does, or is but a
/// rank.
fn take_role(thing: &mut Thing, s: &Sources, role: &Role) {
    let Words::Text(start, mut end) = text_of(s, role.role) else { return };
    if role.plural && s.text[start..end].ends_with('s') {
        end -= 1;
    }
    let body = role.body.map_or(Words::None, |b| text_of(s, b));
    let rank = matches!(role.rule, office::Rule::Rank | office::Rule::Heads);
    let better = role.official && (!thing.told_official || thing.by_rank && !rank);
    if thing.role.is_none() || better {
        thing.role = Words::Text(start, end);
        thing.body = body;
        thing.former = Some(role.former);
        thing.by_rank = rank;
        thing.told = Some(*role);
    } else if thing.body.is_none()
        && thing.told.is_some_and(|t| office::same_words(s.story.tokens(), t.role, role.role))
    {
        thing.body = body;
    }
    thing.official |= role.official;
    thing.told_official |= role.official;
}
