import { assertEquals, assertMatch } from "@std/assert";
import { normalizeNotebook, type Notebook, outputKinds, outputProblems, printNotebook } from "./notebook_file.ts";

function executed(id: string, count: number, time: string): Notebook {
  return {
    cells: [
      { cell_type: "markdown", id: `m-${id}`, metadata: {}, source: ["# Title"] },
      {
        cell_type: "code",
        id,
        metadata: { execution: { "iopub.status.busy": time }, tags: ["hello"] },
        source: ["1 + 1"],
        execution_count: count,
        outputs: [
          { output_type: "stream", name: "stdout", text: ["one\n"] },
          { output_type: "execute_result", data: { "text/plain": ["2"] }, metadata: {}, execution_count: count },
        ],
      },
    ],
    metadata: { language_info: { version: time } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

Deno.test("two executions that show the same print the same", () => {
  const first = printNotebook(normalizeNotebook(executed("a1", 1, "2026-01-01")));
  const second = printNotebook(normalizeNotebook(executed("b2", 17, "2027-02-02")));
  assertEquals(first, second);
});

Deno.test("sources, outputs and tags stay when a notebook is normalised", () => {
  const [title, code] = normalizeNotebook(executed("a1", 3, "2026-01-01")).cells;
  assertEquals(title.source, ["# Title"]);
  assertEquals(code.metadata, { tags: ["hello"] });
  assertEquals(code.outputs?.[0], { output_type: "stream", name: "stdout", text: ["one\n"] });
  assertEquals(code.outputs?.[1].execution_count, 1);
});

Deno.test("a cell that was never run has no count, and does not use one up", () => {
  const { cells, ...rest } = executed("a1", 5, "2026-01-01");
  const unrun = { cell_type: "code", id: "u", metadata: {}, source: [], execution_count: null, outputs: [] };
  const normal = normalizeNotebook({ ...rest, cells: [unrun, ...cells] });
  assertEquals(normal.cells.map((cell) => cell.execution_count), [null, undefined, 1]);
});

Deno.test("normalising twice changes nothing more", () => {
  const once = normalizeNotebook(executed("a1", 3, "2026-01-01"));
  assertEquals(printNotebook(normalizeNotebook(once)), printNotebook(once));
});

Deno.test("a notebook is printed as Jupyter prints it: keys sorted, one space deep, a line end at the end", () => {
  assertMatch(
    printNotebook(normalizeNotebook(executed("a1", 1, "x"))),
    /^\{\n "cells": \[\n {2}\{\n {3}"cell_type"[^]*\}\n$/,
  );
});

Deno.test("the kinds of outputs are listed per code cell", () => {
  assertEquals(outputKinds(executed("a1", 1, "x")), [["stream", "execute_result text/plain"]]);
});

Deno.test("error outputs and objects without a form are problems", () => {
  const { cells: [title, code], ...rest } = executed("a1", 1, "x");
  const outputs = [
    { output_type: "error", ename: "TypeError", evalue: "no" },
    { output_type: "stream", name: "stdout", text: ["[object Object]\n"] },
    { output_type: "display_data", data: { "text/html": ["<td>[object Object]</td>"] } },
    { output_type: "display_data", data: { "text/html": ["<td>fine</td>"] } },
  ];
  assertEquals(outputProblems({ ...rest, cells: [title, { ...code, outputs }] }), [
    "cell 2 failed with TypeError: no",
    "cell 2 shows [object Object]",
    "cell 2 shows [object Object]",
  ]);
});
