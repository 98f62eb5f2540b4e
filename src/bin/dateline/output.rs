//! Where results go: standard output, or a file that gets its name when it is complete.

use crate::failure::{Failure, reason};
use crate::journal::part;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Bytes kept back before they are written.
const BUFFER: usize = 1 << 18;
/// Bytes, before compression, of a member of a compressed file. Members end at such places only,
/// whatever the timing, so that the same results give the same bytes; and every end of a member is
/// a place to which an interrupted run can go back.
const MEMBER: usize = 1 << 20;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    Plain,
    Gzip,
    Zstd,
}

impl Packing {
    pub fn of(path: &Path) -> Packing {
        match path.extension().and_then(|e| e.to_str()) {
            Some("gz") => Packing::Gzip,
            Some("zst") => Packing::Zstd,
            _ => Packing::Plain,
        }
    }
}

/// A stream of results, a record at a time.
pub struct Sink {
    to: To,
    packing: Packing,
    pending: Vec<u8>,
    /// Bytes written out.
    written: u64,
    /// Writing failed, so what lies behind `written` is anything.
    failed: bool,
}

enum To {
    Stdout,
    /// A file that is renamed when it is complete.
    File {
        file: File,
        path: PathBuf,
    },
    /// A device or pipe, which is written to as it is.
    Device {
        file: File,
        path: PathBuf,
    },
}

impl Sink {
    pub fn stdout() -> Sink {
        Sink { to: To::Stdout, packing: Packing::Plain, pending: Vec::new(), written: 0, failed: false }
    }

    /// Begins a file, or goes on after the first `from` bytes.
    pub fn file(path: &Path, packing: Packing, from: Option<u64>) -> Result<Sink, Failure> {
        let failed = |p: &Path, e: &io::Error| Failure::file("write", p.display(), e);
        if path.is_dir() {
            return Err(Failure::new(format!("cannot write {}: it is a folder", path.display())));
        }
        let to = if is_device(path) {
            let file = OpenOptions::new().write(true).open(path).map_err(|e| failed(path, &e))?;
            To::Device { file, path: path.to_owned() }
        } else {
            let beside = part(path);
            let file = OpenOptions::new()
                .create(true)
                .write(true)
                .truncate(from.is_none())
                .open(&beside)
                .map_err(|e| failed(&beside, &e))?;
            if let Some(length) = from {
                use io::Seek;
                let there = file.metadata().map_err(|e| failed(&beside, &e))?.len();
                if there < length {
                    return Err(Failure::new(format!(
                        "{} has {there} bytes where an earlier run wrote {length}; run without --resume to begin anew",
                        beside.display()
                    )));
                }
                let mut file = &file;
                file.set_len(length)
                    .and_then(|()| file.seek(io::SeekFrom::Start(length)))
                    .map_err(|e| failed(&beside, &e))?;
            }
            To::File { file, path: path.to_owned() }
        };
        Ok(Sink { to, packing, pending: Vec::new(), written: from.unwrap_or(0), failed: false })
    }

    /// Adds the bytes of one record.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.pending.extend_from_slice(bytes);
        let full = if self.packing == Packing::Plain { BUFFER } else { MEMBER };
        if self.pending.len() >= full { self.write_out() } else { Ok(()) }
    }

    /// Shows what is there, when there is time.
    pub fn idle(&mut self) -> Result<(), Failure> {
        match self.to {
            To::Stdout | To::Device { .. } if self.packing == Packing::Plain => self.write_out(),
            _ => Ok(()),
        }
    }

    /// Bytes written, if all records are among them or can be written now.
    pub fn settle(&mut self) -> Result<Option<u64>, Failure> {
        if self.failed {
            return Ok(None);
        }
        if self.packing == Packing::Plain {
            self.write_out()?;
        }
        if !self.pending.is_empty() {
            return Ok(None);
        }
        if let To::File { file, path } = &self.to {
            file.sync_data().map_err(|e| lost(path, &e))?;
        }
        Ok(Some(self.written))
    }

    fn write_out(&mut self) -> Result<(), Failure> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let packed;
        let bytes = match self.packing {
            Packing::Plain => &self.pending[..],
            Packing::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
                packed =
                    encoder.write_all(&self.pending).and_then(|()| encoder.finish()).map_err(Failure::new)?;
                &packed[..]
            }
            Packing::Zstd => {
                packed = zstd::bulk::compress(&self.pending, 3).map_err(Failure::new)?;
                &packed[..]
            }
        };
        // Until it is known that all went well.
        self.failed = true;
        match &mut self.to {
            To::Stdout => {
                let mut out = io::stdout().lock();
                out.write_all(bytes).and_then(|()| out.flush()).map_err(|e| Failure::stdout(&e))?;
            }
            To::File { file, path } => file.write_all(bytes).map_err(|e| lost(path, &e))?,
            To::Device { file, path } => file.write_all(bytes).map_err(|e| match e.kind() {
                io::ErrorKind::BrokenPipe => Failure::Closed,
                _ => Failure::file("write", path.display(), &e),
            })?,
        }
        self.failed = false;
        self.written += bytes.len() as u64;
        self.pending.clear();
        Ok(())
    }

    /// Writes the rest. The file has its last byte after, but not its name.
    pub fn finish(&mut self) -> Result<u64, Failure> {
        self.write_out()?;
        if let To::File { file, path } = &self.to {
            file.sync_all().map_err(|e| lost(path, &e))?;
        }
        Ok(self.written)
    }

    /// Whether an interrupted run could go on here.
    pub fn lasts(&self) -> bool {
        matches!(self.to, To::File { .. })
    }
}

/// What is written to as it is: a device or a pipe.
pub fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir())
}

/// The file that a link leads to: a link is written through, not over.
pub fn behind_links(path: &Path) -> PathBuf {
    match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_symlink() => fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()),
        _ => path.to_owned(),
    }
}

/// Gives a complete file its name.
pub fn publish(path: &Path) -> Result<(), Failure> {
    let beside = part(path);
    match fs::rename(&beside, path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()), // named by an earlier run
        other => other.map_err(|e| Failure::file("rename", beside.display(), &e)),
    }
}

fn lost(path: &Path, error: &io::Error) -> Failure {
    Failure::unfinished(part(path).display(), reason(error))
}
