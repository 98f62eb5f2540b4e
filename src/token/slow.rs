//! The plain way, a pass for each thing, which the fast one is held to.

use super::scan::may_take_full_stop;
use super::{Line, Shape, Token, Tokens, Zone, flag, fold, refine, shape_of, words};
use crate::lexicon::{self, Classes};

/// [`Tokens::read`], plainly.
pub(crate) fn read(text: &str, tokens: &mut Tokens) {
    tokens.tokens.clear();
    tokens.lines.clear();
    let lexicon = lexicon::global();
    let out = &mut tokens.tokens;
    words::for_each_word_slow(text, |s, e| {
        refine::refine(text, s, e, &mut |s, e| push_token(text, s, e, lexicon, out));
    });
    mark_lines(text, tokens);
    mark_sentences(text, tokens);
    mark_zones(text, tokens);
}

fn push_token(text: &str, s: usize, e: usize, lexicon: &lexicon::Lexicon, out: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    let mut flags = 0;
    if let Some(last) = out.last_mut()
        && last.end as usize == s
        && s > 0
    {
        flags |= flag::GLUED;
        if e - s == 1
            && bytes[s] == b'.'
            && !last.has(flag::DOT)
            && may_take_full_stop(last, last.classes, text)
        {
            // "Corp" and "." are one token.
            last.end = e as u32;
            last.flags |= flag::DOT;
            return;
        }
    }
    let word = &text[s..e];
    let shape = shape_of(word);
    let hash = fold::fold_hash(word);
    let classes = lexicon.classes(hash);
    out.push(Token { start: s as u32, end: e as u32, hash, classes, shape, flags, symbol: u8::MAX, line: 0 });
}

/// Marks the first token of every line, joining the lines of hard-wrapped text.
fn mark_lines(text: &str, tokens: &mut Tokens) {
    let bytes = text.as_bytes();
    let list = &mut tokens.tokens;
    let mut line_start = 0usize; // first token of this physical line
    let mut line = 0u32;
    for i in 0..list.len() {
        let gap_start = if i == 0 { 0 } else { list[i - 1].end as usize };
        let gap = &bytes[gap_start..list[i].start as usize];
        let breaks = gap.iter().filter(|&&b| b == b'\n').count();
        let new = if i == 0 {
            true
        } else if breaks == 0 {
            false
        } else if breaks > 1 {
            true
        } else {
            // Hard-wrapped text: a full line without a closing mark runs on in the next.
            let long = list[i - 1].end - list[line_start].start;
            let last = list[i - 1].text(text);
            let closed = matches!(last.as_bytes()[last.len() - 1], b'.' | b'!' | b'?' | b':' | b'"' | b')')
                || last == "”"
                || last == "…";
            let item = matches!(bytes[list[i].start as usize], b'-' | b'*' | b'#')
                || text[list[i].start as usize..].starts_with(['•', '–', '—', '·', '▪', '●']);
            !(!item && !closed && (48..=110).contains(&long) || list[i].shape == Shape::Lower && !item)
        };
        if breaks > 0 || i == 0 {
            line_start = i;
        }
        if new {
            list[i].flags |= flag::LINE;
            if i > 0 {
                line += 1;
            }
            tokens.lines.push(Line { first: i as u32, end: i as u32, zone: Zone::Body });
        }
        list[i].line = line;
        if let Some(l) = tokens.lines.last_mut() {
            l.end = i as u32 + 1;
        }
    }
}

fn mark_sentences(text: &str, tokens: &mut Tokens) {
    let list = &mut tokens.tokens;
    let mut ended = true; // the next token may begin a sentence
    let mut after_dot = false; // the token before is an abbreviation with its full stop
    let mut quoted = false;
    for i in 0..list.len() {
        let word = list[i].text(text);
        let first = word.as_bytes()[0];
        if list[i].has(flag::LINE) {
            ended = true;
            quoted = false;
        }
        let opens_or_closes = matches!(word, "\"" | "”" | "“" | "''" | "``" | "«" | "»");
        if ended {
            let glued = list[i].has(flag::GLUED);
            let closing = opens_or_closes && glued && word != "“" && !list[i].has(flag::LINE)
                || matches!(first, b')' | b']' | b'\'') && glued
                || word == "’";
            let more_stop = matches!(first, b'.' | b'!' | b'?') || word == "…";
            if (closing || more_stop) && !list[i].has(flag::LINE) {
                // still the sentence before
            } else if list[i].has(flag::LINE)
                || (list[i].shape != Shape::Lower && !(glued && list[i].shape == Shape::Number))
                || first == b'-'
            {
                list[i].flags |= flag::SENTENCE;
                ended = false;
            } else {
                ended = false;
            }
        } else if after_dot
            && list[i].is_cap()
            && list[i].is(Classes::FUNCTION)
            && list[i].shape == Shape::Cap
        {
            list[i].flags |= flag::SENTENCE;
        }
        after_dot = list[i].has(flag::DOT) && !list[i].is(Classes::HONORIFIC);
        if opens_or_closes {
            quoted = match word {
                "“" | "``" | "«" => true,
                "”" | "''" | "»" => false,
                _ => !quoted,
            };
        } else if quoted {
            list[i].flags |= flag::QUOTED;
        }
        if matches!(first, b'!' | b'?') || (word.starts_with('.')) || word == "…" {
            ended = true;
        } else if list[i].shape != Shape::Punct {
            ended = false;
        }
    }
}

/// Tells the zones apart and marks lines in capitals and in Title Case.
fn mark_zones(text: &str, tokens: &mut Tokens) {
    let count = tokens.lines.len();
    for n in 0..count {
        let line = tokens.lines[n];
        let range = line.first as usize..line.end as usize;
        let list = &mut tokens.tokens[range];
        let (mut words, mut caps, mut upper, mut small_caps, mut sentences) = (0, 0, 0, 0, 0);
        for t in list.iter() {
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
            && matches!(
                list[0].text(text).to_ascii_lowercase().as_str(),
                "photo" | "picture" | "image" | "caption" | "pictured" | "photograph"
            )
            && list.get(1).is_some_and(|t| matches!(t.text(text), ":" | "by" | "/" | "courtesy"))
        {
            zone = Zone::Caption;
        }
        tokens.lines[n].zone = zone;
    }
}
