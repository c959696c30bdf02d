"""Holds a server's sitemaps to the published schema, which the npm package `sitemap` ships; what Google's extensions
add is set aside first, as their schemas are published on the web alone."""
import sys
import urllib.request

from lxml import etree

base, schema = sys.argv[1], etree.XMLSchema(etree.parse(sys.argv[2]))
OWN = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def read(url):
    with urllib.request.urlopen(url) as answer:
        return etree.fromstring(answer.read())


index = read(f"{base}/sitemap.xml")
assert index.tag == f"{OWN}sitemapindex" and {child.tag for child in index} == {f"{OWN}sitemap"}
files = [loc.text for loc in index.iter(f"{OWN}loc")]
for file in [*files, f"{base}/news-sitemap.xml"]:
    sheet = read(file)
    for element in list(sheet.iter()):
        if not element.tag.startswith(OWN):
            element.getparent().remove(element)
    schema.assertValid(sheet)
print(f"{len(files)} sitemaps read")
