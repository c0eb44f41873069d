import { expect, type Page, test } from '@playwright/test';
import { tinyFolder } from './tiny';
import { openTiny, reachStep, rememberedLosses, untilDone } from './tinyModel';

/** Epochs of a run long enough to be cut off: three steps each. */
const LONG = 100;
/** A step beyond the studio's first checkpoint. */
const AFTER_CHECKPOINT = 60;

const start = (page: Page) => page.getByRole('button', { name: /Start training/ });
const goOn = (page: Page) =>
  page.getByRole('button', { name: /Continue from step (50|1\d0|2\d0)/ });

/** Puts a line in front of what a worker of the page runs. */
async function inWorkers(page: Page, line: string): Promise<void> {
  await page.route(/assets\/engine\.worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${line}\n${await response.text()}` });
  });
}

test('a run cut off by a reload goes on at one click, to the losses of one that was not', async ({
  page,
}) => {
  await openTiny(page, LONG);
  await start(page).click();
  await untilDone(page);
  const uninterrupted = await rememberedLosses(page);
  await start(page).click();
  await reachStep(page, AFTER_CHECKPOINT);
  await page.reload();
  await goOn(page).click({ timeout: 60_000 });
  await untilDone(page);
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(await rememberedLosses(page)).toEqual(uninterrupted);
});

test('a run whose tab was closed is offered in the next one', async ({ page, context }) => {
  await openTiny(page, LONG);
  await start(page).click();
  await reachStep(page, AFTER_CHECKPOINT);
  await page.close();
  const next = await context.newPage();
  await next.goto('/');
  await expect(next.getByText(/A run was cut off at step \d+ of 300/)).toBeVisible({
    timeout: 60_000,
  });
  await goOn(next).click();
  await untilDone(next);
});

test('of two tabs one trains, and the other one is told why it does not', async ({
  page,
  context,
}) => {
  await openTiny(page, 10 * LONG);
  await start(page).click();
  await reachStep(page, AFTER_CHECKPOINT);
  const other = await context.newPage();
  await openTiny(other, 1);
  // The run is alive in the first tab, so it is not offered here.
  await expect(goOn(other)).toHaveCount(0);
  await start(other).click();
  await expect(other.getByRole('alert')).toContainText('another tab of this studio is training');
  await expect(other.getByRole('alert')).toContainText('Wait for it, or stop it there.');
  await expect(start(other)).toBeEnabled();
  await page.getByRole('button', { name: 'Stop and keep' }).click();
  await untilDone(page);
  await start(other).click();
  await untilDone(other);
});

test('where the browser gives no storage a run goes on, and says that nothing is kept', async ({
  page,
}) => {
  await inWorkers(
    page,
    `navigator.storage.getDirectory = async () => { throw new DOMException('no', 'QuotaExceededError'); };`,
  );
  await openTiny(page, 2);
  await start(page).click();
  await expect(page.getByText('what it leaves cannot be kept')).toBeVisible();
  await expect(page.getByText('Delete runs or models you no longer need')).toBeVisible();
  await untilDone(page);
  // The weights are in memory as long as the page is.
  await page.getByRole('link', { name: 'Evaluate' }).click();
  await expect(page.getByRole('row', { name: /Accuracy/ })).toBeVisible({ timeout: 60_000 });
});

test('a disk that fills up in the middle of a run does not end it', async ({ page }) => {
  await inWorkers(page, 'FileSystemSyncAccessHandle.prototype.write = () => 0;');
  await openTiny(page, LONG);
  await start(page).click();
  await expect(page.getByText('what it leaves cannot be kept')).toBeVisible();
  await reachStep(page, AFTER_CHECKPOINT);
  await page.reload();
  await expect(start(page)).toBeEnabled({ timeout: 60_000 });
  await expect(page.getByText(/A run was cut off/)).toHaveCount(0);
});

test('an engine that dies in the middle of a run is started again and goes on', async ({
  page,
}) => {
  await openTiny(page, LONG);
  await start(page).click();
  await reachStep(page, AFTER_CHECKPOINT);
  const engine = page.workers().find((worker) => worker.url().includes('engine.worker'));
  await engine?.evaluate(() => {
    setTimeout(() => {
      throw new Error('out of memory');
    });
  });
  await expect(page.getByRole('alert')).toContainText('The engine stopped:');
  await expect(page.getByRole('alert')).toContainText('out of memory');
  await expect(page.getByRole('alert')).toContainText('last checkpoint');
  await goOn(page).click();
  await untilDone(page);
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a page that is not isolated trains on one thread and says so', async ({ page }) => {
  await page.route('**/*', async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers() };
    delete headers['cross-origin-opener-policy'];
    delete headers['cross-origin-embedder-policy'];
    await route.fulfill({ response, headers });
  });
  await openTiny(page, 2);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await expect(page.getByRole('status').getByText('Cross-Origin-Opener-Policy')).toBeVisible();
  await start(page).click();
  await untilDone(page);
  await expect(page.getByText(/wasm, 1\b/).first()).toBeVisible();
});

test('a model with a damaged weight is refused by name, and the one before stays', async ({
  page,
}) => {
  await openTiny(page, 2);
  const folder = await tinyFolder((path, bytes) => {
    if (path === 'model.safetensors')
      new DataView(bytes.buffer, bytes.byteOffset).setFloat32(bytes.length - 4, Number.NaN, true);
    return bytes;
  });
  await page.getByRole('link', { name: 'Model' }).click();
  await page.getByLabel('Model folder').setInputFiles(folder);
  await expect(page.getByRole('alert')).toContainText('holds NaN at index');
  await expect(page.getByRole('alert')).toContainText('model.safetensors');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('tiny-bert');
  await expect(start(page)).toBeEnabled();
});

test('a GPU that is lost in the middle of a run leaves it to the CPU at one click', async ({
  page,
}) => {
  await inWorkers(
    page,
    `const ask = GPUAdapter.prototype.requestDevice;
     GPUAdapter.prototype.requestDevice = async function (...given) {
       globalThis.lent = await ask.apply(this, given);
       return globalThis.lent;
     };`,
  );
  await openTiny(page, LONG, '/?backend=webgpu');
  await start(page).click();
  await reachStep(page, AFTER_CHECKPOINT);
  const engine = page.workers().find((worker) => worker.url().includes('engine.worker'));
  await engine?.evaluate(() => (globalThis as unknown as { lent: GPUDevice }).lent.destroy());
  await expect(page.getByRole('alert')).toContainText('the GPU was lost');
  await expect(page.getByRole('alert')).toContainText(/The checkpoint of step \d+ is kept/);
  await page.getByRole('button', { name: 'Continue on the CPU' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await untilDone(page);
  await expect(page.getByText(/wasm, \d+ thread/).first()).toBeVisible();
});
