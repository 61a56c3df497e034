// The one place that knows every part: it makes them and puts them together.

import { createRoot } from "react-dom/client";
import { UsherAPI } from "./api/client";
import { App } from "./App";
import { browserPlace } from "./invite/place";
import { SessionStore } from "./session/sessionStore";
import { browser } from "./surroundings";
import "../matrix-login/matrix-login.css";
import "./styles/app.css";

const api = new UsherAPI(browser);
const parts = { api, session: new SessionStore(api, browser.now), place: browserPlace(), watch: browser };
const root = document.getElementById("app");
if (root) createRoot(root).render(<App parts={parts} />);
