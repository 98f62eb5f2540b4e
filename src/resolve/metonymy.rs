//! Places that speak or act for a government: "Beijing said", "the Kremlin denied".
//!
//! The label stays what the name literally names; what it acts for is added. A place acts when it
//! is the subject of a verb of speech or of state action and no preposition of place stands before
//! it; a capital or a building of government also when such a verb is done to it ("accused
//! Kigali"), and when it is a party to a treaty ("ties with Manila").

use super::entities::Hashed;
use crate::label::Kind;
use crate::lexicon::Classes;
use crate::reader::Named;
use crate::story::{Story, surface_hash, word};
use crate::token::{Shape, Token, Tokens, flag};
use std::collections::HashMap;
use std::sync::OnceLock;

/// Verbs of state action, besides those of speech.
const ACTS: &[u64] = words![
    "imposed" "imposes" "sanctioned" "sanctions" "vowed" "vows" "accused" "accuses" "condemned" "condemns"
    "rejected" "rejects" "denied" "denies" "urged" "urges" "demanded" "demands" "backed" "backs" "pledged"
    "pledges" "summoned" "expelled" "recalled" "threatened" "threatens" "recognized" "recognised" "recognizes"
    "recognises" "protested" "protests" "refused" "refuses" "agreed" "agrees" "ratified" "vetoed" "vetoes"
    "blamed" "blames" "insists" "insisted" "hopes" "wants" "wanted" "signalled" "signaled" "retaliated" "banned"
    "bans" "withdrew" "withdraws" "supports" "supported" "opposes" "opposed" "approved" "approves" "considers"
    "views" "sees" "fears" "believes" "warned" "warns" "announced" "announces" "called" "calls" "signed" "signs"
    "declared" "declares" "severed" "lifted" "eased"
];

/// What governments do and cities, too, may be said to do: enough for a capital or a building.
const ACTS_OF_SEATS: &[u64] = words![
    "sent" "sends" "sought" "seeks" "gave" "took" "made" "cut" "broke" "froze" "chose" "struck" "arms" "funds"
    "hails" "welcomes" "denounces" "dismisses" "maintains" "plans" "tries" "seized" "fought"
];

/// Verbs in "-ed" that say what happens in a city or to it.
const OF_CITIES: &[u64] = words![
    "hosted" "experienced" "suffered" "recorded" "remained" "emerged" "looked" "seemed" "appeared" "celebrated"
    "observed" "witnessed" "attracted" "ranked" "topped" "received" "boasted" "played" "scored" "reached"
    "registered" "reported" "defeated" "finished" "dropped" "climbed" "edged" "trailed" "slipped" "gained"
    "lacked" "needed" "closed" "opened" "reopened" "ended" "started" "stretched" "expanded" "changed" "developed"
    "flourished" "burned" "collapsed" "surrendered" "used" "based" "located" "situated" "turned" "staged"
    "happened" "occurred" "lived" "died" "crashed" "flooded" "named" "born" "followed" "stopped" "advanced"
    "qualified" "earned" "featured" "included" "joined" "linked" "loomed" "beckoned" "ceased" "served"
];

const MODALS: &[u64] = words!["should" "would" "will" "must" "could" "may" "might" "cannot" "can" "has" "have" "had" "did" "does" "do"];

/// Of those, the ones before a participle.
const PERFECT: &[u64] = words!["has" "have" "had"];

/// Irregular participles of what governments do.
const PARTICIPLES: &[u64] = words![
    "put" "told" "taken" "sent" "made" "given" "frozen" "cut" "sought" "broken" "chosen" "withdrawn" "let" "kept"
    "begun" "set" "paid" "held" "fought"
];

/// After a modal verb, what a city rather than a government will do.
const NOT_DONE: &[u64] = words![
    "be" "host" "remain" "become" "see" "have" "experience" "play" "face" "grow" "need" "get" "feel" "stage" "enjoy"
    "witness" "receive" "been"
];

