// Reads the feeds of a server with two libraries that frontends use; each must find the same articles.
import assert from "node:assert/strict";
import { parseFeed } from "feedsmith";
import Parser from "rss-parser";

const [base, all, found] = process.argv.slice(2);

const forms = [["rss.xml", "rss"], ["atom.xml", "atom"], ["feed.json", "json"]];
const feeds = forms.flatMap(([file, format]) => [[file, format, all], [`search/${file}?q=jollof`, format, found]]);

for (const [file, format, count] of feeds) {
  const text = await (await fetch(`${base}/feeds/${file}`)).text();
  const read = parseFeed(text);
  assert.equal(read.format, format);
  const items = read.feed.items ?? read.feed.entries;
  assert.equal(items.length, Number(count), file);
  if (format === "json") continue;
  const other = await new Parser().parseString(text);
  assert.equal(other.items.length, Number(count), file);
  assert.ok(other.items.every((item) => item.title && item.link && item.isoDate), file);
}
console.log("feeds read");
