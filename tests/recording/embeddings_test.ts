import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { embeddingFormat, endpointOf, findProvider } from "../../src/provider/mod.ts";
import { startSimulated } from "../../src/provider/simulated/mod.ts";
import { openCassette } from "../../src/recording/mod.ts";
import { embed } from "../../src/transport/mod.ts";
import { noNetwork, tempTape } from "../cassette/support.ts";

const FORMATS = [
  ["openai-embeddings", "/v1"],
  ["gemini-embeddings", "/v1beta"],
  ["cohere-embeddings", "/v2"],
  ["ollama-embeddings", "/api"],
];

for (const [name, path] of FORMATS) {
  Deno.test(`vectors in the format ${name} play from the tape as they were recorded, a text that is not there is a miss`, async () => {
    await using file = await tempTape();
    const server = startSimulated({
      seed: 4,
      endpoints: [{ model: "simulated/vectors", kind: "embedding", capability: { dimensions: 16 } }],
    });
    const endpoint = endpointOf(findProvider("simulated"), {
      model: "simulated/vectors",
      baseUrl: server.origin + path,
    });
    const format = embeddingFormat(name);
    const options = { ci: "", keepNetwork: true, endpoints: { [endpoint.key]: endpoint.baseUrl } };
    const asked = { inputs: ["a tape", "a deck", "a tape"] };

    const recorder = await openCassette(file.path, { ...options, mode: "record" });
    const live = await embed(asked, endpoint, { format, fetch: recorder.fetch, note: { caller: {} } });
    await recorder.close();
    await server.close();

    await using tape = await openCassette(file.path, { ...options, mode: "replay", fetch: noNetwork });
    const replayed = await embed(asked, endpoint, { format, fetch: tape.fetch, note: { caller: {} } });
    assert(live.ok && replayed.ok);
    assertEquals(replayed.result, live.result);
    const { vectors } = replayed.result;
    assertEquals(vectors.map(({ length }) => length), [16, 16, 16]);
    assertEquals(vectors[0], vectors[2]);
    assertNotEquals(vectors[0], vectors[1]);

    const other = await embed({ inputs: ["a reel"] }, endpoint, { format, fetch: tape.fetch, note: { caller: {} } });
    assertEquals(other.ok ? null : other.failure.kind, "cassette_miss");
  });
}
