//! Offsets and the units they are counted in.

/// What offsets count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OffsetUnit {
    /// UTF-8 bytes, as Rust slices.
    #[default]
    Bytes,
    /// Unicode scalar values, as Python slices.
    Chars,
    /// UTF-16 code units, as JavaScript and Java slice.
    Utf16,
}

impl OffsetUnit {
    /// The name in JSON and on the command line: `bytes`, `chars`, `utf16`.
    pub fn as_str(self) -> &'static str {
        match self {
            OffsetUnit::Bytes => "bytes",
            OffsetUnit::Chars => "chars",
            OffsetUnit::Utf16 => "utf16",
        }
    }
}

/// Converts byte offsets of one text, given in rising order, to another unit. Linear in the text.
pub(crate) struct Converter<'t> {
    text: &'t str,
    unit: OffsetUnit,
    byte: usize,
    count: usize,
}

impl<'t> Converter<'t> {
    pub(crate) fn new(text: &'t str, unit: OffsetUnit) -> Converter<'t> {
        Converter { text, unit, byte: 0, count: 0 }
    }

    /// The offset of byte `at`, which must not lie before the one asked for last.
    pub(crate) fn convert(&mut self, at: usize) -> usize {
        if self.unit == OffsetUnit::Bytes {
            return at;
        }
        let piece = &self.text[self.byte..at];
        self.count += match self.unit {
            OffsetUnit::Bytes => piece.len(),
            OffsetUnit::Chars => piece.chars().count(),
            OffsetUnit::Utf16 => piece.chars().map(char::len_utf16).sum(),
        };
        self.byte = at;
        self.count
    }
}
