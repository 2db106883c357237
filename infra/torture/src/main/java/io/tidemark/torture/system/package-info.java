/**
 * The system under test, as processes: the launcher's commands on one home, the stack's servers by
 * their process ids, the job that is kept running. Knows nothing of plans.
 */
package io.tidemark.torture.system;
