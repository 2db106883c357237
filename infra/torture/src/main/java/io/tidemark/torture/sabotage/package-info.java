/**
 * Switches off one protection of the job from outside, to see that a property fails then. Runs as a
 * Java agent in the job's JVM; the job itself knows nothing of it.
 */
package io.tidemark.torture.sabotage;
