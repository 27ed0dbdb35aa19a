/** Where graphile-worker keeps its jobs. */
export const QUEUE_SCHEMA = "tapedeck_queue";

/** The task of all jobs: a chunk of cells. */
export const TASK = "cells";

/**
 * A job for a row of `tapedeck.chunks`, in SQL. Jobs of a run carry its id as a flag, so that a worker that cannot run it
 * can pass over them. A chunk's place among those of its endpoint is its priority: all endpoints begin at once.
 */
export function jobSpec(chunks: string): string {
  return `ROW('${TASK}', json_build_object('run', ${chunks}.run_id, 'chunk', ${chunks}.chunk,
    'first', ${chunks}.first_cell, 'last', ${chunks}.last_cell), NULL, NULL, NULL,
    ${chunks}.run_id || '/' || ${chunks}.chunk, ${chunks}.place::int, ARRAY[${chunks}.run_id])::${QUEUE_SCHEMA}.job_spec`;
}
