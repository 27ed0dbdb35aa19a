import { formatCount } from "../../base/mod.ts";
import type { RequestPair } from "./_pair_requests.ts";
import type { TapeRequests } from "./_read_tape.ts";

/** What people must know before they read the findings. */
export function notesOf({ old, now, pairs, doubted }: {
  readonly old: TapeRequests;
  readonly now: TapeRequests;
  readonly pairs: readonly RequestPair[];
  readonly doubted: readonly string[];
}): string[] {
  const sampled = pairs.filter(({ among }) => among === "sampled").length;
  return [
    ...pairs.length === 0 ? ["The tapes have no request in common: nothing was compared."] : [],
    ...doubted.map((endpoint) =>
      `Repeats at temperature 0 differ at ${endpoint}: its requests without repeats are not taken as deterministic.`
    ),
    ...sampled === 0 ? [] : [
      `${formatCount(sampled, "request")} ${sampled === 1 ? "is" : "are"} sampled and recorded once on each tape: ` +
      "record the first tape with repeats to know the noise of their answers.",
    ],
    ...old.header.redaction === now.header.redaction ? [] : [
      `The tapes were redacted by different rules (version ${old.header.redaction}, then ${now.header.redaction}): ` +
      "requests with secrets in them may not be found again.",
    ],
    ...old.header.matcher === undefined && now.header.matcher === undefined ? [] : [
      "A function made keys of one of the tapes: requests are paired by all of their bodies, unless it made those of both.",
    ],
    ...overlap(old, now) ? ["The tapes were recorded at the same time, at least in part."] : [],
  ];
}

function overlap(old: TapeRequests, now: TapeRequests): boolean {
  if (old.path === now.path) return false;
  const [a, b] = [old, now].map(({ requests }) => {
    const times = [...requests.values()].flatMap(({ samples }) => samples.map(({ at }) => at)).sort();
    return { from: times[0], to: times[times.length - 1] };
  });
  return a.from < b.to && b.from < a.to;
}
