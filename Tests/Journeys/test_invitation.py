"""From an invite link to a person in the room. Whether it worked is asked of the homeserver, never of Usher."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rig.browser import Page, expect_text
from rig.faulty_proxy import FaultyProxy
from rig.fixtures import House
from rig.waiting import until

OpenPage = Callable[..., Page]


def test_from_the_link_to_a_person_who_joined(house: House, open_page: OpenPage) -> None:
    person = house.person()
    devices = person.devices()
    link = house.usher.mint(house.room)
    page = open_page(house.usher)
    page.accept_invitation(link, person)
    assert house.membership(person) == "invite"
    door = page.tab.get_by_role("link", name="Open in my Matrix app")
    assert door.get_attribute("href").startswith("https://matrix.to/#/")
    assert link.code not in page.tab.url, "the spent code is still in the address bar"
    page.check_manners()
    assert person.devices() == devices, "the session that the page made at the homeserver is still there"
    person.join(house.room)
    assert house.membership(person) == "join"
    assert house.usher.account_of(link) == (1, 0)


def test_the_page_says_where_the_link_leads_before_anybody_signs_in(house: House, open_page: OpenPage) -> None:
    link = house.usher.mint(house.room, uses=3)
    page = open_page(house.usher)
    page.open(link)
    expect_text(page.tab.get_by_role("main"), "Room 0-0")
    expect_text(page.tab.get_by_role("main"), "The demo")
    page.check_manners()
    assert house.usher.account_of(link) == (0, 0)


def test_a_wrong_password_can_be_mended(house: House, open_page: OpenPage) -> None:
    person = house.person()
    devices = person.devices()
    link = house.usher.mint(house.room)
    page = open_page(house.usher)
    page.open(link)
    page.identify(person.user_id)
    page.confirm("not the password")
    expect_text(page.tab.get_by_role("alert"), "not right")
    assert page.field("Password").input_value() == "", "the wrong password is still in the field"
    assert house.membership(person) is None
    assert house.usher.account_of(link) == (0, 0)
    page.confirm(person.password)
    page.heading("You are invited").wait_for()
    assert house.membership(person) == "invite"
    assert person.devices() == devices
    # The homeserver's 403 is the browser's to complain about.
    page.check_manners(expected=("status of 403",))


def test_a_used_up_link_says_so_before_anybody_signs_in(house: House, open_page: OpenPage) -> None:
    [(_, visitor)] = house.signed_in(1)
    link = house.usher.mint(house.room)
    assert visitor.redeem_and_settle(link)["state"] == "invited"
    page = open_page(house.usher)
    page.open(link)
    page.heading("This invitation cannot be used").wait_for()
    assert page.tab.get_by_role("textbox").count() == 0
    page.check_manners()


def test_a_link_that_is_used_up_while_somebody_signs_in(house: House, open_page: OpenPage) -> None:
    person = house.person()
    [(_, visitor)] = house.signed_in(1)
    link = house.usher.mint(house.room)
    page = open_page(house.usher)
    page.open(link)
    page.identify(person.user_id)
    assert visitor.redeem_and_settle(link)["state"] == "invited"
    page.confirm(person.password)
    page.heading("This invitation cannot be used").wait_for()
    assert house.membership(person) is None
    page.check_manners()


def test_the_whole_way_by_keyboard(house: House, open_page: OpenPage) -> None:
    person = house.person()
    page = open_page(house.usher)
    page.open(house.usher.mint(house.room))
    keys = page.tab.keyboard
    page.tab_to(page.field("Matrix ID or server"))
    keys.press("Control+A")
    keys.type(person.user_id)
    keys.press("Enter")
    page.field("Password").wait_for()
    page.tab_to(page.field("Password"))
    keys.type(person.password)
    keys.press("Enter")
    page.heading("You are invited").wait_for()
    page.tab_to(page.tab.get_by_role("link", name="Open in my Matrix app"))
    assert house.membership(person) == "invite"
    page.check_manners()


def test_a_second_link_needs_one_click_and_no_password(build_house: Callable[..., House], open_page: OpenPage) -> None:
    house = build_house(extra_rooms=1)
    first, second = house.usher.setting.rooms
    person = house.person()
    page = open_page(house.usher)
    page.accept_invitation(house.usher.mint(first), person)
    link = house.usher.mint(second)
    page.open(link)
    expect_text(page.tab.get_by_role("main"), person.user_id)
    assert house.synapse.membership(person.user_id, second) is None, "opening the link was enough"
    page.button("Get my invitation").click()
    page.heading("You are invited").wait_for()
    assert house.synapse.membership(person.user_id, second) == "invite"
    page.check_manners()


def test_a_slow_homeserver_is_waited_for(
    build_house: Callable[..., House], proxy: FaultyProxy, open_page: OpenPage
) -> None:
    house = build_house(homeserver_url=proxy.url)
    person = house.person()
    link = house.usher.mint(house.room)
    proxy.answer("POST", "/invite$", 429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 500})
    page = open_page(house.usher)
    page.open(link)
    page.identify(person.user_id)
    page.confirm(person.password)
    page.heading("Your invitation is on its way").wait_for()
    page.look("waiting")
    proxy.heal()
    page.heading("You are invited").wait_for()
    assert house.membership(person) == "invite"
    page.check_manners()


def test_a_page_that_is_left_too_soon_leaves_no_session_behind(
    build_house: Callable[..., House], proxy: FaultyProxy, open_page: OpenPage
) -> None:
    house = build_house(client_url=proxy.url)
    person = house.person()
    devices = person.devices()
    page = open_page(house.usher)
    page.open(house.usher.mint(house.room))
    page.identify(person.user_id)
    # Logged in at the homeserver, and the next answer never comes: that is when the person goes elsewhere.
    proxy.hang("POST", "/openid/request_token$")
    page.confirm(person.password)
    proxy.until_asked("POST", "/openid/request_token$")
    assert len(person.devices()) == len(devices) + 1
    page.tab.goto("about:blank")
    until(lambda: person.devices() == devices, "the session at the homeserver to end")


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_looked_at(house: House, open_page: OpenPage, width: int) -> None:
    """Pictures of every page for people, and what a machine can see of them: width, barriers, manners."""
    person = house.person()
    link = house.usher.mint(house.room, uses=2, expires_in_s=3 * 24 * 3600)
    page = open_page(house.usher, width)
    page.tab.goto(house.usher.url + "/")
    page.heading().wait_for()
    page.look("home")
    page.tab.goto(house.usher.url + "/nowhere")
    page.heading("There is nothing here").wait_for()
    page.look("not-found")
    page.tab.goto(house.usher.url + "/i/invites")
    page.heading("The invitation is incomplete").wait_for()
    page.look("incomplete")
    page.open(link)
    page.look("invitation")
    page.button("Continue").click()
    page.tab.get_by_role("alert").wait_for()
    page.look("no-matrix-id")
    page.identify(person.user_id)
    page.look("password")
    page.confirm("not the password")
    page.tab.get_by_role("alert").wait_for()
    page.look("wrong-password")
    page.confirm(person.password)
    page.heading("You are invited").wait_for()
    page.look("invited")
    page.open(link)
    page.button("Get my invitation").wait_for()
    page.look("confirm")
    house.usher.withdraw(link)
    page.tab.reload()
    page.heading("This invitation cannot be used").wait_for()
    page.look("refused")
    page.check_manners(expected=("status of 403", "status of 404"))
