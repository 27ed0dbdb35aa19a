/** @jsxImportSource hono/jsx */
import { elementId } from "./_words.ts";

/** Chooses a model, or no longer. */
export function PromoteForm({ model, isPromoted, place }: {
  readonly model: string;
  readonly isPromoted: boolean;
  /** The element that the answer goes into; absent: the page is loaded anew. */
  readonly place?: string;
}) {
  const verb = isPromoted ? "Demote" : "Promote";
  return (
    <form
      method="post"
      action={isPromoted ? "/models/demote" : "/models/promote"}
      {...(place === undefined ? {} : { "data-post": place })}
    >
      <input type="hidden" name="model" value={model} />
      <button type="submit" id={elementId("p", model)} aria-label={`${verb} ${model}`}>{verb}</button>
    </form>
  );
}
