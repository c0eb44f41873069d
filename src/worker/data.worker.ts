import { expose } from 'comlink';
import { ENCODINGS } from '../engine/index';
import { createDataDesk } from './dataDesk';
import { carryEngineErrors } from './errors';
import { acceptPort, createEventStream } from './eventStream';
import { readSamples } from './preparation';
import type { DataApi } from './protocol';
import { openResources } from './studioStore';
import { createTaskBoard } from './tasks';

carryEngineErrors();

const stream = createEventStream();
const tasks = createTaskBoard(stream.emit);
const ready = openResources(stream.network).then((resources) => ({
  resources,
  desk: createDataDesk(resources, tasks),
}));

const api: DataApi = {
  samples: async () => readSamples((await ready).resources),
  encodings: async () => ENCODINGS,
  open: async (task, source) => (await ready).desk.open(task, source),
  page: async (dataset, query) => (await ready).desk.page(dataset, query),
  cells: async (dataset, columns, most) => (await ready).desk.cells(dataset, columns, most),
  profile: async (task, request) => (await ready).desk.profile(task, request),
  lengths: async (task, request, model) => (await ready).desk.lengths(task, request, model),
  close: async (dataset) => (await ready).desk.close(dataset),
  cancel: async (task) => tasks.cancel(task),
};

acceptPort(stream);
expose(api);
