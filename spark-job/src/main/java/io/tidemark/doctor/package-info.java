/**
 * Examines everything that Tidemark depends on and says how to mend it. Probes ask the systems and
 * give facts (shell); checks turn facts into findings (core). Changes nothing, apart from one file
 * that is written into the lake and deleted again.
 */
package io.tidemark.doctor;
