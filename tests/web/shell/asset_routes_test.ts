import { assert, assertEquals } from "@std/assert";
import { assetRoutes } from "../../../src/web/shell/mod.ts";

Deno.test("looks and script are sent once, and again only when they have changed", async () => {
  const routes = assetRoutes();
  for (const path of ["/assets/app.css", "/assets/app.js", "/assets/icon.svg"]) {
    const first = await routes.request(path);
    const etag = first.headers.get("etag")!;
    assert((await first.text()).length > 100);
    const again = await routes.request(path, { headers: { "if-none-match": etag } });
    assertEquals([again.status, await again.text(), again.headers.get("etag")], [304, "", etag]);
    const changed = await routes.request(path, { headers: { "if-none-match": `"asset_of_yesterday"` } });
    assertEquals([changed.status, changed.headers.get("cache-control")], [200, "no-cache"]);
    await changed.body?.cancel();
  }
});
