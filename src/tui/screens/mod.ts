/**
 * How each kind of screen looks, and what keys do there.
 * @module
 */
export { faceOf } from "./face_of.ts";
export type { KeyHelp, ScreenFace } from "./screen_face.ts";
