import fc from "fast-check-unseeded";

/**
 * Properties are tried with the same inputs every time, so that a red run means a change broke something.
 * `TAPEDECK_TEST_SEED=random` looks further, and a number tries those of that seed again.
 */
const SEED = 20_261_121;

const asked = Deno.env.get("TAPEDECK_TEST_SEED");
if (asked !== "random") fc.configureGlobal({ seed: asked === undefined ? SEED : Number(asked) });

export default fc;
export * from "fast-check-unseeded";
