//! Evidence that has few values. Its weights are looked up by number: no hashing, and nothing is looked
//! for in vain.

use super::evidence::{Symbol, key};
use crate::label::KINDS;
use crate::rule;

/// A template whose fillings are two small numbers, with the place of its weights among all such.
#[derive(Clone, Copy)]
pub(crate) struct Few {
    template: u32,
    start: usize,
    a: usize,
    b: usize,
}

impl Few {
    const fn first(template: u32, a: usize, b: usize) -> Few {
        Few { template, start: 0, a, b }
    }

    /// The next template; its fillings are below `a` and `b`.
    const fn then(&self, template: u32, a: usize, b: usize) -> Few {
        Few { template, start: self.end(), a, b }
    }

    const fn end(&self) -> usize {
        self.start + self.a * self.b
    }

    /// The place of the weights.
    #[inline]
    pub(crate) fn place(&self, a: u64, b: u64) -> usize {
        debug_assert!((a as usize) < self.a && (b as usize) < self.b, "{}: {a}, {b}", self.template);
        self.start + a as usize * self.b + b as usize
    }

    /// The key of the evidence in a table of weights.
    pub(crate) fn key(&self, a: u64, b: u64) -> u64 {
        let a = if self.template == RULE.template { rule::key(a as usize) } else { a };
        key(self.template, a, b)
    }
}

const SYMBOLS: usize = Symbol::COUNT;

// In the order of their places.
pub(crate) const ZONE: Few = Few::first(1, 4, 1);
pub(crate) const BEFORE_PATTERN: Few = ZONE.then(41, SYMBOLS, SYMBOLS);
pub(crate) const BEFORE_LISTED: Few = BEFORE_PATTERN.then(43, KINDS, 2);
pub(crate) const BEFORE2_LISTED: Few = BEFORE_LISTED.then(44, KINDS, 2);
pub(crate) const LINE_END: Few = BEFORE2_LISTED.then(50, 1, 1);
pub(crate) const AFTER_PATTERN: Few = LINE_END.then(61, SYMBOLS, SYMBOLS);
pub(crate) const AFTER_LISTED: Few = AFTER_PATTERN.then(63, KINDS, 2);
pub(crate) const AFTER2_LISTED: Few = AFTER_LISTED.then(64, KINDS, 2);
pub(crate) const CAPITALS_SHAPE: Few = AFTER2_LISTED.then(71, 9, 4);
pub(crate) const IN_STORY: Few = CAPITALS_SHAPE.then(74, 4, 8);
pub(crate) const SENTENCE_START: Few = IN_STORY.then(75, 4, 4);
pub(crate) const LOWER_ELSEWHERE: Few = SENTENCE_START.then(76, 2, 4);
pub(crate) const IN_LISTED: Few = LOWER_ELSEWHERE.then(80, KINDS, 4);
pub(crate) const RUNS: Few = IN_LISTED.then(81, 9, 4);
pub(crate) const LISTED: Few = RUNS.then(111, KINDS, 4);
pub(crate) const LISTED_AS_SEVERAL: Few = LISTED.then(114, 1 << KINDS, 1);
pub(crate) const UNLISTED: Few = LISTED_AS_SEVERAL.then(115, 5, 2);
pub(crate) const INSIDE_LISTED: Few = UNLISTED.then(116, KINDS, 8);
pub(crate) const BEGINS_WITH: Few = INSIDE_LISTED.then(117, KINDS, 2);
pub(crate) const BEGINS_WITH_NEXT: Few = BEGINS_WITH.then(118, KINDS, SYMBOLS);
pub(crate) const ENDS_WITH: Few = BEGINS_WITH_NEXT.then(119, KINDS, 2);
pub(crate) const ENDS_WITH_NEXT: Few = ENDS_WITH.then(120, KINDS, SYMBOLS);
pub(crate) const RULE: Few = ENDS_WITH_NEXT.then(130, rule::COUNT, 1);
pub(crate) const REPEATS: Few = RULE.then(141, 5, 2);
pub(crate) const SAME: Few = REPEATS.then(150, KINDS, 8);
pub(crate) const SAME_OFTEN: Few = SAME.then(151, KINDS, 2);
pub(crate) const PART_OF: Few = SAME_OFTEN.then(153, KINDS, 24);
pub(crate) const ONE_BEFORE: Few = PART_OF.then(154, KINDS, 8);
pub(crate) const ONE_AFTER: Few = ONE_BEFORE.then(155, KINDS, 4);
pub(crate) const LAST_ALONE: Few = ONE_AFTER.then(156, KINDS, 4);
pub(crate) const FIRST_ALONE: Few = LAST_ALONE.then(157, KINDS, 4);
pub(crate) const ACRONYM_OF: Few = FIRST_ALONE.then(158, KINDS, 8);
pub(crate) const HAS_ACRONYM: Few = ACRONYM_OF.then(159, KINDS, 8);

const ALL: [Few; 33] = [
    ZONE,
    BEFORE_PATTERN,
    BEFORE_LISTED,
    BEFORE2_LISTED,
    LINE_END,
    AFTER_PATTERN,
    AFTER_LISTED,
    AFTER2_LISTED,
    CAPITALS_SHAPE,
    IN_STORY,
    SENTENCE_START,
    LOWER_ELSEWHERE,
    IN_LISTED,
    RUNS,
    LISTED,
    LISTED_AS_SEVERAL,
    UNLISTED,
    INSIDE_LISTED,
    BEGINS_WITH,
    BEGINS_WITH_NEXT,
    ENDS_WITH,
    ENDS_WITH_NEXT,
    RULE,
    REPEATS,
    SAME,
    SAME_OFTEN,
    PART_OF,
    ONE_BEFORE,
    ONE_AFTER,
    LAST_ALONE,
    FIRST_ALONE,
    ACRONYM_OF,
    HAS_ACRONYM,
];

/// The keys of all such evidence, in the order of its places.
pub(crate) fn keys() -> impl Iterator<Item = u64> {
    ALL.iter()
        .flat_map(|few| (0..few.a as u64).flat_map(move |a| (0..few.b as u64).map(move |b| few.key(a, b))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_follow_each_other() {
        let mut end = 0;
        for few in ALL {
            assert_eq!(few.place(0, 0), end);
            end = few.end();
        }
        assert_eq!(keys().count(), end);
        for (place, key) in keys().enumerate().skip(ZONE.end()).take(SYMBOLS + 1) {
            let n = (place - ZONE.end()) as u64;
            let (a, b) = (n / SYMBOLS as u64, n % SYMBOLS as u64);
            assert_eq!((BEFORE_PATTERN.place(a, b), BEFORE_PATTERN.key(a, b)), (place, key));
        }
    }
}
