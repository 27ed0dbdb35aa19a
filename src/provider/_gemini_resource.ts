/** The collections that Google has models in: with one of these before it, a name is whole. */
const COLLECTION = /^(?:models|tunedModels|projects|publishers)\//;

/** The resource that a model's name stands for: `models/gemini-2.5-pro`. */
export function geminiResource(name: string): string {
  return COLLECTION.test(name) ? name : `models/${name}`;
}