/// Between a name and its verb.
const ADVERBS: &[u64] =
    words!["also" "again" "itself" "later" "then" "never" "now" "still" "not" "since" "already" "first"];

/// A clause begins after them.
const CLAUSE: &[u64] = words![
    "and" "but" "that" "as" "while" "after" "because" "which" "when" "if" "although" "though" "since" "before"
    "where" "said" "says" "whether" "until" "unless" "so" "or" "yet"
];

/// What is done to governments, in all forms of the verbs.
const DONE_TO: &[u64] = words![
    "accused" "accuses" "accuse" "accusing" "asked" "asks" "ask" "asking" "urged" "urges" "urge" "urging"
    "thanked" "thanks" "thank" "thanking" "told" "tells" "telling" "blamed" "blames" "blame" "blaming" "backed"
    "backs" "backing" "warned" "warns" "warn" "warning" "praised" "praises" "praise" "praising" "condemned"
    "condemns" "condemn" "condemning" "criticised" "criticises" "criticise" "criticising" "criticized"
    "criticizes" "criticize" "criticizing" "persuaded" "persuade" "pressed" "pressured" "pressure" "pressuring"
    "angered" "irritated" "infuriated" "provoked" "provoke" "provoking" "appeased" "appease" "sanctioned"
    "sanction" "sanctioning" "petitioned" "lobbied" "lobby" "lobbying" "begged" "implored" "notified" "rebuked"
    "denounced" "deter" "deterring" "isolate" "isolating"
];

/// What governments have with each other.
const TREATIES: &[u64] = words![
    "treaty" "ties" "relations" "talks" "pact" "deal" "agreement" "alliance" "negotiations" "dialogue" "diplomacy"
    "dispute" "tensions" "ceasefire" "truce" "rapprochement" "cooperation" "standoff"
];

/// Done to somebody: "Stormont was told".
const PASSIVE: &[u64] = words!["told" "asked" "accused" "warned" "urged" "criticised" "criticized" "blamed"];

type Seats = HashMap<u64, &'static str, Hashed>;

/// Capitals and buildings, by the hash of their words, with the country they stand for.
fn seats() -> &'static Seats {
    static SEATS: OnceLock<Seats> = OnceLock::new();
    SEATS.get_or_init(|| {
        let mut tokens = Tokens::default();
        include_str!("../lexicon/data/capitals.tsv")
            .lines()
            .filter(|l| !l.starts_with('#'))
            .skip(1)
            .filter_map(|l| l.split_once('\t'))
            .map(|(seat, country)| {
                tokens.read(seat);
                (surface_hash(&tokens.tokens), country)
            })
            .collect()
    })
}

