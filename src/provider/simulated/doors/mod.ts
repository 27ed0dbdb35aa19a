/**
 * The doors of the simulated server: one for each wire format, written from the server's side.
 * @module
 */
export type { AnswerFacts, Door, DoorError, Embedded, EmbeddingAsked, Route, StreamPiece } from "./door.ts";
export { doorOf, doors } from "./doors.ts";
