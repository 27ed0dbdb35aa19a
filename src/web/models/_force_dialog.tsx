/** @jsxImportSource hono/jsx */

/** Asks for the admin key: lists that are fresh are fetched, too, and providers count that. */
export function ForceDialog({ providers }: { readonly providers: readonly string[] }) {
  return (
    <dialog id="force-dialog" aria-labelledby="force-title">
      <h2 id="force-title">Refresh by force</h2>
      <p class="sub">
        Fetches lists that are fresh, too. It takes the admin key that the dashboard was started with; the key is sent
        as a header and kept nowhere.
      </p>
      <form method="post" action="/models/refresh" data-post="report">
        <input type="hidden" name="force" value="true" />
        <p class="row">
          <label>
            Whose list
            <select name="provider">
              <option value="">all</option>
              {providers.map((provider) => <option value={provider}>{provider}</option>)}
            </select>
          </label>
          <label class="grow">
            Admin key
            <input type="password" name="admin_key" autocomplete="off" required />
          </label>
        </p>
        <p class="row">
          <button type="submit" class="primary">Refresh</button>
          <button type="submit" form="force-cancel">Cancel</button>
        </p>
      </form>
      <form id="force-cancel" method="dialog" />
    </dialog>
  );
}
