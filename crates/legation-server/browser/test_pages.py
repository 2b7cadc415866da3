"""The pages, used as a person uses them."""
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from conftest import SHOTS, sign_in

PAGES = {
    "world": "/?of=UKR&on=2022-09-01",
    "recognition": "/?of=DNR&show=recognised-by&on=2022-09-01",
    "entity": "/entity/UKR",
    "dyad": "/dyad/UKR/PRK",
    "report": "/report/ukraine-dprk-2022-07",
    "changes": "/changes?since=2022&until=2022",
    "search": "/search?q=embassy",
    "review": "/review",
    "read": "/read",
    "signin": "/signin",
    "api": "/api",
    "missing": "/entity/Nowhereland",
}
TELEPHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
NO_SCRIPT = {"java_script_enabled": False}


def test_the_map_follows_the_state_and_the_date(visit):
    page = visit("/?of=UKR&on=2022-07-01")
    korea = page.locator(".place[data-id=PRK]")
    expect(korea).not_to_have_class(re.compile("t-cut"))
    page.get_by_label("On", exact=True).fill("2022-09-01")
    page.get_by_label("On", exact=True).press("Enter")
    expect(korea).to_have_class(re.compile("t-cut"))
    assert "on=2022-09-01" in page.url
    expect(page.locator(".beside")).to_contain_text("North Korea")
    page.get_by_label("State or entity").fill("Iran")
    page.get_by_label("State or entity").press("Tab")
    expect(page.get_by_role("heading", level=1)).to_have_text("Diplomatic relations with Iran")
    page.get_by_label("Shown").select_option("sanctioned-by")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who sanctions Iran")


def test_the_slider_moves_the_date_by_months_with_the_arrow_keys(visit):
    page = visit("/?of=UKR&on=2022-08-31")
    slider = page.get_by_role("slider")
    slider.focus()
    slider.press("ArrowLeft")
    expect(page.get_by_label("On", exact=True)).to_have_value("2022-07")
    slider.press("ArrowLeft")
    expect(page.get_by_label("On", exact=True)).to_have_value("2022-06")
    expect(page.locator(".place[data-id=PRK]")).not_to_have_class(re.compile("t-cut"))


def test_disputed_entities_are_on_the_map(visit):
    page = visit("/")
    for id in ("XKX", "TWN", "PSE", "ABH", "OSE", "DNR", "LNR", "NCY", "ESH", "SMD", "PMR"):
        expect(page.locator(f".place[data-id={id}]")).to_have_count(1)


def test_a_pair_tells_since_when_and_on_whose_word_down_to_the_sentence(visit):
    page = visit("/dyad/UKR/PRK")
    row = page.locator("#now + div tbody tr").first
    expect(row).to_contain_text("severed")
    expect(row).to_contain_text("13 Jul 2022")
    row.locator("summary").click()
    row.locator("q").first.wait_for()
    row.get_by_role("link").first.click()
    page.wait_for_url("**/report/**")
    expect(page.locator("#at")).to_be_visible()


def test_the_chain_leads_from_the_recognition_to_the_break(visit):
    page = visit("/dyad/UKR/PRK")
    steps = page.locator(".chain > li")
    expect(steps.first).to_contain_text("recognize state")
    expect(steps.nth(1)).to_contain_text("sever diplomatic relations")


def test_marks_stand_at_the_letters_that_the_spans_name(visit, served):
    id = "ukraine-dprk-2022-07"
    page = visit(f"/report/{id}")
    report = served.json(f"/api/v1/reports/{id}")
    raw = report["text"].encode()
    shown = [told["event"] for told in report["events"] if told["stands"]]
    assert len(shown) > 5
    for at, event in enumerate(shown):
        start, end = event["trigger"]
        words = raw[start:end].decode()
        marked = page.evaluate(
            """at => [...document.querySelectorAll('.text mark.m-act')]
                 .filter(mark => mark.dataset.e.split(' ').includes(String(at))).map(mark => mark.textContent).join('')""",
            at,
        )
        assert marked == words
        for party in event["actor"] + event["recipient"] + event["object"]:
            name = raw[party["span"][0] : party["span"][1]].decode()
            assert page.locator(".text mark.m-ent", has_text=name).count() > 0, name
    text = raw[report["body"][0] : report["body"][1]].decode()
    assert "".join(page.locator(".text").inner_text().split()) == "".join(text.split())


