"""The pages in a real browser, against web/dev's fakes: every state at two widths, light and dark.

Needs pytest, playwright and axe-playwright-python, and Debian's chromium. Builds web/dist first if it is out of date.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright
from rig.waiting import until

import scenarios
import server

WEB = Path(__file__).resolve().parents[2] / "web"

expect.set_options(timeout=20_000)
WIDTHS = {"320": {"width": 320, "height": 640}, "1280": {"width": 1280, "height": 800}}
USER = "@alice:example.org"
Act = Callable[[Page], None]


@pytest.fixture(scope="session")
def fakes() -> Iterator[server.State]:
    subprocess.run([str(WEB / "build.sh")], check=True, stdout=subprocess.DEVNULL)
    state, servers = server.start()
    yield state
    for running in servers:
        running.shutdown()
        running.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Chromium's own sandbox does not work for root.
        sandbox = [] if os.getuid() else ["--no-sandbox"]
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=sandbox)
        yield chromium
        chromium.close()


class Watched:
    """A page whose complaints and requests are written down."""

    def __init__(self, context: BrowserContext, fakes: server.State) -> None:
        self.page = context.new_page()
        self.errors: list[str] = []
        self.third_parties: list[str] = []
        self.urls: list[str] = []
        self.origins = (fakes.app_origin + "/", fakes.homeserver_origin + "/")
        # Chromium itself reports every answer from 400 on as an error of the console; those are part of the scenarios.
        self.page.on("console", lambda message: self.errors.append(message.text)
                     if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource") else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self.note)

    def note(self, request: Request) -> None:
        self.urls.append(request.url)
        if not request.url.startswith((*self.origins, "data:", "about:")):
            self.third_parties.append(request.url)


Watch = Callable[..., Watched]


@pytest.fixture
def watch(browser: Browser, fakes: server.State) -> Iterator[Callable[..., Watched]]:
    contexts: list[BrowserContext] = []

    def make(width: str = "1280", **options: Any) -> Watched:
        context = browser.new_context(viewport=WIDTHS[width], locale="en-GB", **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        return Watched(context, fakes)

    yield make
    for context in contexts:
        context.close()


def identify(page: Page, user: str) -> None:
    page.get_by_label("Matrix ID or server").fill(user)
    page.get_by_role("button", name="Continue").click()


def log_in(page: Page, user: str = USER, password: str = scenarios.PASSWORD) -> None:
    identify(page, user)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Confirm", exact=True).click()


def title(text: str) -> Act:
    return lambda page: expect(page.get_by_role("heading", level=1, name=text)).to_be_visible()


def alert(text: str) -> Act:
    return lambda page: expect(page.get_by_role("alert").filter(has_text=text)).to_be_visible()


def button(name: str) -> Act:
    return lambda page: expect(page.get_by_role("button", name=name)).to_be_visible()


def after_login(text: str, user: str = USER) -> Act:
    def act(page: Page) -> None:
        log_in(page, user)
        title(text)(page)
    return act


def error_at_identify(user: str, text: str) -> Act:
    def act(page: Page) -> None:
        identify(page, user)
        alert(text)(page)
    return act


def error_at_password(user: str, text: str, password: str = scenarios.PASSWORD) -> Act:
    def act(page: Page) -> None:
        log_in(page, user, password)
        alert(text)(page)
    return act


def password_step(user: str) -> Act:
    def act(page: Page) -> None:
        identify(page, user)
        title("Confirm that it is you")(page)
    return act


def signed_in(path: str) -> str:
    return "/dev/sign-in?to=" + path.replace("#", "%23")


# name -> (address, what to do there until the state is reached)
STATES: dict[str, tuple[str, Act]] = {
    "home": ("/", title("The door to your Matrix rooms")),
    "home, signed in": (signed_in("/"), button("Sign out")),
    "not found": ("/nowhere", title("There is nothing here")),
    "no code": ("/i/plain", title("The invitation is incomplete")),
    "offer": ("/i/plain#c", title("Mia invites you to Reading circle")),
    "offer, limited": ("/i/limited#c", lambda page: expect(page.get_by_text("4 people")).to_be_visible()),
    "offer, unnamed": ("/i/unnamed#c", title("You are invited to a Matrix room")),
    "offer, long words": ("/i/long#c", title("Very long name")),
    "offer, right to left": ("/i/rtl#c", title("حلقة القراءة")),
    "refused": ("/i/refused#c", title("This invitation cannot be used")),
    "authoriser unavailable": ("/i/unavailable#c", alert("cannot be checked")),
    "crowded": ("/i/crowded#c", alert("Many people")),
    "broken": ("/i/broken#c", alert("The server has a problem")),
    "confirm": (signed_in("/i/plain#c"), button("Get my invitation")),
    "id empty": ("/i/plain#c", error_at_identify("", "Please enter")),
    "id e-mail": ("/i/plain#c", error_at_identify("alice@example.org", "e-mail")),
    "not matrix": ("/i/plain#c", error_at_identify("@a:notmatrix.example", "does not look like")),
    "looking for a slow server": ("/i/plain#c", lambda page: (
        identify(page, "@a:slow.example"), expect(page.get_by_text("Still looking")).to_be_visible())),
    "method unsupported": ("/i/plain#c", error_at_identify("@a:sso.example", "a page of its own")),
    "OAuth preferred": ("/i/plain#c", error_at_identify("@a:oauth.example", "a page of its own")),
    "password": ("/i/limited#c", password_step(USER)),
    "password and user name": ("/i/plain#c", password_step("example.org")),
    "wrong password": ("/i/plain#c", error_at_password(USER, "is not right", "wrong")),
    "limited": ("/i/plain#c", error_at_password("@a:limited.example", "Too many tries")),
    "deactivated": ("/i/plain#c", error_at_password("@a:deactivated.example", "deactivated")),
    "no openid": ("/i/plain#c", error_at_password("@a:mute.example", "does not confirm")),
    "identity refused": ("/i/plain#c", error_at_password("@a:liar.example", "did not confirm")),
    "verification busy": ("/i/plain#c", error_at_password("@a:crowded.example", "Many people")),
    "verification failed": ("/i/plain#c", error_at_password("@a:unverifiable.example", "could not check")),
    "redeeming": ("/i/slow-redeem#c", after_login("Getting your invitation")),
    "invited": ("/i/plain#c", after_login("You are invited")),
    "invited, session left over": ("/i/plain#c", after_login("You are invited", "@alice:sticky.example")),
    "waiting": ("/i/waiting#c", after_login("Your invitation is on its way")),
    "already in": ("/i/already#c", after_login("You are in already")),
    "turned away": ("/i/turned-away#c", after_login("This invitation cannot be used")),
    "redeem unavailable": ("/i/redeem-unavailable#c", after_login("That did not work")),
    "session ended": ("/i/session-ends#c", lambda page: (
        log_in(page), expect(page.get_by_text("Your sign-in has ended")).to_be_visible())),
}
FAILED_TITLES = {
    "banned": "You are banned from this room", "room-not-admitted": "This invitation does not open that room",
    "homeserver-refused": "The invitation was refused", "declined": "The invitation was declined",
    "invites-blocked": "Your account does not take invitations",
}
for name in (*scenarios.FAILURES, "unheard-of"):
    STATES[f"failed, {name}"] = (f"/i/failed-{name}#c", after_login(FAILED_TITLES.get(name, "That did not work")))


def check(watched: Watched, place: str) -> None:
    """What holds for every page in every state."""
    page = watched.page
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{place}: {overflow} px wider than the window"
    headings = page.locator("h1").count()
    assert headings == 1, f"{place}: {headings} h1"
    small = page.evaluate("""() => [...document.querySelectorAll("button, a, input:not([hidden])")]
        .map((e) => [e.textContent, e.getBoundingClientRect()])
        .filter(([, box]) => box.height < 44 || box.width < 44).map(([text]) => text)""")
    assert small == [], f"{place}: smaller than 44 px: {small}"
    results = Axe().run(page)
    assert results.violations_count == 0, f"{place}: {results.generate_report()}"


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_accessible_and_fits(watch: Watch, fakes: server.State, state: str) -> None:
    address, act = STATES[state]
    watched = watch("320", reduced_motion="reduce")
    watched.page.goto(fakes.app_origin + address)
    act(watched.page)
    for width, size in WIDTHS.items():
        watched.page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            watched.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            check(watched, f"{state}, {width} px, {scheme}")
    assert watched.errors == []
    assert watched.third_parties == []


def test_forced_colours_are_accessible(watch: Watch, fakes: server.State) -> None:
    watched = watch("320", forced_colors="active")
    watched.page.goto(fakes.app_origin + "/i/limited#c")
    title("Mia invites you to Reading circle")(watched.page)
    check(watched, "forced colours")


def test_the_whole_journey_works_with_the_keyboard_alone(watch: Watch, fakes: server.State) -> None:
    watched = watch()
    page = watched.page
    page.goto(fakes.app_origin + "/i/plain#c")
    title("Mia invites you to Reading circle")(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Usher")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Matrix ID or server")).to_be_focused()
    page.keyboard.type("alice")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Use another Matrix ID")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    alert("is not right")(page)
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    expect(page.get_by_label("Password", exact=True)).to_have_value("")
    page.keyboard.type(scenarios.PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="You are invited")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Open in my Matrix app")).to_be_focused()


def test_going_back_leads_to_the_first_step_with_what_was_typed(watch: Watch, fakes: server.State) -> None:
    page = watch().page
    page.goto(fakes.app_origin + "/i/plain#c")
    identify(page, "alice")
    page.get_by_role("button", name="Use another Matrix ID").click()
    expect(page.get_by_label("Matrix ID or server")).to_have_value("alice")
    expect(page.get_by_role("heading", name="Which Matrix ID shall we invite?")).to_be_focused()


def test_the_invitation_is_opened_again_and_again_and_nothing_is_used_up(watch: Watch, fakes: server.State) -> None:
    page = watch().page
    fakes.seen.clear()
    for _ in range(10):
        page.goto("about:blank")
        page.goto(fakes.app_origin + "/i/plain#c")
    title("Mia invites you to Reading circle")(page)
    assert set(fakes.seen) == {"POST /api/claims/describe"}


def test_the_code_stays_until_it_is_redeemed_and_then_leaves_the_address(watch: Watch, fakes: server.State) -> None:
    page = watch().page
    page.goto(fakes.app_origin + "/i/late#secret-code")
    log_in(page)
    title("Your invitation is on its way")(page)
    assert page.url.endswith("#secret-code")
    title("You are invited")(page)
    assert page.url == fakes.app_origin + "/i/late"
    page.reload()
    title("You are invited")(page)


def test_a_session_that_ended_is_renewed_and_the_journey_goes_on(watch: Watch, fakes: server.State) -> None:
    scenarios.SESSION_ENDS_ONCE.add("session-ends-once")
    page = watch().page
    page.goto(fakes.app_origin + "/i/session-ends-once#c")
    log_in(page)
    expect(page.get_by_text("Your sign-in has ended")).to_be_visible()
    log_in(page)
    title("You are invited")(page)


def test_whoever_typed_another_name_is_asked_before_anything_is_used(watch: Watch, fakes: server.State) -> None:
    page = watch().page
    fakes.seen.clear()
    page.goto(fakes.app_origin + "/i/plain#c")
    log_in(page, "@Alice:example.org")  # This server lower-cases names.
    page.get_by_role("button", name="Get my invitation").wait_for()
    assert "POST /api/redemptions" not in fakes.seen
    page.get_by_role("button", name="Use another Matrix ID").click()
    expect(page.get_by_label("Matrix ID or server")).to_be_visible()
    assert "DELETE /api/session" in fakes.seen


def test_no_secret_stays_in_the_page_and_no_session_at_the_homeserver(watch: Watch, fakes: server.State) -> None:
    watched = watch()
    page = watched.page
    fakes.matrix_sessions.clear()
    page.goto(fakes.app_origin + "/i/plain#c")
    log_in(page)
    title("You are invited")(page)
    assert fakes.matrix_sessions == {}
    kept = page.content() + str(watched.urls) + page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, history.state, document.cookie, location.href])")
    for secret in ("syt-", "syr-", "openid-", scenarios.PASSWORD):
        assert secret not in kept, secret


def test_leaving_the_page_in_the_middle_still_removes_the_session(watch: Watch, fakes: server.State) -> None:
    page = watch().page
    fakes.matrix_sessions.clear()
    page.goto(fakes.app_origin + "/i/plain#c")
    # Once the page asks for a proof it has the session's token, and only then can it end the session.
    with page.expect_request("**/openid/request_token"):
        log_in(page, "@alice:lagging.example")
    assert len(fakes.matrix_sessions) == 1
    page.goto("about:blank")
    until(lambda: not fakes.matrix_sessions, "the log-out")


def test_a_server_that_cannot_be_reached_is_named(watch: Watch, fakes: server.State) -> None:
    page = watch().page
    page.route("https://nowhere.example/**", lambda route: route.abort())
    page.goto(fakes.app_origin + "/i/plain#c")
    identify(page, "@alice:nowhere.example")
    alert("We could not reach nowhere.example")(page)
    expect(page.get_by_label("Matrix ID or server")).to_be_focused()


def test_offline_the_page_says_so_and_goes_on_by_itself(watch: Watch, fakes: server.State) -> None:
    page = watch().page
    page.goto(fakes.app_origin + "/")
    page.route("**/api/**", lambda route: route.abort())
    page.context.set_offline(True)
    page.evaluate("history.pushState(null, '', '/i/plain#c'); dispatchEvent(new Event('usher-route'))")
    alert("You seem to be offline")(page)
    page.unroute("**/api/**")
    page.context.set_offline(False)
    title("Mia invites you to Reading circle")(page)


def test_signing_out_from_the_start_page(watch: Watch, fakes: server.State) -> None:
    page = watch().page
    page.goto(fakes.app_origin + signed_in("/"))
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)


def test_another_code_in_the_same_tab_is_read_anew(watch: Watch, fakes: server.State) -> None:
    page = watch().page
    page.goto(fakes.app_origin + "/i/plain")
    title("The invitation is incomplete")(page)
    page.evaluate("location.hash = 'c'")
    title("Mia invites you to Reading circle")(page)


def test_without_javascript_the_page_explains_itself(watch: Watch, fakes: server.State) -> None:
    page = watch(java_script_enabled=False).page
    page.goto(fakes.app_origin + "/i/plain#c")
    expect(page.get_by_role("heading", name="This page needs JavaScript")).to_be_visible()
