#!/usr/bin/env python3
"""How fast the server answers, as ratios to a bare actix-web server that answers the same bytes and headers.

    cargo build --release && cargo build --release --bench bare --bench busy
    benches/archive.py 10000 | target/release/newswire import wxr - --data DIR
    benches/load.py --data DIR [--database ADDRESS] [--seconds 5] [--rounds 3]

Needs wrk (apt install wrk) and a data folder with articles in it. Both servers run at once and are measured
in turn, so that the noise of the machine falls on both; the median of the rounds is shown. Every address is
asked once before and must answer 200.
"""
import argparse
import glob
import json
import os
import random
import re
import resource
import socket
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.request

HEAD = f"{'answers a second':48} {'c':>3} {'newswire':>9} {'bare':>9} {'ratio':>8} {'p50 ms':>8} {'p99 ms':>8}"
HERE = os.path.dirname(os.path.abspath(__file__))
LIST = "/v1/articles?limit=10&include=body.html"
CARD = ("id,slug,path,url,title,excerpt,published_at,updated_at,authors,primary_category,categories,tags,"
        "featured_media,comments,view_count,reading_time_minutes,body.html")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(url):
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.headers, answer.read()


class Running:
    """A server of its own until the block ends."""

    def __init__(self, command, base):
        self.command, self.base = command, base

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL)
        for _ in range(3000):
            try:
                socket.create_connection(("127.0.0.1", int(self.base.rsplit(":", 1)[1])), 1).close()
                return self
            except OSError:
                if self.process.poll() is not None:
                    raise SystemExit(f"{self.command[0]} ended at once")
                time.sleep(0.02)
        raise SystemExit("the server did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def memory(self):
        """Its own memory, and with the pages of files that it shares with the system's cache."""
        with open(f"/proc/{self.process.pid}/status") as status:
            of = dict(line.split(":", 1) for line in status if ":" in line)
        return " MB, with mapped files ".join(str(int(of[name].split()[0]) // 1024) for name in ("RssAnon", "VmRSS")) + " MB"


def wrk(base, file, connections, seconds, tag=None):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", f"{HERE}/addresses.lua", base, "--", file]
    out = subprocess.run(command + ([tag] if tag else []), capture_output=True, text=True).stdout
    line = next(line for line in out.splitlines() if line.startswith("@@"))
    requests, micros, errors, p50, p99 = map(int, line.split()[1:])
    if errors:
        raise SystemExit(f"{errors} of {requests} answers from {base} were none")
    return requests / micros * 1e6, p50 / 1000, p99 / 1000


def built(target, bench):
    """The newest build of a bench."""
    files = glob.glob(os.path.join(target, "deps", f"{bench}-*"))
    return max((f for f in files if os.access(f, os.X_OK) and "." not in os.path.basename(f)), key=os.path.getmtime)


def rows(base, path):
    return json.loads(get(base + path)[1])["data"]


def addresses(base):
    """Up to 1,000 different lists of ten articles with their texts."""
    total = json.loads(get(f"{base}/v1/articles?limit=1")[1])["page"]["total"]
    out = [f"{LIST}&page={n}" for n in range(1, min(total // 10, 1000) + 1)]
    for kind, plural in (("category", "categories"), ("tag", "tags"), ("author", "authors")):
        for row in rows(base, f"/v1/{plural}?limit=100"):
            pages = range(1, min(row["article_count"] // 10, 20) + 1)
            out += [f"{LIST}&{kind}={row['slug']}&page={n}" for n in pages]
    return out[:1000]


def workloads(base):
    """What a news site asks for: 500 addresses of each kind, in no order."""
    pick, total = random.Random(1), json.loads(get(f"{base}/v1/articles?limit=1")[1])["page"]["total"]
    last = min(total // 10, 1000)
    sections = [row for row in rows(base, "/v1/categories?limit=100") if row["article_count_with_descendants"] >= 10]
    slugs = [row["slug"] for n in range(1, min(total // 100, 100) + 1) for row in rows(base, f"/v1/articles?limit=100&page={n}")]

    def section():
        row = pick.choice(sections)
        return f"{LIST}&category={row['slug']}&page={pick.randint(1, min(row['article_count_with_descendants'] // 10, 1000))}"

    kinds = {
        "the latest, pages 1-100": lambda: f"{LIST}&page={pick.randint(1, min(last, 100))}",
        "deep in the list": lambda: f"{LIST}&page={pick.randint(last // 2, last)}",
        "a category, any page": section,
        "one article, a card and its text": lambda: f"/v1/articles/{pick.choice(slugs)}?fields={CARD}",
        "one article, complete": lambda: f"/v1/articles/{pick.choice(slugs)}",
        "most viewed, pages 1-100": lambda: f"{LIST}&sort=-views&page={pick.randint(1, min(last, 100))}",
    }
    return {name: [make() for _ in range(500)] for name, make in kinds.items()}


def compare(name, servers, file, args, connections, tag=None):
    rates = {which: [] for which, _ in servers}
    for _ in range(args.rounds):
        for which, base in servers:
            rates[which].append(wrk(base, file, connections, args.seconds, tag))
    middle = {which: statistics.median(rate for rate, _, _ in rows) for which, rows in rates.items()}
    own, bare = middle["newswire"], middle.get("bare")
    p50, p99 = (statistics.median(row[n] for row in rates["newswire"]) for n in (1, 2))
    ratio = f"{own / bare * 100:6.1f} %" if bare else "       –"
    print(f"{name:48} {connections:>3} {own:>9.0f} {bare or 0:>9.0f} {ratio} {p50:>8.2f} {p99:>8.2f}", flush=True)


def statements(base):
    found = re.search(r"^newswire_database_statements_total\S* (\d+)", get(f"{base}/metrics")[1].decode(), re.M)
    return int(found.group(1))


def cold(base):
    """Sixty-four ask at once for what is not kept: the statements of all of them, against those of one."""
    def ask(path):
        before = statements(base)
        threads = [threading.Thread(target=get, args=(base + path,)) for _ in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return statements(base) - before

    def one(path):
        before = statements(base)
        get(base + path)
        return statements(base) - before

    together = [ask(f"{LIST}&page={n}") for n in range(31, 41)]
    alone = [one(f"{LIST}&page={n}") for n in range(41, 51)]
    print(f"a cold cache: 64 at once cost {statistics.median(together):.0f} statements, one alone {statistics.median(alone):.0f}")


def restless(busy, args, file):
    """The same list while the key of all articles is touched every 20 ms, and while it rests."""
    if args.database:
        return
    base = f"http://127.0.0.1:{free_port()}"
    for name, millis in (("at rest", 86_400_000), ("touched every 20 ms", 20), ("at rest", 86_400_000), ("touched every 20 ms", 20)):
        with Running([busy, args.data, base[7:], str(millis)], base):
            get(base + LIST)
            before, began = statements(base), time.monotonic()
            rate, p50, p99 = wrk(base, file, 32, args.seconds)
            cost, changes = statements(base) - before, (time.monotonic() - began) * 1000 / millis
            print(f"one list, {name}: {rate:.0f}/s, p50 {p50:.2f} ms, p99 {p99:.2f} ms, {cost} statements, {changes:.0f} changes", flush=True)


LISTENERS = 10_000


def listeners(base):
    """Opens as many listeners as the system lets it, and keeps them."""
    host, port = base[7:].split(":")
    open_ones = []
    for _ in range(LISTENERS):
        one = socket.create_connection((host, int(port)), 30)
        one.sendall(b"GET /v1/events HTTP/1.1\r\nHost: bench\r\n\r\n")
        open_ones.append(one)
    for one in open_ones:
        assert one.recv(64).startswith(b"HTTP/1.1 200"), "a listener was not taken"
    return open_ones


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--database", help="as newswire takes it; a SQLite file in the data folder where none is given")
    parser.add_argument("--target", default="target/release")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    newswire, bare, busy = os.path.join(args.target, "newswire"), built(args.target, "bare"), built(args.target, "busy")
    ports = free_port(), free_port()
    own, other = (f"http://127.0.0.1:{port}" for port in ports)
    serve = [newswire, "serve", "--data", args.data, "--listen", own[7:], "--log-level", "warn"]
    serve += ["--database", args.database] if args.database else []
    # A listener is a file to each side.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as dir, Running(serve, own) as server:
        get(own + LIST)
        print(f"from start to the first answer: {(time.monotonic() - started) * 1000:.0f} ms; memory at rest: {server.memory()}")
        cold(own)
        many, one = os.path.join(dir, "many"), os.path.join(dir, "one")
        found = addresses(own)
        open(many, "w").write("\n".join(found) + "\n")
        open(one, "w").write(LIST + "\n")
        everything = os.path.join(dir, "all")
        open(everything, "w").write("\n".join(found + [LIST]) + "\n")
        tag, size = get(own + LIST)[0]["etag"], len(get(own + LIST)[1])
        print(HEAD)
        with Running([bare, own, other[7:], everything], other):
            servers = [("newswire", own), ("bare", other)]
            for connections in (1, 32):
                compare(f"kept, one address, {size} bytes", servers, one, args, connections)
                compare(f"kept, {len(found)} addresses in turn", servers, many, args, connections)
                compare("304", servers, one, args, connections, tag)
        print(f"memory after it: {server.memory()}")
    with tempfile.TemporaryDirectory() as dir:
        one = os.path.join(dir, "one")
        open(one, "w").write(LIST + "\n")
        restless(busy, args, one)
    with tempfile.TemporaryDirectory() as dir, Running(serve + ["--cache-size", "0"], own) as server:
        print(HEAD)
        for name, found in workloads(own).items():
            many = os.path.join(dir, "many")
            open(many, "w").write("\n".join(found) + "\n")
            compare(f"made anew: {name}", [("newswire", own)], many, args, 32)
        print(f"memory after it: {server.memory()}")
    with Running(serve, own) as server:
        get(own + LIST)
        before, kept = server.memory(), listeners(own)
        time.sleep(3)
        print(f"memory with {len(kept)} idle listeners: {server.memory()}; before: {before}")


if __name__ == "__main__":
    main()
