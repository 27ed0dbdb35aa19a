/** @jsxImportSource hono/jsx */
import { taggedHash } from "../../base/mod.ts";

/** Of which variant of a run parameters are saved, and what came of it when somebody tried. */
export interface SaveProfileFormProps {
  /** The run. */
  readonly runId: string;
  /** The variant's endpoint. */
  readonly endpoint: string;
  /** The model that the endpoint serves. */
  readonly model: string;
  /** The variant's label; the empty string without axes. */
  readonly label: string;
  /** What was filled in before; nothing unless given. */
  readonly name?: string;
  /** For whom it was to be; `model` unless given. */
  readonly scope?: "model" | "all";
  /** Why it is asked again: there is a profile of the name. */
  readonly exists?: boolean;
  /** Where it was written, and what. */
  readonly saved?: SavedProfile;
}

/** A profile that was saved. */
export interface SavedProfile {
  /** Its name. */
  readonly name: string;
  /** The configuration's file. */
  readonly path: string;
  /** What stands there, under the names of the file. */
  readonly parameters: { readonly [name: string]: unknown };
}

/** A form that keeps a variant's parameters under a name. It may stand many times on a page, for one variant each. */
export function SaveProfileForm(props: SaveProfileFormProps) {
  return (
    <div id={placeOf(props)}>
      <SaveProfilePart {...props} />
    </div>
  );
}

/** What stands within, which an answer takes the place of. */
export function SaveProfilePart(props: SaveProfileFormProps) {
  const { runId, endpoint, model, label, name = "", scope = "model", exists = false, saved } = props;
  const place = placeOf(props);
  return (
    <>
      {saved !== undefined && <Saved saved={saved} />}
      <form
        class="row"
        data-post={place}
        action={`/runs/${encodeURIComponent(runId)}/profile`}
        method="post"
      >
        <input type="hidden" name="endpoint" value={endpoint} />
        <input type="hidden" name="model" value={model} />
        <input type="hidden" name="label" value={label} />
        <label>
          Name of the profile
          <input id={`${place}-name`} name="name" value={name} required maxlength={60} autocomplete="off" />
        </label>
        <label>
          For
          <select name="scope">
            <option value="model" selected={scope === "model"}>{`${model} alone`}</option>
            <option value="all" selected={scope === "all"}>all models</option>
          </select>
        </label>
        {exists && (
          <label class="inline">
            <input type="checkbox" name="overwrite" value="yes" required />
            <span>{`There is a profile “${name}”: replace it`}</span>
          </label>
        )}
        <button id={`${place}-save`} type="submit">{exists ? "Replace the profile" : "Save as a profile"}</button>
      </form>
    </>
  );
}

function Saved({ saved: { name, path, parameters } }: { readonly saved: SavedProfile }) {
  const entries = Object.entries(parameters);
  return (
    <p role="status" class="good">
      {`“${name}” is kept in `}
      <span class="key">{path}</span>
      {entries.length === 0 ? " with no parameters" : ": "}
      <span class="key">{entries.map(([key, value]) => `${key} = ${JSON.stringify(value)}`).join(", ")}</span>
    </p>
  );
}

/** An id that says which variant it is of, whatever stands in its name. */
function placeOf({ runId, endpoint, label }: SaveProfileFormProps): string {
  return taggedHash("profile", [runId, endpoint, label]);
}
