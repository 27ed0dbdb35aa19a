/**
 * What pages do beside being read. Pages work without it: forms are sent, links are followed. Elements say what they want
 * by attributes, described in `docs/dashboard.md`.
 */

const WAIT_MS = 150;
/** So long is shown what was done; what went wrong stays until something else is told, or Escape is pressed. */
const SHOWN_MS = 10_000;
const FORGOTTEN_MS = 5_000;

/** What has to be undone when an element goes: streams, observers, drawn charts. @type {WeakMap<Element, () => void>} */
const cleanups = new WeakMap();
/** What was put into an element last. @type {WeakMap<Element, string>} */
const filled = new WeakMap();
/** What is asked for by live forms, by the element that it is for. @type {Map<string, AbortController>} */
const asked = new Map();
/** Streams of events that are listened to. @type {Set<{ open(): void; close(): void }>} */
const streams = new Set();

const notice = document.getElementById("notice");
/** Tells those who do not see the page what it shows now. */
const told = document.createElement("div");
told.className = "visually-hidden";
told.setAttribute("role", "status");
document.body.append(told);
let hiding = 0;
let forgetting = 0;

/**
 * @param {string} message
 * @param {{ isProblem?: boolean }} [options]
 */
function notify(message, { isProblem = false } = {}) {
  if (notice === null) return;
  clearTimeout(hiding);
  // Below an open dialog nothing is seen, nor read out.
  const host = document.querySelector("dialog[open]") ?? document.body;
  if (notice.parentElement !== host) host.append(notice);
  notice.textContent = message;
  if (message !== "" && !isProblem) hiding = setTimeout(() => notify(""), SHOWN_MS);
}

/**
 * @param {string} url
 * @param {RequestInit} [init]
 * @returns {Promise<string | null>} a part of a page; `null` where it could not be had, which was told
 */
async function fragment(url, init = {}) {
  try {
    const response = await fetch(url, { ...init, headers: { "x-fragment": "1", ...init.headers } });
    const text = await response.text();
    if (response.ok) return text;
    notify(problemIn(text) ?? `The server answered ${response.status}`, { isProblem: true });
  } catch (error) {
    const isAborted = error instanceof DOMException && error.name === "AbortError";
    if (!isAborted) notify("The dashboard does not answer", { isProblem: true });
  }
  return null;
}

/** @param {string} text */
function problemIn(text) {
  try {
    return JSON.parse(text).error.message;
  } catch {
    return text.startsWith("<") ? null : text.slice(0, 300) || null;
  }
}

/**
 * Put something in the place of what an element has. What the user has unfolded, sorted, scrolled and has the focus on
 * stays so, as far as it is still there: such elements have ids.
 *
 * @param {Element} place
 * @param {string} html what the server rendered, and escaped
 * @param {{ isNews?: boolean }} [options] of news that nobody asked for, what is filled in stays, too
 */
function fill(place, html, { isNews = false } = {}) {
  if (isNews && filled.get(place) === html) return;
  const restore = [openDetails, sorting, scrolling, ...(isNews ? [typed] : []), focus].map((keep) => keep(place));
  for (const element of place.querySelectorAll(SELECTORS)) leave(element);
  if (notice !== null && place.contains(notice)) document.body.append(notice);
  place.innerHTML = html;
  filled.set(place, html);
  prepare(place);
  for (const again of restore) again();
}

/** @param {Element} place */
function openDetails(place) {
  const open = [...place.querySelectorAll("details[open][id]")].map(({ id }) => id);
  return () => open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
}

/** Which columns sort tables, and how often their buttons were pressed. @param {Element} place */
function sorting(place) {
  const sorted = [...place.querySelectorAll("table[data-sort][id] th[aria-sort]")].map((head) => {
    const table = /** @type {HTMLTableElement} */ (head.closest("table"));
    const index = [...table.querySelectorAll("thead th")].indexOf(head);
    return { id: table.id, index, clicks: head.getAttribute("aria-sort") === "ascending" ? 1 : 2 };
  });
  return () => {
    for (const { id, index, clicks } of sorted) {
      const button = document.getElementById(id)?.querySelectorAll("thead th")[index]?.querySelector("button");
      for (let click = 0; click < clicks; click++) button?.click();
    }
  };
}

