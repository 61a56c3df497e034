import { Card } from "../parts/Card";
import { Link } from "../parts/Link";
import { texts } from "../texts";

/** Every address that is no page. */
export function NotFoundPage(): JSX.Element {
  return (
    <Card seal="closed" title={texts.notFound.title}>
      <p>{texts.notFound.text}</p>
      <Link to="/" className="button">{texts.goHome}</Link>
    </Card>
  );
}
