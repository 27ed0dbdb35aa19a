/** A system may write less than it is asked to: so little that a kill often comes within a line. */
export function slowDisk(mostBytes: number): void {
  const { write, writeSync } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.write = function (bytes) {
    return write.call(this, bytes.subarray(0, mostBytes));
  };
  Deno.FsFile.prototype.writeSync = function (bytes) {
    return writeSync.call(this, bytes.subarray(0, mostBytes));
  };
}