/** How far wide tables are scrolled. @param {Element} place */
function scrolling(place) {
  const left = [...place.querySelectorAll(".wide")].map(({ scrollLeft }) => scrollLeft);
  return () => {
    if (left.every((pixels) => pixels === 0)) return;
    place.querySelectorAll(".wide").forEach((element, i) => element.scrollLeft = left[i] ?? 0);
  };
}

/** What is filled in and not sent yet. @param {Element} place */
function typed(place) {
  const fields = [...place.querySelectorAll("input[id], textarea[id], select[id]")].filter(isChanged);
  const values = fields.map((field) => ({ id: field.id, value: field.value, checked: Reflect.get(field, "checked") }));
  return () => {
    for (const { id, value, checked } of values) {
      const field = document.getElementById(id);
      if (!isField(field)) continue;
      if (typeof checked === "boolean") Reflect.set(field, "checked", checked);
      field.value = value;
    }
  };
}

/**
 * @param {unknown} element
 * @returns {element is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement}
 */
function isField(element) {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement;
}

/**
 * @param {unknown} field
 * @returns {field is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement}
 */
function isChanged(field) {
  if (!isField(field) || field.type === "file") return false;
  if (field instanceof HTMLSelectElement) {
    return [...field.options].some(({ selected, defaultSelected }) => selected !== defaultSelected);
  }
  const isTicked = field instanceof HTMLInputElement && field.checked !== field.defaultChecked;
  return isTicked || field.value !== field.defaultValue;
}

/** Where the focus is, and the caret; it goes to the place itself where that is gone. @param {Element} place */
function focus(place) {
  const { activeElement: active } = document;
  if (active === null || !place.contains(active) || active === place) return () => {};
  const { id } = active;
  const caret = isField(active) && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  return () => {
    const again = (id === "" ? null : document.getElementById(id)) ?? place;
    if (again === place && !place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
    if (!(again instanceof HTMLElement)) return;
    again.focus({ preventScroll: true });
    // Numbers and the like have no caret that can be set.
    const from = caret?.[0] ?? null;
    if (from !== null && "setSelectionRange" in again) {
      /** @type {HTMLInputElement} */ (again).setSelectionRange(from, caret?.[1] ?? from);
    }
  };
}

/** Tell what a place that the user has asked for shows now: what it has as a status. @param {Element} place */
function tell(place) {
  const text = place.querySelector("[role=status]")?.textContent?.trim();
  if (!text) return;
  told.textContent = text;
  clearTimeout(forgetting);
  // Whoever reads on to the page's end does not find it there.
  forgetting = setTimeout(() => told.textContent = "", FORGOTTEN_MS);
}

/** A form that shows what it asks for as it is filled in: `data-live="ID"`. @param {HTMLFormElement} form */
function liveForm(form) {
  const target = form.dataset.live ?? "";
  let timer = 0;
  /** @param {HTMLElement | null} [submitter] */
  const ask = async (submitter = null) => {
    asked.get(target)?.abort();
    const own = new AbortController();
    asked.set(target, own);
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form, submitter)) {
      if (typeof value === "string" && value !== "") query.append(name, value);
    }
    // A field may be called "action".
    const { pathname } = new URL(form.getAttribute("action") ?? "", location.href);
    const url = query.size === 0 ? pathname : `${pathname}?${query}`;
    document.getElementById(target)?.setAttribute("aria-busy", "true");
    const html = await fragment(url, { signal: own.signal });
    // What came too late is left alone: somebody has asked for something else.
    if (own.signal.aborted || asked.get(target) !== own) return;
    asked.delete(target);
    const place = document.getElementById(target);
    place?.removeAttribute("aria-busy");
    if (html === null || place === null) return;
    fill(place, html);
    follow(place, query);
    tell(place);
    history.replaceState(null, "", url);
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    // An answer to what the form no longer says would take the place of what is being filled in.
    asked.get(target)?.abort();
    timer = setTimeout(ask, WAIT_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    ask(event.submitter);
  });
}

