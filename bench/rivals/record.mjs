// deno-lint-ignore-file no-console
/** Every rival records the traffic: `record.mjs FOLDER URL TRAFFIC`. Prints which files each has written. */
import { readFile } from "node:fs/promises";
import { RIVALS } from "./tools.mjs";

const [folder, url, trafficPath] = process.argv.slice(2);
const traffic = JSON.parse(await readFile(trafficPath, "utf8"));

async function call(fetch) {
  for (const { request, answer } of traffic) {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: "Bearer sk-bench-000000",
      },
      body: request,
    });
    if (await response.text() !== answer) {
      throw new Error("the server's answer differs");
    }
  }
}

const files = {};
for (const rival of RIVALS) {
  files[rival.name] = await rival.record(folder, call);
}
console.log(JSON.stringify(files));
process.exit(0);
