//! Scoring against gold: exact spans, by label.

use super::gold::{GoldStory, canonical};
use crate::document::{Document, Entity};
use crate::span::{Converter, OffsetUnit};
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
        } else if !gold
            .spans
            .iter()
            .any(|s| s.optional && wanted(&s.label) && s.start < e.end && e.start < s.end)
        {
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

/// A span as it is scored: in characters, with its label in the crate's names.
#[derive(Clone, Copy)]
struct Span<'a> {
    start: usize,
    end: usize,
    label: &'a str,
    optional: bool,
}

/// A name that was wrongly found or missed: how often, and the first place with its context.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Mistake {
    /// How often.
    pub count: usize,
    /// The first place: the story, what stands before the name, the name, what stands after.
    pub place: [String; 4],
}

/// What one piece of evidence did.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Reason {
    /// Right names it spoke for or against.
    pub right: usize,
    /// Wrong names it spoke for or against.
    pub wrong: usize,
    /// Sum of its weights where the name was right.
    pub earned: f64,
    /// Sum of its weights where the name was wrong.
    pub cost: f64,
}

/// Everything there is to say about what was found in gold stories.
///
/// Names are compared in characters. Officials count as persons, as gold has no label for them; two
/// equal names count once; gold spans that are `optional` neither help nor hurt, and neither does
/// what overlaps them.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Evaluation {
    /// Labels that count, in the crate's names.
    pub labels: Vec<String>,
    /// Characters of context kept on each side of a mistake.
    pub context: usize,
    /// Exact spans with the right label, by label.
    pub exact: BTreeMap<String, Counts>,
    /// Spans of the right label that overlap, one to one, the best overlap first; by label.
    pub overlapping: BTreeMap<String, Counts>,
    /// Exact spans, by the group that was given with the story.
    pub groups: BTreeMap<String, Counts>,
    /// Wrongly found, by words and label.
    pub wrong: BTreeMap<(String, String), Mistake>,
    /// Missed, by words and label.
    pub missed: BTreeMap<(String, String), Mistake>,
    /// The right span with another label: gold, found.
    pub confusion: BTreeMap<(String, String), usize>,
    /// The right label on another span: gold words, found words, label.
    pub boundaries: BTreeMap<(String, String, String), usize>,
    /// What each piece of evidence did, when documents come with their evidence.
    pub evidence: BTreeMap<String, Reason>,
}

impl Evaluation {
    /// What each list did: for the names found that the list has under the label found, weak and
    /// strong entries and names of any length together.
    pub fn lists(&self) -> BTreeMap<&str, Reason> {
        let mut lists: BTreeMap<&str, Reason> = BTreeMap::new();
        for (name, reason) in &self.evidence {
            let Some(list) = name.strip_prefix("list/").or_else(|| name.strip_prefix("gazetteer/")) else {
                continue;
            };
            let all = lists.entry(list.trim_end_matches(['?', '+'])).or_default();
            all.right += reason.right;
            all.wrong += reason.wrong;
            all.earned += reason.earned;
            all.cost += reason.cost;
        }
        lists
    }

