import { instantiate, type ThreadStart } from './threads';

/** A helper thread: takes part in every run until it is terminated. */
self.onmessage = async ({ data }: MessageEvent<ThreadStart>) => {
  const kernels = await instantiate(data.module, data.memory);
  self.postMessage('serving');
  try {
    kernels.serve(data.thread, data.threads);
  } catch (error) {
    kernels.reportFailure();
    throw error;
  }
};
