import pLimit from "p-limit";
import type { ProbeOptions, ProbeResult } from "../../transport/health/mod.ts";
import { probeProvider } from "../../transport/health/mod.ts";
import type { HealthSubject } from "./health_subjects.ts";

/** So many at once: with every provider of the table set up, the slowest one decides how long it takes. */
const AT_ONCE = 8;

/**
 * Ask providers whether they are there, some at a time, in the order in which they are given. What is wrong comes back:
 * where there is no key, why it could not be had.
 *
 * @throws the signal's reason when the caller aborts.
 */
export function probeSubjects(subjects: readonly HealthSubject[], options: ProbeOptions): Promise<ProbeResult[]> {
  const limit = pLimit(AT_ONCE);
  return Promise.all(subjects.map((subject) => limit(() => probed(subject, options))));
}

async function probed({ target, problem }: HealthSubject, options: ProbeOptions): Promise<ProbeResult> {
  const result = await probeProvider(target, options);
  // What is wrong with the key says more than that there is none.
  return problem === null || result.answered !== null ? result : { ...result, reason: problem };
}
