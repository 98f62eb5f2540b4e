//! `dateline tag`: stories in, names out.

use crate::args::{Format, Offsets, Scheme, Tag};
use crate::engine;
use crate::failure::{Failure, tell};
use crate::input::{self, Files, Found, Own, Place, Raw, Records, Seen};
use crate::journal::{self, Journal};
use crate::output::{self, Packing, Sink};
use crate::progress::{Progress, Summary};
use crate::record::{self, Bad};
use dateline::output::{brat, conll, html, json, spacy, terminal};
use dateline::{Document, Extractor, Label, OffsetUnit, Scratch, batch};
use std::collections::HashSet;
use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Bytes and records that are worked on at once.
const CHUNK_BYTES: usize = 1 << 17;
const CHUNK_RECORDS: usize = 256;
/// Bytes of stories under way.
const BUDGET: usize = 8 << 20;
/// Errors told on standard error when no file is kept of them.
const TOLD: u64 = 20;
/// Exit codes.
const INTERRUPTED: u8 = 130;
const WITH_ERRORS: u8 = 3;

static STOP: AtomicBool = AtomicBool::new(false);

fn stopped() -> bool {
    STOP.load(Ordering::Relaxed)
}

pub fn run(args: Tag) -> Result<ExitCode, Failure> {
    let job = Job::new(args)?;
    job.run()
}

/// How the results of one story are made. Shared by all threads.
struct Renderer {
    extractor: Extractor,
    format: Format,
    unit: OffsetUnit,
    labels: Vec<String>,
    scheme: Scheme,
    colours: bool,
    /// Several stories follow each other, so each needs its name.
    headings: bool,
    brat_folder: bool,
    reading: crate::args::Reading,
}

/// What came of one record.
struct Outcome {
    place: Place,
    result: Result<Tagged, Bad>,
}

struct Tagged {
    id: String,
    bytes: Vec<u8>,
    /// The text itself, where the format has it apart.
    text: Option<String>,
    length: u64,
    labels: Vec<(Label, u64)>,
}

impl Renderer {
    fn work(&self, scratch: &mut Scratch, raw: Raw) -> Outcome {
        let place = raw.place;
        let (file, line) = (Arc::clone(&raw.file), raw.line);
        // Extraction has no errors; should it have a fault, the story is reported like any other
        // that cannot be read, and the night's work goes on.
        let result = catch_unwind(AssertUnwindSafe(|| self.tag(scratch, raw))).unwrap_or_else(|_| {
            *scratch = Scratch::new();
            Err(Bad {
                file: file.to_string(),
                line,
                reason: "the program failed on this story; please report it".into(),
            })
        });
        Outcome { place, result }
    }

    fn tag(&self, scratch: &mut Scratch, raw: Raw) -> Result<Tagged, Bad> {
        let story = record::story(raw, &self.reading)?;
        let mut document = self.extractor.extract_with(&story.text, scratch);
        document.id = story.id;
        if !self.labels.is_empty() {
            document.entities.retain(|e| self.labels.iter().any(|l| l == e.label.as_str()));
        }
        let mut labels: Vec<(Label, u64)> = Vec::new();
        for e in &mut document.entities {
            if let Some(name) = scheme_name(self.scheme, &e.label) {
                e.label = name.into();
            }
            match labels.iter_mut().find(|(l, _)| *l == e.label) {
                Some((_, n)) => *n += 1,
                None => labels.push((e.label.clone(), 1)),
            }
        }
        let bytes = self.render(&document, &story.text);
        let length = story.text.len() as u64;
        let text = self.brat_folder.then_some(story.text);
        Ok(Tagged { id: document.id, bytes, text, length, labels })
    }

    fn render(&self, document: &Document, text: &str) -> Vec<u8> {
        match self.format {
            Format::Jsonl => {
                let mut line = json::to_json(document, text, self.unit);
                line.push('\n');
                line
            }
            Format::Json => {
                let mut object = json::to_json_pretty(document, text, self.unit);
                object.push('\n');
                object
            }
            Format::Spacy => {
                let mut line = spacy::to_spacy(document, text);
                line.push('\n');
                line
            }
            Format::Terminal => {
                let story = terminal::to_terminal(document, text, self.colours);
                if !self.headings {
                    story
                } else {
                    // Identifiers are text too, and cleaned like it.
                    let id = terminal::to_terminal(&Document::default(), &document.id, false);
                    format!("== {}\n{story}\n", id.trim_end())
                }
            }
            Format::Html => html::to_article(document, text),
            Format::Brat => brat::to_brat(document, text),
            Format::Conll => conll::to_conll(document, text),
        }
        .into_bytes()
    }
}

