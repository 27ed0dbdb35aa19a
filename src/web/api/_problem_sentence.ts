import type { CallerList, ListState } from "../../catalog/mod.ts";

type Problem = NonNullable<ListState["problem"] | CallerList["problem"]>;

/**
 * What whoever asks may be told of a list that could not be had. What the network and foreign servers have said of it may
 * name machines and repeat anything, and is not in it.
 */
export function problemSentence({ code, reason }: Problem): string {
  if (code === "network") return "Its server cannot be reached";
  if (code === "no_list") return "What its server sent is no list of models";
  return reason.charAt(0).toUpperCase() + reason.slice(1);
}
