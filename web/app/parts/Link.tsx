import type { MouseEvent, ReactNode } from "react";
import { navigate } from "../router/useRoute";

interface LinkProps {
  readonly to: string;
  readonly className?: string;
  readonly label?: string;
  readonly children: ReactNode;
}

/** A link to another page of this app. With a modifier key or another button it is an ordinary link. */
export function Link({ to, className, label, children }: LinkProps): JSX.Element {
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to);
  };
  return <a href={to} className={className} aria-label={label} onClick={follow}>{children}</a>;
}
