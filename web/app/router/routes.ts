// Every page has one address here, and only here.

export type Route =
  | { readonly page: "home" }
  | { readonly page: "invite"; readonly instance: string }
  | { readonly page: "notFound" };

/** The page at `path`, an address without query and fragment. */
export function routeAt(path: string): Route {
  if (path === "/") return { page: "home" };
  // The grammar of an instance's name, as the server has it.
  const invite = /^\/i\/([a-z][a-z0-9-]{0,31})\/?$/.exec(path);
  if (invite) return { page: "invite", instance: invite[1]! };
  return { page: "notFound" };
}

/** The address of `route`. */
export function pathOf(route: Exclude<Route, { page: "notFound" }>): string {
  return route.page === "home" ? "/" : `/i/${route.instance}`;
}