    /// Of these labels; officials are among the persons.
    pub fn new<'l>(labels: impl IntoIterator<Item = &'l str>) -> Evaluation {
        let mut labels: Vec<String> = labels.into_iter().map(|l| canonical(l).to_owned()).collect();
        labels.sort();
        labels.dedup();
        Evaluation { labels, context: 40, ..Evaluation::default() }
    }

    /// All labels together: exact spans.
    pub fn total(&self) -> Counts {
        sum(&self.exact)
    }

    /// All labels together: overlapping spans.
    pub fn total_overlapping(&self) -> Counts {
        sum(&self.overlapping)
    }

    /// Adds a story.
    pub fn add(&mut self, gold: &GoldStory, found: &Document, group: Option<&str>) {
        let text = gold.text.as_str();
        let wanted = |l: &str| self.labels.iter().any(|x| x == l);
        let mut marks: Vec<Span<'_>> = Vec::new();
        let mut mark_bytes: Vec<(usize, usize)> = Vec::new();
        let chars = |start: usize, end: usize, before: &mut Converter<'_>| {
            let start_chars = before.convert(start);
            (start_chars, start_chars + text[start..end].chars().count())
        };
        let mut at = Converter::new(text, OffsetUnit::Chars);
        for s in gold.spans.iter().filter(|s| wanted(&s.label)) {
            let (start, end) = chars(s.start, s.end, &mut at);
            marks.push(Span { start, end, label: &s.label, optional: s.optional });
            mark_bytes.push((s.start, s.end));
        }
        let mut names: Vec<Span<'_>> = Vec::new();
        let mut entities: Vec<&Entity> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let mut at = Converter::new(text, OffsetUnit::Chars);
        for e in found.entities.iter().filter(|e| !e.nested) {
            let label = canonical(e.label.as_str());
            if wanted(label) && seen.insert((e.start, e.end, label)) {
                let (start, end) = chars(e.start, e.end, &mut at);
                names.push(Span { start, end, label, optional: false });
                entities.push(e);
            }
        }
        let pairs = exact_pairs(&marks, &names);
        let (extra, lost) = tally(&marks, &names, &pairs, &mut self.exact);
        tally(&marks, &names, &overlapping_pairs(&marks, &names), &mut self.overlapping);
        if let Some(group) = group {
            let mut here = BTreeMap::new();
            tally(&marks, &names, &pairs, &mut here);
            *self.groups.entry(group.to_owned()).or_default() += sum(&here);
        }
        for &j in &extra {
            let (n, e) = (names[j], entities[j]);
            mistake(&mut self.wrong, self.context, gold, (e.start, e.end), n.label);
            match marks.iter().find(|m| (m.start, m.end) == (n.start, n.end)) {
                Some(m) if m.label != n.label => {
                    *self.confusion.entry((m.label.to_owned(), n.label.to_owned())).or_default() += 1;
                }
                Some(_) => {}
                None => {
                    let near = lost.iter().find(|&&i| {
                        marks[i].label == n.label && marks[i].start < n.end && n.start < marks[i].end
                    });
                    if let Some(&i) = near {
                        let (start, end) = mark_bytes[i];
                        let key = (
                            text[start..end].to_owned(),
                            text[e.start..e.end].to_owned(),
                            n.label.to_owned(),
                        );
                        *self.boundaries.entry(key).or_default() += 1;
                    }
                }
            }
        }
        for &i in &lost {
            mistake(&mut self.missed, self.context, gold, mark_bytes[i], marks[i].label);
        }
        for (j, e) in entities.iter().enumerate() {
            let right = pairs.iter().any(|&(i, k)| k == j && !marks[i].optional);
            let wrong = extra.contains(&j);
            for (name, weight) in &e.evidence {
                let reason = self.evidence.entry(name.clone()).or_default();
                if right {
                    reason.right += 1;
                    reason.earned += f64::from(*weight);
                } else if wrong {
                    reason.wrong += 1;
                    reason.cost += f64::from(*weight);
                }
            }
        }
    }
}

fn sum(counts: &BTreeMap<String, Counts>) -> Counts {
    let mut total = Counts::default();
    for c in counts.values() {
        total += *c;
    }
    total
}

fn mistake(
    of: &mut BTreeMap<(String, String), Mistake>,
    context: usize,
    gold: &GoldStory,
    (start, end): (usize, usize),
    label: &str,
) {
    let text = gold.text.as_str();
    let m = of.entry((text[start..end].to_owned(), label.to_owned())).or_default();
    m.count += 1;
    if m.count == 1 {
        let before = text[..start].char_indices().rev().take(context).last().map_or(start, |(i, _)| i);
        let after = text[end..].char_indices().nth(context).map_or(text.len(), |(i, _)| end + i);
        m.place = [
            gold.id.clone(),
            text[before..start].to_owned(),
            text[start..end].to_owned(),
            text[end..after].to_owned(),
        ];
    }
}

/// Gold and found of the same span and label, one to one.
fn exact_pairs(marks: &[Span<'_>], names: &[Span<'_>]) -> Vec<(usize, usize)> {
    let mut at: HashMap<(usize, usize, &str), std::collections::VecDeque<usize>> = HashMap::new();
    for (i, m) in marks.iter().enumerate() {
        at.entry((m.start, m.end, m.label)).or_default().push_back(i);
    }
    let mut pairs = Vec::new();
    for (j, n) in names.iter().enumerate() {
        if let Some(i) =
            at.get_mut(&(n.start, n.end, n.label)).and_then(std::collections::VecDeque::pop_front)
        {
            pairs.push((i, j));
        }
    }
    pairs
}

