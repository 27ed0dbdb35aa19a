import type { KeyHelp } from "./screens/screen_face.ts";

/** What keys do, place by place: shown by `?`, and in docs/pick.md. */
export const KEY_TABLE: readonly { readonly place: string; readonly keys: readonly KeyHelp[] }[] = [
  {
    place: "Everywhere",
    keys: [
      ["↑ ↓ k j", "move, or scroll"],
      ["PgUp PgDn Home End", "move by a page, to the first, to the last"],
      ["Esc", "back"],
      ["?", "these keys"],
      ["q", "end, and print the endpoints that are selected"],
      ["Ctrl-C", "end at once, print nothing, and exit with 130"],
    ],
  },
  {
    place: "Models",
    keys: [
      ["/", "search: Enter keeps it, Esc goes back to what was before"],
      ["→ l", "unfold the endpoints of a model"],
      ["← h", "fold them"],
      ["Space", "select an endpoint, or no longer; those of several models count together"],
      ["c", "select none"],
      ["w", "write the selection into the configuration: no others of these models are asked"],
      ["W", "take back what w has written for the model: any endpoint of it may be asked"],
      ["I", "inspect: all facts of the model or the endpoint"],
      ["p", "choose the profile that the model is asked with in this session"],
      ["P", "profiles: make, delete, choose the default one"],
      ["S", "plan a sweep over what is selected"],
      ["r", "run it: the same form, with the cursor on its button"],
      ["f", "only the models of one provider"],
      ["R", "fetch the lists that are not fresh, and ask providers whether they are there"],
    ],
  },
  {
    place: "Profiles",
    keys: [
      ["Enter", "choose it for the model; among all profiles, make it the default one"],
      ["n", "make a profile, for this session or in the configuration"],
      ["d", "delete it from the configuration, when pressed twice"],
    ],
  },
  {
    place: "Forms",
    keys: [
      ["↑ ↓ Tab", "from field to field"],
      ["← →", "go through what there is to choose from, or through what is typed"],
      ["Enter", "the next field; on the button, do it"],
      ["Ctrl-U", "clear what is before the cursor"],
    ],
  },
  {
    place: "A run",
    keys: [
      ["Esc Ctrl-C", "end it: the calls in flight end, and it can be gone on with; again: break them off"],
    ],
  },
  {
    place: "Results",
    keys: [
      ["s", "put in order by the next column"],
      ["o", "turn the order around"],
      ["b", "keep the best variant as a profile"],
      ["v", "keep the variant at the cursor as a profile"],
      ["I Enter", "inspect: all figures of the variant, and its answer"],
      ["r", "go on with a run that was ended, or change it"],
    ],
  },
];
