/**
 * Draws charts: `<figure data-chart="URL of a Vega-Lite spec">` with a `[data-slot]`. Vega and what belongs to it come from
 * this server too, as plain scripts, when the first chart is looked at. Expressions are interpreted, not compiled: the
 * content security policy allows no `eval`.
 */

const SCRIPTS = ["/assets/vega.js", "/assets/vega-lite.js", "/assets/vega-embed.js"];
const DARK = matchMedia("(prefers-color-scheme: dark)");

/** @type {Promise<any> | null} */
let loading = null;

/** @returns {Promise<any>} vega-embed */
function embedder() {
  loading ??= SCRIPTS.reduce(async (before, url) => {
    await before;
    await new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = url;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }, Promise.resolve()).then(() => Reflect.get(globalThis, "vegaEmbed"));
  return loading;
}

/**
 * Draw a chart now, and again when the page turns dark or light. What there is nothing to draw of says so in words.
 * @param {HTMLElement} figure
 */
export async function draw(figure) {
  if (!figure.isConnected) return;
  const slot = figure.querySelector("[data-slot]") ?? figure;
  /** @type {{ finalize(): void } | null} */
  let view = null;
  const show = async () => {
    const embed = await embedder();
    const spec = await specOf(figure, slot);
    if (!figure.isConnected) return;
    view?.finalize();
    view = null;
    if (typeof spec === "string") return say(slot, spec);
    slot.replaceChildren();
    const drawn = await embed(slot, spec, {
      ast: true,
      actions: false,
      defaultStyle: false,
      renderer: "svg",
      tooltip: { disableDefaultStyle: true, theme: "tapedeck" },
      config: { background: "transparent" },
    });
    view = drawn;
    describe(slot, spec.description);
    figure.dataset.drawn = DARK.matches ? "dark" : "light";
  };
  const again = () => show().catch(() => say(slot, "The chart cannot be drawn"));
  DARK.addEventListener("change", again);
  figure.addEventListener("gone", () => {
    DARK.removeEventListener("change", again);
    view?.finalize();
  }, { once: true });
  await show();
}

/**
 * @param {HTMLElement} figure
 * @param {Element} slot
 * @returns {Promise<any>} a spec, or why there is none
 */
async function specOf(figure, slot) {
  const url = new URL(figure.dataset.chart ?? "", location.href);
  url.searchParams.set("theme", DARK.matches ? "dark" : "light");
  url.searchParams.set("width", String(Math.round(slot.clientWidth) || 600));
  const response = await fetch(url, { headers: { "x-fragment": "1" } });
  const answer = await response.json();
  if (!response.ok) return answer.error?.message ?? `The server answered ${response.status}`;
  // The ground is the card's.
  return { ...answer, config: { ...answer.config, background: "transparent" } };
}

/**
 * A chart is one picture, whose description says what it shows: its marks by themselves, some of them empty, say nothing.
 * @param {Element} slot
 * @param {unknown} description
 */
function describe(slot, description) {
  const svg = slot.querySelector("svg");
  svg?.setAttribute("role", "img");
  svg?.setAttribute("aria-label", typeof description === "string" ? description : "Chart");
  for (const part of svg?.querySelectorAll("[role]") ?? []) {
    for (const name of ["role", "aria-roledescription", "aria-label"]) part.removeAttribute(name);
  }
}

/**
 * @param {Element} slot
 * @param {string} text
 */
function say(slot, text) {
  const words = document.createElement("p");
  words.className = "empty";
  words.textContent = text;
  slot.replaceChildren(words);
}