/// Gold and found of the same label that overlap, one to one; the best overlap (shared length of
/// the length of both together) first.
fn overlapping_pairs(marks: &[Span<'_>], names: &[Span<'_>]) -> Vec<(usize, usize)> {
    let mut near: Vec<(f64, usize, usize)> = Vec::new();
    for (j, n) in names.iter().enumerate() {
        for (i, m) in marks.iter().enumerate() {
            if m.label == n.label && m.start < n.end && n.start < m.end {
                let shared = m.end.min(n.end) - m.start.max(n.start);
                let both = m.end.max(n.end) - m.start.min(n.start);
                near.push((shared as f64 / both as f64, i, j));
            }
        }
    }
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut used, mut taken) = (vec![false; marks.len()], vec![false; names.len()]);
    let mut pairs = Vec::new();
    for (_, i, j) in near {
        if !used[i] && !taken[j] {
            (used[i], taken[j]) = (true, true);
            pairs.push((i, j));
        }
    }
    pairs
}

/// Counts pairs and what is left over. Returns what was wrongly found, and what was missed.
fn tally(
    marks: &[Span<'_>],
    names: &[Span<'_>],
    pairs: &[(usize, usize)],
    counts: &mut BTreeMap<String, Counts>,
) -> (Vec<usize>, Vec<usize>) {
    let (mut met, mut matched) = (vec![false; marks.len()], vec![false; names.len()]);
    for &(i, j) in pairs {
        (met[i], matched[j]) = (true, true);
        if !marks[i].optional {
            counts.entry(marks[i].label.to_owned()).or_default().right += 1;
        }
    }
    let open = |n: &Span<'_>| marks.iter().any(|m| m.optional && m.start < n.end && n.start < m.end);
    let extra: Vec<usize> = (0..names.len()).filter(|&j| !matched[j] && !open(&names[j])).collect();
    let lost: Vec<usize> = (0..marks.len()).filter(|&i| !met[i] && !marks[i].optional).collect();
    for &j in &extra {
        counts.entry(names[j].label.to_owned()).or_default().wrong += 1;
    }
    for &i in &lost {
        counts.entry(marks[i].label.to_owned()).or_default().missed += 1;
    }
    (extra, lost)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::read_gold;
    use crate::output::json::{from_json, rebase};

    fn document(text: &str, spans: &[(usize, usize, &str)]) -> Document {
        let list: Vec<String> = spans
            .iter()
            .map(|(s, e, l)| format!(r#"{{"start":{s},"end":{e},"text":"","label":"{l}","score":1,"entity":0,"name":"","source":"rule","evidence":[["list/x",2]]}}"#))
            .collect();
        let json = format!(r#"{{"schema":1,"offsets":"chars","entities":[{}]}}"#, list.join(","));
        let (mut document, unit) = from_json(&json).unwrap();
        rebase(&mut document, text, unit).unwrap();
        document
    }

    #[test]
    fn counts_by_hand() {
        let gold = read_gold(
            "g",
            r#"{"id":"a","text":"Élysée met Jane Mwangi of Kenya in Nairobi","spans":[{"start":0,"end":6,"label":"ORG"},{"start":11,"end":22,"label":"PER"},{"start":26,"end":31,"label":"LOC"},{"start":35,"end":42,"label":"LOC","optional":true}]}"#,
        )
        .unwrap();
        let found = document(
            &gold[0].text,
            &[(0, 6, "PLACE"), (11, 15, "OFFICIAL"), (26, 31, "PLACE"), (35, 40, "PLACE"), (26, 31, "PLACE")],
        );
        let mut e = Evaluation::new(["ORG", "PER", "LOC"]);
        e.add(&gold[0], &found, Some("Africa"));
        let c = |right, wrong, missed| Counts { right, wrong, missed };
        assert_eq!(e.exact["PLACE"], c(1, 1, 0));
        assert_eq!(e.exact["PERSON"], c(0, 1, 1));
        assert_eq!(e.exact["ORG"], c(0, 0, 1));
        assert_eq!(e.overlapping["PERSON"], c(1, 0, 0));
        assert_eq!(e.groups["Africa"], c(1, 2, 2));
        assert_eq!(e.confusion[&("ORG".into(), "PLACE".into())], 1);
        assert_eq!(e.boundaries[&("Jane Mwangi".into(), "Jane".into(), "PERSON".into())], 1);
        assert_eq!((e.evidence["list/x"].right, e.evidence["list/x"].wrong), (1, 2));
        assert_eq!((e.lists()["x"].right, e.lists()["x"].wrong), (1, 2));
        assert_eq!(
            e.missed[&("Élysée".into(), "ORG".into())].place[3],
            " met Jane Mwangi of Kenya in Nairobi"
        );
    }
}
