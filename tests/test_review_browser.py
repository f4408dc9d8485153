"""The review page in a real headless Chromium; ``.ci/browser`` installs one and runs this."""

import os
import shutil
import time
import tomllib
from pathlib import Path

import pytest
from packs import entry, registry

from stripper import Cleaner
from stripper.corpus import Document
from stripper.review import review_page

BODY = "The old ferry left the harbour before dawn, and nobody on the quay expected to see it again."
MANY = 2000


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    webdriver = pytest.importorskip(
        "selenium.webdriver", reason="no browser test without selenium: .ci/browser installs it"
    )
    from selenium.webdriver.chrome.service import Service

    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("no browser test without chromium and chromedriver: .ci/browser installs them")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1300,900",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    folder = tmp_path_factory.mktemp("downloads")
    options.add_experimental_option("prefs", {"download.default_directory": str(folder)})
    running = webdriver.Chrome(options=options, service=Service(driver))
    running.downloads = folder
    yield running
    running.quit()


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("review")
    ui = entry(id="mul.ui.sample", category="ui", templates=["zur startseite bitte"])
    credit = entry(id="en.credit.sample", category="credit", templates=["drawn by the {name} workshop"])
    cleaner = Cleaner(registry(folder / "pack", entry(), ui, credit))
    texts = [f"{BODY}\n\nPlease share this article.\n\nDrawn by the Quay workshop."] * 3
    texts += [f"{BODY} \U0001f600 <b>bold</b> </script>\n\nZur Startseite bitte."]
    texts += ["\n\n".join([BODY] * 40)] * (MANY - len(texts))
    path = folder / "review.html"
    documents = [Document("", text, f"c.jsonl:{n}") for n, text in enumerate(texts, 1)]
    path.write_text(review_page(cleaner, documents), encoding="utf-8")
    return path


@pytest.fixture
def opened(browser, page):
    browser.get(page.as_uri())
    browser.execute_script("localStorage.clear()")
    browser.get(page.as_uri())
    return browser


def press(browser, keys):
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(browser).send_keys(keys).perform()


def of(browser, name):
    return browser.find_element("id", name)


def choose(browser, name, value):
    from selenium.webdriver.support.select import Select

    Select(of(browser, name)).select_by_value(value)


def where(browser):
    return of(browser, "where").text


def test_nothing_is_loaded_and_nothing_complains(opened):
    assert [entry for entry in opened.get_log("browser") if entry["level"] == "SEVERE"] == []
    resources = opened.execute_script("return performance.getEntriesByType('resource').map(r => r.name)")
    assert resources == []


def test_spans_stand_in_the_text_with_their_states(opened):
    marks = opened.find_elements("css selector", "#text mark")
    assert [(m.get_attribute("class").split()[0], m.text) for m in marks] == [
        ("removed", "Please share this article."),
        ("kept", "Drawn by the Quay workshop."),
    ]
    assert opened.execute_script("return el('text').textContent").startswith(BODY)
    assert "en.share.sample" in of(opened, "details").text


def test_keys_go_through_documents_and_spans(opened):
    assert where(opened) == f"1 of {MANY} documents"
    press(opened, "jj")
    assert where(opened) == f"3 of {MANY} documents"
    press(opened, "k")
    assert where(opened) == f"2 of {MANY} documents"
    press(opened, "n")
    assert "en.credit.sample" in of(opened, "details").text
    press(opened, "p")
    assert "en.share.sample" in of(opened, "details").text


def test_text_is_never_markup(opened):
    press(opened, "jjj")
    assert "<b>bold</b> </script>" in opened.execute_script("return el('text').textContent")
    assert opened.find_elements("css selector", "#text b") == []


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("category", "ui", 1),
        ("category", "share", 3),
        ("pattern", "mul.ui.sample", 1),
        ("language", "en", 3),
        ("state", "kept", 3),
    ],
)
def test_filters_leave_the_documents_that_have_such_spans(opened, name, value, count):
    choose(opened, name, value)
    assert where(opened) == f"1 of {count} documents"
    of(opened, "reset").click()
    assert where(opened) == f"1 of {MANY} documents"


def test_filtering_by_score_can_leave_nothing(opened):
    opened.execute_script("el('high').value = '0.01'; el('high').onchange()")
    assert where(opened) == "0 of 0 documents" and "No document" in of(opened, "text").text
    press(opened, "jnak")  # and nothing breaks


def test_marks_become_a_patch_survive_a_reload_and_are_saved(opened):
    press(opened, "anr")
    press(opened, "j")
    press(opened, "r")
    opened.refresh()
    patch = tomllib.loads(of(opened, "patch").get_attribute("value"))
    assert [(e["pattern"], e["kind"], e["text"], e["document"]) for e in patch["example"]] == [
        ("en.share.sample", "match", "Please share this article.", "c.jsonl:1"),
        ("en.credit.sample", "keep", "Drawn by the Quay workshop.", "c.jsonl:1"),
        ("en.share.sample", "keep", "Please share this article.", "c.jsonl:2"),
    ]
    press(opened, "u")
    assert of(opened, "marks").text == "2"
    press(opened, "e")
    saved = opened.downloads / "review.patch.toml"
    until = time.monotonic() + 20
    while not saved.exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert len(tomllib.loads(saved.read_text())["example"]) == 2


def test_keys_typed_into_a_field_are_not_commands(opened):
    number = of(opened, "number")
    number.send_keys("j")
    assert where(opened) == f"1 of {MANY} documents"


def test_every_control_has_a_name_and_the_keyboard_reaches_spans(opened):
    nameless = opened.execute_script(
        "return [...document.querySelectorAll('button, select, input, textarea')]"
        ".filter(e => !e.textContent.trim() && !(e.labels && e.labels.length)).map(e => e.id)"
    )
    assert nameless == []
    assert opened.execute_script("return document.activeElement.tagName") == "MARK"


def test_light_and_dark_differ(opened):
    back = "return getComputedStyle(document.body).backgroundColor"
    one = opened.execute_script(back)
    of(opened, "theme").click()
    assert opened.execute_script(back) != one


def test_two_thousand_documents_do_not_lag(opened):
    """Half a second for fifty documents and a filter would be felt; a slow machine gets four times that."""
    steps = opened.execute_script(
        "const t = performance.now(); for (let i = 0; i < 50; i++) step(1); return performance.now() - t"
    )
    sieve = opened.execute_script("const t = performance.now(); filter(); return performance.now() - t")
    assert steps < 2000 and sieve < 1000
    assert opened.execute_script("return document.querySelectorAll('#text > *').length") < 50


def test_screenshots_are_there_to_be_looked_at(opened):
    if "STRIPPER_SCREENSHOTS" not in os.environ:
        pytest.skip("set STRIPPER_SCREENSHOTS to a folder to keep screenshots")
    folder = Path(os.environ["STRIPPER_SCREENSHOTS"])
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("one", "other"):
        assert opened.save_screenshot(str(folder / f"review-{name}.png"))
        of(opened, "theme").click()
