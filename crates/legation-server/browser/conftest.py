"""A server on a ledger of real reports, and a browser before it.

LEGATION names the program (else target/release/legation), CHROMIUM the browser. Screenshots go to LEGATION_SCREENSHOTS (else
target/browser).
"""
import json
import os
import shutil
import socket
import subprocess
import time
import tomllib
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[3]
LEGATION = os.environ.get("LEGATION", str(ROOT / "target/release/legation"))
SHOTS = Path(os.environ.get("LEGATION_SCREENSHOTS", ROOT / "target/browser"))


def chromium():
    for path in (os.environ.get("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser"):
        if path and Path(path).exists():
            return path
    raise RuntimeError("no Chromium: install Debian's package `chromium`, or name one with CHROMIUM")


def legation(*words):
    return subprocess.run([LEGATION, *words], check=True, capture_output=True, text=True).stdout


def ledger_of(folder, *reports):
    ledger = folder / "desk.ledger"
    legation("ingest", *reports, "--ledger", ledger)
    return ledger


class Served:
    """A server and what one needs to know of it."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.token = self.run("token", "create", "A. Reader").strip()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        listen = ["--listen", f"127.0.0.1:{port}", "--rate", "1000000"]
        self.process = subprocess.Popen([LEGATION, "serve", "--ledger", self.ledger, *listen])
        for _ in range(200):
            try:
                urllib.request.urlopen(self.base + "/api/v1/acts")
                break
            except OSError:
                time.sleep(0.1)

    def run(self, *words):
        return legation(*words, "--ledger", self.ledger)

    def json(self, path):
        with urllib.request.urlopen(self.base + path) as answer:
            return json.load(answer)

    def end(self):
        self.process.terminate()
        assert self.process.wait(30) == 0


# Looks like markup, turns its letters round, hides in them, and is long.
HOSTILE = {
    "id": "hostile",
    "date": "2022-12-15",
    "publisher": "<b onclick=alert(6)>\u200b</b>",
    "title": "\"><script>alert(4)</script>\u202egnp",
    "url": "javascript:alert(5)",
    "text": "<script>alert(1)</script> Peru recalled its ambassador from Mexico on Thursday. <img src=x onerror=alert(2)> "
    "\u202eRussia\u202c said nothing. &lt;b&gt; \" onmouseover=\"alert(3)\n" + "The weather was fair. " * 450_000,
}


def annotated(folder):
    """The reports that the coder was tuned on, as JSON Lines."""
    lines = folder / "reports.jsonl"
    with open(lines, "w", encoding="utf-8") as out:
        for half in ("wire-dev", "dev"):
            for path in sorted((ROOT / "evaluation/reports" / half).glob("*.toml")):
                told = tomllib.loads(path.read_text(encoding="utf-8"))
                report = {key: told[key] for key in ("id", "date", "publisher", "title", "text") if told.get(key)}
                out.write(json.dumps(report, ensure_ascii=False) + "\n")
    return lines


@pytest.fixture(scope="session")
def real(tmp_path_factory):
    """A ledger of real reports. Reading them takes longest of all, so that it is done once."""
    folder = tmp_path_factory.mktemp("real")
    return ledger_of(folder, ROOT / "samples", annotated(folder))


@pytest.fixture(scope="session")
def served(tmp_path_factory, real):
    served = Served(shutil.copy(real, tmp_path_factory.mktemp("served")))
    yield served
    served.end()


@pytest.fixture(scope="session")
def untouched(tmp_path_factory, real):
    """The same ledger, to which no test writes: for pictures."""
    served = Served(shutil.copy(real, tmp_path_factory.mktemp("untouched")))
    yield served
    served.end()


@pytest.fixture(scope="session")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "hostile.jsonl").write_text(json.dumps(HOSTILE) + "\n", encoding="utf-8")
    served = Served(ledger_of(folder, folder / "hostile.jsonl"))
    yield served
    served.end()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(served, browser):
    """Opens a page as someone with this browser; anything that a script complains of, or asks of another server, fails the test."""
    contexts, complaints = [], []

    def visit(path, of=served, **context):
        context.setdefault("viewport", {"width": 1280, "height": 860})
        context.setdefault("locale", "en-GB")
        opened = browser.new_context(base_url=of.base, **context)
        contexts.append(opened)
        page = opened.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: request.url.startswith((of.base, "data:", "blob:")) or complaints.append(f"asks {request.url}"))
        page.on("dialog", lambda dialog: (complaints.append("a dialog"), dialog.dismiss()))
        page.on("console", lambda message: message.type == "error" and "status of 4" not in message.text and complaints.append(message.text))
        page.goto(path)
        return page

    yield visit
    for opened in contexts:
        opened.close()
    assert complaints == []


def sign_in(page, served, then):
    page.goto(f"/signin?next={then}")
    page.get_by_label("Token").fill(served.token)
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{then}*")
