//! Stage 5: what a story says of each thing, gathered over all its mentions: its fullest or listed
//! name, its identifiers, its office.

use super::office::Role;
use crate::gazetteer::{Entry, Gazetteer};
use crate::label::Kind;
use crate::reader::Named;
use crate::story::{Listed, Story};

/// One thing named in a story.
#[derive(Default)]
pub(crate) struct Thing {
    pub name: String,
    pub ids: Vec<(String, String)>,
    pub role: String,
    pub body: String,
    /// `None` when nothing is known of the time.
    pub former: Option<bool>,
    pub official: bool,
    /// The role is but a rank ("Gen.") and gives way to an office.
    by_rank: bool,
    listed: bool,
    /// Offices that lists know the person to have held: role and body.
    offices: Vec<(String, String)>,
    /// The canonical list name of a place, for what acts for it.
    pub canonical: Option<String>,
}

impl Thing {
    /// A thing of which only a list speaks.
    pub(crate) fn named(name: String, ids: Vec<(String, String)>) -> Thing {
        Thing { name, ids, ..Thing::default() }
    }
}

/// Gathers the things of a story. `of` gives the thing of every name, `date` the day of the story.
pub(crate) fn gather(
    text: &str,
    story: &Story,
    named: &[Named],
    of: &[usize],
    roles: &[Option<Role>],
    gazetteers: &[Gazetteer],
    date: Option<&str>,
) -> Vec<Thing> {
    let count = of.iter().max().map_or(0, |m| m + 1);
    let mut things: Vec<Thing> = (0..count).map(|_| Thing::default()).collect();
    let tokens = story.tokens();
    for (n, x) in named.iter().enumerate() {
        if x.kind == Kind::Other {
            continue;
        }
        let thing = &mut things[of[n]];
        let span = &text[tokens[x.start as usize].start as usize..tokens[x.end as usize - 1].end as usize];
        if !thing.listed && span.len() > thing.name.len() {
            span.clone_into(&mut thing.name);
        }
        let (i, j) = (x.start as usize, x.end as usize);
        if story.listed_as(i, j).any(|l| l.kind == Some(x.kind)) {
            let listed = || story.listed_as(i, j).filter(|l| l.kind == Some(x.kind));
            list_name(thing, story, listed(), gazetteers);
            if x.kind == Kind::Person {
                let entries: Vec<(Listed, Entry)> =
                    listed().filter_map(|l| Some((*l, entry(story, l, gazetteers)?))).collect();
                list_office(thing, &entries, date);
            }
        }
        if x.kind == Kind::Person
            && let Some(role) = &roles[n]
        {
            take_role(thing, text, role);
        }
    }
    for thing in
        things.iter_mut().filter(|t| !t.role.is_empty() && t.body.is_empty() && !t.offices.is_empty())
    {
        listed_body(thing);
    }
    things
}

/// The text names the role and not the body; a list knows in which body the person held that role.
fn listed_body(thing: &mut Thing) {
    let role = thing.role.to_lowercase();
    let mut bodies = thing.offices.iter().filter(|(r, _)| *r == role).map(|(_, b)| b);
    if let Some(first) = bodies.next()
        && bodies.all(|b| b == first)
    {
        thing.body = first.clone();
    }
}

fn entry(story: &Story, l: &Listed, gazetteers: &[Gazetteer]) -> Option<Entry> {
    let h = &story.hits[l.hit as usize];
    gazetteers[h.layer as usize].entry(h.entry as usize)
}

/// Name and identifiers from lists; a list of the user's before a built-in one, and a built-in one
/// only when it is sure which entry is meant.
fn list_name<'s>(
    thing: &mut Thing,
    story: &Story,
    listed: impl Iterator<Item = &'s Listed> + Clone,
    gazetteers: &[Gazetteer],
) {
    let name = |l: &Listed| {
        let h = &story.hits[l.hit as usize];
        gazetteers[h.layer as usize].canonical(h.entry as usize)
    };
    let user = listed.clone().find(|l| l.list == u16::MAX);
    let sure = || {
        let first = listed.clone().next()?;
        let of = name(first);
        (!first.weak && listed.clone().all(|l| name(l) == of)).then_some(first)
    };
    if let Some(l) = user.or_else(sure) {
        if (user.is_some() || !thing.listed)
            && let Some(canonical) = name(l)
        {
            canonical.clone_into(&mut thing.name);
            thing.canonical = Some(canonical.to_owned());
        }
        thing.listed = true;
    }
    for e in listed.filter(|l| l.list == u16::MAX).filter_map(|l| entry(story, l, gazetteers)) {
        for id in &e.ids {
            if !thing.ids.contains(id) {
                thing.ids.push(id.clone());
            }
        }
    }
}

/// What lists of office-holders say. The office is taken over only for a story with a date.
fn list_office(thing: &mut Thing, entries: &[(Listed, Entry)], date: Option<&str>) {
    let offices: Vec<&Entry> = entries
        .iter()
        .filter(|(l, e)| e.label == crate::Label::Official && !l.weak)
        .map(|(_, e)| e)
        .collect();
    thing.official |= !offices.is_empty();
    for e in &offices {
        if !e.role.is_empty()
            && !e.body.is_empty()
            && !thing.offices.iter().any(|(r, b)| *r == e.role && *b == e.body)
        {
            thing.offices.push((e.role.clone(), e.body.clone()));
        }
    }
    let Some(date) = date else { return };
    if !thing.role.is_empty() {
        return;
    }
    let begun = |e: &Entry| e.from.is_empty() || *e.from <= *date;
    let ended = |e: &Entry| !e.to.is_empty() && end_of(&e.to).as_str() < date;
    let best = offices
        .iter()
        .filter(|e| !e.role.is_empty() && begun(e))
        .max_by(|a, b| (!ended(a)).cmp(&!ended(b)).then_with(|| a.from.cmp(&b.from)));
    if let Some(e) = best {
        e.role.clone_into(&mut thing.role);
        e.body.clone_into(&mut thing.body);
        // An open end says "in office when verified"; after that day nothing is known.
        thing.former = if ended(e) {
            Some(true)
        } else if !e.to.is_empty() || *date <= *end_of(&e.verified) {
            Some(false)
        } else {
            None
        };
        thing.by_rank = true;
    }
}

/// The last day that a date of the list can mean, for comparison by letters.
fn end_of(date: &str) -> String {
    match date.len() {
        4 => format!("{date}-12-31"),
        7 => format!("{date}-31"),
        _ => date.to_owned(),
    }
}

/// The first role found stays, unless it made nobody an official and this one does, or is but a
/// rank.
fn take_role(thing: &mut Thing, text: &str, role: &Role) {
    let mut words = &text[role.role.0..role.role.1];
    if role.plural {
        words = words.strip_suffix('s').unwrap_or(words);
    }
    let body = || role.body.map_or("", |(s, e)| &text[s..e]);
    let rank = role.rule == "official/rank";
    let better = role.official && (!thing.official || thing.by_rank && !rank);
    if thing.role.is_empty() || better {
        words.clone_into(&mut thing.role);
        body().clone_into(&mut thing.body);
        thing.former = Some(role.former);
        thing.by_rank = rank;
    } else if thing.body.is_empty() && words.eq_ignore_ascii_case(&thing.role) {
        body().clone_into(&mut thing.body);
    }
    thing.official |= role.official;
}
