"""Two people at one huddle, in two browsers: what is typed stays, what the other does is seen and told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import DESK, PHONE, arrived, drawn, fits, resize
from tests.walks.somebody import AMU, come

pytestmark = pytest.mark.browser
SOON = 10_000
"""Milliseconds: a look each 1.5 seconds and a redraw, on a machine that does other things too."""
COVERED = """() => {
  const done = document.getElementById('done'), held = document.activeElement.getBoundingClientRect();
  const bar = done.getBoundingClientRect();
  const isUnder = held.top >= bar.top && held.bottom <= bar.bottom && !done.contains(document.activeElement);
  return bar.top < 0 || bar.bottom > innerHeight || isUnder;
}"""


@pytest.fixture
def leader(browser, own_site):
    page = come(browser, own_site, "Ailsa Munro")
    yield page
    page.context.close()


@pytest.fixture
def member(browser, own_site):
    page = come(browser, own_site, "Callum Reid")
    yield page
    page.context.close()


def cause(page: Page):
    card = page.locator("#signal-news_on_time")
    card.locator("summary", has_text="Known cause").click()
    return card.locator("form", has_text="Record the cause").locator("input[name=text]")


def done(page: Page):
    return page.locator("#done")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_what_was_recorded_and_its_undo_are_on_the_screen(leader, width):
    resize(leader, width)
    for act in (
        lambda: leader.locator("#actions button", has_text="Done").first.click(),
        lambda: leader.locator("#recognition input[name=text]").fill("the night team"),
        lambda: leader.locator("#recognition button").click(),
    ):
        act()
    expect(done(leader)).to_contain_text("recognised")
    expect(done(leader)).to_be_in_viewport(ratio=1)
    expect(done(leader).locator("button")).to_be_in_viewport(ratio=1)
    assert not leader.evaluate(COVERED)
    for _ in range(12):
        leader.keyboard.press("Shift+Tab")
        assert not leader.evaluate(COVERED)
    leader.goto(leader.url.partition("?")[0].replace("/huddle/", "/indicator/patient_experience?service="))
    drawn(leader)
    leader.locator("#life summary", has_text="Known cause").click()
    leader.locator("#life form", has_text="Record the cause").locator("input[name=text]").fill("A new form")
    leader.keyboard.press("Enter")
    expect(done(leader)).to_contain_text("known cause")
    expect(done(leader)).to_be_in_viewport(ratio=1)


def test_an_own_act_leaves_what_is_typed_elsewhere(leader):
    leader.get_by_label("People here").fill("4")
    leader.get_by_label("Decided").fill("Two more nurses")
    card = leader.locator("#signal-news_on_time")
    card.locator("summary", has_text="Action").click()
    action = card.locator("form", has_text="Add the action").locator("input[name=text]")
    action.fill("Ask the fam")
    leader.locator("#actions button", has_text="Done").first.click()
    expect(done(leader)).to_contain_text("action done")
    expect(action).to_be_visible()
    assert action.input_value() == "Ask the fam"
    assert leader.get_by_label("Decided").input_value() == "Two more nurses"
    action.press("Enter")
    expect(done(leader)).to_contain_text("Ask the fam")
    expect(action).not_to_be_visible()
    assert leader.get_by_label("People here").input_value() == "4"
    asked = []
    leader.on("dialog", lambda one: (asked.append(one.type), one.dismiss()))
    leader.locator("a.brand").click()
    assert asked == ["confirm"]
    assert AMU in leader.url
    leader.get_by_role("button", name="Close the huddle").click()
    expect(done(leader)).to_contain_text("huddle closed")
    leader.locator("a.brand").click()
    leader.wait_for_url(lambda url: AMU not in url)
    assert asked == ["confirm"], "nothing typed is unsent"


def test_the_second_of_two_reads_who_was_faster_and_then_sends(leader, member):
    first, second = cause(leader), cause(member)
    first.fill("The survey changed")
    second.fill("A hard week")
    member.route("**/newest", lambda route: route.abort())  # before the live view has told
    first.press("Enter")
    expect(done(leader)).to_contain_text("known cause")
    second.press("Enter")
    expect(done(member)).to_contain_text("Ailsa Munro was faster")
    expect(member.locator("#signal-news_on_time")).to_contain_text("Known cause: The survey changed")
    member.unroute("**/newest")
    member.wait_for_timeout(3_500)
    expect(done(member)).to_contain_text("Ailsa Munro was faster")
    assert second.input_value() == "A hard week"
    expect(second).to_be_focused()
    second.press("Enter")
    expect(done(member)).to_contain_text("known cause. A hard week")


def test_what_another_does_shows_around_what_one_is_typing(leader, member):
    member.get_by_label("Decided").fill("Half a sen")
    text = cause(member)
    text.press_sequentially("A hard we")
    leader.locator("#actions .act-form--line input[name=text]").fill("The bell is broken")
    leader.locator("#actions button", has_text="Add").first.click()
    expect(done(leader)).to_contain_text("The bell is broken")
    expect(member.locator("#actions")).to_contain_text("The bell is broken", timeout=SOON)
    expect(text).to_be_focused()
    member.keyboard.type("ek")
    assert text.input_value() == "A hard week"
    assert member.get_by_label("Decided").input_value() == "Half a sen"
    faster = cause(leader)
    faster.fill("The survey changed")
    faster.press("Enter")
    expect(member.locator("#signal-news_on_time")).to_contain_text("Known cause: The survey", timeout=SOON)
    expect(done(member)).to_contain_text("Somebody acted on this while you were writing")
    member.keyboard.press("Enter")
    expect(done(member)).to_contain_text("Ailsa Munro was faster")
    member.wait_for_timeout(1_100)
    member.keyboard.press("Enter")
    expect(done(member)).to_contain_text("known cause. A hard week")


@pytest.mark.parametrize("width", [1920, PHONE])
def test_long_words_and_many_tasks_fit_the_wall(leader, own_site, width):
    token = leader.locator("input[name=csrf]").first.get_attribute("value")
    long = {"csrf": token, "text": "W" * 1000}
    for about in (
        {"kind": "action", "owner": "W" * 120, "due": "2026-12-01"},
        {"kind": "escalate", "tier": "Strathcorrie General Hospital", "reply_by": "2026-12-01"},
    ):
        assert leader.request.post(f"{own_site}{AMU}/acts", form=long | about).ok
    resize(leader, 1920 if width == 1920 else PHONE)
    for address in (f"{AMU}?tv=1", AMU, "/board?service=strathcorrie-amu"):
        leader.goto(own_site + address)
        drawn(leader)
        fits(leader)
        if address.endswith("tv=1") and width == 1920:
            assert leader.evaluate("document.documentElement.scrollHeight") <= 1080
            expect(leader.locator("h1")).to_have_text("Acute Medical Unit")
            expect(leader.locator(".wall__tasks")).to_contain_text("Yes: two bank nurses")


def test_an_open_page_says_that_it_hears_nothing(leader, own_site):
    for address in (AMU, f"{AMU}?tv=1"):
        leader.clock.install()
        leader.goto(own_site + address)
        drawn(leader)
        leader.route("**/newest", lambda route: route.abort())
        leader.clock.run_for(40_000)
        expect(leader.get_by_text("Out of date: Brightspot does not answer")).to_be_visible()
        leader.unroute("**/newest")


def test_a_double_click_does_not_own_the_next_signal_too(leader):
    leader.locator("#signal-news_on_time").get_by_role("button", name="I own it").dblclick()
    expect(done(leader)).to_contain_text("Observations taken on time: Ailsa Munro looks into it")
    leader.wait_for_timeout(2_000)
    assert leader.locator("#signals").inner_text().count("due 4 December 2026") == 1


def test_what_was_typed_waits_for_whoever_goes_back_and_comes_again(leader):
    leader.get_by_role("navigation", name="Pages").get_by_role("link", name="Signals", exact=True).click()
    arrived(leader, "**/signals**")
    leader.locator("a[href='/huddle/strathcorrie-amu']").first.click()
    arrived(leader, f"**{AMU}")
    cause(leader).fill("The scales were broken")
    leader.go_back()
    arrived(leader, "**/signals**")
    leader.go_forward()
    arrived(leader, f"**{AMU}")
    expect(leader.locator("#signal-news_on_time input[name=text]:focus")).to_have_value(
        "The scales were broken"
    )
    expect(done(leader)).to_contain_text("is not recorded yet")
    leader.keyboard.press("Enter")
    expect(done(leader)).to_contain_text("known cause. The scales were broken")
    leader.go_back()
    arrived(leader, "**/signals**")
    leader.go_forward()
    arrived(leader, f"**{AMU}")
    expect(done(leader)).to_have_text("")
