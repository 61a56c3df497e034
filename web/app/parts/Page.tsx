import type { ReactNode } from "react";
import markURL from "../assets/mark.svg";
import { texts } from "../texts";
import { Link } from "./Link";

/** The frame of every page: the mark, the content, one line of assurance. */
export function Page({ children }: { readonly children: ReactNode }): JSX.Element {
  return (
    <div className="page">
      <header className="masthead">
        <Link to="/" className="brand">
          <img src={markURL} alt="" width="36" height="36" />
          <span>{texts.product}</span>
        </Link>
      </header>
      <main className="content">{children}</main>
      <footer className="colophon"><p>{texts.footer}</p></footer>
    </div>
  );
}
