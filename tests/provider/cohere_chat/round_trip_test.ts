// deno-lint-ignore-file no-console
import { assert, assertEquals } from "@std/assert";
import { canonicalJson } from "../../../src/base/mod.ts";
import { cohereChat } from "../../../src/provider/mod.ts";
import type { JsonObject } from "../../../src/spec/mod.ts";
import { needs } from "../../support/require.ts";
import { endpointFor } from "../endpoints.ts";
import { chatRequests } from "../recordings.ts";

const fixtures = await needs("fixtures");
const { ignore } = fixtures;

/** What two bodies may say in two ways. Everything else must be equal. */
const EQUIVALENCES: { readonly [says: string]: (body: JsonObject) => JsonObject } = {
  "a message of calls alone has no content, or one that is null": (body) => ({
    ...body,
    messages: (body.messages as JsonObject[]).map(({ content, ...message }) =>
      content === null || content === undefined ? message : { ...message, content }
    ),
  }),
};

Deno.test({
  name: "every recorded request is written again from what it means, without a warning",
  ignore,
  fn() {
    const counts = new Map<string, number>();
    const bodies = [...chatRequests(fixtures.get())].filter(({ wire }) => wire === "cohere-chat")
      .map(({ body }) => body as JsonObject);
    for (const body of bodies) {
      const request = cohereChat.fromRequest(body, "/v2/chat");
      const wire = cohereChat.toWire(request, endpointFor("cohere-chat", String(body.model)));
      let [written, recorded] = [wire.body, body];
      for (const [says, rewrite] of Object.entries(EQUIVALENCES)) {
        const next = rewrite(recorded);
        if (canonicalJson(next) !== canonicalJson(recorded)) counts.set(says, (counts.get(says) ?? 0) + 1);
        [written, recorded] = [rewrite(written), next];
      }
      assertEquals(wire.warnings, []);
      assertEquals(canonicalJson(written), canonicalJson(recorded));
      assertEquals(request.extra, undefined, "every recorded field has a name");
      if (canonicalJson(wire.body) === canonicalJson(body)) counts.set("equal", (counts.get("equal") ?? 0) + 1);
    }
    for (const [says, count] of counts) console.log(`${String(count).padStart(5)} ${says}`);
    assert(bodies.length > 0);
    for (const says of ["equal", ...Object.keys(EQUIVALENCES)]) assert((counts.get(says) ?? 0) > 0, says);
  },
});