/// What another scheme calls a label; `None` when it is the same.
fn scheme_name(scheme: Scheme, label: &Label) -> Option<&'static str> {
    match (scheme, label) {
        (Scheme::Conll, Label::Official | Label::Person) => Some("PER"),
        (Scheme::Conll, Label::Place) => Some("LOC"),
        (Scheme::Conll, Label::Group) => Some("MISC"),
        (Scheme::Ontonotes, Label::Official) => Some("PERSON"),
        (Scheme::Ontonotes, Label::Place) => Some("GPE"),
        (Scheme::Ontonotes, Label::Group) => Some("NORP"),
        _ => None,
    }
}

/// Records in pieces that are worth handing to a thread.
struct Chunks {
    records: Records,
}

impl Iterator for Chunks {
    type Item = Vec<Raw>;

    fn next(&mut self) -> Option<Vec<Raw>> {
        let mut chunk = Vec::new();
        let mut weight = 0;
        while let Some(raw) = self.records.next() {
            weight += raw.weight();
            chunk.push(raw);
            // What comes slowly is handed on as it comes.
            if weight >= CHUNK_BYTES || chunk.len() >= CHUNK_RECORDS || self.records.drained() {
                break;
            }
        }
        (!chunk.is_empty()).then_some(chunk)
    }
}

struct Job {
    args: Tag,
    format: Format,
    renderer: Renderer,
    output: Option<PathBuf>,
    errors: Option<PathBuf>,
    /// What the job itself writes.
    own: Own,
    /// Parquet is made of the results when they are complete.
    spool: bool,
}

impl Job {
    fn new(args: Tag) -> Result<Job, Failure> {
        // What the shell has opened may be added to; a file of its own would take its place.
        let stdout = [Path::new("-"), Path::new("/dev/stdout")];
        let output = args.output.as_deref().filter(|p| !stdout.contains(p)).map(output::behind_links);
        let errors = args.errors.as_deref().map(output::behind_links);
        let to_terminal = output.is_none() && std::io::stdout().is_terminal();
        let format = args.format.unwrap_or(if to_terminal { Format::Terminal } else { Format::Jsonl });
        let spool = output.as_ref().is_some_and(|p| p.extension().is_some_and(|e| e == "parquet"));
        if spool && format != Format::Jsonl {
            return Err(Failure::Usage("a .parquet output has its own form; leave --format out".into()));
        }
        if spool && cfg!(not(feature = "parquet")) {
            return Err(Failure::Usage(
                "this program was built without Parquet; build it with --features parquet".into(),
            ));
        }
        let brat_folder = format == Format::Brat && output.is_some();
        if brat_folder && args.resume {
            return Err(Failure::Usage("--resume does not go with a brat folder".into()));
        }
        if args.resume && output.is_none() {
            return Err(Failure::Usage("--resume needs an --output file to go on with".into()));
        }
        // Devices and pipes are no files that could be read again.
        let written = |path: &Option<PathBuf>| -> Vec<PathBuf> {
            path.iter().filter(|p| !output::is_device(p)).flat_map(|p| journal::files(p)).collect()
        };
        let mut own = Own::new(written(&output), output.as_deref().filter(|_| brat_folder));
        if errors.as_deref().is_some_and(|e| own.has(e)) {
            return Err(Failure::Usage("--output and --errors are the same file".into()));
        }
        own.add(written(&errors));
        let lists = args.lists.gazetteer.iter().chain(&args.lists.deny).chain(&args.lists.weights);
        if let Some(path) = lists.into_iter().find(|p| own.has(p)) {
            return Err(Failure::Usage(format!(
                "{} would be written over; give another name",
                path.display()
            )));
        }
        let labels = labels(&args.labels);
        let extractor = engine::builder(&args.lists)?.evidence(args.evidence).nested(args.nested).build();
        let unit = match args.offsets {
            Offsets::Bytes => OffsetUnit::Bytes,
            Offsets::Chars => OffsetUnit::Chars,
            Offsets::Utf16 => OffsetUnit::Utf16,
        };
        let colours = output.is_none()
            && anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
        let one = args.inputs.len() <= 1
            && args.inputs.iter().all(|i| {
                Path::new(i).is_file() && input::form(Path::new(i)) == Some(crate::args::InputFormat::Txt)
            });
        let renderer = Renderer {
            extractor,
            format,
            unit,
            labels,
            scheme: args.scheme,
            colours,
            headings: !one || args.inputs.is_empty(),
            brat_folder,
            reading: args.reading.clone(),
        };
        Ok(Job { args, format, renderer, output, errors, own, spool })
    }

