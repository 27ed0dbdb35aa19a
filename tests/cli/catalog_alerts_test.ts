import { assertEquals } from "@std/assert";
import { withServer } from "../transport/loopback.ts";
import { catalogFolder } from "./_catalog_folder.ts";

const row = (id: string, prompt: string) => ({
  id,
  name: id,
  context_length: 8192,
  architecture: { input_modalities: ["text"], output_modalities: ["text"] },
  pricing: { prompt, completion: "0.000004" },
});

const alertsOf = (stderr: string) => stderr.split("\n").filter((line) => line.startsWith("alert"));

Deno.test("a refreshed list tells what is new, gone and priced otherwise; the first one tells nothing", async () => {
  let data = [row("a/x", "0.000001"), row("a/y", "0.000001")];
  const posted: { kind: string; text: string }[] = [];
  await using catalog = await catalogFolder();
  await withServer(async (request) => {
    if (request.method === "POST") {
      posted.push(await request.json());
      return new Response("ok");
    }
    return Response.json({ data });
  }, async (url) => {
    catalog.env.MY_HOOK = `${url}/very-secret`;
    await Deno.writeTextFile(`${catalog.path}/tapedeck.toml`, 'version = 1\n[alerts]\nwebhook = { env = "MY_HOOK" }\n');
    await catalog.serve("openrouter", url);
    const first = await catalog.run("catalog refresh openrouter");
    assertEquals([first.code, alertsOf(first.stderr)], [0, []]);
    data = [row("a/x", "0.000002"), row("a/z", "0.000001")];
    const second = await catalog.run("catalog refresh openrouter --force");
    assertEquals([second.code, alertsOf(second.stderr)], [0, [
      "alert (info): openrouter lists 1 new model: a/z",
      "alert (warning): openrouter no longer lists 1 model: a/y",
      "alert (warning): openrouter has changed 1 price: a/x input $1 to $2 a million (+100 %)",
    ]]);
    assertEquals(posted.map(({ kind }) => kind), ["new_model", "model_vanished", "price_change"]);
    assertEquals(second.stderr.includes("very-secret"), false);
    const third = await catalog.run("catalog refresh openrouter --force");
    assertEquals(alertsOf(third.stderr), []);
  });
});

Deno.test("a list that is not believed is told, and the one before is what it was", async () => {
  let data = ["a/a", "a/b", "a/c", "a/d"].map((id) => row(id, "0.000001"));
  await using catalog = await catalogFolder();
  await withServer(() => Response.json({ data }), async (url) => {
    await catalog.serve("openrouter", url);
    await catalog.run("catalog refresh openrouter");
    data = data.slice(0, 1);
    const { code, stderr } = await catalog.run("catalog refresh openrouter --force");
    assertEquals([code, alertsOf(stderr).length], [1, 1], stderr);
    assertEquals(
      alertsOf(stderr)[0].startsWith("alert (warning): The list of openrouter could not be renewed: "),
      true,
    );
  });
});

Deno.test("a list that nobody ever had is not missed", async () => {
  await using catalog = await catalogFolder();
  await withServer(() => new Response("no", { status: 500 }), async (url) => {
    await catalog.serve("ollama", url);
    const { code, stderr } = await catalog.run("catalog refresh ollama");
    assertEquals([code, alertsOf(stderr)], [1, []], stderr);
  });
});
