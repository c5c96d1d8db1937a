import { useEffect, useSyncExternalStore } from 'react';
import { useAnswer, useChange } from '../bridge/answers.tsx';
import { useCommands } from '../bridge/commands.ts';

const darkQuery = window.matchMedia('(prefers-color-scheme: dark)');
const contrastQuery = window.matchMedia('(forced-colors: active), (prefers-contrast: more)');

function subscribe(listener: () => void): () => void {
  darkQuery.addEventListener('change', listener);
  contrastQuery.addEventListener('change', listener);
  return () => {
    darkQuery.removeEventListener('change', listener);
    contrastQuery.removeEventListener('change', listener);
  };
}

const systemTheme = () => (contrastQuery.matches ? 'contrast' : darkQuery.matches ? 'dark' : 'light');

/** Puts the chosen theme and text size on the document. */
export function useTheme(): void {
  const preferences = useAnswer('preferences.read', {}).data;
  const write = useChange('preferences.write');
  const system = useSyncExternalStore(subscribe, systemTheme);
  const theme = preferences && preferences.theme !== 'system' ? preferences.theme : system;
  const scale = preferences?.textScale ?? 1;
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    document.documentElement.style.setProperty('--text-scale', String(scale));
  }, [theme, scale]);
  const scaled = (by: number) =>
    write.mutate({ textScale: Math.min(2, Math.max(0.8, Math.round((scale + by) * 10) / 10)) });
  useCommands({
    'theme-system': () => write.mutate({ theme: 'system' }),
    'theme-light': () => write.mutate({ theme: 'light' }),
    'theme-dark': () => write.mutate({ theme: 'dark' }),
    'theme-contrast': () => write.mutate({ theme: 'contrast' }),
    'theme-presentation': () => write.mutate({ theme: 'presentation' }),
    'text-larger': () => scaled(0.1),
    'text-smaller': () => scaled(-0.1),
    'text-normal': () => write.mutate({ textScale: 1 }),
  });
}
