"""The page in a real browser: nothing fails, nothing is fetched, everything can be reached and read."""

import shutil
from pathlib import Path

import pytest

from reports import load, page

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright, which drives the browser")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PHONE = {"width": 390, "height": 844}
PAPER = {"width": 718, "height": 1000}  # A4 between its margins


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        found = next(filter(None, map(shutil.which, NAMES)), driver.chromium.executable_path)
        if not Path(found).is_file():
            pytest.skip("needs Chromium: apt-get install chromium, or playwright install chromium")
        chromium = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def address(make_power, save, tmp_path_factory):
    """Write a page with figures, tables, and an overview that has a cell of each kind."""
    result = make_power(["wide"])
    for problem, cost in {"b-slow": 70, "a-fast": 0.7, "c-middle": 7}.items():
        for backend, factor in {"primal": 1, "forward": 1, "reverse": 0.5, "hand": 0.1}.items():
            pairs = " ".join(f"{cost * factor * share:.4g}" for share in (0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3))
            result.case("problem", 50, 1, backend, problem=problem, size=f"layers={cost:g}", ratios={"primal": pairs})
    unable = {"status": "unsupported", "reason": "no rule for np.frobnicate"}
    slow = {"status": "timeout", "reason": "one call takes longer than 2 s"}
    for n, cost in enumerate((0.5, 2, 5, 20, 50, 200, 500, 2000)):
        result.case("problem", n + 1, 1, "reverse", problem="levels", ratios={"primal": f"{cost} {cost}"})
    result.case("problem", 99, 1, "forward", problem="unable", rho=None, **unable)
    result.case("problem", 99, 1, "reverse", problem="slow", rho=None, **slow)
    return page.write(page.compose(load.load(save(result))), tmp_path_factory.mktemp("page")).as_uri()


@pytest.fixture
def visit(browser, address):
    """Open the page as a reader with some wishes would; see that nothing goes wrong."""
    contexts, troubles = [], []

    def open_page(script="", **wishes):
        context = browser.new_context(**wishes)
        contexts.append(context)
        context.add_init_script(script)
        opened = context.new_page()
        opened.on("console", lambda message: troubles.append(message.text))
        opened.on("pageerror", lambda error: troubles.append(str(error)))
        opened.on("request", lambda request: troubles.append(request.url) if request.url != address else None)
        opened.goto(address)
        return opened

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="module")
def shown(browser, address):
    """Open the page once for the tests that only look at it, each in the size and the colours that it asks for."""
    opened = browser.new_page()
    opened.goto(address)
    return opened


def rows_of(opened):
    """Give the problems of the overview that are shown, from top to bottom."""
    return opened.locator(".heat tbody tr:visible th").evaluate_all("heads => heads.map(h => h.firstChild.data.trim())")


def test_the_page_opens_without_errors_and_without_requests(visit):
    opened = visit()
    assert "dualtape" in opened.title()
    assert opened.locator("figure svg").count() >= 2
    assert opened.locator(".headline li").first.is_visible()


def test_the_headline_stands_on_the_first_screen(shown):
    for size in ({"width": 1200, "height": 800}, PHONE):
        shown.set_viewport_size(size)
        box = shown.locator(".headline li").first.bounding_box()
        assert box["y"] + box["height"] < size["height"]


def test_the_overview_sorts_by_a_column_and_back(visit):
    opened = visit()
    head = opened.locator(".heat thead th", has_text="forward, batched")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert rows_of(opened)[:3] == ["a-fast", "c-middle", "b-slow"]
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert rows_of(opened)[:3] == ["b-slow", "c-middle", "a-fast"]  # and those without a number stay below
    assert opened.locator("[aria-sort]").count() == 1


def test_the_overview_sorts_by_keyboard(visit):
    opened = visit()
    opened.locator(".filter").focus()
    reached = []
    for _ in range(5):  # the two other controls, the table, which scrolls, and the heads of its columns
        opened.keyboard.press("Tab")
        reached.append(opened.evaluate("document.activeElement.textContent.trim()"))
        assert opened.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert reached[1] == "Choose backends"
    assert reached[3:] == ["Problem", "n"]
    opened.keyboard.press("Enter")
    opened.keyboard.press("Space")
    assert rows_of(opened)[-1] == "levels"  # n = 1 is the smallest, and the order was turned round


def test_the_overview_filters_problems(visit):
    opened = visit()
    everything = len(rows_of(opened))
    search = opened.get_by_label("Filter problems")
    search.fill("LAYERS=7")
    assert rows_of(opened) == ["b-slow", "c-middle"]
    assert opened.locator(".count").text_content() == f"2 of {everything} rows shown"
    search.fill("slow layers")
    assert rows_of(opened) == ["b-slow"]
    search.fill("")
    assert len(rows_of(opened)) == everything


