//! The shape of a word: what its letters look like, whatever they spell.

/// Shape of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(crate) enum Shape {
    /// `minister`
    Lower,
    /// `Kenya`
    Cap,
    /// `WHO`
    Upper,
    /// `J` or `J.`
    Initial,
    /// `McDonald`, `eBay`, `iPhone`
    Mixed,
    /// `2,500`
    Number,
    /// `G20`, `5G`, `1990s`
    Alnum,
    /// Letters of a script without case.
    Caseless,
    /// Anything else: `,`
    Punct,
}

impl Shape {
    pub(crate) fn is_cap(self) -> bool {
        matches!(self, Shape::Cap | Shape::Upper | Shape::Initial | Shape::Mixed)
    }
    pub(crate) fn name(self) -> &'static str {
        match self {
            Shape::Lower => "x",
            Shape::Cap => "Xx",
            Shape::Upper => "XX",
            Shape::Initial => "X",
            Shape::Mixed => "xX",
            Shape::Number => "9",
            Shape::Alnum => "X9",
            Shape::Caseless => "字",
            Shape::Punct => ".",
        }
    }
}

/// The shape of `word`, which is one token.
#[inline]
pub(crate) fn shape_of(word: &str) -> Shape {
    let mut letters = 0usize;
    let mut upper = 0usize;
    let mut lower = 0usize;
    let mut digits = 0usize;
    let mut first_upper = false;
    for &b in word.as_bytes() {
        match b {
            b'a'..=b'z' => {
                letters += 1;
                lower += 1;
            }
            b'A'..=b'Z' => {
                if letters == 0 && digits == 0 {
                    first_upper = true;
                }
                letters += 1;
                upper += 1;
            }
            b'0'..=b'9' => digits += 1,
            128.. => return shape_of_unicode(word),
            _ => {}
        }
    }
    decide(letters, upper, lower, digits, first_upper)
}

fn shape_of_unicode(word: &str) -> Shape {
    let (mut letters, mut upper, mut lower, mut digits, mut first_upper) = (0, 0, 0, 0, false);
    for c in word.chars() {
        if c.is_uppercase() {
            first_upper |= letters == 0 && digits == 0;
            letters += 1;
            upper += 1;
        } else if c.is_lowercase() {
            letters += 1;
            lower += 1;
        } else if c.is_alphabetic() {
            letters += 1;
        } else if c.is_numeric() {
            digits += 1;
        }
    }
    decide(letters, upper, lower, digits, first_upper)
}

fn decide(letters: usize, upper: usize, lower: usize, digits: usize, first_upper: bool) -> Shape {
    if letters == 0 {
        return if digits > 0 { Shape::Number } else { Shape::Punct };
    }
    if digits > 0 {
        return if upper > 0 { Shape::Alnum } else { Shape::Number };
    }
    match (upper, lower) {
        (0, 0) => Shape::Caseless,
        (0, _) => Shape::Lower,
        (1, 0) if letters == 1 => Shape::Initial,
        (_, 0) => Shape::Upper,
        (1, _) if first_upper => Shape::Cap,
        _ => Shape::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        for (word, shape) in [
            ("kenya", Shape::Lower),
            ("Kenya", Shape::Cap),
            ("Élysée", Shape::Cap),
            ("WHO", Shape::Upper),
            ("U.S.", Shape::Upper),
            ("J.", Shape::Initial),
            ("McKay", Shape::Mixed),
            ("eBay", Shape::Mixed),
            ("2,500", Shape::Number),
            ("1990s", Shape::Number),
            ("G20", Shape::Alnum),
            ("北京", Shape::Caseless),
            (",", Shape::Punct),
        ] {
            assert_eq!(shape_of(word), shape, "{word}");
        }
    }
}
