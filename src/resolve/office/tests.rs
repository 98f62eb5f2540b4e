//! Sentences with what they say of one person in them: role, body, whether former, whether an
//! official.

use crate::{Extractor, Label};

/// The person, the sentence, and role and body, or `None` where the person is no official.
type Case = (&'static str, &'static str, Option<(&'static str, &'static str)>);

const CASES: &[Case] = &[
    (
        "Jane Mwangi",
        "Kenya's energetic Foreign Minister Jane Mwangi flew home.",
        Some(("Foreign Minister", "Kenya")),
    ),
    (
        "Jane Mwangi",
        "He met the health ministry's spokeswoman, Jane Mwangi, on Monday.",
        Some(("spokeswoman", "health ministry")),
    ),
    (
        "Ali Noor",
        "A spokesman for the navy in Mombasa, Ali Noor, said the ship was safe.",
        Some(("spokesman", "navy")),
    ),
    (
        "Ali Noor",
        "A spokesman for the presidency, Mr Ali Noor, called it laughable.",
        Some(("spokesman", "presidency")),
    ),
    ("Ali Noor", "They met former lawmaker and hip-hop artist Ali Noor on Monday.", Some(("lawmaker", ""))),
    ("Ali Noor", "Army chief Gen Ali Noor said the men were safe.", Some(("chief", "Army"))),
    (
        "Ali Noor",
        "General Ali Noor, commander of the Lamu Brigade, was there.",
        Some(("commander", "Lamu Brigade")),
    ),
    (
        "Abdul Qadir Hotaki",
        "The acting foreign minister, Mullah Abdul Qadir Hotaki, invited her.",
        Some(("acting foreign minister", "")),
    ),
    ("Ali Noor", "Peace Commissioner Ali Noor accepted that.", Some(("Peace Commissioner", ""))),
    ("Ali Noor", "Ali Noor, President of the Republic, thanked them.", Some(("President", "Republic"))),
    (
        "Ali Noor",
        "French President Anne Morel and her Kenyan counterpart Ali Noor met.",
        Some(("President", "Kenyan")),
    ),
    (
        "Ali Noor",
        "A Nairobi court jailed a former Coast Province Governor, Senator Ali Noor, on Friday.",
        Some(("Governor", "Coast Province")),
    ),
    ("Ali Noor", "Ali Noor, MP for North Kwale, walked out.", Some(("MP", "North Kwale"))),
    (
        "Ali Noor",
        "They spoke to Ali Noor, an opposition leader and former governor of Nyanza.",
        Some(("governor", "Nyanza")),
    ),
    (
        "Ali Noor",
        "The help came from the US government, headed by Ali Noor.",
        Some(("headed", "US government")),
    ),
    ("Ali Noor", "Lawyers Ali Noor and Mary Wanjiku said she was ill.", None),
    ("Ali Noor", "The rebels' commander, Ali Noor, would not stop.", None),
    ("Ali Noor", "The rebel chief of staff, Ali Noor, would not stop.", None),
    ("Ali Noor", "The union's district head, Ali Noor, was there.", None),
    ("Ali Noor", "Kenya Cricket president Ali Noor said the pitch was wet.", None),
    ("Ali Noor", "Voters would like to see Ali Noor as the next prime minister of Kenya.", None),
    ("Ali Noor", "They spoke to the wife of the President, Ali Noor, on Monday.", None),
    ("Ali Noor", "The unity party's secretary-general, Ali Noor, called for calm.", None),
    ("Ali Noor", "Ali Noor met President Jane Mwangi on Monday.", None),
];

#[test]
fn roles_and_bodies() {
    let extractor = Extractor::new();
    let mut wrong = Vec::new();
    for (name, text, want) in CASES {
        let document = extractor.extract(text);
        let found = document.entities.iter().find(|e| text[e.start..e.end] == **name);
        let got = found.filter(|e| e.label == Label::Official).map(|e| (e.role.as_str(), e.body.as_str()));
        if found.is_none() || got != *want {
            wrong.push(format!("{text}: {got:?}, wanted {want:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_party_post_goes_before_what_lists_know() {
    let label = |text: &str| {
        let document = Extractor::new().extract(text);
        document.entities.iter().find(|e| text[e.start..e.end] == *"Khaleda Zia").map(|e| e.label.clone())
    };
    assert_eq!(label("She wrote to Khaleda Zia in May."), Some(Label::Official));
    assert_eq!(label("She wrote to BNP chairperson Khaleda Zia in May."), Some(Label::Person));
}

#[test]
fn an_office_told_elsewhere_is_the_listed_holders() {
    let text =
        "Anthony Albanese opened the dam. \"It is full,\" the prime minister said. Australia has nine more.";
    let document = Extractor::new().extract(text);
    let holder = &document.entities[0];
    assert_eq!((holder.role.as_str(), holder.body.as_str()), ("prime minister", "Australia"));
}