def test_hovering_words_shows_their_event_and_the_other_way_round(visit):
    page = visit("/report/ukraine-dprk-2022-07")
    words = page.locator(".text mark.m-act", has_text="breaks diplomatic relations")
    words.hover()
    expect(page.locator(".readings li.lit")).to_contain_text("sever diplomatic relations")
    page.locator(".readings li", has_text="keep consular relations").hover()
    expect(page.locator(".text mark.m-act.lit")).to_have_text("breaking consular relations")


def test_a_report_and_a_claim_take_both_dates(visit):
    page = visit("/report/ukraine-dprk-2022-07")
    assert page.locator(".readings .flag", has_text="after").count() == 0
    page.get_by_label("On", exact=True).fill("2022-07-01")
    page.get_by_label("On", exact=True).press("Enter")
    expect(page.locator(".readings li", has_text="sever diplomatic relations North Korea")).to_contain_text("after 1 Jul 2022")
    assert "on=2022-07-01" in page.url
    # What is put in place of the old is as alive.
    page.locator(".text mark.m-act", has_text="breaks diplomatic relations").hover()
    expect(page.locator(".readings li.lit")).to_contain_text("sever diplomatic relations")
    page.locator(".readings li", has_text="sever diplomatic relations North Korea").get_by_role("link", name="claim").first.click()
    page.wait_for_url("**/claim/*on=2022-07-01")
    expect(page.locator("#holds + *")).to_contain_text("Nothing is known")
    page.get_by_label("On", exact=True).fill("2022-08")
    page.get_by_label("On", exact=True).press("Enter")
    expect(page.locator("#holds + ul")).to_contain_text("severed")
    page.get_by_label("As known on").fill("2020")
    page.get_by_label("As known on").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Not Found")
    expect(page.locator("main")).to_contain_text("later")


def test_a_reviewer_decides_from_the_keyboard_and_undoes_it(visit, served):
    page = visit("/signin")
    sign_in(page, served, "/review")
    claim = page.locator(".decide").get_attribute("action").split("/")[-1]
    page.keyboard.press("r")
    page.wait_for_url(f"**done={claim}")
    expect(page.get_by_role("status")).to_contain_text("reject")
    expect(page.get_by_role("status")).to_contain_text("A. Reader")
    page.keyboard.press("u")
    expect(page.get_by_role("status")).to_contain_text("undo")
    verdicts = served.json(f"/api/v1/claims/{claim}")["verdicts"]
    assert [(v["kind"], v["by"]) for v in verdicts] == [("reject", "A. Reader"), ("undo", "A. Reader")]
    assert not verdicts[0]["stands"]
    first = page.locator(".decide").get_attribute("action")
    page.keyboard.press("j")
    page.wait_for_url("**/review?claim=*")
    assert page.locator(".decide").get_attribute("action") != first
    page.keyboard.press("c")
    expect(page.locator("#date")).to_be_focused()


def claim_shown(page):
    return page.locator(".decide").get_attribute("action").split("/")[-1]


def test_after_a_verdict_comes_the_next_claim_and_undoing_leads_back(visit, served):
    page = visit("/signin")
    sign_in(page, served, "/review")
    skipped = claim_shown(page)
    page.keyboard.press("j")
    page.wait_for_url("**/review?claim=*")
    decided = claim_shown(page)
    following = page.locator(".decide [name=next]").input_value()
    page.keyboard.press("a")
    page.wait_for_url(f"**done={decided}")
    assert claim_shown(page) == following
    assert following not in (skipped, decided)
    page.keyboard.press("u")
    page.wait_for_url(f"**claim={decided}&done={decided}")
    assert claim_shown(page) == decided


def test_the_queue_goes_on_over_its_pages(visit, served):
    page = visit("/review")
    first = page.locator(".queue ol a").all_inner_texts()
    assert len(first) == 25
    page.get_by_role("link", name="Next page").click()
    page.wait_for_url("**/review?page=2")
    expect(page.locator(".queue ol a[aria-current]")).to_have_count(1)
    # From the last of a page, the next claim is on the page after it.
    page.locator(".queue ol a").last.click()
    expect(page.locator(".queue ol a").last).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    expect(page.locator(".queue ol a").first).to_have_attribute("aria-current", "true")
    expect(page.locator(".pager", has_text="Page 3")).to_be_visible()
    total = served.json("/api/v1/doubts")["total"]
    last = served.json(f"/api/v1/doubts?per_page=25&page={total // 25 + 1}")
    assert last["total"] >= total


def test_keys_can_be_turned_off_and_stay_off(visit, served):
    page = visit("/signin")
    sign_in(page, served, "/review")
    page.get_by_label("keys").uncheck()
    page.goto("/review")
    before = claim_shown(page)
    page.keyboard.press("a")
    page.keyboard.press("j")
    page.wait_for_timeout(300)
    assert claim_shown(page) == before
    page.get_by_label("keys").check()
    page.keyboard.press("j")
    page.wait_for_url("**/review?claim=*")


