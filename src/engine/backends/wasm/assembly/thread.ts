// What one thread knows during a run. Globals belong to the module instance, so to the thread.

/** This thread's number, and how many run the program. */
export let thread: i32 = 0;
export let threads: i32 = 1;
/** Tokens (N), segments (S) and masked tokens (M) in use. */
export let tokens: i32 = 0;
export let segments: i32 = 0;
export let masked: i32 = 0;
/** This thread's own scratch memory. */
export let scratch: usize = 0;
/** Whether this thread may block; the main thread of a page may not. */
export let mayBlock: bool = true;

export function enterRun(index: i32, count: i32, n: i32, s: i32, m: i32, ownScratch: usize): void {
  thread = index;
  threads = count;
  tokens = n;
  segments = s;
  masked = m;
  scratch = ownScratch;
}

export function forbidBlocking(): void {
  mayBlock = false;
}
