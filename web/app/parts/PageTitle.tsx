import { useEffect, useRef, type ReactNode } from "react";
import { texts } from "../texts";

interface PageTitleProps {
  /** For the window's title bar. */
  readonly tab: string;
  readonly className?: string;
  /** False where the focus belongs elsewhere although the title appears anew. */
  readonly takesFocus?: boolean;
  readonly children: ReactNode;
}

let isFirst = true;

/** The one h1 of a step. It takes the focus when the step is entered, except the very first: that page is read from its top. */
export function PageTitle({ tab, className, takesFocus = true, children }: PageTitleProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isFirst && takesFocus) heading.current?.focus();
    isFirst = false;
  }, [takesFocus]);
  useEffect(() => {
    document.title = `${tab} · ${texts.product}`;
  }, [tab]);
  return <h1 ref={heading} tabIndex={-1} className={className}>{children}</h1>;
}
