//! Parquet: stories out of two columns, names into rows.

use crate::failure::Failure;
use crate::input::Body;
use crate::journal::beside;
use dateline::output::json;
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, FloatType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::record::{Field, Row, reader::RowIter};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::Type;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

/// Rows of one group.
const GROUP: usize = 1 << 17;

/// The stories of a file.
pub struct Rows {
    rows: RowIter<'static>,
    text: String,
    id: String,
    /// Rows read.
    row: u64,
    failed: bool,
}

impl Rows {
    pub fn open(file: File, text: &str, id: &str) -> Result<Rows, String> {
        // The reader of rows panics on some damaged files.
        catch_unwind(AssertUnwindSafe(|| Rows::open_sound(file, text, id)))
            .unwrap_or_else(|_| Err("cannot read: the file is damaged".into()))
    }

    fn open_sound(file: File, text: &str, id: &str) -> Result<Rows, String> {
        let wrong = |e: parquet::errors::ParquetError| format!("cannot read: {e}");
        let reader = SerializedFileReader::new(file).map_err(wrong)?;
        let schema = reader.metadata().file_metadata().schema_descr().root_schema().clone();
        let columns = schema.get_fields();
        let wanted: Vec<_> = columns.iter().filter(|c| c.name() == text || c.name() == id).cloned().collect();
        if !wanted.iter().any(|c| c.name() == text) {
            let names: Vec<&str> = columns.iter().map(|c| c.name()).collect();
            return Err(format!(
                "no column {text:?}; the columns are {}; --text-field chooses",
                names.join(", ")
            ));
        }
        let projection =
            Type::group_type_builder(schema.name()).with_fields(wanted).build().map_err(wrong)?;
        // Texts are large, so few are decoded at once.
        let rows = RowIter::from_file_into(Box::new(reader))
            .project(Some(projection))
            .map_err(wrong)?
            .with_batch_size(64);
        Ok(Rows { rows, text: text.to_owned(), id: id.to_owned(), row: 0, failed: false })
    }

    pub fn next(&mut self, max: u64) -> Option<(u64, u64, Body)> {
        if self.failed {
            return None;
        }
        let rows = &mut self.rows;
        let body = match catch_unwind(AssertUnwindSafe(|| rows.next())) {
            Ok(None) => return None,
            Ok(Some(Ok(row))) => self.body(row, max),
            Ok(Some(Err(e))) => {
                self.failed = true;
                Body::Bad(format!("cannot read on: {e}"))
            }
            Err(_) => {
                self.failed = true;
                Body::Bad("cannot read on: the file is damaged".into())
            }
        };
        self.row += 1;
        Some((self.row, 0, body))
    }

    fn body(&self, row: Row, max: u64) -> Body {
        let (mut id, mut text) = (None, None);
        for (name, field) in row.into_columns() {
            let value = match field {
                Field::Null => continue,
                Field::Str(s) => s.into_bytes(),
                Field::Bytes(b) => b.data().to_vec(),
                other => other.to_string().into_bytes(),
            };
            if name == self.text {
                text = Some(value);
            } else if name == self.id {
                id = Some(value);
            }
        }
        match text {
            Some(text) if text.len() as u64 > max => {
                Body::Bad(format!("larger than {max} bytes; --max-bytes allows more"))
            }
            Some(text) => Body::Row { id, text },
            None => Body::Bad("the row has no text".into()),
        }
    }
}

/// The columns of a file of names.
const SCHEMA: &str = "message dateline {
    REQUIRED BYTE_ARRAY document (UTF8);
    REQUIRED INT64 start;
    REQUIRED INT64 end;
    REQUIRED BYTE_ARRAY text (UTF8);
    REQUIRED BYTE_ARRAY label (UTF8);
    REQUIRED FLOAT score;
    REQUIRED INT64 entity;
    REQUIRED BYTE_ARRAY name (UTF8);
    OPTIONAL BYTE_ARRAY ids (UTF8);
    OPTIONAL BYTE_ARRAY role (UTF8);
    OPTIONAL BYTE_ARRAY body (UTF8);
    OPTIONAL BOOLEAN former;
    OPTIONAL BYTE_ARRAY acts_for (UTF8);
    REQUIRED BYTE_ARRAY source (UTF8);
    REQUIRED BOOLEAN nested;
    OPTIONAL BYTE_ARRAY evidence (UTF8);
}";

/// One group of rows, by column.
#[derive(Default)]
struct Group {
    words: [Vec<ByteArray>; 5],
    maybe: [Vec<Option<ByteArray>>; 5],
    numbers: [Vec<i64>; 3],
    score: Vec<f32>,
    former: Vec<Option<bool>>,
    nested: Vec<bool>,
}

