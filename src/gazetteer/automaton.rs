//! The automaton engine: a contiguous Aho-Corasick NFA over folded names, walked anchored from word
//! starts. Kept for tests, which hold the trie to it, and for the bench that decided between them.
//!
//! The walk feeds one folded word at a time and looks for a match only where a word ends, so whole
//! words are found by construction.

use super::compact::{ROOT, View};
use super::search::Walk;
use crate::token::{self, Token, fold};
use aho_corasick::automaton::{Automaton as _, StateID};
use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{Anchored, MatchKind};

/// Byte after every word of a key; it does not occur in UTF-8.
const SEPARATOR: u8 = 0xff;

pub(crate) struct Automaton {
    nfa: NFA,
    /// First pattern of every key.
    first: Vec<u32>,
    start: StateID,
}

impl Automaton {
    /// From the names of a block. `None` when they are too many for the automaton.
    pub(crate) fn of_block(view: View<'_>) -> Option<Automaton> {
        let mut keys: Vec<(Vec<u8>, u32)> = Vec::new();
        for p in view.all_patterns() {
            let name = std::str::from_utf8(view.name(p)?).ok()?;
            let (mut key, mut node) = (Vec::new(), Some(ROOT));
            token::for_each_name_word(name, |word| {
                key.extend_from_slice(fold::fold(word).as_bytes());
                key.push(SEPARATOR);
                node = node.and_then(|n| view.child(n, fold::fold_hash(word)));
            });
            keys.push((key, view.first_pattern(node?)?));
        }
        keys.sort_unstable();
        keys.dedup();
        let nfa = NFA::builder().match_kind(MatchKind::Standard).build(keys.iter().map(|(k, _)| k)).ok()?;
        let start = nfa.start_state(Anchored::Yes).ok()?;
        Some(Automaton { nfa, first: keys.iter().map(|(_, p)| *p).collect(), start })
    }

    /// Feeds one word after `state` (with the number of bytes fed so far).
    fn feed(&self, (mut id, mut fed): (StateID, usize), word: &str) -> Option<(StateID, usize)> {
        let mut step = |byte: u8| {
            id = self.nfa.next_state(Anchored::Yes, id, byte);
            fed += 1;
            !self.nfa.is_dead(id)
        };
        let goes_on = if word.is_ascii() && word != "&" {
            let dots = word.len() > 1;
            word.bytes().filter(|&b| b != b'.' || !dots).all(|b| step(b.to_ascii_lowercase()))
        } else {
            fold::fold(word).bytes().all(&mut step)
        };
        (goes_on && step(SEPARATOR)).then_some((id, fed))
    }

    /// The first pattern of the key that ends in this state.
    fn first_pattern(&self, (id, fed): (StateID, usize)) -> Option<u32> {
        if !self.nfa.is_match(id) {
            return None;
        }
        // A state also carries the keys that are suffixes of what was fed.
        (0..self.nfa.match_len(id))
            .map(|i| self.nfa.match_pattern(id, i))
            .find(|&p| self.nfa.pattern_len(p) == fed)
            .map(|p| self.first[p.as_usize()])
    }
}

/// A walk over the automaton: the state reached, and bytes fed.
pub(super) struct AutomatonWalk<'g>(&'g Automaton, (StateID, usize));

impl Automaton {
    pub(super) fn walk(&self) -> AutomatonWalk<'_> {
        AutomatonWalk(self, (self.start, 0))
    }
}

impl Walk for AutomatonWalk<'_> {
    fn feed(&mut self, token: &Token, text: &str) -> bool {
        match self.0.feed(self.1, token.text(text)) {
            Some(next) => {
                self.1 = next;
                true
            }
            None => false,
        }
    }

    fn first_pattern(&self) -> Option<u32> {
        self.0.first_pattern(self.1)
    }

    fn goes_on(&self) -> bool {
        true // the next word says
    }
}
