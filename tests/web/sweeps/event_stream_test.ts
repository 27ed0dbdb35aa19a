import { assertEquals } from "@std/assert";
import { eventStream } from "../../../src/web/events/mod.ts";
import { eventsOf } from "./_events.ts";

Deno.test("a page is told what changes, once, whatever stands in it", async () => {
  const events = eventsOf(eventStream((send) => {
    send.fragment("a", "<p>line\nline\r\nevent: end</p>");
    send.fragment("a", "<p>line\nline\r\nevent: end</p>");
    send.fragment("b", "<p>line\nline\r\nevent: end</p>");
    send.notice("two\nlines\rand a third");
    send.end();
    send.end();
    send.fragment("c", "late");
    return () => {};
  }));
  const html = "<p>line\nline\r\nevent: end</p>";
  assertEquals(JSON.parse((await events.next())!.data), { id: "a", html });
  assertEquals(JSON.parse((await events.next())!.data), { id: "b", html });
  assertEquals(await events.next(), { event: "notice", data: "two\nlines\nand a third" });
  assertEquals(await events.next(), { event: "end", data: "" });
  assertEquals(await events.next(), null);
});

Deno.test("what tells a page is stopped once: when it is left, or when there is nothing more to tell", async () => {
  for (const how of ["left", "ended", "ended at once"] as const) {
    let stopped = 0;
    let end = () => {};
    const response = eventStream((send) => {
      end = send.end;
      if (how === "ended at once") send.end();
      return () => stopped++;
    });
    if (how === "ended") end();
    if (how === "left") await response.body!.cancel();
    else await response.text();
    end();
    assertEquals([how, stopped], [how, 1]);
  }
});
