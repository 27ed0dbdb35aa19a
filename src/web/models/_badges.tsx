/** @jsxImportSource hono/jsx */
import type { ListedModel, ModelBadge } from "../../catalog/mod.ts";

const LOOKS: { readonly [badge in ModelBadge]: string } = {
  promoted: "accent",
  new: "good",
  deprecated: "bad",
  limited: "warn",
  own: "accent",
};

/** What stands out about a model. */
export function Badges({ model: { badges, record, status } }: { readonly model: ListedModel }) {
  return (
    <>
      {badges.map((badge) => (
        <span class={`badge ${LOOKS[badge]}`}>
          {badge === "deprecated" && record.expiresOn !== null ? `deprecated: goes on ${record.expiresOn}` : badge}
        </span>
      ))}
      {status === "unavailable" ? <span class="badge bad">unavailable</span> : null}
      {record.kind === "chat" ? null : <span class="badge">makes {record.kind}</span>}
    </>
  );
}
