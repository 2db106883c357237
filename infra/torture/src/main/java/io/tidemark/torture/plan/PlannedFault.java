package io.tidemark.torture.plan;

/**
 * A fault.
 *
 * @param atMs not before this time of the plan
 * @param forMs how long it lasts, where it is one that lasts; else how long after the last sign of
 *     progress it comes
 * @param failpoint where the job halts, for {@link FaultKind#KILL_AT}; else null
 */
public record PlannedFault(long atMs, FaultKind kind, long forMs, String failpoint) {}
