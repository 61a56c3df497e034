import { HomePage } from "./pages/HomePage";
import { InvitePage } from "./pages/InvitePage";
import { NotFoundPage } from "./pages/NotFoundPage";
import type { JourneyParts } from "./invite/journey";
import { Page } from "./parts/Page";
import { useRoute } from "./router/useRoute";

/** The page at the current address. */
export function App({ parts }: { readonly parts: JourneyParts }): JSX.Element {
  const route = useRoute();
  return (
    <Page>
      {route.page === "home" ? <HomePage session={parts.session} /> : null}
      {route.page === "invite" ? <InvitePage key={route.instance} instance={route.instance} parts={parts} /> : null}
      {route.page === "notFound" ? <NotFoundPage /> : null}
    </Page>
  );
}
