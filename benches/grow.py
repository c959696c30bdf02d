#!/usr/bin/env python3
"""What grows with the archive: the same lists on a small and on a large one, each made anew (`--cache-size 0`).

    benches/archive.py 10000 --short | target/release/newswire import wxr - --data SMALL
    benches/archive.py 1000000 --short | target/release/newswire import wxr - --data LARGE
    benches/grow.py SMALL LARGE

Needs wrk (apt install wrk). For each list: the first answer of the process, then the median of three rounds with one
connection, and how much longer the large archive takes. Rows of a page that only the large archive has are left out by
`limit`.
"""
import argparse
import json
import os
import statistics
import time

from load import HERE, Running, free_port, get, wrk

LATEST = "/v1/articles?limit=1&page=50"


def names(base):
    """The slugs of each axis, the largest first; by the large archive."""
    def of(path, count):
        rows = json.loads(get(f"{base}{path}?limit=100")[1])["data"]
        return [row["slug"] for row in sorted(rows, key=lambda row: -row[count])]

    return (of("/v1/categories", "article_count_with_descendants"), of("/v1/tags", "article_count"),
            of("/v1/authors", "article_count"))


def lists(categories, tags, authors):
    some, rare, author = categories[2], tags[-1], authors[0]
    return ["", f"category={some}", f"category_exact={some}", f"category={categories[-1]}", f"tag={tags[0]}",
            f"author={author}", f"category={categories[0]}&tag={tags[0]}", f"category={some}&author={author}&limit=10",
            f"category={some}&author={author}&limit=10&total=false", f"category={categories[0]}&tag={rare}&limit=5",
            f"tag={rare}&author={author}&limit=1", f"tag_all={tags[0]},{tags[1]}", f"category={categories[0]},{some}",
            f"category={some}&tag={tags[0]}&page=20"]


def paths(base, axes):
    slug = json.loads(get(base + LATEST)[1])["data"][0]["slug"]
    own = [f"/v1/articles/{slug}", f"/v1/articles/{slug}/adjacent", f"/v1/articles/{slug}/related"]
    return [f"/v1/articles?{query}" for query in lists(*axes)] + ["/v1/popular?window=all"] + own


def measured(base, path, seconds):
    began = time.monotonic()
    get(base + path)
    first = (time.monotonic() - began) * 1000
    file = os.path.join("/tmp", f"grow-{os.getpid()}")
    with open(file, "w") as out:
        out.write(path + "\n")
    p50 = statistics.median(wrk(base, file, 1, seconds)[1] for _ in range(3))
    os.remove(file)
    return first, p50


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("small")
    parser.add_argument("large")
    parser.add_argument("--newswire", default=os.path.join(HERE, "../target/release/newswire"))
    parser.add_argument("--seconds", type=int, default=2)
    args = parser.parse_args()
    bases = [f"http://127.0.0.1:{free_port()}" for _ in range(2)]

    def serve(data, base):
        return Running([args.newswire, "serve", "--data", data, "--listen", base[7:], "--cache-size", "0", "--log-level", "error"], base)

    with serve(args.small, bases[0]), serve(args.large, bases[1]):
        axes = names(bases[1])
        print(f"{'':72} {'first, ms':>18} {'p50, ms':>16} {'ratio':>6}")
        for small, large in zip(*(paths(base, axes) for base in bases)):
            one, two = measured(bases[0], small, args.seconds), measured(bases[1], large, args.seconds)
            print(f"{large:72} {one[0]:8.1f} {two[0]:9.1f} {one[1]:7.2f} {two[1]:8.2f} {two[1] / one[1]:6.2f}", flush=True)


if __name__ == "__main__":
    main()
