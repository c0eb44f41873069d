/** How the values of an operand lie: numbers of core/storage.ts's names, in its order. */
export enum StorageKind {
  F32 = 0,
  F16 = 1,
  Q8_0 = 2,
  Q4_0 = 3,
  Q4_1 = 4,
}
