import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright';
import type { setup as Setup } from '../app/global-setup.ts';
import type { Launched, launch as Launch, openDemonstration as OpenDemonstration } from '../app/harness.ts';
import type { Edit } from './appraisal-edit.ts';

/** The real window of a checkout over its demonstration; for `appraisal-edit.ts`, which tells it the checkout. */
const root = process.argv[2]!;
const from = <T>(file: string): Promise<T> => import(pathToFileURL(path.join(root, file)).href) as Promise<T>;
const { setup } = await from<{ setup: typeof Setup }>('test/app/global-setup.ts');
const { launch, openDemonstration } = await from<{
  launch: typeof Launch;
  openDemonstration: typeof OpenDemonstration;
}>('test/app/harness.ts');

/** Between two edits, so that all is there that the screen asks for. */
const pause = 2500;

const down = await setup();
const window: Launched = await launch({ expectTrouble: true });
const { page } = window;
page.setDefaultTimeout(120_000);
await openDemonstration(page);
const answer = await window.call('commissioning.model', {});
if (!answer.ok) throw new Error(answer.fault.message);
const { inputs } = answer.value;
await page.getByRole('link', { name: 'Scenarios' }).click();
await page.getByRole('button', { name: 'New appraisal' }).click();
await page.getByText('What does it cost us each year?').waitFor();
await page.getByRole('tab', { name: /^Inputs/ }).click();
await page.waitForTimeout(pause);

const middleOf = (distribution: object): number => {
  const numbers = Object.values(distribution).filter(one => typeof one === 'number');
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
};

/** Promises the milliseconds from the next key to the frame with the new headlines. */
const watchNextEdit = (shown: Page): Promise<void> =>
  shown.evaluate(() => {
    const told = globalThis as unknown as { painted: Promise<number> };
    told.painted = new Promise(done => {
      const body = document.querySelector('.scenario-body')!;
      let began = 0;
      let isAsked = false;
      document.addEventListener('keydown', event => (began = event.timeStamp), { capture: true, once: true });
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => done(performance.now() - began));
      port1.start();
      const watch = new MutationObserver(() => {
        const isStale = body.getAttribute('data-stale') === 'true';
        isAsked ||= isStale;
        if (!isAsked || isStale) return;
        watch.disconnect();
        // A message sent while a frame is made arrives when it has been painted.
        requestAnimationFrame(() => port2.postMessage(null));
      });
      watch.observe(body, { attributes: true, attributeFilter: ['data-stale'] });
    });
  });

process.on('message', async ({ input: id, times }: Edit) => {
  const input = inputs.find(one => one.id === id)!;
  const value = middleOf(input.value.distribution) * times;
  const text =
    input.format === 'percent' ? `${(value * 100).toFixed(2)} %` : value.toFixed(input.format === 'money' ? 0 : 3);
  await page.getByRole('button', { name: input.label, exact: true }).click();
  await page.getByRole('textbox', { name: input.label, exact: true }).fill(text);
  await watchNextEdit(page);
  await page.keyboard.press('Enter');
  const painted = await page.evaluate(() => (globalThis as unknown as { painted: Promise<number> }).painted);
  await page.waitForTimeout(pause);
  process.send!({ 'headlines painted': painted });
});
process.on('disconnect', async () => {
  await window.close();
  down?.();
});
process.send!('ready');
