import { createDataClient, createEngineClient } from '../../worker/engineClient';

/** The two workers of the page; kept here so that their proxies live as long as the page. */
export const engine = createEngineClient();
export const data = createDataClient();
