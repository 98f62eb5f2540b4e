//! The command line of `dateline`.
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args[0] == "fit" {
        let mut gold = Vec::new();
        for f in &args[2..] {
            gold.extend(dateline::fit::read_gold(f, &std::fs::read_to_string(f).unwrap()).unwrap());
        }
        let t = std::time::Instant::now();
        let fitted = dateline::fit::fit(&gold, &dateline::fit::Settings::default());
        eprintln!("{} rows, {} bytes, {} unreachable, {:?}", fitted.rows, fitted.table.len(), fitted.unreachable, t.elapsed());
        std::fs::write(&args[1], fitted.table).unwrap();
    }
}
