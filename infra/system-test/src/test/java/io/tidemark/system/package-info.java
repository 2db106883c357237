/**
 * The whole path on the real stack, as a user runs it: every command is the real launcher in a
 * process of its own, the database is spoken to by JDBC, and the lake is read by plain Delta. May
 * use the job's own classes only to read the lake.
 */
package io.tidemark.system;
