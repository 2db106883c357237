/**
 * The folder that holds one stack, and what it remembers: ports, secrets, addresses. Knows no
 * service and starts no process.
 */
package io.tidemark.stack.home;