/// Makes a Parquet file of the JSON Lines of a run. The unit of the offsets is in the file's
/// metadata, as `offsets`.
pub fn convert(lines: &Path, output: &Path) -> Result<(), Failure> {
    let part = beside(output, ".part.parquet");
    let failed = |e: &dyn std::fmt::Display| Failure::unfinished(part.display(), e);
    let read = |e: &dyn std::fmt::Display| Failure::new(format!("cannot read {}: {e}", lines.display()));
    let mut source = BufReader::with_capacity(1 << 18, File::open(lines).map_err(|e| read(&e))?);
    let file = File::create(&part).map_err(|e| failed(&e))?;
    let schema = Arc::new(parse_message_type(SCHEMA).map_err(|e| failed(&e))?);
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(concat!("dateline ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let mut writer =
        SerializedFileWriter::new(file.try_clone().map_err(|e| failed(&e))?, schema, Arc::new(properties))
            .map_err(|e| failed(&e))?;
    let mut group = Group::default();
    let mut unit = None;
    let mut line = String::new();
    loop {
        line.clear();
        if source.read_line(&mut line).map_err(|e| read(&e))? == 0 {
            break;
        }
        group.add(&line, &mut unit)?;
        if group.score.len() >= GROUP {
            std::mem::take(&mut group).write(&mut writer).map_err(|e| failed(&e))?;
        }
    }
    if !group.score.is_empty() {
        group.write(&mut writer).map_err(|e| failed(&e))?;
    }
    let offsets = parquet::file::metadata::KeyValue::new(
        "offsets".to_owned(),
        unit.unwrap_or_else(|| "bytes".to_owned()),
    );
    writer.append_key_value_metadata(offsets);
    writer.close().map_err(|e| failed(&e))?;
    file.sync_all().map_err(|e| failed(&e))?;
    std::fs::rename(&part, output).map_err(|e| failed(&e))?;
    std::fs::remove_file(lines).map_err(|e| Failure::file("remove", lines.display(), &e))
}

impl Group {
    fn add(&mut self, line: &str, unit: &mut Option<String>) -> Result<(), Failure> {
        let (document, offsets) = json::from_json(line)?;
        unit.get_or_insert_with(|| offsets.as_str().to_owned());
        // The words of a name are in the JSON alone: a document holds offsets only.
        let value: serde_json::Value = serde_json::from_str(line).map_err(Failure::new)?;
        for (n, e) in document.entities.iter().enumerate() {
            let json = &value["entities"][n];
            let words = [
                &document.id,
                json["text"].as_str().unwrap_or(""),
                e.label.as_str(),
                &e.name,
                e.source.as_str(),
            ];
            for (column, word) in self.words.iter_mut().zip(words) {
                column.push(word.into());
            }
            let text = |key: &str| match &json[key] {
                serde_json::Value::Null => None,
                serde_json::Value::String(s) => Some(ByteArray::from(s.as_str())),
                other => Some(ByteArray::from(other.to_string().as_str())),
            };
            for (column, key) in self.maybe.iter_mut().zip(["ids", "role", "body", "acts_for", "evidence"]) {
                column.push(text(key));
            }
            for (column, number) in self.numbers.iter_mut().zip([e.start, e.end, e.entity]) {
                column.push(number as i64);
            }
            self.score.push(e.score);
            self.former.push(e.former);
            self.nested.push(e.nested);
        }
        Ok(())
    }

    /// In the order of the schema.
    fn write(self, writer: &mut SerializedFileWriter<File>) -> parquet::errors::Result<()> {
        let [document, text, label, name, source] = self.words;
        let [ids, role, body, acts_for, evidence] = self.maybe;
        let [start, end, entity] = self.numbers;
        let mut group = writer.next_row_group()?;
        let g = &mut group;
        words(g, &document)?;
        column::<Int64Type>(g, &start, None)?;
        column::<Int64Type>(g, &end, None)?;
        words(g, &text)?;
        words(g, &label)?;
        column::<FloatType>(g, &self.score, None)?;
        column::<Int64Type>(g, &entity, None)?;
        words(g, &name)?;
        maybe::<ByteArrayType>(g, &ids)?;
        maybe::<ByteArrayType>(g, &role)?;
        maybe::<ByteArrayType>(g, &body)?;
        maybe::<BoolType>(g, &self.former)?;
        maybe::<ByteArrayType>(g, &acts_for)?;
        words(g, &source)?;
        column::<BoolType>(g, &self.nested, None)?;
        maybe::<ByteArrayType>(g, &evidence)?;
        group.close()?;
        Ok(())
    }
}

fn words(
    group: &mut SerializedRowGroupWriter<'_, File>,
    values: &[ByteArray],
) -> parquet::errors::Result<()> {
    column::<ByteArrayType>(group, values, None)
}

fn maybe<T: parquet::data_type::DataType>(
    group: &mut SerializedRowGroupWriter<'_, File>,
    values: &[Option<T::T>],
) -> parquet::errors::Result<()> {
    let there: Vec<i16> = values.iter().map(|v| i16::from(v.is_some())).collect();
    let values: Vec<T::T> = values.iter().flatten().cloned().collect();
    column::<T>(group, &values, Some(&there))
}

fn column<T: parquet::data_type::DataType>(
    group: &mut SerializedRowGroupWriter<'_, File>,
    values: &[T::T],
    there: Option<&[i16]>,
) -> parquet::errors::Result<()> {
    // The schema has as many columns as are written.
    let Some(mut column) = group.next_column()? else { return Ok(()) };
    column.typed::<T>().write_batch(values, there, None)?;
    column.close()
}
