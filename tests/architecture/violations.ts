import type { Import, Module } from './imports';
import {
  DOORS,
  ENGINE_FOLDERS,
  INTERFACE_PACKAGES,
  NETWORK_MODULE,
  REGISTRY_READERS,
} from './rules';

const NETWORK_CALL =
  /(?<![\w.$])fetch\s*\(|\b(?:globalThis|window|self)\.fetch\b|\bnew (?:XMLHttpRequest|WebSocket|EventSource|RTCPeerConnection)\b|\bsendBeacon\b/;
const NAMED = String.raw`\b(?:\w*[mM]ethod|\w*[fF]amily|\w*[tT]ask|\w*[mM]odel|\w*[oO]ptimizer|\w*[sS]chedule|op)(?:\??\.id|Id)`;
const ID_CHECKS = [
  new RegExp(String.raw`${NAMED}\s*[!=]==?\s*['"\`]`),
  new RegExp(String.raw`['"\`]\s*[!=]==?\s*(?:\w+\??\.)*${NAMED}\b`),
  new RegExp(String.raw`\bswitch\s*\(\s*(?:\w+\??\.)*${NAMED}\s*\)`),
];

/** Everything in which a module breaks the rules, each in words. */
export function violationsOf(module: Module): string[] {
  return [
    ...module.imports.flatMap((one) => importFaults(module.name, one)),
    ...codeFaults(module),
  ];
}

function codeFaults({ name, code }: Module): string[] {
  const faults: string[] = [];
  if (name !== NETWORK_MODULE && NETWORK_CALL.test(code)) {
    faults.push(`${name} reaches the network; only ${NETWORK_MODULE} may`);
  }
  const checked = ID_CHECKS.map((pattern) => pattern.exec(code)).find((found) => found !== null);
  if (checked && !name.endsWith('/registry')) {
    faults.push(`${name} tests an id (${checked[0]}…); the contract must say what differs`);
  }
  return faults;
}

function importFaults(name: string, one: Import): string[] {
  const [area = '', folder = ''] = name.split('/');
  const judge = one.isPackage ? packageFault : { engine, worker, cli: worker, app }[area];
  const fault = judge?.(name, one, folder);
  return fault ? [`${name} imports ${one.specifier}: ${fault}`] : [];
}

function packageFault(name: string, { specifier }: Import): string | null {
  const [area, folder = ''] = name.split('/');
  const rule = area === 'engine' ? ENGINE_FOLDERS[folder] : undefined;
  if (specifier.startsWith('@tensorflow/') && !rule?.tfjs) {
    return 'tfjs is imported in engine/ops and engine/backends only';
  }
  if (area !== 'engine') return null;
  if (INTERFACE_PACKAGES.some((one) => specifier === one || specifier.startsWith(`${one}/`))) {
    return 'the engine knows no user interface';
  }
  return specifier.startsWith('node:') && !rule?.node ? 'the engine runs in a browser' : null;
}

function engine(name: string, { target }: Import, folder: string): string | null {
  if (!target.startsWith('engine/')) return 'the engine knows only itself';
  if (target.endsWith('/registry') && !REGISTRY_READERS.includes(name)) {
    return `only ${REGISTRY_READERS.join(' and ')} open a registry`;
  }
  if (name.split('/').length === 2) return null;
  const rule = ENGINE_FOLDERS[folder];
  if (!rule) return `engine/${folder} has no rule: add it to ENGINE_FOLDERS and to biome.json`;
  const below = target.slice('engine/'.length);
  const known = [folder, ...rule.knows].some(
    (one) => one === '*' || below === one || below.startsWith(`${one}/`),
  );
  // A contract is a single module: 'models/model' must not open 'models/modelZoo'.
  return known ? null : `engine/${folder} knows only ${[folder, ...rule.knows].join(', ')}`;
}

/** The worker and the headless runner open the engine by its door; types may come from anywhere. */
function worker(name: string, { target, typeOnly }: Import): string | null {
  const area = name.split('/')[0];
  if (target.startsWith(`${area}/`)) return null;
  if (!target.startsWith('engine')) return `${area} knows itself and the engine`;
  if (typeOnly) return null;
  if (name === 'worker/protocol') return 'the protocol is types only';
  if (name === 'worker/engineClient') {
    const isLight = target.startsWith('engine/core/');
    return isLight ? null : 'the page loads no more of the engine than engine/core';
  }
  const isDoor = DOORS.some((door) =>
    door.endsWith('/') ? target.startsWith(door) : target === door,
  );
  return isDoor ? null : `opens the engine elsewhere than ${DOORS.join(', ')}`;
}

function app(_name: string, { target, typeOnly }: Import): string | null {
  if (target.startsWith('app/') || target === 'worker/engineClient') return null;
  if (target === 'worker/protocol') return typeOnly ? null : 'the protocol is types only';
  return 'the app knows worker/engineClient, and types of worker/protocol';
}
