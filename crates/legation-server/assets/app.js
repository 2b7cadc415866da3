// What scripts add to pages that are whole without them: the reader's own dates and names, forms that answer at once,
// keys, and the links between a text and what is read in it.
"use strict";

(() => {
  const locale = navigator.language || "en";

  // Dates and names as the reader's browser writes them. What the server wrote stays in the tooltip.
  const forms = {
    10: new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }),
    7: new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" }),
  };
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  function written(iso) {
    const form = iso.includes("T") ? moments : forms[iso.length];
    const date = new Date(iso.includes("T") ? iso : iso.length === 7 ? `${iso}-01T00:00:00Z` : `${iso}T00:00:00Z`);
    return form && !Number.isNaN(date.getTime()) ? form.format(date) : iso;
  }
  let names;
  try { names = /^en\b/i.test(locale) ? null : new Intl.DisplayNames([locale], { type: "region", fallback: "none" }); } catch { names = null; }

  function localise(root) {
    for (const time of root.querySelectorAll("time[datetime]")) {
      const iso = time.getAttribute("datetime");
      const own = written(iso);
      if (own !== iso) {
        time.textContent = own;
        time.title = iso;
      }
    }
    for (const span of names ? root.querySelectorAll("span[data-region], tspan[data-region]") : []) {
      const name = names.of(span.dataset.region);
      if (name && name !== span.textContent) {
        const drawn = span instanceof SVGElement;
        if (!drawn) span.title = span.textContent;
        // As many letters as have room in a drawing.
        span.textContent = drawn && name.length > 24 ? `${name.slice(0, 22)}…` : name;
        span.setAttribute("lang", locale);
      }
    }
    // What is said of places and bands under the pointer.
    for (const title of root.querySelectorAll("svg title:not([data-own])")) {
      let text = title.textContent.replace(/\b\d{4}-\d{2}(-\d{2})?\b/g, written);
      const region = title.parentNode.dataset?.region;
      const name = names && region && names.of(region);
      if (name) text = text.replace(/^[^:(]+(?=[:(]|$)/, (old) => (old.endsWith(" ") ? `${name} ` : name));
      title.textContent = text;
      title.dataset.own = "";
    }
  }

  // Dark or light, kept in this browser.
  function theme() {
    const button = document.querySelector("[data-theme-switch]");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const root = document.documentElement;
      const now = root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
      root.dataset.theme = now === "dark" ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* then for this page only */ }
    });
  }

  // Forms that only choose what is shown: the answer takes the place of the old one, and the address follows.
  function live() {
    const form = document.querySelector("form[data-live]");
    const shown = document.getElementById("live");
    if (!form || !shown) return;
    let latest = 0;
    async function show() {
      if (!form.checkValidity()) return;
      const given = [...new FormData(form)].filter(([, value]) => value !== "");
      const address = `${form.action.split("?")[0]}?${new URLSearchParams(given)}`;
      const turn = ++latest;
      shown.setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(address, { headers: { accept: "text/html" } });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById("live");
        if (turn !== latest) return;
        if (!answer.ok || !fresh) { location.assign(address); return; }
        shown.replaceChildren(...fresh.childNodes);
        const head = document.querySelector(".head");
        const freshHead = page.querySelector(".head");
        if (head && freshHead) head.replaceChildren(...freshHead.childNodes);
        document.title = page.title;
        history.replaceState(null, "", address);
        localise(document);
        map();
        toTheEnd();
        reading();
        // To who does not see the change.
        const lead = document.querySelector(".head .lead")?.textContent ?? "";
        document.getElementById("said").textContent = `${document.querySelector("h1").textContent}. ${lead}`;
      } catch {
        location.assign(address);
      } finally {
        shown.removeAttribute("aria-busy");
      }
    }
    let pause;
    const soon = (wait) => { clearTimeout(pause); pause = setTimeout(show, wait); };
    form.addEventListener("change", () => soon(0));
    form.addEventListener("submit", (event) => { event.preventDefault(); soon(0); });
    for (const slider of form.querySelectorAll("input[data-sets]")) {
      slider.closest("[data-script]").hidden = false;
      const field = form.elements[slider.dataset.sets];
      slider.addEventListener("input", () => {
        const months = Number(slider.value);
        const month = `${String(Math.floor(months / 12)).padStart(4, "0")}-${String((months % 12) + 1).padStart(2, "0")}`;
        field.value = months === Number(slider.max) ? new Date().toISOString().slice(0, 10) : month;
        slider.setAttribute("aria-valuetext", field.value);
        soon(120);
      });
    }
  }

  // The map: what is under the pointer, in words and in the table.
  function map() {
    const drawn = document.querySelector(".map");
    if (!drawn) return;
    const readout = drawn.querySelector("[data-readout]");
    // Where the map is wider than the screen, the one asked about is in sight.
    const sheet = drawn.querySelector("[data-sheet]");
    const own = drawn.querySelector(".place.own")?.getBoundingClientRect();
    if (own) sheet.scrollLeft += own.x + own.width / 2 - sheet.getBoundingClientRect().x - sheet.clientWidth / 2;
    const rows = new Map();
    for (const row of document.querySelectorAll(".beside tr[data-id]")) {
      if (!rows.has(row.dataset.id)) rows.set(row.dataset.id, row);
      row.addEventListener("pointerenter", () => light(row.dataset.id, true));
      row.addEventListener("pointerleave", () => light(row.dataset.id, false));
    }
    function light(id, on) {
      for (const place of drawn.querySelectorAll(".place")) if (place.dataset.id === id) place.classList.toggle("lit", on);
    }
    drawn.addEventListener("pointerover", (event) => {
      const place = event.target.closest(".place");
      if (!place) return;
      readout.textContent = place.querySelector("title").textContent;
      rows.get(place.dataset.id)?.classList.add("lit");
    });
    drawn.addEventListener("pointerout", (event) => {
      const place = event.target.closest(".place");
      if (place) rows.get(place.dataset.id)?.classList.remove("lit");
    });
  }

  // A line of time that is wider than the screen begins at its end.
  function toTheEnd() {
    for (const line of document.querySelectorAll("[data-latest]")) line.scrollLeft = line.scrollWidth;
  }

  // A report: hovering or focusing words shows their events, and the other way round.
  function reading() {
    const page = document.querySelector(".reading");
    if (!page) return;
    const events = (element) => (element.dataset.e ?? element.dataset.event ?? "").split(" ").filter(Boolean);
    const all = [...page.querySelectorAll("[data-e], [data-event]")];
    function light(source, on) {
      const own = events(source);
      for (const other of all) {
        if (events(other).some((id) => own.includes(id))) other.classList.toggle("lit", on);
      }
    }
    for (const element of all) {
      element.addEventListener("pointerenter", () => light(element, true));
      element.addEventListener("pointerleave", () => light(element, false));
      element.addEventListener("focusin", () => light(element, true));
      element.addEventListener("focusout", () => light(element, false));
      if (element.dataset.e !== undefined) {
        element.addEventListener("click", () => document.getElementById(`e${events(element)[0]}`)?.scrollIntoView({ block: "nearest" }));
      }
    }
  }

  // Keys: whatever has data-key is done by it, as long as nobody is writing. They can be turned off, for who speaks to the computer.
  function keys() {
    let off = false;
    try { off = localStorage.getItem("keys") === "off"; } catch { /* then they are on */ }
    const choice = document.querySelector("[data-keys]");
    if (choice) {
      choice.closest("[data-script]").hidden = false;
      choice.checked = !off;
      choice.addEventListener("change", () => {
        off = !choice.checked;
        try { localStorage.setItem("keys", off ? "off" : "on"); } catch { /* then for this page only */ }
      });
    }
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const writing = event.target.closest?.("input:not([type=checkbox]), textarea, select");
      if (writing) {
        if (event.key === "Escape") writing.blur();
        return;
      }
      if (off) return;
      if (event.key === "/") {
        event.preventDefault();
        document.querySelector("[data-slash]")?.focus();
        return;
      }
      const target = [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key === event.key);
      if (!target) return;
      event.preventDefault();
      if (target.dataset.focus) document.getElementById(target.dataset.focus)?.focus();
      else target.click();
    });
  }

  // A file that is dropped is one that is chosen: the server finds out its encoding, and what is written in the field gives way to it.
  function drop() {
    const form = document.querySelector("form[data-drop]");
    if (!form) return;
    const { text, file } = form.elements;
    const chosen = () => { text.disabled = file.files.length > 0; };
    chosen();
    file.addEventListener("change", chosen);
    form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("dragging"); });
    form.addEventListener("dragleave", () => form.classList.remove("dragging"));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("dragging");
      if (event.dataTransfer.files.length === 0) return;
      file.files = event.dataTransfer.files;
      chosen();
      form.querySelector("button[type=submit]").focus();
    });
  }

  // On paper nothing opens any more.
  function paper() {
    const shut = new Set();
    addEventListener("beforeprint", () => {
      for (const details of document.querySelectorAll("details:not([open])")) {
        shut.add(details);
        details.open = true;
      }
    });
    addEventListener("afterprint", () => {
      for (const details of shut) details.open = false;
      shut.clear();
    });
  }

  localise(document);
  theme();
  live();
  map();
  toTheEnd();
  paper();
  reading();
  keys();
  drop();
})();
