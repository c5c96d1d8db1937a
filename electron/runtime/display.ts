import { spawn } from 'node:child_process';

export interface Display {
  /** What DISPLAY shall be. */
  readonly name: string;
  stop(): void;
}

/** Whether the person has a screen to show a window on. */
export function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/** Starts a virtual screen on the first free display number, which Xvfb itself picks and tells. */
export function startVirtualDisplay(): Promise<Display> {
  return new Promise((resolve, reject) => {
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp', '-noreset'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      // Apart from the terminal's own group: Ctrl+C shall reach the application while its screen still stands.
      detached: true,
    });
    process.on('exit', () => void server.kill('SIGTERM'));
    let told = '';
    server.on('error', reject);
    server.on('exit', code => reject(new Error(`The virtual screen stopped with code ${code}.`)));
    server.stdio[3]?.on('data', (bytes: Buffer) => {
      told += bytes.toString('latin1');
      if (!told.includes('\n')) return;
      server.removeAllListeners('exit');
      server.unref();
      (server.stdio[3] as unknown as { unref?: () => void }).unref?.();
      resolve({ name: `:${told.trim()}`, stop: () => void server.kill('SIGTERM') });
    });
  });
}
