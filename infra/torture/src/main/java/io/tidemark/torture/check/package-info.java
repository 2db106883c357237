/**
 * The properties, each a function from what PostgreSQL knows and what the lake holds to a {@link
 * io.tidemark.torture.check.Finding}. No database, no lake: so the checks themselves are tested on
 * copies with faults in them.
 */
package io.tidemark.torture.check;
