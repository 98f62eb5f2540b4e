//! The automaton engine, for lists of ordinary size: a contiguous Aho-Corasick NFA over folded
//! names, walked anchored from word starts.
//!
//! The walk feeds one folded word at a time and looks for a match only where a word ends, so whole
//! words are found by construction.

use super::compact::{ROOT, View};
use crate::token::{Token, fold};
use aho_corasick::automaton::{Automaton as _, StateID};
use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{Anchored, MatchKind};

/// Byte between the words of a key; no folded word contains it.
const SEPARATOR: u8 = 0x1f;

pub(crate) struct Automaton {
    nfa: NFA,
    /// First pattern of every key.
    first: Vec<u32>,
    start: StateID,
}

impl Automaton {
    /// From keys (folded words, in order) and the number of the first pattern of each.
    pub(crate) fn new(keys: &[(Vec<String>, u32)]) -> Option<Automaton> {
        let joined = keys.iter().map(|(words, _)| words.join("\u{1f}"));
        let nfa = NFA::builder().match_kind(MatchKind::Standard).build(joined).ok()?;
        let start = nfa.start_state(Anchored::Yes).ok()?;
        Some(Automaton { nfa, first: keys.iter().map(|(_, p)| *p).collect(), start })
    }

    pub(crate) fn start(&self) -> (StateID, usize) {
        (self.start, 0)
    }

    /// Feeds one word after `state` (with the number of bytes fed so far).
    pub(crate) fn feed(&self, state: (StateID, usize), word: &str) -> Option<(StateID, usize)> {
        let (mut id, mut fed) = state;
        let mut step = |byte: u8| {
            id = self.nfa.next_state(Anchored::Yes, id, byte);
            fed += 1;
            !self.nfa.is_dead(id)
        };
        if fed_any(state) && !step(SEPARATOR) {
            return None;
        }
        let mut buffer = String::new();
        fold::fold_into(word, &mut buffer);
        buffer.bytes().all(step).then_some((id, fed))
    }

    /// The first pattern of the key that ends in this state.
    pub(crate) fn first_pattern(&self, (id, fed): (StateID, usize)) -> Option<u32> {
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

fn fed_any(state: (StateID, usize)) -> bool {
    state.1 > 0
}

/// A walk over the words of a text from one start, in either engine.
pub(crate) enum Walk<'g> {
    Trie(View<'g>, u32),
    Automaton(&'g Automaton, (StateID, usize)),
}

impl<'g> Walk<'g> {
    pub(crate) fn new(view: View<'g>, automaton: Option<&'g Automaton>) -> Walk<'g> {
        match automaton {
            Some(a) => Walk::Automaton(a, a.start()),
            None => Walk::Trie(view, ROOT),
        }
    }

    /// Goes on by one word; false when no name goes on so.
    #[inline]
    pub(crate) fn feed(&mut self, token: &Token, text: &str) -> bool {
        match self {
            Walk::Trie(view, node) => match view.child(*node, token.hash) {
                Some(child) => {
                    *node = child;
                    true
                }
                None => false,
            },
            Walk::Automaton(a, state) => match a.feed(*state, token.text(text)) {
                Some(next) => {
                    *state = next;
                    true
                }
                None => false,
            },
        }
    }

    /// The first pattern that ends here.
    #[inline]
    pub(crate) fn first_pattern(&self) -> Option<u32> {
        match self {
            Walk::Trie(view, node) => view.first_pattern(*node),
            Walk::Automaton(a, state) => a.first_pattern(*state),
        }
    }
}
