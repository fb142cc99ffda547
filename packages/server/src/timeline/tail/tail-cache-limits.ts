import { limits } from '../../limits.ts';

/** See `limits.ts`; tests hand in smaller ones. */
export interface TailCacheLimits {
  tailEntries: number;
  tailBytes: number;
  tailAlign: number;
  blockEntries: number;
  blockBytes: number;
}

export const tailCacheLimits: TailCacheLimits = {
  tailEntries: limits.tailEntries,
  tailBytes: limits.tailBytes,
  tailAlign: limits.tailAlign,
  blockEntries: limits.blockEntries,
  blockBytes: limits.blockBytes,
};
