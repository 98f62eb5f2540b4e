//! The arguments.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Parser)]
#[command(
    name = "dateline",
    version,
    about = "Names of organizations, officials and places in English news",
    propagate_version = true
)]
#[command(
    after_help = "Exit codes: 0 done; 1 failed; 2 wrong usage; 3 done, but some stories could not be read; 130 interrupted."
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Tag stories: files, folders or standard input in, names out
    Tag(Box<Tag>),
    /// Show the reasons for every name of a story
    Explain(Explain),
    /// Score against gold: precision, recall, F1, errors, and which evidence earns and costs
    Evaluate(Evaluate),
    /// Fit the weights on gold
    Fit(Fit),
    /// Check and compile lists of names
    #[command(subcommand)]
    Gazetteer(GazetteerCommand),
}

#[derive(Args, Clone)]
pub struct Lists {
    /// List of names to find, as tab-separated text or compiled; may be given more than once, later
    /// lists win
    #[arg(long, value_name = "FILE")]
    pub gazetteer: Vec<PathBuf>,
    /// Names never to tag, one a line
    #[arg(long, value_name = "FILE")]
    pub deny: Vec<PathBuf>,
    /// Leave the built-in lists off
    #[arg(long)]
    pub no_builtin: bool,
    /// Weights of the evidence, as `dateline fit` writes them, instead of the built-in ones
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// Day the stories are from: offices are those held then
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<String>,
}

#[derive(Args, Clone)]
pub struct Reading {
    /// What the input is, instead of what its name or beginning says
    #[arg(long, value_name = "FORM")]
    pub input_format: Option<InputFormat>,
    /// Field or column with the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub text_field: String,
    /// Field or column with the identifier; where it is missing, file and line are the identifier
    #[arg(long, value_name = "NAME", default_value = "id")]
    pub id_field: String,
    /// Read invalid UTF-8 with replacement characters instead of reporting it
    #[arg(long)]
    pub lossy: bool,
    /// Largest story or record to read: bytes, or with K, M or G
    #[arg(long, value_name = "SIZE", default_value = "256M", value_parser = size)]
    pub max_bytes: u64,
}

#[derive(Args)]
pub struct Tag {
    /// Files (.txt .jsonl .csv .parquet, also .gz or .zst of these), folders, patterns like
    /// 'news/*.jsonl', or - for standard input
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// Form of the results: terminal when shown on one, else jsonl
    #[arg(long, short, value_name = "FORM")]
    pub format: Option<Format>,
    /// What offsets count
    #[arg(long, value_enum, default_value_t = Offsets::Bytes)]
    pub offsets: Offsets,
    /// Only these labels, separated by commas
    #[arg(long, value_name = "LABELS", value_delimiter = ',')]
    pub labels: Vec<String>,
    /// Names of the labels in the results
    #[arg(long, value_enum, default_value_t = Scheme::Dateline)]
    pub scheme: Scheme,
    #[command(flatten)]
    pub lists: Lists,
    /// With every reason for every name
    #[arg(long)]
    pub evidence: bool,
    /// Also names inside names
    #[arg(long)]
    pub nested: bool,
    #[command(flatten)]
    pub reading: Reading,
    /// Write here instead of standard output; .gz and .zst are compressed, .parquet gets a row a
    /// name. For brat, a folder
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Threads; 0 is one for each core
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// Report progress and a summary on standard error
    #[arg(long, conflicts_with = "quiet")]
    pub progress: bool,
    /// Report nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
    /// Write what could not be read here, a line of JSON each
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
    /// Stop at the first story that cannot be read
    #[arg(long)]
    pub strict: bool,
    /// Go on where an interrupted run with the same arguments stopped
    #[arg(long, requires = "output")]
    pub resume: bool,
    /// Seconds between the places to which --resume can go back
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0, hide = true)]
    pub checkpoint: f64,
}

