import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Answer } from '../../shared/contract/fault.ts';
import type { AppEvent } from '../../shared/contract/port.ts';

/**
 * All that a page can reach outside itself. The three channel names are those of `electron/main/ipc`; what is sent is
 * checked there, never here.
 */
const listeners = new Set<(event: AppEvent) => void>();
let subscribed = false;

ipcRenderer.on('workbench:event', (_event, told: AppEvent) => {
  for (const listener of listeners) listener(told);
});

contextBridge.exposeInMainWorld('workbench', {
  call(method: string, input: unknown, files: readonly File[] = []): Promise<Answer<unknown>> {
    const dropped = files.map(file => webUtils.getPathForFile(file)).filter(path => path !== '');
    return ipcRenderer.invoke('workbench:call', { method, input, dropped });
  },
  subscribe(listener: (event: AppEvent) => void): () => void {
    listeners.add(listener);
    if (!subscribed) void ipcRenderer.invoke('workbench:subscribe');
    subscribed = true;
    return () => {
      listeners.delete(listener);
    };
  },
  version: process.argv.find(argument => argument.startsWith('--workbench-version='))?.split('=')[1] ?? '',
});
