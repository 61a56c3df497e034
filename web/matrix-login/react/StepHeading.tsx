import { useEffect, useRef, type ReactNode } from "react";

interface StepHeadingProps {
  readonly level: 1 | 2;
  /** Whether the step was just entered, so that a screen reader goes on here. */
  readonly takesFocus: boolean;
  readonly children: ReactNode;
}

/** The heading of one step. */
export function StepHeading({ level, takesFocus, children }: StepHeadingProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus]);
  const Tag = level === 1 ? "h1" : "h2";
  return <Tag ref={heading} tabIndex={-1} className="ml-heading" data-part="heading">{children}</Tag>;
}