    /// Everything the results depend on, in words: a run goes on only where an equal one stopped.
    fn describe(&self) -> Result<String, Failure> {
        let a = &self.args;
        let mut files = Vec::new();
        for path in a.lists.gazetteer.iter().chain(&a.lists.deny).chain(&a.lists.weights) {
            let meta = std::fs::metadata(path).map_err(|e| Failure::file("read", path.display(), &e))?;
            let time = meta.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
            files.push((path.display().to_string(), meta.len(), time.map(|t| t.as_nanos())));
        }
        let r = &a.reading;
        Ok(format!(
            "{} {:?} {:?} {:?} {:?} {:?} {:?} {files:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            env!("CARGO_PKG_VERSION"),
            a.inputs,
            self.format,
            a.offsets,
            self.renderer.labels,
            a.scheme,
            a.errors,
            a.lists.no_builtin,
            a.lists.date,
            a.evidence,
            a.nested,
            r.input_format,
            r.text_field,
            r.id_field,
            r.lossy,
            r.max_bytes,
        ))
    }

    fn files(&self) -> Result<Files, Failure> {
        Files::new(&self.args.inputs)?.apart_from(&self.own)
    }

    /// Places in the inputs mean nothing once the inputs are others.
    fn same_inputs(&self, place: Place) -> Result<(), Failure> {
        let mut seen = Seen::default();
        let files = usize::try_from(place.file).unwrap_or(usize::MAX).saturating_add(1);
        let mut last = String::new();
        for found in self.files()?.take(files) {
            seen.add(&found);
            if let Found::File(path) | Found::Bad(path, _) = found {
                last = path.display().to_string();
            }
        }
        if place.records == 0 || seen.value() == place.seen {
            return Ok(());
        }
        Err(Failure::new(format!(
            "the inputs, up to {last}, are not those of the interrupted run: files have come, gone or changed since; run without --resume to begin anew"
        )))
    }

    fn run(self) -> Result<ExitCode, Failure> {
        let files = self.files()?;
        let describe = self.describe()?;
        let output = self.output.as_deref();
        let journal = match output {
            Some(path) if self.args.resume => Journal::read(path, &describe)?,
            _ => None,
        };
        if let (Some(path), None) = (output, &journal) {
            // A journal of an earlier run says nothing of what this one writes.
            Journal::remove(path);
        }
        if let Some(journal) = journal.as_ref().filter(|j| !j.complete) {
            self.same_inputs(journal.place)?;
        }
        let others = files.others();
        let mut run = Run::begin(&self, describe, journal)?;
        if !run.complete {
            listen();
            let threads = self.args.threads;
            let read = Arc::new(AtomicU64::new(0));
            let mut progress = Progress::new(
                self.args.quiet,
                output.is_none(),
                run.summary.bytes,
                Arc::clone(&read),
                || input::total(self.files().ok()?),
            );
            let records = Records::new(files, &self.args.reading, run.place, read, stopped);
            let result = batch::ordered(
                threads,
                BUDGET,
                Chunks { records },
                |chunk| chunk.iter().map(Raw::weight).sum(),
                Scratch::new,
                |scratch, chunk| {
                    // Once told to stop, what is not begun is not begun; `map_while` keeps the order.
                    let work = |raw| (!stopped()).then(|| self.renderer.work(scratch, raw));
                    let count = chunk.len();
                    let done: Vec<Outcome> = chunk.into_iter().map_while(work).collect();
                    let whole = done.len() == count;
                    (done, whole)
                },
                |done| match run.take(done, &mut progress) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(Failure::Closed) => {
                        // Whoever reads has had enough. The thread that reads the input may wait
                        // for it for ever, so there is no orderly end to wait for.
                        run.give_up();
                        std::process::exit(0)
                    }
                    Err(failure) => ControlFlow::Break(failure),
                },
            );
            if let ControlFlow::Break(failure) = result {
                progress.clear();
                run.give_up();
                return Err(failure);
            }
            if stopped() {
                progress.clear();
                run.give_up();
                let on = if run.resumable() { "; --resume goes on from here" } else { "" };
                tell(format_args!("interrupted after {} stories{on}", run.summary.stories));
                return Ok(ExitCode::from(INTERRUPTED));
            }
            run.finish()?;
            let untold = run.untold();
            if untold > 0 {
                progress.say(&format!("{untold} more errors; --errors FILE keeps them all"));
            }
            if !self.args.quiet && (self.args.progress || output.is_some() || run.summary.errors > 0) {
                progress.summary(&run.summary, others.load(Ordering::Relaxed));
            }
            progress.clear();
        }
        run.publish()?;
        Ok(if run.summary.errors > 0 { ExitCode::from(WITH_ERRORS) } else { ExitCode::SUCCESS })
    }
}

