import { assert, assertEquals } from "@std/assert";
import { render } from "../../src/tui/mod.ts";
import { type PickerState, seen } from "../../src/tui/state/mod.ts";
import type { SweepForecast } from "../../src/sweep/mod.ts";
import {
  after,
  ENDPOINTS,
  pressed,
  PROFILES,
  SIZE,
  SUMMARY,
  textOfFrame,
  VARIANTS,
  withEndpoints,
  withModels,
} from "./_example_states.ts";

function lines(state: PickerState): string[] {
  return textOfFrame(render(state, SIZE));
}

function has(state: PickerState, text: string): void {
  assert(lines(state).some((line) => line.includes(text)), `${text} in\n${lines(state).join("\n")}`);
}

function forecast(high: string | null): SweepForecast {
  const total = {
    calls: 3,
    inputTokens: { low: 1, expected: 2, high: 3 },
    outputTokens: { low: 1, expected: 2, high: 3 },
    costUsd: high === null ? { low: null, expected: null, high: null } : { low: "0.01", expected: "0.02", high },
    timeMs: { low: null, expected: 65_000, high: null },
  };
  return { endpoints: [], total, leastMs: null, at: "2026-11-21T00:00:00Z" };
}

/** The form with a prompt typed, and the cursor on its button. */
function ready(state = withEndpoints()): { state: PickerState; ticket: number } {
  const typed = pressed(state, "r", ..."Say hi");
  const form = seen(typed.state);
  assert(form.is === "sweep");
  return { state: pressed(typed.state, "down", "down", "down", "down").state, ticket: form.ticket };
}

Deno.test("r opens the form at the first field that lacks something, and at its button where nothing does", () => {
  const { state, effects } = pressed(withEndpoints(), "r");
  assertEquals(effects, []);
  has(state, "› prompt");
  has(state, "× must be a prompt");
  has(state, "Over 1 endpoint: meta-llama/llama-3.1-8b@openrouter/deepinfra/fp8");
  const again = pressed(ready().state, "escape", "r").state;
  has(again, "› [ Run ]");
});

Deno.test("each wrong field says its rule in words, and what is not asked for is not seen", () => {
  const wrong = pressed(withEndpoints(), "S", "down", "down", "backspace", "9").state;
  has(wrong, "× must be a number from 0 to 2");
  const other = pressed(withEndpoints(), "S", "m").state;
  has(other, "‹ min_p ›");
  const none = pressed(withEndpoints(), "S", "left").state;
  has(none, "‹ none varies ›");
  assertEquals(lines(none).some((line) => line.includes("start")), false);
});

Deno.test("the cells and their cost are asked for when the form is right, and shown before it runs", () => {
  const { effects } = pressed(withEndpoints(), "r", "H", "i");
  assertEquals(effects.map((effect) => effect.do), ["cost", "cost"]);
  const last = effects[1];
  assert(last.do === "cost");
  assertEquals([last.asked.form.text, last.asked.endpoints], ["Hi", [ENDPOINTS[0].key]]);
  const { state, ticket } = ready();
  has(state, "… counting the cells");
  has(
    after(state, { got: "cost", ticket, cost: { cells: 3, forecast: forecast("0.03"), needsConsent: false } }),
    "3 cells · $0.02 expected ($0.01 to $0.03), about 1 min 5 s",
  );
  // What was asked about an older form tells nothing of this one.
  has(
    after(state, { got: "cost", ticket: ticket - 1, cost: { cells: 9, forecast: forecast("1"), needsConsent: false } }),
    "… counting",
  );
  has(after(state, { got: "no_cost", ticket, why: "Cannot find the file" }), "× Cannot find the file");
});

Deno.test("what is cheap runs at once, and what may cost more, or nobody knows, is asked about once more", () => {
  const { state, ticket } = ready();
  const priced = (high: string | null) =>
    after(state, {
      got: "cost",
      ticket,
      cost: { cells: 3, forecast: forecast(high), needsConsent: Number(high ?? 2) > 1 },
    });
  assertEquals(pressed(priced("0.9"), "enter").effects.map((effect) => effect.do), ["run"]);
  for (const [high, text] of [["1.2", "It may cost up to $1.20"], [null, "Nobody can tell what it costs"]] as const) {
    const asked = pressed(priced(high), "enter");
    assertEquals(asked.effects, []);
    has(asked.state, `${text}: Enter again runs it.`);
    assertEquals(pressed(asked.state, "enter").effects.map((effect) => effect.do), ["run"]);
    // Whoever changes something has agreed to something else.
    assertEquals(pressed(asked.state, "up", "1", "down", "enter").effects.map((effect) => effect.do), ["cost"]);
  }
});

