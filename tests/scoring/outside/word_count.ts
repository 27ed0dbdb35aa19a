/** The share of the words that were asked for, 10 unless `words` says another number. */
export default function wordCount({ output, words = 10 }: { output: string; words?: number }) {
  const count = output.split(/\s+/).filter((word) => word !== "").length;
  return { name: "whatever", score: Math.min(1, count / words), metadata: { count, missing: undefined } };
}

export const isShort = ({ output }: { output: string }) => output.length < 20;

export const scorer = { name: "object", score: () => ({ name: "object", score: 0.25 }) };

export const notOne = 4;