/// Labels in the crate's names, whatever case they are given in.
pub fn labels(given: &[String]) -> Vec<String> {
    given
        .iter()
        .map(|l| l.trim())
        .filter(|l| !l.is_empty())
        .map(|l| match l.to_ascii_uppercase().as_str() {
            "PER" => "PERSON".to_owned(),
            "LOC" => "PLACE".to_owned(),
            known @ ("ORG" | "OFFICIAL" | "PERSON" | "PLACE" | "GROUP") => known.to_owned(),
            _ => l.to_owned(),
        })
        .collect()
}

/// Ctrl-C ends the reading; what has been read is finished and written. A second one, or three
/// seconds in which nothing comes to an end, ends the process: what is written is whole.
fn listen() {
    // Without a handler Ctrl-C ends the process at once, which loses nothing either.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(INTERRUPTED));
        }
        std::thread::spawn(|| {
            std::thread::sleep(Duration::from_secs(3));
            std::process::exit(i32::from(INTERRUPTED));
        });
    });
}

/// The results of a run, as far as they have come.
struct Run<'j> {
    job: &'j Job,
    describe: String,
    sink: Option<Sink>,
    errors: Option<Sink>,
    folder: Option<Folder>,
    summary: Summary,
    place: Place,
    told: u64,
    last: Instant,
    broken_off: bool,
    complete: bool,
}

