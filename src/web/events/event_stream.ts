import { eventResponse } from "./event_response.ts";

/** Tells one open page what happens, in the words that its script knows. */
export interface EventSender {
  /** What the element with this id shows from now on. */
  fragment(id: string, content: { toString(): string | Promise<string> }): void;
  /** Something to say at once, as text. */
  notice(text: string): void;
  /** The form with this id asks for what it shows once more. */
  ask(id: string): void;
  /** There is nothing more to tell. May be called again. */
  end(): void;
}

/**
 * What happens, for one page. `start` begins to tell and gives what ends that, which is called once, when the page is left
 * or nothing more is to be told. A fragment that says what was said before is not sent again. The stream of a page that
 * does not read ends: its browser opens it anew when it wants to know.
 */
export function eventStream(start: (send: EventSender) => () => void): Response {
  const said = new Map<string, string>();
  return eventResponse(({ tell, end }) =>
    start({
      fragment(id, content) {
        const html = String(content);
        if (said.get(id) === html) return;
        said.set(id, html);
        tell({ event: "fragment", data: JSON.stringify({ id, html }) });
      },
      notice: (text) => tell({ event: "notice", data: text }),
      ask: (id) => tell({ event: "ask", data: id }),
      end() {
        tell({ event: "end", data: "" });
        end();
      },
    }), { begin: ": open\n\n" });
}
