import { assert, assertEquals } from "@std/assert";
import { render } from "../../src/tui/mod.ts";
import { seen } from "../../src/tui/state/mod.ts";
import {
  after,
  ENDPOINTS,
  first,
  MODELS,
  pressed,
  SIZE,
  textOfFrame,
  withEndpoints,
  withModels,
} from "./_example_states.ts";

const LLAMA = "meta-llama/llama-3.1-8b";

function lines(state: Parameters<typeof render>[0]): string[] {
  return textOfFrame(render(state, SIZE));
}

Deno.test("before the lists are there, a line says that they are loading", () => {
  assert(lines(first()).some((line) => line.includes("… loading the lists")));
});

Deno.test("models stand under their kinds, with marks, prices per thousand tokens and the state of their providers", () => {
  const shown = lines(withModels());
  assertEquals(shown[0].startsWith(" 7 models · 0 endpoints selected"), true);
  assertEquals(shown.filter((line) => /^[★◆ ] (promoted|curated|discovered) \(\d\)$/.test(line)), [
    "★ promoted (1)",
    "◆ curated (1)",
    "  discovered (5)",
  ]);
  const gpt = shown.find((line) => line.includes("openai/gpt-4o"))!;
  assert(gpt.startsWith("› ▸★openai/gpt-4o"));
  for (const part of ["128k", "0.00015", "0.0006", "✓", "●○"]) assert(gpt.includes(part), part);
  assert(shown.find((line) => line.includes("old/gone"))!.includes("gone"));
});

Deno.test("what was searched for is in the order of the answer, without kinds", () => {
  const { state } = pressed(withModels(), "/", "q");
  const found = after(state, { got: "models", ticket: 2, models: [MODELS[2], MODELS[0]] });
  assertEquals(lines(found).some((line) => line.includes("promoted (")), false);
});

Deno.test("a search asks as it is typed, and an answer to an older question is not taken", () => {
  const typed = pressed(withModels(), "/", "l", "l");
  assertEquals(typed.effects, [
    { do: "find", ticket: 2, query: "l", provider: null },
    { do: "find", ticket: 3, query: "ll", provider: null },
  ]);
  assert(lines(typed.state)[1].startsWith("/ll"));
  assertEquals(after(typed.state, { got: "models", ticket: 2, models: [] }).list.models?.length, MODELS.length);
  assertEquals(after(typed.state, { got: "models", ticket: 3, models: [] }).list.models, []);
});

Deno.test("Enter keeps what was searched for, and Esc goes back to what was before", () => {
  const kept = pressed(withModels(), "/", "a", "enter");
  assertEquals(kept.state.list.query, "a");
  const { state, effects } = pressed(kept.state, "/", "b", "escape");
  assertEquals(state.list.query, "a");
  assertEquals(effects.at(-1), { do: "find", ticket: 4, query: "a", provider: null });
  // In the list, Esc takes the search away.
  assertEquals(pressed(state, "escape").state.list.query, "");
});

Deno.test("while something is typed, letters are no keys", () => {
  const { state, effects } = pressed(withModels(), "/", "q", "?", "I", " ");
  assertEquals(state.list.query, "q?I ");
  assertEquals(effects.every((effect) => effect.do === "find"), true);
});

Deno.test("a model unfolds with a sign that it loads, then with its endpoints, and folds", () => {
  const { state, effects } = pressed(withModels(), "j", "l");
  assertEquals(effects, [{ do: "endpoints", model: LLAMA }]);
  assert(lines(state).some((line) => line.includes("… loading its endpoints")));
  const there = after(state, { got: "endpoints", model: LLAMA, records: ENDPOINTS });
  const shown = lines(there);
  const row = shown.find((line) => line.includes("@openrouter/deepinfra/"))!;
  for (const part of ["[ ]", "fp8", "0.00002", "0.00005", "131k", "✓", "99.3 %", "●"]) {
    assert(row.includes(part), `${part} in ${row}`);
  }
  assert(shown.find((line) => line.includes("@openrouter/groq"))!.includes("degraded"));
  assertEquals(pressed(there, "h").state.list.unfolded.size, 0);
});

Deno.test("endpoints that could not be had say why, and are asked for again", () => {
  const { state } = pressed(withModels(), "j", "right");
  const failed = after(state, { got: "no_endpoints", model: LLAMA, why: "its server cannot be reached" });
  assert(lines(failed).some((line) => line.includes("× its server cannot be reached")));
  assertEquals(pressed(failed, "l").effects, [{ do: "endpoints", model: LLAMA }]);
});

