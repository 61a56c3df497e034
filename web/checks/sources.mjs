// The source files of a folder, for the checks.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** `{ path, text }` of every file below `folder` whose name ends in one of `endings`. */
export function sources(folder, endings) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path, endings);
    return endings.some((ending) => path.endsWith(ending)) ? [{ path, text: readFileSync(path, "utf8") }] : [];
  });
}

/** Prints what was found and ends the check. */
export function report(complaints) {
  for (const complaint of complaints) console.error(complaint);
  process.exit(complaints.length === 0 ? 0 : 1);
}
