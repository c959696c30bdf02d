"""Reads a server's feeds with feedparser, which complains of everything that is not well-formed."""
import sys

import feedparser

base, whole, found = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
feeds = [(file, whole) for file in ("rss.xml", "atom.xml")]
feeds += [(f"search/{file}?q=jollof", found) for file in ("rss.xml", "atom.xml")]
for file, count in feeds:
    read = feedparser.parse(f"{base}/feeds/{file}")
    assert read.bozo == 0, (file, read.get("bozo_exception"))
    assert len(read.entries) == count, (file, len(read.entries))
    for entry in read.entries:
        assert entry.id and entry.link and entry.title and entry.published_parsed, entry
        assert entry.content[0].value.startswith("<"), entry.content
    again = feedparser.parse(f"{base}/feeds/{file}", etag=read.etag)
    assert again.status == 304, again.status
print("feeds read")
