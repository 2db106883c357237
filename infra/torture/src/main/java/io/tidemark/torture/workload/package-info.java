/**
 * A plan's transactions, carried out on PostgreSQL by concurrent sessions, and the oracle that
 * PostgreSQL's own triggers keep of what really happened.
 */
package io.tidemark.torture.workload;
