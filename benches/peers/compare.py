#!/usr/bin/env python3
"""Time to build, memory and speed of Python's name finders and of dateline. See README.md."""

import json
import os
import pathlib
import platform
import resource
import subprocess
import sys
import time
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
WORK = TARGET / "peers"
MARK = "<!-- peers -->"
SIZES = (10_000, 100_000)
# FlashText and spaCy take minutes for what the others do in a second: they get a part of the text.
PEERS = {
    "pyahocorasick": ("pyahocorasick, substrings", 1.0),
    "ahocorasick_rs": ("ahocorasick_rs, substrings", 1.0),
    "flashtext": ("FlashText, words", 0.5),
    "spacy": ("spaCy PhraseMatcher with its tokenizer", 0.1),
}


def resident():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmRSS:"):
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
        module = __import__(peer)
    before, start = resident(), time.process_time()
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

    else:
        from spacy.matcher import PhraseMatcher

        language = module.blank("en")
        built = PhraseMatcher(language.vocab)
        built.add("NAME", list(language.tokenizer.pipe(names)))

        def find(story):
            doc = language.make_doc(story)
            return [(s.start_char, s.end_char) for s in built(doc, as_spans=True)]

    build, memory = time.process_time() - start, resident() - before
    found, at = set(), 0
    for story in stories:  # also warms
        found.update((at + s, at + e) for s, e in find(story))
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
                "memory": memory,
                "speed": len(data) / sorted(rounds)[1] / 1e6,
                "found": len(wanted & found) / max(1, len(wanted)),
                "version": getattr(module, "__version__", ""),
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


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    python = environment()
    record = ["cargo", "bench", "--quiet", "--features", "bench", "--bench", "record", "--"]
    rows = []
    for size in SIZES:
        folder = WORK / str(size)
        subprocess.run([*record, "export", folder, str(size)], cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
        done = subprocess.run(
            [*record, "peer", folder], cwd=ROOT, check=True, capture_output=True, text=True
        )
        ours = json.loads(done.stdout.strip().splitlines()[-1])
        rows.append((size, "dateline", ours))
        for peer, (title, share) in PEERS.items():
            done = subprocess.run(
                [python, __file__, "child", peer, folder, str(share)], capture_output=True, text=True
            )
            if done.returncode:
                print(f"{peer} left out: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
                continue
            figures = json.loads(done.stdout)
            package = peer
            rows.append((size, f"{title} {version_of(python, package)}", figures))
    lines = [
        "## Programs in Python",
        "",
        f"Written by `python3 benches/peers/compare.py` on {time.strftime('%Y-%m-%d')} with Python {platform.python_version()};",
        "the same names and text for all, each in a process of its own, one thread, times of the",
        "processor. \"found\" is how many of the names put into the text were found.",
        "",
        "| names | program | built in | memory | MB/s | found |",
        "|---|---|---|---|---|---|",
    ]
    for size, title, f in rows:
        lines.append(
            f"| {size:,} | {title} | {f['build']:.2f} s | {f['memory'] / 1e6:.0f} MB | {f['speed']:.1f} | {f['found']:.0%} |"
        )
    table = "\n".join(lines) + "\n"
    print(table)
    results = HERE.parent / "RESULTS.md"
    if results.exists():
        text = results.read_text(encoding="utf-8").split(MARK)[0]
        results.write_text(f"{text}{MARK}\n{table}", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(sys.argv[2], pathlib.Path(sys.argv[3]), float(sys.argv[4]))
    else:
        main()
