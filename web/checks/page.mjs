// Writes index.html with the hashed names that esbuild gave, and weighs the result.
// Usage: node page.mjs FOLDER BUDGET_BYTES

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const [folder, budget] = [process.argv[2], Number(process.argv[3])];
const outputs = Object.keys(JSON.parse(readFileSync(join(folder, "meta.json"), "utf8")).outputs);
const find = (pattern) => {
  const found = outputs.filter((path) => pattern.test(path));
  if (found.length !== 1) throw new Error(`expected one output like ${pattern}, found ${found.length}`);
  return `assets/${found[0].slice(found[0].lastIndexOf("/") + 1)}`;
};
const script = find(/assets\/main-\w+\.js$/);
const style = find(/assets\/main-\w+\.css$/);
const icon = find(/assets\/mark-\w+\.svg$/);

const page = readFileSync("app/index.html", "utf8")
  .replace("%script%", `/${script}`).replace("%style%", `/${style}`).replace("%icon%", `/${icon}`);
writeFileSync(join(folder, "index.html"), page);

const weigh = (path) => gzipSync(readFileSync(join(folder, path)), { level: 9 }).length;
const bytes = weigh(script) + weigh(style);
const text = `script ${weigh(script)} B + style ${weigh(style)} B = ${bytes} B gzip, budget ${budget} B`;
if (bytes > budget) {
  console.error(`web: too heavy: ${text}`);
  process.exit(1);
}
console.log(`web: built dist: ${text}`);
