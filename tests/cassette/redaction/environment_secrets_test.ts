import { assertEquals } from "@std/assert";
import { environmentSecrets } from "../../../src/cassette/redaction/mod.ts";
import { fakeNetwork, noNetwork, recordTape, replayTape, tempTape } from "../support.ts";

const VALUE = "zq81-Lm9KcVw4";

Deno.test("values of variables named like credentials are secrets", () => {
  const names = [
    "OPENAI_API_KEY",
    "GITHUB_TOKEN",
    "CLIENT_SECRET",
    "DB_PASSWORD",
    "AWS_SECRET_ACCESS_KEY",
    "MY_APIKEY",
  ];
  for (const name of names) {
    assertEquals(environmentSecrets({ [name]: VALUE }), [{ name: `env:${name}`, value: VALUE }]);
  }
});

Deno.test("words, numbers, paths, URLs, short values and other variables are none", () => {
  const variables = {
    A_API_KEY: "ollama",
    B_API_KEY: "not-needed",
    C_TOKEN: "12345678901",
    D_TOKEN: "true",
    E_SECRET: "/run/secrets/key-file-1",
    F_KEY: "https://keys.example/1234567",
    G_PASSWORD: "correct horse battery",
    AWS_REGION: "us-east-1",
    AWS_PROFILE: "production",
    HOME: "/srv/a/q7TzX2lm9KcVw4Rb8NdYs5",
    BUILD_ID: "q7TzX2lm9KcVw4Rb8NdYs5",
    PWD: "/srv/q7TzX2lm9KcVw4Rb8NdYs5",
    H_TOKEN: "",
  };
  assertEquals(environmentSecrets(variables), []);
});

Deno.test("the password of a URL is a secret, whatever its variable is called", () => {
  assertEquals(environmentSecrets({ DATABASE_URL: "postgres://me:p%40ss7word@db/x" }), [
    { name: "env:DATABASE_URL", value: "p@ss7word" },
  ]);
});

Deno.test("a recording knows the environment's credentials, unless it is told not to", async () => {
  for (const [env, isKept] of [[{ SOME_TOKEN: VALUE }, false], [false, true]] as const) {
    await using tape = await tempTape();
    {
      const fetch = fakeNetwork(() => new Response(`value ${VALUE}`));
      await using recorder = await recordTape(tape.path, { env, fetch });
      await (await recorder.fetch("http://h/", { method: "POST", body: `say ${VALUE}` })).text();
    }
    assertEquals((await Deno.readTextFile(tape.path)).includes(VALUE), isKept);
  }
});

Deno.test("a request with a credential of the environment is found again, whatever its value is by then", async () => {
  await using tape = await tempTape();
  const ask = { method: "POST", body: "" };
  {
    await using recorder = await recordTape(tape.path, {
      env: { SOME_TOKEN: VALUE },
      fetch: fakeNetwork(() => new Response("ok")),
    });
    await (await recorder.fetch("http://h/", { ...ask, body: `say ${VALUE}` })).text();
  }
  for (const value of [VALUE, "another-4b7Xq9pT"]) {
    await using player = await replayTape(tape.path, { env: { SOME_TOKEN: value }, fetch: noNetwork });
    assertEquals(await (await player.fetch("http://h/", { ...ask, body: `say ${value}` })).text(), "ok");
  }
});
