/** The parts of `Deno.jupyter` that are used here. */
export interface NotebookKernel {
  /** Shows contents by their MIME types, in the place of what has the same id where `update`. */
  display(
    contents: { readonly [mimeType: string]: unknown },
    options: { readonly raw: true; readonly display_id?: string; readonly update?: boolean },
  ): Promise<void>;
}

/** What the kernel of Deno has for the notebook that this code runs in; `null` outside of one. */
export function notebookKernel(): NotebookKernel | null {
  try {
    // Outside of a kernel, reading it throws.
    return (Deno as unknown as { readonly jupyter?: NotebookKernel }).jupyter ?? null;
  } catch {
    return null;
  }
}
