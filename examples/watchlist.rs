//! A list of one's own: which of these names does a story mention, by identifier?
//!
//! `cargo run --example watchlist`

use dateline::{Extractor, Gazetteer};

const LIST: &str = "\
label\tname\taliases\tid:registry\tcase
ORG\tMinera Altiplano S.A.\tMinera Altiplano\tPE-20114\texact
ORG\tNorthgate Metals Corp.\tNorthgate Metals|Northgate\tCA-7781\texact
ORG\tFirst Maumee Bancorp\tFirst Maumee\tUS-3302\texact
VESSEL\tNoordzee Dageraad\t\tIMO-0000001\tfold
";

fn main() -> Result<(), dateline::Error> {
    let list = Gazetteer::from_tsv("watchlist", LIST)?;
    let stories = [
        ("lima-copper", include_str!("stories/lima-copper.txt")),
        ("ohio-bank", include_str!("stories/ohio-bank.txt")),
    ];

    // Bare look-up: every place where a listed name stands, and which entry it is.
    for (story, text) in stories {
        for found in list.find(text) {
            if let Some(entry) = list.entry(found.entry) {
                println!("{story}: {:?} is {:?} {:?}", &text[found.start..found.end], entry.name, entry.ids);
            }
        }
    }

    // With the rest of what the stories name; what the list knows carries its identifiers.
    let extractor = Extractor::builder().gazetteer(list).build();
    for (story, text) in stories {
        for e in extractor.extract(text).entities.iter().filter(|e| !e.ids.is_empty()) {
            println!("{story}: {} {} {:?}", e.label, e.name, e.ids);
        }
    }
    Ok(())
}
