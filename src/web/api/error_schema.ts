import { z } from "zod";

/** What every answer with a status of 400 and more is: OpenAI's shape, in which clients of `/v1` read it. */
export const errorSchema = z.looseObject({
  error: z.looseObject({
    message: z.string().meta({ description: "One sentence. It has no secrets, no paths and no stack in it." }),
    type: z.string().meta({ examples: ["invalid_request_error"] }),
    param: z.string().nullable(),
    code: z.string().nullable(),
  }),
}).meta({ title: "Why a request was not answered" });
