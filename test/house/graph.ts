import type { Source } from './sources.ts';
import { roomOf, targetOf } from './judge.ts';

/** From each file to the files of the project that it reaches for, types and threads included. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

export function graphOf(sources: readonly Source[]): Graph {
  const files = new Set(sources.map(source => source.file));
  return new Map(
    sources.map(({ file, reaches }) => [
      file,
      new Set(
        reaches
          .map(({ specifier }) => (specifier === null ? null : targetOf(file, specifier)))
          .filter(target => target !== null)
          .filter(target => files.has(target)),
      ),
    ]),
  );
}

/**
 * Circles of files, each as its members in the order of the alphabet: parts of the graph in which every file reaches every
 * other. Source: Tarjan (1972), SIAM Journal on Computing 1:146.
 */
export function circles(graph: Graph): readonly (readonly string[])[] {
  const numbers = new Map<string, number>();
  const lowest = new Map<string, number>();
  const path: string[] = [];
  const found: (readonly string[])[] = [];
  const visit = (file: string): number => {
    const number = numbers.size;
    numbers.set(file, number);
    path.push(file);
    let low = number;
    for (const target of graph.get(file) ?? []) {
      if (!numbers.has(target)) low = Math.min(low, visit(target));
      else if (path.includes(target)) low = Math.min(low, lowest.get(target) ?? numbers.get(target)!);
      if (target === file) found.push([file]);
    }
    lowest.set(file, low);
    if (low === number) {
      const part = path.splice(path.indexOf(file));
      if (part.length > 1) found.push(part.toSorted());
    }
    return low;
  };
  for (const file of graph.keys()) if (!numbers.has(file)) visit(file);
  return found;
}

/** Arrows between rooms of the engine that do not run down, as "a.ts → b.ts". */
export function arrowsUp(graph: Graph, orderOf: (room: string) => number | undefined): readonly string[] {
  return [...graph].flatMap(([file, targets]) =>
    [...targets].flatMap(target => {
      const [from, to] = [roomOf(file), roomOf(target)];
      if (from === null || to === null || from === to) return [];
      const [above, below] = [orderOf(from), orderOf(to)];
      return above !== undefined && below !== undefined && above > below ? [] : [`${file} → ${target}`];
    }),
  );
}
