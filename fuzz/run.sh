#!/bin/sh
# Fuzzes every target for a bounded time: fuzz/run.sh [SECONDS A TARGET] [TARGET …]
# Needs a nightly toolchain and `cargo install cargo-fuzz`. Not run in CI. Every crash becomes a case
# of tests/regression.rs.
set -eu
cd "$(dirname "$0")"
seconds=${1:-60}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- tokens extract find list compiled json gold records
for target in "$@"; do
    mkdir -p "corpus/$target"
    cp seeds/* ../examples/stories/*.txt "corpus/$target/" 2>/dev/null || :
    echo "== $target, $seconds s"
    cargo +nightly fuzz run --fuzz-dir . "$target" "corpus/$target" -- \
        -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1
done
