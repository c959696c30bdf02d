#!/usr/bin/env python3
"""How fast the server answers, as ratios to a bare actix-web server that answers the same bytes and headers.

    cargo build --release && cargo build --release --bench bare
    benches/load.py --data DIR [--seconds 5] [--rounds 3]

Needs wrk (apt install wrk) and a data folder with articles in it. Both servers run at once and are measured
in turn, so that the noise of the machine falls on both; the median of the rounds is shown. Every address is
asked once before and must answer 200.
"""
import argparse
import glob
import json
import os
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
LIST = "/v1/articles?limit=10&include=body.html"


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

    def resident_mb(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS"))


def wrk(base, file, connections, seconds, tag=None):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", f"{HERE}/addresses.lua", base, "--", file]
    out = subprocess.run(command + ([tag] if tag else []), capture_output=True, text=True).stdout
    line = next(line for line in out.splitlines() if line.startswith("@@"))
    requests, micros, errors, p50, p99 = map(int, line.split()[1:])
    if errors:
        raise SystemExit(f"{errors} of {requests} answers from {base} were none")
    return requests / micros * 1e6, p50 / 1000, p99 / 1000


def addresses(base):
    """Up to 1,000 different lists of ten articles with their texts."""
    total = json.loads(get(f"{base}/v1/articles?limit=1")[1])["page"]["total"]
    out = [f"{LIST}&page={n}" for n in range(1, min(total // 10, 1000) + 1)]
    for kind, plural in (("category", "categories"), ("tag", "tags"), ("author", "authors")):
        for row in json.loads(get(f"{base}/v1/{plural}?limit=100")[1])["data"]:
            pages = range(1, min(row["article_count"] // 10, 20) + 1)
            out += [f"{LIST}&{kind}={row['slug']}&page={n}" for n in pages]
    return out[:1000]


def compare(name, servers, file, args, connections, tag=None):
    rates = {which: [] for which, _ in servers}
    for _ in range(args.rounds):
        for which, base in servers:
            rates[which].append(wrk(base, file, connections, args.seconds, tag))
    middle = {which: statistics.median(rate for rate, _, _ in rows) for which, rows in rates.items()}
    own, bare = middle["newswire"], middle.get("bare")
    p50, p99 = (statistics.median(row[n] for row in rates["newswire"]) for n in (1, 2))
    ratio = f"{own / bare * 100:6.1f} %" if bare else "       –"
    print(f"{name:44} {connections:>3} {own:>9.0f} {bare or 0:>9.0f} {ratio} {p50:>8.2f} {p99:>8.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--database", help="as newswire takes it; a SQLite file in the data folder where none is given")
    parser.add_argument("--target", default="target/release")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    newswire = os.path.join(args.target, "newswire")
    built = [f for f in glob.glob(os.path.join(args.target, "deps", "bare-*")) if os.access(f, os.X_OK) and "." not in os.path.basename(f)]
    bare = max(built, key=os.path.getmtime)
    ports = free_port(), free_port()
    own, other = (f"http://127.0.0.1:{port}" for port in ports)
    serve = [newswire, "serve", "--data", args.data, "--listen", own[7:], "--log-level", "warn"]
    serve += ["--database", args.database] if args.database else []
    print(f"{'what':44} {'c':>3} {'newswire':>9} {'bare':>9} {'ratio':>8} {'p50 ms':>8} {'p99 ms':>8}")
    with tempfile.TemporaryDirectory() as dir, Running(serve, own) as server:
        idle = server.resident_mb()
        many, one = os.path.join(dir, "many"), os.path.join(dir, "one")
        found = addresses(own)
        open(many, "w").write("\n".join(found) + "\n")
        open(one, "w").write(LIST + "\n")
        everything = os.path.join(dir, "all")
        open(everything, "w").write("\n".join(found + [LIST]) + "\n")
        tag, size = get(own + LIST)[0]["etag"], len(get(own + LIST)[1])
        with Running([bare, own, other[7:], everything], other):
            servers = [("newswire", own), ("bare", other)]
            for connections in (1, 32):
                compare(f"kept, one address, {size} bytes", servers, one, args, connections)
                compare(f"kept, {len(found)} addresses in turn", servers, many, args, connections)
                compare("304", servers, one, args, connections, tag)
        print(f"memory: {idle} MB at rest, {server.resident_mb()} MB after")
    with tempfile.TemporaryDirectory() as dir, Running(serve + ["--cache-size", "0"], own) as server:
        many, one = os.path.join(dir, "many"), os.path.join(dir, "one")
        open(many, "w").write("\n".join(found) + "\n")
        open(one, "w").write(LIST + "\n")
        for connections in (1, 32):
            compare("made anew, one address", [("newswire", own)], one, args, connections)
            compare(f"made anew, {len(found)} addresses in turn", [("newswire", own)], many, args, connections)


main()