Deno.test("endpoints that come after their model was folded are not shown", () => {
  const { state } = pressed(withModels(), "j", "l", "h");
  assertEquals(after(state, { got: "endpoints", model: LLAMA, records: ENDPOINTS }).list.unfolded.size, 0);
});

Deno.test("Space selects endpoints across models, and takes them back", () => {
  const one = withEndpoints();
  assertEquals(one.selected, [ENDPOINTS[0].key]);
  const two = pressed(one, "j", " ").state;
  assertEquals(two.selected, ENDPOINTS.map(({ key }) => key));
  assertEquals(pressed(two, " ").state.selected, [ENDPOINTS[0].key]);
  assert(lines(two).find((line) => line.includes("meta-llama/"))!.includes("*▾◆"));
  assertEquals(pressed(two, "c").state.selected, []);
});

Deno.test("a selection is written when that is asked for, and only then", () => {
  const state = withEndpoints();
  assertEquals(pressed(state, "w").effects, [{ do: "keep_selection", selected: [ENDPOINTS[0].key] }]);
  const none = pressed(withModels(), "w");
  assertEquals(none.effects, []);
  assert(lines(none.state).some((line) => line.includes("Nothing is selected that could be kept")));
});

Deno.test("W takes back what was kept of the model at the cursor, whatever is selected", () => {
  assertEquals(pressed(withModels(), "W").effects, [{ do: "free_selection", model: "openai/gpt-4o" }]);
  assertEquals(pressed(withEndpoints(), "W").effects, [{ do: "free_selection", model: LLAMA }]);
});

Deno.test("q ends with what was selected, Ctrl-C with nothing", () => {
  const quit = pressed(withEndpoints(), "q");
  assertEquals([quit.effects, quit.state.selected.length], [[{ do: "end", isBroken: false }], 1]);
  const broken = pressed(withEndpoints(), "ctrl-c");
  assertEquals([broken.effects, broken.state.selected.length], [[{ do: "end", isBroken: true }], 0]);
});

Deno.test("the cursor moves by rows and pages, and stays in the list", () => {
  const state = withModels();
  assertEquals(pressed(state, "end").state.list.cursor, "model old/gone");
  assertEquals(pressed(state, "end", "down").state.list.cursor, "model old/gone");
  assertEquals(pressed(state, "pagedown").state.list.cursor, "model old/gone");
  assertEquals(pressed(state, "end", "home", "up").state.list.cursor, "model openai/gpt-4o");
  assertEquals(pressed(state, "j", "j", "k").state.list.cursor, `model ${LLAMA}`);
});

Deno.test("I shows all facts, which scroll, and Esc goes back", () => {
  const { state } = pressed(withModels(), "I");
  const shown = lines(state);
  assertEquals(shown[0], " openai/gpt-4o");
  assert(shown.some((line) => /listed by\s+● openrouter \(healthy\), ○ openai \(down\)/.test(line)));
  assertEquals(seen(pressed(state, "escape").state).is, "models");
  const endpoint = lines(pressed(withEndpoints(), "I").state);
  assert(endpoint.some((line) => /was up\s+100.0 % of the last 5 min, 99.5 %/.test(line)));
});

Deno.test("f shows providers with their state, and one of them alone", () => {
  const opened = pressed(withModels(), "f").state;
  assert(lines(opened).some((line) => /openai\s+○ down\s+20 2026-11-20 cache/.test(line)));
  const { state, effects } = pressed(opened, "j", "j", "enter");
  assertEquals(effects, [{ do: "find", ticket: 2, query: "", provider: "openai" }]);
  assertEquals(lines(state)[1], "in the list of openai  … searching");
  assertEquals(pressed(state, "escape").state.list.provider, null);
});

Deno.test("R fetches lists once at a time, and what is seen is asked for again", () => {
  const { state, effects } = pressed(withModels(), "j", "l", "R", "R");
  assertEquals(effects.slice(1), [{ do: "refresh" }, { do: "probe" }]);
  assert(lines(state)[0].includes("… refreshing"));
  assert(lines(pressed(withModels({ isOffline: true }), "R").state).some((line) => line.includes("--offline")));
});

Deno.test("? shows the keys and what the marks mean", () => {
  const { state } = pressed(withModels(), "?");
  assert(lines(state).some((line) => line.includes("unfold the endpoints of a model")));
  assert(lines(pressed(state, "end").state).some((line) => line.includes("● ◐ ○ ·")));
  assertEquals(seen(pressed(state, "?").state).is, "models");
});
