import { z } from "zod";

/** The flag that keeps a part of a plan. */
export const onlyFlag = {
  only: z.array(z.string()).optional().meta({
    placeholder: "KEY=VALUE",
    description: "Only cells with this value of an axis, endpoint, model, provider, prompt or repeat",
  }),
};
