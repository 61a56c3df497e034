import { useEffect, useState, useSyncExternalStore } from "react";
import type { Trouble } from "../api/types";
import { PageTitle } from "../parts/PageTitle";
import { TroubleNotice } from "../parts/TroubleNotice";
import type { SessionStore } from "../session/sessionStore";
import { texts } from "../texts";

const words = texts.home;

/** `/`: what this is, and who is signed in. */
export function HomePage({ session }: { readonly session: SessionStore }): JSX.Element {
  const user = useSyncExternalStore(session.subscribe, session.getUser);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [hasSignedOut, setSignedOut] = useState(false);
  useEffect(() => {
    void session.load().then((outcome) => setTrouble(outcome.ok ? null : outcome.trouble));
  }, [session]);
  const signOut = async (): Promise<void> => {
    const problem = await session.signOut();
    setTrouble(problem);
    setSignedOut(problem === null);
  };
  return (
    <div className="home">
      <section className="hero">
        <PageTitle tab={words.title}>{words.title}</PageTitle>
        <p className="lead">{words.lead}</p>
      </section>
      <section className="panel stack" aria-labelledby="home-have">
        <h2 id="home-have">{words.haveOne}</h2>
        <p>{words.how}</p>
      </section>
      {user
        ? (
          <section className="panel stack" aria-labelledby="home-signed-in">
            <h2 id="home-signed-in">{words.signedIn}</h2>
            <p>{words.signedInAs} <bdi className="mono">{user}</bdi></p>
            <button type="button" className="button button-plain" onClick={() => void signOut()}>{texts.signOut}</button>
          </section>
        )
        : null}
      {trouble ? <div className="stack"><TroubleNotice trouble={trouble} /></div> : null}
      <p role="status" className="status-line">{hasSignedOut && !user ? words.signedOut : ""}</p>
    </div>
  );
}
