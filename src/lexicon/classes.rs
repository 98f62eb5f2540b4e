//! Classes of words: what a single word can signal, whatever its context.

/// A set of word classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes(pub u64);

macro_rules! classes {
    ($($bit:literal $name:ident $text:literal)*) => {
        impl Classes {
            $(pub const $name: Classes = Classes(1 << $bit);)*
            /// The classes with their names, as evidence prints them.
            pub const NAMES: &'static [(Classes, &'static str)] = &[$((Classes::$name, $text)),*];
        }
    };
}

classes! {
    0 FUNCTION "function"
    1 COMMON "common"
    2 HONORIFIC "honorific"
    3 MILITARY "rank"
    4 POLICE "police-rank"
    5 OFFICE "office"
    6 ROYAL "royal"
    7 CLERGY "clergy"
    8 JUDGE "judge"
    9 ACADEMIC "academic"
    10 JOB "job"
    11 GIVEN "given-name"
    12 GIVEN_WEAK "given-name?"
    13 FAMILY "family-name"
    14 FAMILY_WEAK "family-name?"
    15 ORG_HEAD "org-head"
    16 ORG_HEAD_WEAK "org-head?"
    17 ORG_FIRST "org-head-of"
    18 ORG_SUFFIX "legal-form"
    19 PLACE_BEFORE "place-key-before"
    20 PLACE_AFTER "place-key-after"
    21 ADMIN "admin-noun"
    22 FACILITY "facility-key"
    23 EVENT "event-head"
    24 MONTH "month"
    25 WEEKDAY "weekday"
    26 CURRENCY "currency"
    27 SPEECH "speech-verb"
    28 RELATION "relation"
    29 NOUN_ORG "org-noun"
    30 NOUN_PLACE "place-noun"
    31 NOUN_PERSON "person-noun"
    32 NOUN_GROUP "group-noun"
    33 NOUN_THING "thing-noun"
    34 DEMONYM "demonym"
    35 COUNTRY "country"
    36 COMPASS "compass"
    37 PARTICLE "name-particle"
    38 ABBREVIATION "abbreviation"
    39 CALENDAR "calendar"
    40 SPOKESPERSON "spokesperson"
    41 OFFICIAL_TITLE "official-title"
    42 TITLE_END "title"
    43 PHRASE "phrase-start"
    44 PREPOSITION_IN "in-preposition"
    45 CONNECTOR "connector"
    46 LAW "law-head"
    47 PRODUCT "product-head"
    48 GOVERNMENT "government-head"
    49 SCHOOL "school-head"
    50 TEAM "team-head"
    51 COMPANY "company-head"
    52 MEDIA "media-head"
    53 PARTY "party-head"
    54 CITY "city"
    55 PHRASE_NEXT "phrase-second"
}

impl Classes {
    pub const NONE: Classes = Classes(0);

    /// Any title before or beside a person's name.
    pub const TITLE: Classes = Classes(
        Self::HONORIFIC.0
            | Self::MILITARY.0
            | Self::POLICE.0
            | Self::OFFICE.0
            | Self::ROYAL.0
            | Self::CLERGY.0
            | Self::JUDGE.0
            | Self::ACADEMIC.0
            | Self::JOB.0,
    );

    pub fn intersects(self, other: Classes) -> bool {
        self.0 & other.0 != 0
    }

    /// The classes in the set: their numbers and names.
    pub fn each(self) -> impl Iterator<Item = (usize, &'static str)> {
        let mut bits = self.0;
        std::iter::from_fn(move || {
            if bits == 0 {
                return None;
            }
            let bit = bits.trailing_zeros() as usize;
            bits &= bits - 1;
            Some((bit, Self::NAMES.get(bit).map_or("?", |(_, name)| name)))
        })
    }
}

impl std::ops::BitOr for Classes {
    type Output = Classes;
    fn bitor(self, other: Classes) -> Classes {
        Classes(self.0 | other.0)
    }
}

impl std::ops::BitOrAssign for Classes {
    fn bitor_assign(&mut self, other: Classes) {
        self.0 |= other.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_at_their_bits() {
        for (bit, (class, name)) in Classes::NAMES.iter().enumerate() {
            assert_eq!(class.0, 1 << bit, "{name}");
        }
    }
}
