// Replays calls in a process of its own, which has no network, no keys and no home.
import { CallError, openRegistry } from "../../../src/routing/mod.ts";

const [cassette, count] = Deno.args;
await using registry = await openRegistry({ cassette });
const answers = [];
for (let i = 0; i < Number(count); i++) {
  try {
    const answer = await registry.complete({
      model: "simulated/quick",
      messages: [{ role: "user", content: "Hello" }],
    });
    const { attempts: _, endpoint, ...rest } = answer;
    answers.push({ ...rest, endpoint: endpoint.key });
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const { failure, audit, outcome, costUsd } = error;
    answers.push({ failure, audit, outcome, costUsd });
  }
}
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(answers)));
