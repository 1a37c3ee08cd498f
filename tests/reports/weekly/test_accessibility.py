"""The page in a real browser: axe-core finds nothing, at two widths and with all folds open."""

import shutil

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe-core")


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize(
    ("name", "language", "width"),
    [("calm", "sv", 360), ("outage", "sv", 1200), ("storm", "sv", 1200), ("storm", "en", 360)],
)
def test_axe_finds_no_violation_and_nothing_overflows(week_of, browser, name, language, width):
    (path,) = (p for p in week_of(name, language).paths if p.suffix == ".html")
    page = browser.new_page(viewport={"width": width, "height": 900})
    requested = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    found = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    told = {v["id"]: [n["html"][:120] for n in v["nodes"]] for v in found.response["violations"]}
    assert told == {}
    assert len(found.response["passes"]) > 20
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert requested == [path.as_uri()], "nothing is fetched from elsewhere"
    page.close()
