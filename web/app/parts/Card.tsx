import type { ReactNode } from "react";
import { PageTitle } from "./PageTitle";
import { Seal } from "./Seal";

interface CardProps {
  readonly seal: "good" | "wait" | "closed" | "care";
  readonly title: string;
  readonly children: ReactNode;
}

/** One step that fills the page: a sign, a title, what to know and what to do. */
export function Card({ seal, title, children }: CardProps): JSX.Element {
  return (
    <section className="card">
      <Seal kind={seal} />
      <PageTitle tab={title}>{title}</PageTitle>
      {children}
    </section>
  );
}
