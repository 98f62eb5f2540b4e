//! Stories from files, folders and standard input, one after the other, in bounded memory.

use crate::args::{InputFormat, Reading};
use crate::failure::{Failure, reason};
use std::collections::hash_map::DefaultHasher;
use std::fs::File;
use std::hash::{Hash, Hasher};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use walkdir::WalkDir;

/// Bytes read at a time.
const BUFFER: usize = 1 << 18;
/// A line longer than allowed is skipped to its end, for so many times the allowed length; then the
/// rest of the file is given up, or a bomb could keep the program busy for ever.
const SKIP: u64 = 8;

/// One record as it stands in its file, not yet understood.
pub struct Raw {
    /// The file, as it was given.
    pub file: Arc<str>,
    /// Number of the file among the inputs, and of records up to and with this one.
    pub place: Place,
    /// Line it begins in, or row of Parquet, from 1; 0 when lines mean nothing.
    pub line: u64,
    /// Byte of the (decompressed) file at which `body` begins.
    pub offset: u64,
    pub body: Body,
}

/// How far the inputs have been read.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct Place {
    pub file: u64,
    pub records: u64,
    /// Which files these were: see [`Seen`].
    #[serde(default)]
    pub seen: u64,
}

/// A number for the files so far: it is another one when one of them has another name, size or time
/// of change, or when there are more or fewer.
#[derive(Default)]
pub struct Seen(DefaultHasher);

impl Seen {
    pub fn add(&mut self, found: &Found) {
        let path = match found {
            Found::Stdin => Path::new("-"),
            Found::File(path) | Found::Bad(path, _) => path,
        };
        path.hash(&mut self.0);
        if let (Found::File(_), Ok(meta)) = (found, std::fs::metadata(path)) {
            (meta.len(), meta.modified().ok()).hash(&mut self.0);
        }
    }

    pub fn value(&self) -> u64 {
        self.0.finish()
    }
}

/// Path of a file without links and dots, whether it is there yet or not.
fn real(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| {
        let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let parent = std::fs::canonicalize(parent).unwrap_or_else(|_| parent.to_owned());
        parent.join(path.file_name().unwrap_or_default())
    })
}

/// The files that a job writes itself. They may lie in a folder that it reads, and are no input.
#[derive(Clone, Default)]
pub struct Own {
    files: Vec<PathBuf>,
    folder: Option<PathBuf>,
}

impl Own {
    /// The files written, and the folder of which all is written.
    pub fn new(files: Vec<PathBuf>, folder: Option<&Path>) -> Own {
        let mut own = Own { files: Vec::new(), folder: folder.map(real) };
        own.add(files);
        own
    }

    pub fn add(&mut self, files: Vec<PathBuf>) {
        self.files.extend(files.iter().map(|f| real(f)));
    }

    pub fn has(&self, path: &Path) -> bool {
        let real = real(path);
        self.files.contains(&real) || self.folder.as_ref().is_some_and(|f| real.starts_with(f))
    }

    /// The same for a file found in a folder: there are many, so the name is looked at first.
    fn found(&self, path: &Path) -> bool {
        (self.folder.is_some() || self.files.iter().any(|f| f.file_name() == path.file_name()))
            && self.has(path)
    }
}

pub enum Body {
    /// A story's text.
    Text(Vec<u8>),
    /// A line of JSON.
    Json(Vec<u8>),
    /// A row: identifier and text.
    Row { id: Option<Vec<u8>>, text: Vec<u8> },
    /// Something that could not be read, and why.
    Bad(String),
}

impl Raw {
    pub fn weight(&self) -> usize {
        64 + match &self.body {
            Body::Text(b) | Body::Json(b) => b.len(),
            Body::Row { text, .. } => text.len(),
            Body::Bad(reason) => reason.len(),
        }
    }
}

/// The files that inputs stand for, in order: folders by name, patterns by name.
pub struct Files {
    inputs: std::vec::IntoIter<Input>,
    /// A folder, and whether anything to read was found in it.
    walk: Option<(PathBuf, walkdir::IntoIter, bool)>,
    own: Own,
    /// Files in folders that are of no form that can be read.
    others: Arc<AtomicU64>,
}

