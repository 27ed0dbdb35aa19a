/** @jsxImportSource hono/jsx */
import type { ListedModel } from "../../catalog/mod.ts";
import { Badges } from "./_badges.tsx";
import { ABILITIES } from "./_model_query.ts";
import { PriceCell } from "./_price_cell.tsx";
import { PromoteForm } from "./_promote_form.tsx";
import { abilitiesText, ageText, elementId, infoAddress, priceWords, tokensText } from "./_words.ts";

/** The two rows of a model: what is known of it, and its endpoints, which are loaded when they are unfolded. */
export function ModelRows({ model, now }: { readonly model: ListedModel; readonly now: Date }) {
  const { key, record, providers, price, badges } = model;
  return (
    <>
      <tr>
        <th scope="row">
          <a href={infoAddress(key)}>{record.name}</a> <Badges model={model} />
          {record.name === key ? null : <span class="below key">{key}</span>}
        </th>
        <PriceCell {...priceWords(price, record.price, "inputUsd")} />
        <PriceCell {...priceWords(price, record.price, "outputUsd")} />
        <td class="number">{tokensText(record.contextTokens)}</td>
        <td class="can">{abilitiesText(record.capabilities, ABILITIES)}</td>
        <td class="still">{ageText(record, now)}</td>
        <td class="still">
          <PromoteForm model={key} isPromoted={badges.includes("promoted")} place={elementId("m", key)} />
        </td>
      </tr>
      <tr class="unfolds">
        <td colspan={7}>
          <details id={elementId("d", key)} data-load={`/models/endpoints?model=${encodeURIComponent(key)}`}>
            <summary>
              Endpoints <span class="visually-hidden">of {key}</span>{" "}
              <span class="faint">{providers.length === 0 ? "no list has it any more" : providers.join(", ")}</span>
            </summary>
            <div data-slot id={elementId("e", key)}>
              <a href={infoAddress(key)}>All facts of {key}</a>
            </div>
          </details>
        </td>
      </tr>
    </>
  );
}
