#!/usr/bin/env python3
"""Time to build, memory and speed of Python's name finders and of dateline. See README.md."""

import argparse
import json
import os
import pathlib
import platform
import resource
import shutil
import subprocess
import sys
import time
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
WORK = TARGET / "peers"
RESULTS = HERE.parent / "RESULTS.md"
MARK = "<!-- peers -->"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
# Seconds for building, one search to warm and three that are timed.
LIMIT = 600
# FlashText and spaCy take minutes for what the others do in a second: they get a part of the text.
PEERS = {
    "pyahocorasick": ("pyahocorasick", "pyahocorasick, substrings", 1.0),
    "ahocorasick_rs": ("ahocorasick_rs", "ahocorasick_rs, substrings", 1.0),
    "flashtext": ("flashtext", "FlashText, words", 0.5),
    "phrase_matcher": ("spacy", "spaCy PhraseMatcher with its tokenizer", 0.1),
    "entity_ruler": ("spacy", "spaCy EntityRuler with its tokenizer", 0.1),
}


def memory(field):
    """Resident memory ("VmRSS:") or its peak so far ("VmHWM:"), in bytes."""
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith(field):
                return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def child(peer, folder, share):
    """One program in this process: prints its figures as JSON."""
    names = (folder / "names.txt").read_text(encoding="utf-8").split("\n")
    data = (folder / "text.txt").read_bytes()
    data = data[: int(len(data) * share)].rsplit(b"\n\n", 1)[0]
    text = data.decode("utf-8")
    stories = text.split("\n\n")
    mentions = [
        tuple(map(int, line.split("\t")))
        for line in (folder / "mentions.tsv").read_text().splitlines()
    ]
    wanted = {(s, e) for s, e in mentions if e <= len(data)}
    if peer == "pyahocorasick":
        import ahocorasick as module
    else:
        module = __import__(PEERS[peer][0])
    before, start = memory("VmRSS:"), time.process_time()
    if peer == "pyahocorasick":
        built = module.Automaton()
        for n, name in enumerate(names):
            built.add_word(name, (n, len(name)))
        built.make_automaton()

        def find(story):
            return [(end + 1 - size, end + 1) for end, (_, size) in built.iter_long(story)]

    elif peer == "ahocorasick_rs":
        built = module.AhoCorasick(names, matchkind=module.MatchKind.LeftmostLongest)

        def find(story):
            return [(s, e) for _, s, e in built.find_matches_as_indexes(story)]

    elif peer == "flashtext":
        built = module.KeywordProcessor(case_sensitive=True)
        for name in names:
            built.add_keyword(name)

        def find(story):
            return [(s, e) for _, s, e in built.extract_keywords(story, span_info=True)]

    elif peer == "entity_ruler":
        language = module.blank("en")
        ruler = language.add_pipe("entity_ruler")
        ruler.add_patterns([{"label": "NAME", "pattern": name} for name in names])

        def find(story):
            return [(e.start_char, e.end_char) for e in language(story).ents]

    else:
        from spacy.matcher import PhraseMatcher

        language = module.blank("en")
        built = PhraseMatcher(language.vocab)
        built.add("NAME", list(language.tokenizer.pipe(names)))

        def find(story):
            doc = language.make_doc(story)
            return [(s.start_char, s.end_char) for s in built(doc, as_spans=True)]

    build, peak = time.process_time() - start, memory("VmHWM:") - before
    found, matches, at = set(), 0, 0
    for story in stories:  # also warms
        here = find(story)
        matches += len(here)
        found.update((at + s, at + e) for s, e in here)
        at += len(story) + 2
    rounds = []
    for _ in range(3):
        start = time.process_time()
        for story in stories:
            find(story)
        rounds.append(time.process_time() - start)
    print(
        json.dumps(
            {
                "build": build,
                "peak": peak,
                "speed": len(data) / sorted(rounds)[1] / 1e6,
                "bytes": len(data),
                "matches": matches,
                "found": len(wanted & found) / max(1, len(wanted)),
            }
        )
    )


def environment():
    python = WORK / "venv" / "bin" / "python"
    if not python.exists():
        venv.create(WORK / "venv", with_pip=True)
    for line in (HERE / "requirements.txt").read_text().split():
        done = subprocess.run([python, "-m", "pip", "install", "--quiet", line], capture_output=True, text=True)
        if done.returncode:
            print(f"{line} cannot be installed: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
    return python


def version_of(python, package):
    done = subprocess.run(
        [python, "-c", f"import importlib.metadata as m; print(m.version({package!r}))"],
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def bench():
    """The record's program, a copy that no later build replaces."""
    command = ["cargo", "bench", "--features", "bench", "--bench", "record", "--no-run"]
    done = subprocess.run(
        [*command, "--message-format", "json"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    built = [json.loads(line).get("executable") for line in done.stdout.splitlines()]
    return pathlib.Path(shutil.copy([path for path in built if path][-1], WORK / "record"))


def run(command, limit):
    """The figures that a program prints in its last line, or why there are none."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return f"not done in {limit} s"
    if done.returncode < 0:
        return f"ended by signal {-done.returncode}"
    if done.returncode:
        return "failed: " + (done.stderr.strip().splitlines() or ["no message"])[-1]
    return json.loads(done.stdout.strip().splitlines()[-1])


def table(rows):
    lines = [
        "## Programs in Python",
        "",
        f"Written by `python3 benches/peers/compare.py` on {time.strftime('%Y-%m-%d')} with Python {platform.python_version()};",
        "the same names and text for all, each in a process of its own, one thread, times of the",
        "processor. \"peak\": the most memory that building took beyond names and text. \"found\": how",
        "many of the names that were put into the text. FlashText and spaCy get the beginning of the text.",
        "",
        "| names | program | built in | peak | MB/s | matches | in MB of text | found |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for size, title, f in rows:
        if isinstance(f, str):
            lines.append(f"| {size} | {title} | {f} | | | | | |")
        else:
            lines.append(
                f"| {size} | {title} | {f['build']:.2f} s | {f['peak'] / 1e6:.0f} MB | {f['speed']:.1f}"
                f" | {f['matches']} | {f['bytes'] / 1e6:.1f} | {f['found']:.0%} |"
            )
    return "\n".join(lines) + "\n"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("sizes", nargs="*", type=int, default=SIZES, help="numbers of names")
    options.add_argument("--limit", type=int, default=LIMIT, help="seconds for a program")
    options = options.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    python = environment()
    record = bench()
    rows = []
    for size in options.sizes:
        folder = WORK / str(size)
        subprocess.run([record, "export", folder, str(size)], check=True)
        rows.append((size, "dateline, words", run([record, "peer", folder], options.limit)))
        for peer, (package, title, share) in PEERS.items():
            figures = run([python, __file__, "child", peer, folder, str(share)], options.limit)
            title = f"{title} {version_of(python, package)}"
            print(size, title, figures, file=sys.stderr)
            rows.append((size, title, figures))
        # After every size: what was measured is not lost when the next one is too much.
        text = RESULTS.read_text(encoding="utf-8").split(MARK)[0]
        RESULTS.write_text(f"{text}{MARK}\n{table(rows)}", encoding="utf-8")
    print(table(rows))


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(sys.argv[2], pathlib.Path(sys.argv[3]), float(sys.argv[4]))
    else:
        main()