/// What a name acts for in its sentence, if it does; `named[n]` is the name.
pub(crate) enum Actor {
    Seat(&'static str),
    /// A country, for itself.
    Itself,
}

/// What name `n` acts for in its sentence, if it does.
pub(crate) fn acts_for(
    text: &str,
    story: &Story,
    lists: &[String],
    named: &[Named],
    n: usize,
) -> Option<Actor> {
    let x = &named[n];
    if !matches!(x.kind, Kind::Place | Kind::Org) {
        return None;
    }
    let tokens = story.tokens();
    let (i, j) = (x.start as usize, x.end as usize);
    let seat = seat_of(story, x);
    let country = x.kind == Kind::Place && j - i == 1 && tokens[i].is(Classes::COUNTRY);
    if seat.is_none() && !country {
        return None;
    }
    let Some(seat) = seat else {
        let acts = begins_clause(text, tokens, i, false)
            && verb_after(text, story, j, i).is_some_and(|v| is_act(text, &tokens[v], None));
        return acts.then_some(Actor::Itself);
    };
    // A row of seats acts together: "London, Paris and Berlin welcomed".
    let in_row = |a: &Named, b: &Named| {
        let between = &tokens[a.end as usize..b.start as usize];
        between.len() <= 2
            && !between.is_empty()
            && between.iter().all(|t| matches!(t.hash, word::COMMA | word::AND | word::OR))
            && tokens[a.start as usize].line == tokens[b.start as usize].line
            && seat_of(story, a).is_some()
            && seat_of(story, b).is_some()
    };
    let mut first = n;
    while first > 0 && n - first < 4 && in_row(&named[first - 1], &named[first]) {
        first -= 1;
    }
    let mut last = n;
    while last + 1 < named.len() && last - n < 4 && in_row(&named[last], &named[last + 1]) {
        last += 1;
    }
    let building = story
        .listed_as(i, j)
        .any(|l| lists.get(l.list as usize).is_some_and(|name| name == "places-metonyms"));
    // "the Madrid talks"
    let city = story
        .listed_as(i, j)
        .any(|l| lists.get(l.list as usize).is_some_and(|name| name.starts_with("places-cities")));
    if city && !building && i > 0 && tokens[i - 1].hash == word::THE {
        return None;
    }
    let (start, end) = (named[first].start as usize, named[last].end as usize);
    let subject = begins_clause(text, tokens, start, building)
        && verb_after(text, story, end, i).is_some_and(|v| {
            let modal = tokens[end..v].iter().rev().find(|t| MODALS.contains(&t.hash));
            let by = story.near(v + 1, i).is_some_and(|t| t.text(text) == "by");
            is_act(text, &tokens[v], Some(modal)) && !by
                || building
                    && (modal.is_some_and(|m| PERFECT.contains(&m.hash))
                        || matches!(tokens[v].text(text), "is" | "was")
                            && story.near(v + 1, i).is_some_and(|t| t.text(text).ends_with("ing")))
                || matches!(tokens[v].text(text), "was" | "were" | "been")
                    && story.near(v + 1, i).is_some_and(|t| PASSIVE.contains(&t.hash))
        });
    (subject || is_done_to(text, tokens, start)).then_some(Actor::Seat(seat))
}

/// The country of a seat of government.
fn seat_of(story: &Story, x: &Named) -> Option<&'static str> {
    let tokens = &story.tokens()[x.start as usize..x.end as usize];
    (tokens.len() <= 4).then(|| seats().get(&surface_hash(tokens)).copied()).flatten()
}

/// Whether the name at token `i` is the first thing of its clause: no preposition, no possessive, no
/// other noun right before it.
fn begins_clause(text: &str, tokens: &[Token], i: usize, building: bool) -> bool {
    let mut p = i;
    if p > 0 && tokens[p - 1].hash == word::THE && tokens[p - 1].line == tokens[i].line {
        p -= 1;
    }
    if p == 0 || tokens[p].has(flag::SENTENCE | flag::LINE) {
        return true;
    }
    let before = &tokens[p - 1];
    if before.shape == Shape::Punct {
        // "In Nairobi, Kenya said": a comma after a place in a place is no clause; kept simple on
        // purpose. A building is in no place so.
        let in_place = before.hash == word::COMMA
            && !building
            && p >= 2
            && tokens[p - 2].is_cap()
            && !tokens[p - 2].has(flag::SENTENCE);
        matches!(before.text(text), "," | "“" | "\"" | ":" | ";" | "—" | "–" | "-" | "--" | "‘" | "'")
            && !in_place
    } else {
        CLAUSE.contains(&before.hash)
    }
}

/// The verb of which the words up to token `j` are the subject.
fn verb_after(text: &str, story: &Story, j: usize, with: usize) -> Option<usize> {
    let mut v = j;
    // "Beijing on Tuesday accused"
    if story.near(v, with)?.hash == word::ON
        && story.near(v + 1, with).is_some_and(|t| t.is(Classes::WEEKDAY | Classes::MONTH))
    {
        v += 2;
    }
    for _ in 0..3 {
        let t = story.near(v, with)?;
        let adverb = ADVERBS.contains(&t.hash) || t.shape == Shape::Lower && t.text(text).ends_with("ly");
        if adverb || MODALS.contains(&t.hash) {
            v += 1;
        } else {
            break;
        }
    }
    story.near(v, with).map(|_| v)
}

