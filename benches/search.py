#!/usr/bin/env python3
"""What search costs on an archive: time, space, and how soon what was published is found.

    cargo build --release
    benches/archive.py 100000 --words 50000 | target/release/newswire import wxr - --data DIR
    benches/search.py --data DIR [--rounds 3]

The server runs on one core, the asking on another; on a machine with other work, what the server computed tells more
than what it took. Queries are two words of the title of some article, with the pieces of
text in which they stand and all facets; suggestions are the first letters of a word of a title. Each is asked 300 times in
each round; the round with the least median is shown. Needs the SQLite file of the data folder, and adds a user and
twenty articles to it.
"""
import argparse
import json
import os
import random
import sqlite3
import statistics
import subprocess
import time
import urllib.parse
import urllib.request

from load import Running, free_port, get

FACETS = "category,tag,author,year,format"
ADDRESS, PASSWORD = "bench@newswire.example", "a password of the bench alone"
ASKED = 300
PUBLISHED = 20


def text_of(database):
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        sizes = db.execute("SELECT count(*), sum(length(CAST(b.text AS BLOB)) + length(CAST(a.title AS BLOB)) + length(CAST(a.excerpt AS BLOB)))"
                           " FROM articles a JOIN article_bodies b ON b.article_id = a.id").fetchone()
        step = max(sizes[0] // 600, 1)
        titles = [title for (title,) in db.execute(f"SELECT title FROM articles WHERE number % {step} = 0 LIMIT 600")]
        return sizes, titles


def index_of(data):
    folder = os.path.join(data, "search")
    folder = os.path.join(folder, open(os.path.join(folder, "current")).read().strip())
    return sum(entry.stat().st_size for entry in os.scandir(folder))


def megabytes(size):
    return f"{size / 1e6:.1f} MB"


def ready(base):
    while json.loads(get(f"{base}/v1/search?q=a")[1])["index"]["state"] != "ready":
        time.sleep(0.05)


def computed(server):
    """Milliseconds that the server has computed so far."""
    total = 0
    for task in os.scandir(f"/proc/{server.process.pid}/task"):
        with open(f"{task.path}/schedstat") as stat:
            total += int(stat.read().split()[0])
    return total / 1e6


def timed(server, paths):
    took, spent, found = [], [], []
    for path in paths:
        before, began = computed(server), time.perf_counter()
        answer = get(server.base + path)[1]
        took.append((time.perf_counter() - began) * 1000)
        spent.append(computed(server) - before)
        found.append(json.loads(answer).get("page", {}).get("total", 0))
    return [f(all) for all in (took, spent) for f in (statistics.median, lambda all: statistics.quantiles(all, n=20)[18])], statistics.median(found)


def asked(server, name, rounds, make):
    pick = random.Random(1)
    paths = [make(pick) for _ in range(ASKED)]
    (median, p95, own, own95), found = min(timed(server, paths) for _ in range(rounds))
    print(f"{name}: median {median:.2f} ms (95 % within {p95:.2f}), of which the server computes {own:.2f} ({own95:.2f})"
          + (f"; it finds {found:.0f} articles (median)" if found else ""), flush=True)


def words_of(pick, titles):
    words = []
    while len(words) < 2:
        words = [word for word in pick.choice(titles).split() if word.isalpha()]
    return words


def search(titles, more):
    def make(pick):
        query = urllib.parse.quote_plus(" ".join(pick.sample(words_of(pick, titles), 2)) + " ")
        return f"/v1/search?q={query}&limit=10{more}"

    return make


def suggest(titles):
    def make(pick):
        return "/v1/search/suggest?q=" + urllib.parse.quote_plus(pick.choice(words_of(pick, titles))[:4])

    return make


def call(base, path, body, headers):
    data = json.dumps(body).encode()
    request = urllib.request.Request(base + path, data, {"Content-Type": "application/json", **headers})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.headers, json.loads(answer.read() or b"null")


def published(base):
    """From the answer to a publication until a search finds it, again and again."""
    token = call(base, "/v1/admin/session", {"email": ADDRESS, "password": PASSWORD}, {})[1]["access_token"]
    auth, took = {"Authorization": f"Bearer {token}"}, []
    for n in range(PUBLISHED):
        word = f"xq{time.time_ns()}"
        headers, _ = call(base, "/v1/admin/articles", {"title": f"The {word}", "body": {"markdown": "It came."}}, auth)
        step = f"{urllib.parse.urlsplit(headers['location']).path}/steps/publish"
        call(base, step, {}, {**auth, "If-Match": headers["etag"]})
        began = time.perf_counter()
        while json.loads(get(f"{base}/v1/search?q={word}%20")[1])["page"]["total"] == 0:
            time.sleep(0.005)
        took.append((time.perf_counter() - began) * 1000)
        time.sleep(0.3 + n % 7 * 0.13)
    print(f"from an acknowledged publication until it is found, {PUBLISHED} times: median {statistics.median(took):.0f} ms, at most {max(took):.0f} ms", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--target", default="target/release")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", action="store_true", help="measure with the index that is there")
    args = parser.parse_args()
    newswire = os.path.join(args.target, "newswire")
    began = time.perf_counter()
    if not args.keep:
        subprocess.run([newswire, "search", "rebuild", "--data", args.data], check=True)
        print(f"the index was made in {time.perf_counter() - began:.1f} s", flush=True)
    (articles, text), titles = text_of(os.path.join(args.data, "newswire.sqlite"))
    index = index_of(args.data)
    print(f"{articles} articles, {megabytes(text)} of text; the index has {megabytes(index)}, {index / text * 100:.0f} % of it", flush=True)
    add = [newswire, "user", "add", ADDRESS, "--name", "Bench", "--data", args.data]
    subprocess.run(add, input=PASSWORD + "\n", text=True, capture_output=True)
    base = f"http://127.0.0.1:{free_port()}"
    serve = ["taskset", "-c", "0", newswire, "serve", "--data", args.data, "--listen", base[7:], "--log-level", "warn"]
    os.sched_setaffinity(0, {1})
    with Running(serve, base) as server:
        ready(base)
        asked(server, "two words, with pieces and facets", args.rounds, search(titles, f"&facets={FACETS}"))
        asked(server, "two words, with pieces", args.rounds, search(titles, ""))
        asked(server, "a suggestion", args.rounds, suggest(titles))
        print(f"memory: {server.memory()}", flush=True)
        published(base)


if __name__ == "__main__":
    main()