def test_nobody_decides_without_signing_in(visit):
    page = visit("/review")
    expect(page.get_by_role("link", name="Sign in to decide")).to_be_visible()
    expect(page.locator(".decide")).to_have_count(0)


def test_the_keyboard_alone_leads_everywhere(visit):
    page = visit("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("Ukraine – Syria")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dyad/UKR/SYR")
    summary = page.locator("details.sources summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.sources").first).to_have_attribute("open", "")


def test_everything_works_without_a_script(visit, served):
    page = visit("/", **NO_SCRIPT)
    page.get_by_label("State or entity").fill("Ukraine")
    page.get_by_label("On", exact=True).fill("2022-09-01")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".place[data-id=PRK]")).to_have_class(re.compile("t-cut"))
    page.goto("/changes?since=2022&until=2022")
    page.get_by_label("Region").select_option("Eastern Europe")
    page.get_by_label("Aspect").select_option("diplomatic")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr").first).to_be_visible()
    page.goto("/report/ukraine-dprk-2022-07")
    assert page.locator("mark.m-act").count() > 5
    sign_in(page, served, "/review")
    claim = page.locator(".decide").get_attribute("action").split("/")[-1]
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status")).to_contain_text("accept")
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_role("status")).to_contain_text("undo")
    assert served.json(f"/api/v1/claims/{claim}")["verdicts"][-1]["kind"] == "undo"
    page.goto("/read")
    page.get_by_label("Text of the report").fill("Mali severed diplomatic relations with Ukraine.")
    page.get_by_role("button", name="Read it").click()
    expect(page.locator(".readings")).to_contain_text("sever diplomatic relations")


def test_a_pasted_report_is_shown_before_it_is_kept(visit, served):
    page = visit("/signin")
    sign_in(page, served, "/read")
    page.get_by_label("Text of the report").fill("<p>LIMA</p> Peru recalled its ambassador from Mexico on Thursday. <script>alert(1)</script>")
    page.get_by_label("Published").fill("2022-12-15")
    page.get_by_role("button", name="Read it").click()
    expect(page.locator(".readings")).to_contain_text("recall ambassador")
    expect(page.locator(".lead")).to_contain_text("Nothing of this is kept yet")
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url("**/report/**")
    id = page.url.split("/")[-1]
    assert served.json(f"/api/v1/reports/{id}")["text"].startswith("<p>LIMA</p>")


def test_a_dropped_file_is_read_in_its_own_encoding(visit):
    page = visit("/read")
    page.locator("form[data-drop]").evaluate(
        """form => {
             const bytes = new Uint8Array([...'São Tomé and Príncipe recognised Kosovo on Monday.'].map(c => c.charCodeAt(0)));
             const transfer = new DataTransfer();
             transfer.items.add(new File([bytes], 'news.txt', { type: 'text/plain' }));
             form.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
           }"""
    )
    expect(page.get_by_role("button", name="Read it")).to_be_focused()
    page.get_by_label("Published").fill("2013-03-13")
    page.get_by_role("button", name="Read it").click()
    expect(page.locator(".readings")).to_contain_text("recognize state")
    expect(page.locator(".text")).to_contain_text("São Tomé and Príncipe")


def test_dates_and_names_are_the_readers_own(visit):
    page = visit("/dyad/UKR/PRK", locale="de-DE")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ukraine – Nordkorea")
    expect(page.locator("#now + div")).to_contain_text("13. Juli 2022")
    page.goto("/report/ukraine-dprk-2022-07")
    expect(page.locator(".head time").last).to_have_text(re.compile(r"^\d\d\.\d\d\.\d{4}, \d\d:\d\d$"))
    page.goto("/?of=UKR&on=2022-09-01")
    assert page.locator(".place[data-id=PRK] title").text_content() == "Nordkorea: severed since 13. Juli 2022"
    assert page.locator(".place[data-id=XKX] title").text_content().startswith("Kosovo (disputed statehood)")
    page.goto("/?of=PRK&on=2022-09-01")
    expect(page.get_by_role("heading", level=1)).to_have_text("Diplomatic relations with Nordkorea")
    # Names in a drawing, too, and under the pointer.
    page.goto("/entity/UKR")
    row = page.locator(".bands text.name", has_text="Nordkorea")
    expect(row).to_have_count(1)
    assert row.locator("title").text_content() == "Nordkorea: Diplomatic relations"
    band = page.locator(".bands a title", has_text="Nordkorea: Diplomatic relations: severed since 13. Juli 2022")
    expect(band).to_have_count(1)