/// Whether the verb says what a government does. Of a seat of government more verbs do: `seat` has
/// the modal verb before it, if there is one.
fn is_act(text: &str, verb: &Token, seat: Option<Option<&Token>>) -> bool {
    if verb.shape != Shape::Lower {
        return false;
    }
    if verb.text(text).ends_with("ing") {
        return false;
    }
    if verb.is(Classes::SPEECH) || ACTS.contains(&verb.hash) {
        return true;
    }
    let Some(modal) = seat else { return false };
    let past = verb.text(text).ends_with("ed") && !OF_CITIES.contains(&verb.hash);
    match modal {
        None => past || ACTS_OF_SEATS.contains(&verb.hash),
        Some(m) if PERFECT.contains(&m.hash) => past || PARTICIPLES.contains(&verb.hash),
        Some(_) => !verb.is(Classes::FUNCTION) && !NOT_DONE.contains(&verb.hash),
    }
}

/// Whether something is done to the name at token `i` that is done to governments, or with it what
/// is done between them.
fn is_done_to(text: &str, tokens: &[Token], i: usize) -> bool {
    let line = tokens[i].line;
    let back = |n: usize| i.checked_sub(n).map(|p| &tokens[p]).filter(|t| t.line == line);
    let the = usize::from(back(1).is_some_and(|t| t.hash == word::THE));
    let Some(before) = back(1 + the) else { return false };
    if before.has(flag::QUOTED) != tokens[i].has(flag::QUOTED) {
        return false;
    }
    if DONE_TO.contains(&before.hash) {
        return true;
    }
    // "called on Beijing to", "ties with Manila"
    match (before.text(text), back(2 + the)) {
        ("on", Some(verb)) => matches!(verb.text(text), "called" | "calls" | "call" | "calling"),
        ("with", Some(noun)) => TREATIES.contains(&noun.hash),
        _ => false,
    }
}

#[cfg(all(test, feature = "builtin"))]
mod tests {
    use crate::Extractor;

    #[test]
    fn seats_act_as_subject_object_and_party() {
        let extractor = Extractor::new();
        for (seat, text, want) in [
            ("Beijing", "Beijing said the ship was lost.", "China"),
            ("Beijing", "“Beijing should count again,” he said.", "China"),
            ("Beijing", "Beijing on Tuesday accused the crew of theft.", "China"),
            ("Nairobi", "The minister thanked Nairobi for the tents.", "Kenya"),
            ("Nairobi", "The minister called on Nairobi to send tents.", "Kenya"),
            ("Manila", "He said its treaty with Manila was ironclad.", "Philippines"),
            ("Paris", "London, Paris and Berlin welcomed the step.", "France"),
            ("Warsaw", "The raid ended and Warsaw scrambled jets.", "Poland"),
            ("Pentagon", "In Washington, the Pentagon declined to comment.", "United States"),
            ("Beijing", "The ministers met in Beijing and agreed on nothing.", ""),
            ("Beijing", "Near Beijing hosted trains stood still.", ""),
            ("Paris", "Paris hosted the games in May.", ""),
            ("Nairobi", "He left Nairobi on Tuesday.", ""),
            ("Canberra", "Canberra is looking at calm weather.", ""),
            ("Madrid", "It was the best chance since the Madrid talks failed.", ""),
        ] {
            let document = extractor.extract(text);
            let found = document.entities.iter().find(|e| text[e.start..e.end] == *seat);
            assert_eq!(found.map(|e| e.acts_for.as_str()), Some(want), "{text}");
        }
    }
}
