// What two parsers of podcast apps read: a feed in base64 on each line of stdin, their answers as JSON on each of stdout.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

process.env.PARTYTIME_LOG = "silent";
const load = createRequire(`${process.argv[2]}/`);
const { parseFeed: partytime } = load("podcast-partytime");
const { parseRssFeed: feedsmith } = load("feedsmith");

for await (const line of createInterface({ input: process.stdin })) {
  const xml = Buffer.from(line, "base64").toString("utf8");
  process.stdout.write(`${JSON.stringify({ partytime: partytime(xml), feedsmith: feedsmith(xml) })}\n`);
}