/**
 * News for a place that shows something else now are those of what it shows.
 * @param {HTMLElement} place
 * @param {URLSearchParams} query
 */
function follow(place, query) {
  if (place.dataset.events === undefined) return;
  leave(place);
  const { pathname } = new URL(place.dataset.events, location.href);
  place.dataset.events = query.size === 0 ? pathname : `${pathname}?${query}`;
  cleanups.set(place, eventSource(place));
}

/** A form whose answer takes the place of an element: `data-post="ID"`. @param {HTMLFormElement} form */
function postForm(form) {
  let isSent = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSent) return;
    isSent = true;
    const { submitter } = event;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form, submitter)) if (typeof value === "string") body.append(name, value);
    const headers = adminKeyOf(form, body);
    const hadFocus = submitter !== null && submitter === document.activeElement;
    if (submitter instanceof HTMLButtonElement) submitter.disabled = true;
    notify("");
    const html = await fragment(form.getAttribute("action") ?? "", { method: "POST", body, headers });
    isSent = false;
    if (submitter instanceof HTMLButtonElement) submitter.disabled = false;
    // A button that cannot be pressed loses the focus.
    if (hadFocus) submitter.focus({ preventScroll: true });
    const place = document.getElementById(form.dataset.post ?? "");
    if (html === null || place === null) return;
    form.closest("dialog")?.close();
    fill(place, html);
    tell(place);
    if (form.dataset.done) notify(form.dataset.done);
  });
}

/**
 * The admin key goes as a header, and never into what servers keep of a form.
 * @param {HTMLFormElement} form
 * @param {URLSearchParams} body
 * @returns {Record<string, string>}
 */
function adminKeyOf(form, body) {
  const key = body.get("admin_key");
  if (key === null) return {};
  body.delete("admin_key");
  form.querySelectorAll("input[type=password]").forEach((input) => {
    if (input instanceof HTMLInputElement) input.value = "";
  });
  return { "x-tapedeck-admin-key": key };
}

/** An element that is filled when it is opened: `<details data-load="URL">` with a `[data-slot]`. @param {HTMLDetailsElement} details */
function lazyDetails(details) {
  const load = async () => {
    const slot = details.querySelector("[data-slot]");
    if (!details.open || slot === null || details.dataset.loaded === "yes") return;
    details.dataset.loaded = "yes";
    slot.setAttribute("aria-busy", "true");
    const html = await fragment(details.dataset.load ?? "");
    slot.removeAttribute("aria-busy");
    if (html === null) delete details.dataset.loaded;
    else fill(slot, html);
  };
  details.addEventListener("toggle", load);
  // One that came open has told so before anybody listened.
  load();
}

/** A button that opens a dialog: `data-dialog="ID"`. @param {HTMLElement} button */
function dialogButton(button) {
  button.addEventListener("click", () => {
    const dialog = document.getElementById(button.dataset.dialog ?? "");
    if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
  });
}

/**
 * What the server tells: `data-events="URL"`. An event `fragment` has `{"id", "html"}`, one `notice` a text, one `ask` the
 * id of a live form that asks again; `end` closes. It is listened to as long as the element is there and the page is
 * seen: a browser has six connections to a server, for all of its tabs. Who listens again says so (`again=yes`), and is
 * told what it has missed.
 * @param {HTMLElement} element
 */
