/** @jsxImportSource hono/jsx */
import { formatCount } from "../../base/mod.ts";
import type { Alert } from "../../transport/alerts/mod.ts";
import { agoText } from "./_words.ts";

const MOST_SHOWN = 20;
const LOOKS: { readonly [severity in Alert["severity"]]: string } = {
  critical: "bad",
  warning: "warn",
  info: "accent",
};

/** The last alerts, the newest first. */
export function AlertList({ alerts, now }: { readonly alerts: readonly Alert[]; readonly now: Date }) {
  if (alerts.length === 0) return <p class="note">No alert was raised since the dashboard began.</p>;
  return (
    <>
      <ol class="alerts">
        {alerts.slice(0, MOST_SHOWN).map(({ severity, at, message }) => (
          <li>
            <span class={`badge ${LOOKS[severity]}`}>{severity}</span>
            <span>{message}</span> <time class="note" datetime={at} title={at}>{agoText(at, now)}</time>
          </li>
        ))}
      </ol>
      {alerts.length > MOST_SHOWN
        ? <p class="note">and {formatCount(alerts.length - MOST_SHOWN, "older one")}</p>
        : null}
    </>
  );
}
