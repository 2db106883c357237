/**
 * What people get to read: failures that say what, why and how to mend it, progress, and the part
 * of a log that matters. Depends on nothing else here.
 */
package io.tidemark.stack.report;