function eventSource(element) {
  /** @type {EventSource | null} */
  let source = null;
  // Browsers go on asking by themselves; a server that starts again is not worth a word.
  let failed = 0;
  let isAgain = false;
  const stream = {
    open() {
      if (source !== null) return;
      if (document.hidden) return void (isAgain = true);
      const url = new URL(element.dataset.events ?? "", location.href);
      if (isAgain) url.searchParams.set("again", "yes");
      isAgain = true;
      source = new EventSource(url);
      for (const [name, handle] of Object.entries(handlers)) {
        source.addEventListener(name, (event) => element.isConnected ? handle(event) : end());
      }
    },
    close() {
      source?.close();
      source = null;
    },
  };
  const end = () => {
    stream.close();
    streams.delete(stream);
  };
  /** @type {Record<string, (event: any) => void>} */
  const handlers = {
    fragment({ data }) {
      const { id, html } = JSON.parse(data);
      const place = document.getElementById(id);
      if (place !== null) fill(place, html, { isNews: true });
    },
    ask({ data }) {
      // Nobody has pressed a button, so nobody is told of a field that is not valid yet.
      document.getElementById(data)?.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
    },
    notice: ({ data }) => notify(data),
    end,
    open() {
      if (failed > 1) notify("The dashboard answers again");
      failed = 0;
    },
    error() {
      if (source?.readyState !== EventSource.CLOSED) {
        if (++failed === 2) {
          notify("The dashboard does not answer: this page shows what it was told last", { isProblem: true });
        }
        return;
      }
      end();
      notify("This page is not kept up to date any more: load it again", { isProblem: true });
    },
  };
  streams.add(stream);
  stream.open();
  return end;
}

/** A table whose columns sort it: `data-sort`, buttons in its `th`; cells may have `data-value`. @param {HTMLTableElement} table */
function sortable(table) {
  const heads = [...table.querySelectorAll("thead th")];
  heads.forEach((head, index) => {
    head.querySelector("button")?.addEventListener("click", () => {
      const isUp = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", isUp ? "ascending" : "descending");
      sortRows(table, index, isUp);
    });
  });
}

/**
 * @param {HTMLTableElement} table
 * @param {number} index
 * @param {boolean} isUp
 */
function sortRows(table, index, isUp) {
  const body = table.tBodies[0];
  if (body === undefined) return;
  const rows = [...body.rows].map((row) => ({ row, value: valueOf(row.cells[index]) }));
  rows.sort((a, b) => {
    // What is not known comes last, whichever way.
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    const order = typeof a.value === "number" && typeof b.value === "number"
      ? a.value - b.value
      : String(a.value).localeCompare(String(b.value));
    return isUp ? order : -order;
  });
  body.append(...rows.map(({ row }) => row));
}

/** @param {HTMLTableCellElement | undefined} cell */
function valueOf(cell) {
  const text = cell?.dataset.value ?? cell?.textContent?.trim() ?? "";
  if (text === "" || text === "–") return null;
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

/** A chart: `<figure data-chart="URL of a spec">`; what draws it is loaded with the first one. @param {HTMLElement} figure */
function chart(figure) {
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    seen.disconnect();
    const url = "/assets/charts.js";
    import(url).then(({ draw }) => draw(figure)).catch(() => notify("The chart cannot be drawn", { isProblem: true }));
  });
  seen.observe(figure);
  return () => {
    seen.disconnect();
    figure.dispatchEvent(new Event("gone"));
  };
}

/** @type {[string, (element: any) => (() => void) | void][]} */
const KINDS = [
  ["form[data-live]", liveForm],
  ["form[data-post]", postForm],
  ["details[data-load]", lazyDetails],
  ["[data-dialog]", dialogButton],
  ["[data-events]", eventSource],
  ["table[data-sort]", sortable],
  ["figure[data-chart]", chart],
];
const SELECTORS = KINDS.map(([selector]) => selector).join();

/** @param {ParentNode} root */
function prepare(root) {
  for (const [selector, make] of KINDS) {
    for (const element of root.querySelectorAll(selector)) {
      const cleanup = make(element);
      if (cleanup !== undefined) cleanups.set(element, cleanup);
    }
  }
}

/** @param {Element} element */
function leave(element) {
  cleanups.get(element)?.();
  cleanups.delete(element);
}

addEventListener("pagehide", () => streams.forEach((stream) => stream.close()));
// The browser may show a page again as it was left.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) streams.forEach((stream) => stream.open());
});
addEventListener("visibilitychange", () => {
  for (const stream of streams) document.hidden ? stream.close() : stream.open();
});
addEventListener("keydown", ({ key }) => {
  if (key === "Escape") notify("");
});

prepare(document);