enum Input {
    Stdin,
    File(PathBuf),
    Folder(PathBuf),
}

/// One input.
pub enum Found {
    Stdin,
    File(PathBuf),
    /// A place in a folder that could not be read, and why.
    Bad(PathBuf, String),
}

impl Files {
    /// Checks that all inputs are there; nothing is read yet.
    pub fn new(inputs: &[String]) -> Result<Files, Failure> {
        let mut list = Vec::new();
        let stdin = ["-".to_owned()];
        let inputs = if inputs.is_empty() { &stdin[..] } else { inputs };
        for input in inputs {
            if input == "-" {
                if list.iter().any(|i| matches!(i, Input::Stdin)) {
                    return Err(Failure::Usage(
                        "standard input (-) is given twice; it can be read once".into(),
                    ));
                }
                list.push(Input::Stdin);
                continue;
            }
            let path = PathBuf::from(input);
            match std::fs::metadata(&path) {
                Ok(meta) if meta.is_dir() => list.push(Input::Folder(path)),
                Ok(_) => list.push(Input::File(path)),
                Err(e) if input.contains(['*', '?', '[']) => {
                    let hidden =
                        glob::MatchOptions { require_literal_leading_dot: true, ..Default::default() };
                    let found = glob::glob_with(input, hidden)
                        .map_err(|x| Failure::Usage(format!("the pattern {input:?} is wrong: {x}")))?;
                    let before = list.len();
                    // A match that cannot be read is kept, and reported when its turn comes.
                    list.extend(
                        found
                            .map(|p| p.unwrap_or_else(|e| e.path().to_owned()))
                            .map(|p| if p.is_dir() { Input::Folder(p) } else { Input::File(p) }),
                    );
                    if list.len() == before {
                        return Err(match e.kind() {
                            io::ErrorKind::NotFound => Failure::new(format!("no file matches {input}")),
                            _ => Failure::file("read", input, &e),
                        });
                    }
                }
                Err(e) => return Err(Failure::file("read", input, &e)),
            }
        }
        Ok(Files { inputs: list.into_iter(), walk: None, own: Own::default(), others: Arc::default() })
    }

    /// Without what the job itself writes: passed over in folders, and an error if it was given.
    pub fn apart_from(mut self, own: &Own) -> Result<Files, Failure> {
        for input in self.inputs.as_slice() {
            if let Input::File(path) | Input::Folder(path) = input
                && own.has(path)
            {
                return Err(Failure::Usage(format!(
                    "{} is an input and could be written over; give the output another name",
                    path.display()
                )));
            }
        }
        self.own = own.clone();
        Ok(self)
    }

    /// Counts files in folders that are of no form that can be read.
    pub fn others(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.others)
    }
}

impl Iterator for Files {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            if let Some((folder, walk, any)) = &mut self.walk {
                for entry in walk {
                    match entry {
                        Ok(e) if e.file_type().is_dir() || self.own.found(e.path()) => {}
                        Ok(e) if e.file_type().is_file() && form(e.path()).is_some() => {
                            *any = true;
                            return Some(Found::File(e.into_path()));
                        }
                        Ok(e) => {
                            let hidden = e.file_name().as_encoded_bytes().starts_with(b".");
                            self.others.fetch_add(u64::from(!hidden), Ordering::Relaxed);
                        }
                        Err(e) => {
                            *any = true;
                            let path = e.path().unwrap_or(Path::new("")).to_owned();
                            let why = e.io_error().map_or_else(|| e.to_string(), reason);
                            return Some(Found::Bad(path, why));
                        }
                    }
                }
                let nothing = (!*any).then(|| std::mem::take(folder));
                self.walk = None;
                if let Some(folder) = nothing {
                    let why = "nothing to read in this folder: no .txt, .jsonl, .csv or .parquet";
                    return Some(Found::Bad(folder, why.into()));
                }
            }
            match self.inputs.next()? {
                Input::Stdin => return Some(Found::Stdin),
                Input::File(path) => return Some(Found::File(path)),
                Input::Folder(path) => {
                    let walk = WalkDir::new(&path).follow_links(true).sort_by_file_name().into_iter();
                    self.walk = Some((path, walk, false));
                }
            }
        }
    }
}

