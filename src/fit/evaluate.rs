//! Scoring against gold: exact spans, by label.

use super::gold::{GoldStory, canonical};
use crate::document::Document;
use std::collections::{BTreeMap, HashMap};

/// Right, wrong and missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Found and in the gold.
    pub right: usize,
    /// Found and not in the gold.
    pub wrong: usize,
    /// In the gold and not found.
    pub missed: usize,
}

impl Counts {
    /// Share of what was found that is right, 0 to 1.
    pub fn precision(&self) -> f64 {
        ratio(self.right, self.right + self.wrong)
    }
    /// Share of the gold that was found, 0 to 1.
    pub fn recall(&self) -> f64 {
        ratio(self.right, self.right + self.missed)
    }
    /// Harmonic mean of precision and recall, 0 to 1.
    pub fn f1(&self) -> f64 {
        ratio(2 * self.right, 2 * self.right + self.wrong + self.missed)
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }
}

fn ratio(a: usize, b: usize) -> f64 {
    if b == 0 { 0.0 } else { a as f64 / b as f64 }
}

/// Counts of exact spans by label for one story. Labels outside `labels` are left out on both
/// sides.
pub fn score_story(gold: &GoldStory, found: &Document, labels: &[&str]) -> BTreeMap<String, Counts> {
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    let wanted = |l: &str| labels.contains(&l);
    let mut marks: HashMap<(usize, usize, &str), Vec<bool>> = HashMap::new();
    for s in gold.spans.iter().filter(|s| wanted(&s.label)) {
        marks.entry((s.start, s.end, &s.label)).or_default().push(s.optional);
    }
    let mut seen = std::collections::HashSet::new();
    for e in found.entities.iter().filter(|e| !e.nested) {
        let label = canonical(e.label.as_str());
        if !wanted(label) || !seen.insert((e.start, e.end, label)) {
            continue;
        }
        if let Some(optional) = marks.get_mut(&(e.start, e.end, label)).and_then(Vec::pop) {
            if !optional {
                counts.entry(label.to_owned()).or_default().right += 1;
            }
        } else if !gold.spans.iter().any(|s| s.optional && wanted(&s.label) && s.start < e.end && e.start < s.end) {
            counts.entry(label.to_owned()).or_default().wrong += 1;
        }
    }
    for ((_, _, label), left) in marks {
        let missed = left.into_iter().filter(|optional| !optional).count();
        if missed > 0 {
            counts.entry(label.to_owned()).or_default().missed += missed;
        }
    }
    counts
}
