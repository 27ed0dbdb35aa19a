/** What a row of a file is called in messages, by its number from 1. */
export function sampleName(number: number): string {
  return `sample ${number}`;
}