/// The form a file's name tells, compression aside.
pub fn form(path: &Path) -> Option<InputFormat> {
    // A name need not be UTF-8; its ending is.
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    if name.starts_with('.') {
        return None;
    }
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    match name.rsplit_once('.')?.1 {
        "txt" | "text" => Some(InputFormat::Txt),
        "jsonl" | "ndjson" => Some(InputFormat::Jsonl),
        "csv" => Some(InputFormat::Csv),
        "parquet" => Some(InputFormat::Parquet),
        _ => None,
    }
}

/// All records of all inputs.
pub struct Records {
    files: Files,
    open: Option<Open>,
    reading: Reading,
    /// Files begun, and which.
    begun: u64,
    seen: Seen,
    /// Where to begin: what lies before has been done.
    from: Place,
    bytes: Arc<AtomicU64>,
    /// Told to stop.
    stop: fn() -> bool,
    drained: bool,
}

/// A file that is being read.
struct Open {
    file: Arc<str>,
    records: u64,
    kind: Kind,
}

enum Kind {
    /// With the byte its text begins at.
    Text(Option<Source>, u64),
    Lines(Lines),
    Csv(Box<Csv>),
    #[cfg(feature = "parquet")]
    Parquet(Box<crate::parquet::Rows>),
    /// Nothing to read but an error to report.
    Failed(String),
    Done,
}

type Source = BufReader<Box<dyn Read + Send>>;

impl Records {
    pub fn new(
        files: Files,
        reading: &Reading,
        from: Place,
        bytes: Arc<AtomicU64>,
        stop: fn() -> bool,
    ) -> Records {
        Records {
            files,
            open: None,
            reading: reading.clone(),
            begun: 0,
            seen: Seen::default(),
            from,
            bytes,
            stop,
            drained: false,
        }
    }

    /// Whether the next record might have to be waited for.
    pub fn drained(&self) -> bool {
        self.drained
    }

    fn open(&self, found: Found) -> Open {
        let (file, kind) = match found {
            Found::Stdin => ("-".into(), self.begin(Box::new(io::stdin()), 0, None, None)),
            Found::Bad(path, why) => (path.display().to_string(), Ok(Kind::Failed(why))),
            Found::File(path) => {
                let name = path.display().to_string();
                let kind = File::open(&path).and_then(|f| {
                    let form = self.reading.input_format.or_else(|| form(&path));
                    if form == Some(InputFormat::Parquet) {
                        return Ok(self.parquet(f));
                    }
                    let length = f.metadata().map_or(0, |m| if m.is_file() { m.len() } else { 0 });
                    self.begin(Box::new(f), length, form, Some(&path))
                });
                (name, kind)
            }
        };
        let kind = kind.unwrap_or_else(|e| Kind::Failed(format!("cannot read: {}", reason(&e))));
        Open { file: file.into(), records: 0, kind }
    }

    #[cfg(feature = "parquet")]
    fn parquet(&self, file: File) -> Kind {
        let size = file.metadata().map_or(0, |m| m.len());
        match crate::parquet::Rows::open(file, &self.reading.text_field, &self.reading.id_field) {
            Ok(rows) => {
                self.bytes.fetch_add(size, Ordering::Relaxed);
                Kind::Parquet(Box::new(rows))
            }
            Err(why) => Kind::Failed(why),
        }
    }

    #[cfg(not(feature = "parquet"))]
    fn parquet(&self, _: File) -> Kind {
        Kind::Failed("this program was built without Parquet; build it with --features parquet".into())
    }

