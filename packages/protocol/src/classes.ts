import { z } from 'zod';

/**
 * Priority classes of conversations, most urgent first (mission M7). They order cold-start deltas,
 * the lanes of the fan-out and a connection's outbox.
 */
export const priorities = ['critical', 'high', 'normal', 'low'] as const;
export type Priority = (typeof priorities)[number];
export const priority = z.enum(priorities);

/** Where the entries of a conversation are delivered from (mission M1, M2). */
export const fanoutModes = ['write', 'read'] as const;
export type FanoutMode = (typeof fanoutModes)[number];

/** What decides the mode: fixed, or by size and rate (mission M4). */
export const fanoutPolicies = ['auto', 'read', 'write'] as const;
export type FanoutPolicy = (typeof fanoutPolicies)[number];
export const fanoutPolicy = z.enum(fanoutPolicies);

export const memberRoles = ['owner', 'admin', 'member'] as const;
export type MemberRole = (typeof memberRoles)[number];
export const memberRole = z.enum(memberRoles);
