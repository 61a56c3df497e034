import { useSyncExternalStore } from "react";
import { routeAt, type Route } from "./routes";

const changed = "usher-route";

function subscribe(listener: () => void): () => void {
  addEventListener("popstate", listener);
  addEventListener(changed, listener);
  return () => {
    removeEventListener("popstate", listener);
    removeEventListener(changed, listener);
  };
}

/** The current page. It is drawn anew when the address changes. */
export function useRoute(): Route {
  const path = useSyncExternalStore(subscribe, () => location.pathname);
  return routeAt(path);
}

/** Goes to another page without loading the document again. */
export function navigate(path: string): void {
  history.pushState(null, "", path);
  dispatchEvent(new Event(changed));
}