def test_the_overview_leaves_backends_out(visit):
    opened = visit()
    opened.get_by_text("Choose backends").click()
    head = opened.locator(".heat thead th", has_text="reverse, batched")
    assert head.is_visible()
    box = opened.locator(".controls").get_by_label("reverse, batched")
    box.uncheck()
    assert not head.is_visible()
    assert opened.locator(".heat .heat-7").is_hidden()
    box.check()
    assert opened.locator(".heat .heat-7").is_visible()


def test_the_intervals_can_be_read_without_a_pointer(visit):
    opened = visit()
    interval = opened.locator(".heat .interval").first
    before = interval.bounding_box()["width"]
    opened.locator(".controls").get_by_label("95 % intervals").check()
    assert interval.bounding_box()["width"] > 20 > before


def test_without_scripts_the_overview_is_whole(visit):
    opened = visit(java_script_enabled=False)
    assert len(opened.locator(".heat tbody tr:visible").all()) == 13
    assert not opened.locator(".controls").is_visible()
    assert opened.locator("button:visible").count() == 0


def test_a_command_is_copied(visit):
    opened = visit(permissions=["clipboard-read", "clipboard-write"])
    opened.locator("figure button.copy").first.click()
    opened.locator("button.copy", has_text="Copied").wait_for()
    command = opened.evaluate("navigator.clipboard.readText()")
    assert command == "pytest benchmarks --benchmark-only -k wide-two-layer-tanh"


def test_a_command_is_selected_where_there_is_no_clipboard(visit):
    opened = visit("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    opened.locator("figure button.copy").first.click()
    assert opened.evaluate("getSelection().toString()") == "pytest benchmarks --benchmark-only -k wide-two-layer-tanh"


# Light, dark, narrow, on paper

CONTRAST = """
elements => elements.map(element => {
  const light = colour => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255);
    const linear = parts.map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05;
  };
  const { color, backgroundColor } = getComputedStyle(element);
  const [low, high] = [light(color), light(backgroundColor)].sort((a, b) => a - b);
  return high / low;
})
"""
"""The contrast of text and background, as WCAG defines it."""

BACKGROUND = "getComputedStyle(document.body).backgroundColor"


def test_numbers_are_legible_on_every_colour(shown):
    for scheme in ("light", "dark"):
        shown.emulate_media(color_scheme=scheme)
        for cells, count in {"[class^=heat-]": 8, ".unsupported": 1}.items():
            contrasts = shown.locator(f".key {cells}").evaluate_all(CONTRAST)
            assert len(contrasts) == count
            assert min(contrasts) >= 4.5
        shades = "cells => new Set(cells.map(cell => getComputedStyle(cell).backgroundColor)).size"
        assert shown.locator(".key [class^=heat-]").evaluate_all(shades) == 8


def test_dark_mode_is_dark(shown):
    shown.emulate_media(color_scheme="light")
    line = "getComputedStyle(document.querySelector('.drawing svg path[style*=stroke]')).stroke"
    assert shown.evaluate(BACKGROUND) == "rgb(255, 255, 255)"
    drawn = shown.evaluate(line)
    shown.emulate_media(color_scheme="dark")
    assert shown.evaluate(BACKGROUND) == "rgb(13, 17, 23)"
    assert shown.evaluate(line) != drawn


def test_nothing_overflows(shown):
    shown.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    for width in (320, 390, 768):
        shown.set_viewport_size({"width": width, "height": 844})
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        outside = f"""[...document.querySelectorAll('main *')].filter(element => !element.closest('.scroll')
          && element.getBoundingClientRect().right > {width}).map(element => element.outerHTML)"""
        assert shown.evaluate(outside) == []


def test_what_scrolls_can_be_reached_by_keyboard(shown):
    shown.set_viewport_size(PHONE)
    unreachable = """[...document.querySelectorAll('*')].filter(element => element.scrollWidth > element.clientWidth + 1
      && ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) && element.tabIndex < 0).length"""
    assert shown.evaluate(unreachable) == 0


def test_paper_is_white_and_wide_enough(shown):
    shown.set_viewport_size(PAPER)
    shown.emulate_media(media="print", color_scheme="dark")
    assert shown.evaluate(BACKGROUND) == "rgb(255, 255, 255)"
    assert shown.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]
    assert not shown.locator(".controls").is_visible()
    assert not shown.locator("button.copy:visible").count()
    shown.emulate_media(media="screen")


def test_everything_that_acts_or_shows_has_a_name(shown):
    nameless = """[...document.querySelectorAll('button, input, [role=img], [role=region], summary')].filter(element =>
      !(element.getAttribute('aria-label') || element.labels?.length || element.textContent.trim())).length"""
    assert shown.evaluate(nameless) == 0
