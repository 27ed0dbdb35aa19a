import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import stringWidth from "string-width";
import { type Frame, KEY_TABLE, onKey, render, type Size, update } from "../../src/tui/mod.ts";
import type { Message, PickerState } from "../../src/tui/state/mod.ts";
import {
  after,
  ENDPOINTS,
  first,
  HOSTILE,
  keyOf,
  MODELS,
  pressed,
  PROFILES,
  SIZE,
  SUMMARY,
  textOfFrame,
  VARIANTS,
  withEndpoints,
  withModels,
} from "./_example_states.ts";

/** No line is too wide, there are as many as there are rows, and nothing in them does anything to a terminal. */
function assertFits({ lines }: Frame, { columns, rows }: Size): void {
  assertEquals(lines.length, Math.max(0, rows));
  for (const line of lines) {
    const text = line.map((span) => span.text).join("");
    assert(stringWidth(text) <= columns, `${stringWidth(text)} > ${columns}: ${JSON.stringify(text)}`);
    // deno-lint-ignore no-control-regex
    assert(!/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.test(text), JSON.stringify(text));
  }
}

const RUN: Message = {
  got: "run_ended",
  summary: SUMMARY,
  resume: "deno task tapedeck run resume x",
  variants: VARIANTS,
};

const STATES: { readonly [name: string]: () => PickerState } = {
  loading: () => first(),
  models: () => withModels(),
  endpoints: () => withEndpoints(),
  searching: () => pressed(withModels(), "/", ..."llama 漢字").state,
  inspected: () => pressed(withEndpoints(), "I").state,
  hostile: () => pressed(withModels(), "end", "k", "k", "I").state,
  providers: () => pressed(withModels(), "f").state,
  profiles: () => after(pressed(withModels(), "P").state, { got: "profiles", model: null, profiles: PROFILES }),
  profile_form: () => pressed(withModels(), "P", "n", ..."mine").state,
  sweep: () => pressed(withEndpoints(), "S", "down", "9").state,
  run: () =>
    after(pressed(withEndpoints(), "r", "x", "down", "down", "down", "down", "enter", "enter").state, {
      got: "progress",
      progress: { done: 5, failed: 1, total: 12, resumed: 0, costUsd: "0.001", elapsedMs: 2500 },
    }),
  results: () => {
    const { state } = pressed(
      withEndpoints(),
      "r",
      "x",
      "down",
      "down",
      "down",
      "down",
      "enter",
      "enter",
    );
    return after(state, RUN);
  },
  help: () => pressed(withModels(), "?").state,
};

for (const [name, make] of Object.entries(STATES)) {
  Deno.test(`the screen ${name} in 80×24`, async (t) => {
    const frame = render(make(), SIZE);
    assertFits(frame, SIZE);
    await t.assertSnapshot(textOfFrame(frame));
  });
}

Deno.test("every screen fits every terminal, also one that is too small for anything", () => {
  const sizes = [[80, 24], [60, 20], [200, 50], [40, 10], [20, 5], [7, 3], [1, 1], [0, 0]] as const;
  for (const make of Object.values(STATES)) {
    const state = make();
    for (const [columns, rows] of sizes) assertFits(render(state, { columns, rows }), { columns, rows });
  }
});

Deno.test("marks and words carry what colours do", () => {
  const shown = textOfFrame(render(withEndpoints(), { columns: 150, rows: 24 })).join("\n");
  for (const mark of ["›", "[x]", "[ ]", "▾", "★", "●○", "degraded", "✓", "?"]) assert(shown.includes(mark), mark);
});

Deno.test("the help has every key of the table", () => {
  const state = pressed(withModels(), "?").state;
  const shown = textOfFrame(render(state, { columns: 120, rows: 100 })).join("\n");
  for (const { place, keys } of KEY_TABLE) {
    assert(shown.includes(place));
    for (const [key, does] of keys) assert(shown.includes(`${key} `) && shown.includes(does.slice(0, 60)), key);
  }
});

const KEYS = [
  ..."jklhIpPSrfRwcqndbvso?/ 019.xé漢",
  "🚀",
  "up",
  "down",
  "left",
  "right",
  "pageup",
  "pagedown",
  "home",
  "end",
  "enter",
  "enter",
  "escape",
  "tab",
  "shift-tab",
  "backspace",
  "delete",
  "ctrl-u",
];

const MESSAGES: readonly Message[] = [
  { got: "models", ticket: 1, models: MODELS },
  { got: "models", ticket: 2, models: [] },
  { got: "endpoints", model: "meta-llama/llama-3.1-8b", records: ENDPOINTS },
  { got: "no_endpoints", model: "openai/gpt-4o", why: HOSTILE },
  { got: "profiles", model: null, profiles: PROFILES },
  { got: "profiles", model: "openai/gpt-4o", profiles: PROFILES },
  { got: "profile_saved", profile: PROFILES[0], isKept: false },
  { got: "progress", progress: { done: 1, failed: 0, total: 0, resumed: 0, costUsd: null, elapsedMs: 1 } },
  { got: "told", text: HOSTILE },
  RUN,
  { got: "run_failed", why: HOSTILE },
  { got: "failed", why: HOSTILE.repeat(30) },
  { got: "refreshed", text: HOSTILE, failed: true },
  { got: "size", size: { columns: 33, rows: 7 } },
];

Deno.test("whatever is pressed and whatever comes back, nothing breaks, and the frame fits", () => {
  const event = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...KEYS).map((key) => ({ key })) },
    { weight: 1, arbitrary: fc.constantFrom(...MESSAGES).map((message) => ({ message })) },
  );
  const size = fc.record({ columns: fc.integer({ min: 0, max: 120 }), rows: fc.integer({ min: 0, max: 40 }) });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), size, (events, given) => {
      let state = withModels();
      for (const one of events) {
        const step = "key" in one ? onKey(state, keyOf(one.key)) : update(state, one.message);
        state = step.state;
        assert(state.screens[0].is === "models");
      }
      assertFits(render(state, given), given);
    }),
    { numRuns: 200 },
  );
});
