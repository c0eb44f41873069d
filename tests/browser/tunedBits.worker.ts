import { tunedBits } from './tunedBits';

self.onmessage = async ({ data: threads }: MessageEvent<number>) => {
  self.postMessage(await tunedBits(threads));
};