def test_a_hostile_report_is_text_and_nothing_else(visit, hostile):
    page = visit("/report/hostile", of=hostile)
    expect(page.get_by_role("heading", level=1)).to_have_text('"><script>alert(4)</script>‹U+202E›gnp')
    text = page.locator(".text")
    expect(text).to_contain_text("<script>alert(1)</script>")
    expect(text).to_contain_text("‹U+202E›Russia‹U+202C›")
    expect(page.locator(".text script, .text img, .text b")).to_have_count(0)
    expect(page.locator("a[href^=javascript]")).to_have_count(0)
    expect(page.locator(".readings")).to_contain_text("recall ambassador")
    # Ten megabytes are read page by page.
    page.get_by_role("link", name="the text goes on").click()
    expect(page.get_by_role("link", name="the text before")).to_be_visible()
    page.goto("/dyad/PER/MEX")
    expect(page.locator("#events + ol")).to_contain_text("recall ambassador")


def test_who_does_not_see_the_page_is_told_that_it_has_changed(visit):
    page = visit("/?of=UKR&on=2022-07-01")
    page.get_by_label("Shown").select_option("sanctioned-by")
    expect(page.locator("#said")).to_contain_text("Who sanctions Ukraine")


@pytest.mark.parametrize("name", PAGES)
def test_a_telephone_needs_no_scrolling_sideways(visit, name):
    page = visit(PAGES[name], **TELEPHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_a_telephone_time_begins_with_today_and_cells_say_what_they_are(visit):
    page = visit("/dyad/UKR/SYR", **TELEPHONE)
    line = page.locator(".bands")
    assert line.evaluate("e => e.scrollWidth > e.clientWidth && e.scrollLeft > 0")
    name = page.locator(".bands .names").bounding_box()
    assert name["x"] >= 0, "the names stay in sight"
    label = page.locator("#now + div tbody td").nth(1).evaluate("e => getComputedStyle(e, '::before').content")
    assert label == '"Since: "'


def test_on_a_telephone_the_map_is_large_and_shows_the_one_asked_about(visit):
    page = visit("/?of=UKR", **TELEPHONE)
    assert page.locator(".map svg").bounding_box()["width"] > 600
    box = page.locator(".place.own").bounding_box()
    assert 0 < box["x"] and box["x"] + box["width"] < 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_serious_fault(visit, name, scheme):
    assert serious(visit(PAGES[name], color_scheme=scheme)) == []


def serious(page):
    for details in page.locator("details").all()[:3]:
        details.evaluate("element => element.open = true")
    return [
        (fault["id"], fault["help"], [node["html"][:120] for node in fault["nodes"][:3]])
        for fault in Axe().run(page).response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault_in_what_a_reviewer_sees(visit, served, scheme):
    page = visit("/signin", color_scheme=scheme)
    sign_in(page, served, "/review")
    claim = claim_shown(page)
    assert serious(page) == []
    page.goto(f"/claim/{claim}")
    assert serious(page) == []
    page.goto("/read")
    page.get_by_label("Text of the report").fill("Peru recalled its ambassador from Mexico on Thursday.")
    page.get_by_role("button", name="Read it").click()
    expect(page.locator(".readings")).to_contain_text("recall ambassador")
    assert serious(page) == []


def test_paper_shows_the_answer_and_not_the_controls(visit):
    page = visit("/dyad/UKR/PRK")
    page.emulate_media(media="print")
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator("form.controls")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".bands .line")).to_be_visible()
    # What a screen opens, paper has open: every line with its sentences.
    expect(page.locator("#now + div tbody q").first).to_be_visible()


def test_dark_is_chosen_once_and_stays(visit):
    page = visit("/api", color_scheme="light")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark or light").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.goto("/search")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


@pytest.mark.parametrize("name", ["world", "entity", "dyad", "report", "changes", "review"])
def test_screenshots(visit, untouched, name):
    SHOTS.mkdir(parents=True, exist_ok=True)
    page = visit(PAGES[name], of=untouched, viewport={"width": 1180, "height": 720})
    page.wait_for_timeout(200)
    page.screenshot(path=SHOTS / f"{name}.png")
    page = visit(PAGES[name], of=untouched, color_scheme="dark", **TELEPHONE)
    page.wait_for_timeout(200)
    page.screenshot(path=SHOTS / f"{name}-telephone-dark.png")
