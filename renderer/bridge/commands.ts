import { useEffect, useRef } from 'react';
import type { CommandId } from '../../shared/model/command.ts';

type Act = () => void;

/** What can be done where the person is now. The page in front adds its own; the latest to say so answers. */
const acts = new Map<CommandId, Act[]>();

/** Does a command if something on screen answers to it. */
export function perform(id: CommandId): boolean {
  const act = acts.get(id)?.at(-1);
  act?.();
  return act !== undefined;
}

export function canPerform(id: CommandId): boolean {
  return (acts.get(id)?.length ?? 0) > 0;
}

/** Answers these commands for as long as the component stands. */
export function useCommands(mine: Partial<Record<CommandId, Act>>): void {
  const latest = useRef(mine);
  latest.current = mine;
  const names = Object.keys(mine).toSorted().join(' ');
  useEffect(() => {
    const added = names
      .split(' ')
      .filter(Boolean)
      .map(name => [name as CommandId, () => latest.current[name as CommandId]?.()] as const);
    for (const [id, act] of added) acts.set(id, [...(acts.get(id) ?? []), act]);
    return () => {
      for (const [id, act] of added)
        acts.set(
          id,
          (acts.get(id) ?? []).filter(other => other !== act),
        );
    };
  }, [names]);
}