#[derive(Args)]
pub struct Explain {
    /// Files, folders or - for standard input
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// Only these labels, separated by commas
    #[arg(long, value_name = "LABELS", value_delimiter = ',')]
    pub labels: Vec<String>,
    #[command(flatten)]
    pub lists: Lists,
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Args)]
pub struct Evaluate {
    /// Gold: .jsonl (id, text, spans in characters), .conll or .bio, or .ann beside .txt
    #[arg(value_name = "GOLD", required = true)]
    pub gold: Vec<PathBuf>,
    /// Labels to score; officials count as persons
    #[arg(long, value_name = "LABELS", value_delimiter = ',', default_value = "ORG,PERSON,PLACE")]
    pub labels: Vec<String>,
    /// Also a line for each value of this field of the gold, or `paper` for the newspaper
    #[arg(long, value_name = "FIELD")]
    pub by: Option<String>,
    /// How many of the commonest errors to show, of each kind
    #[arg(long, value_name = "N", default_value_t = 15)]
    pub errors: usize,
    /// Characters of context on each side of an error
    #[arg(long, value_name = "N", default_value_t = 40)]
    pub context: usize,
    /// Score each of N parts, divided by newspaper, with weights fitted on the others
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=100))]
    pub folds: Option<u64>,
    /// With --folds: more gold to fit on, not scored
    #[arg(long, value_name = "GOLD", num_args = 1.., requires = "folds")]
    pub also: Vec<PathBuf>,
    /// Numbers only, as JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub lists: Lists,
    /// Threads; 0 is one for each core
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
}

#[derive(Args)]
pub struct Fit {
    /// Gold, as for `evaluate`
    #[arg(value_name = "GOLD", required = true)]
    pub gold: Vec<PathBuf>,
    /// Where to write the weights
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,
    /// Also score each of N parts, divided by newspaper, with weights fitted on the others
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=100))]
    pub folds: Option<u64>,
    /// Threads for --folds; 0 is one for each core
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
}

#[derive(Subcommand)]
pub enum GazetteerCommand {
    /// Read lists and report what is in them, or what is wrong
    Check {
        /// Lists, as tab-separated text or compiled
        #[arg(required = true, value_name = "LIST")]
        lists: Vec<PathBuf>,
    },
    /// Join lists into one compiled file, which opens without being read
    Compile {
        /// Lists, as tab-separated text
        #[arg(required = true, value_name = "LIST")]
        lists: Vec<PathBuf>,
        /// Where to write the compiled list
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One indented object a story
    Json,
    /// One line a story
    Jsonl,
    /// The story with its names coloured
    Terminal,
    /// One page
    Html,
    /// Standoff annotation; with --output a folder of .txt and .ann
    Brat,
    /// A token a line, BIO
    Conll,
    /// JSON lines for spaCy and displaCy
    Spacy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    /// One story
    Txt,
    /// A JSON object a line
    Jsonl,
    /// Comma-separated, first line names the columns
    Csv,
    /// Parquet (feature `parquet`)
    Parquet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Offsets {
    /// Bytes of UTF-8
    Bytes,
    /// Unicode scalar values, as Python counts
    Chars,
    /// UTF-16 units, as JavaScript and Java count
    Utf16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scheme {
    /// ORG, OFFICIAL, PERSON, PLACE, GROUP
    Dateline,
    /// ORG, PER, LOC, MISC
    Conll,
    /// ORG, PERSON, GPE, NORP
    Ontonotes,
}

fn size(text: &str) -> Result<u64, String> {
    let (digits, unit) = match text.trim().strip_suffix(['b', 'B']).unwrap_or(text.trim()) {
        t if t.ends_with(['k', 'K']) => (&t[..t.len() - 1], 10),
        t if t.ends_with(['m', 'M']) => (&t[..t.len() - 1], 20),
        t if t.ends_with(['g', 'G']) => (&t[..t.len() - 1], 30),
        t => (t, 0),
    };
    digits
        .parse::<u64>()
        .ok()
        .and_then(|n| n.checked_mul(1 << unit))
        .filter(|n| *n > 0)
        .ok_or_else(|| "a number of bytes, or with K, M or G, such as 64M".to_owned())
}

fn day(text: &str) -> Result<String, String> {
    let wrong = || "a day such as 2021-03-04".to_owned();
    let parts: Vec<&str> = text.split('-').collect();
    let [y, m, d] = parts[..] else { return Err(wrong()) };
    let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    let number = |s: &str| s.parse::<u32>().unwrap_or(0);
    if !(digits(y, 4) && digits(m, 2) && digits(d, 2)) {
        return Err(wrong());
    }
    let (y, m, d) = (number(y), number(m), number(d));
    let leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
    let last = match m {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    if d == 0 || d > last { Err(wrong()) } else { Ok(text.to_owned()) }
}
