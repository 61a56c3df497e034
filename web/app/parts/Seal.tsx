/** The sign at the head of a card. It says nothing that the title does not say. */
export function Seal({ kind }: { readonly kind: "good" | "wait" | "closed" | "care" }): JSX.Element {
  return <span className="seal" data-kind={kind} aria-hidden="true"><span className="seal-sign" /></span>;
}