    /// Decompresses where the first bytes say so, and chooses the form. `length` is what a file must
    /// have at least.
    fn begin(
        &self,
        raw: Box<dyn Read + Send>,
        length: u64,
        form: Option<InputFormat>,
        path: Option<&Path>,
    ) -> io::Result<Kind> {
        let counted = Counted { inner: raw, left: length, bytes: Arc::clone(&self.bytes) };
        let mut source = decompress(counted)?;
        // A file in UTF-8 may begin with a byte order mark, which is no part of the text.
        let head = peek(&mut source, 3)?;
        let mut source = match &head[..] {
            [0xef, 0xbb, 0xbf] => source,
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
                return Ok(Kind::Failed("the text is UTF-16; save it as UTF-8".into()));
            }
            _ => BufReader::with_capacity(
                BUFFER,
                Box::new(Cursor::new(head.clone()).chain(source)) as Box<dyn Read + Send>,
            ),
        };
        let base = if head == [0xef, 0xbb, 0xbf] { 3 } else { 0 };
        let form = match self.reading.input_format.or(form) {
            Some(form) => form,
            // A name that tells nothing: JSON begins with a brace.
            None => {
                let json = source.fill_buf()?.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{');
                if json { InputFormat::Jsonl } else { InputFormat::Txt }
            }
        };
        Ok(match form {
            InputFormat::Txt => Kind::Text(Some(source), base),
            InputFormat::Jsonl => Kind::Lines(Lines { source, line: 0, offset: base, failed: false }),
            InputFormat::Csv => Kind::Csv(Box::new(Csv::new(source, base, &self.reading)?)),
            InputFormat::Parquet => Kind::Failed(match path {
                Some(_) => "a compressed Parquet file cannot be read; decompress it first".into(),
                None => "Parquet cannot be read from standard input; give the file".into(),
            }),
        })
    }
}

/// Reads up to `n` bytes.
fn peek(source: &mut impl Read, n: u64) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    source.take(n).read_to_end(&mut head)?;
    Ok(head)
}

/// By the magic numbers of gzip and zstd, so that a wrong name does no harm.
fn decompress(mut raw: Counted) -> io::Result<Source> {
    let head = peek(&mut raw, 4)?;
    let whole = Cursor::new(head.clone()).chain(raw);
    let reader: Box<dyn Read + Send> = match &head[..] {
        [0x1f, 0x8b, ..] => {
            Box::new(flate2::read::MultiGzDecoder::new(BufReader::with_capacity(BUFFER, whole)))
        }
        [0x28, 0xb5, 0x2f, 0xfd] => {
            let mut decoder = zstd::stream::read::Decoder::new(whole)?;
            // Archives made for size may ask for more than the usual window; 128 MiB is what the
            // format's own tool allows without being told.
            decoder.window_log_max(27)?;
            Box::new(decoder)
        }
        _ => Box::new(whole),
    };
    Ok(BufReader::with_capacity(BUFFER, reader))
}

/// Counts what is read: for the progress bar, and to notice a file that is cut while it is read,
/// which would look like one that ends there.
struct Counted {
    inner: Box<dyn Read + Send>,
    /// Bytes the file had at the beginning and which have not been read.
    left: u64,
    bytes: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        if n == 0 && !buf.is_empty() && self.left > 0 {
            return Err(io::Error::other("the file has become shorter since it was opened"));
        }
        self.left = self.left.saturating_sub(n as u64);
        self.bytes.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

impl Iterator for Records {
    type Item = Raw;

    fn next(&mut self) -> Option<Raw> {
        loop {
            if (self.stop)() {
                return None;
            }
            let Some(open) = &mut self.open else {
                let found = self.files.next()?;
                self.seen.add(&found);
                self.begun += 1;
                if self.begun - 1 < self.from.file {
                    continue;
                }
                self.open = Some(self.open(found));
                continue;
            };
            let place = Place { file: self.begun - 1, records: open.records + 1, seen: self.seen.value() };
            let Some((line, offset, body)) = open.next(&self.reading) else {
                self.open = None;
                continue;
            };
            self.drained = open.drained();
            open.records += 1;
            // What an earlier run has done.
            if place <= self.from {
                continue;
            }
            return Some(Raw { file: Arc::clone(&open.file), place, line, offset, body });
        }
    }
}

impl Open {
    fn drained(&self) -> bool {
        match &self.kind {
            Kind::Lines(lines) => lines.source.buffer().is_empty(),
            _ => false,
        }
    }

