//! Words that the search for offices goes by, as hashes of their folded forms.

/// A set of words.
pub(crate) type Words = &'static [u64];

/// Roles whose "of" or "for" is followed by their field ("Minister of Health"), not by a body.
pub(super) const WITH_FIELD: Words = words![
    "minister",
    "secretary",
    "commissioner",
    "adviser",
    "advisor",
    "undersecretary",
    "rapporteur",
    "registrar"
];

/// Roles that are held in clubs, parties and firms as well as in public bodies.
pub(super) const SHARED: Words = words![
    "president",
    "chairman",
    "chairwoman",
    "chairperson",
    "chair",
    "secretary",
    "general",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "chief",
    "head",
    "director",
    "leader",
    "commissioner",
    "treasurer",
    "representative",
    "official",
    "adviser",
    "advisor",
    "executive",
    "ceo",
    "member",
    "manager",
    "commander",
    "captain",
    "delegate",
    "officer",
    "founder",
    "candidate",
    "deputy",
    "coordinator",
    "negotiator",
    "whip",
    "auditor",
    "registrar",
];

/// Of those, the ones that a list of titles can make public where the text names no body.
pub(super) const PUBLIC_ALONE: Words = words![
    "president",
    "spokesman",
    "spokeswoman",
    "general",
    "commissioner",
    "commander",
    "official",
    "representative",
    "deputy",
    "whip",
];

/// Roles that make nobody an official by themselves, whatever a list of titles says.
pub(super) const NEVER: Words = words![
    "candidate",
    "contender",
    "hopeful",
    "nominee",
    "lady",
    "editor",
    "activist",
    "campaigner",
    "expert",
    "analyst",
    "advocate",
    "politician",
];

/// Roles that are somebody else's in another body, or at another time.
pub(super) const RELATIVE: Words = words!["counterpart", "predecessor", "successor", "deputy"];

/// Heads of state and of government and their ministers: without a body, their country is meant.
pub(crate) const NATIONAL: Words = words![
    "president",
    "premier",
    "minister",
    "king",
    "queen",
    "emperor",
    "empress",
    "sultan",
    "emir",
    "amir",
    "chancellor",
    "taoiseach",
];

/// Seats in a chamber, and offices of places: what follows "for" or "of" is the body.
pub(super) const OF_PLACE: Words = words![
    "mp",
    "mla",
    "senator",
    "congressman",
    "congresswoman",
    "lawmaker",
    "legislator",
    "councillor",
    "deputy",
    "mayor",
    "governor",
    "representative",
    "ambassador",
    "envoy",
    "consul",
    "emperor",
    "king",
    "queen",
    "bishop"
];

/// Fields of government: with one of them a "secretary" or "commissioner" is a public one.
pub(super) const FIELDS: Words = words![
    "health",
    "defence",
    "defense",
    "foreign",
    "home",
    "interior",
    "treasury",
    "education",
    "agriculture",
    "transport",
    "transportation",
    "energy",
    "labor",
    "labour",
    "environment",
    "justice",
    "trade",
    "commerce",
    "development",
    "security",
    "peace",
    "housing",
    "fisheries",
    "tourism",
    "immigration",
    "customs",
    "revenue",
    "elections",
    "electoral",
    "prisons",
    "fire",
    "mines",
    "welfare",
    "veterans",
    "reform",
    "cabinet",
    "police",
    "army",
    "navy",
    "parliamentary",
    "presidential",
    "municipal",
    "provincial",
    "county",
    "district",
    "city",
    "state",
];

/// What only governments have chiefs of.
pub(super) const SERVICES: Words = words![
    "spy",
    "intelligence",
    "police",
    "army",
    "navy",
    "military",
    "customs",
    "immigration",
    "defence",
    "defense",
    "village",
    "barangay",
];

/// Bodies that give their name to a role before it: "House Speaker", "army chief".
pub(super) const BODY_FIRST: Words = words![
    "union",
    "federal",
    "state",
    "house",
    "senate",
    "assembly",
    "parliament",
    "army",
    "police",
    "navy",
    "junta",
    "government",
    "military"
];

/// Last words of bodies that a role follows: "Superior Court Judge".
pub(super) const COURTS: Words = words![
    "court",
    "tribunal",
    "council",
    "commission",
    "ministry",
    "department",
    "parliament",
    "agency",
    "authority",
    "bureau",
    "committee",
    "board",
    "directorate"
];

/// What a president or speaker is of, without a name.
pub(super) const REPUBLICS: Words =
    words!["republic", "assembly", "senate", "parliament", "government", "federation"];

/// Roles that such a body stands before in lower case.
pub(super) const AFTER_BODY: Words =
    words!["spokesman", "spokeswoman", "spokesperson", "chief", "leader", "speaker", "head"];