Deno.test("a replay costs nothing and is never asked about", () => {
  const base = withEndpoints();
  const { state, ticket } = ready({ ...base, setting: { ...base.setting, isLive: false } });
  const told = after(state, { got: "cost", ticket, cost: { cells: 3, forecast: forecast(null), needsConsent: true } });
  has(told, "a replay costs nothing");
  assertEquals(pressed(told, "enter").effects.map((effect) => effect.do), ["run"]);
});

Deno.test("without a selected endpoint, or with a wrong field, nothing runs", () => {
  const none = pressed(withModels(), "r", ..."Hi", "up", "up", "up", "up", "up", "up", "up", "up", "up", "enter");
  assertEquals(none.effects, []);
  const { state } = ready(withModels());
  has(pressed(state, "enter").state, "No endpoint is selected");
  const wrong = pressed(withEndpoints(), "r", "up", "up", "up", "up", "up", "up", "up", "up", "enter");
  assertEquals(wrong.effects.some((effect) => effect.do === "run"), false);
});

/** A run that goes on. */
function running(): PickerState {
  const { state } = pressed(ready().state, "enter", "enter");
  assertEquals(seen(state).is, "run");
  return state;
}

Deno.test("a run shows how far it is, what it costs, and what it has to say", () => {
  has(running(), "… reading the plan and opening the tape");
  const on = after(
    running(),
    {
      got: "progress",
      progress: {
        done: 5,
        failed: 1,
        total: 12,
        resumed: 2,
        running: 3,
        costUsd: "0.00042",
        elapsedMs: 2500,
        leftMs: 4000,
      },
    },
    { got: "told", text: "top_k is not\x1b[2J taken by azure" },
  );
  assertEquals(lines(on)[0], " Sweep · running");
  for (const text of ["41 %", "5 of 12 done, 2 resumed, 3 running", "$0.00042", "2.5 s so far, about 4.0 s left"]) {
    has(on, text);
  }
  has(on, "! top_k is not�[2J taken by azure");
});

Deno.test("Esc ends a run cleanly, a second one breaks it off, and q and Ctrl-C do not leave it behind", () => {
  const once = pressed(running(), "q", "ctrl-c");
  assertEquals(once.effects, [{ do: "stop", how: "finish" }]);
  has(once.state, "the calls in flight are waited for");
  const twice = pressed(once.state, "escape", "escape");
  assertEquals(twice.effects, [{ do: "stop", how: "break" }]);
});

Deno.test("a run is not left behind by keys that are pressed above it, in the help", () => {
  const helped = pressed(running(), "?").state;
  assertEquals(seen(helped).is, "help");
  const quit = pressed(helped, "q");
  assertEquals([quit.effects, seen(quit.state).is], [[], "help"]);
  const ended = pressed(helped, "ctrl-c");
  assertEquals([ended.effects, seen(ended.state).is], [[{ do: "stop", how: "finish" }], "run"]);
  has(ended.state, "the calls in flight are waited for");
});

/** The results of a run that was interrupted. */
function results(): PickerState {
  return after(running(), {
    got: "run_ended",
    summary: SUMMARY,
    resume: `deno task tapedeck run resume ${SUMMARY.runId}`,
    variants: VARIANTS,
  });
}

Deno.test("results stand in a table, the best first, with the first words of the answer and how to go on", () => {
  const shown = lines(results());
  assert(shown[2].startsWith("› ★ temperature=0 opena"), shown[2]);
  for (const part of ["1.000", "900", "120", "43", "0.0004"]) {
    assert(shown[2].includes(part), `${part} in ${shown[2]}`);
  }
  has(results(), "0.500");
  has(results(), "deno task tapedeck run resume run_20261121-055215-9fd48a8e");
});

Deno.test("results are put in order by any column, both ways, and what is unknown stays last", () => {
  const order = (state: PickerState) =>
    lines(state).filter((line) => line.includes("temperature=")).map((line) => /temperature=(\d)/.exec(line)![1]).join(
      "",
    );
  assertEquals(order(results()), "010");
  // variant, score, failed, latency
  const byLatency = pressed(results(), "s", "s", "s", "s").state;
  has(byLatency, "by latency");
  assertEquals(order(byLatency), "100");
  assert(lines(byLatency)[4].includes("× timeout"), lines(byLatency)[4]);
  const turned = pressed(byLatency, "o").state;
  assertEquals(order(turned), "010");
  assert(lines(turned)[4].includes("× timeout"), lines(turned)[4]);
});