    fn next(&mut self, reading: &Reading) -> Option<(u64, u64, Body)> {
        match &mut self.kind {
            Kind::Text(source, base) => {
                let source = source.take()?;
                let mut text = Vec::new();
                Some(match source.take(reading.max_bytes.saturating_add(1)).read_to_end(&mut text) {
                    Ok(_) if text.len() as u64 > reading.max_bytes => (0, 0, too_large(reading.max_bytes)),
                    Ok(_) => (0, *base, Body::Text(text)),
                    Err(e) => (0, 0, Body::Bad(format!("cannot read: {}", reason(&e)))),
                })
            }
            Kind::Lines(lines) => lines.next(reading.max_bytes),
            Kind::Csv(csv) => csv.next(reading.max_bytes),
            #[cfg(feature = "parquet")]
            Kind::Parquet(rows) => rows.next(reading.max_bytes),
            Kind::Failed(why) => {
                let why = std::mem::take(why);
                self.kind = Kind::Done;
                Some((0, 0, Body::Bad(why)))
            }
            Kind::Done => None,
        }
    }
}

fn too_large(max: u64) -> Body {
    Body::Bad(format!("larger than {max} bytes; --max-bytes allows more"))
}

struct Lines {
    source: Source,
    line: u64,
    offset: u64,
    failed: bool,
}

impl Lines {
    fn next(&mut self, max: u64) -> Option<(u64, u64, Body)> {
        loop {
            if self.failed {
                return None;
            }
            let blank = self.pass_blank_lines();
            let (line, offset) = (self.line + 1, self.offset);
            if let Err(e) = blank {
                self.failed = true;
                return Some((line, offset, Body::Bad(format!("cannot read on: {}", reason(&e)))));
            }
            let mut bytes = Vec::new();
            match (&mut self.source).take(max.saturating_add(1)).read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(n) => {
                    self.offset += n as u64;
                    self.line += 1;
                }
                Err(e) => {
                    self.failed = true;
                    return Some((line, offset, Body::Bad(format!("cannot read on: {}", reason(&e)))));
                }
            }
            if bytes.last() == Some(&b'\n') {
                bytes.pop();
            } else if bytes.len() as u64 > max {
                drop(bytes);
                return Some((line, offset, self.skip(max)));
            }
            if !bytes.iter().all(u8::is_ascii_whitespace) {
                return Some((line, offset, Body::Json(bytes)));
            }
        }
    }

    /// There may be gigabytes of them.
    fn pass_blank_lines(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.source.fill_buf()?;
            let blank = buffer.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(buffer.len());
            let Some(end) = buffer[..blank].iter().rposition(|b| *b == b'\n') else { return Ok(()) };
            self.line += buffer[..=end].iter().filter(|b| **b == b'\n').count() as u64;
            self.offset += end as u64 + 1;
            self.source.consume(end + 1);
        }
    }

    /// To the end of a line that is too long.
    fn skip(&mut self, max: u64) -> Body {
        let mut left = max.saturating_mul(SKIP).max(BUFFER as u64);
        loop {
            let (n, end) = match self.source.fill_buf() {
                Ok([]) => return too_large(max),
                Ok(buffer) => match buffer.iter().position(|b| *b == b'\n') {
                    Some(at) => (at + 1, true),
                    None => (buffer.len(), false),
                },
                Err(e) => {
                    self.failed = true;
                    return Body::Bad(format!("cannot read on: {}", reason(&e)));
                }
            };
            self.source.consume(n);
            self.offset += n as u64;
            if end {
                return too_large(max);
            }
            left = left.saturating_sub(n as u64);
            if left == 0 {
                self.failed = true;
                return Body::Bad(format!(
                    "larger than {} bytes and no end of it in sight; the rest of the file is not read",
                    max.saturating_mul(SKIP)
                ));
            }
        }
    }
}

/// A row of its own behind the end of every CSV file. Where it is not found as one, it stands inside
/// quotes that are never closed, and so does all since they were opened.
const END: &[u8] = b"\0end of file\0";

struct Csv {
    reader: csv::Reader<Limited>,
    /// Column of the text and of the identifier.
    text: Result<usize, String>,
    id: Option<usize>,
    base: u64,
    failed: bool,
}

