//! Lines and the zones of a story: headline, dateline, byline, body, caption.

use super::{Shape, Tokens, flag};
use crate::lexicon::Classes;

/// The part of a story a line belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Zone {
    /// A heading, above the text or within it.
    Headline,
    /// "By Jane Mwangi".
    Byline,
    /// A line of the running text that opens with a dateline: "NAIROBI, Kenya (AP) —".
    Dateline,
    /// Running text.
    Body,
    /// The text to a picture.
    Caption,
}

/// Tells the zones apart and marks lines in capitals and in Title Case.
pub(super) fn mark_zones(text: &str, tokens: &mut Tokens) {
    let count = tokens.lines.len();
    for n in 0..count {
        let line = tokens.lines[n];
        let range = line.first as usize..line.end as usize;
        let list = &mut tokens.tokens[range];
        let (mut words, mut caps, mut upper, mut small_caps, mut sentences) = (0, 0, 0, 0, 0);
        let len = list.len();
        for t in list.iter() {
            // A long line can only be a headline by its capitals: once too many words are in lower
            // case, which is after a few, the rest of it need not be looked at.
            if len >= 30 && (words - upper) * 10 > len * 2 {
                break;
            }
            sentences += usize::from(t.has(flag::SENTENCE));
            if t.shape == Shape::Punct || t.shape == Shape::Number {
                continue;
            }
            let long = t.end - t.start > 3;
            words += usize::from(long);
            if t.is_cap() && long {
                caps += 1;
                upper += usize::from(t.shape == Shape::Upper);
                // An ordinary word in capitals where grammar asks for none.
                small_caps +=
                    usize::from(t.is(Classes::COMMON | Classes::FUNCTION) && !t.has(flag::SENTENCE));
            }
        }
        let last = list.last().map_or("", |t| t.text(text));
        let open = !matches!(last, "." | "!" | "\"" | "”" | ";" | "," | ":");
        let mut zone = Zone::Body;
        if words >= 2 && upper * 10 >= words * 8 && upper >= 2 {
            list.iter_mut().for_each(|t| t.flags |= flag::CAPS);
            zone = Zone::Headline;
        } else if words >= 3 && caps * 4 >= words * 3 && small_caps >= 2 && open && list.len() < 30 {
            list.iter_mut().for_each(|t| t.flags |= flag::TITLE);
            zone = Zone::Headline;
        } else if n == 0 && count > 1 && open && sentences == 1 && list.len() < 24 {
            zone = Zone::Headline;
        } else if list.len() < 14
            && list[0].text(text).eq_ignore_ascii_case("by")
            && list[0].is_cap()
            && open
            && list.len() > 2
        {
            zone = Zone::Byline;
        } else if list.len() < 80
            && ["photo", "picture", "image", "caption", "pictured", "photograph"]
                .iter()
                .any(|w| list[0].text(text).eq_ignore_ascii_case(w))
            && list.get(1).is_some_and(|t| matches!(t.text(text), ":" | "by" | "/" | "courtesy"))
        {
            zone = Zone::Caption;
        }
        tokens.lines[n].zone = zone;
    }
}
