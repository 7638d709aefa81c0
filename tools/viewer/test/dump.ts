// What a value change dump says that everybody does, as C++ has followed it (traces/activity.h).

import {readFileSync} from "node:fs";

// Values by "scope.name", after the last change of each time, in order.
export class Dump {
  readonly times: number[] = [];  // picoseconds
  private readonly values: ReadonlyMap<string, string>[] = [];

  constructor(path: string) {
    const names = new Map<string, string>();
    const scopes: string[] = [];
    const now = new Map<string, string>();
    for (const line of readFileSync(path, "utf8").split("\n")) {
      const words = line.split(" ");
      if (words[0] === "$scope") scopes.push(words[2]);
      if (words[0] === "$upscope") scopes.pop();
      if (words[0] === "$var") names.set(words[3], `${scopes.at(-1)}.${words[4]}`);
      if (line.startsWith("#")) this.keep(Number(line.slice(1)), now);
      if (line.startsWith("s")) now.set(names.get(words[1]) ?? "", words[0].slice(1));
    }
    this.keep(Infinity, now);
    this.values.shift();
    this.times.pop();
  }

  at(index: number): ReadonlyMap<string, string> {
    return this.values[index];
  }

  private keep(time: number, now: ReadonlyMap<string, string>): void {
    this.values.push(new Map(now));
    this.times.push(time);
  }
}