/// Lets so many bytes through until told that a record is complete: the reader of records would
/// keep all of a quote that never closes.
struct Limited {
    inner: io::Chain<Source, Cursor<Vec<u8>>>,
    left: u64,
    over: bool,
}

impl Read for Limited {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            self.over = true;
            return Err(io::Error::other("too large"));
        }
        let room = buf.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let n = self.inner.read(&mut buf[..room])?;
        self.left -= n as u64;
        Ok(n)
    }
}

impl Csv {
    fn new(inner: Source, base: u64, reading: &Reading) -> io::Result<Csv> {
        // A record may begin anywhere in what the reader holds already.
        let left = reading.max_bytes.saturating_add(BUFFER as u64);
        let inner = inner.chain(Cursor::new([b"\n", END, b"\n"].concat()));
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .buffer_capacity(BUFFER)
            .from_reader(Limited { inner, left, over: false });
        let (text, id) = match reader.byte_headers() {
            Ok(headers) if headers.len() == 1 && headers.get(0) == Some(END) => {
                (Err("the file is empty: its first line must name the columns".into()), None)
            }
            Ok(headers) => {
                let find = |name: &str| headers.iter().position(|h| h.trim_ascii() == name.as_bytes());
                let names = || {
                    let names: Vec<_> = headers.iter().map(String::from_utf8_lossy).collect();
                    names.join(", ")
                };
                let text = find(&reading.text_field).ok_or_else(|| {
                    format!(
                        "no column {:?}; the columns are {}; --text-field chooses",
                        reading.text_field,
                        names()
                    )
                });
                (text, find(&reading.id_field))
            }
            Err(e) => (Err(format!("cannot read: {e}")), None),
        };
        let text = if reader.get_ref().over { Err(Csv::over(reading.max_bytes)) } else { text };
        Ok(Csv { reader, text, id, base, failed: false })
    }

    fn over(max: u64) -> String {
        format!(
            "larger than {max} bytes (--max-bytes), perhaps a quote that is never closed; the rest of the file is not read"
        )
    }

    fn next(&mut self, max: u64) -> Option<(u64, u64, Body)> {
        if self.failed {
            return None;
        }
        let column = match &self.text {
            Ok(column) => *column,
            Err(why) => {
                self.failed = true;
                return Some((1, 0, Body::Bad(why.clone())));
            }
        };
        self.reader.get_mut().left = max.saturating_add(BUFFER as u64);
        let mut record = csv::ByteRecord::new();
        let begun = self.reader.position().clone();
        match self.reader.read_byte_record(&mut record) {
            Ok(false) => None,
            Ok(true) if record.len() == 1 && record.get(0) == Some(END) => None,
            Ok(true) => {
                let open = record.iter().next_back().is_some_and(|c| c.ends_with(&[END, b"\n"].concat()));
                let (line, offset) = record.position().map_or((0, 0), |p| (p.line(), p.byte()));
                let body = match record.get(column) {
                    _ if open => Body::Bad(
                        "a quote in this row is never closed, so the rest of the file cannot be read".into(),
                    ),
                    Some(text) if text.len() as u64 > max => too_large(max),
                    Some(text) => Body::Row {
                        id: self.id.and_then(|c| record.get(c)).map(<[u8]>::to_vec),
                        text: text.to_vec(),
                    },
                    None => Body::Bad(format!("the row has {} cells and none for the text", record.len())),
                };
                Some((line, self.base + offset, body))
            }
            Err(e) => {
                self.failed = true;
                let why =
                    if self.reader.get_ref().over { Csv::over(max) } else { format!("cannot read on: {e}") };
                Some((begun.line(), self.base + begun.byte(), Body::Bad(why)))
            }
        }
    }
}

/// Sizes of all files together, where they can be known beforehand.
pub fn total(files: Files) -> Option<u64> {
    let mut total = 0;
    for found in files {
        match found {
            Found::Stdin => return None,
            Found::File(path) => total += std::fs::metadata(path).map_or(0, |m| m.len()),
            Found::Bad(..) => {}
        }
    }
    Some(total)
}