impl<'j> Run<'j> {
    fn begin(job: &'j Job, describe: String, journal: Option<Journal>) -> Result<Run<'j>, Failure> {
        let mut run = Run {
            job,
            describe,
            sink: None,
            errors: None,
            folder: None,
            summary: Summary::default(),
            place: Place::default(),
            told: 0,
            last: Instant::now(),
            broken_off: false,
            complete: false,
        };
        let from = journal.as_ref().map(|j| (j.output, j.errors));
        if let Some(journal) = journal {
            run.summary = journal.summary;
            run.place = journal.place;
            run.complete = journal.complete;
        }
        if run.complete {
            return Ok(run);
        }
        match (&job.output, job.renderer.brat_folder) {
            (Some(path), true) => run.folder = Some(Folder::new(path)?),
            (Some(path), false) => run.sink = Some(Sink::file(path, Packing::of(path), from.map(|f| f.0))?),
            (None, _) => run.sink = Some(Sink::stdout()),
        }
        if let Some(path) = &job.errors {
            run.errors = Some(Sink::file(path, Packing::Plain, from.map(|f| f.1))?);
        }
        if from.is_none()
            && job.format == Format::Html
            && let Some(sink) = &mut run.sink
        {
            sink.put(html::HEAD.as_bytes())?;
        }
        Ok(run)
    }

    /// `done` is a piece of the work, and whether all of it was done. After a piece that was not,
    /// nothing counts any more: a later one may have been done on another thread.
    fn take(&mut self, done: Option<(Vec<Outcome>, bool)>, progress: &mut Progress) -> Result<(), Failure> {
        progress.tick(&self.summary);
        let Some((outcomes, whole)) = done else {
            if let Some(sink) = &mut self.sink {
                sink.idle()?;
            }
            return Ok(());
        };
        if self.broken_off {
            return Ok(());
        }
        self.broken_off = !whole;
        for outcome in outcomes {
            match outcome.result {
                Ok(tagged) => self.tagged(tagged)?,
                Err(bad) => self.bad(bad, progress)?,
            }
            // A place to go back to is behind what is done, and before what stopped the run.
            self.place = outcome.place;
            if self.last.elapsed().as_secs_f64() >= self.job.args.checkpoint {
                self.checkpoint(false)?;
            }
        }
        Ok(())
    }

    fn tagged(&mut self, tagged: Tagged) -> Result<(), Failure> {
        if self.job.format == Format::Brat && self.folder.is_none() && self.summary.stories == 1 {
            return Err(Failure::Usage(
                "brat has a pair of files for each story: give --output FOLDER".into(),
            ));
        }
        self.summary.stories += 1;
        self.summary.bytes += tagged.length;
        for (label, n) in tagged.labels {
            match self.summary.entities.get_mut(label.as_str()) {
                Some(sum) => *sum += n,
                None => drop(self.summary.entities.insert(label.as_str().to_owned(), n)),
            }
        }
        match (&mut self.sink, &mut self.folder) {
            (Some(sink), _) => sink.put(&tagged.bytes),
            (None, Some(folder)) => {
                folder.put(&tagged.id, tagged.text.as_deref().unwrap_or(""), &tagged.bytes)
            }
            (None, None) => Ok(()),
        }
    }

    fn bad(&mut self, bad: Bad, progress: &Progress) -> Result<(), Failure> {
        if self.job.args.strict {
            return Err(Failure::new(bad));
        }
        self.summary.errors += 1;
        if let Some(errors) = &mut self.errors {
            let mut line = serde_json::to_vec(&bad).map_err(Failure::new)?;
            line.push(b'\n');
            errors.put(&line)?;
        } else {
            self.told += 1;
            if self.told <= TOLD {
                progress.say(&bad.to_string());
            }
        }
        Ok(())
    }

    fn untold(&self) -> u64 {
        self.told.saturating_sub(TOLD)
    }

    fn resumable(&self) -> bool {
        self.sink.as_ref().is_some_and(Sink::lasts)
    }

    /// Keeps a place to go back to, if this is one.
    fn checkpoint(&mut self, complete: bool) -> Result<(), Failure> {
        let (Some(sink), Some(path)) = (&mut self.sink, &self.job.output) else { return Ok(()) };
        if !sink.lasts() {
            return Ok(());
        }
        let Some(output) = sink.settle()? else { return Ok(()) };
        let errors = match &mut self.errors {
            Some(errors) => errors.settle()?.unwrap_or(0),
            None => 0,
        };
        let journal = Journal {
            job: self.describe.clone(),
            place: self.place,
            output,
            errors,
            summary: self.summary.clone(),
            complete,
        };
        journal.write(path)?;
        self.last = Instant::now();
        Ok(())
    }

    /// Keeps what can be kept.
    fn give_up(&mut self) {
        let _ = self.checkpoint(false);
        if let Some(sink) = &mut self.sink
            && !sink.lasts()
        {
            let _ = sink.finish();
        }
        if let Some(errors) = &mut self.errors {
            let _ = errors.finish();
        }
    }

    fn finish(&mut self) -> Result<(), Failure> {
        if let Some(sink) = &mut self.sink {
            if self.job.format == Format::Html {
                sink.put(html::TAIL.as_bytes())?;
            }
            sink.finish()?;
        }
        if let Some(errors) = &mut self.errors {
            errors.finish()?;
        }
        self.checkpoint(true)
    }

    /// Gives the files their names. May be done again after an interruption.
    fn publish(&mut self) -> Result<(), Failure> {
        // A device has its name already; nothing lies beside it then.
        if let Some(path) = &self.job.errors {
            output::publish(path)?;
        }
        if let Some(path) = self.job.output.as_deref().filter(|_| !self.job.renderer.brat_folder) {
            #[cfg(feature = "parquet")]
            if self.job.spool && crate::journal::part(path).exists() {
                crate::parquet::convert(&crate::journal::part(path), path)?;
            }
            if !self.job.spool {
                output::publish(path)?;
            }
            Journal::remove(path);
        }
        Ok(())
    }
}

/// A folder of `.txt` and `.ann`, as brat has it.
struct Folder {
    path: PathBuf,
    names: HashSet<String>,
}

impl Folder {
    fn new(path: &Path) -> Result<Folder, Failure> {
        std::fs::create_dir_all(path).map_err(|e| Failure::file("make the folder", path.display(), &e))?;
        Ok(Folder { path: path.to_owned(), names: HashSet::new() })
    }

    fn put(&mut self, id: &str, text: &str, ann: &[u8]) -> Result<(), Failure> {
        let id = id.strip_suffix(".txt").unwrap_or(id);
        // An identifier may be anything; a file's name must stay in the folder.
        let plain: String = id
            .chars()
            .map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' })
            .take(100)
            .collect();
        let plain = plain.trim_start_matches('.');
        let plain = if plain.is_empty() { "story" } else { plain };
        let mut name = plain.to_owned();
        let mut n = 1;
        while !self.names.insert(name.clone()) {
            n += 1;
            name = format!("{plain}-{n}");
        }
        for (ending, bytes) in [("txt", text.as_bytes()), ("ann", ann)] {
            let path = self.path.join(format!("{name}.{ending}"));
            std::fs::write(&path, bytes).map_err(|e| Failure::file("write", path.display(), &e))?;
        }
        Ok(())
    }
}
