/**
 * What is broken while the database is busy, and the proof that it was: a fault that did not hit
 * says nothing about the system. Comes in: a plan's faults. Goes out: one {@link
 * io.tidemark.torture.fault.Injury} each.
 */
package io.tidemark.torture.fault;
