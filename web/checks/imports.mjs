// Who may import whom: matrix-login stands alone, and its core and the app's logic know no React.

import { dirname, join, normalize } from "node:path";
import { report, sources } from "./sources.mjs";

const withoutReact = ["matrix-login/core/", "matrix-login/texts.ts", "app/api/", "app/session/", "app/invite/journey.ts",
  "app/invite/poller.ts", "app/invite/place.ts", "app/router/routes.ts", "app/texts.ts"];
const react = /^react(-dom)?(\/|$)/;
const tools = /^node:(test|assert\/strict)$/;

const complaints = sources(".", [".ts", ".tsx"]).flatMap(({ path, text }) => {
  const isTest = path.includes("/tests/");
  const imported = [...text.matchAll(/^(?:import|export)\b(?:[^;"]*?\bfrom)?\s*"([^"]+)"|\bimport\("([^"]+)"/gm)]
    .map((match) => match[1] ?? match[2]);
  return imported.flatMap((name) => {
    const say = (why) => [`${path}: imports ${name}: ${why}`];
    if (!name.startsWith(".")) {
      if (isTest && tools.test(name)) return [];
      if (!react.test(name)) return say("only React comes from outside");
      return withoutReact.some((place) => path.startsWith(place)) ? say("this is logic and must not know React") : [];
    }
    const target = normalize(join(dirname(path), name));
    if (path.startsWith("matrix-login/") && !target.startsWith("matrix-login/")) return say("matrix-login stands alone");
    if (path.startsWith("matrix-login/core/") && target.startsWith("matrix-login/react/")) return say("the core knows no screen");
    const isInside = target.startsWith("matrix-login/") && target !== "matrix-login/matrix-login.css";
    if (path.startsWith("app/") && isInside) return say("the app uses matrix-login by its front door");
    return [];
  });
});
report(complaints);