/// Bodies that are not public ones, whatever country or place stands in their name.
pub(super) const PRIVATE_NOUNS: Words = words![
    "party",
    "union",
    "club",
    "company",
    "firm",
    "rebel",
    "rebels",
    "guerrilla",
    "guerrillas",
    "militia",
    "militants",
    "insurgents",
    "gang",
    "cartel",
    "movement",
    "front",
    "faction",
    "association",
    "federation",
    "foundation",
    "team",
    "campaign",
    "opposition",
    "alliance",
    "coalition",
    "bloc",
    "business",
    "church",
    "charity",
];

/// Sports, whose bodies are named after countries: "the Kenya cricket president".
pub(super) const SPORTS: Words = words![
    "cricket",
    "football",
    "soccer",
    "rugby",
    "hockey",
    "athletics",
    "olympic",
    "basketball",
    "volleyball",
    "tennis",
    "cycling",
    "swimming",
    "boxing",
    "chess",
    "golf",
    "netball",
];

/// Words that name a public body.
pub(super) const PUBLIC_NOUNS: Words = words![
    "government",
    "ministry",
    "ministries",
    "police",
    "army",
    "navy",
    "council",
    "commission",
    "parliament",
    "assembly",
    "senate",
    "congress",
    "court",
    "cabinet",
    "state",
    "embassy",
    "consulate",
    "republic",
    "department",
    "presidency",
    "junta",
    "municipality",
    "province",
    "county",
    "district",
    "city",
    "town",
    "village",
    "military",
    "agency",
    "authority",
    "legislature",
    "house",
    "treasury",
    "tribunal",
    "governorate",
    "prosecutor",
    "mayor",
    "president",
    "minister",
    "premier",
    "governor",
    "kingdom",
    "region",
    "nation",
    "country",
    "force",
    "forces",
    "administration",
    "directorate",
    "secretariat",
    "network",
    "bureau",
];

/// Forms of address whose full stop stands apart.
pub(super) const ABBREVIATED: Words =
    words!["eng", "engr", "dr", "prof", "mr", "mrs", "ms", "hon", "atty", "ir", "drs", "ing"];

/// Forms of address that the lexicon knows otherwise or not at all.
pub(super) const ADDRESS: Words =
    words!["h", "e", "hh", "he", "engr", "eng", "justice", "dr", "sheikh", "shaikh", "sheikha"];

/// The office is no longer held.
pub(super) const FORMER: Words = words![
    "former",
    "ex",
    "erstwhile",
    "ousted",
    "deposed",
    "onetime",
    "late",
    "previous",
    "then",
    "retired",
];

/// Passed over between a body and a role.
pub(super) const PASSING: Words = words![
    "then",
    "late",
    "new",
    "incoming",
    "outgoing",
    "incumbent",
    "current",
    "first",
    "longtime",
    "top",
    "veteran",
    "suspended",
    "own",
];

/// Passed over at the start of an apposition.
pub(super) const OPENING: Words = words![
    "the",
    "a",
    "an",
    "its",
    "their",
    "his",
    "her",
    "one",
    "as",
    "of",
    "current",
    "then",
    "new",
    "also",
    "next",
    "incoming",
    "outgoing",
    "incumbent",
];

/// They stand before a role and belong to it.
pub(super) const MODIFIERS: Words = words![
    "deputy",
    "vice",
    "acting",
    "assistant",
    "senior",
    "chief",
    "interim",
    "joint",
    "under",
    "principal",
    "associate",
    "special",
    "permanent",
    "executive",
    "national",
    "regional",
    "provincial",
    "federal",
    "presidential",
    "prime",
    "caretaker",
    "managing",
    "cabinet",
    "opposition",
    "majority",
    "minority",
    "list",
    "high",
];

/// Verbs, and what goes with them, between a name and its role.
pub(super) const LINKING: Words = words![
    "is",
    "was",
    "are",
    "were",
    "has",
    "had",
    "been",
    "be",
    "became",
    "becomes",
    "become",
    "as",
    "serves",
    "served",
    "serving",
    "currently",
    "now",
    "named",
    "elected",
    "appointed",
    "sworn",
    "in",
    "also",
    "chosen",
    "acting",
    "expected",
    "to",
    "set",
    "next",
];

/// "who heads the tax authority"
pub(super) const HEADS: Words = words![
    "heads",
    "headed",
    "leads",
    "led",
    "chairs",
    "chaired",
    "commands",
    "commanded",
    "runs",
    "oversees",
    "directs"
];

/// "the government, headed by"
pub(super) const HEADED: Words = words!["headed", "led", "chaired", "commanded"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::fold::hash_word;

    #[test]
    fn words_are_hashed_as_tokens_are() {
        assert!(FORMER.contains(&crate::token::fold::fold_hash("Former")));
        assert_eq!(words!["of"], &[hash_word("of")]);
    }
}
