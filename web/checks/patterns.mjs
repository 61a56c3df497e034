// What must not stand in the sources of the pages, and why.

import { report, sources } from "./sources.mjs";

const banned = [
  [/\blocalStorage\b|\bsessionStorage\b|\bindexedDB\b/, "nothing is kept in the browser: tokens must not outlive the page"],
  [/\binnerHTML\b|\bouterHTML\b|dangerouslySetInnerHTML|insertAdjacentHTML|document\.write\b/, "text is never parsed as HTML"],
  [/postMessage\([^)]*"\*"\s*\)|,\s*"\*"\)/, "a message names its receiver"],
  [/\bconsole\.\w+/, "nothing is printed: it could hold a token"],
  [/\bstyle=/, "looks belong into the style sheets; the content security policy forbids style attributes"],
  [/\beval\(|new Function\(/, "the content security policy forbids it"],
  [/\bas any\b|: any\b|@ts-ignore|@ts-expect-error|@ts-nocheck/, "types are not switched off"],
  [/https?:\/\/(?!www\.w3\.org)[a-z0-9-]+\.[a-z]{2,}[^"`]*\.(js|css|png|svg|woff2?)\b/, "nothing comes from third parties"],
];
const lineMax = 130;
const linesMax = { ".tsx": 180, ".ts": 450, ".css": 250 };

const complaints = ["matrix-login", "app"].flatMap((folder) => sources(folder, [".ts", ".tsx", ".css", ".html"]))
  .filter(({ path }) => !path.includes("/tests/"))
  .flatMap(({ path, text }) => {
    const lines = text.trimEnd().split("\n");
    const ending = path.slice(path.lastIndexOf("."));
    const size = lines.length > (linesMax[ending] ?? 450) ? [`${path}: ${lines.length} lines are too many`] : [];
    return size.concat(lines.flatMap((line, index) => {
      const place = `${path}:${index + 1}`;
      const found = banned.filter(([pattern]) => pattern.test(line)).map(([, why]) => `${place}: ${line.trim()}: ${why}`);
      return line.length > lineMax && ending !== ".css" ? [...found, `${place}: ${line.length} columns`] : found;
    }));
  });
report(complaints);
