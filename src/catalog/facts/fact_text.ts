/** A fact as people read it: what it is, and what it says. */
export type FactText = readonly [name: string, text: string];
