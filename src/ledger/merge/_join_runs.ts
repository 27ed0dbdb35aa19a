import type { JsonObject, JsonValue, RunControl, RunRecord } from "../../spec/mod.ts";
import { conflict, text } from "./_conflict.ts";
import type { MergeChoice } from "./merge_choice.ts";

/** What makes a run the run that it is: no choice helps where these differ. */
const IDENTITY = ["plan", "planHash", "mode", "cells"] as const;

/** What of a manifest decides what the rows mean. The rest may differ from machine to machine, and from session to session. */
const ESSENTIAL = /^manifest\.(?:parameters|refresh|shape|shards|gate)\b/;

const CONTROLS: readonly (RunControl | null)[] = [null, "pause", "cancel"];

/**
 * One run of those that several ledgers have under one id, as it is when none of their processes works any more.
 * @throws {UserError} when they are not the same run, or say different things of it.
 */
export function joinRuns(records: readonly RunRecord[], choice: MergeChoice): RunRecord {
  return records.reduce((a, b) => joined(a, b, choice));
}

/** The run when its rows have been counted. What an adaptive run was right to leave out, it has not left open. */
export function settledRun(run: RunRecord, finished: number): RunRecord {
  const { adaptive } = run.manifest;
  const leftOut = isObject(adaptive ?? null) ? (adaptive as JsonObject).cellsLeftOut : 0;
  if (finished + (typeof leftOut === "number" ? leftOut : 0) === run.cells) {
    return run.status === "done" ? run : { ...run, status: "done" };
  }
  return run.status === "done" ? { ...run, status: "interrupted" } : run;
}

function joined(a: RunRecord, b: RunRecord, choice: MergeChoice): RunRecord {
  for (const field of IDENTITY) {
    if (a[field] !== b[field]) throw conflict(`the run "${a.runId}"`, { [field]: a[field] }, { [field]: b[field] });
  }
  const status = a.status === b.status
    ? a.status
    : a.status === "running" || b.status === "running"
    ? [a, b].find(({ status }) => status !== "running")!.status
    : "interrupted";
  return {
    ...a,
    cassette: least(a.cassette, b.cassette),
    status,
    startedAt: least(a.startedAt, b.startedAt)!,
    endedAt: status === "running" ? null : greatest(a.endedAt, b.endedAt),
    manifest: joinedObjects(a.manifest, b.manifest, { run: a.runId, path: "manifest", choice }),
    control: CONTROLS[Math.max(CONTROLS.indexOf(a.control), CONTROLS.indexOf(b.control))],
  };
}

interface At {
  readonly run: string;
  readonly path: string;
  readonly choice: MergeChoice;
}

function joinedObjects(a: JsonObject, b: JsonObject, at: At): JsonObject {
  const all: JsonObject = {};
  for (const name of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()) {
    const path = `${at.path}.${name}`;
    if (!Object.hasOwn(a, name)) all[name] = b[name];
    else if (!Object.hasOwn(b, name)) all[name] = a[name];
    else all[name] = joinedValues(a[name], b[name], { ...at, path });
  }
  return all;
}

function joinedValues(a: JsonValue, b: JsonValue, at: At): JsonValue {
  if (isObject(a) && isObject(b)) return joinedObjects(a, b, at);
  const [first, second] = [text(a), text(b)];
  if (first === second) return a;
  if (ESSENTIAL.test(at.path) && at.choice.prefer === undefined) {
    throw conflict(`the run "${at.run}"`, { [at.path]: a }, { [at.path]: b });
  }
  return first < second ? a : b;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function least(a: string | null, b: string | null): string | null {
  return a === null ? b : b === null ? a : a < b ? a : b;
}

function greatest(a: string | null, b: string | null): string | null {
  return a === null ? b : b === null ? a : a > b ? a : b;
}
