#!/usr/bin/env python3
"""An archive of invented articles as a WordPress export, to measure with; the same for the same number.

    benches/archive.py 10000 | newswire import wxr - --data DIR

Twenty categories in a tree, five hundred tags, forty authors, one article each half an hour, two to five tags
each, of very different frequency; bodies of some three kilobytes, or of one paragraph with --short. It streams:
a million articles need no more memory than ten. Its texts have 25 words, each of which nearly every article has; with
--words they have so many invented ones, as frequent as those of a language are (Zipf's law), for measuring search.
"""
import argparse
import itertools
import random
from datetime import datetime, timedelta, timezone

WORDS = ("harbour tunnel council ferry budget school market river storm league bridge court hospital vote bread "
         "energy train strike museum coast police island bank harvest football").split()
NAMESPACES = ('xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
              'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"')
# The sums of the frequencies of the words; none where all are alike.
LADDER = []
LATEST = datetime(2026, 11, 1, tzinfo=timezone.utc)


def sentence(pick, words):
    if LADDER:
        return " ".join(pick.choices(WORDS, cum_weights=LADDER, k=words)).capitalize() + "."
    return " ".join(pick.choice(WORDS) for _ in range(words)).capitalize() + "."


def invented(count):
    """So many words of two to five syllables, the frequent ones short, and the sums of their frequencies."""
    pick = random.Random(0)
    syllables = [a + b for a in "b ch d f g h k l m n p r s st t tr v w".split() for b in "a e i o u ai ea ou an er in on".split()]
    words = {}
    while len(words) < count:
        most = 2 if len(words) < 300 else 3 if len(words) < 5000 else 5
        words["".join(pick.choices(syllables, k=pick.randint(1 + (most > 2), most)))] = None
    return list(words), list(itertools.accumulate(1 / (n + 2.7) for n in range(count)))


def body(pick, short):
    if short:
        return f"<p>{sentence(pick, 12)}</p>"
    parts = (f"<p>{' '.join(sentence(pick, 14) for _ in range(4))}</p>" for _ in range(7))
    return "".join(parts) + f'<h2>{sentence(pick, 3)}</h2><ul><li>{sentence(pick, 6)}</li><li>{sentence(pick, 6)}</li></ul>'


def terms(pick):
    # The cube makes the first ones a hundred times as common as the last.
    section = int(20 * pick.random() ** 3)
    tags = sorted({int(500 * pick.random() ** 3) for _ in range(pick.randint(2, 5))})
    return (f'<category domain="category" nicename="section-{section}">Section {section}</category>'
            + "".join(f'<category domain="post_tag" nicename="topic-{n}">Topic {n}</category>' for n in tags))


def article(number, total, short):
    pick = random.Random(number)
    at = LATEST - timedelta(minutes=30 * (total - number))
    when, title = at.strftime("%Y-%m-%d %H:%M:%S"), sentence(pick, 7)[:-1]
    return (f"<item><title>{title} {number}</title><link>https://archive.example/{at:%Y/%m}/story-{number}/</link>"
            f'<dc:creator>reporter-{number % 40}</dc:creator><guid isPermaLink="false">https://archive.example/?p={number}</guid>'
            f"<content:encoded><![CDATA[{body(pick, short)}]]></content:encoded><excerpt:encoded>{sentence(pick, 20)}</excerpt:encoded>"
            f"<wp:post_id>{number}</wp:post_id><wp:post_date>{when}</wp:post_date><wp:post_date_gmt>{when}</wp:post_date_gmt>"
            f"<wp:post_name>story-{number}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
            f"<wp:comment_status>open</wp:comment_status>{terms(pick)}<wp:postmeta><wp:meta_key>views</wp:meta_key>"
            f"<wp:meta_value>{int(100_000 * pick.random() ** 4)}</wp:meta_value></wp:postmeta></item>")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=int)
    parser.add_argument("--short", action="store_true", help="bodies of one paragraph")
    parser.add_argument("--words", type=int, default=0, help="so many invented words, as frequent as those of a language")
    args = parser.parse_args()
    if args.words:
        WORDS[:], LADDER[:] = invented(args.words)
    print(f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {NAMESPACES}><channel><title>The Archive</title>'
          "<link>https://archive.example</link><language>en</language><wp:wxr_version>1.2</wp:wxr_version>"
          "<wp:base_blog_url>https://archive.example</wp:base_blog_url>")
    for n in range(40):
        print(f"<wp:author><wp:author_id>{n + 1}</wp:author_id><wp:author_login>reporter-{n}</wp:author_login>"
              f"<wp:author_display_name>Reporter {n}</wp:author_display_name></wp:author>")
    for n in range(20):
        parent = f"section-{n // 4}" if n >= 4 else ""
        print(f"<wp:category><wp:term_id>{n + 1}</wp:term_id><wp:category_nicename>section-{n}</wp:category_nicename>"
              f"<wp:category_parent>{parent}</wp:category_parent><wp:cat_name>Section {n}</wp:cat_name></wp:category>")
    print("<wp:category><wp:term_id>99</wp:term_id><wp:category_nicename>empty</wp:category_nicename><wp:cat_name>Empty</wp:cat_name></wp:category>")
    for n in range(500):
        print(f"<wp:tag><wp:term_id>{n + 100}</wp:term_id><wp:tag_slug>topic-{n}</wp:tag_slug><wp:tag_name>Topic {n}</wp:tag_name></wp:tag>")
    for number in range(1, args.articles + 1):
        print(article(number, args.articles, args.short))
    print("</channel></rss>")


main()