Deno.test("a variant is inspected, and the best one is kept as a profile under a name that a file can have", () => {
  const inspected = pressed(results(), "enter").state;
  has(inspected, "It has been so for long.");
  const form = pressed(results(), "j", "b").state;
  has(form, "openai/gpt-4o@openai");
  has(form, "temperature=0");
  const wrong = pressed(form, ..."a b").state;
  has(wrong, "× must be a name without blanks");
  const { state, effects } = pressed(wrong, "backspace", "backspace", "enter", "right", "enter", "enter");
  const kept = {
    name: "a",
    runId: SUMMARY.runId,
    endpoint: "openai/gpt-4o@openai",
    label: "temperature=0",
    model: null,
  };
  assertEquals(effects, [{ do: "keep_variant", kept: { ...kept, replaces: false } }]);
  assertEquals(seen(after(state, { got: "profiles_changed", text: "a is kept." })).is, "results");
  // One that is there is replaced when it is asked for twice, and nothing was changed in between.
  const taken = after(state, { got: "profile_exists", name: "a" });
  has(taken, "There is a profile a: Enter replaces it.");
  assertEquals(pressed(taken, "enter").effects, [{ do: "keep_variant", kept: { ...kept, replaces: true } }]);
  const other = pressed(taken, "up", "left", "enter", "enter").effects;
  assertEquals(other, [{ do: "keep_variant", kept: { ...kept, model: "openai/gpt-4o", replaces: false } }]);
  assertEquals(after(pressed(taken, "escape").state, { got: "profile_exists", name: "a" }).notice, null);
  const this_ = pressed(results(), "j", "v").state;
  has(this_, "temperature=1");
});

Deno.test("a cost that nobody knows is no sum of dollars", () => {
  const chosen = pressed(results(), "j", "j").state;
  const inspected = lines(pressed(chosen, "enter").state).find((line) => line.trimStart().startsWith("cost"));
  assert(inspected?.endsWith("unknown"), inspected);
  has(pressed(chosen, "v").state, "cost unknown for ");
});

Deno.test("a run that failed is told, and its form is there again", () => {
  const failed = after(running(), { got: "run_failed", why: "Cannot run the sweep as there is no key" });
  has(failed, "Cannot run the sweep as there is no key");
  assertEquals(seen(failed).is, "models");
});

Deno.test("p chooses a profile for the model at the cursor, which the sweep then sends", () => {
  const { state, effects } = pressed(withEndpoints(), "p");
  assertEquals(effects, [{ do: "profiles", model: "meta-llama/llama-3.1-8b" }]);
  const there = after(state, { got: "profiles", model: "meta-llama/llama-3.1-8b", profiles: PROFILES });
  has(there, "careful");
  has(there, "temperature = 0.1, top_p = 0.9");
  const chosen = pressed(there, "j", "enter").state;
  has(chosen, "is asked as careful says");
  has(pressed(chosen, "escape").state, "=care");
  const run = pressed(chosen, "r", "x").effects.find((effect) => effect.do === "cost");
  assert(run?.do === "cost");
  assertEquals([...run.asked.parameters], [["meta-llama/llama-3.1-8b", { temperature: 0.1, topP: 0.9 }]]);
  // None again.
  const back = after(pressed(chosen, "p").state, {
    got: "profiles",
    model: "meta-llama/llama-3.1-8b",
    profiles: PROFILES,
  });
  assertEquals(pressed(back, "enter").state.profiles.size, 0);
});

Deno.test("P makes the default one, deletes when asked twice, and makes profiles for a session or for good", () => {
  const opened = after(pressed(withModels(), "P").state, { got: "profiles", model: null, profiles: PROFILES });
  assertEquals(pressed(opened, "enter").effects, [{ do: "default_profile", name: "careful" }]);
  const once = pressed(opened, "d");
  assertEquals(once.effects, []);
  has(once.state, "d again deletes careful");
  assertEquals(pressed(once.state, "d").effects, [{ do: "delete_profile", name: "careful" }]);
  assertEquals(pressed(once.state, "j", "k", "d").effects, []);
  const form = pressed(opened, "n", ..."mine", "enter", "right", "enter", ..."0.5x").state;
  has(form, "× must be a number from 0 to 2");
  assertEquals(pressed(form, "up", "up", "up", "enter").effects, []);
  const saved = pressed(form, "backspace", "up", "up", "up", "enter");
  const mine = { do: "save_profile", name: "mine", parameters: { temperature: 0.5 }, isKept: true } as const;
  assertEquals(saved.effects, [{ ...mine, replaces: false }]);
  const taken = after(saved.state, { got: "profile_exists", name: "mine" });
  has(taken, "There is a profile mine: Enter replaces it.");
  assertEquals(pressed(taken, "enter").effects, [{ ...mine, replaces: true }]);
});

Deno.test("a profile of the session is listed with the others, and can be chosen", () => {
  const own = { name: "mine", isDefault: false, isPreset: false, parameters: { seed: 1 }, where: [] };
  const opened = after(
    pressed(withModels(), "P").state,
    { got: "profiles", model: null, profiles: PROFILES },
    { got: "profile_saved", profile: own, isKept: false },
  );
  has(opened, "mine");
  has(opened, "session");
  assertEquals(pressed(opened, "d").state.ownProfiles, []);
});
